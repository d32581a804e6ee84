"""Tests with windows do as the program does at its start, so that no worker meets a half-made Qt."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from yhgis.ui.warm_up import WarmUp


@pytest.fixture(scope="session", autouse=True)
def _qt_is_warm() -> None:
    """Name Qt's classes on the main thread before any worker does."""
    import yhgis.ui.main_window  # noqa: F401 - what stays for the whole run need not be looked through after each test

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
