"""The attribute table's work, without a window: order, search, figures, copies."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.effort import python_steps
from yhgis.analysis.filter import compile_filter
from yhgis.errors import Cancelled
from yhgis.feedback import Feedback, silent
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import FieldName, Layer, LayerInfo
from yhgis.ui.panels.table_cells import NULL, looks_of, plain, plain_column, shown
from yhgis.ui.panels.table_codes import BLOCK, codes_of, ranks
from yhgis.ui.panels.table_copy import MOST_TYPED_ROWS, copied
from yhgis.ui.panels.table_model import sorted_by
from yhgis.ui.panels.table_stats import rows_of, summarise
from yhgis.ui.panels.table_work import NUMBER, Query, Sort, TableWork

SILENT = silent()


def layer(**columns: Any) -> Layer:
    """A layer of equal squares with some columns."""
    count = len(next(iter(columns.values())))
    squares = np.repeat(np.array([shapely.box(5e5, 3.35e6, 5e5 + 10, 3.35e6 + 10)], dtype=object), count)
    names = {"DLMC": FieldName("DLMC", Title("地类名称", "Land use")), "MJ": FieldName("MJ", Title("面积", "Area"))}
    return Layer(LayerInfo("parcels", Title("图斑"), field_names=names), squares, columns, WORK_CRS)


def texts(*values: str | None) -> np.ndarray:
    return np.array(values, dtype=object)


SMALL = layer(
    DLMC=texts("水田", None, "旱地", "水田", "", "Garden", "=1+1"),
    MJ=np.array([10.0, 2.5, math.nan, 10.0, -1.0, 1234567.891, 0.1 + 0.2]),
    code=np.array([3, 1, 2, 3, 2**62, -(2**63), 0]),
    day=np.array(["2026-11-24", "NaT", "2025-01-01", "2026-11-24", "2024-02-29", "1999-12-31", "2026-01-01"], "M8[D]"),
    ok=np.array([True, False, True, True, False, False, True]),
)


def order(*sorts: Sort, of: Layer = SMALL) -> list[int]:
    return TableWork(of).rows(Query(sorts=sorts), None, SILENT).tolist()


# --- order -----------------------------------------------------------------------------------------------------------


def test_what_is_missing_stands_last_both_ways_and_equals_keep_their_order() -> None:
    assert order(Sort("MJ")) == [4, 6, 1, 0, 3, 5, 2]
    assert order(Sort("MJ", down=True)) == [5, 0, 3, 1, 6, 4, 2]
    assert order(Sort("day")) == [5, 4, 2, 6, 0, 3, 1]
    assert order(Sort("day", down=True)) == [0, 3, 6, 2, 4, 5, 1]
    assert order(Sort("code", down=True)) == [4, 0, 3, 2, 1, 6, 5]
    assert order(Sort("ok")) == [1, 4, 5, 0, 2, 3, 6]


def test_several_columns_sort_within_each_other() -> None:
    assert order(Sort("ok", down=True), Sort("DLMC"), Sort(NUMBER, down=True)) == [6, 2, 3, 0, 4, 5, 1]


def test_chinese_is_sorted_by_pinyin() -> None:
    names = ["余杭", "径山", "仓前", "良渚", "瓶窑", "闲林", "塘栖", "径山镇", "", "B", "a", "𠮷", "㐀"]
    rank = ranks(names)
    found = [names[i] for i in np.argsort(rank)]
    assert found == ["", "B", "a", "仓前", "径山", "径山镇", "良渚", "瓶窑", "㐀", "塘栖", "闲林", "余杭", "𠮷"]


@given(st.lists(st.text(st.characters(max_codepoint=0x33FF, exclude_categories=["Cs"]), max_size=9), max_size=30))
def test_other_signs_are_sorted_by_code_point(values: list[str]) -> None:
    # NUL aside, which has no place in a text of a table.
    values = [value.replace("\0", "") for value in values]
    rank = ranks(values)
    for i in range(len(values)):
        assert rank[i] == sum(other < values[i] for other in values)


@given(st.lists(st.one_of(st.none(), st.text("水田ab ", max_size=3)), min_size=1, max_size=40))
def test_codes_are_the_column(values: list[str | None]) -> None:
    codes = codes_of(texts(*values), SILENT)
    assert [None if code < 0 else codes.values[code] for code in codes.codes] == values
    assert len(set(codes.values)) == len(codes.values)


def test_a_click_sorts_up_then_down_then_not_at_all() -> None:
    one = sorted_by((), "a", more=False)
    assert one == (Sort("a"),)
    assert sorted_by(one, "a", more=False) == (Sort("a", down=True),)
    assert sorted_by((Sort("a", down=True),), "a", more=False) == ()
    both = sorted_by(one, "b", more=True)
    assert both == (Sort("a"), Sort("b"))
    assert sorted_by(both, "a", more=True) == (Sort("a", down=True), Sort("b"))
    assert sorted_by((Sort("a", down=True), Sort("b")), "a", more=True) == (Sort("b"),)


# --- which rows ------------------------------------------------------------------------------------------------------


def rows(query: Query, only: list[int] | None = None) -> list[int]:
    chosen = None if only is None else np.array(only, dtype=np.int64)
    return TableWork(SMALL).rows(query, chosen, SILENT).tolist()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("田", [0, 3]),
        ("水 10", [0, 3]),
        ("gARD", [5]),
        ("2026-11", [0, 3]),
        ("0.3", [6]),
        ("0.30", [6]),
        ("1234568", [5]),
        ("4611686018427387904", [4]),
        ("1+1", [6]),
        ("nichts", []),
        ("", [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_search_looks_into_every_field(words: str, found: list[int]) -> None:
    assert rows(Query(words=words)) == found


def test_filter_search_selection_and_order_work_together() -> None:
    query = Query("MJ > 0", "2026", (Sort("MJ", down=True),))
    assert rows(query) == [0, 3, 6]
    assert rows(query, [1, 6, 3]) == [3, 6]
    assert rows(Query(), [5, 2]) == [2, 5]


def test_answers_are_kept_and_new_questions_are_not_answered_with_them() -> None:
    work = TableWork(SMALL)
    first = work.rows(Query("MJ > 0"), None, SILENT)
    assert work.rows(Query("MJ > 0", sorts=(Sort("MJ"),)), None, SILENT).tolist() == [6, 1, 0, 3, 5]
    assert work.rows(Query("MJ < 0"), None, SILENT).tolist() == [4]
    assert work.rows(Query("MJ > 0"), None, SILENT).tolist() == first.tolist()


def test_work_can_be_stopped() -> None:
    many = TableWork(layer(name=np.array([f"地块{i}" for i in range(100_000)], dtype=object)))
    for query in (Query(words="x"), Query("name = 'x'"), Query(sorts=(Sort("name"),))):
        stopped = Feedback()
        stopped.cancel()
        with pytest.raises(Cancelled):
            many.rows(query, None, stopped)
    assert many.rows(Query(words="地块99999"), None, SILENT).tolist() == [99_999]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_guides_examples_are_filters(language: str) -> None:
    page = Path(__file__).parents[3] / "docs" / "guide" / f"table.{language}.md"
    codes = {"DLMC": "地类名称", "DLBM": "地类编码", "ZLDWMC": "坐落单位名称"}
    fields = {code: texts("0101", None) for code in codes} | {name: np.array([1.0, 5.0]) for name in ("TBMJ", "KCXS")}
    parcels = layer(**fields, GXSJ=np.array(["2026-02-01", "NaT"], "M8[D]"))
    names = {code: FieldName(code, Title(word)) for code, word in codes.items()}
    examples = page.read_text(encoding="utf-8").split("```")[1].strip().splitlines()
    assert len(examples) == 4
    for example in examples:
        compile_filter(parcels.with_info(field_names=names), example).positions()


# --- cells -----------------------------------------------------------------------------------------------------------


def test_cells_are_shown_by_the_kind_of_their_field() -> None:
    looks = {look.name: look for look in looks_of(SMALL)}
    assert [looks[name].look for name in SMALL.fields] == ["text", "area", "whole", "date", "truth"]
    assert looks["DLMC"].title == "地类名称"
    assert looks["DLMC"].tip == "地类名称\nDLMC"
    assert [shown(value, "area") for value in SMALL.fields["MJ"]][:6] == [
        "10.00", "2.50", NULL, "10.00", "-1.00", "1,234,567.89",
    ]  # fmt: skip
    assert [shown(value, "text") for value in SMALL.fields["DLMC"]][1:5] == [NULL, "旱地", "水田", ""]
    assert shown(SMALL.fields["code"][4], "whole") == "4611686018427387904"
    assert shown(SMALL.fields["day"][1], "date") == NULL
    assert shown(np.float64(0.1 + 0.2), "number") == "0.3"
    assert shown(np.float64(1e-7), "number") == "0.0000001"
    assert shown(np.float64(2024.0), "number") == "2024"
    odd = layer(JZMJ=np.array([1234567, -5]), KCXS=np.array([0.1, math.nan], dtype=np.float32))
    assert [look.look for look in looks_of(odd)] == ["area", "number"]
    assert [shown(value, "area") for value in odd.fields["JZMJ"]] == ["1,234,567", "-5"]
    assert plain_column(odd.fields["JZMJ"], "area") == ["1234567", "-5"]
    assert shown(odd.fields["KCXS"][0], "number") == "0.1"
    assert plain_column(odd.fields["KCXS"], "number") == ["0.1", ""]


@given(st.floats(-1e300, 1e300) | st.just(math.nan))
def test_a_copied_number_is_the_number(value: float) -> None:
    text = plain(value, "number")
    if math.isnan(value):
        assert text == ""
    else:
        assert float(text) == pytest.approx(value, rel=1e-14)


def test_many_values_are_written_as_one_is() -> None:
    for look in looks_of(SMALL):
        column = SMALL.fields[look.name]
        assert plain_column(column, look.look) == [plain(value, look.look) for value in column]


# --- figures ---------------------------------------------------------------------------------------------------------


def test_figures_of_numbers_texts_and_dates() -> None:
    work, every = TableWork(SMALL), np.arange(7)
    numbers = summarise(work, "MJ", every, SILENT)
    assert (numbers.count, numbers.nulls, numbers.unique) == (6, 1, 5)
    assert (numbers.least, numbers.most) == (-1.0, 1234567.891)
    assert numbers.total == pytest.approx(np.nansum(SMALL.fields["MJ"]))
    assert numbers.mean == pytest.approx(np.nanmean(SMALL.fields["MJ"]))
    assert sum(bar.count for bar in numbers.bins) == 6
    words = summarise(work, "DLMC", every, SILENT)
    assert (words.count, words.nulls, words.unique) == (6, 1, 5)
    assert (words.top[0].value, words.top[0].count, words.others) == ("水田", 2, 0)
    assert summarise(work, "DLMC", every[4:], SILENT).top[0].count == 1
    assert summarise(work, "day", every, SILENT).most == np.datetime64("2026-11-24")
    assert summarise(work, "ok", every, SILENT).bins == ()
    assert summarise(work, "MJ", every[2:3], SILENT).least is None


@given(
    st.sampled_from([np.float64, np.int64, "M8[D]"]),
    st.lists(st.integers(-40, 40), min_size=1, max_size=60),
    st.floats(0.01, 1e6),
)
def test_every_row_stands_in_one_bar_and_is_found_by_it(kind: Any, values: list[int], scale: float) -> None:
    column = np.array(values, dtype=np.float64) * (scale if kind is np.float64 else 1)
    work = TableWork(layer(a=column.astype(np.int64).astype(kind) if kind != np.float64 else column))
    every = np.arange(len(values))
    summary = summarise(work, "a", every, SILENT)
    for bars in (summary.bins, summary.top):
        found = [rows_of(work, "a", bar, every, SILENT) for bar in bars]
        assert [len(one) for one in found] == [bar.count for bar in bars]
        together = np.concatenate([*found, np.empty(0, dtype=np.int64)])
        assert len(np.unique(together)) == len(together)
    if summary.bins:
        assert sum(bar.count for bar in summary.bins) == len(values)


# --- copies ----------------------------------------------------------------------------------------------------------


def test_a_copy_is_read_back_and_runs_no_formula() -> None:
    looks = looks_of(SMALL)
    text, table = copied(SMALL, looks, np.array([6, 1, 4]), SILENT)
    lines = list(csv.reader(io.StringIO(text), delimiter="\t"))
    assert lines[0] == ["地类名称", "面积", "code", "day", "ok"]
    assert lines[1] == ["'=1+1", "0.3", "0", "2026-01-01", "TRUE"]
    assert lines[2] == ["", "2.5", "1", "", "FALSE"]
    assert lines[3] == ["", "-1", "4611686018427387904", "2024-02-29", "FALSE"]
    assert ">=1+1</td>" in table
    for text_cell in ("=1+1", "4611686018427387904"):
        attributes = table.split(text_cell)[0].rsplit("<td", 1)[1]
        assert """style="mso-number-format:'\\@'" sdnum="1033;0;@">""" in attributes
    assert "<td>0.3</td>" in table


def test_breaks_within_a_cell_do_not_break_the_row() -> None:
    broken = layer(a=texts("x\ty\nz", "<b>&", "0101"))
    text, table = copied(broken, looks_of(broken), np.arange(3), SILENT)
    assert text.split("\n") == ["a", "x y z", "<b>&", "0101"]
    assert "&lt;b&gt;&amp;" in table


def test_a_very_long_copy_is_plain_text_alone() -> None:
    long = layer(a=np.arange(MOST_TYPED_ROWS + 1))
    text, table = copied(long, looks_of(long), np.arange(MOST_TYPED_ROWS + 1), SILENT)
    assert text.count("\n") == MOST_TYPED_ROWS + 1
    assert table == ""


# --- size ------------------------------------------------------------------------------------------------------------


def many(count: int) -> Layer:
    kinds = np.array(["水田", "旱地", "果园", None], dtype=object)
    return layer(kind=kinds[np.arange(count) % 4], area=np.random.default_rng(1).random(count))


def test_a_million_rows_are_in_order() -> None:
    large = many(1_000_000)
    found = TableWork(large).rows(Query("area > 0.5", sorts=(Sort("kind"), Sort("area", down=True))), None, SILENT)
    assert len(found) == (large.fields["area"] > 0.5).sum()
    assert (large.fields["area"][found] > 0.5).all()
    assert large.fields["kind"][found[0]] == "果园"
    assert large.fields["kind"][found[-1]] is None
    inside = large.fields["kind"][found] == "旱地"
    assert (np.diff(large.fields["area"][found][inside]) <= 0).all()


def test_rows_are_not_gone_through_one_by_one_but_for_texts_once() -> None:
    few, large = many(BLOCK), many(4 * BLOCK)
    rows = len(large) - len(few)
    works = [TableWork(few), TableWork(large)]

    def grows(query: Query) -> float:
        """Return how many more lines of Python a row more takes."""
        less, more = (python_steps(lambda work=work: work.rows(query, None, SILENT)) for work in works)
        return (more - less) / rows

    grows(Query("area > 0.1"))  # the grammar is made once
    assert grows(Query("area > 0.5", sorts=(Sort("area", down=True), Sort(NUMBER)))) < 0.01
    assert 1 <= grows(Query(sorts=(Sort("kind"),))) < 5, "the texts become numbers"
    assert grows(Query("area > 0.4", sorts=(Sort("kind", down=True), Sort("area")))) < 0.01, "and stay numbers"
