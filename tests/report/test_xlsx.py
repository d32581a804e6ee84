"""The workbook: figures with formulas that agree with their values, and a sheet on how they were made."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.report.answers import ROWS, TOTALS, answer, table, wide_table
from yhgis.i18n import set_language
from yhgis.model.layer import Status
from yhgis.model.result import Table
from yhgis.report.xlsx import write_xlsx
from yhgis.report.xlsx_parts import sheet_names


def sheets(path: Path) -> tuple[Worksheet, Worksheet]:
    """Return the main sheet twice: with its formulas, and with the values that stand in them."""
    return openpyxl.load_workbook(path).worksheets[0], openpyxl.load_workbook(path, data_only=True).worksheets[0]


def head_row(sheet: Worksheet, first: str = "镇街") -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == first)


@pytest.fixture
def book(folder: Path) -> Path:
    write_xlsx(answer(), folder / "果.xlsx")
    return folder / "果.xlsx"


def test_areas_stand_in_three_units(book: Path) -> None:
    formulas, values = sheets(book)
    head = head_row(values)
    assert [cell.value for cell in values[head]] == [
        *("镇街", "面积（m²）", "面积（公顷）", "面积（亩）"),
        *("净面积（m²）", "净面积（公顷）", "净面积（亩）", "占比", "图斑数"),
    ]
    row = head + 1
    assert [cell.value for cell in values[row]] == pytest.approx(
        ["余杭街道", 20_000.0, 2.0, 30.0, 10_000.125, 1.0000125, 15.0001875, 0.50000625, 3]
    )
    assert formulas.cell(row, 3).value == f"=B{row}/10000"
    assert formulas.cell(row, 4).value == f"=B{row}*3/2000"
    assert [values.cell(row, column).number_format for column in (2, 3, 4, 8, 9)] == [
        *("#,##0.00", "#,##0.0000", "#,##0.00", "0.00%", "#,##0")
    ]


def test_totals_are_sums_where_they_are_the_sum_of_their_rows(book: Path) -> None:
    formulas, values = sheets(book)
    first, total = head_row(values) + 1, head_row(values) + 1 + len(ROWS)
    assert values.cell(total, 1).value == "合计"
    assert formulas.cell(total, 2).value == f"=SUM(B{first}:B{total - 1})"
    assert values.cell(total, 2).value == TOTALS[1]
    assert formulas.cell(total, 3).value == f"=B{total}/10000"
    assert formulas.cell(total, 5).value == TOTALS[2]  # a union's total is less than the sum: a plain figure
    assert formulas.cell(total, 8).value == TOTALS[3]
    assert formulas.cell(total, 9).value == f"=SUM(I{first}:I{total - 1})"


def test_text_is_never_a_formula_and_nothing_is_blank(book: Path) -> None:
    formulas, _ = sheets(book)
    row = head_row(formulas) + 2
    assert (formulas.cell(row, 1).value, formulas.cell(row, 1).data_type) == ("=1+1", "s")
    assert formulas.cell(row, 5).value is None


def test_head_is_frozen_repeated_and_filtered(book: Path) -> None:
    sheet, _ = sheets(book)
    head = head_row(sheet)
    assert sheet.freeze_panes == f"B{head + 1}"
    assert sheet.print_title_rows == f"${head}:${head}"
    assert sheet.auto_filter.ref == f"A{head}:I{head + len(ROWS)}"


def all_text(sheet: Worksheet) -> str:
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_second_sheet_says_how_it_was_made(book: Path) -> None:
    made = openpyxl.load_workbook(book).worksheets[-1]
    assert made.title == "数据来源与口径"
    text = all_text(made)
    for expected in (
        "图斑椭球面积公式",
        "EPSG:4549",
        "2026-11-24 11:30",
        "ab" * 32,
        "/余杭 区/地块.gpkg",
        "示意",
        "自有数据",
        "Self-intersection",
        "-1.50",
        "另有碎片 3 处，合计 12.35 m²",
    ):
        assert expected in text, expected


def test_the_mark_is_there_with_schematic_data_only(folder: Path) -> None:
    write_xlsx(answer(), folder / "示意.xlsx")
    write_xlsx(answer(status=Status.OFFICIAL), folder / "正式.xlsx")
    marked, plain = (openpyxl.load_workbook(folder / name).worksheets[0] for name in ("示意.xlsx", "正式.xlsx"))
    assert marked["A1"].value == "重叠面积（示意）"
    assert marked.oddFooter.left.text == "示意"
    assert plain["A1"].value == "重叠面积"
    assert not plain.oddFooter.left.text


def test_english(folder: Path) -> None:
    set_language("en")
    write_xlsx(answer(), folder / "果.xlsx")
    book = openpyxl.load_workbook(folder / "果.xlsx")
    assert book.sheetnames == ["Overlap areas", "Chart", "Sources and basis"]
    assert "Net area (ha)" in all_text(book.worksheets[0])
    of_ours = all_text(book.worksheets[0]).replace("余杭街道", "").replace("瓶窑镇", "").replace("合计", "")
    assert not any("\u4e00" <= character <= "\u9fff" for character in of_ours)


def test_no_rows_make_a_sheet_all_the_same(folder: Path) -> None:
    write_xlsx(answer(table(rows=(), totals=None)), folder / "空.xlsx")
    sheet, _ = sheets(folder / "空.xlsx")
    assert head_row(sheet) == sheet.max_row


def test_many_tables_and_columns(folder: Path) -> None:
    write_xlsx(answer(table(), wide_table(20), table()), folder / "多.xlsx")
    book = openpyxl.load_workbook(folder / "多.xlsx")
    assert book.sheetnames == ["重叠面积", "图表", "宽表", "重叠面积 2", "数据来源与口径"]
    assert book.worksheets[2].max_column == 61


def test_sheet_names_fit_excel() -> None:
    names = sheet_names(["a/b:c", "长" * 40, "长" * 40, "", "'x'"])
    assert names[0] == "a_b_c"
    assert all(0 < len(name) <= 31 for name in names)
    assert len(set(names)) == len(names)
    assert names[-1] == "x"


def test_the_file_is_the_same_for_the_same_result(folder: Path) -> None:
    same: tuple[Table, ...] = (table(),)
    write_xlsx(answer(*same), folder / "一.xlsx")
    write_xlsx(answer(*same), folder / "二.xlsx")
    assert (folder / "一.xlsx").read_bytes() == (folder / "二.xlsx").read_bytes()
