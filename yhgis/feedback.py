"""One object carries progress down to the work and cancellation down with it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from yhgis.errors import Cancelled
from yhgis.i18n import Message

ProgressListener = Callable[[float, Message | None], None]


class Feedback:
    """Progress and cancel for one piece of work; safe to use from any thread.

    Parameters
    ----------
    listener : callable, optional
        Called as ``listener(fraction, message)`` in the worker's thread; fraction is 0..1 of the *work*
        done, never of the time passed.
    """

    def __init__(self, listener: ProgressListener | None = None) -> None:
        self._listener = listener
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next `check`."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise `Cancelled` if the user asked to stop."""
        if self._stop.is_set():
            raise Cancelled

    def progress(self, fraction: float, message: Message | None = None) -> None:
        """Report how much of the work is done (0..1), and check for cancellation."""
        self.check()
        if self._listener is not None:
            self._listener(min(max(fraction, 0.0), 1.0), message)

    def part(self, start: float, end: float) -> Feedback:
        """Return feedback for a step that covers ``start``..``end`` of this work."""
        return _Part(self, start, end)

    def quiet(self, listener: ProgressListener | None = None) -> Feedback:
        """Return feedback that is cancelled with this one and tells it nothing: for one task of many.

        Parameters
        ----------
        listener : callable, optional
            Told how far the task is, as by `Feedback`.
        """
        return _Quiet(self, listener)


class _Part(Feedback):
    """A step of a larger work: its 0..1 is mapped into the parent's range."""

    def __init__(self, parent: Feedback, start: float, end: float) -> None:
        def forward(fraction: float, message: Message | None) -> None:
            parent.progress(start + (end - start) * fraction, message)

        super().__init__(forward)
        self._stop = parent._stop  # noqa: SLF001 - a part is stopped with its whole  # noqa: SLF001 - a part is the same work


class _Quiet(Feedback):
    """One of many tasks at once: stopped with the whole, its progress counted by whoever runs them all."""

    def __init__(self, whole: Feedback, listener: ProgressListener | None) -> None:
        super().__init__(listener)
        self._stop = whole._stop  # noqa: SLF001 - as for a part


def silent() -> Feedback:
    """Return feedback that nobody listens to, for callers that passed none."""
    return Feedback()
