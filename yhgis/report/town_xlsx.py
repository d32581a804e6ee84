"""Town cards as a workbook: a sheet a town with figures, map and native chart, then how they were made."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yhgis.atomic import atomic_path
from yhgis.feedback import Feedback, silent
from yhgis.i18n import tr
from yhgis.model.quantity import AreaUnit
from yhgis.plan.catalog import Catalog
from yhgis.report.town_card import Part, TownCard
from yhgis.report.town_chart import town_chart
from yhgis.report.town_map import TownMaps, png
from yhgis.report.town_words import CardText, bracketed, card_text
from yhgis.report.xlsx_chart import native_chart
from yhgis.report.xlsx_parts import (
    QUIET,
    ROW_POINTS,
    Looks,
    new_book,
    set_page,
    sheet_names,
    state_rows,
    text_width,
    write_how_made,
)

_MAP_MM, _DPI = (118.0, 112.0), 150.0
_WIDTHS = (25, 17, 13, 14, 12, 14, 10, 3)
_BESIDE = len(_WIDTHS)  # first column of map, chart and the chart's figures
_ROWS = 80
_AREA, _SHARE, _LENGTH = "#,##0.00", "0.00%", "#,##0.00"
_CHART_PX, _CHART_ROW = (446, 260), 26
_HECTARE, _MU = "=B{row}/10000", "=B{row}*3/2000"


def write_town_xlsx(cards: Sequence[TownCard], path: Path, catalog: Catalog, feedback: Feedback | None = None) -> None:
    """Write ``cards`` to ``path``; areas stand in m2, hectares and mu, the latter two as formulas of the first.

    Raises
    ------
    DataError
        The folder cannot be written.
    Cancelled
    """
    feedback, maps = feedback or silent(), TownMaps(catalog)
    texts = [card_text(card) for card in cards]
    names = sheet_names([*(text.title for text in texts), tr("Sources and basis")])
    buffer = io.BytesIO()
    with atomic_path(path) as temporary:
        book = new_book(buffer, texts[0].marked_title, cards[0].provenance)
        looks = Looks(book)
        for number, (card, text) in enumerate(zip(cards, texts, strict=True)):
            feedback.progress(number / len(cards))
            _CardSheet(book, names[number], looks, card, text).write(maps)
        write_how_made(book.add_worksheet(names[-1]), looks, cards[0].provenance)
        book.close()
        temporary.write_bytes(buffer.getvalue())
        feedback.progress(1.0)  # still inside: cancelled here, the old file stays


class _CardSheet:
    """One card on one sheet."""

    def __init__(self, book: Any, name: str, looks: Looks, card: TownCard, text: CardText) -> None:
        self._book, self._name, self._looks = book, name, looks
        self._card, self._text = card, text
        self._sheet = book.add_worksheet(name)
        self._at = 0

    def write(self, maps: TownMaps) -> None:
        """Write title, tables, lists, then map and chart beside them."""
        text, quiet = self._text, self._looks.get(font_size=9, font_color=QUIET, text_wrap=True)
        for number, width in enumerate(_WIDTHS):
            self._sheet.set_column(number, number, width)
        state_rows(self._sheet, _ROWS)
        self._sheet.set_row(0, 24)
        self._line(text.marked_title, self._looks.title)
        self._line(text.subtitle, self._looks.get())
        self._over(text.positioning, 0, self._looks.get(text_wrap=True))
        self._over("　".join((text.section, *text.terms)), 0, quiet)
        self._write_area()
        self._write_parts(text.layout.headings[0], (*self._card.zones, *self._card.structure))
        head = self._at + 1
        self._write_parts(text.lines.headings[0], self._card.control_lines, of_layer=True)
        self._write_lengths()
        self._write_pairs(tr("Places"), text.places)
        self._write_pairs(tr("Projects that the plan places here"), text.projects)
        self._at += 1
        for line in (text.basis, text.sources):
            self._over(line, 0, quiet)
        self._line(text.caution, self._looks.caution)
        self._add_map(maps)
        self._add_chart(head)
        set_page(self._sheet, schematic=bool(text.mark))
        self._sheet.fit_to_pages(1, 1)

    def _line(self, text: str, look: Any) -> None:
        if text:
            self._sheet.write_string(self._at, 0, text, look)
            self._at += 1

    def _over(self, text: str, first: int, look: Any, *, also: float = 0.0) -> None:
        """Write ``text`` over all columns of figures from ``first`` on, in a row high enough for its lines."""
        room = sum(_WIDTHS[first : _BESIDE - 1])
        lines = max(math.ceil(text_width(text) * 1.05 / room), math.ceil(also), 1)
        self._sheet.merge_range(self._at, first, self._at, _BESIDE - 2, text, look)
        self._sheet.set_row(self._at, ROW_POINTS * lines)
        self._at += 1

    def _head(self, titles: Sequence[str]) -> None:
        self._at += 1
        for number, title in enumerate(titles):
            self._sheet.write_string(self._at, number, title, self._looks.head(right=number > 0))
        self._sheet.set_row(self._at, 30)
        self._at += 1

    def _write_area(self) -> None:
        card = self._card
        area = tr("Area")
        self._head(
            (self._text.title, *(bracketed(area, unit.symbol) for unit in _UNITS), tr("Of the district"), tr("By area"))
        )
        self._areas(area, card.area_m2)
        self._sheet.write_number(self._at, 4, card.share_of_district, self._looks.get(num_format=_SHARE))
        self._sheet.write_number(self._at, 5, card.rank, self._looks.get(num_format="0"))
        self._at += 1

    def _areas(self, name: str, m2: float) -> None:
        """Write a name and its area: m2, and hectares and mu as formulas of it."""
        look = self._looks.get(num_format=_AREA)
        self._sheet.write_string(self._at, 0, name, self._looks.get())
        self._sheet.write_number(self._at, 1, m2, look)
        row = self._at + 1
        self._sheet.write_formula(self._at, 2, _HECTARE.format(row=row), look, float(AreaUnit.HA.of(m2)))
        self._sheet.write_formula(self._at, 3, _MU.format(row=row), look, float(AreaUnit.MU.of(m2)))

    def _write_parts(self, title: str, parts: Sequence[Part], *, of_layer: bool = False) -> None:
        further = (tr("Of the line in the district"), tr("Rank of the town")) if of_layer else ()
        units = (bracketed(tr("Area"), unit.symbol) for unit in _UNITS)
        self._head((title, *units, tr("Of the town"), *further))
        share = self._looks.get(num_format=_SHARE)
        for part in parts:
            self._areas(str(part.name), part.area_m2)
            self._sheet.write_number(self._at, 4, part.share, share)
            if of_layer and part.share_of_layer is not None:
                self._sheet.write_number(self._at, 5, part.share_of_layer, share)
            if of_layer and part.rank is not None:
                self._sheet.write_number(self._at, 6, part.rank, self._looks.get(num_format="0"))
            self._at += 1

    def _write_lengths(self) -> None:
        look = self._looks.get(num_format=_LENGTH)
        card, length = self._card, bracketed(tr("Length"), "m")
        outside = [(tr("outside the district"), card.outer_border_m)] if card.outer_border_m > 0 else []
        borders = [(str(one.name), one.length_m) for one in card.neighbours] + outside
        greenways = [(str(one.name), one.length_m) for one in card.greenways]
        for title, rows in ((self._text.greenways.headings[0], greenways), (tr("Borders"), borders)):
            if not rows:
                continue
            self._head((title, length))
            for name, metres in rows:
                self._sheet.write_string(self._at, 0, name, self._looks.get())
                self._sheet.write_number(self._at, 1, metres, look)
                self._at += 1

    def _write_pairs(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        if not rows:
            return
        self._head((title,))
        for caption, names in rows:
            self._sheet.write_string(self._at, 0, caption, self._looks.get(text_wrap=True, valign="top"))
            self._over(names, 1, self._looks.get(text_wrap=True, valign="top"), also=text_width(caption) / _WIDTHS[0])

    def _add_map(self, maps: TownMaps) -> None:
        town_map = maps.of(self._card.profile.title.zh, *_MAP_MM, dpi=_DPI)
        content = png(town_map.picture(), _DPI)
        self._sheet.insert_image(
            4,
            _BESIDE,
            "map.png",
            {
                "image_data": io.BytesIO(content),
                "object_position": 2,
                "description": f"{tr('Map')}: {self._text.title}",
            },
        )

    def _add_chart(self, head: int) -> None:
        """Draw the shares of the control lines, which stand beneath row ``head``."""
        chart = town_chart(self._card, every_line=True)
        if chart is None:
            return
        made = native_chart(self._book, chart, self._name, head, values=4, axis_format="0%")
        made.set_size({"width": _CHART_PX[0], "height": _CHART_PX[1]})
        self._sheet.insert_chart(_CHART_ROW, _BESIDE, made, {"object_position": 2, "description": chart.title})


_UNITS = (AreaUnit.M2, AreaUnit.HA, AreaUnit.MU)
