"""A result as slides: a real table one can edit, its basis and the mark 示意 beneath it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yhgis.atomic import atomic_path
from yhgis.i18n import tr
from yhgis.model.result import Result, Table
from yhgis.report.how_made import basis_statement, document_title, joined, notes, shown_time, table_title
from yhgis.report.table_text import TextTable, column_widths, lines_needed, omission, text_tables

FONT, LATIN = "微软雅黑", "Arial"
_ACCENT, _FILL, _INK, _QUIET, _CAUTION, _HAIRLINE = "1F6F8B", "E8F1F4", "222222", "666666", "B35900", "D5DCE0"
_MOST_COLUMNS, _ROWS_A_SLIDE, _MOST_ROWS = 8, 13, 39
_POINTS, _ROW_CM, _CELL_MARGIN_CM = 12, 0.75, 0.15
_WIDTH_CM, _HEIGHT_CM, _MARGIN_CM = 33.867, 19.05, 1.6


def write_pptx(result: Result, path: Path) -> None:
    """Write ``result`` to ``path``: slides of 16:9, each a piece of a table that fits.

    A talk shows little: the main table with at most 39 rows, and further tables that fit one slide.  What is left
    out is named, and stands in the workbook.

    Raises
    ------
    DataError
        The folder cannot be written.
    """
    import pptx
    from pptx.util import Cm

    show = pptx.Presentation()
    show.slide_width, show.slide_height = Cm(_WIDTH_CM), Cm(_HEIGHT_CM)
    show.core_properties.title = document_title(result)
    show.core_properties.author = "yhgis"
    shown, left_out = _chosen(result.tables())
    pieces = [(table, piece) for table, parts in shown for part in parts for piece in _pieces(part)]
    for number, (table, piece) in enumerate(pieces, start=1):
        _add_slide(show, table, piece, result, left_out if number == len(pieces) else ())
    with atomic_path(path) as temporary:
        show.save(str(temporary))


def set_fonts(run: Any, east_asian: str = FONT, latin: str = LATIN) -> None:
    """Set the fonts of a run; PowerPoint takes the Chinese one from ``a:ea`` only."""
    from pptx.oxml.ns import qn

    run.font.name = latin
    properties = run._r.get_or_add_rPr()  # noqa: SLF001
    for tag in ("a:ea", "a:cs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
        properties.append(properties.makeelement(qn(tag), {"typeface": east_asian}))


def _chosen(tables: Sequence[Table]) -> tuple[list[tuple[Table, list[TextTable]]], tuple[Table, ...]]:
    """Return the tables to show, as text, and those to name only."""
    as_text = [(t, text_tables(t, most_columns=_MOST_COLUMNS, most_rows=_MOST_ROWS)) for t in tables]
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
        )
        for start in starts
    ]


def _add_slide(show: Any, table: Table, piece: TextTable, result: Result, left_out: Sequence[Table]) -> None:
    slide = show.slides.add_slide(show.slide_layouts[5])  # title only, so that outlines and readers find it
    _set_title(slide, table_title(table, result.provenance))
    _add_text(slide, 2.55, 1.0, [(basis_statement(result.provenance), 11, _QUIET)])
    _add_table(slide, piece)
    said = [omission(_whole(piece, table)) if piece.omitted else "", "" if piece.rows else tr("Nothing found.")]
    if left_out:
        titles = joined(one.title for one in left_out)
        said.append(tr("Further tables, in the workbook (.xlsx): {titles}.", titles=titles))
    lines = [(text, 11, _QUIET) for text in said if text]
    lines += [(text, 11, _CAUTION) for text in notes(result.provenance)[:3]]
    lines.append((f"yhgis  {shown_time(result.provenance.made_at)}", 9, _QUIET))
    _add_text(slide, _HEIGHT_CM - 0.75 - 0.62 * len(lines), 0.62 * len(lines), lines)


def _whole(piece: TextTable, table: Table) -> TextTable:
    """Return a stand-in with all shown rows, for the sentence on what is left out."""
    shown = len(table.rows) - piece.omitted
    return TextTable(piece.headings, piece.right, ((),) * shown, None, piece.omitted)


def _set_title(slide: Any, text: str) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Cm

    title = slide.shapes.title
    title.left, title.top = Cm(_MARGIN_CM), Cm(0.9)
    title.width, title.height = Cm(_WIDTH_CM - 2 * _MARGIN_CM), Cm(1.6)
    frame = title.text_frame
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = 0
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    _add_run(frame.paragraphs[0], text, 26, _INK, bold=True)


def _add_text(slide: Any, top: float, height: float, lines: Sequence[tuple[str, float, str]]) -> None:
    from pptx.util import Cm

    box = slide.shapes.add_textbox(Cm(_MARGIN_CM), Cm(top), Cm(_WIDTH_CM - 2 * _MARGIN_CM), Cm(height))
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, (text, size, color) in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        _add_run(paragraph, text, size, color)


def _add_table(slide: Any, piece: TextTable) -> None:
    from pptx.util import Cm

    rows = [piece.headings, *piece.rows, *([piece.totals] if piece.totals is not None else [])]
    room, em = _WIDTH_CM - 2 * _MARGIN_CM, _POINTS * 2.54 / 72
    widths = column_widths(rows, room, em, 2 * _CELL_MARGIN_CM + 0.1)
    lines = [max(map(_lines_in, row, widths)) for row in rows]
    height = _ROW_CM * len(rows)
    frame = slide.shapes.add_table(len(rows), len(piece.headings), Cm(_MARGIN_CM), Cm(3.7), Cm(room), Cm(height))
    table = frame.table
    table.horz_banding = False
    _set_table_style(table)
    for number, width in enumerate(widths):
        table.columns[number].width = Cm(width)
    for line, row in enumerate(rows):
        table.rows[line].height = Cm(_ROW_CM + (lines[line] - 1) * em * 1.25)
        strong = line == 0 or (piece.totals is not None and line == len(rows) - 1)
        for number, text in enumerate(row):
            cell = table.cell(line, number)
            _set_cell(cell, text, right=piece.right[number], strong=strong, head=line == 0)
            _rule(cell, strong=line in (0, len(rows) - 1))


def _lines_in(text: str, width: float) -> int:
    return lines_needed(text, width, _POINTS * 2.54 / 72, 2 * _CELL_MARGIN_CM)


def _set_table_style(table: Any) -> None:
    """Choose "no style, no grid": the lines are drawn by `_rule`."""
    style = table._tbl.tblPr.find("{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId")  # noqa: SLF001
    style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _rule(cell: Any, *, strong: bool) -> None:
    """Draw the line below a cell: a hairline, or the accent below the heading and at the end."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    color, width = (_ACCENT, 12700) if strong else (_HAIRLINE, 6350)
    line = parse_xml(f'<a:lnB {nsdecls("a")} w="{width}"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></a:lnB>')
    cell._tc.get_or_add_tcPr().insert(0, line)  # noqa: SLF001


def _set_cell(cell: Any, text: str, *, right: bool, strong: bool, head: bool) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Cm

    cell.fill.solid()
    cell.fill.fore_color.rgb = _color(_FILL if head else "FFFFFF")
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_top = cell.margin_bottom = Cm(0.05)
    cell.margin_left = cell.margin_right = Cm(_CELL_MARGIN_CM)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    _add_run(paragraph, text, _POINTS, _ACCENT if head else _INK, bold=strong)


def _add_run(paragraph: Any, text: str, size: float, color: str, *, bold: bool = False) -> None:
    from pptx.util import Pt

    run = paragraph.add_run()
    run.text = text
    run.font.size = Pt(size)
    run.font.bold = bold
    run.font.color.rgb = _color(color)
    set_fonts(run)


def _color(hex_digits: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor(*bytes.fromhex(hex_digits))  # type: ignore[no-untyped-call]
