"""Control lines from noise: contours clipped to the county, mostly exclusive, with slivers and conflicts left in."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from contourpy import FillType, contour_generator
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from benchmarks.county.ground import Floats, Grid, depth, noise

Geometries = NDArray[np.object_]


@dataclass(frozen=True)
class Fields:
    """One noise field a control line."""

    red: Floats
    farmland: Floats
    urban: Floats


def make_fields(rng: np.random.Generator, grid: Grid, seats: Floats) -> Fields:
    """Return noise in which towns draw urban land near and keep the red line away."""
    red, farmland, urban = (noise(rng, grid.shape, b, k) for b, k in ((2.6, 8), (2.6, 45), (3.6, 10)))
    distance, _ = cKDTree(seats).query(grid.points.reshape(-1, 2))
    distance = distance.reshape(grid.shape)
    urban = urban * 0.8 + 2.2 * np.exp(-((distance / 4200) ** 2))
    return Fields(red - 1.2 * np.exp(-((distance / 3000) ** 2)), farmland, urban)


def make_lines(
    rng: np.random.Generator, grid: Grid, fields: Fields, county: shapely.Polygon, small: bool
) -> dict[str, Geometries]:
    """Return the features of ``red`` (multipolygons), ``farmland`` and ``urban``."""
    levels = _levels(grid, fields)
    clipped = {
        "red": _clip(_contours(fields.red, grid, levels[0], 5000, 1000), county, 5000),
        "farmland": _clip(_contours(fields.farmland, grid, levels[1], 20000 if small else 4000, 1500), county, 4000),
        "urban": _clip(_contours(fields.urban, grid, levels[2], 60000, 12000), county, 60000),
    }
    red = clipped["red"]
    farmland = _polygons(_exclude(rng, clipped["farmland"], red, leave=0.06), 1500)
    urban = _polygons(_exclude(rng, clipped["urban"], np.concatenate([red, farmland]), leave=0.12), 20000)
    return {
        "red": _grouped(rng, red, 60 if small else 300),
        "farmland": _largest(farmland, 400 if small else 3000),
        "urban": _largest(urban, 40 if small else 150),
    }


def _levels(grid: Grid, fields: Fields) -> tuple[float, float, float]:
    """Return thresholds that give each line its share of the county: about 25, 20 and 20 per cent."""
    inside = depth(grid.points) < 1
    red = float(np.quantile(fields.red[inside], 1 - 0.252))
    not_red = inside & (fields.red <= red)
    farmland = float(np.quantile(fields.farmland[not_red], 1 - 0.205 / 0.75))
    free = not_red & (fields.farmland <= farmland)
    return red, farmland, float(np.quantile(fields.urban[free], 1 - 0.205 / 0.545))


def _contours(field: Floats, grid: Grid, level: float, least_area: float, least_hole: float) -> Geometries:
    """Return the polygons above ``level``, without crumbs and pinholes."""
    walled = field.copy()
    edge = level - 1e-3 - float(np.abs(walled[:, [0, -1]]).mean())
    walled[[0, -1], :] = edge
    walled[:, [0, -1]] = edge
    x, y = grid.axes
    shells, offsets = contour_generator(x, y, walled, fill_type=FillType.OuterOffset).filled(level, np.inf)
    found = []
    for points, starts in zip(shells, offsets, strict=True):
        rings = shapely.polygons(
            [shapely.linearrings(np.round(points[a:b], 3)) for a, b in pairwise(starts)]
        )
        areas = shapely.area(rings)
        if areas[0] >= least_area:
            holes = [shapely.get_exterior_ring(ring) for ring in rings[1:][areas[1:] >= least_hole]]
            found.append(shapely.Polygon(shapely.get_exterior_ring(rings[0]), holes))
    return _polygons(np.array(found, dtype=object), 0.0)


def _polygons(geometries: Geometries, least_area: float) -> Geometries:
    """Return valid single polygons of at least ``least_area``."""
    valid = np.where(shapely.is_valid(geometries), geometries, shapely.make_valid(geometries))
    parts = shapely.get_parts(shapely.get_parts(valid))
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return np.asarray(parts[shapely.area(parts) >= max(least_area, 1e-9)])


def _clip(geometries: Geometries, county: shapely.Polygon, least_area: float) -> Geometries:
    shapely.prepare(county)
    inside = shapely.contains_properly(county, geometries)
    crossing = shapely.intersects(county, geometries) & ~inside
    return _polygons(
        np.concatenate([geometries[inside], shapely.intersection(geometries[crossing], county)]), least_area
    )


def _exclude(rng: np.random.Generator, geometries: Geometries, others: Geometries, leave: float) -> Geometries:
    """Cut ``others`` away from all but a share ``leave``, then generalise the cut ones: their edges become slivers."""
    kept = rng.random(len(geometries)) < leave
    cut = geometries[~kept]
    mine, theirs = shapely.STRtree(others).query(cut, predicate="intersects")
    result = cut.copy()
    for position in np.unique(mine):
        result[position] = shapely.difference(cut[position], shapely.union_all(others[theirs[mine == position]]))
    return np.concatenate([geometries[kept], shapely.simplify(result, 0.8)])


def _largest(geometries: Geometries, count: int) -> Geometries:
    return np.asarray(geometries[np.argsort(-shapely.area(geometries), kind="stable")][:count])


def _grouped(rng: np.random.Generator, parts: Geometries, groups: int) -> Geometries:
    """Return multipolygons: parts gathered around the nearest of some of them."""
    places = shapely.get_coordinates(shapely.point_on_surface(parts))
    centers = places[rng.choice(len(places), min(groups, len(places)), replace=False)]
    group = cKDTree(centers).query(places)[1]
    return np.array([shapely.multipolygons(parts[group == g]) for g in np.unique(group)])
