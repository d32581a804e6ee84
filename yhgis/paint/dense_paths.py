"""Painting layers with levels of detail: painter's paths made once a block, kept, and drawn through a transform.

The paths are in the layer's own units, so they serve every view of their level; only new ground has to be made.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from yhgis.carto.dense import ClassedRings, DensePaths, Split, Store
from yhgis.carto.detail import meets, ranges
from yhgis.carto.display_list import Cap, Rgba
from yhgis.model.view import Extent
from yhgis.paint.line_nets import Nets, as_dark_as_twice, nets_of
from yhgis.paint.path_player import Player, command_word
from yhgis.paint.path_stream import PathRows, path_rows
from yhgis.paint.ribbons import THIN, ribbons

Ints = NDArray[np.int64]

#: Vertices of a path: the rasteriser's cost grows faster than a path, a call's cost does not shrink.
VERTICES_A_PATH = 64
#: Bytes of kept paths and nets a vertex of the layer: one and a half times the raw coordinates (16 bytes) at most.
MOST_KEPT, LEAST_KEPT = 24, 32_000_000

_Made = TypeVar("_Made", "Block", Nets)

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
    def of(cls, rings: ClassedRings) -> Block:
        """Return the block of ``rings``; none of them ends where it began, for what is filled is closed anyway."""
        edges = _edges(rings)
        count = len(edges) - 1
        numbers = rings.number[edges[:-1]]
        first = np.flatnonzero(np.diff(numbers, prepend=-1)).tolist()
        ends = {int(numbers[begin]): (begin, end) for begin, end in itertools.pairwise([*first, count])}
        rows = path_rows(
            rings.x, rings.y, rings.starts, edges, closed=False, winding=True, command=command_word()
        )
        return cls(_bounds(rings, edges), ends, rows)

    @property
    def nbytes(self) -> int:
        """Memory of the paths."""
        return self.paths.rows.nbytes

    def runs(self, box: Extent, inside: bool) -> Iterator[tuple[int, int, int]]:
        """Yield class, first path and the one behind the last of runs of paths that meet ``box`` (units).

        ``inside`` says that all of the block do.
        """
        if inside:
            yield from ((number, first, last) for number, (first, last) in self.ends.items())
            return
        near = meets(self.bounds, box)
        begins = near.copy()
        begins[1:] &= ~near[:-1]
        firsts = [first for first, _ in self.ends.values()]
        begins[firsts] = near[firsts]
        goes = ~near
        goes[firsts] = True
        at = np.flatnonzero(begins)
        ends = np.append(np.flatnonzero(goes), len(near))
        lasts = ends[np.searchsorted(ends, at, side="right")]
        numbers = np.array(list(self.ends))[np.searchsorted(firsts, at, side="right") - 1]
        yield from zip(numbers.tolist(), at.tolist(), lasts.tolist(), strict=True)


@dataclass(frozen=True)
class _Ribbon:
    """How lines become areas: their width in units, device units a unit, their ends; no width is areas as they are."""

    width: float
    per_unit: float = field(compare=False)
    cap: Cap


_AREA = _Ribbon(0.0, 1.0, "flat")
_Runs = dict[int, list[tuple[PathRows, int, int]]]


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
        self.fill_together([(dense, rgba)])

    def fill_together(self, classes: Sequence[tuple[DensePaths, Rgba]]) -> None:
        """Fill the areas of classes of one split in one view, each in its own opaque colour."""
        self._draw(classes, 0.0, 0.0, "flat")

    def stroke(self, dense: DensePaths, rgba: Rgba, width: float, cap: Cap) -> None:
        """Stroke outlines or lines, solid; ``width`` in device units, and ``rgba`` opaque, for pieces overlap."""
        if width <= 1.0:
            self.stroke_together([dense], rgba, width)
            return
        self._draw([(dense, rgba)], width, width / 2.0 + 1.0, cap)

    def stroke_together(self, classes: Sequence[DensePaths], rgba: Rgba, width: float) -> None:
        """Stroke classes of one split in one view, a pixel wide at most; an edge that two share is drawn once."""
        dense, numbers = classes[0], frozenset(one.number for one in classes)
        alone, shared = _hairline(rgba, width), _hairline(rgba, as_dark_as_twice(width))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        box = dense.split.detail.box(self._ground(dense, 1.0))
        with self._units(dense):
            for block, whole in _blocks(dense, numbers, self._ground(dense, 1.0)):
                nets = _nets(dense.split, dense.level, block, numbers)
                for net, pen in ((nets.alone, alone), (nets.shared, shared)):
                    self.painter.setPen(pen)
                    net.draw(self.painter, net.runs(box, inside=whole), self.check)

    def _draw(self, classes: Sequence[tuple[DensePaths, Rgba]], width: float, reach: float, cap: Cap) -> None:
        """Fill areas, or the ribbons that lines of a ``width`` in device units are."""
        dense = classes[0][0]
        per_unit = dense.view.mm_per_metre * self.scale * dense.split.detail.unit
        ribbon = _Ribbon(width / per_unit, per_unit, cap)
        runs = self._runs(dense, {one.number for one, _ in classes}, self._ground(dense, reach), ribbon)
        self.painter.setPen(Qt.PenStyle.NoPen)
        with self._units(dense):
            for one, rgba in classes:
                self.painter.setBrush(QColor(*rgba))
                with Player(self.painter, self.check) as player:
                    for paths, first, last in runs[one.number]:
                        player.add(paths, first, last)

    def _runs(self, dense: DensePaths, numbers: set[int], extent: Extent, ribbon: _Ribbon) -> _Runs:
        """Return for each of the classes ``numbers`` the runs of paths that meet ``extent`` (metres)."""
        found: _Runs = {number: [] for number in numbers}
        box = dense.split.detail.box(extent)
        for at, whole in _blocks(dense, numbers, extent):
            self.check()
            block = _block(dense.split, dense.level, at, ribbon)
            for number, first, last in block.runs(box, whole):
                if number in found:
                    found[number].append((block.paths, first, last))
        return found

    @contextmanager
    def _units(self, dense: DensePaths) -> Iterator[None]:
        """Let the painter's coordinates be the layer's units."""
        before = self.painter.transform()
        self.painter.setTransform(_transform(dense, self.scale), True)
        try:
            yield
        finally:
            self.painter.setTransform(before)

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


def _transform(dense: DensePaths, scale: float) -> QTransform:
    """Return the transform from units to the painter's coordinates."""
    detail, view = dense.split.detail, dense.view
    k = view.mm_per_metre * scale
    dx = (detail.origin[0] - view.center_x) * k + view.width_mm / 2 * scale
    dy = (view.center_y - detail.origin[1]) * k + view.height_mm / 2 * scale
    return QTransform(k * detail.unit, 0.0, 0.0, -k * detail.unit, dx, dy)


def _blocks(dense: DensePaths, numbers: Collection[int], extent: Extent) -> list[tuple[int, bool]]:
    """Return the blocks with parts of the classes ``numbers`` that meet ``extent`` (metres); whether they lie in it."""
    split, detail = dense.split, dense.split.detail
    blocks = detail.near(extent)
    blocks = blocks[split.present[np.ix_(blocks, np.fromiter(numbers, dtype=np.int64))].any(axis=1)]
    inside = _inside(detail.block_bounds[blocks], detail.box(extent))
    return list(zip(blocks.tolist(), inside.tolist(), strict=True))


def _inside(bounds: NDArray[Any], box: Extent) -> NDArray[np.bool_]:
    """Whether each of ``bounds`` lies in ``box``."""
    x0, y0, x1, y1 = box
    return (bounds[:, 0] >= x0) & (bounds[:, 2] <= x1) & (bounds[:, 1] >= y0) & (bounds[:, 3] <= y1)


def _block(split: Split, level: float, number: int, ribbon: _Ribbon) -> Block:
    """Return the paths of a block, made now or kept from before."""
    return _kept(split, (split, level, number, ribbon), lambda: _made(split, level, number, ribbon))


def _nets(split: Split, level: float, number: int, classes: frozenset[int]) -> Nets:
    """Return the classes' outlines or lines in a block, made now or kept from before."""

    def made() -> Nets:
        block = _at_hand(split.store, (split, level, number, _AREA)) or _made(split, level, number, _AREA)
        runs = [block.ends[one] for one in classes if one in block.ends]
        return nets_of(block.paths, runs, closed=split.detail.closed)

    return _kept(split, (split, level, number, classes), made)


def _at_hand(store: Store, key: Hashable) -> Block | None:
    """Return a block that is kept, None where it would have to be made."""
    with store.lock:
        known: Block | None = store.kept.get(key)
        return known


def _kept(split: Split, key: Hashable, make: Callable[[], _Made]) -> _Made:
    """Return what ``make`` makes, or made before; what another thread is making is waited for."""
    store = split.store
    with store.lock:
        while key in store.making:
            store.lock.wait()
        known: _Made | None = store.kept.get(key)
        if known is not None:
            store.kept.move_to_end(key)
            return known
        store.making.add(key)
    made: _Made | None = None
    try:
        made = make()
        return made
    finally:
        with store.lock:
            store.making.discard(key)
            if made is not None:
                _keep(store, key, made, split.detail.vertices)
            store.lock.notify_all()


def _keep(store: Store, key: Hashable, made: Block | Nets, vertices: int) -> None:
    """Keep what was made, and let the least used go where there is too much; the store is locked."""
    store.kept[key] = made
    store.held += made.nbytes
    most = max(MOST_KEPT * vertices, LEAST_KEPT)
    while store.held > most and len(store.kept) > 1:
        store.held -= store.kept.popitem(last=False)[1].nbytes


def _made(split: Split, level: float, number: int, ribbon: _Ribbon) -> Block:
    rings, closed, width, per_unit = split.rings(number, level), split.detail.closed, ribbon.width, ribbon.per_unit
    if width <= 0.0:
        return Block.of(_of_size(rings, 3 if closed else 2))
    outline, starts, line = ribbons(
        rings.x, rings.y, rings.starts,
        closed=closed, width=width, overlap=1.0 / per_unit, cap=ribbon.cap, smooth=width * per_unit > THIN,
    )  # fmt: skip
    pieces = ClassedRings(outline[:, 0], outline[:, 1], starts, rings.number[line], np.arange(len(line)))
    return Block.of(pieces)


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
