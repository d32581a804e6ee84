"""Parts come to rest on the lines nearby, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yhgis.carto.sheet_shapes import Box
from yhgis.carto.sheet_snap import snapped

FRAME = Box(20.0, 30.0, 200.0, 100.0)


@pytest.mark.parametrize(
    ("box", "place"),
    [
        (Box(21.0, 60.0, 40.0, 10.0), (20.0, 60.0)),  # left edge to left edge
        (Box(181.2, 60.0, 40.0, 10.0), (180.0, 60.0)),  # right to right
        (Box(221.0, 129.0, 40.0, 10.0), (220.0, 130.0)),  # outside, beside and below
        (Box(99.0, 74.5, 40.0, 10.0), (100.0, 75.0)),  # middle to middle
        (Box(60.0, 50.0, 40.0, 10.0), (60.0, 50.0)),  # nothing near
    ],
)
def test_edges_go_to_edges_and_middles_to_middles(box: Box, place: tuple[float, float]) -> None:
    found = snapped(box, [FRAME], 2.0)
    assert (found.x, found.y) == pytest.approx(place)
    assert bool(found.across) == (found.x != box.x)


@given(st.floats(-50, 300), st.floats(-50, 300), st.floats(1, 80), st.floats(0.1, 5))
def test_never_farther_than_the_reach(x: float, y: float, size: float, reach: float) -> None:
    found = snapped(Box(x, y, size, size), [FRAME, Box(0, 0, 260, 160)], reach)
    assert abs(found.x - x) <= reach
    assert abs(found.y - y) <= reach
    again = snapped(Box(found.x, found.y, size, size), [FRAME, Box(0, 0, 260, 160)], reach)
    assert (again.x, again.y) == pytest.approx((found.x, found.y), abs=1e-9)
