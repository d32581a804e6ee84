"""The paper's frame on the map: dragged, scaled, taken or given up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from yhgis.carto.scale import nearest_scale, nice_scale
from yhgis.model.view import View
from yhgis.plan.catalog import Catalog
from yhgis.settings import Settings
from yhgis.ui.canvas import Canvas
from yhgis.ui.canvas_paper import PaperControl, PaperTool
from yhgis.ui.session import Session
from yhgis.ui.session_sheets import PaperFrame
from yhgis.ui.tools import HandTool

FRAME = PaperFrame(490_000.0, 3_355_000.0, 50_000.0, 200.0, 150.0)


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[Canvas]:
    session = Session(Catalog.load(), Settings())
    session.new_project("layout")
    made = Canvas(session)
    qtbot.addWidget(made)
    made.control = PaperControl(made)  # type: ignore[attr-defined]
    made.resize(900, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.navigator.show_extent((480_000.0, 3_345_000.0, 500_000.0, 3_365_000.0), smoothly=False)
    yield made
    session.tasks.close()


@pytest.fixture
def tool(canvas: Canvas) -> PaperTool:
    canvas.session.paper.lay(FRAME)
    assert isinstance(canvas.tool, PaperTool)
    return canvas.tool


def drag(qtbot: QtBot, canvas: Canvas, start: QPointF, end: QPointF) -> None:
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start.toPoint())
    for step in (0.3, 0.7, 1.0):
        qtbot.mouseMove(canvas, (start + (end - start) * step).toPoint())
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end.toPoint())


def shown(canvas: Canvas) -> View:
    assert canvas.view is not None
    return canvas.view


def test_the_frame_has_the_papers_shape(canvas: Canvas, tool: PaperTool) -> None:
    box = tool.box()
    assert box.width() / box.height() == pytest.approx(200 / 150, rel=1e-6)
    k = shown(canvas).mm_per_metre * 96 / 25.4
    assert box.width() == pytest.approx(200 * 50 * k, rel=1e-6)


def test_dragging_moves_the_frame_and_not_the_map(qtbot: QtBot, canvas: Canvas, tool: PaperTool) -> None:
    before, view = tool.box(), shown(canvas)
    drag(qtbot, canvas, before.center(), before.center() + QPointF(60, -35))
    moved = tool.box().center() - before.center()
    assert (moved.x(), moved.y()) == pytest.approx((60, -35), abs=1.0)
    assert shown(canvas) == view
    assert tool.frame is not None
    assert tool.frame.scale == FRAME.scale


def test_outside_the_map_moves_and_the_frame_stays_on_its_ground(qtbot: QtBot, canvas: Canvas, tool: PaperTool) -> None:
    view = shown(canvas)
    drag(qtbot, canvas, QPointF(20, 20), QPointF(80, 70))
    assert shown(canvas) != view
    assert tool.frame == FRAME


def test_a_corner_scales_to_a_round_scale(qtbot: QtBot, canvas: Canvas, tool: PaperTool) -> None:
    box = tool.box()
    drag(qtbot, canvas, box.topLeft(), box.topLeft() + (box.center() - box.topLeft()) * 0.4)
    assert tool.frame is not None
    assert tool.frame.scale == 30_000.0
    assert (tool.frame.center_x, tool.frame.center_y) == (FRAME.center_x, FRAME.center_y)


def test_the_wheel_with_ctrl_scales(canvas: Canvas, tool: PaperTool) -> None:
    view, center = shown(canvas), tool.box().center()
    scales = []
    for _ in range(3):
        at = QPointF(canvas.mapToGlobal(center.toPoint()))
        event = QWheelEvent(
            center,
            at,
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(canvas, event)
        assert tool.frame is not None
        scales.append(tool.frame.scale)
    assert scales == sorted(set(scales), reverse=True)
    assert all(scale == nice_scale(scale) for scale in scales)
    assert shown(canvas) == view


@pytest.mark.parametrize(("key", "accepted"), [(Qt.Key.Key_Return, True), (Qt.Key.Key_Escape, False)])
def test_enter_takes_and_escape_gives_up(
    qtbot: QtBot, canvas: Canvas, tool: PaperTool, key: Qt.Key, accepted: bool
) -> None:
    with qtbot.waitSignal(canvas.session.paper.settled) as settled:
        qtbot.keyClick(canvas, key)
    assert settled.args == [FRAME if accepted else None]
    assert canvas.session.paper.laid is None
    assert type(canvas.tool) is HandTool


def test_the_bar_says_what_to_do(qtbot: QtBot, canvas: Canvas, tool: PaperTool) -> None:
    control: PaperControl = canvas.control  # type: ignore[attr-defined]
    assert control.bar.isVisible()
    with qtbot.waitSignal(canvas.session.paper.settled):
        qtbot.mouseClick(control.take, Qt.MouseButton.LeftButton)
    assert not control.bar.isVisible()


@pytest.mark.parametrize(("exact", "nearest"), [(49_000, 50_000), (61_000, 60_000), (11_000, 12_000), (9_600, 10_000)])
def test_the_nearest_scale(exact: float, nearest: float) -> None:
    assert nearest_scale(exact) == nearest
