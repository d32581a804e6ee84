"""Two fingers on the map: the ground between them stays between them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest

from yhgis.ui.canvas import Canvas


def _pinch(canvas: Canvas, steps: list[tuple[QPoint, QPoint]]) -> None:
    screen = QTest.createTouchDevice()
    first, *others = steps
    QTest.touchEvent(canvas, screen).press(0, first[0], canvas).press(1, first[1], canvas)
    for left, right in others:
        QTest.touchEvent(canvas, screen).move(0, left, canvas).move(1, right, canvas)
    QTest.touchEvent(canvas, screen).release(0, others[-1][0], canvas).release(1, others[-1][1], canvas)


def test_fingers_drawn_apart_zoom_in_between_them(canvas: Canvas) -> None:
    assert canvas.view is not None
    scale, under = canvas.view.scale, canvas.ground(QPointF(300, 200))
    _pinch(canvas, [(QPoint(260 - i * 12, 200), QPoint(340 + i * 12, 200)) for i in range(10)])
    assert canvas.view.scale < 0.6 * scale
    assert canvas.ground(QPointF(300, 200)) == pytest.approx(under, abs=2 * canvas.view.metres_per_pixel)


def test_fingers_that_move_take_the_ground_along(canvas: Canvas) -> None:
    assert canvas.view is not None
    before = canvas.view
    _pinch(canvas, [(QPoint(200 + i * 8, 200 + i * 4), QPoint(330 + i * 8, 200 + i * 4)) for i in range(12)])
    assert canvas.view.scale == pytest.approx(before.scale, rel=0.02)
    dot = before.metres_per_pixel
    assert (before.center_x - canvas.view.center_x) / dot == pytest.approx(88, abs=12)
    assert (canvas.view.center_y - before.center_y) / dot == pytest.approx(44, abs=8)


def test_a_pinch_on_the_pad_zooms_at_once(canvas: Canvas) -> None:
    assert canvas.view is not None
    scale, under = canvas.view.scale, canvas.ground(QPointF(100, 300))
    pad = QPointingDevice.primaryPointingDevice()
    assert pad.type() is not QInputDevice.DeviceType.Unknown
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, pad, 2, QPointF(100, 300), QPointF(100, 300), QPointF(100, 300), 0.25,
        QPointF(),
    )  # fmt: skip
    assert canvas.event(event)
    assert canvas.view.scale == pytest.approx(scale / 1.25)
    assert canvas.ground(QPointF(100, 300)) == pytest.approx(under)
