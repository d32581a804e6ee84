"""From a frozen question to a true image: painted in the background, the newest question wins."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, Signal

# Here and not where they are used: Qt's classes must be named on the main thread first (`yhgis.ui.warm_up`).
from yhgis.feedback import Feedback
from yhgis.ui.canvas_question import Painted, Question, Show
from yhgis.ui.canvas_rasters import Rasters
from yhgis.ui.tasks import Task, Tasks


@dataclass(frozen=True, eq=False)
class RenderRequest:
    """A question with the images that its answer is made from."""

    question: Question
    rasters: Rasters = field(default_factory=Rasters)

    def picture(self, feedback: Feedback, show: Show | None = None) -> Painted:
        """Paint; may be called in any thread, for one canvas in one at a time."""
        return self.rasters.paint(self.question, feedback, show)


class Renderer(QObject):
    """Makes pictures in the background, one at a time.

    Signals
    -------
    painted(Painted)
        A picture is ready; while the map is being dragged it may be of a view a moment ago, still true for its place.
    piece(Painted)
        A part of a picture that takes long, or all of it roughly.
    idle()
        Nothing is being painted and nothing waits.
    """

    painted = Signal(object)
    piece = Signal(object)
    idle = Signal()
    _shown = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rasters = Rasters()
        self._tasks = tasks
        self._current: tuple[RenderRequest, Task] | None = None
        self._waiting: RenderRequest | None = None
        self._shown.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a picture is on its way."""
        return self._current is not None

    def ask(self, question: Question) -> None:
        """Ask for a picture of ``question``."""
        self.request(RenderRequest(question, self.rasters))

    def request(self, request: RenderRequest) -> None:
        """Ask for a picture; what is on its way is stopped if nobody could use it any more."""
        if self._current is None:
            self._start(request)
            return
        self._waiting = request
        running, task = self._current
        if not _still_useful(running.question, request.question):
            task.cancel()

    def _start(self, request: RenderRequest) -> None:
        task = self._tasks.run(
            lambda feedback: request.picture(feedback, self._shown.emit), done=self.painted.emit, owner=self
        )
        self._current = (request, task)
        task.ended.connect(self._next)

    def _pass_on(self, piece: Painted) -> None:
        """Show a piece, unless what it belongs to has been stopped since."""
        if self._current is not None and not self._current[1].feedback.cancelled:
            self.piece.emit(piece)

    def _next(self) -> None:
        self._current = None
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._start(waiting)
        else:
            self.idle.emit()


def _still_useful(running: Question, newer: Question) -> bool:
    """Whether the running picture shows part of what is wanted now, at the same scale and of the same map."""
    if running.revision != newer.revision or running.view.scale != newer.view.scale:
        return False
    ax0, ay0, ax1, ay1 = running.view.extent
    bx0, by0, bx1, by1 = newer.view.extent
    shared = max(min(ax1, bx1) - max(ax0, bx0), 0.0) * max(min(ay1, by1) - max(ay0, by0), 0.0)
    return shared > 0.5 * (bx1 - bx0) * (by1 - by0)
