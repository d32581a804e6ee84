"""Coordinates as planners type them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yhgis.errors import UsageError
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transformer
from yhgis.ui.map_tools.typed import parse_place

EAST, NORTH = 498_765.4, 3_361_234.5


@pytest.mark.parametrize(
    "text",
    [
        "3361234.5 498765.4",
        "3361234.5, 498765.4",
        "498765.4，3361234.5",
        "X=3361234.5 Y=498765.4",
        "X：3361234.5；Y：40498765.4",
        "3361234.5\t40498765.4",
        "  3361234.5 , 498765.4 m ",
        "3361234.5 498765.4 米",
    ],
)
def test_survey_metres_in_any_dress(text: str) -> None:
    assert parse_place(text) == pytest.approx((EAST, NORTH), abs=1e-6)


@pytest.mark.parametrize(
    "text", ["119.98 30.35", "30.35, 119.98", "119.98°E, 30.35°N", "119.98E 30.35N", "119.98，30.35"]
)
def test_degrees_in_either_order(text: str) -> None:
    wanted = transformer(DEGREES_CRS, WORK_CRS).transform(119.98, 30.35)
    assert parse_place(text) == pytest.approx(wanted, abs=1e-6)


def test_steps_from_the_last_point() -> None:
    assert parse_place("@120,-35", (EAST, NORTH)) == (EAST + 120, NORTH - 35)
    assert parse_place("@100<90", (EAST, NORTH)) == pytest.approx((EAST + 100, NORTH))
    assert parse_place("@100 < 180", (EAST, NORTH)) == pytest.approx((EAST, NORTH - 100))
    with pytest.raises(UsageError, match="@120"):
        parse_place("@120,-35")


@pytest.mark.parametrize(
    "text", ["", "余杭", "119.98", "1 2", "500 700", "3361234.5 498765.4 12", "nan nan", "@1", "@a,b"]
)
def test_what_is_no_place_is_said(text: str) -> None:
    with pytest.raises(UsageError):
        parse_place(text, (EAST, NORTH))


@given(st.floats(300_000, 700_000), st.floats(3_000_000, 3_600_000))
def test_what_is_written_is_read(east: float, north: float) -> None:
    for text in (f"{north:.3f} {east:.3f}", f"{east:.3f},{north:.3f}", f"{north:.3f} {east + 40e6:.3f}"):
        assert math.dist(parse_place(text), (east, north)) < 0.002


@given(st.text(max_size=40))
def test_no_text_is_worse_than_a_usage_error(text: str) -> None:
    try:
        place = parse_place(text, (EAST, NORTH))
    except UsageError:
        return
    assert all(math.isfinite(number) for number in place)
