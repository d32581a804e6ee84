"""The projects of boxes 1, 16, 17 and 20: how many, none twice, nothing guessed."""

from __future__ import annotations

import csv
import json
from collections import Counter

import pytest

from yhgis.errors import DataError
from yhgis.i18n import set_language
from yhgis.plan.catalog import Catalog
from yhgis.plan.projects import (
    KIND_TITLES,
    STATUS_TITLES,
    Kind,
    Project,
    boxes,
    categories,
    category,
    document,
    mentioning,
    projects,
)
from yhgis.plan.towns import profiles
from yhgis.resources import layers_folder

#: Counted in the outline by hand: rows of each list.
PER_LIST_OF_BOX = {
    1: {"1-1": 1, "1-2": 3, "1-3": 1},
    16: {
        **dict(zip([f"16-1-{n}" for n in range(1, 10)], [1, 4, 2, 8, 6, 16, 6, 3, 3], strict=True)),
        **dict(zip(["16-2-1", "16-2-2", "16-3-1", "16-3-2", "16-3-3", "16-4"], [11, 8, 10, 5, 3, 5], strict=True)),
    },
    17: {"17-1": 9, "17-2": 2, "17-3": 8},
    20: dict(zip([f"20-{n}" for n in range(1, 11)], [2, 26, 12, 5, 15, 7, 6, 5, 6, 7], strict=True)),
}
#: Every row whose phrase names its town, read in the outline.
TOWNS = {
    "瓶窑镇前程路拓宽延伸工程": "瓶窑镇",
    "径山镇小古城村": "径山镇",
    "鸬鸟镇新四军被服厂": "鸬鸟镇",
    "鸬鸟镇太公堂村抗战纪念馆": "鸬鸟镇",
    "良渚街道好运路九年一贯制学校": "良渚街道",
    "余杭街道西溪九年一贯制学校": "余杭街道",
    "中泰街道南湖小镇安置农居点配套九年一贯学校": "中泰街道",
    "五常社区卫生服务中心新改扩建项目": "五常街道",
    "仁和社区卫生服务中心新改扩建项目": "仁和街道",
    "闲林社区卫生服务中心新改扩建项目": "闲林街道",
    "良渚社区卫生服务中心新改扩建项目": "良渚街道",
    "仁和街道獐山安置房": "仁和街道",
}


def test_counts_per_list_and_box() -> None:
    assert [box.id for box in boxes()] == list(PER_LIST_OF_BOX)
    for box, per_list in PER_LIST_OF_BOX.items():
        assert Counter(row.category for row in projects(box=box)) == per_list
    assert {box: len(projects(box=box)) for box in (1, 16, 17, 20)} == {1: 5, 16: 91, 17: 19, 20: 91}
    assert len(projects()) == 206


def test_kinds_are_told_apart() -> None:
    count = Counter(row.kind for row in projects())
    assert count == {Kind.PROJECT: 148, Kind.MEASURE: 36, Kind.PROGRAMME: 13, Kind.CARRIER: 5, Kind.SITE: 4}
    assert len(projects(box=20, kind=Kind.PROGRAMME)) == 10
    assert set(KIND_TITLES) == set(Kind)


def test_no_row_stands_twice() -> None:
    twice = [key for key, n in Counter((row.category, row.title.zh) for row in projects()).items() if n > 1]
    assert twice == []
    assert len({row.id for row in projects()}) == len(projects())
    again = [row for row in projects() if row.same_as]
    assert [(row.id, row.same_as) for row in again] == [("16-2-2-06", "16-1-6-11")]
    titles = Counter(row.title.zh for row in projects())
    assert [title for title, n in titles.items() if n > 1] == [again[0].title.zh]
    # The plan prints one school twice in one list.
    assert [row.title.zh for row in projects() if row.times_named > 1] == ["闲林二中"]


def test_ids_count_up_within_each_list() -> None:
    for one in categories():
        rows = [row.id for row in projects() if row.category == one.id]
        assert rows == [f"{one.id}-{number:02d}" for number in range(1, len(rows) + 1)]


def test_town_stands_only_where_the_phrase_names_it() -> None:
    assert {row.title.zh: row.town for row in projects() if row.town} == TOWNS
    assert {row.town for row in projects() if row.town} <= {town.title.zh for town in profiles()}


def test_a_guessed_town_is_refused() -> None:
    row = next(row for row in projects() if row.title.zh == "杜甫中学")
    with pytest.raises(ValueError, match="良渚街道"):
        Project.model_validate(row.model_dump() | {"town": "良渚街道"})
    with pytest.raises(ValueError, match="三期"):
        Project.model_validate(row.model_dump() | {"scale": "三期"})


def test_status_words_are_the_plans() -> None:
    words = {row.title.zh: row.status for row in projects() if row.status}
    assert set(words.values()) == set(STATUS_TITLES)
    assert words["和睦湿地项目"] == "暂名"
    assert words["良渚医院整体迁建和配套工程项目"] == "迁建"
    assert words["径山寺复建"] == "复建"
    for row in projects():
        assert row.status is None or row.status in row.named_as + category(row.category).title.zh


def test_one_phrase_may_name_several_rows() -> None:
    by_phrase: dict[str, list[str]] = {}
    for row in projects():
        by_phrase.setdefault(row.named_as, []).append(row.title.zh)
    assert by_phrase["张家坝港、下门坝港、杜甫港河道改道工程"] == [
        "张家坝港河道改道工程",
        "下门坝港河道改道工程",
        "杜甫港河道改道工程",
    ]
    assert len(by_phrase["五常、仁和、闲林、良渚社区卫生服务中心新改扩建项目"]) == 4
    assert len(by_phrase["东塘河、西塘河农民高层公寓及配套道路"]) == 2


def test_places_and_lines_exist(catalog: Catalog) -> None:
    places = set(catalog.layer("places").names())
    with (layers_folder() / "sources" / "waypoints.csv").open(encoding="utf-8", newline="") as file:
        lines = {row["name_zh"] for row in csv.DictReader(file)}
    for row in projects():
        assert set(row.places) <= places, row.id
        assert row.along is None or row.along in lines, row.id
    assert sum(row.placed for row in projects()) == 50


def test_lists_and_titles_are_bilingual() -> None:
    for one in categories():
        assert one.title.zh
        assert one.title.en
        assert one.part is None or one.part.en
    assert [one.id for one in categories(box=17)] == ["17-1", "17-2", "17-3"]
    assert all(row.title.en and not any("\u4e00" <= c <= "\u9fff" for c in row.title.en) for row in projects())


def test_filters() -> None:
    assert [row.id for row in projects(category="16-1-1")] == ["16-1-1-01"]
    assert len(projects(category="16-1")) == 49
    assert len(projects(category="1-1")) == 1  # not 16-1-1
    assert {row.title.zh for row in projects(town="Luniao Town")} == {"鸬鸟镇新四军被服厂", "鸬鸟镇太公堂村抗战纪念馆"}
    assert projects(town="百丈") == ()
    assert [row.town for row in projects(town="仁和", box=20)] == ["仁和街道", "仁和街道"]


def test_a_name_in_a_title_is_no_town() -> None:
    mentioned = {row.title.zh for row in mentioning("良渚街道")}
    assert {"良渚高中", "良渚污水处理厂五期工程", "320国道余杭良渚至老余杭"} <= mentioned
    # The heritage site lies in 瓶窑镇, the platform and the laboratory are no towns either.
    assert not any(word in title for title in mentioned for word in ("良渚古城", "良渚遗址", "良渚新城", "良渚博物院"))
    assert not {row.id for row in mentioning("良渚街道")} & {row.id for row in projects(town="良渚街道")}
    assert [row.title.zh for row in mentioning("黄湖镇")] == ["黄湖公交停保基地项目"]


@pytest.mark.parametrize(
    ("question", "word"),
    [({"town": "崇贤"}, "崇贤"), ({"category": "16-9"}, "16-"), ({"box": 13}, "13")],
)
def test_unknown_town_list_or_box_is_one_sentence(question: dict[str, object], word: str) -> None:
    with pytest.raises(DataError, match=word):
        projects(**question)  # type: ignore[arg-type]
    with pytest.raises(DataError, match="20-1"):
        category("20-11")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_document_is_json_with_nulls_for_the_unknown(lang: str) -> None:
    set_language(lang)
    rows = json.loads(json.dumps(document(projects())))
    school = next(row for row in rows if row["id"] == "20-2-22")
    assert school["town"] is None
    assert school["plan_ref"] == "专栏20"
    assert school["title"].isascii() == (lang == "en")
