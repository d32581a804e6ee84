"""What must happen on the main thread before workers may rely on it, done while the window has nothing else to do.

PySide makes the Python side of a Qt class, and of its enums, when it is first named.  If a worker's import does that
while the main thread paints, both build the same types and the program crashes.  So every class is named here once.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer, Signal

from yhgis.paint import path_player

#: How long one slice may hold the main thread.
SLICE_S = 0.006
EVERY_MS = 15


class WarmUp(QObject):
    """Names Qt's classes in slices too short to be felt.

    Signals
    -------
    finished()
    """

    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps = _steps()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._slice)

    def start(self) -> None:
        """Begin; a second call changes nothing."""
        self._timer.start(EVERY_MS)

    def run(self) -> None:
        """Do all of it at once."""
        for _ in self._steps:
            pass

    def _slice(self) -> None:
        end = time.perf_counter() + SLICE_S
        for _ in self._steps:
            if time.perf_counter() > end:
                return
        self._timer.stop()
        self.finished.emit()


def _steps() -> Iterator[None]:
    for module in (QtGui, QtCore, QtWidgets):
        for name in dir(module):
            getattr(module, name)
            yield
    path_player.warm_up()
