"""Platforms, parks, carriers, universities and the hospital: each where the plan puts it."""

from __future__ import annotations

import itertools
import math

import pytest
import shapely

from tests.plan.conftest import Metres
from tests.plan.test_transport import by_name, column

#: §三(四): what each platform builds on.
HOLDS = {
    "未来科技城": [
        *(("parks", "海创园"), ("parks", "梦想小镇"), ("parks", "人工智能小镇")),
        *(("carriers", "之江实验室"), ("carriers", "湖畔实验室"), ("carriers", "良渚实验室")),
    ],
    "杭州云城(余杭片区)": [("hubs", "杭州西站")],
    "良渚新城": [
        ("parks", "梦栖小镇"),
        ("parks", "良渚生命科技小镇"),
        ("universities_hospital", "中国美院良渚校区"),
    ],
    "钱江经济开发区": [("parks", "大运河工业园区"), ("ports", "仁和港")],
}


def test_there_are_the_four_platforms(metres: Metres) -> None:
    assert set(metres("platforms").names()) == set(HOLDS)


@pytest.mark.parametrize(
    ("platform", "layer_id", "name"), [(p, *what) for p, things in HOLDS.items() for what in things]
)
def test_platforms_hold_what_the_plan_puts_in_them(metres: Metres, platform: str, layer_id: str, name: str) -> None:
    assert by_name(metres("platforms"))[platform].covers(by_name(metres(layer_id))[name])


def test_platforms_lie_in_the_district_without_overlap(metres: Metres) -> None:
    areas = by_name(metres("platforms"))
    for one, other in itertools.combinations(areas.values(), 2):
        assert shapely.intersection(one, other).area == 0.0
    district = metres("district").geometry[0].buffer(0.01)
    assert all(district.covers(area) for area in areas.values())


@pytest.mark.parametrize(
    ("platform", "zone"),
    [("未来科技城", "城西片"), ("杭州云城(余杭片区)", "城西片"), ("良渚新城", "东部片"), ("钱江经济开发区", "东部片")],
)
def test_platforms_lie_in_the_zone_that_lists_them(metres: Metres, platform: str, zone: str) -> None:
    """§六(一): the west-of-city zone has 未来科技城 and 云城, the eastern one 良渚新城 and 钱江经济开发区."""
    area = by_name(metres("platforms"))[platform]
    assert by_name(metres("zones"))[zone].buffer(0.01).covers(area)


def test_core_joins_future_city_and_cloud_city(metres: Metres) -> None:
    core, areas = metres("core").geometry[0], by_name(metres("platforms"))
    for name in ("未来科技城", "杭州云城(余杭片区)"):
        assert shapely.intersection(core, areas[name]).area > 15e6, name
    for name in ("良渚新城", "钱江经济开发区"):
        assert not shapely.intersects(core, areas[name]), name


@pytest.mark.parametrize(
    ("platform", "words"),
    [
        ("未来科技城", "2200亿元"),
        ("良渚新城", "50亿元"),
        ("良渚新城", "10亿元"),
        ("钱江经济开发区", "500亿元"),
    ],
)
def test_targets_are_the_plans_figures(metres: Metres, platform: str, words: str) -> None:
    assert words in column(metres("platforms"), "target_2025")[platform]


#: FACTS §6: the parks; where the plan or the places give them a town.
PARK_TOWN = {
    "梦想小镇": "仓前街道",
    "人工智能小镇": "余杭街道",
    "海创园": "五常街道",
    "5G创新园": "余杭街道",
    "梦栖小镇": "良渚街道",
    "良渚生命科技小镇": "良渚街道",
    "梦航小镇": "瓶窑镇",
    "凤都工业园区": "瓶窑镇",
    "闲林工业园区": "闲林街道",
    "义桥产业化示范园": "余杭街道",
    "黄湖镇工业园区": "黄湖镇",
}


@pytest.mark.parametrize("name", PARK_TOWN)
def test_parks_stand_in_their_towns(metres: Metres, name: str) -> None:
    parks = metres("parks")
    assert column(parks, "town")[name] == PARK_TOWN[name]
    assert by_name(metres("towns"))[PARK_TOWN[name]].covers(by_name(parks)[name])


def test_blockchain_park_is_given_no_town_and_so_no_place(metres: Metres) -> None:
    assert not [name for name in metres("parks").names() if "区块链" in name]
    assert set(metres("parks").names()) == {*PARK_TOWN, "大运河工业园区"}


def test_parks_known_by_their_town_only_say_so(metres: Metres) -> None:
    parks, towns, zones = metres("parks"), by_name(metres("towns")), by_name(metres("zones"))
    known = {name for name, word in column(parks, "known_to").items() if word == "town"}
    assert known == {"5G创新园", "闲林工业园区", "义桥产业化示范园", "黄湖镇工业园区"}
    accuracy = dict(zip(parks.names(), parks.field("accuracy_m"), strict=True))
    for name in known - {"5G创新园"}:
        assert accuracy[name] == pytest.approx(math.sqrt(towns[PARK_TOWN[name]].area / math.pi), abs=51)
    # §六(一) has the 5G park in the west-of-city zone, so it lies south of the Tiaoxi.
    south = shapely.intersection(towns["余杭街道"], zones["城西片"])
    assert south.covers(by_name(parks)["5G创新园"])
    assert accuracy["5G创新园"] == pytest.approx(math.sqrt(south.area / math.pi), abs=51)


#: Box 1, row by row.
CARRIERS = {
    "之江实验室": {"智能计算国家实验室", "智能科学与技术浙江省实验室"},
    "良渚实验室": {"系统医学与精准诊治浙江省实验室"},
    "湖畔实验室": {"数据科学与应用浙江实验室"},
    "超重力离心模拟与实验装置": {"超重力离心模拟与实验装置"},
}


def test_carriers_hold_the_five_rows_of_box_1(metres: Metres) -> None:
    carriers = metres("carriers")
    held = {name: set(words.split(";")) for name, words in column(carriers, "holds").items()}
    assert held == CARRIERS
    assert int(carriers.field("projects").sum()) == 5
    assert [len(words) for words in held.values()] == [int(n) for n in carriers.field("projects")]


def test_aviation_university_lies_in_the_zone_that_lists_it(metres: Metres) -> None:
    """§六(一): the eastern zone builds on 中法航空大学 and 中国美院良渚校区."""
    east, points = by_name(metres("zones"))["东部片"], by_name(metres("universities_hospital"))
    assert east.covers(points["中法航空大学"])
    assert east.covers(points["中国美院良渚校区"])


def test_qianjiang_has_its_layout(metres: Metres) -> None:
    assert column(metres("platforms"), "structure")["钱江经济开发区"].split(";") == ["北智中居南创", "一轴两带双心"]


def test_universities_and_the_hospital_are_those_of_the_plan(metres: Metres) -> None:
    kind = column(metres("universities_hospital"), "kind")
    assert {name for name, word in kind.items() if word == "university"} == {
        *("中法航空大学", "中国美院良渚校区", "杭州师范大学")
    }
    assert {name for name, word in kind.items() if word == "hospital"} == {"浙大一院总部"}


@pytest.mark.parametrize("layer_id", ["parks", "carriers", "universities_hospital"])
def test_points_stand_within_the_accuracy_of_their_places(metres: Metres, place, layer_id: str) -> None:
    same = {
        "人工智能小镇": "中国(杭州)人工智能小镇",
        "海创园": "海创园5号楼",
        "超重力离心模拟与实验装置": "浙大超重力装置",
    }
    same |= {"中国美院良渚校区": "中国美术学院良渚校区", "杭州师范大学": "杭州师范大学仓前校区"}
    same |= {"浙大一院总部": "浙大一院余杭院区"}
    layer = metres(layer_id)
    for name, point, accuracy in zip(layer.names(), layer.geometry, layer.field("accuracy_m"), strict=True):
        try:
            known, least = place(same.get(name, name))
        except KeyError:
            continue
        assert point.distance(known) < 1.0, name
        assert accuracy >= least, name
