"""Cyclic garbage, looked for when the hand does not feel it, and on the main thread only."""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication


class MainThreadGarbage(QObject):
    """Lets Python's garbage collector run on the main thread only.

    The collector runs in whichever thread happens to allocate; if a ring that it finds holds a QObject, that is
    deleted there and then, which Qt answers with a crash.  One of these, made at the start, prevents it.

    What is there when it is made stays for good, as a rule: modules, classes, the window.  It is not looked through
    under the hand, which would take longer than all that comes later.
    """

    EVERY_MS = 1000
    #: A full collection that takes longer than this would be felt under the hand.
    FELT_S = 0.010
    #: Of so many new objects it is known beforehand: the window itself, libraries that were loaded.
    FELT_NEW = 20_000
    #: So many times in a row a pressed button may put it off.
    LONGEST_HELD_OFF = 15

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limits = gc.get_threshold()
        self._held_off = 0
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(self.EVERY_MS)
        running = QGuiApplication.instance()
        if isinstance(running, QGuiApplication):
            running.applicationStateChanged.connect(self._rest)

    def collect(self) -> None:
        """Do what the collector would have done by itself: the young often, the old seldom."""
        self._held_off += 1
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton and self._held_off < self.LONGEST_HELD_OFF:
            return  # not under a moving hand; but a release that never came must not hold it off for ever
        self._held_off = 0
        if gc.get_count()[0] > self.FELT_NEW:
            gc.freeze()
        for generation, (count, limit) in enumerate(zip(gc.get_count(), self._limits, strict=True)):
            if count <= limit:
                break
            begin = time.perf_counter()
            gc.collect(generation)
            if time.perf_counter() - begin > self.FELT_S:
                gc.freeze()  # what survived is looked through again when nobody works here

    def _rest(self, state: Qt.ApplicationState) -> None:
        """Look through everything when the user has turned to another program."""
        if state == Qt.ApplicationState.ApplicationInactive:
            gc.unfreeze()
            gc.collect()
            gc.freeze()

    def stop(self) -> None:
        """Let the collector run by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
