"""Layers to draw, small ones and awkward ones, and what the tests ask of marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import shapely

from yhgis.carto import display_list as dl
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo, Status
from yhgis.model.view import View

MakeLayer = Callable[..., Layer]


def make(geometry: Sequence[Any], layer_id: str = "sample", info: dict[str, Any] | None = None, **fields: Any) -> Layer:
    """Return a layer in the working CRS; ``name`` is its name field when given."""
    array = np.empty(len(geometry), dtype=object)
    array[:] = list(geometry)
    columns = {name: np.array(list(values), dtype=object) for name, values in fields.items()}
    about = {"name_field": "name" if "name" in fields else ""} | (info or {})
    return Layer(LayerInfo(layer_id, Title(layer_id, layer_id.upper()), **about), array, columns, WORK_CRS)


#: One paper millimetre is one metre, so that coordinates can be read off.
PAPER = View(50.0, 50.0, 1000.0, 100.0, 100.0, dpi=254.0)

AWKWARD = (
    None,
    shapely.Polygon(),
    shapely.from_wkt(
        "MULTIPOLYGON (((1 1, 9 1, 9 9, 1 9, 1 1), (3 3, 3 6, 6 6, 6 3, 3 3)), ((20 20, 30 20, 25 29, 20 20)))"
    ),
    shapely.from_wkt("POLYGON ((40 40, 60 60, 60 40, 40 60, 40 40))"),
    shapely.from_wkt("POLYGON ((70 70, 80 70, 80 70, 80 80, 70 80, 70 70))"),
    shapely.from_wkt("POLYGON Z ((5 50 7, 15 50 7, 10 60 7, 5 50 7))"),
    shapely.from_wkt(
        "GEOMETRYCOLLECTION (POINT (50 10), LINESTRING (50 10, 60 20), POLYGON ((62 5, 70 5, 66 12, 62 5)))"
    ),
    shapely.from_wkt("LINESTRING (0 0, 0 0)"),
    shapely.from_wkt("MULTILINESTRING ((10 90, 40 95), (50 90, 90 99))"),
    shapely.from_wkt("MULTIPOINT ((33 33), (66 66))"),
    shapely.from_wkt("POLYGON ((80 10, 80 10, 80 10, 80 10))"),
    shapely.from_wkt("POLYGON ((-500 45, 500 45.001, 500 45, -500 45))"),
    shapely.from_wkt("POLYGON ((1e6 1e6, 1.1e6 1e6, 1.1e6 1.1e6, 1e6 1e6))"),
)


def flat(marks: Iterable[dl.Mark]) -> list[dl.Mark]:
    """Return all marks, groups opened."""
    found: list[dl.Mark] = []
    for mark in marks:
        found += flat(mark.marks) if isinstance(mark, dl.Group) else [mark]
    return found


def paths_of(mark: dl.Mark) -> dl.Paths:
    assert isinstance(mark, (dl.Fill, dl.Stroke, dl.GradientFill))
    return mark.paths


def reach(mark: dl.Mark) -> tuple[float, float, float, float]:
    """Return the box round what a mark draws, its line width aside."""
    if isinstance(mark, dl.Markers):
        size = np.abs(mark.outline.xy).max()
        xy = np.vstack([mark.xy - size, mark.xy + size])
    elif isinstance(mark, dl.RadialFill):
        xy = np.vstack([mark.xy - mark.radius_mm[:, None], mark.xy + mark.radius_mm[:, None]])
    else:
        xy = paths_of(mark).xy
    return *xy.min(axis=0).tolist(), *xy.max(axis=0).tolist()  # type: ignore[return-value]


def schematic(**changes: Any) -> dict[str, Any]:
    return {"status": Status.SCHEMATIC, "group": "layout"} | changes
