"""Select features of one layer by how they lie to others: a small form; the work is done in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QDoubleSpinBox, QGridLayout, QVBoxLayout, QWidget

from yhgis.analysis.by_place import Relation, features_by
from yhgis.i18n import Message, tr
from yhgis.model.selection import Mode, Selection
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import ShortCombo, label

if TYPE_CHECKING:
    from yhgis.feedback import Feedback
    from yhgis.ui.session import Session

_SELECTION = "selection"


class SelectByPlace(QDialog):
    """Which layer, how it lies, to what; the answer becomes the selection."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(tr("Select by place"))
        self.resize(440, 240)
        self.layer, self.relation, self.others, self.mode = ShortCombo(), QComboBox(), ShortCombo(), QComboBox()
        self.distance = QDoubleSpinBox()
        self.distance.setRange(0.0, 100_000.0)
        self.distance.setDecimals(1)
        self.distance.setValue(100.0)
        self.distance.setSuffix(" m")
        self._fill()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Select"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        self.buttons.accepted.connect(self._select)
        self.buttons.rejected.connect(self.reject)
        self.relation.currentIndexChanged.connect(lambda _: self._show_distance())
        self._lay_out()
        self._show_distance()

    def _fill(self) -> None:
        session = self._session
        shown = [entry for entry in reversed(session.state.entries) if entry.visible]
        current = session.selecting.current
        if len(current):
            self.others.addItem(tr("What is selected now ({count})", count=len(current)), _SELECTION)
        for entry in shown:
            title = str(entry.layer.info.title)
            self.layer.addItem(title, entry.id)
            self.others.addItem(title, entry.id)
        if not len(current) and self.others.count() > 1:
            self.others.setCurrentIndex(1)
        for relation in Relation:
            self.relation.addItem(str(relation.title), relation)
        modes: tuple[tuple[str, Mode], ...] = (
            (tr("A new selection"), "replace"),
            (tr("Add to the selection"), "add"),
            (tr("Take from the selection"), "remove"),
        )
        for text, mode in modes:
            self.mode.addItem(text, mode)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID)
        lines = (
            (tr("Select from"), self.layer),
            (tr("those that"), self.relation),
            (tr("Distance"), self.distance),
            (tr("these others"), self.others),
            (tr("Result"), self.mode),
        )
        self._distance_row: list[QWidget] = []
        for number, (words, editor) in enumerate(lines):
            caption = label("quiet", words)
            caption.setBuddy(editor)
            editor.setAccessibleName(words)
            grid.addWidget(caption, number, 0)
            grid.addWidget(editor, number, 1)
            if editor is self.distance:
                self._distance_row = [caption, editor]
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(grid)
        column.addStretch(1)
        column.addWidget(self.buttons)

    def _show_distance(self) -> None:
        for part in self._distance_row:
            part.setVisible(self.relation.currentData() is Relation.NEAR)

    def _select(self) -> None:
        """Ask in the background, and close; the status bar shows the work with its cross."""
        session = self._session
        layer = session.state.entry(str(self.layer.currentData())).layer
        wanted = str(self.others.currentData())
        others = session.selecting.geometries() if wanted == _SELECTION else session.state.entry(wanted).layer.geometry
        relation: Relation = self.relation.currentData()
        distance_m, mode = self.distance.value(), self.mode.currentData()

        def work(feedback: Feedback) -> Selection:
            return Selection(layer.id, features_by(layer, others, relation, distance_m, feedback))

        def done(found: Selection) -> None:
            session.selecting.take(found, mode)
            session.show_message(
                "info", Message("{count} found in {layer}.", {"count": len(found), "layer": layer.info.title})
            )

        session.tasks.run(work, done=done, owner=session, key="select_by_place", title=Message("Selecting by place"))
        self.accept()
