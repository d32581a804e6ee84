"""Hatch lines and dots: inside, evenly spaced, fixed to the ground."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.carto.makers import PAPER, MakeLayer, flat
from yhgis.carto.display_list import Markers, Paths, Stroke
from yhgis.carto.frame import Frame
from yhgis.carto.hatching import dot_places, hatch_lines, spans
from yhgis.carto.packing import take_apart, to_paths
from yhgis.carto.symbology import layer_marks
from yhgis.model.style import LayerStyle, SingleRenderer
from yhgis.model.symbol import DotsSymbol, HatchSymbol
from yhgis.model.view import View

BOX = (-1000.0, -1000.0, 1000.0, 1000.0)


def on_paper(*geometry: shapely.Geometry) -> Paths:
    return to_paths(take_apart(np.array(geometry, dtype=object)).areas, PAPER)


def lines_of(paths: Paths) -> np.ndarray:
    return shapely.linestrings(paths.xy.reshape(-1, 2, 2))


def shape_on_paper(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, PAPER.to_paper)


@st.composite
def stars(draw: st.DrawFn) -> shapely.Geometry:
    """Return a star-shaped polygon, perhaps with a hole."""
    count = draw(st.integers(3, 14))
    reaches = draw(st.lists(st.floats(4.0, 40.0), min_size=count, max_size=count))
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False) + draw(st.floats(0, 1))
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) * np.array(reaches)[:, None] + 50
    hole = ring * 0.4 + 30 if draw(st.booleans()) else None
    return shapely.Polygon(ring, [hole] if hole is not None else [])


@given(shape=stars(), angle=st.floats(0, 180), spacing=st.floats(0.4, 6.0))
@settings(max_examples=80, deadline=None)
def test_lines_are_what_shapely_cuts(shape: shapely.Geometry, angle: float, spacing: float) -> None:
    found = spans(on_paper(shape), angle, spacing, np.array([3.3, -7.7]), BOX)
    lines = lines_of(hatch_lines(found))
    paper = shape_on_paper(shape)
    assert shapely.length(shapely.difference(lines, paper.buffer(1e-6))).sum() < 1e-6
    turn = np.radians(angle)
    along, across = np.array([np.cos(turn), -np.sin(turn)]), np.array([np.sin(turn), np.cos(turn)])
    base = np.array([3.3, -7.7]) @ across
    rows = np.arange(-400, 400) * spacing + base
    ends = np.stack([rows[:, None] * across - 300 * along, rows[:, None] * across + 300 * along], axis=1)
    expected = shapely.length(shapely.intersection(shapely.linestrings(ends), paper)).sum()
    assert shapely.length(lines).sum() == pytest.approx(expected, rel=1e-6, abs=1e-3)


def test_lines_are_spaced_in_paper_millimetres() -> None:
    lines = hatch_lines(spans(on_paper(shapely.box(10, 10, 90, 90)), 45.0, 2.0, np.zeros(2), BOX))
    across = np.array([np.sin(np.pi / 4), np.cos(np.pi / 4)])
    rows = np.unique(np.round(lines.xy @ across, 6))
    assert np.allclose(np.diff(rows), 2.0)
    assert np.allclose(np.mod(rows + 1e-9, 2.0), 0.0, atol=1e-6)


def test_holes_and_second_features_are_their_own() -> None:
    ring = shapely.Polygon(shapely.box(0, 0, 30, 30).exterior, [shapely.box(10, 10, 20, 20).exterior])
    lines = hatch_lines(spans(on_paper(ring, shapely.box(15, 0, 60, 30)), 0.0, 1.0, np.array([0.0, 0.5]), BOX))
    assert len(lines) == 2
    first = lines.xy[: 2 * lines.groups[1]].reshape(-1, 2, 2)
    assert len(first) == 40  # 20 whole rows, 10 rows in two pieces
    assert np.abs(first[:, 1] - first[:, 0]).max() == pytest.approx(30)


def test_only_the_shown_part_is_cut() -> None:
    far = on_paper(shapely.box(-1e6, -1e6, 1e6, 1e6))
    lines = hatch_lines(spans(far, 45.0, 2.0, np.zeros(2), (0.0, 0.0, 100.0, 100.0)))
    assert 0 < len(lines.starts) < 200
    assert np.abs(lines.xy).max() < 300


def test_the_pattern_moves_with_the_ground(layer: MakeLayer) -> None:
    style = LayerStyle(renderer=SingleRenderer(symbol=(HatchSymbol(color="#000000"), DotsSymbol(color="#000000"))))
    one = layer([shapely.box(500_000, 3_350_000, 500_400, 3_350_300)])
    view = View(500_200, 3_350_150, 5000, 120, 90)
    before, after = (flat(layer_marks(one, style, Frame(v))) for v in (view, view.panned(3.37, -1.91)))
    for a, b in zip(before, after, strict=True):
        old = a.paths.xy if isinstance(a, Stroke) else a.xy  # type: ignore[union-attr]
        new = b.paths.xy if isinstance(b, Stroke) else b.xy  # type: ignore[union-attr]
        assert len(old) > 20
        assert np.allclose(np.sort(old + np.array([3.37, -1.91]), axis=0), np.sort(new, axis=0), atol=1e-6)


@given(shape=stars(), spacing=st.floats(0.8, 5.0))
@settings(max_examples=50, deadline=None)
def test_dots_lie_inside_and_apart(shape: shapely.Geometry, spacing: float) -> None:
    rows = spans(on_paper(shape), 0.0, spacing * 0.866, np.array([1.1, 2.2]), BOX)
    places = dot_places(rows, spacing, 0.2, spacing / 2)
    assert shapely.contains_xy(shape_on_paper(shape).buffer(1e-9), places).all()
    if len(places) > 1:
        nearest = shapely.STRtree(shapely.points(places)).query_nearest(
            shapely.points(places), exclusive=True, return_distance=True
        )
        assert nearest[1].min() > spacing * 0.99


def test_cross_hatch_is_two_directions(layer: MakeLayer) -> None:
    style = LayerStyle(renderer=SingleRenderer(symbol=(HatchSymbol(color="#000000", cross=True),)))
    marks = flat(layer_marks(layer([shapely.box(20, 20, 80, 80)]), style, Frame(PAPER)))
    headings = set()
    for mark in marks:
        assert isinstance(mark, Stroke)
        step = mark.paths.xy[1] - mark.paths.xy[0]
        headings.add(round(float(np.degrees(np.arctan2(step[1], step[0]))) % 180))
    assert headings == {45, 135}


def test_dots_are_one_mark(layer: MakeLayer) -> None:
    style = LayerStyle(renderer=SingleRenderer(symbol=(DotsSymbol(color="#BF9000", spacing_mm=2.0),)))
    (mark,) = flat(layer_marks(layer([shapely.box(20, 20, 80, 80)]), style, Frame(PAPER)))
    assert isinstance(mark, Markers)
    assert len(mark.xy) == pytest.approx(60 * 60 / (2.0 * 2.0 * 0.866), rel=0.06)
