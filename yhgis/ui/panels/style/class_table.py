"""The classes of a style as lines: swatch and name, and what each holds; names and contents are typed in place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from yhgis.i18n import tr
from yhgis.model.layer import GeometryKind
from yhgis.ui.panels.style.pictures import LINE_SIZE, symbol_icon
from yhgis.ui.panels.style.renderers import ClassRow

_ROW_PX, _MOST_ROWS = 26, 9


class ClassTable(QTableWidget):
    """Lines of which several can be chosen.

    Signals
    -------
    titleTyped(int, str), secondTyped(int, str)
        Something was typed over in a line.
    chosenChanged()
        Other lines are chosen.
    dropAsked()
        The Delete key.
    """

    titleTyped = Signal(int, str)
    secondTyped = Signal(int, str)
    chosenChanged = Signal()
    dropAsked = Signal()

    def __init__(self, kind: GeometryKind, second: str, *, figures: bool = False) -> None:
        super().__init__(0, 2)
        self._kind = kind
        self._rows: list[ClassRow] = []
        side = Qt.AlignmentFlag.AlignRight if figures else Qt.AlignmentFlag.AlignLeft
        self._side = side | Qt.AlignmentFlag.AlignVCenter
        self.setHorizontalHeaderLabels([tr("Name"), second])
        self.setAccessibleName(tr("Classes; F2 types over, Delete takes away"))
        self.setIconSize(LINE_SIZE)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.resizeSection(1, 96)
        self.horizontalHeaderItem(1).setTextAlignment(self._side)
        header.setHighlightSections(False)
        self.itemChanged.connect(self._typed)
        self.itemSelectionChanged.connect(self.chosenChanged)

    def show_rows(self, rows: Sequence[ClassRow]) -> None:
        """Show classes; only what differs is painted anew, and chosen lines stay chosen."""
        before, self._rows = self._rows, list(rows)
        self.blockSignals(True)
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            old = before[number] if number < len(before) else None
            if old is None or old != row:
                self._fill(number, row, old)
        self.blockSignals(False)
        shown = min(max(len(rows), 2), _MOST_ROWS)
        self.setFixedHeight(shown * _ROW_PX + self.horizontalHeader().sizeHint().height() + 2)

    def _fill(self, number: int, row: ClassRow, old: ClassRow | None) -> None:
        title = str(row.title.title)
        for place, text, editable in ((0, title, True), (1, row.second, not row.fixed)):
            item = self.item(number, place)
            if item is None:
                item = QTableWidgetItem()
                if place:
                    item.setTextAlignment(self._side)
                self.setItem(number, place, item)
            item.setText(text)
            item.setToolTip(text)
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if editable else flags)
        if old is None or old.symbol is not row.symbol:
            self.item(number, 0).setIcon(symbol_icon(row.symbol, self._kind, self.devicePixelRatioF()))

    def chosen(self) -> list[int]:
        """Return the chosen lines, top first."""
        return sorted({index.row() for index in self.selectionModel().selectedIndexes()})

    def choose(self, numbers: Sequence[int]) -> None:
        """Choose lines without telling anybody."""
        self.blockSignals(True)
        self.clearSelection()
        for number in numbers:
            if number < self.rowCount():
                flag = QItemSelectionModel.SelectionFlag
                self.selectionModel().select(self.model().index(number, 0), flag.Select | flag.Rows)
        if numbers and numbers[0] < self.rowCount():
            self.selectionModel().setCurrentIndex(
                self.model().index(numbers[0], 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self.blockSignals(False)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.dropAsked.emit()
            return
        super().keyPressEvent(event)

    def _typed(self, item: QTableWidgetItem) -> None:
        number, text = item.row(), item.text().strip()
        row = self._rows[number]
        if item.column() == 0:
            if text and text != str(row.title.title):
                self.titleTyped.emit(number, text)
            else:
                self._put_back(item, str(row.title.title))
        elif text != row.second:
            self.secondTyped.emit(number, text)

    def put_back(self, number: int) -> None:
        """Show again what a line holds: what was typed does not do."""
        item = self.item(number, 1)
        if item is not None:
            self._put_back(item, self._rows[number].second)

    def _put_back(self, item: QTableWidgetItem, text: str) -> None:
        self.blockSignals(True)
        item.setText(text)
        self.blockSignals(False)
