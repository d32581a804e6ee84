"""Steps at once: answers in order, true progress from the calling thread, the first failure, a cancel that is heard."""

from __future__ import annotations

import threading
import time
from functools import partial

import pytest

from yhgis.analysis.side_by_side import side_by_side
from yhgis.errors import Cancelled, DataError
from yhgis.feedback import Feedback, silent


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yhgis.analysis.side_by_side.workers", lambda: 2)


def test_two_steps_are_under_way_at_once_and_answers_come_in_order() -> None:
    both = threading.Barrier(2, timeout=10)

    def step(name: str, feedback: Feedback) -> str:
        both.wait()
        feedback.progress(1.0)
        return name

    names = ["a", "b", "c", "d"]
    assert side_by_side([partial(step, name) for name in names], silent()) == names


def test_progress_is_the_mean_told_from_the_calling_thread() -> None:
    told: list[tuple[float, int]] = []
    half = threading.Event()

    def first(feedback: Feedback) -> None:
        feedback.progress(0.5)
        half.wait(10)

    def listener(share: float, _message: object) -> None:
        told.append((share, threading.get_ident()))
        if share >= 0.75:  # the second is done and the first half
            half.set()

    side_by_side([first, lambda feedback: feedback.progress(1.0)], Feedback(listener))
    assert half.is_set()
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert {thread for _, thread in told} == {threading.get_ident()}


def test_the_first_failure_comes_out() -> None:
    def bad(_feedback: Feedback) -> None:
        raise DataError("{file} is bad.", file="x")

    def endless(feedback: Feedback) -> None:
        for _ in range(40):
            feedback.check()
            time.sleep(0.005)

    with pytest.raises(DataError):
        side_by_side([endless, bad], silent())


def test_a_cancel_stops_every_step() -> None:
    feedback = Feedback()
    stopped: list[int] = []

    def step(number: int, own: Feedback) -> None:
        feedback.cancel()
        try:
            for _ in range(2000):  # ten seconds, if nobody is heard
                own.check()
                time.sleep(0.005)
        except Cancelled:
            stopped.append(number)
            raise

    with pytest.raises(Cancelled):
        side_by_side([partial(step, 0), partial(step, 1)], feedback)
    assert 1 <= len(stopped) <= 2
