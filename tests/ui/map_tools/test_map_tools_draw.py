"""Drawing a footprint, editing it, checking it, keeping it."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from yhgis.ui.canvas_overlay import pixel_of
from yhgis.ui.main_window import MainWindow
from yhgis.ui.session import Session

CTRL = Qt.KeyboardModifier.ControlModifier
SQUARE = ((200, 200), (300, 200), (300, 300), (200, 300))


@pytest.fixture
def drawing(hand, window: MainWindow):
    hand.do("draw")
    hand.idle()
    window.toolbox.snapper.enabled = False
    return window.toolbox.drawing


def ring(hand, corners: tuple[tuple[int, int], ...]) -> None:
    for corner in corners:
        hand.click(*corner)
    hand.key(Qt.Key.Key_Return)


def test_a_square_becomes_a_layer_of_ones_own(
    qtbot: QtBot, hand, window: MainWindow, session: Session, drawing
) -> None:
    ring(hand, SQUARE)
    corners = [window.canvas.ground(QPointF(*corner)) for corner in SQUARE]
    with qtbot.waitSignal(session.layerAdded) as added:
        hand.key(Qt.Key.Key_Return)
    entry = session.state.entry(added.args[0])
    assert str(entry.layer.info.title) == "绘制范围 1"
    assert entry.layer.info.group == "own"
    assert entry.layer.geometry[0].equals(shapely.Polygon(corners))
    assert window.canvas.tool.id == "hand"
    assert drawing.done_card.isVisible()
    assert "公顷" in drawing.done_card.words.text()
    window.bars.actions["undo"].trigger()
    assert not session.state.has(entry.id)
    assert not drawing.done_card.isVisible()
    window.bars.actions["redo"].trigger()
    hand.do("draw")
    ring(hand, SQUARE)
    drawing.card.done.click()
    assert {str(e.layer.info.title) for e in session.state.entries if e.layer.info.group == "own"} == {
        "绘制范围 1", "绘制范围 2"
    }
    hand.idle()


def test_one_click_checks_it(qtbot: QtBot, hand, window: MainWindow, session: Session, drawing) -> None:
    ring(hand, SQUARE)
    hand.key(Qt.Key.Key_Return)
    with qtbot.waitSignal(session.resultReady, timeout=20_000) as answered:
        drawing.done_card.check.click()
    result = answered.args[0]
    area = session.state.entries[-1].layer.geometry[0].area
    assert result.document()["footprint"]["area_m2"] == pytest.approx(area, rel=1e-4)
    assert {line["layer"] for line in result.document()["lines"]} >= {"ecological_redline", "towns", "zones"}
    assert window.panels.is_open("results")
    hand.idle()


def test_holes_and_parts_need_no_saying(hand, window: MainWindow, session: Session, drawing) -> None:
    ring(hand, SQUARE)
    ring(hand, ((220, 220), (250, 220), (250, 250), (220, 250)))
    ring(hand, ((400, 200), (450, 200), (450, 250)))
    hand.key(Qt.Key.Key_Return)
    shape = session.state.entries[-1].layer.geometry[0]
    assert shape.geom_type == "MultiPolygon"
    assert sorted(len(part.interiors) for part in shape.geoms) == [0, 1]
    hand.idle()


def test_vertices_are_moved_added_and_removed_step_by_step(hand, window: MainWindow, drawing) -> None:
    ring(hand, SQUARE)
    steps = drawing.steps
    before = steps.now
    hand.drag((300, 300), (320, 310), (340, 340))
    assert steps.now.rings[0][2] == pytest.approx(window.canvas.ground(QPointF(340, 340)))
    hand.drag((250, 200), (250, 190), (250, 150))
    assert len(steps.now.rings[0]) == 5
    assert steps.now.rings[0][1] == pytest.approx(window.canvas.ground(QPointF(250, 150)))
    assert window.canvas.tool.held is not None
    hand.key(Qt.Key.Key_Delete)
    assert len(steps.now.rings[0]) == 4
    for _ in range(3):
        window.bars.actions["undo"].trigger()
    assert steps.now == before
    for _ in range(3):
        window.bars.actions["redo"].trigger()
    assert len(steps.now.rings[0]) == 4
    assert steps.now != before
    hand.idle()


def test_by_keyboard_alone(hand, window: MainWindow, session: Session, drawing) -> None:
    corners = [(490_000.0, 3_358_000.0), (492_000.0, 3_358_000.0), (492_000.0, 3_360_000.0)]
    for corner in corners:
        window.canvas.navigator.center_on(*corner)
        hand.key(Qt.Key.Key_Space)
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_BracketRight)
    assert window.canvas.tool.held.vertex == 0
    before = drawing.steps.now.rings[0][0]
    hand.key(Qt.Key.Key_Right, CTRL)
    assert drawing.steps.now.rings[0][0][0] > before[0]
    hand.key(Qt.Key.Key_Escape)
    assert window.canvas.tool.held is None
    hand.key(Qt.Key.Key_Return)
    assert session.state.entries[-1].layer.geometry[0].area == pytest.approx(2e6, rel=0.1)
    hand.idle()


def test_typed_places_and_right_angles(hand, window: MainWindow, session: Session, drawing) -> None:
    heard: list[str] = []
    session.messageShown.connect(lambda level, _message: heard.append(level))
    for text in ("3358000 490000", "@1000,0", "@1000<0"):
        drawing.card.place_box.setText(text)
        drawing.card.place_box.returnPressed.emit()
    wanted = [490_000, 3_358_000, 491_000, 3_358_000, 491_000, 3_359_000]
    assert [number for place in drawing.steps.now.growing for number in place] == pytest.approx(wanted)
    drawing.card.place_box.setText("nowhere")
    drawing.card.place_box.returnPressed.emit()
    assert heard == ["error"]
    assert len(drawing.steps.now.growing) == 3
    hand.key(Qt.Key.Key_R)
    assert drawing.card.square.isChecked()
    last = pixel_of(window.canvas.view, 491_000, 3_359_000)
    hand.click(round(last.x()) - 60, round(last.y()) + 7)
    x, y = drawing.steps.now.growing[-1]
    assert y == pytest.approx(3_359_000)
    assert x < 491_000
    hand.idle()


def test_crossing_edges_are_told_and_not_finished(hand, window: MainWindow, session: Session, drawing) -> None:
    heard: list[str] = []
    session.messageShown.connect(lambda _level, message: heard.append(str(message)))
    ring(hand, ((200, 200), (300, 300), (300, 200), (200, 300)))
    assert len(drawing.faults) == 1
    assert drawing.card.words.property("kind") == "danger"
    assert "相交" in drawing.card.words.text()
    assert not drawing.card.done.isEnabled()
    hand.key(Qt.Key.Key_Return)
    assert "相交" in heard[-1]
    assert window.canvas.tool.id == "draw"
    red = window.canvas.grab().toImage().pixelColor(250 * round(window.devicePixelRatioF()), 250)
    assert red.red() > 180
    assert red.green() < 90
    hand.drag((300, 300), (300, 250), (250, 400))
    hand.idle()


def test_leaving_keeps_the_sketch_and_escape_goes_in_steps(hand, window: MainWindow, drawing) -> None:
    ring(hand, SQUARE)
    hand.click(400, 200)
    hand.key(Qt.Key.Key_Escape)
    assert len(drawing.steps.now.rings) == 1
    hand.key(Qt.Key.Key_Escape)
    assert window.canvas.tool.id == "hand"
    hand.do("draw")
    assert len(drawing.steps.now.rings) == 1
    window.bars.actions["undo"].trigger()  # the dropped beginning of a second ring
    assert len(drawing.steps.now.rings) == 2
    drawing.card.drop.click()
    assert drawing.steps.now.rings == ()
    assert not drawing.card.done.isEnabled()
    hand.idle()


def test_a_drawn_layer_is_edited_saved_and_opened_again(
    qtbot: QtBot, hand, window: MainWindow, session: Session, drawing, tmp_path: Path
) -> None:
    ring(hand, SQUARE)
    hand.key(Qt.Key.Key_Return)
    layer_id = session.state.entries[-1].id
    hand.do("draw_edit")
    hand.idle()
    corner = pixel_of(window.canvas.view, *drawing.steps.now.rings[0][0])
    hand.drag((round(corner.x()), round(corner.y())), (round(corner.x()) - 10, round(corner.y())),
              (round(corner.x()) - 40, round(corner.y()) - 20))
    before = session.state.entry(layer_id).layer
    hand.key(Qt.Key.Key_Return)
    after = session.state.entry(layer_id).layer
    assert len([e for e in session.state.entries if e.layer.info.group == "own"]) == 1
    assert after.info.sha256 != before.info.sha256
    assert not after.geometry[0].equals(before.geometry[0])
    path = tmp_path / "余杭 区" / "工程.yhmap"
    path.parent.mkdir()
    assert session.save_project(path)
    session.new_project()
    assert not session.state.has(layer_id)
    with qtbot.waitSignal(session.projectChanged, timeout=20_000):
        session.open_project(path)
    again = session.state.entry(layer_id)
    assert again.layer.geometry[0].equals_exact(after.geometry[0], 0.0)
    assert not session.open_map.unsaved
    assert window.bars.actions["draw_edit"].isEnabled()
    hand.idle()


def test_it_is_written_to_a_file(hand, window: MainWindow, session: Session, drawing, tmp_path: Path) -> None:
    from yhgis.plan.catalog import open_layer

    ring(hand, SQUARE)
    hand.key(Qt.Key.Key_Return)
    layer = session.state.entries[-1].layer
    for name in ("范围.gpkg", "范围.txt"):
        drawing.done_card.export.click()
        drawing.done_card.dialog.write_to(tmp_path / name)
        hand.idle()
        read = open_layer(str(tmp_path / name)).to_crs(layer.crs)
        assert shapely.hausdorff_distance(read.geometry[0], layer.geometry[0]) < 0.01


def test_a_vertex_chosen_by_keyboard_moves_the_map_only_where_it_is_out_of_sight(hand, window, drawing) -> None:
    ring(hand, SQUARE)
    before = window.canvas.view
    hand.key(Qt.Key.Key_BracketRight)
    assert window.canvas.navigator.goal == before
    window.canvas.navigator.drag(2_000.0, 0.0)
    hand.key(Qt.Key.Key_BracketRight)
    goal = window.canvas.navigator.goal
    assert (goal.center_x, goal.center_y) == pytest.approx(drawing.steps.now.rings[0][1])
    hand.idle()


def test_a_vertex_in_hand_goes_back_when_a_second_finger_comes(hand, window: MainWindow, drawing) -> None:
    ring(hand, SQUARE)
    drawn = drawing.steps.now
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(250, 200))
    for x in (255, 262, 290):
        QTest.mouseMove(window.canvas, QPoint(x, 160))
    assert drawing.steps.now != drawn
    window.canvas.tool.let_go()
    assert drawing.steps.now == drawn
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(290, 160))
    assert drawing.steps.now == drawn


def test_what_was_snapped_to_is_forgotten_when_the_map_moves(hand, window: MainWindow, drawing) -> None:
    snapper = window.toolbox.snapper
    snapper.enabled = True
    x, y = snapper.index.vertices[0]
    window.canvas.navigator.center_on(float(x), float(y))
    hand.idle()
    hand.until(lambda: len(snapper.index.vertices) > 0)
    center = window.canvas.rect().center()
    hand.move(center.x() + 2, center.y() + 2)
    assert snapper.last is not None
    window.canvas.pan(40, 0)
    assert snapper.last is None
