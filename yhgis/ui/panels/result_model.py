"""A result table for Qt's views: values stay unrounded, a cell's text is made when it is looked at."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCollator, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from yhgis.i18n import language
from yhgis.model.quantity import AreaUnit, format_cell, heading
from yhgis.model.result import Column, Table, ValueKind

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

#: Units that a cell's tip lists, beside the one the table is in.
TIP_UNITS = (AreaUnit.M2, AreaUnit.HA, AreaUnit.MU, AreaUnit.KM2)
#: Above this many rows text is sorted by code point: asking the collator for each pair would be felt.
COLLATE_AT_MOST = 20_000

RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class ResultTableModel(QAbstractTableModel):
    """The rows of one table in one unit of area, sorted as asked.

    Row numbers of the view and of the table differ once it is sorted; `table_row` tells.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self._rows: tuple[tuple[Any, ...], ...] = ()
        self._order: list[int] = []
        self._sorted: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self.unit = AreaUnit.HA

    def show(self, columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> None:
        """Show other rows, in their own order."""
        self.beginResetModel()
        self._columns, self._rows = tuple(columns), tuple(rows)
        self._order = list(range(len(rows)))
        self.endResetModel()

    def show_table(self, table: Table) -> None:
        """Show the rows of ``table``; totals are another model's matter."""
        self.show(table.columns, table.rows)

    def set_unit(self, unit: AreaUnit) -> None:
        """Show areas in ``unit``."""
        self.unit = unit
        self.retranslate()

    def retranslate(self) -> None:
        """Say headings and cells again."""
        if self._columns:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)
        if self._rows and self._columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._columns) - 1))

    def table_row(self, view_row: int) -> int:
        """Return the table's row that stands at ``view_row``."""
        return self._order[view_row]

    def view_row(self, table_row: int) -> int:
        """Return where the table's row stands."""
        return self._order.index(table_row)

    def column(self, index: int) -> Column:
        """Return a column's description."""
        return self._columns[index]

    def value(self, view_row: int, column: int) -> Any:
        """Return the unrounded value of a cell."""
        return self._rows[self._order[view_row]][column]

    # --- Qt's questions --------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        kind = self._columns[index.column()].kind
        match role:
            case Role.DisplayRole:
                return format_cell(self.value(index.row(), index.column()), kind, self.unit)
            case Role.TextAlignmentRole:
                return LEFT if kind is ValueKind.TEXT else RIGHT
            case Role.ToolTipRole:
                return self._tip(self.value(index.row(), index.column()), kind)
            case Role.UserRole:
                return self.value(index.row(), index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or section >= len(self._columns):
            return None
        column = self._columns[section]
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return heading(column, self.unit)
        if role == Role.TextAlignmentRole:
            return LEFT if column.kind is ValueKind.TEXT else RIGHT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 gives the table's own order back.  Equal rows keep the table's order."""
        self._sorted = (column, order)
        self.layoutAboutToBeChanged.emit()
        before = [self._order[index.row()] for index in self.persistentIndexList()]
        self._order = list(range(len(self._rows)))
        if 0 <= column < len(self._columns):
            self._sort_by(column, order == Qt.SortOrder.DescendingOrder)
        place = {table_row: view_row for view_row, table_row in enumerate(self._order)}
        old = self.persistentIndexList()
        new = [self.index(place[row], index.column()) for row, index in zip(before, old, strict=True)]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _sort_by(self, column: int, down: bool) -> None:
        values = [row[column] for row in self._rows]
        there = [i for i in self._order if not _missing(values[i])]
        if self._columns[column].kind in (ValueKind.TEXT, ValueKind.PRINTED):
            there.sort(key=_text_key([str(value) for value in values], len(there)), reverse=down)
        else:
            there.sort(key=values.__getitem__, reverse=down)
        gone = [i for i in self._order if _missing(values[i])]
        self._order = there + gone  # what has no value stands last whichever way it is sorted

    def _tip(self, value: Any, kind: ValueKind) -> str | None:
        if kind is not ValueKind.AREA or _missing(value):
            return str(value) if kind is ValueKind.TEXT and value is not None else None
        return "\n".join(f"{format_cell(value, kind, unit)} {unit.symbol}" for unit in TIP_UNITS)


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _text_key(texts: list[str], count: int) -> Any:
    """Return the sort key of row numbers for their texts: by pinyin in Chinese, as far as the system knows it."""
    if count > COLLATE_AT_MOST:
        return texts.__getitem__
    collator = QCollator(QLocale("zh_CN" if language() == "zh" else "en"))
    collator.setNumericMode(True)
    compare = functools.cmp_to_key(collator.compare)
    return lambda i: compare(texts[i])
