"""yhgis's window: ``python -m benchmarks.window JOB FOLDER`` prints one JSON line.

`start` is the whole program from the start of its process to the drawn map.  `blocked` drives a window with the county
and tells the longest time for which the main thread could not answer.  `open` is a file of parcels from its choice to
the first picture, and a cancel in the middle of reading.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.county.look import county_styles
from benchmarks.stopwatch import Stopwatch

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from yhgis.ui.main_window import MainWindow

SCREEN = ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24"]
#: Where the started program writes the time at which its map was drawn.
MARKER = "YHGIS_BENCH_MARKER"
#: Opens the window as `main.py` does, and ends when the map is on the screen.
PROGRAM = """
import json, os, sys, time
import main
from yhgis.ui import app

class Window(app.MainWindow):
    def __init__(self, session):
        super().__init__(session)
        self.canvas.settled.connect(self.drawn)

    def drawn(self):
        self.canvas.repaint()
        now = time.time()
        with open(os.environ["YHGIS_BENCH_MARKER"], "w") as marker:
            json.dump(now, marker)
        os._exit(0)

app.MainWindow = Window
main.main([])
"""
BEAT_MS = 1
#: A window that has not come to rest by then never will.
LONGEST_S = 120.0


def start(folder: Path) -> None:
    """Time the program from its start, its settings kept from run to run, under the same X server as QGIS.

    Kept is also what Python makes of a module when it first reads it, as on any machine but a tester's, where
    PYTHONDONTWRITEBYTECODE may be set.
    """
    environment = {**os.environ, "YHGIS_HOME": str(folder / "yhgis-home")}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "yhgis-home" / "pycache")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", PROGRAM]
    if shutil.which(SCREEN[0]):
        environment.pop("QT_QPA_PLATFORM", None)
        command = [*SCREEN, *command]
    with tempfile.TemporaryDirectory() as place:
        marker = Path(place) / "drawn"
        begin = time.time()
        subprocess.run(command, env={**environment, MARKER: str(marker)}, check=False, timeout=60, capture_output=True)
        seconds = json.loads(marker.read_text()) - begin
    print(json.dumps({"seconds": seconds, "peak_mb": 0.0, "figures": {}}), flush=True)


def blocked(folder: Path) -> None:
    """Drive a window with the county: load, look, pan, zoom, themes; tell the longest stretch without an answer."""
    from yhgis.ui.main_thread_garbage import MainThreadGarbage

    application, window = _window()
    garbage = MainThreadGarbage(application)
    beat = Heartbeat()
    canvas, session = window.canvas, window.session
    stretches: dict[str, float] = {}

    def act(name: str, action: Callable[[], object], seconds: float) -> None:
        beat.reset()
        action()
        _run_for(application, seconds)
        _until(application, lambda: canvas.is_settled and not session.tasks.running)
        stretches[name] = max(beat.longest, stretches.get(name, 0.0))  # a pan is one of many

    for name, style in county_styles().items():
        act(f"load {name}", lambda name=name: session.add_layer(str(folder / f"{name}.gpkg")), 0.5)
        own = session.state.entries[-1].id
        act(f"style {name}", lambda own=own, style=style: session.set_style(own, style), 0.2)
    act("look", lambda: session.zoom_to_layer(session.state.entries[-1].id), 0.5)
    for _ in range(25):
        act("pan", lambda: canvas.pan(-23.0, 9.0), 0.016)
    for factor in (1.3, 1.3, 1.3, 1.3, 1 / 1.3, 1 / 1.3, 1 / 1.3, 1 / 1.3):
        act("zoom", lambda factor=factor: canvas.zoom_by(factor), 0.1)
    for theme in (theme.id for theme in session.themes()):
        act(f"theme {theme}", lambda theme=theme: session.set_theme(theme), 0.2)
    garbage.stop()
    Stopwatch().done({}, seconds=max(stretches.values()), stretches={k: round(v, 4) for k, v in stretches.items()})
    sys.stdout.flush()
    os._exit(0)


def opened(folder: Path) -> None:
    """Time the parcels from the choice of their file to the first picture; then a cancel in the middle of reading."""
    application, window = _window()
    session, canvas, file = window.session, window.canvas, folder / "parcels.gpkg"
    window.commands.add_file()  # the user chooses; meanwhile the program imports what reads files
    _run_for(application, 2.0)
    _until(application, lambda: not session.tasks.running)
    shares: set[float] = set()
    before, began = len(session.state.entries), time.perf_counter()
    if window.panels.add_flow.dialog is not None:
        window.panels.add_flow.dialog.reject()
    session.open_files([file])

    def drawn() -> bool:
        shares.update(round(task.fraction, 2) for task in session.tasks.running if task.title is not None)
        return len(session.state.entries) > before and canvas.is_settled

    _until(application, drawn)
    seconds = time.perf_counter() - began
    session.undo()
    session.open_files([file])
    _until(application, lambda: any(0.2 < task.fraction < 0.6 for task in session.tasks.running))
    asked = time.perf_counter()
    for task in session.tasks.running:
        task.cancel()
    _until(application, lambda: not session.tasks.running)
    told = {"cancelled": round(time.perf_counter() - asked, 3), "progress_steps": float(len(shares))}
    Stopwatch().done({}, seconds=seconds, stretches=told)
    sys.stdout.flush()
    os._exit(0)


class Heartbeat:
    """A timer on the main thread that notes how late it comes."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def reset(self) -> None:
        """Begin anew."""
        self.longest, self._last = 0.0, time.perf_counter()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last - BEAT_MS / 1000)
        self._last = now


def _window() -> tuple[QApplication, MainWindow]:
    from yhgis.plan.catalog import Catalog
    from yhgis.settings import Settings
    from yhgis.ui.app import follow_appearance, make_application
    from yhgis.ui.main_window import MainWindow
    from yhgis.ui.session import Session
    from yhgis.ui.warm_up import WarmUp

    application = make_application()
    session = Session(Catalog.load(), Settings())
    follow_appearance(application, session)
    session.new_project()
    window = MainWindow(session)
    window.resize(1920, 1080)
    window.overlays.suggestions.hide()
    window.show()
    WarmUp(session=session).run()
    _until(application, lambda: window.canvas.is_settled)
    return application, window


def _run_for(application: QApplication, seconds: float) -> None:
    end = time.perf_counter() + seconds
    _until(application, lambda: time.perf_counter() >= end)


def _until(application: QApplication, there: Callable[[], bool]) -> None:
    end = time.perf_counter() + LONGEST_S
    while not there():
        if time.perf_counter() > end:
            raise RuntimeError("the window does not come to rest")
        application.processEvents()
        time.sleep(0.0002)


JOBS = {"start": start, "blocked": blocked, "open": opened}

if __name__ == "__main__":
    JOBS[sys.argv[1]](Path(sys.argv[2]))
