"""What must happen on the main thread before workers may rely on it, done while the window has nothing else to do.

PySide makes the Python side of a Qt class, and of its enums, when it is first named.  If a worker's import does that
while the main thread paints, both build the same types and the program crashes.  So every class is named here once.

What the window needs when the first layer comes is made ready too, here what belongs to the main thread, in a worker
what themes show: the hand waits for neither.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer, Signal

from yhgis.paint import path_player, side_by_side
from yhgis.ui import session_layers

if TYPE_CHECKING:
    from yhgis.ui.session import Session

#: How long one slice may hold the main thread.
SLICE_S = 0.006
EVERY_MS = 15
#: What names in cut areas need, and the card of a layer that has come, each after those that it imports.
MODULES = (
    "yhgis.analysis.localise",
    "yhgis.analysis.measuring",
    "yhgis.ui.map_tools.flow",
    "yhgis.ui.map_tools.card",
    "yhgis.ui.map_tools.figures",
    "yhgis.ui.map_tools.checking",
    "yhgis.ui.map_tools.layer_card",
    "yhgis.ui.map_tools.landed_card",
)


class WarmUp(QObject):
    """Names Qt's classes and imports modules, in slices too short to be felt.

    Parameters
    ----------
    parent : QObject, optional
    session : Session, optional
        Whose themes are then read in the background.

    Signals
    -------
    finished()
    """

    finished = Signal()

    def __init__(self, parent: QObject | None = None, session: Session | None = None) -> None:
        super().__init__(parent)
        self._session = session
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
        self._read_ahead()

    def _slice(self) -> None:
        end = time.perf_counter() + SLICE_S
        for _ in self._steps:
            if time.perf_counter() > end:
                return
        self._timer.stop()
        self._read_ahead()
        self.finished.emit()

    def _read_ahead(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.tasks.run(
                lambda feedback: session_layers.read_ahead(session.catalog, feedback),
                done=lambda _: None,
                owner=session,
                key="ahead",
            )


def _steps() -> Iterator[None]:
    for module in (QtGui, QtCore, QtWidgets):
        for name in dir(module):
            getattr(module, name)
            yield
    for count in range(side_by_side.threads()):
        path_player.warm_up(count + 1)
        yield
    for name in MODULES:
        yield
        import_module(name)
