"""The greenway loops of box 13: along river banks and through hand-placed points, back to where they began."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import shapely
from pydantic import Field

from yhgis.plan.drawing.areas import on_grid
from yhgis.plan.drawing.curves import Points, meander, normals, spline
from yhgis.plan.making.drawn import Drawn, drawn
from yhgis.plan.making.figures import Figures
from yhgis.plan.making.stations import station_fields
from yhgis.schema import Schema

XY = tuple[float, float]

_SWAY_WAVELENGTH_M = 1500.0
#: A river's vertices are thinned before the path runs beside them, so that its corners are not bent double.
_BANK_STEP_M = 420.0


class Stretch(Schema):
    """Points, or the bank of a river between the vertices nearest to ``from`` and ``to``."""

    points: tuple[XY, ...] = ()
    river: str = ""
    start: XY | None = Field(default=None, alias="from")
    end: XY | None = Field(default=None, alias="to")
    left_m: float = 0.0


class Station(Schema):
    """A place that a loop passes."""

    name: str
    name_en: str
    at: XY


class Loop(Schema):
    """A greenway that comes back to its beginning, with its places in the plan's order."""

    id: str
    name: str
    name_en: str
    plan_ref: str
    sway_m: float
    course: tuple[Stretch, ...]
    stations: tuple[Station, ...]


class GreenwaysFile(Schema):
    """``layers/sources/greenways.json``."""

    version: Literal[1]
    crs: Literal["EPSG:4549"]
    note: str
    loops: tuple[Loop, ...]


def make(figures: Figures, rivers: dict[str, Points]) -> Drawn:
    """Return the layer ``greenways``: one closed line a loop."""
    loops = figures.shape("greenways", GreenwaysFile).loops
    lines = [_line(loop, rivers) for loop in loops]
    return drawn("greenways", [(line, _fields(loop, line)) for loop, line in zip(loops, lines, strict=True)])


def _line(loop: Loop, rivers: dict[str, Points]) -> Any:
    knots = np.vstack([_knots(stretch, rivers) for stretch in loop.course])
    ring = spline(knots, closed=True)
    closed = np.vstack([ring, ring[:1]])
    if loop.sway_m:
        closed = meander(closed, loop.sway_m, _SWAY_WAVELENGTH_M, len(loop.id))
    return on_grid(shapely.linestrings(closed))


def _knots(stretch: Stretch, rivers: dict[str, Points]) -> Points:
    if not stretch.river:
        return np.array(stretch.points)
    river = rivers[stretch.river]
    first, last = (int(np.argmin(np.hypot(*(river - np.asarray(end)).T))) for end in (stretch.start, stretch.end))
    bank = river + normals(river) * stretch.left_m
    along = bank[min(first, last) : max(first, last) + 1]
    thinned = _thinned(along)
    return thinned if first <= last else thinned[::-1]


def _thinned(line: Points) -> Points:
    """Return vertices of ``line`` about a step apart, the first and the last among them."""
    path = shapely.linestrings(line)
    count = max(int(path.length / _BANK_STEP_M), 1)
    steps = np.linspace(0, path.length, count + 1)
    thinned: Points = shapely.get_coordinates(shapely.line_interpolate_point(path, steps))
    return thinned


def _fields(loop: Loop, line: Any) -> dict[str, Any]:
    stations = loop.stations
    places = np.array([station.at for station in stations])
    return {
        "id": loop.id,
        "name": loop.name,
        "name_en": loop.name_en,
        **station_fields(line, [s.name for s in stations], [s.name_en for s in stations], places),
        "plan_ref": loop.plan_ref,
    }
