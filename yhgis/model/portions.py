"""Long arrays of geometries in portions, for the calls that keep Python's lock.

shapely lets go of the lock for its questions, but not where it takes coordinates out of geometries or makes geometries:
five million vertices take some tenths of a second, for which no window could answer.  After each portion it can.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

if TYPE_CHECKING:
    from yhgis.model.crs import Geometries

#: Vertices of a portion: a millisecond to take out, five to make geometries of.
VERTICES = 50_000
#: Long enough for a thread that waits for the lock to wake up and take it.
_BREATH_S = 0.0001


def portions(sizes: NDArray[Any], most: int) -> Iterator[slice]:
    """Yield slices of what has ``sizes``, each of about ``most`` together; what is larger goes alone, or nearly so."""
    if not len(sizes):
        return
    before = np.cumsum(sizes, dtype=np.int64) - sizes
    first = np.flatnonzero(np.diff(before // most, prepend=-1))
    for begin, end in zip(first.tolist(), [*first[1:].tolist(), len(sizes)], strict=True):
        yield slice(begin, end)


def breathe() -> None:
    """Let go of Python's lock for long enough that a thread that waits for it has it next.

    Python itself hands the lock on when asked to, but of several that wait any may be the next, and a thread that
    wants it for a moment again and again keeps the window from it for a tenth of a second.  The main thread itself,
    that of the command line, waits for nobody.
    """
    if threading.current_thread() is not threading.main_thread():
        time.sleep(_BREATH_S)


def coordinates(geometries: Geometries) -> NDArray[np.float64]:
    """Return all vertices (x, y) of an array of geometries, as `shapely.get_coordinates` does."""
    counts = shapely.get_num_coordinates(geometries)
    total = int(counts.sum())
    if total <= VERTICES:
        return np.asarray(shapely.get_coordinates(geometries))
    xy, at = np.empty((total, 2)), 0
    for portion in portions(counts, VERTICES):
        some = shapely.get_coordinates(geometries[portion])
        xy[at : at + len(some)] = some
        at += len(some)
        breathe()
    return xy
