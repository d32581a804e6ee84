"""The engine of pairs against plain intersection, pair by pair; and the cutting that makes it fast."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from tests.analysis.catalogue import CASES
from tests.analysis.making import X, Y, box, circle, grid
from tests.analysis.shapes import as_array, layers, union_area
from yhgis.analysis.dissolve import self_overlap, union, without_overlap
from yhgis.analysis.localise import BOUNDARY, INSIDE, OUTSIDE, clip_to_boxes, localise
from yhgis.analysis.meet import Meeting, meet, meet_itself
from yhgis.analysis.parts import parts_of
from yhgis.feedback import silent


def areas_by_pair(meetings: list[Meeting]) -> dict[tuple[int, int], float]:
    """Return the common area of every pair that has more than rounding."""
    out: dict[tuple[int, int], float] = {}
    for meeting in meetings:
        assert np.isin(shapely.get_type_id(meeting.geometry), (3,)).all(), "single polygons only"
        pairs = zip(meeting.left.tolist(), meeting.right.tolist(), strict=True)
        for (i, j), area in zip(pairs, shapely.area(meeting.geometry).tolist(), strict=True):
            out[i, j] = out.get((i, j), 0.0) + area
    return {pair: area for pair, area in out.items() if area > 1e-6}


def plain(a: np.ndarray, b: np.ndarray) -> dict[tuple[int, int], float]:
    """Return the same by intersecting everything with everything."""
    table = shapely.area(shapely.intersection(a[:, None], b[None, :]))
    return {(int(i), int(j)): float(table[i, j]) for i, j in np.argwhere(table > 1e-6)}


def assert_same(got: dict[tuple[int, int], float], want: dict[tuple[int, int], float]) -> None:
    assert got.keys() == want.keys()
    for pair, area in want.items():
        assert got[pair] == pytest.approx(area, rel=1e-9, abs=1e-7)


def single(shapes: list[BaseGeometry]) -> np.ndarray:
    return parts_of(shapely.make_valid(as_array(shapes), method="structure", keep_collapsed=False)).geometry


@settings(max_examples=150)
@given(layers(), layers(most=40))
def test_every_pair_has_its_intersection(a: list[BaseGeometry], b: list[BaseGeometry]) -> None:
    left, right = single(a), single(b)
    want = plain(left, right)
    assert_same(areas_by_pair(meet(parts_of(left), parts_of(right), lambda m: m, silent())), want)
    turned = areas_by_pair(meet(parts_of(right), parts_of(left), lambda m: m, silent()))
    assert_same({(j, i): area for (i, j), area in turned.items()}, want)


@settings(max_examples=60)
@given(layers(most=6), layers(most=40))
def test_cutting_to_the_neighbourhood_changes_nothing(a: list[BaseGeometry], b: list[BaseGeometry]) -> None:
    left, right = single(a), single(b)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("yhgis.analysis.localise.FEW_VERTICES", 5)
        patch.setattr("yhgis.analysis.localise.FEW_CUT", 1)
        patch.setattr("yhgis.analysis.meet._SMALL", 1)
        assert_same(areas_by_pair(meet(parts_of(left), parts_of(right), lambda m: m, silent())), plain(left, right))


@settings(max_examples=60)
@given(layers(most=30))
def test_a_layer_meets_itself(a: list[BaseGeometry]) -> None:
    parts = parts_of(single(a))
    want = {(i, j): area for (i, j), area in plain(parts.geometry, parts.geometry).items() if i < j}
    assert_same(areas_by_pair(meet_itself(parts, lambda m: m, silent())), want)


def test_parts_of_one_feature_are_no_pair() -> None:
    two = shapely.MultiPolygon([box(0, 0, 10, 10), box(10, 10, 30, 30)])
    parts = parts_of(as_array([two, box(5, 5, 15, 15)]))
    found = areas_by_pair(meet_itself(parts, lambda m: m, silent()))
    assert found == {(0, 2): pytest.approx(25.0), (1, 2): pytest.approx(25.0)}


@settings(max_examples=80)
@given(layers(most=30))
def test_without_overlap_is_the_same_ground_once(a: list[BaseGeometry]) -> None:
    parts = parts_of(single(a))
    free, united = without_overlap(parts, self_overlap(parts, silent()), silent())
    got = shapely.area(parts.geometry[free]).sum() + shapely.area(united.geometry).sum()
    assert got == pytest.approx(union_area(list(parts.geometry)), rel=1e-9)
    assert union(parts.geometry, silent()).area == pytest.approx(union_area(list(parts.geometry)), rel=1e-9)


def test_many_small_ones_in_a_large_one_are_settled_without_cutting_most_of_them() -> None:
    large = as_array([circle(500.3, 500.7, 400, 3000)])
    small = as_array(grid(50, 50, 20.0))
    meetings = meet(parts_of(large), parts_of(small), lambda m: m, silent())
    whole = sum(int((shapely.area(m.geometry) > 399.999_999).sum()) for m in meetings)
    same = sum(sum(g is small[j] for g, j in zip(m.geometry, m.right, strict=True)) for m in meetings)
    assert same == whole > 1000, "what lies inside is the feature itself, undivided"
    assert sum(shapely.area(m.geometry).sum() for m in meetings) == pytest.approx(large[0].area, rel=1e-12)


def test_cutting_to_the_neighbourhood_adds_no_vertex_to_an_answer() -> None:
    large = as_array([circle(500.3, 500.7, 400, 3000)])
    small = as_array(grid(50, 50, 20.0))
    exact = shapely.intersection(large[0], small)
    for meeting in meet(parts_of(large), parts_of(small), lambda m: m, silent()):
        for geometry, j in zip(meeting.geometry, meeting.right.tolist(), strict=True):
            assert shapely.get_num_coordinates(geometry) <= shapely.get_num_coordinates(exact[j])


def test_localise_tells_outside_inside_and_between() -> None:
    large = as_array([circle(0, 0, 400, 2000)])
    boxes = np.array([[X + x, Y + y, X + x + 9, Y + y + 9] for x in range(-500, 500, 10) for y in range(-500, 500, 10)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("yhgis.analysis.localise.FEW_VERTICES", 24)
        patch.setattr("yhgis.analysis.localise.FEW_CUT", 1)
        local = localise(large, np.zeros(len(boxes), dtype=np.intp), boxes, silent())
    shapes = shapely.box(*boxes.T)
    common = shapely.area(shapely.intersection(large[0], shapes))
    assert set(np.unique(local.where)) == {OUTSIDE, BOUNDARY, INSIDE}
    assert common[local.where == OUTSIDE].max() == 0.0
    assert common[local.where == INSIDE] == pytest.approx(81.0)
    asked = local.where == BOUNDARY
    assert shapely.get_num_coordinates(local.shape[local.unit[asked]]).max() < 60
    again = shapely.area(shapely.intersection(local.shape[local.unit[asked]], shapes[asked]))
    assert again == pytest.approx(common[asked], rel=1e-9, abs=1e-7)


@settings(max_examples=150)
@given(
    layers(most=1),
    st.tuples(st.integers(-3, 12), st.integers(-3, 12), st.integers(1, 9), st.integers(1, 9)),
    st.sampled_from([0.0, 0.25]),
)
def test_clip_is_the_intersection_with_a_box(
    shapes: list[BaseGeometry], frame: tuple[int, int, int, int], off: float
) -> None:
    x, y, width, height = frame
    rectangle = box(x * 10 + off, y * 10 + off, (x + width) * 10 + off, (y + height) * 10 + off)
    clipped = clip_to_boxes(as_array(shapes), shapely.bounds(rectangle)[None, :])
    assert shapely.is_valid(clipped).all()
    assert np.isin(shapely.get_type_id(clipped), (3, 6)).all()
    assert shapely.area(clipped)[0] == pytest.approx(
        shapely.intersection(shapes[0], rectangle).area, rel=1e-9, abs=1e-7
    )


@pytest.mark.parametrize("name", CASES)
def test_the_catalogue_meets_a_grid(name: str) -> None:
    shapes = [shapely.make_valid(g, method="structure", keep_collapsed=False) for g in CASES[name].geometries if g]
    left, right = single(shapes), as_array(grid(12, 12, 17.0, -20.0, -20.0))
    assert_same(areas_by_pair(meet(parts_of(left), parts_of(right), lambda m: m, silent())), plain(left, right))


def test_nothing_meets_nothing() -> None:
    nothing = parts_of(np.empty(0, dtype=object))
    assert meet(nothing, nothing, lambda m: m, silent()) == []
    assert meet(nothing, parts_of(as_array(grid(2, 2, 1.0))), lambda m: m, silent()) == []
    assert union(nothing.geometry, silent()).is_empty


def test_a_coverage_that_geos_refuses_after_all_is_united_by_overlay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Now and then the one question calls a coverage what the other refuses: pieces cut along one drawn edge."""
    monkeypatch.setattr(shapely, "coverage_is_valid", lambda _polygons: True)
    twice = np.array([box(0, 0, 10, 10), box(0, 0, 10, 10), box(10, 0, 20, 10)])
    with pytest.raises(shapely.errors.GEOSException):
        shapely.coverage_union_all(twice)
    assert union(twice, silent()).area == pytest.approx(200.0)
