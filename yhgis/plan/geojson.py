"""GeoJSON of the built-in layers: written the same to the last byte each time, read without GDAL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.errors import DataError
from yhgis.model.crs import DEGREES_CRS, Geometries, normalise

#: Of longitude and latitude: 1e-9 degrees is a tenth of a millimetre.
DECIMALS = 9

_URN = "urn:ogc:def:crs:EPSG::4490"


def text(layer_id: str, geometry: Geometries, properties: Sequence[Mapping[str, Any]]) -> str:
    """Return features in EPSG:4490 as a GeoJSON text with one feature a line.

    Parameters
    ----------
    layer_id : str
        Written as the collection's ``name``.
    geometry : array of shapely geometries
        Longitude and latitude.
    properties : sequence of mappings
        One a feature; keys are written in their order.
    """
    crs = {"type": "name", "properties": {"name": _URN}}
    head = f'{{"type": "FeatureCollection", "name": {_json(layer_id)}, "crs": {_json(crs)}, "features": [\n'
    lines = [
        f'{{"type": "Feature", "properties": {_json(dict(fields))}, "geometry": {_geometry(shape)}}}'
        for shape, fields in zip(geometry, properties, strict=True)
    ]
    return head + ",\n".join(lines) + "\n]}\n"


def rounded(geometry: Geometries) -> Geometries:
    """Return geometries with longitudes and latitudes rounded as they are written."""
    moved: Geometries = shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS))
    return moved


def read(path: Path) -> tuple[Geometries, dict[str, NDArray[Any]], str, str]:
    """Return geometries, fields, CRS name and the sha256 of the bytes of a GeoJSON feature collection.

    Raises
    ------
    DataError
        The file is missing or is no feature collection.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError("There is no file {file}.", file=str(path)) from error
    try:
        document = json.loads(content)
        features = document["features"]
        collection = shapely.from_geojson(content)
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, shapely.GEOSException) as error:
        raise DataError("{file} is not a GeoJSON feature collection.", file=str(path)) from error
    crs = document.get("crs", {}).get("properties", {}).get("name", DEGREES_CRS)
    geometry = shapely.get_parts(collection)
    fields = {name: _column([f["properties"].get(name) for f in features]) for name in _names(features)}
    return geometry, fields, normalise(crs), hashlib.sha256(content).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _geometry(shape: Any) -> str:
    """Return the geometry object; coordinates keep up to `DECIMALS` decimals and no trailing zeros."""
    kind = shape.geom_type
    if kind == "Point":
        return f'{{"type": "Point", "coordinates": {_points(shape)[1:-1]}}}'
    if kind == "LineString":
        return f'{{"type": "LineString", "coordinates": {_points(shape)}}}'
    if kind == "Polygon":
        return f'{{"type": "Polygon", "coordinates": {_rings(shape)}}}'
    if kind == "MultiPolygon":
        parts = ", ".join(_rings(part) for part in shape.geoms)
        return f'{{"type": "MultiPolygon", "coordinates": [{parts}]}}'
    raise ValueError(f"no built-in layer has a {kind}")


def _rings(polygon: Any) -> str:
    return "[" + ", ".join(_points(ring) for ring in [polygon.exterior, *polygon.interiors]) + "]"


def _points(shape: Any) -> str:
    pairs = (f"[{_number(x)}, {_number(y)}]" for x, y in shapely.get_coordinates(shape))
    return "[" + ", ".join(pairs) + "]"


def _number(value: float) -> str:
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def _names(features: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return every property name in the order of its first appearance."""
    return list(dict.fromkeys(name for feature in features for name in feature["properties"]))


def _column(values: list[Any]) -> NDArray[Any]:
    """Return numbers as a numeric array, anything else as objects."""
    kinds = {type(value) for value in values}
    if kinds <= {int} or kinds <= {int, float} or kinds <= {bool}:
        return np.array(values)
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column
