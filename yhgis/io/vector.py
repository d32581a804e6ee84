"""Vector files into layers, through pyogrio's arrays: no data frame, no guess at a coordinate system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.feedback import Feedback, silent
from yhgis.garbage import young_garbage_only
from yhgis.i18n import Message, Title
from yhgis.io.content import Content
from yhgis.io.encoding import shapefile_encoding
from yhgis.io.fingerprint import Fingerprint
from yhgis.io.formats import detect
from yhgis.io.part import in_file, only_in, part_note
from yhgis.io.shapefile_check import shapefile_notes
from yhgis.io.sources import Source, chosen, opened
from yhgis.io.stated_crs import settle
from yhgis.io.vector_batches import read_raw
from yhgis.io.web_coordinates import may_be_web, shifted_back
from yhgis.model.crs import Geometries
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.portions import breathe, portions
from yhgis.model.view import Extent
from yhgis.model.web_offset import web_system

#: Fields that name a feature, best first: plain words, then the names used in planning and survey databases.
NAME_FIELDS = (
    *("name", "name_zh", "名称", "标注名称", "mc", "title", "区名", "镇街", "街道", "乡镇"),
    *("xmmc", "xzqmc", "xjxzqmc", "zldwmc", "qsdwmc", "ghfqmc", "dkmc", "dlmc", "ydyhmc", "label"),
    *("项目名称", "地块名称", "地块编号", "文字"),
)
#: Bytes of geometries built between two looks at the feedback: a millisecond or two, for which no window answers.
_AT_A_TIME = 256 * 1024
ENGLISH_NAME_FIELDS = ("name_en", "name:en", "en_name", "英文名")


@young_garbage_only()
def read_layer(
    path: Path,
    *,
    inner_name: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    swap_xy: bool = False,
    extent: Extent | None = None,
    feedback: Feedback | None = None,
) -> Layer:
    """Read one layer of a vector file.

    Parameters
    ----------
    path : Path
        Any of `yhgis.io.formats.FORMATS`, or a ``.zip`` or a folder that holds some of these.
    inner_name : str, optional
        Which layer, where the file holds several.
    crs : str, optional
        Declares the CRS of a file that has none, or whose own is impossible (a GeoJSON without a ``crs`` member
        counts as degrees, yet holds metres).  A CRS that the file states stays in force: on the command line one
        ``--crs`` stands for every file of the call, and must not relabel the good ones.  A difference becomes a
        note of the layer.  GCJ-02 and BD-09 (`yhgis.model.web_offset`), which no file can state, hold for degrees
        without a word too; such coordinates are shifted back, and a note says so.
    encoding : str, optional
        Of a shapefile, a text file or a table, where the detection of `yhgis.io.encoding` should be overruled.
    swap_xy : bool
        Exchange x and y: survey files often put north first (`yhgis.io.crs_guess` tells by the numbers).
    extent : tuple of 4 floats, optional
        Only features that touch this ground (working CRS metres); a note says so.
    feedback : Feedback, optional
        Polled between the steps; large files are read in short batches (`yhgis.io.vector_batches`).

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
    with Fingerprint(path) as fingerprint, opened(path, encoding=encoding) as sources:
        source = chosen(path, sources, inner_name)
        box = None if extent is None else in_file(source, extent, crs, swap_xy=swap_xy)
        content = source.content or _gdal_content(source, encoding, box, feedback.part(0.0, 0.7))
        feedback.progress(0.7)
        geometry, notes = finite(source.name, content.geometry)
        notes = content.notes + notes
        if swap_xy:
            geometry, notes = _swapped(geometry), (*notes, _swap_note(source.name))
        geometry, crs_name, crs_notes = _placed(path, source, content, crs, geometry)
        notes += crs_notes + _checked(source, content, geometry, crs_name)
        sha256 = _awaited(fingerprint, feedback)
    layer = Layer(layer_info(source, content, sha256, notes), geometry, content.fields, crs_name)
    if extent is not None:
        layer = only_in(layer, extent).with_info(notes=(*notes, part_note(source.name)))
    feedback.progress(1.0)
    return layer


def _placed(
    path: Path, source: Source, content: Content, declared: str | None, geometry: Geometries
) -> tuple[Geometries, str, tuple[Message, ...]]:
    """Return the geometries in a CRS that PROJ knows, its name, and what is to be said of it."""
    system = web_system(declared)
    if system is None:
        return geometry, *settle(path, source.name, content, declared, geometry)
    if may_be_web(content):
        return shifted_back(source.name, geometry, system)
    crs, notes = settle(path, source.name, content, None, geometry)
    values: dict[str, object] = {"layer": source.name, "own": crs, "given": system}
    stays = Message(
        "{layer}: the file states {own}, so the coordinate system given ({given}) is not used for it.", values
    )
    return geometry, crs, (stays, *notes)


def _awaited(fingerprint: Fingerprint, feedback: Feedback) -> str:
    """Return the hash of the file's bytes as soon as it is there."""
    while not fingerprint.ready(0.05):
        feedback.check()
    return fingerprint.value()


def _swapped(geometry: Geometries) -> Geometries:
    return _array(shapely.transform(geometry, lambda xy: xy[:, ::-1]))


def _swap_note(name: str) -> Message:
    return Message("{layer}: x and y were exchanged.", {"layer": name})


def _gdal_content(
    source: Source, explicit: str | None, box: tuple[float, float, float, float] | None, feedback: Feedback
) -> Content:
    """Return what GDAL reads of ``source``."""
    encoding, notes = encoding_of(source, explicit)
    meta, wkb, columns = read_raw(source, encoding, box, feedback.part(0.0, 0.7))
    geometry, geometry_notes = geometries_of(wkb, source.name, feedback.part(0.7, 1.0))
    fields = dict(zip((str(name) for name in meta["fields"]), columns, strict=True))
    if source.file.suffix.lower() == ".shp":
        notes += shapefile_notes(source.file, len(fields)) + empty_note(source.name, wkb)
    return Content(source.name, geometry, fields, meta["crs"], notes=notes + geometry_notes)


def empty_note(layer: str, wkb: NDArray[np.object_]) -> tuple[Message, ...]:
    """Say how many features of a shapefile have no geometry: GDAL gives damaged ones so, without a word."""
    empty = [number for number, one in enumerate(wkb) if one is None]
    if not empty:
        return ()
    values: dict[str, object] = {"layer": layer, "count": len(empty), "first": empty[0] + 1}
    return (Message("{layer}: {count} features have no geometry; the first is number {first}.", values),)


def _checked(source: Source, content: Content, geometry: Geometries, crs: str) -> tuple[Message, ...]:
    """Return what a file's own statements about its features are worth."""
    if source.file.suffix.lower() != ".txt":
        return ()
    from yhgis.io.survey_area import area_notes

    return area_notes(source.name, geometry, content.fields, crs)


def encoding_of(source: Source, explicit: str | None) -> tuple[str | None, tuple[Message, ...]]:
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


def geometries_of(
    wkb: NDArray[np.object_], layer: str, feedback: Feedback | None = None
) -> tuple[Geometries, tuple[Message, ...]]:
    """Return plane geometries; what cannot be built becomes None and is counted in a note."""
    notes: list[Message] = []
    try:
        with np.errstate(invalid="ignore", over="ignore"):
            built = _built(wkb, feedback or silent())
    except shapely.errors.GEOSException:
        built, notes = _built_as_far_as_possible(wkb, layer)
    raised = shapely.has_z(built) | shapely.has_m(built)
    if raised.any():
        built = _array(shapely.force_2d(built))
        notes.append(Message("{layer}: heights (Z) and measures (M) were dropped.", {"layer": layer}))
    return built, tuple(notes)


def _built(wkb: NDArray[np.object_], feedback: Feedback) -> Geometries:
    """Return geometries, some at a time, so that a cancel is heard and a window can answer."""
    built: Geometries = np.empty(len(wkb), dtype=object)
    sizes = np.fromiter((0 if one is None else len(one) for one in wkb), dtype=np.int64, count=len(wkb))
    for portion in portions(sizes, _AT_A_TIME):
        feedback.progress(portion.start / len(wkb))
        built[portion] = shapely.from_wkb(wkb[portion])
        breathe()
    return built


def _built_as_far_as_possible(wkb: NDArray[np.object_], layer: str) -> tuple[Geometries, list[Message]]:
    """Return geometries, rings closed where only that lacks, None where nothing can be built."""
    with np.errstate(invalid="ignore", over="ignore"):
        built = _array(shapely.from_wkb(wkb, on_invalid="ignore"))
    broken = np.flatnonzero(shapely.is_missing(built) & np.array([item is not None for item in wkb]))
    closed, broken = _closed_rings(wkb, built, broken)
    notes = []
    if len(closed):
        values: dict[str, object] = {"layer": layer, "count": len(closed), "first": int(closed[0]) + 1}
        notes.append(
            Message(
                "{layer}: rings of {count} features were open and were closed; the first is number {first}.",
                values,
            )
        )
    if len(broken):
        notes.append(
            Message(
                "{layer}: {count} features have geometry that cannot be built and count as empty; the first is number"
                " {first}.",
                {"layer": layer, "count": len(broken), "first": int(broken[0]) + 1},
            )
        )
    return built, notes


def _closed_rings(
    wkb: NDArray[np.object_], built: Geometries, broken: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Build in place what only lacks the end of a ring; return which features that mends, and which stay broken."""
    with np.errstate(invalid="ignore", over="ignore"):
        mended = _array(shapely.from_wkb(wkb[broken], on_invalid="fix"))
    good = ~shapely.is_missing(mended) & ~shapely.is_empty(mended)
    built[broken[good]] = mended[good]
    return broken[good], broken[~good]


def finite(layer: str, geometry: Geometries) -> tuple[Geometries, tuple[Message, ...]]:
    """Return ``geometry`` without the features that have a coordinate which is no number: they are nowhere."""
    # One such coordinate spoils a length, and lengths are far quicker to have than all vertices; points have none.
    kind = shapely.get_type_id(geometry)
    with_points = geometry[np.isin(kind, (0, 4, 7))]
    with np.errstate(invalid="ignore", over="ignore"):
        lengths = shapely.length(geometry[kind >= 0])
    if np.isfinite(lengths).all() and np.isfinite(shapely.get_coordinates(with_points)).all():
        return geometry, ()
    xy, owners = shapely.get_coordinates(geometry, return_index=True)
    bad = np.unique(owners[~np.isfinite(xy).all(axis=1)])
    if not len(bad):
        return geometry, ()
    kept = geometry.copy()
    kept[bad] = None
    note = Message(
        "{layer}: {count} features have coordinates that are not numbers and count as empty; the first is number"
        " {first}.",
        {"layer": layer, "count": len(bad), "first": int(bad[0]) + 1},
    )
    return kept, (note,)


def _array(built: Any) -> Geometries:
    return np.asarray(built, dtype=object)


def layer_info(source: Source, content: Content, sha256: str, notes: tuple[Message, ...]) -> LayerInfo:
    """Return the identity of a layer that was read."""
    name = source.path.stem if source.alone else source.name
    return LayerInfo(
        id=name,
        title=Title(name),
        source=str(source.path),
        date=content.date,
        name_field=_first_field(content.fields, NAME_FIELDS),
        name_field_en=_first_field(content.fields, ENGLISH_NAME_FIELDS),
        path=source.path,
        inner_name="" if source.alone else source.name,
        sha256=sha256,
        notes=notes,
    )


def _first_field(fields: Mapping[str, NDArray[Any]], wanted: Sequence[str]) -> str:
    """Return the field that names the features: the first of ``wanted`` there is, with text in it."""
    by_folded = {name.casefold(): name for name, column in fields.items() if column.dtype == object}
    return next((by_folded[name] for name in wanted if name in by_folded), "")
