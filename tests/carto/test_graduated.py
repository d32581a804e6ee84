"""Classes of numbers: every value in one class, limits that rise, the same each time."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.carto.makers import MakeLayer
from yhgis.carto.classes import classify
from yhgis.carto.graduated import METHODS, Limits, class_limits, graduated_renderer, step_titles
from yhgis.carto.ramps import ramp_colors, ramps
from yhgis.errors import DataError
from yhgis.model.style import LayerStyle
from yhgis.model.symbol import FillSymbol

BOX = shapely.box(0, 0, 10, 10)
VALUES = np.random.default_rng(7).gamma(2.0, 100.0, 3000)


@pytest.mark.parametrize("method", METHODS)
@given(
    values=st.lists(st.floats(-1e6, 1e6, allow_nan=False) | st.integers(-5, 5).map(float), min_size=1, max_size=60),
    count=st.integers(2, 9),
)
@example(values=[0.0, 0.0, 0.0, 0.0, 1.0, 2.0, -1.0], count=3)
@example(values=[0.0, 1.0, 2.1414123479983748e-105, 5.349576960292579e-191], count=3)
@settings(max_examples=25, deadline=None)
def test_every_value_lies_in_one_class(method: str, values: list[float], count: int) -> None:
    limits = class_limits(np.array([*values, np.nan]), method, count)
    edges = [limits.lower, *limits.uppers]
    assert edges == sorted(edges)
    assert limits.lower <= min(values)
    assert limits.uppers[-1] >= max(values)
    assert len(set(limits.uppers)) == len(limits.uppers)


def test_quantiles_hold_equal_counts() -> None:
    limits = class_limits(VALUES, "quantiles", 5)
    counts = np.histogram(VALUES, [limits.lower, *limits.uppers])[0]
    assert counts.min() >= 598
    assert counts.max() <= 602


def test_equal_intervals_are_equal_and_pretty_ones_round() -> None:
    equal = class_limits(VALUES, "equal_interval", 6)
    assert np.ptp(np.diff([equal.lower, *equal.uppers])) < 1e-6
    pretty = class_limits(VALUES, "pretty", 5)
    assert all(edge % 50 == 0 for edge in [pretty.lower, *pretty.uppers])


def test_natural_breaks_part_what_lies_in_heaps_and_are_the_same_each_time() -> None:
    rng = np.random.default_rng(1)
    heaps = np.concatenate([rng.normal(middle, 1.0, 3000) for middle in (0.0, 50.0, 200.0)])
    first = class_limits(heaps, "natural_breaks", 3)
    np.random.seed(99)  # noqa: NPY002 - what others draw must change neither these limits nor their own numbers
    state = np.random.get_state()[1].copy()  # type: ignore[index]  # noqa: NPY002
    assert class_limits(heaps, "natural_breaks", 3) == first
    assert (np.random.get_state()[1] == state).all()  # type: ignore[index]  # noqa: NPY002
    assert 2.0 < first.uppers[0] < 45.0
    assert 52.0 < first.uppers[1] < 195.0


def test_standard_deviations_lie_about_the_mean() -> None:
    limits = class_limits(VALUES, "standard_deviation", 4)
    mean, spread = VALUES.mean(), VALUES.std(ddof=1)
    assert np.allclose([u for u in limits.uppers if u < VALUES.max()], [mean - spread, mean, mean + spread], rtol=0.01)


def test_one_value_makes_one_class_and_no_value_none() -> None:
    for method in METHODS:
        assert class_limits(np.array([3.0, 3.0, np.nan]), method, 5) == Limits(3.0, (3.0,))
    with pytest.raises(DataError, match="数"):
        class_limits(np.array([np.nan]), "quantiles", 5)
    with pytest.raises(DataError, match="quantiles"):
        class_limits(VALUES, "best", 5)
    with pytest.raises(DataError, match="99"):
        class_limits(VALUES, "pretty", 99)


@pytest.mark.parametrize(
    ("limits", "titles"),
    [
        (Limits(0.0, (1200.0, 3400.0)), ["0 – 1,200", "1,200 – 3,400"]),
        (Limits(0.1, (0.25, 0.5)), ["0.10 – 0.25", "0.25 – 0.50"]),
        (Limits(3.0, (3.0,)), ["3"]),
        (Limits(-2.0, (-0.5, 4.0)), ["-2.0 – -0.5", "-0.5 – 4.0"]),
    ],
)
def test_titles_have_as_few_decimals_as_do(limits: Limits, titles: list[str]) -> None:
    assert [title.zh for title in step_titles(limits)] == titles


def test_a_layer_gets_classes_colours_and_a_look_for_no_data(layer: MakeLayer) -> None:
    areas = layer([BOX] * 6, value=[1, 2, 3, 4, None, "x"])
    renderer = graduated_renderer(areas, "value", count=2, ramp="blues", turned=True)
    fills = [next(p.color for p in step.symbol if isinstance(p, FillSymbol)) for step in renderer.steps]
    assert fills == list(ramp_colors("blues", 2, turned=True))
    assert fills == list(ramp_colors("blues", 2))[::-1]
    members = [one.members.tolist() for one in classify(areas, LayerStyle(renderer=renderer), 1000.0)]
    assert members[0] == [True, True, False, False, False, False]
    assert members[1] == [False, False, True, True, False, False]
    assert members[2] == [False, False, False, False, True, True]
    assert graduated_renderer(areas, "value", show_missing=False).missing is None


def test_a_ramp_gives_its_own_ends_and_an_unknown_one_the_nearest() -> None:
    for one in ramps():
        assert ramp_colors(one.id, 5)[0] == one.colors[0]
        assert ramp_colors(one.id, 5)[-1] == one.colors[-1]
    with pytest.raises(DataError, match="blues"):
        ramp_colors("bluse", 3)
