"""Painting layers with levels of detail: painter's paths made once a block, kept, and drawn through a transform.

The paths are in the layer's own units, so they serve every view of their level; only new ground has to be made.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from yhgis.carto.dense import ClassedRings, DensePaths, Split, Store
from yhgis.carto.detail import meets, ranges
from yhgis.carto.display_list import Cap, Rgba
from yhgis.model.view import Extent
from yhgis.paint.path_player import Player, command_word
from yhgis.paint.path_stream import PathRows, path_rows
from yhgis.paint.ribbons import THIN, ribbons

Ints = NDArray[np.int64]

#: Vertices of a path: the rasteriser's cost grows faster than a path, a call's cost does not shrink.
VERTICES_A_PATH = 64
#: Elements of kept paths a vertex of the layer: an element takes 20 bytes, so one and a half times the memory of the
#: raw coordinates (16 bytes a vertex) at most.
MOST_KEPT, LEAST_KEPT = 1.2, 1_600_000

@dataclass(eq=False)
class Block:
    """The paths of a block, class by class.

    Parameters
    ----------
    bounds : float64 array, shape (n, 4)
        Of each path, units.
    ends : dict of int to (int, int)
        Class to its first path and the one behind its last.
    paths : PathRows
    """

    bounds: NDArray[np.float64]
    ends: dict[int, tuple[int, int]]
    paths: PathRows

    @classmethod
    def of(cls, rings: ClassedRings, *, closed: bool) -> Block:
        """Return the block of ``rings``."""
        edges = _edges(rings)
        count = len(edges) - 1
        numbers = rings.number[edges[:-1]]
        first = np.flatnonzero(np.diff(numbers, prepend=-1)).tolist()
        ends = {int(numbers[begin]): (begin, end) for begin, end in itertools.pairwise([*first, count])}
        rows = path_rows(
            rings.x, rings.y, rings.starts, edges, closed=closed, winding=True, command=command_word()
        )
        return cls(_bounds(rings, edges), ends, rows)

    @property
    def elements(self) -> int:
        """How many elements the paths have."""
        return len(self.paths.rows)

    def runs(self, number: int, box: Extent, inside: bool) -> list[tuple[int, int]]:
        """Return the runs of paths of a class that meet ``box`` (units); ``inside`` says that all of the block do."""
        first, last = self.ends.get(number, (0, 0))
        if inside:
            return [(first, last)]
        near = meets(self.bounds[first:last], box)
        if near.all():
            return [(first, last)] if last > first else []
        edges = np.flatnonzero(np.diff(near, prepend=False, append=False)) + first
        return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


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
        self.painter.setPen(_hairline(rgba, width))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self._draw(dense, 0.0, 1.0, cap)

    def fill_outlined(self, dense: DensePaths, fill: Rgba, line: Rgba, width: float) -> None:
        """Fill areas and draw their outlines, a pixel wide at most, quicker than one after the other.

        Of two neighbours the later one's line lies on the earlier one's, so no filling covers half a line.
        """
        self.painter.setPen(_hairline(line, min(width, 1.0)))
        self.painter.setBrush(QColor(*fill))
        self._draw(dense, 0.0, 1.0, "flat")

    def _draw(self, dense: DensePaths, width: float, reach: float, cap: Cap) -> None:
        to_device, per_unit = _transform(dense, self.scale)
        painter, check = self.painter, self.check
        before = painter.transform()
        painter.setTransform(to_device, True)
        try:
            with Player(painter, check) as player:
                for block, first, last in _runs(dense, self._ground(dense, reach), width / per_unit, per_unit, cap):
                    player.add(block.paths, first, last)
        finally:
            painter.setTransform(before)

    def _ground(self, dense: DensePaths, reach: float) -> Extent:
        """Return the ground (metres) that can be seen, ``reach`` device units more on every side."""
        box, k = self.shown, self.scale
        x0, y0 = dense.view.to_ground((box.left() - reach) / k, (box.bottom() + reach) / k)
        x1, y1 = dense.view.to_ground((box.right() + reach) / k, (box.top() - reach) / k)
        return x0, y0, x1, y1


def _hairline(rgba: Rgba, width: float) -> QPen:
    pen = QPen(QColor(*rgba), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.BevelJoin)
    pen.setCosmetic(True)
    return pen


def _transform(dense: DensePaths, scale: float) -> tuple[QTransform, float]:
    """Return the transform from units to the painter's coordinates, and how many of those a unit is."""
    detail, view = dense.split.detail, dense.view
    k = view.mm_per_metre * scale
    dx = (detail.origin[0] - view.center_x) * k + view.width_mm / 2 * scale
    dy = (view.center_y - detail.origin[1]) * k + view.height_mm / 2 * scale
    return QTransform(k * detail.unit, 0.0, 0.0, -k * detail.unit, dx, dy), k * detail.unit


def _runs(
    dense: DensePaths, extent: Extent, width: float, per_unit: float, cap: Cap
) -> Iterator[tuple[Block, int, int]]:
    """Yield the paths of ``dense`` that meet ``extent`` (metres), in runs of a block; ``width`` in units."""
    split, detail = dense.split, dense.split.detail
    box = detail.box(extent)
    blocks = detail.near(extent)
    blocks = blocks[split.present[blocks, dense.number]]
    inside = _inside(detail.block_bounds[blocks], box)
    for number, whole in zip(blocks.tolist(), inside.tolist(), strict=True):
        block = _block(split, dense.level, number, width, per_unit, cap)
        for first, last in block.runs(dense.number, box, whole):
            yield block, first, last


def _inside(bounds: NDArray[Any], box: Extent) -> NDArray[np.bool_]:
    """Whether each of ``bounds`` lies in ``box``."""
    x0, y0, x1, y1 = box
    return (bounds[:, 0] >= x0) & (bounds[:, 2] <= x1) & (bounds[:, 1] >= y0) & (bounds[:, 3] <= y1)


def _block(split: Split, level: float, number: int, width: float, per_unit: float, cap: Cap) -> Block:
    """Return the paths of a block, made now or kept from before."""
    store, key = split.store, (split, level, number, width, cap)
    with store.lock:
        while key in store.making:
            store.lock.wait()
        known: Block | None = store.kept.get(key)
        if known is not None:
            store.kept.move_to_end(key)
            return known
        store.making.add(key)
    made: Block | None = None
    try:
        made = _made(split, level, number, width, per_unit, cap)
        return made
    finally:
        with store.lock:
            store.making.discard(key)
            if made is not None:
                _keep(store, key, made, split.detail.vertices)
            store.lock.notify_all()


def _keep(store: Store, key: object, made: Block, vertices: int) -> None:
    """Keep a block, and let the least used go where there are too many; the store is locked."""
    store.kept[key] = made
    most = max(MOST_KEPT * vertices, LEAST_KEPT)
    total = sum(block.elements for block in store.kept.values())
    while total > most and len(store.kept) > 1:
        total -= store.kept.popitem(last=False)[1].elements


def _made(split: Split, level: float, number: int, width: float, per_unit: float, cap: Cap) -> Block:
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
