"""Countryside and region: core and lines of box 14, the areas of the two actions, the frame of nine stars."""

from __future__ import annotations

import pytest
import shapely

from tests.plan.conftest import Metres
from tests.plan.test_transport import by_name, column
from yhgis.model.crs import EQUAL_AREA_CRS, WORK_CRS, transform


def test_core_lies_in_jingshan_town(metres: Metres) -> None:
    core = metres("tour_core")
    assert core.names() == ["大径山美丽乡村核心样板区"]
    assert by_name(metres("towns"))["径山镇"].buffer(0.01).covers(core.geometry[0])


@pytest.mark.parametrize(
    ("name", "towns"),
    [
        ("西部访茶寻幽线", {"径山镇", "黄湖镇", "鸬鸟镇", "百丈镇"}),
        ("中泰慢谷风光线", {"中泰街道"}),
        ("良渚文化风情线", {"瓶窑镇", "良渚街道"}),
    ],
)
def test_tour_lines_run_where_their_names_point(metres: Metres, name: str, towns: set[str]) -> None:
    lines = metres("tour_lines")
    assert len(lines) == 3
    line = by_name(lines)[name]
    crossed = {
        town
        for town, area in zip(metres("towns").names(), metres("towns").geometry, strict=True)
        if shapely.intersection(line, area).length > 300
    }
    assert crossed == towns == set(column(lines, "towns")[name].split(";"))


def test_western_line_stays_in_the_western_zone_and_begins_in_the_core(metres: Metres) -> None:
    line = by_name(metres("tour_lines"))["西部访茶寻幽线"]
    assert by_name(metres("zones"))["西部片"].covers(line)
    assert metres("tour_core").geometry[0].covers(shapely.get_point(line, 0))


def test_liangzhu_line_passes_the_city_ruins(metres: Metres) -> None:
    line = by_name(metres("tour_lines"))["良渚文化风情线"]
    assert line.distance(by_name(metres("heritage_sites"))["良渚古城遗址"]) < 1200


@pytest.mark.parametrize(("name", "town"), [("青山村", "黄湖镇"), ("小古城村", "径山镇"), ("太公堂村", "鸬鸟镇")])
def test_villages_stand_in_their_towns(metres: Metres, name: str, town: str) -> None:
    assert by_name(metres("towns"))[town].covers(by_name(metres("villages"))[name])
    assert len(metres("villages")) == 3


def test_bright_city_is_eight_towns_and_streets_of_about_605_km2(metres: Metres) -> None:
    areas = metres("action_areas")
    area = by_name(areas)["靓城行动“1466”范围"]
    told = column(areas, "towns")["靓城行动“1466”范围"].split(";")
    assert len(told) == 8
    towns = by_name(metres("towns"))
    whole = [name for name, town in towns.items() if shapely.intersection(town, area).area > 0.999 * town.area]
    assert sorted(whole) == sorted(told)
    km2 = float(shapely.area(transform(area, WORK_CRS, EQUAL_AREA_CRS)).sum()) / 1e6
    assert km2 == pytest.approx(605, rel=0.02)
    for name, platform in by_name(metres("platforms")).items():
        assert shapely.intersection(platform, area).area > 0.999 * platform.area, name


def test_no_other_eight_towns_come_as_near_to_605_km2_and_hold_the_platforms(metres: Metres) -> None:
    """What the plan leaves open is inferred, so the inference must be the best there is."""
    import itertools

    towns = by_name(metres("towns"))
    platforms = shapely.union_all(metres("platforms").geometry)
    needed = {name for name, town in towns.items() if shapely.intersection(town, platforms).area > 1e6}
    fits = {}
    for eight in itertools.combinations(towns, 8):
        if needed <= set(eight):
            fits[frozenset(eight)] = abs(sum(towns[name].area for name in eight) / 1e6 - 605)
    best = min(fits, key=lambda names: fits[names])
    told = set(column(metres("action_areas"), "towns")["靓城行动“1466”范围"].split(";"))
    streets = {name for name in towns if name.endswith("街道")}
    assert fits[frozenset(told)] < 9
    assert streets < told
    assert fits[best] <= fits[frozenset(told)]


def test_rich_west_is_four_towns_and_pingyao_north_of_the_tiaoxi(metres: Metres) -> None:
    area = by_name(metres("action_areas"))["西部富美“1355”范围"]
    towns, zones = by_name(metres("towns")), by_name(metres("zones"))
    for name in ("径山镇", "黄湖镇", "鸬鸟镇", "百丈镇"):
        assert shapely.intersection(area, towns[name]).area == pytest.approx(towns[name].area, abs=1.0)
    north = shapely.intersection(towns["瓶窑镇"], zones["西部片"]).area
    assert shapely.intersection(area, towns["瓶窑镇"]).area == pytest.approx(north, abs=1.0)
    others = sum(shapely.intersection(area, town).area for name, town in towns.items() if name.endswith("街道"))
    assert others < 1.0


STARS = {"余杭", "临平", "钱塘", "萧山", "富阳", "临安", "桐庐", "建德", "淳安"}


def test_frame_is_one_core_and_nine_stars(metres: Metres) -> None:
    role = column(metres("region_frame"), "role")
    assert {name for name, word in role.items() if word != "core"} == STARS
    assert [name for name, word in role.items() if word == "core"] == ["杭州核心"]
    assert [name for name, word in role.items() if word == "yuhang"] == ["余杭"]
    assert metres("district").geometry[0].covers(by_name(metres("region_frame"))["余杭"])
    assert all(value >= 5000 for value in metres("region_frame").field("accuracy_m"))


@pytest.mark.parametrize(
    ("star", "dx", "dy"),
    [
        *(("余杭", -1, 1), ("临平", 1, 1), ("钱塘", 1, 1), ("萧山", 1, -1), ("富阳", -1, -1)),
        *(("桐庐", -1, -1), ("建德", -1, -1), ("淳安", -1, -1)),
    ],
)
def test_stars_stand_in_their_direction_from_the_core(metres: Metres, star: str, dx: int, dy: int) -> None:
    points = by_name(metres("region_frame"))
    assert (points[star].x - points["杭州核心"].x) * dx > 0
    assert (points[star].y - points["杭州核心"].y) * dy > 0


def test_every_star_is_linked_to_the_core(metres: Metres) -> None:
    links = shapely.union_all(metres("region_links").geometry)
    points = by_name(metres("region_frame"))
    assert len(metres("region_links")) == 9
    assert shapely.line_merge(links).geom_type in ("MultiLineString", "LineString")
    assert all(links.distance(point) < 0.1 for point in points.values())


def test_wedge_names_three_rivers_and_runs_through_it(metres: Metres) -> None:
    wedges = metres("region_wedges")
    assert wedges.field("rivers")[0].split(";") == ["新安江", "富春江", "钱塘江"]
    points = by_name(metres("region_frame"))
    for star in ("建德", "桐庐", "富阳"):
        assert wedges.geometry[0].distance(points[star]) < 5000, star


def test_ground_of_the_diagram_holds_all_and_says_it_is_no_boundary(metres: Metres) -> None:
    ground = metres("region_ground")
    assert list(ground.field("is_boundary")) == [False]
    assert all(ground.geometry[0].covers(point) for point in metres("region_frame").geometry)
    assert ground.geometry[0].covers(metres("district").geometry[0])
