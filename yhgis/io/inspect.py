"""What is in a file, without reading its features; the one module that knows fiona.

Fiona's GDAL has no KML driver; those files are described through pyogrio.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely

from yhgis.errors import DataError, UserError
from yhgis.i18n import Message
from yhgis.io.content import Content
from yhgis.io.encoding import shapefile_encoding
from yhgis.io.formats import detect
from yhgis.io.gdal import gdal_sentences, not_utf8, shortened
from yhgis.io.sources import Source, opened
from yhgis.io.stated_crs import impossible, unknown_datum, usable
from yhgis.model.layer import GeometryKind, geometry_kind
from yhgis.model.view import Extent

_KINDS = {
    "point": GeometryKind.POINT,
    "multipoint": GeometryKind.POINT,
    "linestring": GeometryKind.LINE,
    "multilinestring": GeometryKind.LINE,
    "polygon": GeometryKind.POLYGON,
    "multipolygon": GeometryKind.POLYGON,
    "curvepolygon": GeometryKind.POLYGON,
    "multisurface": GeometryKind.POLYGON,
    "compoundcurve": GeometryKind.LINE,
    "multicurve": GeometryKind.LINE,
}

_WITHOUT_FIONA = (".kml", ".kmz", ".fgb")


@dataclass(frozen=True)
class InnerLayer:
    """One layer of a file, as a dialog shows it before anything is read.

    Parameters
    ----------
    name : str
        What `yhgis.io.vector.read_layer` takes as ``inner_name``.
    geometry : GeometryKind
        As the file declares it; MIXED where it declares none.
    features : int
        Their number; -1 where the file would have to be read to know.
    crs : str
        Normalised name, empty where the file states none.
    fields : tuple of str
        Names, in file order.
    bounds : tuple of 4 floats or None
        Smallest x, y and largest x, y, for `yhgis.io.crs_guess.propose`; None where there is nothing.
    crs_reason, proposable
        Why no CRS is stated, and whether one may be proposed: as `yhgis.io.content.Content` has them.
    """

    name: str
    geometry: GeometryKind
    features: int
    crs: str
    fields: tuple[str, ...]
    bounds: Extent | None = None
    crs_reason: Message | None = None
    proposable: bool = True


def list_layers(path: Path, *, faults: list[UserError] | None = None) -> tuple[InnerLayer, ...]:
    """Return the layers with geometry in ``path``, in the file's order.

    Parameters
    ----------
    faults : list, optional
        Takes what is wrong with files inside an archive or a folder that stand beside good ones.

    Raises
    ------
    DataError
        Missing file, not a vector file, or nothing with geometry inside.
    """
    detect(path)
    with opened(path, faults=faults) as sources:
        return tuple(_described(source) for source in sources)


def import_readers() -> None:
    """Import both GDALs, which takes a second: for who knows that a file is about to be looked into and read."""
    import fiona  # noqa: F401 - both for later
    import pyogrio.raw  # noqa: F401


def _described(source: Source) -> InnerLayer:
    if source.content is not None:
        return _possible(_by_content(source.name, source.content))
    return _possible(_by_pyogrio(source) if source.file.suffix.lower() in _WITHOUT_FIONA else _by_fiona(source))


def _possible(layer: InnerLayer) -> InnerLayer:
    """Return ``layer`` without a CRS in which its numbers cannot be: a GeoJSON of metres counts as degrees."""
    if not layer.crs or layer.bounds is None or not impossible(layer.crs, np.array([layer.bounds])):
        return layer
    reason = Message("its coordinates are impossible in {crs}, which it states or counts as", {"crs": layer.crs})
    return replace(layer, crs="", crs_reason=reason)


def _by_content(name: str, content: Content) -> InnerLayer:
    present = content.geometry[~(shapely.is_missing(content.geometry) | shapely.is_empty(content.geometry))]
    return InnerLayer(
        name=name,
        geometry=geometry_kind(content.geometry),
        features=len(content.geometry),
        crs=usable(content.stated_crs) or "",
        fields=tuple(content.fields),
        bounds=_bounds(shapely.total_bounds(present)) if len(present) else None,
        crs_reason=content.crs_reason,
        proposable=content.proposable,
    )


def _by_fiona(source: Source) -> InnerLayer:
    import fiona  # slow to import, and a second GDAL: only when a file is looked into
    from fiona.errors import FionaError

    is_shapefile = source.file.suffix.lower() == ".shp"
    encoding = shapefile_encoding(source.file).name if is_shapefile else None
    try:
        with fiona.open(source.file, layer=source.layer, encoding=encoding) as collection:
            schema = collection.schema
            unknown = unknown_datum(collection.crs_wkt)
            return InnerLayer(
                name=source.name,
                geometry=_kind(str(schema["geometry"])),
                features=len(collection),
                crs=usable(collection.crs_wkt) or "",
                fields=tuple(schema["properties"]),
                bounds=_bounds(collection.bounds) if len(collection) else None,
                crs_reason=unknown[0] if unknown else None,
                proposable=unknown[1] if unknown else True,
            )
    except UnicodeDecodeError as error:
        raise not_utf8(source.path) from error
    except FionaError as error:
        raise DataError(
            "{file} cannot be read: {reason}.", file=str(source.path), reason=shortened(str(error))
        ) from error


def _by_pyogrio(source: Source) -> InnerLayer:
    import pyogrio

    with gdal_sentences(source.path):
        info = pyogrio.read_info(source.file, layer=source.layer, force_total_bounds=True)
    unknown = unknown_datum(info["crs"])
    return InnerLayer(
        name=source.name,
        geometry=_kind(str(info["geometry_type"])),
        features=int(info["features"]),
        crs=usable(info["crs"]) or "",
        fields=tuple(str(name) for name in info["fields"]),
        bounds=_bounds(info["total_bounds"]),
        crs_reason=unknown[0] if unknown else None,
        proposable=unknown[1] if unknown else True,
    )


def _bounds(numbers: Sequence[float] | None) -> Extent | None:
    if numbers is None or not all(math.isfinite(number) for number in numbers):
        return None
    x0, y0, x1, y1 = (float(number) for number in numbers)
    return x0, y0, x1, y1


def _kind(declared: str) -> GeometryKind:
    plain = declared.replace("3D ", "").replace("Measured ", "").removesuffix(" ZM").removesuffix(" Z")
    return _KINDS.get(plain.removesuffix(" M").lower(), GeometryKind.MIXED)
