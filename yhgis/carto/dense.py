"""Paths of layers with levels of detail: worked out block by block, and only where somebody looks.

A painter that draws pixels takes the rings of a `Split` block by block and keeps what it made of them; everybody else
sees ordinary `Paths` in paper millimetres.
"""

from __future__ import annotations

import hashlib
import threading
import weakref
from collections import OrderedDict
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yhgis.carto.detail import Blocked, Rings, ranges
from yhgis.carto.display_list import Paths
from yhgis.carto.packing import Bools, Floats, Ints, to_paths
from yhgis.model.view import Extent, View

#: Ways of telling a layer's parts apart that are kept, the last used ones.
_SPLITS_KEPT = 3


@dataclass(frozen=True, eq=False)
class ClassedRings:
    """Rings or lines in units, those of one class together.

    Parameters
    ----------
    x, y : float64 or int32 arrays, shape (n,)
    starts : int64 array, shape (k + 1,)
    number : int64 array, shape (k,)
        Class of each ring, rising.
    part : int64 array, shape (k,)
        Rings of one part have one number and follow each other.
    """

    x: NDArray[Any]
    y: NDArray[Any]
    starts: Ints
    number: Ints
    part: Ints


@dataclass(eq=False)
class Store:
    """What painters keep of a `Detail` (`yhgis.paint.dense_paths`), the last used last; guarded by ``lock``.

    ``held`` is the memory of it, bytes.  What somebody is making stands in ``making``; who wants it too waits on
    ``lock``.
    """

    kept: OrderedDict[Any, Any] = field(default_factory=OrderedDict)
    held: int = 0
    making: set[Any] = field(default_factory=set)
    lock: threading.Condition = field(default_factory=threading.Condition)


@dataclass(eq=False)
class Split:
    """The parts of a `Detail` told apart by class.

    Parameters
    ----------
    detail : Blocked
    number : int16 array, shape (m,)
        Class of each part; -1 for one that is not drawn.
    store : Store
        What painters keep with it, shared by all splits of the detail.
    """

    detail: Blocked
    number: NDArray[np.int16]
    store: Store

    @cached_property
    def present(self) -> Bools:
        """Whether each block (rows) has a part of each class (columns)."""
        blocks = self.detail.blocks
        table = np.zeros((len(blocks) - 1, int(self.number.max(initial=0)) + 1), dtype=bool)
        drawn = np.flatnonzero(self.number >= 0)
        table[np.searchsorted(blocks, drawn, side="right") - 1, self.number[drawn]] = True
        return table

    def rings(self, block: int, level: float) -> ClassedRings:
        """Return what ``block`` draws at ``level``; areas smaller than a pixel are merged into squares of theirs."""
        rings = self.detail.rings(block, level)
        number = self.number[rings.parts].astype(np.int64)
        tiny = self._tiny(rings.parts, level) & (number >= 0)
        rows = np.flatnonzero((number >= 0) & ~tiny)
        rows = rows[np.lexsort((rings.parts[rows], number[rows]))]
        found = _picked(rings, rows, number)
        if not tiny.any():
            return found
        return _merged(found, self._squares(rings.parts[tiny], number[tiny], level))

    def _tiny(self, parts: Ints, level: float) -> Bools:
        detail = self.detail
        if not detail.closed:
            return np.zeros(len(parts), dtype=bool)
        bounds = detail.bounds[parts]
        return np.asarray((bounds[:, 2:] - bounds[:, :2]).max(axis=1, initial=0) < 2.0**level / detail.unit)

    def _squares(self, parts: Ints, number: Ints, level: float) -> ClassedRings:
        """Return squares of the areas that parts smaller than a pixel take together, one a pixel and class."""
        detail = self.detail
        cell = 2.0**level / detail.unit
        bounds = detail.bounds[parts].astype(np.float64)
        middle = (bounds[:, :2] + bounds[:, 2:]) / 2.0
        column, row = np.floor(middle / cell).astype(np.int64).T
        key = np.stack([number, row, column])
        places, which = np.unique(key, axis=1, return_inverse=True)
        which = which.ravel()
        count = np.bincount(which)
        x, y = (np.bincount(which, middle[:, axis]) / count for axis in (0, 1))
        half = np.minimum(np.sqrt(np.bincount(which, detail.size[parts])), cell) / 2.0
        rings = np.arange(len(count) + 1, dtype=np.int64) * 4
        corner_x, corner_y = np.array([-1.0, 1.0, 1.0, -1.0]), np.array([-1.0, -1.0, 1.0, 1.0])
        return ClassedRings(
            (x[:, None] + half[:, None] * corner_x).ravel(),
            (y[:, None] + half[:, None] * corner_y).ravel(),
            rings,
            places[0],
            -1 - np.arange(len(count), dtype=np.int64),
        )


def _picked(rings: Rings, rows: Ints, number: Ints) -> ClassedRings:
    """Return the parts ``rows`` of ``rings`` in that order."""
    index, groups = ranges(rings.groups, rows)
    at, starts = ranges(rings.starts, index)
    of_ring = np.repeat(np.arange(len(rows)), np.diff(groups))
    return ClassedRings(rings.x[at], rings.y[at], starts, number[rows][of_ring], of_ring)


def _merged(a: ClassedRings, b: ClassedRings) -> ClassedRings:
    """Return the rings of both, by class."""
    starts = np.concatenate([a.starts, b.starts[1:] + a.starts[-1]])
    number = np.concatenate([a.number, b.number])
    rows = np.argsort(number, kind="stable")
    at, ends = ranges(starts, rows)
    x, y = np.concatenate([a.x, b.x])[at], np.concatenate([a.y, b.y])[at]
    return ClassedRings(x, y, ends, number[rows], np.concatenate([a.part, b.part])[rows])


class DensePaths(Paths):
    """The rings or lines of one class of a `Split`, as a view shows them.

    Parameters
    ----------
    split : Split
    number : int
        Of the class.
    level : int
    view : View
    reach : Extent
        Ground (metres) whose parts may show.
    """

    split: Split
    number: int
    level: float
    view: View
    reach: Extent

    def __init__(self, split: Split, number: int, level: float, view: View, reach: Extent) -> None:
        vars(self).update(split=split, number=number, level=level, view=view, reach=reach)

    def same_as(self, other: Paths) -> bool:
        """Whether the two are the same rings or lines in the same view."""
        return isinstance(other, DensePaths) and vars(self) | {"on_paper": None} == vars(other) | {"on_paper": None}

    def beside(self, other: DensePaths) -> bool:
        """Whether the two are classes of one split in the same view."""
        return {**vars(self), "number": 0, "on_paper": None} == {**vars(other), "number": 0, "on_paper": None}

    @cached_property
    def on_paper(self) -> Paths:
        """The same as plain arrays in paper millimetres."""
        detail = self.split.detail
        members = np.zeros(int(detail.features.max(initial=-1)) + 1, dtype=bool)
        members[detail.features[self.split.number == self.number]] = True
        return to_paths(detail.packed(self.reach, self.level, members), self.view)

    def __len__(self) -> int:
        """Return in how many blocks there is something to draw: more than that is worked out by whoever draws it."""
        near = self.split.detail.near(self.reach)
        return int(np.count_nonzero(self.split.present[near, self.number]))

    @property
    def xy(self) -> Floats:
        """Paper millimetres."""
        return self.on_paper.xy

    @property
    def starts(self) -> Ints:
        """As in `Paths`."""
        return self.on_paper.starts

    @property
    def groups(self) -> Ints:
        """As in `Paths`."""
        return self.on_paper.groups

    @property
    def closed(self) -> bool:
        """As in `Paths`."""
        return self.split.detail.closed


@dataclass(eq=False)
class _Known:
    """The splits of a detail that are kept, by what they hold, and their common store."""

    store: Store = field(default_factory=Store)
    splits: OrderedDict[bytes, Split] = field(default_factory=OrderedDict)


_known: MutableMapping[Blocked, _Known] = weakref.WeakKeyDictionary()
_known_lock = threading.Lock()


def split(detail: Blocked, classes: Sequence[Bools]) -> list[tuple[Split, int]]:
    """Return for each of ``classes`` (features) the split that draws it and its number there; kept by what they hold.

    Classes without common features, as categories are, share a split, so every block is thinned once for all.
    """
    of_feature = np.full(len(classes[0]), -1, dtype=np.int16)
    for i, one in enumerate(classes):
        of_feature[one] = i
    if sum(int(np.count_nonzero(one)) for one in classes) > int(np.count_nonzero(of_feature >= 0)):
        members = [one[detail.features] for one in classes]
        return [(_kept(detail, np.where(one, 0, -1).astype(np.int16)), 0) for one in members]
    number = of_feature[detail.features]
    shared = _kept(detail, number)
    return [(shared, i) for i in range(len(classes))]


def _kept(detail: Blocked, number: NDArray[np.int16]) -> Split:
    key = hashlib.blake2b(number.tobytes(), digest_size=16).digest()
    with _known_lock:
        known = _known.get(detail)
        if known is None:
            known = _known[detail] = _Known()
        found = known.splits.pop(key, None) or Split(detail, number, known.store)
        known.splits[key] = found
        while len(known.splits) > _SPLITS_KEPT:
            known.splits.popitem(last=False)
    return found
