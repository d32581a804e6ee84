"""Conflicts: every common polygon once, slivers apart, net that counts nothing twice."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from shapely.geometry.base import BaseGeometry

from tests.analysis.making import ask, box, layer
from tests.analysis.shapes import as_array, layers
from yhgis.analysis.area import measure
from yhgis.analysis.rules import FILE, Severity, load_rules
from yhgis.errors import UsageError
from yhgis.folders import HOME_VARIABLE, config_folder
from yhgis.i18n import Title, set_language
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.model.layer import Layer
from yhgis.model.result import Basis
from yhgis.resources import layers_folder


def conflicts(*layers_: Layer, **values: Any) -> dict[str, Any]:
    return ask("conflicts", layers=list(layers_), **values).document()


@settings(max_examples=60)
@given(layers(most=10), layers(most=10))
def test_net_is_the_area_of_both_unions_together(a: list[BaseGeometry], b: list[BaseGeometry]) -> None:
    (pair,) = conflicts(layer("a", a), layer("b", b), basis="planar", min_width=0)["pairs"]
    both = shapely.union_all(as_array(a)).intersection(shapely.union_all(as_array(b)))
    assert pair["net_m2"] == pytest.approx(both.area, rel=1e-6, abs=0.02), "touches along edges may be missing"
    (turned,) = conflicts(layer("b", b), layer("a", a), basis="planar", min_width=0)["pairs"]
    assert (turned["count"], turned["net_m2"]) == (pair["count"], pytest.approx(pair["net_m2"], rel=1e-9, abs=1e-6))


@settings(max_examples=40)
@given(layers(most=8), layers(most=8))
def test_polygons_are_those_of_geopandas_overlay(a: list[BaseGeometry], b: list[BaseGeometry]) -> None:
    (pair,) = ask("conflicts", layers=[layer("a", a), layer("b", b)], min_width=0).pairs
    frames = [geopandas.GeoDataFrame({"n": range(len(g))}, geometry=g, crs=WORK_CRS) for g in (a, b)]
    common = geopandas.overlay(*frames, how="intersection", keep_geom_type=True).explode()
    area = measure(common.geometry.to_numpy(), Basis.ELLIPSOIDAL)
    want = np.sort(area[area > 1e-3])[::-1]
    got = pair.conflicts.area[pair.conflicts.area > 1e-3]
    assert got == pytest.approx(want, rel=1e-6)


@settings(max_examples=40)
@given(layers(most=10), layers(most=10))
def test_what_is_set_apart_is_counted_and_summed(a: list[BaseGeometry], b: list[BaseGeometry]) -> None:
    wide = ask("conflicts", layers=[layer("a", a), layer("b", b)], min_width=0, basis="planar").pairs[0]
    document = conflicts(layer("a", a), layer("b", b), min_width=5.0, basis="planar")
    pair = document["pairs"][0]
    assert pair["count"] + pair["slivers"]["count"] == len(wide.conflicts)
    assert len(wide.slivers) == 0
    narrow = wide.conflicts.select(wide.conflicts.width < 5.0)
    assert pair["slivers"]["count"] == len(narrow) == document["slivers"]["count"]
    assert pair["gross_m2"] == pytest.approx(float(wide.conflicts.area.sum() - narrow.area.sum()), rel=1e-9, abs=1e-6)


def test_a_conflict_and_a_sliver() -> None:
    red = layer("red", [box(0, 0, 100, 100)], name_field="name", name=["红线一"])
    farm = layer(
        "farm", [box(50, 50, 150, 150), box(-50, 0, 0.4, 80), box(200, 0, 300, 10)],
        name_field="name", name=["田一", "田二", "田三"],
    )  # fmt: skip
    result = ask("conflicts", layers=[red, farm], basis="planar")
    (pair,) = result.document()["pairs"]
    assert (pair["a"], pair["b"], pair["count"]) == ("red", "farm", 1)
    assert pair["net_m2"] == pytest.approx(2_500)
    assert pair["slivers"] == {"count": 1, "net_m2": pytest.approx(32)}
    (largest,) = pair["largest"]
    assert (largest["a_feature"], largest["b_feature"]) == ("红线一", "田一")
    assert largest["width_m"] == pytest.approx(25)
    inside = transform(np.array([shapely.Point(largest["lon"], largest["lat"])], dtype=object), DEGREES_CRS, WORK_CRS)[
        0
    ]
    assert box(50, 50, 100, 100).contains(inside)
    assert result.document()["parameters"]["min_width"] == 1.0
    tables = {table.id: table for table in result.tables()}
    assert tables["conflicts"].rows[0][:4] == ("red", "红线一", "farm", "田一")
    assert tables["conflicts"].places[0] == pytest.approx(box(50, 50, 100, 100).bounds)
    assert [row[3] for row in tables["slivers"].rows] == ["田二"]
    assert tables["pairs"].rows[0][2:] == ("弹性", 1, pair["net_m2"], 1, pair["slivers"]["net_m2"])
    places = result.places()
    assert places is not None
    assert places.fields["kind"] == ["conflict", "sliver"]
    assert all(len(column) == len(places.geometry) for column in places.fields.values())


def test_ground_that_two_features_share_counts_once_in_net() -> None:
    farm = layer("farm", [box(0, 0, 60, 100), box(40, 0, 100, 100), box(40, 0, 100, 100)])
    (pair,) = conflicts(layer("red", [box(0, 0, 200, 50)]), farm, basis="planar")["pairs"]
    assert (pair["count"], pair["net_m2"], pair["gross_m2"]) == (3, pytest.approx(5_000), pytest.approx(9_000))


def test_every_two_layers_and_the_ten_largest() -> None:
    strip = [box(20 * i, 0, 20 * i + 10 + i * 0.1, 10) for i in range(14)]
    document = conflicts(layer("a", [box(-10, -10, 500, 20)]), layer("b", strip), layer("c", [box(0, 5, 400, 50)]))
    assert [(pair["a"], pair["b"]) for pair in document["pairs"]] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert [pair["count"] for pair in document["pairs"]] == [14, 1, 14]
    sizes = [item["net_m2"] for item in document["pairs"][0]["largest"]]
    assert len(sizes) == 10
    assert sizes == sorted(sizes, reverse=True)
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_layers_that_only_touch_have_no_conflict() -> None:
    (pair,) = conflicts(layer("a", [box(0, 0, 50, 50)]), layer("b", [box(50, 0, 90, 50), box(50, 50, 60, 60)]))["pairs"]
    assert (pair["count"], pair["net_m2"], pair["slivers"]["count"], pair["largest"]) == (0, 0.0, 0, [])


def test_one_layer_is_not_enough() -> None:
    with pytest.raises(UsageError, match="2"):
        conflicts(layer("a", [box(0, 0, 1, 1)]))


# --- severity, by the rule file -------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(layers(most=8), layers(most=8))
def test_every_severity_is_that_of_the_rules(a: list[BaseGeometry], b: list[BaseGeometry]) -> None:
    result = ask("conflicts", layers=[layer("urban_boundary", a), layer("ecological_redline", b)], min_width=3.0)
    (pair,) = result.pairs
    rules = load_rules()
    for found, severities in ((pair.conflicts, pair.conflict_severities), (pair.slivers, pair.sliver_severities)):
        sizes = list(zip(found.area.tolist(), found.width.tolist(), strict=True))
        assert severities == [rules.severity("ecological_redline", "urban_boundary", *size) for size in sizes]
        order = [(severity is Severity.SOFT, -area) for severity, (area, _) in zip(severities, sizes, strict=True)]
        assert all(one <= other for one, other in pairwise(order)), "hard first, of these the largest"
    grave = {severity.value for severity in pair.conflict_severities}
    expected = "hard" if "hard" in grave else "soft" if grave else None
    assert result.document()["pairs"][0]["severity"] == expected


def graded_layers() -> list[Layer]:
    """Return a red line, farmland and towns: of the conflicts, soft ones are the largest."""
    red = layer("own", [box(0, 0, 100, 100), box(200, 0, 1200, 0.5)]).with_info(title=Title("生态保护红线（报批）"))
    farm = layer("YJJBNTTB", [box(90, 0, 100, 100), box(150, -10, 1300, 10)])
    return [red, farm, layer("towns", [box(-500, -500, 2000, 2000)])]


def test_hard_conflicts_stand_before_larger_soft_ones() -> None:
    result = ask("conflicts", layers=graded_layers(), basis="planar", min_width=0)
    table = result.tables()[0]
    word, area = ([column.id for column in table.columns].index(id_) for id_ in ("severity", "net_m2"))
    assert str(table.columns[word].title) == "程度"
    assert [row[word] for row in table.rows] == ["刚性", *["弹性"] * (len(table.rows) - 1)]
    assert table.rows[0][area] == pytest.approx(1_000)
    sizes = [row[area] for row in table.rows[1:]]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > table.rows[0][area]
    assert [shapely.box(*place).area for place in table.places] == pytest.approx([1_000, *sizes])


def test_pairs_carry_their_gravest_conflict_and_stand_by_it() -> None:
    result = ask("conflicts", layers=graded_layers(), basis="planar", min_width=0)
    document = result.document()
    by_pair = {(pair["a"], pair["b"]): pair for pair in document["pairs"]}
    assert {key: pair["severity"] for key, pair in by_pair.items()} == {
        ("own", "YJJBNTTB"): "hard",
        ("own", "towns"): "soft",
        ("YJJBNTTB", "towns"): "soft",
    }
    listed = by_pair["own", "YJJBNTTB"]["largest"]
    assert [(item["severity"], item["net_m2"]) for item in listed] == [
        ("hard", pytest.approx(1_000)),
        ("soft", pytest.approx(500)),  # half a metre wide
    ]
    table = result.tables()[1]
    assert [row[2] for row in table.rows] == ["刚性", "弹性", "弹性"]
    assert table.rows[1][4] > table.rows[2][4] > table.rows[0][4]
    places = result.places()
    assert places is not None
    assert sorted(places.fields["severity"]) == ["hard", *["soft"] * (len(places.geometry) - 1)]


def test_the_ten_listed_are_the_largest_whatever_their_severity() -> None:
    small = [box(20 * i, 0, 20 * i + 10, 10 + i) for i in range(12)]
    thin = box(0, 100, 2000, 100.9)
    red = layer("ecological_redline", [*small, thin])
    farm = layer("permanent_farmland", [box(-9, -9, 3000, 300)])
    (pair,) = conflicts(red, farm, basis="planar", min_width=0)["pairs"]
    listed = [(item["severity"], round(item["net_m2"])) for item in pair["largest"]]
    assert listed == [*(("hard", 10 * (10 + i)) for i in range(11, 2, -1)), ("soft", 1800)]


def test_without_a_conflict_a_pair_has_no_severity() -> None:
    apart = layer("ecological_redline", [box(0, 0, 9, 9)]), layer("permanent_farmland", [box(20, 0, 29, 9)])
    result = ask("conflicts", layers=list(apart))
    assert result.document()["pairs"][0]["severity"] is None
    assert result.tables()[1].rows[0][2] == ""


def test_severity_is_said_in_english_too() -> None:
    result = ask("conflicts", layers=graded_layers(), min_width=0)
    set_language("en")
    try:
        conflicts_, pairs, _ = result.tables()
        assert [str(column.title) for column in pairs.columns][2] == "Severity"
        assert {row[6] for row in conflicts_.rows} == {row[2] for row in pairs.rows} == {"hard", "soft"}
    finally:
        set_language("zh")


def test_the_rule_file_in_use_is_named_by_its_bytes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def asked() -> tuple[str, str]:
        (pair,) = (document := conflicts(*graded_layers()[::2], min_width=0))["pairs"]
        return pair["severity"], document["parameters"]["rules/check.json"]

    built_in = layers_folder() / FILE
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    assert asked() == ("soft", hashlib.sha256(built_in.read_bytes()).hexdigest())
    own = config_folder() / FILE
    own.parent.mkdir(parents=True, exist_ok=True)
    changed = {**json.loads(built_in.read_text(encoding="utf-8")), "other_pairs": "hard"}
    own.write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
    assert asked() == ("hard", hashlib.sha256(own.read_bytes()).hexdigest())
