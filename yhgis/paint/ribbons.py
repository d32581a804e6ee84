"""Lines with a width as areas: what a pen would cover, made with numpy.

QPainter's own stroker costs some microseconds a vertex for any pen wider than a pixel; a ribbon filled by the
non-zero rule costs a tenth.  Joins are round as far as can be told on a line of a few pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yhgis.carto.display_list import Cap
from yhgis.paint.path_text import ranges

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Up to so many pixels nobody tells a round join from one with three points.
THIN = 3.2
#: Segments of a piece: a painter's path should be small.
SEGMENTS = 48
#: Where a line turns more sharply than this (cosine), the join is rounded on the outer side.
_SHARP = 0.5
# A piece tells its first direction by a vertex this far back, even where pieces must not be seen to overlap.
_LEAST_LEAD = 1e-3


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines, the first vertex of a ring repeated at its end.

    Parameters
    ----------
    xy : float64 array, shape (n, 2)
    starts : int64 array, shape (k + 1,)
    ring : bool array, shape (k,)
    """

    xy: Floats
    starts: Ints
    ring: Bools


def ribbons(
    x: NDArray[Any],
    y: NDArray[Any],
    starts: Ints,
    *,
    closed: bool,
    width: float,
    overlap: float,
    cap: Cap,
    smooth: bool = True,
) -> tuple[Floats, Ints, Ints]:
    """Return what a pen of ``width`` covers, as rings for the non-zero rule.

    Parameters
    ----------
    x, y, starts
        Rings (``closed``) or lines, in any unit.
    width, overlap : float
        In the same unit; long lines are cut into pieces that overlap by ``overlap`` so that no seam shows.
    cap : "flat", "round" or "square"
        At the ends of lines.
    smooth : bool
        More points to a sharp join, for lines of more than three pixels.

    Returns
    -------
    xy, starts : arrays
        Rings.
    line : int64 array
        Which ring or line each is a piece of.
    """
    lines, which = _lines(x, y, starts, closed)
    if not len(which):
        return np.empty((0, 2)), np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int64)
    pieces, of_line, begins, ends = _pieces(lines, max(overlap, _LEAST_LEAD))
    courses = _courses(pieces, begins, ends, width / 2.0, cap)
    left, right = _sides(courses, width / 2.0, smooth=smooth)
    if cap == "round":
        _round_ends(left, right, courses, pieces.starts[:-1][begins], pieces.starts[1:][ends] - 1, width / 2.0)
    outline, outline_starts = _around(left, right, pieces.starts)
    return outline, outline_starts, which[of_line]


def _lines(x: NDArray[Any], y: NDArray[Any], starts: Ints, closed: bool) -> tuple[Lines, Ints]:
    """Return the lines without repeated vertices, and the number of each; those of no length are left out."""
    sizes = np.diff(starts) + (1 if closed else 0)
    index = ranges(starts[:-1], sizes)
    out = np.concatenate([[0], np.cumsum(sizes)])
    if closed:
        index[out[1:] - 1] = starts[:-1]
    xy = np.column_stack([x[index], y[index]]).astype(np.float64, copy=False)
    kept = np.ones(len(xy), dtype=bool)
    kept[1:] = (xy[1:] != xy[:-1]).any(axis=1)
    kept[out[:-1]] = True
    if not kept.all():
        out = np.concatenate([[0], np.cumsum(kept)])[out]
        xy = xy[kept]
    real = np.flatnonzero(np.diff(out) > 1)
    if len(real) < len(sizes):
        xy = xy[ranges(out[:-1][real], np.diff(out)[real])]
        out = np.concatenate([[0], np.cumsum(np.diff(out)[real])])
    return Lines(xy, out.astype(np.int64), np.full(len(real), closed)), real


def _pieces(lines: Lines, overlap: float) -> tuple[Lines, Ints, Bools, Bools]:
    """Cut lines into pieces of a few segments, each begun a little before the vertex that it shares with the last.

    Returns the pieces, the line of each, and whether a piece begins or ends where an open line does.
    """
    segments = np.diff(lines.starts) - 1
    count = -(-segments // SEGMENTS)
    line = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    first = lines.starts[:-1][line] + within * SEGMENTS
    last = np.minimum(first + SEGMENTS, lines.starts[1:][line] - 1)
    opens, ends = (within == 0) & ~lines.ring[line], (last == lines.starts[1:][line] - 1) & ~lines.ring[line]
    lead = (~opens).astype(np.int64)
    sizes = last - first + 1 + lead
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    index = ranges(first - lead, sizes)
    led = np.flatnonzero(lead)
    before = first[led] - 1
    wrapped = within[led] == 0
    before[wrapped] = lines.starts[1:][line[led][wrapped]] - 2
    at = lines.xy[first[led]]
    back = lines.xy[before] - at
    length = np.hypot(back[:, 0], back[:, 1])
    xy = lines.xy[np.maximum(index, 0)]
    xy[starts[:-1][led]] = at + back * np.minimum(overlap / length, 1.0)[:, None]
    return Lines(xy, starts, lines.ring[line]), line, opens, ends


@dataclass(frozen=True, eq=False)
class _Courses:
    """Vertices with the directions, of length one, in which a line comes into them and goes out of them."""

    xy: Floats
    into: Floats
    out: Floats


def _courses(pieces: Lines, begins: Bools, ends: Bools, half: float, cap: Cap) -> _Courses:
    xy, first, last = pieces.xy, pieces.starts[:-1], pieces.starts[1:] - 1
    out = np.empty_like(xy)
    out[:-1] = xy[1:] - xy[:-1]
    out[last] = out[last - 1]
    out /= np.hypot(out[:, 0], out[:, 1])[:, None]
    into = np.empty_like(out)
    into[1:] = out[:-1]
    into[first] = out[first]
    if cap == "square":
        xy = xy.copy()
        xy[first[begins]] -= half * out[first[begins]]
        xy[last[ends]] += half * out[last[ends]]
    return _Courses(xy, into, out)


@dataclass(frozen=True, eq=False)
class _Side:
    """One side of a ribbon: up to five points a vertex, of which the first ``count`` are there."""

    points: Floats
    count: Ints


def _sides(courses: _Courses, half: float, *, smooth: bool) -> tuple[_Side, _Side]:
    """Return the left and the right side, in the direction of the lines."""
    xy, into, out = courses.xy, courses.into, courses.out
    before, after = _left_of(into) * half, _left_of(out) * half
    dot = (into * out).sum(axis=1)
    middle = (before + after) / (1.0 + np.maximum(dot, _SHARP))[:, None]
    sharp = np.flatnonzero(dot < _SHARP)
    turn = (into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0])[sharp]
    found = []
    for side in (1.0, -1.0):
        arc = _arc(side * before[sharp], side * after[sharp], into[sharp], half, smooth=smooth)
        points = np.repeat((xy + side * middle)[:, None, :], max(len(arc), 4), axis=1)
        inner = turn * side > 0  # that side goes inward to the vertex and out again
        for slot, place in enumerate(arc):
            outward = slot in (0, len(arc) - 1)
            points[sharp, slot] = xy[sharp] + (place if outward else np.where(inner[:, None], 0.0, place))
        count = np.ones(len(xy), dtype=np.int64)
        count[sharp] = len(arc)
        found.append(_Side(points, count))
    return found[0], found[1]


def _arc(begin: Floats, end: Floats, onward: Floats, half: float, *, smooth: bool) -> list[Floats]:
    """Return points on the way round from ``begin`` to ``end``, seen from the vertices."""
    knee = _unit(begin + end, onward) * half
    if not smooth:
        return [begin, knee, end]
    return [begin, _unit(begin + knee, knee) * half, knee, _unit(knee + end, knee) * half, end]


def _round_ends(left: _Side, right: _Side, courses: _Courses, begins: Ints, ends: Ints, half: float) -> None:
    """Put round caps on the ``begins`` and ``ends`` of open lines."""
    for at, onward in ((begins, -1.0), (ends, 1.0)):
        along, aside = courses.out[at] * onward * half, _left_of(courses.out[at]) * half
        arc = [aside, (aside + along) / np.sqrt(2.0), along, (along - aside) / np.sqrt(2.0)]
        if onward < 0:
            arc = [(along - aside) / np.sqrt(2.0), along, (aside + along) / np.sqrt(2.0), aside]
        left.points[at, : len(arc)] = courses.xy[at][:, None, :] + np.stack(arc, axis=1)
        left.count[at] = len(arc)
        right.points[at, 0] = courses.xy[at] - aside
        right.count[at] = 1


def _around(left: _Side, right: _Side, starts: Ints) -> tuple[Floats, Ints]:
    """Return the outline of each piece: along its left side and back along its right."""
    there = left.points[np.arange(left.points.shape[1]) < left.count[:, None]]
    back = right.points[np.arange(right.points.shape[1]) < right.count[:, None]]
    left_ends = np.concatenate([[0], np.cumsum(left.count)])[starts]
    right_ends = np.concatenate([[0], np.cumsum(right.count)])[starts]
    forth, home = np.diff(left_ends), np.diff(right_ends)
    out = np.concatenate([[0], np.cumsum(forth + home)]).astype(np.int64)
    xy = np.empty((int(out[-1]), 2))
    xy[ranges(out[:-1], forth)] = there
    backward = np.repeat(right_ends[1:] - 1 + right_ends[:-1], home) - np.arange(len(back))
    xy[ranges(out[:-1] + forth, home)] = back[backward]
    return xy, out


def _left_of(direction: Floats) -> Floats:
    return np.column_stack([-direction[:, 1], direction[:, 0]])


def _unit(vector: Floats, otherwise: Floats) -> Floats:
    """Return vectors of length one; where a line turns back on itself, ``otherwise``."""
    length = np.hypot(vector[:, 0], vector[:, 1])
    flat = length < 1e-9
    unit: Floats = vector / np.where(flat, 1.0, length)[:, None]
    unit[flat] = otherwise[flat]
    return unit
