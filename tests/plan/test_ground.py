"""District, towns and zones: they tile, and the two parted towns lie in two zones each."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from tests.plan.conftest import Metres

#: FACTS 1: whole towns of each zone; the two parted towns are tested by themselves.
WHOLE = {
    "城西片": {"仓前街道", "闲林街道", "五常街道", "中泰街道"},
    "东部片": {"良渚街道", "仁和街道"},
    "西部片": {"径山镇", "黄湖镇", "鸬鸟镇", "百丈镇"},
}
PARTED = {"瓶窑镇": {"东部片", "西部片"}, "余杭街道": {"城西片", "西部片"}}


def overlaps(metres: Metres) -> dict[tuple[str, str], float]:
    """Return the planar area of every zone-town overlap."""
    zones, towns = metres("zones"), metres("towns")
    return {
        (zone, town): float(shapely.area(shapely.intersection(a, b)))
        for zone, a in zip(zones.names(), zones.geometry, strict=True)
        for town, b in zip(towns.names(), towns.geometry, strict=True)
    }


@pytest.mark.parametrize("layer_id", ["towns", "zones"])
@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4549"])
def test_they_share_every_vertex_and_cover_the_district(metres: Metres, layer_id: str, crs: str) -> None:
    district = metres("district").to_crs(crs).geometry[0]
    tiles = metres(layer_id).to_crs(crs).geometry
    assert shapely.coverage_is_valid(tiles)
    together = shapely.coverage_union_all(tiles)
    # The same ring, vertex for vertex, once both are written the same way round.
    assert shapely.equals_exact(shapely.normalize(together), shapely.normalize(district), 1e-9)


def test_areas_add_up_within_a_square_metre(metres: Metres) -> None:
    district = float(shapely.area(metres("district").geometry).sum())
    for layer_id in ("towns", "zones"):
        assert float(shapely.area(metres(layer_id).geometry).sum()) == pytest.approx(district, abs=1.0)
    assert sum(overlaps(metres).values()) == pytest.approx(district, abs=1.0)


def test_there_are_twelve_towns_seven_of_them_streets(metres: Metres) -> None:
    towns = metres("towns")
    assert len(towns) == 12
    assert sum(name.endswith("街道") for name in towns.names()) == 7
    assert sorted(towns.field("kind")).count("subdistrict") == 7


def test_whole_towns_lie_in_the_zone_that_the_plan_names(metres: Metres) -> None:
    areas = overlaps(metres)
    for zone, towns in WHOLE.items():
        for town in towns:
            others = sum(area for (other, name), area in areas.items() if name == town and other != zone)
            assert areas[zone, town] > 1e6
            assert others < 0.01, f"{town} is not wholly in {zone}"


@pytest.mark.parametrize("town", PARTED)
def test_parted_towns_lie_in_two_zones_each_in_clean_parts(metres: Metres, town: str) -> None:
    towns, zones = metres("towns"), metres("zones")
    whole = towns.geometry[towns.names().index(town)]
    found = set()
    for zone, polygon in zip(zones.names(), zones.geometry, strict=True):
        # Shared edges leave lines and points in the overlap; only its areas are parts.
        pieces = shapely.get_parts(shapely.intersection(whole, polygon))
        pieces = pieces[shapely.area(pieces) > 0]
        if len(pieces):
            found.add(zone)
            assert len(pieces) == 1, f"{town} in {zone}: {len(pieces)} pieces"
            assert pieces[0].area > 3e6
    assert found == PARTED[town]


def test_zones_are_single_polygons_without_holes(metres: Metres) -> None:
    for polygon in metres("zones").geometry:
        assert polygon.geom_type == "Polygon"
        assert not polygon.interiors


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("彭公", "西部片"),
        ("老虎岭水坝(高坝)", "西部片"),
        ("良渚古城遗址(莫角山)", "东部片"),
        ("瓶窑老街", "东部片"),
        ("余杭街道办事处", "城西片"),
        ("之江实验室", "城西片"),
        ("杭州西站", "城西片"),
        ("径山寺", "西部片"),
        ("勾庄", "东部片"),
    ],
)
def test_known_places_lie_in_their_zone(metres: Metres, place, name: str, zone: str) -> None:
    zones = metres("zones")
    inside = shapely.covers(zones.geometry, place(name)[0])
    assert [n for n, hit in zip(zones.names(), inside, strict=True) if hit] == [zone]


def test_every_seat_lies_in_its_town(metres: Metres) -> None:
    towns = metres("towns").to_crs("EPSG:4490")
    lon, lat = (np.asarray(towns.field(name), dtype=float) for name in ("seat_lon", "seat_lat"))
    assert shapely.contains_xy(towns.geometry, lon, lat).all()


def test_properties_tell_the_zones_that_geometry_shows(metres: Metres) -> None:
    areas = overlaps(metres)
    towns = metres("towns")
    for name, told, parted in zip(towns.names(), towns.field("zones"), towns.field("parted"), strict=True):
        shown = {zone for (zone, town), area in areas.items() if town == name and area > 1.0}
        assert set(told.split(";")) == shown
        assert parted == (len(shown) > 1)


def test_rivers_part_the_towns_along_their_own_vertices(metres: Metres) -> None:
    zones = metres("zones")
    west, south, east = (zones.geometry[zones.names().index(name)] for name in ("西部片", "城西片", "东部片"))
    rivers = metres("rivers")
    for river, other in (("nantiaoxi", south), ("dongtiaoxi", east)):
        line = shapely.union_all(rivers.geometry[rivers.field("river") == river])
        edge = shapely.intersection(west.exterior, other.exterior)
        assert edge.length > 5000
        # Where the zones meet there the river flows, but for the town boundary beyond the parting.
        assert shapely.intersection(edge, line.buffer(0.01)).length > 4500
