"""The canvas: pictures come, go where they belong, and the newest question wins."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QContextMenuEvent, QDropEvent, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from yhgis.feedback import Feedback
from yhgis.model.crs import WORK_CRS
from yhgis.model.result import Places
from yhgis.model.view import View
from yhgis.plan.catalog import Catalog
from yhgis.settings import Settings
from yhgis.ui.canvas import Canvas
from yhgis.ui.canvas_overlay import MM_PER_PIXEL, Shapes, pixel_of
from yhgis.ui.canvas_question import Painted, Question
from yhgis.ui.canvas_render import Renderer, RenderRequest
from yhgis.ui.session import Session
from yhgis.ui.tasks import Tasks

SIZE = (640, 480)
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session(Catalog.load(), Settings())
    yield made
    made.tasks.close()


@pytest.fixture
def canvas(qtbot: QtBot, session: Session) -> Canvas:
    made = Canvas(session)
    made.navigator.glide.duration_ms = 0
    qtbot.addWidget(made)
    made.resize(*SIZE)
    session.new_project("layout")
    with qtbot.waitSignal(made.settled):
        made.show()
    return made


def _settle(qtbot: QtBot, canvas: Canvas) -> None:
    qtbot.waitUntil(lambda: canvas.is_settled)


def _color(canvas: Canvas, at: QPointF) -> QColor:
    image: QImage = canvas.grab().toImage()
    ratio = image.devicePixelRatio()
    return image.pixelColor(round(at.x() * ratio), round(at.y() * ratio))


def test_the_whole_district_is_drawn_at_first(canvas: Canvas, session: Session) -> None:
    assert canvas.view is not None
    x0, y0, x1, y1 = canvas.view.extent
    bounds = session.layer("district").bounds
    assert x0 < bounds[0]
    assert y0 < bounds[1]
    assert x1 > bounds[2]
    assert y1 > bounds[3]
    image = canvas.grab().toImage()
    colors = {image.pixel(x, y) for x in range(0, SIZE[0], 7) for y in range(0, SIZE[1], 7)}
    assert len(colors) > 20, "the map is blank"


def test_a_place_is_under_the_pixel_that_shows_it(canvas: Canvas) -> None:
    assert canvas.view is not None
    x, y = canvas.ground(QPointF(123.0, 77.0))
    back = pixel_of(canvas.view, x, y)
    assert (back.x(), back.y()) == (pytest.approx(123.0), pytest.approx(77.0))


def test_dragging_moves_the_map_and_a_click_asks(qtbot: QtBot, canvas: Canvas, session: Session) -> None:
    under = canvas.ground(QPointF(300, 200))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    QTest.mouseMove(canvas, QPoint(320, 210))
    QTest.mouseMove(canvas, QPoint(350, 180))
    with qtbot.assertNotEmitted(session.identified):
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(350, 180))
    assert canvas.ground(QPointF(350, 180)) == pytest.approx(under)
    _settle(qtbot, canvas)
    with qtbot.waitSignal(session.identified) as asked:
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(350, 180))
    assert asked.args == pytest.approx(list(under))
    assert canvas.marks.pin is not None


def test_the_wheel_zooms_to_the_cursor(qtbot: QtBot, canvas: Canvas) -> None:
    assert canvas.view is not None
    scale, under = canvas.view.scale, canvas.ground(QPointF(100, 400))
    wheel = QWheelEvent(
        QPointF(100, 400), QPointF(100, 400), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )
    canvas.wheelEvent(wheel)
    assert canvas.view.scale < scale
    assert canvas.ground(QPointF(100, 400)) == pytest.approx(under)
    _settle(qtbot, canvas)


def test_shift_and_drag_zooms_to_the_box(qtbot: QtBot, canvas: Canvas) -> None:
    x0, y1 = canvas.ground(QPointF(200, 150))
    x1, y0 = canvas.ground(QPointF(300, 250))
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, shift, QPoint(200, 150))
    QTest.mouseMove(canvas, QPoint(250, 200))
    QTest.mouseMove(canvas, QPoint(300, 250))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, shift, QPoint(300, 250))
    _settle(qtbot, canvas)
    assert canvas.view is not None
    vx0, vy0, vx1, vy1 = canvas.view.extent
    assert vx0 <= x0 <= x1 <= vx1
    assert vy0 <= y0 <= y1 <= vy1
    assert vx1 - vx0 < 6 * (x1 - x0)


@pytest.mark.parametrize(
    ("key", "check"),
    [
        (Qt.Key.Key_Plus, lambda a, b: b.scale < a.scale),
        (Qt.Key.Key_Minus, lambda a, b: b.scale > a.scale),
        (Qt.Key.Key_Left, lambda a, b: b.center_x < a.center_x),
        (Qt.Key.Key_Right, lambda a, b: b.center_x > a.center_x),
        (Qt.Key.Key_Up, lambda a, b: b.center_y > a.center_y),
        (Qt.Key.Key_Down, lambda a, b: b.center_y < a.center_y),
    ],
)
def test_keys_move_the_map(qtbot: QtBot, canvas: Canvas, key: Qt.Key, check: object) -> None:
    before = canvas.view
    QTest.keyClick(canvas, key)
    assert check(before, canvas.view)  # type: ignore[operator]
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.view is not None
    assert before is not None
    assert canvas.view.scale == pytest.approx(before.scale)
    assert canvas.view.center_x == pytest.approx(before.center_x)
    _settle(qtbot, canvas)


def test_enter_asks_about_the_centre(qtbot: QtBot, canvas: Canvas, session: Session) -> None:
    with qtbot.waitSignal(session.identified) as asked:
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert canvas.view is not None
    assert asked.args == pytest.approx([canvas.view.center_x, canvas.view.center_y])


def test_while_the_new_picture_is_made_the_old_one_moves_with_the_hand(qtbot: QtBot, canvas: Canvas) -> None:
    before = canvas.grab().toImage()
    canvas.renderer.blockSignals(True)  # no new picture arrives
    canvas.pan(40.0, -30.0)
    after = canvas.grab().toImage()
    ratio = round(before.devicePixelRatio())
    same = sum(
        before.pixel(x * ratio, y * ratio) == after.pixel((x + 40) * ratio, (y - 30) * ratio)
        for x in range(50, 550, 11)
        for y in range(50, 430, 11)
    )
    total = len(range(50, 550, 11)) * len(range(50, 430, 11))
    assert same / total > 0.98
    canvas.renderer.blockSignals(False)


def test_a_hidden_layer_leaves_the_picture(qtbot: QtBot, canvas: Canvas, session: Session) -> None:
    inside = shapely.point_on_surface(session.layer("zones").geometry[0])
    assert canvas.view is not None
    at = pixel_of(canvas.view, inside.x, inside.y)
    before = _color(canvas, at)
    for entry in session.state.entries:
        session.set_visible(entry.id, False)
    assert not canvas.is_settled
    _settle(qtbot, canvas)
    assert _color(canvas, at) != before
    session.undo()


def test_labels_change_with_the_language(qtbot: QtBot, canvas: Canvas, session: Session) -> None:
    before = canvas.grab().toImage()
    session.set_language("en")
    _settle(qtbot, canvas)
    assert canvas.grab().toImage() != before


def test_high_dpi_pictures_have_the_dots_of_the_device(canvas: Canvas) -> None:
    canvas.navigator.resize(SIZE[0] * MM_PER_PIXEL, SIZE[1] * MM_PER_PIXEL, 192.0)
    view = canvas.navigator.view
    assert view is not None
    request = RenderRequest(Question(view, canvas.session.map_layers(), None, "zh", 0))
    image = request.picture(Feedback()).image
    assert (image.width(), image.height()) == (SIZE[0] * 2, SIZE[1] * 2)


def test_dropped_files_go_to_the_session(qtbot: QtBot, canvas: Canvas, session: Session, tmp_path: Path) -> None:
    file = tmp_path / "数据（终稿）.gpkg"
    file.write_bytes(b"")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)), QUrl("https://example.org/a.gpkg")])
    drop = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(session.filesOffered) as offered:
        canvas.dropEvent(drop)
    assert offered.args == [[file]]


def test_places_are_outlined_where_they_are(qtbot: QtBot, canvas: Canvas, session: Session) -> None:
    assert canvas.view is not None
    x, y = canvas.ground(QPointF(320, 240))
    half = 30 * MM_PER_PIXEL * canvas.view.metres_per_mm
    places = Places(np.array([shapely.box(x - half, y - half, x + half, y + half)], dtype=object), {}, WORK_CRS)
    edge = QPointF(320 - 30, 240)
    before = _color(canvas, edge)
    session.highlight(places)
    assert _color(canvas, edge) != before
    session.highlight(None)
    assert _color(canvas, edge) == before


def test_a_flash_ends_by_itself(qtbot: QtBot, canvas: Canvas, session: Session) -> None:
    session.flash((490_000.0, 3_350_000.0, 491_000.0, 3_351_000.0))
    assert canvas.marks.flashed is not None
    qtbot.waitUntil(lambda: canvas.marks.flashed is None)


def test_escape_clears_the_marks(canvas: Canvas, session: Session) -> None:
    canvas.marks.set_pin(490_000.0, 3_350_000.0)
    session.flash((490_000.0, 3_350_000.0, 491_000.0, 3_351_000.0))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert (canvas.marks.pin, canvas.marks.flashed, canvas.marks.highlighted) == (None, None, None)


@pytest.mark.parametrize(("key", "keys"), [(Qt.Key.Key_Menu, NONE), (Qt.Key.Key_F10, SHIFT)])
def test_the_menu_of_the_centre_is_asked_for_by_key(
    qtbot: QtBot, canvas: Canvas, key: Qt.Key, keys: Qt.KeyboardModifier
) -> None:
    with qtbot.waitSignal(canvas.menuRequested) as asked:
        QTest.keyClick(canvas, key, keys)
    ground, at = asked.args
    assert (ground.x(), ground.y()) == pytest.approx(canvas.ground(QPointF(320, 240)))
    assert canvas.mapFromGlobal(at) == QPoint(320, 240)


def test_the_systems_own_event_asks_for_the_menu_by_key_alone(qtbot: QtBot, canvas: Canvas) -> None:
    asked: list[object] = []
    canvas.menuRequested.connect(lambda *args: asked.append(args))
    for reason in (QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard):
        QApplication.sendEvent(canvas, QContextMenuEvent(reason, QPoint(10, 10), canvas.mapToGlobal(QPoint(10, 10))))
    assert len(asked) == 1


def test_keys_zoom_about_the_centre_of_where_the_map_is_going(canvas: Canvas) -> None:
    canvas.navigator.glide.duration_ms = 5_000
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    going = canvas.navigator.goal
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    goal = canvas.navigator.goal
    assert going is not None
    assert goal is not None
    assert goal == replace(going, scale=goal.scale)
    assert goal.scale == pytest.approx(going.scale / 1.5)
    canvas.navigator.glide.stop()


def _drawn(shapes: Shapes, view: View, *, modest: bool = False) -> QImage:
    image = QImage(100, 100, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    shapes.draw(painter, view, QColor("red"), 0.5, 2.0, modest=modest)
    painter.end()
    return image


def _square_view() -> View:
    """Return a view of 100 pixels a side, 1 metre each, its middle at (50, 50)."""
    return View(50, 50, 1000.0 / MM_PER_PIXEL, 100 * MM_PER_PIXEL, 100 * MM_PER_PIXEL)


def test_each_point_of_a_feature_gets_a_ring() -> None:
    image = _drawn(Shapes(np.array([shapely.MultiPoint([(20, 50), (80, 50)])], dtype=object)), _square_view())
    assert all(image.pixelColor(x, 50).alpha() > 0 for x in (29, 71))
    assert image.pixelColor(50, 50).alpha() == 0


def test_small_areas_that_lie_together_share_a_ring_and_one_beside_a_large_one_needs_none() -> None:
    small = [shapely.box(x, 20, x + 2, 22) for x in (20, 24, 28)]
    shapes = Shapes(np.array([*small, shapely.box(50, 50, 90, 90), shapely.box(91, 60, 93, 62)], dtype=object))
    assert shapes._ringed(1.0).tolist() == [0]
    assert shapes._ringed(0.1).tolist() == []  # at ten times the size each is seen


def test_marks_that_cover_the_map_are_thin_lines_and_leave_its_colours() -> None:
    squares = np.array([shapely.box(x, y, x + 24, y + 24) for x in (2, 28, 54) for y in (2, 28, 54)], dtype=object)
    loud, quiet = (_drawn(Shapes(squares), _square_view(), modest=modest) for modest in (False, True))
    inside = QPoint(14, 86)
    assert loud.pixelColor(inside).alpha() > 0
    assert quiet.pixelColor(inside).alpha() == 0
    inked = [sum(image.pixelColor(x, 60).alpha() > 0 for x in range(100)) for image in (loud, quiet)]
    assert 0 < inked[1] < inked[0]
    stack = _drawn(Shapes(np.array([shapely.box(2, 2, 12, 12)] * 5, dtype=object)), _square_view(), modest=True)
    assert stack.pixelColor(QPoint(7, 93)).alpha() == 0
    few = _drawn(Shapes(squares[:2]), _square_view(), modest=True)
    assert few.pixelColor(inside).alpha() > 0


def test_shapes_take_whatever_geometry_comes() -> None:
    mixed = shapely.from_wkt("GEOMETRYCOLLECTION (POINT (1 1), LINESTRING (0 0, 5 5))")
    holed = shapely.from_wkt("MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0), (4 1, 8 1, 8 5, 4 1)), ((20 0, 29 0, 29 9, 20 0)))")
    awkward = np.array([None, shapely.Point(1, 1), shapely.Polygon(), mixed, holed], dtype=object)
    shapes = Shapes(awkward)
    assert len(shapes) == 3
    image = _drawn(shapes, View(10, 5, 1000, 100 * MM_PER_PIXEL, 100 * MM_PER_PIXEL))
    assert any(image.pixel(x, y) for x in range(100) for y in range(100))


# --- the renderer alone --------------------------------------------------------------------------------------------


class _Slow:
    """A request whose picture takes until it is let go, or cancelled."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.gate, self.begun, self.cancelled = threading.Event(), threading.Event(), False

    def picture(self, feedback: Feedback, show: object = None) -> Painted:
        self.begun.set()
        while not self.gate.wait(0.005):
            if feedback.cancelled:
                self.cancelled = True
                feedback.check()
        return Painted(QImage(1, 1, QImage.Format.Format_RGB32), self.question.view, self.question.revision)


def _request(dx_mm: float = 0.0, factor: float = 1.0, revision: int = 1) -> _Slow:
    view = View(490_000, 3_350_000, 100_000, 200.0, 150.0).panned(dx_mm, 0.0)
    return _Slow(Question(replace(view, scale=view.scale / factor), (), None, "zh", revision))


@pytest.fixture
def renderer(qtbot: QtBot) -> Iterator[Renderer]:
    tasks = Tasks()
    yield Renderer(tasks)
    tasks.close()


@pytest.mark.parametrize("newer", [{"factor": 2.0}, {"revision": 2}, {"dx_mm": 150.0}])
def test_an_outdated_request_dies_at_once(qtbot: QtBot, renderer: Renderer, newer: dict[str, float]) -> None:
    painted: list[Painted] = []
    renderer.painted.connect(painted.append)
    old, new = _request(), _request(**newer)  # type: ignore[arg-type]
    renderer.request(old)  # type: ignore[arg-type]
    assert old.begun.wait(5)
    renderer.request(new)  # type: ignore[arg-type]
    new.gate.set()
    with qtbot.waitSignal(renderer.idle):
        pass
    assert old.cancelled
    assert [p.view for p in painted] == [new.question.view]


def test_while_dragging_a_picture_of_a_moment_ago_is_still_shown(qtbot: QtBot, renderer: Renderer) -> None:
    painted: list[Painted] = []
    renderer.painted.connect(painted.append)
    old, new = _request(), _request(dx_mm=20.0)
    renderer.request(old)  # type: ignore[arg-type]
    renderer.request(new)  # type: ignore[arg-type]
    old.gate.set()
    new.gate.set()
    with qtbot.waitSignal(renderer.idle):
        pass
    assert [p.view for p in painted] == [old.question.view, new.question.view]


def test_only_the_newest_of_many_waits(qtbot: QtBot, renderer: Renderer) -> None:
    painted: list[Painted] = []
    renderer.painted.connect(painted.append)
    requests = [_request(dx_mm=float(i)) for i in range(6)]
    for request in requests:
        renderer.request(request)  # type: ignore[arg-type]
    for request in requests:
        request.gate.set()
    with qtbot.waitSignal(renderer.idle):
        pass
    assert [p.view for p in painted] == [requests[0].question.view, requests[-1].question.view]
    assert not any(request.begun.is_set() for request in requests[1:-1])
