"""A table of the plan (projects, indicators) into a file: cells as printed, with the section they stand in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from yhgis.atomic import atomic_path, write_bytes
from yhgis.errors import UsageError
from yhgis.i18n import tr
from yhgis.io.tables import plain_text
from yhgis.model.quantity import NOTHING
from yhgis.model.result import Table, ValueKind
from yhgis.report.chart import Chart
from yhgis.report.plan_table_office import write_plan_docx, write_plan_pptx
from yhgis.report.xlsx_chart import write_chart_sheet
from yhgis.report.xlsx_parts import QUIET, Looks, text_width

_MOST_WIDTH = 56.0


def write_plan_table(table: Table, notes: tuple[str, ...], path: Path, charts: Sequence[Chart] = ()) -> None:
    """Write ``table`` to ``path`` as ``.xlsx``, ``.docx``, ``.pptx`` or ``.csv``, whole or not at all.

    Cells are text, exactly as they are printed; in a workbook columns of another kind than text stand at the right.

    Parameters
    ----------
    notes : tuple of str
        Sentences that stand with the table; a CSV file holds the rows alone.
    charts : sequence of Chart
        Native in workbooks and slides, pictures in documents.

    Raises
    ------
    UsageError
        Another extension.
    DataError
        The folder cannot be written.
    """
    writers: dict[str, Callable[[], None]] = {
        ".xlsx": lambda: _write_xlsx(table, notes, path, charts),
        ".docx": lambda: write_plan_docx(table, notes, charts, path),
        ".pptx": lambda: write_plan_pptx(table, notes, charts, path),
        ".csv": lambda: _write_csv(table, path),
    }
    if path.suffix.lower() not in writers:
        raise UsageError(
            "This table cannot be written as {file}; give one of {extensions}.",
            file=path.name,
            extensions=", ".join(writers),
        )
    writers[path.suffix.lower()]()


def _write_csv(table: Table, path: Path) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([plain_text(str(column.title)) for column in table.columns])
    for row in table.rows:
        writer.writerow([_safe(str(value)) for value in row])
    write_bytes(path, buffer.getvalue().encode("utf-8-sig"))


def _safe(text: str) -> str:
    """Return ``text`` safe from being run as a formula; a lone dash is none."""
    return text if text in ("-", NOTHING) else plain_text(text)


def _write_xlsx(table: Table, notes: tuple[str, ...], path: Path, charts: Sequence[Chart]) -> None:
    import xlsxwriter  # only a workbook needs it

    buffer = io.BytesIO()
    with atomic_path(path) as temporary:
        # Nothing that looks like a formula or a link is made one: the cells are the plan's.
        book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"title": str(table.title)})
        looks = Looks(book)
        _fill(looks, book.add_worksheet(str(table.title)[:31]), table, notes)
        for number, chart in enumerate(charts, 1):
            write_chart_sheet(book, tr("Chart {number}", number=number), looks, chart)
        book.close()
        temporary.write_bytes(buffer.getvalue())


def _fill(looks: Looks, sheet: Any, table: Table, notes: tuple[str, ...]) -> None:
    title, note = looks.get(bold=True, font_size=14), looks.get(font_size=9, font_color=QUIET)
    cell, right = (looks.get(align=side, valign="top", text_wrap=True) for side in ("left", "right"))
    head, right_head = (looks.get(bold=True, align=side, bottom=1, text_wrap=True) for side in ("left", "right"))
    text = [column.kind is ValueKind.TEXT for column in table.columns]
    sheet.write_string(0, 0, str(table.title), title)
    for number, sentence in enumerate(notes, 1):
        sheet.write_string(number, 0, sentence, note)
    first = len(notes) + 2
    for at, column in enumerate(table.columns):
        sheet.write_string(first - 1, at, str(column.title), head if text[at] else right_head)
        widths = [text_width(str(column.title)), *(text_width(str(row[at])) for row in table.rows)]
        sheet.set_column(at, at, min(max(widths) + 2.0, _MOST_WIDTH))
    for number, row in enumerate(table.rows, first):
        for at, value in enumerate(row):
            sheet.write_string(number, at, str(value), cell if text[at] else right)
    sheet.freeze_panes(first, 1)
    sheet.autofilter(first - 1, 0, first + len(table.rows) - 1, len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first - 1)
