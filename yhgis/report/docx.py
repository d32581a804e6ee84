"""A result as a Word document: title, basis, tables, how it was made; Chinese in Chinese fonts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from yhgis.atomic import atomic_path
from yhgis.i18n import tr
from yhgis.model.result import Result, Table
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
from yhgis.report.table_text import TextTable, column_widths, omission, text_tables

# What Word and WPS have everywhere in China; Latin letters and figures in the usual companion.
_BODY, _HEAD, _LATIN = "宋体", "黑体", "Times New Roman"
_ACCENT, _FILL, _CAUTION, _QUIET, _HAIRLINE = "1F6F8B", "E8F1F4", "B35900", "666666", "D5DCE0"
_MOST_COLUMNS, _MOST_ROWS = 9, 200
_MARGIN_CM = 2.0
_ROOM_CM = 29.7 - 2 * _MARGIN_CM
_CELL_PADDING_PT = 12.0  # Word's own 0.19 cm on either side, and a little air


def write_docx(result: Result, path: Path) -> None:
    """Write ``result`` to ``path`` as an A4 document, landscape.

    Long tables are cut at 200 rows and say so; wide ones continue in a further table with the first column again.

    Raises
    ------
    DataError
        The folder cannot be written.
    """
    import docx

    document = docx.Document()
    _set_page(document)
    _set_styles(document)
    _set_properties(document, result)
    document.add_paragraph(document_title(result), style="Title")
    _paragraph(document, basis_statement(result.provenance), size=9, color=_QUIET)
    for sentence in notes(result.provenance):
        _paragraph(document, sentence, size=9.5, color=_CAUTION)
    for number, table in enumerate(result.tables(), start=1):
        _add_result_table(document, table, number, result)
    document.add_heading(tr("Sources and basis"), level=1)
    for listing in (facts(result.provenance), inputs(result.provenance, short_hash=True), repairs(result.provenance)):
        _add_listing(document, listing)
    _add_footer(document, result)
    with atomic_path(path) as temporary:
        document.save(str(temporary))


def set_fonts(run_or_style: Any, east_asian: str, latin: str = _LATIN) -> None:
    """Set the fonts of a run or style; Word takes the Chinese one from ``w:eastAsia`` only.

    The theme's fonts would win over the named ones, so their attributes go.
    """
    from docx.oxml.ns import qn

    run_or_style.font.name = latin
    fonts = run_or_style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(attribute), None)
    for attribute, name in (("w:ascii", latin), ("w:hAnsi", latin), ("w:cs", latin), ("w:eastAsia", east_asian)):
        fonts.set(qn(attribute), name)


def _set_page(document: Any) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN_CM)


def _set_styles(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    sizes = {"Normal": 10.5, "Title": 18, "Heading 1": 14, "Heading 2": 12}
    for name, size in sizes.items():
        style = document.styles[name]
        set_fonts(style, _BODY if name == "Normal" else _HEAD)
        style.font.size = Pt(size)
        if name != "Normal":
            style.font.bold = False  # 黑体 is heavy by itself; an artificial bold smears it
            style.font.color.rgb = RGBColor.from_string("222222" if name == "Title" else _ACCENT)
    border = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        document.styles["Title"].element.pPr.remove(border)


def _set_properties(document: Any, result: Result) -> None:
    properties = document.core_properties
    properties.title = document_title(result)
    properties.author = properties.last_modified_by = "yhgis"
    properties.comments = ""
    try:
        properties.created = properties.modified = dt.datetime.fromisoformat(result.provenance.made_at)
    except ValueError:
        return


def _paragraph(document: Any, text: str, *, size: float, color: str, style: str | None = None) -> Any:
    from docx.shared import Pt, RGBColor

    paragraph = document.add_paragraph(style=style)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.color.rgb = RGBColor.from_string(color)
    paragraph.paragraph_format.space_after = Pt(4)
    return paragraph


def _add_result_table(document: Any, table: Table, number: int, result: Result) -> None:
    """Add a table with its caption, continued where it is too wide."""
    parts = text_tables(table, most_columns=_MOST_COLUMNS, most_rows=_MOST_ROWS)
    for part_number, part in enumerate(parts):
        title = table_title(table, result.provenance)
        caption = tr("Table {number}  {title}", number=number, title=title)
        if part_number:
            caption = tr("Table {number}  {title} (continued)", number=number, title=title)
        document.add_heading(caption, level=2)
        _add_table(document, part, size=9)
        if omission(part):
            _paragraph(document, omission(part), size=9, color=_QUIET)
    if not table.rows:
        _paragraph(document, tr("Nothing found."), size=10.5, color=_QUIET)


def _add_listing(document: Any, listing: Listing) -> None:
    if not listing.rows:
        return
    document.add_heading(listing.title, level=2)
    text = TextTable(listing.headings, (False,) * len(listing.headings), listing.rows, None)
    _add_table(document, text, size=8)


def _add_table(document: Any, text: TextTable, *, size: float) -> None:
    from docx.shared import Pt

    rows = [text.headings, *text.rows, *([text.totals] if text.totals is not None else [])]
    table = document.add_table(rows=len(rows), cols=len(text.headings))
    _rule(table)
    widths = column_widths(rows, _ROOM_CM * 72 / 2.54, size, _CELL_PADDING_PT)
    for number, width in enumerate(widths):
        table.columns[number].width = Pt(width)  # the grid, which LibreOffice goes by; Word goes by the cells
    # One pass over table._cells: asking for table.cell(i, j) builds the grid anew each time.
    cells = table._cells  # noqa: SLF001
    for line, row in enumerate(rows):
        strong = line == 0 or (text.totals is not None and line == len(rows) - 1)
        for number, value in enumerate(row):
            cell = cells[line * len(row) + number]
            cell.width = Pt(widths[number])
            _set_cell(cell, value, size=size, right=text.right[number], strong=strong)
            if line == 0:
                _shade(cell)
        _keep_whole(table.rows[line], repeats=line == 0)


def _set_cell(cell: Any, text: str, *, size: float, right: bool, strong: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if strong:
        set_fonts(run, _HEAD)
        run.font.bold = True if text.isascii() else None


def _rule(table: Any) -> None:
    """Draw hairlines between rows and stronger ones at top and bottom, none between columns."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side, width, color in (("top", 8, _ACCENT), ("bottom", 8, _ACCENT), ("insideH", 4, _HAIRLINE)):
        line = OxmlElement(f"w:{side}")
        for attribute, value in (("val", "single"), ("sz", str(width)), ("space", "0"), ("color", color)):
            line.set(qn(f"w:{attribute}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)  # noqa: SLF001
    table.autofit = False


def _shade(cell: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for attribute, value in (("val", "clear"), ("color", "auto"), ("fill", _FILL)):
        shade.set(qn(f"w:{attribute}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001


def _keep_whole(row: Any, *, repeats: bool) -> None:
    """Keep a row on one page; the heading comes again on every page."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(OxmlElement("w:cantSplit"))
    if repeats:
        properties.append(OxmlElement("w:tblHeader"))


def _add_footer(document: Any, result: Result) -> None:
    from docx.shared import Pt, RGBColor

    provenance = result.provenance
    words = [
        tr("Schematic") if provenance.schematic else "",
        str(provenance.basis.title),
        shown_time(provenance.made_at),
    ]
    paragraph = document.sections[0].footer.paragraphs[0]
    run = paragraph.add_run("　".join(word for word in words if word))
    run.font.size = Pt(8)
    run.font.color.rgb = RGBColor.from_string(_QUIET)
