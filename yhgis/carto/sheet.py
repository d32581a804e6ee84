"""A map sheet: title, map in its frame, legend, scale, sources. A model in, a display list out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from yhgis.carto.display_list import DisplayList, Fill, Group, Mark, Stroke, TextMeasure
from yhgis.carto.drawn import Drawn
from yhgis.carto.enlarge import enlarged
from yhgis.carto.frame import Frame
from yhgis.carto.legend import LegendGroup
from yhgis.carto.map_picture import LABELS, MapLayer, compose
from yhgis.carto.sheet_order import PUBLIC, Sheet, sheet_for_theme
from yhgis.carto.sheet_page import FRAME_INK, SheetPage
from yhgis.carto.sheet_parts import Part
from yhgis.carto.sheet_shapes import Box, rectangle
from yhgis.carto.text_measure import estimated_measure
from yhgis.feedback import Feedback, silent
from yhgis.i18n import Language
from yhgis.model.layer import Layer
from yhgis.model.view import View

__all__ = [
    "FOOTER",
    "FURNITURE",
    "HIGHLIGHT",
    "LEGEND",
    "MAP",
    "PUBLIC",
    "ComposedSheet",
    "Sheet",
    "compose_page",
    "compose_sheet",
    "frame_of",
    "sheet_for_theme",
]

MAP, HIGHLIGHT, LEGEND, FURNITURE, FOOTER = "map", "highlight", "legend", "furniture", "footer"
"""Names of a sheet's groups."""

_WHITE = (255, 255, 255, 255)
_HIGHLIGHT_MM = 0.7


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
    return compose_page(
        sheet,
        map_layers,
        measure=measure,
        mask=mask,
        district=district,
        highlight=highlight,
        feedback=feedback,
    ).page


@dataclass(frozen=True, eq=False)
class ComposedSheet:
    """A sheet, and where things are on it.

    Parameters
    ----------
    page : DisplayList
    view : View
        Of the map in its frame.
    frame : Box
        Of the map, on the paper.
    parts : tuple of Part
        What can be moved.
    legend : tuple of LegendGroup
        What the frame shows, before the user's edits.
    """

    page: DisplayList
    view: View
    frame: Box
    parts: tuple[Part, ...]
    legend: tuple[LegendGroup, ...] = ()


def compose_page(
    sheet: Sheet,
    map_layers: Sequence[MapLayer],
    *,
    measure: TextMeasure = estimated_measure,
    mask: Layer | None = None,
    district: Layer | None = None,
    highlight: Layer | None = None,
    feedback: Feedback | None = None,
) -> ComposedSheet:
    """Return the whole page, and where things are on it; parameters and errors as for `compose_sheet`."""
    feedback = feedback or silent()
    page = SheetPage(sheet, sheet.template, tuple(map_layers), district, measure)
    room, view = page.laid_out()
    parts = page.parts(room, view)
    feedback.progress(0.1)
    drawn = page.drawn_view(view)
    picture = compose(
        map_layers,
        drawn,
        measure=measure,
        lang=sheet.lang,
        mask=mask,
        feedback=feedback.part(0.1, 1.0),
        for_paper=True,
    )
    inside = enlarged(_with_highlight(picture.marks, highlight, drawn), page.template.map_factor)
    title, legend_part, *furniture = parts
    first, last = ((), (title.group,)) if title.box.meets(room.frame) else ((title.group,), ())
    marks = (
        *first,
        *page.security_marks(room.header),
        _map_group(picture, inside, room.frame),
        *page.frame_marks(room.frame, view),
        legend_part.group,
        Group(tuple(part.group for part in furniture), name=FURNITURE),
        *last,
        Group(page.footer_marks(room.footer), name=FOOTER),
    )
    made = DisplayList(page.template.width_mm, page.template.height_mm, marks, _WHITE)
    return ComposedSheet(made, view, room.frame, parts, page.legend_groups(view))


def frame_of(
    sheet: Sheet,
    map_layers: Sequence[MapLayer],
    *,
    measure: TextMeasure = estimated_measure,
    district: Layer | None = None,
) -> tuple[View, Box]:
    """Return what the map's frame will show, and its box, without drawing the map: quick enough for the hand."""
    room, view = SheetPage(sheet, sheet.template, tuple(map_layers), district, measure).laid_out()
    return view, room.frame


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
        (Stroke(outline, _WHITE, 2 * _HIGHLIGHT_MM), Stroke(outline, FRAME_INK, _HIGHLIGHT_MM)), name=HIGHLIGHT
    )
    at = next((i for i, mark in enumerate(marks) if isinstance(mark, Group) and mark.name == LABELS), len(marks))
    return (*marks[:at], drawn, *marks[at:])
