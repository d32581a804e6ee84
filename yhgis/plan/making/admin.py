"""District, towns and zones: one set of arcs, so that all three share every vertex and tile exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from pydantic import Field

from yhgis.plan.drawing.curves import Points
from yhgis.plan.making.drawn import Drawn, drawn
from yhgis.plan.making.figures import Figures, Town, to_metres
from yhgis.schema import Schema

Node = tuple[str, int]
"""Arc and number of the vertex on it, from 1."""


class ZoneShape(Schema):
    """A zone and the towns that lie in it whole."""

    id: str
    name: str
    name_en: str
    slogan: str
    towns: tuple[str, ...]
    plan_ref: str


class Parting(Schema):
    """A town that a river cuts into two zones."""

    town: str
    river: str
    start: Node = Field(alias="from")
    end: Node = Field(alias="to")
    left: str
    right: str


class ZonesFile(Schema):
    """``layers/sources/zones.json``."""

    version: Literal[1]
    note: str
    zones: tuple[ZoneShape, ...]
    parted: tuple[Parting, ...]


@dataclass(frozen=True, eq=False)
class Ground:
    """What all other layers are drawn on; metres."""

    district: Any
    towns: dict[str, Any]
    zones: dict[str, Any]
    zones_of_town: dict[str, tuple[str, ...]]


def ground(figures: Figures, rivers: dict[str, Points]) -> Ground:
    """Return district, towns and zones, polygonised from the same lines.

    Raises
    ------
    ValueError
        The arcs and the parting lines do not tile: a seat without a town, or a part without a zone.
    """
    plan = figures.shape("zones", ZonesFile)
    cuts = [_cut(parting, figures, rivers) for parting in plan.parted]
    towns = _towns(_polygons(figures, cuts, with_cuts=False), figures)
    zone_parts: dict[str, list[Any]] = {zone.id: [towns[name] for name in zone.towns] for zone in plan.zones}
    for parting, cut in zip(plan.parted, cuts, strict=True):
        left, right = _sides(_polygons(figures, cuts, with_cuts=True), towns[parting.town], cut)
        zone_parts[parting.left].append(left)
        zone_parts[parting.right].append(right)
    zones = {zone: shapely.coverage_union_all(pieces) for zone, pieces in zone_parts.items()}
    of_town = {
        town.name: tuple(zone.name for zone in plan.zones if town.name in zone.towns or _parted(plan, town, zone))
        for town in figures.towns
    }
    return Ground(shapely.coverage_union_all(list(towns.values())), towns, zones, of_town)


def make(figures: Figures, base: Ground) -> tuple[Drawn, Drawn, Drawn]:
    """Return the layers ``district``, ``towns`` and ``zones``."""
    district = {"id": "yuhang_district", "name": "余杭区", "name_en": "Yuhang District", "city": "杭州市"}
    plan = figures.shape("zones", ZonesFile)
    return (
        drawn("district", [(base.district, district)]),
        drawn("towns", [(base.towns[town.name], _town_fields(town, base)) for town in figures.towns]),
        drawn("zones", [(base.zones[zone.id], _zone_fields(zone, base)) for zone in plan.zones]),
    )


def _town_fields(town: Town, base: Ground) -> dict[str, Any]:
    slug = town.name_en.rsplit(" ", 1)[0].lower()
    zones = base.zones_of_town[town.name]
    return {
        "id": slug,
        "name": town.name,
        "name_en": town.name_en,
        "kind": town.kind,
        "zones": ";".join(zones),
        "parted": len(zones) > 1,
        "seat_lon": town.seat[0],
        "seat_lat": town.seat[1],
        "seat_accuracy_m": town.accuracy_m,
    }


def _zone_fields(zone: ZoneShape, base: Ground) -> dict[str, Any]:
    partly = [name for name, zones in base.zones_of_town.items() if zone.name in zones and name not in zone.towns]
    return {
        "id": zone.id,
        "name": zone.name,
        "name_en": zone.name_en,
        "slogan": zone.slogan,
        "towns_whole": ";".join(zone.towns),
        "towns_in_part": ";".join(partly),
        "plan_ref": zone.plan_ref,
    }


def _parted(plan: ZonesFile, town: Town, zone: ZoneShape) -> bool:
    return any(p.town == town.name and zone.id in (p.left, p.right) for p in plan.parted)


def _cut(parting: Parting, figures: Figures, rivers: dict[str, Points]) -> Points:
    """Return the stretch of the river between its two nodes; both are vertices of it, and of the town arcs."""
    river = rivers[parting.river]
    start, end = (_vertex_on(river, figures.arcs[arc][number - 1]) for arc, number in (parting.start, parting.end))
    if start >= end:
        raise ValueError(f"{parting.town}: the parting does not run downstream")
    return river[start : end + 1]


def _vertex_on(line: Points, point: Points) -> int:
    at = np.flatnonzero((line == point).all(axis=1))
    if len(at) != 1:
        raise ValueError(f"{point} is not a vertex of the river")
    return int(at[0])


def _polygons(figures: Figures, cuts: list[Points], *, with_cuts: bool) -> Any:
    """Return the faces of the arcs, broken at the ends of the cuts, with or without the cuts themselves."""
    nodes = np.vstack([cut[[0, -1]] for cut in cuts])
    lines = [piece for arc in figures.arcs.values() for piece in _broken(arc, nodes)]
    if with_cuts:
        lines += cuts
    return shapely.get_parts(shapely.polygonize([shapely.linestrings(line) for line in lines]))


def _broken(line: Points, nodes: Points) -> list[Points]:
    """Return ``line`` broken at those of its inner vertices that are nodes."""
    inner = [i for i in range(1, len(line) - 1) if (nodes == line[i]).all(axis=1).any()]
    ends = [0, *inner, len(line) - 1]
    return [line[a : b + 1] for a, b in zip(ends[:-1], ends[1:], strict=True)]


def _towns(faces: Any, figures: Figures) -> dict[str, Any]:
    """Return the face around every seat by town name."""
    towns: dict[str, Any] = {}
    for town in figures.towns:
        inside = faces[shapely.contains_xy(faces, *to_metres([town.seat])[0])]
        if len(inside) != 1:
            raise ValueError(f"{town.name}: its seat lies in {len(inside)} faces")
        towns[town.name] = inside[0]
    if len(faces) != len(towns):
        raise ValueError(f"{len(faces)} faces for {len(towns)} towns")
    return towns


def _sides(faces: Any, town: Any, cut: Points) -> tuple[Any, Any]:
    """Return the two parts of ``town``: left and right of ``cut``."""
    pieces = faces[shapely.contains(town, shapely.point_on_surface(faces))]
    if len(pieces) != 2:
        raise ValueError(f"the river cuts the town into {len(pieces)} parts")
    left = shapely.is_ccw(_ring_along(pieces[0], cut))
    return (pieces[0], pieces[1]) if left else (pieces[1], pieces[0])


def _ring_along(polygon: Any, cut: Points) -> Any:
    """Return the polygon's ring, turned so that it runs along ``cut`` in the cut's direction."""
    ring = shapely.get_coordinates(polygon.exterior)
    at = int(np.flatnonzero((ring[:-1] == cut[1]).all(axis=1))[0])
    return shapely.linearrings(ring if (ring[at - 1] == cut[0]).all() else ring[::-1])
