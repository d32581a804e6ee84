"""Tools that set points: a click sets one, a drag moves the map; by keyboard the space bar, at the map's centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication

from yhgis.ui.tools import MapTool

if TYPE_CHECKING:
    from yhgis.ui.canvas import Canvas

Ground = tuple[float, float]
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
NO_KEYS = Qt.KeyboardModifier.NoModifier


class PointTool(MapTool):
    """What tools that set points have in common.

    A tool overrides `set_point`, `finish`, `take_back` and `give_up`, and `snapped` where points are drawn to others.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.hover: Ground | None = None
        self.by_keyboard = False
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragging = False

    # --- what a tool does ----------------------------------------------------------------------------------------

    def set_point(self, at: Ground, modifiers: Qt.KeyboardModifier) -> None:
        """Take a point."""

    def finish(self) -> None:
        """Take what is drawn so far: Enter or a double click."""

    def take_back(self) -> None:
        """Take the last point back: Backspace."""

    def give_up(self) -> bool:
        """Drop what is under way: Escape; whether there was anything."""
        return False

    def snapped(self, pixel: QPointF, modifiers: Qt.KeyboardModifier) -> Ground:
        """Return the ground that a pixel means."""
        return self.canvas.ground(pixel)

    # --- mouse ---------------------------------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed = self._last = event.position()
            self._dragging = False

    def move(self, event: QMouseEvent) -> None:
        """Move the map with a held button, else show where the next point would come."""
        if self.canvas.view is None:
            return
        here = event.position()
        if self._pressed is not None:
            far = (here - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if self._dragging or far:
                self._dragging = True
                self.drag(self._last, here)
                self._last = here
            return
        self.by_keyboard = False
        self.hover = self.snapped(here, event.modifiers())
        self.canvas.update()

    def drag(self, before: QPointF, here: QPointF) -> None:
        """Move the map; a tool may let a drag mean something else."""
        self.canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.canvas.pan(here.x() - before.x(), here.y() - before.y())

    def release(self, event: QMouseEvent) -> None:
        """Set a point, unless the map was dragged."""
        if self._pressed is None:
            return
        pressed, dragged = self._pressed, self._dragging
        self._let_go()
        if dragged:
            self.dragged(pressed, event)
        elif event.button() == Qt.MouseButton.LeftButton and self.canvas.view is not None:
            self.by_keyboard = False
            self.hover = self.snapped(event.position(), event.modifiers())
            self.set_point(self.hover, event.modifiers())
            self._went_on()

    def dragged(self, pressed: QPointF, event: QMouseEvent) -> None:
        """End a drag."""
        self.canvas.navigator.rest()

    def double_click(self, event: QMouseEvent) -> None:
        """Finish; the first click of the two has set its point."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = None
            self.finish()
            self._went_on()

    # --- keys ----------------------------------------------------------------------------------------------------

    def key(self, event: QKeyEvent) -> bool:
        """Space sets a point at the centre, Enter finishes, Backspace takes back, Escape gives up."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if key in _ARROWS and not modifiers & Qt.KeyboardModifier.ControlModifier:
            self.by_keyboard = True
            self.canvas.update()
            return False  # the map moves under the cross
        if not self._does(key, modifiers):
            return False
        self._went_on()
        return True

    def _does(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        match key:
            case Qt.Key.Key_Space:
                self._point_at_centre(modifiers)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.finish()
            case Qt.Key.Key_Backspace | Qt.Key.Key_Delete:
                self.take_back()
            case Qt.Key.Key_Escape:
                if not self.give_up():
                    self.canvas.use(None)
            case _:
                return False
        return True

    def _point_at_centre(self, modifiers: Qt.KeyboardModifier) -> None:
        if self.canvas.view is not None:
            self.by_keyboard = True
            self.hover = self.snapped(QRectF(self.canvas.rect()).center(), modifiers)
            self.set_point(self.hover, modifiers)

    @property
    def pointed(self) -> Ground | None:
        """Where the next point would come: under the mouse, or at the centre for who works by keyboard."""
        view = self.canvas.view
        if self.by_keyboard and view is not None:
            return self.snapped(QRectF(self.canvas.rect()).center(), NO_KEYS)
        return self.hover

    def let_go(self) -> None:
        """Forget the pressed button; the points that are set stay."""
        self._let_go()

    def cancel(self) -> None:
        """Give up what is under way."""
        self.let_go()
        self.give_up()
        self.canvas.update()

    def _let_go(self) -> None:
        self._pressed = None
        self._dragging = False
        self.canvas.setCursor(self.cursor)

    def _went_on(self) -> None:
        self.canvas.update()
        self.canvas.toolMoved.emit()

    def paint(self, painter: QPainter) -> None:
        """Paint the cross of who works by keyboard."""
        if self.by_keyboard:
            draw_cross(painter, QRectF(self.canvas.rect()).center(), QColor(self.canvas.accent))


def draw_cross(painter: QPainter, at: QPointF, color: QColor) -> None:
    """Draw a cross whose middle is open, so that the place itself stays to be seen."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for pen in (QPen(QColor(255, 255, 255, 230), 3.5), QPen(color, 1.5)):
        painter.setPen(pen)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(at + QPointF(4 * dx, 4 * dy), at + QPointF(14 * dx, 14 * dy))
    painter.restore()
