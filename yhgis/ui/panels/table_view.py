"""The rows on screen, and the hand upon them.

Qt's own selection lists stretches of rows: a filter's hundred thousand scattered ones would take seconds.  So which
rows are selected is the session's matter (`yhgis.ui.session_selection`), painted here, and mouse and keys ask for it.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from yhgis.model.selection import Mode
from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.pieces import ALIGNED_HEADING
from yhgis.ui.panels.result_table import tabular
from yhgis.ui.panels.table_model import NULL_ROLE, Index, TableModel
from yhgis.ui.session import Session

ROW_PX = 26
#: Widths are taken from the headings and this many rows, of this many columns.
_MEASURED_ROWS, _MEASURED_COLUMNS = 60, 200
_LEAST_PX, _MOST_PX = GRID * 7, GRID * 30
_MOVES = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
)  # fmt: skip
Key, Modifier = Qt.Key, Qt.KeyboardModifier


class TableRows(QTableView):
    """Rows of features.

    Click selects, Ctrl adds or takes away, Shift and dragging take a stretch; so do the arrow keys, with Space for
    Ctrl+click.  Double click or Enter shows the feature on the map.

    Signals
    -------
    menuAsked(int, bool, QPoint)
        What can be done with a column and, where True, with rows; where on the screen.
    chosen(array of int64, str)
        Positions of features, and how they meet the present selection (`yhgis.model.selection.Mode`).
    zoomAsked()
        Show the current feature, or what is selected, on the map.
    currentFieldChanged(str)
        The column that the hand is in.
    sortAsked(str, bool)
        Field to sort by, and whether beside the present ones.
    """

    menuAsked = Signal(int, bool, object)
    chosen = Signal(object, str)
    zoomAsked = Signal()
    currentFieldChanged = Signal(str)
    sortAsked = Signal(str, bool)

    def __init__(self, session: Session, model: TableModel) -> None:
        super().__init__()
        self._session = session
        self._anchor = self._reached = -1
        self.table = model
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(session, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setCornerWidget(QWidget())  # or the style draws a frame where the scroll bars meet
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFont(tabular(self.font()))
        self.setHorizontalHeader(_Header(self))
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_PX)
        rows.setMinimumSectionSize(ROW_PX)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSectionsMovable(True)
        header.setStyleSheet(ALIGNED_HEADING)
        header.sectionClicked.connect(self._heading_clicked)
        self.selectionModel().currentColumnChanged.connect(self._current_column_changed)

    @property
    def current_field(self) -> str:
        """The field of the current column, empty for none."""
        column = self.currentIndex().column()
        return self.table.looks[column].name if 0 < column < len(self.table.looks) else ""

    @property
    def current_feature(self) -> int:
        """Position of the feature in the current row; -1 for none."""
        row = self.currentIndex().row()
        return self.table.feature(row) if 0 <= row < self.table.rowCount() else -1

    def go_to(self, row: int, column: int | None = None) -> None:
        """Make a row the current one and bring it into sight; nothing is selected."""
        place = self.currentIndex().column() if column is None else column
        self._anchor = row
        self.setCurrentIndex(self.table.index(row, max(place, 0)))
        self.scrollTo(self.currentIndex())

    def fit_columns(self) -> None:
        """Give the columns the width that their headings and first rows need."""
        header, metrics = self.horizontalHeader(), self.fontMetrics()
        for number in range(min(self.table.columnCount(), _MEASURED_COLUMNS)):
            texts = (str(self.table.index(i, number).data()) for i in range(min(len(self.table.rows), _MEASURED_ROWS)))
            wide = max((metrics.horizontalAdvance(text) for text in texts), default=0) + 3 * GRID
            head = header.sectionSizeHint(number) + 2 * GRID  # room for the arrow of sorting
            header.resizeSection(number, max(_LEAST_PX if number else 0, min(max(wide, head), _MOST_PX)))

    # --- the hand ----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        row = self._reached = self.indexAt(event.position().toPoint()).row()
        if row < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        if event.modifiers() & Modifier.ShiftModifier and self._anchor >= 0:
            self._take_stretch(row, "add" if event.modifiers() & Modifier.ControlModifier else "replace")
            return
        self._anchor = row
        self._take(row, "toggle" if event.modifiers() & Modifier.ControlModifier else "replace")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons() & Qt.MouseButton.LeftButton or self._anchor < 0:
            return
        place = event.position().toPoint()
        row = self.rowAt(min(max(place.y(), 0), self.viewport().height() - 1))
        if row >= 0 and row != self._reached:  # Qt has made it the current one already
            self._reached = row
            self.setCurrentIndex(self.table.index(row, max(self.currentIndex().column(), 0)))
            self._take_stretch(row, "add" if event.modifiers() & Modifier.ControlModifier else "replace")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self.indexAt(event.position().toPoint()).isValid():
            self.zoomAsked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        if key in (Key.Key_Return, Key.Key_Enter):
            self.zoomAsked.emit()
        elif key == Key.Key_Space and self.currentIndex().isValid():
            self._anchor = self.currentIndex().row()
            self._take(self._anchor, "toggle")
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.chosen.emit(self.table.rows, "replace")
        elif event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()  # the panel copies with headings
        elif key in _MOVES:
            self._move(event, held)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the cell under the mouse, or of the current one for the menu key."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            place = self.visualRect(index).bottomLeft() if by_key else event.pos()
            self.menuAsked.emit(index.column(), True, self.viewport().mapToGlobal(place))

    def _move(self, event: QKeyEvent, held: Qt.KeyboardModifier) -> None:
        """Go to another row and select it, or with Shift all on the way; with Ctrl only go."""
        before = self.currentIndex().row()
        super().keyPressEvent(event)
        row = self.currentIndex().row()
        if row < 0 or row == before:
            return
        if held & Modifier.ShiftModifier:
            self._anchor = before if self._anchor < 0 else self._anchor
            self._take_stretch(row, "replace")
        elif not held & Modifier.ControlModifier:
            self._anchor = row
            self._take(row, "replace")

    def _take(self, row: int, mode: Mode) -> None:
        self.chosen.emit(self.table.rows[row : row + 1], mode)

    def _take_stretch(self, row: int, mode: Mode) -> None:
        first, last = sorted((min(self._anchor, self.table.rowCount() - 1), row))
        self.chosen.emit(self.table.rows[first : last + 1], mode)

    def _heading_clicked(self, section: int) -> None:
        from PySide6.QtWidgets import QApplication

        held = QApplication.keyboardModifiers()
        more = bool(held & (Modifier.ShiftModifier | Modifier.ControlModifier))
        self.sortAsked.emit(self.table.looks[section].name, more)

    def _current_column_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.currentFieldChanged.emit(self.current_field)


class _Header(QHeaderView):
    """The headings: a press makes the column the current one, and leaves the row, which Qt would change."""

    def __init__(self, view: TableRows) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view

    def mousePressEvent(self, event: QMouseEvent) -> None:
        view, row = self._view, self._view.currentIndex().row()
        view.setAutoScroll(False)
        super().mousePressEvent(event)
        column = self.logicalIndexAt(event.position().toPoint())
        if row >= 0 and column >= 0:
            view.setCurrentIndex(view.table.index(row, column))
        view.setAutoScroll(True)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        column = self.logicalIndexAt(event.pos())
        if column >= 0:
            self._view.menuAsked.emit(column, False, event.globalPos())


class _CellDelegate(QStyledItemDelegate):
    """Paints what is selected, and what is not there quietly."""

    def __init__(self, session: Session, view: TableRows) -> None:
        super().__init__(view)
        self._session, self._view = session, view

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        state: Any = option.state
        if self._view.table.is_selected(index.row()):
            option.state = state | QStyle.StateFlag.State_Selected
        if index.column() == 0 or index.data(NULL_ROLE):
            quiet = QColor(colors(self._session.dark).quiet)
            option.palette.setColor(QPalette.ColorRole.Text, quiet)
            option.palette.setColor(QPalette.ColorRole.HighlightedText, quiet)
