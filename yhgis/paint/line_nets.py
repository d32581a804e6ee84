"""The outlines of many areas as a net of lines: an edge that two neighbours share is one line, drawn once.

Outlines one by one draw such an edge twice, and as a hairline covers a dot in part, that is darker than once.  What
is drawn once is therefore drawn a little wider: a net looks as the outlines do, in half the time.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter

from yhgis.carto.detail import meets
from yhgis.model.view import Extent
from yhgis.paint.path_stream import BEGINS, BETWEEN, ONWARD, PathRows
from yhgis.paint.qt_library import address, exported

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Lines that are looked for together, and that are drawn between two looks whether to stop: a millisecond or two.
_LINES_A_BUNCH, _LINES_A_CALL = 256, 24_576
_LINE_BYTES = 32
# An odd number that spreads the bits of a place over all 64.
_SPREAD = np.int64(-7046029254386353131)
# Cells a side of the grid by which lines are put in order; the cell stands in the upper byte of a line's key.
_CELLS = 11
_CELL_SHIFT, _BELOW_CELL = np.int64(56), np.int64((1 << 56) - 1)
_NONE: Ints = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Net:
    """Lines in bunches of near ones.

    Parameters
    ----------
    lines : float64 array, shape (n, 4)
        x and y of the one end, then of the other; as `QLineF` has them.
    bounds : float64 array, shape (k, 4)
        Smallest x, y, largest x, y of each bunch of `_LINES_A_BUNCH`.
    """

    lines: Floats
    bounds: Floats

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def nbytes(self) -> int:
        """Memory of the lines."""
        return self.lines.nbytes

    @cached_property
    def _address(self) -> int:
        return self.lines.ctypes.data

    def runs(self, box: Extent, *, inside: bool) -> list[tuple[int, int]]:
        """Return the runs of lines, from and to, that may meet ``box``; ``inside`` says that all of them do."""
        if inside or not len(self):
            return [(0, len(self))] if len(self) else []
        near = meets(self.bounds, box)
        edges = np.flatnonzero(np.diff(near, prepend=False, append=False)) * _LINES_A_BUNCH
        edges = np.minimum(edges, len(self))
        return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))

    def draw(self, painter: QPainter, runs: Iterable[tuple[int, int]], check: Callable[[], None]) -> None:
        """Draw the lines of ``runs`` with the painter's pen and transform; ``check`` is called every milliseconds."""
        for first, last in runs:
            for begin in range(first, last, _LINES_A_CALL):
                check()
                self._draw(painter, begin, min(begin + _LINES_A_CALL, last))

    def _draw(self, painter: QPainter, first: int, last: int) -> None:
        draw = exported("QPainter::drawLines", None, ctypes.c_void_p, ctypes.c_int)
        if draw is None:
            painter.drawLines([QLineF(*ends) for ends in self.lines[first:last].tolist()])
        else:
            draw(address(painter), self._address + first * _LINE_BYTES, last - first)


@dataclass(frozen=True, eq=False)
class Nets:
    """The lines that one ring has, and those that several share."""

    alone: Net
    shared: Net

    @property
    def nbytes(self) -> int:
        """Memory of the lines."""
        return self.alone.nbytes + self.shared.nbytes


def nets_of(paths: PathRows, runs: Iterable[tuple[int, int]], *, closed: bool) -> Nets:
    """Return the lines of packed paths, of each run of ``runs`` from its first path to before its last.

    The paths' coordinates are whole numbers of 32 bits; where they are ``closed`` a line leads from the last vertex of
    each ring to its first.
    """
    found = [_segments(paths, first, last, closed) for first, last in _joined(runs)]
    one, other = (np.concatenate(ends) for ends in zip(*found, strict=True)) if found else (_NONE, _NONE)
    low, high = np.minimum(one, other), np.maximum(one, other)
    alone, shared = _once(low, high)
    return Nets(_net(low[alone], high[alone]), _net(low[shared], high[shared]))


def as_dark_as_twice(width: float) -> float:
    """Return the width of a hairline (pixels, 0..1) that covers as much as two drawn one on the other."""
    return 1.0 - (1.0 - min(width, 1.0)) ** 2


def _net(low: Ints, high: Ints) -> Net:
    (x0, y0), (x1, y1) = _unpacked(low), _unpacked(high)
    lines = np.empty((len(low), 4))
    for column, values in enumerate((x0, y0, x1, y1)):
        lines[:, column] = values
    return Net(lines, _bounds(x0, y0, x1, y1))


def _joined(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the runs with those that follow each other as one."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(runs):
        if found and found[-1][1] == first:
            found[-1] = found[-1][0], last
        elif last > first:
            found.append((first, last))
    return found


def _segments(paths: PathRows, first: int, last: int, closed: bool) -> tuple[Ints, Ints]:
    """Return the two ends of each line, each a place as one number: x in its upper half, y in its lower one."""
    x, y, kind = paths.vertices(paths.offsets[first], paths.offsets[last])
    place = np.empty(len(x), dtype="<i8")
    halves = place.view("<i4").reshape(-1, 2)
    halves[:, 0], halves[:, 1] = y, x
    onward = kind == ONWARD
    one, other = np.compress(onward[1:], place[:-1]), np.compress(onward[1:], place[1:])
    if not closed:
        return one, other
    ends = np.append(~onward[1:], True) & (kind != BETWEEN)
    return np.append(one, place[ends]), np.append(other, place[kind == BEGINS])


def _unpacked(place: Ints) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return x and y of places."""
    halves = place.view("<i4").reshape(-1, 2)
    return halves[:, 1].copy(), halves[:, 0].copy()


def _once(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return the positions of lines that have length, one for each place, near ones together: alone, and shared ones.

    Lines are the same when their keys are: of the lines of a block two others have one key once in 10**11 blocks.
    """
    if not len(low):
        return _NONE, _NONE
    key = low * _SPREAD ^ high
    key ^= key >> 29
    key *= _SPREAD
    cell = _cells(*_unpacked(low))
    key = (key & _BELOW_CELL) | (cell.astype(np.int64) << _CELL_SHIFT)
    order = np.argsort(key)
    key = key[order]
    new = np.ones(len(key) + 1, dtype=bool)
    np.not_equal(key[1:], key[:-1], out=new[1:-1])
    new, lone = new[:-1], new[1:]
    long = low[order] != high[order]
    return order[new & lone & long], order[new & ~lone & long]


def _cells(x: NDArray[np.int32], y: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the cell of a grid of `_CELLS` a side over all places that each lies in."""
    numbers = []
    for values in (x, y):
        low, high = int(values.min()), int(values.max())
        share = values - np.float32(low)
        share *= np.float32((_CELLS - 0.01) / max(high - low, 1))
        numbers.append(share.astype(np.int32))
    cell: NDArray[np.int32] = np.minimum(numbers[1] * _CELLS + numbers[0], _CELLS * _CELLS - 1)
    return cell


def _bounds(x0: NDArray[Any], y0: NDArray[Any], x1: NDArray[Any], y1: NDArray[Any]) -> Floats:
    if not len(x0):
        return np.empty((0, 4))
    begin = np.arange(0, len(x0), _LINES_A_BUNCH)
    least = [np.minimum.reduceat(np.minimum(a, b), begin) for a, b in ((x0, x1), (y0, y1))]
    most = [np.maximum.reduceat(np.maximum(a, b), begin) for a, b in ((x0, x1), (y0, y1))]
    return np.column_stack([*least, *most]).astype(np.float64)
