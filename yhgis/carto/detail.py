"""Levels of detail: geometry in spatial order in which every vertex knows at which pixel size nobody misses it.

A level ``k`` is made for pixels of 2**k metres and more.  It is not stored: it is the vertices that have not gone by
then, so all levels together cost one byte a vertex, and a coarse one is part of every finer one.  Coordinates are
whole numbers of about a millimetre, which is half the memory of metres.  `yhgis.carto.detail_build` makes it.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from yhgis.carto.packing import Bools, Floats, Ints, Packed, empty
from yhgis.model.view import Extent

Units = NDArray[np.int32]

#: A vertex that no pixel size makes superfluous goes at this level.
STAYS = 127
#: Beyond these pixel sizes (2**k metres) nothing more is gained.
FINEST, COARSEST = -4, 16
#: Levels between two powers of two: with more of them a picture has fewer vertices, but zooming makes more anew.
STEPS = 3


def level_of(metres_per_pixel: float, steps: int = 1) -> float:
    """Return the level to draw at: that of the largest power of two that is no more than a pixel.

    Parameters
    ----------
    metres_per_pixel : float
    steps : int
        Levels between two powers of two.
    """
    return min(max(math.floor(math.log2(metres_per_pixel) * steps) / steps, FINEST), COARSEST)


@dataclass(frozen=True, eq=False)
class Rings:
    """Rings or lines of some parts, in units.

    Parameters
    ----------
    x, y : int32 arrays, shape (n,)
    starts : int64 array, shape (k + 1,)
    groups : int64 array, shape (m + 1,)
        Part ``j`` is the rings ``groups[j]:groups[j + 1]``.
    parts : int64 array, shape (m,)
        Position of each part in the `Detail`, in any order.
    """

    x: Units
    y: Units
    starts: Ints
    groups: Ints
    parts: Ints


class Blocked(ABC):
    """Areas or lines of a layer in blocks of near ones; the attributes are described at `Detail`."""

    features: Ints
    bounds: Units
    size: NDArray[np.float32]
    blocks: Ints
    block_bounds: Units
    origin: tuple[float, float]
    unit: float
    closed: bool
    steps: ClassVar[int] = 1
    """Levels that there are between two powers of two, for `level_of`."""

    def __len__(self) -> int:
        return len(self.features)

    @property
    @abstractmethod
    def vertices(self) -> int:
        """At full detail."""

    @abstractmethod
    def load(self, extent: Extent, level: float) -> int:
        """Return about how many vertices ``extent`` (metres) shows at ``level``."""

    @abstractmethod
    def rings(self, block: int, level: float) -> Rings:
        """Return the parts of ``block`` at ``level``; all of them, however small."""

    def within(self, extent: Extent) -> Blocked:  # noqa: ARG002 - some need to know
        """Return the same for a picture of ``extent`` (metres) alone."""
        return self

    def box(self, extent: Extent) -> Extent:
        """Return ``extent`` (metres) in units."""
        ox, oy = self.origin
        x0, y0, x1, y1 = extent
        return (x0 - ox) / self.unit, (y0 - oy) / self.unit, (x1 - ox) / self.unit, (y1 - oy) / self.unit

    def near(self, extent: Extent) -> Ints:
        """Return the blocks that meet ``extent`` (metres)."""
        return np.flatnonzero(meets(self.block_bounds, self.box(extent)))

    def packed(self, extent: Extent, level: float, members: Bools) -> Packed:
        """Return what of the features ``members`` meets ``extent`` (metres) at ``level``, in metres."""
        found = [self._picked(self.rings(int(i), level), self.box(extent), members) for i in self.near(extent)]
        found = [one for one in found if len(one)]
        return _joined(found) if found else empty(closed=self.closed)

    def _picked(self, rings: Rings, box: Extent, members: Bools) -> Packed:
        wanted = members[self.features[rings.parts]] & meets(self.bounds[rings.parts], box)
        rows = np.flatnonzero(wanted)
        index, groups = ranges(rings.groups, rows)
        at, starts = ranges(rings.starts, index)
        xy = np.column_stack([rings.x[at] * self.unit + self.origin[0], rings.y[at] * self.unit + self.origin[1]])
        parts = rings.parts[rows]
        corner = np.array(self.origin * 2)
        return Packed(xy, starts, groups, self.features[parts], self.bounds[parts] * self.unit + corner, self.closed)

@dataclass(frozen=True, eq=False)
class Detail(Blocked):
    """The areas or the lines of a layer, part by part, near ones together.

    Parameters
    ----------
    x, y : int32 arrays, shape (n,)
        Units from the origin.
    goes : int8 array, shape (n,)
        The level at which a vertex goes, times `STEPS`; `STAYS` for one that never does.
    starts : int64 array, shape (k + 1,)
        Ring or line ``i`` is the vertices ``starts[i]:starts[i + 1]``; a ring does not repeat its first vertex.
        The outer ring of an area runs counter-clockwise, a hole clockwise, so an area is filled by the non-zero rule.
    groups : int64 array, shape (m + 1,)
        Part ``j`` is the rings ``groups[j]:groups[j + 1]``, the outer one first.
    features : int64 array, shape (m,)
        Position of each part's feature in the layer.
    bounds : int32 array, shape (m, 4)
        Smallest x, y, largest x, y a part.
    size : float32 array, shape (m,)
        Area of a part in square units; 0 for lines.
    blocks : int64 array, shape (b + 1,)
        Block ``i`` is the parts ``blocks[i]:blocks[i + 1]``: what is looked for, thinned and kept together.
    block_bounds : int32 array, shape (b, 4)
    origin : (float, float)
        Metres in the working CRS.
    unit : float
        Metres.
    closed : bool
        Areas rather than lines.
    """

    x: Units
    y: Units
    goes: NDArray[np.int8]
    starts: Ints
    groups: Ints
    features: Ints
    bounds: Units
    size: NDArray[np.float32]
    blocks: Ints
    block_bounds: Units
    origin: tuple[float, float]
    unit: float
    closed: bool
    steps: ClassVar[int] = STEPS

    @property
    def vertices(self) -> int:
        """At full detail."""
        return len(self.x)

    @property
    def nbytes(self) -> int:
        """Memory of all arrays."""
        return sum(value.nbytes for value in vars(self).values() if isinstance(value, np.ndarray))

    def load(self, extent: Extent, level: float) -> int:
        """Return about how many vertices ``extent`` (metres) shows at ``level``."""
        box, total, step = self.box(extent), 0.0, round(level * self.steps)
        for block in self.near(extent).tolist():
            shown = share_of(self.block_bounds[block], box)
            total += shown * np.count_nonzero(self.goes[self._vertices(block)] > step)
        return int(total)

    def _vertices(self, block: int) -> slice:
        first, last = self.groups[self.blocks[block : block + 2]]
        return slice(int(self.starts[first]), int(self.starts[last]))

    def rings(self, block: int, level: float) -> Rings:
        """Return the parts of ``block`` at ``level``; all of them, however small."""
        low, high = (int(at) for at in self.blocks[block : block + 2])
        first, last = int(self.groups[low]), int(self.groups[high])
        vertices = self._vertices(block)
        x, y = self.x[vertices], self.y[vertices]
        starts = self.starts[first : last + 1] - vertices.start
        kept = self.goes[vertices] > round(level * self.steps)
        if not kept.all():
            before = np.concatenate([[0], np.cumsum(kept, dtype=np.int64)])
            x, y, starts = x[kept], y[kept], before[starts]
        return Rings(x, y, starts, self.groups[low : high + 1] - first, np.arange(low, high, dtype=np.int64))



def meets(bounds: Units | Floats, box: Extent) -> Bools:
    """Whether each of ``bounds`` touches ``box``, both in units."""
    x0, y0, x1, y1 = box
    return (bounds[:, 0] <= x1) & (bounds[:, 2] >= x0) & (bounds[:, 1] <= y1) & (bounds[:, 3] >= y0)


def ranges(offsets: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return the positions inside the ranges ``rows`` of ``offsets``, and the offsets that remain."""
    counts = offsets[rows + 1] - offsets[rows]
    out = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return np.arange(out[-1]) + np.repeat(offsets[rows] - out[:-1], counts), out


def share_of(bounds: Units, box: Extent) -> float:
    """Return how much of ``bounds`` lies in ``box``, 0..1."""
    x0, y0, x1, y1 = (float(value) for value in bounds)
    wide = max(min(x1, box[2]) - max(x0, box[0]), 0.0) / max(x1 - x0, 1.0)
    high = max(min(y1, box[3]) - max(y0, box[1]), 0.0) / max(y1 - y0, 1.0)
    return min(wide, 1.0) * min(high, 1.0)


def _joined(found: list[Packed]) -> Packed:
    """Return packings as one."""
    if len(found) == 1:
        return found[0]
    vertices = np.cumsum([0, *(len(one.xy) for one in found)])
    rings = np.cumsum([0, *(len(one.starts) - 1 for one in found)])
    starts = [one.starts[:-1] + at for one, at in zip(found, vertices, strict=False)]
    groups = [one.groups[:-1] + at for one, at in zip(found, rings, strict=False)]
    xy: Floats = np.concatenate([one.xy for one in found])
    return Packed(
        xy,
        np.concatenate([*starts, vertices[-1:]]),
        np.concatenate([*groups, rings[-1:]]),
        np.concatenate([one.features for one in found]),
        np.concatenate([one.bounds for one in found]),
        found[0].closed,
    )
