"""The main thread answers all the time: a timer on it beats on while layers load, the map moves and themes change.

How late a beat may come on a busy machine nobody knows, so it is compared with beats beside a thread that only
computes, on the same machine a moment before.  `benchmarks.window` tells the true figure.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely
from PySide6.QtCore import QPointF, QTimer
from PySide6.QtCore import Qt as QtCoreQt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.carto.test_lod import coverage
from yhgis.model.crs import WORK_CRS
from yhgis.ui.canvas import Canvas

#: A late beat that anybody would feel, on an idle machine.
FELT_S = 0.06
#: The longest stretch allowed, and how many times that of a machine that merely computes.
MOST_S, MOST_TIMES = 0.25, 8.0
SIDE = 40


class Heartbeat:
    """A timer on the main thread that notes how late each of its beats came."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(QtCoreQt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(now - self._last - 0.001)
        self._last = now

    def during(self, qtbot: QtBot, act: Callable[[], object], there: Callable[[], bool]) -> float:
        """Return the longest stretch while ``act`` happens and until it has come to rest."""
        self.late, self._last = [], time.perf_counter()
        act()
        qtbot.wait(60)
        qtbot.waitUntil(there, timeout=30_000)
        return max(self.late)

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def heartbeat(qapp: QApplication) -> Iterator[Heartbeat]:
    beat = Heartbeat()
    yield beat
    beat.stop()


@pytest.fixture(scope="module")
def parcels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 1,600 areas and 150,000 vertices: dense enough for levels of detail."""
    path = tmp_path_factory.mktemp("heartbeat") / "parcels.gpkg"
    geometry = [one if one.geom_type == "MultiPolygon" else shapely.MultiPolygon([one]) for one in coverage(4, SIDE)]
    codes = np.array(["0101", "0301", "1101"], dtype=object)[np.arange(len(geometry)) % 3]
    pyogrio.raw.write(
        path, shapely.to_wkb(geometry), [codes], ["DLBM"], layer="parcels", driver="GPKG", geometry_type="MultiPolygon",
        crs=WORK_CRS,
    )  # fmt: skip
    return path


@pytest.fixture
def canvas_size() -> tuple[int, int]:
    return 1000, 700


def _allowed(qtbot: QtBot, heartbeat: Heartbeat) -> float:
    """Return the stretch that this machine, as busy as it is, may be excused for."""
    ended = threading.Event()

    def compute() -> None:
        numbers = np.arange(40_000.0)
        while not ended.is_set():
            np.sort(numbers[::-1] * 1.5)

    worker = threading.Thread(target=compute)
    worker.start()
    try:
        alone = heartbeat.during(qtbot, lambda: qtbot.wait(300), lambda: True)
    finally:
        ended.set()
        worker.join()
    return max(MOST_S, MOST_TIMES * alone)


def test_a_blocked_main_thread_is_noticed(qtbot: QtBot, heartbeat: Heartbeat) -> None:
    assert heartbeat.during(qtbot, lambda: time.sleep(0.3), lambda: True) >= 0.29


def test_the_hand_is_answered_all_the_time(qtbot: QtBot, canvas: Canvas, heartbeat: Heartbeat, parcels: Path) -> None:
    session = canvas.session
    allowed = _allowed(qtbot, heartbeat)

    def rests() -> bool:
        return canvas.is_settled and not session.tasks.running

    def pan() -> None:
        for _ in range(20):
            canvas.pan(-11.0, 6.0)
            qtbot.wait(5)

    def zoom() -> None:
        for factor in (1.3, 1.3, 1.3, 1 / 1.3, 1 / 1.3):
            canvas.zoom_by(factor, QPointF(300.0, 200.0))
            qtbot.wait(40)

    before = len(session.state.entries)
    acts: dict[str, Callable[[], object]] = {
        "load": lambda: session.add_layer(str(parcels)),
        "look": lambda: session.zoom_to_layer(session.state.entries[-1].id),
        "pan": pan,
        "zoom": zoom,
        **{f"theme {one.id}": lambda one=one: session.set_theme(one.id) for one in session.themes()[:4]},
        "hide": lambda: session.set_visible(session.state.entries[-1].id, False),
    }
    stretches, late, beats = {}, 0, 0
    for name, act in acts.items():
        stretches[name] = heartbeat.during(qtbot, act, rests)
        late += sum(one > FELT_S for one in heartbeat.late)
        beats += len(heartbeat.late)
        if name == "load":
            assert len(session.state.entries) == before + 1
    assert max(stretches.values()) <= allowed, stretches
    assert beats > 200
    assert late <= 0.05 * beats
