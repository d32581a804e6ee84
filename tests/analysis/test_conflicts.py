"""Conflicts: every common polygon once, slivers apart, net that counts nothing twice."""

from __future__ import annotations

import json
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
from yhgis.errors import UsageError
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.model.layer import Layer
from yhgis.model.result import Basis


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
    assert tables["pairs"].rows[0][2:] == (1, pair["net_m2"], 1, pair["slivers"]["net_m2"])
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
