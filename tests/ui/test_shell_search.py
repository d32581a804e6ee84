"""Search in the window: by name, sound and initials, and where a hit leads."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.shell_parts import settle
from yhgis.ui.main_window import MainWindow
from yhgis.ui.session import Session

# --- search --------------------------------------------------------------------------------------------------------


def _found(qtbot: QtBot, window: MainWindow, text: str) -> list[str]:
    box = window.search_box()
    with qtbot.waitSignal(box.ready):
        box.open(text)
    found = [item.title.zh for item in box.found.items]
    box.close_box()
    return found


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("jsz", "径山镇"),
        ("jingshan", "径山镇"),
        ("径山", "径山镇"),
        ("Jingshan Town", "径山镇"),
        ("stbhhx", "生态保护红线"),
        ("红线", "生态保护红线"),
        ("ecological_redline", "生态保护红线"),
        ("导出", "导出图件"),
        ("dark", "深色界面"),
    ],
)
def test_search_finds_by_name_sound_and_initials(qtbot: QtBot, window: MainWindow, text: str, first: str) -> None:
    assert _found(qtbot, window, text)[0] == first


def test_search_finds_nothing_where_there_is_nothing(qtbot: QtBot, window: MainWindow) -> None:
    assert _found(qtbot, window, "qqqxyz") == []


def test_names_are_found_before_their_sounds_are_known(window: MainWindow) -> None:
    box = window.search_box()
    box.open("径山镇")
    assert box.found.items[0].title.zh == "径山镇"


def test_enter_goes_to_a_town(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    window.bars.actions["search"].trigger()
    box = window._search
    assert box is not None
    QTest.keyClicks(box.field, "bzz")
    qtbot.waitUntil(lambda: bool(box.found.items) and box.found.items[0].title.zh == "百丈镇")
    with qtbot.waitSignal(window.panels.town.cards.mapReady, timeout=20_000):
        QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert not box.isVisible()
    assert window.panels.town.town == "百丈镇"
    assert window.panels.is_open("town")
    settle(qtbot, window)
