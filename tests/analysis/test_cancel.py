"""Progress is work done; a cancel is heard at any point."""

from __future__ import annotations

import functools
import threading
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from tests.analysis.making import ask, circle, grid, layer
from yhgis.analysis.slices import run_slices, run_weighted
from yhgis.errors import Cancelled
from yhgis.feedback import Feedback, silent

#: A guard: half a second is what users get (``benchmarks.window`` tells), but here others may be at work.
HEARD_WITHIN_S = 5.0


def blobs(n: int, vertices: int, seed: int) -> list[Any]:
    random = np.random.default_rng(seed)
    return [circle(*random.uniform(0, 4000, 2), random.uniform(100, 400), vertices) for _ in range(n)]


@functools.cache
def heavy() -> dict[str, dict[str, Any]]:
    """Return one heavy question for each tool: seconds of work when nobody stops it."""
    tiles, many = layer("tiles", grid(150, 150, 27.0)), layer("many", blobs(900, 900, 1))
    return {
        "overlap": {"rows": tiles, "columns": [many]},
        "conflicts": {"layers": [many, layer("more", blobs(900, 900, 2))]},
        "coverage": {"target": layer("few", grid(40, 40, 100.0)), "layers": [many]},
        "share": {"features": tiles, "cover": many},
    }


def forgotten(values: dict[str, Any]) -> dict[str, Any]:
    """Return the same layers as new objects, so that nothing found out about them is remembered."""

    def fresh(value: Any) -> Any:
        return [replace(v) for v in value] if isinstance(value, list) else replace(value)

    return {name: fresh(value) for name, value in values.items()}


@pytest.mark.parametrize("tool", ["overlap", "conflicts", "coverage", "share"])
@pytest.mark.parametrize("after_s", [0.0, 0.15, 0.6])
def test_a_cancel_is_heard(tool: str, after_s: float) -> None:
    values, feedback = forgotten(heavy()[tool]), Feedback()
    asked_at: list[float] = []

    def stop() -> None:
        asked_at.append(time.monotonic())
        feedback.cancel()

    timer = threading.Timer(after_s, stop)
    timer.start()
    with pytest.raises(Cancelled):
        ask(tool, feedback, **values)
    timer.join()
    assert time.monotonic() - asked_at[0] < HEARD_WITHIN_S


@pytest.mark.parametrize("tool", ["overlap", "conflicts", "coverage", "share"])
def test_progress_only_grows_and_ends_near_the_end(tool: str) -> None:
    told: list[float] = []
    few = layer("few", blobs(30, 200, 3))
    tiles = layer("tiles", grid(20, 20, 200.0))
    values: dict[str, dict[str, Any]] = {
        "overlap": {"rows": tiles, "columns": [few]},
        "conflicts": {"layers": [tiles, few]},
        "coverage": {"target": tiles, "layers": [few]},
        "share": {"features": tiles, "cover": few},
    }
    ask(tool, Feedback(lambda fraction, _message: told.append(fraction)), **values[tool])
    assert len(told) > 3
    assert told == sorted(told)
    assert told[0] >= 0.0
    assert 0.5 < told[-1] <= 1.0


def test_slices_come_back_in_order_whole_and_balanced() -> None:
    weights = np.random.default_rng(5).integers(1, 100, 1000)
    seen: list[tuple[int, int]] = []

    def work(start: int, end: int) -> int:
        seen.append((start, end))
        return int(weights[start:end].sum())

    answers = run_weighted(work, weights, 2000, silent())
    cuts = sorted(seen)
    assert cuts[0][0] == 0
    assert cuts[-1][1] == 1000
    assert all(a[1] == b[0] for a, b in zip(cuts, cuts[1:], strict=False))
    assert answers == [int(weights[start:end].sum()) for start, end in cuts]
    assert max(answers) <= 2100


def test_one_label_stays_in_one_slice() -> None:
    labels = np.sort(np.random.default_rng(6).integers(0, 40, 3000))
    owners: dict[int, set[int]] = {}
    parts = run_weighted(
        lambda start, end: (start, set(labels[start:end].tolist())), np.ones(3000), 200, silent(), keep_together=labels
    )
    for start, found in parts:
        for label in found:
            owners.setdefault(label, set()).add(start)
    assert len(parts) > 5
    assert all(len(starts) == 1 for starts in owners.values())


def test_what_goes_wrong_in_a_slice_is_raised_as_it_is() -> None:
    def work(start: int, end: int) -> int:
        if start == 3:
            raise ZeroDivisionError("third")
        return end - start

    with pytest.raises(ZeroDivisionError, match="third"):
        run_slices(work, [(i, i + 1) for i in range(20)], silent())


def test_nothing_to_do_still_hears_the_cancel() -> None:
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        run_weighted(lambda start, end: end - start, np.zeros(0), 1.0, feedback)
    with pytest.raises(Cancelled):
        ask("share", feedback, features=layer("a", grid(2, 2, 1.0)), cover=layer("b", [shapely.box(0, 0, 1, 1)]))
