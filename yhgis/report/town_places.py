"""The named places of a town, by what they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely

from yhgis.i18n import Title
from yhgis.model.layer import Layer

#: Kinds of places in the order of the card; a kind not named here is listed under the last title.
GROUPS: tuple[tuple[Title, tuple[str, ...]], ...] = (
    (Title("政府驻地", "Government seats"), ("government", "town_seat")),
    (Title("平台与园区", "Platforms and parks of industry"), ("platform", "industry_park", "poi")),
    (Title("科研院校", "Research and universities"), ("research", "university")),
    (
        Title("轨道站点", "Metro stations"),
        ("metro_station", "metro_station_under_construction", "metro_station_out_of_service"),
    ),
    (Title("铁路与港口", "Railway and port"), ("railway_station", "port")),
    (Title("文化与遗产", "Culture and heritage"), ("heritage", "museum", "historic_street", "temple")),
    (Title("医院与场馆", "Hospitals and venues"), ("hospital", "venue")),
    (Title("湿地与水域", "Wetlands and lakes"), ("wetland", "lake", "reservoir")),
    (Title("公园与景区", "Parks and scenic areas"), ("park", "scenic")),
    (Title("村庄", "Villages"), ("village",)),
    (Title("其他", "Other"), ()),
)
#: Marks of a place, not places: a gate, a bus stop.
PASSED_OVER = ("gate", "bus_stop")


@dataclass(frozen=True)
class PlaceGroup:
    """Places of one sort in a town, in the order of the layer."""

    title: Title
    names: tuple[Title, ...]


def place_groups(shape: Any, places: Layer) -> tuple[PlaceGroup, ...]:
    """Return the places that lie in ``shape``, grouped; groups without any are left out."""
    inside = shapely.covers(shape, places.geometry)
    named: dict[int, list[Title]] = {}
    rows = zip(inside.tolist(), places.field("kind"), places.names(), places.names(lang_en=True), strict=True)
    for within, kind, zh, en in rows:
        if within and kind not in PASSED_OVER:
            named.setdefault(_group_of(str(kind)), []).append(Title(zh, en))
    return tuple(PlaceGroup(GROUPS[number][0], tuple(names)) for number, names in sorted(named.items()))


def _group_of(kind: str) -> int:
    return next((number for number, (_, kinds) in enumerate(GROUPS) if kind in kinds), len(GROUPS) - 1)
