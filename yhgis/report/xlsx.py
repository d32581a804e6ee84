"""A result as a workbook: figures one can go on computing with, and a sheet on how they were made."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from yhgis.atomic import atomic_path
from yhgis.i18n import tr
from yhgis.model.quantity import AreaUnit, exact, heading, total_of
from yhgis.model.result import Column, Provenance, Result, Table, ValueKind
from yhgis.report.how_made import (
    Listing,
    basis_statement,
    document_title,
    facts,
    inputs,
    marked,
    notes,
    repairs,
    table_title,
)

FONT = "Microsoft YaHei"
_ACCENT, _HEAD_FILL, _RULE, _QUIET, _CAUTION = "#1F6F8B", "#E8F1F4", "#9AA5AB", "#666666", "#B35900"
_UNITS = (AreaUnit.M2, AreaUnit.HA, AreaUnit.MU)
_NUMBER_FORMATS = {
    AreaUnit.M2: "#,##0.00",
    AreaUnit.HA: "#,##0.0000",  # 0.0001 ha is a square metre
    AreaUnit.MU: "#,##0.00",
}
_MOST_WIDTH = 44.0
_COLUMNS_A_PAGE = 14
_HOW_MADE_WIDTHS = (26, 22, 20, 24, 32, 14, 14, 36)
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


def write_xlsx(result: Result, path: Path) -> None:
    """Write ``result`` to ``path``: a sheet a table, then 数据来源与口径.

    Areas stand in m2, hectares and mu, the latter two as formulas of the first; totals are SUM formulas wherever the
    total is the sum of its rows.  All formulas carry their value, for viewers that do not compute.

    Raises
    ------
    DataError
        The folder cannot be written.
    """
    import xlsxwriter

    with atomic_path(path) as temporary:
        book = xlsxwriter.Workbook(str(temporary), {"strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties(_properties(result))
        looks = _Looks(book)
        names = _sheet_names([str(table.title) for table in result.tables()] + [tr("Sources and basis")])
        for name, table in zip(names, result.tables(), strict=False):
            _TableSheet(book.add_worksheet(name), looks, table, result.provenance).write()
        _write_how_made(book.add_worksheet(names[-1]), looks, result)
        book.close()


class _Looks:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": FONT, "font_size": 10, "valign": "vcenter", **properties}
            )
        return self._made[key]

    @property
    def title(self) -> Any:
        return self.get(bold=True, font_size=14)

    @property
    def quiet(self) -> Any:
        return self.get(font_size=9, font_color=_QUIET)

    @property
    def caution(self) -> Any:
        return self.get(font_size=9, font_color=_CAUTION)

    @property
    def section(self) -> Any:
        return self.get(bold=True, font_size=11, font_color=_ACCENT)

    def head(self, *, right: bool) -> Any:
        return self.get(
            bold=True,
            bg_color=_HEAD_FILL,
            bottom=1,
            bottom_color=_ACCENT,
            text_wrap=True,
            align="right" if right else "left",
        )


class _TableSheet:
    """One table on one sheet."""

    def __init__(self, sheet: Any, looks: _Looks, table: Table, provenance: Provenance) -> None:
        self._sheet = sheet
        self._looks = looks
        self._table = table
        self._provenance = provenance
        self._columns = _physical(table.columns)
        self._remarks = [basis_statement(provenance), *notes(provenance)]
        self._head = len(self._remarks) + 2
        self._first = self._head + 1
        self._widths = [_text_width(column.heading) / 2 + 5 for column in self._columns]

    def write(self) -> None:
        """Write title, remarks, heading, rows and totals, and set the page up."""
        self._write_top()
        rows = self._table.rows[: _EXCEL_ROWS - self._first - 2]
        for number, row in enumerate(rows):
            self._write_row(self._first + number, row, total=False)
        if self._table.totals is not None:
            self._write_row(self._first + len(rows), self._table.totals, total=True)
        for number, width in enumerate(self._widths):
            self._sheet.set_column(number, number, min(max(width, 9.0), _MOST_WIDTH))
        self._set_page(len(rows))

    def _write_top(self) -> None:
        sheet, looks = self._sheet, self._looks
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, table_title(self._table, self._provenance), looks.title)
        for number, remark in enumerate(self._remarks):
            sheet.write_string(1 + number, 0, remark, looks.caution if number else looks.quiet)
        sheet.set_row(self._head, 32)
        for number, column in enumerate(self._columns):
            right = column.column.kind is not ValueKind.TEXT
            sheet.write_string(self._head, number, column.heading, looks.head(right=right))

    def _write_row(self, at: int, row: Sequence[Any], *, total: bool) -> None:
        for number, column in enumerate(self._columns):
            value = row[column.source]
            look = self._look(column, total=total)
            if value is None or not _printable(value):
                self._sheet.write_blank(at, number, None, look)
            elif column.column.kind is ValueKind.TEXT:
                self._sheet.write_string(at, number, str(value), look)
                self._widths[number] = max(self._widths[number], _text_width(str(value)) + 2)
            else:
                self._write_number(at, number, column, value, look, total=total)

    def _write_number(self, at: int, number: int, column: _Physical, value: Any, look: Any, *, total: bool) -> None:
        shown = float(column.unit.of(value)) if column.unit is not None else float(value)
        self._widths[number] = max(self._widths[number], len(f"{shown:,.4f}") + 1)
        if column.base is not None:
            formula = f"={_cell(at, column.base)}{_FACTORS[column.unit]}"
            self._sheet.write_formula(at, number, formula, look, shown)
        elif total and self._is_sum(column, value):
            last = at - 1
            formula = f"=SUM({_cell(self._first, number)}:{_cell(last, number)})"
            self._sheet.write_formula(at, number, formula, look, shown)
        else:
            self._sheet.write_number(at, number, shown, look)

    def _is_sum(self, column: _Physical, total: Any) -> bool:
        """Whether ``total`` is the sum of its rows: a union's is less where rows overlap, and a share's never is."""
        if column.column.kind is ValueKind.SHARE or not self._table.rows:
            return False
        values = [row[column.source] for row in self._table.rows]
        if any(value is None or not _printable(value) for value in values):
            return False
        summed = total_of(values)
        return abs(summed - exact(total)) <= max(abs(summed), Fraction(1)) / 10**9

    def _look(self, column: _Physical, *, total: bool) -> Any:
        properties: dict[str, Any] = {}
        if column.column.kind is ValueKind.TEXT:
            properties["text_wrap"] = True
        else:
            properties["num_format"] = column.number_format
        if total:
            properties |= {"bold": True, "top": 1, "top_color": _RULE}
        return self._looks.get(**properties)

    def _set_page(self, rows: int) -> None:
        sheet = self._sheet
        sheet.freeze_panes(self._first, 1)
        if rows:
            sheet.autofilter(self._head, 0, self._first + rows - 1, len(self._columns) - 1)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(-(-len(self._columns) // _COLUMNS_A_PAGE), 0)
        sheet.repeat_rows(self._head)
        sheet.repeat_columns(0)
        mark = f"&L{tr('Schematic')}" if self._provenance.schematic else ""
        sheet.set_footer(f"{mark}&R&P / &N")


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
                    _NUMBER_FORMATS[unit],
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


def _write_how_made(sheet: Any, looks: _Looks, result: Result) -> None:
    """Write the sheet on sources and basis."""
    provenance = result.provenance
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, marked(tr("Sources and basis"), provenance), looks.title)
    at = 2
    for listing in (facts(provenance), inputs(provenance), repairs(provenance)):
        at = _write_listing(sheet, looks, at, listing)
    remarks = notes(provenance)
    if remarks:
        sheet.write_string(at, 0, tr("Remarks"), looks.section)
        for number, remark in enumerate(remarks):
            sheet.write_string(at + 1 + number, 0, remark, looks.caution)
    for number, width in enumerate(_HOW_MADE_WIDTHS):
        sheet.set_column(number, number, width)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_listing(sheet: Any, looks: _Looks, at: int, listing: Listing) -> int:
    """Write ``listing`` from row ``at`` on; return the row after it and a gap."""
    if not listing.rows:
        return at
    sheet.write_string(at, 0, listing.title, looks.section)
    for number, text in enumerate(listing.headings):
        sheet.write_string(at + 1, number, text, looks.head(right=False))
    # The last column of a two-column listing runs over its empty neighbours; wrapping would make it tall and thin.
    look = looks.get(text_wrap=len(listing.headings) > 2, valign="top")
    for line, row in enumerate(listing.rows):
        if len(row) > 2:
            lines = max(math.ceil(_text_width(text) * 1.1 / _HOW_MADE_WIDTHS[i]) for i, text in enumerate(row))
            sheet.set_row(at + 2 + line, 15.0 * max(lines, 1))
        for number, text in enumerate(row):
            sheet.write_string(at + 2 + line, number, text, look)
    return at + len(listing.rows) + 3


def _properties(result: Result) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "title": document_title(result),
        "author": "yhgis",
        "comments": basis_statement(result.provenance),
    }
    try:
        properties["created"] = dt.datetime.fromisoformat(result.provenance.made_at).replace(tzinfo=None)
    except ValueError:
        return properties
    return properties


def _sheet_names(titles: Sequence[str]) -> list[str]:
    """Return names that Excel takes: at most 31 characters, no brackets, slashes or ``: * ?``, no two the same."""
    names: list[str] = []
    for title in titles:
        clean = "".join("_" if character in "[]:*?/\\" else character for character in title).strip("'")[:31] or "1"
        name, count = clean, 2
        while name.casefold() in (taken.casefold() for taken in names):
            mark = f" {count}"
            name, count = clean[: 31 - len(mark)] + mark, count + 1
        names.append(name)
    return names


def _cell(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))


def _printable(value: Any) -> bool:
    return not isinstance(value, float) or math.isfinite(value)


def _text_width(text: str) -> float:
    """Return the width of ``text`` in Excel's unit, a digit: a Chinese character takes two."""
    widest = max(text.split("\n"), key=len, default="")
    return float(sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in widest))
