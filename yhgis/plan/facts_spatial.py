"""Checks of the plan's facts on geometry: each returns whether the fact holds, and what was measured."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from yhgis.i18n import Message
from yhgis.model.crs import EQUAL_AREA_CRS, WORK_CRS, transform
from yhgis.model.layer import GeometryKind
from yhgis.plan import facts_kinds as kinds
from yhgis.plan.facts_ground import Ground, Missing
from yhgis.plan.facts_unplaced import unplaced

Found = tuple[bool, Message]

#: Shapes that share edges leave lines and slivers in an intersection; below this share nothing is told of.
_TRACE = 1e-4
#: Share of a line or an area that counts as all of it, given how edges are known.
_NEARLY_ALL = 0.95
#: A station stands on its line but for the rounding of its coordinates, in metres.
_ON_LINE_M = 2.0


def hectares(shape: Any) -> float:
    """Return the ellipsoidal area of a shape in `WORK_CRS`."""
    return float(shapely.area(transform(np.array([shape], dtype=object), WORK_CRS, EQUAL_AREA_CRS)).sum()) / 1e4


def layer(check: kinds.LayerCheck, ground: Ground) -> Found:
    """Check that a layer is built, of what, and on which part of the plan."""
    found = ground.layer(check.layer)
    entry = ground.catalog.entry(check.layer)
    held = len(found) > 0 and found.kind is GeometryKind(check.geometry) and check.plan_ref in entry.plan_ref
    return held, Message("{count} features; plan reference {ref}", {"count": len(found), "ref": entry.plan_ref})


def present(check: kinds.Present, ground: Ground) -> Found:
    """Check that a feature is on the map."""
    at = ground.positions(check.what)
    shape = ground.layer(check.what.layer).geometry[at]
    held = not bool((shapely.is_missing(shape) | shapely.is_empty(shape)).any())
    return held, Message("{count} features", {"count": len(at)})


def named(check: kinds.Named, ground: Ground) -> Found:
    """Check that a thing is on the map, or told to be without a place."""
    try:
        return True, Message("{count} features", {"count": len(ground.positions(check.what))})
    except Missing:
        known = [one for one in unplaced() if one.title.zh == check.what.feature and one.layer == check.what.layer]
    if not known:
        return False, Message("{what} is neither on the map nor among what has no place.", {"what": check.what.feature})
    return known[0].known_to == check.known_to, Message("no place known: {why}", {"why": known[0].why})


def field(check: kinds.FieldCheck, ground: Ground) -> Found:
    """Check a feature's field."""
    value = ground.value(check.what, check.field)
    values = value.replace("；", ";").split(";") if check.listed else [value]
    return check.value in values, Message("{field}: {value}", {"field": check.field, "value": value or "–"})


def count(check: kinds.Count, ground: Ground) -> Found:
    """Check how many features a layer has."""
    found = ground.layer(check.layer)
    number = len(found)
    if check.field:
        column = found.fields.get(check.field)
        number = 0 if column is None else sum(str(value) == check.value for value in column)
    return number == check.count, Message("{count} features", {"count": number})


def area(check: kinds.Area, ground: Ground) -> Found:
    """Check hectares."""
    found = hectares(ground.shape(check.what))
    held = abs(found - check.hectares) <= check.tolerance * check.hectares
    return held, Message("{area} ha, stated {stated} ha", {"area": f"{found:.2f}", "stated": f"{check.hectares:.2f}"})


def contains(check: kinds.Contains, ground: Ground) -> Found:
    """Check that an area holds a place; of something larger than a point, nearly all of it."""
    shape, what = ground.shape(check.area), ground.shape(check.what)
    if shapely.get_dimensions(what) > 0:
        share = _share(what, shapely.buffer(shape, check.within_m))
        return share >= _NEARLY_ALL, Message("{share} inside", {"share": f"{share:.2%}"})
    away = float(shapely.distance(shape, what))
    return away <= check.within_m, _distance(away, check.within_m)


def within(check: kinds.Within, ground: Ground) -> Found:
    """Check how much of a thing lies in an area."""
    share = _share(ground.shape(check.what), ground.shape(check.area))
    return share >= check.share, Message("{share} inside", {"share": f"{share:.2%}"})


def overlaps(check: kinds.Overlaps, ground: Ground) -> Found:
    """Check how much two things share."""
    shared = hectares(shapely.intersection(ground.shape(check.what), ground.shape(check.other)))
    return shared >= check.hectares, Message("{area} ha in common", {"area": f"{shared:.2f}"})


def runs_through(check: kinds.RunsThrough, ground: Ground) -> Found:
    """Check how far a line runs in an area."""
    inside = shapely.intersection(ground.shape(check.line), ground.shape(check.area))
    length = float(shapely.length(inside))
    return length >= check.metres, Message("{length} m inside", {"length": f"{length:.0f}"})


def passes(check: kinds.Passes, ground: Ground) -> Found:
    """Check how near a line or band comes to a thing."""
    away = float(shapely.distance(ground.shape(check.line), ground.shape(check.by)))
    return away <= check.within_m, _distance(away, check.within_m)


def passes_in_order(check: kinds.PassesInOrder, ground: Ground) -> Found:
    """Check the stations of a line: their names, that they stand on it, and their order along it."""
    names, along, off = ground.stations(check.line)
    held = names == check.stations and bool((np.diff(along) > 0).all()) and bool((off <= _ON_LINE_M).all())
    return held, Message("stations: {names}", {"names": "—".join(names)})


def before(check: kinds.Before, ground: Ground) -> Found:
    """Check which of two stations comes first."""
    names, along, _ = ground.stations(check.line)
    if check.first not in names or check.then not in names:
        return False, Message("stations: {names}", {"names": "—".join(names)})
    ahead = float(along[names.index(check.then)] - along[names.index(check.first)])
    return ahead > 0, Message("{length} m further on", {"length": f"{ahead:.0f}"})


def heads(check: kinds.Heads, ground: Ground) -> Found:
    """Check which way a line goes."""
    ends = shapely.get_coordinates(ground.shape(check.line))[[0, -1]]
    east, north = (float(step) for step in ends[1] - ends[0])
    forward = {"north": north, "south": -north, "east": east, "west": -east}[check.toward]
    across = abs(east) if check.toward in ("north", "south") else abs(north)
    return forward > across, Message("{length} m that way", {"length": f"{forward:.0f}"})


def tiles(check: kinds.Tiles, ground: Ground) -> Found:
    """Check that areas cover a whole without gap or overlap."""
    geometry, whole = ground.layer(check.layer).geometry, ground.shape(check.whole)
    off = float(shapely.area(shapely.symmetric_difference(shapely.union_all(geometry), whole)))
    doubled = float(shapely.area(geometry).sum()) - float(shapely.area(shapely.union_all(geometry)))
    held = bool(shapely.coverage_is_valid(geometry)) and off < 1.0 and abs(doubled) < 1.0
    return held, Message(
        "{gap} m² not covered, {doubled} m² twice", {"gap": f"{off:.2f}", "doubled": f"{abs(doubled):.2f}"}
    )


def splits(check: kinds.Splits, ground: Ground) -> Found:
    """Check in which features of a layer a thing lies."""
    shape, among = ground.shape(check.what), ground.layer(check.among)
    shares = {name: _share(shape, other) for name, other in zip(among.names(), among.geometry, strict=True)}
    found = {name for name, share in shares.items() if share > _TRACE}
    told = "、".join(f"{name} {shares[name]:.2%}" for name in among.names() if name in found)
    return found == set(check.into), Message("lies in {names}", {"names": told or "–"})


def made_of(check: kinds.MadeOf, ground: Ground) -> Found:
    """Check of which features of a layer an area is made."""
    shape, parts = ground.shape(check.area), ground.layer(check.of)
    shares = {name: _share(other, shape) for name, other in zip(parts.names(), parts.geometry, strict=True)}
    whole = {name for name, share in shares.items() if share >= 1 - _TRACE}
    in_part = {name for name, share in shares.items() if _TRACE < share < 1 - _TRACE}
    held = whole == set(check.whole) and in_part == set(check.in_part)
    told = "、".join(f"{name} {share:.2%}" for name, share in shares.items() if share > _TRACE)
    return held, Message("made of {names}", {"names": told or "–"})


def parted_by(check: kinds.PartedBy, ground: Ground) -> Found:
    """Check that two areas meet within a thing along rivers, and which lies north."""
    shape = ground.shape(check.what)
    north = shapely.intersection(shape, ground.shape(check.north))
    south = shapely.intersection(shape, ground.shape(check.south))
    if north.area == 0 or south.area == 0:
        raise Missing(Message("It lies in one of the two only.", {}))
    edge = shapely.intersection(north, south)
    banks = shapely.union_all([shapely.buffer(ground.shape(river), check.within_m) for river in check.rivers])
    share = float(shapely.length(shapely.intersection(edge, banks)) / shapely.length(edge)) if edge.length else 0.0
    held = share >= check.share and north.centroid.y > south.centroid.y
    return held, Message("{share} of the parting line is the river", {"share": f"{share:.1%}"})


def _share(shape: Any, area_shape: Any) -> float:
    """Return the share of a shape, by area or else by length, that lies in an area; of a point 1 or 0."""
    if shapely.get_dimensions(shape) == 2:
        return float(shapely.area(shapely.intersection(shape, area_shape)) / shapely.area(shape))
    if shapely.get_dimensions(shape) == 1:
        return float(shapely.length(shapely.intersection(shape, area_shape)) / shapely.length(shape))
    return float(shapely.covers(area_shape, shape))


def _distance(away: float, allowed: float) -> Message:
    return Message("{distance} m away, allowed {allowed} m", {"distance": f"{away:.0f}", "allowed": f"{allowed:.0f}"})
