"""Sketches: what is drawn encloses what it should, steps go back and forth, faults are found."""

from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from yhgis.model.sketch import Sketch, Steps, square_to

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
HOLE = ((2.0, 2.0), (4.0, 2.0), (4.0, 4.0), (2.0, 4.0))
ISLAND = ((2.5, 2.5), (3.5, 2.5), (3.0, 3.5))
BESIDE = ((20.0, 0.0), (25.0, 0.0), (25.0, 5.0))
numbers = st.integers(-100, 100).map(float)
points = st.tuples(numbers, numbers)


def test_rings_inside_are_holes_and_rings_beside_are_parts() -> None:
    shape = Sketch((HOLE, BESIDE, SQUARE, ISLAND)).geometry()
    assert shape is not None
    assert shape.geom_type == "MultiPolygon"
    assert shape.area == pytest.approx(100 - 4 + 0.5 + 12.5)
    assert sorted(len(part.interiors) for part in shape.geoms) == [0, 0, 1]


def test_a_growing_ring_counts_as_if_it_were_closed() -> None:
    sketch = Sketch()
    for at in SQUARE:
        sketch = sketch.added(at)
    assert sketch.is_open
    assert sketch.geometry() is not None
    assert sketch.geometry().area == 100.0
    assert sketch.ended().rings == (SQUARE,)
    assert sketch.ended().added((50.0, 50.0)).closed == (SQUARE,)


def test_two_vertices_are_no_ring() -> None:
    sketch = Sketch(((SQUARE[0], SQUARE[1]),), True)
    assert sketch.geometry() is None
    assert sketch.ended() == Sketch()


def test_a_vertex_can_be_moved_added_and_removed() -> None:
    sketch = Sketch((SQUARE,))
    assert sketch.moved(0, 2, (12.0, 12.0)).rings[0][2] == (12.0, 12.0)
    more = sketch.inserted(0, 4, (-5.0, 5.0))
    assert more.rings[0][4] == (-5.0, 5.0)
    assert more.deleted(0, 4) == sketch
    triangle = sketch.deleted(0, 0)
    assert len(triangle.rings[0]) == 3
    assert triangle.deleted(0, 0) == Sketch()


@given(st.lists(points, min_size=3, max_size=7, unique=True))
def test_a_proper_outline_has_no_fault_and_a_crossed_one_has(ring: list[tuple[float, float]]) -> None:
    faults = Sketch((tuple(ring),)).faults()
    if shapely.Polygon(ring).is_valid:
        assert not faults
    elif any(_cross(ring, i, j) for j in range(len(ring)) for i in range(j)):
        assert faults


def _cross(ring: list[tuple[float, float]], i: int, j: int) -> bool:
    """Whether two edges cross properly: each has the ends of the other on both its sides."""
    a, b, c, d = ring[i], ring[(i + 1) % len(ring)], ring[j], ring[(j + 1) % len(ring)]

    def side(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def test_a_crossing_is_told_with_its_edges_and_its_place() -> None:
    tie = ((0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0))
    (fault,) = Sketch((tie,)).faults()
    assert fault.edges == (0, 2)
    assert fault.at == pytest.approx((5.0, 5.0))
    assert "1" in str(fault.message)
    assert "3" in str(fault.message)


def test_rings_that_overlap_in_part_are_told() -> None:
    across = ((5.0, 5.0), (15.0, 5.0), (15.0, 8.0), (5.0, 8.0))
    (fault,) = Sketch((SQUARE, across)).faults()
    assert fault.ring == 1
    assert fault.at is not None
    assert Sketch((SQUARE, HOLE, BESIDE)).faults() == ()


@given(points, points, points)
def test_a_right_angle_is_right(previous: tuple, last: tuple, at: tuple) -> None:
    made = square_to(previous, last, at)
    if previous != last:
        before = (last[0] - previous[0], last[1] - previous[1])
        after = (made[0] - last[0], made[1] - last[1])
        dot = before[0] * after[0] + before[1] * after[1]
        cross = before[0] * after[1] - before[1] * after[0]
        assert min(abs(dot), abs(cross)) <= 1e-6 * max(math.hypot(*before) * math.hypot(*after), 1.0)
    assert math.dist(made, at) <= math.dist(last, at) + 1e-9


@given(st.lists(points, min_size=1, max_size=10), st.integers(0, 12))
def test_steps_go_back_and_forth(taken: list[tuple[float, float]], back: int) -> None:
    steps = Steps()
    states = [steps.now]
    for at in taken:
        steps.take(steps.now.added(at))
        states.append(steps.now)
    for _ in range(back):
        steps.undo()
    assert steps.now == states[max(len(states) - 1 - back, 0)]
    while steps.can_redo:
        steps.redo()
    assert steps.now == states[-1]


def test_a_shape_becomes_a_sketch_and_the_same_shape_again() -> None:
    shape = Sketch((SQUARE, HOLE, BESIDE)).geometry()
    assert shape is not None
    again = Sketch.of(shape).geometry()
    assert again is not None
    assert again.equals(shape)
