"""The window as a whole: roles, panels, commands, languages, files, the end of a session."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from yhgis.errors import DataError
from yhgis.i18n import Message, Title
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.plan.catalog import Catalog
from yhgis.settings import Settings
from yhgis.ui.action import MENUS
from yhgis.ui.actions import ACTIONS, MAP_BUTTONS, TOOL_BAR
from yhgis.ui.app import dress, open_first
from yhgis.ui.main_window import MainWindow
from yhgis.ui.messages import CrashReports
from yhgis.ui.session import Session
from yhgis.ui.warm_up import WarmUp

FOLDER = "余杭 区/数据（终稿）"


def own_layer(title: str = "项目红线") -> Layer:
    shapes = np.array([shapely.box(492_000, 3_350_000, 493_000, 3_351_000)], dtype=object)
    info = LayerInfo(id=title, title=Title(title))
    return Layer(info, shapes, {"name": np.array(["地块"], dtype=object)}, WORK_CRS)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session(Catalog.load(), Settings())
    yield made
    made.tasks.close()


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> Iterator[MainWindow]:
    made = MainWindow(session)
    made.canvas.navigator.glide.duration_ms = 0
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_may_close", True))
    session.new_project()
    with qtbot.waitSignal(made.canvas.settled):
        made.show()
    yield made
    session.tasks.close()


def _settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.canvas.is_settled)


def _file(tmp_path: Path) -> Path:
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    path = folder / "项目红线.gpkg"
    write_layer(own_layer(), path)
    return path


def _answer(window: MainWindow, role: QMessageBox.ButtonRole) -> None:
    box = window.commands.dialog
    assert isinstance(box, QMessageBox)
    button = next(b for b in box.buttons() if box.buttonRole(b) == role)
    button.click()


# --- the table of actions ------------------------------------------------------------------------------------------


def test_every_row_has_a_handler_and_every_name_exists(window: MainWindow) -> None:
    for row in window.bars.table:
        assert callable(window.commands.handler(row)), row.id
        assert row.menu in MENUS
    ids = [row.id for row in window.bars.table]
    assert len(ids) == len(set(ids))
    assert {i for i in (*TOOL_BAR, *MAP_BUTTONS) if i} <= set(ids)


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
    _settle(qtbot, window)


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
    _settle(qtbot, window)
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
    _settle(qtbot, window)


def test_who_presents_keeps_the_map_alone(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    session.set_role("presenter")
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    assert not window.panels.is_open("identity")
    qtbot.waitUntil(lambda: window.canvas.width() == window.width())
    _settle(qtbot, window)


def test_the_tree_ticks_are_the_maps(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    session.set_visible("ecological_redline", True)
    assert session.state.entry("ecological_redline").visible
    ids = [entry.id for entry in session.state.entries]
    assert ids.index("ecological_redline") < ids.index("towns"), "a control line lies under the town boundaries"
    session.set_visible("ecological_redline", False)
    assert not session.state.entry("ecological_redline").visible
    _settle(qtbot, window)


def test_a_tool_opens_its_form(qtbot: QtBot, window: MainWindow) -> None:
    window.bars.actions["tool_conflicts"].trigger()
    assert window.panels.is_open("results")
    _settle(qtbot, window)


def test_suggestions_are_there_at_the_first_start_and_go_on_use(qtbot: QtBot, window: MainWindow) -> None:
    assert window.overlays.suggestions.isVisible()
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 200))
    assert not window.overlays.suggestions.isVisible()
    _settle(qtbot, window)


def test_no_suggestions_later(qtbot: QtBot, session: Session, window: MainWindow) -> None:
    window.keep()
    again = MainWindow(session)
    qtbot.addWidget(again, before_close_func=lambda w: setattr(w, "_may_close", True))
    again.show()
    assert not again.overlays.suggestions.isVisible()
    _settle(qtbot, again)


def test_the_suggestion_for_a_town_opens_the_towns_window(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    window.overlays.suggestions.cards["town"].click()
    assert session.role == "town"
    assert window.panels.towns is not None
    assert window.panels.towns.isVisible()
    _settle(qtbot, window)


def test_choosing_a_town_goes_there_and_opens_its_card(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    session.set_role("town")
    _settle(qtbot, window)
    picker = window.panels.towns
    assert picker is not None
    assert picker.box.count() == 13
    with qtbot.waitSignal(session.planAsked) as asked:
        picker.box.activated.emit(3)
    shape = session.layer("towns").geometry[2]
    assert asked.args == ["town", session.layer("towns").names()[2]]
    assert window.panels.is_open("town")
    with qtbot.waitSignal(window.panels.town.cards.mapReady, timeout=20_000):
        _settle(qtbot, window)
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


def test_a_message_is_said_again_in_the_new_language(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    session.report(DataError("There is no file {file}; check the name and the folder.", file="b"))
    before = window.overlays.messages.sentence.text()
    session.set_language("en")
    assert window.overlays.messages.sentence.text() == "There is no file b; check the name and the folder."
    assert before != window.overlays.messages.sentence.text()
    _settle(qtbot, window)


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


# --- files and projects --------------------------------------------------------------------------------------------


def test_a_dropped_file_comes_on_the_map(qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path) -> None:
    file = _file(tmp_path)
    with qtbot.waitSignal(session.layerAdded, timeout=10_000) as added:
        session.open_files([file])
    entry = session.state.entry(added.args[0])
    assert entry.layer.info.group == "own"
    assert session.state.entries[-1] is entry
    assert str(file) in session.settings.recent_files
    _settle(qtbot, window)


def test_a_broken_file_is_one_sentence_and_nothing_is_lost(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.gpkg"
    bad.write_bytes(b"no geopackage")
    before = session.state
    with qtbot.waitSignal(session.messageShown, timeout=10_000) as said:
        session.open_files([bad])
    level, message = said.args
    assert level == "error"
    assert "坏.gpkg" in str(message)
    assert "Traceback" not in str(message)
    assert session.state is before


def test_a_project_comes_back_as_it_was_saved(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path
) -> None:
    file = _file(tmp_path)
    with qtbot.waitSignal(session.layerAdded, timeout=10_000):
        session.open_files([file])
    session.set_opacity("zones", 0.5)
    session.set_visible("rivers", False)
    session.set_role("town")
    _settle(qtbot, window)
    assert window.isWindowModified()
    project = file.parent / "规划.yhmap"
    assert session.save_project(project)
    assert not window.isWindowModified()
    assert "规划" in window.windowTitle()
    kept = [(e.id, e.visible, e.opacity) for e in session.state.entries]
    assert json.loads(project.read_text(encoding="utf-8"))["layers"][-1]["path"] == "项目红线.gpkg"

    session.new_project("towns")
    session.set_role("planner")
    session.open_files([project])
    qtbot.waitUntil(lambda: session.project_path == project, timeout=10_000)
    assert [(e.id, e.visible, e.opacity) for e in session.state.entries] == kept
    assert session.state.theme == "layout"
    assert session.role == "town"
    assert not session.open_map.unsaved
    _settle(qtbot, window)


def test_a_dropped_project_asks_before_changes_are_lost(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path
) -> None:
    project = tmp_path / "规划.yhmap"
    session.save_project(project)
    session.set_visible("zones", False)
    state = session.state
    session.open_files([project])
    _answer(window, QMessageBox.ButtonRole.RejectRole)
    assert session.state is state
    assert session.tasks.running == () or not any(task.title for task in session.tasks.running)
    session.open_files([project])
    _answer(window, QMessageBox.ButtonRole.DestructiveRole)
    qtbot.waitUntil(lambda: session.state.entry("zones").visible)
    _settle(qtbot, window)


def test_a_project_whose_file_is_gone_opens_without_it(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path
) -> None:
    file = _file(tmp_path)
    session.add(own_layer(), str(file))
    project = tmp_path / "规划.yhmap"
    session.save_project(project)
    file.unlink()
    session.new_project()
    window.overlays.messages.next()
    said: list[tuple[str, str]] = []
    session.messageShown.connect(lambda level, message: said.append((level, str(message))))
    session.open_project(project)
    qtbot.waitUntil(lambda: any(level == "warning" and file.name in text for level, text in said), timeout=10_000)
    assert len(session.state.entries) == len(session.themes()[0].layers)
    _settle(qtbot, window)


def test_a_start_with_a_project_that_is_not_there_shows_the_plan(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path
) -> None:
    with qtbot.waitSignal(session.messageShown) as said:
        open_first(session, [str(tmp_path / "gone.yhmap")])
    assert said.args[0] == "error"
    assert session.state.entries
    _settle(qtbot, window)


def test_two_files_of_one_name_get_two_ids(session: Session) -> None:
    first = session.add(own_layer(), "a.gpkg")
    second = session.add(own_layer(), "b/a.gpkg")
    assert first != second
    assert session.add(own_layer("towns"), "towns.gpkg") != "towns", "a built-in layer's id is taken"


def test_an_empty_layer_is_refused(session: Session) -> None:
    with pytest.raises(DataError):
        session.add(own_layer().select(np.array([False])), "empty.gpkg")


def test_closing_asks_about_unsaved_changes(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    session.set_visible("zones", False)
    _settle(qtbot, window)
    event = QCloseEvent()
    window.closeEvent(event)
    assert not event.isAccepted()
    _answer(window, QMessageBox.ButtonRole.RejectRole)
    assert window.isVisible()
    window.closeEvent(QCloseEvent())
    _answer(window, QMessageBox.ButtonRole.DestructiveRole)
    assert not window.isVisible()
    assert session.tasks.running == () or all(task.join(0) for task in session.tasks.running)


def test_closing_saved_asks_nothing_and_remembers_the_window(window: MainWindow, session: Session) -> None:
    assert window.close()
    assert session.settings.window.geometry
    assert session.settings.window.state


def test_the_question_saves_where_the_project_came_from(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path
) -> None:
    project = tmp_path / "规划.yhmap"
    session.save_project(project)
    session.set_visible("zones", False)
    before = project.read_bytes()
    done: list[bool] = []
    window.commands.when_saved(lambda: done.append(True))
    _answer(window, QMessageBox.ButtonRole.AcceptRole)
    assert done == [True]
    assert project.read_bytes() != before
    _settle(qtbot, window)


def test_a_project_that_cannot_be_written_is_told_and_stays_unsaved(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path
) -> None:
    session.set_visible("zones", False)
    with qtbot.waitSignal(session.messageShown) as said:
        assert not session.save_project(tmp_path / "no such folder" / "a.yhmap")
    assert said.args[0] == "error"
    assert session.open_map.unsaved
    _settle(qtbot, window)


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
    _settle(qtbot, window)


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
    _settle(qtbot, window)


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
    _settle(qtbot, window)
