"""The identity card of a place (规划身份证): what lies at it, what lies near, in one copyable sentence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely

from yhgis.errors import UsageError
from yhgis.i18n import Title, tr
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform_coordinates
from yhgis.model.layer import Layer, Status
from yhgis.plan.catalog import Catalog

STRUCTURE = ("core", "corridor", "axis")
CONTROL_LINES = (
    "ecological_redline",
    "permanent_farmland",
    "urban_boundary",
    "heritage_property",
    "heritage_buffer",
)
_NEAR_PLACES = 3
_STATION = "metro_station"


@dataclass(frozen=True)
class Relation:
    """How a place lies to a layer.

    Parameters
    ----------
    layer : str
        Catalog id.
    title : Title
        Title of the layer.
    inside : bool
        Whether a feature of the layer covers the place.
    feature : str
        Id of that feature, or of the nearest one.
    name : Title
        Its name.
    distance_m : float
        To that feature; 0 inside.
    edge_m : float
        To the nearest edge of that feature, from either side.
    accuracy_m : float or None
        How far the layer's edges may be off.
    """

    layer: str
    title: Title
    inside: bool
    feature: str
    name: Title
    distance_m: float
    edge_m: float
    accuracy_m: float | None

    @property
    def uncertain(self) -> bool:
        """Whether the edge is nearer than the data is accurate, so that the answer may be the other one."""
        return self.accuracy_m is not None and self.edge_m < self.accuracy_m

    def document(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "layer": self.layer,
            "title": str(self.title),
            "inside": self.inside,
            "feature": self.feature,
            "name": str(self.name),
            "distance_m": self.distance_m,
            "edge_m": self.edge_m,
            "accuracy_m": self.accuracy_m,
            "uncertain": self.uncertain,
        }


@dataclass(frozen=True)
class NearPlace:
    """A named place nearby, and how far it may be off itself."""

    name: Title
    kind: str
    distance_m: float
    accuracy_m: float

    def document(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "name": str(self.name),
            "kind": self.kind,
            "distance_m": self.distance_m,
            "accuracy_m": self.accuracy_m,
        }


@dataclass(frozen=True)
class IdentityCard:
    """What the plan says about one place; distances in metres, in EPSG:4549.

    Parameters
    ----------
    lon, lat : float
        Degrees, CGCS2000.
    district : Relation
        Whether the place is in the district at all, and how far its boundary is.
    town, zone : Relation or None
        None outside the district.
    structure : tuple of Relation
        Core, corridor, axis.
    control_lines : tuple of Relation
        Every control line.
    platform : Relation
        The platform that covers the place, or the nearest one.
    wetland_group : Relation
        The wetland group that covers the place, or the nearest one.
    greenway : Relation
        The nearest loop.
    station : Relation
        The nearest metro station in service, inside the district or not.
    places : tuple of NearPlace
        The nearest named places, nearest first, metro stations aside.
    schematic : bool
        Whether any layer that was asked is schematic.
    """

    lon: float
    lat: float
    district: Relation
    town: Relation | None
    zone: Relation | None
    structure: tuple[Relation, ...]
    control_lines: tuple[Relation, ...]
    platform: Relation
    wetland_group: Relation
    greenway: Relation
    station: Relation
    places: tuple[NearPlace, ...]
    schematic: bool

    @property
    def in_district(self) -> bool:
        """Whether the place lies in the district."""
        return self.district.inside

    def sentence(self) -> str:
        """Return the facts as text to copy, in the language in use."""
        from yhgis.plan.identity_text import sentence  # its words are many, and only this needs them

        return sentence(self)

    def document(self) -> dict[str, Any]:
        """Return the JSON document of the command line's ``identify``."""
        return {
            "lon": self.lon,
            "lat": self.lat,
            "in_district": self.in_district,
            "district": self.district.document(),
            "town": self.town.document() if self.town else None,
            "zone": self.zone.document() if self.zone else None,
            "structure": [relation.document() for relation in self.structure],
            "control_lines": [relation.document() for relation in self.control_lines],
            "platform": self.platform.document(),
            "wetland_group": self.wetland_group.document(),
            "greenway": self.greenway.document(),
            "station": self.station.document(),
            "places": [place.document() for place in self.places],
            "schematic": self.schematic,
            "sentence": self.sentence(),
        }


def identify(lon: float, lat: float, catalog: Catalog | None = None) -> IdentityCard:
    """Return the identity card of a place.

    Parameters
    ----------
    lon, lat : float
        Degrees, CGCS2000 (equal to WGS 84 within a metre).
    catalog : Catalog, optional
        By default the built-in one.

    Raises
    ------
    UsageError
        Not a longitude and a latitude.
    """
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise UsageError(
            "{lon}, {lat} is not a longitude and a latitude in degrees, longitude first.", lon=lon, lat=lat
        )
    known = catalog or Catalog.load()
    xy = transform_coordinates(np.array([[lon, lat]]), DEGREES_CRS, WORK_CRS)[0]
    if not np.isfinite(xy).all():
        raise UsageError("{lon}, {lat} is too far away for EPSG:4549.", lon=lon, lat=lat)
    point = shapely.points(xy)
    district = _relation(known, "district", point)
    inside = district.inside
    return IdentityCard(
        lon=lon,
        lat=lat,
        district=district,
        town=_relation(known, "towns", point) if inside else None,
        zone=_relation(known, "zones", point) if inside else None,
        structure=tuple(_relation(known, layer_id, point) for layer_id in STRUCTURE),
        control_lines=tuple(_relation(known, layer_id, point) for layer_id in CONTROL_LINES),
        platform=_relation(known, "platforms", point),
        wetland_group=_relation(known, "wetland_groups", point),
        greenway=_relation(known, "greenways", point),
        station=_relation_to(_stations(known), point),
        places=_near_places(known, point),
        schematic=any(entry.status is Status.SCHEMATIC for entry in known.entries),
    )


def _relation(catalog: Catalog, layer_id: str, point: Any) -> Relation:
    return _relation_to(_metres(catalog, layer_id), point)


def _relation_to(layer: Layer, point: Any) -> Relation:
    distance = shapely.distance(layer.geometry, point)
    at = int(np.argmin(distance))
    shape = layer.geometry[at]
    area = shapely.get_dimensions(shape) == 2
    edge = float(shapely.distance(shapely.boundary(shape), point)) if area else float(distance[at])
    return Relation(
        layer=layer.id,
        title=layer.info.title,
        inside=bool(area and distance[at] == 0.0),
        feature=str(layer.field("id")[at]),
        name=_name(layer, at),
        distance_m=float(distance[at]),
        edge_m=edge,
        accuracy_m=layer.info.accuracy_m,
    )


def _near_places(catalog: Catalog, point: Any) -> tuple[NearPlace, ...]:
    layer = _places(catalog)
    distance = shapely.distance(layer.geometry, point)
    nearest = np.argsort(distance, kind="stable")[:_NEAR_PLACES]
    kinds, accuracy = layer.field("kind"), layer.field("accuracy_m")
    return tuple(NearPlace(_name(layer, i), str(kinds[i]), float(distance[i]), float(accuracy[i])) for i in nearest)


def _name(layer: Layer, at: int) -> Title:
    fields = layer.info.name_field, layer.info.name_field_en
    zh, en = (str(layer.field(name)[at]) if name else "" for name in fields)
    return Title(zh, en)


@cache
def _metres(catalog: Catalog, layer_id: str) -> Layer:
    """Return a layer in the working CRS; asked at every click, so kept."""
    return catalog.layer(layer_id).to_crs(WORK_CRS)


@cache
def _stations(catalog: Catalog) -> Layer:
    """Return the metro stations where a train stops today."""
    layer = _metres(catalog, "metro_stations")
    return layer.select(np.asarray(layer.field("service"), dtype=str) == "in_service")


@cache
def _places(catalog: Catalog) -> Layer:
    """Return the places that are no metro stations, for those the card names by themselves."""
    layer = _metres(catalog, "places")
    return layer.select(~np.char.startswith(np.asarray(layer.field("kind"), dtype=str), _STATION))


def distance_text(metres: float) -> str:
    """Return a distance as people say it: tens of metres, then kilometres with one decimal."""
    if metres < 995:
        return tr("{n} m", n=f"{math.floor(metres / 10 + 0.5) * 10:.0f}")
    return tr("{n} km", n=f"{math.floor(metres / 100 + 0.5) / 10:.1f}")
