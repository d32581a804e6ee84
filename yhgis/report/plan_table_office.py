"""A table of the plan as a Word document or as slides: its charts first, then its rows as printed, and its notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from yhgis.atomic import atomic_path
from yhgis.i18n import tr
from yhgis.model.result import Table
from yhgis.report.chart import Chart
from yhgis.report.office import saved
from yhgis.report.table_text import TextTable, text_tables

_MARGIN_CM, _CHART_CM, _CHART_DPI = 2.0, 22.0, 200.0
_MOST_COLUMNS, _MOST_ROWS, _ROWS_A_SLIDE = 8, 400, 13


def write_plan_docx(table: Table, notes: Sequence[str], charts: Sequence[Chart], path: Path) -> None:
    """Write an A4 document, landscape.

    Raises
    ------
    DataError
        The folder cannot be written.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    from yhgis.report.charts import render_png
    from yhgis.report.docx_parts import QUIET, add_picture, add_table, new_document, paragraph, room_cm

    made_at = datetime.now().astimezone().isoformat(timespec="seconds")
    document = new_document(str(table.title), made_at, landscape=True, margin_cm=_MARGIN_CM)
    document.add_paragraph(str(table.title), style="Title")
    for part in _parts(table):
        add_table(document, part, size=9)
    for number, sentence in enumerate(notes):
        paragraph(document, sentence, size=9, color=QUIET).paragraph_format.space_before = Pt(0 if number else 6)
    width = min(_CHART_CM, room_cm(document))
    for number, chart in enumerate(charts, 1):
        title = tr("Figure {number}  {title}", number=number, title=chart.title)
        place = add_picture(document, render_png(chart, width * 10, _CHART_DPI), width, title)
        caption = paragraph(document, title, size=9, color=QUIET)
        place.alignment = caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
        place.paragraph_format.keep_with_next = True
    with atomic_path(path) as temporary:
        temporary.write_bytes(saved(document))


def write_plan_pptx(table: Table, notes: Sequence[str], charts: Sequence[Chart], path: Path) -> None:
    """Write slides: a native chart each, then pieces of the table; the notes stand in the speaker's notes.

    Raises
    ------
    DataError
        The folder cannot be written.
    """
    from yhgis.report.pptx_chart import add_chart
    from yhgis.report.pptx_parts import QUIET, add_notes, add_table, add_text, new_show, new_slide

    show = new_show(str(table.title))
    for chart in charts:
        slide = new_slide(show, chart.marked_title)
        add_chart(slide, chart, top=2.9, height=14.2)
        add_text(slide, 17.4, 1.0, [(note, 11, QUIET) for note in chart.notes])
    for part in _parts(table):
        for start in range(0, max(len(part.rows), 1), _ROWS_A_SLIDE):
            slide = new_slide(show, str(table.title))
            add_table(slide, replace(part, rows=part.rows[start : start + _ROWS_A_SLIDE]), top=2.9, points=11)
    for slide in show.slides:
        add_notes(slide, notes)
    with atomic_path(path) as temporary:
        temporary.write_bytes(saved(show))


def _parts(table: Table) -> list[TextTable]:
    return text_tables(table, most_columns=_MOST_COLUMNS, most_rows=_MOST_ROWS)
