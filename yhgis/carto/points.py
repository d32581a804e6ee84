"""Symbols at points: markers, figures from SVG files, and soft discs over places known only roughly."""

from __future__ import annotations

import itertools

import numpy as np
import shapely

from yhgis.carto.classes import numbers
from yhgis.carto.colour import rgba
from yhgis.carto.display_list import Mark, Markers, Paths, RadialFill, Rgba
from yhgis.carto.drawn import Drawn
from yhgis.carto.outlines import marker
from yhgis.carto.packing import Floats
from yhgis.carto.stations import station_places
from yhgis.carto.svg_figure import Part, figure, placed_parts
from yhgis.model.symbol import MarkerPlace, MarkerSymbol, SoftDiscSymbol, SvgSymbol

#: Up to this radius (mm) a soft disc has all of its ink; a larger one spreads the same ink thinner, down to a share.
_FULL_INK_MM, _LEAST_INK = 6.0, 0.3


def markers(drawn: Drawn, symbol: MarkerSymbol) -> list[Mark]:
    """Return small figures at the points, hearts, vertices or stations of the features."""
    places = _places(drawn, symbol.at)
    if not len(places):
        return []
    outline = marker(symbol.shape, symbol.size_mm, symbol.angle)
    fill = rgba(symbol.fill, symbol.opacity) if symbol.fill else None
    edge = rgba(symbol.stroke, symbol.opacity) if symbol.stroke else None
    found = _halo(places, [(outline, symbol.stroke_mm if edge else 0.0)], symbol)
    return [*found, Markers(places, outline, None, fill, edge, symbol.stroke_mm if edge else 0.0)]


def svg_figures(drawn: Drawn, symbol: SvgSymbol) -> list[Mark]:
    """Return the figure of an SVG file at the same places, part by part, as vectors.

    Raises
    ------
    DataError
        The file is not an SVG of shapes; the element and its line are told.
    """
    places = _places(drawn, symbol.at)
    if not len(places):
        return []
    parts = placed_parts(figure(symbol), symbol)
    marks = _halo(places, [(part.outline, part.stroke_mm if part.stroke else 0.0) for part in parts], symbol)
    return marks + [_part_marks(places, part) for part in parts]


def _part_marks(places: Floats, part: Part) -> Markers:
    return Markers(places, part.outline, None, part.fill, part.stroke, part.stroke_mm if part.stroke else 0.0)


def _halo(places: Floats, outlines: list[tuple[Paths, float]], symbol: MarkerSymbol | SvgSymbol) -> list[Mark]:
    """Return rims beneath, as wide outside of the figure whatever line is round it."""
    if symbol.halo is None or symbol.halo_mm <= 0.0:
        return []
    color = rgba(symbol.halo, symbol.opacity)
    return [Markers(places, outline, None, color, color, edge + 2 * symbol.halo_mm) for outline, edge in outlines]


def _places(drawn: Drawn, at: MarkerPlace) -> Floats:
    if at == "point":
        return drawn.points_mm
    if at == "vertices":
        return np.vstack([drawn.area_paths.xy, drawn.line_paths.xy])
    if at == "stations":
        places, feature = station_places(drawn.layer)
        wanted = drawn.members[np.array(feature, dtype=np.int64)] if len(places) else np.zeros(0, dtype=bool)
        return drawn.frame.view.to_paper(places[wanted])
    return _middles(drawn)


def _middles(drawn: Drawn) -> Floats:
    hearts = shapely.get_coordinates(shapely.point_on_surface(drawn.visible_polygons))
    lines = drawn.lines
    curves = [shapely.linestrings(lines.xy[a:b]) for a, b in itertools.pairwise(lines.starts)]
    halfway = [shapely.line_interpolate_point(curve, 0.5, normalized=True) for curve in curves]
    middles = [shapely.get_coordinates(point) for point in halfway]
    return drawn.frame.view.to_paper(np.vstack([hearts.reshape(-1, 2), *middles]))


def soft_discs(drawn: Drawn, symbol: SoftDiscSymbol) -> list[Mark]:
    """Return discs as large on the ground as the places are uncertain; the larger on paper, the fainter."""
    if not symbol.radius_field:
        places = drawn.points_mm
        reach = np.full(len(places), symbol.radius_mm)
        return [RadialFill(places, reach, _fading(symbol, 1.0))] if len(places) and symbol.radius_mm > 0.0 else []
    radius = numbers(drawn.layer, symbol.radius_field)[drawn.point_features]
    wanted = radius >= max(symbol.least_m, 1e-9)
    if not wanted.any():
        return []
    places, reach = drawn.points_mm[wanted], radius[wanted] * drawn.frame.view.mm_per_metre
    strength = np.round(np.clip(_FULL_INK_MM / reach, _LEAST_INK, 1.0), 1)
    return [
        RadialFill(places[strength == ink], reach[strength == ink], _fading(symbol, float(ink)))
        for ink in np.unique(strength)
    ]


def _fading(symbol: SoftDiscSymbol, ink: float) -> tuple[tuple[float, Rgba], ...]:
    strength = symbol.opacity * ink
    middle, rim = rgba(symbol.color, strength * 0.7), rgba(symbol.color, 0.0)
    return ((0.0, rgba(symbol.color, strength)), (0.55, middle), (1.0, rim))
