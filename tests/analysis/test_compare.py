"""Two versions of a layer: areas that balance, changes that are symmetric, features that are recognised."""

from __future__ import annotations

import json
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from tests.analysis.catalogue import CASES, Case
from tests.analysis.making import X, Y, ask, box, circle, grid, layer, spoilt
from tests.analysis.shapes import as_array, bulge, layers, rectangles
from yhgis.analysis.compare_result import CompareResult
from yhgis.analysis.compare_same import LaterGround, twins_of
from yhgis.analysis.dissolve import self_overlap
from yhgis.analysis.ground import Ground
from yhgis.analysis.repair import measurable
from yhgis.errors import Cancelled, DataError
from yhgis.feedback import Feedback
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.model.layer import Layer
from yhgis.model.result import Basis

TILES = grid(4, 4, 25.0)


def compare(old: Layer, new: Layer, **values: Any) -> CompareResult:
    result = ask("compare", old=old, new=new, **{"basis": "planar", **values})
    assert isinstance(result, CompareResult)
    return result


def fates(result: CompareResult) -> dict[str, int]:
    """Return how many features have each fate, those of no feature left out."""
    features = result.document()["features"]
    names = ("added", "removed", "reshaped", "attributes", "unchanged")
    return {name: features[name] for name in names if features[name]}


def changes(result: CompareResult) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = result.document()["features"]["changes"]
    return found


# --- ground ------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(layers(most=8), layers(most=8), st.sampled_from(["planar", "ellipsoidal"]))
def test_areas_balance_and_are_the_plain_ones(old: list[BaseGeometry], new: list[BaseGeometry], basis: str) -> None:
    result = compare(layer("old", old), layer("new", new), basis=basis)
    document = result.document()
    a, b = shapely.union_all(as_array(old)), shapely.union_all(as_array(new))
    close = {"rel": 1e-6, "abs": 1e-3} if basis == "planar" else {"rel": 3e-5, "abs": 1e-3}
    added, removed = document["added"]["net_m2"], document["removed"]["net_m2"]
    assert added == pytest.approx(b.difference(a).area, **close)
    assert removed == pytest.approx(a.difference(b).area, **close)
    assert document["unchanged"]["net_m2"] == pytest.approx(a.intersection(b).area, **close)
    noise = 1e-5 if basis == "planar" else bulge(old + new)
    change = document["new"]["net_m2"] - document["old"]["net_m2"]
    assert added - removed == pytest.approx(change, abs=noise)
    assert added - removed + document["balance_m2"] == pytest.approx(change, abs=1e-9)


@settings(max_examples=40)
@given(layers(most=8), layers(most=8))
def test_the_other_way_round_it_is_the_other_way_round(old: list[BaseGeometry], new: list[BaseGeometry]) -> None:
    there, back = compare(layer("a", old), layer("b", new)), compare(layer("b", new), layer("a", old))
    for one, other in ((there.change.added, back.change.removed), (there.change.removed, back.change.added)):
        assert len(one) == len(other)
        assert one.area.tolist() == pytest.approx(other.area.tolist(), rel=1e-6, abs=1e-5)
    turned = {"added": "removed", "removed": "added"}
    assert fates(back) == {turned.get(name, name): count for name, count in fates(there).items()}


@settings(max_examples=30)
@given(layers(most=10), st.randoms(use_true_random=False))
def test_a_layer_has_not_changed_against_itself(shapes: list[BaseGeometry], random: Any) -> None:
    shuffled = [shape.reverse() if random.random() < 0.3 else shape for shape in shapes]
    random.shuffle(shuffled)
    result = compare(layer("old", shapes), layer("new", shuffled))
    assert (len(result.change.added), len(result.change.removed)) == (0, 0)
    assert fates(result) == {"unchanged": len(shapes)}
    assert result.balance_m2 == pytest.approx(0.0, abs=1e-5)


@settings(max_examples=20)
@given(layers(most=6), layers(most=6))
def test_agrees_with_geopandas_overlay(old: list[BaseGeometry], new: list[BaseGeometry]) -> None:
    result = compare(layer("old", old), layer("new", new))
    a = geopandas.GeoDataFrame(geometry=old, crs=WORK_CRS).dissolve()
    b = geopandas.GeoDataFrame(geometry=new, crs=WORK_CRS).dissolve()
    added = geopandas.overlay(b, a, how="difference", keep_geom_type=True).area.sum()
    removed = geopandas.overlay(a, b, how="difference", keep_geom_type=True).area.sum()
    assert result.added_m2 == pytest.approx(float(added), rel=1e-6, abs=1e-3)
    assert result.removed_m2 == pytest.approx(float(removed), rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_awkward_geometry(case: Case) -> None:
    everything, awkward = layer("all", [box(-500, -500, 1_000, 1_000)]), layer("awkward", case.geometries)
    itself = compare(awkward, awkward)
    assert (itself.added_m2, itself.removed_m2) == (0.0, 0.0)
    assert fates(itself).keys() == {"unchanged"}
    assert itself.unchanged_m2 == pytest.approx(case.net, rel=1e-6)
    grown = compare(awkward, everything)
    assert grown.unchanged_m2 == pytest.approx(case.net, rel=1e-6)
    assert grown.added_m2 == pytest.approx(2_250_000 - case.net, rel=1e-6)
    assert compare(everything, awkward).removed_m2 == pytest.approx(2_250_000 - case.net, rel=1e-6)
    json.dumps(grown.document(), allow_nan=False)


def test_slivers_are_listed_apart_and_stay_in_the_sums() -> None:
    result = compare(layer("old", [box(0, 0, 100, 100)]), layer("new", [box(0, 0, 100.5, 100), box(200, 0, 210, 10)]))
    document = result.document()
    assert document["added"] == {
        "count": 2,
        "net_m2": pytest.approx(150),
        "slivers": {"count": 1, "net_m2": pytest.approx(50)},
        "touches": {"count": 0, "net_m2": 0.0},
    }
    assert [item["kind"] for item in document["polygons"]] == ["added", "added_sliver"]
    assert document["slivers"] == {"count": 1, "net_m2": pytest.approx(50)}
    assert compare(result.old.layer, result.new.layer, min_width=0.0).document()["slivers"]["count"] == 0


def test_polygons_of_change_know_their_feature_and_place() -> None:
    old = layer("old", [box(0, 0, 50, 50), box(50, 0, 100, 50)], name=["甲", "乙"], name_field="name")
    new = layer("new", [box(0, 0, 40, 50), box(50, 0, 100, 70)], name=["甲", "乙"], name_field="name")
    document = compare(old, new).document()
    got = [(item["kind"], item["feature"], item["net_m2"]) for item in document["polygons"]]
    assert got == [("added", "乙", pytest.approx(1_000)), ("removed", "甲", pytest.approx(500))]
    middle = transform(as_array([box(50, 50, 100, 70).centroid]), WORK_CRS, DEGREES_CRS)[0]
    assert document["polygons"][0]["lon"] == pytest.approx(middle.x, abs=1e-6)


@settings(max_examples=60)
@given(layers(least=3, most=12), st.data())
def test_what_both_versions_have_is_not_found_out_twice_and_comes_out_the_same(
    shapes: list[BaseGeometry], data: st.DataObject
) -> None:
    gone = data.draw(st.sets(st.integers(0, len(shapes) - 1), max_size=len(shapes) // 4))
    kept = [shape for i, shape in enumerate(shapes) if i not in gone]
    come = data.draw(st.lists(rectangles(), max_size=len(kept) // 4))
    new = data.draw(st.permutations([*kept, *come]))
    before, alone = (Ground(measurable(layer(name, made), Feedback())) for name, made in (("a", shapes), ("b", new)))
    twins = twins_of(before.item.geometry, alone.item.geometry, Feedback())
    later = LaterGround(alone.item, before, twins)
    for basis in Basis:
        assert later.part_areas(basis, Feedback()).tolist() == alone.part_areas(basis, Feedback()).tolist()
        assert later.net_area(basis, Feedback()) == pytest.approx(alone.net_area(basis, Feedback()), rel=1e-9)
    found, expected = later.overlap(Feedback()), alone.overlap(Feedback())
    of_pairs = [
        dict(zip(zip(o.first.tolist(), o.second.tolist(), strict=True), shapely.area(o.geometry), strict=False))
        for o in (found, expected)
    ]
    assert of_pairs[0].keys() == of_pairs[1].keys()
    assert sorted(shapely.area(found.geometry)) == pytest.approx(sorted(shapely.area(expected.geometry)), abs=1e-6)


def test_twins_are_found_however_they_are_written() -> None:
    ring, parts = circle(0, 0, 50), shapely.MultiPolygon([box(0, 0, 10, 10), box(20, 0, 30, 10)])
    turned = shapely.Polygon([*list(ring.exterior.coords)[7:], *list(ring.exterior.coords)[1:8]])
    other = shapely.MultiPolygon([box(20, 0, 30, 10), box(0, 0, 10, 10)])
    old, new = as_array([ring, parts, TILES[0], TILES[0]]), as_array([TILES[0], other, turned, box(0, 0, 1, 1)])
    twins = twins_of(old, new, Feedback())
    assert (twins.new_of.tolist(), twins.old_of.tolist()) == ([2, 1, 0, -1], [2, 1, 0, -1])


def test_few_changes_in_a_large_layer_cost_no_second_look_at_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    monkeypatch.setattr(
        "yhgis.analysis.compare_same.self_overlap",
        lambda parts, f: (looked_at.append(len(parts)), self_overlap(parts, f))[1],
    )
    tiles = grid(40, 40, 10.0)
    result = compare(layer("old", tiles), layer("new", [*tiles[:-1], box(390, 390, 402, 400)]))
    assert result.added_m2 == pytest.approx(20.0)
    assert looked_at[0] < 10


# --- features ----------------------------------------------------------------------------------------------------


def test_features_are_recognised_by_the_ground_they_share() -> None:
    old = [*TILES[:6], box(300, 0, 340, 40), box(400, 0, 440, 40)]
    new = [box(300, 0, 345, 40), *reversed(TILES[:6]), box(430, 0, 470, 40), box(600, 0, 610, 10)]
    result = compare(layer("old", old), layer("new", new))
    assert fates(result) == {"added": 2, "removed": 1, "reshaped": 1, "unchanged": 6}
    reshaped = next(item for item in changes(result) if item["fate"] == "reshaped")
    assert (reshaped["old"], reshaped["new"]) == ("#7", "#1")
    assert (reshaped["added_m2"], reshaped["removed_m2"]) == (pytest.approx(200), pytest.approx(0))
    assert (reshaped["old_m2"], reshaped["new_m2"]) == (pytest.approx(1_600), pytest.approx(1_800))


def test_a_split_keeps_the_larger_part() -> None:
    result = compare(layer("old", [box(0, 0, 100, 10)]), layer("new", [box(0, 0, 30, 10), box(30, 0, 100, 10)]))
    assert fates(result) == {"added": 1, "reshaped": 1}
    assert [(item["fate"], item["new"]) for item in changes(result)] == [("added", "#1"), ("reshaped", "#2")]
    assert (result.added_m2, result.removed_m2) == (pytest.approx(0.0), pytest.approx(0.0))


def test_features_are_recognised_by_a_key_wherever_they_are() -> None:
    old = layer("old", [box(0, 0, 10, 10), box(20, 0, 30, 10), box(40, 0, 50, 10)], BSM=["1", "2", "3"])
    new = layer("new", [box(500, 0, 510, 10), box(20, 0, 30, 10), box(40, 0, 50, 10)], bsm=["1", "3", "4"])
    result = compare(old, new, key="BSM")
    assert fates(result) == {"added": 1, "removed": 1, "reshaped": 2}
    by_name = {item["new"] or item["old"]: item for item in changes(result)}
    assert (by_name["1"]["added_m2"], by_name["1"]["removed_m2"]) == (pytest.approx(100), pytest.approx(100))
    assert (by_name["2"]["fate"], by_name["4"]["fate"]) == ("removed", "added")
    assert fates(compare(old, new)) == {"added": 1, "removed": 1, "attributes": 2}


def test_features_of_one_key_are_one() -> None:
    old = layer("old", [box(0, 0, 10, 10), box(20, 0, 30, 10)], zone=["a", "a"])
    new = layer("new", [shapely.MultiPolygon([box(20, 0, 30, 10), box(0, 0, 10, 10)])], zone=["a"])
    assert fates(compare(old, new, key="zone")) == {"unchanged": 1}


def test_attributes_that_changed_are_named() -> None:
    tiles = grid(5, 1, 20.0)
    old = layer(
        "old", tiles, DLBM=["01", "02", None, "04", "05"], TBMJ=[400.0, 400.0, 400.0, 400.0, 400.0], gone=[1] * 5
    )
    new = layer(
        "new", tiles, dlbm=["01", "03", None, None, "05"], TBMJ=[400.0, 400.0, 400.0 + 1e-9, 401.0, 400.0], come=[2] * 5
    )
    result = compare(old, new)
    assert fates(result) == {"attributes": 2, "unchanged": 3}
    assert sorted((item["old"], item["fields"]) for item in changes(result)) == [
        ("#2", ["dlbm"]),
        ("#4", ["dlbm", "TBMJ"]),
    ]


def test_numbers_are_compared_as_numbers_and_text_as_text() -> None:
    tiles = grid(3, 1, 20.0)
    info = layer("old", tiles)
    old = Layer(
        info.info, info.geometry, {"n": np.array([1, 2, 3]), "t": np.array(["1", "x", ""], dtype=object)}, info.crs
    )
    new = Layer(
        info.info,
        info.geometry,
        {"n": np.array([1.0, np.nan, 3.0]), "t": np.array([1.0, "x", None], dtype=object)},
        info.crs,
    )
    assert [(item["old"], item["fields"]) for item in changes(compare(old, new))] == [("#2", ["n"])]


# --- by another layer --------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(layers(most=8), layers(most=8))
def test_rows_of_another_layer_add_up(old: list[BaseGeometry], new: list[BaseGeometry]) -> None:
    result = compare(layer("old", old), layer("new", new), by=layer("towns", grid(3, 3, 40.0)))
    by = result.document()["by"]
    whole = {
        "old_m2": result.old_m2,
        "new_m2": result.new_m2,
        "added_m2": result.added_m2,
        "removed_m2": result.removed_m2,
    }
    for name, total in whole.items():
        assert sum(row[name] for row in by["rows"]) + by["outside"][name] == pytest.approx(total, abs=1e-3)
    a, b = shapely.union_all(as_array(old)), shapely.union_all(as_array(new))
    for row, town in zip(by["rows"], grid(3, 3, 40.0), strict=True):
        assert row["added_m2"] == pytest.approx(town.intersection(b.difference(a)).area, rel=1e-6, abs=1e-3)
        assert row["change_m2"] == pytest.approx(row["added_m2"] - row["removed_m2"], abs=1e-3)


def test_ground_that_towns_share_is_outside_none_of_them() -> None:
    towns = layer("towns", [box(-10, -10, 60, 60), box(40, -10, 120, 60)])
    by = compare(layer("old", [box(0, 0, 100, 50)]), layer("new", [box(0, 0, 100, 50)]), by=towns).document()["by"]
    assert [row["old_m2"] for row in by["rows"]] == pytest.approx([3_000, 3_000])
    assert by["outside"]["old_m2"] == pytest.approx(0.0, abs=1e-6)
    assert compare(layer("old", TILES), layer("new", TILES)).document()["by"] is None


# --- tables, refusals --------------------------------------------------------------------------------------------


def test_tables_print_what_the_document_says() -> None:
    old = layer("old", [*TILES, box(300, 0, 340, 40)], v=list(range(17)))
    new = layer("new", [*TILES[1:], box(300, 0, 345, 40), box(0, 0, 25, 25.2)], v=[*range(1, 16), 16, 99])
    result = compare(old, new, by=layer("towns", [box(-10, -10, 50, 200), box(50, -10, 290, 200)]))
    document, tables = result.document(), {table.id: table for table in result.tables()}
    for table in tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert table.places == () or len(table.places) == len(table.rows)
    areas = tables["areas"]
    assert areas.totals is not None
    assert [row[0] for row in areas.rows] == ["#1", "#2", "（范围以外）"]
    assert [sum(row[k] for row in areas.rows) for k in range(1, 7)] == pytest.approx(areas.totals[1:])
    assert len(tables["features"].rows) == len(document["features"]["changes"])
    assert sum(row[1] for row in tables["features_count"].rows) == 17
    places = result.places()
    assert places is not None
    assert (
        len(places.geometry) == len(document["polygons"]) == len(tables["changes"].rows) + len(tables["slivers"].rows)
    )
    without = compare(old, new)
    assert without.tables()[0].rows[0][1:] == pytest.approx(areas.totals[1:])


@pytest.mark.parametrize("crs", [DEGREES_CRS, "EPSG:4528"])
def test_versions_may_be_in_different_systems(crs: str) -> None:
    moved = layer("new", list(transform(as_array(TILES), WORK_CRS, crs)), crs=crs)
    result = compare(layer("old", TILES), moved)
    assert fates(result) == {"unchanged": 16}
    assert (len(result.change.added), len(result.change.removed)) == (0, 0)
    assert (result.added_m2, result.removed_m2) == pytest.approx((0.0, 0.0), abs=1e-4)


@pytest.mark.parametrize(
    ("shapes", "word"),
    [([], "没有要素"), ([None], "没有几何图形"), ([shapely.Point(X, Y)], "Point"), ([spoilt(float("nan"))], "NaN")],
)
def test_what_cannot_be_compared_is_told_in_a_sentence(shapes: list[Any], word: str) -> None:
    with pytest.raises(DataError, match=word):
        compare(layer("old", TILES), layer("new", shapes))
    with pytest.raises(DataError, match=word):
        compare(layer("old", shapes), layer("new", TILES))


def test_a_key_must_be_in_both() -> None:
    with pytest.raises(DataError, match=r"old.*BSM"):
        compare(layer("old", TILES, BSN=list(range(16))), layer("new", TILES, BSM=list(range(16))), key="BSM")


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.7])
def test_cancel_is_heard(share: float) -> None:
    feedback = Feedback(lambda done, _message: feedback.cancel() if done > share else None)
    old, new = layer("old", [*grid(30, 30, 10.0), circle(0, 0, 90)]), layer("new", grid(30, 30, 10.0, 3.0, 3.0))
    with pytest.raises(Cancelled):
        ask("compare", feedback, old=old, new=new)
