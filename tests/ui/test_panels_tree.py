"""The layer tree: what it lists, and that everything done on it goes through the session."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, Qt, QUrl
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.ui.main_window_panels import LEFT_WIDTH
from yhgis.ui.panels.layer_menu import LayerMenu
from yhgis.ui.panels.layer_tip import tip
from yhgis.ui.panels.layer_tree import LayerTreePanel
from yhgis.ui.panels.theme_bar import ThemeBar
from yhgis.ui.panels.tree_model import MIME, NODE, drawing_position
from yhgis.ui.panels.tree_nodes import Node, NodeKind, stacked
from yhgis.ui.session import Session

CHECK = Qt.ItemDataRole.CheckStateRole


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> LayerTreePanel:
    made = LayerTreePanel(session)
    qtbot.addWidget(made)
    made.resize(264, 900)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_every_name_of_the_plan_fits_its_line_as_the_window_opens(panel: LayerTreePanel, session: Session) -> None:
    panel.resize(LEFT_WIDTH, 620)  # at 1280 × 800, with the scroll bar that takes its width
    QApplication.processEvents()
    bar = panel.view.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
    ids = session.catalog.ids
    assert len(ids) > 40
    for layer_id in ids:
        index = panel.model.index_of(layer_id)
        rect = panel.view.visualRect(index)
        rect.setRight(LEFT_WIDTH - bar - 1)
        node = node_of(panel, layer_id)
        font = QFont(panel.view.font())
        font.setPixelSize(13)
        needed = QFontMetrics(font).horizontalAdvance(str(node.title))
        assert needed <= panel.view.delegate.title_px(rect, node, panel.view.font()), node.title


def own_layer(layer_id: str = "地块") -> Layer:
    shapes = np.array([shapely.box(490_000, 3_350_000, 490_500, 3_350_400)], dtype=object)
    return Layer(LayerInfo(layer_id, Title(layer_id)), shapes, {"名称": np.array(["甲"], dtype=object)}, WORK_CRS)


def titles(panel: LayerTreePanel, parent: QModelIndex | None = None) -> list[str]:
    at = parent or QModelIndex()
    return [str(panel.model.index(i, 0, at).data()) for i in range(panel.model.rowCount(at))]


def node_of(panel: LayerTreePanel, key: str) -> Node:
    node: Node = panel.model.index_of(key).data(NODE)
    return node


def test_groups_come_in_the_plans_order_and_empty_ones_are_left_out(panel: LayerTreePanel, session: Session) -> None:
    filled = {entry.group for entry in session.catalog.entries}
    expected = [str(group.title) for group in session.catalog.groups if group.id in filled or group.id == "own"]
    assert titles(panel) == expected
    assert expected[-1] == "我的数据"


def test_every_built_in_layer_has_a_line_whether_on_the_map_or_not(panel: LayerTreePanel, session: Session) -> None:
    absent = [entry.id for entry in session.catalog.entries if not session.state.has(entry.id)]
    assert absent, "the theme shows everything: this test proves nothing"
    for entry in session.catalog.entries:
        index = panel.model.index_of(entry.id)
        assert index.isValid()
        assert index.data() == str(entry.title)
        on = session.state.has(entry.id) and session.state.entry(entry.id).visible
        assert (Qt.CheckState(index.data(CHECK)) == Qt.CheckState.Checked) == on


def test_the_model_keeps_qts_rules_through_edits(qtbot: QtBot, panel: LayerTreePanel, session: Session) -> None:
    tester = QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    session.set_visible("ecological_redline", True)
    session.set_theme("control_lines")
    session.add(own_layer(), "地块.gpkg")
    session.set_opacity("towns", 0.5)
    session.undo()
    assert tester.model() is panel.model  # a broken rule is a Qt warning, which fails the test


def test_own_group_says_what_to_do_until_there_is_a_layer(panel: LayerTreePanel, session: Session) -> None:
    own = panel.model.index_of("group:own")
    assert titles(panel, own) == ["把文件拖到这里"]
    session.add(own_layer(), "地块.gpkg")
    assert titles(panel, panel.model.index_of("group:own")) == ["地块"]
    assert panel.view.currentIndex().data(NODE).layer_id == "地块"


def test_ticking_shows_hides_and_can_be_undone(panel: LayerTreePanel, session: Session) -> None:
    index = panel.model.index_of("towns")
    panel.model.setData(index, Qt.CheckState.Unchecked, CHECK)
    assert not session.state.entry("towns").visible
    session.undo()
    assert Qt.CheckState(panel.model.index_of("towns").data(CHECK)) == Qt.CheckState.Checked
    assert not session.state.has("ecological_redline")
    panel.model.setData(panel.model.index_of("ecological_redline"), Qt.CheckState.Checked, CHECK)
    assert session.state.entry("ecological_redline").visible


def test_a_groups_tick_is_for_all_its_layers(panel: LayerTreePanel, session: Session) -> None:
    group = panel.model.index_of("group:control_lines")
    assert Qt.CheckState(group.data(CHECK)) == Qt.CheckState.Unchecked
    panel.model.setData(group, Qt.CheckState.Checked, CHECK)
    lines = [entry.id for entry in session.catalog.entries if entry.group == "control_lines"]
    assert all(session.state.entry(layer_id).visible for layer_id in lines)
    session.set_visible(lines[0], False)
    assert Qt.CheckState(panel.model.index_of("group:control_lines").data(CHECK)) == Qt.CheckState.PartiallyChecked
    panel.model.setData(panel.model.index_of("group:control_lines"), Qt.CheckState.Unchecked, CHECK)
    assert not any(session.state.entry(layer_id).visible for layer_id in lines)
    session.undo()  # hiding all of them was one step
    assert session.state.entry(lines[1]).visible
    assert not session.state.entry(lines[0]).visible


def test_space_ticks_and_brackets_fade(qtbot: QtBot, panel: LayerTreePanel, session: Session) -> None:
    panel.choose("towns")
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert not session.state.entry("towns").visible
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert session.state.entry("towns").visible
    before = session.state.entry("towns").opacity
    qtbot.keyClick(panel.view, Qt.Key.Key_BracketLeft)
    assert session.state.entry("towns").opacity == pytest.approx(before - 0.1)


def test_enter_shows_all_of_the_layer(qtbot: QtBot, panel: LayerTreePanel, session: Session) -> None:
    panel.choose("core")
    with qtbot.waitSignal(session.viewRequested) as asked:
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert asked.args == [session.layer("core").bounds]


def test_a_click_on_the_tick_box_ticks(qtbot: QtBot, panel: LayerTreePanel, session: Session) -> None:
    index = panel.model.index_of("towns")
    box = panel.view.delegate.slots_of(panel.view.visualRect(index), index.data(NODE)).box
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert not session.state.entry("towns").visible
    title = panel.view.delegate.slots_of(panel.view.visualRect(index), index.data(NODE)).title
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=title.center())
    assert not session.state.entry("towns").visible  # choosing is not ticking


def test_the_slider_in_the_line_fades_as_one_step(qtbot: QtBot, panel: LayerTreePanel, session: Session) -> None:
    index = panel.model.index_of("towns")
    track = panel.view.delegate.slots_of(panel.view.visualRect(index), index.data(NODE)).slider
    middle = int(track.center().y())
    place = panel.view.viewport()
    before = session.state
    qtbot.mousePress(place, Qt.MouseButton.LeftButton, pos=QPoint(int(track.right()) - 2, middle))
    qtbot.mouseMove(place, QPoint(int(track.center().x()), middle))
    assert session.state.entry("towns").opacity == pytest.approx(0.5)  # the map follows the hand
    assert not session.open_map.can_undo  # nothing is decided while the slider is held
    assert session.open_map.settled is before
    qtbot.mouseMove(place, QPoint(int(track.left() + track.width() * 0.25), middle))
    qtbot.mouseRelease(place, Qt.MouseButton.LeftButton, pos=QPoint(int(track.left()), middle))
    assert session.state.entry("towns").opacity == pytest.approx(0.25)
    session.undo()
    assert session.state is before


def test_a_layer_drawn_by_categories_has_its_legend_below(panel: LayerTreePanel, session: Session) -> None:
    names = [child.title.zh for child in node_of(panel, "zones").children]
    assert names == ["城西片", "东部片", "西部片"]
    assert all(child.swatch is not None and child.swatch() for child in node_of(panel, "zones").children)
    assert not node_of(panel, "district").children


def test_folding_and_choice_outlive_other_lines(panel: LayerTreePanel, session: Session) -> None:
    panel.view.collapse(panel.model.index_of("group:admin"))
    panel.view.collapse(panel.model.index_of("zones"))
    panel.choose("core")
    session.add(own_layer(), "地块.gpkg")
    session.remove("地块")
    assert not panel.view.isExpanded(panel.model.index_of("group:admin"))
    assert not panel.view.isExpanded(panel.model.index_of("zones"))
    assert panel.view.isExpanded(panel.model.index_of("group:layout"))


def test_delete_takes_away_own_layers_only(qtbot: QtBot, panel: LayerTreePanel, session: Session) -> None:
    session.add(own_layer(), "地块.gpkg")
    panel.choose("地块")
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert not session.state.has("地块")
    panel.choose("towns")
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert session.state.has("towns")


def test_titles_follow_the_language(panel: LayerTreePanel, session: Session) -> None:
    session.set_language("en")
    assert "My data" in titles(panel)
    assert panel.model.index_of("towns").data() == session.catalog.entry("towns").title.en


def test_what_a_screen_reader_hears(panel: LayerTreePanel, session: Session) -> None:
    session.set_opacity("towns", 0.4)
    heard = str(panel.model.index_of("towns").data(Qt.ItemDataRole.AccessibleTextRole))
    assert "示意" in heard
    assert "40" in heard


def test_in_english_the_schematic_mark_is_short_and_the_word_is_heard_and_in_the_tip(
    panel: LayerTreePanel, session: Session
) -> None:
    session.set_language("en")
    node = node_of(panel, "towns")
    assert (node.mark, node.tag) == ("≈", "schematic")
    assert "schematic" in str(panel.model.index_of("towns").data(Qt.ItemDataRole.AccessibleTextRole))
    assert "Schematic" in tip(session, "towns")
    session.set_language("zh")
    assert node_of(panel, "towns").mark == "示意"


def test_the_tip_says_source_accuracy_and_section(panel: LayerTreePanel, session: Session) -> None:
    entry = session.catalog.entry("ecological_redline")
    text = tip(session, "ecological_redline")
    assert entry.description.zh in text
    assert entry.plan_ref in text
    assert f"{entry.accuracy_m:,.0f}" in text
    assert "示意" in text


def test_every_line_paints_at_every_scale(qtbot: QtBot, panel: LayerTreePanel, session: Session) -> None:
    session.set_theme("control_lines")
    for dark in (False, True):
        session.set_dark(dark, remember=False)
        image = panel.grab().toImage()
        assert len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 5)}) > 20


def test_menu_offers_what_fits_the_layer(qtbot: QtBot, panel: LayerTreePanel, session: Session) -> None:
    def words(key: str) -> list[str]:
        menu = panel.menu_of(panel.model.index_of(key))
        assert menu is not None
        return [action.text() for action in menu.actions() if action.text()]

    assert "与其他图层叠加…" in words("towns")
    assert "与其他图层叠加…" not in words("rivers")
    assert "从地图上移除" not in words("towns")
    session.add(own_layer(), "地块.gpkg")
    assert "从地图上移除" in words("地块")
    assert "控制线" not in words("group:layout")
    assert "三片" in words("group:layout")


def test_menu_changes_order_and_opacity(qtbot: QtBot, panel: LayerTreePanel, session: Session) -> None:
    menu = LayerMenu(session, node_of(panel, "zones"))
    qtbot.addWidget(menu)
    next(action for action in menu.actions() if action.text() == "移到最上层").trigger()
    assert session.state.entries[-1].id == "zones"
    menu.opacity.setValue(30)
    menu.aboutToHide.emit()
    assert session.state.entry("zones").opacity == pytest.approx(0.3)


def test_asking_for_an_overlap_reaches_who_listens(qtbot: QtBot, panel: LayerTreePanel, session: Session) -> None:
    menu = panel.menu_of(panel.model.index_of("towns"))
    assert menu is not None
    action = next(action for action in menu.actions() if action.text() == "与其他图层叠加…")
    with qtbot.waitSignal(panel.toolAsked) as asked:
        action.trigger()
    assert asked.args == ["overlap", {"rows": "towns"}]


def test_without_a_listener_the_question_opens_its_own_window(panel: LayerTreePanel, qtbot: QtBot) -> None:
    panel._ask_tool("overlap", {"rows": "zones"})
    assert panel.dialog is not None
    qtbot.addWidget(panel.dialog)
    assert panel.dialog.form.values()["rows"] == "zones"


def test_files_dropped_on_the_tree_are_opened(qtbot: QtBot, panel: LayerTreePanel, session: Session) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/数据/地块.gpkg")])
    assert panel.model.canDropMimeData(data, Qt.DropAction.CopyAction, -1, -1, QModelIndex())
    with qtbot.waitSignal(session.filesOffered) as offered:
        panel.model.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, QModelIndex())
    assert offered.args == [[Path("/数据/地块.gpkg")]]


def test_dragging_reorders_within_the_group_alone(panel: LayerTreePanel, session: Session) -> None:
    group = panel.model.index_of("group:layout")
    listed = [child.layer_id for child in node_of(panel, "group:layout").children if child.entry is not None]
    data = QMimeData()
    data.setData(MIME, listed[-1].encode())
    assert not panel.model.canDropMimeData(data, Qt.DropAction.MoveAction, 0, 0, panel.model.index_of("group:admin"))
    assert panel.model.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, group)
    after = [child.layer_id for child in node_of(panel, "group:layout").children if child.entry is not None]
    assert after == [listed[-1], *listed[:-1]]
    drawn = [entry.id for entry in session.state.entries if entry.id in listed]
    assert drawn == after[::-1]


@given(st.data())
def test_a_drop_puts_the_layer_into_the_gap_and_moves_nothing_else(data: st.DataObject) -> None:
    drawn = data.draw(st.permutations([f"layer{i}" for i in range(data.draw(st.integers(1, 9)))]))
    group = set(data.draw(st.lists(st.sampled_from(drawn), min_size=1, unique=True)))
    listed = [layer_id for layer_id in reversed(drawn) if layer_id in group]
    moved = data.draw(st.sampled_from(listed))
    gap = data.draw(st.integers(0, len(listed)))
    others = [layer_id for layer_id in drawn if layer_id != moved]
    position = drawing_position(list(drawn), listed, moved, gap)
    after = [*others[:position], moved, *others[position:]]
    expected = [layer_id for layer_id in listed[:gap] if layer_id != moved]
    expected += [moved, *(layer_id for layer_id in listed[gap:] if layer_id != moved)]
    assert [layer_id for layer_id in reversed(after) if layer_id in group] == expected
    assert [layer_id for layer_id in after if layer_id != moved] == others


@given(st.data())
def test_stacking_keeps_both_orders(data: st.DataObject) -> None:
    every = [f"layer{i}" for i in range(data.draw(st.integers(0, 8)))]
    on_map = data.draw(st.permutations(every).map(lambda order: order[: len(order) // 2]))
    found = stacked(on_map, every)
    assert sorted(found) == sorted(every)
    assert [layer_id for layer_id in found if layer_id in on_map] == list(on_map)


def test_theme_bar_chooses_and_follows(qtbot: QtBot, session: Session) -> None:
    bar = ThemeBar(session)
    qtbot.addWidget(bar)
    assert bar.segments.current == "layout"
    with qtbot.waitSignal(session.themeChanged) as changed:
        qtbot.mouseClick(bar.segments.button("greenways"), Qt.MouseButton.LeftButton)
    assert changed.args == ["greenways"]
    session.undo()
    assert bar.segments.current == "layout"
    assert all(bar.segments.button(theme_id).toolTip() for theme_id in bar.shown)


def test_size_hints_tell_groups_from_legend_lines(panel: LayerTreePanel) -> None:
    delegate, option = panel.view.delegate, QStyleOptionViewItem()
    heights = {
        kind: delegate.sizeHint(option, panel.model.index_of(key)).height()
        for kind, key in ((NodeKind.GROUP, "group:layout"), (NodeKind.LAYER, "zones"))
    }
    assert heights[NodeKind.GROUP] > heights[NodeKind.LAYER] > 20


def test_swatches_are_painted_once(qtbot: QtBot, panel: LayerTreePanel, session: Session) -> None:
    panel.grab()
    kept = panel.view.delegate.pictures.kept
    known = dict(kept)
    session.set_opacity("towns", 0.7)
    panel.grab()
    assert {key: kept[key][0].cacheKey() for key in known} == {
        key: picture.cacheKey() for key, (picture, _entry) in known.items()
    }


def _drawn_whole(qtbot: QtBot, panel: LayerTreePanel) -> bool:
    """Draw the lines; whether there was no swatch left to make."""
    known = len(panel.view.delegate.pictures.kept)
    panel.view.viewport().repaint()
    qtbot.wait(20)
    return len(panel.view.delegate.pictures.kept) == known > 3


def test_a_drawing_makes_few_swatches_and_the_next_ones_the_others(
    qtbot: QtBot, panel: LayerTreePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures, viewport = panel.view.delegate.pictures, panel.view.viewport()
    panel.show()
    qtbot.waitExposed(panel)
    pictures.ahead((), 1.0, dark=False)
    qtbot.waitUntil(lambda: _drawn_whole(qtbot, panel), timeout=20_000)
    whole = viewport.grab().toImage()
    shown = set(pictures.kept)
    monkeypatch.setattr("yhgis.ui.panels.swatch_pictures.PAINT_S", 0.0)
    pictures.kept.clear()
    viewport.repaint()
    assert len(pictures.kept) == 1
    assert len(shown) > 3
    qtbot.waitUntil(lambda: set(pictures.kept) >= shown, timeout=20_000)
    qtbot.waitUntil(lambda: viewport.grab().toImage() == whole, timeout=20_000)


def test_swatches_of_lines_out_of_sight_are_made_while_nothing_happens(qtbot: QtBot, panel: LayerTreePanel) -> None:
    pictures = panel.view.delegate.pictures
    wanted = [node for node in panel.model.nodes if node.swatch is not None]
    pictures.kept.clear()
    pictures.ahead(wanted, 1.0, dark=False)
    qtbot.waitUntil(lambda: len(pictures.kept) == len(wanted) > 10, timeout=20_000)


def test_an_empty_own_group_has_nothing_to_tick(panel: LayerTreePanel) -> None:
    assert panel.model.index_of("group:own").data(CHECK) is None
