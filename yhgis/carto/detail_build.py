"""Making levels of detail: parts sorted by place, vertices ranked by the pixel size at which nobody misses them.

A vertex goes when the triangle with its two neighbours is less than a share of a pixel (Visvalingam's rule), the
least triangle of its neighbourhood first.  Vertices where edges part stay, and the rule does not look at a ring's
direction, so two neighbours keep one edge at every level.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray

from yhgis.carto.detail import COARSEST, FINEST, STAYS, STEPS, Detail, Units
from yhgis.carto.edges import partings
from yhgis.carto.packing import Bools, Floats, Ints, Packed
from yhgis.feedback import Feedback

#: A triangle smaller than this share of a squared pixel goes.
TRIANGLE = 1.0
#: Finest unit: about a millimetre. Coarser only for layers of more than two thousand kilometres.
_UNIT = 2.0**-10
_REACH_UNITS = 2.0**31 - 2
#: Blocks to a layer: few vertices to look for, to thin and to keep together, but not too few.
_BLOCKS, _LEAST_A_BLOCK, _MOST_A_BLOCK = 64, 4096, 49_152
#: A round that would take less than this share of the vertices is not worth its cost; they go at the next level.
_WORTHWHILE = 0.004
_ROUNDS = 3
_TABLE_BITS = 22


def build(packed: Packed, features: Ints, feedback: Feedback) -> Detail:
    """Return the levels of detail of single parts.

    Parameters
    ----------
    packed : Packed
        Every part its own feature; the outer ring of an area first.
    features : int64 array
        Feature of each part.
    feedback : Feedback
        Progress; polled between blocks.

    Raises
    ------
    Cancelled
    """
    origin, unit = frame_of(packed.bounds)
    bounds = in_units(packed.bounds, origin * 2, unit)
    order = order_of_places(bounds)
    fixed = partings(packed)
    feedback.progress(0.3)
    index, starts, groups, size = _sorted_vertices(packed, order)
    x, y = (in_units(packed.xy[:, axis], origin[axis], unit)[index] for axis in (0, 1))
    stays = fixed[index]
    del index, fixed
    if packed.closed:
        _anchor(x, y, starts, stays)
    feedback.progress(0.4)
    goes = np.full(len(x), STAYS, dtype=np.int8)
    edges = block_edges(starts[groups[:-1]], min(max(len(x) // _BLOCKS, _LEAST_A_BLOCK), _MOST_A_BLOCK))
    ring_edges = groups[edges]
    for number, (first, last) in enumerate(itertools.pairwise(ring_edges.tolist())):
        begin, end = int(starts[first]), int(starts[last])
        part = starts[first : last + 1] - begin
        _rank(x[begin:end], y[begin:end], part, ~stays[begin:end], goes[begin:end], packed.closed, unit)
        feedback.progress(0.4 + 0.6 * (number + 1) / len(edges))
    bounds = bounds[order]
    boxes = block_bounds(bounds, edges)
    area = (size / unit**2).astype(np.float32)
    return Detail(x, y, goes, starts, groups, features[order], bounds, area, edges, boxes, origin, unit, packed.closed)


def frame_of(bounds: Floats) -> tuple[tuple[float, float], float]:
    """Return the origin (metres) and the unit in which all of ``bounds`` are 32-bit whole numbers."""
    x0, y0 = (math.floor(float(value)) for value in bounds[:, :2].min(axis=0))
    reach = max(float(bounds[:, 2].max()) - x0, float(bounds[:, 3].max()) - y0, 1.0)
    needed = 2.0 ** math.ceil(math.log2(reach / _REACH_UNITS))
    return (float(x0), float(y0)), max(needed, _UNIT)


def in_units(metres: Floats, origin: float | tuple[float, ...], unit: float) -> Units:
    """Return ``metres`` as whole units from ``origin``."""
    units: Units = np.rint((metres - np.asarray(origin)) / unit).astype(np.int32)
    return units


def order_of_places(bounds: Units) -> Ints:
    """Return the parts in the order in which near ones follow each other."""
    return np.argsort(_along_curve(bounds), kind="stable")


def _along_curve(bounds: Units) -> NDArray[np.uint64]:
    """Return the place of each part on Morton's curve over all of them: near ones have near numbers."""
    middle = (bounds[:, :2].astype(np.int64) + bounds[:, 2:]) // 2
    steps = (middle - middle.min(axis=0)) * 65_535 // max(int(np.ptp(middle, axis=0).max()), 1)
    x, y = (_spread(steps[:, axis].astype(np.uint64)) for axis in (0, 1))
    return x | (y << np.uint64(1))


def _spread(number: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return 16-bit numbers with a zero before each bit."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        number = (number | (number << np.uint64(shift))) & np.uint64(mask)
    return number


def _sorted_vertices(packed: Packed, order: Ints) -> tuple[Ints, Ints, Ints, Floats]:
    """Return, for the parts in ``order``: where each vertex comes from, ring starts, part groups, areas in m².

    Rings are turned so that outer ones run counter-clockwise and holes clockwise.
    """
    counts = np.diff(packed.groups)[order]
    groups = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    rings = np.arange(groups[-1]) + np.repeat(packed.groups[:-1][order] - groups[:-1], counts)
    sizes = np.diff(packed.starts)[rings]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    begin = packed.starts[:-1][rings]
    if not packed.closed:
        return np.arange(starts[-1]) + np.repeat(begin - starts[:-1], sizes), starts, groups, np.zeros(len(order))
    signed = _areas(packed)[rings]
    outer = np.zeros(len(rings), dtype=bool)
    outer[groups[:-1]] = True
    turned = (signed < 0) == outer
    step = np.where(turned, -1, 1)
    first = np.where(turned, begin + sizes - 1, begin)
    index = _walked(first, step, sizes, starts)
    area = np.add.reduceat(np.where(outer, np.abs(signed), -np.abs(signed)), groups[:-1])
    return index, starts, groups, np.maximum(area, 0.0)


def _walked(first: Ints, step: Ints, sizes: Ints, starts: Ints) -> Ints:
    """Return for each ring ``first``, ``first + step`` and so on, ``sizes`` places.

    As sums, for which numpy lets go of Python's lock, while `numpy.repeat` holds it for as long as all of it takes.
    """
    change = np.zeros(int(starts[-1]), dtype=np.int64)
    change[starts[:-1]] = np.diff(step, prepend=0)
    walk = np.cumsum(change)
    walk[starts[:-1]] = first - np.concatenate([[0], (first + step * (sizes - 1))[:-1]])
    return np.cumsum(walk, out=walk)


def _areas(packed: Packed) -> Floats:
    """Return the signed area of each ring, positive when it runs counter-clockwise."""
    x, y = (packed.xy[:, axis] - packed.xy[0, axis] for axis in (0, 1))
    following = np.arange(1, len(x) + 1)
    following[packed.starts[1:] - 1] = packed.starts[:-1]
    return np.asarray(np.add.reduceat(x * y[following] - x[following] * y, packed.starts[:-1]) / 2.0)


def block_edges(first_vertex: Ints, size: int) -> Ints:
    """Return the edges of runs of parts that make a block of about ``size`` vertices each."""
    block = first_vertex // size
    return np.concatenate([[0], np.flatnonzero(np.diff(block)) + 1, [len(block)]]).astype(np.int64)


def block_bounds(bounds: Units, edges: Ints) -> Units:
    """Return smallest x, y and largest x, y of each block."""
    low = np.minimum.reduceat(bounds[:, :2], edges[:-1])
    high = np.maximum.reduceat(bounds[:, 2:], edges[:-1])
    return np.hstack([low, high])


def _anchor(x: Units, y: Units, starts: Ints, stays: Bools) -> None:
    """Keep the outermost vertices of rings with fewer than three that stay, in whatever ring they occur."""
    few = np.flatnonzero(np.add.reduceat(stays, starts[:-1], dtype=np.int64) < 3)
    if not len(few):
        return
    sizes = np.diff(starts)[few]
    begin = np.cumsum(sizes) - sizes
    index = np.arange(int(sizes.sum())) + np.repeat(starts[:-1][few] - begin, sizes)
    px, py = x[index], y[index]
    outermost = np.zeros(len(index), dtype=bool)
    # Askew too: the outermost to the four sides may be two vertices only, and two make no area.
    for first, second in ((px, py), (py, px), (px // 2 + py // 2, px), (px // 2 - py // 2, px)):
        key = _keys(first, second)
        for extreme in (np.minimum, np.maximum):
            outermost |= key == np.repeat(extreme.reduceat(key, begin), sizes)
    table = np.zeros(1 << _TABLE_BITS, dtype=bool)
    table[_hashes(x[index[outermost]], y[index[outermost]])] = True
    stays |= table[_hashes(x, y)]


def _keys(first: Units, second: Units) -> Ints:
    return (first.astype(np.int64) << 32) + second


def _hashes(x: Units, y: Units) -> NDArray[np.uint32]:
    mixed = x.view(np.uint32) * np.uint32(2654435761) ^ (y.view(np.uint32) + np.uint32(40503)) * np.uint32(2246822519)
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(3266489917)
    return np.asarray(mixed >> np.uint32(32 - _TABLE_BITS))


def _rank(x: Units, y: Units, starts: Ints, free: Bools, goes: NDArray[np.int8], closed: bool, unit: float) -> None:
    """Write into ``goes`` the level, times `STEPS`, of each ``free`` vertex of some rings or lines."""
    tie = _hashes(x, y) / float(1 << _TABLE_BITS)
    number = np.arange(len(x))
    px, py = x.astype(np.float64), y.astype(np.float64)
    area = _triangles(px, py, starts, free, closed)
    last = COARSEST * STEPS
    for level in range(FINEST * STEPS, last + 1):
        limit = 2.0 * TRIANGLE * (2.0 ** (level / STEPS) / unit) ** 2
        for _ in range(_ROUNDS):
            going = area < limit
            if np.count_nonzero(going) <= (_WORTHWHILE * len(px) if level < last else 0):
                break
            going &= _least(np.where(going, area + tie, np.inf), starts, closed)
            goes[number[going]] = level
            kept = ~going
            starts = np.concatenate([[0], np.cumsum(kept, dtype=np.int64)])[starts]
            px, py, free, tie, number = px[kept], py[kept], free[kept], tie[kept], number[kept]
            area = _triangles(px, py, starts, free, closed)
        if not free.any():
            return


def _triangles(x: Floats, y: Floats, starts: Ints, free: Bools, closed: bool) -> Floats:
    """Return twice the area between each vertex and its neighbours; infinite for those that are not free."""
    xb, yb, xa, ya = x.copy(), y.copy(), x.copy(), y.copy()
    xb[1:], yb[1:], xa[:-1], ya[:-1] = x[:-1], y[:-1], x[1:], y[1:]
    first, last = starts[:-1], starts[1:] - 1
    if closed:
        xb[first], yb[first], xa[last], ya[last] = x[last], y[last], x[first], y[first]
    area = np.abs((xb - x) * (ya - y) - (xa - x) * (yb - y))
    area[~free] = np.inf
    return area


def _least(rank: Floats, starts: Ints, closed: bool) -> Bools:
    """Whether each vertex ranks below both of its neighbours, so that no two neighbours go at once."""
    before, after = np.full(len(rank), np.inf), np.full(len(rank), np.inf)
    before[1:], after[:-1] = rank[:-1], rank[1:]
    first, last = starts[:-1], starts[1:] - 1
    before[first] = rank[last] if closed else np.inf
    after[last] = rank[first] if closed else np.inf
    return (rank < before) & (rank < after)
