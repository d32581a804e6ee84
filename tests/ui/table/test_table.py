"""The attribute table on screen: linked selection, keys, columns, filter line, charts, copying."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.table.table_parts import parcels, selected, settle
from yhgis.model.selection import Selection
from yhgis.ui.panels.table import TablePanel
from yhgis.ui.panels.table_cells import NULL
from yhgis.ui.panels.table_model import TableModel
from yhgis.ui.session import Session
from yhgis.ui.tasks import Task

Key, Held = Qt.Key, Qt.KeyboardModifier
Role = Qt.ItemDataRole


def column(panel: TablePanel, number: int) -> list[str]:
    return [str(panel.model.index(i, number).data()) for i in range(panel.model.rowCount())]


# --- model -----------------------------------------------------------------------------------------------------------


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    model = TableModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_layer(parcels(8))
    model.show_rows(np.array([3, 1]), ())
    model.retranslate()
    model.show_layer(None)
    assert tester.model() is model


def test_cells_headings_tips_and_what_a_screen_reader_says(panel: TablePanel, session: Session) -> None:
    index = panel.model.index
    assert [panel.model.headerData(i, Qt.Orientation.Horizontal) for i in range(4)] == [
        "序号",
        "地类名称",
        "TBMJ",
        "BSM",
    ]
    assert "地类名称\nDLMC" in panel.model.headerData(1, Qt.Orientation.Horizontal, Role.ToolTipRole)
    assert [index(i, 1).data() for i in range(4)] == ["水田", "旱地", NULL, ""]
    assert [index(i, 1).data(Role.ToolTipRole) for i in range(4)] == ["水田", "旱地", "没有值（NULL）", "空文本"]
    assert index(9, 2).data() == NULL
    assert index(1, 2).data() == "100.00"
    assert index(1, 2).data(Role.AccessibleTextRole) == "TBMJ 100.00"
    panel.select(np.array([1]))
    assert index(1, 2).data(Role.AccessibleTextRole) == "TBMJ 100.00，已选中"
    assert index(2, 1).data(Role.AccessibleTextRole) == "地类名称 没有值（NULL）"
    assert panel.view.accessibleName() == "图斑 的属性行"
    bar = panel.bar
    for part in (bar.layers, bar.filter, bar.words, bar.only, bar.invert, bar.columns, bar.side, bar.copy, bar.save):
        assert part.accessibleName(), part


# --- selection -------------------------------------------------------------------------------------------------------


def test_rows_and_map_show_one_selection(panel: TablePanel, session: Session) -> None:
    press(panel, 2)
    assert session.selecting.current == Selection("DLTB", np.array([2]))
    press(panel, 5, Held.ControlModifier)
    assert selected(session) == [2, 5]
    press(panel, 2, Held.ControlModifier)
    assert selected(session) == [5]
    press(panel, 1)
    press(panel, 4, Held.ShiftModifier)
    assert selected(session) == [1, 2, 3, 4]
    assert panel.foot.count.text() == "200 / 200 · 选中 4"
    assert panel.model.is_selected(3)
    session.selecting.take(Selection("DLTB", np.array([150])))
    assert panel.view.currentIndex().row() == 150
    assert panel.view.rowAt(0) <= 150 <= panel.view.rowAt(panel.view.viewport().height() - 4)
    session.selecting.take(Selection("towns", np.array([0])))
    assert not panel.model.is_selected(150)
    assert panel.foot.count.text() == "200 / 200"


def press(panel: TablePanel, row: int, held: Qt.KeyboardModifier = Held.NoModifier) -> None:
    place = panel.view.visualRect(panel.model.index(row, 1)).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, held, place)


def test_dragging_takes_a_stretch(panel: TablePanel, session: Session) -> None:
    view = panel.view.viewport()
    first, last = (panel.view.visualRect(panel.model.index(row, 1)).center() for row in (1, 4))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, Held.NoModifier, first)
    left = Qt.MouseButton.LeftButton
    for place in (first + QPoint(0, 30), last):  # QTest's own moves hold no button down
        far = QPointF(view.mapToGlobal(place))
        move = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), far, Qt.MouseButton.NoButton, left, Held.NoModifier)
        QApplication.sendEvent(view, move)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Held.NoModifier, last)
    assert selected(session) == [1, 2, 3, 4]


def test_everything_goes_by_keys(panel: TablePanel, session: Session, qtbot: QtBot) -> None:
    view = panel.view
    view.setFocus()
    view.go_to(0, 1)
    QTest.keyClick(view, Key.Key_Down)
    assert selected(session) == [1]
    QTest.keyClick(view, Key.Key_Down, Held.ShiftModifier)
    QTest.keyClick(view, Key.Key_Down, Held.ShiftModifier)
    assert selected(session) == [1, 2, 3]
    QTest.keyClick(view, Key.Key_Down, Held.ControlModifier)
    assert selected(session) == [1, 2, 3]
    QTest.keyClick(view, Key.Key_Space)
    assert selected(session) == [1, 2, 3, 4]
    with qtbot.waitSignal(session.viewRequested) as asked:
        QTest.keyClick(view, Key.Key_Return)
    x0, _, x1, _ = asked.args[0]
    assert (x0, x1) == (491_000.0, 494_100.0)
    QTest.keyClick(view, Key.Key_A, Held.ControlModifier)
    assert len(selected(session)) == 200


def test_enter_on_a_row_that_is_not_selected_shows_that_row(panel: TablePanel, session: Session, qtbot: QtBot) -> None:
    panel.select(np.array([1, 2]))
    panel.view.go_to(100, 1)
    with qtbot.waitSignal(session.viewRequested) as asked:
        panel.zoom()
    x0, _, x1, _ = asked.args[0]
    assert (x0 + x1) / 2 == pytest.approx(490_050.0 + 100_000)
    assert x1 - x0 >= 300


def test_only_selected_and_invert(panel: TablePanel, session: Session, qtbot: QtBot) -> None:
    panel.select(np.array([3, 7, 11]))
    panel.bar.only.click()
    settle(qtbot, session)
    assert panel.model.rows.tolist() == [3, 7, 11]
    session.selecting.take(Selection("DLTB", np.array([7])), "remove")
    settle(qtbot, session)
    assert panel.model.rows.tolist() == [3, 11]
    panel.bar.only.click()
    settle(qtbot, session)
    panel.filter_by("TBMJ < 500")
    settle(qtbot, session)
    panel.bar.invert.click()
    assert selected(session) == [0, 1, 2, 4]


# --- order and filter ------------------------------------------------------------------------------------------------


def test_a_click_on_a_heading_sorts_and_shift_adds(panel: TablePanel, session: Session, qtbot: QtBot) -> None:
    header = panel.view.horizontalHeader()

    def click(section: int, held: Qt.KeyboardModifier = Held.NoModifier) -> None:
        place = QPoint(header.sectionViewportPosition(section) + 20, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, held, place)
        settle(qtbot, session)

    panel.view.go_to(42, 2)
    click(1)
    assert panel.model.headerData(1, Qt.Orientation.Horizontal) == "地类名称 ↑"
    assert column(panel, 1)[0] == ""
    assert column(panel, 1)[-1] == NULL
    assert panel.view.current_feature == 42
    assert panel.view.current_field == "DLMC"
    panel.view.sortAsked.emit("TBMJ", True)
    settle(qtbot, session)
    panel.view.sortAsked.emit("TBMJ", True)
    settle(qtbot, session)
    heads = [panel.model.headerData(i, Qt.Orientation.Horizontal) for i in (1, 2)]
    assert heads == ["地类名称 ↑1", "TBMJ ↓2"]
    assert panel.model.rows[:2].tolist() == [195, 191]


def test_the_menu_key_sorts_and_hides_by_keys(panel: TablePanel, session: Session, qtbot: QtBot) -> None:
    def choose(text: str) -> None:
        QApplication.sendEvent(
            panel.view.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
        )
        assert panel.menu is not None
        next(action for action in panel.menu.actions() if action.text() == text).trigger()
        panel.menu.close()
        settle(qtbot, session)

    panel.view.go_to(0, 2)
    choose("降序排列")
    assert panel.model.rows[0] == 198
    panel.view.go_to(0, 1)
    choose("在当前排序内升序")
    assert [sort.field for sort in panel.query.sorts] == ["TBMJ", "DLMC"]
    choose("恢复文件顺序")
    assert panel.model.rows[0] == 0
    choose("字段统计")
    assert panel.side.isVisible()
    choose("隐藏此字段")
    assert panel.columns.fields() == ["TBMJ", "BSM"]


def test_a_filter_is_applied_by_enter_and_its_faults_are_said(
    panel: TablePanel, session: Session, qtbot: QtBot
) -> None:
    line = panel.bar.filter
    line.setFocus()
    line.setText("地类名称 = '水田' 且 TBMJ > 1000")
    QTest.keyClick(line, Key.Key_Return)
    settle(qtbot, session)
    assert panel.foot.count.text().startswith("47 / 200")
    line.setText("地类名称 = 水田")
    QTest.keyClick(line, Key.Key_Return)
    assert "'水田'" in panel.foot.fault.text()
    assert line.cursorPosition() == 7
    assert panel.model.rowCount() == 47
    line.findChild(QToolButton).click()  # the cross in the line
    settle(qtbot, session)
    assert panel.foot.fault.text() == ""
    assert panel.model.rowCount() == 200


def test_the_filter_line_completes_fields_functions_and_values(
    panel: TablePanel, session: Session, qtbot: QtBot
) -> None:
    line = panel.bar.filter
    line.setFocus()
    QTest.keyClicks(line, "dl")
    assert [offer.written for offer in line.offers()] == ["DLMC"]
    QTest.keyClick(line._completer.popup(), Key.Key_Return)
    assert line.text() == "DLMC"
    QTest.keyClicks(line, " = '")
    settle(qtbot, session)
    assert [offer.shown for offer in line.offers()] == ["水田", "旱地"]
    QTest.keyClick(line._completer.popup(), Key.Key_Down)
    QTest.keyClick(line._completer.popup(), Key.Key_Return)
    assert line.text() == "DLMC = '旱地'"
    QTest.keyClicks(line, " and ar")
    assert "area_m2()" in [offer.written for offer in line.offers()]
    line.setText("")
    shown = [offer.written for offer in line.offers(asked=True)]
    assert {"DLMC", "TBMJ", "BSM", "面积()"} <= set(shown)


def test_search_waits_for_the_hand_to_rest(panel: TablePanel, session: Session, qtbot: QtBot) -> None:
    asked: list[Task] = []
    session.tasks.started.connect(asked.append)
    QTest.keyClicks(panel.bar.words, "33000001")
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1)
    assert len(asked) == 1


# --- following the map -----------------------------------------------------------------------------------------------


def test_the_table_goes_with_its_layer_and_comes_back_by_hand(panel: TablePanel, session: Session) -> None:
    session.set_opacity("DLTB", 0.5)
    assert panel.model.rowCount() == 200
    session.remove("DLTB")
    assert panel.layer_id == ""
    assert panel.model.rowCount() == 0
    assert not panel.bar.filter.isEnabled()
    session.undo()
    panel.bar.layers.setCurrentIndex(panel.bar.layers.findData("DLTB"))
    panel.bar.layers.activated.emit(panel.bar.layers.currentIndex())
    assert panel.model.rowCount() == 200


def test_an_answer_for_another_layer_is_not_shown(panel: TablePanel, session: Session, qtbot: QtBot) -> None:
    panel.ask(expression="TBMJ > 500")
    panel.show_layer("towns")
    settle(qtbot, session)
    assert panel.model.rowCount() == len(session.layer("towns"))
    assert panel.query.expression == ""


def test_english_says_everything_again(panel: TablePanel, session: Session) -> None:
    session.set_language("en")
    assert panel.model.headerData(1, Qt.Orientation.Horizontal) == "Land use"
    assert panel.bar.copy.toolTip().startswith("Copy the selected rows")
