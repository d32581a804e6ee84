"""Round numbers are round, and no rounding hides anything."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yhgis.carto.scale import DIVISIONS, nice_scale, nice_step, plain_number, scale_bar, scale_text

SCALE = st.floats(50, 5e7)


@given(SCALE)
def test_a_nice_scale_shows_no_less_and_little_more(exact: float) -> None:
    nice = nice_scale(exact)
    assert exact * (1 - 1e-8) <= nice <= exact * 1.34
    assert nice_scale(nice) == nice
    digits = f"{nice:.0f}".rstrip("0")
    assert len(digits) <= 2


@pytest.mark.parametrize(
    ("exact", "nice"), [(10000, 10000), (10001, 12000), (183_400, 200_000), (24_000, 25_000), (99_999, 100_000)]
)
def test_nice_scales(exact: float, nice: float) -> None:
    assert nice_scale(exact) == nice


@given(SCALE, st.floats(20, 150))
def test_a_scale_bar_has_four_clean_divisions_and_fits(scale: float, longest: float) -> None:
    bar = scale_bar(scale, longest)
    assert len(bar.labels) == DIVISIONS + 1 == 5
    assert longest / 2.6 < bar.length_mm <= longest * (1 + 1e-9)
    assert bar.step_mm * scale / 1e6 == pytest.approx(bar.step_km)
    mantissa = bar.step_km / 10 ** math.floor(math.log10(bar.step_km) + 1e-9)
    assert round(mantissa, 6) in (1, 2, 5)
    assert [float(label) for label in bar.labels] == pytest.approx([i * bar.step_km for i in range(5)])


@given(st.floats(1e-3, 1e5))
def test_steps_are_one_two_or_five(least: float) -> None:
    step = nice_step(least)
    assert least * (1 - 1e-8) <= step <= least * 2.51
    assert f"{step:.10g}".replace(".", "").strip("0") in ("1", "2", "5")


def test_text() -> None:
    assert scale_text(200_000) == "1:200 000"
    assert scale_text(1_500_000.0) == "1:1 500 000"
    assert [plain_number(x) for x in (0.0, 0.5, 2.0, 10.0)] == ["0", "0.5", "2", "10"]
