"""The window as a whole: roles, panels, commands, languages, files, the end of a session."""

from __future__ import annotations

import logging
from itertools import pairwise
from pathlib import Path

import pytest
import shapely
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shell_parts import settle
from yhgis.errors import DataError
from yhgis.i18n import Message
from yhgis.ui.action import MENUS, SUBMENUS
from yhgis.ui.actions import ACTIONS, MAP_BUTTONS, TOOL_BAR
from yhgis.ui.app import dress
from yhgis.ui.main_window import MainWindow
from yhgis.ui.messages import CrashReports
from yhgis.ui.session import Session
from yhgis.ui.warm_up import WarmUp

# --- the table of actions ------------------------------------------------------------------------------------------


def test_every_row_has_a_handler_and_every_name_exists(window: MainWindow) -> None:
    for row in window.bars.table:
        assert callable(window.commands.handler(row)), row.id
        assert row.menu in MENUS
    ids = [row.id for row in window.bars.table]
    assert len(ids) == len(set(ids))
    assert {i for i in (*TOOL_BAR, *MAP_BUTTONS) if i} <= set(ids)


def test_menus_are_short_and_name_every_row_once(window: MainWindow) -> None:
    bars = window.bars
    for menu in bars.menus.values():
        listed = [action for action in menu.actions() if not action.isSeparator()]
        assert len(listed) <= 15, menu.title()
        assert not any(one.isSeparator() and two.isSeparator() for one, two in pairwise(menu.actions()))
    places = [a for menu in (*bars.menus.values(), *bars.submenus.values()) for a in menu.actions()]
    bars.bookmarks.fill()
    places += bars.bookmarks.actions()
    for row in bars.table:
        assert row.sub in ("", *SUBMENUS), row.id
        assert places.count(bars.actions[row.id]) >= 1, row.id
        assert bool(row.sub) == (bars.actions[row.id] not in bars.menus[row.menu].actions())


def test_help_shows_the_suggestions_again(qtbot: QtBot, window: MainWindow) -> None:
    window.bars.actions["fit"].trigger()
    assert window.overlays.suggestions.isHidden()
    window.bars.actions["suggestions"].trigger()
    assert not window.overlays.suggestions.isHidden()
    qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    assert window.overlays.suggestions.isHidden()


def test_shortcuts_are_given_once() -> None:
    keys = [row.shortcut for row in ACTIONS if row.shortcut]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("role", ["planner", "town", "presenter"])
def test_a_role_shows_what_it_needs_and_no_more(window: MainWindow, session: Session, role: str) -> None:
    session.set_role(role)
    shown = {row.id for row in window.bars.table if window.bars.actions[row.id].isVisible()}
    assert shown == {row.id for row in window.bars.table if role in row.roles}
    assert ("tool_conflicts" in shown) == (role == "planner")
    assert {"export", "search", "theme_layout", "fit"} <= shown
    assert window.panels.is_open("layers") == (role != "presenter")
    assert window.bars.menus["tools"].menuAction().isVisible() == (role != "presenter")


def test_themes_have_the_keys_one_to_four(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    for key, theme in zip("1234", ("layout", "control_lines", "greenways", "towns"), strict=True):
        QTest.keyClick(window.canvas, key)
        assert session.state.theme == theme
    settle(qtbot, window)


def test_undo_takes_a_theme_back(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    assert not window.bars.actions["undo"].isEnabled()
    window.bars.actions["theme_towns"].trigger()
    assert window.bars.actions["undo"].isEnabled()
    with qtbot.waitSignal(session.themeChanged):
        window.bars.actions["undo"].trigger()
    assert session.state.theme == "layout"
    assert window.bars.actions["theme_layout"].isChecked()
    window.bars.actions["redo"].trigger()
    assert session.state.theme == "towns"


def test_everything_is_said_in_the_other_language(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    def chinese(text: str) -> bool:
        return any("\u4e00" <= char <= "\u9fff" for char in text)

    session.set_role("town")
    session.set_language("en")
    settle(qtbot, window)
    left = [
        f"{type(widget).__name__} {text}"
        for widget in window.findChildren(QWidget)
        for text in (
            *((widget.text(),) if isinstance(widget, QAbstractButton) else ()),
            widget.accessibleName(),
            widget.toolTip(),
        )
        if chinese(text) and text != "中文"
    ]
    left += [a.text() for a in window.bars.actions.values() if chinese(a.text()) and a.text() != "中文"]
    assert left == []


def test_every_button_has_a_name_for_the_screen_reader(window: MainWindow, session: Session) -> None:
    session.set_role("town")
    nameless = [
        button
        for button in window.findChildren(QAbstractButton)
        if not (button.text() or button.accessibleName() or button.toolTip()) and button.isVisibleTo(window)
    ]
    assert nameless == []


def test_light_and_dark(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    session.appearanceChanged.connect(lambda dark: dress(application, dark))
    window.bars.actions["dark"].trigger()
    header = window.bars.header
    dark = header.grab().toImage().pixelColor(2, 20).lightness()
    window.bars.actions["dark"].trigger()
    light = header.grab().toImage().pixelColor(2, 20).lightness()
    application.setStyleSheet("")
    assert dark < 80
    assert light > 200
    assert session.settings.appearance == "light"


# --- panels and messages -------------------------------------------------------------------------------------------


def test_a_click_opens_the_identity_card(qtbot: QtBot, window: MainWindow) -> None:
    assert not window.panels.is_open("identity")
    center = window.canvas.rect().center()
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=center)
    assert window.panels.is_open("identity")
    settle(qtbot, window)


def test_who_presents_keeps_the_map_alone(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    session.set_role("presenter")
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    assert not window.panels.is_open("identity")
    qtbot.waitUntil(lambda: window.canvas.width() == window.width())
    settle(qtbot, window)


def test_the_tree_ticks_are_the_maps(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    session.set_visible("ecological_redline", True)
    assert session.state.entry("ecological_redline").visible
    ids = [entry.id for entry in session.state.entries]
    assert ids.index("ecological_redline") < ids.index("towns"), "a control line lies under the town boundaries"
    session.set_visible("ecological_redline", False)
    assert not session.state.entry("ecological_redline").visible
    settle(qtbot, window)


def test_a_tool_opens_its_form(qtbot: QtBot, window: MainWindow) -> None:
    window.bars.actions["tool_conflicts"].trigger()
    assert window.panels.is_open("results")
    settle(qtbot, window)


def test_suggestions_are_there_at_the_first_start_and_go_on_use(qtbot: QtBot, window: MainWindow) -> None:
    assert window.overlays.suggestions.isVisible()
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 200))
    assert not window.overlays.suggestions.isVisible()
    settle(qtbot, window)


def test_no_suggestions_later(qtbot: QtBot, session: Session, window: MainWindow) -> None:
    window.keep()
    again = MainWindow(session)
    qtbot.addWidget(again, before_close_func=lambda w: setattr(w, "_may_close", True))
    again.show()
    assert not again.overlays.suggestions.isVisible()
    settle(qtbot, again)


def test_the_suggestion_for_a_town_opens_the_towns_window(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    window.overlays.suggestions.cards["town"].click()
    assert session.role == "town"
    assert window.panels.towns is not None
    assert window.panels.towns.isVisible()
    settle(qtbot, window)


def test_choosing_a_town_goes_there_and_opens_its_card(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    session.set_role("town")
    settle(qtbot, window)
    picker = window.panels.towns
    assert picker is not None
    assert picker.box.count() == 13
    with qtbot.waitSignal(session.planAsked) as asked:
        picker.box.activated.emit(3)
    shape = session.layer("towns").geometry[2]
    assert asked.args == ["town", session.layer("towns").names()[2]]
    assert window.panels.is_open("town")
    with qtbot.waitSignal(window.panels.town.cards.mapReady, timeout=20_000):
        settle(qtbot, window)
    assert window.canvas.view is not None
    x0, y0, x1, y1 = window.canvas.view.extent
    assert shapely.box(x0, y0, x1, y1).contains(shape)
    assert window.canvas.marks.highlighted is not None


def test_errors_stay_and_good_news_gives_way(window: MainWindow, session: Session) -> None:
    bar = window.overlays.messages
    session.show_message("success", Message("Saved: {file}", {"file": "a"}))
    session.report(DataError("There is no file {file}; check the name and the folder.", file="b"))
    assert "b" in bar.sentence.text(), "good news stood before an error"
    session.report(DataError("There is no file {file}; check the name and the folder.", file="c"))
    session.report(DataError("There is no file {file}; check the name and the folder.", file="c"))
    assert "b" in bar.sentence.text()
    bar.close_button.click()
    assert "c" in bar.sentence.text()
    bar.close_button.click()
    assert not bar.isVisible()


def test_a_sentence_has_room_for_its_lines_when_others_wait(window: MainWindow, session: Session) -> None:
    bar = window.overlays.messages
    for file in ("项目红线.shp", "另一个.shp", "第三个.shp"):
        session.report(DataError("There is no file {file}; check the name and the folder.", file=f"/数据/{file}"))
    QApplication.processEvents()
    label = bar.sentence
    assert label.height() >= label.heightForWidth(label.width())


def test_a_message_is_said_again_in_the_new_language(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    session.report(DataError("There is no file {file}; check the name and the folder.", file="b"))
    before = window.overlays.messages.sentence.text()
    session.set_language("en")
    assert window.overlays.messages.sentence.text() == "There is no file b; check the name and the folder."
    assert before != window.overlays.messages.sentence.text()
    settle(qtbot, window)


def test_our_mistakes_open_one_dialog_with_the_report(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    reports = CrashReports(tmp_path / "yhgis.log", window)
    error = ZeroDivisionError("ours")
    reports.show(ZeroDivisionError, error, None)
    first = reports.dialog
    reports.show(ZeroDivisionError, error, None)
    assert reports.dialog is first
    assert first is not None
    words = " ".join(child.text() for child in first.findChildren(QWidget) if hasattr(child, "text"))
    assert "yhgis.log" in words
    first.reject()
    assert reports.dialog is None


# --- the rest ------------------------------------------------------------------------------------------------------


def test_right_click_offers_what_makes_sense(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    with qtbot.waitSignal(window.canvas.menuRequested) as asked:
        window.canvas.menuRequested.disconnect(window.show_map_menu)
        QTest.mouseClick(window.canvas, Qt.MouseButton.RightButton, pos=QPoint(200, 200))
    ground = asked.args[0]
    assert (ground.x(), ground.y()) == pytest.approx(window.canvas.ground(QPointF(200, 200)))
    window.commands.copy_place(ground)
    assert "°E" in QApplication.clipboard().text()


def test_qt_messages_go_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

    from yhgis.ui.app import log_qt

    with caplog.at_level(logging.DEBUG):
        log_qt(QtMsgType.QtWarningMsg, QMessageLogContext(), "a font is missing")
        log_qt(QtMsgType.QtWarningMsg, QMessageLogContext(), "This plugin does not support raise()")
    assert [(r.levelname, r.getMessage()) for r in caplog.records] == [
        ("WARNING", "Qt: a font is missing"),
        ("DEBUG", "Qt: This plugin does not support raise()"),
    ]


def test_the_window_opens_on_two_thirds_of_map(window: MainWindow) -> None:
    window.resize(1280, 800)
    QApplication.processEvents()
    share = window.canvas.width() * window.canvas.height() / (1280 * 800)
    assert share >= 2 / 3


def test_warming_up_ends_and_holds_the_main_thread_only_shortly(qtbot: QtBot) -> None:
    warm_up = WarmUp()
    with qtbot.waitSignal(warm_up.finished):
        warm_up.start()
    assert next(warm_up._steps, "done") == "done"


def test_asking_of_a_layer_in_the_tree_opens_the_form_filled_in(qtbot: QtBot, window: MainWindow) -> None:
    window.panels.tree.toolAsked.emit("overlap", {"rows": "zones"})
    assert window.panels.is_open("results")
    assert window.panels.results.forms["overlap"].isVisible()
    settle(qtbot, window)


def test_the_first_answer_makes_the_panel_and_stands_in_it(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    from yhgis.analysis.tools import tool
    from yhgis.feedback import Feedback

    asked = tool("conflicts")
    values = asked.complete({"layers": [session.layer("ecological_redline"), session.layer("permanent_farmland")]})
    result = asked.run(values, Feedback())
    assert not window.panels.is_open("results")
    session.publish(result)
    assert window.panels.is_open("results")
    assert window.panels.results.results == [result]
    session.publish(result)
    assert window.panels.results.results == [result, result]
    settle(qtbot, window)
