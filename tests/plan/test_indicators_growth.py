"""Growth implied beside growth stated: hand-computed cases, and rounding as the only excuse."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yhgis.i18n import Title, set_language
from yhgis.plan.indicators import Line, Row, table1, table2
from yhgis.plan.indicators_growth import MEASURE_TITLES, VERDICT_TITLES, Measure, Verdict, growth, reached

#: Row of table 2: implied by hand, and what it is.
BY_HAND = {
    1: ((3100 / 2282.56) ** 0.2 * 100 - 100, Measure.YEARLY, Verdict.BOUNDED),
    2: ((900 / 646.80) ** 0.2 * 100 - 100, Measure.YEARLY, Verdict.AGREES),
    4: (70 - 64.2, Measure.POINTS, Verdict.AGREES),
    5: ((2800 / 1981.67) ** 0.2 * 100 - 100, Measure.YEARLY, Verdict.BOUNDED),
    7: ((1433 / 890) ** 0.2 * 100 - 100, Measure.YEARLY, Verdict.AGREES),
    9: (45, Measure.TOTAL, Verdict.AGREES),
    10: (15 - 13.93, Measure.TOTAL, Verdict.AGREES),
    15: (2500 / 1192, Measure.RATIO, Verdict.AGREES),
    16: (5000 / 2365, Measure.RATIO, Verdict.AGREES),
    31: (0, Measure.POINTS, Verdict.NOT_STATED),
    35: (45.7 - 45.59, Measure.POINTS, Verdict.NOT_STATED),
    36: ((1000 / 818) ** 0.2 * 100 - 100, Measure.YEARLY, Verdict.DIFFERS),
}


@pytest.mark.parametrize("no", BY_HAND)
def test_growth_by_hand(no: int) -> None:
    implied, measure, verdict = BY_HAND[no]
    row = table2().row(no)
    found = growth(table2(), row, row.lines[0])
    assert found.implied == pytest.approx(implied, abs=1e-9)
    assert (found.measure, found.verdict) == (measure, verdict)
    assert found.rounding[0] <= implied <= found.rounding[1]


def test_only_three_rows_of_the_plan_are_marked() -> None:
    marked = {row.no: found.mark for row, line in table2().lines() if (found := growth(table2(), row, line)).marked}
    assert marked == {1: "≷", 5: "≷", 36: "≠"}


def test_what_cannot_be_compared_is_not_computed() -> None:
    # Five years' new jobs beside one year's; incomes of the former district beside today's; a growth in words.
    for no, line in ((21, 0), (20, 1), (20, 0)):
        row = table2().row(no)
        found = growth(table2(), row, row.lines[line])
        assert found.implied is None
        assert math.isnan(found.rounding[0])
        assert found.verdict is Verdict.NOT_COMPARABLE
        assert not found.marked


def test_rows_left_to_the_level_above_state_nothing() -> None:
    for no in (13, 19, 23, 28, 29, 30, 32, 33, 34):
        row = table2().row(no)
        assert growth(table2(), row, row.lines[0]).verdict is Verdict.NOT_STATED


def test_result_of_2019_counts_four_years() -> None:
    timber = table1().row(29)
    found = growth(table1(), timber, timber.lines[0], "result_2020")
    assert found.implied == pytest.approx(100 * ((170.70 / 137.62) ** 0.25 - 1))
    assert growth(table1(), timber, timber.lines[0]).implied == pytest.approx(100 * ((160 / 137.62) ** 0.2 - 1))


def test_targets_of_the_13th_plan_that_were_not_reached() -> None:
    outcome = {row.no: reached(table1(), row, row.lines[0]) for row in table1().rows}
    assert {no for no, came in outcome.items() if came is False} == {15, 24}
    assert {no for no, came in outcome.items() if came is None} == {7, 8, 11, 18, 26}
    assert outcome[23] is True  # fewer deaths is better
    assert reached(table2(), table2().row(1), table2().row(1).lines[0]) is None


def _line(base: str, target: str, stated: str) -> tuple[Row, Line]:
    line = Line.model_validate(
        {"cells": {"base_2020": base, "target_2025": target, "growth": stated}, "attribute": "预期性"}
    )
    money = Title("亿元", "100 million yuan")
    row = Row(no=1, group="economy", name="x", title=money, unit=money, better="up", notes=(), lines=(line,))
    return row, line


numbers = st.integers(min_value=100, max_value=10**6).map(lambda n: n / 100)


@given(base=numbers, rate=st.integers(min_value=-150, max_value=300).map(lambda n: n / 10))
def test_rounding_alone_never_marks_a_row(base: float, rate: float) -> None:
    target = base * (1 + rate / 100) ** 5
    assume(target > 5)
    row, line = _line(f"{base:.2f}", f"{target:.1f}", f"{abs(rate):.1f}")
    assume(rate >= 0)
    assert growth(table2(), row, line).verdict is Verdict.AGREES


@given(base=numbers, rate=st.integers(min_value=0, max_value=300), off=st.integers(min_value=2, max_value=50))
def test_more_than_rounding_is_marked_and_a_limit_excuses_one_side(base: float, rate: int, off: int) -> None:
    assume(base > 50)
    target = base * (1 + rate / 1000) ** 5
    more, less = f"{(rate + off) / 10:.1f}", f"{max(rate - off, 0) / 10:.1f}"
    texts = f"{base:.3f}", f"{target:.3f}"
    assert growth(table2(), *_line(*texts, more)).verdict is Verdict.DIFFERS
    assert growth(table2(), *_line(texts[0], f"{texts[1]}以上", more)).verdict is Verdict.BOUNDED
    assert growth(table2(), *_line(*texts, f"{more}以上")).verdict is Verdict.DIFFERS
    if rate >= off:
        assert growth(table2(), *_line(*texts, less)).verdict is Verdict.DIFFERS
        assert growth(table2(), *_line(*texts, f"{less}以上")).verdict is Verdict.BOUNDED


@pytest.mark.parametrize(
    ("target", "verdict"), [("249", Verdict.AGREES), ("260", Verdict.DIFFERS), ("140", Verdict.DIFFERS)]
)
def test_doubling_is_one_digit(target: str, verdict: Verdict) -> None:
    assert growth(table2(), *_line("100", target, "翻一番")).verdict is verdict


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sentence_names_both_numbers(lang: str) -> None:
    set_language(lang)
    row = table2().row(36)
    sentence = growth(table2(), row, row.lines[0]).sentence()
    assert "4.10" in sentence
    assert "4.6" in sentence
    assert str(VERDICT_TITLES[Verdict.DIFFERS]) in sentence
    jobs = table2().row(21)
    assert "[15]" in growth(table2(), jobs, jobs.lines[0]).sentence()


def test_every_measure_and_verdict_has_a_title_and_documents_are_json() -> None:
    assert set(MEASURE_TITLES) == set(Measure)
    assert set(VERDICT_TITLES) == set(Verdict)
    documents = [growth(t, row, line).document() for t in (table1(), table2()) for row, line in t.lines()]
    json.dumps(documents, allow_nan=False)
