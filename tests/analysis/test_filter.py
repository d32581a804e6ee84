"""Filters: what they find, against a slow evaluator of our own; what they say; that nothing makes them fall."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from yhgis.analysis.area import areas
from yhgis.analysis.filter import FilterError, compile_filter, find
from yhgis.analysis.filter_grammar import MOST_DEEP, MOST_LETTERS
from yhgis.errors import Cancelled
from yhgis.feedback import Feedback
from yhgis.i18n import Title, set_language
from yhgis.model.crs import DEGREES_CRS, WORK_CRS
from yhgis.model.layer import FieldName, Layer, LayerInfo
from yhgis.model.result import Basis

Row = dict[str, Any]
Test = Callable[[Row], bool | None]
SEEDS = (Path(__file__).parent / "filter_seeds.txt").read_text(encoding="utf-8").splitlines()

ROWS: tuple[Row, ...] = tuple(
    {"num": num, "whole": i - 2, "txt": txt, "other": other, "day": day, "truth": i % 2 == 0}
    for i, (num, txt, other, day) in enumerate(
        [
            (1.5, "水田", "水田", "2026-11-24"),
            (None, "旱地", None, "2025-01-01"),
            (-2.675, None, "a%b", None),
            (0.0, "", "", "2026-01-31"),
            (101.0, "0101", "101", "1999-12-31"),
            (1e12, " 12.5 ", "it's", "2026-11-01"),
            (2.5, "Ab_c", "aB_C", "2024-02-29"),
            (-0.5, "a\nb", "水", "2026-11-24"),
        ]
    )
)


def layer(rows: tuple[Row, ...] = ROWS) -> Layer:
    """The rows as a layer of squares, the i-th of which has a side of i + 1 m."""
    texts = {name: np.array([row[name] for row in rows], dtype=object) for name in ("txt", "other")}
    fields = {
        "num": np.array([math.nan if row["num"] is None else row["num"] for row in rows], dtype=np.float64),
        "whole": np.array([row["whole"] for row in rows], dtype=np.int64),
        **texts,
        "day": np.array([row["day"] or "NaT" for row in rows], dtype="datetime64[D]"),
        "truth": np.array([row["truth"] for row in rows], dtype=np.bool_),
    }
    names = {"txt": FieldName("DLMC", Title("地类名称", "Land use")), "num": FieldName("", Title("图斑面积"))}
    shapes = [shapely.box(500_000, 3_350_000, 500_001 + i, 3_350_001 + i) for i in range(len(rows))]
    info = LayerInfo("seeds", Title("样例"), field_names=names)
    return Layer(info, np.array(shapes, dtype=object), fields, WORK_CRS)


LAYER = layer()


# --- the slow evaluator: each strategy draws a text and what it means for one row ------------------------------------


def _number(text: str | None) -> float | None:
    fits = text is not None and re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", text, re.ASCII)
    return float(text) if text is not None and fits else None


def _of(name: str, as_number: bool) -> Callable[[Row], Any]:
    return lambda row: _number(row[name]) if as_number else row[name]


def _calculated(sign: str, a: float | None, b: float | None) -> float | None:
    if a is None or b is None or (sign == "/" and b == 0):
        return None
    made = {"+": a + b, "-": a - b, "*": a * b}[sign] if sign != "/" else a / b
    return None if math.isnan(made) else made


_LITERAL_NUMBERS = st.sampled_from([0.0, 1.0, 2.5, 101.0, 12.5, 0.5, 1e6])
_numbers_base = st.one_of(
    st.sampled_from(["num", "NUM", '"num"', "图斑面积"]).map(lambda text: (text, _of("num", False))),
    st.just(("whole", lambda row: float(row["whole"]))),
    _LITERAL_NUMBERS.map(lambda value: (f"{value:g}" if value < 1e6 else "1e6", lambda _row: value)),
)


def _extend(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    def arithmetic(drawn: tuple[Any, str, Any]) -> Any:
        (left, f), sign, (right, g) = drawn
        return f"({left} {sign} {right})", lambda row: _calculated(sign, f(row), g(row))

    def negative(drawn: Any) -> Any:
        return f"-{drawn[0]}", lambda row: None if drawn[1](row) is None else -drawn[1](row)

    def absolute(drawn: Any) -> Any:
        return f"abs({drawn[0]})", lambda row: None if drawn[1](row) is None else abs(drawn[1](row))

    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(arithmetic), inner.map(negative), inner.map(absolute)
    )


NUMBERS = st.recursive(_numbers_base, _extend, max_leaves=4)
WORDS = ["水田", "旱地", "", "0101", "101", "Ab_c", "it's", "a%b", "水"]
_TEXT_FIELDS = st.sampled_from(["txt", "other", "地类名称"])
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def _field(name: str) -> str:
    return "txt" if name == "地类名称" else name


def _compared(sign: str, f: Callable[[Row], Any], g: Callable[[Row], Any]) -> Test:
    def test(row: Row) -> bool | None:
        a, b = f(row), g(row)
        return None if a is None or b is None else _COMPARE[sign](a, b)

    return test


def _like(pattern: str, any_case: bool) -> re.Pattern[str]:
    parts = re.findall(r"\\[%_\\]|.", pattern, re.DOTALL)
    words = {"%": ".*", "_": "."}
    written = "".join(words.get(part, re.escape(part[-1])) for part in parts)
    return re.compile(written, re.DOTALL | (re.IGNORECASE if any_case else 0))


def _like_test(name: str, pattern: str, any_case: bool) -> Test:
    fits = _like(pattern, any_case)
    return lambda row: None if row[name] is None else fits.fullmatch(row[name]) is not None


COMPARISONS = st.one_of(
    st.tuples(NUMBERS, st.sampled_from(sorted(_COMPARE)), NUMBERS).map(
        lambda drawn: (f"{drawn[0][0]} {drawn[1]} {drawn[2][0]}", _compared(drawn[1], drawn[0][1], drawn[2][1]))
    ),
    st.tuples(_TEXT_FIELDS, st.sampled_from(sorted(_COMPARE)), st.sampled_from(WORDS)).map(
        lambda drawn: (
            f"{drawn[0]} {drawn[1]} {_quoted(drawn[2])}",
            _compared(drawn[1], _of(_field(drawn[0]), False), lambda _row: drawn[2]),
        )
    ),
    st.tuples(_TEXT_FIELDS, st.sampled_from(sorted(_COMPARE)), _LITERAL_NUMBERS).map(
        lambda drawn: (
            f"{drawn[0]} {drawn[1]} {drawn[2]:.1f}",
            _compared(drawn[1], _of(_field(drawn[0]), True), lambda _row: drawn[2]),
        )
    ),
    st.tuples(st.sampled_from(sorted(_COMPARE)), st.sampled_from(["2026-11-24", "2026-11", "2025", "1999-12-31"])).map(
        lambda drawn: (
            f"day {drawn[0]} '{drawn[1]}'",
            _compared(drawn[0], lambda row: row["day"] and row["day"][: len(drawn[1])], lambda _row: drawn[1]),
        )
    ),
    st.tuples(_TEXT_FIELDS, st.text("水田a_%\\bB\n0", max_size=5), st.booleans()).map(
        lambda drawn: (
            f"{drawn[0]} {'ILIKE' if drawn[2] else 'like'} {_quoted(drawn[1])}",
            _like_test(_field(drawn[0]), drawn[1], drawn[2]),
        )
    ),
    st.tuples(_TEXT_FIELDS, st.lists(st.sampled_from(WORDS), min_size=1, max_size=4)).map(
        lambda drawn: (
            f"{drawn[0]} IN ({', '.join(map(_quoted, drawn[1]))})",
            lambda row: None if row[_field(drawn[0])] is None else row[_field(drawn[0])] in drawn[1],
        )
    ),
    st.sampled_from(["num", "txt", "day", "whole"]).map(
        lambda name: (f"{name} IS NULL", lambda row: row[name] is None)
    ),
    st.just(("truth", lambda row: row["truth"])),
)


def _all(a: bool | None, b: bool | None) -> bool | None:
    return False if a is False or b is False else None if a is None or b is None else True


def _not(a: bool | None) -> bool | None:
    return None if a is None else not a


def _extend_tests(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    def joined(drawn: Any) -> Any:
        (left, f), word, (right, g) = drawn
        if word in ("AND", "且", "and"):
            return f"({left}) {word} ({right})", lambda row: _all(f(row), g(row))
        return f"({left}) {word} ({right})", lambda row: _not(_all(_not(f(row)), _not(g(row))))

    return st.one_of(
        st.tuples(inner, st.sampled_from(["AND", "OR", "且", "或", "and"]), inner).map(joined),
        st.tuples(st.sampled_from(["NOT", "非"]), inner).map(
            lambda drawn: (f"{drawn[0]} ({drawn[1][0]})", lambda row: _not(drawn[1][1](row)))
        ),
    )


@given(st.recursive(COMPARISONS, _extend_tests, max_leaves=5))
def test_it_finds_what_the_slow_evaluator_finds(drawn: tuple[str, Test]) -> None:
    text, test = drawn
    assert find(LAYER, text).tolist() == [i for i, row in enumerate(ROWS) if test(row) is True], text


# --- examples that pin what the words mean ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("txt = 101", [4]),
        ("txt = 0101", [4]),
        ("txt = '101'", []),
        ("txt = 12.5", [5]),
        ("NOT txt = 101", [5]),  # what is no number, is unknown
        ("whole = '3'", [5]),
        ("whole IN (1, 3)", [3, 5]),
        ("num BETWEEN -0.5 AND 2.5 且 truth", [0, 6]),
        ("num NOT BETWEEN 0 AND 101", [2, 5, 7]),
        ("round(num, 2) = -2.68", [2]),
        ("round(num) IN (2, -1)", [0, 7]),
        ("round(num) = 3", [6]),
        ("num / 0 = num / 0", []),
        ("txt IS NULL", [2]),
        ("txt = ''", [3]),
        ("length(txt) = 0", [3]),
        ("lower(txt) = 'ab_c' AND upper(other) LIKE 'AB\\_C'", [6]),
        ("substr(txt, 2, 2) = '10'", [4]),
        ("substr(txt, 2) = '田'", [0]),
        ("trim(txt) = '12.5'", [5]),
        ("year(day) = 2026", [0, 3, 5, 7]),
        ("day = '2026-11'", [0, 5, 7]),
        ("day <= '2024'", [4, 6]),
        ("day = '2026年11月24日'", [0, 7]),
        ("面积() >= 48.9 AND area_m2() < 64.1", [6, 7]),
        ("亩() > 0.09", [7]),
        ("长度() = 4", [0]),
        ("（num＞1）且“txt”＝‘水田’", [0]),
        ("Land_use = 1 OR truth = FALSE", None),
        ("\"Land use\" = '水田' or DLMC='旱地'", [0, 1]),
        ("2 + 3 * 2 = 8 AND 6 / 3 - 1 = 1 AND whole = 0", [2]),
        ("1 - 1 - 1 = -1 AND whole = - - 1", [3]),
        ("num IS NOT NULL OR txt IS NOT NULL AND FALSE", [0, 2, 3, 4, 5, 6, 7]),
        ("'a' = 'a' and 1 < 2 and whole = 5", [7]),
    ],
)
def test_what_words_mean(text: str, found: list[int] | None) -> None:
    if found is None:
        with pytest.raises(FilterError):
            find(LAYER, text)
    else:
        assert find(LAYER, text).tolist() == found


def test_long_identifiers_compare_exactly() -> None:
    numbers = np.array([330110000000000001, 330110000000000002], dtype=np.int64)
    long = Layer(LayerInfo("x", Title("x")), LAYER.geometry[:2], {"BSM": numbers}, WORK_CRS)
    assert find(long, "BSM = 330110000000000002").tolist() == [1]
    assert find(long, "BSM > 99999999999999999999").tolist() == []
    texts = Layer(LayerInfo("x", Title("x")), LAYER.geometry[:2], {"BSM": numbers.astype(str)}, WORK_CRS)
    with pytest.raises(FilterError, match="330110000000000002"):
        find(texts, "BSM = 330110000000000002")
    assert find(texts, "BSM = '330110000000000002'").tolist() == [1]


def test_areas_are_the_programs_own_in_any_crs() -> None:
    wanted = areas(LAYER.geometry, Basis.ELLIPSOIDAL)
    for one in (LAYER, LAYER.to_crs(DEGREES_CRS)):
        for i, area in enumerate(wanted.tolist()):
            found = find(one, f"area_m2() BETWEEN {area - 1e-3!r} AND {area + 1e-3!r}")
            assert found.tolist() == [i]


def test_what_has_no_area_is_unknown() -> None:
    shapes = np.array([shapely.Point(1, 2), None, shapely.box(5e5, 3e6, 5e5 + 1, 3e6 + 1)], dtype=object)
    mixed = Layer(LayerInfo("x", Title("x")), shapes, {}, WORK_CRS)
    assert find(mixed, "area_m2() < 1e9").tolist() == [2]
    assert find(mixed, "area_m2() IS NULL").tolist() == [0, 1]
    assert find(mixed, "length_m() IS NULL").tolist() == [1]


def test_mixed_columns_of_spreadsheets_are_text() -> None:
    column = np.array([5, 5.0, "5", None, math.nan, True, 2.5], dtype=object)
    mixed = Layer(LayerInfo("x", Title("x")), np.repeat(LAYER.geometry[:1], 7), {"a": column}, WORK_CRS)
    assert find(mixed, "a = '5'").tolist() == [0, 1, 2]
    assert find(mixed, "a IS NULL").tolist() == [3, 4]
    assert find(mixed, "a < 3").tolist() == [6]


# --- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("", 0, "筛选条件为空"),
        ("num >", 5, "还没有写完"),
        ("num > > 3", 6, "字段、数字、单引号中的文字"),
        ("txt = '水", 6, "缺少右引号"),
        ('"txt = 1', 0, "字段名缺少右引号"),
        ("num 3", 4, "比较符"),
        ("(num = 1", 8, "右括号"),
        ("num = 1)", 7, "结束"),
        ("num = NULL", 6, "IS NULL"),
        ("num IN ()", 8, "字段、数字"),
        ("num @ 1", 4, "没有意义"),
        ("num LIKE txt", 9, "单引号中的文字"),
        ("1x = 2", 0, "双引号"),
        ("nmu = 1", 0, "是不是 num"),
        ("DLMCC = '1'", 0, "没有字段"),
        ("num = 水稻", 6, "'水稻'"),
        ('txt = "某镇"', 6, "单引号：'某镇'"),
        ("num", 0, "不是判断条件"),
        ("num = 'abc'", 6, "不是数字"),
        ("num + 'x' = 1", 6, "不是数字"),
        ("day = '11月'", 6, "不是日期"),
        ("day = '2026-02-30'", 6, "不是日期"),
        ("day > 3", 6, "需要的是日期"),
        ("round() = 1", 0, "round(number, decimals)"),
        ("arae_m2() = 1", 0, "area_m2()"),
        ("year(num) = 1", 5, "需要的是日期"),
        ("num = 1 AND txt", 12, "文字"),
    ],
)
def test_a_fault_is_said_in_one_sentence_with_its_place(text: str, at: int, said: str) -> None:
    with pytest.raises(FilterError) as caught:
        compile_filter(LAYER, text)
    assert caught.value.at == at
    assert said in str(caught.value)
    assert f"{at + 1} 个字" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_faults_speak_english_too() -> None:
    set_language("en")
    with pytest.raises(FilterError, match="expected a closing bracket"):
        compile_filter(LAYER, "(num = 1")


def test_a_name_of_two_fields_is_asked_for() -> None:
    fields = {"A": np.zeros(1), "a": np.zeros(1)}
    twice = Layer(LayerInfo("x", Title("x")), LAYER.geometry[:1], fields, WORK_CRS)
    assert find(twice, "a = 0").tolist() == [0]
    wide = Layer(LayerInfo("x", Title("x")), LAYER.geometry[:1], {"AB": np.zeros(1), "Ab": np.zeros(1)}, WORK_CRS)
    with pytest.raises(FilterError, match="AB, Ab"):
        find(wide, "ab = 0")


def test_deep_and_long_ones_are_refused_not_suffered() -> None:
    with pytest.raises(FilterError, match=str(MOST_DEEP)):
        compile_filter(LAYER, "NOT " * 5000 + "truth")
    with pytest.raises(FilterError, match=str(MOST_LETTERS)):
        compile_filter(LAYER, "num = 1 OR " * 20_000 + "num = 2")
    assert find(LAYER, "(" * 5000 + "num = 2.5" + ")" * 5000).tolist() == [6]
    assert find(LAYER, " or ".join(["num = 2.5"] * 3000)).tolist() == [6]


# --- nothing makes it fall -------------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    [*"()（），,+-*/=<>!'\"‘’“”%_\\. \n1９", "num", "txt", "day", "truth", "AND", "OR", "NOT", "且", "或", "非", "IN",
     "LIKE", "IS", "NULL", "BETWEEN", "'2026'", "'水田'", "1.5", "1e999", "round(", "substr(", "year(", "面积()",
     "并且"]
)  # fmt: skip


@given(st.one_of(st.lists(_PIECES, max_size=14).map(" ".join), st.lists(_PIECES, max_size=14).map("".join), st.text()))
@example(SEEDS[0])
def test_anything_is_understood_or_refused(text: str) -> None:
    _check(text)


def _check(text: str) -> None:
    refused: FilterError | None = None
    found = np.empty(0, dtype=np.int64)
    try:
        found = find(LAYER, text)
    except FilterError as error:
        refused = error
    assert refused is None or (0 <= refused.at <= len(text) and str(refused))
    assert found.dtype == np.int64
    assert set(found.tolist()) <= set(range(len(LAYER)))


@pytest.mark.parametrize("seed", SEEDS)
@given(st.data())
def test_seeds_with_a_slip_of_the_hand(seed: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(seed)))
    slip = data.draw(st.sampled_from(["", " ", "'", ")", "(", "且", "\0", "𠮷", '"']))
    _check(seed[:at] + slip + seed[at + 1 :])


# --- size ------------------------------------------------------------------------------------------------------------


def _large(count: int) -> Layer:
    names = np.array(["水田", "旱地", None, "果园"], dtype=object)[np.arange(count) % 4]
    fields = {"DLMC": names, "TBMJ": np.arange(count, dtype=np.float64)}
    return Layer(LayerInfo("x", Title("x")), np.repeat(LAYER.geometry[:1], count), fields, WORK_CRS)


def test_many_blocks_of_rows_agree_with_a_loop_over_them() -> None:
    text = "DLMC IN ('水田', '果园') AND TBMJ / 2 > 10 OR DLMC IS NULL"
    many = compile_filter(_large(400_000), text)
    found = many.positions()
    assert len(found) == 300_000 - 11
    slow = [n for n in range(400_000) if _test_row(many.layer.fields["DLMC"][n], many.layer.fields["TBMJ"][n])]
    assert slow == found.tolist()


def _test_row(name: str | None, area: float) -> bool:
    return name is None or (name in ("水田", "果园") and float(area) / 2 > 10)


def test_it_reports_and_can_be_stopped() -> None:
    heard: list[float] = []
    feedback = Feedback(lambda fraction, _message: heard.append(fraction))
    many = compile_filter(_large(200_000), "TBMJ > 3")
    many.positions(feedback)
    assert heard == sorted(heard)
    assert len(heard) > 4
    assert heard[-1] == 1.0
    stopped = Feedback(lambda fraction, _message: stopped.cancel() if fraction > 0.3 else None)
    with pytest.raises(Cancelled):
        many.positions(stopped)
