"""A selection: sorted, each feature once, of one layer."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from yhgis.model.selection import Selection

POSITIONS = st.lists(st.integers(0, 50)).map(lambda given: np.array(given, dtype=np.int64))


@given(POSITIONS, POSITIONS)
def test_modes_are_those_of_sets(one: np.ndarray, other: np.ndarray) -> None:
    before, chosen = Selection("a", one), Selection("a", other)
    sets = {"add": set.union, "remove": set.difference, "toggle": set.symmetric_difference}
    for mode, meet in sets.items():
        if len(before):
            expected = sorted(meet(set(one.tolist()), set(other.tolist())))
            assert before.combined(chosen, mode).features.tolist() == expected
    assert before.combined(chosen, "replace") == chosen


def test_another_layer_takes_the_place() -> None:
    before = Selection("a", np.array([1, 2]))
    chosen = Selection("b", np.array([0]))
    assert before.combined(chosen, "add") == chosen
    assert len(before.combined(chosen, "remove")) == 0


def test_mask_and_order() -> None:
    selection = Selection("a", np.array([3, 1, 3]))
    assert selection.features.tolist() == [1, 3]
    assert selection.mask(5).tolist() == [False, True, False, True, False]
    assert selection == Selection("a", np.array([1, 3]))
    assert hash(selection) == hash(Selection("a", np.array([1, 3])))
