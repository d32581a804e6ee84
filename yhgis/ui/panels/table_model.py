"""The attribute table for Qt's views: nothing is made of a row before it is looked at.

Row numbers of the view, positions in the layer and numbers shown differ: `feature` and `row_of` translate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from yhgis.i18n import tr
from yhgis.model.layer import Layer
from yhgis.ui.panels.table_cells import FieldLook, looks_of, missing, shown
from yhgis.ui.panels.table_work import NUMBER, Mask, Rows, Sort

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
#: Whether a cell has no value.
NULL_ROLE = Role.UserRole + 1
_ARROWS = {False: "↑", True: "↓"}


class TableModel(QAbstractTableModel):
    """Some features of a layer, in some order; the first column is their number in the layer."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.layer: Layer | None = None
        self.looks: tuple[FieldLook, ...] = ()
        self.rows: Rows = np.empty(0, dtype=np.int64)
        self.sorts: tuple[Sort, ...] = ()
        self._columns: list[Any] = []
        self._selected: Mask = np.zeros(0, dtype=np.bool_)

    def show_layer(self, layer: Layer | None) -> None:
        """Show all features of another layer."""
        self.beginResetModel()
        self.layer = layer
        self.sorts = ()
        self._take_looks()
        self.rows = np.arange(len(layer) if layer is not None else 0)
        self._selected = np.zeros(len(self.rows), dtype=np.bool_)
        self.endResetModel()

    def show_rows(self, rows: Rows, sorts: tuple[Sort, ...]) -> None:
        """Show these features in this order."""
        self.beginResetModel()
        self.rows, self.sorts = rows, sorts
        self.endResetModel()

    def select(self, mask: Mask) -> None:
        """Show as selected the features of a mask over the layer."""
        self._selected = mask

    def retranslate(self) -> None:
        """Say headings and cells again."""
        self._take_looks()
        if self.looks:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.looks) - 1)

    def _take_looks(self) -> None:
        number = FieldLook(NUMBER, tr("No."), "whole")
        self.looks = (number, *looks_of(self.layer)) if self.layer is not None else ()
        self._columns = [None, *self.layer.fields.values()] if self.layer is not None else []

    # --- what stands where -------------------------------------------------------------------------------------------

    def feature(self, row: int) -> int:
        """Return the position in the layer of the feature in a row."""
        return int(self.rows[row])

    def row_of(self, feature: int) -> int:
        """Return the row of a feature; -1 where it is not shown."""
        found = np.flatnonzero(self.rows == feature)
        return int(found[0]) if len(found) else -1

    def first_selected(self) -> int:
        """Return the first row that is selected; -1 for none."""
        chosen = self._selected[self.rows]
        return int(chosen.argmax()) if chosen.any() else -1

    def is_selected(self, row: int) -> bool:
        """Whether the feature in a row is selected."""
        return bool(self._selected[self.rows[row]])

    def selected_rows(self) -> Rows:
        """Return the positions of the features that are shown and selected, in the order shown."""
        return self.rows[self._selected[self.rows]]

    def unselected_rows(self) -> Rows:
        """Return the positions of the features that are shown and not selected, in the order shown."""
        return self.rows[~self._selected[self.rows]]

    def ascending(self, features: Rows) -> Rows:
        """Return positions in the layer's order: of a million, a mask tells it far sooner than sorting."""
        mask = np.zeros(len(self._selected), dtype=np.bool_)
        mask[features] = True
        return np.flatnonzero(mask)

    def value(self, row: int, column: int) -> Any:
        """Return the value of a cell as the layer has it."""
        return self.feature(row) + 1 if column == 0 else self._columns[column][self.rows[row]]

    def column_of(self, field: str) -> int:
        """Return the column of a field; -1 where there is none."""
        return next((i for i, look in enumerate(self.looks) if look.name == field), -1)

    # --- Qt's questions ----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.looks)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        match role:
            case Role.DisplayRole:
                return shown(self.value(index.row(), index.column()), self.looks[index.column()].look)
            case Role.TextAlignmentRole:
                return RIGHT if self.looks[index.column()].right else LEFT
            case Role.ToolTipRole:
                return self._tip(index)
            case Role.AccessibleTextRole:
                return self._spoken(index)
        if role == NULL_ROLE:
            return missing(self.value(index.row(), index.column()))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or section >= len(self.looks):
            return None
        look = self.looks[section]
        if role == Role.DisplayRole:
            return look.title + self._arrow(look.name)
        if role == Role.ToolTipRole:
            hint = tr("Click to sort; Shift+click to sort by several columns")
            return f"{look.tip}\n{hint}" if look.name != NUMBER else hint
        if role == Role.TextAlignmentRole:
            return RIGHT if look.right else LEFT
        return None

    def _arrow(self, field: str) -> str:
        """Return the mark of a column that is sorted by, with its rank where there are several."""
        for rank, sort in enumerate(self.sorts, 1):
            if sort.field == field:
                return f" {_ARROWS[sort.down]}" + (str(rank) if len(self.sorts) > 1 else "")
        return ""

    def _tip(self, index: Index) -> str | None:
        value, look = self.value(index.row(), index.column()), self.looks[index.column()]
        if missing(value):
            return tr("No value (NULL)")
        if look.look == "text":
            return str(value) or tr("Empty text")
        return None

    def _spoken(self, index: Index) -> str:
        """Return what a screen reader says of a cell: field, value, and whether the row is selected."""
        value, look = self.value(index.row(), index.column()), self.looks[index.column()]
        text = self._tip(index) if missing(value) or value == "" else shown(value, look.look)
        said = f"{look.title} {text}"
        return tr("{cell}, selected", cell=said) if self.is_selected(index.row()) else said


def sorted_by(present: Sequence[Sort], field: str, *, more: bool) -> tuple[Sort, ...]:
    """Return the sorting after a click on a heading: up, down, not at all; ``more`` keeps the other columns."""
    before = next((sort for sort in present if sort.field == field), None)
    after = Sort(field) if before is None else None if before.down else Sort(field, down=True)
    if not more:
        return (after,) if after is not None else ()
    if before is None:
        return (*present, Sort(field))
    turned = [after if sort is before else sort for sort in present]
    return tuple(sort for sort in turned if sort is not None)
