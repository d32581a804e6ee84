"""Lines break where Chinese may break, and nothing is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yhgis.carto.display_list import TextStyle
from yhgis.carto.sheet_text import filled, fitted, wrapped
from yhgis.carto.text_measure import estimated_measure as measure

STYLE = TextStyle(8)
TEXTS = st.text(st.sampled_from("余杭区规划文字（示意），。：；、ab 12-GIS "), max_size=60)


@given(TEXTS, st.floats(20, 80))
def test_nothing_is_lost_and_lines_fit(text: str, width: float) -> None:
    lines = wrapped(text, STYLE, width, measure)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        one_piece = not any("\u4e00" <= char <= "\u9fff" for char in line[1:]) and " " not in line
        assert measure(line, STYLE)[0] <= width + 1e-6 or one_piece or _only_hangs(line)


def _only_hangs(line: str) -> bool:
    """Whether the line is one character with the stops that may not leave it."""
    return all(char in "，。：；、）（" for char in line[1:]) or line.startswith("（")


@given(TEXTS)
def test_no_line_begins_with_a_stop(text: str) -> None:
    text = re.sub(r" +(?=[，。：；、）])", "", text)  # nobody writes a blank before a stop
    for line in wrapped(text, STYLE, 30, measure)[1:]:
        assert line[:1] not in tuple("，。：；、）")


@given(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=6))
def test_statements_that_fit_a_line_are_not_broken(statements: list[str]) -> None:
    lines = filled(statements, "　", STYLE, 60, measure)
    assert "".join("".join(lines).split()) == "".join("".join(statements).split())
    for statement in statements:
        if measure(statement, STYLE)[0] <= 60:
            assert any(statement.strip() in line for line in lines)


def test_words_stay_whole() -> None:
    assert wrapped("planning control lines", STYLE, 22, measure) == ["planning", "control lines"]


def test_empty_text_is_one_empty_line() -> None:
    assert wrapped("", STYLE, 30, measure) == [""]


@given(TEXTS.filter(str.strip), st.floats(5, 200))
def test_fitted_text_fits(text: str, width: float) -> None:
    style = fitted(text, STYLE, width, measure)
    assert measure(text, style)[0] <= width * (1 + 1e-9)
    assert style.size_pt <= STYLE.size_pt
    if measure(text, STYLE)[0] <= width:
        assert style.size_pt == pytest.approx(STYLE.size_pt)
