"""A town card as one A4 page: a display list, so that print, PDF and picture are the same."""

from __future__ import annotations

from collections.abc import Sequence

from yhgis.carto.colour import rgba
from yhgis.carto.display_list import DisplayList, Group, Mark, TextStyle
from yhgis.carto.legend import layer_swatch
from yhgis.carto.sheet_shapes import Box
from yhgis.carto.sheet_text import line_height, middle, wrapped
from yhgis.carto.styles import style_for
from yhgis.feedback import Feedback
from yhgis.i18n import language, tr
from yhgis.model.crs import WORK_CRS
from yhgis.paint.text import measure
from yhgis.plan.catalog import Catalog
from yhgis.report.chart_looks import look_of_feature, look_of_layer
from yhgis.report.page_parts import (
    ACCENT_INK,
    CAUTION,
    INK,
    QUIET,
    SWATCH_MM,
    TRACK,
    Block,
    captioned,
    fact,
    filled,
    heading,
    in_box,
    listed,
    one_line,
    paragraph,
    plate_mark,
    rule,
    stacked,
    style,
    tags,
)
from yhgis.report.town_card import Part, TownCard
from yhgis.report.town_map import TownMaps
from yhgis.report.town_words import CardText, bracketed, card_text, short_name

WIDTH_MM, HEIGHT_MM, MARGIN_MM = 210.0, 297.0, 14.0
_ROOM = WIDTH_MM - 2 * MARGIN_MM
_GAP = 5.0
_SIDE_MM, _BETWEEN_MM = 66.0, 7.0
_MAP_MM = _ROOM - _SIDE_MM - _BETWEEN_MM
_LEAST_MAP_MM, _MOST_MAP_MM = 70.0, 118.0
# Places and projects are set smaller where a town has many.
_SIZES_PT = (8.0, 7.5, 7.0, 6.5, 6.0)
_WHITE = (255, 255, 255, 255)
_TABLE_ROW_MM, _BAR_MM = 6.6, 34.0
#: Right edges of the table's columns of figures, and where the bar begins.
_EDGES_MM = {"ha": 76.0, "mu": 102.0, "share": 155.0, "of_layer": 170.0, "rank": _ROOM}
_BAR_AT_MM = 108.0


class TownPages:
    """Makes the pages of cards; what they share is read once."""

    def __init__(self, catalog: Catalog) -> None:
        self._maps = TownMaps(catalog)
        self._catalog = catalog

    def page(self, card: TownCard, feedback: Feedback | None = None) -> DisplayList:
        """Return the page of ``card`` in the language in use.

        Raises
        ------
        Cancelled
        """
        text = card_text(card)
        head, foot = _header(text), _footer(text)
        side, table = self._side(card, text), self._table(card, text)
        top = MARGIN_MM + head.height + _GAP
        bottom = HEIGHT_MM - MARGIN_MM - foot.height - _GAP
        room = bottom - top - table.height - 2 * _GAP
        least_map = max(side.height, _LEAST_MAP_MM)
        below = next((block for size in _SIZES_PT if (block := _below(text, size)).height <= room - least_map), None)
        below = below or _below(text, _SIZES_PT[-1])
        map_height = min(max(room - below.height, least_map), max(side.height, _MOST_MAP_MM))
        town_map = self._maps.of(card.profile.title.zh, _MAP_MM, map_height, feedback=feedback)
        table_top = top + map_height + _GAP
        marks = (
            head.at(MARGIN_MM, MARGIN_MM),
            Block((town_map.group,), map_height).at(MARGIN_MM, top),
            side.at(WIDTH_MM - MARGIN_MM - _SIDE_MM, top),
            table.at(MARGIN_MM, table_top),
            below.at(MARGIN_MM, table_top + table.height + _GAP),
            foot.at(MARGIN_MM, HEIGHT_MM - MARGIN_MM - foot.height),
        )
        return DisplayList(WIDTH_MM, HEIGHT_MM, marks, _WHITE)

    def _side(self, card: TownCard, text: CardText) -> Block:
        """Return the column beside the map: area, layout, greenways, neighbours."""
        facts = [fact(caption, value, _SIDE_MM) for caption, value in text.facts]
        layout = [
            fact(
                short_name(row[0]),
                f"{row[2]} %",
                _SIDE_MM,
                swatch=_plain_swatch(part),
                second=f"{row[1]} km²" if language() == "zh" else "",  # English names need the room
            )
            for part, row in zip((*card.zones, *card.structure), text.layout.rows, strict=True)
        ]
        swatch = self._swatch("greenways")
        greenways = [fact(row[0], f"{row[1]} km", _SIDE_MM, swatch=swatch) for row in text.greenways.rows]
        if not greenways:
            greenways = [fact(tr("none here"), "", _SIDE_MM)]
        parts = (
            stacked([_area(text), *facts], 0.0),
            stacked([heading(text.layout.headings[0], _SIDE_MM), *layout], 0.0),
            stacked([heading(text.greenways.headings[0], _SIDE_MM), *greenways], 0.0),
            stacked(
                [
                    heading(tr("Borders"), _SIDE_MM),
                    listed([" ".join(pair) for pair in text.borders], style(8.0), _SIDE_MM),
                ],
                0.8,
            ),
        )
        return stacked(parts, 3.2)

    def _table(self, card: TownCard, text: CardText) -> Block:
        """Return the control lines, each share with a bar."""
        rows = [self._table_head(text)]
        rows += [self._row(part, row) for part, row in zip(card.control_lines, text.lines.rows, strict=True)]
        return stacked(rows, 0.0)

    def _table_head(self, text: CardText) -> Block:
        titles, kind = text.lines.headings, style(7.5, QUIET)
        edges = tuple(_EDGES_MM.values())
        # Over the bar the heading begins with it; the others end with their figures.
        found = [wrapped(titles[3], kind, _BAR_MM, measure)]
        rooms = {1: edges[0] - 50.0, 2: edges[1] - edges[0], 4: edges[3] - edges[2], 5: edges[4] - edges[3]}
        found += [wrapped(titles[number], kind, room - 1.0, measure) for number, room in rooms.items()]
        step = line_height(kind) * 0.9
        height = max(map(len, found)) * step + 1.6
        marks: list[Mark] = [middle(titles[0], 0.0, height - 2.6, style(9.0, ACCENT_INK, strong=True))]
        places = [(_BAR_AT_MM, "left"), *((edges[i], "right") for i in (0, 1, 3, 4))]
        for said, (x, anchor) in zip(found, places, strict=True):
            for number, line in enumerate(said):
                y = height - 2.4 - (len(said) - 1 - number) * step
                marks.append(middle(line, x, y, kind, "right" if anchor == "right" else "left"))
        return Block((*marks, rule(0.0, height, _ROOM, ACCENT_INK, 0.3)), height)

    def _row(self, part: Part, row: Sequence[str]) -> Block:
        kind = style(8.5, INK if part.area_m2 > 0 else QUIET)
        middle_y = _TABLE_ROW_MM / 2
        marks: list[Mark] = [in_box(self._swatch(part.layer), 0.0, middle_y), middle(row[0], 7.0, middle_y, kind)]
        marks.append(_ending(row[1], _EDGES_MM["ha"], kind, _TABLE_ROW_MM))
        if part.area_m2 > 0:
            bar = Box(_BAR_AT_MM, middle_y - 1.3, _BAR_MM, 2.6)
            color = rgba(look_of_layer(part.layer).color)
            marks += [filled(bar, TRACK), filled(Box(bar.x, bar.y, _BAR_MM * part.share, bar.height), color)]
            edges = (_EDGES_MM["mu"], _EDGES_MM["share"], _EDGES_MM["of_layer"], _EDGES_MM["rank"])
            marks += [_ending(value, edge, kind, _TABLE_ROW_MM) for value, edge in zip(row[2:], edges, strict=True)]
        marks.append(rule(0.0, _TABLE_ROW_MM, _ROOM))
        return Block(tuple(marks), _TABLE_ROW_MM)

    def _swatch(self, layer_id: str) -> tuple[Mark, ...]:
        layer = self._catalog.layer(layer_id).to_crs(WORK_CRS)
        return layer_swatch(layer, style_for(layer), *SWATCH_MM)


def _header(text: CardText) -> Block:
    """Return town, what the sheet is, the plan's wish and its terms."""
    title, small = style(26.0, strong=True), style(9.5, QUIET)
    after = measure(text.title, title)[0] + 4.0
    marks: list[Mark] = [
        middle(text.title, 0.0, 5.5, title),
        _at(one_line(text.subtitle, small, _ROOM - after - 28.0, 3.0), after, 5.8),
        middle(text.kind, _ROOM, 3.6, style(11.0, ACCENT_INK, strong=True), "right"),
        filled(Box(0.0, 13.0, _ROOM, 0.7), ACCENT_INK),
    ]
    if text.mark:
        marks.append(plate_mark(text.mark, _ROOM, 9.0))
    said = [paragraph(text.positioning, style(11.0), _ROOM), paragraph(text.section, style(7.5, QUIET), _ROOM)]
    wish = stacked(said, 0.4)
    body = stacked([wish, tags(text.terms, _ROOM)], 2.4)
    return Block((*marks, body.at(0.0, 16.5)), 16.5 + body.height)


def _area(text: CardText) -> Block:
    """Return the area, large."""
    number = style(24.0, ACCENT_INK, strong=True)
    after = measure(text.area.value, number)[0] + 1.5
    return Block(
        (
            middle(text.area.title, 0.0, 1.6, style(8.0, QUIET)),
            middle(text.area.value, 0.0, 8.6, number),
            middle(text.area.unit, after, 10.0, style(10.0, ACCENT_INK)),
            rule(0.0, 14.0, _SIDE_MM),
        ),
        14.0,
    )


def _below(text: CardText, size: float) -> Block:
    """Return places at the left, projects at the right, in ``size`` points."""
    left_mm = 112.0
    right_mm = _ROOM - left_mm - _BETWEEN_MM
    indent = max([22.0, *(measure(kind, style(size))[0] + 2.5 for kind, _ in text.places)])
    places = [captioned(kind, names, size, indent, left_mm) for kind, names in text.places]
    left = stacked([heading(tr("Places"), left_mm), stacked(places, 0.9)], 1.0)
    named = [paragraph(bracketed(title, where), style(size), right_mm) for title, where in text.projects]
    said = named or [paragraph(tr("No project's phrase names the town."), style(size, QUIET), right_mm)]
    right = stacked([heading(tr("Projects that the plan places here"), right_mm), stacked(said, 0.9)], 1.0)
    return Block((left.at(0.0, 0.0), right.at(left_mm + _BETWEEN_MM, 0.0)), max(left.height, right.height))


def _footer(text: CardText) -> Block:
    small = style(6.5, QUIET)
    lines = [paragraph(line, small, _ROOM) for line in (text.printed_basis, f"{text.sources}　{text.made}")]
    caution = paragraph(text.caution, style(6.5, CAUTION), _ROOM)
    body = stacked([*lines, caution], 0.2)
    return Block((rule(0.0, 0.0, _ROOM), body.at(0.0, 1.6)), 1.6 + body.height)


def _plain_swatch(part: Part) -> tuple[Mark, ...]:
    """Return the colour of a zone, or of a figure of the layout."""
    look = look_of_feature("zones", part.name.zh, 0) if part.layer == "zones" else look_of_layer(part.layer)
    return (filled(Box(0.0, 0.0, *SWATCH_MM), rgba(look.color)),)


def _at(mark: Mark, x: float, y: float) -> Mark:
    return Group((mark,), offset=(x, y))


def _ending(text: str, edge: float, kind: TextStyle, height: float) -> Mark:
    return middle(text, edge, height / 2, kind, "right")
