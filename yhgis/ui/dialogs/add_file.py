"""Which layers of the chosen files shall come on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from yhgis.i18n import Title, tr
from yhgis.io.encoding_preview import Reading
from yhgis.io.inspect import InnerLayer
from yhgis.model.layer import GeometryKind
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import column, label, row, say_primary

KINDS: dict[GeometryKind, Title] = {
    GeometryKind.POINT: Title("点", "Points"),
    GeometryKind.LINE: Title("线", "Lines"),
    GeometryKind.POLYGON: Title("面", "Polygons"),
    GeometryKind.MIXED: Title("混合", "Mixed"),
    GeometryKind.NONE: Title("无图形", "None"),
}


@dataclass(frozen=True)
class FoundLayer:
    """One layer of a file that may be added.

    Parameters
    ----------
    path : Path
    inner : InnerLayer
    one_of_many : bool
        Whether the file holds others, so that the name is needed to find it again.
    readings : tuple of Reading
        The two encodings that its text may be in, where its bytes do not settle it.
    large : bool
        Whether all of it would take more than half of the free memory.
    """

    path: Path
    inner: InnerLayer
    one_of_many: bool
    readings: tuple[Reading, ...] = ()
    large: bool = False

    @property
    def spec(self) -> str:
        """How to find it again."""
        return f"{self.path}|layername={self.inner.name}" if self.one_of_many else str(self.path)


class AddFileDialog(QDialog):
    """A tick list of the layers found; after ``accepted``, `chosen` tells which."""

    def __init__(self, found: Sequence[FoundLayer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = tuple(found)
        self.setWindowTitle(tr("Add layers"))
        self.setModal(True)
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Layers found"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHeaderLabels([tr("Layer"), tr("Geometry"), tr("Features"), tr("Coordinate system")])
        self._several_files = len({item.path for item in found}) > 1
        for item in self._found:
            self.list.addTopLevelItem(self._row(item))
        self._size_columns()
        self._build()
        self.list.itemChanged.connect(lambda _item, _column: self._count())
        self._count()

    @property
    def chosen(self) -> tuple[FoundLayer, ...]:
        """The ticked layers, in the files' order."""
        return tuple(item for i, item in enumerate(self._found) if self._ticked(i))

    def tick_all(self, on: bool) -> None:
        """Tick every layer that has features, or none."""
        for i, item in enumerate(self._found):
            if item.inner.features != 0:
                state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
                self.list.topLevelItem(i).setCheckState(0, state)

    def _build(self) -> None:
        every, none = QPushButton(tr("All")), QPushButton(tr("None"))
        for button in (every, none):
            button.setProperty("kind", "link")
            button.setAutoDefault(False)
        every.clicked.connect(lambda: self.tick_all(True))
        none.clicked.connect(lambda: self.tick_all(False))
        self.buttons = QDialogButtonBox()
        self.ok = self.buttons.addButton(tr("Add"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.ok.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        files = sorted({item.path.name for item in self._found})
        words = label(
            text=tr("{file} holds several layers. Which shall come on the map?", file=", ".join(files)), wrap=True
        )
        foot = row(every, none, 1, self.buttons)
        self.setLayout(column(words, self.list, foot, margins=(GRID * 3,) * 4, spacing=GRID * 2))
        self.resize(GRID * 80, min(GRID * 26 + 24 * len(self._found), GRID * 64))

    def _row(self, item: FoundLayer) -> QTreeWidgetItem:
        inner = item.inner
        name = (
            f"{item.path.name} · {inner.name}" if self._several_files and item.path.stem != inner.name else inner.name
        )
        count = f"{inner.features:,}" if inner.features >= 0 else "–"
        made = QTreeWidgetItem(
            [name, str(KINDS[inner.geometry]), count, inner.crs[:24] or tr("not stated: will be asked")]
        )
        made.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        made.setToolTip(0, str(item.path))
        if inner.features == 0:
            made.setCheckState(0, Qt.CheckState.Unchecked)
            made.setFlags(Qt.ItemFlag.NoItemFlags)
            made.setToolTip(0, tr("{layer} has no features; nothing to show.", layer=inner.name))
        else:
            made.setCheckState(0, Qt.CheckState.Checked)
        return made

    def _size_columns(self) -> None:
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for number in (1, 2, 3):
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)
        self.list.headerItem().setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _ticked(self, number: int) -> bool:
        return bool(self.list.topLevelItem(number).checkState(0) == Qt.CheckState.Checked)

    def _count(self) -> None:
        count = len(self.chosen)
        self.ok.setEnabled(count > 0)
        say_primary(self.ok, tr("Add {count} layers", count=count) if count > 1 else tr("Add"))
