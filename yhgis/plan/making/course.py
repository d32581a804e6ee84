"""The course of a line: hand-placed points, stretches of the way-points of a road, the bank of a river."""

from __future__ import annotations

import numpy as np
import shapely
from pydantic import Field

from yhgis.plan.drawing.curves import Points, normals
from yhgis.plan.making.figures import Figures, to_metres
from yhgis.schema import Schema

XY = tuple[float, float]

#: A river's vertices are thinned before a path runs beside them, so that its corners are not bent double.
_BANK_STEP_M = 420.0


class Stretch(Schema):
    """Points, in metres or ``lonlat``; or way-points ``numbers`` (first, last; from 1) of a way; or a river's bank.

    The bank runs between the vertices nearest to ``from`` and ``to``, ``left_m`` to the left of the flow.
    """

    points: tuple[XY, ...] = ()
    lonlat: tuple[XY, ...] = ()
    way: str = ""
    numbers: tuple[int, int] | None = None
    river: str = ""
    start: XY | None = Field(default=None, alias="from")
    end: XY | None = Field(default=None, alias="to")
    left_m: float = 0.0


def knots(stretch: Stretch, figures: Figures, rivers: dict[str, Points]) -> Points:
    """Return the points that a curve through ``stretch`` passes, in metres.

    Raises
    ------
    KeyError
        No such way or river.
    """
    if stretch.way:
        return _of_way(figures.ways[stretch.way], stretch.numbers)
    if stretch.lonlat:
        return to_metres(stretch.lonlat)
    if not stretch.river:
        return np.array(stretch.points)
    river = rivers[stretch.river]
    first, last = (int(np.argmin(np.hypot(*(river - np.asarray(end)).T))) for end in (stretch.start, stretch.end))
    bank = river + normals(river) * stretch.left_m
    along = bank[min(first, last) : max(first, last) + 1]
    thinned = _thinned(along)
    return thinned if first <= last else thinned[::-1]


def _of_way(way: Points, numbers: tuple[int, int] | None) -> Points:
    if numbers is None:
        return way
    first, last = numbers
    return way[first - 1 : last] if first <= last else way[last - 1 : first][::-1]


def _thinned(line: Points) -> Points:
    """Return vertices of ``line`` about a step apart, the first and the last among them."""
    path = shapely.linestrings(line)
    count = max(int(path.length / _BANK_STEP_M), 1)
    steps = np.linspace(0, path.length, count + 1)
    thinned: Points = shapely.get_coordinates(shapely.line_interpolate_point(path, steps))
    return thinned
