"""What the mouse means on the map: one tool at a time gets the canvas' events.

A tool holds no map of its own: it asks the canvas to move, and may paint over the map while it works.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from yhgis.ui.canvas import Canvas


class MapTool:
    """What a tool on the map can do; each does what it needs.

    Coordinates are window pixels of the canvas.
    """

    #: By which commands know which tool is on.
    id = ""
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def hint(self) -> str:
        """Return what to do next, for the status bar; empty for what needs no words."""
        return ""

    @property
    def can_undo(self) -> bool:
        """Whether there is a step of the tool's own to take back, before any edit of the map."""
        return False

    @property
    def can_redo(self) -> bool:
        """Whether there is a step of the tool's own to do again."""
        return False

    def undo(self) -> None:
        """Take the last step back; called only while `can_undo`."""

    def redo(self) -> None:
        """Do it again; called only while `can_redo`."""

    def press(self, event: QMouseEvent) -> None:
        """Take a mouse button going down."""

    def move(self, event: QMouseEvent) -> None:
        """Take the mouse moving, with or without a button."""

    def release(self, event: QMouseEvent) -> None:
        """Take a mouse button going up."""

    def double_click(self, event: QMouseEvent) -> None:
        """Take a double click (after its first press and release)."""

    def key(self, event: QKeyEvent) -> bool:
        """Take a key; whether it was of use to the tool."""
        return False

    def let_go(self) -> None:
        """Forget the pressed button, as though it had never gone down; what is under way stays."""

    def cancel(self) -> None:
        """Give up what is under way: Escape, or another tool."""

    def paint(self, painter: QPainter) -> None:
        """Paint over the map."""


class HandTool(MapTool):
    """Drag moves, a click asks what lies there, Shift and drag zooms to a box, a double click zooms in."""

    id = "hand"
    cursor = Qt.CursorShape.OpenHandCursor

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragging = False
        self._box = False

    def press(self, event: QMouseEvent) -> None:
        """Begin a click, a drag or a box."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        self._pressed = self._last = event.position()
        self._dragging = False
        self._box = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)

    def move(self, event: QMouseEvent) -> None:
        """Drag, once the hand has moved far enough to mean it."""
        if self._pressed is None:
            return
        here = event.position()
        if not self._dragging:
            far = (here - self._pressed).manhattanLength() >= QApplication.startDragDistance() // 2
            if not far:
                return
            self._dragging = True
            self.canvas.setCursor(Qt.CursorShape.CrossCursor if self._box else Qt.CursorShape.ClosedHandCursor)
        if self._box:
            self._last = here
            self.canvas.update()
        else:
            step = here - self._last
            self._last = here
            self.canvas.pan(step.x(), step.y())

    def release(self, event: QMouseEvent) -> None:
        """End the drag or the box; a click without either identifies."""
        if self._pressed is None:
            return
        pressed, dragged, box = self._pressed, self._dragging, self._box
        self.cancel()
        if not dragged:
            if event.button() == Qt.MouseButton.LeftButton:
                self.canvas.identify_at(pressed)
        elif box:
            self.canvas.zoom_to_box(QRectF(pressed, event.position()).normalized())
        else:
            self.canvas.navigator.rest()

    def double_click(self, event: QMouseEvent) -> None:
        """Zoom in on the place."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = None
            self.canvas.zoom_by(2.0, event.position())

    def let_go(self) -> None:
        """Forget the click, the drag or the box."""
        self.cancel()

    def cancel(self) -> None:
        """Let go."""
        self._pressed = None
        self._dragging = self._box = False
        self.canvas.setCursor(self.cursor)
        self.canvas.update()

    def paint(self, painter: QPainter) -> None:
        """Paint the box being drawn."""
        if self._pressed is None or not self._dragging or not self._box:
            return
        accent = QColor(self.canvas.accent)
        inner = QColor(accent)
        inner.setAlphaF(0.12)
        painter.setPen(QPen(accent, 1.0))
        painter.setBrush(inner)
        painter.drawRect(QRectF(self._pressed, self._last).normalized())
