"""Rings and lines to QPainterPaths in bulk: the bytes that QDataStream reads a path from, made with numpy.

One path is: element count (int32), elements (int32 kind, float64 x, float64 y), start of the last ring (int32), fill
rule (int32: 0 odd-even, 1 non-zero); all big-endian.  An element is five words, and so is everything between two
paths when three words are let go unread, which keeps the whole a plain table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath

Ints = NDArray[np.int64]

_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
# Unread words: before the first count, and between a fill rule and the next count.
_LEAD_BYTES, _GAP_BYTES = 16, 8


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
    table = _table(x, y, starts, edges, closed, winding)
    stream = QDataStream(QByteArray(table.tobytes()))
    skip = stream.skipRawData
    skip(_LEAD_BYTES)
    for _ in range(len(edges) - 1):
        path = QPainterPath()
        stream >> path
        skip(_GAP_BYTES)
        yield path


def _table(
    x: NDArray[Any], y: NDArray[Any], starts: Ints, edges: Ints, closed: bool, winding: bool
) -> NDArray[np.void]:
    """Return the elements of all paths, with a row before each path and one behind the last."""
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
    words[head, 4] = tail - head - 1
    words[tail, 0] = ring[last - edges[0]] - head - 1
    words[tail, 1] = int(winding)
    return table
