"""Layers into vector files: whole files or none, Chinese kept, nothing cut silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.atomic import atomic_path, check_room
from yhgis.errors import DataError, UsageError
from yhgis.i18n import Message, Title
from yhgis.io.formats import FORMATS, Format, by_extension
from yhgis.io.gdal import quiet_gdal
from yhgis.io.shapefile_set import mark_language, replaced_set, short_names, text_codec, zipped_set
from yhgis.io.survey_txt_write import write_survey
from yhgis.io.text_check import check_text
from yhgis.model.crs import Geometries, is_geographic
from yhgis.model.layer import Layer, LayerInfo, geometry_kind
from yhgis.model.result import Places

_TYPE_NAMES = {
    0: "Point",
    1: "LineString",
    2: "LineString",
    3: "Polygon",
    4: "MultiPoint",
    5: "MultiLineString",
    6: "MultiPolygon",
}


def write_layer(
    layer: Layer, path: Path, *, crs: str | None = None, encoding: str | None = None
) -> tuple[Message, ...]:
    """Write ``layer`` to ``path``; the format follows the extension.

    An existing file is replaced as a whole (a GeoPackage with all its layers), and stays as it was if writing fails.

    Parameters
    ----------
    layer : Layer
        Any geometry; a shapefile takes one kind only.
    path : Path
        ``.gpkg``, ``.geojson``, ``.fgb``, ``.shp`` (with its parts beside it), ``.zip`` (a shapefile inside) or
        ``.txt`` (survey coordinates).
    crs : str, optional
        CRS to write in; the layer's own by default.  GeoJSON gets a ``crs`` member, which GDAL and
        QGIS respect, and coordinates to a hundredth of a millimetre.
    encoding : str, optional
        Of a shapefile's text: ``UTF-8`` by default, ``GBK`` for older programs; of a survey coordinate file: ``GBK``
        by default.

    Returns
    -------
    tuple of Message
        What the format could not carry unchanged (names shortened).

    Raises
    ------
    UsageError
        The extension cannot be written.
    DataError
        The folder cannot be written, the geometry is mixed, or text does not fit the encoding.
    """
    fmt = writable_format(path)
    moved = layer if crs is None else layer.to_crs(crs)
    if fmt.id in ("shp", "zip"):
        return _write_shapefile(moved, path, fmt, encoding or "UTF-8")
    if fmt.id == "txt":
        return write_survey(moved, path, encoding=encoding or "GBK")
    with atomic_path(path) as temporary:
        _write(moved, temporary, fmt.driver, dict(moved.fields))
    return ()


def check_copy_target(layer: Layer, path: Path) -> None:
    """Refuse a file name that no layer can be written to, or that is the file that ``layer`` came from.

    Raises
    ------
    UsageError
    """
    writable_format(path)
    source = layer.info.path
    if source is not None and source.exists() and _same_file(source, path):
        raise UsageError("{file} is the file itself, which is never changed; give the copy another name.", file=path)


def _same_file(source: Path, path: Path) -> bool:
    """Whether writing ``path`` would touch ``source``; a shapefile is all its parts."""
    together = source.suffix.lower() == path.suffix.lower() == ".shp"
    return path.resolve() == source.resolve() or (
        together and path.resolve().with_suffix("") == source.resolve().with_suffix("")
    )


def write_places(places: Places, path: Path, *, crs: str | None = None) -> tuple[Message, ...]:
    """Write the polygons of an answer as a layer, as `write_layer` does."""
    info = LayerInfo(id=path.stem, title=Title(path.stem))
    fields = {name: column(values) for name, values in places.fields.items()}
    return write_layer(Layer(info, places.geometry, fields, places.crs), path, crs=crs)


def writable_format(path: Path) -> Format:
    """Return the format that ``path``'s extension asks for.

    Raises
    ------
    UsageError
        Unknown, or one that can only be read; those that can be written are listed.
    """
    fmt = by_extension(path.suffix)
    if fmt is None or not fmt.writes:
        raise UsageError(
            "A layer cannot be written as {file}; give one of {extensions}.",
            file=path.name,
            extensions=", ".join(known.extensions[0] for known in FORMATS if known.writes),
        )
    return fmt


def column(values: Sequence[Any]) -> NDArray[Any]:
    """Return ``values`` as a column: numbers where all are (NaN for None), else text (None stays)."""
    if values and all(isinstance(value, (bool, np.bool_)) for value in values):
        return np.array(values, dtype=bool)
    if values and all(isinstance(value, (int, np.integer)) for value in values):
        return np.array(values, dtype=np.int64)
    present = [value for value in values if value is not None]
    if present and all(isinstance(value, (int, float, np.number)) for value in present):
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return np.array([None if value is None else str(value) for value in values], dtype=object)


def _write_shapefile(layer: Layer, path: Path, fmt: Format, encoding: str) -> tuple[Message, ...]:
    if geometry_kind(layer.geometry).value == "mixed":
        raise DataError(
            "{layer} mixes points, lines and polygons, which a shapefile cannot hold; write a .gpkg instead.",
            layer=layer.info.title,
        )
    codec = text_codec(encoding)
    check_text(layer, layer.fields, codec, encoding)
    names = short_names(list(layer.fields), codec)
    fields = {names[name]: values for name, values in layer.fields.items()}
    staged = zipped_set if fmt.id == "zip" else replaced_set
    with staged(path) as temporary:
        _write(layer, temporary, "ESRI Shapefile", fields, encoding)
        mark_language(temporary, codec)
    shortened = [f"{name} → {short}" for name, short in names.items() if name != short]
    if not shortened:
        return ()
    return (
        Message(
            "{file}: a shapefile's field names are at most 10 bytes long; shortened: {names}.",
            {"file": path.name, "names": ", ".join(shortened)},
        ),
    )


def _write(
    layer: Layer, path: Path, driver: str, fields: Mapping[str, NDArray[Any]], encoding: str | None = None
) -> None:
    """Write with GDAL; a failure becomes one sentence."""
    import pyogrio.raw
    from pyogrio.errors import DataSourceError, FeatureError, FieldError, GeometryError

    type_name, to_multi = _geometry_type(layer.geometry, driver)
    try:
        with quiet_gdal(path):
            pyogrio.raw.write(
                path,
                shapely.to_wkb(layer.geometry),
                [_writable(values) for values in fields.values()],
                np.array(list(fields), dtype=object),
                layer=path.stem if driver != "GPKG" else layer.info.id or path.stem,
                driver=driver,
                geometry_type=type_name,
                crs=layer.crs,
                encoding=encoding,
                promote_to_multi=to_multi,
                layer_options=_options(driver, layer.crs),
            )
    except (DataSourceError, FeatureError, FieldError, GeometryError, OSError) as error:
        check_room(path.parent)
        raise DataError("Cannot write {file}: {reason}.", file=path.name, reason=str(error).rstrip(".")) from error
    # GDAL closes its files without a word when the last bytes do not fit.
    check_room(path.parent)


def _options(driver: str, crs: str) -> dict[str, str]:
    """Return what GDAL is told of a format."""
    if driver == "GeoJSON":
        return {"COORDINATE_PRECISION": _decimals(crs), "WRITE_NAME": "NO"}
    # Its index would put the features in another order, and knows no feature without geometry.
    return {"SPATIAL_INDEX": "NO"} if driver == "FlatGeobuf" else {}


def _decimals(crs: str) -> str:
    """Return how many decimals GeoJSON gets: a hundredth of a millimetre."""
    return "10" if is_geographic(crs) else "5"


def _geometry_type(geometry: Geometries, driver: str) -> tuple[str, bool]:
    """Return GDAL's name for the geometry type, and whether single parts must become multi."""
    present = geometry[~(shapely.is_missing(geometry) | shapely.is_empty(geometry))]
    names = {_TYPE_NAMES.get(int(type_id), "GeometryCollection") for type_id in np.unique(shapely.get_type_id(present))}
    if not names:
        return "Polygon" if driver == "ESRI Shapefile" else "Unknown", False
    if len(names) == 1:
        return names.pop(), False
    singles = {name.removeprefix("Multi") for name in names}
    return (f"Multi{singles.pop()}", True) if len(singles) == 1 else ("Unknown", False)


def _writable(values: NDArray[Any]) -> NDArray[Any]:
    """Return a column that GDAL takes: objects are text or nothing."""
    if values.dtype != object:
        return values
    return np.array([None if value is None else str(value) for value in values], dtype=object)
