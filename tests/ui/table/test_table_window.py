"""The attribute table: side, columns, copies, a million rows, and how the window opens it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.table.table_parts import parcels, selected, settle
from yhgis.analysis.filter import FilterError
from yhgis.errors import DataError
from yhgis.settings import Settings
from yhgis.ui.main_window import MainWindow
from yhgis.ui.panels.layer_menu import LayerMenu
from yhgis.ui.panels.table import TablePanel
from yhgis.ui.panels.table_columns import ColumnsMenu
from yhgis.ui.session import Session
from yhgis.ui.tasks import Task

Key, Held = Qt.Key, Qt.KeyboardModifier
Role = Qt.ItemDataRole


# --- side, columns, copies -------------------------------------------------------------------------------------------


def test_the_side_follows_field_and_rows_and_its_bars_select(panel: TablePanel, session: Session, qtbot: QtBot) -> None:
    panel.bar.side.click()
    panel.view.go_to(0, 1)
    qtbot.waitUntil(lambda: panel.side.summary is not None and panel.side.summary.field == "DLMC")
    assert panel.side.top.words[0] in ("水田", "旱地", "空文本")
    panel.side.top.setFocus()
    for _ in range(panel.side.top.words.index("旱地")):
        QTest.keyClick(panel.side.top, Key.Key_Down)
    assert panel.side.top.accessibleDescription() == "旱地: 50"
    QTest.keyClick(panel.side.top, Key.Key_Return)
    settle(qtbot, session)
    assert selected(session) == list(range(1, 200, 4))
    panel.view.go_to(0, 2)
    qtbot.waitUntil(lambda: panel.side.summary is not None and panel.side.summary.field == "TBMJ")
    assert panel.side.histogram.isVisible()
    QTest.mouseClick(panel.side.histogram, Qt.MouseButton.LeftButton, Held.NoModifier, QPoint(2, 60))
    settle(qtbot, session)
    first = panel.side.summary.bins[0]
    assert len(selected(session)) == first.count
    panel.filter_by("TBMJ < 300")
    qtbot.waitUntil(lambda: panel.side.summary is not None and panel.side.summary.count == 3)


def test_columns_are_hidden_moved_and_found_again(panel: TablePanel, session: Session, qtbot: QtBot) -> None:
    header = panel.view.horizontalHeader()
    menu = ColumnsMenu(panel.columns, panel.view, panel)
    menu.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    header.moveSection(header.visualIndex(3), 1)
    header.resizeSection(1, 177)
    assert panel.columns.fields() == ["BSM", "DLMC"]
    panel.columns.keep()
    other = TablePanel(session)
    qtbot.addWidget(other)
    other.show_layer("DLTB")
    assert other.columns.fields() == ["BSM", "DLMC"]
    assert other.view.columnWidth(1) == 177
    assert Settings.model_validate_json(session.settings.model_dump_json()) == session.settings
    other.columns.reset()
    assert other.columns.fields() == ["DLMC", "TBMJ", "BSM"]
    assert session.settings.tables == {}


def test_copying_takes_the_selected_rows_in_the_order_shown(panel: TablePanel, session: Session, qtbot: QtBot) -> None:
    panel.view.sortAsked.emit("BSM", False)
    settle(qtbot, session)
    panel.view.sortAsked.emit("BSM", False)
    settle(qtbot, session)
    panel.select(np.array([1, 3]))
    panel.columns.set_hidden("TBMJ", True)
    panel.view.setFocus()
    QTest.keyClick(panel.view, Key.Key_C, Held.ControlModifier)
    settle(qtbot, session)
    assert QApplication.clipboard().text().split("\n") == ["地类名称\tBSM", "\t33000003", "旱地\t33000001"]
    panel.select(np.empty(0, dtype=np.int64))
    panel.filter_by("TBMJ = 500")
    settle(qtbot, session)
    panel.copy()
    settle(qtbot, session)
    assert QApplication.clipboard().text().split("\n")[1:] == ["旱地\t33000005"]


# --- a million rows --------------------------------------------------------------------------------------------------


def test_a_million_rows_cost_the_window_no_more_than_a_thousand(qtbot: QtBot, session: Session) -> None:
    session.add(parcels(1_000_000, "MANY"), "/data/many.gpkg")
    panel = TablePanel(session)
    qtbot.addWidget(panel)
    panel.resize(1000, 300)
    panel.show()
    calls = [0]
    inner = panel.model.data

    def counted(*args: object) -> object:
        calls[0] += 1
        return inner(*args)

    panel.model.data = counted  # type: ignore[method-assign]
    asked = []
    for layer_id in ("DLTB", "MANY"):
        calls[0] = 0
        panel.show_layer(layer_id)
        panel.view.viewport().repaint()
        bar = panel.view.verticalScrollBar()
        for step in range(20):
            bar.setValue(bar.maximum() * step // 20)
            panel.view.viewport().repaint()
        asked.append(calls[0])
    assert asked[1] <= 1.2 * asked[0]
    panel.view.sortAsked.emit("TBMJ", True)
    settle(qtbot, session)
    panel.select(panel.model.rows)
    assert len(session.selecting.current) == 1_000_000
    panel.invert()
    assert len(session.selecting.current) == 0
    assert panel.foot.count.text() == "1,000,000 / 1,000,000"


def test_long_work_stands_in_the_status_bar_and_can_be_cancelled(qtbot: QtBot, session: Session) -> None:
    session.add(parcels(300_000, "MANY"), "/data/many.gpkg")
    panel = TablePanel(session)
    qtbot.addWidget(panel)
    panel.show_layer("MANY")
    started: list[Task] = []
    session.tasks.started.connect(started.append)
    panel.filter_by("BSM LIKE '%1%2%3%' AND area_m2() > 5")
    assert str(started[0].title) == "图斑 的属性表"
    started[0].cancel()
    settle(qtbot, session)
    assert panel.model.rowCount() == 300_000
    assert panel.query.expression == ""
    panel.filter_by("TBMJ = 200")
    settle(qtbot, session)
    assert panel.model.rows.tolist() == [2]


# --- the window ------------------------------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> MainWindow:
    made = MainWindow(session)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    return made


def test_menu_key_and_command_open_the_table(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    commands = window.commands.part("table")
    commands.toggle()
    panel = window.panels.panel("table")
    assert isinstance(panel, TablePanel)
    assert window.panels.is_open("table")
    assert panel.layer_id == "DLTB"
    commands.toggle()
    assert not window.panels.is_open("table")
    node = next(
        window.panels.tree.model.node(index)
        for index in _indexes(window)
        if window.panels.tree.model.node(index).layer_id == "towns"
    )
    menu = LayerMenu(session, node, window)
    next(action for action in menu.actions() if action.text() == "属性表").trigger()
    assert window.panels.is_open("table")
    assert panel.layer_id == "towns"
    shortcuts = [row.shortcut for row in window.bars.table if row.shortcut]
    assert len(shortcuts) == len(set(shortcuts))


def _indexes(window: MainWindow) -> Iterator[object]:
    model = window.panels.tree.model
    for row in range(model.rowCount()):
        group = model.index(row, 0)
        yield from (model.index(child, 0, group) for child in range(model.rowCount(group)))


def test_features_are_selected_by_an_expression(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    from yhgis.ui.dialogs.select_by_attribute import SelectByAttribute

    commands = window.commands.part("table")
    commands.select_by_attribute()
    dialog = window.findChild(SelectByAttribute)
    dialog.box.setText("地类名称 = '水田' 且 TBMJ < 1000")
    QTest.keyClick(dialog.box, Key.Key_Return)
    settle(qtbot, session)
    assert selected(session) == [0, 4, 8]
    dialog.mode.choose("add")
    dialog.box.setText("TBMJ = 100")
    dialog.button.click()
    settle(qtbot, session)
    assert selected(session) == [0, 1, 4, 8]
    dialog.box.setText("TBMJ = ")
    dialog.button.click()
    assert "还没有写完" in dialog.fault.text()
    dialog.close()
    with pytest.raises(FilterError):
        commands.select_by("DLTB", "nichts = 1")
    with pytest.raises(DataError):
        commands.select_by("gone", "a = 1")
