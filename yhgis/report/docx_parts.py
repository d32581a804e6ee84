"""Parts of Word documents: pages, styles, tables, pictures; Chinese in Chinese fonts."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

from yhgis.report.table_text import TextTable, column_widths

# What Word and WPS have everywhere in China; Latin letters and figures in the usual companion.
BODY, HEAD, LATIN = "宋体", "黑体", "Times New Roman"
ACCENT, FILL, CAUTION, QUIET, INK, HAIRLINE = "1F6F8B", "E8F1F4", "B35900", "666666", "222222", "D5DCE0"
A4_CM = (21.0, 29.7)
_CELL_PADDING_PT = 12.0  # Word's own 0.19 cm on either side, and a little air
_SIZES = {"Normal": 10.5, "Title": 18, "Heading 1": 14, "Heading 2": 12}


def new_document(title: str, made_at: str, *, landscape: bool, margin_cm: float) -> Any:
    """Return an empty A4 document with the program's styles."""
    import docx

    document = docx.Document()
    _set_page(document, landscape, margin_cm)
    _set_styles(document)
    properties = document.core_properties
    properties.title = title
    properties.author = properties.last_modified_by = "yhgis"
    properties.comments = ""
    try:
        properties.created = properties.modified = dt.datetime.fromisoformat(made_at)
    except ValueError:
        return document
    return document


def room_cm(document: Any) -> float:
    """Return the width between the margins."""
    from docx.shared import Length

    section = document.sections[0]
    return float(Length(section.page_width - section.left_margin - section.right_margin).cm)


def set_fonts(run_or_style: Any, east_asian: str, latin: str = LATIN) -> None:
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


def _set_page(document: Any, landscape: bool, margin_cm: float) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    section = document.sections[0]
    width, height = A4_CM[::-1] if landscape else A4_CM
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(width), Cm(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(margin_cm)
    section.header_distance = section.footer_distance = Cm(margin_cm / 2)


def _set_styles(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name, size in _SIZES.items():
        style = document.styles[name]
        set_fonts(style, BODY if name == "Normal" else HEAD)
        style.font.size = Pt(size)
        if name != "Normal":
            style.font.bold = False  # 黑体 is heavy by itself; an artificial bold smears it
            style.font.color.rgb = RGBColor.from_string("222222" if name == "Title" else ACCENT)
    border = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        document.styles["Title"].element.pPr.remove(border)


def paragraph(document: Any, text: str, *, size: float, color: str, style: str | None = None) -> Any:
    """Add a paragraph of one run and return it."""
    from docx.shared import Pt, RGBColor

    paragraph = document.add_paragraph(style=style)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.color.rgb = RGBColor.from_string(color)
    paragraph.paragraph_format.space_after = Pt(4)
    return paragraph


def add_picture(document: Any, content: bytes, width_cm: float, description: str) -> Any:
    """Add a picture in a paragraph of its own and return the paragraph; ``description`` is read out to the blind."""
    from docx.shared import Cm

    place = document.add_paragraph()
    fill_picture(place, content, Cm(width_cm), description)
    return place


def fill_picture(place: Any, content: bytes, width: Any, description: str) -> None:
    """Set a picture into a paragraph."""
    shape = place.add_run().add_picture(io.BytesIO(content), width=width)
    shape._inline.docPr.set("descr", description)  # noqa: SLF001 - python-docx has no other way
    place.paragraph_format.keep_with_next = True


def add_table(document: Any, text: TextTable, *, size: float) -> Any:
    """Add ``text`` as a table over the whole width and return it; the heading comes again on every page."""
    from docx.shared import Pt

    rows = [text.headings, *text.rows, *([text.totals] if text.totals is not None else [])]
    table = document.add_table(rows=len(rows), cols=len(text.headings))
    _rule(table)
    widths = column_widths(rows, room_cm(document) * 72 / 2.54, size, _CELL_PADDING_PT)
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
    return table


def _set_cell(cell: Any, text: str, *, size: float, right: bool, strong: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if strong:
        set_fonts(run, HEAD)
        run.font.bold = True if text.isascii() else None


def _rule(table: Any) -> None:
    """Draw hairlines between rows and stronger ones at top and bottom, none between columns."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side, width, color in (("top", 8, ACCENT), ("bottom", 8, ACCENT), ("insideH", 4, HAIRLINE)):
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
    for attribute, value in (("val", "clear"), ("color", "auto"), ("fill", FILL)):
        shade.set(qn(f"w:{attribute}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001


def _keep_whole(row: Any, *, repeats: bool) -> None:
    """Keep a row on one page; the heading comes again on every page."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(OxmlElement("w:cantSplit"))
    if repeats:
        properties.append(OxmlElement("w:tblHeader"))


def add_footer(document: Any, words: Iterable[str], *, size: float = 8) -> None:
    """Write the footer of every page; empty words are left out."""
    from docx.shared import Pt, RGBColor

    paragraph = document.sections[0].footer.paragraphs[0]
    run = paragraph.add_run("　".join(word for word in words if word))
    run.font.size = Pt(size)
    run.font.color.rgb = RGBColor.from_string(QUIET)
    paragraph.paragraph_format.space_after = Pt(0)
