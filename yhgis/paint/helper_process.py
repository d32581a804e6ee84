"""A second process that paints along: QPainter holds the interpreter's lock, so threads would take turns.

One at a time, started when something large is coming up, so that it stands ready when it is needed; it ends when it
has had nothing to do for a while, and with the program.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

Answer = TypeVar("Answer")

# Without work for so long, the helper goes; it takes about 100 MB.
_IDLE_S = 60.0


class HelperLost(Exception):
    """The helper ended, or could not do what it was asked: the caller does it itself, and sees why."""


class HelperProcess:
    """The process; not for several threads at a time."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there,), name="yhgis-painter", daemon=True)
        self._process.start()
        there.close()
        self._ready = False

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.is_alive()

    def ready(self, timeout_s: float = 0.0) -> bool:
        """Whether it can be asked, waiting at most so long."""
        if not self._ready:
            try:
                self._ready = self._connection.poll(timeout_s) and bool(self._connection.recv())
            except (EOFError, OSError) as error:
                raise HelperLost from error
        return self._ready

    def call(self, function: Callable[..., Answer], *arguments: object) -> Answer:
        """Return what ``function``, one of a module's own, returns there.

        Raises
        ------
        HelperLost
        """
        try:
            self._connection.send((function, arguments))
            done, answer = self._connection.recv()
        except (EOFError, OSError) as error:
            raise HelperLost from error
        if not done:
            raise HelperLost(answer)
        return answer  # type: ignore[no-any-return]

    def kill(self) -> None:
        """End it, whatever it is doing (any thread); a `call` in another thread raises `HelperLost`."""
        self._process.kill()

    def end(self) -> None:
        """End it, and let go of it; nobody else may be in a `call`."""
        self._process.kill()
        self._process.join()
        self._connection.close()


def _serve(connection: Connection) -> None:
    """Answer until the other side goes, or is silent for long."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asks is told, and ends this process
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from yhgis.paint import painter
    from yhgis.paint.application import ensure_gui_application

    assert painter is not None
    application = ensure_gui_application()
    try:
        connection.send(True)
        while connection.poll(_IDLE_S):
            function, arguments = connection.recv()
            connection.send(_answer(function, arguments))
    except (EOFError, OSError):
        pass
    finally:
        del application


def _answer(function: Callable[..., Any], arguments: tuple[object, ...]) -> tuple[bool, Any]:
    try:
        return True, function(*arguments)
    except Exception as error:  # noqa: BLE001 - told to the caller, who tries it himself and then raises it
        return False, repr(error)


class _Standby:
    """The helper that is there, if any; taken by one export at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._helper: HelperProcess | None = None

    def start(self) -> None:
        with self._lock:
            if self._helper is None or not self._helper.alive:
                self._helper = HelperProcess()

    def take(self) -> HelperProcess | None:
        with self._lock:
            helper, self._helper = self._helper, None
        return helper if helper is not None and helper.alive else None

    def give_back(self, helper: HelperProcess) -> None:
        with self._lock:
            if self._helper is None and helper.alive:
                self._helper = helper
                return
        helper.end()


_standby = _Standby()


def processors() -> int:
    """Return how many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # Linux knows which ones it may use
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def prepare_helper() -> None:
    """Have a helper started, where there is a processor for it: returns at once (any thread)."""
    if processors() > 1:
        _standby.start()


def take_helper() -> HelperProcess | None:
    """Return the helper that was prepared, for the caller alone; None where there is none."""
    return _standby.take()


def give_back(helper: HelperProcess) -> None:
    """Keep ``helper`` for the next one who needs it."""
    _standby.give_back(helper)
