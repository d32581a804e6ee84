"""Validity by a glance is never wrong: what is sure is valid, and the rest is what GEOS says."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.catalogue import CASES
from tests.analysis.making import circle, polygon, spoilt
from tests.analysis.shapes import as_array, layers
from yhgis.analysis.validity import _runs_round_its_middle, is_valid

POINT = st.tuples(st.integers(0, 9), st.integers(0, 9))


@settings(max_examples=400)
@given(st.lists(st.lists(POINT, min_size=3, max_size=9), min_size=1, max_size=12))
def test_any_ring_is_as_valid_as_geos_says(rings: list[list[tuple[int, int]]]) -> None:
    shapes = as_array([polygon(ring) for ring in rings])
    assert is_valid(shapes).tolist() == shapely.is_valid(shapes).tolist()


@settings(max_examples=100)
@given(layers(most=20))
def test_any_layer_is_as_valid_as_geos_says(shapes: list[shapely.Geometry]) -> None:
    assert is_valid(as_array(shapes)).tolist() == shapely.is_valid(as_array(shapes)).tolist()


@pytest.mark.parametrize("name", CASES)
def test_the_catalogue(name: str) -> None:
    shapes = as_array([g for g in CASES[name].geometries if g is not None])
    assert is_valid(shapes).tolist() == shapely.is_valid(shapes).tolist()


def test_twice_round_is_not_once_round() -> None:
    angle = np.linspace(0, 4 * np.pi, 5, endpoint=False)
    pentagram = polygon(list(zip(50 * np.cos(angle), 50 * np.sin(angle), strict=True)))
    assert not _runs_round_its_middle(as_array([pentagram])).any()
    assert is_valid(as_array([pentagram, pentagram.reverse()])).tolist() == [False, False]


def test_most_parcels_are_told_by_a_glance_either_way_round() -> None:
    parcels = [circle(10 * i, 0, 5, 3 + i % 9) for i in range(50)]
    assert _runs_round_its_middle(as_array(parcels)).all()
    assert _runs_round_its_middle(as_array([p.reverse() for p in parcels])).all()


def test_what_is_no_number_is_not_valid() -> None:
    shapes = as_array([spoilt(float("nan")), spoilt(float("inf")), circle(0, 0, 5, 5), shapely.Polygon(), None])
    assert is_valid(shapes).tolist() == [False, False, True, True, False]
