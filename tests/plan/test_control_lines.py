"""The control lines are valid, in the district, where the plan puts them, and in conflict as drafts are."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from tests.plan.conftest import Metres
from yhgis.plan.catalog import Catalog

LINES = ("ecological_redline", "permanent_farmland", "urban_boundary")
#: Of edges that the project draws itself, with room for a rounded corner.
LONGEST_EDGE_M = 251.0


def overlap(metres: Metres, a: str, b: str) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Return the polygons that two layers share, and the mean width of each."""
    shared = shapely.intersection(shapely.union_all(metres(a).geometry), shapely.union_all(metres(b).geometry))
    pieces = shapely.get_parts(shared)
    pieces = pieces[shapely.area(pieces) > 0]
    return pieces, 2 * shapely.area(pieces) / shapely.length(pieces)


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4549"])
def test_every_built_geometry_is_valid_and_turned_as_geojson_wants(catalog: Catalog, crs: str) -> None:
    for entry in catalog.entries:
        layer = catalog.layer(entry.id).to_crs(crs)
        assert shapely.is_valid(layer.geometry).all(), entry.id
        assert not shapely.is_empty(layer.geometry).any(), entry.id
        polygons = shapely.get_parts(layer.geometry)
        polygons = polygons[shapely.get_type_id(polygons) == 3]
        assert shapely.is_ccw(shapely.get_exterior_ring(polygons)).all(), entry.id
        holes = [ring for polygon in polygons for ring in polygon.interiors]
        assert not shapely.is_ccw(holes).any(), entry.id


@pytest.mark.parametrize("layer_id", [*LINES, "core", "heritage_property", "heritage_buffer", "axis", "axis_line"])
def test_what_is_the_districts_lies_in_the_district(metres: Metres, layer_id: str) -> None:
    district = metres("district").geometry[0]
    outside = shapely.difference(metres(layer_id).geometry, district)
    assert shapely.area(outside).sum() < 1.0
    assert shapely.length(shapely.difference(metres(layer_id).geometry, district.buffer(0.01))).sum() == 0.0


@pytest.mark.parametrize("layer_id", [*LINES, "core", "corridor", "axis", "heritage_property", "heritage_buffer"])
def test_drawn_edges_are_short(metres: Metres, layer_id: str) -> None:
    border = metres("district").geometry[0].exterior.buffer(0.05)
    for polygon in shapely.get_parts(metres(layer_id).geometry):
        for ring in [polygon.exterior, *polygon.interiors]:
            ends = shapely.get_coordinates(ring)
            edges = shapely.linestrings(np.stack([ends[:-1], ends[1:]], axis=1))
            own = edges[~shapely.covers(border, edges)]
            assert shapely.length(own).max(initial=0.0) <= LONGEST_EDGE_M


def test_red_line_is_made_of_organic_pieces_some_with_holes(metres: Metres) -> None:
    pieces = metres("ecological_redline").geometry
    assert 10 <= len(pieces) <= 20
    assert sum(len(piece.interiors) for piece in pieces) >= 3
    # Neither boxes nor circles: much longer edges than a circle of the same area has.
    hills = pieces[shapely.area(pieces) > 5e6]
    roughness = shapely.length(hills) / np.sqrt(4 * np.pi * shapely.area(hills))
    assert roughness.min() > 1.2


def test_red_line_lies_on_the_hills_the_reservoir_and_the_wetlands(metres: Metres, place) -> None:
    red = shapely.union_all(metres("ecological_redline").geometry)
    for name in ("闲林水库", "北湖(北湖草荡)", "五常湿地", "和睦水乡", "三白潭", "东明山森林公园"):
        assert red.covers(place(name)[0]), name
    towns = metres("towns")
    share = {
        name: shapely.intersection(red, town).area / town.area
        for name, town in zip(towns.names(), towns.geometry, strict=True)
    }
    for hilly in ("百丈镇", "鸬鸟镇", "黄湖镇", "径山镇"):
        assert share[hilly] > 0.25, hilly
    for flat in ("仓前街道", "仁和街道", "五常街道"):
        assert share[flat] < 0.12, flat


def test_farmland_is_many_patches_outside_core_and_heritage_property(metres: Metres) -> None:
    fields = metres("permanent_farmland").geometry
    assert 60 <= len(fields) <= 120
    for other in ("core", "heritage_property"):
        assert shapely.area(shapely.intersection(fields, shapely.union_all(metres(other).geometry))).sum() == 0.0
    assert len(overlapping(fields)) == 0


def overlapping(polygons: NDArray[np.object_]) -> list[tuple[int, int]]:
    """Return the pairs of polygons that share area."""
    a, b = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    return [
        (int(i), int(j))
        for i, j in zip(a, b, strict=True)
        if i < j and shapely.intersection(polygons[i], polygons[j]).area > 1e-6
    ]


@pytest.mark.parametrize("layer_id", ["ecological_redline", "urban_boundary", "heritage_property"])
def test_features_of_one_line_do_not_overlap_each_other(metres: Metres, layer_id: str) -> None:
    assert overlapping(metres(layer_id).geometry) == []


def test_urban_boundary_holds_the_named_towns_and_every_seat(metres: Metres, place) -> None:
    built_up = shapely.union_all(metres("urban_boundary").geometry)
    for name in ("杭州西站", "云城核心区域", "未来科技城中央公园", "梦栖小镇", "钱江经济开发区", "勾庄"):
        assert built_up.covers(place(name)[0]), name
    towns = metres("towns").to_crs("EPSG:4490")
    for name, lon, lat in zip(towns.names(), towns.field("seat_lon"), towns.field("seat_lat"), strict=True):
        seat, accuracy = place(f"{name}办事处" if name.endswith("街道") else f"{name}人民政府")
        assert built_up.distance(seat) <= accuracy, (name, lon, lat)


@pytest.mark.parametrize(
    ("a", "b", "least_conflicts"),
    [
        ("permanent_farmland", "urban_boundary", 3),
        ("permanent_farmland", "ecological_redline", 2),
        ("ecological_redline", "urban_boundary", 1),
    ],
)
def test_drafts_conflict_in_a_few_places_and_leave_slivers(
    metres: Metres, a: str, b: str, least_conflicts: int
) -> None:
    pieces, width = overlap(metres, a, b)
    genuine = (width > 20.0) & (shapely.area(pieces) > 1e4)
    assert least_conflicts <= genuine.sum() <= 12
    assert shapely.area(pieces[genuine]).max() < 60e4
    slivers = (width < 2.0) & (shapely.area(pieces) > 1.0)
    assert slivers.sum() >= 10
    # Nothing in between: an overlap is either a sliver or plain to see.
    assert shapely.area(pieces[~genuine & (width >= 2.0)]).sum() < 1e4


def test_no_line_claims_a_total(catalog: Catalog) -> None:
    for layer_id in LINES:
        assert "未查到官方总量" in catalog.entry(layer_id).description.zh
        assert "No official total" in catalog.entry(layer_id).description.en
