"""Both tables as printed: a second transcription of every odd cell, and what the signs mean."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yhgis import schema
from yhgis.errors import DataError
from yhgis.i18n import set_language
from yhgis.plan import indicators
from yhgis.plan.indicators import table, table1, table2
from yhgis.plan.indicators_cell import Bound, Cell
from yhgis.plan.indicators_text import figure, figures
from yhgis.resources import layers_folder

#: Typed from the outline by hand, apart from the product's own transcription: table, row, line, column, text.
CELLS = [
    (1, 1, 0, "base_2015", "1278.61"),
    (1, 1, 0, "result_2020", "3051.61"),
    (1, 1, 0, "base_2020", "2282.56"),
    (1, 3, 0, "target_2020", "力争420"),
    (1, 4, 0, "result_2020", "55.0"),
    (1, 6, 0, "base_2020", "-"),
    (1, 7, 0, "result_2020", "-"),
    (1, 9, 0, "base_2015", "619.2"),
    (1, 15, 0, "target_2020", "72300"),
    (1, 17, 0, "base_2015", "-"),
    (1, 17, 0, "target_2020", "[5]"),
    (1, 17, 0, "result_2020", "[19.13]"),
    (1, 18, 0, "target_2020", "<5"),
    (1, 22, 0, "target_2020", "5"),
    (1, 23, 0, "result_2020", "0.010"),
    (1, 24, 0, "result_2020", "[15.2]*"),
    (1, 26, 0, "target_2020", "-"),
    (1, 26, 0, "result_2020", "12.17*"),
    (1, 27, 0, "result_2020", "54.75*"),
    (1, 29, 0, "result_2020", "170.70*"),
    (1, 30, 0, "target_2020", "≥60"),
    (1, 31, 0, "base_2020", "29.3"),
    (1, 32, 0, "result_2020", "[52.1]*"),
    (1, 32, 1, "target_2020", "[30]"),
    (1, 32, 2, "target_2020", "[17.1]"),
    (1, 32, 3, "result_2020", "[51.2]*"),
    (2, 1, 0, "target_2025", "3100以上"),
    (2, 1, 0, "growth", "6.5以上"),
    (2, 2, 0, "base_2020", "646.80"),
    (2, 3, 0, "growth", "6以上"),
    (2, 4, 0, "growth", "[5.8]"),
    (2, 5, 0, "target_2025", "2800以上"),
    (2, 9, 0, "target_2025", "60以上"),
    (2, 10, 0, "growth", "[1.07]"),
    (2, 13, 0, "base_2020", "-"),
    (2, 15, 0, "growth", "翻一番"),
    (2, 16, 0, "growth", "翻一番"),
    (2, 20, 0, "base_2020", "-*"),
    (2, 20, 0, "target_2025", "-"),
    (2, 20, 0, "growth", "与经济增长基本同步"),
    (2, 20, 1, "base_2020", "1.60*"),
    (2, 20, 1, "target_2025", "1.58"),
    (2, 21, 0, "growth", "[15]"),
    (2, 23, 0, "target_2025", "按上级要求"),
    (2, 27, 0, "target_2025", "0.01以下"),
    (2, 30, 0, "target_2025", "16%以上"),
    (2, 33, 0, "base_2020", "41"),
    (2, 35, 0, "base_2020", "45.59"),
    (2, 36, 0, "growth", "4.6"),
]
BINDING = {1: {7, 20, *range(23, 33)}, 2: {24, *range(27, 37)}}


@pytest.mark.parametrize(("table_id", "no", "line", "column", "text"), CELLS)
def test_cell_is_printed_like_this(table_id: int, no: int, line: int, column: str, text: str) -> None:
    assert table(table_id).row(no).lines[line].cells[column].text == text


def test_the_sample_has_every_sign() -> None:
    seen = "".join(text for *_, text in CELLS)
    assert all(sign in seen for sign in ("以上", "以下", "力争", "[", "*", "<", "≥", "%", "-", "翻一番", "按上级要求"))
    printed = "".join(cell.text for t in (table1(), table2()) for _, line in t.lines() for cell in line.cells.values())
    assert {letter for letter in printed if not letter.isdigit()} <= {*seen, "."}


def test_rows_are_numbered_and_two_of_them_are_parted() -> None:
    assert [row.no for row in table1().rows] == list(range(1, 33))
    assert [row.no for row in table2().rows] == list(range(1, 37))
    assert len(table1().lines()) == 35
    assert len(table2().lines()) == 37
    assert [line.name for line in table1().row(32).lines] == ["化学需氧量", "二氧化硫", "氨氮", "氮氧化物"]
    assert [line.attribute for line in table2().row(20).lines] == ["预期性", ""]


@pytest.mark.parametrize("table_id", [1, 2])
def test_every_line_has_every_column_and_every_row_a_known_category(table_id: int) -> None:
    known = table(table_id)
    columns = [column.id for column in known.columns]
    for row, line in known.lines():
        assert list(line.cells) == columns
        assert known.group(row.group).title.en
        assert row.title.en
        assert row.unit_of(line).en or row.no == 20
        assert [note.id for note in known.notes_of(row)] == list(row.notes)


@pytest.mark.parametrize("table_id", [1, 2])
def test_binding_rows_are_those_the_plan_marks(table_id: int) -> None:
    assert {row.no for row in table(table_id).rows if row.attribute.zh == "约束性"} == BINDING[table_id]


def test_categories_follow_the_plan() -> None:
    def span(table_id: int) -> dict[str, tuple[int, int]]:
        known = table(table_id)
        numbers = {g.title.zh: [row.no for row in known.rows if row.group == g.id] for g in known.groups}
        return {name: (rows[0], rows[-1]) for name, rows in numbers.items()}

    assert span(1) == {"经济发展": (1, 7), "创新驱动": (8, 14), "民生福祉": (15, 23), "生态文明": (24, 32)}
    assert span(2) == {"经济发展": (1, 12), "创新驱动": (13, 19), "社会民生": (20, 27), "生态环境": (28, 36)}


def test_printed_name_is_title_and_unit() -> None:
    for known in (table1(), table2()):
        for row in known.rows:
            unit = row.unit.zh
            assert row.name in (row.title.zh, f"{row.title.zh}（{unit}）", f"{row.title.zh}({unit})")


@pytest.mark.parametrize(
    ("text", "value", "bound", "total", "starred"),
    [
        ("3100以上", 3100, Bound.LEAST, False, False),
        ("≥60", 60, Bound.LEAST, False, False),
        ("0.01以下", 0.01, Bound.MOST, False, False),
        ("<5", 5, Bound.BELOW, False, False),
        ("力争420", 420, Bound.AIM, False, False),
        ("[15.2]*", 15.2, Bound.NONE, True, True),
        ("16%以上", 16, Bound.LEAST, False, False),
        ("-*", None, Bound.NONE, False, True),
        ("翻一番", None, Bound.NONE, False, False),
        ("", None, Bound.NONE, False, False),
    ],
)
def test_signs_are_read(text: str, value: float | None, bound: Bound, total: bool, starred: bool) -> None:
    cell = Cell.read(text)
    assert (cell.value, cell.bound, cell.total, cell.starred) == (value, bound, total, starred)
    assert cell.text == text


@pytest.mark.parametrize("text", ["31OO", "[5", "5]", "≥60以上", "1,800", " 5", "翻两番", "--", "5**", "以上"])
def test_what_no_cell_prints_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="printed"):
        Cell.read(text)


@given(
    number=st.from_regex(r"\d{1,6}(\.\d{1,3})?", fullmatch=True),
    before=st.sampled_from(["", "<", "≥", "力争"]),
    bracket=st.booleans(),
    after=st.sampled_from(["", "以上", "以下"]),
    star=st.booleans(),
)
def test_number_and_its_rounding_survive_every_sign(
    number: str, before: str, bracket: bool, after: str, star: bool
) -> None:
    if before in ("<", "≥") and (after or bracket):
        before = ""
    core = f"[{before if before != '力争' else ''}{number}]" if bracket else f"{before}{number}"
    cell = Cell.read(f"{core}{after}{'*' if star else ''}")
    assert cell.value == float(number)
    assert cell.total is bracket
    low, high = cell.interval
    assert low <= cell.value <= high
    assert math.isclose(high - low, 10.0 ** -len(number.partition(".")[2]), rel_tol=1e-6)
    open_low, open_high = cell.open_interval
    assert open_low <= low
    assert open_high >= high
    assert math.isinf(open_high) == (cell.bound is Bound.LEAST)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_meaning_is_told_where_there_is_a_sign(lang: str) -> None:
    set_language(lang)
    assert Cell.read("900").meaning() == ""
    for text in ("3100以上", "[5]", "<5", "≥60", "力争420", "-", "翻一番", "按上级要求", "与经济增长基本同步"):
        meaning = Cell.read(text).meaning()
        assert meaning
        assert meaning.isascii() == (lang == "en")


def test_misprint_in_the_file_names_the_cell(tmp_path: Path) -> None:
    document = json.loads((layers_folder() / "sources" / "indicators.json").read_text(encoding="utf-8"))
    document["tables"][1]["rows"][0]["lines"][0]["cells"]["target_2025"] = "31OO以上"
    file = tmp_path / "indicators.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(DataError, match=r"tables\.1\.rows\.0\.lines\.0\.cells\.target_2025.*31OO"):
        schema.read(file, indicators._File)


def test_unknown_table_row_and_column_are_one_sentence() -> None:
    with pytest.raises(DataError, match="表3"):
        table(3)
    with pytest.raises(DataError, match="37"):
        table2().row(37)
    with pytest.raises(DataError, match="target_2025"):
        table2().column("target_2026")


def test_document_keeps_text_beside_value() -> None:
    rows = table2().document()["rows"]
    assert len(rows) == 37
    assert rows[0]["cells"]["target_2025"] == {
        "text": "3100以上",
        "value": 3100.0,
        "bound": "least",
        "total": False,
        "starred": False,
    }
    json.dumps(rows, allow_nan=False)


def test_figures_of_the_text_carry_their_number_in_the_printed_words() -> None:
    assert len({one.id for one in figures()}) == len(figures()) > 80
    for one in figures():
        assert one.cell.number in one.printed
        assert one.plan_ref[0] in "§专注"
        assert one.title.en


def test_text_and_tables_state_the_same_numbers_and_twice_another_limit() -> None:
    pairs = [(one, one.same_as.find()[2]) for one in figures() if one.same_as]
    assert len(pairs) > 25
    assert [one.id for one, cell in pairs if one.cell.value != cell.value] == []
    # 突破45万人 beside 45, and 5.1个以上 beside 5.1: the text promises more than the table.
    assert [one.id for one, cell in pairs if one.cell.bound is not cell.bound] == ["talent_2020", "nursery"]


def test_figures_about_a_feature() -> None:
    assert [one.id for one in figures(("platforms", "良渚新城"))] == ["liangzhu_culture", "liangzhu_health"]
    assert figure("water_supply").document()["value"] == 74.9
    with pytest.raises(DataError, match="water_supply"):
        figure("watersupply")


def test_tables_move_with_the_folder(tmp_path: Path) -> None:
    shutil.copy(layers_folder() / "sources" / "indicators.json", tmp_path)
    assert indicators._file(tmp_path / "indicators.json").tables[0] == table1()
