"""Painting layers with levels of detail: painter's paths made once a block, kept, and drawn through a transform.

The paths are in the layer's own units, so they serve every view of their level; only new ground has to be made.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from yhgis.carto.dense import ClassedRings, DensePaths, Split
from yhgis.carto.detail import meets, ranges
from yhgis.carto.display_list import Cap, Rgba
from yhgis.model.view import Extent
from yhgis.paint.path_stream import painter_paths
from yhgis.paint.ribbons import THIN, ribbons

Ints = NDArray[np.int64]

#: Vertices of a path: the rasteriser's cost grows faster than a path, a call's cost does not shrink.
VERTICES_A_PATH = 100
#: Elements of kept paths a vertex of the layer: an element takes about 50 bytes, with what Qt makes of it when it is
#: first drawn, so twice the memory of the raw coordinates (16 bytes a vertex) at most.
MOST_KEPT, LEAST_KEPT = 0.6, 800_000
# Drawn without a look at who else wants to work: about a millisecond.
_PATHS_A_CHECK = 96

@dataclass(eq=False)
class Block:
    """The paths of a block, class by class, each made when it is first seen.

    Parameters
    ----------
    rings : ClassedRings
        What the paths are made of.
    edges : int64 array, shape (n + 1,)
        Path ``i`` is the rings ``edges[i]:edges[i + 1]``.
    closed : bool
    bounds : float64 array, shape (n, 4)
        Of each path, units.
    ends : dict of int to (int, int)
        Class to its first path and the one behind its last.
    paths : list of QPainterPath or None
    missing : bool array, shape (n,)
        Which paths are not made.
    """

    rings: ClassedRings
    edges: Ints
    closed: bool
    bounds: NDArray[np.float64]
    ends: dict[int, tuple[int, int]]
    paths: list[QPainterPath | None]
    missing: NDArray[np.bool_]

    @classmethod
    def of(cls, rings: ClassedRings, *, closed: bool) -> Block:
        """Return the block of ``rings``, with no path made."""
        edges = _edges(rings)
        count = len(edges) - 1
        numbers = rings.number[edges[:-1]]
        first = np.flatnonzero(np.diff(numbers, prepend=-1)).tolist()
        ends = {int(numbers[begin]): (begin, end) for begin, end in itertools.pairwise([*first, count])}
        return cls(rings, edges, closed, _bounds(rings, edges), ends, [None] * count, np.ones(count, dtype=bool))

    @property
    def elements(self) -> int:
        """About how many elements the paths have when all are made."""
        return len(self.rings.x) + len(self.rings.starts)

    def near(self, box: Extent) -> NDArray[np.bool_]:
        """Return which paths meet ``box`` (units), made if they were not."""
        near = meets(self.bounds, box)
        wanted = np.flatnonzero(near & self.missing)
        if len(wanted):
            self._make(wanted)
        return near

    def _make(self, wanted: Ints) -> None:
        index, edges = ranges(self.edges, wanted)
        at, starts = ranges(self.rings.starts, index)
        made = painter_paths(self.rings.x[at], self.rings.y[at], starts, edges, closed=self.closed, winding=True)
        for i, path in zip(wanted.tolist(), made, strict=True):
            self.paths[i] = path
        self.missing[wanted] = False


def can_draw(painter: QPainter) -> bool:
    """Whether the painter's transform only moves, as on the canvas and in a picture of its own."""
    kinds = QTransform.TransformationType
    return painter.transform().type() in (kinds.TxNone, kinds.TxTranslate)


@dataclass(frozen=True)
class DenseBrush:
    """A painter at work on dense paths.

    Parameters
    ----------
    painter : QPainter
        One that `can_draw`.
    scale : float
        Device units a millimetre.
    shown : QRectF
        What can be seen, in the painter's coordinates.
    check : callable
        Called every few paths; raises to stop.
    """

    painter: QPainter
    scale: float
    shown: QRectF
    check: Callable[[], None]

    def fill(self, dense: DensePaths, rgba: Rgba) -> None:
        """Fill areas; ``rgba`` is opaque, for neighbouring areas are filled together."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(*rgba))
        self._draw(dense, 0.0, 0.0, "flat")

    def stroke(self, dense: DensePaths, rgba: Rgba, width: float, cap: Cap) -> None:
        """Stroke outlines or lines, solid; ``width`` in device units, and ``rgba`` opaque, for pieces overlap."""
        if width > 1.0:
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(QColor(*rgba))
            self._draw(dense, width, width / 2.0 + 1.0, cap)
            return
        pen = QPen(QColor(*rgba), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.BevelJoin)
        pen.setCosmetic(True)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self._draw(dense, 0.0, 1.0, cap)

    def _draw(self, dense: DensePaths, width: float, reach: float, cap: Cap) -> None:
        to_device, per_unit = _transform(dense, self.scale)
        painter, check = self.painter, self.check
        before = painter.transform()
        painter.setTransform(to_device, True)
        try:
            for paths in _paths(dense, self._ground(dense, reach), width / per_unit, per_unit, cap):
                check()
                # The quickest loop there is: a call costs as much as drawing a parcel.
                deque(map(painter.drawPath, paths), maxlen=0)
        finally:
            painter.setTransform(before)

    def _ground(self, dense: DensePaths, reach: float) -> Extent:
        """Return the ground (metres) that can be seen, ``reach`` device units more on every side."""
        box, k = self.shown, self.scale
        x0, y0 = dense.view.to_ground((box.left() - reach) / k, (box.bottom() + reach) / k)
        x1, y1 = dense.view.to_ground((box.right() + reach) / k, (box.top() - reach) / k)
        return x0, y0, x1, y1


def _transform(dense: DensePaths, scale: float) -> tuple[QTransform, float]:
    """Return the transform from units to the painter's coordinates, and how many of those a unit is."""
    detail, view = dense.split.detail, dense.view
    k = view.mm_per_metre * scale
    dx = (detail.origin[0] - view.center_x) * k + view.width_mm / 2 * scale
    dy = (view.center_y - detail.origin[1]) * k + view.height_mm / 2 * scale
    return QTransform(k * detail.unit, 0.0, 0.0, -k * detail.unit, dx, dy), k * detail.unit


def _paths(
    dense: DensePaths, extent: Extent, width: float, per_unit: float, cap: Cap
) -> Iterator[list[QPainterPath]]:
    """Yield the paths of ``dense`` that meet ``extent`` (metres), block by block; ``width`` in units."""
    split, detail = dense.split, dense.split.detail
    box = detail.box(extent)
    blocks = detail.near(extent)
    for number in blocks[split.present[blocks, dense.number]].tolist():
        block = _block(split, dense.level, number, width, per_unit, cap)
        first, last = block.ends.get(dense.number, (0, 0))
        if first == last:
            continue
        near = block.near(box)[first:last]
        paths: list[QPainterPath] = block.paths[first:last]  # type: ignore[assignment]
        if not near.all():
            paths = [paths[i] for i in np.flatnonzero(near).tolist()]
        for begin in range(0, len(paths), _PATHS_A_CHECK):
            yield paths[begin : begin + _PATHS_A_CHECK]


def _block(split: Split, level: int, number: int, width: float, per_unit: float, cap: Cap) -> Block:
    """Return the paths of a block, made now or kept from before."""
    store, key = split.store, (split, level, number, width, cap)
    with store.lock:
        known: Block | None = store.kept.get(key)
        if known is not None:
            store.kept.move_to_end(key)
            return known
    made = _made(split, level, number, width, per_unit, cap)
    with store.lock:
        store.kept[key] = made
        most = max(MOST_KEPT * split.detail.vertices, LEAST_KEPT)
        total = sum(block.elements for block in store.kept.values())
        while total > most and len(store.kept) > 1:
            total -= store.kept.popitem(last=False)[1].elements
    return made


def _made(split: Split, level: int, number: int, width: float, per_unit: float, cap: Cap) -> Block:
    rings, closed = split.rings(number, level), split.detail.closed
    if width <= 0.0:
        return Block.of(_of_size(rings, 3 if closed else 2), closed=closed)
    outline, starts, line = ribbons(
        rings.x, rings.y, rings.starts,
        closed=closed, width=width, overlap=1.0 / per_unit, cap=cap, smooth=width * per_unit > THIN,
    )  # fmt: skip
    pieces = ClassedRings(outline[:, 0], outline[:, 1], starts, rings.number[line], np.arange(len(line)))
    return Block.of(pieces, closed=True)


def _of_size(rings: ClassedRings, least: int) -> ClassedRings:
    """Return the rings of ``least`` vertices and more."""
    sizes = np.diff(rings.starts)
    kept = np.flatnonzero(sizes >= least)
    if len(kept) == len(sizes):
        return rings
    at, starts = ranges(rings.starts, kept)
    return ClassedRings(rings.x[at], rings.y[at], starts, rings.number[kept], rings.part[kept])


def _edges(rings: ClassedRings) -> Ints:
    """Return the edges of runs of rings for one path each: of one class, of whole parts, of few vertices."""
    count = len(rings.number)
    if not count:
        return np.zeros(1, dtype=np.int64)
    new_part = np.flatnonzero(np.diff(rings.part, prepend=rings.part[0] - 1))
    share = rings.starts[new_part] // VERTICES_A_PATH
    number = rings.number[new_part]
    new = np.concatenate([[True], (np.diff(share) != 0) | (np.diff(number) != 0)])
    return np.append(new_part[new], count).astype(np.int64)


def _bounds(rings: ClassedRings, edges: Ints) -> NDArray[np.float64]:
    """Return smallest x, y and largest x, y of each run of rings."""
    if len(edges) < 2:
        return np.empty((0, 4))
    begin = rings.starts[edges[:-1]]
    columns = [np.minimum.reduceat(rings.x, begin), np.minimum.reduceat(rings.y, begin)]
    columns += [np.maximum.reduceat(rings.x, begin), np.maximum.reduceat(rings.y, begin)]
    return np.column_stack(columns).astype(np.float64)
