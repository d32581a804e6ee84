"""Packed arrays to QPainterPath, many small ones.

The rasteriser's cost grows faster than a path does, and a draw call holds the GIL: paths of about ten small
features are the quickest, and keep every hold short.  A path is filled by the odd-even rule, so only features
whose boxes do not meet may share one; `_disjoint_chunks` finds such features with a coarse grid.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainterPath

from yhgis.carto.display_list import Cap, Paths
from yhgis.paint.path_player import command_word
from yhgis.paint.path_stream import PathRows, painter_paths, path_rows
from yhgis.paint.path_text import ranges
from yhgis.paint.ribbons import THIN, ribbons

FEATURES_A_PATH = 10
VERTICES_A_STROKE = 100
# Vertices turned into bytes at a time: bounds memory, and lets cancel come through.
VERTICES_A_BLOCK = 200_000

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def fill_paths(paths: Paths, scale: float) -> Iterator[QPainterPath]:
    """Yield paths to fill, in device units.

    Parameters
    ----------
    paths : Paths
        Features in paper millimetres.
    scale : float
        Device units a millimetre.
    """
    if not len(paths):
        return
    order, chunks = _disjoint_chunks(paths)
    first, count = paths.groups[:-1][order], np.diff(paths.groups)[order]
    rings = ranges(first, count)
    ring_ends = np.concatenate([[0], np.cumsum(count)])[chunks]
    yield from _packed(paths, rings, ring_ends, scale)


def stroke_paths(paths: Paths, scale: float) -> Iterator[QPainterPath]:
    """Yield paths to stroke, in device units; which feature a line belongs to does not matter to a pen."""
    rings = ranges(paths.groups[:1], paths.groups[-1:] - paths.groups[:1])
    if not len(rings):
        return
    before = np.concatenate([[0], np.cumsum(np.diff(paths.starts)[rings])[:-1]])
    new = np.flatnonzero(np.diff(before // VERTICES_A_STROKE)) + 1
    yield from _packed(paths, rings, np.concatenate([[0], new, [len(rings)]]), scale)


def replicated(outline: Paths, xy: Floats, angle: Floats | None) -> Paths:
    """Return ``outline`` set at every place of ``xy``, turned clockwise by ``angle`` degrees; one feature each."""
    places, vertices, rings = len(xy), len(outline.xy), len(outline.starts) - 1
    shape = np.broadcast_to(outline.xy, (places, vertices, 2))
    if angle is not None:
        turn = np.radians(angle)
        cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]
        x, y = shape[..., 0], shape[..., 1]
        shape = np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1)
    moved = (shape + xy[:, None, :]).reshape(-1, 2)
    starts = (np.arange(places)[:, None] * vertices + outline.starts[None, :-1]).ravel()
    return Paths(
        moved,
        np.concatenate([starts, [places * vertices]]).astype(np.int64),
        np.arange(places + 1, dtype=np.int64) * rings,
        outline.closed,
    )


def within(paths: Paths, box: tuple[float, float, float, float], reach: float) -> Paths:
    """Return the features whose bounds, grown by ``reach``, meet ``box`` (smallest x, y, largest x, y)."""
    bounds = feature_bounds(paths)
    x0, y0, x1, y1 = box
    near = (bounds[:, 0] <= x1 + reach) & (bounds[:, 2] >= x0 - reach)
    near &= (bounds[:, 1] <= y1 + reach) & (bounds[:, 3] >= y0 - reach)
    return paths if near.all() else features_of(paths, np.flatnonzero(near))


def features_of(paths: Paths, rows: Ints) -> Paths:
    """Return the features ``rows`` of ``paths``."""
    count = np.diff(paths.groups)[rows]
    rings = ranges(paths.groups[:-1][rows], count)
    sizes = np.diff(paths.starts)[rings]
    return Paths(
        paths.xy[ranges(paths.starts[rings], sizes)],
        np.concatenate([[0], np.cumsum(sizes)]),
        np.concatenate([[0], np.cumsum(count)]),
        paths.closed,
    )


_known_bounds: WeakKeyDictionary[Paths, Floats] = WeakKeyDictionary()


def feature_bounds(paths: Paths) -> Floats:
    """Return ``(m, 4)`` smallest x, y and largest x, y a feature; NaN for one without vertices."""
    known = _known_bounds.get(paths)  # one band after the other asks
    if known is None:
        known = _known_bounds[paths] = _bounds(paths)
    return known


def _bounds(paths: Paths) -> Floats:
    bounds = np.full((len(paths), 4), np.nan)
    edges = paths.starts[paths.groups]
    filled = np.flatnonzero(np.diff(edges) > 0)
    if len(filled):
        used = paths.xy[: edges[-1]]
        bounds[filled, :2] = np.minimum.reduceat(used, edges[:-1][filled], axis=0)
        bounds[filled, 2:] = np.maximum.reduceat(used, edges[:-1][filled], axis=0)
    return bounds


def _disjoint_chunks(paths: Paths) -> tuple[Ints, Ints]:
    """Return an order of the features and the ends of chunks in it whose features' boxes do not meet.

    A feature no larger than a grid cell reaches at most into the next cell right and below.  Two of them in
    different cells of equal row and column parity therefore cannot meet, nor can those of equal rank in such
    cells; larger ones get a path each.
    """
    total = len(paths)
    if total < 4 * FEATURES_A_PATH:
        return np.arange(total), np.arange(total + 1)
    bounds = feature_bounds(paths)
    size = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    cell = float(np.nanquantile(size, 0.9)) or 1.0
    small = np.flatnonzero(size <= cell)
    large = np.setdiff1d(np.arange(total), small, assume_unique=True)
    column = np.floor((bounds[small, 0] - np.nanmin(bounds[:, 0])) / cell).astype(np.int64)
    row = np.floor((bounds[small, 1] - np.nanmin(bounds[:, 1])) / cell).astype(np.int64)
    place = row * (int(column.max(initial=0)) + 1) + column
    kind = (row % 2) * 2 + column % 2
    by_place = np.argsort(place, kind="stable")
    is_first = np.concatenate([[True], np.diff(place[by_place]) != 0])
    rank = np.arange(len(small)) - np.maximum.accumulate(np.where(is_first, np.arange(len(small)), 0))
    # Blocks of rows keep the features of one path near each other, which the rasteriser likes.
    key = rank * 4 + kind[by_place]
    near = np.lexsort((column[by_place], row[by_place], column[by_place] // 32, key))
    order, keys = small[by_place][near], key[near]
    run_starts = np.flatnonzero(np.concatenate([[True], np.diff(keys) != 0]))
    place_in_run = np.arange(len(keys)) - np.repeat(run_starts, np.diff(np.concatenate([run_starts, [len(keys)]])))
    starts = np.flatnonzero(place_in_run % FEATURES_A_PATH == 0)
    return np.concatenate([order, large]), np.concatenate([starts, len(order) + np.arange(len(large) + 1)])


def ribbon_rows(paths: Paths, scale: float, width: float, cap: Cap, *, opaque: bool) -> PathRows:
    """Return paths to fill, for a `yhgis.paint.path_player.Player`, that cover what a pen of ``width`` would.

    Parameters
    ----------
    width : float
        Device units.
    """
    rings = ranges(paths.groups[:1], paths.groups[-1:] - paths.groups[:1])
    sizes = np.diff(paths.starts)[rings]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    xy = paths.xy[ranges(paths.starts[rings], sizes)] * scale
    # Pieces of a line that can be seen through must not overlap.
    overlap = 1.0 if opaque else 0.0
    outline, ends, _ = ribbons(
        xy[:, 0], xy[:, 1], starts, closed=paths.closed, width=width, overlap=overlap, cap=cap, smooth=width > THIN
    )
    new = np.flatnonzero(np.diff(ends[:-1] // (2 * VERTICES_A_STROKE))) + 1
    edges = np.concatenate([[0], new, [len(ends) - 1]]) if len(ends) > 1 else np.zeros(1, dtype=np.int64)
    x, y = outline[:, 0], outline[:, 1]
    return path_rows(x, y, ends, edges, closed=True, winding=True, command=command_word())


def _packed(paths: Paths, rings: Ints, chunk_ends: Ints, scale: float) -> Iterator[QPainterPath]:
    """Yield one path for each run ``rings[chunk_ends[i]:chunk_ends[i + 1]]``, a block of them at a time."""
    vertices = np.concatenate([[0], np.cumsum(np.diff(paths.starts)[rings])])[chunk_ends]
    block = vertices[:-1] // VERTICES_A_BLOCK
    edges = np.concatenate([[0], np.flatnonzero(np.diff(block)) + 1, [len(block)]])
    for start, end in itertools.pairwise(edges.tolist()):
        ends = chunk_ends[start : end + 1]
        yield from _block(paths, rings[ends[0] : ends[-1]], ends - ends[0], scale)


def _block(paths: Paths, rings: Ints, chunk_ends: Ints, scale: float) -> Iterator[QPainterPath]:
    """Yield the paths of one block; rings of a single vertex, and paths of none, are left out."""
    sizes = np.diff(paths.starts)[rings]
    kept = sizes >= 2
    before = np.concatenate([[0], np.cumsum(kept)])
    edges = np.unique(before[chunk_ends])
    rings, sizes = rings[kept], sizes[kept]
    xy = paths.xy[ranges(paths.starts[rings], sizes)] * scale
    starts = np.concatenate([[0], np.cumsum(sizes)])
    yield from painter_paths(xy[:, 0], xy[:, 1], starts, edges, closed=paths.closed)
