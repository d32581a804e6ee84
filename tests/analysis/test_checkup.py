"""A check-up finds what is wrong, says how grave it is and where, and is silent about what is right."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.making import X, Y, ask, box, grid, layer, polygon, spoilt
from tests.effort import DEAR, python_steps, shapes_touched
from yhgis.analysis.checkup_extent import old_extent
from yhgis.analysis.checkup_findings import MOST_LISTED, Grade, Problem
from yhgis.analysis.checkup_result import CheckupResult
from yhgis.analysis.checkup_rules import checkup_rules
from yhgis.analysis.checkup_text import garbled
from yhgis.errors import Cancelled, DataError
from yhgis.feedback import Feedback
from yhgis.folders import config_folder
from yhgis.i18n import Title
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.model.layer import FieldName, Layer

TILES = grid(5, 4, 100.0)


def check_up(asked: Layer, **values: Any) -> CheckupResult:
    result = ask("checkup", layer=asked, **{"basis": "planar", **values})
    assert isinstance(result, CheckupResult)
    return result


def problems(result: CheckupResult) -> dict[str, int]:
    return {group.problem.value: len(group) for group in result.groups}


def land_use(shapes: list[Any] | None = None, **changes: list[Any]) -> Layer:
    """Return parcels with every mandatory field, all in order but for ``changes``."""
    shapes = TILES if shapes is None else shapes
    n = len(shapes)
    area = [0.0 if shape is None else shape.area for shape in shapes]
    fields: dict[str, list[Any]] = {
        "BSM": [f"3301100000{i:04d}" for i in range(n)],
        "YSDM": ["2001010100"] * n,
        "TBBH": [str(i + 1) for i in range(n)],
        "DLBM": ["0101"] * n,
        "DLMC": ["水田"] * n,
        "QSXZ": ["30"] * n,
        **{name: ["330110"] * n for name in ("QSDWDM", "ZLDWDM")},
        **{name: ["仓前街道"] * n for name in ("QSDWMC", "ZLDWMC")},
        "TBMJ": area,
        "TBDLMJ": area,
        "SJNF": [2023] * n,
        **changes,
    }
    return layer("DLTB", shapes, **fields).with_info(standard="land_use")


def changed(column: list[Any], at: int, value: Any) -> list[Any]:
    return [value if i == at else known for i, known in enumerate(column)]


# --- nothing wrong -----------------------------------------------------------------------------------------------


def test_parcels_in_order_have_no_problem() -> None:
    result = check_up(land_use())
    assert problems(result) == {}
    assert result.problems == 0
    assert result.document()["counts"] == {"error": 0, "warning": 0, "hint": 0}
    assert result.tables()[0].rows == ()


@pytest.mark.parametrize("shape", [shapely.Point(X, Y), shapely.LineString([(X, Y), (X + 9, Y)])])
def test_points_and_lines_are_checked_too(shape: shapely.Geometry) -> None:
    other = shapely.transform(shape, lambda xy: xy + 50.0)
    assert problems(check_up(layer("p", [shape, other]))) == {}
    assert problems(check_up(layer("p", [shape, other, shape.reverse() if shape.length else shape]))) == {
        "duplicate": 1
    }


# --- each problem by itself ----------------------------------------------------------------------------------------


BOW_TIE = polygon([(0, 0), (100, 100), (100, 0), (0, 100)])


@pytest.mark.parametrize(
    ("asked", "problem", "grade", "positions"),
    [
        (land_use([*TILES[1:], box(0, -300, 100, -200), BOW_TIE]), "invalid", "error", [21]),
        (land_use([*TILES, None]), "empty", "error", [21]),
        (land_use([*TILES, shapely.Polygon()]), "empty", "error", [21]),
        (land_use(changed(TILES, 1, box(100, 0, 230, 100))), "overlap", "error", [2, 3]),
        (layer("own", changed(TILES, 1, box(100, 0, 230, 100))), "overlap", "warning", [2, 3]),
        (land_use([*TILES, TILES[0]]), "duplicate", "error", [1, 21]),
        (land_use([tile for i, tile in enumerate(TILES) if i != 7]), "gap", "warning", None),
        (layer("own", [tile for i, tile in enumerate(TILES) if i != 7]), "gap", "hint", None),
        (land_use([*TILES, shapely.Point(X, Y - 500)]), "mixed", "warning", [21]),
        (land_use([*TILES, box(90_000, 90_000, 90_100, 90_100)]), "far", "warning", [21]),
        (land_use(BSM=changed([str(i) for i in range(20)], 5, "4")), "duplicate_id", "error", [5, 6]),
        (land_use(DLBM=changed(["0101"] * 20, 3, "0199")), "odd_code", "error", [4]),
        (land_use(DLMC=changed(["水田"] * 20, 3, "旱地")), "code_name", "warning", [4]),
        (land_use(DLBM=changed(["0101"] * 20, 3, " ")), "missing_value", "error", [4]),
        (land_use(TBMJ=changed([10_000.0] * 20, 3, 12_000.0)), "area", "warning", [4]),
        (land_use(SJNF=changed([2023] * 20, 3, 23)), "out_of_range", "warning", [4]),
        (land_use(ZLDWMC=changed(["仓前街道"] * 20, 3, "Óàº¼Çø")), "mojibake", "error", [4]),
    ],
)
def test_a_problem_is_found_where_it_is(asked: Layer, problem: str, grade: str, positions: list[int] | None) -> None:
    result = check_up(asked)
    group = result.of(Problem(problem))
    assert group is not None, problems(result)
    assert group.grade is Grade(grade)
    assert len(group) == 1
    item = next(one for one in result.document()["findings"] if one["problem"] == problem)
    if positions is not None:
        assert item["positions"] == positions
    place = group.geometry[0]
    assert (item["lon"] is None) == (place is None)
    if place is not None:
        at = transform(np.array([place], dtype=object), WORK_CRS, DEGREES_CRS)[0]
        assert at.distance(shapely.Point(item["lon"], item["lat"])) < 1e-9


def test_coordinates_that_are_no_numbers_are_found_and_nothing_else_stops() -> None:
    result = check_up(layer("p", [*TILES, spoilt(np.nan), spoilt(np.inf)]))
    assert problems(result) == {"not_finite": 2}


def test_missing_fields_are_those_of_the_nearest_list() -> None:
    plan = layer("STBHHX", TILES[:1], BSM=["1"], YSDM=["2"], LHLX=["x"], MJ=[10_000.0]).with_info(
        standard="ecological_redline"
    )
    assert [str(one) for one in check_up(plan).of(Problem.MISSING_FIELD).said()] == [  # type: ignore[union-attr]
        "没有字段 XJXZQDM",
        "没有字段 XJXZQMC",
        "没有字段 SJXZQMC",
    ]
    assert Problem.MISSING_FIELD not in [group.problem for group in check_up(layer("own", TILES)).groups]


def test_a_field_goes_by_its_name_in_words() -> None:
    asked = land_use()
    fields = {("地类编码" if name == "DLBM" else name): column for name, column in asked.fields.items()}
    fields["地类编码"] = np.array(changed(["0101"] * 20, 2, "9"), dtype=object)
    names = {"地类编码": FieldName("DLBM", Title("地类编码", "Land use code"))}
    result = check_up(replace(asked, fields=fields).with_info(field_names=names))
    assert problems(result) == {"odd_code": 1}
    assert "地类编码的值为 9" in str(result.document()["findings"][0]["detail"])


def test_many_of_one_fault_share_a_line_and_none_is_lost() -> None:
    shapes = grid(40, 20, 10.0)
    result = check_up(land_use(shapes, DLBM=["9"] * 800))
    group = result.of(Problem.ODD_CODE)
    assert group is not None
    assert (len(group), group.feature_count) == (MOST_LISTED + 1, 800)
    assert group.total_m2 == pytest.approx(80_000)


def test_the_gravest_come_first_and_every_table_prints() -> None:
    result = check_up(land_use([*TILES[:10], None, box(0, 230, 300, 240)]))
    grades = [list(Grade).index(group.grade) for group in result.groups]
    assert grades == sorted(grades)
    summary, findings = result.tables()
    assert sum(row[2] for row in summary.rows) == len(findings.rows) == len(findings.places)
    assert len(result.places().geometry) == len(findings.rows)
    assert json.loads(json.dumps(result.document()))["layer"]["standard"] == "land_use"
    for group in result.groups:
        table = result.problem_table(group)
        assert all(any(row[i] not in (None, "") for row in table.rows) for i in range(len(table.columns)))


def test_an_empty_layer_cannot_be_checked() -> None:
    with pytest.raises(DataError, match="没有要素"):
        check_up(layer("p", []))


def test_it_can_be_stopped() -> None:
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        ask("checkup", feedback, layer=land_use())


# --- where a layer lies --------------------------------------------------------------------------------------------


def degrees(west: float, south: float, east: float, north: float, name: str = "XZQ") -> Layer:
    return layer(name, [shapely.box(west, south, east, north)], crs=DEGREES_CRS)


def test_the_district_as_it_was_is_noticed() -> None:
    old = degrees(119.68, 30.16, 120.35, 30.56)
    notice = old_extent(old)
    assert notice is not None
    assert "120.35" in str(notice)
    assert "临平" in str(notice)
    assert old_extent(old.to_crs(WORK_CRS)) is not None
    assert problems(check_up(old)) == {"old_district": 1}


@pytest.mark.parametrize(
    "bounds",
    [
        (119.677, 30.161, 120.146, 30.565),  # the present district
        (118.3, 29.2, 120.7, 30.6),  # all of Hangzhou
        (120.2, 30.3, 120.4, 30.5),  # what is Linping today
        (119.68, 30.16, 121.5, 30.56),  # a map of something larger
    ],
)
def test_other_extents_are_not_the_old_district(bounds: tuple[float, float, float, float]) -> None:
    assert old_extent(degrees(*bounds)) is None


def test_a_layer_of_another_county_is_a_hint() -> None:
    moved = [shapely.transform(tile, lambda xy: xy + 60_000.0) for tile in TILES]
    result = check_up(land_use(moved))
    assert problems(result) == {"elsewhere": 1}
    assert result.problems == 0


# --- text ----------------------------------------------------------------------------------------------------------

COMMON = st.text(
    st.sampled_from("余杭区仓前街道良渚文化村水田旱地工业用地永久基本农田生态保护红线"), min_size=2, max_size=12
)


@given(COMMON)
def test_text_read_as_latin_is_known_and_undone(text: str) -> None:
    for right in ("gb18030", "utf-8"):
        found = garbled(text.encode(right).decode("latin-1"))
        assert found is not None
        assert found.text == text


@given(COMMON)
def test_right_text_is_not_garbled(text: str) -> None:
    assert garbled(text) is None
    assert garbled(f"{text}1号") is None


@pytest.mark.parametrize("text", ["联通", "café au lait", "Ürümqi Müller", "①②③", "面积（m²）", "5㎡", "", "abc"])
def test_plain_words_are_not_garbled(text: str) -> None:
    assert garbled(text) is None


@pytest.mark.parametrize("text", ["锟斤拷", "余\N{REPLACEMENT CHARACTER}", "水田".encode().decode("gb18030")])
def test_lost_and_doubly_read_text_is_garbled(text: str) -> None:
    assert garbled(text) is not None


# --- rules ---------------------------------------------------------------------------------------------------------


def test_the_offices_own_rules_go_first(tmp_path: Path) -> None:
    built_in = checkup_rules()
    own = built_in.file.model_dump(mode="json")
    own["codes"] = [{"title": {"zh": "甲", "en": "a"}, "field": "DLBM", "values": {"0101": "水田"}}]
    target = config_folder() / "rules" / "checkup.json"
    target.parent.mkdir(parents=True)
    target.write_text(json.dumps(own, ensure_ascii=False), encoding="utf-8")
    assert checkup_rules().path == target
    result = check_up(land_use(DLBM=changed(["0101"] * 20, 1, "0102")))
    assert problems(result) == {"odd_code": 1}
    assert result.document()["rules"] == {"file": "checkup.json", "sha256": checkup_rules().sha256}


def test_a_broken_pattern_is_named(tmp_path: Path) -> None:
    own = checkup_rules().file.model_dump(mode="json")
    own["codes"][1]["pattern"] = "("
    path = tmp_path / "checkup.json"
    path.write_text(json.dumps(own), encoding="utf-8")
    with pytest.raises(DataError, match=r"codes\.1\.pattern"):
        checkup_rules(path)


# --- effort --------------------------------------------------------------------------------------------------------


def test_it_cuts_nothing_that_the_topology_check_has_not_cut() -> None:
    """What it adds are looks at shapes: a few each, and none of those that cut, join or mend."""
    asked = land_use(grid(40, 40, 20.0))
    topology, checkup = (
        shapes_touched(lambda tool=tool: ask(tool, layer=replace(asked)))
        for tool in ("topology", "checkup")
    )
    added = checkup - topology
    assert topology.total() > len(asked)
    assert not DEAR & added.keys()
    assert added.total() <= 12 * len(asked)


def test_the_lines_of_python_run_for_a_parcel_do_not_grow() -> None:
    """Fields are asked in columns: what is done in Python is a few lines for each value, however many there are."""
    steps = []
    for side in (20, 40, 60):
        asked = land_use(grid(side, side, 20.0))
        steps.append((len(asked), python_steps(lambda layer=asked: ask("checkup", layer=layer))))
    (few, least), (more, middle), (most, largest) = steps
    assert (largest - middle) / (most - more) < 100
    assert (largest - middle) / (most - more) < 1.5 * (middle - least) / (more - few)
