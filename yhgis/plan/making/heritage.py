"""The heritage property of Liangzhu and its buffer zone, of the published areas."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import shapely

from yhgis.plan.drawing.areas import fit_area, on_grid, parts
from yhgis.plan.drawing.curves import band, blob, spline
from yhgis.plan.making.admin import Ground
from yhgis.plan.making.drawn import Drawn, drawn
from yhgis.plan.making.figures import Figures
from yhgis.schema import Schema

XY = tuple[float, float]


class PartShape(Schema):
    """A part of the property: a closed ring, or a band along a line."""

    id: str
    name: str
    name_en: str
    ring: tuple[XY, ...] = ()
    line: tuple[XY, ...] = ()
    half_width_m: tuple[tuple[float, float], ...] = ()


class HeritageFile(Schema):
    """``layers/sources/heritage.json``."""

    version: Literal[1]
    crs: Literal["EPSG:4549"]
    note: str
    property_ha: float
    buffer_ha: float
    parts: tuple[PartShape, ...]
    buffer_ring: tuple[XY, ...]


def polygons(figures: Figures, base: Ground) -> tuple[list[Any], Any]:
    """Return the parts of the property, and the buffer zone around them without the property itself."""
    plan = figures.shape("heritage", HeritageFile)
    outlines = np.array([_outline(part) for part in plan.parts], dtype=object)
    grown = fit_area(lambda by: shapely.buffer(outlines, by), plan.property_ha * 1e4, -80.0, 200.0)
    pieces = [on_grid(piece) for piece in grown]
    inside = shapely.union_all(pieces)
    ring = blob(np.array(plan.buffer_ring))

    def zone(by: float) -> Any:
        return shapely.difference(shapely.intersection(ring.buffer(by), base.district), inside)

    zone_pieces = parts(fit_area(zone, plan.buffer_ha * 1e4, -900.0, 900.0), 1e4)
    if len(zone_pieces) != 1:
        raise ValueError("the buffer zone falls apart")
    return pieces, zone_pieces[0]


def make(figures: Figures, pieces: list[Any], zone: Any) -> tuple[Drawn, Drawn]:
    """Return the layers ``heritage_property`` and ``heritage_buffer``."""
    plan = figures.shape("heritage", HeritageFile)
    listing = {"listing": "世界遗产名录 1592", "published_ha": plan.property_ha}
    features = [
        (piece, {"id": part.id, "name": part.name, "name_en": part.name_en, **listing})
        for part, piece in zip(plan.parts, pieces, strict=True)
    ]
    properties = {
        "id": "buffer_zone",
        "name": "良渚古城遗址缓冲区",
        "name_en": "Liangzhu heritage buffer zone",
        "listing": "世界遗产名录 1592",
        "published_ha": plan.buffer_ha,
        "remark": "缓冲区不含遗产区，与名录分列的两项面积一致。",
    }
    return drawn("heritage_property", features), drawn("heritage_buffer", [(zone, properties)])


def _outline(part: PartShape) -> Any:
    if part.ring:
        return blob(np.array(part.ring))
    knots = np.array(part.half_width_m)
    return shapely.make_valid(band(spline(np.array(part.line)), knots[:, 0], knots[:, 1]))
