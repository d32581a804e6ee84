"""From layers as they come to polygons that can be measured: transformed, checked, mended on a copy.

Nothing is dropped silently: what was mended is a `Repair`, what was set aside is a sentence, and what cannot be
measured at all (points for polygons, coordinates that are no numbers) is a `DataError` that names the feature.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.analysis.slices import run_weighted
from yhgis.analysis.validity import is_valid
from yhgis.errors import DataError
from yhgis.feedback import Feedback
from yhgis.i18n import Message, Title, language
from yhgis.model.crs import WORK_CRS, Geometries, normalise, transform, transformer
from yhgis.model.layer import Layer
from yhgis.model.result import Repair

_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7
#: Vertices checked for validity in one slice: about 10 ms.
_SLICE_VERTICES = 100_000


@dataclass(frozen=True, eq=False)
class Measurable:
    """A polygon layer made ready: every geometry a valid polygon or multipolygon in `WORK_CRS`, or empty.

    Parameters
    ----------
    title : Title
        How sentences call the layer.
    geometry : array of polygons and multipolygons, shape (n,)
        One a feature; an empty polygon where the feature has no area.
    names : list of str
        One a feature, for rows and sentences.
    repairs : tuple of Repair
        What was mended; areas planar, in m2.
    notes : tuple of Message
        What was set aside, and what to know of the input.
    """

    title: Title
    geometry: Geometries
    names: list[str]
    repairs: tuple[Repair, ...] = ()
    notes: tuple[Message, ...] = ()


def measurable(layer: Layer, feedback: Feedback, *, part: bool = False) -> Measurable:
    """Return ``layer`` ready to be measured.

    Parameters
    ----------
    part : bool
        One slice of a larger layer, of which no feature need have a geometry.

    Raises
    ------
    DataError
        No features, none with a geometry, points or lines among them, or coordinates that are not finite.
    """
    title = layer.info.title
    if len(layer) == 0:
        raise DataError("{layer} has no features; there is nothing to measure.", layer=title)
    names = layer.names(lang_en=language() == "en")
    polygons, notes = _polygons_only(layer, names, part=part)
    moved = transform(polygons, normalise(layer.crs), WORK_CRS)
    mended, repairs = _mended(layer, moved, names, feedback)
    return Measurable(title, mended, names, repairs, (*layer.info.notes, *notes, *_datum_note(layer)))


def _require_finite(layer: Layer, moved: Geometries, suspects: NDArray[np.intp], names: list[str]) -> None:
    """Refuse coordinates that are no numbers, in the file or after the transformation: an area would be wrong.

    GEOS calls such a geometry invalid, so only the invalid ones are looked at.
    """
    for geometry, transformed in ((layer.geometry, False), (moved, True)):
        xy, index = shapely.get_coordinates(geometry[suspects], return_index=True)
        bad = ~np.isfinite(xy).all(axis=1)
        if not bad.any():
            continue
        feature = _named(layer, names, int(suspects[index[bad][0]]))
        if transformed:
            raise DataError(
                "{layer}: feature {feature} cannot be brought to {target}: are its coordinates really in {crs}?",
                layer=layer.info.title,
                feature=feature,
                target=WORK_CRS,
                crs=layer.crs,
            )
        raise DataError(
            "{layer}: feature {feature} has coordinates that are not numbers (NaN or infinite); mend or delete it.",
            layer=layer.info.title,
            feature=feature,
        )


def _polygons_only(layer: Layer, names: list[str], *, part: bool) -> tuple[Geometries, list[Message]]:
    """Return 2D polygons and multipolygons, empty where there is none, with sentences on what was left out."""
    geometry = layer.geometry
    types = shapely.get_type_id(geometry)
    absent = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    wrong = np.flatnonzero(~absent & ~np.isin(types, (_POLYGON, _MULTIPOLYGON, _COLLECTION)))
    if len(wrong):
        raise DataError(
            "{layer}: feature {feature} is a {kind}; polygons are needed.",
            layer=layer.info.title,
            feature=_named(layer, names, int(wrong[0])),
            kind=geometry[wrong[0]].geom_type,
        )
    if absent.all() and not part:
        raise DataError("{layer}: none of its {n} features has a geometry.", layer=layer.info.title, n=len(layer))
    notes = []
    out = geometry
    if absent.any():
        out = np.where(absent, shapely.Polygon(), out)
        first = _named(layer, names, int(np.argmax(absent)))
        notes.append(_absent_words(layer, int(absent.sum()), first))
    collections = np.flatnonzero(~absent & (types == _COLLECTION))
    if len(collections):
        out = _with_collections_sorted_out(layer, out, collections, names)
        notes.append(_collection_words(layer, len(collections)))
    return _flat(layer, out, notes), notes


def _absent_words(layer: Layer, count: int, first: str) -> Message:
    return Message(
        "{layer}: {n} features have no geometry and count as nothing; the first is {feature}.",
        {"layer": layer.info.title, "n": count, "feature": first},
    )


def _collection_words(layer: Layer, count: int) -> Message:
    return Message(
        "{layer}: {n} features are collections; only their polygons are measured.",
        {"layer": layer.info.title, "n": count},
    )


def _with_collections_sorted_out(
    layer: Layer, geometry: Geometries, which: NDArray[np.intp], names: list[str]
) -> Geometries:
    """Replace collections by their polygons; one without any is as wrong as a point."""
    out = geometry.copy()
    for i in which.tolist():
        polygons = polygon_parts(geometry[i])
        if not len(polygons):
            raise DataError(
                "{layer}: feature {feature} is a {kind}; polygons are needed.",
                layer=layer.info.title,
                feature=_named(layer, names, i),
                kind=geometry[i].geom_type,
            )
        out[i] = shapely.MultiPolygon(list(polygons)) if len(polygons) > 1 else polygons[0]
    return out


def _flat(layer: Layer, geometry: Geometries, notes: list[Message]) -> Geometries:
    """Return ``geometry`` without Z and M."""
    tall = shapely.has_z(geometry) | shapely.has_m(geometry)
    if not tall.any():
        return geometry
    notes.append(
        Message(
            "{layer}: {n} features carry heights or measures (Z, M); areas are those of the plan view.",
            {"layer": layer.info.title, "n": int(tall.sum())},
        )
    )
    flat: Geometries = shapely.force_2d(geometry)
    return flat


def _mended(
    layer: Layer, geometry: Geometries, names: list[str], feedback: Feedback
) -> tuple[Geometries, tuple[Repair, ...]]:
    """Return valid geometries and what was done to the invalid ones."""
    weights = shapely.get_num_coordinates(geometry) + 1
    valid = np.concatenate(
        run_weighted(lambda start, end: is_valid(geometry[start:end]), weights, _SLICE_VERTICES, feedback)
    )
    bad = np.flatnonzero(~valid)
    if not len(bad):
        return geometry, ()
    _require_finite(layer, geometry, bad, names)
    fixed = np.concatenate(
        run_weighted(
            lambda start, end: make_valid(geometry[bad[start:end]]),
            weights[bad],
            _SLICE_VERTICES,
            feedback,
        )
    )
    out = geometry.copy()
    out[bad] = fixed
    reasons = shapely.is_valid_reason(geometry[bad])
    before, after = shapely.area(geometry[bad]), shapely.area(fixed)
    return out, tuple(
        Repair(layer.id, _named(layer, names, int(i)), str(reason), float(b), float(a))
        for i, reason, b, a in zip(bad, reasons, before, after, strict=True)
    )


def make_valid(geometry: Geometries) -> Geometries:
    """Return valid polygons and multipolygons: loops become polygons, holes stay holes, collapsed parts go."""
    fixed = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    # A collection's polygons may share edges, and so, now and then, do those of the multipolygon that GEOS makes:
    # they are united rather than gathered.
    whole = np.isin(shapely.get_type_id(fixed), (_POLYGON, _MULTIPOLYGON)) & shapely.is_valid(fixed)
    for i in np.flatnonzero(~whole).tolist():
        fixed[i] = shapely.union_all(polygon_parts(fixed[i]))
        if fixed[i].is_empty:
            fixed[i] = shapely.Polygon()
    valid: Geometries = fixed
    return valid


def polygon_parts(geometry: shapely.Geometry) -> Geometries:
    """Return the single polygons in ``geometry``, however deep in collections; empty ones left out."""
    parts = np.atleast_1d(np.array(geometry, dtype=object))
    while (shapely.get_type_id(parts) > _POLYGON).any():
        parts = shapely.get_parts(parts)
    kept: Geometries = parts[(shapely.get_type_id(parts) == _POLYGON) & ~shapely.is_empty(parts)]
    return kept


def _datum_note(layer: Layer) -> tuple[Message, ...]:
    """Say so when PROJ knows no datum shift between the layer's CRS and the working one."""
    source = normalise(layer.crs)
    if source == WORK_CRS or "Ballpark" not in transformer(source, WORK_CRS).description:
        return ()
    return (
        Message(
            "{layer}: no datum shift from {crs} to CGCS2000 is known; its coordinates were taken as they are "
            "(WGS 84: below a metre; Xian 80, Beijing 54: up to some hundred metres).",
            {"layer": layer.info.title, "crs": source},
        ),
    )


def repair_note(item: Measurable) -> Message | None:
    """Return a sentence that counts the repairs of one layer and their effect on its area, or None."""
    if not item.repairs:
        return None
    change = sum(repair.area_after_m2 - repair.area_before_m2 for repair in item.repairs)
    return Message(
        "{layer}: {n} invalid polygons were mended on a copy (area change {change} m²); "
        "the first: {feature}, {reason}.",
        {
            "layer": item.title,
            "n": len(item.repairs),
            "change": f"{change:+,.2f}",
            "feature": item.repairs[0].feature,
            "reason": item.repairs[0].reason,
        },
    )


def _named(layer: Layer, names: list[str], i: int) -> str:
    """Return how a sentence calls feature ``i``: its number, and its name where it has one."""
    number = f"#{layer.first + i + 1}"
    return number if names[i] == number else f"{number} {names[i]}"
