"""Core, corridor and axis: smooth shapes through hand-placed control points."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import shapely

from yhgis.plan.drawing.areas import ellipsoidal_area, fit_area, on_grid
from yhgis.plan.drawing.curves import Points, band, blob, spline
from yhgis.plan.making.admin import Ground
from yhgis.plan.making.drawn import Drawn, drawn
from yhgis.plan.making.figures import Figures
from yhgis.plan.making.stations import station_distances, station_fields
from yhgis.schema import Schema

XY = tuple[float, float]


class CoreShape(Schema):
    """The new district centre."""

    area_km2: float
    ring: tuple[XY, ...]
    contains: tuple[str, ...]


class BandShape(Schema):
    """A band: centre line, half-widths at shares of its length, and what it strings together, in order."""

    line: tuple[XY, ...]
    half_width_m: tuple[tuple[float, float], ...]
    places: tuple[str, ...]
    ways: tuple[str, ...]


class StructureFile(Schema):
    """``layers/sources/structure.json``."""

    version: Literal[1]
    crs: Literal["EPSG:4549"]
    note: str
    core: CoreShape
    corridor: BandShape
    axis: BandShape


def make(figures: Figures, base: Ground) -> tuple[Drawn, ...]:
    """Return the layers ``core``, ``corridor``, ``corridor_line``, ``axis`` and ``axis_line``."""
    shapes = figures.shape("structure", StructureFile)
    return (
        _core(shapes.core, base),
        *_corridor(shapes.corridor, base),
        *_axis(shapes.axis, figures),
    )


def _band(line: tuple[XY, ...], half_width_m: tuple[tuple[float, float], ...]) -> tuple[Points, Any]:
    """Return the smooth centre line through ``line`` and the band around it."""
    centre = spline(np.array(line))
    knots = np.array(half_width_m)
    return centre, on_grid(shapely.make_valid(band(centre, knots[:, 0], knots[:, 1])))


def _core(shape: CoreShape, base: Ground) -> Drawn:
    outline = blob(np.array(shape.ring))

    def within(by: float) -> Any:
        return shapely.intersection(on_grid(outline.buffer(by)), base.district)

    grown = fit_area(within, shape.area_km2 * 1e6, -900.0, 900.0)
    properties = {
        "id": "core",
        "name": "新区中心",
        "name_en": "New district centre",
        "alias": "一心",
        "planned_km2": shape.area_km2,
        "contains": ";".join(shape.contains),
    }
    return drawn("core", [(grown, properties)])


def _corridor(shape: BandShape, base: Ground) -> tuple[Drawn, Drawn]:
    centre, polygon = _band(shape.line, shape.half_width_m)
    beyond = ellipsoidal_area(shapely.difference(polygon, base.district))
    properties = {
        "id": "corridor",
        "name": "城西科创大走廊",
        "name_en": "West-of-City Science and Innovation Corridor",
        "alias": "一廊",
        "passes": ";".join(shape.places),
        "ways": ";".join(shape.ways),
        "beyond_district_m2": round(beyond),
        "remark": "走廊为区域性廊道，示意带两端和东北侧伸出区界，东端触及西湖区的西溪湿地。",
    }
    line = {key: properties[key] for key in ("id", "name", "name_en", "alias", "passes")}
    return (
        drawn("corridor", [(polygon, properties)]),
        drawn("corridor_line", [(_line(centre), {**line, "id": "corridor_line", "direction": "自西向东"})]),
    )


def _axis(shape: BandShape, figures: Figures) -> tuple[Drawn, Drawn]:
    centre, polygon = _band(shape.line, shape.half_width_m)
    passed = [figures.places[name] for name in shape.places]
    # A place's row may name its middle too, 良渚古城遗址(莫角山); the axis passes the whole.
    names = [place.name.split("(")[0] for place in passed]
    places = np.array([place.xy for place in passed])
    line = _line(centre)
    own = {"name": "南北千年发展轴", "name_en": "North-South Millennium Axis", "alias": "一轴"}
    area_fields = {"id": "axis", **own, "passes": ";".join(names), "ways": ";".join(shape.ways)}
    line_fields = {
        "id": "axis_line",
        **own,
        "direction": "自北向南",
        **station_fields(line, names, [place.name_en for place in passed], places),
        "stations_away_m": station_distances(line, places),
    }
    return drawn("axis", [(polygon, area_fields)]), drawn("axis_line", [(line, line_fields)])


def _line(centre: Points) -> Any:
    return on_grid(shapely.linestrings(centre))
