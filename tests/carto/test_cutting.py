"""Polygons cut to the picture: what is painted is what lies there, spikes or not."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from tests.analysis.test_box_area import ABOUT_IT, SPIKE
from yhgis.carto.cutting import cut_to


def test_a_spike_is_not_painted_as_ground_that_is_none_of_it() -> None:
    true = shapely.intersection(SPIKE, shapely.box(*ABOUT_IT)).area
    assert cut_to(np.array([SPIKE]), ABOUT_IT)[0].area == pytest.approx(true, abs=1e-6)


def test_inside_beside_and_across() -> None:
    inside, beside, across = shapely.box(1, 1, 2, 2), shapely.box(20, 20, 30, 30), shapely.box(8, 8, 12, 12)
    given = np.array([inside, beside, across, shapely.Polygon()])
    found = cut_to(given, (0.0, 0.0, 10.0, 10.0))
    assert found[0] is inside
    assert shapely.area(found).tolist() == [1.0, 0.0, 4.0, 0.0]
    assert given[2] is across
