"""One result table on screen: virtual rows, sorting, and the totals on a line of their own that never scrolls away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from yhgis.i18n import tr
from yhgis.model.quantity import AreaUnit, format_cell, round_half_up
from yhgis.model.result import Table, ValueKind
from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.pieces import ALIGNED_HEADING, column
from yhgis.ui.panels.result_model import Index, ResultTableModel
from yhgis.ui.session import Session

ROW_PX = 28
#: Widths are taken from the headings and this many rows.
_MEASURED_ROWS = 100
_MOST_TEXT_PX = 260


class ResultTable(QWidget):
    """Shows a `Table`; a click on a cell or Enter asks for its place.

    Signals
    -------
    placeAsked(int, int)
        Row of the *table* (whatever the sorting) and column.
    """

    placeAsked = Signal(int, int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table: Table | None = None
        self.model = ResultTableModel(self)
        self.totals_model = ResultTableModel(self)
        self.view = _Cells(session)
        self.view.setModel(self.model)
        self.view.setSortingEnabled(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.totals = _Totals(session)
        self.totals.setModel(self.totals_model)
        header = self.view.horizontalHeader()
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sectionResized.connect(lambda index, _old, new: self.totals.setColumnWidth(index, new))
        self.totals.horizontalScrollBar().valueChanged.connect(self.view.horizontalScrollBar().setValue)
        self.view.horizontalScrollBar().valueChanged.connect(self.totals.horizontalScrollBar().setValue)
        self.view.pressed_cell.connect(self._asked)
        self.setLayout(column(self.view, self.totals, 1, spacing=0))
        self.layout().setStretch(0, 1000)

    def show_table(self, table: Table) -> None:
        """Show another table, in its own order."""
        self.table = table
        self.view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.model.show_table(table)
        self.totals_model.show(table.columns, (table.totals,) if table.totals is not None else ())
        self.view.setAccessibleName(str(table.title))
        self.totals.setAccessibleName(tr("Total"))
        self.totals.setVisible(True)
        self._fit()

    def set_unit(self, unit: AreaUnit) -> None:
        """Show areas in ``unit``."""
        self.model.set_unit(unit)
        self.totals_model.set_unit(unit)
        self._fit()

    def retranslate(self) -> None:
        """Say headings and cells again."""
        self.model.retranslate()
        self.totals_model.retranslate()
        self._fit()

    def select_rows(self, table_rows: Sequence[int]) -> None:
        """Choose rows of the table and bring the first into sight."""
        selection = self.view.selectionModel()
        selection.clearSelection()
        for row in table_rows:
            index = self.model.index(self.model.view_row(row), 0)
            selection.select(index, selection.SelectionFlag.Select | selection.SelectionFlag.Rows)
        if table_rows:
            self.view.scrollTo(self.model.index(self.model.view_row(table_rows[0]), 0))

    def text(self) -> str:
        """Return the chosen cells, or the whole table with its totals, as tab-separated text with headings."""
        chosen = self.view.selectionModel().selectedIndexes()
        if len(chosen) > 1:
            rows = sorted({index.row() for index in chosen})
            columns = sorted({index.column() for index in chosen})
            totals = False
        else:
            rows, columns = list(range(self.model.rowCount())), list(range(self.model.columnCount()))
            totals = self.totals_model.rowCount() > 0
        lines = [[_flat(self.model.headerData(c, Qt.Orientation.Horizontal)) for c in columns]]
        lines += [[self._plain(self.model, row, c) for c in columns] for row in rows]
        if totals:
            lines.append([self._plain(self.totals_model, 0, c) for c in columns])
        return "\n".join("\t".join(cells) for cells in lines)

    def _plain(self, model: ResultTableModel, row: int, column_index: int) -> str:
        """Return a cell for a spreadsheet: the digits shown, without the grouping that some of them stumble over."""
        value, kind = model.value(row, column_index), model.column(column_index).kind
        if value is None:
            return ""
        text = format_cell(value, kind, model.unit)
        if kind is ValueKind.TEXT:
            text = _flat(text)
            return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
        return text.replace(",", "")

    def _asked(self, index: Index) -> None:
        self.placeAsked.emit(self.model.table_row(index.row()), index.column())

    def _fit(self) -> None:
        """Give every column the width that its heading, its first rows and its total need."""
        header = self.view.horizontalHeader()
        for number in range(self.model.columnCount()):
            width = max(
                header.sectionSizeHint(number) + GRID,
                self.view.width_of_rows(number, min(self.model.rowCount(), _MEASURED_ROWS)),
                self.totals.width_of_rows(number, self.totals_model.rowCount()),
            )
            most = _MOST_TEXT_PX if self.model.column(number).kind is ValueKind.TEXT else 10_000
            header.resizeSection(number, min(width, most))
            self.totals.setColumnWidth(number, min(width, most))
        height = header.sizeHint().height() + self.model.rowCount() * ROW_PX + 2
        self.view.setMaximumHeight(min(height, 16_000_000))
        self.totals.fit()


class _Table(QTableView):
    """What rows and totals share."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setHorizontalHeader(_Header(session, self))
        self.setItemDelegate(_CellDelegate(session, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStyleSheet(ALIGNED_HEADING)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFont(tabular(self.font()))
        self.horizontalScrollBar().valueChanged.connect(self._scrolled)

    def _scrolled(self) -> None:
        """Paint all again: what Qt only moves would take the first column with it."""
        self.viewport().update()
        self.horizontalHeader().viewport().update()

    @property
    def frozen_px(self) -> int:
        """How much of the left edge the first column covers, which stays in sight when the rest is scrolled."""
        return self.columnWidth(0) if self.horizontalScrollBar().value() > 0 and self.model().columnCount() > 1 else 0

    def indexAt(self, place: QPoint) -> QModelIndex:
        found = super().indexAt(place)
        return found.siblingAtColumn(0) if found.isValid() and place.x() < self.frozen_px else found

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.frozen_px:
            painter = QPainter(self.viewport())
            self._paint_first_column(painter)
            painter.end()

    def _paint_first_column(self, painter: QPainter) -> None:
        c, width, height = colors(self._session.dark), self.frozen_px, self.viewport().height()
        last = self.rowAt(height - 1)
        for number in range(self.rowAt(0), (last if last >= 0 else self.model().rowCount() - 1) + 1):
            index = self.model().index(number, 0)
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            option.rect = QRect(0, self.rowViewportPosition(number), width, self.rowHeight(number))
            chosen = self.selectionModel().isSelected(index)
            painter.fillRect(option.rect, QColor(c.selected if chosen else c.panel))
            option.state |= QStyle.StateFlag.State_Enabled
            self.itemDelegate().paint(painter, option, index)
        painter.fillRect(width - 1, 0, 1, height, QColor(c.hairline))

    def width_of_rows(self, number: int, rows: int) -> int:
        """Return the width that the first ``rows`` cells of a column need."""
        model = self.model()
        metrics = self.fontMetrics()
        texts = (str(model.data(model.index(i, number))) for i in range(rows))
        return max((metrics.horizontalAdvance(text) for text in texts), default=0) + 3 * GRID


class _Header(QHeaderView):
    """The headings; the first stays in sight like its column."""

    def __init__(self, session: Session, table: _Table) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._session, self._table = session, table
        self.setSectionsClickable(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        width = self._table.frozen_px
        if width:
            c = colors(self._session.dark)
            painter = QPainter(self.viewport())
            place = QRect(0, 0, width, self.height())
            painter.fillRect(place, QColor(c.panel))
            self.paintSection(painter, place, 0)
            painter.fillRect(width - 1, 0, 1, self.height(), QColor(c.hairline))
            painter.end()


class _Cells(_Table):
    """The rows."""

    pressed_cell = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.clicked.connect(self._clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.pressed_cell.emit(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()  # the panel copies with headings
        else:
            super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        if len(self.selectionModel().selectedIndexes()) <= 1:
            self.pressed_cell.emit(index)


class _Totals(_Table):
    """One line of totals, set off by a line; it carries the horizontal scroll bar for both."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.horizontalHeader().hide()
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)
        self.horizontalScrollBar().rangeChanged.connect(lambda _least, _most: self.fit())

    def fit(self) -> None:
        """Take the height of the line, and of the scroll bar when there is one."""
        bar = self.horizontalScrollBar()
        height = self.model().rowCount() * ROW_PX + (bar.sizeHint().height() if bar.maximum() > 0 else 0)
        self.setFixedHeight(height + (2 if self.model().rowCount() else 0))

    def sizeHint(self) -> QSize:
        return QSize(GRID * 10, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.fillRect(0, 0, self.viewport().width(), 1, QColor(colors(self._session.dark).quiet))
            painter.end()


class _CellDelegate(QStyledItemDelegate):
    """Draws a share's size as a quiet bar behind its number."""

    def __init__(self, session: Session, view: QTableView) -> None:
        super().__init__(view)
        self._session = session

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.data(Qt.ItemDataRole.UserRole) == 0:  # nothing is the rule in a matrix; it shall not shout
            option.palette.setColor(QPalette.ColorRole.Text, QColor(colors(self._session.dark).faint))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if isinstance(model, ResultTableModel) and model.column(index.column()).kind is ValueKind.SHARE:
            self._bar(painter, option, model.value(index.row(), index.column()))
        super().paint(painter, option, index)

    def _bar(self, painter: QPainter, option: QStyleOptionViewItem, share: Any) -> None:
        if share is None or not 0 < share <= 1.0 + 1e-9:
            return
        cell = QRectF(option.rect).adjusted(GRID, ROW_PX - 5, -GRID, -3)
        width = cell.width() * min(float(share), 1.0)
        painter.fillRect(
            QRectF(cell.right() - width, cell.top(), width, cell.height()), QColor(colors(self._session.dark).accent)
        )


def tabular(font: QFont) -> QFont:
    """Return ``font`` with figures of one width, so that columns of numbers can be compared by eye."""
    made = QFont(font)
    made.setFeature(QFont.Tag.fromString("tnum"), 1)
    return made


def default_unit(table: Table) -> AreaUnit:
    """Return the unit in which the table's largest area reads well."""
    areas = [
        abs(float(row[number]))
        for number, described in enumerate(table.columns)
        if described.kind is ValueKind.AREA
        for row in table.rows[:1000]
        if row[number] is not None
    ]
    largest = max(areas, default=0.0)
    return AreaUnit.M2 if round_half_up(largest, 0) < 10_000 else AreaUnit.HA


def _flat(text: Any) -> str:
    """Return a text on one line, so that a pasted row stays a row."""
    return " ".join(str(text).split())
