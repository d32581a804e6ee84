"""Culture: sites, the three parks, the red-culture sites."""

from __future__ import annotations

import math

import pytest
import shapely

from tests.plan.conftest import Metres
from tests.plan.test_transport import by_name, column

SITES = {
    "良渚古城遗址": "良渚古城遗址(莫角山)",
    "瑶山遗址": "瑶山遗址",
    "鲤鱼山遗址": "鲤鱼山水坝(低坝)",
    "老虎岭遗址": "老虎岭水坝(高坝)",
}
#: §八(一): the five red-culture sites and the town that the plan gives each.
RED = {
    "中共西镇区委旧址": "仁和街道",
    "余杭抗日战争纪念馆": "鸬鸟镇",
    "“四无”粮仓": "仓前街道",
    "“五九批示”纪念馆": "五常街道",
    "小古城村": "径山镇",
}


@pytest.mark.parametrize("name", SITES)
def test_world_heritage_sites_stand_in_their_part_of_the_property(metres: Metres, place, name: str) -> None:
    point = by_name(metres("heritage_sites"))[name]
    assert point.distance(place(SITES[name])[0]) < 1.0
    assert shapely.covers(metres("heritage_property").geometry, point).sum() == 1
    assert column(metres("heritage_sites"), "world_heritage")[name] == "True"


def test_only_those_are_world_heritage(metres: Metres) -> None:
    told = column(metres("heritage_sites"), "world_heritage")
    assert {name for name, word in told.items() if word == "True"} == set(SITES)
    assert {"径山寺", "良渚博物院", "国家版本馆杭州分馆", "瓶窑老街"} == set(told) - set(SITES)


def test_there_are_the_three_cultural_parks(metres: Metres) -> None:
    assert set(metres("cultural_parks").names()) == {"良渚国家文化公园", "大运河国家文化公园", "大径山乡村国家公园"}


@pytest.mark.parametrize("site", [*SITES, "良渚博物院"])
def test_liangzhu_park_holds_the_sites_of_box_17(metres: Metres, site: str) -> None:
    assert by_name(metres("cultural_parks"))["良渚国家文化公园"].covers(by_name(metres("heritage_sites"))[site])


def test_liangzhu_park_holds_the_whole_property(metres: Metres) -> None:
    park = by_name(metres("cultural_parks"))["良渚国家文化公园"]
    parts = metres("heritage_property").geometry
    assert shapely.intersection(park, shapely.union_all(parts)).area > 0.97 * shapely.area(parts).sum()


def test_canal_park_follows_the_canal_through_the_district(metres: Metres) -> None:
    park = by_name(metres("cultural_parks"))["大运河国家文化公园"]
    rivers, district = metres("rivers"), metres("district").geometry[0]
    canal = shapely.union_all(rivers.geometry[rivers.field("river") == "grand_canal"])
    inside = shapely.intersection(canal, district.buffer(1))
    assert shapely.intersection(inside, park.buffer(1)).length > 0.99 * inside.length
    assert park.within(canal.buffer(701))
    assert district.buffer(0.01).covers(park)


def test_jingshan_park_holds_the_temple_and_lies_in_jingshan_and_luniao(metres: Metres) -> None:
    park = by_name(metres("cultural_parks"))["大径山乡村国家公园"]
    towns = by_name(metres("towns"))
    assert park.covers(by_name(metres("heritage_sites"))["径山寺"])
    for town in ("径山镇", "鸬鸟镇"):
        assert shapely.intersection(park, towns[town]).area > 10e6
    assert shapely.union_all([towns["径山镇"], towns["鸬鸟镇"]]).buffer(0.01).covers(park)


@pytest.mark.parametrize("name", RED)
def test_red_sites_stand_in_the_town_of_the_plan_and_no_nearer(metres: Metres, name: str) -> None:
    sites, town = metres("red_sites"), by_name(metres("towns"))[RED[name]]
    assert town.covers(by_name(sites)[name])
    assert column(sites, "town")[name] == RED[name]
    accuracy = float(column(sites, "accuracy_m")[name])
    assert accuracy == pytest.approx(math.sqrt(town.area / math.pi), abs=51)
    assert accuracy > 2500


def test_there_are_five_red_sites(metres: Metres) -> None:
    assert set(metres("red_sites").names()) == set(RED)
