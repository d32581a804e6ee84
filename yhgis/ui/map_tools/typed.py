"""Coordinates as they are typed: degrees, survey metres, or a step from the last point."""

from __future__ import annotations

import math
import re

from yhgis.errors import UsageError
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transformer

Ground = tuple[float, float]

#: The 3-degree belt of the working CRS: survey lists may put its number before the easting.
_BELT = 40
_NUMBER = r"[+-]?\d+(?:\.\d*)?|[+-]?\.\d+"
_BETWEEN = r"\s*(?:[,，;；\s]|[°EeNn]|[XxYy]\s*[=:：]?)+\s*"
_PAIR = re.compile(rf"^[XxYy\s=:：]*({_NUMBER}){_BETWEEN}({_NUMBER})[°EeNnMm\s米]*$")
_STEP = re.compile(rf"^@\s*({_NUMBER})\s*[,，\s]\s*({_NUMBER})$")
_POLAR = re.compile(rf"^@\s*({_NUMBER})\s*[<＜]\s*({_NUMBER})$")


def parse_place(text: str, last: Ground | None = None) -> Ground:
    """Return the ground (metres, working CRS) that ``text`` means.

    ``119.98 30.35``
        Longitude and latitude in degrees, in either order.
    ``3361234.5 498765.4``
        North and east in metres, as Chinese survey lists write X and Y, in either order; the east may carry the number
        of its belt (``40498765.4``).
    ``@120,-35``
        So many metres east and north of the last point.
    ``@120<90``
        So many metres from the last point in a bearing, clockwise from north.

    Raises
    ------
    UsageError
        It means no place, or a step without a point to start from.
    """
    found = _STEP.match(text.strip()) or _POLAR.match(text.strip())
    if found:
        if last is None:
            raise UsageError("There is no point yet that {text} could start from.", text=text.strip())
        first, second = float(found.group(1)), float(found.group(2))
        if found.re is _STEP:
            return last[0] + first, last[1] + second
        angle = math.radians(second)
        return last[0] + first * math.sin(angle), last[1] + first * math.cos(angle)
    pair = _PAIR.match(text)
    place = _placed(float(pair.group(1)), float(pair.group(2))) if pair else None
    if place is None:
        raise UsageError(
            "{text} is not a place: type 119.98, 30.35 or 3361234.5, 498765.4, or a step such as @120,-35.",
            text=text.strip() or "-",
        )
    return place


def _placed(first: float, second: float) -> Ground | None:
    """Return what two numbers mean by their sizes alone: nothing else on Chinese ground looks like them."""
    for a, b in ((first, second), (second, first)):
        if 73.0 <= a <= 136.0 and 3.0 <= b <= 54.0:
            x, y = transformer(DEGREES_CRS, WORK_CRS).transform(a, b)
            return float(x), float(y)
        east = b - _BELT * 1e6 if int(b // 1e6) == _BELT else b
        if 3e5 <= a <= 6e6 and 1e5 <= east <= 9e5 and a > east:
            return east, a
    return None
