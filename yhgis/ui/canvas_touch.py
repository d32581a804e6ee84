"""Fingers on the map: two of them zoom about the place between them and take it along; a touch pad's pinch too."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

if TYPE_CHECKING:
    from yhgis.ui.canvas import Canvas

#: On macOS Qt makes gestures of the touch pad's own, which would then count twice.
_HAS_TOUCH_SCREENS = sys.platform != "darwin"


def listen(canvas: Canvas) -> None:
    """Have two fingers on a touch screen told to ``canvas``."""
    if _HAS_TOUCH_SCREENS:
        canvas.grabGesture(Qt.GestureType.PinchGesture)


def answer(canvas: Canvas, event: QEvent) -> bool:
    """Answer an event that is a pinch, on the screen or on the pad; whether it was one."""
    if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
        _zoom(canvas, 1.0 + event.value(), event.position())
        return True
    if not isinstance(event, QGestureEvent):
        return False
    pinch = event.gesture(Qt.GestureType.PinchGesture)
    if not isinstance(pinch, QPinchGesture):
        return False
    event.accept(pinch)
    moved = pinch.centerPoint() - pinch.lastCenterPoint()
    if pinch.state() == Qt.GestureState.GestureStarted:
        moved = QPointF()
        canvas.tool.let_go()  # the first finger has pressed like a mouse before the second came down
    if not moved.isNull():
        canvas.pan(moved.x(), moved.y())
    _zoom(canvas, pinch.scaleFactor(), canvas.mapFromGlobal(pinch.centerPoint()))
    return True


def _zoom(canvas: Canvas, factor: float, at: QPointF) -> None:
    """Zoom under the fingers: at once, for they are the motion."""
    if factor <= 0.0 or factor == 1.0 or canvas.view is None:
        return
    canvas.touched.emit()
    glide = canvas.navigator.glide
    smoothly, glide.duration_ms = glide.duration_ms, 0
    try:
        canvas.zoom_by(factor, at)
    finally:
        glide.duration_ms = smoothly
