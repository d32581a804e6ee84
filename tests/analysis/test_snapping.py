"""Snapping finds what an exhaustive search finds."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from yhgis.analysis import snapping
from yhgis.analysis.snapping import SnapIndex
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo

numbers = st.integers(-50, 50).map(float)
lines = st.lists(st.tuples(numbers, numbers), min_size=2, max_size=6, unique=True).map(shapely.LineString)
EVERYWHERE = (-100.0, -100.0, 100.0, 100.0)


def layer(shapes: list[shapely.Geometry]) -> Layer:
    return Layer(LayerInfo(id="l", title=Title("l")), np.array(shapes, dtype=object), {}, WORK_CRS)


@given(st.lists(lines, min_size=1, max_size=8), numbers, numbers, st.floats(0.1, 30.0))
def test_the_nearest_vertex_goes_before_the_nearest_edge(
    shapes: list[shapely.Geometry], x: float, y: float, reach: float
) -> None:
    snap = SnapIndex.of_layers([layer(shapes)], EVERYWHERE).nearest(x, y, reach)
    here = shapely.Point(x, y)
    vertices = shapely.points(shapely.get_coordinates(shapes))
    to_vertex = shapely.distance(here, vertices).min()
    to_edge = shapely.distance(here, np.array(shapes)).min()
    if to_vertex <= reach:
        assert snap is not None
        assert snap.kind == "vertex"
        assert here.distance(shapely.Point(snap.x, snap.y)) == pytest.approx(to_vertex)
    elif to_edge <= reach * (1 - 1e-9):
        assert snap is not None
        assert snap.kind == "edge"
        assert here.distance(shapely.Point(snap.x, snap.y)) == pytest.approx(to_edge)
    elif to_edge > reach * (1 + 1e-9):
        assert snap is None


def test_holes_and_parts_can_be_snapped_to() -> None:
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    index = SnapIndex.of_layers([layer([shapely.MultiPolygon([ring, shapely.box(20, 0, 30, 10)])])], EVERYWHERE)
    for corner in ((4, 4), (6, 6), (30, 10), (0, 0)):
        snap = index.nearest(corner[0] + 0.3, corner[1] - 0.2, 1.0)
        assert snap is not None
        assert (snap.x, snap.y, snap.kind) == (*corner, "vertex")
    edge = index.nearest(5.0, 4.4, 1.0)
    assert edge is not None
    assert (edge.x, edge.y, edge.kind) == (5.0, 4.0, "edge")
    assert index.nearest(15.0, 5.0, 1.0) is None  # between two parts there is no edge


def test_what_is_out_of_sight_is_left_out_and_an_edge_through_the_view_is_not() -> None:
    long = shapely.LineString([(-1000, 0), (1000, 0)])
    index = SnapIndex.of_layers([layer([long, shapely.Point(500, 500)])], (-10.0, -10.0, 10.0, 10.0))
    assert len(index.vertices) == 0
    snap = index.nearest(3.0, 0.5, 1.0)
    assert snap is not None
    assert (snap.x, snap.y) == pytest.approx((3.0, 0.0))


def test_a_crowd_is_not_snapped_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapping, "MOST_VERTICES", 20)
    index = SnapIndex.of_layers([layer([shapely.box(i, 0, i + 1, 1) for i in range(50)])], EVERYWHERE)
    assert index.crowded
    assert index.nearest(1.0, 1.0, 5.0) is None
