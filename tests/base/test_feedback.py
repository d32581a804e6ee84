from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yhgis.errors import Cancelled
from yhgis.feedback import Feedback, silent
from yhgis.i18n import Message


class Heard:
    """A listener that keeps what it was told."""

    def __init__(self) -> None:
        self.fractions: list[float] = []
        self.messages: list[Message | None] = []

    def __call__(self, fraction: float, message: Message | None) -> None:
        self.fractions.append(fraction)
        self.messages.append(message)


def test_progress_reaches_the_listener_with_its_message() -> None:
    heard = Heard()
    message = Message("Reading {file}", {"file": "a.gpkg"})
    Feedback(heard).progress(0.5, message)
    assert heard.fractions == [0.5]
    assert heard.messages == [message]


@given(st.floats(-10, 10, allow_nan=False))
def test_progress_stays_between_nothing_and_all(fraction: float) -> None:
    heard = Heard()
    Feedback(heard).progress(fraction)
    assert 0.0 <= heard.fractions[0] <= 1.0


def test_cancel_stops_the_work_at_its_next_check() -> None:
    feedback = Feedback()
    feedback.check()
    feedback.cancel()
    assert feedback.cancelled
    with pytest.raises(Cancelled):
        feedback.check()
    with pytest.raises(Cancelled):
        feedback.progress(0.1)


def test_a_part_is_cancelled_with_the_whole_and_the_whole_with_a_part() -> None:
    whole = Feedback()
    part = whole.part(0.2, 0.4).part(0.0, 0.5)
    whole.cancel()
    with pytest.raises(Cancelled):
        part.check()
    other = Feedback()
    other.part(0.0, 1.0).cancel()
    assert other.cancelled


fractions = st.floats(0, 1, allow_nan=False)


@given(fractions, fractions, fractions)
def test_a_part_reports_within_its_share(one: float, two: float, done: float) -> None:
    start, end = sorted((one, two))
    heard = Heard()
    Feedback(heard).part(start, end).progress(done)
    assert start - 1e-12 <= heard.fractions[0] <= end + 1e-12


def test_parts_within_parts_multiply() -> None:
    heard = Heard()
    Feedback(heard).part(0.5, 1.0).part(0.0, 0.5).progress(1.0)
    assert heard.fractions == [0.75]


def test_silent_feedback_can_still_be_cancelled() -> None:
    feedback = silent()
    feedback.progress(0.3)
    feedback.cancel()
    with pytest.raises(Cancelled):
        feedback.progress(0.4)
