"""A result as slides: a real chart and a real table one can edit, the basis and the mark 示意 beneath them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yhgis.atomic import atomic_path
from yhgis.i18n import tr
from yhgis.model.result import Result, Table
from yhgis.report.chart import Chart
from yhgis.report.charts import chart_for
from yhgis.report.how_made import (
    basis_statement,
    document_title,
    joined,
    marked,
    notes,
    shown_time,
    status_title,
    table_title,
)
from yhgis.report.office import saved
from yhgis.report.pptx_chart import add_chart
from yhgis.report.pptx_parts import (
    CAUTION,
    HEIGHT_CM,
    MARGIN_CM,
    QUIET,
    WIDTH_CM,
    Line,
    add_notes,
    add_table,
    add_text,
    new_show,
    new_slide,
)
from yhgis.report.result_map import result_map
from yhgis.report.table_text import TextTable, omission, text_tables

_MOST_COLUMNS, _ROWS_A_SLIDE, _MOST_ROWS = 8, 13, 39
_TOP_CM, _LINE_CM = 3.7, 0.62
_MAP_DPI = 200


def write_pptx(result: Result, path: Path, *, closing: bool = False) -> None:
    """Write ``result`` to ``path``: slides of 16:9: chart, map, then each a piece of a table that fits.

    A talk shows little: the main table with at most 39 rows, and further tables that fit one slide.  What is left
    out is named, and stands in the workbook.  Sources stand in the speaker's notes.

    Parameters
    ----------
    closing : bool
        Close figures to the printed totals (平差).

    Raises
    ------
    DataError
        The folder cannot be written.
    """
    show = new_show(document_title(result))
    chart = chart_for(result)
    if chart is not None:
        _add_chart_slide(show, chart, result)
    _add_map_slide(show, result)
    shown, left_out = _chosen(result.tables(), closing=closing)
    pieces = [(table, piece) for table, parts in shown for part in parts for piece in _pieces(part)]
    for number, (table, piece) in enumerate(pieces, start=1):
        _add_slide(show, table, piece, result, left_out if number == len(pieces) else ())
    for slide in show.slides:
        add_notes(slide, _sources(result))
    with atomic_path(path) as temporary:
        temporary.write_bytes(saved(show))


def _sources(result: Result) -> list[str]:
    """Return what the speaker may be asked: each input with its nature, source, date and section."""
    lines = [basis_statement(result.provenance), tr("Input data")]
    for record in result.provenance.inputs:
        known = (status_title(record.status), record.source, record.date, record.plan_ref)
        lines.append(f"{record.title}: " + "; ".join(text for text in known if text))
    return lines


def _chosen(tables: Sequence[Table], *, closing: bool) -> tuple[list[tuple[Table, list[TextTable]]], tuple[Table, ...]]:
    """Return the tables to show, as text, and those to name only."""
    as_text = [(t, text_tables(t, most_columns=_MOST_COLUMNS, most_rows=_MOST_ROWS, closing=closing)) for t in tables]
    shown = [
        (table, parts)
        for number, (table, parts) in enumerate(as_text)
        if number == 0 or (len(parts) == 1 and 0 < len(table.rows) <= _ROWS_A_SLIDE)
    ]
    kept = [table.id for table, _ in shown]
    return shown, tuple(table for table in tables if table.rows and table.id not in kept)


def _pieces(part: TextTable) -> list[TextTable]:
    """Return ``part`` cut into slides; totals and the word on omitted rows stand on the last."""
    starts = range(0, max(len(part.rows), 1), _ROWS_A_SLIDE)
    last = starts[-1]
    return [
        TextTable(
            part.headings,
            part.right,
            part.rows[start : start + _ROWS_A_SLIDE],
            part.totals if start == last else None,
            part.omitted if start == last else 0,
            part.remark if start == last else "",
        )
        for start in starts
    ]


def _add_chart_slide(show: Any, chart: Chart, result: Result) -> None:
    slide = new_slide(show, chart.marked_title)
    add_text(slide, 2.55, 1.0, [(basis_statement(result.provenance), 11, QUIET)])
    foot = _foot([*chart.notes], result)
    bottom = _add_foot(slide, foot)
    add_chart(slide, chart, top=_TOP_CM, height=bottom - 0.3 - _TOP_CM)


def _add_map_slide(show: Any, result: Result) -> None:
    """Add the map of the result's polygons, where it has any."""
    from pptx.util import Cm

    foot = _foot((), result)
    width, height = WIDTH_CM - 2 * MARGIN_CM, _foot_top(foot) - 0.3 - _TOP_CM
    places = result_map(result, width * 10, height * 10)
    if places is None:
        return
    slide = new_slide(show, marked(tr("Map of the result"), result.provenance))
    add_text(slide, 2.55, 1.0, [(places.caption, 11, QUIET)])
    picture = slide.shapes.add_picture(io.BytesIO(places.png(_MAP_DPI)), Cm(MARGIN_CM), Cm(_TOP_CM), width=Cm(width))
    picture.name = places.caption
    _add_foot(slide, foot)


def _add_slide(show: Any, table: Table, piece: TextTable, result: Result, left_out: Sequence[Table]) -> None:
    slide = new_slide(show, table_title(table, result.provenance))
    add_text(slide, 2.55, 1.0, [(basis_statement(result.provenance), 11, QUIET)])
    add_table(slide, piece, top=_TOP_CM)
    said = [piece.remark, omission(_whole(piece, table)) if piece.omitted else ""]
    said.append("" if piece.rows else tr("Nothing found."))
    if left_out:
        titles = joined(one.title for one in left_out)
        said.append(tr("Further tables, in the workbook (.xlsx): {titles}.", titles=titles))
    _add_foot(slide, _foot(said, result))


def _foot(said: Sequence[str], result: Result) -> list[Line]:
    """Return the lines at the foot of a slide: what is said of it, the notes, and when it was made."""
    lines: list[Line] = [(text, 11, QUIET) for text in said if text]
    lines += [(text, 11, CAUTION) for text in notes(result.provenance)[:3]]
    return [*lines, (f"yhgis  {shown_time(result.provenance.made_at)}", 9, QUIET)]


def _add_foot(slide: Any, lines: Sequence[Line]) -> float:
    """Write ``lines`` at the foot of the slide and return where they begin, cm from the top."""
    top = _foot_top(lines)
    add_text(slide, top, _LINE_CM * len(lines), lines)
    return top


def _foot_top(lines: Sequence[Line]) -> float:
    return HEIGHT_CM - 0.75 - _LINE_CM * len(lines)


def _whole(piece: TextTable, table: Table) -> TextTable:
    """Return a stand-in with all shown rows, for the sentence on what is left out."""
    shown = len(table.rows) - piece.omitted
    return TextTable(piece.headings, piece.right, ((),) * shown, None, piece.omitted)
