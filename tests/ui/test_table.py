"""The attribute table on screen: linked selection, keys, columns, filter line, charts, copying."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from yhgis.analysis.filter import FilterError
from yhgis.errors import DataError
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import FieldName, Layer, LayerInfo
from yhgis.model.selection import Selection
from yhgis.plan.catalog import Catalog
from yhgis.settings import Settings
from yhgis.ui.main_window import MainWindow
from yhgis.ui.panels.layer_menu import LayerMenu
from yhgis.ui.panels.table import TablePanel
from yhgis.ui.panels.table_cells import NULL
from yhgis.ui.panels.table_columns import ColumnsMenu
from yhgis.ui.panels.table_model import TableModel
from yhgis.ui.session import Session
from yhgis.ui.tasks import Task

Key, Held = Qt.Key, Qt.KeyboardModifier
Role = Qt.ItemDataRole


def parcels(count: int = 200, name: str = "DLTB") -> Layer:
    """Squares in a row, 1 km apart."""
    x = 490_000.0 + 1000.0 * np.arange(count)
    kinds = np.array(["水田", "旱地", None, ""], dtype=object)[np.arange(count) % 4]
    fields = {
        "DLMC": kinds,
        "TBMJ": np.where(np.arange(count) % 10 == 9, np.nan, 100.0 * np.arange(count)),
        "BSM": np.array([f"33{i:06d}" for i in range(count)], dtype=object),
    }
    names = {"DLMC": FieldName("DLMC", Title("地类名称", "Land use"))}
    info = LayerInfo(name, Title("图斑"), field_names=names)
    return Layer(info, shapely.box(x, 3_350_000.0, x + 100, 3_350_100.0), fields, WORK_CRS)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session(Catalog.load(), Settings())
    made.new_project("control_lines")
    made.add(parcels(), "/data/DLTB.gpkg")
    yield made
    made.tasks.close()


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> TablePanel:
    made = TablePanel(session)
    qtbot.addWidget(made)
    made.resize(1000, 300)
    with qtbot.waitExposed(made):
        made.show()
    made.show_layer("DLTB")
    return made


def settle(qtbot: QtBot, session: Session, after_ms: int = 0) -> None:
    """Wait until nothing is being worked out."""
    if after_ms:
        qtbot.wait(after_ms)
    qtbot.waitUntil(lambda: not session.tasks.running)


def column(panel: TablePanel, number: int) -> list[str]:
    return [str(panel.model.index(i, number).data()) for i in range(panel.model.rowCount())]


def selected(session: Session) -> list[int]:
    return session.selecting.current.features.tolist()


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
    line.selectAll()
    QTest.keyClick(line, Key.Key_Delete)
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
