"""A footprint against lines: verdicts, areas, distances, words, and what the rules say."""

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
from tests.analysis.making import ask, box, circle, grid, layer, polygon, spoilt
from tests.analysis.shapes import as_array, layers
from yhgis.errors import Cancelled, DataError, UsageError
from yhgis.feedback import Feedback
from yhgis.i18n import set_language
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.model.layer import Layer, Status


def check(footprint: Layer, *against: Layer, **values: Any) -> dict[str, Any]:
    return ask("check", footprint=footprint, against=list(against), **values).document()


def line(document: dict[str, Any], number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = document["lines"][number]
    return found


def accurate(id_: str, metres: float, *shapes: BaseGeometry, **fields: Any) -> Layer:
    return layer(id_, list(shapes), **fields).with_info(accuracy_m=metres)


PLOT = box(0, 0, 100, 50)


@pytest.mark.parametrize(
    ("shape", "verdict", "net", "distance"),
    [
        (box(130, 0, 200, 50), "clear", 0.0, 30.0),
        (box(103, 54, 200, 90), "clear", 0.0, 5.0),
        (box(100, 0, 200, 50), "clear", 0.0, 0.0),
        (box(100, 50, 200, 90), "clear", 0.0, 0.0),
        (box(90, 0, 200, 50), "touched", 500.0, 0.0),
        (box(40, 20, 50, 30), "touched", 100.0, 0.0),
        (box(0, 0, 100, 50), "inside", 5_000.0, 0.0),
        (box(-10, -20, 130, 80), "inside", 5_000.0, 0.0),
    ],
)
def test_verdicts(shape: BaseGeometry, verdict: str, net: float, distance: float) -> None:
    got = line(check(layer("plot", [PLOT]), layer("red", [shape]), basis="planar"))
    assert (got["layer"], got["verdict"]) == ("red", verdict)
    assert got["net_m2"] == pytest.approx(net)
    assert got["share"] == pytest.approx(net / 5_000)
    assert got["distance_m"] == pytest.approx(distance)


def test_inside_needs_all_of_the_footprint_and_any_features_will_do() -> None:
    two = layer("zones", [box(-10, -10, 40, 60), box(40, -10, 130, 60)], name_field="name", name=["甲", "乙"])
    got = line(check(layer("plot", [PLOT]), two, basis="planar"))
    assert got["verdict"] == "inside"
    assert [(f["name"], f["net_m2"]) for f in got["features"]] == [
        ("乙", pytest.approx(3_000)),
        ("甲", pytest.approx(2_000)),
    ]
    assert got["margin_m"] == pytest.approx(10)
    holed = layer("red", [polygon([(-50, -50), (150, -50), (150, 150), (-50, 150)], [[(40, 20), (41, 20), (41, 21)]])])
    got = line(check(layer("plot", [PLOT]), holed, basis="planar"))
    assert (got["verdict"], got["net_m2"]) == ("touched", pytest.approx(4_999.5))


def test_the_margin_is_that_of_the_whole_line_however_far_it_is() -> None:
    far = layer("city", grid(60, 60, 100.0, -3_000.0, -3_000.0))
    plot = layer("plot", [box(-50, -50, 50, 50)])
    got = line(check(plot, far, basis="planar"))
    assert (got["verdict"], got["margin_m"]) == ("inside", pytest.approx(2_950))
    holed = [cell for cell in grid(60, 60, 100.0, -3_000.0, -3_000.0) if not cell.equals(box(1_000, 0, 1_100, 100))]
    assert line(check(plot, layer("city", holed), basis="planar"))["margin_m"] == pytest.approx(950)


def test_net_gross_and_features() -> None:
    red = layer(
        "red", [box(50, 0, 200, 50), box(80, 0, 200, 50), box(300, 0, 400, 50)], name=["a", "b", "c"], name_field="name"
    )
    got = line(check(layer("plot", [PLOT]), red, basis="planar"))
    assert (got["net_m2"], got["gross_m2"]) == (pytest.approx(2_500), pytest.approx(3_500))
    assert [f["name"] for f in got["features"]] == ["a", "b"]


def test_plots_that_overlap_count_once_and_stand_by_themselves() -> None:
    plots = layer("plots", [box(0, 0, 60, 50), box(40, 0, 100, 50)], name=["一", "二"], name_field="name")
    result = ask("check", footprint=plots, against=[layer("red", [box(0, 0, 200, 25)])], basis="planar")
    document = result.document()
    assert document["footprint"]["area_m2"] == pytest.approx(5_000)
    assert document["footprint"]["gross_m2"] == pytest.approx(6_000)
    assert line(document)["net_m2"] == pytest.approx(2_500)
    by_plot = next(table for table in result.tables() if table.id == "plots")
    assert [row[2] for row in by_plot.rows] == pytest.approx([1_500, 1_500])
    assert any("1,000.00" in warning for warning in document["warnings"])


@settings(max_examples=50)
@given(layers(most=5), layers(most=12), st.sampled_from(["ellipsoidal", "planar"]))
def test_figures_are_the_plain_ones(plots: list[BaseGeometry], shapes: list[BaseGeometry], basis: str) -> None:
    document = check(layer("plots", plots), layer("red", shapes), basis=basis)
    footprint, ground = shapely.union_all(as_array(plots)), shapely.union_all(as_array(shapes))
    got = line(document)
    close = {"rel": 2e-5, "abs": 1e-3} if basis == "ellipsoidal" else {"rel": 1e-7, "abs": 1e-4}
    assert document["footprint"]["area_m2"] == pytest.approx(footprint.area, **close)
    common = shapely.intersection(footprint, ground)
    assert got["net_m2"] == pytest.approx(common.area, **close)
    assert got["gross_m2"] == pytest.approx(
        shapely.area(shapely.intersection(footprint, as_array(shapes))).sum(), **close
    )
    assert got["net_m2"] <= document["footprint"]["area_m2"]
    assert got["net_m2"] <= got["gross_m2"]
    assert got["distance_m"] == pytest.approx(shapely.distance(footprint, ground), abs=1e-6)
    if common.area > 0.01:
        outside = shapely.difference(footprint, ground).area
        assert (got["verdict"] == "inside") == (outside < 0.001) or 0.0001 < outside < 0.01
        assert got["verdict"] != "clear"
    if got["verdict"] == "inside":
        assert got["margin_m"] == pytest.approx(shapely.distance(footprint, shapely.boundary(ground)), abs=1e-3)


@settings(max_examples=20)
@given(layers(most=4), layers(most=8))
def test_agrees_with_geopandas(plots: list[BaseGeometry], shapes: list[BaseGeometry]) -> None:
    got = line(check(layer("plots", plots), layer("red", shapes), basis="planar"))
    left = geopandas.GeoDataFrame(geometry=plots, crs=WORK_CRS).dissolve()
    right = geopandas.GeoDataFrame(geometry=shapes, crs=WORK_CRS).dissolve()
    common = geopandas.overlay(left, right, how="intersection", keep_geom_type=True)
    assert got["net_m2"] == pytest.approx(float(common.area.sum()), rel=1e-6, abs=1e-4)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_awkward_geometry_as_line_and_as_footprint(case: Case) -> None:
    everything = layer("all", [box(-500, -500, 1_000, 1_000)])
    awkward = layer("awkward", case.geometries)
    got = line(check(everything, awkward, basis="planar"))
    assert (got["net_m2"], got["gross_m2"]) == (pytest.approx(case.net, rel=1e-6), pytest.approx(case.gross, rel=1e-6))
    document = check(awkward, everything, basis="planar")
    assert document["footprint"]["area_m2"] == pytest.approx(case.net, rel=1e-6)
    assert (line(document)["verdict"], line(document)["net_m2"]) == ("inside", pytest.approx(case.net, rel=1e-6))
    itself = line(check(awkward, awkward, basis="planar"))
    assert (itself["verdict"], itself["share"], itself["margin_m"]) == ("inside", pytest.approx(1.0), 0.0)
    assert len(document["repairs"]) == case.repairs
    json.dumps(document, allow_nan=False)


# --- words ------------------------------------------------------------------------------------------------------


def test_sentences_state_facts() -> None:
    red = layer("ecological_redline", [box(50, 0, 200, 50)]).with_info(title=layer("生态保护红线", []).info.title)
    clear = line(check(layer("plot", [box(0, 0, 40, 50)]), red, basis="planar"))
    assert clear["sentence"] == "不位于生态保护红线范围内。"
    touched = line(check(layer("plot", [PLOT]), red, basis="planar"))
    assert touched["sentence"] == "涉及生态保护红线面积 0.2500 公顷（3.75 亩）。"
    tiny = line(check(layer("plot", [box(0, 0, 50.1, 50)]), red, basis="planar"))
    assert tiny["sentence"] == "涉及生态保护红线面积 5.00 平方米。"
    city = layer("urban_boundary", [box(-10, -10, 200, 60)]).with_info(title=layer("城镇开发边界", []).info.title)
    inside = line(check(layer("plot", [PLOT]), city, basis="planar"))
    assert inside["sentence"] == "全部位于城镇开发边界范围内。"
    partly = line(check(layer("plot", [box(100, 0, 300, 50)]), city, basis="planar"))
    assert partly["sentence"] == "部分位于城镇开发边界范围内，面积 0.5000 公顷（7.50 亩），占 50.00%。"
    assert not any("合规" in item["sentence"] for item in (clear, touched, tiny, inside, partly))


def test_towns_are_named_with_their_areas() -> None:
    towns = layer(
        "towns", [box(-100, -100, 60, 100), box(60, -100, 200, 100)], name=["甲镇", "乙镇"], name_field="name"
    )
    got = line(check(layer("plot", [PLOT]), towns, basis="planar"))
    assert got["sentence"] == "位于甲镇 0.3000 公顷（4.50 亩）、乙镇 0.2000 公顷（3.00 亩）。"
    one = line(check(layer("plot", [box(0, 0, 20, 20)]), towns, basis="planar"))
    assert one["sentence"] == "位于甲镇。"
    set_language("en")
    try:
        assert line(check(layer("plot", [box(0, 0, 20, 20)]), towns))["sentence"] == "Lies in 甲镇."
    finally:
        set_language("zh")


def test_a_users_file_is_known_by_its_code() -> None:
    got = line(check(layer("plot", [PLOT]), layer("STBHHX_2023", [box(300, 0, 400, 10)])))
    assert got["severity"] == "hard"
    assert got["sentence"] == "不位于生态保护红线（STBHHX_2023）范围内。"
    assert line(check(layer("plot", [PLOT]), layer("roads", [box(300, 0, 400, 10)])))["severity"] is None


@pytest.mark.parametrize(
    ("shape", "accuracy", "words"),
    [
        (box(104, 0, 200, 50), 5.0, ["贴线", "4.00"]),
        (box(104, 0, 200, 50), 3.0, ["临近", "4.00"]),
        (box(100, 0, 200, 50), 3.0, ["贴线", "相接"]),
        (box(98, 0, 200, 50), 5.0, ["贴线", "1.92"]),
        (box(1, -10, 200, 60), 5.0, ["贴线", "0.98", "以外"]),
        (box(-4, -10, 200, 60), 5.0, ["贴线", "4.00"]),
        (box(-9, -10, 200, 60), 5.0, []),
        (box(500, 0, 600, 50), 5.0, []),
        (box(30, -10, 200, 60), 5.0, []),
    ],
)  # fmt: skip
def test_a_note_where_the_line_is_nearer_than_it_is_accurate(
    shape: BaseGeometry, accuracy: float, words: list[str]
) -> None:
    notes = line(check(layer("plot", [PLOT]), accurate("red", accuracy, shape), basis="planar"))["notes"]
    assert all(word in " ".join(notes) for word in words)
    assert bool(notes) == bool(words)


def test_the_next_town_is_noted_where_its_edge_is_uncertain() -> None:
    towns = accurate("towns", 30.0, box(-100, -100, 120, 100), box(120, -100, 300, 100), name=["甲镇", "乙镇"])
    towns = towns.with_info(name_field="name")
    got = line(check(layer("plot", [PLOT]), towns, basis="planar"))
    assert got["neighbours"] == [{"name": "乙镇", "distance_m": pytest.approx(20)}]
    assert any("乙镇" in note and "20.00" in note for note in got["notes"])


def test_slivers_are_counted_within_net() -> None:
    red = layer("red", [box(0, 0, 60, 50), box(99.6, 0, 120, 50)])
    document = check(layer("plot", [PLOT]), red, basis="planar", min_width=1.0)
    assert line(document)["net_m2"] == pytest.approx(3_020)
    assert line(document)["slivers"] == {"count": 1, "net_m2": pytest.approx(20)}
    assert document["slivers"] == {"count": 1, "net_m2": pytest.approx(20)}


# --- fields -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("values", "factor"), [([0.1, 0.2], 1.0), ([10.0, 20.0], 1.0), ([None, 0.2], 0.0)])
def test_the_coefficient_is_taken_off_beside_the_plain_area(values: list[float | None], factor: float) -> None:
    farmland = layer("YJJBNTTB", [box(0, 0, 50, 50), box(50, 0, 200, 50)], kcxs=values)
    got = line(check(layer("plot", [PLOT]), farmland, basis="planar"))
    assert got["net_m2"] == pytest.approx(5_000)
    assert got["coefficient"] == {"field": "kcxs", "net_m2": pytest.approx(5_000 - 250 * factor - 500)}
    assert any("kcxs" in note for note in got["notes"])
    assert line(check(layer("plot", [PLOT]), layer("red", [PLOT])))["coefficient"] is None


def test_shared_farmland_is_deducted_once() -> None:
    farmland = layer("YJJBNT", [PLOT, PLOT], KCXS=[0.1, 0.1])
    got = line(check(layer("plot", [PLOT]), farmland, basis="planar"))
    assert got["coefficient"]["net_m2"] == pytest.approx(4_500)


@pytest.mark.parametrize(
    ("field", "value", "unit"),
    [("MJ", 0.51, "ha"), ("面积", 5_100.0, "m2"), ("mj", 7.65, "mu"), ("TBMJ", "5100", "m2")],
)
def test_the_stated_area_stands_beside_the_computed_one(field: str, value: object, unit: str) -> None:
    document = check(layer("plot", [PLOT], **{field: [value]}), layer("red", [PLOT]), basis="planar")
    stated = document["footprint"]["stated"]
    assert (stated["field"], stated["unit"]) == (field, unit)
    assert (stated["area_m2"], stated["difference_m2"]) == (pytest.approx(5_100), pytest.approx(100))


def test_footprint_facts() -> None:
    facts = check(layer("plot", [shapely.MultiPolygon([box(0, 0, 40, 50), box(60, 0, 100, 50)])]), layer("l", [PLOT]))[
        "footprint"
    ]
    assert facts["area_ha"] == pytest.approx(facts["area_m2"] / 10_000)
    assert facts["area_mu"] == pytest.approx(facts["area_m2"] * 3 / 2_000)
    assert (facts["features"], facts["parts"], facts["perimeter_m"]) == (1, 2, pytest.approx(360))
    middle = transform(as_array([PLOT.centroid]), WORK_CRS, DEGREES_CRS)[0]
    assert (facts["lon"], facts["lat"]) == (pytest.approx(middle.x, abs=1e-9), pytest.approx(middle.y, abs=1e-9))
    assert facts["stated"] is None


# --- contract, tables, refusals ---------------------------------------------------------------------------------


def test_the_document_is_the_contract_and_names_the_rules() -> None:
    document = check(
        layer("plot", [PLOT]), layer("red", [PLOT], status=Status.SCHEMATIC), layer("red", [box(900, 0, 910, 9)])
    )
    assert json.loads(json.dumps(document, allow_nan=False, ensure_ascii=False)) == document
    assert {"layer", "verdict", "net_m2", "share", "distance_m"} <= line(document).keys()
    assert [item["layer"] for item in document["lines"]] == ["red", "red#2"]
    assert (document["tool"], document["schematic"]) == ("check", True)
    assert len(document["rules"]["sha256"]) == 64


def test_tables_print_what_the_document_says_and_know_their_places() -> None:
    plots = layer("plot", [PLOT, box(0, 60, 100, 90)], MJ=[0.5, 0.3])
    result = ask(
        "check", footprint=plots, against=[layer("red", [box(90, 0, 200, 50)]), layer("far", [box(500, 0, 510, 9)])]
    )
    document, tables = result.document(), {table.id: table for table in result.tables()}
    for table in tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert table.places == () or len(table.places) == len(table.rows)
        assert table.totals is None or len(table.totals) == len(table.columns)
    main = result.tables()[0]
    assert [row[2] for row in main.rows] == [item["net_m2"] for item in document["lines"]]
    assert main.places[0] == pytest.approx(shapely.bounds(box(90, 0, 100, 50)).tolist())
    assert main.places[1] == pytest.approx(shapely.bounds(box(0, 0, 500, 90)).tolist())
    places = result.places()
    assert places is not None
    assert shapely.area(places.geometry).sum() == pytest.approx(500)
    assert set(places.fields["layer"]) == {"red"}


def test_the_same_figures_whatever_the_system() -> None:
    red = [circle(60, 30, 40, 90)]
    here = line(check(layer("plot", [PLOT]), layer("red", red)))
    degrees = layer("red", list(transform(as_array(red), WORK_CRS, DEGREES_CRS)), crs=DEGREES_CRS)
    there = line(check(layer("plot", [PLOT]), degrees))
    assert there["net_m2"] == pytest.approx(here["net_m2"], rel=1e-8)


@pytest.mark.parametrize(
    ("shapes", "word"),
    [
        ([], "没有要素"),
        ([None, None], "没有几何图形"),
        ([shapely.Point(490_000, 3_350_000)], "Point"),
        ([spoilt(float("nan"))], "NaN"),
        ([polygon([(0, 0), (5, 5), (0, 0)])], "没有占地面积"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_told_in_a_sentence(shapes: list[Any], word: str) -> None:
    with pytest.raises(DataError, match=word):
        check(layer("plot", shapes), layer("red", [PLOT]))


def test_without_lines_it_says_so() -> None:
    with pytest.raises(UsageError, match="核查图层"):
        ask("check", footprint=layer("plot", [PLOT]))


def test_cancel_is_heard() -> None:
    feedback = Feedback(lambda share, _message: feedback.cancel() if share > 0.3 else None)
    with pytest.raises(Cancelled):
        ask("check", feedback, footprint=layer("plot", [PLOT]), against=[layer("red", grid(30, 30, 10.0))] * 3)


def test_net_is_never_more_than_the_footprint_on_any_basis() -> None:
    plot = layer("plot", [circle(0, 0, 3_000, 360)])
    for basis in ("ellipsoidal", "geodesic", "planar"):
        document = check(plot, layer("tiles", grid(20, 20, 400.0, -4_000.0, -4_000.0)), basis=basis)
        assert line(document)["verdict"] == "inside"
        assert line(document)["share"] == 1.0
        assert np.isfinite(line(document)["margin_m"])
