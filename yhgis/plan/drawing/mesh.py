"""Meshes of irregular blocks and fields, the same on every machine for the same seed."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.plan.drawing.curves import Points


def cells(
    extent: tuple[float, float, float, float], size: tuple[float, float], angle: float, jitter: float, seed: int
) -> NDArray[np.object_]:
    """Return irregular cells that cover ``extent`` without gaps.

    Parameters
    ----------
    extent : tuple of float
        Smallest x, y, largest x, y.
    size : tuple of float
        Length and breadth of a cell in metres, before it is made irregular.
    angle : float
        Direction of the cells' length, degrees from east.
    jitter : float
        How far a cell's middle wanders, as a share of its size: 0 gives rectangles, 0.3 natural fields.
    seed : int
        Of the wandering.
    """
    middles = _middles(extent, size, angle, jitter, seed)
    squeezed = _turned(middles, -angle) / size
    # Cells are made where length equals breadth, then stretched back: that keeps them long in one direction.
    faces = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(squeezed)))
    stretched = shapely.transform(faces, lambda xy: _turned(xy * size, angle))
    kept: NDArray[np.object_] = stretched[shapely.intersects(stretched, shapely.box(*extent))]
    return kept[np.lexsort(shapely.get_coordinates(shapely.centroid(kept)).round(3).T)]


def _middles(
    extent: tuple[float, float, float, float], size: tuple[float, float], angle: float, jitter: float, seed: int
) -> Points:
    """Return the wandering lattice points over ``extent`` and two cells around it."""
    corners = _turned(shapely.get_coordinates(shapely.box(*extent)), -angle) / size
    low, high = np.floor(corners.min(axis=0)) - 2, np.ceil(corners.max(axis=0)) + 3
    u, v = np.meshgrid(np.arange(low[0], high[0]), np.arange(low[1], high[1]))
    lattice = np.column_stack([u.ravel(), v.ravel()])
    wander = np.random.Generator(np.random.PCG64(seed)).random(lattice.shape) * 2 - 1
    return _turned((lattice + jitter * wander) * size, angle)


def _turned(xy: Points, degrees: float) -> Points:
    a = np.radians(degrees)
    turned: Points = xy @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    return turned


def inside(mesh: NDArray[np.object_], polygon: Any) -> NDArray[np.object_]:
    """Return the cells whose middle lies in ``polygon``."""
    shapely.prepare(polygon)
    chosen: NDArray[np.object_] = mesh[shapely.contains(polygon, shapely.centroid(mesh))]
    return chosen
