"""Symbol layers that fill areas: plain, patterned, banded, soft, ringed."""

from __future__ import annotations

import itertools

import numpy as np
import shapely

from yhgis.carto.colour import rgba
from yhgis.carto.cutting import cut_to
from yhgis.carto.display_list import Fill, Mark, Markers, Paths, Stroke
from yhgis.carto.drawn import Drawn
from yhgis.carto.frame import Frame
from yhgis.carto.hatching import dot_places, hatch_lines, spans
from yhgis.carto.outlines import circle, marker, of_rings
from yhgis.carto.packing import Floats, grown, take_apart, to_paths
from yhgis.model.crs import Geometries
from yhgis.model.symbol import (
    DotsSymbol,
    FillSymbol,
    HatchSymbol,
    InnerBandSymbol,
    RingsSymbol,
    SoftFillSymbol,
)

#: Height of a triangle of equal sides: rows so far apart make three neighbours one.
_TRIANGLE = 0.866


def fill(drawn: Drawn, symbol: FillSymbol) -> list[Mark]:
    """Return a plain fill."""
    paths = drawn.plain_areas
    return [Fill(paths, rgba(symbol.color, symbol.opacity))] if len(paths) else []


def hatch(drawn: Drawn, symbol: HatchSymbol) -> list[Mark]:
    """Return hatch lines in one direction or two."""
    if not len(drawn.area_paths):
        return []
    marks: list[Mark] = []
    for angle in (symbol.angle, symbol.angle + 90.0)[: 2 if symbol.cross else 1]:
        found = spans(drawn.area_paths, angle, symbol.spacing_mm, drawn.frame.origin_mm, drawn.frame.box_mm)
        lines = hatch_lines(found)
        if len(lines):
            marks.append(Stroke(lines, rgba(symbol.color, symbol.opacity), symbol.width_mm))
    return marks


def dots(drawn: Drawn, symbol: DotsSymbol) -> list[Mark]:
    """Return rows of dots, or of other small figures."""
    if not len(drawn.area_paths):
        return []
    frame, apart = drawn.frame, symbol.row_mm or symbol.spacing_mm * _TRIANGLE
    rows = spans(drawn.area_paths, symbol.angle, apart, frame.origin_mm, frame.box_mm)
    shift = symbol.spacing_mm / 2 if symbol.shifted else 0.0
    places = dot_places(rows, symbol.spacing_mm, symbol.size_mm * 0.75, shift)
    if not len(places):
        return []
    return [Markers(places, marker(symbol.shape, symbol.size_mm), fill=rgba(symbol.color, symbol.opacity))]


def inner_band(drawn: Drawn, symbol: InnerBandSymbol) -> list[Mark]:
    """Return a band that is strongest at the outline: thin strips laid over one another."""
    outer = _on_paper(drawn.visible_polygons, drawn.frame, symbol.width_mm + 2.0)
    if not len(outer):
        return []
    smooth = shapely.simplify(outer, symbol.width_mm / 20)
    marks: list[Mark] = []
    for step, strength in zip(range(symbol.steps, 0, -1), _veils(symbol.opacity, symbol.steps), strict=True):
        inner = shapely.buffer(smooth, -symbol.width_mm * step / symbol.steps, quad_segs=4)
        marks.append(Fill(_between(outer, inner), rgba(symbol.color, strength)))
    return marks


def _veils(opacity: float, count: int) -> list[float]:
    """Return the opacities of ``count`` veils laid over one another that together grow evenly to ``opacity``."""
    together = [opacity * number / count for number in range(count + 1)]
    return [1.0 - (1.0 - after) / (1.0 - before) for before, after in itertools.pairwise(together)]


def soft_fill(drawn: Drawn, symbol: SoftFillSymbol) -> list[Mark]:
    """Return a fill whose edge fades: ever smaller shapes laid over one another, half of them beyond the outline."""
    shapes = _on_paper(drawn.visible_polygons, drawn.frame, symbol.width_mm + 2.0)
    if not len(shapes):
        return []
    smooth = shapely.simplify(shapes, symbol.width_mm / 20)
    nothing = np.full(len(shapes), shapely.Polygon(), dtype=object)
    marks: list[Mark] = []
    for step, strength in enumerate(_veils(symbol.opacity, symbol.steps)):
        by = symbol.width_mm * (0.5 - step / (symbol.steps - 1))
        grown = shapely.buffer(smooth, by, quad_segs=6)
        left = ~shapely.is_empty(grown)
        if left.any():
            marks.append(Fill(_between(grown[left], nothing[left]), rgba(symbol.color, strength)))
    return marks


def _on_paper(polygons: Geometries, frame: Frame, margin_mm: float) -> Geometries:
    """Return ``polygons`` cut to the picture and ``margin_mm`` round it, in paper mm."""
    view = frame.view
    margin = margin_mm * view.metres_per_mm
    cut = cut_to(polygons, grown(view.extent, margin))
    cut = cut[~shapely.is_empty(cut)]
    moved: Geometries = shapely.transform(cut, view.to_paper)
    thinned = shapely.simplify(moved, 12.7 / view.dpi)
    return np.asarray(thinned[~shapely.is_empty(thinned)])


def _between(outer: Geometries, inner: Geometries) -> Paths:
    """Return the areas of ``outer`` without ``inner``, which lies inside, by the odd-even rule."""
    rings: list[Floats] = []
    groups = [0]
    for shape, hole in zip(outer, inner, strict=True):
        for one in (shape, hole):
            rings += [shapely.get_coordinates(ring)[:-1] for ring in shapely.get_rings(shapely.get_parts(one))]
        groups.append(len(rings))
    starts = np.concatenate([[0], np.cumsum([len(ring) for ring in rings])]).astype(np.int64)
    return Paths(np.concatenate(rings), starts, np.array(groups, dtype=np.int64), closed=True)


def rings(drawn: Drawn, symbol: RingsSymbol) -> list[Mark]:
    """Return concentric rings, each with the opacity it has when seen alone."""
    if symbol.shape == "outline":
        return [mark for shape in drawn.visible_polygons for mark in _outline_rings(shape, drawn, symbol)]
    view = drawn.frame.view
    circles = [(x, y, symbol.radius_mm) for x, y in drawn.points_mm]
    for shape in drawn.visible_polygons:
        x, y = view.to_paper(shapely.get_coordinates(shape.centroid))[0]
        circles.append((x, y, np.sqrt(shapely.area(shape) / np.pi) * view.mm_per_metre))
    return [mark for x, y, radius in circles for mark in _circle_rings((x, y), radius, symbol)]


def _circle_rings(center: tuple[float, float], radius: float, symbol: RingsSymbol) -> list[Mark]:
    reaches = [ring.reach * radius for ring in symbol.rings]
    marks: list[Mark] = []
    for i, ring in enumerate(symbol.rings):
        bounds = [circle(reach, center) for reach in reaches[i : i + 2] if reach > 0.0]
        marks.append(Fill(of_rings(*bounds), rgba(symbol.color, ring.opacity * symbol.opacity)))
    return marks + _ring_edges([of_rings(circle(reach, center)) for reach in reaches], symbol)


def _outline_rings(shape: shapely.Geometry, drawn: Drawn, symbol: RingsSymbol) -> list[Mark]:
    view = drawn.frame.view
    heart = shapely.maximum_inscribed_circle(shape, tolerance=view.metres_per_mm / 4)
    depth = shapely.length(heart)
    inner = [_drawn_in(shape, (1.0 - ring.reach) * depth) for ring in symbol.rings]
    marks: list[Mark] = []
    for i, ring in enumerate(symbol.rings):
        band = inner[i] if i + 1 == len(inner) else shapely.difference(inner[i], inner[i + 1])
        marks.append(Fill(_paths_of(band, drawn), rgba(symbol.color, ring.opacity * symbol.opacity)))
    return marks + _ring_edges([_paths_of(one, drawn) for one in inner], symbol)


def _drawn_in(shape: shapely.Geometry, by: float) -> shapely.Geometry:
    """Return ``shape`` drawn in by ``by`` metres, its corners rounded the more, the deeper."""
    if by <= 0.0:
        return shape
    return shapely.buffer(shapely.buffer(shape, -1.35 * by, quad_segs=16), 0.35 * by, quad_segs=16)


def _paths_of(shape: shapely.Geometry, drawn: Drawn) -> Paths:
    return to_paths(drawn.frame.shown(take_apart(np.array([shape], dtype=object)).areas), drawn.frame.view)


def _ring_edges(outlines: list[Paths], symbol: RingsSymbol) -> list[Mark]:
    if symbol.edge_mm <= 0.0:
        return []
    return [Stroke(one, rgba("#FFFFFF", 0.9), symbol.edge_mm) for one in outlines if len(one)]
