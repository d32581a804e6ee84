"""Printed numbers: exact units, half up, totals that close."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yhgis.i18n import Title, set_language
from yhgis.model.quantity import (
    NOTHING,
    AreaUnit,
    close_to_total,
    exact,
    format_area,
    format_cell,
    format_number,
    format_share,
    heading,
    round_half_up,
    total_of,
)
from yhgis.model.result import Column, ValueKind

finite = st.floats(-1e12, 1e12)
areas = st.floats(0, 1e10)
decimals = st.integers(0, 4)


def test_a_mu_is_two_thousand_thirds_of_a_square_metre_exactly() -> None:
    assert AreaUnit.MU.of(2000) == 3
    assert AreaUnit.MU.of(Fraction(2000, 3)) == 1
    # The constant in common use is off in the second decimal of a district's total.
    assert format_area(944_480_000.0, AreaUnit.MU) == "1,416,720.00"
    assert round_half_up(944_480_000.0 / 666.66667, 2) != Decimal("1416720.00")


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (AreaUnit.M2, "12,345,678.90"),
        (AreaUnit.HA, "1,234.57"),
        (AreaUnit.MU, "18,518.52"),
        (AreaUnit.KM2, "12.35"),
        (AreaUnit.WAN_MU, "1.8519"),
    ],
)
def test_one_area_in_every_unit(unit: AreaUnit, text: str) -> None:
    assert format_area(12_345_678.9, unit) == text


@given(finite)
def test_units_lose_nothing(m2: float) -> None:
    for unit in AreaUnit:
        assert unit.of(m2) * unit.square_metres == exact(m2)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (-0.125, 2, "-0.13"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (1e16, 2, "10000000000000000.00"),
        (-0.001, 2, "0.00"),
        (Fraction(1, 3), 3, "0.333"),
        (Decimal("9.995"), 2, "10.00"),
    ],
)
def test_half_goes_up_away_from_zero(value: float, places: int, text: str) -> None:
    assert f"{round_half_up(value, places):f}" == text


@given(finite, decimals)
def test_rounding_moves_by_half_a_unit_at_most_and_is_odd(value: float, places: int) -> None:
    rounded = round_half_up(value, places)
    assert abs(Fraction(rounded) - exact(value)) <= Fraction(1, 2 * 10**places)
    assert round_half_up(-value, places) == -rounded
    assert round_half_up(rounded, places) == rounded


@given(finite, finite, decimals)
def test_rounding_keeps_order(a: float, b: float, places: int) -> None:
    assume(a <= b)
    assert round_half_up(a, places) <= round_half_up(b, places)


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_no_value_prints_a_dash(value: float | None) -> None:
    assert format_number(value) == format_area(value) == format_share(value) == NOTHING
    assert format_cell(value, ValueKind.AREA) == NOTHING


def test_infinity_has_no_fraction() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        exact(float("inf"))


def test_grouping_sign_and_numpy_numbers() -> None:
    assert format_number(np.float64(-1234.5)) == "-1,234.50"
    assert format_number(-0.0001) == "0.00"
    assert format_number(np.int64(1_234_567), 0) == "1,234,567"
    assert format_share(0.12345) == "12.35"


def test_cells_follow_the_kind_of_their_column() -> None:
    assert format_cell(12_345.678, ValueKind.AREA, AreaUnit.HA) == "1.23"
    assert format_cell(0.5, ValueKind.SHARE) == "50.00"
    assert format_cell(1234, ValueKind.COUNT) == "1,234"
    assert format_cell(1.25, ValueKind.LENGTH) == "1.25"
    assert format_cell(Title("瓶窑镇", "Pingyao"), ValueKind.TEXT) == "瓶窑镇"


def test_headings_carry_the_unit_in_either_language() -> None:
    column = Column("net", Title("净面积", "Net area"), ValueKind.AREA)
    assert heading(column, AreaUnit.MU) == "净面积（亩）"
    assert heading(Column("n", Title("图斑数"), ValueKind.COUNT)) == "图斑数"
    set_language("en")
    assert heading(column, AreaUnit.HA) == "Net area (ha)"
    assert heading(Column("s", Title("占比"), ValueKind.SHARE)) == "占比 (%)"


def test_closing_a_known_case() -> None:
    # Thirds: rounding each gives 99.99.
    assert close_to_total([1, 1, 1], 100) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert close_to_total([0.004, 0.004, 0.004], 0.012) == [Decimal("0.01"), Decimal("0.00"), Decimal("0.00")]


@given(st.lists(areas, min_size=1, max_size=30), decimals)
def test_closed_values_add_up_to_the_rounded_total(values: list[float], places: int) -> None:
    total = total_of(values)
    assume(total > 0)
    closed = close_to_total(values, total, places)
    assert sum(closed) == round_half_up(total, places)
    assert all(value >= 0 for value in closed)


@given(st.lists(st.floats(1, 1e8), min_size=1, max_size=30))
def test_closing_changes_no_value_by_a_whole_unit(values: list[float]) -> None:
    total = total_of(values)
    for value, closed in zip(values, close_to_total(values, total, 2), strict=True):
        scaled = exact(value) * Fraction(round_half_up(total, 2)) / total
        assert abs(Fraction(closed) - scaled) < Fraction(1, 100)


@given(st.lists(areas, min_size=2, max_size=20))
def test_closing_keeps_order_and_zero(values: list[float]) -> None:
    assume(sum(values) > 0)
    closed = close_to_total(values, total_of(values), 2)
    for (a, x), (b, y) in zip(
        zip(values, closed, strict=True), list(zip(values, closed, strict=True))[1:], strict=False
    ):
        assert x <= y if a < b else x >= y if a > b else abs(x - y) <= Decimal("0.01")
    assert all(y == 0 for x, y in zip(values, closed, strict=True) if x == 0)


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=12), st.floats(1, 1e7))
def test_closing_to_a_foreign_total_spreads_the_difference(values: list[float], total: float) -> None:
    assert sum(close_to_total(values, total, 2)) == round_half_up(total, 2)


def test_closing_refuses_what_has_no_answer() -> None:
    with pytest.raises(ValueError, match="not negative"):
        close_to_total([1.0, -1.0], 5)
    with pytest.raises(ValueError, match="nothing to spread"):
        close_to_total([0.0, 0.0], 5)
    assert close_to_total([0.0], 0.0) == [Decimal("0.00")]
    assert close_to_total([], 0.0) == []
