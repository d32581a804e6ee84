"""Ecology: screen, corridor, groups and wetlands, green cross, reservoir, forest park, parks."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from tests.plan.conftest import Metres
from tests.plan.test_transport import by_name, column
from yhgis.model.crs import WORK_CRS, transform

#: §六(一) and §九(一): the eight wetlands, with the place of the sources where there is one.
WETLANDS = {
    "南湖": "南湖",
    "北湖": "北湖(北湖草荡)",
    "梦溪水乡": "",
    "三白潭": "三白潭",
    "东莲": "",
    "五常湿地": "五常湿地",
    "和睦水乡": "和睦水乡",
    "西溪湿地": "西溪国家湿地公园",
}


def test_there_are_the_eight_wetlands(metres: Metres) -> None:
    assert set(metres("wetlands").names()) == set(WETLANDS)


@pytest.mark.parametrize("name", [name for name, known in WETLANDS.items() if known])
def test_wetlands_lie_about_their_places(metres: Metres, place, name: str) -> None:
    assert by_name(metres("wetlands"))[name].covers(place(WETLANDS[name])[0])


@pytest.mark.parametrize("name", ["梦溪水乡", "东莲"])
def test_wetlands_known_by_their_town_only_say_so(metres: Metres, name: str) -> None:
    wetlands = metres("wetlands")
    assert by_name(metres("towns"))["良渚街道"].covers(by_name(wetlands)[name])
    assert float(column(wetlands, "accuracy_m")[name]) >= 3000


def test_there_are_the_three_groups(metres: Metres) -> None:
    assert set(metres("wetland_groups").names()) == {"运河湿地群", "苕溪湿地群", "城西湿地群"}


@pytest.mark.parametrize("name", WETLANDS)
def test_every_wetland_lies_in_the_group_it_is_put_in_and_in_no_other(metres: Metres, name: str) -> None:
    wetland, told = by_name(metres("wetlands"))[name], column(metres("wetlands"), "group")[name]
    groups = by_name(metres("wetland_groups"))
    share = {group: shapely.intersection(wetland, area).area / wetland.area for group, area in groups.items()}
    assert share[told] > 0.9
    assert sum(share.values()) - share[told] < 0.05
    assert name in column(metres("wetland_groups"), "wetlands")[told].split(";")


@pytest.mark.parametrize(("group", "river"), [("运河湿地群", "grand_canal"), ("苕溪湿地群", "dongtiaoxi")])
def test_groups_lie_at_the_water_they_are_named_after(metres: Metres, group: str, river: str) -> None:
    rivers = metres("rivers")
    course = shapely.union_all(rivers.geometry[rivers.field("river") == river])
    assert shapely.intersection(course, by_name(metres("wetland_groups"))[group].buffer(50)).length > 5000


def test_west_of_city_group_lies_in_the_corridor(metres: Metres) -> None:
    area = by_name(metres("wetland_groups"))["城西湿地群"]
    assert shapely.intersection(area, metres("corridor").geometry[0]).area > 0.8 * area.area


def test_ecological_corridor_passes_xixi_liangzhu_jingshan_in_order(metres: Metres, place) -> None:
    line, band = metres("eco_corridor_line"), metres("eco_corridor").geometry[0]
    points = np.array([place(n)[0] for n in ("西溪国家湿地公园", "良渚古城遗址(莫角山)", "径山寺")])
    along = shapely.line_locate_point(line.geometry[0], points)
    assert (np.diff(along) > 5000).all()
    assert shapely.covers(band, points).all()
    assert band.buffer(0.1).covers(line.geometry[0])
    assert line.field("stations")[0] == "西溪;良渚;径山"
    lonlat = np.array([pair.split() for pair in line.field("stations_lonlat")[0].split(";")], dtype=float)
    stations = transform(shapely.points(lonlat), "EPSG:4490", WORK_CRS)
    assert (shapely.distance(line.geometry[0], stations) < 2.0).all()


def test_western_screen_is_the_hills_of_the_western_zone(metres: Metres) -> None:
    screen = metres("eco_screen").geometry[0]
    zone = by_name(metres("zones"))["西部片"]
    assert zone.buffer(0.01).covers(screen)
    red = metres("ecological_redline")
    west = red.geometry[red.field("kind") == "water_source"]
    shares = shapely.area(shapely.intersection(west, screen)) / shapely.area(west)
    assert float((shares * shapely.area(west)).sum() / shapely.area(west).sum()) > 0.85


def test_green_cross_is_one_cross_inside_cloud_city(metres: Metres, place) -> None:
    cross = metres("green_cross").geometry[0]
    cloud = by_name(metres("platforms"))["杭州云城(余杭片区)"]
    assert cross.geom_type == "Polygon"
    assert shapely.intersection(cross, cloud).area > 0.97 * cross.area
    x0, y0, x1, y1 = cross.bounds
    assert min(x1 - x0, y1 - y0) > 3000
    # Two arms cross: the box about them is mostly empty, and all four corners of it are.
    assert cross.area < 0.35 * (x1 - x0) * (y1 - y0)
    for x, y in ((x0, y0), (x0, y1), (x1, y0), (x1, y1)):
        assert cross.distance(shapely.Point(x, y)) > 800
    assert cross.distance(place("云城核心区域")[0]) <= place("云城核心区域")[1]


def test_reservoir_and_forest_park_lie_about_their_places(metres: Metres, place) -> None:
    assert metres("reservoirs").names() == ["闲林水库"]
    assert metres("reservoirs").geometry[0].covers(place("闲林水库")[0])
    assert by_name(metres("towns"))["闲林街道"].covers(metres("reservoirs").geometry[0])
    assert metres("forest_parks").names() == ["东明山森林公园"]
    assert metres("forest_parks").geometry[0].covers(place("东明山森林公园")[0])


def test_reservoir_and_forest_park_are_inside_the_red_line(metres: Metres) -> None:
    red = shapely.union_all(metres("ecological_redline").geometry)
    for layer_id in ("reservoirs", "forest_parks"):
        area = metres(layer_id).geometry[0]
        assert shapely.intersection(area, red).area > 0.5 * area.area, layer_id


def test_parks_of_the_greenways_are_the_three_of_box_13(metres: Metres, place) -> None:
    parks = by_name(metres("greenway_parks"))
    assert list(parks) == ["西站站前广场", "南湖公园", "北部新城中央公园"]
    assert parks["西站站前广场"].distance(place("杭州西站")[0]) < 500
    assert by_name(metres("wetlands"))["南湖"].buffer(500).covers(parks["南湖公园"])
    # The northern new town lies inside the ring and west of the canal.
    north = parks["北部新城中央公园"]
    assert by_name(metres("towns"))["良渚街道"].covers(north)
    assert north.y < by_name(metres("expressways"))["杭州绕城高速"].bounds[3]
    assert north.x < 511500
