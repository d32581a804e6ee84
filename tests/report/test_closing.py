"""平差: closed figures add up, the difference is stated, and what does not add up is left alone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.answers import answer
from yhgis.i18n import Title
from yhgis.model.quantity import AreaUnit, round_half_up
from yhgis.model.result import Column, Table, ValueKind
from yhgis.report.closing import closed_column, is_sum, statement
from yhgis.report.table_text import text_tables
from yhgis.report.write import write_result

areas = st.lists(st.floats(0, 1e8).map(lambda value: round(value, 4)), min_size=1, max_size=30)


def table_of(values: list[float], total: float | None = None) -> Table:
    columns = (
        Column("name", Title("镇街", "Town")),
        Column("area", Title("面积", "Area"), ValueKind.AREA),
        Column("share", Title("占比", "Share"), ValueKind.SHARE),
    )
    whole = sum(values) if total is None else total
    rows = tuple((f"镇{i}", value, value / whole if whole else 0.0) for i, value in enumerate(values))
    return Table("t", Title("面积", "Areas"), columns, rows, ("合计", whole, 1.0 if whole else 0.0))


@given(areas, st.sampled_from([AreaUnit.M2, AreaUnit.HA, AreaUnit.MU, AreaUnit.KM2]))
def test_closed_figures_add_up_and_move_by_one_last_digit_at_most(values: list[float], unit: AreaUnit) -> None:
    table = table_of(values)
    closed = closed_column(table, 1, unit, 2, closing=True)
    rounded = closed_column(table, 1, unit, 2, closing=False)
    if not sum(values):
        assert closed is None
        return
    assert closed is not None
    assert rounded is not None
    printed = [value for value in closed.values if value is not None]
    assert sum(printed, Decimal(0)) == closed.total == round_half_up(unit.of(sum(values)), 2)
    assert all(abs(a - b) <= Decimal("0.01") for a, b in zip(printed, rounded.values, strict=True))
    assert closed.difference == rounded.difference == sum(rounded.values, Decimal(0)) - closed.total
    assert (closed.adjusted == 0) == (closed.values == rounded.values)
    if closed.difference:
        assert closed.adjusted >= abs(closed.difference) * 100


def test_a_union_does_not_add_up_and_is_not_closed() -> None:
    table = table_of([10_000.0, 20_000.0], total=25_000.0)
    assert not is_sum(table, 1)
    assert closed_column(table, 1, AreaUnit.HA, 2, closing=True) is None
    assert text_tables(table, most_columns=9, most_rows=9, closing=True)[0].remark == ""


def test_negative_and_missing_figures_are_left_alone() -> None:
    columns = table_of([1.0]).columns
    negative = Table("t", Title("差", "Change"), columns, (("甲", -5.0, 0.5), ("乙", 6.0, 0.5)), ("合计", 1.0, 1.0))
    assert closed_column(negative, 1, AreaUnit.M2, 2, closing=True) is None
    missing = Table("t", Title("缺", "Missing"), columns, (("甲", None, 0.5), ("乙", 6.0, 0.5)), ("合计", 6.0, 1.0))
    assert closed_column(missing, 1, AreaUnit.M2, 2, closing=True) is None


def test_the_statement_says_which_and_how_much() -> None:
    table = table_of([3_333.0, 3_333.0, 3_334.0])  # 0.33 + 0.33 + 0.33 ha is not 1.00 ha
    on, off = (text_tables(table, most_columns=9, most_rows=9, closing=closing)[0] for closing in (True, False))
    assert [row[2] for row in off.rows] == ["0.33", "0.33", "0.33"]
    assert [row[2] for row in on.rows] == ["0.33", "0.33", "0.34"]
    assert on.totals is not None
    assert on.totals[2] == "1.00"
    assert off.remark.startswith("未平差")
    assert on.remark.startswith("已平差")
    for remark in (on.remark, off.remark):
        assert "0.01 公顷" in remark
    assert statement([], closing=True) == ""


def test_figures_that_close_by_themselves_say_so() -> None:
    (text,) = text_tables(table_of([10_000.0, 30_000.0]), most_columns=3, most_rows=9)
    assert "无须平差" in text.remark


@pytest.mark.parametrize("closing", [True, False])
def test_the_workbook_holds_closed_figures_only_when_asked(folder: Path, closing: bool) -> None:
    write_result(answer(table_of([3_333.0, 3_333.0, 3_334.0])), folder / "果.xlsx", closing=closing)
    formulas = openpyxl.load_workbook(folder / "果.xlsx").worksheets[0]
    values = openpyxl.load_workbook(folder / "果.xlsx", data_only=True).worksheets[0]
    head = next(cell.row for cell in values["A"] if cell.value == "镇街")
    mu = [values.cell(head + i, 4).value for i in (1, 2, 3)]
    total = values.cell(head + 4, 4).value
    assert total == pytest.approx(15.0)
    assert any("平差" in str(cell.value) for cell in values["A"])
    if closing:
        assert mu == [5.0, 5.0, 5.0]
        assert formulas.cell(head + 1, 4).value == 5.0
        assert formulas.cell(head + 4, 4).value == f"=SUM(D{head + 1}:D{head + 3})"
    else:
        assert mu == [pytest.approx(value * 3 / 2000) for value in (3_333.0, 3_333.0, 3_334.0)]
        assert formulas.cell(head + 1, 4).value == f"=B{head + 1}*3/2000"


def test_the_document_prints_closed_figures_and_the_line(folder: Path) -> None:
    write_result(answer(table_of([3_333.0, 3_333.0, 3_334.0])), folder / "果.docx", closing=True)
    document = docx.Document(str(folder / "果.docx"))
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    column = [Decimal(row[2]) for row in cells[1:]]
    assert sum(column[:-1]) == column[-1] == Decimal("1.00")
    assert any(paragraph.text.startswith("已平差") for paragraph in document.paragraphs)
