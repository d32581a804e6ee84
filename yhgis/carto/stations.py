"""Places that a line passes in order, kept in its field ``stations``: the axis's four places, a greenway's stops.

The field holds JSON (as text, or already read): a list of ``{"name": …, "name_en": …, "lon": …, "lat": …}``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from yhgis.carto.packing import Floats
from yhgis.errors import DataError
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform_coordinates
from yhgis.model.layer import Layer

FIELD = "stations"


@dataclass(frozen=True)
class Station:
    """A named place of feature ``feature``; x and y are ground metres in the working CRS."""

    feature: int
    name: str
    name_en: str
    x: float
    y: float


def stations(layer: Layer) -> list[Station]:
    """Return the stations of every feature of ``layer``, in order; none when it has no such field.

    Raises
    ------
    DataError
        The field holds something else than a list of places.
    """
    if FIELD not in layer.fields:
        return []
    rows = [(i, place) for i, value in enumerate(layer.fields[FIELD]) for place in _list(value, layer)]
    if not rows:
        return []
    try:
        degrees = np.array([(float(place["lon"]), float(place["lat"])) for _, place in rows])
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong(layer) from error
    ground = transform_coordinates(degrees, DEGREES_CRS, WORK_CRS)
    return [
        Station(i, str(place.get("name", "")), str(place.get("name_en", "")), float(x), float(y))
        for (i, place), (x, y) in zip(rows, ground, strict=True)
    ]


def station_places(layer: Layer) -> tuple[Floats, list[int]]:
    """Return the stations' ground coordinates and the feature of each."""
    found = stations(layer)
    xy = np.array([(one.x, one.y) for one in found]) if found else np.empty((0, 2))
    return xy, [one.feature for one in found]


def _list(value: Any, layer: Layer) -> list[dict[str, Any]]:
    if value is None or value == "":
        return []
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except json.JSONDecodeError as error:
            raise _wrong(layer) from error
    if not all(isinstance(place, dict) for place in value):
        raise _wrong(layer)
    return list(value)


def _wrong(layer: Layer) -> DataError:
    return DataError("The field stations of {layer} is not a list of places with lon and lat.", layer=layer.info.title)
