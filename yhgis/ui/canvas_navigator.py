"""Where the map looks, and how it gets elsewhere: zoom, pan, fit, previous and next. Knows no widget."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from yhgis.model.view import Extent, View
from yhgis.ui.canvas_history import ViewHistory
from yhgis.ui.canvas_motion import Glide
from yhgis.ui.tasks import Debounce

CLOSEST_SCALE, FARTHEST_SCALE = 200.0, 5_000_000.0
#: The hand has come to rest when it has been still for so long: the view goes into the history.
REST_MS = 350
FIT_MARGIN_MM = 5.0
#: What is smaller (metres) is a point, which is shown with so much ground around it.
_POINT_M, _AROUND_POINT_M = 0.1, 150.0


class Navigator(QObject):
    """The view of a canvas.

    Lengths are millimetres of the window's paper.  Nothing moves before `resize` has told the paper's size.

    Signals
    -------
    moved(View)
        The view is elsewhere; comes at every step of a movement.
    wanted(View)
        A picture of this view will be needed: the goal of a movement, at its beginning.
    historyChanged()
        Previous or next view became possible or impossible.
    """

    moved = Signal(object)
    wanted = Signal(object)
    historyChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = ViewHistory()
        self.view: View | None = None
        self.glide = Glide(self._glided, self)
        self._paper: tuple[float, float, float] | None = None
        self._fitted: Extent | None = None
        self._goal: View | None = None
        self._resting = Debounce(REST_MS, self.rest, self)

    @property
    def goal(self) -> View | None:
        """Where the movement under way ends, or the view itself."""
        return self._goal or self.view

    def resize(self, width_mm: float, height_mm: float, dpi: float) -> None:
        """Take another paper: keep centre and scale, or all of the extent that was last asked for in sight."""
        self._paper = (width_mm, height_mm, dpi)
        self.glide.stop()
        here, self._goal = self.goal, None
        if self._fitted is not None:
            self._become(self._fit(self._fitted))
        elif here is not None:
            self._become(replace(here, width_mm=width_mm, height_mm=height_mm, dpi=dpi))
        if self.view is not None:
            self.wanted.emit(self.view)

    def show_extent(self, extent: Extent, smoothly: bool = True) -> None:
        """Show all of ``extent`` (metres, working CRS) with a margin, also after a resize."""
        shown = _with_ground(extent)
        if self._paper is not None:
            self._go_to(self._fit(shown), smoothly)
        self._fitted = shown

    def zoom_by(self, factor: float, x_mm: float, y_mm: float) -> None:
        """Zoom in (above 1) or out; what lies at the place now stays there, also where the map is on its way."""
        here, goal = self.view, self.goal
        if here is not None and goal is not None:
            self._go_to(here.zoomed(here.scale / _limited(goal.scale / factor), x_mm, y_mm))

    def set_scale(self, scale: float) -> None:
        """Show the same centre at 1 : ``scale``."""
        goal = self.goal
        if goal is not None:
            self._go_to(replace(goal, scale=_limited(scale)))

    def center_on(self, x: float, y: float) -> None:
        """Bring a place (metres, working CRS) to the centre."""
        goal = self.goal
        if goal is not None:
            self._go_to(replace(goal, center_x=x, center_y=y))

    def show(self, x: float, y: float, scale: float) -> None:
        """Show a place (metres, working CRS) in the centre at 1 : ``scale``."""
        goal = self.goal
        if goal is not None:
            self._go_to(replace(goal, center_x=x, center_y=y, scale=_limited(scale)))

    def follow(self, view: View) -> None:
        """Look where another canvas looks, at once: the same centre and scale on this one's paper."""
        if self._paper is None:
            return
        width, height, dpi = self._paper
        wanted = replace(view, width_mm=width, height_mm=height, dpi=dpi)
        if wanted == self.view:
            return
        self.glide.stop()
        self._goal = self._fitted = None
        self._become(wanted)
        self.wanted.emit(wanted)

    def drag(self, dx_mm: float, dy_mm: float) -> None:
        """Move with the hand, at once."""
        if self.view is None:
            return
        self.glide.stop()
        self._goal = self._fitted = None
        self._become(self.view.panned(dx_mm, dy_mm))
        self.wanted.emit(self.view)

    def pan(self, dx_mm: float, dy_mm: float) -> None:
        """Move as an arrow key does."""
        goal = self.goal
        if goal is not None:
            self._go_to(goal.panned(dx_mm, dy_mm))

    def go_back(self) -> None:
        """Return to the view before."""
        self.rest()
        self._revisit(self.history.back())

    def go_forward(self) -> None:
        """Go to the view after, having gone back."""
        self._revisit(self.history.forward())

    def rest(self) -> None:
        """Remember the view: the hand has come to rest."""
        self._resting.stop()
        goal = self.goal
        if goal is not None:
            self.history.visit(goal)
            self.historyChanged.emit()

    def _fit(self, extent: Extent) -> View:
        assert self._paper is not None
        width, height, dpi = self._paper
        fitted = View.fit(extent, width, height, dpi=dpi, margin_mm=FIT_MARGIN_MM)
        return replace(fitted, scale=_limited(fitted.scale))

    def _go_to(self, goal: View, smoothly: bool = True) -> None:
        """Glide to ``goal``, and say right away that its picture will be needed."""
        self._fitted = None
        if self.view is None or not smoothly:
            self.glide.stop()
            self._goal = None
            self._become(goal)
        else:
            self._goal = goal
            self.glide.to(self.view, goal)
        self.wanted.emit(goal)

    def _revisit(self, view: View | None) -> None:
        if view is not None and self._paper is not None:
            width, height, dpi = self._paper
            self._go_to(replace(view, width_mm=width, height_mm=height, dpi=dpi))
            self.historyChanged.emit()

    def _glided(self, view: View) -> None:
        if view == self._goal:
            self._goal = None
        self._become(view)

    def _become(self, view: View) -> None:
        self.view = view
        self._resting()
        self.moved.emit(view)


def _with_ground(extent: Extent) -> Extent:
    """Return the extent, that of a point with ground around it: at the closest scale nobody knows where it is."""
    x0, y0, x1, y1 = extent
    if max(x1 - x0, y1 - y0) >= _POINT_M:
        return extent
    return x0 - _AROUND_POINT_M, y0 - _AROUND_POINT_M, x1 + _AROUND_POINT_M, y1 + _AROUND_POINT_M


def _limited(scale: float) -> float:
    return min(max(scale, CLOSEST_SCALE), FARTHEST_SCALE)
