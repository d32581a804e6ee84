"""A map sheet: title, map in its frame, legend, scale, sources. A model in, a display list out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np

from yhgis.carto import sheet_words as say
from yhgis.carto.display_list import DisplayList, Fill, Group, Mark, Stroke, Text, TextMeasure
from yhgis.carto.drawn import Drawn
from yhgis.carto.frame import Frame
from yhgis.carto.graticule import grid_marks
from yhgis.carto.legend import LegendGroup, legend, words
from yhgis.carto.map_picture import LABELS, MapLayer, compose
from yhgis.carto.scale import nice_scale, scale_text
from yhgis.carto.sheet_layout import Rooms, Styles, inner_box, most_panel_mm, rooms
from yhgis.carto.sheet_panel import PanelMaker
from yhgis.carto.sheet_shapes import Box, rectangle
from yhgis.carto.sheet_template import Orientation, SheetTemplate, load_template
from yhgis.carto.sheet_text import filled, fitted, line_height, middle, wrapped
from yhgis.carto.text_measure import em_mm, estimated_measure
from yhgis.errors import DataError
from yhgis.feedback import Feedback, silent
from yhgis.i18n import Language, Message
from yhgis.model.layer import Layer
from yhgis.model.result import Basis
from yhgis.model.theme import Theme
from yhgis.model.view import Extent, View

PUBLIC = ("公开", "public")
"""Words for a sheet that anybody may see."""
MAP, HIGHLIGHT, LEGEND, FURNITURE, FOOTER = "map", "highlight", "legend", "furniture", "footer"
"""Names of a sheet's groups."""

_TITLE_INK = (34, 34, 34, 255)
_FRAME_INK = (51, 51, 51, 255)
_WHITE = (255, 255, 255, 255)
_HIGHLIGHT_MM = 0.7
_BETWEEN = "　"
# Between what must be seen and the frame.
_AROUND_MM = 5.0


@dataclass(frozen=True)
class Sheet:
    """What a sheet says and shows; frozen, so an export can carry it to another thread.

    Parameters
    ----------
    title, subtitle : str
        As they are printed; scale and area basis follow the subtitle of themselves.
    theme : str
        Id of the theme it shows; for the record.
    paper : str
        ``A4`` … ``A0``, ``slide``.
    orientation : "landscape" or "portrait"
    dpi : float
        Of the device it is made for: vertices are thinned to half a dot.
    view : View or None
        Whose place and scale to keep; None fits `extent` at a round scale.
    extent : Extent or None
        Ground to show, metres in the working CRS; None: that of the layers.
    basis : Basis
        What areas on the sheet mean.
    compiler, date, approval, security : str
        Compiler (编制单位), ISO date, approval number (审图号), classification (密级); empty: not stated.
    sources : tuple of str
        Empty: what the layers say.
    lang : Language
    """

    title: str
    subtitle: str = ""
    theme: str = ""
    paper: str = "A3"
    orientation: Orientation = "landscape"
    dpi: float = 300.0
    view: View | None = None
    extent: Extent | None = None
    basis: Basis = Basis.ELLIPSOIDAL
    compiler: str = ""
    date: str = ""
    approval: str = ""
    security: str = ""
    sources: tuple[str, ...] = ()
    lang: Language = "zh"

    @property
    def template(self) -> SheetTemplate:
        """The template of its paper.

        Raises
        ------
        UsageError
            There is no such paper.
        """
        return load_template(self.paper, self.orientation)

    def warnings(self) -> tuple[Message, ...]:
        """Return what should be thought of before the sheet leaves the building."""
        if self.security.strip().casefold() in PUBLIC and not self.approval.strip():
            return (Message("The sheet is marked public but has no map approval number (审图号)."),)
        return ()


def sheet_for_theme(theme: Theme, lang: Language = "zh", **stated: object) -> Sheet:
    """Return the sheet of ``theme`` with its usual title, dated today.

    Parameters
    ----------
    **stated
        Fields of `Sheet` to set otherwise.
    """
    today = datetime.now().astimezone().date().isoformat()
    sheet = Sheet(
        title=say.sheet_title(theme.title.title, lang),
        subtitle=words(theme.subtitle.title, lang),
        theme=theme.id,
        date=today,
        lang=lang,
    )
    return replace(sheet, **stated)  # type: ignore[arg-type]


def compose_sheet(
    sheet: Sheet,
    map_layers: Sequence[MapLayer],
    *,
    measure: TextMeasure = estimated_measure,
    lang: Language | None = None,
    mask: Layer | None = None,
    district: Layer | None = None,
    highlight: Layer | None = None,
    feedback: Feedback | None = None,
) -> DisplayList:
    """Return the whole page.

    Parameters
    ----------
    map_layers : sequence of MapLayer
        Bottom first, as for `yhgis.carto.map_picture.compose`.
    measure : TextMeasure
        The painter's (`yhgis.paint.text.measure`), so that texts fit as they will be drawn.
    lang : Language, optional
        Instead of the sheet's.
    mask : Layer, optional
        Outside of it the map is faded.
    district : Layer, optional
        For the inset on a sheet that shows only a part of it; no inset without.
    highlight : Layer, optional
        Areas to outline strongly: the town that the sheet is about.

    Raises
    ------
    UsageError
        No such paper.
    DataError
        Nothing to show: no layer has an extent, and none is stated.
    Cancelled
    """
    sheet = replace(sheet, lang=lang) if lang else sheet
    feedback = feedback or silent()
    page = _Page(sheet, sheet.template, tuple(map_layers), district, measure)
    room, view = page.laid_out()
    legend_block, furniture = page.panel.made(view, room.panel.width, room.panel.height)
    feedback.progress(0.1)
    picture = compose(
        map_layers,
        view,
        measure=measure,
        lang=sheet.lang,
        mask=mask,
        feedback=feedback.part(0.1, 1.0),
        for_paper=True,
    )
    inside = _with_highlight(picture.marks, highlight, view)
    at_panel = (room.panel.x, room.panel.y)
    marks = (
        *page.header_marks(room.header, view),
        _map_group(picture, inside, room.frame),
        *page.frame_marks(room.frame, view),
        Group(legend_block.marks, offset=at_panel, name=LEGEND),
        Group(furniture.marks, offset=at_panel, name=FURNITURE),
        Group(page.footer_marks(room.footer), name=FOOTER),
    )
    return DisplayList(page.template.width_mm, page.template.height_mm, marks, _WHITE)


@dataclass(frozen=True, eq=False)
class _Page:
    """One sheet being composed."""

    sheet: Sheet
    template: SheetTemplate
    map_layers: tuple[MapLayer, ...]
    district: Layer | None
    measure: TextMeasure

    @property
    def styles(self) -> Styles:
        return Styles.of(self.template)

    @property
    def panel(self) -> PanelMaker:
        return PanelMaker(self.template, self._legend, self.district, self.sheet.lang, self.measure)

    def _legend(self, view: View, swatch_mm: tuple[float, float]) -> tuple[LegendGroup, ...]:
        return legend(self.map_layers, view, self.sheet.lang, swatch_mm=swatch_mm)

    def laid_out(self) -> tuple[Rooms, View]:
        """Return boxes and view that fit each other.

        What the frame shows decides the legend, the legend decides the panel, and the panel the frame: begin with
        the largest panel, then take the one that its view needs.
        """
        footer = len(self.footer_lines) * line_height(self.styles.small)
        size = most_panel_mm(self.template)
        room = rooms(self.template, footer, size)
        for _ in range(2):
            needed, _furniture = self.panel.made(self._view(room.frame), room.panel.width, room.panel.height)
            smaller = needed.width if self.template.legend == "right" else needed.height
            room = rooms(self.template, footer, min(smaller, size))
        return room, self._view(room.frame)

    def _view(self, frame: Box) -> View:
        if self.sheet.view is not None:
            return replace(self.sheet.view, width_mm=frame.width, height_mm=frame.height, dpi=self.sheet.dpi)
        extent = self.sheet.extent or _extent_of(self.map_layers)
        fitted = View.fit(extent, frame.width, frame.height, self.sheet.dpi, margin_mm=_AROUND_MM)
        return replace(fitted, scale=nice_scale(fitted.scale)) if self.template.true_to_scale else fitted

    @cached_property
    def footer_lines(self) -> list[str]:
        """The footer, broken into the lines it needs."""
        sheet, style = self.sheet, self.styles.small
        shown = [one.layer for one in self.map_layers if one.opacity > 0]
        statements = say.footer_words(
            sheet.lang,
            sources=sheet.sources or say.sources_of(shown, sheet.lang),
            basis=sheet.basis.title,
            compiler=sheet.compiler,
            day=sheet.date,
            approval=sheet.approval,
        )
        caution = say.caution_words(shown, sheet.lang)
        width = inner_box(self.template).width
        lines = filled(statements, _BETWEEN, style, width, self.measure)
        return [*lines, *wrapped(caution, style, width, self.measure)] if caution else lines

    def header_marks(self, box: Box, view: View) -> tuple[Mark, ...]:
        """Return title, subtitle, and the classification in the right corner."""
        sheet, styles = self.sheet, self.styles
        marks: list[Mark] = []
        width = box.width
        if sheet.security:
            corner = replace(styles.subtitle, weight=700, color=_TITLE_INK)
            text = say.security_words(sheet.security, sheet.lang)
            marks.append(Text(text, box.right, box.y + em_mm(corner) * 0.9, corner, "right"))
            width -= self.measure(text, corner)[0] + self.template.gap_mm
        title = fitted(sheet.title, styles.title, width, self.measure)
        marks.append(Text(sheet.title, box.x, box.y + em_mm(styles.title) * 0.9, title))
        scale = say.scale_words(scale_text(view.scale), sheet.lang) if self.template.true_to_scale else ""
        parts = [sheet.subtitle, scale, say.basis_words(sheet.basis.title, sheet.lang)]
        subtitle = _BETWEEN.join(part for part in parts if part)
        style = fitted(subtitle, styles.subtitle, box.width, self.measure)
        marks.append(Text(subtitle, box.x, box.bottom - em_mm(styles.subtitle) * 0.3, style))
        return tuple(marks)

    def frame_marks(self, frame: Box, view: View) -> tuple[Mark, ...]:
        """Return the line around the map and the kilometre grid outside of it."""
        line = Stroke(rectangle(frame), _FRAME_INK, self.template.frame_mm, join="miter")
        grid = grid_marks(view, frame, self.styles.grid, self.measure) if self.template.grid else ()
        return (*grid, line)

    def footer_marks(self, box: Box) -> tuple[Mark, ...]:
        """Return the footer's lines."""
        style = self.styles.small
        return tuple(
            middle(line, box.x, box.y + (number + 0.5) * line_height(style), style)
            for number, line in enumerate(self.footer_lines)
        )


def _extent_of(map_layers: Sequence[MapLayer]) -> Extent:
    """Return the ground that the layers cover, those of the plan first."""
    bounds = [one.layer.bounds for one in map_layers if one.opacity > 0]
    bounds = [one for one in bounds if all(math.isfinite(value) for value in one)]
    if not bounds:
        raise DataError("There is nothing to show on the sheet: no visible layer has a place on the map.")
    lows, highs = [one[:2] for one in bounds], [one[2:] for one in bounds]
    return (
        min(x for x, _ in lows),
        min(y for _, y in lows),
        max(x for x, _ in highs),
        max(y for _, y in highs),
    )


def _map_group(picture: DisplayList, inside: tuple[Mark, ...], frame: Box) -> Group:
    ground = Fill(rectangle(Box(0.0, 0.0, frame.width, frame.height)), picture.background)
    box = (0.0, 0.0, frame.width, frame.height)
    return Group((ground, *inside), clip=box, offset=(frame.x, frame.y), name=MAP)


def _with_highlight(marks: tuple[Mark, ...], highlight: Layer | None, view: View) -> tuple[Mark, ...]:
    """Return ``marks`` with the outline of ``highlight`` beneath the labels."""
    if highlight is None:
        return marks
    outline = Drawn(highlight, np.ones(len(highlight), dtype=bool), Frame(view, for_paper=True)).area_paths
    drawn = Group(
        (Stroke(outline, _WHITE, 2 * _HIGHLIGHT_MM), Stroke(outline, _FRAME_INK, _HIGHLIGHT_MM)), name=HIGHLIGHT
    )
    at = next((i for i, mark in enumerate(marks) if isinstance(mark, Group) and mark.name == LABELS), len(marks))
    return (*marks[:at], drawn, *marks[at:])
