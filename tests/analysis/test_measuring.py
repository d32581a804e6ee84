"""Lengths and areas by hand agree with independent ways to the same figure."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from yhgis.analysis.measuring import ring_area, segment_lengths
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform_coordinates
from yhgis.model.result import Basis

places = st.tuples(st.floats(470_000, 530_000), st.floats(3_330_000, 3_400_000))


@given(st.lists(places, min_size=2, max_size=8))
def test_a_geodesic_length_is_the_sum_of_inverse_problems(points: list[tuple[float, float]]) -> None:
    degrees = transform_coordinates(np.array(points), WORK_CRS, DEGREES_CRS)
    geod = Geod(a=6_378_137.0, rf=298.257222101)
    wanted = [geod.inv(*degrees[i], *degrees[i + 1])[2] for i in range(len(points) - 1)]
    for basis in (Basis.ELLIPSOIDAL, Basis.GEODESIC):
        assert segment_lengths(np.array(points), basis) == pytest.approx(wanted, rel=1e-12, abs=1e-6)


@given(st.lists(places, min_size=2, max_size=8))
def test_a_planar_length_is_the_sum_of_distances(points: list[tuple[float, float]]) -> None:
    wanted = [math.dist(a, b) for a, b in zip(points, points[1:], strict=False)]
    assert segment_lengths(np.array(points), Basis.PLANAR) == pytest.approx(wanted)


def test_near_the_central_meridian_all_bases_agree_to_a_few_millionths() -> None:
    square = np.array([(499_000, 3_350_000), (500_000, 3_350_000), (500_000, 3_351_000), (499_000, 3_351_000)])
    for basis in Basis:
        assert ring_area(square.astype(float), basis) == pytest.approx(1e6, rel=5e-6)
        assert segment_lengths(square.astype(float), basis).sum() == pytest.approx(3000.0, rel=5e-6)


def test_the_plane_is_not_the_ellipsoid_at_the_edge_of_the_district() -> None:
    square = np.array([(470_000, 3_350_000), (471_000, 3_350_000), (471_000, 3_351_000), (470_000, 3_351_000)])
    planar, ellipsoidal = (ring_area(square.astype(float), basis) for basis in (Basis.PLANAR, Basis.ELLIPSOIDAL))
    assert 1e-6 < (planar - ellipsoidal) / planar < 1e-4


def test_a_bow_tie_encloses_both_its_wings() -> None:
    tie = np.array([(499_000, 3_350_000), (500_000, 3_351_000), (500_000, 3_350_000), (499_000, 3_351_000)])
    assert ring_area(tie.astype(float), Basis.PLANAR) == pytest.approx(500_000.0)


@pytest.mark.parametrize("points", [[], [(5e5, 3.35e6)], [(5e5, 3.35e6), (5e5, 3.36e6)], [(5e5, 3.35e6)] * 4])
def test_too_few_places_have_no_area(points: list[tuple[float, float]]) -> None:
    assert ring_area(np.array(points, dtype=float).reshape(-1, 2), Basis.ELLIPSOIDAL) == 0.0
