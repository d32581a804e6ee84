"""The greenway loops of box 13: along river banks and through hand-placed points, back to where they began."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import shapely

from yhgis.plan.drawing.areas import on_grid
from yhgis.plan.drawing.curves import Points, meander, spline
from yhgis.plan.making.course import XY, Stretch, knots
from yhgis.plan.making.drawn import Drawn, drawn
from yhgis.plan.making.figures import Figures
from yhgis.plan.making.stations import station_fields
from yhgis.schema import Schema

_SWAY_WAVELENGTH_M = 1500.0


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
    lines = [_line(loop, figures, rivers) for loop in loops]
    return drawn("greenways", [(line, _fields(loop, line)) for loop, line in zip(loops, lines, strict=True)])


def _line(loop: Loop, figures: Figures, rivers: dict[str, Points]) -> Any:
    ring = spline(np.vstack([knots(stretch, figures, rivers) for stretch in loop.course]), closed=True)
    closed = np.vstack([ring, ring[:1]])
    if loop.sway_m:
        closed = meander(closed, loop.sway_m, _SWAY_WAVELENGTH_M, len(loop.id))
    return on_grid(shapely.linestrings(closed))


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
