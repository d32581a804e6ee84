"""Levels of detail of a layer that has none yet: worked out block by block from its geometry, where somebody looks.

Nothing is made beforehand but an index of the parts, so a layer is drawn as soon as it is read.  Vertices are thinned
to the grid of a level (`yhgis.carto.packing.thin`, whose rule keeps neighbours together); `yhgis.carto.detail_build`
leaves fewer vertices and truer lines, but has to see the whole layer first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.carto.detail import Blocked, Rings, Units, share_of
from yhgis.carto.detail_build import block_bounds, block_edges, frame_of, in_units, order_of_places
from yhgis.carto.packing import Bools, Floats, Ints, ring_sizes
from yhgis.model.crs import Geometries
from yhgis.model.view import Extent

#: A run of vertices in a grid cell of this share of a level's pixel becomes one.
CELL = 1.2
#: Vertices a block: few, for nothing is known of a block before all of it is worked out.
_A_BLOCK = 24_576
#: Vertices a part that pixels of two metres and more leave, about: for guessing how much there is to draw.
_GUESSED = 10


@dataclass(frozen=True, eq=False)
class FreshDetail(Blocked):
    """The areas or the lines of a layer, part by part, near ones together; as `yhgis.carto.detail.Detail`.

    Parameters
    ----------
    parts : array of shapely polygons or lines, shape (m,)
    vertices_before : int64 array, shape (m + 1,)
        How many vertices the parts before each have.
    features, bounds, size, blocks, block_bounds, origin, unit, closed
        As in `Detail`.
    """

    parts: Geometries
    vertices_before: Ints
    features: Ints
    bounds: Units
    size: NDArray[np.float32]
    blocks: Ints
    block_bounds: Units
    origin: tuple[float, float]
    unit: float
    closed: bool

    @property
    def vertices(self) -> int:
        """At full detail."""
        return int(self.vertices_before[-1])

    def load(self, extent: Extent, level: int) -> int:
        """Return about how many vertices ``extent`` (metres) shows at ``level``."""
        box, total = self.box(extent), 0.0
        for block in self.near(extent).tolist():
            low, high = self.blocks[block : block + 2].tolist()
            full = int(self.vertices_before[high] - self.vertices_before[low])
            most = _GUESSED * (high - low) if level > 0 else full
            total += share_of(self.block_bounds[block], box) * min(full, most)
        return int(total)

    def rings(self, block: int, level: int) -> Rings:
        """Return the parts of ``block`` at ``level``; all of them, however small."""
        low, high = (int(at) for at in self.blocks[block : block + 2])
        parts = self.parts[low:high]
        xy = shapely.get_coordinates(parts)
        counts = shapely.get_num_interior_rings(parts) + 1 if self.closed else np.ones(high - low, dtype=np.int64)
        sizes = ring_sizes(parts, counts) if self.closed else np.diff(self.vertices_before[low : high + 1])
        groups = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        x, y = (xy[:, axis] - self.origin[axis] for axis in (0, 1))
        x, y, starts = _thinned(x, y, sizes, 2.0**level * CELL, self.closed)
        if self.closed:
            x, y = _turned(x, y, starts, groups[:-1])
        units = np.rint(x / self.unit).astype(np.int32), np.rint(y / self.unit).astype(np.int32)
        return Rings(*units, starts, groups, np.arange(low, high, dtype=np.int64))


def fresh(parts: Geometries, feature: Ints, *, closed: bool) -> FreshDetail:
    """Return single ``parts``, of the feature each, as they can be drawn at once."""
    bounds_m = shapely.bounds(parts)
    origin, unit = frame_of(bounds_m)
    bounds = in_units(bounds_m, origin * 2, unit)
    order = order_of_places(bounds)
    bounds, parts = bounds[order], parts[order]
    before = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(parts))]).astype(np.int64)
    edges = block_edges(before[:-1], _A_BLOCK)
    area = (shapely.area(parts) / unit**2).astype(np.float32) if closed else np.zeros(len(parts), dtype=np.float32)
    boxes = block_bounds(bounds, edges)
    return FreshDetail(parts, before, feature[order], bounds, area, edges, boxes, origin, unit, closed)


def _thinned(x: Floats, y: Floats, sizes: Ints, cell: float, closed: bool) -> tuple[Floats, Floats, Ints]:
    """Return one vertex, their mean, for each run of vertices in a cell, and the starts of rings.

    Closing vertices go; the ends of lines stay as they are.  A ring that is left with fewer than three vertices though
    larger than two cells stays as it is.
    """
    ends = np.cumsum(sizes)
    begin = ends - sizes
    column, row = np.floor(x / cell).astype(np.int32), np.floor(y / cell).astype(np.int32)
    first = np.empty(len(x), dtype=bool)
    first[:1] = True
    np.not_equal(column[1:], column[:-1], out=first[1:])
    first[1:] |= row[1:] != row[:-1]
    first[begin] = True
    first[ends - 1] = True  # a closing vertex begins a run of its own, which is then left out
    least = 3 + 1 if closed else 2
    counts = np.add.reduceat(first, begin, dtype=np.int64)
    few = np.flatnonzero(counts < least)
    if len(few):
        _keep_large(x, y, begin, ends, few, cell, first)
        counts = np.add.reduceat(first, begin, dtype=np.int64)
    at = np.flatnonzero(first)
    number = np.diff(np.append(at, len(first)))
    mean_x, mean_y = np.add.reduceat(x, at), np.add.reduceat(y, at)
    mean_x /= number
    mean_y /= number
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    if not closed:
        mean_x[starts[:-1]], mean_y[starts[:-1]] = x[begin], y[begin]
        return mean_x, mean_y, starts
    kept = np.ones(len(at), dtype=bool)
    kept[starts[1:] - 1] = False
    return mean_x[kept], mean_y[kept], starts - np.arange(len(starts))


def _keep_large(x: Floats, y: Floats, begin: Ints, ends: Ints, few: Ints, cell: float, first: Bools) -> None:
    """Let the rings ``few`` that are larger than two cells keep all of their vertices."""
    span = np.maximum(
        np.maximum.reduceat(x, begin) - np.minimum.reduceat(x, begin),
        np.maximum.reduceat(y, begin) - np.minimum.reduceat(y, begin),
    )
    for ring in few[span[few] > 2.0 * cell].tolist():
        first[begin[ring] : ends[ring]] = True


def _turned(x: Floats, y: Floats, starts: Ints, outer: Ints) -> tuple[Floats, Floats]:
    """Return the vertices with outer rings counter-clockwise and holes clockwise."""
    if not len(starts) - 1:
        return x, y
    after_x, after_y = np.roll(x, -1), np.roll(y, -1)
    last = starts[1:] - 1
    after_x[last], after_y[last] = x[starts[:-1]], y[starts[:-1]]
    positive = np.add.reduceat(x * after_y - after_x * y, starts[:-1]) > 0
    wanted = np.zeros(len(starts) - 1, dtype=bool)
    wanted[outer] = True
    wrong = positive != wanted
    if not wrong.any():
        return x, y
    sizes = np.diff(starts)
    at = np.arange(len(x))
    back = np.repeat(starts[1:] - 1 + starts[:-1], sizes) - at
    at = np.where(np.repeat(wrong, sizes), back, at)
    return x[at], y[at]
