"""Drawing a footprint: vertices set, moved, added, removed; holes and parts; each step can be taken back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication

from yhgis.analysis.snapping import on_edges
from yhgis.i18n import tr
from yhgis.model.sketch import Ring, Sketch, Steps, square_to
from yhgis.ui.canvas_overlay import MM_PER_PIXEL, pixel_of
from yhgis.ui.map_tools.draw_paint import draw_sketch
from yhgis.ui.map_tools.figures import area_text, draw_tag, length_text
from yhgis.ui.map_tools.pointing import Ground, PointTool

if TYPE_CHECKING:
    from yhgis.ui.map_tools.drawing import Drawing

#: How near the mouse must come to a vertex or an edge to take hold of it.
_GRAB_PX = 9.0
#: A vertex chosen by keyboard is brought to the centre from so near the edge of the view, as a share of its size.
_AT_THE_EDGE = 0.1
_NUDGES = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}


@dataclass(frozen=True)
class Held:
    """A vertex that is chosen or in hand."""

    ring: int
    vertex: int


class DrawTool(PointTool):
    """Clicks set vertices; what is drawn can be taken hold of at its vertices and edges."""

    id = "draw"

    def __init__(self, drawing: Drawing) -> None:
        super().__init__(drawing.canvas)
        self._drawing = drawing
        self.held: Held | None = None
        self.square = False
        self._moving = False
        self._before_move: Sketch | None = None

    @property
    def steps(self) -> Steps:
        """The states of what is drawn."""
        return self._drawing.steps

    @property
    def sketch(self) -> Sketch:
        """What is drawn now."""
        return self.steps.now

    def hint(self) -> str:
        """Return what to do next."""
        if self.sketch.is_open:
            return tr("Click on; Enter or double click closes the ring; R: right angles, Shift: no snapping, "
                      "Backspace: one back")
        if self.sketch.rings:
            return tr("Drag a vertex or an edge; [ ] choose a vertex, Delete removes it; click beside: another part "
                      "or hole; Enter: done")
        return tr("Click the first corner, press Space at the cross, or type coordinates; Esc: leave")

    # --- setting points ------------------------------------------------------------------------------------------

    def snapped(self, pixel: QPointF, modifiers: Qt.KeyboardModifier) -> Ground:
        """Return the ground that a pixel means: snapped, else square to the last edge where that is wanted."""
        at = self._drawing.snapper.snap(pixel, modifiers)
        ring = self.sketch.growing
        square = self.square != bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if square and ring:
            at = square_to(ring[-2] if len(ring) > 1 else None, ring[-1], at)
            if self._drawing.snapper.last is not None:
                self._drawing.snapper.last = None  # the right angle has the last word
        return at

    def set_point(self, at: Ground, modifiers: Qt.KeyboardModifier) -> None:
        """Add a vertex; the ring's first one closes it."""
        ring = self.sketch.growing
        if len(ring) >= 3 and self._pixels_apart(at, ring[0]) <= _GRAB_PX:
            self.end_ring()
        elif not ring or ring[-1] != at:
            self.held = None
            self._take(self.sketch.added(at))

    def end_ring(self) -> None:
        """Close the ring that grows."""
        self._take(self.sketch.ended())

    def finish(self) -> None:
        """Close the ring; with none open, make a layer of what is drawn."""
        if self.sketch.is_open:
            self.end_ring()
        elif self.sketch.rings:
            self._drawing.finish()

    def take_back(self) -> None:
        """Remove the chosen vertex, else the last one of the ring that grows."""
        if self.held is not None:
            held, self.held = self.held, None
            self._take(self.sketch.deleted(held.ring, held.vertex))
        elif self.sketch.is_open:
            last = len(self.sketch.rings) - 1
            self._take(self.sketch.deleted(last, len(self.sketch.growing) - 1))

    def give_up(self) -> bool:
        """Drop the chosen vertex, else the ring that grows (a step that can be taken back)."""
        if self._put_back():
            return True
        if self.held is not None:
            self.held = None
            return True
        if self.sketch.is_open:
            self._take(Sketch(self.sketch.closed))
            return True
        return False

    def let_go(self) -> None:
        """Forget the pressed button; a vertex in hand goes back."""
        super().let_go()
        self._put_back()

    def cancel(self) -> None:
        """Let go of the mouse; what is drawn stays for the next time."""
        self.let_go()
        self.held = None
        self.canvas.update()

    def _put_back(self) -> bool:
        """Put the vertex in hand back where it was; whether there was one."""
        if not self._moving or self._before_move is None:
            return False
        self.steps.now = self._before_move
        self._moving, self._before_move = False, None
        self._drawing.changed()
        return True

    def _take(self, sketch: Sketch) -> None:
        self.steps.take(sketch)
        self._drawing.changed()

    # --- taking hold ---------------------------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        """Take hold of a vertex or an edge under the mouse, else begin a click."""
        self._before_move = None
        if event.button() == Qt.MouseButton.LeftButton and not self.sketch.is_open:
            self._grab(event.position())
        super().press(event)

    def _grab(self, pixel: QPointF) -> None:
        held = self._vertex_at(pixel)
        edge = self._edge_at(pixel) if held is None else None
        self._moving = held is not None or edge is not None
        if not self._moving:
            return
        self._before_move = self.sketch
        if edge is not None:
            ring, before, at = edge
            self.steps.now = self.sketch.inserted(ring, before, at)
            held = Held(ring, before)
        self.held = held

    def drag(self, before: QPointF, here: QPointF) -> None:
        """Move the vertex in hand, else the map."""
        if not self._moving or self.held is None:
            super().drag(before, here)
            return
        to = self._drawing.snapper.snap(here, QApplication.keyboardModifiers())
        self.steps.now = self.sketch.moved(self.held.ring, self.held.vertex, to)
        self.hover = to
        self._drawing.changed()

    def release(self, event: QMouseEvent) -> None:
        """Make one step of what the vertex in hand did."""
        if not self._moving:
            super().release(event)
            return
        after, start = self.sketch, self._before_move
        self._moving, self._before_move = False, None
        self._let_go()
        if start is not None:
            self.steps.now = start
            self._take(after)
        self._went_on()

    def double_click(self, event: QMouseEvent) -> None:
        """Close the ring that grows; never finish by it, a vertex may have been meant."""
        self._pressed = None
        if event.button() == Qt.MouseButton.LeftButton and self.sketch.is_open:
            self.end_ring()
            self._went_on()

    def _vertex_at(self, pixel: QPointF) -> Held | None:
        nearest: tuple[float, Held] | None = None
        for number, ring in enumerate(self.sketch.rings):
            for vertex, apart in enumerate(self._distances(ring, pixel)):
                if apart <= _GRAB_PX and (nearest is None or apart < nearest[0]):
                    nearest = (apart, Held(number, vertex))
        return nearest[1] if nearest is not None else None

    def _edge_at(self, pixel: QPointF) -> tuple[int, int, Ground] | None:
        """Return ring, vertex number that a new vertex would get, and its place, for an edge under the mouse."""
        x, y = self.canvas.ground(pixel)
        reach = _GRAB_PX * MM_PER_PIXEL * (self.canvas.view.metres_per_mm if self.canvas.view else 0.0)
        for number, ring in enumerate(self.sketch.closed):
            xy = np.array(ring)
            places = on_edges(np.hstack([xy, np.roll(xy, -1, axis=0)]), x, y)
            apart = np.hypot(places[:, 0] - x, places[:, 1] - y)
            edge = int(apart.argmin())
            if apart[edge] <= reach:
                return number, edge + 1, (float(places[edge, 0]), float(places[edge, 1]))
        return None

    def _distances(self, ring: Ring, pixel: QPointF) -> Sequence[float]:
        view = self.canvas.view
        if view is None:
            return ()
        paper = view.to_paper(np.array(ring)) / MM_PER_PIXEL
        apart: list[float] = np.hypot(paper[:, 0] - pixel.x(), paper[:, 1] - pixel.y()).tolist()
        return apart

    def _pixels_apart(self, one: Ground, other: Ground) -> float:
        view = self.canvas.view
        metres = math.hypot(one[0] - other[0], one[1] - other[1])
        return metres * view.mm_per_metre / MM_PER_PIXEL if view is not None else math.inf

    # --- keys ----------------------------------------------------------------------------------------------------

    def key(self, event: QKeyEvent) -> bool:
        """Choose a vertex with [ and ], move it with Ctrl and the arrows, R for right angles."""
        key = Qt.Key(event.key())
        if key in _NUDGES and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.held is not None:
            self._nudge(*_NUDGES[key])
        elif key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            self._choose_next(1 if key == Qt.Key.Key_BracketRight else -1)
        elif key == Qt.Key.Key_R:
            self.square = not self.square
        else:
            return super().key(event)
        self._went_on()
        return True

    def _nudge(self, dx: float, dy: float) -> None:
        view, held = self.canvas.view, self.held
        if view is not None and held is not None:
            step = MM_PER_PIXEL * view.metres_per_mm
            x, y = self.sketch.rings[held.ring][held.vertex]
            self._take(self.sketch.moved(held.ring, held.vertex, (x + dx * step, y + dy * step)))

    def _choose_next(self, step: int) -> None:
        every = [Held(number, vertex) for number, ring in enumerate(self.sketch.rings) for vertex in range(len(ring))]
        if every:
            at = every.index(self.held) if self.held in every else -1 if step > 0 else 0
            self.held = every[(at + step) % len(every)]
            self._bring_into_sight(self.sketch.rings[self.held.ring][self.held.vertex])

    def _bring_into_sight(self, place: Ground) -> None:
        """Centre on a place that lies outside the view or at its edge; the map stays put for one that is seen."""
        view = self.canvas.view
        if view is None:
            return
        x0, y0, x1, y1 = view.extent
        edge_x, edge_y = _AT_THE_EDGE * (x1 - x0), _AT_THE_EDGE * (y1 - y0)
        if not (x0 + edge_x <= place[0] <= x1 - edge_x and y0 + edge_y <= place[1] <= y1 - edge_y):
            self.canvas.navigator.center_on(*place)

    # --- steps ---------------------------------------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self.steps.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return self.steps.can_redo

    def undo(self) -> None:
        """Take the last step back."""
        self.held = None
        self.steps.undo()
        self._drawing.changed()
        self._went_on()

    def redo(self) -> None:
        """Do it again."""
        self.held = None
        self.steps.redo()
        self._drawing.changed()
        self._went_on()

    # --- painting ------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        """Paint what is drawn, on to the mouse, with what is wrong in red."""
        view = self.canvas.view
        if view is None:
            return
        at = self.pointed if self.sketch.is_open else None
        held = (self.held.ring, self.held.vertex) if self.held is not None else None
        draw_sketch(painter, view, self.sketch, self._drawing.faults, at, held)
        if at is not None:
            edge = math.dist(self.sketch.growing[-1], at)
            lines = [length_text(edge)] if edge else []
            if self._drawing.area_m2:
                lines.append(area_text(self._drawing.area_m2))
            if lines:
                draw_tag(painter, QRectF(self.canvas.rect()), pixel_of(view, *at), lines)
        self._drawing.snapper.paint(painter, view)
        super().paint(painter)
