"""The list of facts: whole, in both languages, each with a check, counted honestly."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from yhgis import schema
from yhgis.errors import DataError
from yhgis.i18n import set_language
from yhgis.plan import facts as facts_module
from yhgis.plan.catalog import Catalog
from yhgis.plan.facts import (
    CHECKS,
    Fact,
    check,
    check_all,
    coverage,
    fact,
    facts,
    layers_asked_for,
    sections,
    subjects,
)
from yhgis.plan.facts_unplaced import unplaced
from yhgis.plan.indicators import table1, table2
from yhgis.plan.projects import categories
from yhgis.resources import layers_folder

#: What the plan names, chapter by chapter; each must be what some fact is about.
NAMES = {
    "layout": "城西科创大走廊 文一西路 天目山路 留祥路 地铁5号线 地铁16号线 机场快线 西溪湿地 五常湿地 "
    "和睦水乡 南湖 未来科技城 南北千年发展轴 瓶仓大道 运溪路 凤都路 良睦路 良渚古城遗址 梦航小镇 "
    "云城核心区域 未来科技城中央公园 未来科技文化中心 城西高铁枢纽中心 城西片 东部片 西部片 "
    "云城余杭区块 良渚遗址管理区 良渚新城 钱江经济开发区 城西腾飞 东部兴盛 西部富美 余杭街道 "
    "闲林街道 仓前街道 中泰街道 五常街道 良渚街道 仁和街道 瓶窑镇 径山镇 黄湖镇 鸬鸟镇 百丈镇",
    "towns": "创新活力新城 菜鸟网络总部 5G创新园 南湖科学中心 未来科技城义桥产业化示范园 苕溪以北都市农业 "
    "全国数字农业示范基地 中泰全域皆为南湖科学中心 生物医药研发高地 之江实验室 阿里达摩院 加速器 "
    "领跑者 智慧园区2.0 2+1 闲林老街 三站换乘综合体 1+X 湿地村庄 全域协商 一地三标杆 未来社区标杆 "
    "一地一城 梦航小镇 凤都工业园区 瓶窑老街 世遗村落 未来乡村实验区 乡村振兴排头兵 "
    "共同富裕先行镇 公益小镇 蜜梨 数智鸬鸟 一镇三地 十个一 大径山省级旅游度假区",
    "control_lines": "生态保护红线 永久基本农田 城镇开发边界 文物保护 1433.66 9980.29",
    "greenways": "良渚绿道主环线 京杭大运河 郁宅港 良渚港 良渚国家考古遗址公园 东苕溪 西塘河 "
    "良渚北部美丽乡村绿道 未来科技城绿道主环线 绕城高速 余杭塘河绿道 大径山生态区环道 森林古道 "
    "骨干林道 西站站前广场 南湖公园 北部新城中央公园",
    "ecology": "西溪—良渚—径山生态廊道 运河湿地群 苕溪湿地群 城西湿地群 南湖 北湖 梦溪水乡 三白潭 东莲 "
    "五常湿地 和睦水乡 西溪湿地 超级十字绿野 东明山森林公园 生态安全屏障 东苕溪 闲林水库 45.7%",
    "platforms": "未来科技城 杭州云城 良渚新城 钱江经济开发区 北智中居南创 2200亿元 50亿元 500亿元 梦想小镇 "
    "人工智能小镇 海创园 5G创新园 区块链产业园 梦栖小镇 良渚生命科技小镇 梦航小镇 之江实验室 "
    "良渚实验室 湖畔实验室 超重力离心模拟与实验装置 智能计算国家实验室 智能科学与技术浙江省实验室 "
    "系统医学与精准诊治浙江省实验室 数据科学与应用浙江实验室 中法航空大学 中国美院良渚校区 "
    "杭州师范大学 浙大一院总部",
    "infrastructure": "杭州西站 湖杭铁路 机场快线 地铁3号线一期 地铁4号线二期 地铁5号线二期 地铁10号线 地铁16号线 "
    "杭州绕城高速 杭徽高速 杭长高速 104国道 320国道 235国道 214省道 212省道 305省道 文一西路隧道 "
    "文一西路西延 留祥快速路西延 杭州中环 莫干山路 康良快速路 良睦路 良祥路 绿汀路 常余路 嵩山路 "
    "凤都路南延 杭行路北延 古墩路西延 西险大塘 上南湖区块 滞洪区 仁和港 65公里 74.9万吨/日 "
    "44万吨/日",
    "culture": "良渚国家文化公园 良渚古城遗址 瑶山遗址 鲤鱼山 老虎岭 大运河国家文化公园 大径山乡村国家公园 "
    "径山寺 仁和中共西镇区委旧址 鸬鸟余杭抗日战争纪念馆 仓前“四无”粮仓 五常“五九批示”纪念馆 "
    "径山小古城村",
    "countryside": "大径山美丽乡村核心样板区 西部访茶寻幽线 中泰慢谷风光线 良渚文化风情线 示范村 605平方公里 "
    "四平台 径山镇 黄湖镇 鸬鸟镇 百丈镇 瓶窑镇苕溪以北",
    "region": "一核九星 行政区划",
}
#: Layers that every build has; what rests on them alone must be held.
GROUND = {
    *("zones", "towns", "district", "core", "corridor", "corridor_line", "axis", "axis_line", "places", "rivers"),
    *("greenways", "heritage_property", "heritage_buffer"),
    *("ecological_redline", "permanent_farmland", "urban_boundary"),
}


@pytest.fixture(scope="module")
def covered() -> dict[str, object]:
    return coverage()


def test_ids_are_one_each_and_subjects_and_sections_are_known() -> None:
    assert len({one.id for one in facts()}) == len(facts()) > 500
    assert {one.subject for one in facts()} == {one.id for one in subjects()}
    assert {one.section for one in facts()} == {one.id for one in sections()}
    assert all(one.id.startswith(f"{one.subject}.") for one in facts())


def test_statements_are_in_both_languages_and_not_twice_in_a_section() -> None:
    for one in facts():
        assert re.search(r"[\u4e00-\u9fff]", one.statement.zh), one.id
        assert one.statement.zh.endswith("。"), one.id
        assert re.search(r"[A-Za-z]{3}", one.statement.en), one.id
        assert one.statement.en.endswith("."), one.id
    twice = [key for key, n in Counter((one.section, one.statement.zh) for one in facts()).items() if n > 1]
    assert twice == []


def test_every_kind_of_check_is_used_and_known() -> None:
    assert {one.check.kind for one in facts()} == set(CHECKS)


@pytest.mark.parametrize("subject", NAMES)
def test_everything_that_the_plan_names_has_a_fact(subject: str) -> None:
    told = "\n".join(
        one.statement.zh + json.dumps(one.check.model_dump(), ensure_ascii=False)
        for one in facts()
        if one.subject == subject
    )
    missing = [name for name in NAMES[subject].split() if name not in told]
    assert missing == []


def test_every_indicator_row_has_its_fact() -> None:
    stated = {(one.check.table, one.check.no) for one in facts() if one.check.kind == "indicator"}
    assert stated == {(table.id, row.no) for table in (table1(), table2()) for row in table.rows}
    assert len(stated) == 68


def test_every_list_of_projects_has_its_fact() -> None:
    listed = {one.check.category for one in facts() if one.check.kind == "rows_are"}
    # Box 1's five carriers are stated one by one.
    assert listed == {one.id for one in categories() if one.box != 1}


def test_coverage_adds_up(covered: dict) -> None:
    assert covered["stated"] == len(facts())
    assert covered["held"] == sum(found.held for _, found in check_all())
    assert covered["share"] == pytest.approx(covered["held"] / covered["stated"])
    assert covered["stated"] - covered["held"] == len(covered["missing"])
    for part in ("by_section", "by_subject"):
        assert sum(one["stated"] for one in covered[part]) == covered["stated"]
        assert sum(one["held"] for one in covered[part]) == covered["held"]
    json.dumps(covered, allow_nan=False)


def test_what_rests_on_the_first_layers_and_the_tables_is_held(covered: dict) -> None:
    known = set(Catalog.load().ids)
    assert known >= GROUND
    waiting = {one["id"]: one["detail"] for one in covered["missing"]}
    for one in facts():
        asked = set(facts_module._layers_in(one.check.model_dump()))
        if asked <= GROUND:
            assert one.id not in waiting, f"{one.id}: {waiting.get(one.id)}"


def test_layers_to_come_are_those_that_the_catalog_has_not(covered: dict) -> None:
    known = set(Catalog.load().ids)
    assert covered["layers_to_come"] == [layer for layer in layers_asked_for() if layer not in known]
    for one in covered["missing"]:
        assert one["detail"]


def _without(tmp_path: Path, *layers: str) -> Catalog:
    """Return a copy of the catalog that lacks some layers."""
    folder = tmp_path / "layers"
    shutil.copytree(layers_folder(), folder, ignore=shutil.ignore_patterns("sources"))
    document = json.loads((folder / "catalog.json").read_text(encoding="utf-8"))
    document["layers"] = [one for one in document["layers"] if one["id"] not in layers]
    (folder / "catalog.json").write_text(json.dumps(document), encoding="utf-8")
    return Catalog.load(folder)


def test_number_falls_when_a_layer_goes_and_says_which(tmp_path: Path, covered: dict) -> None:
    poorer = coverage(_without(tmp_path, "zones", "greenways"))
    assert poorer["stated"] == covered["stated"]
    assert poorer["held"] < covered["held"] - 40
    assert {"zones", "greenways"} <= set(poorer["layers_to_come"])
    lost = {one["id"]: one for one in poorer["missing"]}
    assert "zones" in lost["layout.zones.tile"]["detail"]


def test_fact_is_found_by_id_or_the_nearest_is_offered() -> None:
    assert fact("layout.zones.tile").section == "§六(一)"
    with pytest.raises(DataError, match=r"layout\.zones\.tile"):
        fact("layout.zones.tiles")


def test_a_fact_without_a_check_or_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    good = fact("layout.zones.three").model_dump(mode="json")
    unchecked = {name: value for name, value in good.items() if name != "check"}
    for wrong in (unchecked, {**good, "check": {}}, {**good, "check": {"kind": "believed"}}):
        with pytest.raises(DataError, match="check"):
            schema.parse(json.dumps(wrong), Fact, "facts.json")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_details_are_in_the_language_in_use(lang: str) -> None:
    set_language(lang)
    found = check(fact("layout.core.area"), Catalog.load())
    assert found.held
    assert ("公顷" in str(found.detail)) == (lang == "zh")


def test_what_has_no_place_is_told_why_and_is_on_no_layer() -> None:
    known = Catalog.load()
    for one in unplaced():
        assert one.why.zh
        assert one.why.en
        assert one.known_to in {"余杭区", *known.layer("zones").names()}
        if one.layer in known.ids:
            assert one.title.zh not in known.layer(one.layer).names()
