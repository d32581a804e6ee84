"""The matrix: against the plain way, against geopandas.overlay, and what it promises about sums."""

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

from tests.analysis.making import ask, box, circle, grid, layer, polygon
from tests.analysis.shapes import as_array, bulge, layers, union_area
from yhgis.analysis.area import measure
from yhgis.analysis.overlap import MOST_PARTS
from yhgis.errors import DataError
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.model.layer import Layer, Status
from yhgis.model.result import Basis


def overlap(rows: Layer, *columns: Layer, **values: Any) -> dict[str, Any]:
    return ask("overlap", rows=rows, columns=list(columns), **values).document()


def cell(document: dict[str, Any], row: int, column: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = document["rows"][row]["columns"][column]
    return found


def close(value: float, want: float) -> bool:
    return value == pytest.approx(want, rel=1e-6, abs=1e-5)


@settings(max_examples=60)
@given(layers(most=8), layers(most=20))
def test_net_gross_and_features_are_the_plain_ones(rows: list[BaseGeometry], columns: list[BaseGeometry]) -> None:
    document = overlap(layer("rows", rows), layer("lines", columns), basis="planar")
    ground = shapely.union_all(as_array(columns))
    for i, row in enumerate(rows):
        common = shapely.area(shapely.intersection(row, as_array(columns)))
        got = cell(document, i)
        assert close(document["rows"][i]["area_m2"], row.area)
        assert close(got["net_m2"], row.intersection(ground).area)
        assert close(got["gross_m2"], common.sum())
        assert got["features"] == int((common > 1e-5).sum())
        assert close(sum(part["net_m2"] for part in got["parts"]), got["gross_m2"])
        assert close(got["share_of_row"], got["net_m2"] / row.area)
        assert close(got["share_of_column"], got["net_m2"] / ground.area)
    total = document["totals"][0]
    assert close(document["total_area_m2"], union_area(rows))
    assert close(total["net_m2"], shapely.union_all(as_array(rows)).intersection(ground).area)
    assert close(total["gross_m2"] - total["double_counted_m2"], total["net_m2"])
    assert close(total["column_net_m2"], ground.area)


@settings(max_examples=40)
@given(layers(most=6), layers(most=12), st.sampled_from(["ellipsoidal", "planar"]))
def test_agrees_with_geopandas_overlay(rows: list[BaseGeometry], columns: list[BaseGeometry], basis: str) -> None:
    document = overlap(layer("rows", rows), layer("lines", columns), basis=basis)
    left = geopandas.GeoDataFrame({"row": range(len(rows))}, geometry=rows, crs=WORK_CRS)
    right = geopandas.GeoDataFrame(geometry=columns, crs=WORK_CRS).dissolve()
    common = geopandas.overlay(left, right[["geometry"]], how="intersection", keep_geom_type=True)
    want = np.zeros(len(rows))
    np.add.at(want, common["row"].to_numpy(), measure(common.geometry.to_numpy(), Basis(basis)))
    noise = 1e-5 if basis == "planar" else bulge(rows + columns)
    for i in range(len(rows)):
        assert cell(document, i)["net_m2"] == pytest.approx(want[i], rel=1e-6, abs=noise)


@settings(max_examples=30)
@given(layers(most=10), st.randoms(use_true_random=False))
def test_order_and_splitting_of_features_change_no_net(columns: list[BaseGeometry], random: Any) -> None:
    rows = layer("rows", grid(3, 3, 60.0))
    shuffled = list(columns)
    random.shuffle(shuffled)
    halves = [piece for shape in shuffled for piece in _halves(shape)]
    nets = [
        [cell(document, i)["net_m2"] for i in range(9)]
        for document in (overlap(rows, layer("a", shapes), basis="planar") for shapes in (columns, shuffled, halves))
    ]
    assert nets[1] == pytest.approx(nets[0], rel=1e-9, abs=1e-5)
    assert nets[2] == pytest.approx(nets[0], rel=1e-9, abs=1e-5)


def _halves(shape: BaseGeometry) -> list[BaseGeometry]:
    x0, y0, x1, y1 = shape.bounds
    middle = (x0 + x1) / 2
    pieces = [
        shape.intersection(shapely.box(x0 - 1, y0 - 1, middle, y1 + 1)),
        shape.intersection(shapely.box(middle, y0 - 1, x1 + 1, y1 + 1)),
    ]
    return [piece for piece in pieces if piece.area > 0]


@settings(max_examples=30)
@given(layers(most=12))
def test_parts_add_up_to_the_whole(columns: list[BaseGeometry]) -> None:
    tiles = layer("tiles", grid(8, 8, 30.0, -30.0, -30.0))
    whole = layer("whole", [box(-30, -30, 210, 210)])
    lines = layer("lines", columns)
    by_tile, at_once = overlap(tiles, lines, basis="planar"), overlap(whole, lines, basis="planar")
    assert close(sum(cell(by_tile, i)["net_m2"] for i in range(64)), cell(at_once, 0)["net_m2"])
    assert close(by_tile["totals"][0]["net_m2"], at_once["totals"][0]["net_m2"])


def test_overlap_is_symmetric() -> None:
    a, b = layer("a", [circle(50, 50, 60, 300)]), layer("b", [box(0, 0, 70, 70), box(70, 70, 90, 90)])
    there = cell(overlap(a, b), 0)["net_m2"]
    back = sum(cell(overlap(b, a), i)["net_m2"] for i in range(2))
    assert there == pytest.approx(back, rel=1e-9)


def test_shared_edges_make_no_features() -> None:
    # Two tilings of one square whose common line is no vertex of the other: nothing but rounding along it.
    wedge = polygon([(0, 0), (33.3, 0), (71.7, 100), (0, 100)])
    rest = polygon([(33.3, 0), (100, 0), (100, 100), (71.7, 100)])
    y = 37.77
    x = 33.3 + (71.7 - 33.3) * y / 100
    finer = [
        polygon([(0, 0), (33.3, 0), (x, y), (0, y)]),
        polygon([(0, y), (x, y), (71.7, 100), (0, 100)]),
        polygon([(33.3, 0), (100, 0), (100, y), (x, y)]),
        polygon([(x, y), (100, y), (100, 100), (71.7, 100)]),
    ]
    document = overlap(layer("rows", [wedge, rest]), layer("towns", finer))
    assert [cell(document, i)["features"] for i in range(2)] == [2, 2]
    assert [len(cell(document, i)["parts"]) for i in range(2)] == [2, 2]
    assert cell(document, 0)["net_m2"] + cell(document, 1)["net_m2"] == pytest.approx(
        document["total_area_m2"], abs=1e-4
    )
    beside = overlap(layer("a", [box(0, 0, 50, 50)]), layer("b", [box(50, 0, 99, 50), box(50, 50, 60, 60)]))
    assert (cell(beside, 0)["net_m2"], cell(beside, 0)["features"], cell(beside, 0)["parts"]) == (0.0, 0, [])


def test_two_rectangles_counted_once_and_twice() -> None:
    lines = layer("farmland", [box(0, 0, 60, 100), box(40, 0, 100, 100)])
    document = overlap(layer("town", [box(-10, -10, 110, 110)]), lines, basis="planar")
    total = document["totals"][0]
    assert (round(total["net_m2"], 6), round(total["gross_m2"], 6)) == (10_000, 12_000)
    assert total["double_counted_m2"] == pytest.approx(2_000)
    assert any("重叠" in warning and "2,000.00" in warning for warning in document["warnings"])


def test_rows_that_overlap_are_said_and_totals_count_once() -> None:
    rows = layer("rows", [box(0, 0, 60, 100), box(40, 0, 100, 100)])
    document = overlap(rows, layer("lines", [box(0, 0, 100, 50)]), basis="planar")
    assert sum(cell(document, i)["net_m2"] for i in range(2)) == pytest.approx(6_000)
    assert document["totals"][0]["net_m2"] == pytest.approx(5_000)
    assert document["total_area_m2"] == pytest.approx(10_000)
    assert any("2,000.00" in warning for warning in document["warnings"])


def test_groups_by_a_field() -> None:
    rows = layer(
        "plots", [box(0, 0, 60, 10), box(40, 0, 100, 10), box(0, 50, 10, 60), None, box(50, 50, 60, 60)],
        kind=["田", "田", "林", "林", None],
    )  # fmt: skip
    document = overlap(rows, layer("lines", [box(0, 0, 100, 100)]), key="KIND", basis="planar")
    assert [row["row"] for row in document["rows"]] == ["田", "林", "（无值）"]
    assert [row["area_m2"] for row in document["rows"]] == pytest.approx([1_000, 100, 100]), (
        "no ground twice in a group"
    )
    assert [cell(document, i)["net_m2"] for i in range(3)] == pytest.approx([1_000, 100, 100])
    with pytest.raises(DataError, match="kind"):
        overlap(rows, layer("lines", [box(0, 0, 1, 1)]), key="kin")


def test_numbers_group_as_they_are_written() -> None:
    rows = layer("plots", grid(4, 1, 10.0))
    rows = Layer(rows.info, rows.geometry, {"code": np.array([1.0, np.nan, 1.0, 2.5])}, rows.crs)
    names = [row["row"] for row in overlap(rows, layer("l", grid(1, 1, 40.0)), key="code")["rows"]]
    assert names == ["1", "（无值）", "2.5"]


def test_slivers_are_counted_within_net() -> None:
    row = layer("town", [box(0, 0, 100, 100)])
    lines = layer("lines", [box(99.6, 10, 150, 90), box(20, 20, 60, 60)])
    document = overlap(row, lines, min_width=1.0, basis="planar")
    got = cell(document, 0)
    assert got["net_m2"] == pytest.approx(1_632)
    assert got["slivers"] == {"count": 1, "net_m2": pytest.approx(32)}
    assert document["slivers"] == {"count": 1, "net_m2": pytest.approx(32)}
    assert overlap(row, lines, basis="planar")["slivers"]["count"] == 0


def test_parts_are_listed_largest_first_and_left_out_of_large_layers() -> None:
    row = layer("town", [box(0, 0, 1000, 1000)])
    named = layer("lines", [box(0, 0, 10, 10), box(50, 50, 90, 90)], name_field="name", name=["小", "大"])
    assert [part["name"] for part in cell(overlap(row, named), 0)["parts"]] == ["大", "小"]
    many = layer("many", grid(MOST_PARTS + 1, 1, 1.0))
    assert "parts" not in cell(overlap(row, many), 0)
    assert cell(overlap(row, many), 0)["features"] == MOST_PARTS + 1


def test_ground_outside_every_row_is_said() -> None:
    warnings = overlap(layer("town", [box(0, 0, 10, 10)]), layer("lines", [box(5, 0, 25, 10)]), basis="planar")[
        "warnings"
    ]
    assert any("150.00" in warning for warning in warnings)


def test_any_system_and_both_languages_give_the_same_figures() -> None:
    rows, lines = grid(2, 2, 500.0), [circle(500, 500, 300, 90)]
    here = overlap(layer("rows", rows), layer("lines", lines))
    moved = layer("lines", list(transform(as_array(lines), WORK_CRS, DEGREES_CRS)), crs=DEGREES_CRS)
    there = overlap(layer("rows", rows), moved)
    assert [cell(there, i)["net_m2"] for i in range(4)] == pytest.approx(
        [cell(here, i)["net_m2"] for i in range(4)], rel=1e-9
    )
    assert [record["crs"] for record in there["inputs"]] == [WORK_CRS, DEGREES_CRS]


def test_the_document_is_the_contract() -> None:
    rows = layer("towns", grid(2, 1, 100.0), status=Status.SCHEMATIC)
    document = overlap(rows, layer("red", [box(10, 10, 30, 30)]), layer("red", [box(0, 0, 5, 5)]))
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    assert json.loads(text) == document
    assert (document["tool"], document["basis"], document["crs"], document["schematic"]) == (
        "overlap",
        "ellipsoidal",
        WORK_CRS,
        True,
    )
    assert {"id", "title", "features", "crs", "status", "sha256"} <= document["inputs"][0].keys()
    assert [record["id"] for record in document["inputs"]] == ["towns", "red", "red"]
    assert {"row", "area_m2", "columns"} <= document["rows"][0].keys()
    assert {"column", "net_m2", "gross_m2", "share_of_row", "share_of_column", "features"} <= cell(document, 0).keys()
    assert [column["column"] for column in document["totals"]] == ["red", "red#2"]
    assert any("示意" in warning for warning in document["warnings"])
    assert document["parameters"]["columns"] == ["red", "red"]
    assert document["made_at"]


def test_tables_print_what_the_document_says_and_know_their_places() -> None:
    rows = layer("towns", grid(2, 2, 100.0), name_field="name", name=list("甲乙丙丁"))
    result = ask("overlap", rows=rows, columns=[layer("red", [box(10, 10, 150, 30), box(20, 20, 40, 40)])])
    document, tables = result.document(), {table.id: table for table in result.tables()}
    matrix = tables["matrix"]
    assert [row[0] for row in matrix.rows] == ["甲", "乙", "丙", "丁"]
    assert [row[2] for row in matrix.rows] == [cell(document, i)["net_m2"] for i in range(4)]
    assert matrix.totals is not None
    assert matrix.totals[2] == document["totals"][0]["net_m2"]
    for table in tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert table.places == () or len(table.places) == len(table.rows)
    assert [row[:2] for row in tables["cells"].rows] == [("甲", "red"), ("乙", "red")]
    place = result.place_of(matrix, 1, 2)
    assert place == pytest.approx(shapely.bounds(box(100, 10, 150, 30)).tolist())
    assert result.place_of(matrix, 3, 2) is None
    assert result.place_of(matrix, 3, 0) == pytest.approx(shapely.bounds(box(100, 100, 200, 200)).tolist())
    places = result.places()
    assert places is not None
    assert places.fields["row"] == ["甲", "乙"]
    assert shapely.is_valid(places.geometry).all()
    assert shapely.bounds(places.geometry[1]).tolist() == pytest.approx(place)
    assert shapely.area(places.geometry) == pytest.approx(places.fields["net_m2"], rel=1e-5)
    reconciled = tables["reconciliation"].rows[0]
    assert reconciled[1] - reconciled[2] == pytest.approx(reconciled[3])


def test_common_ground_too_large_to_be_drawn_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    tiles = layer("tiles", [*grid(12, 12, 30.0), box(0, 0, 95, 95)])  # one lies over others
    rows = layer("rows", grid(2, 2, 180.0))
    drawn = ask("overlap", rows=rows, columns=[tiles])
    monkeypatch.setattr("yhgis.analysis.overlap.MOST_DRAWN", 50)
    bare = ask("overlap", rows=rows, columns=[tiles])
    assert drawn.places() is not None
    assert bare.places() is None
    assert bare.document()["rows"] == drawn.document()["rows"]
    assert bare.document()["totals"] == drawn.document()["totals"]
