"""Every check can fail: each held fact is spoilt in every way its kind allows, and is then no longer held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from yhgis.i18n import Title
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.plan.catalog import Catalog
from yhgis.plan.facts import CHECKS, Fact, check, check_all, facts
from yhgis.plan.facts_ground import Ground, names_in
from yhgis.plan.facts_kinds import Thing

Spoilt = Iterator[dict[str, Any]]
NOWHERE = {"layer": "places", "feature": "没有这个地方"}
#: In no corridor, axis, core, platform or park; and outside the district.
FAR = {"layer": "places", "feature": "百丈镇人民政府"}
OUTSIDE = {"layer": "places", "feature": "西溪国家湿地公园"}
OPPOSITE = {"north": "south", "south": "north", "east": "west", "west": "east"}


def _layer(c: dict[str, Any]) -> Spoilt:
    yield {"geometry": {"point": "line", "line": "polygon", "polygon": "point"}[c["geometry"]]}
    yield {"plan_ref": "§十三"}
    yield {"layer": "no_such_layer"}


def _contains(c: dict[str, Any]) -> Spoilt:
    # 百丈镇 is far from every area that holds something; the district holds it, and not 西溪.
    yield {"what": OUTSIDE if c["area"]["layer"] == "district" else FAR, "within_m": 0.0}
    yield {"what": NOWHERE}


def _indicator(c: dict[str, Any]) -> Spoilt:
    yield {"name": c["name"] + " "}
    yield {"lines": [*c["lines"], c["lines"][0]]}
    for at, line in enumerate(c["lines"]):
        for cell, text in enumerate(line):
            changed = [list(one) for one in c["lines"]]
            changed[at][cell] = f"{text}*"
            yield {"lines": changed}


def _row_present(c: dict[str, Any]) -> Spoilt:
    yield {"title": c["title"] + "（二）"}
    yield {"category": "20-9" if c["category"] != "20-9" else "20-1"}
    yield {"town": "百丈镇"}
    yield {"status": "创建" if c["status"] != "创建" else "改建"}
    yield {"host": "余杭区"}
    yield {"place": "百丈镇人民政府"}
    yield {"same_as": "1-1-01"}


def _rows_are(c: dict[str, Any]) -> Spoilt:
    yield {"titles": c["titles"][:-1]}
    yield {"titles": [*c["titles"], "又一项"]}
    if len(c["titles"]) > 1:
        yield {"titles": [c["titles"][1], c["titles"][0], *c["titles"][2:]]}


def _made_of(c: dict[str, Any]) -> Spoilt:
    yield {"whole": c["whole"][:-1]}
    yield {"in_part": []}
    yield {"whole": [*c["whole"], c["in_part"][0]]}
    yield {"area": {"layer": "core"}}


def _agrees(c: dict[str, Any]) -> Spoilt:
    yield {"figure": "city_action_area"}
    yield {"figure": "no_such_figure"}
    yield {"table": 2, "no": 36, "column": "base_2020", "part": ""}
    yield {"part": "氨氮"}


SPOIL: dict[str, Callable[[dict[str, Any]], Spoilt]] = {
    "layer": _layer,
    "present": lambda c: iter([{"what": {**c["what"], "feature": "没有这个地方"}}]),
    "named": lambda c: iter([{"what": {**c["what"], "feature": "没有这个地方"}}]),
    "field": lambda c: iter([{"value": c["value"] + "？"}, {"field": "no_such_field"}]),
    "count": lambda c: iter([{"count": c["count"] + 1}, {"count": c["count"] - 1}]),
    "area": lambda c: iter([{"hectares": c["hectares"] * 1.2}, {"hectares": c["hectares"] * 0.8}]),
    "contains": _contains,
    "within": lambda c: iter([{"area": {"layer": "places", "feature": "径山寺"}}, {"share": 1.01}]),
    "overlaps": lambda c: iter([{"hectares": 1e6}, {"other": {"layer": "zones", "feature": "没有这一片"}}]),
    "runs_through": lambda c: iter([{"metres": 1e6}, {"area": {"layer": "places", "feature": "径山寺"}}]),
    "passes": lambda c: iter([{"by": FAR}, {"within_m": -1.0}]),
    "passes_in_order": lambda c: iter(
        [{"stations": c["stations"][::-1]}, {"stations": c["stations"][1:]}, {"line": {"layer": "corridor_line"}}]
    ),
    "before": lambda c: iter([{"first": c["then"], "then": c["first"]}, {"first": "没有这一站"}]),
    "heads": lambda c: iter([{"toward": OPPOSITE[c["toward"]]}]),
    "tiles": lambda c: iter([{"whole": {"layer": "core"}}, {"layer": "urban_boundary"}]),
    "splits": lambda c: iter([{"into": c["into"][:1]}, {"into": ["城西片", "东部片", "西部片"]}]),
    "made_of": _made_of,
    "parted_by": lambda c: iter(
        [
            {"north": c["south"], "south": c["north"]},
            {"rivers": [{"layer": "rivers", "feature": "京杭大运河"}]},
            {"what": {"layer": "towns", "feature": "百丈镇"}},
        ]
    ),
    "row_present": _row_present,
    "rows_are": _rows_are,
    "row_count": lambda c: iter([{"count": c["count"] + 1}, {"box": 17 if c["box"] != 17 else 1}]),
    "indicator": _indicator,
    "indicator_count": lambda c: iter([{"count": c["count"] + 1}, {"table": 3 - c["table"]}]),
    "figure": lambda c: iter([{"cell": c["cell"] + "以上以上"}, {"unit": "光年"}, {"figure": "no_such_figure"}]),
    "agrees": _agrees,
    "term": lambda c: iter([{"term": c["term"] + "？"}, {"plan_ref": "专栏19"}, {"town": "崇贤街道"}]),
}


def _spoilt(fact: Fact) -> Iterator[Fact]:
    original = fact.check.model_dump(mode="json")
    for change in SPOIL[fact.check.kind](original):
        yield Fact.model_validate({**fact.model_dump(mode="json"), "check": {**original, **change}})


def test_every_kind_can_be_spoilt() -> None:
    assert set(SPOIL) == set(CHECKS)


def test_no_held_fact_is_held_when_spoilt() -> None:
    ground = Ground(Catalog.load())
    wrong, tried = [], 0
    for fact, found in check_all():
        if found.held:
            for spoilt in _spoilt(fact):
                tried += 1
                if check(spoilt, ground).held:
                    wrong.append(f"{fact.id}: {spoilt.check}")
    assert tried > 1000
    assert wrong == []


def test_a_fact_of_a_missing_layer_is_not_held_and_no_error() -> None:
    for fact in facts():
        dumped = fact.check.model_dump(mode="json")
        if "layer" in dumped and "feature" not in dumped and fact.check.kind in ("layer", "count", "tiles"):
            missing = Fact.model_validate({**fact.model_dump(mode="json"), "check": {**dumped, "layer": "nothing"}})
            found = check(missing, Catalog.load())
            assert not found.held
            assert "nothing" in str(found.detail)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("南湖", {"南湖"}),
        ("北湖(北湖草荡)", {"北湖(北湖草荡)", "北湖", "北湖草荡"}),
        ("杭州云城（余杭片区）", {"杭州云城（余杭片区）", "杭州云城", "余杭片区"}),
        (
            "天目山路/02省道(天目山西路)",
            {"天目山路/02省道(天目山西路)", "天目山路/02省道", "天目山路", "02省道", "天目山西路"},
        ),
        ("", set()),
    ],
)
def test_a_feature_answers_to_every_part_of_its_name(text: str, names: set[str]) -> None:
    assert names_in(text) == names


@pytest.fixture
def made_up(catalog: Catalog) -> Callable[..., Catalog]:
    """Return the catalog with a layer more, given in metres: for kinds whose own layers may not be drawn yet."""

    def adding(layer_id: str, geometry: list[Any], **fields: list[Any]) -> Catalog:
        model = catalog.layer("zones")
        layer = replace(
            model,
            info=replace(model.info, id=layer_id, title=Title("试验图层", "Trial layer"), name_field_en=""),
            geometry=transform(np.array(geometry, dtype=object), WORK_CRS, DEGREES_CRS),
            fields={name: np.array(values, dtype=object) for name, values in fields.items()},
        )
        entry = catalog.entry("zones").model_copy(update={"id": layer_id})
        others = tuple(one for one in catalog.entries if one.id != layer_id)
        return Catalog(catalog.folder, catalog.groups, (*others, entry), {layer_id: layer})

    return adding


def _fact(**given: Any) -> Fact:
    return Fact.model_validate(
        {"id": "x.x", "section": "§", "subject": "x", "statement": {"zh": "试。", "en": "Trial."}, "check": given}
    )


def test_line_runs_through_an_area_by_its_length(made_up: Callable[..., Catalog]) -> None:
    area = shapely.box(490_000, 3_350_000, 492_000, 3_352_000)
    line = shapely.LineString([(489_000, 3_351_000), (491_000, 3_351_000)])
    catalog = made_up("trial", [area, line], name=["片", "路/省道(旧路)"], aliases=["", "新路;大道"])
    for name in ("路", "省道", "旧路", "新路", "大道"):
        question = {"kind": "runs_through", "line": {"layer": "trial", "feature": name}}
        question["area"] = {"layer": "trial", "feature": "片"}
        assert check(_fact(**question, metres=999), catalog).held
        found = check(_fact(**question, metres=1001), catalog)
        assert not found.held
        assert "1000" in str(found.detail)


def test_counts_by_a_field_and_fields_of_several_values(made_up: Callable[..., Catalog]) -> None:
    points = [shapely.Point(490_000 + i, 3_350_000) for i in range(3)]
    fields = {"kind": ["star", "star", "core"], "terms": ["一；二", "三", ""]}
    catalog = made_up("trial", points, name=["甲", "乙", "丙"], **fields)
    assert check(_fact(kind="count", layer="trial", count=2, field="kind", value="star"), catalog).held
    assert not check(_fact(kind="count", layer="trial", count=3, field="kind", value="star"), catalog).held
    assert not check(_fact(kind="count", layer="trial", count=2, field="no_field", value="star"), catalog).held
    first = {"layer": "trial", "feature": "甲"}
    assert check(_fact(kind="field", what=first, field="terms", value="二", listed=True), catalog).held
    assert not check(_fact(kind="field", what=first, field="terms", value="二"), catalog).held


def test_an_area_holds_a_place_within_its_accuracy_and_nearly_all_of_an_area(made_up: Callable[..., Catalog]) -> None:
    area = shapely.box(490_000, 3_350_000, 492_000, 3_352_000)
    near = shapely.Point(492_300, 3_351_000)
    beside = shapely.box(492_000, 3_350_000, 493_000, 3_352_000)
    most = shapely.box(490_020, 3_350_000, 492_020, 3_352_000)
    catalog = made_up("trial", [area, near, beside, most], name=["片", "点", "旁", "大半"])

    def holds(name: str, within_m: float) -> bool:
        things = {"area": {"layer": "trial", "feature": "片"}, "what": {"layer": "trial", "feature": name}}
        return check(_fact(kind="contains", **things, within_m=within_m), catalog).held

    assert not holds("点", 299.0)
    assert holds("点", 301.0)
    assert not holds("旁", 0.0)  # it touches, and lies outside
    assert holds("大半", 0.0)


def test_gaps_and_overlaps_are_no_tiling(made_up: Callable[..., Catalog]) -> None:
    whole = shapely.box(490_000, 3_350_000, 492_000, 3_352_000)
    left = shapely.box(490_000, 3_350_000, 491_000, 3_352_000)
    right = shapely.box(491_000, 3_350_000, 492_000, 3_352_000)

    def tiles(*parts: Any) -> bool:
        catalog = made_up("trial", list(parts), name=[f"{i}" for i in range(len(parts))])
        frame = made_up("whole", [whole], name=["全"])
        both = Catalog(
            catalog.folder,
            catalog.groups,
            (*catalog.entries, frame.entry("whole")),
            {**catalog._read, **frame._read},
        )
        return check(_fact(kind="tiles", layer="trial", whole={"layer": "whole"}), both).held

    assert tiles(left, right)
    assert not tiles(left)
    assert not tiles(left, right, shapely.box(490_500, 3_350_500, 490_600, 3_350_600))
    assert not tiles(left, shapely.box(491_003, 3_350_000, 492_000, 3_352_000))


def test_broken_polygon_is_mended_before_it_is_asked(made_up: Callable[..., Catalog]) -> None:
    bow = shapely.Polygon([(490_000, 3_350_000), (492_000, 3_352_000), (492_000, 3_350_000), (490_000, 3_352_000)])
    catalog = made_up("trial", [bow], name=["结"])
    knot = {"layer": "trial", "feature": "结"}
    assert check(_fact(kind="area", what=knot, hectares=200, tolerance=0.01), catalog).held
    assert shapely.is_valid(Ground(catalog).shape(Thing(layer="trial")))
