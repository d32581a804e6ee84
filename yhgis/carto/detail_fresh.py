"""Levels of detail of a layer that has none yet: worked out block by block from its geometry, where somebody looks.

Nothing is made beforehand but an index of the parts, so a layer is drawn as soon as it is read.  Vertices are thinned
to the grid of a level (`yhgis.carto.packing.thin`, whose rule keeps neighbours together); `yhgis.carto.detail_build`
leaves fewer vertices and truer lines, but has to see the whole layer first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.carto.detail import Blocked, Rings, Units, meets, ranges, share_of
from yhgis.carto.detail_build import block_bounds, block_edges, frame_of, in_units, order_of_places
from yhgis.carto.packing import Bools, Floats, Ints, ring_sizes
from yhgis.model.crs import Geometries
from yhgis.model.portions import coordinates
from yhgis.model.view import Extent

#: A run of vertices in a grid cell of this share of a level's pixel becomes one.
CELL = 1.0
#: What is left then goes where twice the triangle with its two neighbours is less than this share of such a cell,
#: in so many rounds; of rings of so few vertices none goes.
FLAT, _ROUNDS, _FEW = 1.0, 2, 5
#: Blocks to a layer, and their vertices: few, for nothing is known of a block before all of it is worked out.
_BLOCKS, _LEAST_A_BLOCK, _MOST_A_BLOCK = 16, 8192, 98_304
#: So many vertices are taken out of geometries in one go, for which Python's lock is kept: three milliseconds.
_AT_ONCE = 200_000
#: Up to this share of a layer is little.
_LITTLE = 0.9
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
    ring_counts : int32 array, shape (m,)
    source : int64 array, shape (m,)
        Position of each part in the layer.  Those of a block are asked for in this order, in which they most likely
        lie in memory: many times quicker than in any other.
    features, bounds, size, blocks, block_bounds, origin, unit, closed
        As in `Detail`.
    """

    parts: Geometries
    vertices_before: Ints
    ring_counts: NDArray[np.int32]
    source: Ints
    features: Ints
    bounds: Units
    size: NDArray[np.float32]
    blocks: Ints
    block_bounds: Units
    origin: tuple[float, float]
    unit: float
    closed: bool
    steps: ClassVar[int] = 4

    @property
    def vertices(self) -> int:
        """At full detail."""
        return int(self.vertices_before[-1])

    def load(self, extent: Extent, level: float) -> int:
        """Return about how many vertices ``extent`` (metres) shows at ``level``."""
        box, total = self.box(extent), 0.0
        for block in self.near(extent).tolist():
            low, high = self.blocks[block : block + 2].tolist()
            full = int(self.vertices_before[high] - self.vertices_before[low])
            most = max(_GUESSED * (high - low), full // 3) if level > 0 else full
            total += share_of(self.block_bounds[block], box) * min(full, most)
        return int(total)

    def rings(self, block: int, level: float) -> Rings:
        """Return the parts of ``block`` at ``level``; all of them, however small."""
        low, high = (int(at) for at in self.blocks[block : block + 2])
        rows = low + np.argsort(self.source[low:high])
        parts = self.parts[rows]
        sizes = self.vertices_before[rows + 1] - self.vertices_before[rows]
        counts = self.ring_counts[rows].astype(np.int64)
        if self.closed and counts.max() > 1:
            sizes = ring_sizes(parts, counts)
        groups = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        xy = self._coordinates(parts, int(sizes.sum()))
        cell = 2.0**level * CELL
        x, y, starts = _thinned(xy, np.concatenate([[0], np.cumsum(sizes)]), self.origin, cell, self.closed)
        if self.closed:
            for _ in range(_ROUNDS):
                x, y, starts = _without_flat(x, y, starts, FLAT * cell * cell)
        units_x, units_y = (np.rint(column * (1.0 / self.unit)).astype(np.int32) for column in (x, y))
        if self.closed:
            units_x, units_y = _turned(units_x, units_y, starts, groups[:-1])
        return Rings(units_x, units_y, starts, groups, rows)

    def _coordinates(self, parts: Geometries, vertices: int) -> Floats:
        """Return all vertices of ``parts``, in one go where that is not long; nobody else has the array."""
        return np.asarray(shapely.get_coordinates(parts)) if vertices <= _AT_ONCE else coordinates(parts)

    def within(self, extent: Extent) -> Blocked:
        """Return what meets ``extent`` (metres) alone where that is little: nothing beside it is then worked out."""
        rows = np.flatnonzero(meets(self.bounds, self.box(extent)))
        if not 0 < len(rows) <= _LITTLE * len(self):
            return self
        counts = np.diff(self.vertices_before)[rows]
        before = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        bounds, edges = self.bounds[rows], _edges(before)
        own = self.parts[rows], before, self.ring_counts[rows], self.source[rows], self.features[rows]
        boxes = block_bounds(bounds, edges)
        return FreshDetail(*own, bounds, self.size[rows], edges, boxes, self.origin, self.unit, self.closed)


def fresh(parts: Geometries, feature: Ints, *, closed: bool) -> FreshDetail:
    """Return single ``parts``, of the feature each, as they can be drawn at once."""
    bounds_m = shapely.bounds(parts)
    origin, unit = frame_of(bounds_m)
    bounds = in_units(bounds_m, origin * 2, unit)
    order = order_of_places(bounds)
    # Asked in the order in which they lie in memory, which is many times quicker than in any other.
    area = shapely.area(parts) / unit**2 if closed else np.zeros(len(parts))
    holes = shapely.get_num_interior_rings(parts) if closed else np.zeros(len(parts), dtype=np.int32)
    vertices = shapely.get_num_coordinates(parts)[order]
    before = np.concatenate([[0], np.cumsum(vertices)]).astype(np.int64)
    bounds, edges = bounds[order], _edges(before)
    boxes, size = block_bounds(bounds, edges), area[order].astype(np.float32)
    return FreshDetail(
        parts[order], before, holes[order] + 1, order, feature[order], bounds, size, edges, boxes, origin, unit, closed
    )


def _edges(vertices_before: Ints) -> Ints:
    size = min(max(int(vertices_before[-1]) // _BLOCKS, _LEAST_A_BLOCK), _MOST_A_BLOCK)
    return block_edges(vertices_before[:-1], size)


def _thinned(
    xy: Floats, edges: Ints, origin: tuple[float, float], cell: float, closed: bool
) -> tuple[Floats, Floats, Ints]:
    """Return x and y of one vertex for each run of vertices in a cell, midway between its first and its last.

    Ring starts are returned, too.
    ``xy`` is in metres, and is counted from the ``origin`` when this returns, as what is returned.

    That place is the same whichever way round a ring runs, so two neighbours keep one edge.  Closing vertices go; the
    ends of lines stay as they are.  A ring that is left with fewer than three vertices though larger than two cells
    stays as it is.
    """
    xy -= np.array(origin)
    first = np.empty(len(xy), dtype=bool)
    cells = (xy * (1.0 / cell)).astype(np.int32).view(np.int64).ravel()  # nothing lies before the origin
    np.not_equal(cells[1:], cells[:-1], out=first[1:])
    begin, last = edges[:-1], edges[1:] - 1
    first[begin] = True
    first[last] = True  # a closing vertex begins a run of its own, which is then left out
    at = np.flatnonzero(first)
    starts = np.searchsorted(at, edges)
    few = np.flatnonzero(np.diff(starts) < (4 if closed else 2))
    if len(few) and _keep_large(xy, edges, few, cell, first):
        at = np.flatnonzero(first)
        starts = np.searchsorted(at, edges)
    ends = np.append(at[1:] - 1, len(xy) - 1)
    if closed:
        kept = np.ones(len(at), dtype=bool)
        kept[starts[1:] - 1] = False
        at, ends = at[kept], ends[kept]
    place = xy.view(np.complex128).ravel()  # a vertex as one number is taken three times as quickly as a row
    found = np.take(place, at)
    found += np.take(place, ends)
    x, y = found.real * 0.5, found.imag * 0.5
    if closed:
        return x, y, starts - np.arange(len(starts))
    x[starts[:-1]], y[starts[:-1]] = xy[begin].T
    return x, y, starts


def _without_flat(x: Floats, y: Floats, starts: Ints, limit: float) -> tuple[Floats, Floats, Ints]:
    """Return rings without vertices that their neighbours all but span, and ring starts; no two neighbours go.

    Twice the triangle of such a vertex is less than ``limit``.  The rule is the same whichever way round a ring runs.
    """
    first, last = starts[:-1], starts[1:] - 1
    dx, dy = _onward(x, first, last), _onward(y, first, last)
    area = np.empty(len(x))
    np.multiply(dx[:-1], dy[1:], out=area[1:])
    area[1:] -= dy[:-1] * dx[1:]
    area[first] = dx[last] * dy[first] - dy[last] * dx[first]
    np.abs(area, out=area)
    few = np.flatnonzero(np.diff(starts) <= _FEW)
    area[ranges(starts, few)[0]] = np.inf
    area[area >= limit] = np.inf
    least = np.empty(len(x))
    least[1:], least[first] = area[:-1], area[last]  # of the vertex before
    stays = area >= least
    least[:-1], least[last] = area[1:], area[first]
    stays |= area > least
    at = np.flatnonzero(stays)
    return x.take(at), y.take(at), np.concatenate([[0], np.cumsum(stays, dtype=np.int64)])[starts]


def _onward(values: Floats, first: Ints, last: Ints) -> Floats:
    """Return how much farther on the next vertex of each ring is."""
    steps = np.empty_like(values)
    np.subtract(values[1:], values[:-1], out=steps[:-1])
    steps[last] = values[first] - values[last]
    return steps


def _keep_large(xy: Floats, edges: Ints, few: Ints, cell: float, first: Bools) -> bool:
    """Let those of the rings ``few`` that are larger than two cells keep all of their vertices; whether there are."""
    at, starts = ranges(edges, few)
    found = xy[at]
    span = np.maximum.reduceat(found, starts[:-1]) - np.minimum.reduceat(found, starts[:-1])
    large = few[span.max(axis=1) > 2.0 * cell]
    first[ranges(edges, large)[0]] = True
    return bool(len(large))


def _turned(x: Units, y: Units, starts: Ints, outer: Ints) -> tuple[Units, Units]:
    """Return the vertices with outer rings counter-clockwise and holes clockwise."""
    if not len(starts) - 1:
        return x, y
    # From its first vertex, so that the products are small.
    px, py = (column - np.repeat(column[starts[:-1]], np.diff(starts)).astype(np.float64) for column in (x, y))
    cross = np.zeros(len(x))
    np.multiply(px[:-1], py[1:], out=cross[:-1])
    cross[:-1] -= px[1:] * py[:-1]
    cross[starts[1:] - 1] = 0.0
    positive = np.add.reduceat(cross, starts[:-1]) > 0
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
