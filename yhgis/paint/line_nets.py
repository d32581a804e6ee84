"""The outlines of many areas as a net of lines: an edge that two neighbours share is one line, drawn once.

A hairline covers a dot in part, so a line drawn twice is darker than it should be, and takes twice the time.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter

from yhgis.carto.detail import meets
from yhgis.model.view import Extent
from yhgis.paint.path_stream import PathRows
from yhgis.paint.qt_library import address, exported

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Lines that are looked for together, and that are drawn between two looks whether to stop: a millisecond or two.
_LINES_A_BUNCH, _LINES_A_CALL = 256, 24_576
_LINE_BYTES = 32
# An odd number that spreads the bits of a place over all 64.
_SPREAD = np.int64(-7046029254386353131)
_LOW = np.int64(0xFFFFFFFF)


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


def net_of(paths: PathRows, runs: Iterable[tuple[int, int]]) -> Net:
    """Return the net of the lines of packed paths, of each run of ``runs`` from its first path to before its last.

    The paths' coordinates are whole numbers of 32 bits.
    """
    found = [_segments(paths, first, last) for first, last in runs if last > first]
    ends = np.concatenate(found) if found else np.empty((0, 2), dtype=np.int64)
    ends = _once(ends)
    lines = np.empty((len(ends), 4))
    for column, place in ((0, ends[:, 0]), (2, ends[:, 1])):
        lines[:, column], lines[:, column + 1] = place >> 32, place.astype(np.int32)
    lines = lines[_near_together(lines[:, :2])]
    return Net(lines, _bounds(lines))


def _segments(paths: PathRows, first: int, last: int) -> Ints:
    """Return the two ends of each line, the lesser first, each as one number: x above, y below."""
    low, high = paths.offsets[first], paths.offsets[last]
    x, y, onward = paths.vertices(low, high)
    place = (x << 32) | (y & _LOW)
    one, other = place[:-1][onward[1:]], place[1:][onward[1:]]
    return np.column_stack([np.minimum(one, other), np.maximum(one, other)])


def _once(ends: Ints) -> Ints:
    """Return ``ends`` of lines that have length, one for each place."""
    low, high = ends.T
    key = low * _SPREAD ^ high
    order = np.argsort(key)
    key, low, high = key[order], low[order], high[order]
    new = low != high
    new[1:] &= (key[1:] != key[:-1]) | (low[1:] != low[:-1])
    return np.column_stack([low[new], high[new]])


def _near_together(places: Floats) -> Ints:
    """Return an order in which places of one cell of a grid, of a bunch each, follow each other."""
    if len(places) <= _LINES_A_BUNCH:
        return np.arange(len(places))
    cells = np.ceil(np.sqrt(len(places) / _LINES_A_BUNCH))
    low = places.min(axis=0)
    column, row = ((places - low) * (cells / (np.ptp(places, axis=0) + 1.0))).astype(np.int32).T
    return np.argsort(row * np.int32(cells) + column)


def _bounds(lines: Floats) -> Floats:
    if not len(lines):
        return np.empty((0, 4))
    begin = np.arange(0, len(lines), _LINES_A_BUNCH)
    low, high = np.minimum(lines[:, :2], lines[:, 2:]), np.maximum(lines[:, :2], lines[:, 2:])
    return np.hstack([np.minimum.reduceat(low, begin), np.maximum.reduceat(high, begin)])
