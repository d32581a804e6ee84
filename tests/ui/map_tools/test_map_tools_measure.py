"""Measuring on the map."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from yhgis.analysis.measuring import ring_area, segment_lengths
from yhgis.model.result import Basis
from yhgis.ui.main_window import MainWindow
from yhgis.ui.map_tools.figures import Measurement, length_text, tag_box
from yhgis.ui.session import Session


def test_a_line_is_measured_kept_and_copied(hand, window: MainWindow, session: Session) -> None:
    hand.do("measure_length")
    window.toolbox.snapper.enabled = False
    places = [window.canvas.ground(QPointF(x, y)) for x, y in ((200, 200), (400, 260), (500, 180))]
    hand.click(200, 200)
    hand.click(400, 260)
    hand.move(450, 220)
    whole = segment_lengths(np.array(places), Basis.ELLIPSOIDAL).sum()
    assert window.canvas.tool.tag(places[2])[0] == length_text(whole)
    hand.double_click(500, 180)
    measuring = window.toolbox.measuring
    assert len(measuring.kept) == 1
    assert measuring.kept[0].length_m == pytest.approx(whole)
    assert math.isclose(measuring.kept[0].totals[1], segment_lengths(np.array(places[:2]), Basis.ELLIPSOIDAL)[0])
    hand.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 3
    assert lines[1].split("\t")[0] == "1"
    assert "椭球面积" in lines[2]
    hand.do("measure_clear")
    assert not measuring.kept
    assert not window.bars.actions["measure_clear"].isEnabled()


def test_an_area_by_keyboard_in_all_units(hand, window: MainWindow, session: Session) -> None:
    hand.do("measure_area")
    window.toolbox.snapper.enabled = False
    corners = [(490_000.0, 3_358_000.0), (492_000.0, 3_358_000.0), (492_000.0, 3_360_000.0), (490_000.0, 3_360_000.0)]
    for corner in corners:
        window.canvas.navigator.center_on(*corner)
        hand.key(Qt.Key.Key_Space)
    assert window.canvas.tool.by_keyboard
    words = window.toolbox.measuring.card.words.text()
    assert all(unit in words for unit in ("m²", "公顷", "亩", "km²"))
    hand.key(Qt.Key.Key_Return)
    (kept,) = window.toolbox.measuring.kept
    assert kept.area_m2 == pytest.approx(ring_area(np.array(corners), Basis.ELLIPSOIDAL), rel=1e-9)
    assert kept.area_m2 == pytest.approx(4e6, rel=1e-4)
    hand.idle()


def test_steps_go_back_before_the_maps_own(hand, window: MainWindow, session: Session) -> None:
    session.set_theme("layout")
    hand.do("measure_length")
    for x in (200, 300, 400):
        hand.click(x, 300)
    tool = window.canvas.tool
    assert "点" in window.bars.actions["undo"].text()
    for left in (2, 1, 0):
        window.bars.actions["undo"].trigger()
        assert len(tool.points) == left
        assert session.state.theme == "layout"
    window.bars.actions["redo"].trigger()
    assert len(tool.points) == 1
    hand.key(Qt.Key.Key_Backspace)
    hand.key(Qt.Key.Key_Escape)
    assert window.canvas.tool.id == "hand"
    window.bars.actions["undo"].trigger()
    assert session.state.theme == "towns"
    hand.idle()


def test_points_snap_to_what_is_visible_unless_shift_is_held(hand, window: MainWindow, session: Session) -> None:
    from yhgis.ui.canvas_overlay import pixel_of

    hand.do("measure_length")
    hand.until(lambda: len(window.toolbox.snapper.index.vertices) > 0)
    vertex = window.toolbox.snapper.index.vertices[len(window.toolbox.snapper.index.vertices) // 2]
    at = pixel_of(window.canvas.view, *vertex)
    hand.click(round(at.x()) + 1, round(at.y()))
    tool = window.canvas.tool
    known = {tuple(v) for v in window.toolbox.snapper.index.vertices.tolist()}
    assert tool.points[0] in known
    hand.click(round(at.x()) + 3, round(at.y()), Qt.KeyboardModifier.ShiftModifier)
    assert tool.points[1] == window.canvas.ground(QPointF(round(at.x()) + 3, round(at.y())))
    hand.do("hand")
    assert not len(window.toolbox.snapper.index.vertices)
    hand.idle()


def test_dragging_moves_the_map_and_sets_no_point(hand, window: MainWindow) -> None:
    hand.do("measure_length")
    under = window.canvas.ground(QPointF(300, 300))
    hand.drag((300, 300), (340, 320), (400, 350))
    assert window.canvas.tool.points == []
    assert window.canvas.ground(QPointF(400, 350)) == pytest.approx(under, abs=1.0)
    hand.idle()


@pytest.mark.parametrize("at", [(5, 5), (600, 5), (5, 400), (635, 475), (300, 200)])
def test_the_tag_never_hides_the_place_and_stays_on_the_map(at: tuple[int, int]) -> None:
    inside = QRectF(0, 0, 640, 480)
    box = tag_box(inside, QPointF(*at), 150, 46)
    assert inside.contains(box)
    assert not box.adjusted(-8, -8, 8, 8).contains(QPointF(*at))


def test_the_basis_is_the_sessions(hand, window: MainWindow, session: Session) -> None:
    session.remember(basis="planar")
    hand.do("measure_area")
    assert window.canvas.tool.measurement().basis is Basis.PLANAR
    far = Measurement(((470_000.0, 3.35e6), (471_000.0, 3.35e6), (471_000.0, 3.351e6)), True, Basis.PLANAR)
    assert far.area_m2 == pytest.approx(500_000.0, rel=1e-12)


def test_everything_in_the_card_has_a_name(hand, window: MainWindow, session: Session) -> None:
    hand.do("measure_length")
    card = window.toolbox.measuring.card
    for language in ("zh", "en"):
        session.set_language(language)
        assert card.accessibleName()
        assert card.cross.accessibleName()
        assert card.copy.text()
        assert window.canvas.rect().contains(card.geometry())
    hand.idle()


def test_two_fingers_zoom_without_losing_what_is_under_way(hand, window: MainWindow) -> None:
    hand.do("measure_area")
    window.toolbox.snapper.enabled = False
    hand.click(200, 200)
    hand.click(400, 260)
    points = list(window.canvas.tool.points)
    screen, scale = QTest.createTouchDevice(), window.canvas.view.scale
    canvas = window.canvas
    QTest.touchEvent(canvas, screen).press(0, QPoint(260, 200), canvas).press(1, QPoint(340, 200), canvas)
    for i in range(8):
        left, right = QPoint(260 - i * 12, 200), QPoint(340 + i * 12, 200)
        QTest.touchEvent(canvas, screen).move(0, left, canvas).move(1, right, canvas)
    QTest.touchEvent(canvas, screen).release(0, QPoint(176, 200), canvas).release(1, QPoint(424, 200), canvas)
    assert canvas.view.scale < 0.8 * scale
    assert canvas.tool.points[:2] == points
    hand.idle()
