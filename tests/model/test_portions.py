"""Portions hold everything once, in order, and none is much larger than was asked for."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from yhgis.model.crs import transform
from yhgis.model.portions import VERTICES, coordinates, portions


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(1, 40))
def test_every_item_is_in_one_portion_and_portions_are_small(sizes: list[int], most: int) -> None:
    array = np.array(sizes, dtype=np.int64)
    found = list(portions(array, most))
    assert [number for one in found for number in range(one.start, one.stop)] == list(range(len(sizes)))
    for one in found:
        assert array[one][:-1].sum() < most or one.stop - one.start == 1


def test_coordinates_and_transforms_are_those_of_the_whole() -> None:
    rng = np.random.default_rng(3)
    count = VERTICES // 5 * 3
    corners = rng.random((count, 1, 2)) + np.array([120.0, 30.0])
    made = shapely.polygons(corners + np.array([[0, 0], [1e-3, 0], [1e-3, 1e-3], [0, 0]]))
    made[7] = None
    assert np.array_equal(coordinates(made), shapely.get_coordinates(made))
    moved = transform(made, "EPSG:4490", "EPSG:4549")
    assert moved[7] is None
    some = [0, count // 2, count - 1]
    assert shapely.equals_exact(moved[some], transform(made[some], "EPSG:4490", "EPSG:4549")).all()
