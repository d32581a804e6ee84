"""Polygons as flat coordinate arrays: rings one after another, each with its owner and its sign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.model.crs import Geometries

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_POLYGON = 3


@dataclass(frozen=True)
class Rings:
    """Closed rings in one coordinate array.

    Parameters
    ----------
    x, y : array, shape (v,)
        Vertices, ring after ring; the last of a ring repeats its first.
    start : array of int, shape (r,)
        Position of each ring's first vertex; no ring is empty.
    owner : array of int, shape (r,)
        Geometry that the ring belongs to.
    hole : array of bool, shape (r,)
        Whether the ring takes away.
    """

    x: Floats
    y: Floats
    start: Ints
    owner: Ints
    hole: NDArray[np.bool_]

    @property
    def counts(self) -> Ints:
        """Vertices of each ring."""
        return np.diff(self.start, append=len(self.x))


def rings_of(geometries: Geometries) -> Rings:
    """Return the rings of polygons and multipolygons; null, empty and other geometries have none."""
    if bool(np.all(is_plain(geometries))):
        return _rings_of_plain(geometries)
    parts, part_owner = shapely.get_parts(geometries, return_index=True)
    polygonal = shapely.get_type_id(parts) == _POLYGON
    parts, part_owner = parts[polygonal], part_owner[polygonal]
    lines, line_part = shapely.get_rings(parts, return_index=True)
    counts = shapely.get_num_coordinates(lines)
    lines, line_part, counts = lines[counts > 0], line_part[counts > 0], counts[counts > 0]
    xy = shapely.get_coordinates(lines)
    hole = np.diff(line_part, prepend=-1) == 0
    return Rings(_column(xy, 0), _column(xy, 1), _starts(counts), part_owner[line_part], hole)


def is_plain(geometries: Geometries) -> NDArray[np.bool_]:
    """Whether each is a polygon of one ring: the common case, which needs no ring objects."""
    plain: NDArray[np.bool_] = (
        (shapely.get_type_id(geometries) == _POLYGON)
        & (shapely.get_num_interior_rings(geometries) == 0)
        & ~shapely.is_empty(geometries)
    )
    return plain


def _rings_of_plain(geometries: Geometries) -> Rings:
    counts = shapely.get_num_coordinates(geometries)
    xy = shapely.get_coordinates(geometries)
    n = len(geometries)
    return Rings(_column(xy, 0), _column(xy, 1), _starts(counts), np.arange(n), np.zeros(n, dtype=bool))


def _starts(counts: NDArray[np.integer]) -> Ints:
    return np.cumsum(counts, dtype=np.intp) - counts


def _column(xy: Floats, axis: int) -> Floats:
    return np.ascontiguousarray(xy[:, axis])


def signed_ring_areas(x: Floats, y: Floats, start: Ints) -> Floats:
    """Return the area of each closed ring in the plane of the coordinates; a ring that runs clockwise has a minus.

    Coordinates are taken from the ring's own first vertex, so that a patch of a few square metres far from the
    origin keeps its digits.
    """
    if len(start) == 0:
        return np.zeros(0)
    counts = np.diff(start, append=len(x))
    dx = x - np.repeat(x[start], counts)
    dy = y - np.repeat(y[start], counts)
    cross = np.zeros(len(x))
    cross[:-1] = dx[:-1] * dy[1:]
    cross[:-1] -= dx[1:] * dy[:-1]
    cross[start + counts - 1] = 0.0  # from a ring's end to the next ring's start there is no edge
    areas: Floats = 0.5 * np.add.reduceat(cross, start)
    return areas


def sum_by_owner(rings: Rings, ring_areas: Floats, n: int) -> Floats:
    """Return the area of each of ``n`` geometries: shells less holes, whichever way they run."""
    unsigned = np.abs(ring_areas)
    total: Floats = np.bincount(rings.owner, np.where(rings.hole, -unsigned, unsigned), minlength=n).astype(np.float64)
    return total
