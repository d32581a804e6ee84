"""All that is known of a layer: what it is, where it comes from, what it may be used for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QGridLayout, QScrollArea, QWidget

from yhgis.i18n import tr
from yhgis.ui.dialogs.add_file import KINDS
from yhgis.ui.palette import GRID
from yhgis.ui.panels.layer_tip import facts, file_facts, reading_facts
from yhgis.ui.panels.pieces import column, label, line
from yhgis.ui.session import Session

_CAPTION_PX = GRID * 13


class LayerProperties(QDialog):
    """Text that can be selected and copied; nothing is changed here."""

    def __init__(self, session: Session, layer_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_map = session.state.has(layer_id)
        layer = session.state.entry(layer_id).layer if on_map else session.layer(layer_id)
        info = layer.info
        self.setWindowTitle(str(info.title))
        count = [(tr("Geometry"), str(KINDS[layer.kind])), (tr("Features"), f"{len(layer):,}")]
        names = ", ".join(str(info.field_label(name)) for name in layer.fields)
        fields = [(tr("Fields"), names)] if names else []
        parts: list[QWidget] = []
        if str(info.description):
            parts.append(_selectable(str(info.description)))
        known = [*reading_facts(session, layer_id), *facts(info)]
        parts += [_grid(known), line(), _grid([*count, *fields]), line(), _grid(file_facts(info, layer.crs))]
        parts += [_selectable(str(note)) for note in info.notes]
        page = QWidget()
        page.setLayout(column(*parts, 1, margins=(GRID * 3, GRID * 3, GRID * 3, GRID), spacing=GRID * 2))
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        buttons = QDialogButtonBox()
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        self.setLayout(column(area, column(buttons, margins=(GRID * 3, GRID, GRID * 3, GRID * 2)), spacing=0))
        self.resize(GRID * 70, GRID * 76)


def _selectable(text: str) -> QWidget:
    made = label(text=text, wrap=True)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made


def _grid(rows: list[tuple[str, str]]) -> QWidget:
    """Return captions at the left, texts at the right."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(GRID * 2)
    grid.setVerticalSpacing(GRID)
    grid.setColumnStretch(1, 1)
    for i, (caption, text) in enumerate(rows):
        left = label("quiet", caption, wrap=True)
        left.setFixedWidth(_CAPTION_PX)
        grid.addWidget(left, i, 0, Qt.AlignmentFlag.AlignTop)
        broken = text if " " in text else "\u200b".join(text[k : k + 16] for k in range(0, len(text), 16))
        grid.addWidget(_selectable(broken), i, 1, Qt.AlignmentFlag.AlignTop)
    return box
