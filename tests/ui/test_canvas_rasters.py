"""The kept images of a canvas: levels, strips and pieces make the picture that one go would make."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.carto.makers import make
from tests.carto.test_lod import CORNER, coverage
from yhgis.carto import details as kept_details
from yhgis.carto.details import details
from yhgis.carto.map_picture import MapLayer
from yhgis.errors import Cancelled
from yhgis.feedback import Feedback
from yhgis.i18n import Title
from yhgis.model.layer import Layer
from yhgis.model.style import LayerStyle
from yhgis.model.view import MM_PER_INCH, View
from yhgis.paint import path_player, side_by_side
from yhgis.ui import canvas_brush, canvas_rasters
from yhgis.ui.canvas_grid import Grid
from yhgis.ui.canvas_question import Painted, Question
from yhgis.ui.canvas_rasters import Rasters

DPI, SIZE = 96.0, (480, 360)
FILL = {"kind": "fill", "color": "#B9DD8A"}
EDGE = {"kind": "stroke", "color": "#6E6E6E", "width_mm": 0.2}
LINE = {"kind": "stroke", "color": "#C00000", "width_mm": 0.6}


@pytest.fixture(autouse=True)
def _all_is_dense(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small layers have levels of detail too, and are painted by several threads."""
    monkeypatch.setattr(kept_details, "WORTHWHILE_VERTICES", 1)
    monkeypatch.setattr(canvas_brush, "WORTH_SHARING", 0)


def _layer(layer_id: str, seed: int = 2, side: int = 12) -> Layer:
    layer = make(coverage(seed, side))
    return replace(layer, info=replace(layer.info, id=layer_id, title=Title("地块", "Parcels")))


def _style(*symbol: dict[str, object]) -> LayerStyle:
    return LayerStyle.model_validate({"renderer": {"kind": "single", "symbol": list(symbol)}})


def _view(dx: float = 0.0, dy: float = 0.0, scale: float = 20_000.0) -> View:
    """Return a view, moved by whole dots."""
    width, height = (dots / DPI * MM_PER_INCH for dots in SIZE)
    dot = scale / 1000.0 * MM_PER_INCH / DPI
    x, y = CORNER + 1200.0
    return View(x + dx * dot, y - dy * dot, scale, width, height, DPI)


def _question(layers: tuple[MapLayer, ...], view: View, revision: int = 0) -> Question:
    return Question(view, layers, None, "zh", revision)


def _pixels(image: QImage) -> NDArray[np.int64]:
    flat = image.convertToFormat(QImage.Format.Format_RGB32)
    bytes_ = np.frombuffer(flat.constBits(), dtype=np.uint8).reshape(flat.height(), flat.bytesPerLine())
    return bytes_[:, : flat.width() * 4].reshape(flat.height(), flat.width(), 4)[:, :, :3].astype(np.int64)


def _painted(layers: tuple[MapLayer, ...], view: View) -> NDArray[np.int64]:
    return _pixels(Rasters().paint(_question(layers, view), Feedback()).image)


def _two() -> tuple[MapLayer, ...]:
    return MapLayer(_layer("parcels"), _style(FILL, EDGE)), MapLayer(_layer("red", 5, 4), _style(LINE))


def test_a_layer_is_drawn_before_its_levels_are_made_and_looks_the_same_after() -> None:
    layers = _two()
    before = _painted(layers, _view())
    assert not kept_details.is_ready(layers[0].layer)
    for one in layers:
        details(one.layer)
    after = _painted(layers, _view())
    assert (before != before[0, 0]).any(axis=2).mean() > 0.3, "nothing is drawn"
    assert np.abs(before - after).mean() < 6.0


@pytest.mark.parametrize("made", [True, False])
@pytest.mark.parametrize(("dx", "dy"), [(60, 0), (0, -45), (37, 29), (-80, 64)])
def test_strips_make_the_picture_that_one_go_makes(dx: float, dy: float, made: bool) -> None:
    layers = _two()
    if made:
        for one in layers:
            details(one.layer)
    kept = Rasters()
    kept.paint(_question(layers, _view()), Feedback())
    moved = _pixels(kept.paint(_question(layers, _view(dx, dy)), Feedback()).image)
    away = np.abs(moved - _painted(layers, _view(dx, dy)))
    # Two areas of one colour meet without a seam in one path, with a faint one in two; a strip has other paths.
    assert away.max() <= 16
    assert (away > 6).mean() < 0.001


def test_however_many_threads_paint_the_picture_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    layers, found = _two(), []
    for count in (1, 2, 4):
        monkeypatch.setattr(side_by_side, "threads", lambda count=count: count)
        found.append(_painted(layers, _view()))
    for other in found[1:]:
        away = np.abs(found[0] - other)
        assert away.max() <= 6, "Qt rounds where it cuts a path at a band's edge, but no more than this"
        assert (away > 0).mean() < 0.002


def test_without_qts_own_function_the_picture_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = _two()
    quick = _painted(layers, _view())
    monkeypatch.setattr(path_player, "exported", lambda *_: None)
    path_player._play.cache_clear()
    try:
        assert np.array_equal(_painted(layers, _view()), quick)
    finally:
        path_player._play.cache_clear()


def test_pieces_cover_the_picture_and_are_cut_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canvas_rasters, "PIECEMEAL_VERTICES", 1)
    monkeypatch.setattr(canvas_rasters, "TILE", (160, 120))
    pieces: list[Painted] = []
    layers = _two()
    whole = Rasters().paint(_question(layers, _view()), Feedback(), pieces.append)
    assert len(pieces) == 9
    assert not any(piece.whole for piece in pieces)
    assert whole.whole
    grid, picture = Grid.of(whole.view), _pixels(whole.image)
    here = grid.window(whole.view)
    seen = np.zeros(picture.shape[:2], dtype=int)
    for piece in pieces:
        there = grid.window(piece.view)
        top, left = there.row - here.row, there.column - here.column
        place = np.s_[top : top + there.height, left : left + there.width]
        seen[place] += 1
        assert np.array_equal(_pixels(piece.image), picture[place])
    assert (seen == 1).all()


def test_the_first_piece_of_much_is_all_of_it_roughly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canvas_rasters, "PIECEMEAL_VERTICES", 1)
    monkeypatch.setattr(canvas_rasters, "ROUGH_VERTICES", 1)
    pieces: list[Painted] = []
    question = replace(_question(_two(), _view()), rough_first=True)
    Rasters().paint(question, Feedback(), pieces.append)
    rough = pieces[0]
    assert (rough.image.width(), rough.image.height()) == (SIZE[0] // 4, SIZE[1] // 4)
    assert rough.view.extent == pytest.approx(question.view.extent, abs=question.view.metres_per_pixel)


def test_a_change_of_one_style_paints_that_layer_alone() -> None:
    parcels, red = _two()
    rasters = Rasters()
    rasters.paint(_question((parcels, red), _view(), 1), Feedback())
    assert rasters.painted == ["parcels", "red"]
    other = MapLayer(red.layer, _style({**LINE, "color": "#0000C0"}))
    changed = _pixels(rasters.paint(_question((parcels, other), _view(), 2), Feedback()).image)
    assert rasters.painted == ["red"]
    assert np.array_equal(changed, _painted((parcels, other), _view()))


def test_levels_made_meanwhile_do_not_repaint_what_is_true() -> None:
    layers = _two()
    rasters = Rasters()
    first = _pixels(rasters.paint(_question(layers, _view()), Feedback()).image)
    for one in layers:
        details(one.layer)
    again = rasters.paint(_question(layers, _view()), Feedback())
    assert rasters.painted == []
    assert np.array_equal(_pixels(again.image), first)


def test_given_up_on_the_way_nothing_false_is_kept() -> None:
    layers = _two()
    rasters = Rasters()
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        rasters.paint(_question(layers, _view()), feedback)
    again = rasters.paint(_question(layers, _view()), Feedback())
    assert np.array_equal(_pixels(again.image), _painted(layers, _view()))


def test_given_up_in_the_midst_of_a_move(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = _two()
    rasters = Rasters()
    rasters.paint(_question(layers, _view()), Feedback())
    feedback = Feedback()
    paint, calls = side_by_side.paint_marks, []

    def stopped(*arguments: object) -> None:
        paint(*arguments)  # type: ignore[arg-type]
        calls.append(arguments)
        feedback.cancel()

    monkeypatch.setattr(side_by_side, "paint_marks", stopped)
    with pytest.raises(Cancelled):
        rasters.paint(_question(layers, _view(90, 60)), feedback)
    monkeypatch.undo()
    monkeypatch.setattr(kept_details, "WORTHWHILE_VERTICES", 1)
    moved = _pixels(rasters.paint(_question(layers, _view(90, 60)), Feedback()).image)
    away = np.abs(moved - _painted(layers, _view(90, 60)))
    assert away.max() <= 16
    assert (away > 6).mean() < 0.001


def test_a_fault_in_one_thread_is_told_and_ends_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(side_by_side, "paint_marks", broken)
    with pytest.raises(ZeroDivisionError):
        Rasters().paint(_question(_two(), _view()), Feedback())
