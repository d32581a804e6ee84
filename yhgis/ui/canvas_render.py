"""From a frozen question to a true image: composed and painted in the background, the newest question wins."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

# Here and not where they are used: Qt's classes must be named on the main thread first (`yhgis.ui.warm_up`).
from yhgis.carto.map_picture import MapLayer, compose
from yhgis.feedback import Feedback
from yhgis.i18n import Language
from yhgis.model.layer import Layer
from yhgis.model.view import View
from yhgis.paint.image import render
from yhgis.paint.text import measure
from yhgis.ui.tasks import Task, Tasks

_ids = itertools.count(1)


@dataclass(frozen=True, eq=False)
class RenderRequest:
    """Everything that a picture of the map depends on.

    Parameters
    ----------
    view : View
        ``dpi`` is that of the device, so hairlines and thinned vertices fit its dots.
    layers : tuple of MapLayer
        Visible ones, bottom first.
    mask : Layer or None
        Polygons outside of which the map is faded.
    lang : "zh" or "en"
        Of the labels.
    revision : int
        Two requests of one revision differ in their view only.
    """

    view: View
    layers: tuple[MapLayer, ...]
    mask: Layer | None
    lang: Language
    revision: int
    id: int = field(default_factory=lambda: next(_ids))

    def picture(self, feedback: Feedback) -> Picture:
        """Compose and paint; may be called in any thread."""
        drawing = compose(
            self.layers, self.view, measure=measure, lang=self.lang, mask=self.mask, feedback=feedback.part(0.0, 0.5)
        )
        image = render(drawing, self.view.dpi, feedback=feedback.part(0.5, 1.0))
        return Picture(image, self.view, self.revision)


@dataclass(frozen=True, eq=False)
class Picture:
    """An image of the map and the view that it is true for."""

    image: QImage
    view: View
    revision: int

    def of_use_for(self, view: View, revision: int) -> bool:
        """Whether it is the true image of ``view``."""
        return self.view == view and self.revision == revision


class Renderer(QObject):
    """Makes pictures in the background, one at a time.

    Signals
    -------
    painted(Picture)
        A picture is ready; while the map is being dragged it may be of a view a moment ago, still true for its place.
    idle()
        Nothing is being painted and nothing waits.
    """

    painted = Signal(object)
    idle = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._current: tuple[RenderRequest, Task] | None = None
        self._waiting: RenderRequest | None = None

    @property
    def busy(self) -> bool:
        """Whether a picture is on its way."""
        return self._current is not None

    def request(self, request: RenderRequest) -> None:
        """Ask for a picture; what is on its way is stopped if nobody could use it any more."""
        if self._current is None:
            self._start(request)
            return
        self._waiting = request
        running, task = self._current
        if not _still_useful(running, request):
            task.cancel()

    def _start(self, request: RenderRequest) -> None:
        task = self._tasks.run(request.picture, done=self.painted.emit, failed=None, owner=self)
        self._current = (request, task)
        task.ended.connect(self._next)

    def _next(self) -> None:
        self._current = None
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._start(waiting)
        else:
            self.idle.emit()


def _still_useful(running: RenderRequest, newer: RenderRequest) -> bool:
    """Whether the running picture shows part of what is wanted now, at the same scale and of the same map."""
    if running.revision != newer.revision or running.view.scale != newer.view.scale:
        return False
    ax0, ay0, ax1, ay1 = running.view.extent
    bx0, by0, bx1, by1 = newer.view.extent
    shared = max(min(ax1, bx1) - max(ax0, bx0), 0.0) * max(min(ay1, by1) - max(ay0, by0), 0.0)
    return shared > 0.5 * (bx1 - bx0) * (by1 - by0)
