"""Flat arrays hold what the geometries hold; thinning keeps what can be seen."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.carto.makers import AWKWARD, MakeLayer
from yhgis.carto.packing import Packed, meets, pick, shapes, take_apart, thin

SQUARE = shapely.box(0, 0, 10, 10)
RING = shapely.Polygon(SQUARE.exterior, [shapely.box(2, 2, 4, 4).exterior])


def polygons(packed: Packed) -> list[shapely.Geometry]:
    """Return the areas as geometries again, by the odd-even rule."""
    found = []
    for j in range(len(packed)):
        shape = shapely.Polygon()
        for r in range(packed.groups[j], packed.groups[j + 1]):
            ring = shapely.Polygon(packed.xy[packed.starts[r] : packed.starts[r + 1]])
            shape = shapely.symmetric_difference(shape, ring)
        found.append(shape)
    return found


def test_areas_lines_and_points_are_told_apart_with_their_features() -> None:
    found = take_apart(np.array(AWKWARD, dtype=object))
    assert found.areas.features.tolist() == [2, 3, 4, 5, 6, 10, 11, 12]
    assert found.lines.features.tolist() == [6, 7, 8]
    assert found.point_features.tolist() == [6, 9, 9]
    assert found.points.tolist() == [[50, 10], [33, 33], [66, 66]]


def test_a_ring_does_not_repeat_its_first_vertex_and_holes_stay_holes() -> None:
    packed = take_apart(np.array([RING, shapely.MultiPolygon([SQUARE, shapely.box(20, 0, 30, 5)])], dtype=object)).areas
    assert np.diff(packed.starts).tolist() == [4, 4, 4, 4]
    assert packed.groups.tolist() == [0, 2, 4]
    first, second = polygons(packed)
    assert shapely.equals(first, RING)
    assert second.area == 150
    assert packed.bounds.tolist() == [[0, 0, 10, 10], [0, 0, 30, 10]]


def test_picking_equals_packing_the_picked() -> None:
    geometry = np.array([shapely.Point(i, i).buffer(1 + i % 3) for i in range(12)] + [RING], dtype=object)
    wanted = np.arange(13) % 3 == 0
    got, expected = pick(take_apart(geometry).areas, wanted), take_apart(geometry[wanted]).areas
    assert np.array_equal(got.xy, expected.xy)
    assert np.array_equal(got.starts, expected.starts)
    assert np.array_equal(got.groups, expected.groups)
    assert got.features.tolist() == np.flatnonzero(wanted).tolist()


def test_meets_is_touching_boxes() -> None:
    packed = take_apart(np.array([SQUARE, shapely.box(20, 20, 30, 30)], dtype=object)).areas
    assert meets(packed.bounds, (10, 10, 15, 15)).tolist() == [True, False]


def test_nothing_packs_to_nothing(layer: MakeLayer) -> None:
    found = shapes(layer([None, shapely.Polygon()]))
    assert len(found.areas) == len(found.lines) == len(found.points) == 0
    assert len(thin(found.areas, 1.0)) == 0


def test_a_layer_is_packed_once(layer: MakeLayer) -> None:
    one = layer([SQUARE])
    assert shapes(one) is shapes(one)


@given(
    radius=st.floats(2.0, 400.0),
    squeeze=st.floats(0.02, 1.0),
    x=st.floats(-1e4, 1e4),
    y=st.floats(3.3e6, 3.4e6),
    cell=st.floats(0.05, 40.0),
)
@settings(max_examples=120, deadline=None)
def test_no_area_larger_than_a_pixel_vanishes_and_none_moves_farther_than_a_cell(
    radius: float, squeeze: float, x: float, y: float, cell: float
) -> None:
    shape = shapely.affinity.scale(shapely.Point(x, y).buffer(radius, quad_segs=30), 1.0, squeeze)
    packed = take_apart(np.array([shape], dtype=object)).areas
    thinned = thin(packed, cell)
    if 2 * radius > 2.1 * cell:
        assert len(thinned) == 1
    if len(thinned):
        assert len(thinned.xy) <= len(packed.xy)
        apart = shapely.distance(shapely.points(thinned.xy), shape.exterior)
        assert apart.max() <= cell * np.sqrt(2) + 1e-6


def test_neighbours_keep_one_edge() -> None:
    wave = np.column_stack([np.sin(np.linspace(0, 9, 700)) * 3 + 50, np.linspace(0, 100, 700)])
    left = shapely.Polygon([(0, 0), *wave, (0, 100)])
    right = shapely.Polygon([(100, 0), (100, 100), *wave[::-1]])
    thinned = polygons(thin(take_apart(np.array([left, right], dtype=object)).areas, 2.0))
    together = shapely.union_all(thinned, grid_size=1e-6)  # the order of a sum shows in its last bits
    assert together.geom_type == "Polygon"
    assert not list(together.interiors)
    assert sum(shape.area for shape in thinned) == pytest.approx(together.area, abs=1e-3)
    assert shapely.intersection(*thinned).area == pytest.approx(0, abs=1e-6)


def test_thinning_does_not_depend_on_the_view() -> None:
    """The grid hangs on the ground: the same cell gives the same vertices, whatever else is in the picture."""
    blobs = np.array([shapely.Point(x, 7 * x).buffer(20, quad_segs=90) for x in (100, 177, 310)], dtype=object)
    together = thin(take_apart(blobs).areas, 1.3)
    alone = thin(take_apart(blobs[1:2]).areas, 1.3)
    assert np.array_equal(together.xy[together.starts[1] : together.starts[2]], alone.xy)


def test_ends_of_lines_stay() -> None:
    line = np.column_stack([np.linspace(0, 30, 900), np.sin(np.linspace(0, 30, 900))])
    packed = take_apart(np.array([shapely.linestrings(line)], dtype=object)).lines
    thinned = thin(packed, 0.9)
    assert len(thinned.xy) < 200
    assert thinned.xy[[0, -1]].tolist() == line[[0, -1]].tolist()


def test_a_long_thin_sliver_stays_as_it_is() -> None:
    sliver = shapely.Polygon([(0, 0), (100, 0), (100, 0.001), (0, 0.001)])
    kept = thin(take_apart(np.array([sliver], dtype=object)).areas, 30.0)
    assert len(kept) == 1
    assert np.ptp(kept.xy[:, 0]) == 100


def test_many_polygons_are_packed_without_a_loop() -> None:
    x, y = np.meshgrid(np.arange(300.0), np.arange(300.0))
    boxes = shapely.box(x.ravel(), y.ravel(), x.ravel() + 1, y.ravel() + 1)
    packed = take_apart(boxes).areas
    assert len(packed) == 90_000
    assert len(packed.xy) == 360_000
    assert np.diff(packed.groups).max() == 1
