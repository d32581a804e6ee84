"""Moving about the map by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from yhgis.i18n import tr
from yhgis.ui.canvas_overlay import MM_PER_PIXEL

if TYPE_CHECKING:
    from yhgis.ui.canvas import Canvas

_STEPS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_STEP_PX, _FINE_PX = 120.0, 20.0
_FACTOR = 1.5


def description(hint: str) -> str:
    """Return what a screen reader says of the map: what its tool says to do next, or which keys move it."""
    return hint or tr("Arrow keys move, plus and minus zoom, Home shows everything, Enter asks.")


def answer(canvas: Canvas, event: QEvent) -> bool:
    """Answer the key for the menu, where the system sends it as an event of its own; whether it was that."""
    if not isinstance(event, QContextMenuEvent) or event.reason() != QContextMenuEvent.Reason.Keyboard:
        return False
    _ask_menu(canvas)
    return True


def _ask_menu(canvas: Canvas) -> None:
    """Ask for the menu of the map's centre, once: some systems send key and event."""
    if canvas.view is not None and QApplication.activePopupWidget() is None:
        centre = QRectF(canvas.rect()).center()
        canvas.menuRequested.emit(QPointF(*canvas.ground(centre)), canvas.mapToGlobal(centre).toPoint())


def press(canvas: Canvas, event: QKeyEvent) -> bool:
    """Do what a key means on the map; whether it meant anything."""
    key, shift = Qt.Key(event.key()), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
    if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
        return False
    if key in _STEPS:
        step = _FINE_PX if shift else _STEP_PX
        canvas.navigator.pan(_STEPS[key][0] * step * MM_PER_PIXEL, _STEPS[key][1] * step * MM_PER_PIXEL)
    elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_PageUp):
        canvas.zoom_by(_FACTOR)
    elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore, Qt.Key.Key_PageDown):
        canvas.zoom_by(1 / _FACTOR)
    elif key == Qt.Key.Key_Home:
        canvas.session.zoom_to_all()
    elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        canvas.identify_at(QPointF(canvas.width() / 2, canvas.height() / 2))
    elif key == Qt.Key.Key_Menu or (key == Qt.Key.Key_F10 and shift):
        _ask_menu(canvas)
    elif key == Qt.Key.Key_Escape:
        canvas.tool.cancel()
        canvas.marks.clear()
        canvas.session.highlight(None)
    else:
        return False
    return True
