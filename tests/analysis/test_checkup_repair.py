"""A mended copy: what is broken is mended or left out, what is not stays to the last bit, and all of it is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.making import X, Y, ask, box, grid, layer, polygon, spoilt
from yhgis.analysis.checkup_repair import Deed, Mended, mended_copy, with_copy
from yhgis.analysis.checkup_result import CheckupResult
from yhgis.feedback import silent
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.model.layer import Layer
from yhgis.model.result import Basis

TILES = grid(3, 3, 100.0)
BOW_TIE = polygon([(0, 500), (100, 600), (100, 500), (0, 600)])


def mend(asked: Layer) -> tuple[Layer, Mended]:
    return mended_copy(asked, Basis.PLANAR, silent())


def deeds(mended: Mended) -> list[tuple[int, str]]:
    return [(mending.position, mending.deed.value) for mending in mended.mendings]


def test_what_is_in_order_stays_as_it_is() -> None:
    asked = layer("p", TILES, crs=WORK_CRS, a=list("abcdefghi"))
    copy, mended = mend(asked)
    assert mended.mendings == ()
    assert shapely.to_wkb(copy.geometry).tolist() == shapely.to_wkb(asked.geometry).tolist()
    assert {name: column.tolist() for name, column in copy.fields.items()} == {"a": list("abcdefghi")}
    assert copy.crs == asked.crs


def test_each_fault_is_mended_and_told() -> None:
    shapes: list[Any] = [*TILES, BOW_TIE, None, shapely.Polygon(), spoilt(np.nan), TILES[0], TILES[1].reverse()]
    line = polygon([(0, 700), (50, 700), (100, 700), (0, 700)])
    asked = layer("p", [*shapes, line], BSM=list(range(16)), DLBM=["0101"] * 14 + ["0102", "0101"])
    before = shapely.to_wkb(asked.geometry).tolist()
    copy, mended = mend(asked)
    assert deeds(mended) == [
        (9, "made_valid"),
        (10, "dropped_empty"),
        (11, "dropped_empty"),
        (12, "dropped_empty"),
        (13, "dropped_duplicate"),
        (14, "kept_duplicate"),
        (15, "dropped_collapsed"),
    ]
    assert (mended.features_before, mended.features_after, len(copy)) == (16, 11, 11)
    assert shapely.is_valid(copy.geometry).all()
    assert copy.fields["BSM"].tolist() == [*range(10), 14]
    bow_tie = mended.mendings[0]
    assert bow_tie.after_m2 == pytest.approx(5_000)
    assert str(mended.mendings[5].reason) == "与 #2 图形相同，属性不同：DLBM"
    assert shapely.to_wkb(asked.geometry).tolist() == before, "the layer that came was changed"


def test_areas_are_measured_on_the_ground_whatever_the_crs() -> None:
    degrees = transform(np.array([BOW_TIE], dtype=object), WORK_CRS, DEGREES_CRS)
    copy, mended = mend(layer("p", list(degrees), crs=DEGREES_CRS))
    assert copy.crs == DEGREES_CRS
    assert mended.mendings[0].after_m2 == pytest.approx(5_000, abs=0.01)


def test_points_and_lines_are_mended_too() -> None:
    point = shapely.Point(X, Y)
    nowhere = shapely.LineString([(X, Y), (X, Y)])
    copy, mended = mend(layer("p", [point, nowhere, point]))
    assert deeds(mended) == [(1, "dropped_collapsed"), (2, "dropped_duplicate")]
    assert copy.geometry.tolist() == [point]
    assert mended.mendings[0].change_m2 is None


@given(st.lists(st.sampled_from(range(6)), min_size=1, max_size=20))
def test_a_copy_needs_no_mending(chosen: list[int]) -> None:
    kinds: list[Any] = [TILES[0], TILES[1], BOW_TIE, None, box(0, 900, 10, 910), spoilt(np.inf)]
    asked = layer("p", [kinds[i] for i in chosen], BSM=[str(i) for i in range(len(chosen))])
    copy, mended = mend(asked)
    assert len(copy) == len({i for i in chosen if i not in (3, 5)})
    assert mended.count(Deed.DROPPED_EMPTY) == sum(i in (3, 5) for i in chosen)
    if len(copy):
        again, more = mend(copy)
        assert more.mendings == ()
        assert len(again) == len(copy)


def test_the_result_tells_of_the_copy_once() -> None:
    asked = layer("p", [*TILES, BOW_TIE])
    result = ask("checkup", layer=asked)
    assert isinstance(result, CheckupResult)
    _, told = with_copy(asked, result, silent())
    _, again = with_copy(asked, told, silent())
    assert [table.id for table in again.tables()] == ["problems", "findings", "repair"]
    said = [str(warning) for warning in again.provenance.warnings]
    assert sum("副本 10 个" in text for text in said) == 1
    document = again.document()["repair"]
    assert (document["features_before"], document["features_after"]) == (10, 10)
    assert document["actions"][0]["action"] == "made_valid"
    assert again.tables()[2].totals is not None
    assert again.tables()[2].totals[-1] == pytest.approx(5_000, abs=1)


def _any_shape(kind: int, x: float, y: float) -> Any:
    square = box(x, y, x + 60, y + 60)
    return [
        None,
        shapely.Polygon(),
        shapely.Point(X + x, Y + y),
        shapely.Point(np.nan, np.nan),
        shapely.LineString([(X + x, Y + y), (X + y, Y + x)]),
        shapely.GeometryCollection([shapely.Point(X, Y), square]),
        shapely.GeometryCollection([shapely.Point(X, Y)]),
        shapely.MultiPolygon([square, box(x + 20, y + 20, x + 90, y + 90)]),
        polygon([(x, y), (x + 90, y + 90), (x + 90, y), (x, y + 90)]),
        spoilt(np.nan),
        square,
    ][kind]


CORNERS = st.floats(0, 300).map(lambda value: round(value, 1))
VALUES = st.sampled_from([None, "", "0101", "9", "余杭", "Óàº¼", float("nan"), "锟斤拷", "水田"])


@given(st.lists(st.tuples(st.integers(0, 10), CORNERS, CORNERS, VALUES, VALUES), min_size=1, max_size=10))
def test_whatever_comes_is_checked_and_mended(drawn: list[tuple[int, float, float, Any, Any]]) -> None:
    with np.errstate(invalid="ignore"):
        shapes = [_any_shape(kind, x, y) for kind, x, y, _, _ in drawn]
    columns = {"BSM": [one[3] for one in drawn], "DLBM": [one[4] for one in drawn], "DLMC": [one[3] for one in drawn]}
    asked = layer("DLTB", shapes, **columns).with_info(standard="land_use")
    result = ask("checkup", layer=asked)
    assert isinstance(result, CheckupResult)
    copy, told = with_copy(asked, result, silent())
    assert shapely.is_valid(copy.geometry).all()
    assert told.document()["repair"]["features_after"] == len(copy)
    summary, findings, _repair = told.tables()
    assert sum(row[2] for row in summary.rows) == len(findings.rows)
