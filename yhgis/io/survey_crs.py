"""From the header of a survey coordinate file, and the size of its numbers, to a CRS: stated, or a reason to ask.

CGCS2000 belts have EPSG codes in a row; Xian 80 and Beijing 54 have numbers of the same size a hundred metres away,
and no published way across, so they are asked about and never guessed (CONVENTIONS 3.3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yhgis.i18n import Message

_SYSTEM_KEYS = ("坐标系", "坐标系统", "坐标系名称", "大地基准", "平面坐标系")
_WIDTH_KEYS = ("几度分带", "分带", "分带方式")
_BELT_KEYS = ("带号", "投影带号", "中央子午线", "中央经线")
#: First EPSG code of the belts with and without their number in the coordinates, first belt, last belt.
BELTS = {3: (4513, 4534, 25, 45), 6: (4491, 4502, 13, 23)}
_CGCS2000 = re.compile(r"2000|CGCS|国家大地", re.IGNORECASE)
_OTHER_DATUM = re.compile(r"(?<!\d)(19)?(80|54)(?!\d)|西安|北京|城市|独立|地方|杭州")
_WGS84 = re.compile(r"WGS|84", re.IGNORECASE)

_LON, _LAT = (73.0, 136.0), (3.0, 54.0)
_NORTH = (1_000_000.0, 6_300_000.0)
_EAST = (100_000.0, 900_000.0)
_BELT_EAST = (13_000_000.0, 46_000_000.0)


@dataclass(frozen=True)
class StatedCrs:
    """What header and numbers say together; the meaning of each is that of `yhgis.io.content.Content`."""

    crs: str | None
    reason: Message | None = None
    proposable: bool = True


def system_of(header: Mapping[str, str]) -> str:
    """Return the name of the coordinate system in the header, or nothing."""
    return _first(header, _SYSTEM_KEYS)


def survey_crs(header: Mapping[str, str], easts: NDArray[np.float64]) -> StatedCrs:
    """Return the CRS that ``header`` states for coordinates with these ``easts`` (metres, or degrees of longitude)."""
    system = system_of(header)
    if not system:
        return StatedCrs(None, Message("its header names no coordinate system"))
    in_degrees = bool(len(easts)) and bool(_within(easts, _LON).all())
    if _WGS84.search(system) and in_degrees:
        return StatedCrs("EPSG:4326")
    if not _CGCS2000.search(system) or _OTHER_DATUM.search(system.replace("2000", "")):
        reason = Message(
            "its header says {system}, which lies some hundred metres from CGCS2000 though the numbers look alike",
            {"system": system},
        )
        return StatedCrs(None, reason, proposable=False)
    return StatedCrs("EPSG:4490") if in_degrees else _belt_crs(header, easts)


def _belt_crs(header: Mapping[str, str], easts: NDArray[np.float64]) -> StatedCrs:
    width = _whole(_first(header, _WIDTH_KEYS))
    said = _whole(_first(header, _BELT_KEYS))
    seen = {int(belt) for belt in np.unique(easts // 1_000_000)} if len(easts) else {0}
    if len(seen) > 1:
        return StatedCrs(None, Message("some of its coordinates bear a belt number and others none, or another"))
    number = seen.pop()
    if said is not None and said > 60:  # the central meridian in place of the belt
        width = width or 3
        said = said // 3 if width == 3 else (said + 3) // 6
    if number and said is not None and number != said:
        values: dict[str, object] = {"said": said, "seen": number}
        return StatedCrs(None, Message("its header says belt {said}, its coordinates belt {seen}", values))
    belt = number or said
    if belt is None:
        return StatedCrs(None, Message("neither its header nor its coordinates give a belt number"))
    width = width or next((known for known, row in BELTS.items() if row[2] <= belt <= row[3]), 3)
    with_number, without_number, first, last = BELTS.get(width, (0, 0, 1, 0))
    if not first <= belt <= last:
        return StatedCrs(None, Message("there is no {width}-degree belt {belt}", {"width": width, "belt": belt}))
    if len(easts) and not bool(_within(easts % 1_000_000, _EAST).all()):
        return StatedCrs(None, Message("its coordinates are not metres of a belt"))
    return StatedCrs(f"EPSG:{(with_number if number else without_number) + belt - first}")


def north_first(first: NDArray[np.float64], second: NDArray[np.float64]) -> bool | None:
    """Whether ``first`` holds norths and ``second`` easts; None where the numbers cannot tell.

    In China norths have seven digits, easts six or, with a belt's number, eight; degrees do not overlap either.
    """
    a, b = float(np.median(first)), float(np.median(second))
    straight, exchanged = _is_pair(a, b), _is_pair(b, a)
    return None if straight == exchanged else straight


def _is_pair(north: float, east: float) -> bool:
    degrees = _LAT[0] <= north <= _LAT[1] and _LON[0] <= east <= _LON[1]
    in_belt = _EAST[0] <= east <= _EAST[1] or _BELT_EAST[0] <= east <= _BELT_EAST[1]
    return degrees or (_NORTH[0] <= north <= _NORTH[1] and in_belt)


def _within(numbers: NDArray[np.float64], limits: tuple[float, float]) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (numbers >= limits[0]) & (numbers <= limits[1])
    return inside


def _first(header: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((header[key] for key in keys if header.get(key)), "")


def _whole(text: str) -> int | None:
    """Return the first whole number in ``text``: ``3度带``, ``40``, ``120°``."""
    found = re.search(r"\d{1,3}", text)
    return int(found[0]) if found else None
