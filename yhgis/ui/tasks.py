"""Background work: the one module of the window that knows threads.

Everybody else writes::

    session.tasks.run(
        lambda feedback: read_layer(path, feedback=feedback),   # in a thread of its own; must touch no widget
        done=self._show,                                        # main thread, once, with what `work` returned
        failed=self._say,                                       # main thread, once, with a UserError
        title=Message("Reading {file}", {"file": path.name}),   # shown in the status bar with a cancel cross
        owner=self,                                             # when this object dies, the answer is dropped
        key="read",                                             # a newer task with the same owner and key replaces this
    )

A `UserError` without ``failed`` is shown as a message.  Any other exception is our mistake: it is raised again on
the main thread, where `sys.excepthook` reports it.  `Task.ended` comes always, once, after ``done`` or ``failed``.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot

from yhgis.errors import Cancelled, UserError
from yhgis.feedback import Feedback
from yhgis.i18n import Message

T = TypeVar("T")
log = logging.getLogger(__name__)

#: Progress is passed on at most this often, so that a talkative loop cannot flood the event queue.
PROGRESS_EVERY_S = 0.05
#: How long a worker may keep Python to itself when the main thread wants to answer the hand (Python's own: 5 ms).
SWITCH_S = 0.001
#: So long a thread waits before it works: who started it waits to hear that it runs, and then for Python's lock.
_LET_GO_S = 0.0002
#: How long closing waits for a work that does not look at its feedback, before the thread is given up.
CLOSE_WAIT_S = 10.0


class Task(QObject):
    """One piece of work on its way; made by `Tasks.run`.

    Signals
    -------
    progressed(float, Message or None)
        Fraction of the work done, 0..1, on the main thread.
    ended()
        After the answer, the error or the cancellation was delivered; also for a dropped answer.
    """

    progressed = Signal(float, object)
    ended = Signal()
    _moved = Signal(float, object)
    _answered = Signal(object, object)

    def __init__(
        self,
        work: Callable[[Feedback], Any],
        done: Callable[[Any], object],
        failed: Callable[[UserError], None] | None,
        cancelled: Callable[[], None] | None,
        title: Message | None,
    ) -> None:
        super().__init__()
        self.title = title
        self.fraction = 0.0
        self.message: Message | None = None
        self._done, self._failed, self._cancelled = done, failed, cancelled
        self._dropped = False
        self._last_progress = 0.0
        self.feedback = Feedback(self._forward)
        self._thread = threading.Thread(target=self._work, args=(work,), name="yhgis-task", daemon=True)
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._moved.connect(self._remember, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin; called once, by `Tasks.run`."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop; ``cancelled`` is called when it has."""
        self.feedback.cancel()

    def drop(self) -> None:
        """Cancel, and deliver nothing: whoever asked no longer wants to know."""
        self._dropped = True
        self.feedback.cancel()

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread; whether it has ended."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _work(self, work: Callable[[Feedback], Any]) -> None:
        """Run in the thread: turn whatever happens into one signal."""
        time.sleep(_LET_GO_S)
        try:
            answer: tuple[Any, BaseException | None] = (work(self.feedback), None)
        except BaseException as error:  # noqa: BLE001 - it is raised again on the main thread
            answer = (None, error)
        self._answered.emit(*answer)

    def _forward(self, fraction: float, message: Message | None) -> None:
        """Pass progress on from the thread, not too often."""
        now = time.monotonic()
        if now - self._last_progress >= PROGRESS_EVERY_S:
            self._last_progress = now
            self._moved.emit(fraction, message)

    @Slot(float, object)
    def _remember(self, fraction: float, message: Message | None) -> None:
        if not self._dropped:
            self.fraction = fraction
            self.message = message or self.message
            self.progressed.emit(fraction, message)

    @Slot(object, object)
    def _deliver(self, value: Any, error: BaseException | None) -> None:
        """Give the answer out, on the main thread."""
        # The thread is in its last instructions.  Waiting for it here means that the last reference to this
        # QObject is never dropped in the thread, which would delete it there.
        self._thread.join()
        done, failed, cancelled = self._done, self._failed, self._cancelled
        self._done = self._failed = self._cancelled = None  # type: ignore[assignment]
        try:
            if not self._dropped:
                _answer(value, error, done, failed, cancelled)
        finally:
            self.ended.emit()


def _answer(
    value: Any,
    error: BaseException | None,
    done: Callable[[Any], object],
    failed: Callable[[UserError], None] | None,
    cancelled: Callable[[], None] | None,
) -> None:
    """Call the one listener that the outcome is for."""
    if error is None:
        done(value)
    elif isinstance(error, Cancelled):
        if cancelled is not None:
            cancelled()
    elif isinstance(error, UserError) and failed is not None:
        failed(error)
    else:
        raise error


class Tasks(QObject):
    """All work of one window; `Session.tasks` is the one that everybody uses.

    Signals
    -------
    started(Task), ended(Task)
        For the status bar, which shows those with a title.
    failed(UserError)
        An error that nobody else listened to.
    """

    started = Signal(object)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH_S)
        self._running: dict[Task, tuple[QObject | None, str]] = {}
        self._closed = False

    @property
    def running(self) -> tuple[Task, ...]:
        """Work that has not delivered yet, oldest first."""
        return tuple(self._running)

    def run(
        self,
        work: Callable[[Feedback], T],
        *,
        done: Callable[[T], object],
        failed: Callable[[UserError], None] | None = None,
        cancelled: Callable[[], None] | None = None,
        title: Message | None = None,
        on_progress: Callable[[float, Message | None], None] | None = None,
        owner: QObject | None = None,
        key: str = "",
    ) -> Task:
        """Run ``work`` in a thread and deliver its answer once, on the main thread.

        Parameters
        ----------
        work : callable
            Takes a `Feedback` to report to and to poll; must not touch widgets.
        done, failed, cancelled : callable, optional
            Exactly one of them is called, except when the answer is dropped.
        title : Message, optional
            Shows the work in the status bar; leave it out for what comes and goes with the hand.
        on_progress : callable, optional
            ``on_progress(fraction, message)`` on the main thread.
        owner : QObject, optional
            Its end drops the answer.
        key : str, optional
            A running task of the same owner and key is cancelled and its answer dropped.
        """
        if key:
            self._replace(owner, key)
        task = Task(work, done, failed or self.failed.emit, cancelled, title)
        if on_progress is not None:
            task.progressed.connect(on_progress)
        if owner is not None:
            owner.destroyed.connect(task.drop)
        task.ended.connect(lambda: self._forget(task))
        self._running[task] = (owner, key)
        self.started.emit(task)
        task.start()
        return task

    def close(self) -> None:
        """Cancel everything and wait for it; nothing is delivered afterwards, `Task.ended` neither."""
        running, self._closed = self.running, True
        for task in running:
            task.drop()
        for task in running:
            if not task.join(CLOSE_WAIT_S):
                log.error("a task did not stop within %s s: %s", CLOSE_WAIT_S, task.title)
            # The answer may already stand in the event queue; whom it is for may be gone when its turn comes.
            QCoreApplication.removePostedEvents(task, QEvent.Type.MetaCall.value)
        self._running.clear()

    def _replace(self, owner: QObject | None, key: str) -> None:
        for task, of in self._running.items():
            if of == (owner, key):
                task.drop()

    def _forget(self, task: Task) -> None:
        if self._closed:
            return
        self._running.pop(task, None)
        self.ended.emit(task)
        # Connections hold lambdas that hold the task: end that ring here, on the main thread, before the garbage
        # collector ends it in a thread of its choice.
        task.deleteLater()


class Throttle(QObject):
    """Calls at once, then at most once an interval, always with the newest arguments; the last call is never lost."""

    def __init__(self, interval_ms: int, call: Callable[..., None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._call = call
        self._pending: tuple[Any, ...] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self._flush)

    def __call__(self, *args: Any) -> None:
        """Call now, or keep ``args`` for the end of the interval."""
        if self._timer.isActive():
            self._pending = args
            return
        self._timer.start()
        self._call(*args)

    def _flush(self) -> None:
        if self._pending is not None:
            args, self._pending = self._pending, None
            self._timer.start()
            self._call(*args)


class Debounce(QObject):
    """Calls once, when nobody has asked for an interval, with the newest arguments."""

    def __init__(self, interval_ms: int, call: Callable[..., None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._call = call
        self._args: tuple[Any, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(lambda: self._call(*self._args))

    def __call__(self, *args: Any) -> None:
        """Ask for the call; an earlier wish is replaced."""
        self._args = args
        self._timer.start()

    def stop(self) -> None:
        """Forget the wish."""
        self._timer.stop()
