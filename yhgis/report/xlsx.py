"""A result as a workbook: figures one can go on computing with, a native chart, a sheet on how they were made."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yhgis.atomic import atomic_path
from yhgis.i18n import tr
from yhgis.model.quantity import AreaUnit, heading
from yhgis.model.result import Column, Provenance, Result, Table, ValueKind
from yhgis.report.charts import chart_for
from yhgis.report.closing import closed_column, is_sum, statement
from yhgis.report.how_made import basis_statement, document_title, notes, table_title
from yhgis.report.xlsx_chart import write_chart_sheet
from yhgis.report.xlsx_parts import RULE, Looks, cell_name, new_book, set_page, sheet_names, text_width, write_how_made

_UNITS = (AreaUnit.M2, AreaUnit.HA, AreaUnit.MU)
_DECIMALS = {AreaUnit.M2: 2, AreaUnit.HA: 4, AreaUnit.MU: 2}  # 0.0001 ha is a square metre
_MOST_WIDTH = 44.0
_COLUMNS_A_PAGE = 14
_EXCEL_ROWS = 1_048_576


@dataclass(frozen=True)
class _Physical:
    """One column of the sheet: a column of the table, for areas in one of the three units.

    ``base`` is the sheet column with the square metres that an area in another unit is computed from.
    """

    source: int
    column: Column
    heading: str
    number_format: str
    unit: AreaUnit | None = None
    base: int | None = None

    @property
    def decimals(self) -> int:
        """Of its figures as they are shown."""
        return _DECIMALS[self.unit] if self.unit is not None else 2


def write_xlsx(result: Result, path: Path, *, closing: bool = False) -> None:
    """Write ``result`` to ``path``: a sheet a table, a sheet with the chart, then 数据来源与口径.

    Areas stand in m2, hectares and mu, the latter two as formulas of the first; totals are SUM formulas wherever the
    total is the sum of its rows.  All formulas carry their value, for viewers that do not compute.

    Parameters
    ----------
    closing : bool
        Close the figures of every such column to its printed total (平差); hectares and mu are then figures of their
        own, each closed by itself.

    Raises
    ------
    DataError
        The folder cannot be written.
    """
    chart, tables = chart_for(result), result.tables()
    titles = [str(table.title) for table in tables]
    buffer = io.BytesIO()
    with atomic_path(path) as temporary:
        book = new_book(buffer, document_title(result), result.provenance)
        looks = Looks(book)
        names = sheet_names([*titles[:1], *([tr("Chart")] if chart else []), *titles[1:], tr("Sources and basis")])
        for number, table in enumerate(tables):
            _TableSheet(book.add_worksheet(names.pop(0)), looks, table, result.provenance, closing=closing).write()
            if number == 0 and chart is not None:
                write_chart_sheet(book, names.pop(0), looks, chart)
        write_how_made(book.add_worksheet(names.pop(0)), looks, result.provenance)
        book.close()
        temporary.write_bytes(buffer.getvalue())


class _TableSheet:
    """One table on one sheet."""

    def __init__(self, sheet: Any, looks: Looks, table: Table, provenance: Provenance, *, closing: bool) -> None:
        self._sheet = sheet
        self._looks = looks
        self._table = table
        self._provenance = provenance
        self._columns = _physical(table.columns)
        self._closing = closing
        self._closed = [
            closed_column(table, c.source, c.unit or AreaUnit.M2, c.decimals, closing=closing) for c in self._columns
        ]
        said = statement([column for column in self._closed if column is not None], closing=closing)
        self._remarks = [basis_statement(provenance), *([said] if said else []), *notes(provenance)]
        self._quiet = 2 if said else 1
        self._head = len(self._remarks) + 2
        self._first = self._head + 1
        self._widths = [text_width(column.heading) / 2 + 5 for column in self._columns]

    def write(self) -> None:
        """Write title, remarks, heading, rows and totals, and set the page up."""
        self._write_top()
        rows = self._table.rows[: _EXCEL_ROWS - self._first - 2]
        for number, row in enumerate(rows):
            self._write_row(self._first + number, row, number)
        if self._table.totals is not None:
            self._write_row(self._first + len(rows), self._table.totals, None)
        for number, width in enumerate(self._widths):
            self._sheet.set_column(number, number, min(max(width, 9.0), _MOST_WIDTH))
        self._set_page(len(rows))

    def _write_top(self) -> None:
        sheet, looks = self._sheet, self._looks
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, table_title(self._table, self._provenance), looks.title)
        for number, remark in enumerate(self._remarks):
            sheet.write_string(1 + number, 0, remark, looks.quiet if number < self._quiet else looks.caution)
        sheet.set_row(self._head, 32)
        for number, column in enumerate(self._columns):
            right = column.column.kind is not ValueKind.TEXT
            sheet.write_string(self._head, number, column.heading, looks.head(right=right))

    def _write_row(self, at: int, row: Sequence[Any], place: int | None) -> None:
        """Write a row of the table to row ``at`` of the sheet; ``place`` is None for the totals."""
        for number, column in enumerate(self._columns):
            value = row[column.source]
            look = self._look(column, total=place is None)
            if value is None or not _printable(value):
                self._sheet.write_blank(at, number, None, look)
            elif column.column.kind is ValueKind.TEXT:
                self._sheet.write_string(at, number, str(value), look)
                self._widths[number] = max(self._widths[number], text_width(str(value)) + 2)
            else:
                self._write_number(at, number, value, place, look)

    def _write_number(self, at: int, number: int, value: Any, place: int | None, look: Any) -> None:
        column, shown = self._columns[number], self._shown(number, value, place)
        self._widths[number] = max(self._widths[number], len(f"{shown:,.4f}") + 1)
        closed = self._closing and self._closed[number] is not None
        if column.base is not None and not closed:
            formula = f"={cell_name(at, column.base)}{_FACTORS[column.unit]}"
            self._sheet.write_formula(at, number, formula, look, shown)
        elif place is None and column.column.kind is not ValueKind.SHARE and is_sum(self._table, column.source):
            formula = f"=SUM({cell_name(self._first, number)}:{cell_name(at - 1, number)})"
            self._sheet.write_formula(at, number, formula, look, shown)
        else:
            self._sheet.write_number(at, number, shown, look)

    def _shown(self, number: int, value: Any, place: int | None) -> float:
        """Return the figure of a cell: closed where that is wanted, else unrounded."""
        column, closed = self._columns[number], self._closed[number]
        if self._closing and closed is not None:
            figure = closed.total if place is None else closed.values[place]
            return float(figure or 0) / (100 if column.column.kind is ValueKind.SHARE else 1)
        return float(column.unit.of(value)) if column.unit is not None else float(value)

    def _look(self, column: _Physical, *, total: bool) -> Any:
        properties: dict[str, Any] = {}
        if column.column.kind is ValueKind.TEXT:
            properties["text_wrap"] = True
        else:
            properties["num_format"] = column.number_format
        if total:
            properties |= {"bold": True, "top": 1, "top_color": RULE}
        return self._looks.get(**properties)

    def _set_page(self, rows: int) -> None:
        sheet = self._sheet
        sheet.freeze_panes(self._first, 1)
        if rows:
            sheet.autofilter(self._head, 0, self._first + rows - 1, len(self._columns) - 1)
        pages = -(-len(self._columns) // _COLUMNS_A_PAGE)
        set_page(sheet, schematic=self._provenance.schematic, pages_across=pages)
        sheet.repeat_rows(self._head)
        sheet.repeat_columns(0)


#: How the square metres of the base cell become the unit.
_FACTORS: dict[AreaUnit | None, str] = {AreaUnit.HA: "/10000", AreaUnit.MU: "*3/2000"}


def _physical(columns: Sequence[Column]) -> list[_Physical]:
    """Return the columns of the sheet: three for every area, one for anything else."""
    made: list[_Physical] = []
    for source, column in enumerate(columns):
        if column.kind is ValueKind.AREA:
            base = len(made)
            made += [
                _Physical(
                    source,
                    column,
                    heading(column, unit),
                    "#,##0." + "0" * _DECIMALS[unit],
                    unit,
                    None if unit is AreaUnit.M2 else base,
                )
                for unit in _UNITS
            ]
        else:
            name = str(column.title) if column.kind is ValueKind.SHARE else heading(column)
            made.append(_Physical(source, column, name, _format_of(column.kind)))
    return made


def _format_of(kind: ValueKind) -> str:
    return {ValueKind.SHARE: "0.00%", ValueKind.COUNT: "#,##0", ValueKind.LENGTH: "#,##0.00"}.get(kind, "General")


def _printable(value: Any) -> bool:
    return not isinstance(value, float) or math.isfinite(value)
