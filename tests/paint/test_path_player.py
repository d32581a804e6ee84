"""Packed paths played as a recording look as the same paths drawn one by one."""

from __future__ import annotations

import sys
import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QApplication

from yhgis.paint import path_player
from yhgis.paint.path_player import CAPACITY, Player, command_word
from yhgis.paint.path_stream import PathRows, path_rows, rows_of, rows_to_paths
from yhgis.paint.qt_library import _NAMES, exported

SIZE = 240


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> QApplication:
    return qapp


def _rings(count: int, vertices: int, a_path: int, seed: int = 3) -> PathRows:
    rng = np.random.default_rng(seed)
    turn = np.linspace(0.0, 2.0 * np.pi, vertices, endpoint=False)
    middle, radius = rng.uniform(0, SIZE, (count, 2)), rng.uniform(3, 14, (count, 1))
    x = (middle[:, :1] + radius * np.cos(turn) * rng.uniform(0.6, 1.0, (count, vertices))).ravel()
    y = (middle[:, 1:] + radius * np.sin(turn)).ravel()
    starts = np.arange(count + 1) * vertices
    edges = np.unique(np.append(np.arange(0, count, a_path), count))
    return path_rows(x, y, starts, edges, closed=True, winding=True, command=command_word())


def _canvas(dots_a_metre: int = 0) -> tuple[QImage, QPainter]:
    image = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    if dots_a_metre:
        image.setDotsPerMeterX(dots_a_metre)
        image.setDotsPerMeterY(dots_a_metre)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(3.5, -2.25)
    painter.scale(1.1, 0.9)
    pen = QPen(QColor("#333333"), 1.0)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(QColor(200, 60, 60))
    return image, painter


def _played(paths: PathRows, first: int, last: int, dots_a_metre: int = 0) -> QImage:
    image, painter = _canvas(dots_a_metre)
    with Player(painter, lambda: None) as player:
        player.add(paths, first, last)
    painter.end()
    return image


def _drawn(paths: PathRows, first: int, last: int, dots_a_metre: int = 0) -> QImage:
    image, painter = _canvas(dots_a_metre)
    for path in rows_to_paths(paths, first, last):
        painter.drawPath(path)
    painter.end()
    return image


@pytest.mark.parametrize(("first", "last"), [(0, 40), (0, 1), (7, 23), (39, 40)])
def test_a_run_of_paths_looks_as_drawn_one_by_one(first: int, last: int) -> None:
    paths = _rings(160, 12, 4)
    assert len(paths) == 40
    assert _played(paths, first, last) == _drawn(paths, first, last)


def test_more_paths_than_a_recording_holds() -> None:
    paths = _rings(6000, 12, 4)
    assert len(paths.rows) > 2 * CAPACITY
    assert _played(paths, 0, len(paths)) == _drawn(paths, 0, len(paths))


def test_a_path_longer_than_a_recording() -> None:
    paths = _rings(3, CAPACITY + 10, 1)
    assert _played(paths, 0, 3) == _drawn(paths, 0, 3)


def test_a_run_behind_a_path_of_many_long_rings() -> None:
    paths = _rings(12, 300, 4)
    for first in (0, 1, 2):
        assert _played(paths, first, 3) == _drawn(paths, first, 3)


def test_the_devices_dpi_does_not_enlarge() -> None:
    paths = _rings(80, 12, 4)
    assert _played(paths, 0, 20, dots_a_metre=11811) == _drawn(paths, 0, 20, dots_a_metre=11811)


def test_a_path_with_curves_and_holes_looks_as_drawn_directly() -> None:
    path = QPainterPath()
    path.addEllipse(20.0, 30.0, 150.0, 90.0)
    path.addRect(60.0, 50.0, 40.0, 30.0)
    path.cubicTo(100.0, 10.0, 200.0, 220.0, 30.0, 200.0)
    assert list(rows_to_paths(rows_of(path))) == [path]
    drawn, painter = _canvas()
    painter.drawPath(path)
    painter.end()
    played, painter = _canvas()
    with Player(painter, lambda: None) as player:
        player.add(rows_of(path, command_word()), 0, 1)
    painter.end()
    assert played == drawn


def test_pieces_of_several_tables_in_one_go() -> None:
    one, two = _rings(80, 12, 4), _rings(50, 9, 3, seed=8)
    image, painter = _canvas()
    with Player(painter, lambda: None) as player:
        player.add(one, 5, 9)
        player.add(two, 0, 3)
        player.add(one, 12, 20)
        player.add(two, 3, 3)
    painter.end()
    plain, painter = _canvas()
    for paths, first, last in ((one, 5, 9), (two, 0, 3), (one, 12, 20)):
        for path in rows_to_paths(paths, first, last):
            painter.drawPath(path)
    painter.end()
    assert image == plain


def test_the_painter_is_left_as_it_was() -> None:
    _, painter = _canvas(11811)
    before = painter.transform()
    with Player(painter, lambda: None) as player:
        player.add(_rings(8, 12, 4), 0, 2)
    assert painter.transform() == before
    painter.end()


def test_where_qt_does_not_show_its_function_the_picture_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = _rings(160, 12, 4)
    quick = _played(paths, 0, 40)
    monkeypatch.setattr(path_player, "exported", lambda *_: None)
    path_player._play.cache_clear()
    try:
        assert _played(paths, 0, 40) == quick
    finally:
        path_player._play.cache_clear()


def test_on_linux_the_function_is_found() -> None:
    assert all(exported(name, None) is not None for name in _NAMES) or sys.platform != "linux"


def test_threads_paint_side_by_side_each_with_a_recording_of_its_own() -> None:
    paths = _rings(2000, 12, 4)
    expected = _drawn(paths, 0, len(paths))
    found: list[QImage] = []
    workers = [threading.Thread(target=lambda: found.append(_played(paths, 0, len(paths)))) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(found) == 4
    assert all(image == expected for image in found)


def test_a_painter_that_is_stopped_gives_its_recording_back() -> None:
    class StoppedError(Exception):
        pass

    def stop() -> None:
        raise StoppedError

    path_player.warm_up()
    before = len(path_player._free)
    _, painter = _canvas()
    with pytest.raises(StoppedError), Player(painter, stop) as player:
        player.add(_rings(80, 12, 4), 0, 20)
    painter.end()
    assert len(path_player._free) == before
