"""Layers with levels of detail, and lines filled as ribbons, look as they would drawn the plain way."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from tests.carto.makers import make
from yhgis.carto import details as kept_details
from yhgis.carto.details import details
from yhgis.carto.display_list import Cap, Paths
from yhgis.carto.map_picture import MapLayer, compose
from yhgis.errors import Cancelled
from yhgis.feedback import Feedback
from yhgis.model.layer import Layer
from yhgis.model.style import LayerStyle
from yhgis.model.view import View
from yhgis.paint import dense_paths
from yhgis.paint.image import render
from yhgis.paint.path_stream import painter_paths, rows_to_paths
from yhgis.paint.paths import ribbon_rows
from yhgis.paint.ribbons import ribbons

DPI = 96.0
SIDE = 160


def grey(image: QImage) -> NDArray[np.int64]:
    plain = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width()].astype(np.int64)


# --- many paths at once --------------------------------------------------------------------------------------------


@given(
    sizes=st.lists(st.lists(st.integers(2, 6), min_size=1, max_size=4), min_size=1, max_size=5), closed=st.booleans()
)
def test_paths_made_in_bulk_are_those_made_by_hand(sizes: list[list[int]], closed: bool) -> None:
    flat = [size for path in sizes for size in path]
    starts = np.concatenate([[0], np.cumsum(flat)])
    rng = np.random.default_rng(len(flat))
    x, y = rng.random((2, starts[-1])) * 100
    edges = np.concatenate([[0], np.cumsum([len(path) for path in sizes])])
    made = list(painter_paths(x, y, starts, edges, closed=closed, winding=closed))
    assert len(made) == len(sizes)
    for path, (first, last) in zip(made, itertools.pairwise(edges.tolist()), strict=True):
        by_hand = QPainterPath()
        by_hand.setFillRule(Qt.FillRule.WindingFill if closed else Qt.FillRule.OddEvenFill)
        for ring in range(first, last):
            at = slice(starts[ring], starts[ring + 1])
            points = list(zip(x[at].tolist(), y[at].tolist(), strict=True))
            by_hand.moveTo(*points[0])
            for point in points[1:] + points[: 1 if closed else 0]:
                by_hand.lineTo(*point)
        assert path == by_hand
        assert path.fillRule() == by_hand.fillRule()


def test_a_run_in_the_middle_takes_its_own_rings() -> None:
    x = np.array([0.0, 1.0, 5.0, 6.0, 6.0, 9.0, 9.5])
    starts = np.array([0, 2, 5, 7])
    (path,) = painter_paths(x, x, starts, np.array([1, 2]), closed=False)
    assert [path.elementAt(i).x for i in range(path.elementCount())] == [5.0, 6.0, 6.0]
    assert list(painter_paths(x, x, starts, np.array([0]), closed=False)) == []


# --- ribbons -------------------------------------------------------------------------------------------------------


def _painted(paths: Sequence[QPainterPath], pen: QPen | None) -> NDArray[np.int64]:
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen if pen is not None else Qt.PenStyle.NoPen)
    painter.setBrush(QColor("black") if pen is None else Qt.BrushStyle.NoBrush)
    for path in paths:
        painter.drawPath(path)
    painter.end()
    return grey(image)


def _both(lines: list[NDArray[np.float64]], width: float, *, closed: bool, cap: Cap) -> tuple[NDArray[np.int64], ...]:
    """Return the lines as ribbons, and as Qt's own pen draws them."""
    starts = np.concatenate([[0], np.cumsum([len(line) for line in lines])])
    paths = Paths(np.vstack(lines), starts, np.arange(len(lines) + 1), closed)
    caps = {"flat": Qt.PenCapStyle.FlatCap, "round": Qt.PenCapStyle.RoundCap, "square": Qt.PenCapStyle.SquareCap}
    pen = QPen(QColor("black"), width, Qt.PenStyle.SolidLine, caps[cap], Qt.PenJoinStyle.RoundJoin)
    edges = np.array([0, len(lines)])
    plain = list(painter_paths(paths.xy[:, 0], paths.xy[:, 1], starts, edges, closed=closed))
    return _painted(list(rows_to_paths(ribbon_rows(paths, 1.0, width, cap, opaque=True))), None), _painted(plain, pen)


def _wavy(seed: int, count: int, closed: bool) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    turn = np.linspace(0.3, 2 * np.pi, count, endpoint=False)
    reach = rng.uniform(30, 70, count)
    around = np.column_stack([np.cos(turn), np.sin(turn)]) * reach[:, None] + SIDE / 2
    along = np.column_stack([np.linspace(12, SIDE - 12, count), SIDE / 2 + rng.normal(0, 14, count)])
    return around if closed else along


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("width", [1.3, 2.3, 4.0, 5.9])
@pytest.mark.parametrize("cap", ["flat", "round", "square"])
def test_a_ribbon_covers_what_a_pen_does(width: float, closed: bool, cap: Cap) -> None:
    for seed in range(6):
        count = 9 + 20 * (seed % 3)
        ribbon, pen = _both([_wavy(seed, count, closed)], width, closed=closed, cap=cap)
        difference = np.abs(ribbon - pen)
        inked = pen < 255
        assert difference[inked].mean() < 9
        assert (difference > 110).sum() <= count, "the tips of sharp turns are a little less round, no more"
        assert (255 - ribbon).sum() == pytest.approx((255 - pen).sum(), rel=0.04)


def test_no_seam_shows_where_a_long_line_is_cut() -> None:
    turn = np.linspace(0, 6 * np.pi, 500)
    spiral = np.column_stack([np.cos(turn), np.sin(turn)]) * np.linspace(10, 70, 500)[:, None] + SIDE / 2
    ribbon, _ = _both([spiral], 3.4, closed=False, cap="flat")
    inner = spiral[3:-3]
    column, row = np.floor(inner).astype(np.int64).T
    assert ribbon[row, column].max() < 20
    out = (inner - SIDE / 2) / np.hypot(*(inner - SIDE / 2).T)[:, None]
    for side in (4.0, -4.0):
        column, row = np.floor(inner + side * out).astype(np.int64).T
        assert ribbon[row, column].min() == 255


def test_sharp_turns_points_and_repeated_vertices_are_drawn() -> None:
    awkward = [
        np.array([(20.0, 20.0), (80.0, 20.0), (21.0, 20.5)]),  # back on itself
        np.array([(20.0, 60.0), (20.0, 60.0), (90.0, 60.0), (90.0, 60.0)]),
        np.array([(20.0, 100.0), (60.0, 100.0), (60.0, 140.0)]),
        np.array([(120.0, 120.0), (120.0, 120.0)]),  # no length
    ]
    ribbon, pen = _both(awkward, 4.0, closed=False, cap="round")
    assert np.isfinite(ribbon).all()
    inked = ribbon[:, :100] < 255
    assert np.abs(ribbon - pen)[:, :100][inked].mean() < 12


def test_nothing_gives_no_ribbon() -> None:
    xy, starts, line = ribbons(
        np.empty(0), np.empty(0), np.zeros(1, dtype=np.int64), closed=True, width=2.0, overlap=1.0, cap="flat"
    )
    assert (len(xy), len(starts), len(line)) == (0, 1, 0)


def test_pieces_name_their_line() -> None:
    lines = [np.column_stack([np.arange(n) * 0.5, np.zeros(n)]) for n in (3, 130)]
    xy = np.vstack(lines)
    found = ribbons(xy[:, 0], xy[:, 1], np.array([0, 3, 133]), closed=False, width=2.0, overlap=1.0, cap="flat")
    assert found[2].tolist() == [0, 1, 1, 1]


# --- dense layers --------------------------------------------------------------------------------------------------


def _parcels() -> Layer:
    rng = np.random.default_rng(4)
    places = [(x, y) for x in range(0, 960, 24) for y in range(0, 720, 24)]
    boxes = [shapely.segmentize(shapely.box(x, y, x + 24, y + 24), 3.0) for x, y in places]
    return make(boxes, use=rng.choice(["a", "b", "c"], len(boxes)).tolist())


def _style(*symbols: dict[str, object]) -> LayerStyle:
    colors = {"a": "#5FA04E", "b": "#E8424A", "c": "#FFF3B0"}
    categories = [
        {"values": [value], "title": {"zh": value}, "symbol": [{"kind": "fill", "color": color}, *symbols]}
        for value, color in colors.items()
    ]
    return LayerStyle.model_validate({"renderer": {"kind": "categories", "field": "use", "categories": categories}})


@pytest.mark.parametrize("width", [0.1, 0.5, 1.5])
@pytest.mark.parametrize("scale", [4000, 24000])
def test_a_dense_layer_looks_as_a_plain_one(width: float, scale: int, monkeypatch: pytest.MonkeyPatch) -> None:
    layer = _parcels()
    style = _style({"kind": "stroke", "color": "#333333", "width_mm": width})
    view = View(480, 360, scale, 70.0, 50.0, DPI)
    shown = [MapLayer(layer, style)]
    plain = grey(render(compose(shown, view), DPI))
    monkeypatch.setattr(kept_details, "WORTHWHILE_VERTICES", 1)
    again = [MapLayer(make(layer.geometry.tolist(), use=layer.fields["use"].tolist()), style)]
    dense = grey(render(compose(again, view), DPI))
    difference = np.abs(dense - plain)
    assert difference.mean() < 6
    assert (difference > 90).mean() < 0.01


@pytest.mark.parametrize(("made", "most"), [(True, 2), (False, 4)])
def test_a_window_of_a_dense_picture_is_cut_from_the_whole(
    monkeypatch: pytest.MonkeyPatch, made: bool, most: int
) -> None:
    """What the canvas relies on when it paints only what a move uncovers: to the dot, levels of detail made or not."""
    monkeypatch.setattr(kept_details, "WORTHWHILE_VERTICES", 1)
    layer = _parcels()
    if made:
        details(layer)
    shown = [MapLayer(layer, _style({"kind": "stroke", "color": "#333333", "width_mm": 0.6}))]
    mm = 25.4 / DPI
    whole = View(480, 360, 8000, 200 * mm, 150 * mm, DPI)
    part = View(480 + 30 * mm * 8, 360 - 20 * mm * 8, 8000, 80 * mm, 60 * mm, DPI)
    a, b = grey(render(compose(shown, whole), DPI)), grey(render(compose(shown, part), DPI))
    left, top = 100 + 30 - 40, 75 + 20 - 30
    assert np.abs(a[top : top + 60, left : left + 80] - b).max() <= most


def test_paths_are_kept_and_the_oldest_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_details, "WORTHWHILE_VERTICES", 1)
    monkeypatch.setattr(dense_paths, "LEAST_KEPT", 0)
    layer = _parcels()
    shown = [MapLayer(layer, _style({"kind": "stroke", "color": "#333333", "width_mm": 0.6}))]
    made = details(layer)
    assert made is not None
    assert made.areas is not None
    stores = []
    for scale in (3000.0, 9000.0, 30000.0, 3000.0):
        picture = compose(shown, View(480, 360, scale, 70.0, 50.0, DPI))
        render(picture, DPI)
        (group, *_) = picture.marks
        store = group.marks[0].paths.split.store  # type: ignore[union-attr]
        stores.append(store)
        total = sum(one.nbytes for one in store.kept.values())
        largest = max(one.nbytes for one in store.kept.values())
        assert total <= max(dense_paths.MOST_KEPT * made.areas.vertices, largest)
        assert store.held == total
    assert len({id(store) for store in stores}) == 1


def test_painting_dense_paths_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_details, "WORTHWHILE_VERTICES", 1)
    picture = compose([MapLayer(_parcels(), _style())], View(480, 360, 8000, 70.0, 50.0, DPI))
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        render(picture, DPI, feedback=feedback)


@given(opacity=st.sampled_from([0.3, 0.7]))
@settings(max_examples=2, deadline=None)
def test_what_can_be_seen_through_is_as_dark_as_plain(opacity: float) -> None:
    layer = _parcels()
    style = LayerStyle.model_validate(
        {"renderer": {"kind": "single", "symbol": [{"kind": "fill", "color": "#C00000", "opacity": opacity}]}}
    )
    view = View(480, 360, 8000, 70.0, 50.0, DPI)
    plain = grey(render(compose([MapLayer(layer, style)], view), DPI))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_details, "WORTHWHILE_VERTICES", 1)
        dense = grey(render(compose([MapLayer(make(layer.geometry.tolist()), style)], view), DPI))
    assert abs(np.median(dense) - np.median(plain)) <= 1
