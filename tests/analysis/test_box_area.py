"""How much of a polygon lies in a box, told from its edges; and that a wrong cut is found out by it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from tests.analysis.making import X, Y, box
from tests.analysis.shapes import as_array, layers
from yhgis.analysis.box_area import area_in_boxes, close_on_box
from yhgis.analysis.localise import clip, clip_to_boxes
from yhgis.analysis.parts import parts_of

#: A spike without width, 2 m of which lie in the box: GEOS 3.14 joins the pieces the wrong way round.
SPIKE = shapely.Polygon(
    [
        (490069.70568392833, 3350050.6401359346),
        (490017.98678748426, 3350084.739001637),
        (489992.3530785661, 3350072.69553701),
        (490007.9001394732, 3350080.0),
        (490004.7796727936, 3350103.951003577),
    ]
)
ABOUT_IT = (489999.0128763453, 3350079.0128763453, 490040.9871236547, 3350120.9871236547)

#: A hole whose first vertex lies on an edge of its shell; cut off, that edge runs past it by rounding.
HOLE_ON_ITS_SHELL = shapely.Polygon(
    [
        (490043.3771731558, 3350077.5311214305),
        (490024.82576967054, 3350074.647568679),
        (490027.95691342745, 3350122.8025040845),
        (490069.0626116964, 3350070.584154372),
        (490048.2431010267, 3350064.5585993407),
        (490030.9086502395, 3350056.785352728),
    ],
    [[(490038.07735949475, 3350060.0), (490032.8407022042, 3350060.0), (490030.9086502395, 3350056.785352728)]],
)
ABOUT_THE_HOLE = (490016.36988020723, 3350040.332148926, 490040.9871236547, 3350080.9871236547)

CORNER = st.floats(-60.0, 160.0).map(lambda v: round(v, 3))
BOXES = st.tuples(CORNER, CORNER, st.floats(0.5, 120.0), st.floats(0.5, 120.0)).map(
    lambda b: (X + b[0], Y + b[1], X + b[0] + b[2], Y + b[1] + b[3])
)


@given(layers(most=6), BOXES)
def test_edges_tell_what_the_overlay_tells(shapes: list[BaseGeometry], frame: tuple[float, ...]) -> None:
    polygons = parts_of(shapely.make_valid(as_array(shapes), method="structure", keep_collapsed=False)).geometry
    frames = np.tile(frame, (len(polygons), 1))
    want = shapely.area(shapely.intersection(polygons, shapely.box(*frame)))
    assert area_in_boxes(polygons, frames) == pytest.approx(want, rel=1e-9, abs=1e-6)
    assert shapely.area(clip(polygons, frames)) == pytest.approx(want, rel=1e-9, abs=1e-6)


@given(layers(most=6), layers(most=6), BOXES)
def test_what_an_overlay_leaves_is_cut_right_too(
    shapes: list[BaseGeometry], others: list[BaseGeometry], frame: tuple[float, ...]
) -> None:
    """Such polygons have spikes without width, and holes that touch their shell."""
    one, other = (shapely.union_all(shapely.make_valid(as_array(some))) for some in (shapes, others))
    left = [shapely.difference(one, other), shapely.symmetric_difference(one, other), shapely.union(one, other)]
    polygons = parts_of(np.array(left)).geometry
    frames = np.tile(frame, (len(polygons), 1))
    want = shapely.area(shapely.intersection(polygons, shapely.box(*frame)))
    assert shapely.area(clip(polygons, frames)) == pytest.approx(want, rel=1e-9, abs=1e-6)


def test_a_lost_hole_is_found_out() -> None:
    true = shapely.intersection(HOLE_ON_ITS_SHELL, shapely.box(*ABOUT_THE_HOLE)).area
    assert shapely.clip_by_rect(HOLE_ON_ITS_SHELL, *ABOUT_THE_HOLE).area > true + 8.0, "GEOS keeps it: another example?"
    assert clip(np.array([HOLE_ON_ITS_SHELL]), np.array([ABOUT_THE_HOLE]))[0].area == pytest.approx(true, abs=1e-6)


def test_holes_count_whatever_their_direction() -> None:
    hole = shapely.get_coordinates(box(20, 20, 40, 40))
    shell = shapely.get_coordinates(box(0, 0, 100, 100))
    polygons = np.array([shapely.Polygon(shell, [hole]), shapely.Polygon(shell[::-1], [hole])])
    frames = np.tile([X - 5.0, Y - 5.0, X + 30.0, Y + 200.0], (2, 1))
    assert area_in_boxes(polygons, frames).tolist() == pytest.approx([2_800.0, 2_800.0])


def test_a_multipolygon_is_one() -> None:
    several = shapely.MultiPolygon([box(0, 0, 10, 10), box(20, 0, 30, 10)])
    assert area_in_boxes(np.array([several]), np.array([[X + 5.0, Y, X + 25.0, Y + 50.0]])).tolist() == [100.0]


def test_a_wrong_cut_is_found_out() -> None:
    true = shapely.intersection(SPIKE, shapely.box(*ABOUT_IT)).area
    assert abs(shapely.clip_by_rect(SPIKE, *ABOUT_IT).area - true) > 1_000.0, "GEOS cuts it right: another example?"
    for cut in (clip, clip_to_boxes):
        assert cut(np.array([SPIKE]), np.array([ABOUT_IT]))[0].area == pytest.approx(true, abs=1e-6)


def test_two_places_that_are_almost_one_are_close() -> None:
    frame = np.array([[X, Y, X + 100.0, Y + 50.0]])
    apart = shapely.Polygon([(X, Y + 10.0), (X + 20.0, Y + 20.0), (X, Y + 30.0)])
    meeting = shapely.Polygon([(X, Y + 10.0), (X + 20.0, Y + 20.0), (X, Y + 10.0 + 1e-9)])
    at_the_start = shapely.Polygon([(X + 1e-9, Y), (X + 20.0, Y + 20.0), (X, Y + 1e-9), (X, Y)])
    inside = box(10, 10, 20, 20)
    several = shapely.MultiPolygon([inside, meeting])
    cuts = np.array([apart, meeting, at_the_start, inside, several, shapely.Point(X, Y)])
    assert close_on_box(cuts, np.repeat(frame, 6, axis=0)).tolist() == [False, True, True, False, True, False]
