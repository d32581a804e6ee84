"""What can be wrong with a feature by itself: invalid or no geometry, an identifier used twice, a wrong area."""

from __future__ import annotations

import re

import numpy as np
import shapely

from yhgis.analysis.check_fields import ID_FIELDS, named, stated_areas
from yhgis.analysis.ground import Ground
from yhgis.analysis.parts import Floats
from yhgis.analysis.slices import run_slices
from yhgis.analysis.topology_findings import Findings, Kind
from yhgis.feedback import Feedback
from yhgis.i18n import Message, Title
from yhgis.model.crs import WORK_CRS, Geometries, normalise, transform
from yhgis.model.layer import Layer
from yhgis.model.quantity import format_area

#: GEOS's reasons, and what a planner calls them.
_REASONS = {
    "Self-intersection": Title("边界自相交", "self-intersection"),
    "Ring Self-intersection": Title("环自相接或自相交", "ring self-intersection"),
    "Hole lies outside shell": Title("洞在外环之外", "hole lies outside shell"),
    "Holes are nested": Title("洞套洞", "holes are nested"),
    "Nested shells": Title("部件相互包含", "nested shells"),
    "Interior is disconnected": Title("内部不连通", "interior is disconnected"),
    "Duplicate Rings": Title("环重复", "duplicate rings"),
    "Too few points in geometry component": Title("环的节点不足", "too few points in a ring"),
    "Ring is not closed": Title("环未闭合", "ring is not closed"),
}
_PLACE = re.compile(r"\[(\S+) (\S+)\]")


def invalid(layer: Layer, ground: Ground, feedback: Feedback) -> Findings:
    """Return the features whose geometry had to be mended, with GEOS's reason and the place it names."""
    if not ground.item.repairs:
        return Findings.of_places(Kind.INVALID, np.empty(0, dtype=object), [], [])
    moved = transform(shapely.force_2d(layer.geometry), normalise(layer.crs), WORK_CRS)
    bad, reasons = run_slices(lambda _start, _end: _reasons(moved), [(0, 1)], feedback)[0]
    places = np.array([_place(str(reason), moved[i]) for i, reason in zip(bad, reasons, strict=True)], dtype=object)
    details = [Message("{reason}", {"reason": reason_text(str(reason))}) for reason in reasons]
    return Findings.of_places(Kind.INVALID, places, [(int(i),) for i in bad], details)


def _reasons(geometry: Geometries) -> tuple[list[int], Geometries]:
    bad = np.flatnonzero(~shapely.is_valid(geometry) & ~shapely.is_missing(geometry))
    return bad.tolist(), shapely.is_valid_reason(geometry[bad])


def reason_text(text: str) -> Title:
    """Return GEOS's reason without its place, in words."""
    bare = _PLACE.sub("", text).strip()
    return _REASONS.get(bare, Title(bare, bare))


def _place(reason: str, geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the point that GEOS names, or the middle of the feature's box."""
    found = _PLACE.search(reason)
    if found is not None:
        return shapely.Point(float(found[1]), float(found[2]))
    x0, y0, x1, y1 = shapely.bounds(geometry)
    return shapely.Point((x0 + x1) / 2, (y0 + y1) / 2)


def empty(layer: Layer) -> Findings:
    """Return the features without a geometry, or with an empty one."""
    missing = shapely.is_missing(layer.geometry)
    which = np.flatnonzero(missing | shapely.is_empty(layer.geometry)).tolist()
    details = [Message("null geometry") if missing[i] else Message("empty geometry") for i in which]
    return Findings.of_places(Kind.EMPTY, np.full(len(which), None, dtype=object), [(i,) for i in which], details)


def duplicate_ids(layer: Layer, placed: Geometries, key: str) -> Findings:
    """Return the values of the identifying field that stand at several features; no value is not one.

    Parameters
    ----------
    placed : array of geometries
        The features in `WORK_CRS`.
    key : str
        The field; empty for the first of the usual ones, but not an ``Id`` that is the same everywhere: ArcGIS writes
        0 into every shapefile.

    Raises
    ------
    DataError
        The layer has no field ``key``.
    """
    fields = [(key, layer.field(key))] if key else [(name, layer.fields[name]) for name in named(layer, ID_FIELDS)]
    for field, column in fields:
        texts = [_text(value) for value in column]
        members: dict[str, list[int]] = {}
        for i, text in enumerate(texts):
            if text:
                members.setdefault(text, []).append(i)
        if key or field.casefold() != "id" or len(members) > 1:
            return _id_findings(placed, field, {text: which for text, which in members.items() if len(which) > 1})
    return Findings.of_places(Kind.DUPLICATE_ID, np.empty(0, dtype=object), [], [])


def _id_findings(placed: Geometries, field: str, twice: dict[str, list[int]]) -> Findings:
    places = np.empty(len(twice), dtype=object)
    places[:] = [shapely.box(*shapely.total_bounds(placed[which])) for which in twice.values()]
    places[shapely.is_missing(places) | ~np.isfinite(shapely.bounds(places)).reshape(-1, 4).all(axis=1)] = None
    details = [
        Message("{field} = {value}, {n} times", {"field": field, "value": text, "n": len(which)})
        for text, which in twice.items()
    ]
    return Findings.of_places(Kind.DUPLICATE_ID, places, [tuple(which) for which in twice.values()], details)


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def wrong_areas(layer: Layer, ground: Ground, area_m2: Floats) -> tuple[Findings, list[tuple[str, float, float]]]:
    """Return the features whose stated area is not the computed one; and for each field, stated and computed area.

    The largest difference first.
    """
    rows: list[tuple[float, int, str, float, float]] = []
    for stated in stated_areas(layer, area_m2):
        difference = stated.difference_m2
        rows += [
            (abs(float(difference[i])), i, stated.field, float(stated.m2[i]), float(stated.computed_m2[i]))
            for i in np.flatnonzero(stated.wrong).tolist()
        ]
    rows.sort(key=lambda row: (-row[0], row[1], row[2]))
    details = [
        Message(
            "{field}: stated {stated} m², computed {computed} m², {difference} m²",
            {
                "field": field,
                "stated": format_area(stated),
                "computed": format_area(computed),
                "difference": f"{stated - computed:+,.2f}",
            },
        )
        for _, _, field, stated, computed in rows
    ]
    which = np.array([row[1] for row in rows], dtype=np.intp)
    places = ground.item.geometry[which]
    places[shapely.is_empty(places)] = None
    findings = Findings.of_places(Kind.AREA, places, [(i,) for i in which.tolist()], details)
    return findings, [(field, stated, computed) for _, _, field, stated, computed in rows]
