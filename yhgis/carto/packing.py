"""Geometry as flat arrays: packed once a layer, then picked, thinned and set on paper with numpy alone.

A frame touches every vertex of a county; a Python loop over 200,000 polygons would cost more than painting them.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import MutableMapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.carto.display_list import Paths
from yhgis.model.crs import Geometries
from yhgis.model.layer import Layer
from yhgis.model.portions import coordinates
from yhgis.model.view import Extent, View

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Packed:
    """Rings or lines of many features, in ground metres.

    Parameters
    ----------
    xy : float64 array, shape (n, 2)
    starts : int64 array, shape (k + 1,)
        Ring or line ``i`` is ``xy[starts[i]:starts[i + 1]]``; a ring does not repeat its first vertex.
    groups : int64 array, shape (m + 1,)
        Feature ``j`` is the rings ``groups[j]:groups[j + 1]``.
    features : int64 array, shape (m,)
        Position of each feature in its layer.
    bounds : float64 array, shape (m, 4)
        Smallest x, y, largest x, y a feature.
    closed : bool
    """

    xy: Floats
    starts: Ints
    groups: Ints
    features: Ints
    bounds: Floats
    closed: bool

    def __len__(self) -> int:
        return len(self.features)


@dataclass(frozen=True, eq=False)
class Shapes:
    """A layer taken apart by what can be drawn with it; ``point_features`` names the feature of each point."""

    areas: Packed
    lines: Packed
    points: Floats
    point_features: Ints


_cache: MutableMapping[Layer, Shapes] = weakref.WeakKeyDictionary()
_cache_lock = threading.Lock()


def shapes(layer: Layer) -> Shapes:
    """Return the packed geometry of ``layer``; kept as long as the layer is (any thread)."""
    with _cache_lock:
        known = _cache.get(layer)
    if known is None:
        known = take_apart(layer.geometry)
        with _cache_lock:
            _cache[layer] = known
    return known


_points: MutableMapping[Layer, tuple[Floats, Ints]] = weakref.WeakKeyDictionary()
_bounds: MutableMapping[Layer, Floats] = weakref.WeakKeyDictionary()


def points_of(layer: Layer) -> tuple[Floats, Ints]:
    """Return the single points of ``layer`` and the feature of each; kept as long as the layer is (any thread)."""
    with _cache_lock:
        known = _points.get(layer)
    if known is None:
        may_have = np.flatnonzero(np.isin(shapely.get_type_id(layer.geometry), (0, 4, 7)))
        parts, feature = single_parts(layer.geometry[may_have])
        is_point = shapely.get_type_id(parts) == 0
        known = shapely.get_coordinates(parts[is_point]), may_have[feature[is_point]]
        with _cache_lock:
            _points[layer] = known
    return known


def bounds_of(layer: Layer) -> Floats:
    """Return smallest x, y and largest x, y of every feature, NaN for an empty one; kept (any thread)."""
    with _cache_lock:
        known = _bounds.get(layer)
    if known is None:
        known = shapely.bounds(layer.geometry).reshape(-1, 4)
        with _cache_lock:
            _bounds[layer] = known
    return known


def take_apart(geometry: Geometries) -> Shapes:
    """Pack ``geometry`` by kind; null and empty ones leave nothing behind, collections are taken apart."""
    parts, feature = single_parts(geometry)
    kind = shapely.get_type_id(parts)
    is_line, is_area = (kind == 1) | (kind == 2), kind == 3
    points = shapely.get_coordinates(parts[kind == 0])
    return Shapes(
        pack_areas(parts[is_area], feature[is_area]),
        pack_lines(parts[is_line], feature[is_line]),
        points,
        feature[kind == 0],
    )


def single_parts(geometry: Geometries) -> tuple[Geometries, Ints]:
    """Return what ``geometry`` consists of, and the feature of each part; only what is nested is copied."""
    parts, feature = np.asarray(geometry, dtype=object), np.arange(len(geometry), dtype=np.int64)
    while (nested := shapely.get_type_id(parts) > 3).any():
        inner, owner = shapely.get_parts(parts[nested], return_index=True)
        feature = np.concatenate([feature[~nested], feature[nested][owner]])
        order = np.argsort(feature, kind="stable")
        parts, feature = np.concatenate([parts[~nested], inner])[order], feature[order]
    kept = ~(shapely.is_missing(parts) | shapely.is_empty(parts))
    return (parts, feature) if kept.all() else (parts[kept], feature[kept])


def pack_areas(polygons: Geometries, feature: Ints) -> Packed:
    """Pack single polygons; those of one ``feature``, which follow each other, become one."""
    if len(polygons) == 0:
        return empty(closed=True)
    xy, ring_counts = coordinates(polygons), shapely.get_num_interior_rings(polygons) + 1
    ring_starts = np.concatenate([[0], np.cumsum(ring_sizes(polygons, ring_counts))]).astype(np.int64)
    part_starts = np.concatenate([[0], np.cumsum(ring_counts)]).astype(np.int64)
    keep = np.ones(len(xy), dtype=bool)
    keep[ring_starts[1:] - 1] = False  # the closing vertex
    starts = ring_starts - np.arange(len(ring_starts))
    first_part, features = _runs(feature)
    groups = part_starts[first_part]
    return _packed(np.compress(keep, xy, axis=0), starts, groups, features, closed=True)


def ring_sizes(polygons: Geometries, ring_counts: Ints) -> Ints:
    """Return the vertices of every ring; taking rings out of a polygon is slow, and few have holes."""
    sizes = np.zeros(int(ring_counts.sum()), dtype=np.int64)
    first = np.cumsum(ring_counts) - ring_counts
    whole = ring_counts == 1
    sizes[first[whole]] = shapely.get_num_coordinates(polygons[whole])
    is_open = np.ones(len(sizes), dtype=bool)
    is_open[first[whole]] = False
    sizes[is_open] = shapely.get_num_coordinates(shapely.get_rings(polygons[~whole]))
    return sizes


def pack_lines(lines: Geometries, feature: Ints) -> Packed:
    """Pack single lines; those of one ``feature``, which follow each other, become one."""
    if len(lines) == 0:
        return empty(closed=False)
    counts = shapely.get_num_coordinates(lines)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    groups, features = _runs(feature)
    return _packed(coordinates(lines), starts, groups, features, closed=False)


def _runs(feature: Ints) -> tuple[Ints, Ints]:
    """Return where each run of equal numbers begins (with the end appended), and the numbers."""
    first = np.flatnonzero(np.concatenate([[True], feature[1:] != feature[:-1]]))
    return np.append(first, len(feature)).astype(np.int64), feature[first]


def _packed(xy: Floats, starts: Ints, groups: Ints, features: Ints, *, closed: bool) -> Packed:
    begin = starts[groups[:-1]]
    x, y = xy[:, 0], xy[:, 1]  # one by one: of both together numpy would keep Python's lock
    low = np.minimum.reduceat(x, begin), np.minimum.reduceat(y, begin)
    bounds = np.column_stack([*low, np.maximum.reduceat(x, begin), np.maximum.reduceat(y, begin)])
    return Packed(xy, starts, groups, features, bounds, closed)


def empty(*, closed: bool) -> Packed:
    """Return a packing of nothing."""
    zero = np.zeros(1, dtype=np.int64)
    return Packed(np.empty((0, 2)), zero, zero, np.empty(0, dtype=np.int64), np.empty((0, 4)), closed)


def of_lines(lines: list[Floats]) -> Packed:
    """Pack single lines, each its own feature."""
    lines = [line for line in lines if len(line) > 1]
    if not lines:
        return empty(closed=False)
    starts = np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(np.int64)
    count = np.arange(len(lines) + 1, dtype=np.int64)
    return _packed(np.concatenate(lines), starts, count, count[:-1], closed=False)


def meets(bounds: Floats, extent: Extent) -> Bools:
    """Whether each of ``bounds`` touches ``extent``."""
    x0, y0, x1, y1 = extent
    return (bounds[:, 0] <= x1) & (bounds[:, 2] >= x0) & (bounds[:, 1] <= y1) & (bounds[:, 3] >= y0)


def grown(extent: Extent, by: float) -> Extent:
    """Return ``extent`` enlarged by ``by`` metres on every side."""
    return extent[0] - by, extent[1] - by, extent[2] + by, extent[3] + by


def pick(packed: Packed, wanted: Bools) -> Packed:
    """Return the features where ``wanted`` is true."""
    if wanted.all():
        return packed
    rows = np.flatnonzero(wanted)
    ring_index, groups = _ranges(packed.groups, rows)
    vertex_index, starts = _ranges(packed.starts, ring_index)
    return Packed(packed.xy[vertex_index], starts, groups, packed.features[rows], packed.bounds[rows], packed.closed)


def _ranges(offsets: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return the positions inside the ranges ``rows`` of ``offsets``, and the offsets that remain."""
    counts = offsets[rows + 1] - offsets[rows]
    out = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    positions = np.arange(out[-1]) + np.repeat(offsets[rows] - out[:-1], counts)
    return positions, out


def thin(packed: Packed, cell: float) -> Packed:
    """Return ``packed`` with runs of vertices inside one grid cell drawn together to their mean.

    The grid is fixed to the ground, so a shape does not shimmer while the map is panned, and the mean does not
    depend on the direction of a ring, so two neighbours keep one edge.  Ends of lines stay where they are.  A
    ring no larger than two cells may disappear; a long thin one stays as it is.

    Parameters
    ----------
    cell : float
        Metres; half a pixel of the device.
    """
    if len(packed.xy) == 0 or cell <= 0.0:
        return packed
    first = _run_starts(packed, cell)
    least = 3 if packed.closed else 2
    counts = np.add.reduceat(first, packed.starts[:-1], dtype=np.int64)
    first |= np.repeat((counts < least) & (_ring_size(packed) > 2 * cell), np.diff(packed.starts))
    counts = np.add.reduceat(first, packed.starts[:-1], dtype=np.int64)
    if len(first) == int(counts.sum()) and counts.min() >= least:
        return packed
    begin = np.flatnonzero(first)
    xy = np.add.reduceat(packed.xy, begin)
    xy /= np.diff(np.append(begin, len(first)))[:, None]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    if not packed.closed:
        xy[starts[:-1]] = packed.xy[packed.starts[:-1]]
        xy[starts[1:] - 1] = packed.xy[packed.starts[1:] - 1]
    thinned = Packed(xy, starts, packed.groups, packed.features, packed.bounds, packed.closed)
    return _without_rings(thinned, counts >= least)


def _run_starts(packed: Packed, cell: float) -> Bools:
    """Whether each vertex begins a run: it lies in another cell than the vertex before, or begins a ring."""
    column, row = np.floor(packed.xy[:, 0] / cell), np.floor(packed.xy[:, 1] / cell)
    first = np.empty(len(column), dtype=bool)
    first[0] = True
    np.not_equal(column[1:], column[:-1], out=first[1:])
    first[1:] |= row[1:] != row[:-1]
    first[packed.starts[:-1]] = True
    if not packed.closed:
        first[packed.starts[1:] - 1] = True
    return first


def _ring_size(packed: Packed) -> Floats:
    begin = packed.starts[:-1]
    span = np.maximum.reduceat(packed.xy, begin) - np.minimum.reduceat(packed.xy, begin)
    return np.asarray(span.max(axis=1))


def _without_rings(packed: Packed, kept: Bools) -> Packed:
    """Drop the rings that are not ``kept``, and the features left with none."""
    if kept.all():
        return packed
    rings = np.flatnonzero(kept)
    vertices, starts = _ranges(packed.starts, rings)
    counts = np.add.reduceat(kept, packed.groups[:-1], dtype=np.int64)
    rows = counts > 0
    groups = np.concatenate([[0], np.cumsum(counts[rows])]).astype(np.int64)
    return Packed(packed.xy[vertices], starts, groups, packed.features[rows], packed.bounds[rows], packed.closed)


def to_paths(packed: Packed, view: View) -> Paths:
    """Return ``packed`` in paper millimetres."""
    return Paths(view.to_paper(packed.xy), packed.starts, packed.groups, packed.closed)
