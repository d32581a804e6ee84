"""Outlines simplified to the paper: an edge of two neighbours the same way on both sides, so that they stay together.

Vertices at which edges part are kept; between two of them the line is simplified by Douglas and Peucker's rule,
whose bound holds both ways: no point of the new line is farther from the old one than the tolerance, nor the
other way round.  The rule is worked out alike from either end, so the two sides of an edge need not know of each
other.
"""

from __future__ import annotations

import itertools
import threading
import weakref
from collections.abc import MutableMapping

import numpy as np
from numpy.typing import NDArray

from yhgis.carto.packing import Bools, Floats, Ints, Packed
from yhgis.model.portions import breathe

# Vertices worked on at a time: few enough to stay in a processor's cache.
_VERTICES_A_BLOCK = 65_536
_SPREAD = tuple(np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xFF51AFD7ED558CCD))
_SHIFT, _HALF = np.uint64(29), np.uint64(32)
# Places are marked in a table of this many entries.
_PLACE_BITS = 25
_PLACE_SHIFT = np.uint64(32 - _PLACE_BITS)

_cache: MutableMapping[Packed, Bools] = weakref.WeakKeyDictionary()
_cache_lock = threading.Lock()


def simplified(packed: Packed, tolerance: float) -> Packed:
    """Return ``packed`` with vertices left out, nowhere farther from the truth than ``tolerance`` (metres).

    A ring narrower than the tolerance may be left with two vertices: a line there and back.
    """
    if not len(packed) or tolerance <= 0.0:
        return packed
    kept = _partings_of(packed).copy()
    for first, last in itertools.pairwise(_blocks(packed)):
        _refine(packed, kept, first, last, tolerance)
    counts = np.add.reduceat(kept, packed.starts[:-1], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)])
    xy = np.compress(kept, packed.xy, axis=0)
    return Packed(xy, starts, packed.groups, packed.features, packed.bounds, packed.closed)


def _partings_of(packed: Packed) -> Bools:
    """Return what a simplification must keep whatever its tolerance; kept as long as ``packed`` is (any thread)."""
    with _cache_lock:
        known = _cache.get(packed)
    if known is None:
        known = partings(packed)
        if packed.closed:
            _anchor(packed, known)
        with _cache_lock:
            _cache[packed] = known
    return known


def partings(packed: Packed) -> Bools:
    """Return the vertices where edges part: whose neighbours are not the same wherever they occur; ends of lines too.

    Two vertices are one place when their coordinates are exactly equal.  Places are told apart by a hash, so about
    one in a hundred is kept without need, on both sides of an edge alike.
    """
    place = np.empty(len(packed.xy), dtype=np.uint32)
    signs = np.empty(len(packed.xy), dtype=np.uint64)
    for first, last in itertools.pairwise(_blocks(packed)):
        _sign(packed, first, last, place, signs)
    signs.sort()
    row, beside = signs >> _HALF, signs.astype(np.uint32)
    differs = (row[1:] == row[:-1]) & (beside[1:] != beside[:-1])
    parting = (np.compress(differs, row[1:]) >> _PLACE_SHIFT).astype(np.int64)
    found = np.zeros(1 << _PLACE_BITS, dtype=bool)
    for begin in range(0, len(parting), _VERTICES_A_BLOCK):
        found[parting[begin : begin + _VERTICES_A_BLOCK]] = True
        breathe()
    parted: Bools = found.take(place >> np.uint32(_PLACE_SHIFT))  # unlike an index, without Python's lock
    if not packed.closed:
        parted[packed.starts[:-1]] = parted[packed.starts[1:] - 1] = True
    return parted


def _blocks(packed: Packed) -> list[int]:
    """Return the edges of runs of rings with about `_VERTICES_A_BLOCK` vertices each."""
    block = packed.starts[:-1] // _VERTICES_A_BLOCK
    return [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), len(block)]


def _sign(packed: Packed, first: int, last: int, place: NDArray[np.uint32], signs: NDArray[np.uint64]) -> None:
    """Write, for the rings ``first`` to ``last``, a hash of every vertex, and the same above one of its neighbours."""
    begin, end = int(packed.starts[first]), int(packed.starts[last])
    bits = (packed.xy[begin:end] + 0.0).view(np.uint64)  # 0.0 and -0.0 are one place
    key = bits[:, 0] * _SPREAD[0]
    key ^= key >> _SHIFT
    key += bits[:, 1]
    key *= _SPREAD[1]
    key ^= key >> _SHIFT
    key *= _SPREAD[2]
    starts = packed.starts[first : last + 1] - begin
    beside = np.zeros_like(key)
    beside[1:] = key[:-1]
    beside[starts[:-1]] = key[starts[1:] - 1] if packed.closed else 0
    after = np.zeros_like(key)
    after[:-1] = key[1:]
    after[starts[1:] - 1] = key[starts[:-1]] if packed.closed else 0
    beside += after  # in either direction the same
    key >>= _HALF
    place[begin:end] = key
    signs[begin:end] = (key << _HALF) | (beside >> _HALF)


def _anchor(packed: Packed, kept: Bools) -> None:
    """Keep two vertices of every ring that has fewer: the least one, and the one farthest from the first kept."""
    count = np.add.reduceat(kept, packed.starts[:-1], dtype=np.int64)
    for needed in (1, 2):
        rings = np.flatnonzero(count < needed)
        if not len(rings):
            continue
        sizes = np.diff(packed.starts)[rings]
        begin = np.cumsum(sizes) - sizes
        index = np.arange(int(sizes.sum())) + np.repeat(packed.starts[rings] - begin, sizes)
        xy = packed.xy[index]
        if needed == 1:
            chosen = _least(xy, begin)
        else:
            anchor = xy[kept[index]]
            away = ((xy - np.repeat(anchor, sizes, axis=0)) ** 2).sum(axis=1)
            farthest = away == np.repeat(np.maximum.reduceat(away, begin), sizes)
            chosen = _least(np.where(farthest[:, None], xy, np.inf), begin)
        kept[index[chosen]] = True
        count[rings] = np.maximum(count[rings], needed)


def _least(xy: Floats, begin: Ints) -> Ints:
    """Return in each run the position of the vertex with the least x, of those the least y, of those the first."""
    sizes = np.diff(np.append(begin, len(xy)))
    left = xy[:, 0] == np.repeat(np.minimum.reduceat(xy[:, 0], begin), sizes)
    y = np.where(left, xy[:, 1], np.inf)
    lowest = left & (y == np.repeat(np.minimum.reduceat(y, begin), sizes))
    at = np.flatnonzero(lowest)
    run = np.searchsorted(begin, at, side="right") - 1
    return np.asarray(at[np.concatenate([[True], run[1:] != run[:-1]])])


def _refine(packed: Packed, kept: Bools, first: int, last: int, tolerance: float) -> None:
    """Keep the further vertices that the rings ``first`` to ``last`` need to be true to ``tolerance``."""
    begin, end = int(packed.starts[first]), int(packed.starts[last])
    x, y = packed.xy[begin:end].T.copy()
    keep = kept[begin:end]
    starts = packed.starts[first : last + 1] - begin
    low, high, stop, size = _pieces(keep, starts, packed.closed)
    while len(low):
        inner = high - low - 1
        open_ = inner > 0
        low, high, stop, size, inner = low[open_], high[open_], stop[open_], size[open_], inner[open_]
        if not len(low):
            return
        run = np.cumsum(inner) - inner
        piece = np.repeat(np.arange(len(low)), inner)
        at = np.arange(len(piece)) + (low + 1 - run)[piece]
        at -= np.where(at >= stop[piece], size[piece], 0)
        other = high - np.where(high >= stop, size, 0)
        away = _distances(x, y, at, low, other, piece)
        most = np.maximum.reduceat(away, run)
        wide = most > tolerance * tolerance
        chosen = _widest(x, y, at, away, piece, most, wide)
        keep[chosen] = True
        low, high, stop, size = low[wide], high[wide], stop[wide], size[wide]
        middle = np.where(chosen < low, chosen + size, chosen)
        low, high = np.concatenate([low, middle]), np.concatenate([middle, high])
        stop, size = np.concatenate([stop, stop]), np.concatenate([size, size])
        wrapped = low >= stop
        low, high = low - np.where(wrapped, size, 0), high - np.where(wrapped, size, 0)


def _pieces(keep: Bools, starts: Ints, closed: bool) -> tuple[Ints, Ints, Ints, Ints]:
    """Return each piece between two kept vertices: its ends, and its ring's end and size.

    The far end of a piece that runs over its ring's end lies behind it, by the place it has from the ring's start.
    """
    at = np.flatnonzero(keep)
    ring = np.searchsorted(starts, at, side="right") - 1
    following = np.append(at[1:], 0)
    is_last = np.append(ring[1:] != ring[:-1], True)
    size = np.diff(starts)[ring]
    if closed:
        is_first = np.concatenate([[True], is_last[:-1]])
        following[is_last] = at[is_first] + size[is_last]
        return at, following, starts[1:][ring], size
    inner = ~is_last
    return at[inner], following[inner], starts[1:][ring][inner], size[inner]


def _distances(x: Floats, y: Floats, at: Ints, low: Ints, high: Ints, piece: Ints) -> Floats:
    """Return the squared distances of the vertices ``at`` from their chords, alike whichever end comes first."""
    ax, ay, bx, by = x[low], y[low], x[high], y[high]
    swap = (bx < ax) | ((bx == ax) & (by < ay))
    ax, bx = np.where(swap, bx, ax), np.where(swap, ax, bx)
    ay, by = np.where(swap, by, ay), np.where(swap, ay, by)
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    px, py = x[at] - ax[piece], y[at] - ay[piece]
    dx, dy = dx[piece], dy[piece]
    share = px * dx
    share += py * dy
    share *= np.divide(1.0, length, out=np.zeros_like(length), where=length > 0.0)[piece]
    np.clip(share, 0.0, 1.0, out=share)
    px -= share * dx
    py -= share * dy
    px *= px
    py *= py
    px += py
    return np.asarray(px)


def _widest(x: Floats, y: Floats, at: Ints, away: Floats, piece: Ints, most: Floats, wide: Bools) -> Ints:
    """Return the farthest vertex of each ``wide`` piece; of several the one with the least x, then y."""
    best = np.flatnonzero((away == most[piece]) & wide[piece])
    owner = piece[best]
    if len(best) > int(wide.sum()):
        order = np.lexsort((y[at[best]], x[at[best]], owner))
        best, owner = best[order], owner[order]
        first = np.concatenate([[True], owner[1:] != owner[:-1]])
        best = best[first]
    return at[best]
