"""Parts of slides: titles, lines of text, real tables; Chinese in Chinese fonts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yhgis.carto.display_list import Rgba
from yhgis.report.table_text import TextTable, column_widths, lines_needed

FONT, LATIN = "微软雅黑", "Arial"
ACCENT, FILL, INK, QUIET, CAUTION, HAIRLINE = "1F6F8B", "E8F1F4", "222222", "666666", "B35900", "D5DCE0"
WIDTH_CM, HEIGHT_CM, MARGIN_CM = 33.867, 19.05, 1.6
POINTS, ROW_CM = 12, 0.75
_CELL_MARGIN_CM = 0.15

Line = tuple[str, float, str]
"""A line of text: what it says, points, colour."""


def new_show(title: str) -> Any:
    """Return an empty 16:9 presentation."""
    import pptx
    from pptx.util import Cm

    show = pptx.Presentation()
    show.slide_width, show.slide_height = Cm(WIDTH_CM), Cm(HEIGHT_CM)
    show.core_properties.title = title
    show.core_properties.author = "yhgis"
    return show


def new_slide(show: Any, title: str) -> Any:
    """Add a slide with nothing but its title, which outlines and screen readers find."""
    slide = show.slides.add_slide(show.slide_layouts[5])
    _set_title(slide, title)
    return slide


def set_fonts(run: Any, east_asian: str = FONT, latin: str = LATIN) -> None:
    """Set the fonts of a run; PowerPoint takes the Chinese one from ``a:ea`` only."""
    from pptx.oxml.ns import qn

    run.font.name = latin
    properties = run._r.get_or_add_rPr()  # noqa: SLF001
    for tag in ("a:ea", "a:cs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
        properties.append(properties.makeelement(qn(tag), {"typeface": east_asian}))


def describe(picture: Any, name: str, words: str) -> None:
    """Name a picture, and say to who cannot see it what it shows."""
    picture.name = name
    picture._element.nvPicPr.cNvPr.set("descr", words)  # noqa: SLF001 - python-pptx sets no alternative text


def title_to_front(slide: Any) -> Any:
    """Return the slide's title, laid above all else on it: it was made first, and would lie beneath a picture."""
    title = slide.shapes.title
    tree = slide.shapes._spTree  # noqa: SLF001 - python-pptx changes no order
    tree.append(title._element)  # noqa: SLF001 - as above; an element that is appended leaves its old place
    return title


def hex_of(color: Rgba) -> str:
    """Return a colour as python-pptx spells it, opaque."""
    return "".join(f"{channel:02X}" for channel in color[:3])


def _set_title(slide: Any, text: str) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Cm

    title = slide.shapes.title
    title.left, title.top = Cm(MARGIN_CM), Cm(0.9)
    title.width, title.height = Cm(WIDTH_CM - 2 * MARGIN_CM), Cm(1.6)
    frame = title.text_frame
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = 0
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    add_run(frame.paragraphs[0], text, 26, INK, bold=True)


def add_text(
    slide: Any,
    top: float,
    height: float,
    lines: Sequence[Line],
    *,
    left: float = MARGIN_CM,
    width: float = WIDTH_CM - 2 * MARGIN_CM,
) -> Any:
    """Add lines of text in a box of the slide (cm) and return the box."""
    from pptx.util import Cm

    box = slide.shapes.add_textbox(Cm(left), Cm(top), Cm(width), Cm(height))
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, (text, size, color) in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        add_run(paragraph, text, size, color)
    return box


def add_table(
    slide: Any,
    piece: TextTable,
    *,
    top: float = 3.7,
    left: float = MARGIN_CM,
    width: float = WIDTH_CM - 2 * MARGIN_CM,
    points: float = POINTS,
) -> float:
    """Add ``piece`` as a table that can be edited; return its height in cm."""
    from pptx.util import Cm

    rows = [piece.headings, *piece.rows, *([piece.totals] if piece.totals is not None else [])]
    widths = column_widths(rows, width, points * 2.54 / 72, 2 * _CELL_MARGIN_CM + 0.1)
    heights = [_row_height(row, widths, points) for row in rows]
    frame = slide.shapes.add_table(len(rows), len(piece.headings), Cm(left), Cm(top), Cm(width), Cm(sum(heights)))
    table = frame.table
    table.horz_banding = False
    _set_table_style(table)
    for number, column_width in enumerate(widths):
        table.columns[number].width = Cm(column_width)
    for line, row in enumerate(rows):
        table.rows[line].height = Cm(heights[line])
        strong = line == 0 or (piece.totals is not None and line == len(rows) - 1)
        for number, text in enumerate(row):
            cell = table.cell(line, number)
            _set_cell(cell, text, points, right=piece.right[number], strong=strong, head=line == 0)
            _rule(cell, strong=line in (0, len(rows) - 1))
    return sum(heights)


def _row_height(row: Sequence[str], widths: Sequence[float], points: float) -> float:
    """Return the height, cm, of a row whose longest text decides."""
    em, least = points * 2.54 / 72, ROW_CM * points / POINTS
    lines = max(lines_needed(text, room, em, 2 * _CELL_MARGIN_CM) for text, room in zip(row, widths, strict=True))
    return least + (lines - 1) * em * 1.25


def _set_table_style(table: Any) -> None:
    """Choose "no style, no grid": the lines are drawn by `_rule`."""
    style = table._tbl.tblPr.find("{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId")  # noqa: SLF001
    style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _rule(cell: Any, *, strong: bool) -> None:
    """Draw the line below a cell: a hairline, or the accent below the heading and at the end."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    color, width = (ACCENT, 12700) if strong else (HAIRLINE, 6350)
    line = parse_xml(f'<a:lnB {nsdecls("a")} w="{width}"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></a:lnB>')
    cell._tc.get_or_add_tcPr().insert(0, line)  # noqa: SLF001


def _set_cell(cell: Any, text: str, points: float, *, right: bool, strong: bool, head: bool) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Cm

    cell.fill.solid()
    cell.fill.fore_color.rgb = color_of(FILL if head else "FFFFFF")
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_top = cell.margin_bottom = Cm(0.05)
    cell.margin_left = cell.margin_right = Cm(_CELL_MARGIN_CM)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    add_run(paragraph, text, points, ACCENT if head else INK, bold=strong)


def add_run(paragraph: Any, text: str, size: float, color: str, *, bold: bool = False) -> None:
    """Add a run to a paragraph, fonts set."""
    from pptx.util import Pt

    run = paragraph.add_run()
    run.text = text
    run.font.size = Pt(size)
    run.font.bold = bold
    run.font.color.rgb = color_of(color)
    set_fonts(run)


def color_of(hex_digits: str) -> Any:
    """Return a colour from six digits."""
    from pptx.dml.color import RGBColor

    return RGBColor(*bytes.fromhex(hex_digits))


def add_notes(slide: Any, lines: Sequence[str]) -> None:
    """Write what the speaker sees and the audience does not."""
    frame = slide.notes_slide.notes_text_frame
    for number, text in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        add_run(paragraph, text, 11, INK)
