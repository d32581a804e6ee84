"""Rings and lines to QPainterPaths in bulk: the bytes that QDataStream reads a path from, made with numpy.

One path is: element count (int32), elements (int32 kind, float64 x, float64 y), start of the last ring (int32), fill
rule (int32: 0 odd-even, 1 non-zero); all big-endian.  An element is five words, and so is everything between two
paths when three words are let go unread, which keeps the whole a plain table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream, QIODevice
from PySide6.QtGui import QPainterPath

Ints = NDArray[np.int64]

BEGINS, ONWARD, BETWEEN = 0, 1, 2
"""What the rows of a table are."""

_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
# Unread words: before the first count, and between a fill rule and the next count.
_LEAD_BYTES, _GAP_BYTES = 16, 8
# Of a path's words those that are no element: the count, the last ring's start and the fill rule.
_WORDS_BESIDE = 3


@dataclass(frozen=True, eq=False)
class PathRows:
    """Many paths as one table; path ``i`` is the rows ``heads[i]:heads[i + 1]``, the last row ends the last path.

    Parameters
    ----------
    rows : uint32 array, shape (n, 5)
        In the stream's byte order.
    heads : int64 array, shape (k + 1,)
    """

    rows: NDArray[np.uint32]
    heads: Ints

    def __len__(self) -> int:
        return len(self.heads) - 1

    @cached_property
    def offsets(self) -> list[int]:
        """The same as ``heads``, for those who ask often."""
        return [int(head) for head in self.heads]

    @cached_property
    def address(self) -> int:
        """Where the rows lie in memory."""
        return self.rows.ctypes.data

    def vertices(self, first: int, last: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.int8]]:
        """Return x, y and the kind of the rows ``first`` to ``last``: `BEGINS` a ring, `ONWARD` in it, `BETWEEN` paths.

        What a row between two paths says of x and y is nothing, but a number.
        """
        rows = self.rows[first:last].view(_ELEMENT).ravel()
        kind = rows["kind"].astype(np.int8)
        heads = self.heads[np.searchsorted(self.heads, first) : np.searchsorted(self.heads, last)]
        kind[heads - first] = BETWEEN
        return rows["x"], rows["y"], kind


def path_rows(
    x: NDArray[Any],
    y: NDArray[Any],
    starts: Ints,
    edges: Ints,
    *,
    closed: bool,
    winding: bool = False,
    command: int | np.uint32 = 0,
) -> PathRows:
    """Return the paths of `painter_paths` as a table; ``command`` is written before the count of each path."""
    if len(edges) < 2:
        return PathRows(np.zeros((0, 5), dtype=np.uint32), np.zeros(1, dtype=np.int64))
    table, heads = _table(x, y, starts, edges, closed, winding)
    rows = table.view(np.uint32).reshape(-1, 5)
    rows[heads[:-1], 3] = command
    return PathRows(rows, heads)


def painter_paths(
    x: NDArray[Any], y: NDArray[Any], starts: Ints, edges: Ints, *, closed: bool, winding: bool = False
) -> Iterator[QPainterPath]:
    """Yield one path for each run ``edges[i]:edges[i + 1]`` of rings; every ring has two vertices or more.

    Parameters
    ----------
    x, y : arrays, shape (n,)
    starts : int64 array
        Ring ``i`` is ``x[starts[i]:starts[i + 1]]``.
    edges : int64 array, rising
        Every run has a ring at least.
    closed : bool
        Draw from the last vertex of each ring to its first.
    winding : bool
        Fill by the non-zero rule rather than odd-even.
    """
    if len(edges) < 2:
        return
    yield from rows_to_paths(path_rows(x, y, starts, edges, closed=closed, winding=winding))


def rows_of(path: QPainterPath, command: int | np.uint32 = 0) -> PathRows:
    """Return one path, curves and all, as a table; ``command`` as for `path_rows`."""
    data = QByteArray()
    QDataStream(data, QIODevice.OpenModeFlag.WriteOnly) << path
    words = np.frombuffer(data.data(), dtype=np.uint32)
    count = (len(words) - _WORDS_BESIDE) // 5
    rows = np.zeros((count + 2, 5), dtype=np.uint32)
    rows[0, 3], rows[0, 4] = command, words[0]
    rows[1:-1] = words[1:-2].reshape(-1, 5)
    rows[-1, :2] = words[-2:]
    return PathRows(rows, np.array([0, count + 1], dtype=np.int64))


def rows_to_paths(paths: PathRows, first: int = 0, last: int | None = None) -> Iterator[QPainterPath]:
    """Yield the paths ``first`` to ``last``, by default all."""
    last = len(paths) if last is None else last
    rows = paths.rows[paths.heads[first] : paths.heads[last] + 1]
    stream = QDataStream(QByteArray(rows.tobytes()))
    skip = stream.skipRawData
    skip(_LEAD_BYTES)
    for _ in range(last - first):
        path = QPainterPath()
        stream >> path
        skip(_GAP_BYTES)
        yield path


def _table(
    x: NDArray[Any], y: NDArray[Any], starts: Ints, edges: Ints, closed: bool, winding: bool
) -> tuple[NDArray[np.void], Ints]:
    """Return the elements of all paths, with a row before each path and one behind the last, and where those are."""
    first, last = edges[:-1], edges[1:] - 1
    begin = starts[edges[0] : edges[-1]]
    drawn = starts[edges[0] + 1 : edges[-1] + 1] - begin + (1 if closed else 0)
    rows = drawn.copy()
    rows[first - edges[0]] += 1
    end = np.cumsum(rows)
    ring = end - drawn
    index = np.arange(end[-1] + 1) + np.append(np.repeat(begin - ring, rows), 0)
    index[-1] = 0
    if closed:
        index[end - 1] = begin
    table = np.empty(len(index), dtype=_ELEMENT)
    table["kind"] = 1
    table["kind"][ring] = 0
    table["x"], table["y"] = x[index], y[index]
    words = table.view(">i4").reshape(-1, 5)
    head = ring[first - edges[0]] - 1
    tail = np.append(head[1:], end[-1])
    words[head, :4] = 0
    words[tail, 1:] = 0
    words[head, 4] = tail - head - 1
    words[tail, 0] = ring[last - edges[0]] - head - 1
    words[tail, 1] = int(winding)
    words[head[:1], 1] = int(winding)  # a player may set this row over the end of another table's last path
    return table, np.append(head, end[-1])
