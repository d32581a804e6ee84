"""A window with its map drawn, and hands to work on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from yhgis.ui.main_window import MainWindow

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def theme() -> str:
    return "towns"


@pytest.fixture
def window(window: MainWindow) -> MainWindow:
    window.overlays.suggestions.hide()
    return window


class Hand:
    """Works on a canvas with mouse and keys."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window, self.canvas = qtbot, window, window.canvas

    def click(self, x: int, y: int, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, keys, QPoint(x, y))

    def double_click(self, x: int, y: int) -> None:
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, NONE, QPoint(x, y))
        QTest.mouseDClick(self.canvas, Qt.MouseButton.LeftButton, NONE, QPoint(x, y))

    def drag(self, *points: tuple[int, int], keys: Qt.KeyboardModifier = NONE) -> None:
        first, last = QPoint(*points[0]), QPoint(*points[-1])
        QTest.mousePress(self.canvas, Qt.MouseButton.LeftButton, keys, first)
        for point in points:
            QTest.mouseMove(self.canvas, QPoint(*point))
        QTest.mouseRelease(self.canvas, Qt.MouseButton.LeftButton, keys, last)

    def move(self, x: int, y: int) -> None:
        QTest.mouseMove(self.canvas, QPoint(x, y))

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.canvas, key, keys)

    def do(self, action_id: str) -> None:
        self.window.bars.actions[action_id].trigger()

    def idle(self) -> None:
        """Wait until nothing works in the background and the map is drawn."""
        self.qtbot.waitUntil(lambda: not self.window.session.tasks.running and self.canvas.is_settled, timeout=20_000)

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=20_000)


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow) -> Hand:
    return Hand(qtbot, window)
