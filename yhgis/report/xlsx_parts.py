"""Parts of workbooks: formats, names, listings, and the sheet on how a result was made."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Sequence
from typing import Any, BinaryIO

from yhgis.i18n import tr
from yhgis.model.result import Provenance
from yhgis.report.how_made import Listing, basis_statement, facts, inputs, marked, notes, repairs

FONT = "Microsoft YaHei"
ACCENT, HEAD_FILL, RULE, QUIET, CAUTION = "#1F6F8B", "#E8F1F4", "#9AA5AB", "#666666", "#B35900"
_HOW_MADE_WIDTHS = (26, 22, 20, 24, 32, 14, 20, 36)
_INPUTS_A_PAGE = 14
_A4 = 9
ROW_POINTS, PIXELS_A_ROW = 15.75, 21


def new_book(buffer: BinaryIO, title: str, provenance: Provenance) -> Any:
    """Return a workbook, written to ``buffer`` when it is closed, in which text stays text, with its properties set."""
    import xlsxwriter

    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    properties: dict[str, Any] = {"title": title, "author": "yhgis", "comments": basis_statement(provenance)}
    try:
        properties["created"] = dt.datetime.fromisoformat(provenance.made_at).replace(tzinfo=None)
    except ValueError:
        properties.pop("created", None)
    book.set_properties(properties)
    return book


class Looks:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """Return the format with these properties, in the program's font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": FONT, "font_size": 10, "valign": "vcenter", **properties}
            )
        return self._made[key]

    @property
    def title(self) -> Any:
        """Of a sheet's title."""
        return self.get(bold=True, font_size=14)

    @property
    def quiet(self) -> Any:
        """Of a remark."""
        return self.get(font_size=9, font_color=QUIET)

    @property
    def caution(self) -> Any:
        """Of a remark that must not be missed."""
        return self.get(font_size=9, font_color=CAUTION)

    @property
    def section(self) -> Any:
        """Of the title of a part."""
        return self.get(bold=True, font_size=11, font_color=ACCENT)

    def head(self, *, right: bool) -> Any:
        """Of a column's heading."""
        return self.get(
            bold=True,
            bg_color=HEAD_FILL,
            bottom=1,
            bottom_color=ACCENT,
            text_wrap=True,
            align="right" if right else "left",
        )


def write_how_made(sheet: Any, looks: Looks, provenance: Provenance) -> None:
    """Write the sheet on sources and basis."""
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, marked(tr("Sources and basis"), provenance), looks.title)
    at = 2
    for listing in (facts(provenance), inputs(provenance), repairs(provenance)):
        at = write_listing(sheet, looks, at, listing, _HOW_MADE_WIDTHS)
    remarks = notes(provenance)
    if remarks:
        sheet.write_string(at, 0, tr("Remarks"), looks.section)
        for number, remark in enumerate(remarks):
            sheet.write_string(at + 1 + number, 0, remark, looks.caution)
    for number, width in enumerate(_HOW_MADE_WIDTHS):
        sheet.set_column(number, number, width)
    # A page alone with the remarks says little: up to so many inputs the sheet is a page.
    set_page(sheet, schematic=provenance.schematic, pages_down=int(len(provenance.inputs) <= _INPUTS_A_PAGE))


def set_page(
    sheet: Any, *, schematic: bool, landscape: bool = True, pages_across: int = 1, pages_down: int = 0
) -> None:
    """Set a sheet up for A4: no grid, whole columns, the mark 示意 and the page's number in the footer.

    ``pages_down`` 0 is as many as it takes.
    """
    sheet.hide_gridlines(2)
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(pages_across, pages_down)
    mark = f"&L{tr('Schematic')}" if schematic else ""
    sheet.set_footer(f"{mark}&R&P / &N")


def state_rows(sheet: Any, count: int) -> None:
    """State the height of the first rows: LibreOffice sizes others by itself, and pulls pictures with them."""
    for row in range(count):
        sheet.set_row(row, ROW_POINTS)


def write_listing(sheet: Any, looks: Looks, at: int, listing: Listing, widths: Sequence[float]) -> int:
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
            lines = max(math.ceil(text_width(text) * 1.1 / widths[i]) for i, text in enumerate(row))
            sheet.set_row(at + 2 + line, 15.0 * max(lines, 1))
        for number, text in enumerate(row):
            sheet.write_string(at + 2 + line, number, text, look)
    return at + len(listing.rows) + 3


def sheet_names(titles: Sequence[str]) -> list[str]:
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


def cell_name(row: int, column: int) -> str:
    """Return what Excel calls a cell, such as ``B3``."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))


def text_width(text: str) -> float:
    """Return the width of ``text`` in Excel's unit, a digit: a Chinese character takes two."""
    widest = max(text.split("\n"), key=len, default="")
    return float(sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in widest))
