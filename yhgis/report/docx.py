"""A result as a Word document: title, basis, tables, chart, how it was made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from yhgis.atomic import atomic_path
from yhgis.i18n import tr
from yhgis.model.result import Result, Table
from yhgis.report.charts import chart_for, render_png
from yhgis.report.docx_parts import (
    CAUTION,
    QUIET,
    add_footer,
    add_picture,
    add_table,
    new_document,
    paragraph,
    room_cm,
)
from yhgis.report.how_made import (
    Listing,
    basis_statement,
    document_title,
    facts,
    inputs,
    notes,
    repairs,
    shown_time,
    table_title,
)
from yhgis.report.office import saved
from yhgis.report.result_map import result_map
from yhgis.report.table_text import TextTable, omission, text_tables

_MOST_COLUMNS, _MOST_ROWS = 9, 200
_MARGIN_CM = 2.0
_CHART_CM, _CHART_DPI = 22.0, 200
_MAP_CM = (22.0, 13.0)


def write_docx(result: Result, path: Path, *, closing: bool = False) -> None:
    """Write ``result`` to ``path`` as an A4 document, landscape; chart and map stand behind the main table.

    Long tables are cut at 200 rows and say so; wide ones continue in a further table with the first column again.

    Parameters
    ----------
    closing : bool
        Close figures to the printed totals (平差).

    Raises
    ------
    DataError
        The folder cannot be written.
    """
    document = new_document(document_title(result), result.provenance.made_at, landscape=True, margin_cm=_MARGIN_CM)
    document.add_paragraph(document_title(result), style="Title")
    paragraph(document, basis_statement(result.provenance), size=9, color=QUIET)
    for sentence in notes(result.provenance):
        paragraph(document, sentence, size=9.5, color=CAUTION)
    for number, table in enumerate(result.tables(), start=1):
        _add_result_table(document, table, number, result, closing=closing)
        if number == 1:
            _add_figures(document, result)
    document.add_heading(tr("Sources and basis"), level=1)
    for listing in (facts(result.provenance), inputs(result.provenance, short_hash=True), repairs(result.provenance)):
        _add_listing(document, listing)
    provenance = result.provenance
    mark = tr("Schematic") if provenance.schematic else ""
    add_footer(document, (mark, str(provenance.basis.title), shown_time(provenance.made_at)))
    with atomic_path(path) as temporary:
        temporary.write_bytes(saved(document))


def _add_figures(document: Any, result: Result) -> None:
    """Add the chart, which has its title and notes in the picture, and the map of the result's polygons."""
    width, number = min(_CHART_CM, room_cm(document)), 1
    chart = chart_for(result)
    if chart is not None:
        _add_figure(document, render_png(chart, width * 10, _CHART_DPI), width, number, chart.title)
        number += 1
    places = result_map(result, *(length * 10 for length in _MAP_CM))
    if places is not None:
        _add_figure(document, places.png(_CHART_DPI), _MAP_CM[0], number, places.caption)


def _add_figure(document: Any, content: bytes, width: float, number: int, name: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    title = tr("Figure {number}  {title}", number=number, title=name)
    place = add_picture(document, content, width, title)
    caption = paragraph(document, title, size=9, color=QUIET)
    place.alignment = caption.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_result_table(document: Any, table: Table, number: int, result: Result, *, closing: bool) -> None:
    """Add a table with its caption, continued where it is too wide."""
    from docx.shared import Pt

    parts = text_tables(table, most_columns=_MOST_COLUMNS, most_rows=_MOST_ROWS, closing=closing)
    for part_number, part in enumerate(parts):
        title = table_title(table, result.provenance)
        caption = tr("Table {number}  {title}", number=number, title=title)
        if part_number:
            caption = tr("Table {number}  {title} (continued)", number=number, title=title)
        document.add_heading(caption, level=2)
        add_table(document, part, size=9)
        for sentence in (part.remark, omission(part)):
            if sentence:
                paragraph(document, sentence, size=9, color=QUIET).paragraph_format.space_before = Pt(4)
    if not table.rows:
        paragraph(document, tr("Nothing found."), size=10.5, color=QUIET)


def _add_listing(document: Any, listing: Listing) -> None:
    if not listing.rows:
        return
    document.add_heading(listing.title, level=2)
    text = TextTable(listing.headings, (False,) * len(listing.headings), listing.rows, None)
    add_table(document, text, size=8)
