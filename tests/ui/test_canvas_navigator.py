"""Where the map looks: what moves, what stays, what is remembered."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from yhgis.model.view import View
from yhgis.ui.canvas_history import ViewHistory
from yhgis.ui.canvas_motion import between
from yhgis.ui.canvas_navigator import CLOSEST_SCALE, FARTHEST_SCALE, Navigator

EXTENT = (480_000.0, 3_340_000.0, 500_000.0, 3_360_000.0)
WIDTH, HEIGHT = 200.0, 150.0
START = View(500_000, 3_350_000, 100_000, WIDTH, HEIGHT)


def navigator(*, glides: bool = False) -> Navigator:
    made = Navigator()
    if not glides:
        made.glide.duration_ms = 0
    made.resize(WIDTH, HEIGHT, 96.0)
    made.show_extent(EXTENT)
    return made


def holds(view: View, extent: tuple[float, float, float, float]) -> bool:
    x0, y0, x1, y1 = view.extent
    return x0 <= extent[0] and y0 <= extent[1] and x1 >= extent[2] and y1 >= extent[3]


def test_an_extent_asked_for_before_there_is_a_size_is_shown_when_there_is(qtbot: QtBot) -> None:
    made = Navigator()
    made.show_extent(EXTENT)
    assert made.view is None
    made.resize(WIDTH, HEIGHT, 96.0)
    assert made.view is not None
    assert holds(made.view, EXTENT)


def test_a_fitted_extent_stays_in_sight_when_the_window_changes(qtbot: QtBot) -> None:
    made = navigator()
    made.resize(80.0, 200.0, 192.0)
    assert made.view is not None
    assert holds(made.view, EXTENT)
    assert made.view.dpi == 192.0


def test_after_a_drag_a_resize_keeps_centre_and_scale(qtbot: QtBot) -> None:
    made = navigator()
    made.drag(10.0, 0.0)
    before = made.view
    made.resize(80.0, 200.0, 96.0)
    assert before is not None
    assert made.view is not None
    assert (made.view.center_x, made.view.center_y, made.view.scale) == (before.center_x, before.center_y, before.scale)
    assert (made.view.width_mm, made.view.height_mm) == (80.0, 200.0)


def test_a_point_is_shown_with_ground_around_it(qtbot: QtBot) -> None:
    made = navigator()
    made.show_extent((490_000.0, 3_350_000.0, 490_000.0, 3_350_000.0))
    assert made.view is not None
    assert made.view.scale > 3 * CLOSEST_SCALE
    assert (made.view.center_x, made.view.center_y) == (490_000.0, 3_350_000.0)
    made.resize(80.0, 80.0, 96.0)
    assert holds(made.view, (489_900.0, 3_349_900.0, 490_100.0, 3_350_100.0))


def test_dragging_moves_the_ground_with_the_hand(qtbot: QtBot) -> None:
    made = navigator()
    assert made.view is not None
    under = made.view.to_ground(50.0, 50.0)
    made.drag(12.0, -7.0)
    assert made.view.to_ground(62.0, 43.0) == pytest.approx(under)


@given(
    factor=st.floats(0.2, 5.0),
    x=st.floats(0, WIDTH),
    y=st.floats(0, HEIGHT),
    steps=st.lists(st.floats(0, 1), max_size=4),
)
def test_zoom_keeps_the_place_under_the_cursor(factor: float, x: float, y: float, steps: list[float]) -> None:
    goal = START.zoomed(factor, x, y)
    under = START.to_ground(x, y)
    for share in (*steps, 0.0, 1.0):
        assert between(START, goal, share).to_ground(x, y) == pytest.approx(under, abs=0.01)


def test_zoom_stops_at_the_limits(qtbot: QtBot) -> None:
    made = navigator()
    for _ in range(100):
        made.zoom_by(3.0, 10.0, 10.0)
    assert made.view is not None
    assert made.view.scale == pytest.approx(CLOSEST_SCALE)
    for _ in range(100):
        made.zoom_by(1 / 3.0, 10.0, 10.0)
    assert made.view.scale == pytest.approx(FARTHEST_SCALE)
    made.set_scale(0.001)
    assert made.view.scale == CLOSEST_SCALE


def test_wheel_turns_add_up_while_the_map_still_glides(qtbot: QtBot) -> None:
    made = navigator(glides=True)
    assert made.view is not None
    first = made.view.scale
    for _ in range(3):
        made.zoom_by(2.0, 100.0, 75.0)
    assert made.goal is not None
    assert made.goal.scale == pytest.approx(first / 8)
    with qtbot.waitSignal(made.moved, check_params_cb=lambda view: math.isclose(view.scale, first / 8)):
        pass
    assert made.view == made.goal


def test_a_wheel_turn_elsewhere_while_the_map_still_glides_keeps_what_is_seen_there(qtbot: QtBot) -> None:
    made = navigator(glides=True)
    assert made.view is not None
    first = made.view.scale
    made.zoom_by(2.0, 20.0, 30.0)
    qtbot.waitUntil(lambda: made.view.scale < 0.9 * first)
    under = made.view.to_ground(150.0, 100.0)
    made.zoom_by(1.5, 150.0, 100.0)
    assert made.goal is not None
    assert made.goal.scale == pytest.approx(first / 3)
    seen: list[View] = []
    made.moved.connect(seen.append)
    qtbot.waitUntil(lambda: made.view == made.goal)
    for view in seen:
        assert view.to_ground(150.0, 100.0) == pytest.approx(under, abs=0.01)


def test_a_glide_says_at_its_beginning_which_picture_it_will_need(qtbot: QtBot) -> None:
    made = navigator()
    made.glide.duration_ms = 50
    wanted: list[View] = []
    made.wanted.connect(wanted.append)
    made.zoom_by(2.0, 30.0, 30.0)
    assert wanted == [made.goal]
    assert made.view != made.goal


def test_back_and_forward_walk_the_views_where_the_hand_rested(qtbot: QtBot) -> None:
    made = navigator()
    made.rest()
    places = [made.view]
    for _ in range(2):
        made.pan(20.0, 0.0)
        made.rest()
        places.append(made.view)
    made.go_back()
    assert made.view == places[1]
    made.go_back()
    assert made.view == places[0]
    assert not made.history.can_go_back
    made.go_back()
    assert made.view == places[0]
    made.go_forward()
    made.go_forward()
    assert made.view == places[2]
    assert not made.history.can_go_forward


def test_going_back_into_another_window_size_keeps_the_paper(qtbot: QtBot) -> None:
    made = navigator()
    made.rest()
    made.pan(20.0, 0.0)
    made.resize(90.0, 90.0, 96.0)
    made.go_back()
    assert made.view is not None
    assert (made.view.width_mm, made.view.height_mm) == (90.0, 90.0)


def test_a_new_view_cuts_off_what_lay_ahead() -> None:
    history = ViewHistory()
    one, two, three = (START.panned(20.0 * i, 0.0) for i in range(3))
    history.visit(one)
    history.visit(two)
    assert history.back() == one
    history.visit(three)
    assert not history.can_go_forward
    assert history.back() == one


def test_the_same_place_in_another_window_size_is_no_new_view() -> None:
    history = ViewHistory()
    history.visit(START)
    history.visit(View(START.center_x, START.center_y, START.scale, 99.0, 99.0))
    assert not history.can_go_back


def test_history_forgets_the_oldest() -> None:
    history = ViewHistory()
    for i in range(300):
        history.visit(START.panned(20.0 * i, 0.0))
    steps = 0
    while history.back() is not None:
        steps += 1
    assert steps == 99
