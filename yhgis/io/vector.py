"""Vector files into layers, through pyogrio's arrays: no data frame, no guess at a coordinate system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.errors import DataError, nearest_name
from yhgis.feedback import Feedback, silent
from yhgis.i18n import Message, Title
from yhgis.io.archive import unpacked
from yhgis.io.encoding import shapefile_encoding
from yhgis.io.fingerprint import Fingerprint
from yhgis.io.formats import detect
from yhgis.io.gdal import quiet_gdal
from yhgis.io.stated_crs import settle
from yhgis.model.crs import Geometries
from yhgis.model.layer import Layer, LayerInfo

#: Fields that name a feature, best first: plain words, then the names used in planning and survey databases.
NAME_FIELDS = (
    *("name", "name_zh", "名称", "标注名称", "mc", "title", "区名", "镇街", "街道", "乡镇"),
    *("xmmc", "xzqmc", "xjxzqmc", "zldwmc", "qsdwmc", "ghfqmc", "dkmc", "dlmc", "ydyhmc", "label"),
)
ENGLISH_NAME_FIELDS = ("name_en", "name:en", "en_name", "英文名")


@dataclass(frozen=True)
class Source:
    """One layer inside a file.

    Parameters
    ----------
    path : Path
        What the user opened.
    name : str
        By which the user calls the layer.
    file : Path
        ``path``, or the file inside an unpacked zip.
    layer : str
        By which GDAL calls it.
    alone : bool
        Whether it is the only layer of ``path``: then the file's name is its name.
    """

    path: Path
    name: str
    file: Path
    layer: str
    alone: bool = True


def read_layer(
    path: Path,
    *,
    inner_name: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    swap_xy: bool = False,
    feedback: Feedback | None = None,
) -> Layer:
    """Read one layer of a vector file.

    Parameters
    ----------
    path : Path
        GeoPackage, Shapefile, GeoJSON, KML or KMZ file, FileGDB folder, or a ``.zip`` that holds any of these.
    inner_name : str, optional
        Which layer, where the file holds several.
    crs : str, optional
        Declares the CRS of a file that has none, or whose own is impossible (a GeoJSON without a ``crs`` member
        counts as degrees, yet holds metres).  A CRS that the file states stays in force: on the command line one
        ``--crs`` stands for every file of the call, and must not relabel the good ones.  A difference becomes a
        note of the layer.
    encoding : str, optional
        Of a shapefile's text, where the detection of `yhgis.io.encoding` should be overruled.
    swap_xy : bool
        Exchange x and y: survey files often put north first (`yhgis.io.crs_guess` tells by the numbers).
    feedback : Feedback, optional
        Polled between the steps; the reading itself is one call.

    Returns
    -------
    Layer
        Coordinates as in the file, Z and M dropped, null geometries kept as None; ``info.sha256`` is of the file's
        bytes (`yhgis.io.fingerprint`), ``info.notes`` says what was done on the way.

    Raises
    ------
    MissingCrsError
        The file states no CRS and none was given.
    DataError
        Missing file, not a vector file, unknown layer, several layers and none named, no layer with geometry.
    """
    feedback = feedback or silent()
    detect(path)
    feedback.progress(0.0, Message("Reading {file}", {"file": path.name}))
    with Fingerprint(path) as fingerprint, opened(path) as sources:
        source = _chosen(path, sources, inner_name)
        text_encoding, notes = _encoding(source, encoding)
        meta, wkb, columns = _read(source, text_encoding)
        feedback.progress(0.7)
        geometry, geometry_notes = _geometries(wkb, source.name)
        if swap_xy:
            geometry = _array(shapely.transform(geometry, lambda xy: xy[:, ::-1]))
            geometry_notes += (Message("{layer}: x and y were exchanged.", {"layer": source.name}),)
        crs_name, crs_notes = settle(path, source.name, meta["crs"], crs, geometry)
        sha256 = fingerprint.value()
    feedback.progress(1.0)
    fields = dict(zip((str(name) for name in meta["fields"]), columns, strict=True))
    info = _info(source, fields, sha256, (*notes, *geometry_notes, *crs_notes))
    return Layer(info, geometry, fields, crs_name)


@contextmanager
def opened(path: Path) -> Iterator[tuple[Source, ...]]:
    """Yield the layers with geometry that ``path`` holds; a zip is unpacked for as long as the block runs.

    Raises
    ------
    DataError
        GDAL cannot open it, or there is no layer with geometry in it.
    """
    with unpacked(path) as files:
        sources = tuple(source for file in files for source in _sources(path, file, len(files) > 1))
        if not sources:
            raise DataError("{file} holds no layer with geometry.", file=str(path))
        yield tuple(replace(source, alone=len(sources) == 1) for source in sources)


def _sources(path: Path, file: Path, one_of_many: bool) -> Iterator[Source]:
    """Yield the layers of ``file``, which is ``path`` or lies in it, that have geometry."""
    import pyogrio  # brings pandas and geopandas along: only when a file is really read

    with _gdal(path):
        listed = pyogrio.list_layers(file)
    spatial = [str(name) for name, kind in listed if kind is not None]
    for name in spatial:
        shown = name if not one_of_many else file.stem if len(spatial) == 1 else f"{file.stem}/{name}"
        yield Source(path, shown, file, name)


def _chosen(path: Path, sources: Sequence[Source], inner_name: str | None) -> Source:
    names = [source.name for source in sources]
    if inner_name is None:
        if len(sources) == 1:
            return sources[0]
        raise DataError(
            "{file} holds {count} layers; name one of them as {example}: {names}.",
            file=str(path),
            count=len(names),
            example=f"{path.name}|layername={names[0]}",
            names=_listed(names),
        )
    for source in sources:
        if source.name == inner_name:
            return source
    near = nearest_name(inner_name, names)
    if near:
        raise DataError(
            "{file} has no layer {layer}; did you mean {near}?", file=str(path), layer=inner_name, near=near
        )
    raise DataError(
        "{file} has no layer {layer}; it has: {names}.", file=str(path), layer=inner_name, names=_listed(names)
    )


def _listed(names: Sequence[str], most: int = 20) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def _encoding(source: Source, explicit: str | None) -> tuple[str | None, tuple[Message, ...]]:
    """Return the encoding to ask GDAL for (None where the format settles it), with notes."""
    if source.file.suffix.lower() == ".shp":
        found = shapefile_encoding(source.file, explicit=explicit)
        return found.name, found.notes
    if explicit is not None:
        note = Message(
            "{layer}: text in this format is always Unicode; the encoding given is not used.", {"layer": source.name}
        )
        return None, (note,)
    return None, ()


def _read(source: Source, encoding: str | None) -> tuple[dict[str, Any], NDArray[np.object_], Sequence[NDArray[Any]]]:
    """Return GDAL's description, the geometries as WKB and the columns of ``source``."""
    import pyogrio.raw

    with _gdal(source.path):
        meta, _, wkb, columns = pyogrio.raw.read(source.file, layer=source.layer, encoding=encoding)
    return meta, wkb, columns


@contextmanager
def _gdal(path: Path) -> Iterator[None]:
    """Turn GDAL's failures into one sentence about ``path``."""
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        with quiet_gdal(path):
            yield
    except UnicodeDecodeError as error:
        raise not_utf8(path) from error
    except (DataSourceError, DataLayerError) as error:
        raise _as_data_error(path, str(error)) from error


def not_utf8(path: Path) -> DataError:
    """Return the sentence for text that is not in the one encoding its format allows."""
    return DataError("{file}: its text is not UTF-8, as this format wants; save it again as UTF-8.", file=str(path))


def _as_data_error(path: Path, reason: str) -> DataError:
    """Return the sentence for what GDAL said of ``path``."""
    if "SHAPE_RESTORE_SHX" in reason:
        return DataError("{file}: its .shx part is missing; copy all parts of the shapefile together.", file=str(path))
    if "not recognized" in reason:
        return DataError("{file} is damaged, or is not what its extension says.", file=str(path))
    return DataError("{file} cannot be read: {reason}.", file=str(path), reason=reason.strip().rstrip("."))


def _geometries(wkb: NDArray[np.object_], layer: str) -> tuple[Geometries, tuple[Message, ...]]:
    """Return plane geometries; what cannot be built becomes None and is counted in a note."""
    notes: list[Message] = []
    try:
        built = _array(shapely.from_wkb(wkb))
    except shapely.errors.GEOSException:
        built = _array(shapely.from_wkb(wkb, on_invalid="ignore"))
        broken = np.flatnonzero(shapely.is_missing(built) & np.array([item is not None for item in wkb]))
        notes.append(
            Message(
                "{layer}: {count} features have geometry that cannot be built and count as empty; the first is number"
                " {first}.",
                {"layer": layer, "count": len(broken), "first": int(broken[0]) + 1},
            )
        )
    raised = shapely.has_z(built) | shapely.has_m(built)
    if raised.any():
        built = _array(shapely.force_2d(built))
        notes.append(Message("{layer}: heights (Z) and measures (M) were dropped.", {"layer": layer}))
    return built, tuple(notes)


def _array(built: Any) -> Geometries:
    return np.asarray(built, dtype=object)


def _info(source: Source, fields: Mapping[str, NDArray[Any]], sha256: str, notes: tuple[Message, ...]) -> LayerInfo:
    name = source.path.stem if source.alone else source.name
    return LayerInfo(
        id=name,
        title=Title(name),
        source=str(source.path),
        name_field=_first_field(fields, NAME_FIELDS),
        name_field_en=_first_field(fields, ENGLISH_NAME_FIELDS),
        path=source.path,
        inner_name="" if source.alone else source.name,
        sha256=sha256,
        notes=notes,
    )


def _first_field(fields: Mapping[str, NDArray[Any]], wanted: Sequence[str]) -> str:
    """Return the field that names the features: the first of ``wanted`` there is, with text in it."""
    by_folded = {name.casefold(): name for name, column in fields.items() if column.dtype == object}
    return next((by_folded[name] for name in wanted if name in by_folded), "")
