"""Every town has the positioning that its box states, found by any of its names."""

from __future__ import annotations

import pytest

from yhgis.errors import DataError
from yhgis.plan.towns import profile, profiles

#: FACTS 2: a term that must not be missing.
TERMS = {
    "余杭街道": "创新活力新城",
    "中泰街道": "生物医药研发高地",
    "仓前街道": "未来产业“领跑者”",
    "五常街道": "智慧园区2.0",
    "闲林街道": "“2+1”产业",
    "仁和街道": "湿地村庄",
    "良渚街道": "一地三标杆",
    "瓶窑镇": "一地一城",
    "黄湖镇": "未来乡村实验区",
    "百丈镇": "公益小镇",
    "鸬鸟镇": "蜜梨",
    "径山镇": "一镇三地",
}
BOX = {"城西片": "专栏10", "东部片": "专栏11", "西部片": "专栏12"}


def test_every_town_has_a_profile_with_its_terms_and_box() -> None:
    known = {town.title.zh: town for town in profiles()}
    assert known.keys() == TERMS.keys()
    for name, term in TERMS.items():
        town = known[name]
        assert term in town.key_terms
        assert town.positioning.zh
        assert town.positioning.en
        assert town.plan_ref in {BOX[zone] for zone in town.zones}


@pytest.mark.parametrize("name", ["瓶窑镇", "瓶窑", "Pingyao Town", "pingyao", " pingyao town "])
def test_town_is_found_by_any_of_its_names(name: str) -> None:
    assert profile(name).title.zh == "瓶窑镇"


def test_unknown_town_offers_the_nearest() -> None:
    with pytest.raises(DataError, match="径山镇"):
        profile("径山乡镇")
