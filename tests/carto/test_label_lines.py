"""Names in several lines and two languages: nothing is lost, no line begins with a comma, the block keeps together."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.carto.makers import PAPER, MakeLayer
from tests.carto.test_labels import assert_sound, named, placed, texts
from yhgis.carto import display_list as dl
from yhgis.carto.label_text import _NOT_FIRST, _NOT_LAST, number_text, width_of, wrapped
from yhgis.carto.label_written import Written
from yhgis.carto.text_measure import estimated_measure
from yhgis.model.view import View

MIXED = st.text(alphabet=list("良渚余杭径山仓前（），、·ABC def-"), min_size=1, max_size=24)


@given(MIXED, st.floats(1.0, 12.0))
def test_a_broken_name_loses_nothing_but_spaces(text: str, widest: float) -> None:
    lines = wrapped(text, widest)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(alphabet=list("良渚余杭径山仓前（），、·"), min_size=1, max_size=24), st.floats(2.0, 12.0))
def test_no_line_begins_with_a_comma_or_ends_with_an_opening_bracket(text: str, widest: float) -> None:
    lines = wrapped(text, widest)
    assert not [line for line in lines[1:] if line[0] in _NOT_FIRST]
    assert not [line for line in lines[:-1] if line[-1] in _NOT_LAST]


@given(st.text(alphabet=list("良渚余杭径山仓前五常"), min_size=1, max_size=40), st.integers(1, 12))
def test_chinese_fills_its_lines_evenly(text: str, widest: int) -> None:
    lines = wrapped(text, float(widest))
    assert len(lines) == -(-len(text) // widest)
    assert max(map(len, lines)) <= widest
    assert max(map(len, lines)) == -(-len(text) // len(lines))  # no line is longer than even ones need


def test_english_breaks_between_words_only() -> None:
    name = "Hangzhou Future Sci-Tech City Cultural Centre"
    lines = wrapped(name, 9.0)
    assert len(lines) > 2
    assert set(" ".join(lines).replace("- ", "-").split()) == set(name.split())
    assert wrapped("Incomprehensibilities", 3.0) == ["Incomprehensibilities"]
    assert wrapped(name, 0.0) == [name]


def test_a_wrapped_name_stands_as_a_block_inside_its_area(layer: MakeLayer) -> None:
    name = "杭州未来科技城文化中心"
    area = layer([shapely.box(30, 30, 60, 70)], name=[name])
    (one,) = placed((area, named("polygon", wrap=4.0)))
    pieces = one.candidate.pieces
    assert [piece.text for piece in pieces] == wrapped(name, 4.0)
    steps = [b.y - a.y for a, b in zip(pieces[:-1], pieces[1:], strict=True)]
    assert steps == pytest.approx([1.25 * 8.0 * 25.4 / 72] * (len(pieces) - 1))
    x0, y0, x1, y1 = one.candidate.boxes[0]
    em = 8.0 * 25.4 / 72
    for piece in pieces:  # each line is level, centred, and inside of the box
        width = width_of(piece.text) * em
        assert piece.x + width / 2 == pytest.approx((x0 + x1) / 2, abs=1e-6)
        assert y0 <= piece.y - 0.88 * em < piece.y <= y1
    wide = placed((area, named("polygon", wrap=4.0, line_spacing=2.0)))[0].candidate.pieces
    assert wide[1].y - wide[0].y == pytest.approx(2.0 * em)


def test_lines_beside_a_point_begin_or_end_at_it(layer: MakeLayer) -> None:
    point = layer([shapely.Point(50, 50)], name=["杭州未来科技城文化中"])
    (right,) = placed((point, named("point", wrap=6.0, gap_mm=1.0)))
    assert len({round(piece.x, 6) for piece in right.candidate.pieces}) == 1
    near_edge = layer([shapely.Point(96, 50)], name=["杭州未来科技城文化中"])
    (left,) = placed((near_edge, named("point", wrap=6.0, gap_mm=1.0)))
    em = 8.0 * 25.4 / 72
    ends = [piece.x + width_of(piece.text) * em for piece in left.candidate.pieces]
    assert ends == pytest.approx([ends[0]] * len(ends))
    assert ends[0] < 96


@pytest.mark.parametrize(
    ("language", "lang", "expected"),
    [
        ("map", "zh", "仓前"),
        ("map", "en", "Cangqian"),
        ("zh", "en", "仓前"),
        ("en", "zh", "Cangqian"),
        ("both", "zh", "仓前\nCangqian"),
        ("both", "en", "仓前\nCangqian"),
    ],
)
def test_a_name_is_written_in_the_languages_asked_for(
    layer: MakeLayer, language: str, lang: str, expected: str
) -> None:
    names = {"name": ["仓前", "临平"], "name_en": ["Cangqian", ""]}
    one = layer([shapely.Point(30, 50), shapely.Point(70, 50)], info={"name_field_en": "name_en"}, **names)
    found = placed((one, named("point", language=language)), lang=lang)  # type: ignore[arg-type]
    assert sorted(texts(found)) == sorted([expected, "临平"])  # a name that lacks a language stands in the other
    assert_sound(found, PAPER)


def test_english_beneath_chinese_is_smaller_and_a_line_bears_both_in_one_row(layer: MakeLayer) -> None:
    info = {"name_field_en": "name_en"}
    point = layer([shapely.Point(50, 50)], info=info, name=["仓前"], name_en=["Cangqian"])
    chinese, english = placed((point, named("point", language="both")))[0].candidate.pieces
    assert english.style is not None
    assert english.style.size_pt < (chinese.style or dl.TextStyle(8.0)).size_pt
    river = layer([shapely.LineString([(5, 50), (95, 50)])], info=info, name=["东苕溪"], name_en=["Dongtiao River"])
    assert texts(placed((river, named("line", language="both", wrap=2.0)))) == ["东苕溪 Dongtiao River"]


def test_a_block_stays_where_it_stood_when_the_map_moves(layer: MakeLayer) -> None:
    areas = layer([shapely.box(20, 20, 80, 80)], name=["杭州未来科技城文化中心"])
    style = named("polygon", wrap=5.0)
    first = placed((areas, style))[0].candidate.pieces
    moved = View(54.0, 47.0, 1000.0, 100.0, 100.0, dpi=254.0)
    second = placed((areas, style), view=moved)[0].candidate.pieces
    for a, b in zip(first, second, strict=True):
        assert (b.x - a.x, b.y - a.y) == pytest.approx((-4.0, -3.0), abs=0.6)


def test_scale_limits_hold_for_a_label_style_alone(layer: MakeLayer) -> None:
    point = layer([shapely.Point(50, 50)], name=["仓前"])
    assert placed((point, named("point", scales={"closest": 2000}))) == []
    assert texts(placed((point, named("point", scales={"closest": 500, "farthest": 1000})))) == ["仓前"]


def test_a_measured_block_is_as_wide_as_its_widest_line() -> None:
    written = Written.of("余杭区\n文化", dl.TextStyle(10.0), estimated_measure, 1.5)
    em = 10.0 * 25.4 / 72
    assert written.width == pytest.approx(3 * em)
    assert written.height == pytest.approx((0.88 + 1.5 + 0.12) * em)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1 + 0.2, "0.3"), (1234567.891, "1234567.891"), (np.float32(2.5), "2.5"), (-0.25, "-0.25"), (2.0 + 1e-12, "2"),
     (1e-9, "1e-09"), (3.0, ""), (7, ""), (math.nan, ""), ("0.5", ""), (None, "")],
)  # fmt: skip
def test_numbers_with_a_fraction_are_written_as_people_write_them(value: object, text: str) -> None:
    assert number_text(value) == text
