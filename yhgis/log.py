"""The log: a rotating file, and every way a program can die written into it.

Logs stay on this machine and name files and layers, never coordinates.  The window adds Qt's own messages
itself (`qInstallMessageHandler`); this module must work without Qt.
"""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import platform
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from yhgis import __version__
from yhgis.folders import log_folder

LOG_NAME = "yhgis.log"
CRASH_NAME = "crash.log"
#: Bytes of one log file, and how many old ones stay: a month of work, small enough to send by mail.
MAX_BYTES = 1_000_000
OLD_FILES = 4

_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
_log = logging.getLogger(__name__)


@dataclass
class _Installed:
    """What `install` put in place, so that `uninstall` can take it away."""

    path: Path
    handler: logging.Handler
    crash_file: TextIO
    level_before: int
    excepthook_before: Callable[[type[BaseException], BaseException, TracebackType | None], Any]
    thread_hook_before: Callable[[threading.ExceptHookArgs], Any]


_installed: list[_Installed] = []


class _SharedRotatingFile(logging.handlers.RotatingFileHandler):
    """A rotating file that a second yhgis may have open too.

    Windows refuses to rename an open file; then the file grows past its limit until the other program ends.
    """

    def rotate(self, source: str, dest: str) -> None:
        try:
            super().rotate(source, dest)
        except PermissionError:
            return


def install(level: int = logging.INFO) -> Path | None:
    """Start logging to a file, and catch what nobody caught.

    A second call changes nothing.  Uncaught exceptions, in any thread, are logged and then go on to the hook
    that was there before (Python's prints them to stderr).  A crash below Python leaves its stacks in
    ``crash.log``.  Python warnings go to the log instead of stderr.

    Parameters
    ----------
    level : int
        Least level that is written.

    Returns
    -------
    Path or None
        The log file; None when its folder cannot be written: the program runs on without a log.
    """
    if _installed:
        return _installed[0].path
    path = log_folder() / LOG_NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _SharedRotatingFile(path, maxBytes=MAX_BYTES, backupCount=OLD_FILES, encoding="utf-8")
        crash_file = (path.parent / CRASH_NAME).open("a", encoding="utf-8")
    except OSError as error:
        _log.warning("No log file in %s: %s", path.parent, error)
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger()
    _installed.append(_Installed(path, handler, crash_file, root.level, sys.excepthook, threading.excepthook))
    root.addHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(True)
    faulthandler.enable(crash_file)
    sys.excepthook = _log_exception
    threading.excepthook = _log_thread_exception
    _log.info("yhgis %s, Python %s, %s", __version__, platform.python_version(), platform.platform())
    return path


def uninstall() -> None:
    """Take back everything that `install` did, and close the files."""
    if not _installed:
        return
    before = _installed.pop()
    sys.excepthook = before.excepthook_before
    threading.excepthook = before.thread_hook_before
    faulthandler.disable()
    logging.captureWarnings(False)
    root = logging.getLogger()
    root.removeHandler(before.handler)
    root.setLevel(before.level_before)
    before.handler.close()
    before.crash_file.close()


def _log_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log an exception that nobody caught, and hand it on."""
    if issubclass(kind, Exception):  # Ctrl+C and a plain exit are no bugs
        _log.critical("Uncaught exception", exc_info=(kind, error, trace))
    _installed[0].excepthook_before(kind, error, trace)


def _log_thread_exception(arguments: threading.ExceptHookArgs) -> None:
    """Log an exception that ended a thread, and hand it on."""
    error = arguments.exc_value
    if isinstance(error, Exception):
        thread = arguments.thread.name if arguments.thread else "?"
        _log.critical("Uncaught exception in thread %s", thread, exc_info=(type(error), error, arguments.exc_traceback))
    _installed[0].thread_hook_before(arguments)
