"""Outlines as nets: every edge is there once, whoever shares it, and is drawn as Qt draws a line."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication

from yhgis.carto.dense import DensePaths, Split, Store
from yhgis.carto.detail_fresh import fresh
from yhgis.carto.display_list import Fill, Mark, Stroke
from yhgis.model.view import View
from yhgis.paint import line_nets
from yhgis.paint.line_nets import Net, Nets, as_dark_as_twice, nets_of
from yhgis.paint.netted import Netted, gathered
from yhgis.paint.path_stream import path_rows

Lines = set[frozenset[tuple[int, int]]]
SIZE = 120
GREY, RED, BLUE = (110, 110, 110, 255), (200, 0, 0, 255), (0, 60, 200, 255)
PEN_MM = 0.1


Rings = list[list[tuple[int, int]]]


def nets(rings: Rings, a_path: int = 2, *, closed: bool = True) -> Nets:
    """Return the nets of ``rings``, packed into paths of a few."""
    xy = np.array([place for ring in rings for place in ring], dtype=np.int32)
    starts = np.concatenate([[0], np.cumsum([len(ring) for ring in rings])]).astype(np.int64)
    edges = np.unique(np.append(np.arange(0, len(rings), a_path), len(rings)))
    rows = path_rows(xy[:, 0], xy[:, 1], starts, edges, closed=False, winding=True, command=7)
    return nets_of(rows, [(0, 1), (1, len(rows))], closed=closed)


def lines(made: Net) -> Lines:
    """Return the lines as pairs of places, each told once."""
    found = [frozenset({(int(a), int(b)), (int(c), int(d))}) for a, b, c, d in made.lines.tolist()]
    assert len(found) == len(set(found))
    return set(found)


def by_hand(rings: Rings, *, closed: bool = True) -> tuple[Lines, Lines]:
    """Return what `nets` should hold."""
    found: Counter[frozenset[tuple[int, int]]] = Counter()
    for ring in rings:
        ends = [*ring, ring[0]] if closed else ring
        found.update(frozenset({a, b}) for a, b in zip(ends, ends[1:], strict=False) if a != b)
    return {line for line, count in found.items() if count == 1}, {line for line, count in found.items() if count > 1}


PLACES = st.tuples(st.integers(-3, 40), st.integers(-3, 40))


@given(rings=st.lists(st.lists(PLACES, min_size=2, max_size=7), min_size=1, max_size=9), closed=st.booleans())
def test_every_edge_is_there_once(rings: Rings, closed: bool) -> None:
    made = nets(rings, closed=closed)
    assert (lines(made.alone), lines(made.shared)) == by_hand(rings, closed=closed)


def test_two_neighbours_share_the_edge_between_them() -> None:
    left, right = [(0, 0), (10, 0), (10, 10), (0, 10)], [(10, 0), (20, 0), (20, 10), (10, 10)]
    made = nets([left, right])
    assert (len(made.alone), len(made.shared)) == (6, 1)


def _parcels(side: int) -> Rings:
    return [
        [(x, y), (x + 10, y), (x + 10, y + 10), (x, y + 10)]
        for x in range(0, 10 * side, 10)
        for y in range(0, 10 * side, 10)
    ]


def test_what_lies_in_a_box_is_found_and_most_of_the_rest_is_not() -> None:
    made = nets(_parcels(40)).shared
    box = (95.0, 95.0, 205.0, 205.0)
    shown = np.zeros(len(made), dtype=bool)
    for first, last in made.runs(box, inside=False):
        shown[first:last] = True
    ends = made.lines
    meets = (ends[:, [0, 2]].min(1) <= 205) & (ends[:, [0, 2]].max(1) >= 95)
    meets &= (ends[:, [1, 3]].min(1) <= 205) & (ends[:, [1, 3]].max(1) >= 95)
    assert shown[meets].all()
    assert shown.sum() < len(made) / 2
    assert made.runs(box, inside=True) == [(0, len(made))]
    assert made.runs((900.0, 900.0, 999.0, 999.0), inside=False) == []
    assert nets([[(1, 1), (1, 1)]]).alone.runs(box, inside=True) == []


def _painted(made: Net, *, one_by_one: bool = False) -> NDArray[np.uint8]:
    image = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(0.31, 0.29)
    pen = QPen(QColor("#333333"), 0.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setCosmetic(True)
    painter.setPen(pen)
    if one_by_one:
        for ends in made.lines.tolist():
            painter.drawLine(QLineF(*ends))
    else:
        made.draw(painter, [(0, len(made))], lambda: None)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).copy()


def test_lines_are_drawn_as_qt_draws_them(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    made = nets(_parcels(40)).shared
    want = _painted(made, one_by_one=True)
    assert want.min() < 255
    assert np.array_equal(_painted(made), want)
    monkeypatch.setattr(line_nets, "_LINES_A_CALL", 100)
    assert np.array_equal(_painted(made), want)
    monkeypatch.setattr(line_nets, "exported", lambda *_: None)
    assert np.array_equal(_painted(made), want), "through PySide where Qt does not show its function"


def test_a_shared_line_is_as_dark_as_two() -> None:
    assert as_dark_as_twice(0.0) == 0.0
    assert as_dark_as_twice(0.5) == pytest.approx(0.75)
    assert as_dark_as_twice(1.0) == as_dark_as_twice(1.2) == 1.0


# --- what is drawn together ----------------------------------------------------------------------------------------


def _classes(count: int) -> list[DensePaths]:
    import shapely

    boxes = shapely.box(np.arange(6.0), 0.0, np.arange(6.0) + 1.0, 1.0)
    detail = fresh(boxes, np.arange(6), closed=True)
    split = Split(detail, (np.arange(6) % count).astype(np.int16), Store())
    view = View(3.0, 0.5, 100.0, 100.0, 100.0)
    return [DensePaths(split, number, 0.0, view, view.extent) for number in range(count)]


def _told(marks: list[Mark]) -> list[object]:
    found = gathered(marks, PEN_MM)
    return [[area.number for area, _ in mark.filled] if isinstance(mark, Netted) else type(mark) for mark in found]


def test_classes_outlined_alike_are_drawn_together() -> None:
    a, b, c = _classes(3)

    def pair(paths: DensePaths, line: tuple[int, int, int, int] = GREY) -> list[Mark]:
        return [Fill(paths, BLUE), Stroke(paths, line, PEN_MM)]

    assert _told([*pair(a), *pair(b), *pair(c)]) == [[0, 1, 2]]
    assert _told([*pair(a), *pair(b, RED), *pair(c, RED)]) == [[0], [1, 2]]
    assert _told([*pair(a), Fill(b, BLUE), *pair(c)]) == [[0], Fill, [2]]
    assert _told([Fill(a, BLUE), Stroke(b, GREY, PEN_MM)]) == [Fill, Stroke]
    assert _told([Fill(a, BLUE), Stroke(a, GREY, PEN_MM * 2)]) == [Fill, Stroke]
    assert _told([Fill(a, BLUE), Stroke(a, GREY, PEN_MM, (1.0, 1.0))]) == [Fill, Stroke]
    assert _told([*pair(a), Fill(b, BLUE)]) == [[0], Fill]
    other = _classes(2)[0]
    assert _told([*pair(a), *pair(other)]) == [[0], [0]], "of another layer"
