"""The map of a step: its layers, what is outlined, and the veil over what the step is not about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from yhgis.carto.display_list import DisplayList, Group, Mark, Paths, Stroke
from yhgis.carto.drawn import Drawn
from yhgis.carto.enlarge import enlarged
from yhgis.carto.frame import Frame
from yhgis.carto.map_picture import LABELS, compose, veil
from yhgis.carto.sheet_shapes import rings
from yhgis.feedback import Feedback, silent
from yhgis.i18n import Language
from yhgis.model.layer import GeometryKind, Layer
from yhgis.model.view import Extent, View
from yhgis.paint.text import measure
from yhgis.report.story_scene import Scene

#: Symbols and names on a wall are read from afar: so much larger than on paper.
MAP_ZOOM = 1.25
HIGHLIGHT, SPOTLIGHT = "highlight", "spotlight"
_INK, _CASING, _GLOW = (34, 34, 34, 255), (255, 255, 255, 235), (255, 176, 0, 120)
_INK_MM, _CASING_MM, _GLOW_MM, _RING_MM = 0.55, 1.5, 3.6, 2.6
_VEIL = 0.62


def map_view(extent: Extent, width_mm: float, height_mm: float, dpi: float) -> View:
    """Return the view of a step's map on paper of that size, for marks that are enlarged by `MAP_ZOOM`."""
    return View.fit(extent, width_mm / MAP_ZOOM, height_mm / MAP_ZOOM, dpi * MAP_ZOOM, margin_mm=5.0)


def compose_map(
    scene: Scene,
    view: View,
    *,
    lang: Language = "zh",
    feedback: Feedback | None = None,
    for_paper: bool = False,
) -> DisplayList:
    """Return the map of ``scene``, not yet enlarged: painted at ``view.dpi`` it has the dots that are wanted.

    Raises
    ------
    Cancelled
    """
    feedback = feedback or silent()
    picture = compose(
        scene.layers, view, measure=measure, lang=lang, mask=scene.mask, feedback=feedback, for_paper=for_paper
    )
    return replace(picture, marks=_with_highlight(picture.marks, scene, Frame(view, feedback=feedback)))


def enlarged_map(picture: DisplayList) -> DisplayList:
    """Return a map composed for paper at the size it has on the page."""
    return DisplayList(
        picture.width_mm * MAP_ZOOM,
        picture.height_mm * MAP_ZOOM,
        enlarged(picture.marks, MAP_ZOOM),
        picture.background,
    )


def _with_highlight(marks: tuple[Mark, ...], scene: Scene, frame: Frame) -> tuple[Mark, ...]:
    """Return ``marks`` with glows beneath lines, and veil, outlines and rings beneath the labels."""
    made = list(marks)
    above: list[Mark] = []
    areas = [layer for layer in scene.highlight if layer.kind is GeometryKind.POLYGON]
    if scene.step.spotlight and areas:
        above.append(Group(_spotlight(areas, frame).marks, opacity=_VEIL / 0.6, name=SPOTLIGHT))
    for layer in scene.highlight:
        drawn = Drawn(layer, np.ones(len(layer), dtype=bool), frame)
        above += _outlines(drawn)
        glow = _glow(drawn)
        if glow is not None:
            made.insert(_position(made, layer.id), glow)
    if above:
        made.insert(_position(made, LABELS), Group(tuple(above), name=HIGHLIGHT))
    return tuple(made)


def _spotlight(areas: Sequence[Layer], frame: Frame) -> Group:
    geometry = np.concatenate([layer.geometry for layer in areas])
    return veil(replace(areas[0], geometry=geometry, fields={}), frame)


def _outlines(drawn: Drawn) -> list[Mark]:
    """Return white-cased outlines of areas, rings around points."""
    made: list[Mark] = []
    for paths in (drawn.area_paths, _rings(drawn)):
        if len(paths):
            made += [Stroke(paths, _CASING, _CASING_MM), Stroke(paths, _INK, _INK_MM)]
    return made


def _rings(drawn: Drawn) -> Paths:
    turn = np.linspace(0.0, 2 * np.pi, 32, endpoint=False)
    circle = np.column_stack([np.cos(turn), np.sin(turn)]) * _RING_MM
    return rings([[(float(x), float(y)) for x, y in circle + place] for place in drawn.points_mm])


def _glow(drawn: Drawn) -> Stroke | None:
    paths = drawn.line_paths
    return Stroke(paths, _GLOW, _GLOW_MM, cap="round") if len(paths) else None


def _position(marks: Sequence[Mark], name: str) -> int:
    """Return where the group ``name`` stands, or that of the labels, or the end."""
    for wanted in (name, LABELS):
        for place, mark in enumerate(marks):
            if isinstance(mark, Group) and mark.name == wanted:
                return place
    return len(marks)
