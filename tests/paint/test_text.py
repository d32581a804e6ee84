"""Measuring: exact, linear, and never of an unknown font."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontDatabase

from yhgis.carto.display_list import TextStyle
from yhgis.errors import DataError
from yhgis.paint import glyphs
from yhgis.paint.text import drawable, em_mm, family, measure, start_offset

HAN = st.text(st.sampled_from("余杭街道镇良渚瓶窑径山片区"), min_size=1, max_size=12)


@given(HAN, st.floats(4, 60), st.floats(0, 5))
def test_chinese_characters_are_squares(text: str, size: float, spacing: float) -> None:
    style = TextStyle(size, letter_spacing_mm=spacing)
    width, ascent, descent = measure(text, style)
    em = size * 25.4 / 72
    assert width == pytest.approx(len(text) * em + spacing * (len(text) - 1), rel=1e-6)
    assert 0.6 * em < ascent < 1.1 * em
    assert 0.0 <= descent < 0.3 * em


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x7E), max_size=20), st.sampled_from([400, 700]))
def test_size_scales_width(text: str, weight: int) -> None:
    one, ten = (measure(text, TextStyle(size, weight=weight))[0] for size in (1.0, 10.0))
    assert ten == pytest.approx(10 * one)


@given(HAN, st.sampled_from(["left", "center", "right"]))
def test_anchors_are_shares_of_the_width(text: str, anchor: str) -> None:
    style = TextStyle(9, letter_spacing_mm=1)
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[anchor]
    assert start_offset(text, style, anchor) == pytest.approx(-share * measure(text, style)[0])  # type: ignore[arg-type]


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=16))
def test_every_character_is_in_some_glyph_once(text: str) -> None:
    """What is embedded in a PDF says again what was written, whatever fonts had to stand in."""
    runs = glyphs.shape(text, 400, False)
    said = "".join(glyph.text for run in runs for glyph in run.glyphs)
    assert sorted(said) == sorted(drawable(text))
    assert len(drawable(text)) == len(text)
    assert all(mine in (theirs, "□") for mine, theirs in zip(drawable(text), text, strict=True))


def test_characters_of_no_font_are_boxes() -> None:
    assert drawable("良渚\u0918\u0c7b a") == "良渚□□ a"
    assert measure("\u0918", TextStyle(9)) == measure("□", TextStyle(9))


def test_ink_of_latin_reaches_below_the_baseline() -> None:
    style = TextStyle(10)
    assert measure("g", style)[2] > 0.1 * em_mm(style)


def test_a_machine_without_chinese_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    family.cache_clear()
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    try:
        with pytest.raises(DataError, match="没有中文字体"):
            family()
    finally:
        family.cache_clear()
