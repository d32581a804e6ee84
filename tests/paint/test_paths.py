"""Arrays to painter paths: everything once, nothing across, few of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath

from tests.paint.making import box, disc, paths
from yhgis.carto.display_list import Paths
from yhgis.paint.glyphs import elements
from yhgis.paint.paths import FEATURES_A_PATH, feature_bounds, fill_paths, replicated, stroke_paths, within

BOX = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 12), st.integers(1, 12))
BOXES = st.lists(BOX, min_size=1, max_size=60)
#: Enough to be put together; fewer get a path each.
MANY = st.lists(BOX, min_size=60, max_size=150)


def made(boxes: list[tuple[int, int, int, int]]) -> Paths:
    return paths(*(box(*one) for one in boxes))


def rings_of(path: QPainterPath) -> list[np.ndarray]:
    kind, xy = elements(path)
    return np.split(xy, np.flatnonzero(kind == 0)[1:])


@given(BOXES | MANY)
def test_every_feature_is_filled_once(boxes: list[tuple[int, int, int, int]]) -> None:
    drawn = [ring for path in fill_paths(made(boxes), 2.0) for ring in rings_of(path)]
    corners = sorted((float(r[0, 0]), float(r[0, 1]), float(r[2, 0]), float(r[2, 1])) for r in drawn)
    assert corners == sorted((2.0 * x, 2.0 * y, 2.0 * (x + w), 2.0 * (y + h)) for x, y, w, h in boxes)
    assert all((ring[0] == ring[-1]).all() for ring in drawn)


@given(MANY)
@settings(max_examples=50)
def test_features_of_one_path_do_not_overlap(boxes: list[tuple[int, int, int, int]]) -> None:
    for path in fill_paths(made(boxes), 1.0):
        rings = rings_of(path)
        assert len(rings) <= FEATURES_A_PATH
        for i, one in enumerate(rings):
            for other in rings[:i]:
                apart = (one.max(0) <= other.min(0)) | (other.max(0) <= one.min(0))
                assert apart.any()


@given(BOXES)
@settings(max_examples=30)
def test_every_line_is_stroked_once(boxes: list[tuple[int, int, int, int]]) -> None:
    lines = Paths(made(boxes).xy, made(boxes).starts, made(boxes).groups, closed=False)
    drawn = [ring for path in stroke_paths(lines, 1.0) for ring in rings_of(path)]
    assert np.array_equal(np.concatenate(drawn), lines.xy)


def test_holes_stay_with_their_feature() -> None:
    rings = [ring for i in range(100) for ring in (box(5 * i, 0, 4, 4), box(5 * i + 1, 1, 2, 2))]
    ringed = paths(*rings, groups=range(0, 201, 2))
    found = list(fill_paths(ringed, 1.0))
    assert len(found) < 30
    for i in range(100):
        inside = [path for path in found if path.boundingRect().contains(5 * i + 2, 2)]
        assert not any(path.contains(_point(5 * i + 2.0, 2.0)) for path in inside)
        assert any(path.contains(_point(5 * i + 0.5, 2.0)) for path in inside)
    assert {path.fillRule() for path in found} == {Qt.FillRule.OddEvenFill}


@given(BOXES, st.tuples(*[st.integers(0, 60)] * 4), st.integers(0, 3))
def test_what_is_near_a_box(boxes: list[tuple[int, int, int, int]], corners: tuple[int, ...], reach: int) -> None:
    x0, x1 = sorted(corners[:2])
    y0, y1 = sorted(corners[2:])
    left = within(made(boxes), (x0, y0, x1, y1), reach)
    wanted = [
        (x, y, w, h)
        for x, y, w, h in boxes
        if x <= x1 + reach and x + w >= x0 - reach and y <= y1 + reach and y + h >= y0 - reach
    ]
    assert np.array_equal(left.xy, made(wanted).xy if wanted else np.empty((0, 2)))
    assert len(left) == len(wanted)


def test_a_mesh_of_small_features_makes_few_paths() -> None:
    mesh = paths(*(box(i % 100, i // 100, 1, 1) for i in range(5000)))
    assert len(list(fill_paths(mesh, 1.0))) < 5000 / FEATURES_A_PATH * 1.5


def test_nothing_is_made_of_nothing() -> None:
    empty = Paths(np.empty((0, 2)), np.array([0]), np.array([0]))
    assert list(fill_paths(empty, 1.0)) == []
    assert list(stroke_paths(empty, 1.0)) == []


def test_features_without_vertices_do_no_harm() -> None:
    holed = Paths(np.array(box(0, 0, 2, 2), dtype=float), np.array([0, 0, 4, 4]), np.array([0, 1, 2, 2, 3]))
    assert np.isnan(feature_bounds(holed)[[0, 2, 3]]).all()
    assert sum(len(rings_of(path)) for path in fill_paths(holed, 1.0)) == 1


def test_markers_turn_clockwise() -> None:
    arrow = paths([(0, -2), (1, 1), (-1, 1)])
    placed = replicated(arrow, np.array([[10.0, 20.0], [30.0, 40.0]]), np.array([90.0, 0.0]))
    assert np.allclose(placed.xy[0], (12, 20))  # up, turned clockwise, is right
    assert np.allclose(placed.xy[3], (30, 38))
    assert len(placed) == 2
    assert np.allclose(replicated(paths(disc(0, 0, 1)), np.array([[5.0, 5.0]]), None).xy.mean(0), (5, 5))


def _point(x: float, y: float) -> object:
    from PySide6.QtCore import QPointF

    return QPointF(x, y)
