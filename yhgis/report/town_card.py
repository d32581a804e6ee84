"""The card of a town (镇街一张表): what the plan wants of it, and how much of every zone and line lies in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyproj
import shapely

from yhgis.analysis.overlap import OVERLAP
from yhgis.feedback import Feedback, silent
from yhgis.i18n import Title
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, Geometries, transform
from yhgis.model.layer import Layer
from yhgis.model.result import InputRecord, Provenance, Result
from yhgis.plan.catalog import Catalog
from yhgis.plan.identity import CONTROL_LINES, STRUCTURE
from yhgis.plan.projects import Project, projects
from yhgis.plan.towns import TownProfile, profile, profiles
from yhgis.report.town_places import PlaceGroup, place_groups

#: Asked of every town at once: one overlap, from which every card and every rank is taken.
COLUMNS = ("zones", *STRUCTURE, *CONTROL_LINES)
ALL = "all"
# The ellipsoid of CGCS2000.
_GEOD = pyproj.Geod(a=6378137.0, rf=298.257222101)
# Towns that meet in a point only are no neighbours.
_LEAST_BORDER_M = 1.0


@dataclass(frozen=True)
class Part:
    """How much of a zone, of a figure of the layout or of a control line lies in the town.

    Parameters
    ----------
    layer : str
        Catalog id.
    name : Title
        Of the layer, or of its feature.
    area_m2 : float
        Net.
    share : float
        Of the town, 0..1.
    share_of_layer : float or None
        Of the whole layer, 0..1; None for a feature.
    rank : int or None
        Place of the town among all by ``area_m2``; None where it has nothing.
    """

    layer: str
    name: Title
    area_m2: float
    share: float
    share_of_layer: float | None = None
    rank: int | None = None

    def document(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "layer": self.layer,
            "name": str(self.name),
            "net_m2": self.area_m2,
            "share_of_town": self.share,
            "share_of_layer": self.share_of_layer,
            "rank": self.rank,
        }


@dataclass(frozen=True)
class Stretch:
    """A length in the town or along its edge: geodesic, in metres."""

    name: Title
    length_m: float


@dataclass(frozen=True, eq=False)
class TownCard:
    """All that the card of one town says; unrounded.

    Parameters
    ----------
    profile : TownProfile
    area_m2, share_of_district : float
    rank, towns : int
        Place by area, and among how many.
    zones, structure, control_lines : tuple of Part
        Zones and figures of the layout that lie in the town; every control line, also those that do not.
    greenways : tuple of Stretch
        Loops that run through the town.
    neighbours : tuple of Stretch
        Towns with a common border, the longest first.
    outer_border_m : float
        Border that is the district's too.
    places : tuple of PlaceGroup
    projects : tuple of Project
        Those whose phrase in the plan names the town.
    provenance : Provenance
        Of the overlap, with the layers of greenways and places added.
    """

    profile: TownProfile
    area_m2: float
    share_of_district: float
    rank: int
    towns: int
    zones: tuple[Part, ...]
    structure: tuple[Part, ...]
    control_lines: tuple[Part, ...]
    greenways: tuple[Stretch, ...]
    neighbours: tuple[Stretch, ...]
    outer_border_m: float
    places: tuple[PlaceGroup, ...]
    projects: tuple[Project, ...]
    provenance: Provenance

    def document(self) -> dict[str, Any]:
        """Return the JSON object of the card."""
        return {
            "town": self.profile.title.zh,
            "title": str(self.profile.title),
            "kind": self.profile.kind,
            "positioning": str(self.profile.positioning),
            "plan_ref": self.profile.plan_ref,
            "key_terms": list(self.profile.key_terms),
            "area_m2": self.area_m2,
            "share_of_district": self.share_of_district,
            "rank": self.rank,
            "zones": [part.document() for part in self.zones],
            "structure": [part.document() for part in self.structure],
            "control_lines": [part.document() for part in self.control_lines],
            "greenways": [{"name": str(one.name), "length_m": one.length_m} for one in self.greenways],
            "neighbours": [{"name": str(one.name), "border_m": one.length_m} for one in self.neighbours],
            "outer_border_m": self.outer_border_m,
            "places": [
                {"kind": str(group.title), "names": [str(name) for name in group.names]} for group in self.places
            ],
            "projects": [{"id": one.id, "title": str(one.title)} for one in self.projects],
        }


def town_cards(
    names: Sequence[str], *, catalog: Catalog | None = None, feedback: Feedback | None = None
) -> tuple[TownCard, ...]:
    """Return the cards of towns, all from one overlap of all towns.

    Parameters
    ----------
    names : sequence of str
        Towns by any of their names; ``all`` alone stands for every one.

    Raises
    ------
    DataError
        No such town; the nearest name is offered.
    Cancelled
    """
    catalog, feedback = catalog or Catalog.load(), feedback or silent()
    known = profiles(catalog)
    wanted = known if list(names) == [ALL] else tuple(profile(name, catalog) for name in names)
    values = OVERLAP.complete({"rows": catalog.layer("towns"), "columns": [catalog.layer(id_) for id_ in COLUMNS]})
    result = OVERLAP.run(values, feedback.part(0.0, 0.8))
    ground = _Ground.of(catalog)
    cards = []
    for number, town in enumerate(wanted):
        feedback.progress(0.8 + 0.2 * number / len(wanted))
        cards.append(_card(town, known, result, ground))
    return tuple(cards)


@dataclass(frozen=True, eq=False)
class _Ground:
    """The layers that are not asked through the overlap."""

    catalog: Catalog
    towns: Layer
    greenways: Layer
    places: Layer

    @classmethod
    def of(cls, catalog: Catalog) -> _Ground:
        return cls(catalog, *(catalog.layer(name).to_crs(WORK_CRS) for name in ("towns", "greenways", "places")))


def _card(town: TownProfile, known: Sequence[TownProfile], result: Result, ground: _Ground) -> TownCard:
    document = result.document()
    rows, place = document["rows"], ground.towns.field("name").tolist().index(town.title.zh)
    row, shape = rows[place], ground.towns.geometry[place]  # a row a feature, in their order
    records = tuple(InputRecord.of(ground.catalog.layer(name)) for name in ("greenways", "places"))
    parts = [_layer_part(name, row, rows, ground.catalog) for name in (*STRUCTURE, *CONTROL_LINES)]
    return TownCard(
        profile=town,
        area_m2=row["area_m2"],
        share_of_district=row["area_m2"] / document["total_area_m2"],
        rank=_rank(row, rows, lambda one: float(one["area_m2"])) or len(rows),
        towns=len(known),
        zones=_zones(row, ground.catalog.layer("zones")),
        structure=tuple(part for part in parts[: len(STRUCTURE)] if part.area_m2 > 0),
        control_lines=tuple(parts[len(STRUCTURE) :]),
        greenways=_stretches(shape, ground.greenways),
        neighbours=_neighbours(shape, ground.towns, town.title.zh),
        outer_border_m=_outer_border(shape, ground.towns),
        places=place_groups(shape, ground.places),
        projects=projects(town=town.title.zh),
        provenance=replace(result.provenance, inputs=(*result.provenance.inputs, *records)),
    )


def _cell(row: dict[str, Any], layer: str) -> dict[str, Any]:
    return next(cell for cell in row["columns"] if cell["column"] == layer)


def _layer_part(layer: str, row: dict[str, Any], rows: Sequence[dict[str, Any]], catalog: Catalog) -> Part:
    cell = _cell(row, layer)
    return Part(
        layer=layer,
        name=catalog.layer(layer).info.title,
        area_m2=cell["net_m2"],
        share=cell["share_of_row"],
        share_of_layer=cell["share_of_column"],
        rank=_rank(row, rows, lambda one: float(_cell(one, layer)["net_m2"])),
    )


def _rank(row: dict[str, Any], rows: Sequence[dict[str, Any]], size: Callable[[dict[str, Any]], float]) -> int | None:
    """Return the place of ``row`` by size, 1 the largest; None where it has none."""
    own = size(row)
    return 1 + sum(size(other) > own for other in rows) if own > 0 else None


def _zones(row: dict[str, Any], zones: Layer) -> tuple[Part, ...]:
    titles = [Title(zh, en) for zh, en in zip(zones.names(), zones.names(lang_en=True), strict=True)]
    names = {name: title for title in titles for name in (title.zh, title.en)}  # the result speaks one language
    return tuple(
        Part("zones", names[part["name"]], part["net_m2"], part["share_of_row"])
        for part in _cell(row, "zones")["parts"]
        if part["net_m2"] > 0
    )


def _stretches(shape: Any, lines: Layer) -> tuple[Stretch, ...]:
    """Return how much of each line runs through ``shape``; a line along its edge counts on both sides of it."""
    inside = shapely.intersection(lines.geometry, shape)
    found = zip(lines.names(), lines.names(lang_en=True), _lengths(inside).tolist(), strict=True)
    return tuple(Stretch(Title(zh, en), length) for zh, en, length in found if length > 0)


def _neighbours(shape: Any, towns: Layer, own: str) -> tuple[Stretch, ...]:
    common = _lengths(shapely.intersection(shapely.boundary(towns.geometry), shapely.boundary(shape)))
    found = zip(towns.names(), towns.names(lang_en=True), common.tolist(), strict=True)
    others = [Stretch(Title(zh, en), length) for zh, en, length in found if zh != own and length > _LEAST_BORDER_M]
    return tuple(sorted(others, key=lambda one: -one.length_m))


def _outer_border(shape: Any, towns: Layer) -> float:
    """Return how much of the town's border is no other town's."""
    outer = shapely.boundary(shapely.union_all(towns.geometry))
    return float(_lengths(np.array([shapely.intersection(shapely.boundary(shape), outer)], dtype=object))[0])


def _lengths(lines: Geometries) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return geodesic lengths in metres of lines in the working CRS."""
    degrees = transform(lines, WORK_CRS, DEGREES_CRS)
    return np.array([_GEOD.geometry_length(line) if not shapely.is_empty(line) else 0.0 for line in degrees])
