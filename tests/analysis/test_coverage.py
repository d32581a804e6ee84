"""Coverage: covered and gaps make up the target; what is covered twice is found and named."""

from __future__ import annotations

import json
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from shapely.geometry.base import BaseGeometry

from tests.analysis.making import ask, box, grid, layer, polygon
from tests.analysis.shapes import as_array, layers
from yhgis.analysis import coverage_gaps
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.model.layer import Layer


def coverage(target: Layer, *covers: Layer, **values: Any) -> dict[str, Any]:
    return ask("coverage", target=target, layers=list(covers), **values).document()


def twice(shapes: list[BaseGeometry]) -> BaseGeometry:
    """Return the ground that two shapes or more cover, the plain way."""
    common = [a.intersection(b) for i, a in enumerate(shapes) for b in shapes[i + 1 :]]
    polygons = [g for c in common for g in shapely.get_parts(c) if g.geom_type == "Polygon"]
    return shapely.union_all(as_array(polygons)) if polygons else shapely.Polygon()


@settings(max_examples=80)
@given(layers(most=4), layers(most=14))
def test_covered_gaps_and_doubles_are_the_plain_ones(targets: list[BaseGeometry], covers: list[BaseGeometry]) -> None:
    document = coverage(layer("target", targets), layer("cover", covers), basis="planar")
    target, cover = shapely.union_all(as_array(targets)), shapely.union_all(as_array(covers))
    close = {"rel": 1e-6, "abs": 0.05}  # touches along shared edges are set aside
    assert document["target"]["area_m2"] == pytest.approx(target.area, rel=1e-9)
    assert document["covered"]["net_m2"] == pytest.approx(target.intersection(cover).area, rel=1e-9, abs=1e-6)
    assert document["gaps"]["net_m2"] == pytest.approx(target.difference(cover).area, **close)
    assert document["multiple"]["net_m2"] == pytest.approx(target.intersection(twice(covers)).area, **close)
    assert document["outside_m2"] == pytest.approx(cover.difference(target).area, **close)
    assert document["balance_m2"] == pytest.approx(0.0, abs=0.05)
    for kind in ("gaps", "multiple"):
        sizes = [item["net_m2"] for item in document[kind]["polygons"]]
        assert sizes == sorted(sizes, reverse=True)
        assert sum(sizes) == pytest.approx(document[kind]["net_m2"])
        assert document[kind]["count"] == len(sizes)


@settings(max_examples=60)
@given(layers(most=3), layers(most=14))
def test_gaps_are_the_same_told_by_loose_edges_as_by_overlay(
    targets: list[BaseGeometry], covers: list[BaseGeometry]
) -> None:
    target, cover = layer("target", targets), layer("cover", covers)
    plain = coverage(target, cover)["gaps"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coverage_gaps, "_FEW_PIECES", 0)
        patch.setattr(coverage_gaps, "_MOST_LOOSE", 1.0)
        by_edges = coverage(target, cover)["gaps"]
    assert by_edges["net_m2"] == pytest.approx(plain["net_m2"], rel=1e-6, abs=0.05)
    sizes = [[item["net_m2"] for item in gaps["polygons"] if item["net_m2"] > 0.1] for gaps in (plain, by_edges)]
    assert sizes[1] == pytest.approx(sizes[0], rel=1e-5)


def test_a_gap_with_legs_as_thin_as_rounding_is_found_by_its_edges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage_gaps, "_FEW_PIECES", 0)
    monkeypatch.setattr(coverage_gaps, "_MOST_LOOSE", 1.0)
    kite = polygon([(38.4, 97.9), (22.9, 110.4), (8.5, 97.9), (22.9, 74.7)])
    document = coverage(layer("target", [kite]), layer("cover", [box(0, 50, 40, 110)]), basis="planar")
    expected = kite.difference(box(0, 50, 40, 110)).area
    assert document["gaps"]["net_m2"] == pytest.approx(expected, rel=1e-6)
    # Two legs of the gap run along the target's edges, some 1e-11 m wide: points on them tell nothing.
    legged = [(38.42272395885084, 97.85759748937562), (22.863867282809224, 110.37574881967157)]
    legged += [(8.516430155199487, 97.85759748937562), (22.863867282809224, 74.7064115954563)]
    document = coverage(layer("target", [polygon(legged)]), layer("cover", [box(0, 50, 40, 110)]), basis="planar")
    assert document["gaps"]["net_m2"] == pytest.approx(0.16865050755848549, rel=1e-6)


@pytest.mark.parametrize("most_loose", [0.0, 0.3], ids=["by union", "by edges"])
def test_a_missing_tile_of_many_is_the_gap(monkeypatch: pytest.MonkeyPatch, most_loose: float) -> None:
    monkeypatch.setattr(coverage_gaps, "_MOST_LOOSE", most_loose)
    tiles = grid(20, 20, 10.0)
    missing = tiles.pop(190)
    document = coverage(layer("district", [box(0, 0, 200, 200), box(300, 0, 310, 10)]), layer("parcels", tiles))
    assert [item["net_m2"] for item in document["gaps"]["polygons"]] == pytest.approx([100, 100], rel=1e-4)
    places = [shapely.Point(item["lon"], item["lat"]) for item in document["gaps"]["polygons"]]
    assert any(missing.contains(place) for place in transform(as_array(places), DEGREES_CRS, WORK_CRS))


def test_several_layers_cover_together_and_features_are_named() -> None:
    towns = layer("towns", grid(2, 1, 50.0), name_field="name", name=["甲", "乙"])
    zone = layer("zones", [box(40, 0, 120, 40)], name_field="name", name=["丙"])
    document = coverage(layer("district", [box(0, 0, 100, 60)]), towns, zone, basis="planar")
    assert document["covered"]["net_m2"] == pytest.approx(5_000)
    assert document["covered"]["share"] == pytest.approx(5_000 / 6_000)
    assert [item["net_m2"] for item in document["gaps"]["polygons"]] == pytest.approx([1_000])
    (double,) = document["multiple"]["polygons"]
    assert double["net_m2"] == pytest.approx(2_400)
    assert double["features"] == ["towns：甲", "towns：乙", "zones：丙"]
    assert document["outside_m2"] == pytest.approx(800)
    assert any("800.00" in warning for warning in document["warnings"])
    place = transform(as_array([shapely.Point(double["lon"], double["lat"])]), DEGREES_CRS, WORK_CRS)[0]
    assert box(40, 0, 100, 40).contains(place)


def test_a_tiling_has_no_gap_and_no_double() -> None:
    document = coverage(layer("district", [box(0, 0, 140, 140)]), layer("towns", grid(7, 7, 20.0)))
    assert document["covered"]["share"] == pytest.approx(1.0, abs=1e-6)
    assert document["gaps"] == {
        "count": 0,
        "net_m2": 0.0,
        "share": 0.0,
        "slivers": {"count": 0, "net_m2": 0.0},
        "polygons": [],
    }
    assert document["multiple"]["count"] == 0


def test_slivers_are_apart_and_in_the_balance() -> None:
    cover = layer("towns", [box(0, 0, 49.7, 100), box(50, 0, 99.9, 60), box(99.5, 0, 110, 60)])
    result = ask("coverage", target=layer("d", [box(0, 0, 100, 100)]), layers=[cover], min_width=1.0, basis="planar")
    document = result.document()
    assert document["gaps"]["slivers"]["count"] == 0, "the slit and the corner are one gap"
    assert document["multiple"]["slivers"] == {"count": 1, "net_m2": pytest.approx(24)}
    assert document["slivers"] == document["multiple"]["slivers"]
    assert document["balance_m2"] == pytest.approx(0.0, abs=1e-6)
    tables = {table.id: table for table in result.tables()}
    balance = {row[0]: row[1] for row in tables["balance"].rows}
    assert balance["已覆盖"] + balance["空隙"] + balance["空隙碎片"] == pytest.approx(10_000)
    assert [row[-1] for row in tables["slivers"].rows] == ["#2 × #3"]
    for table in tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert not table.places or len(table.places) == len(table.rows)
    places = result.places()
    assert places is not None
    assert sorted(places.fields["kind"]) == ["gap", "multiple_sliver"]


def test_nothing_covers_and_everything_is_a_gap() -> None:
    document = coverage(layer("d", [box(0, 0, 10, 10)]), layer("far", [box(500, 500, 510, 510)]), basis="planar")
    assert document["covered"] == {"net_m2": 0.0, "share": 0.0}
    assert document["gaps"]["net_m2"] == pytest.approx(100)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
