"""Edits say their names, opacity is seen before it is chosen, and sources speak the language in use."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from yhgis.ui.main_window import MainWindow
from yhgis.ui.panels.layer_menu import LayerMenu
from yhgis.ui.panels.tree_model import NODE
from yhgis.ui.session import Session


def test_undo_names_the_edit_in_the_language_in_use(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    undo, redo = window.bars.actions["undo"], window.bars.actions["redo"]
    assert undo.text() == "撤销"
    session.set_visible("towns", False)
    assert undo.text() == "撤销：隐藏“镇街”"
    assert "隐藏“镇街”" in undo.toolTip()
    session.undo()
    assert undo.text() == "撤销"
    assert redo.text() == "重做：隐藏“镇街”"
    session.set_language("en")
    assert redo.text() == "Redo: Hide Towns and streets"
    qtbot.waitUntil(lambda: window.canvas.is_settled, timeout=20_000)


def test_sources_speak_the_language_in_use_wherever_they_are_kept(session: Session) -> None:
    source = session.catalog.entry("towns").source
    session.set_visible("towns", False)
    session.set_visible("zones", False)
    session.undo()
    assert session.state.entry("towns").layer.info.source == source.zh
    session.set_language("en")
    for step in (lambda: None, session.undo, session.redo, session.redo):
        step()
        assert session.state.entry("towns").layer.info.source == source.en
    assert session.layer("towns").info.source == source.en
    session.set_language("zh")
    assert session.state.entry("towns").layer.info.source == source.zh


def test_another_language_is_no_edit(session: Session) -> None:
    session.open_map.mark_saved()
    session.set_visible("towns", False)
    session.undo()
    assert not session.open_map.unsaved
    session.set_language("en")
    assert not session.open_map.unsaved
    assert not session.open_map.can_undo
    assert session.open_map.can_redo


def test_a_preview_is_drawn_and_is_one_step(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    before = session.state
    for opacity in (0.9, 0.6, 0.4):
        with qtbot.waitSignal(window.canvas.settled, timeout=20_000):
            session.preview_opacity("zones", opacity)
        assert [layer.opacity for layer in session.map_layers() if layer.layer.id == "zones"] == [opacity]
        assert not session.open_map.can_undo
    session.set_opacity("zones", 0.4)
    assert session.open_map.can_undo
    session.undo()
    assert session.state is before
    assert not session.open_map.can_undo
    session.redo()
    assert session.state.entry("zones").opacity == pytest.approx(0.4)
    qtbot.waitUntil(lambda: window.canvas.is_settled, timeout=20_000)


def test_a_preview_that_comes_back_is_no_edit(session: Session) -> None:
    before = session.state
    session.open_map.mark_saved()
    session.preview_opacity("zones", 0.3)
    session.set_opacity("zones", before.entry("zones").opacity)
    assert session.state is before
    assert not session.open_map.can_undo
    assert not session.open_map.unsaved


def test_another_edit_during_a_preview_starts_from_the_settled_map(session: Session) -> None:
    before = session.state
    session.preview_opacity("zones", 0.3)
    session.set_theme("towns")
    session.undo()
    assert session.state is before


def test_the_menu_s_slider_previews(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    before = session.state
    node = window.panels.tree.model.index_of("zones").data(NODE)
    parent = QWidget()
    qtbot.addWidget(parent)
    menu = LayerMenu(session, node, parent)
    menu.opacity.setValue(40)
    assert session.state.entry("zones").opacity == pytest.approx(0.4)
    assert not session.open_map.can_undo
    menu.opacity.setValue(round(before.entry("zones").opacity * 100))
    menu.aboutToHide.emit()
    assert session.state is before
    qtbot.waitUntil(lambda: window.canvas.is_settled, timeout=20_000)
