"""Tests with windows: rings that hold QObjects are collected here, never by a worker of the next test."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _garbage_on_the_main_thread() -> Iterator[None]:
    """The program does the same: `yhgis.ui.tasks.MainThreadGarbage`."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()
