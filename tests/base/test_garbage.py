"""While answers are worked out the whole program is not searched for garbage; afterwards all is as before."""

from __future__ import annotations

import gc
import threading

import pytest

from yhgis.garbage import young_garbage_only


def full_searches() -> int:
    return int(gc.get_stats()[2]["collections"])


def many_lists() -> None:
    kept = [[[i] for i in range(20_000)] for _ in range(40)]
    assert len(kept) == 40


def test_no_search_of_everything_inside_and_the_usual_setting_after() -> None:
    usual, before = gc.get_threshold(), full_searches()
    with young_garbage_only():
        many_lists()
        assert full_searches() == before
    assert gc.get_threshold() == usual


def test_young_cycles_are_found_all_the_same() -> None:
    before = int(gc.get_stats()[0]["collected"]) + int(gc.get_stats()[1]["collected"])
    with young_garbage_only():
        for _ in range(10_000):
            cycle: list[object] = []
            cycle.append(cycle)
    assert int(gc.get_stats()[0]["collected"]) + int(gc.get_stats()[1]["collected"]) > before


def test_the_setting_comes_back_when_the_last_thread_leaves() -> None:
    usual = gc.get_threshold()
    inside, leave = threading.Event(), threading.Event()

    @young_garbage_only()
    def other() -> None:
        inside.set()
        leave.wait(10)

    thread = threading.Thread(target=other)
    thread.start()
    assert inside.wait(10)
    with pytest.raises(ValueError, match="mine"), young_garbage_only():
        raise ValueError("mine")
    assert gc.get_threshold() != usual
    leave.set()
    thread.join()
    assert gc.get_threshold() == usual
