"""Every test starts fresh, and noise is a failure: Qt's messages, left-over threads, stray settings.

The core tests (base to carto) run where PySide6 is not installed: nothing here imports it for them.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from yhgis.folders import HOME_VARIABLE
from yhgis.i18n import DEFAULT_LANGUAGE, set_language

CORE_ROOMS = {"base", "model", "io", "analysis", "plan", "carto"}
TESTS = Path(__file__).parent

#: Qt messages that are no fault of ours: a beginning of the message, and why it may stay.
QUIET_QT: tuple[tuple[str, str], ...] = (
    ("This plugin does not support propagateSizeHints()", "the offscreen platform has no window manager to tell"),
    ("This plugin does not support raise()", "the offscreen platform has no window manager to ask"),
    ("This plugin does not support grabbing the keyboard", "the offscreen platform has none; a list's popup asks"),
)

#: Two cores shared with other work: a slow example is not a wrong one.
settings.register_profile("yhgis", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("yhgis"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "yhgis")


def _needs_qt(request: pytest.FixtureRequest) -> bool:
    """Whether the test stands in the folder of a room that draws."""
    room = request.path.parent
    return room != TESTS and room.name not in CORE_ROOMS


@pytest.fixture(autouse=True)
def _fresh_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Settings and logs in an empty folder, the language the default one."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(home))
        set_language(DEFAULT_LANGUAGE)
        yield home
        set_language(DEFAULT_LANGUAGE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with Chinese, a space and full-width brackets in its name, as planners have them."""
    made = tmp_path / "余杭 区" / "数据（终稿）"
    made.mkdir(parents=True)
    return made


@pytest.fixture
def english() -> None:
    """Speak English, for tests that look at sentences."""
    set_language("en")


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """Fail when a thread that the test started still runs two seconds after it."""
    before = set(threading.enumerate())
    yield
    end = time.monotonic() + 2.0
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        if not isinstance(thread, threading._DummyThread):  # Qt's own threads, seen by Python: below
            thread.join(max(end - time.monotonic(), 0.0))
    alive = [t.name for t in left if t.is_alive() and not isinstance(t, threading._DummyThread)]
    assert not alive, f"threads left running: {alive}"
    core = sys.modules.get("PySide6.QtCore")
    if core is not None:
        pool = core.QThreadPool.globalInstance()
        assert pool.waitForDone(2000), f"{pool.activeThreadCount()} pool threads left running"


@pytest.fixture(autouse=True)
def _qt_is_quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail when Qt warned of anything during the test."""
    if not _needs_qt(request) and "PySide6.QtCore" not in sys.modules:
        yield
        return
    core = pytest.importorskip("PySide6.QtCore")
    loud = {core.QtMsgType.QtWarningMsg, core.QtMsgType.QtCriticalMsg, core.QtMsgType.QtFatalMsg}
    heard: list[str] = []

    def listen(kind: object, _context: object, text: str) -> None:
        if kind in loud and not text.startswith(tuple(beginning for beginning, _ in QUIET_QT)):
            heard.append(text)

    before = core.qInstallMessageHandler(listen)
    yield
    core.qInstallMessageHandler(before)
    assert not heard, "Qt said: " + " | ".join(heard)
