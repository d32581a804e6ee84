"""Which columns of a table hold coordinates: by their names in Chinese and English, or by their text (WKT)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Axis = Literal["lon", "lat", "x", "y", "east", "north", "wkt"]

#: Names without case, spaces, underscores and what stands in brackets (units), by what they mean.  ``x`` and ``y``
#: promise nothing: in Chinese surveying X is north, in most programs it is east.
NAMES: dict[Axis, frozenset[str]] = {
    "lon": frozenset({"lon", "lng", "long", "longitude", "经度", "东经", "经度坐标", "gps经度", "l"}),
    "lat": frozenset({"lat", "latitude", "纬度", "北纬", "纬度坐标", "gps纬度", "b"}),
    "east": frozenset({"e", "east", "easting", "东", "东坐标", "横坐标", "y坐标横", "东坐标y", "横坐标y"}),
    "north": frozenset({"n", "north", "northing", "北", "北坐标", "纵坐标", "x坐标纵", "北坐标x", "纵坐标x"}),
    "x": frozenset({"x", "x坐标", "坐标x", "pointx", "xcoord", "coordx", "xcoordinate", "centroidx", "中心x"}),
    "y": frozenset({"y", "y坐标", "坐标y", "pointy", "ycoord", "coordy", "ycoordinate", "centroidy", "中心y"}),
    "wkt": frozenset({"wkt", "geometry", "geom", "thegeom", "wktgeom", "geometrywkt", "shape", "图形", "几何", "空间"}),
}
_PAIRS: tuple[tuple[Axis, Axis], ...] = (("lon", "lat"), ("east", "north"), ("x", "y"))
_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
_WKT = re.compile(
    r"\s*(SRID\s*=\s*\d+\s*;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\s*(Z|M|ZM)?\s*(\(|EMPTY)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Columns:
    """Where the coordinates are.

    Parameters
    ----------
    header : int
        Row of the names.
    first, second : int
        Columns of the longitude, easting or x, and of the latitude, northing or y; of ``wkt`` both the same.
    kind : str
        What the first is called.
    """

    header: int
    first: int
    second: int
    kind: Axis


def find_columns(rows: Sequence[Sequence[Any]], most: int = 12) -> Columns | None:
    """Return the coordinate columns of a table, or None.

    The names may stand below a title, as in printed tables: the first ``most`` rows are looked at.
    """
    for number, row in enumerate(rows[:most]):
        axes = _axes(row)
        wkt = axes.get("wkt")
        if wkt is not None and any(is_wkt(cell) for cell in _below(rows, number, wkt)):
            return Columns(number, wkt, wkt, "wkt")
        for first, second in _PAIRS:
            if first in axes and second in axes:
                return Columns(number, axes[first], axes[second], first)
    for number, row in enumerate(rows[1 : most + 1]):
        column = next((i for i, cell in enumerate(row) if is_wkt(cell)), None)
        if column is not None:
            return Columns(number, column, column, "wkt")
    return None


def is_wkt(cell: Any) -> bool:
    """Whether ``cell`` is a geometry written as text."""
    return isinstance(cell, str) and _WKT.match(cell) is not None


def _below(rows: Sequence[Sequence[Any]], header: int, column: int) -> list[Any]:
    return [row[column] for row in rows[header + 1 : header + 100] if column < len(row)]


def _axes(row: Sequence[Any]) -> dict[Axis, int]:
    found: dict[Axis, int] = {}
    for number, cell in enumerate(row):
        if isinstance(cell, str):
            name = _plain(cell)
            for axis, names in NAMES.items():
                if name in names:
                    found.setdefault(axis, number)
    return found


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKC", name[:80]).casefold()
    return re.sub(r"[\s_\-.·:/]", "", _BRACKETS.sub("", text))
