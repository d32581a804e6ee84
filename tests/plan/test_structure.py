"""Corridor, axis, core, heritage, greenways and rivers hold what the plan states."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from tests.plan.conftest import Metres
from yhgis.model.crs import EQUAL_AREA_CRS, WORK_CRS, transform


def hectares(metres: Metres, layer_id: str) -> float:
    """Return the ellipsoidal area of a layer."""
    return float(shapely.area(transform(metres(layer_id).geometry, WORK_CRS, EQUAL_AREA_CRS)).sum()) / 1e4


def test_core_has_the_planned_area_and_its_landmarks(metres: Metres, place) -> None:
    assert hectares(metres, "core") == pytest.approx(7000, abs=300)
    core = metres("core").geometry[0]
    for name in ("杭州西站", "未来科技文化中心", "未来科技城中央公园", "余杭区人民政府"):
        assert core.covers(place(name)[0]), name


def test_corridor_meets_every_wetland_it_strings_together(metres: Metres, place) -> None:
    band = metres("corridor").geometry[0]
    for name in ("西溪国家湿地公园", "五常湿地", "和睦水乡", "南湖"):
        assert band.covers(place(name)[0]), name
    wetlands = metres("ecological_redline")
    for name in ("五常湿地", "和睦湿地"):
        assert band.intersects(wetlands.geometry[wetlands.names().index(name)]), name


@pytest.mark.parametrize(
    ("name", "least_m"),
    [
        ("文一西路", 9000),
        ("天目山路/02省道(天目山西路)", 12000),
        ("留祥路", 5000),
        ("地铁5号线", 9000),
        ("地铁16号线", 9000),
        ("地铁19号线(机场快线)", 6000),
    ],
)
def test_roads_and_metro_lines_run_through_the_corridor(metres: Metres, ways, name: str, least_m: float) -> None:
    assert shapely.intersection(ways[name], metres("corridor").geometry[0]).length > least_m


def test_corridor_line_runs_west_to_east_inside_its_band(metres: Metres) -> None:
    line, band = metres("corridor_line").geometry[0], metres("corridor").geometry[0]
    assert (np.diff(shapely.get_coordinates(line)[:, 0]) > 0).all()
    assert band.buffer(0.1).covers(line)


def test_corridor_says_how_much_of_it_is_not_the_districts(metres: Metres) -> None:
    corridor = metres("corridor")
    outside = shapely.difference(corridor.geometry[0], metres("district").geometry[0])
    told = float(corridor.field("beyond_district_m2")[0])
    assert told == pytest.approx(outside.area, rel=1e-4)
    assert 0 < told < 0.25 * corridor.geometry[0].area


def test_axis_passes_its_four_places_north_to_south_in_order(metres: Metres, place) -> None:
    line, band = metres("axis_line").geometry[0], metres("axis").geometry[0]
    names = ("良渚古城遗址(莫角山)", "梦航小镇", "云城核心区域", "未来科技城中央公园")
    points, accuracy = zip(*(place(name) for name in names), strict=True)
    along = shapely.line_locate_point(line, np.array(points))
    assert (np.diff(along) > 1000).all()
    assert (shapely.distance(line, np.array(points)) <= np.array(accuracy)).all()
    assert shapely.covers(band, np.array(points)).all()
    assert band.buffer(0.1).covers(line)
    assert shapely.get_coordinates(line)[0, 1] > shapely.get_coordinates(line)[-1, 1]
    assert metres("axis_line").field("stations")[0] == "良渚古城遗址;梦航小镇;云城核心区域;未来科技城中央公园"


def test_stations_of_the_axis_stand_on_it_and_say_how_far_their_places_are(metres: Metres, place) -> None:
    layer = metres("axis_line")
    lonlat = np.array([pair.split() for pair in layer.field("stations_lonlat")[0].split(";")], dtype=float)
    stations = transform(shapely.points(lonlat), "EPSG:4490", WORK_CRS)
    assert (shapely.distance(layer.geometry[0], stations) < 2.0).all()
    names = ("良渚古城遗址(莫角山)", "梦航小镇", "云城核心区域", "未来科技城中央公园")
    away = [float(text) for text in layer.field("stations_away_m")[0].split(";")]
    assert away == pytest.approx(
        [station.distance(place(n)[0]) for station, n in zip(stations, names, strict=True)], abs=2
    )


def test_places_carry_their_rank_on_the_axis(metres: Metres) -> None:
    places = metres("places")
    ranked = {int(rank): name for rank, name in zip(places.field("axis_order"), places.names(), strict=True) if rank}
    assert ranked == {1: "良渚古城遗址(莫角山)", 2: "梦航小镇", 3: "云城核心区域", 4: "未来科技城中央公园"}


def test_heritage_areas_equal_the_published_hectares(metres: Metres) -> None:
    assert hectares(metres, "heritage_property") == pytest.approx(1433.66, rel=0.005)
    assert hectares(metres, "heritage_buffer") == pytest.approx(9980.29, rel=0.005)


def test_buffer_zone_surrounds_the_property_and_excludes_it(metres: Metres) -> None:
    zone = metres("heritage_buffer").geometry[0]
    for part in metres("heritage_property").geometry:
        assert shapely.intersection(zone, part).area < 0.1
        assert shapely.Polygon(zone.exterior).covers(part)


def test_property_parts_lie_at_their_sites(metres: Metres, place) -> None:
    parts = dict(zip(metres("heritage_property").field("id"), metres("heritage_property").geometry, strict=True))
    sites = {
        "city_site": "良渚古城遗址(莫角山)",
        "yaoshan": "瑶山遗址",
        "low_dam": "鲤鱼山水坝(低坝)",
        "high_dam": "老虎岭水坝(高坝)",
    }
    assert parts.keys() == sites.keys()
    for part, site in sites.items():
        assert parts[part].covers(place(site)[0])


LOOPS = {
    "良渚绿道主环线": "京杭大运河;郁宅港;良渚港;良渚国家考古遗址公园;东苕溪;西塘河;良渚北部美丽乡村绿道",
    "未来科技城绿道主环线": "绕城高速;五常湿地;和睦水乡湿地;南湖;余杭塘河绿道",
    "大径山生态区环道": "森林古道;骨干林道",
}


@pytest.mark.parametrize("name", LOOPS)
def test_greenways_close_and_pass_their_places_in_the_plans_order(metres: Metres, name: str) -> None:
    loops = metres("greenways")
    at = loops.names().index(name)
    line = loops.geometry[at]
    assert line.is_closed
    assert line.is_simple
    assert loops.field("stations")[at] == LOOPS[name]
    lonlat = np.array([pair.split() for pair in loops.field("stations_lonlat")[at].split(";")], dtype=float)
    stations = transform(shapely.points(lonlat), "EPSG:4490", WORK_CRS)
    assert (shapely.distance(line, stations) < 2.0).all()
    assert (np.diff(shapely.line_locate_point(line, stations)) > 300).all()


def test_greenways_really_pass_the_things_they_name(metres: Metres, place, ways) -> None:
    line = dict(zip(metres("greenways").field("id"), metres("greenways").geometry, strict=True))
    rivers = metres("rivers")
    for river in ("京杭大运河", "良渚港", "东苕溪", "西塘河"):
        course = shapely.union_all(rivers.geometry[rivers.field("name") == river])
        assert shapely.intersection(line["liangzhu"], course.buffer(200)).length > 1000, river
    for name, loop in (
        ("良渚古城遗址(莫角山)", "liangzhu"),
        ("五常湿地", "sci_tech_city"),
        ("和睦水乡", "sci_tech_city"),
        ("南湖", "sci_tech_city"),
    ):
        point, accuracy = place(name)
        assert line[loop].distance(point) <= accuracy
    assert line["sci_tech_city"].distance(ways["杭州绕城高速"]) <= 500
    assert line["jingshan"].distance(place("径山寺")[0]) <= 900


def test_rivers_widen_downstream_in_reaches_that_join(metres: Metres) -> None:
    rivers = metres("rivers")
    for river in np.unique(rivers.field("river")):
        own = np.flatnonzero(rivers.field("river") == river)
        width = rivers.field("width_class")[own]
        assert (np.diff(width) > 0).all()
        ends = [shapely.get_coordinates(rivers.geometry[i])[[0, -1]] for i in own]
        for upper, lower in zip(ends[:-1], ends[1:], strict=True):
            assert np.allclose(upper[1], lower[0], atol=1e-6)
    assert set(np.unique(rivers.field("width_class"))) == {1, 2, 3, 4}


def test_boundary_rivers_lie_on_the_boundary(metres: Metres) -> None:
    rivers = metres("rivers")
    edges = shapely.union_all(shapely.boundary(metres("towns").geometry)).buffer(0.01)
    for river, least_m in (("dongtiaoxi", 14000), ("grand_canal", 11000), ("nantiaoxi", 3000)):
        line = shapely.union_all(rivers.geometry[rivers.field("river") == river])
        assert shapely.intersection(line, edges).length > least_m, river
