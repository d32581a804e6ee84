"""Packed rings as text: the operators of a PDF page or the data of an SVG path, a block of vertices at a time.

Numbers are made with numpy, digit by digit: millions of vertices a second, where formatting one by one takes
a hundred times as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yhgis.carto.display_list import Paths

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

VERTICES_A_BLOCK = 100_000


@dataclass(frozen=True)
class Dialect:
    """How a path is spelt.

    Parameters
    ----------
    decimals : int
        Of a coordinate.
    move, line : (before, after)
        What stands around the two numbers of a first and of a further vertex.
    close : bytes
        Closes a ring.
    """

    decimals: int
    move: tuple[bytes, bytes]
    line: tuple[bytes, bytes]
    close: bytes


PDF = Dialect(decimals=0, move=(b"", b" m\n"), line=(b"", b" l\n"), close=b"h\n")
SVG = Dialect(decimals=2, move=(b"M", b""), line=(b"L", b""), close=b"Z")


def ranges(first: Ints, count: Ints) -> Ints:
    """Return ``first[0], first[0] + 1, … (count[0] of them), first[1], …``."""
    ends = np.cumsum(count)
    total = int(ends[-1]) if len(ends) else 0
    moved: Ints = np.arange(total) + np.repeat(first - (ends - count), count)
    return moved


def blocks(paths: Paths, vertices: int = VERTICES_A_BLOCK) -> Iterator[Paths]:
    """Yield ``paths`` in runs of whole features with about ``vertices`` each."""
    edges = paths.starts[paths.groups]
    cuts = np.flatnonzero(np.diff((edges[:-1] - edges[:1]) // vertices)) + 1
    bounds = [0, *cuts.tolist(), len(paths)]
    for start, end in zip(bounds[:-1], bounds[1:], strict=True):
        yield Paths(paths.xy, paths.starts, paths.groups[start : end + 1], paths.closed)


def written(paths: Paths, scale: float, dialect: Dialect, end: bytes, *, smallest: int) -> bytes:
    """Return ``paths`` spelt in ``dialect``, with ``end`` after each feature that has something to draw.

    Parameters
    ----------
    scale : float
        Units of the text a millimetre; coordinates are rounded to the dialect's decimals, and vertices that
        fall on the one before are left out.
    smallest : int
        Fewest vertices of a ring worth drawing: 3 to fill, 2 to stroke.
    """
    xy, ring_size, feature = _rounded(paths, scale * 10**dialect.decimals, smallest)
    if not len(xy):
        return b""
    starts = np.cumsum(ring_size) - ring_size
    is_first = np.zeros(len(xy), dtype=bool)
    is_first[starts] = True
    last = starts + ring_size - 1
    feature_last = last[np.append(np.diff(feature) != 0, True)]
    columns = [
        _either(dialect.move[0], dialect.line[0], is_first),
        _digits(xy[:, 0], dialect.decimals),
        _only(b" ", np.ones(len(xy), dtype=bool)),
        _digits(xy[:, 1], dialect.decimals),
        _either(dialect.move[1], dialect.line[1], is_first),
    ]
    if paths.closed:
        columns.append(_only(dialect.close, _at(last, len(xy))))
    if end:
        columns.append(_only(end, _at(feature_last, len(xy))))
    table = np.concatenate(columns, axis=1)
    return bytes(table[table != 0].tobytes())


def _rounded(paths: Paths, scale: float, smallest: int) -> tuple[Ints, Ints, Ints]:
    """Return whole-number vertices, the size of each ring that is left, and its feature."""
    rings = ranges(paths.groups[:1], paths.groups[-1:] - paths.groups[:1])
    feature = np.repeat(np.arange(len(paths)), np.diff(paths.groups))
    sizes = np.diff(paths.starts)[rings]
    xy = np.round(paths.xy[ranges(paths.starts[rings], sizes)] * scale).astype(np.int64)
    ring = np.repeat(np.arange(len(rings)), sizes)
    keep = np.ones(len(xy), dtype=bool)
    keep[1:] = (ring[1:] != ring[:-1]) | (xy[1:] != xy[:-1]).any(axis=1)
    xy, ring = xy[keep], ring[keep]
    left = np.bincount(ring, minlength=len(rings))
    if paths.closed and len(xy):
        ends = np.cumsum(left) - 1
        repeats = (left > 1) & (xy[np.maximum(ends, 0)] == xy[np.maximum(ends - left + 1, 0)]).all(axis=1)
        keep = np.ones(len(xy), dtype=bool)
        keep[ends[repeats]] = False
        xy, ring, left = xy[keep], ring[keep], left - repeats
    drawn = left >= smallest
    return xy[drawn[ring]], left[drawn], feature[drawn]


def _digits(values: Ints, decimals: int) -> Bytes:
    """Return ``(n, width)`` bytes that spell ``values / 10**decimals``; zero bytes stand for nothing."""
    size = np.abs(values)
    places = max(len(str(int(size.max(initial=0)))), decimals + 1)
    powers = 10 ** np.arange(places - 1, -1, -1, dtype=np.int64)
    digits = (size[:, None] // powers % 10 + ord("0")).astype(np.uint8)
    digits[:, : places - decimals - 1][size[:, None] < powers[: places - decimals - 1]] = 0
    sign = np.where(values < 0, ord("-"), 0).astype(np.uint8)[:, None]
    if not decimals:
        return np.concatenate([sign, digits], axis=1)
    whole, part = digits[:, :-decimals], digits[:, -decimals:]
    for place in range(decimals):
        part[size % 10 ** (decimals - place) == 0, place] = 0
    point = np.where(size % 10**decimals != 0, ord("."), 0).astype(np.uint8)[:, None]
    return np.concatenate([sign, whole, point, part], axis=1)


def _at(places: Ints, total: int) -> NDArray[np.bool_]:
    mask = np.zeros(total, dtype=bool)
    mask[places] = True
    return mask


def _only(text: bytes, mask: NDArray[np.bool_]) -> Bytes:
    return np.where(mask[:, None], np.frombuffer(text, np.uint8)[None, :], np.uint8(0))


def _either(first: bytes, further: bytes, is_first: NDArray[np.bool_]) -> Bytes:
    width = max(len(first), len(further))
    a, b = (np.frombuffer(text.ljust(width, b"\0"), np.uint8) for text in (first, further))
    return np.where(is_first[:, None], a[None, :], b[None, :])
