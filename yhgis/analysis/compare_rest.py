"""What is left of polygons when their common ground with others is taken away."""

from __future__ import annotations

import numpy as np
import shapely

from yhgis.analysis.area import measure
from yhgis.analysis.parts import TOUCH_AREA_M2, Ints, Parts, only_touches, parts_of, sums
from yhgis.analysis.pieces import Pieces
from yhgis.analysis.polygons import Found
from yhgis.analysis.slices import run_weighted
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries
from yhgis.model.result import Basis

_SLICE_VERTICES = 40_000


def rest_of(parts: Parts, pieces: Pieces, basis: Basis, feedback: Feedback) -> Found:
    """Return the polygons of ``parts`` that ``pieces`` do not cover, hairlines along shared edges among them.

    Parameters
    ----------
    parts : Parts
    pieces : Pieces
        Common ground with their geometry; ``left`` is the position in ``parts``.

    Returns
    -------
    Found
        ``first`` is the position of the part that a polygon is left of.
    """
    order = np.argsort(pieces.left, kind="stable")
    covered = pieces.geometry[order]
    bounds = np.searchsorted(pieces.left[order], np.arange(len(parts) + 1))
    vertices = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(covered))])
    weights = shapely.get_num_coordinates(parts.geometry) + np.diff(vertices[bounds]) + 20

    def subtract(start: int, end: int) -> Found:
        left = parts_of(_without(parts.geometry[start:end], covered, bounds[start : end + 1]))
        return _measured(left.geometry, left.owner + start, basis)

    return joined_found(run_weighted(subtract, weights, _SLICE_VERTICES, feedback))


def _without(polygons: Geometries, covered: Geometries, bounds: Ints) -> Geometries:
    """Return each polygon without its pieces, which stand at ``bounds[i]`` to ``bounds[i + 1]``."""
    out = polygons.copy()
    area = shapely.area(polygons)
    count = np.diff(bounds)
    of = np.repeat(np.arange(len(polygons)), count)
    taken = sums(shapely.area(covered[bounds[0] : bounds[-1]]), of, len(polygons))
    for i in np.flatnonzero(count).tolist():
        # Pieces are parts of the polygon and have nothing in common: where their areas make up its own, none is left.
        if area[i] - taken[i] < TOUCH_AREA_M2 / 2.0:
            out[i] = shapely.Polygon()
            continue
        pieces = covered[bounds[i] : bounds[i + 1]]
        out[i] = shapely.difference(polygons[i], pieces[0] if len(pieces) == 1 else shapely.union_all(pieces))
    return out


def _measured(polygons: Geometries, owner: Ints, basis: Basis) -> Found:
    none = np.zeros(len(polygons), dtype=np.intp)
    return Found(polygons, measure(polygons, basis), shapely.length(polygons), owner, none)


def real_and_touches(found: Found) -> tuple[Found, Found]:
    """Return the polygons that are more than the rounding of shared edges, and those that are no more."""
    touch = only_touches(found.area, found.perimeter)
    return found.select(~touch), found.select(touch)


NOTHING_FOUND = Found(
    np.empty(0, dtype=object), np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
)


def joined_found(several: list[Found]) -> Found:
    """Return all polygons of ``several``, in order."""
    if not several:
        return NOTHING_FOUND
    return Found(
        np.concatenate([f.geometry for f in several]),
        np.concatenate([f.area for f in several]),
        np.concatenate([f.perimeter for f in several]),
        np.concatenate([f.first for f in several]),
        np.concatenate([f.second for f in several]),
    )
