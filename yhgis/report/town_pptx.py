"""Town cards as slides, one a town: map, facts, a real table and a real chart."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yhgis.atomic import atomic_path
from yhgis.feedback import Feedback, silent
from yhgis.i18n import tr
from yhgis.plan.catalog import Catalog
from yhgis.report.office import saved
from yhgis.report.pptx_chart import add_chart
from yhgis.report.pptx_parts import (
    ACCENT,
    CAUTION,
    INK,
    MARGIN_CM,
    QUIET,
    WIDTH_CM,
    Line,
    add_notes,
    add_run,
    add_table,
    add_text,
    new_show,
    new_slide,
)
from yhgis.report.table_text import TextTable
from yhgis.report.town_card import TownCard
from yhgis.report.town_chart import town_chart
from yhgis.report.town_map import TownMaps, png
from yhgis.report.town_words import CardText, card_text, short_name

_TOP_CM, _FOOT_CM = 4.7, 17.6
_MAP_CM = (10.8, 12.4)
_FACTS_CM, _GAP_CM = 7.6, 0.7
_DPI = 200.0
_TABLE_POINTS = 9.5


def write_town_pptx(cards: Sequence[TownCard], path: Path, catalog: Catalog, feedback: Feedback | None = None) -> None:
    """Write ``cards`` to ``path``, a 16:9 slide each; places, projects and sources stand in the speaker's notes.

    Raises
    ------
    DataError
        The folder cannot be written.
    Cancelled
    """
    feedback, maps = feedback or silent(), TownMaps(catalog)
    texts = [card_text(card) for card in cards]
    show = new_show(texts[0].marked_title if len(texts) == 1 else texts[0].kind)
    for number, (card, text) in enumerate(zip(cards, texts, strict=True)):
        feedback.progress(number / len(cards))
        _add_slide(show, card, text, maps)
    with atomic_path(path) as temporary:
        temporary.write_bytes(saved(show))
        feedback.progress(1.0)  # still inside: cancelled here, the old file stays


def _add_slide(show: Any, card: TownCard, text: CardText, maps: TownMaps) -> None:
    from pptx.util import Cm

    slide = new_slide(show, text.marked_title)
    terms = "　".join(text.terms)
    add_text(slide, 2.5, 2.0, [(text.positioning, 14, INK), (terms or text.section, 11, ACCENT)])
    town_map = maps.of(card.profile.title.zh, _MAP_CM[0] * 10, _MAP_CM[1] * 10, dpi=_DPI)
    content = io.BytesIO(png(town_map.picture(), _DPI))
    picture = slide.shapes.add_picture(content, Cm(MARGIN_CM), Cm(_TOP_CM), width=Cm(_MAP_CM[0]))
    picture.name = f"{tr('Map')}: {text.title}"
    _add_facts(slide, text, MARGIN_CM + _MAP_CM[0] + _GAP_CM)
    _add_lines(slide, card, text, MARGIN_CM + _MAP_CM[0] + _FACTS_CM + 2 * _GAP_CM)
    foot: list[Line] = [(f"{text.printed_basis}　{text.sources}　{text.made}", 8, QUIET)]
    if text.caution:
        foot.append((text.caution, 8, CAUTION))
    add_text(slide, _FOOT_CM, 0.5 * len(foot), foot)
    add_notes(slide, _notes(text))


def _add_facts(slide: Any, text: CardText, left: float) -> None:
    """Add the area, large, with its facts, and beneath them layout, greenways and neighbours as a table."""
    facts = "　".join(f"{caption} {value}" for caption, value in text.facts)
    lines: list[Line] = [(text.area.value, 30, ACCENT), (facts, 10, INK)]
    box = add_text(slide, _TOP_CM - 0.15, 2.6, lines, left=left, width=_FACTS_CM)
    add_run(box.text_frame.paragraphs[0], f" {text.area.unit}", 13, ACCENT)
    top = _TOP_CM + 2.75
    rows = tuple((short_name(row[0]), *row[1:]) for row in text.layout.rows)
    layout = TextTable((text.layout.headings[0], "km²", "%"), (False, True, True), rows, None)
    top += add_table(slide, layout, top=top, left=left, width=_FACTS_CM, points=_TABLE_POINTS) + 0.3
    lengths = [*text.greenways.rows, *((name, length.removesuffix(" km")) for name, length in text.borders)]
    along = TextTable((tr("Greenways and borders"), "km"), (False, True), tuple(lengths), None)
    add_table(slide, along, top=top, left=left, width=_FACTS_CM, points=_TABLE_POINTS)


def _add_lines(slide: Any, card: TownCard, text: CardText, left: float) -> None:
    """Add the table of control lines, and beneath it the chart of their shares."""
    width = WIDTH_CM - MARGIN_CM - left
    kept = (0, 1, 3, 4)  # hectares and shares; mu and rank stand on paper
    table = TextTable(
        tuple(text.lines.headings[i] for i in kept),
        tuple(text.lines.right[i] for i in kept),
        tuple(tuple(row[i] for i in kept) for row in text.lines.rows),
        None,
    )
    height = add_table(slide, table, top=_TOP_CM, left=left, width=width, points=_TABLE_POINTS)
    chart = town_chart(card)
    if chart is None:
        return
    top = _TOP_CM + height + 0.5
    add_text(slide, top, 0.6, [(chart.title_with_unit, 11, ACCENT)], left=left, width=width)
    add_chart(slide, chart, top=top + 0.6, height=_FOOT_CM - 0.4 - top - 0.6, left=left, width=width, points=10)


def _notes(text: CardText) -> list[str]:
    said = [text.section, f"{tr('Places')}:"]
    said += [f"{kind}: {names}" for kind, names in text.places]
    if text.projects:
        said.append(f"{tr('Projects that the plan places here')}:")
        said += [f"{title} ({where})" for title, where in text.projects]
    return [*said, text.basis, text.sources]
