"""Tests with windows do as the program does at its start, so that no worker meets a half-made Qt."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from yhgis.i18n import Message
from yhgis.plan.catalog import Catalog
from yhgis.settings import Settings
from yhgis.ui.canvas import Canvas
from yhgis.ui.main_window import MainWindow  # it stays for the whole run, so that no test has to look through it
from yhgis.ui.session import Session
from yhgis.ui.warm_up import WarmUp


@pytest.fixture(scope="session", autouse=True)
def _qt_is_warm() -> None:
    """Name Qt's classes on the main thread before any worker does."""
    WarmUp().run()
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _garbage_on_the_main_thread() -> Iterator[None]:
    """Collect rings that hold QObjects here, never in a worker of the next test (`MainThreadGarbage`)."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def theme() -> str:
    """Say what a session begins with; a module that wants another theme says its own."""
    return "layout"


@pytest.fixture
def settings() -> Settings:
    """Say what the user has set: nothing, as a rule."""
    return Settings()


@pytest.fixture
def session(qtbot: QtBot, theme: str, settings: Settings) -> Iterator[Session]:
    """Make a session with a theme of the plan on its map."""
    made = Session(Catalog.load(), settings)
    made.new_project(theme)
    yield made
    made.tasks.close()


@pytest.fixture
def said(session: Session) -> list[Message]:
    """Collect what the session says in its quiet bar."""
    heard: list[Message] = []
    session.messageShown.connect(lambda _level, message: heard.append(message))
    return heard


@pytest.fixture
def canvas_size() -> tuple[int, int]:
    """Say how large a canvas of its own is."""
    return 640, 480


@pytest.fixture
def canvas(qtbot: QtBot, session: Session, canvas_size: tuple[int, int]) -> Canvas:
    """Show a map without its window, drawn and at rest."""
    made = Canvas(session)
    qtbot.addWidget(made)
    made.resize(*canvas_size)
    with qtbot.waitSignal(made.settled):
        made.show()
    return made


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> Iterator[MainWindow]:
    """Show the whole window, its map drawn and at rest."""
    made = MainWindow(session)
    made.canvas.navigator.glide.duration_ms = 0
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_may_close", True))
    with qtbot.waitSignal(made.canvas.settled, timeout=20_000):
        made.show()
    yield made
    session.tasks.close()
