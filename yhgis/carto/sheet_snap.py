"""Where a part that is dragged comes to rest: at margins, at the frame, in line with other parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yhgis.carto.sheet_shapes import Box


@dataclass(frozen=True)
class Snapped:
    """A place, and the lines that it was drawn to: ``across`` are x of upright ones, ``along`` y of level ones (mm)."""

    x: float
    y: float
    across: tuple[float, ...] = ()
    along: tuple[float, ...] = ()


def snapped(box: Box, others: Iterable[Box], reach: float) -> Snapped:
    """Return where ``box`` comes to rest: an edge or its middle on an edge or the middle of one of ``others``.

    Parameters
    ----------
    box : Box
        Where the hand has put it.
    others : iterable of Box
        The paper within its margins, the map's frame, the other parts.
    reach : float
        Farther than this nothing is drawn, mm.
    """
    known = list(others)
    x, across = _drawn(box.x, box.width, [_stops(other.x, other.width) for other in known], reach)
    y, along = _drawn(box.y, box.height, [_stops(other.y, other.height) for other in known], reach)
    return Snapped(x, y, across, along)


def _stops(start: float, length: float) -> tuple[float, float, float]:
    return start, start + length / 2, start + length


def _drawn(
    start: float, length: float, stops: list[tuple[float, float, float]], reach: float
) -> tuple[float, tuple[float, ...]]:
    """Return the start moved to the nearest line, and that line; edges go to edges and middles to middles."""
    own = _stops(start, length)
    best, line = reach, None
    step = 0.0
    for low, middle, high in stops:
        for place, wanted in ((own[0], low), (own[0], high), (own[2], low), (own[2], high), (own[1], middle)):
            if abs(wanted - place) < best:
                best, step, line = abs(wanted - place), wanted - place, wanted
    return start + step, () if line is None else (line,)
