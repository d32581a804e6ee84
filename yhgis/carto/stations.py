"""Places that a line passes in order: the axis's four places, a greenway's stops.

They stand in three text fields, entries parted by ``;``: ``stations`` and ``stations_en`` the names,
``stations_lonlat`` longitude and latitude (EPSG:4490) parted by a space.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yhgis.carto.classes import text_of
from yhgis.carto.packing import Floats
from yhgis.errors import DataError
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform_coordinates
from yhgis.model.layer import Layer

NAMES, NAMES_EN, PLACES = "stations", "stations_en", "stations_lonlat"


@dataclass(frozen=True)
class Station:
    """A named place of feature ``feature``; x and y are ground metres in the working CRS."""

    feature: int
    name: str
    name_en: str
    x: float
    y: float


def stations(layer: Layer) -> list[Station]:
    """Return the stations of every feature of ``layer``, in order; none when it has no such fields.

    Raises
    ------
    DataError
        The places are not pairs of numbers, or not as many as the names.
    """
    if NAMES not in layer.fields or PLACES not in layer.fields:
        return []
    found: list[Station] = []
    for i in range(len(layer)):
        names, places = _entries(layer, NAMES, i), _entries(layer, PLACES, i)
        if not names:
            continue
        names_en = _entries(layer, NAMES_EN, i) if NAMES_EN in layer.fields else []
        ground = _ground(places, layer)
        if len(ground) != len(names) or len(names_en) not in (0, len(names)):
            raise _wrong(layer)
        for j, (x, y) in enumerate(ground.tolist()):
            found.append(Station(i, names[j], names_en[j] if names_en else "", x, y))
    return found


def station_places(layer: Layer) -> tuple[Floats, list[int]]:
    """Return the stations' ground coordinates and the feature of each."""
    found = stations(layer)
    return np.array([(one.x, one.y) for one in found]).reshape(-1, 2), [one.feature for one in found]


def _entries(layer: Layer, field: str, i: int) -> list[str]:
    return [part.strip() for part in text_of(layer.fields[field][i]).split(";") if part.strip()]


def _ground(places: list[str], layer: Layer) -> Floats:
    try:
        degrees = np.array([[float(number) for number in place.split()] for place in places]).reshape(-1, 2)
    except ValueError as error:
        raise _wrong(layer) from error
    return transform_coordinates(degrees, DEGREES_CRS, WORK_CRS)


def _wrong(layer: Layer) -> DataError:
    return DataError(
        "The fields stations and stations_lonlat of {layer} do not fit together: one longitude and latitude a name.",
        layer=layer.info.title,
    )
