"""Snapping on the canvas: the index of what is in sight, made in the background when the map has come to rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from yhgis.analysis.snapping import Snap, SnapIndex
from yhgis.ui.canvas_overlay import MM_PER_PIXEL, pixel_of
from yhgis.ui.tasks import Debounce

if TYPE_CHECKING:
    from yhgis.feedback import Feedback
    from yhgis.model.view import View
    from yhgis.ui.canvas import Canvas

#: How near the mouse must come to what it snaps to.
REACH_PX = 10.0
_REST_MS = 150


class Snapper(QObject):
    """Draws points to vertices and edges of the visible layers; Shift held leaves them where they are.

    ``index`` is what can be snapped to now, ``last`` what the last point snapped to.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.index = SnapIndex.nothing()
        self.last: Snap | None = None
        self.enabled = True
        self._users = 0
        self._soon = Debounce(_REST_MS, self._build, self)
        canvas.navigator.moved.connect(self._stale)
        canvas.session.mapChanged.connect(self._stale)

    def begin(self) -> None:
        """Be ready for a tool."""
        self._users += 1
        self._build()

    def end(self) -> None:
        """Rest: a tool has no more need of it."""
        self._users = max(self._users - 1, 0)
        self.last = None
        if not self._users:
            self.index = SnapIndex.nothing()

    def snap(self, pixel: QPointF, modifiers: Qt.KeyboardModifier) -> tuple[float, float]:
        """Return the ground that a pixel means."""
        canvas = self._canvas
        x, y = canvas.ground(pixel)
        self.last = None
        if self.enabled and canvas.view is not None and not modifiers & Qt.KeyboardModifier.ShiftModifier:
            reach = REACH_PX * MM_PER_PIXEL * canvas.view.metres_per_mm
            self.last = self.index.nearest(x, y, reach)
        return (x, y) if self.last is None else (self.last.x, self.last.y)

    def paint(self, painter: QPainter, view: View) -> None:
        """Show what the point snapped to: a square for a vertex, a ring for an edge."""
        if self.last is None:
            return
        at = pixel_of(view, self.last.x, self.last.y)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(QColor(255, 255, 255, 235), 4.0), QPen(QColor("#D6006C"), 1.8)):
            painter.setPen(pen)
            if self.last.kind == "vertex":
                painter.drawRect(int(at.x()) - 6, int(at.y()) - 6, 12, 12)
            else:
                painter.drawEllipse(at, 6.0, 6.0)
        painter.restore()

    def _stale(self, *_: object) -> None:
        self.last = None  # it was beneath the mouse where the map was
        if self._users:
            self._soon()

    def _build(self) -> None:
        view, session = self._canvas.view, self._canvas.session
        if view is None or not self._users:
            return
        layers = [entry.layer for entry in session.state.entries if entry.visible]
        extent = view.extent

        def work(feedback: Feedback) -> SnapIndex:
            return SnapIndex.of_layers(layers, extent, feedback)

        session.tasks.run(work, done=self._take, owner=self, key="snap")

    def _take(self, index: SnapIndex) -> None:
        if self._users:
            self.index = index
