"""Coordinates of Chinese web maps: degrees that were shifted on purpose, and how they are shifted back, nearly.

GCJ-02 (Gaode, Tencent) moves every place by 100 m to 700 m along smooth waves; BD-09 (Baidu) moves those again.
Neither is a coordinate system: the official formula is not published.  The formula here is the public approximation
that every web library has (coordTransform.js, eviltransform, gcoord: a = 6378245, e2 = 0.00669342162296594323, which is
Krasovsky 1940).  It is turned around by fixed-point iteration, so that there and back agree to a millimetre; against
the real shift it is good to about a metre.  So it serves to see where things lie, and never for statutory data.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

#: What a user may declare; neither is known to PROJ, and no file states them.
GCJ02: Final = "GCJ-02"
BD09: Final = "BD-09"
WEB_SYSTEMS: Final = (GCJ02, BD09)
#: In which system the coordinates are once they are shifted back.
CORRECTED_CRS: Final = "EPSG:4490"
#: How far a place may be off after it, in metres.
ACCURACY_M: Final = 1.0

_A, _E2 = 6378245.0, 0.00669342162296594323
_X_PI = np.pi * 3000.0 / 180.0
_ROUNDS = 8
Degrees = NDArray[np.float64]


def web_system(name: str | None) -> str | None:
    """Return the web-map system that ``name`` means, however it is spelt; None for anything else."""
    plain = "".join(c for c in (name or "").upper() if c.isalnum())
    return {"GCJ02": GCJ02, "GCJ": GCJ02, "BD09": BD09, "BD09LL": BD09}.get(plain)


def corrected(lonlat: Degrees, system: str) -> Degrees:
    """Return longitudes and latitudes (degrees, CGCS2000) of places given in a web-map system.

    Parameters
    ----------
    lonlat : array (n, 2)
        Degrees, east first.
    system : str
        One of `WEB_SYSTEMS`.
    """
    seen = np.asarray(lonlat, dtype=np.float64)
    return _back(_without_baidu(seen) if system == BD09 else seen)


def shifted(lonlat: Degrees, system: str) -> Degrees:
    """Return the web map's coordinates of places (degrees, CGCS2000): the formula as it is published."""
    moved = np.asarray(lonlat, dtype=np.float64) + _shift(np.asarray(lonlat, dtype=np.float64))
    return _baidu(moved) if system == BD09 else moved


def _back(seen: Degrees) -> Degrees:
    """Undo GCJ-02: the shift hardly changes within its own length, so each round gains three digits."""
    place = seen.copy()
    for _ in range(_ROUNDS):
        place = seen - _shift(place)
    return place


def _shift(lonlat: Degrees) -> Degrees:
    """Return by how many degrees GCJ-02 moves each place."""
    x, y = lonlat[:, 0] - 105.0, lonlat[:, 1] - 35.0
    root = np.sqrt(np.abs(x))
    common = (20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += (20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)) * 2.0 / 3.0
    north += (160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += (20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)) * 2.0 / 3.0
    east += (150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)) * 2.0 / 3.0
    latitude = np.radians(lonlat[:, 1])
    magic = 1.0 - _E2 * np.sin(latitude) ** 2
    meridian = _A * (1.0 - _E2) / (magic * np.sqrt(magic))
    parallel = _A / np.sqrt(magic) * np.cos(latitude)
    return np.column_stack([np.degrees(east / parallel), np.degrees(north / meridian)])


def _baidu(gcj: Degrees) -> Degrees:
    """Return BD-09 of GCJ-02."""
    x, y = gcj[:, 0], gcj[:, 1]
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _X_PI)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _X_PI)
    return np.column_stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006])


def _without_baidu(seen: Degrees) -> Degrees:
    """Undo `_baidu`."""
    place = seen - (0.0065, 0.006)
    for _ in range(_ROUNDS):
        place = place + (seen - _baidu(place))
    return place
