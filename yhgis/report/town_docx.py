"""Town cards as a Word document: a page a town, map and facts side by side, tables, chart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yhgis.atomic import atomic_path
from yhgis.feedback import Feedback, silent
from yhgis.i18n import language, tr
from yhgis.plan.catalog import Catalog
from yhgis.report.charts import render_png
from yhgis.report.docx_parts import (
    CAUTION,
    HEAD,
    INK,
    QUIET,
    add_footer,
    add_picture,
    add_table,
    fill_picture,
    new_document,
    paragraph,
    set_fonts,
)
from yhgis.report.office import saved
from yhgis.report.town_card import TownCard
from yhgis.report.town_chart import town_chart
from yhgis.report.town_map import TownMaps, png
from yhgis.report.town_words import CardText, card_text, short_name

_MARGIN_CM, _ROOM_CM, _FOOT_CM = 1.6, 21.0 - 2 * 1.6, 2.3
_MAP_CM = (8.8, 7.2)
_DPI, _CHART_CM = 220.0, 14.0


def write_town_docx(cards: Sequence[TownCard], path: Path, catalog: Catalog, feedback: Feedback | None = None) -> None:
    """Write ``cards`` to ``path``, an A4 page each.

    Raises
    ------
    DataError
        The folder cannot be written.
    Cancelled
    """
    feedback, maps = feedback or silent(), TownMaps(catalog)
    texts = [card_text(card) for card in cards]
    title = texts[0].marked_title if len(texts) == 1 else texts[0].kind
    document = new_document(title, cards[0].provenance.made_at, landscape=False, margin_cm=_MARGIN_CM)
    for number, (card, text) in enumerate(zip(cards, texts, strict=True)):
        feedback.progress(number / len(cards))
        _add_card(document, card, text, maps, on_new_page=number > 0)
    _set_footer(document, texts[0])
    with atomic_path(path) as temporary:
        temporary.write_bytes(saved(document))
        feedback.progress(1.0)  # still inside: cancelled here, the old file stays


def _add_card(document: Any, card: TownCard, text: CardText, maps: TownMaps, *, on_new_page: bool) -> None:
    title = document.add_paragraph(text.marked_title, style="Title")
    title.paragraph_format.page_break_before = on_new_page
    title.paragraph_format.space_after = _points(2)
    paragraph(document, text.subtitle, size=9, color=QUIET)
    paragraph(document, text.positioning, size=11, color=INK)
    terms = "　".join(text.terms)
    _small(document, "　".join(part for part in (text.section, terms) if part), QUIET)
    town_map = maps.of(card.profile.title.zh, _MAP_CM[0] * 10, _MAP_CM[1] * 10, dpi=_DPI)
    _add_map_and_facts(document, text, png(town_map.picture(), _DPI))
    _heading(document, text.lines.headings[0])
    add_table(document, text.lines, size=8.5)
    chart = town_chart(card)
    if chart is not None:
        place = add_picture(document, render_png(chart, _CHART_CM * 10, _DPI), _CHART_CM, chart.title)
        place.paragraph_format.space_before = place.paragraph_format.space_after = _points(4)
        place.paragraph_format.keep_with_next = False
    _add_listed(document, tr("Places"), text.places)
    _add_listed(document, tr("Projects that the plan places here"), text.projects)


def _set_footer(document: Any, text: CardText) -> None:
    """Write basis, sources and what 示意 means at the foot of every page."""
    from docx.shared import Cm

    section = document.sections[0]
    section.bottom_margin = Cm(_FOOT_CM)
    add_footer(document, (text.mark, text.printed_basis), size=7.5)
    for line, color in ((f"{text.sources}　{text.made}", QUIET), (text.caution, CAUTION)):
        if line:
            place = section.footer.add_paragraph()
            place.paragraph_format.space_after = _points(0)
            _run(place, line, 7.5, color)


def _add_map_and_facts(document: Any, text: CardText, content: bytes) -> None:
    """Add a frame of two cells: the map, and beside it facts, layout, greenways and neighbours."""
    from docx.shared import Cm

    frame = document.add_table(rows=1, cols=2)
    frame.autofit = False
    widths = (_MAP_CM[0] + 0.3, _ROOM_CM - _MAP_CM[0] - 0.3)
    for cell, column, width in zip(frame.rows[0].cells, frame.columns, widths, strict=True):
        cell.width = column.width = Cm(width)
    left, right = frame.rows[0].cells
    _no_margin(left)
    fill_picture(left.paragraphs[0], content, Cm(_MAP_CM[0]), f"{tr('Map')}: {text.title}")
    facts = [(text.area.title, f"{text.area.value} {text.area.unit}"), *text.facts]
    _cell_lines(right, facts, first=True)
    km2 = language() == "zh"  # English names need the room
    layout = [(short_name(row[0]), f"{row[1]} km²　{row[2]} %" if km2 else f"{row[2]} %") for row in text.layout.rows]
    _cell_lines(right, layout, text.layout.headings[0])
    greenways = [(row[0], f"{row[1]} km") for row in text.greenways.rows] or [(tr("none here"), "")]
    _cell_lines(right, greenways, text.greenways.headings[0])
    _cell_lines(right, text.borders, tr("Borders"))


def _cell_lines(cell: Any, lines: Sequence[tuple[str, str]], title: str = "", *, first: bool = False) -> None:
    """Write captions and values into a cell, a line each, the values ending at its right edge."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm

    if title:
        head = cell.add_paragraph()
        _run(head, title, 9, INK, strong=True)
        head.paragraph_format.space_before, head.paragraph_format.space_after = _points(5), _points(0)
    for number, (caption, value) in enumerate(lines):
        place = cell.paragraphs[0] if first and number == 0 else cell.add_paragraph()
        place.paragraph_format.space_after = _points(0)
        place.paragraph_format.tab_stops.add_tab_stop(Cm(_ROOM_CM - _MAP_CM[0] - 0.8), WD_TAB_ALIGNMENT.RIGHT)
        _run(place, caption, 8.5, QUIET)
        if value:
            _run(place, f"\t{value}", 8.5, INK)


def _add_listed(document: Any, title: str, rows: Sequence[tuple[str, str]]) -> None:
    if not rows:
        return
    _heading(document, title)
    for caption, names in rows:
        place = paragraph(document, "", size=8, color=INK)
        place.paragraph_format.space_after = _points(0)
        _run(place, f"{caption}　", 8, QUIET)
        _run(place, names, 8, INK)


def _heading(document: Any, title: str) -> None:
    place = document.add_heading(title, level=2)
    place.paragraph_format.space_before, place.paragraph_format.space_after = _points(5), _points(1)


def _small(document: Any, text: str, color: str) -> None:
    place = paragraph(document, text, size=7.5, color=color)
    place.paragraph_format.space_after = _points(2)


def _run(place: Any, text: str, size: float, color: str, *, strong: bool = False) -> None:
    from docx.shared import RGBColor

    run = place.add_run(text)
    run.font.size = _points(size)
    run.font.color.rgb = RGBColor.from_string(color)
    if strong:
        set_fonts(run, HEAD)


def _no_margin(cell: Any) -> None:
    """Take the inner margins off a cell, so that the map ends with the text above it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tcMar")
    for side in ("left", "right"):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:w"), "0")
        line.set(qn("w:type"), "dxa")
        margins.append(line)
    cell._tc.get_or_add_tcPr().append(margins)  # noqa: SLF001 - python-docx has no other way


def _points(size: float) -> Any:
    from docx.shared import Pt

    return Pt(size)
