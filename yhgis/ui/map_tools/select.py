"""Selecting on the map: a click, a box, a lasso, a polygon; the answer comes from the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from yhgis.analysis.by_place import features_in
from yhgis.i18n import Message, tr
from yhgis.model.selection import Mode, Selection
from yhgis.ui.canvas_overlay import pixel_of
from yhgis.ui.map_tools.pointing import Ground, PointTool
from yhgis.ui.map_tools.seen import reach_m, seen_layers, topmost

if TYPE_CHECKING:
    from yhgis.feedback import Feedback
    from yhgis.ui.canvas import Canvas


#: Stands for the layer that is chosen in the tree, whichever that is at the time.
TREE = "@tree"


class Choosing(QObject):
    """Asks which features lie at a place or in a shape, and selects them.

    ``wanted`` is the id of the layer to choose from, `TREE`, or empty for the topmost that has something there;
    ``in_tree`` returns the id of the layer chosen in the tree, empty for none.
    """

    def __init__(self, canvas: Canvas, in_tree: Callable[[], str]) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        self.wanted = ""
        self._in_tree = in_tree

    @property
    def layer_id(self) -> str:
        """The layer to choose from; empty for the topmost one."""
        if self.wanted != TREE:
            return self.wanted
        chosen = self._in_tree()
        return chosen if self.canvas.session.state.has(chosen) else ""

    def at(self, place: Ground, mode: Mode) -> None:
        """Select the topmost feature at a place."""
        view = self.canvas.view
        seen, reach = seen_layers(self.canvas.session, view, self.layer_id), reach_m(view)

        def work(feedback: Feedback) -> Selection:
            found = topmost(seen, *place, reach, feedback)
            return Selection() if found is None else Selection(found.layer.id, np.array([found.position]))

        self._run(work, mode)

    def within(self, shape: shapely.Geometry, mode: Mode) -> None:
        """Select all features of a layer that meet a shape: the chosen layer, or the topmost that has any there."""
        seen = seen_layers(self.canvas.session, self.canvas.view, self.layer_id)
        present = self.canvas.session.selecting.current.layer
        if not self.layer_id and mode != "replace" and present:
            seen = [one for one in seen if one.layer.id == present] or seen

        def work(feedback: Feedback) -> Selection:
            for one in seen:
                hits = one.shown(features_in(one.layer, shape, feedback))
                if len(hits):
                    return Selection(one.layer.id, hits)
            return Selection()

        self._run(work, mode)

    def _run(self, work: Callable[[Feedback], Selection], mode: Mode) -> None:
        session = self.canvas.session

        def done(found: Selection) -> None:
            if mode == "replace" or len(found):
                session.selecting.take(found, mode)
            self._say(found)

        session.tasks.run(work, done=done, owner=self, key="select", title=Message("Selecting"))

    def _say(self, found: Selection) -> None:
        """Say when nothing lies there; how many are selected stands in the card."""
        session = self.canvas.session
        if not len(found):
            session.show_message("info", Message("Nothing is selected here."))


def mode_of(modifiers: Qt.KeyboardModifier) -> Mode:
    """Return what a held key means: Ctrl adds, Shift toggles, both remove."""
    ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    if ctrl and shift:
        return "remove"
    return "add" if ctrl else "toggle" if shift else "replace"


class SelectTool(PointTool):
    """A click selects one, a drag what a box meets; with Alt, what the drawn line encloses."""

    id = "select"

    def __init__(self, choosing: Choosing) -> None:
        super().__init__(choosing.canvas)
        self._choosing = choosing
        self._line: list[QPointF] = []
        self._lasso = False
        self._middle = False

    def hint(self) -> str:
        """Return what to do."""
        return tr("Click or drag a box; Alt + drag: free line; Ctrl adds, Shift toggles, both remove; Esc: leave")

    def press(self, event: QMouseEvent) -> None:
        """Begin a click, a box or a free line; the middle button moves the map."""
        super().press(event)
        self._line = [event.position()]
        self._lasso = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        self._middle = event.button() == Qt.MouseButton.MiddleButton

    def drag(self, before: QPointF, here: QPointF) -> None:
        """Draw the box or the line."""
        if self._middle:
            super().drag(before, here)
            return
        self._line.append(here)
        self.canvas.update()

    def dragged(self, pressed: QPointF, event: QMouseEvent) -> None:
        """Select what was enclosed."""
        line, self._line = [*self._line, event.position()], []
        if self._middle:
            super().dragged(pressed, event)
            return
        corners = line if self._lasso else _corners(QRectF(pressed, event.position()).normalized())
        ground = np.array([self.canvas.ground(corner) for corner in corners])
        if len(ground) >= 3:
            shape = shapely.make_valid(shapely.Polygon(ground))
            self._choosing.within(shape, mode_of(event.modifiers()))
        self.canvas.update()

    def set_point(self, at: Ground, modifiers: Qt.KeyboardModifier) -> None:
        """Select what lies there."""
        self._line = []
        self._choosing.at(at, mode_of(modifiers))

    def double_click(self, event: QMouseEvent) -> None:
        """Do nothing more than the two clicks did."""
        self._pressed = None

    def let_go(self) -> None:
        """Forget the pressed button, and the box with it."""
        super().let_go()
        self._line = []

    def give_up(self) -> bool:
        """Drop the box."""
        had = len(self._line) > 1
        self._line = []
        return had

    def paint(self, painter: QPainter) -> None:
        """Paint the box or the line."""
        super().paint(painter)
        if len(self._line) > 1 and not self._middle:
            line = self._line if self._lasso else _corners(QRectF(self._line[0], self._line[-1]).normalized())
            draw_area(painter, QPolygonF(line), QColor(self.canvas.accent))


class SelectPolygonTool(PointTool):
    """Clicks set the corners of an outline; a double click or Enter selects what it meets."""

    id = "select_polygon"

    def __init__(self, choosing: Choosing) -> None:
        super().__init__(choosing.canvas)
        self._choosing = choosing
        self.points: list[Ground] = []
        self._mode: Mode = "replace"

    def hint(self) -> str:
        """Return what to do."""
        return tr("Click the corners; double click or Enter selects (Ctrl adds, Shift toggles); Esc gives up")

    def set_point(self, at: Ground, modifiers: Qt.KeyboardModifier) -> None:
        """Take a corner; the key held at the last one counts."""
        if not self.points or self.points[-1] != at:
            self.points.append(at)
        self._mode = mode_of(modifiers)

    def finish(self) -> None:
        """Select."""
        if len(self.points) >= 3:
            self._choosing.within(shapely.make_valid(shapely.Polygon(self.points)), self._mode)
        self.points = []

    def key(self, event: QKeyEvent) -> bool:
        """Let Ctrl and Shift mean with Enter what they mean with a click."""
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        if held and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._mode = mode_of(held)
        return super().key(event)

    def take_back(self) -> None:
        """Take the last corner back."""
        self.points = self.points[:-1]

    def give_up(self) -> bool:
        """Drop the outline."""
        had, self.points = bool(self.points), []
        return had

    @property
    def can_undo(self) -> bool:
        """Whether there is a corner to take back."""
        return bool(self.points)

    def undo(self) -> None:
        """Take the last corner back."""
        self.take_back()
        self._went_on()

    def paint(self, painter: QPainter) -> None:
        """Paint the outline so far."""
        view, at = self.canvas.view, self.pointed
        if view is not None and self.points:
            points = [*self.points, at] if at is not None else self.points
            line = QPolygonF([pixel_of(view, x, y) for x, y in points])
            draw_area(painter, line, QColor(self.canvas.accent))
        super().paint(painter)


def draw_area(painter: QPainter, outline: QPolygonF, accent: QColor) -> None:
    """Draw an outline with a tint."""
    inner = QColor(accent)
    inner.setAlphaF(0.12)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(accent, 1.2))
    painter.setBrush(inner)
    painter.drawPolygon(outline)
    painter.restore()


def _corners(box: QRectF) -> list[QPointF]:
    return [box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()]
