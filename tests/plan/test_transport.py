"""Transport and facilities: what the plan names, where its words and the stations put it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from tests.plan.conftest import Metres
from yhgis.model.layer import Layer

#: §六(一): the corridor's lines; box 16: the lines to be built.
PLANNED_METRO = {
    "地铁3号线一期",
    "地铁3号线一期(石马支线)",
    "地铁4号线二期",
    "地铁5号线二期",
    "地铁10号线",
    "机场快线(地铁19号线)",
}
EXISTING_METRO = {"地铁2号线", "地铁5号线", "地铁16号线"}


def by_name(layer: Layer) -> dict[str, shapely.Geometry]:
    return dict(zip(layer.names(), layer.geometry, strict=True))


def column(layer: Layer, field: str) -> dict[str, str]:
    return dict(zip(layer.names(), (str(value) for value in layer.field(field)), strict=True))


def test_metro_lines_are_those_of_the_plan_and_say_which_are_to_be_built(metres: Metres) -> None:
    status = column(metres("metro_lines"), "status")
    assert {name for name, word in status.items() if word == "planned"} == PLANNED_METRO
    assert {name for name, word in status.items() if word == "existing"} == EXISTING_METRO


def test_every_station_lies_on_each_of_its_lines_and_on_no_other(metres: Metres) -> None:
    stations, lines = metres("metro_stations"), metres("metro_lines")
    assert len(stations) == 53
    number = np.array([str(value) for value in lines.field("line")])
    for name, point, told in zip(stations.names(), stations.geometry, stations.field("lines"), strict=True):
        near = set(number[shapely.distance(lines.geometry, point) < 60.0])
        assert near == set(str(told).split(";")), name


@pytest.mark.parametrize(
    ("name", "lines"),
    [("绿汀路站", "3;5;16"), ("火车西站站", "3;19"), ("创景路站", "5;19"), ("金家渡站", "2;4"), ("杭行路站", "4;10")],
)
def test_interchanges_are_those_of_the_station_list(metres: Metres, name: str, lines: str) -> None:
    stations = metres("metro_stations")
    told = column(stations, "lines")
    assert told[name] == lines
    interchanges = {n for n, many in zip(stations.names(), stations.field("line_count"), strict=True) if many > 1}
    assert interchanges == {"绿汀路站", "火车西站站", "创景路站", "金家渡站", "杭行路站"}


def test_stations_say_their_town_and_their_service(metres: Metres) -> None:
    stations, towns = metres("metro_stations"), metres("towns")
    for name, point, told in zip(stations.names(), stations.geometry, stations.field("town"), strict=True):
        cover = [town for town, area in zip(towns.names(), towns.geometry, strict=True) if area.covers(point)]
        assert cover == ([told] if told else []), name
    service = column(stations, "service")
    assert {name for name, word in service.items() if word != "in_service"} == {"汤家村站", "创明路站"}


def test_airport_express_begins_at_the_west_station(metres: Metres, place) -> None:
    line = by_name(metres("metro_lines"))["机场快线(地铁19号线)"]
    station, accuracy = place("杭州西站")
    assert shapely.distance(shapely.get_point(line, 0), station) <= accuracy


def test_railway_passes_the_west_station(metres: Metres, place) -> None:
    railways = metres("railways")
    assert railways.names() == ["湖杭铁路"]
    assert list(railways.field("status")) == ["planned"]
    station, accuracy = place("杭州西站")
    assert railways.geometry[0].distance(station) <= accuracy


@pytest.mark.parametrize(
    ("name", "towns"),
    [
        ("杭州绕城高速", {"五常街道", "良渚街道"}),
        ("杭徽高速", {"闲林街道", "中泰街道"}),
        ("杭长高速", {"良渚街道", "瓶窑镇", "径山镇", "黄湖镇", "百丈镇"}),
    ],
)
def test_expressways_cross_the_towns_that_are_told_of_them(metres: Metres, name: str, towns: set[str]) -> None:
    expressways = metres("expressways")
    assert set(expressways.names()) == {"杭州绕城高速", "杭徽高速", "杭长高速"}
    line = by_name(expressways)[name]
    crossed = {
        town
        for town, area in zip(metres("towns").names(), metres("towns").geometry, strict=True)
        if shapely.intersection(line, area).length > 500
    }
    assert towns <= crossed


def test_hangchang_expressway_has_room_for_its_service_area_in_jingshan(metres: Metres) -> None:
    """§七(一): the Jingshan service area of the Hangchang expressway."""
    towns = by_name(metres("towns"))
    assert shapely.intersection(by_name(metres("expressways"))["杭长高速"], towns["径山镇"]).length > 3000


def test_roads_tell_existing_from_planned(metres: Metres) -> None:
    roads = metres("roads")
    assert set(roads.field("status")) == {"existing", "planned"}
    assert set(roads.field("class")) == {"national", "provincial", "fast", "main"}
    for name, kind, status, look in zip(
        roads.names(), roads.field("class"), roads.field("status"), roads.field("look"), strict=True
    ):
        assert look == (kind if status == "existing" else f"{kind}_planned"), name


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("national", {"104国道", "235国道", "320国道"}),
        ("provincial", {"天目山路(02省道)", "214省道仁和至德清段"}),
        (
            "fast",
            {
                *("文一西路隧道(荆常大道至东西大道)", "文一西路西延", "留祥快速路西延(235国道留祥路西延)"),
                *("杭州中环(余杭段)", "崇贤至老余杭连接线(高架)", "康良快速路", "莫干山路提升改造(区界至绕城北线)"),
            },
        ),
    ],
)
def test_roads_of_each_class(metres: Metres, kind: str, names: set[str]) -> None:
    assert {name for name, word in column(metres("roads"), "class").items() if word == kind} == names


@pytest.mark.parametrize("name", ["文一西路", "天目山路(02省道)", "留祥路"])
def test_corridor_roads_run_east_and_west(metres: Metres, name: str) -> None:
    x0, y0, x1, y1 = by_name(metres("roads"))[name].bounds
    assert x1 - x0 > 2 * (y1 - y0)


@pytest.mark.parametrize("name", ["瓶仓大道", "凤都路", "良睦路"])
def test_axis_roads_run_north_and_south_near_the_axis(metres: Metres, name: str) -> None:
    """§六(一): 瓶仓大道—运溪路 and 凤都路—良睦路 carry the north-south axis."""
    road, axis = by_name(metres("roads"))[name], metres("axis_line").geometry[0]
    x0, y0, x1, y1 = road.bounds
    assert y1 - y0 > 2 * (x1 - x0)
    assert road.distance(axis) < 2500


def test_planned_roads_meet_the_roads_between_which_the_plan_puts_them(metres: Metres) -> None:
    road = by_name(metres("roads"))
    ends = {
        "文一西路隧道(荆常大道至东西大道)": ("文一西路", "运溪路(东西大道)"),
        "文一西路西延": ("文一西路", "运溪路(东西大道)"),
        "留祥快速路西延(235国道留祥路西延)": ("留祥路", "235国道"),
        "凤都路南延": ("凤都路", "运溪路(东西大道)"),
        "良睦路北段(东西大道至文二西路)": ("良睦路", "运溪路(东西大道)"),
        "康良快速路": ("运溪路(东西大道)",),
        "嵩山路": ("凤都路", "瓶仓大道"),
        "莫干山路提升改造(区界至绕城北线)": ("104国道",),
    }
    for name, others in ends.items():
        for other in others:
            assert road[name].distance(road[other]) < 150, f"{name} / {other}"


def test_western_extension_reaches_the_edge_of_the_district_in_the_west(metres: Metres) -> None:
    line = by_name(metres("roads"))["文一西路西延"]
    edge, middle = metres("district").geometry[0].exterior, metres("district").geometry[0].centroid
    end = shapely.get_point(line, -1)
    assert end.distance(edge) < 1.0
    assert end.x < middle.x
    assert line.distance(by_name(metres("wetlands"))["南湖"]) == 0


def test_moganshan_road_is_rebuilt_between_the_ring_and_the_edge(metres: Metres) -> None:
    line = by_name(metres("roads"))["莫干山路提升改造(区界至绕城北线)"]
    assert line.distance(by_name(metres("expressways"))["杭州绕城高速"]) < 200
    assert line.distance(metres("district").geometry[0].exterior) < 1.0


def test_link_from_chongxian_crosses_the_towns_of_its_report(metres: Metres) -> None:
    line = by_name(metres("roads"))["崇贤至老余杭连接线(高架)"]
    towns = by_name(metres("towns"))
    for town in ("仁和街道", "良渚街道", "仓前街道", "余杭街道"):
        assert shapely.intersects(line, towns[town]), town


@pytest.mark.parametrize(
    ("name", "town"),
    [
        ("杭州西站", "仓前街道"),
        ("三站换乘综合体", "闲林街道"),
        ("凤新路公交中心站(余杭长途汽车站)", "余杭街道"),
        ("良渚考古遗址公园集散中心站", "瓶窑镇"),
        ("黄湖公交停保基地", "黄湖镇"),
    ],
)
def test_hubs_stand_in_their_towns(metres: Metres, name: str, town: str) -> None:
    hubs = metres("hubs")
    assert column(hubs, "town")[name] == town
    assert by_name(metres("towns"))[town].covers(by_name(hubs)[name])


def test_port_lies_at_the_canal_in_renhe(metres: Metres) -> None:
    ports = metres("ports")
    assert ports.names() == ["仁和港"]
    rivers = metres("rivers")
    canal = shapely.union_all(rivers.geometry[rivers.field("river") == "grand_canal"])
    assert ports.geometry[0].distance(canal) < float(ports.field("accuracy_m")[0])
    assert by_name(metres("towns"))["仁和街道"].covers(ports.geometry[0])


def test_dyke_keeps_to_the_right_bank_of_the_dongtiaoxi(metres: Metres) -> None:
    dyke = by_name(metres("flood_works"))["西险大塘"]
    rivers = metres("rivers")
    river = shapely.union_all(rivers.geometry[rivers.field("river") == "dongtiaoxi"])
    assert dyke.area / 140 > 20000  # its length, for the band is 140 m wide
    assert shapely.hausdorff_distance(dyke, river.intersection(dyke.buffer(600))) < 900
    assert shapely.difference(dyke, river.buffer(600)).area < 0.02 * dyke.area
    right = shapely.union_all(
        [shapely.offset_curve(reach, -150) for reach in rivers.geometry[rivers.field("river") == "dongtiaoxi"]]
    ).buffer(90)
    assert shapely.intersection(dyke, right).area > 0.6 * dyke.area


def test_upper_nanhu_holds_zhejiang_lab(metres: Metres, place) -> None:
    """Box 16: 杭州市上南湖区块（含之江实验室）防洪安全工程."""
    assert by_name(metres("flood_works"))["上南湖区块"].covers(place("之江实验室")[0])


@pytest.mark.parametrize("lake", ["南湖", "北湖"])
def test_detention_areas_hold_their_lakes(metres: Metres, lake: str) -> None:
    area, wetland = by_name(metres("flood_works"))[f"滞洪区({lake})"], by_name(metres("wetlands"))[lake]
    assert shapely.intersection(area, wetland).area > 0.9 * wetland.area
