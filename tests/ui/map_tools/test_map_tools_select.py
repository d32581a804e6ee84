"""Selecting on the map, by mouse and keys; what is selected shows; tips and menus know what lies there."""

from __future__ import annotations

from unittest.mock import Mock

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.effort import python_steps, shapes_touched
from yhgis.feedback import Feedback
from yhgis.i18n import Message, Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.map import MapEntry
from yhgis.model.selection import Selection
from yhgis.model.view import View
from yhgis.ui.dialogs.select_by_place import SelectByPlace
from yhgis.ui.main_window import MainWindow
from yhgis.ui.map_tools.selection_marks import selection_image
from yhgis.ui.session import Session

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def squares(session: Session, count: int = 4, step: float = 2000.0) -> str:
    """Put a row of squares in the middle of the district on the map; return the layer's id."""
    x, y = 490_000.0, 3_358_000.0
    shapes = [shapely.box(x + i * step, y, x + i * step + step * 0.8, y + step * 0.8) for i in range(count)]
    fields = {"name": np.array([f"地块{i + 1}" for i in range(count)], dtype=object),
              "BZ": np.array(["=危险"] * count, dtype=object)}
    info = LayerInfo(id="plots", title=Title("地块"), name_field="name")
    return session.add(Layer(info, np.array(shapes, dtype=object), fields, WORK_CRS), "plots.gpkg")


def pixel(window: MainWindow, x: float, y: float) -> tuple[int, int]:
    from yhgis.ui.canvas_overlay import pixel_of

    at = pixel_of(window.canvas.view, x, y)
    return round(at.x()), round(at.y())


def square_pixel(window: MainWindow, number: int) -> tuple[int, int]:
    return pixel(window, 490_000.0 + number * 2000.0 + 800.0, 3_358_800.0)


def chosen(session: Session) -> tuple[str, list[int]]:
    return session.selecting.current.layer, session.selecting.current.features.tolist()


def test_clicks_select_add_toggle_and_remove(hand, window: MainWindow, session: Session) -> None:
    squares(session)
    hand.idle()
    hand.do("select")
    assert window.bars.actions["select"].isChecked()
    assert "Ctrl" in window.status.hint.text()
    for number, keys, wanted in (
        (0, Qt.KeyboardModifier.NoModifier, [0]),
        (1, CTRL, [0, 1]),
        (2, SHIFT, [0, 1, 2]),
        (0, SHIFT, [1, 2]),
        (1, CTRL | SHIFT, [2]),
        (3, Qt.KeyboardModifier.NoModifier, [3]),
    ):
        hand.click(*square_pixel(window, number), keys)
        hand.idle()
        assert chosen(session) == ("plots", wanted)
    hand.click(5, 5)
    hand.idle()
    assert not len(session.selecting.current)


def test_a_box_a_free_line_and_a_polygon_select(hand, window: MainWindow, session: Session) -> None:
    squares(session)
    hand.idle()
    hand.do("select")
    (x0, y0), (x1, y1) = square_pixel(window, 0), square_pixel(window, 1)
    hand.drag((x0 - 20, y0 - 20), (x0, y0), (x1, y1 + 5))
    hand.idle()
    assert chosen(session) == ("plots", [0, 1])
    x2, y2 = square_pixel(window, 2)
    hand.drag((x2 - 4, y2 - 30), (x2 + 4, y2 - 30), (x2 + 4, y2 + 3), (x2 - 4, y2 + 3), keys=ALT)
    hand.idle()
    assert chosen(session) == ("plots", [2])
    hand.do("select_polygon")
    x3, y3 = square_pixel(window, 3)
    for dx, dy in ((-3, -30), (3, -30), (0, 3)):
        hand.click(x3 + dx, y3 + dy)
    window.bars.actions["undo"].trigger()  # a corner, not an edit of the map
    assert len(window.canvas.tool.points) == 2
    hand.click(x3, y3 + 3, CTRL)
    hand.key(Qt.Key.Key_Return)
    hand.idle()
    assert chosen(session) == ("plots", [2, 3])
    assert session.open_map.can_undo  # adding the layer
    hand.key(Qt.Key.Key_Escape)
    assert window.canvas.tool.id == "hand"


def test_by_keyboard_alone(hand, window: MainWindow, session: Session) -> None:
    squares(session)
    hand.idle()
    x, y = 490_800.0, 3_358_800.0
    window.canvas.navigator.center_on(x, y)
    hand.idle()
    hand.do("select")
    hand.key(Qt.Key.Key_Space)
    hand.idle()
    assert chosen(session) == ("plots", [0])
    window.canvas.navigator.center_on(x + 2000.0, y)
    hand.key(Qt.Key.Key_Space, CTRL)
    hand.idle()
    assert chosen(session) == ("plots", [0, 1])
    window.bars.actions["select_invert"].trigger()
    assert chosen(session) == ("plots", [2, 3])


def test_the_layer_can_be_chosen_whatever_lies_on_top(hand, window: MainWindow, session: Session) -> None:
    squares(session)
    hand.idle()
    hand.do("select")
    card = window.toolbox.selecting.card
    card.layer.setCurrentIndex(card.layer.findData("towns"))
    card.layer.activated.emit(card.layer.currentIndex())
    hand.click(*square_pixel(window, 0))
    hand.idle()
    assert chosen(session)[0] == "towns"
    assert "1" in card.words.text()
    session.set_visible("towns", False)
    assert window.toolbox.selecting.choosing.layer_id == ""
    session.undo()
    card.layer.setCurrentIndex(1)
    card.layer.activated.emit(1)
    window.panels.tree.choose("rivers")
    assert window.toolbox.selecting.choosing.layer_id == "rivers"
    window.panels.tree.choose("towns")
    hand.click(*square_pixel(window, 1))
    hand.idle()
    assert chosen(session)[0] == "towns"


def test_by_place_asks_in_the_background(hand, window: MainWindow, session: Session) -> None:
    squares(session)
    session.selecting.take(Selection("plots", np.array([0, 1])))
    hand.do("select_by_place")
    dialog = window.commands.dialog
    assert isinstance(dialog, SelectByPlace)
    dialog.layer.setCurrentIndex(dialog.layer.findData("towns"))
    assert all(editor.accessibleName() for editor in (dialog.layer, dialog.relation, dialog.others, dialog.distance))
    dialog.buttons.accepted.emit()
    hand.idle()
    towns = session.state.entry("towns").layer
    ours = session.state.entry("plots").layer.geometry[:2]
    wanted = [i for i, town in enumerate(towns.geometry) if any(town.intersects(one) for one in ours)]
    assert chosen(session) == ("towns", wanted)


def test_selecting_two_hundred_thousand_holds_nobody_up(hand, window: MainWindow, session: Session) -> None:
    side = 450
    x, y = np.meshgrid(np.arange(side) * 60.0 + 478_000.0, np.arange(side) * 60.0 + 3_345_000.0)
    shapes = shapely.box(x.ravel(), y.ravel(), x.ravel() + 50.0, y.ravel() + 50.0)
    layer = Layer(LayerInfo(id="many", title=Title("图斑")), shapes, {}, WORK_CRS)
    session.open_map.add(MapEntry(layer, visible=False), Message("Add"))  # what it takes to draw is not the question
    hand.idle()
    many = Selection("many", np.arange(len(shapes)))
    assert python_steps(lambda: session.selecting.take(many)) < 0.1 * len(shapes), "no loop over the features"
    hand.until(lambda: window.toolbox.marks.picture is not None)
    painter = Mock()
    window.toolbox.marks.paint(painter, window.canvas.view)
    assert [name for name, *_ in painter.method_calls] == ["drawImage"], "a paint event puts one image down"
    touched = shapes_touched(window.canvas.grab)
    assert touched.total() < 1000, "and looks at none of the features"
    hand.idle()


def test_the_picture_of_a_selection_is_true() -> None:
    view = View(1000.0, 1000.0, 10_000.0, 100.0, 80.0)
    large, small = shapely.box(900, 900, 1100, 1100), shapely.box(1300, 900, 1305, 905)
    shapes = np.array([large, small], dtype=object)
    image = selection_image(shapes, shapely.bounds(shapes), view, 1.0, Feedback())
    dots = _alpha(image)
    k = image.width() / view.width_mm

    def at(x: float, y: float) -> int:
        column, line = view.to_paper(np.array([[x, y]], dtype=float))[0] * k
        return int(dots[int(line), int(column)])

    assert at(1302, 902) > 100
    assert 0 < at(1000, 1000) < 100
    assert at(900.0, 1000.0) > 100
    assert at(1200, 1000) == 0
    assert (dots > 0).sum() < 0.25 * dots.size


def _alpha(image: QImage) -> np.ndarray:
    raw = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return raw[:, : image.width(), 3]


def test_a_resting_mouse_gets_a_tip_once(hand, window: MainWindow, session: Session) -> None:
    squares(session)
    hand.idle()
    hover = window.toolbox.hover
    at = QPointF(490_800.0, 3_358_800.0)
    window.canvas.pointerMoved.emit(at)
    assert hover.shown == ""
    hand.until(lambda: hover.shown != "")
    assert "地块1" in hover.shown
    assert "公顷" in hover.shown
    assert "=危险" in hover.shown
    window.canvas.pointerMoved.emit(None)
    assert hover.shown == ""
    hand.do("hover_tips")
    assert session.settings.hover_tips is False
    window.canvas.pointerMoved.emit(at)
    hover.ask()
    hand.idle()
    assert hover.shown == ""


@pytest.mark.parametrize("role", ["planner", "presenter"])
def test_the_right_button_offers_the_feature(qtbot: QtBot, hand, window: MainWindow, session: Session, role: str
                                             ) -> None:
    squares(session)
    session.set_role(role)
    hand.idle()
    menu = QMenu(window)
    window.toolbox.fill_menu(menu, 490_800.0, 3_358_800.0)
    offered = {action.text(): action for action in menu.actions()}
    assert "地块 · 地块1" in offered
    assert ("核查此地块" in offered) == (role == "planner")
    offered["选择该要素"].trigger()
    assert chosen(session) == ("plots", [0])
    offered["复制属性"].trigger()
    copied = QGuiApplication.clipboard().text().split("\n")
    assert copied[0] == "图层\t地块"
    assert "name\t地块1" in copied
    assert "BZ\t'=危险" in copied
    if role == "planner":
        with qtbot.waitSignal(session.resultReady, timeout=20_000) as answered:
            offered["核查此地块"].trigger()
        result = answered.args[0]
        assert result.provenance.tool == "check"
        assert result.document()["footprint"]["area_m2"] == pytest.approx(1600.0**2, rel=1e-4)
    offered["从此处测量"].trigger()
    assert window.canvas.tool.id == "measure_length"
    assert len(window.canvas.tool.points) == 1
    hand.idle()


def test_zooming_to_what_has_no_geometry_leaves_the_map_and_says_so(
    hand, window: MainWindow, session: Session, said: list[Message]
) -> None:
    info = LayerInfo(id="half", title=Title("缺图形"))
    shapes = np.array([None, shapely.Point(490_000.0, 3_358_000.0)], dtype=object)
    session.add(Layer(info, shapes, {}, WORK_CRS), "half.gpkg")
    hand.idle()
    before = window.canvas.navigator.goal
    session.selecting.take(Selection("half", np.array([0])))
    hand.do("zoom_selection")
    assert window.canvas.navigator.goal == before
    assert str(said[-1]) == "所选要素没有图形。"
    session.selecting.take(Selection("half", np.array([0, 1])))
    hand.do("zoom_selection")
    assert window.canvas.navigator.goal.scale > 500
    hand.idle()


def test_ctrl_with_enter_adds_what_a_polygon_meets(hand, window: MainWindow, session: Session) -> None:
    squares(session)
    hand.idle()
    session.selecting.take(Selection("plots", np.array([0])))
    hand.do("select_polygon")
    x, y = square_pixel(window, 2)
    for dx, dy in ((-3, -3), (3, -3), (0, 3)):
        hand.click(x + dx, y + dy)
    hand.key(Qt.Key.Key_Return, CTRL)
    hand.idle()
    assert chosen(session) == ("plots", [0, 2])


def test_the_menu_of_a_sketch_under_way_offers_nothing_that_would_drop_it(hand, window: MainWindow) -> None:
    hand.do("measure_length")
    plain, busy = QMenu(window), QMenu(window)
    window.toolbox.fill_menu(plain, 490_000.0, 3_358_000.0)
    hand.click(300, 300)
    window.toolbox.fill_menu(busy, 490_000.0, 3_358_000.0)
    words = [[action.text() for action in menu.actions() if action.text()] for menu in (plain, busy)]
    assert words[1] == ["完成（回车）", "退出工具（Esc）"]
    assert set(words[1]) < set(words[0])
    hand.idle()
