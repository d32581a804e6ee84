"""Files and projects in the window: dropped, broken, saved, opened again, asked about at the end."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from tests.ui.shell_parts import answer, own_layer, settle
from yhgis.errors import DataError
from yhgis.io.vector_write import write_layer
from yhgis.ui.app import open_first
from yhgis.ui.main_window import MainWindow
from yhgis.ui.session import Session

FOLDER = "余杭 区/数据（终稿）"


def _file(tmp_path: Path) -> Path:
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    path = folder / "项目红线.gpkg"
    write_layer(own_layer(), path)
    return path


# --- files and projects --------------------------------------------------------------------------------------------


def test_a_dropped_file_comes_on_the_map(qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path) -> None:
    file = _file(tmp_path)
    with qtbot.waitSignal(session.layerAdded, timeout=10_000) as added:
        session.open_files([file])
    entry = session.state.entry(added.args[0])
    assert entry.layer.info.group == "own"
    assert session.state.entries[-1] is entry
    assert str(file) in session.settings.recent_files
    settle(qtbot, window)


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
    settle(qtbot, window)
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
    settle(qtbot, window)


def test_a_dropped_project_asks_before_changes_are_lost(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path
) -> None:
    project = tmp_path / "规划.yhmap"
    session.save_project(project)
    session.set_visible("zones", False)
    state = session.state
    session.open_files([project])
    answer(window, QMessageBox.ButtonRole.RejectRole)
    assert session.state is state
    assert session.tasks.running == () or not any(task.title for task in session.tasks.running)
    session.open_files([project])
    answer(window, QMessageBox.ButtonRole.DestructiveRole)
    qtbot.waitUntil(lambda: session.state.entry("zones").visible)
    settle(qtbot, window)


def test_a_project_whose_file_is_gone_opens_with_the_rest_and_keeps_its_place(
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
    (lost,) = [entry for entry in session.state.entries if entry.lost is not None]
    assert lost is session.state.entries[-1]
    assert len(session.state.entries) == len(session.themes()[0].layers) + 1
    settle(qtbot, window)


def test_a_start_with_a_project_that_is_not_there_shows_the_plan(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path
) -> None:
    with qtbot.waitSignal(session.messageShown) as said:
        open_first(session, [str(tmp_path / "gone.yhmap")])
    assert said.args[0] == "error"
    assert session.state.entries
    settle(qtbot, window)


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
    settle(qtbot, window)
    event = QCloseEvent()
    window.closeEvent(event)
    assert not event.isAccepted()
    answer(window, QMessageBox.ButtonRole.RejectRole)
    assert window.isVisible()
    window.closeEvent(QCloseEvent())
    answer(window, QMessageBox.ButtonRole.DestructiveRole)
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
    answer(window, QMessageBox.ButtonRole.AcceptRole)
    assert done == [True]
    assert project.read_bytes() != before
    settle(qtbot, window)


def test_a_project_that_cannot_be_written_is_told_and_stays_unsaved(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path
) -> None:
    session.set_visible("zones", False)
    with qtbot.waitSignal(session.messageShown) as said:
        assert not session.save_project(tmp_path / "no such folder" / "a.yhmap")
    assert said.args[0] == "error"
    assert session.open_map.unsaved
    settle(qtbot, window)
