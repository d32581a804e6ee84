"""The Word document: fonts that Word takes for Chinese, headings that repeat, basis, sources and the mark."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from tests.report.answers import answer, table, wide_table
from yhgis.i18n import set_language
from yhgis.model.layer import Status
from yhgis.report.docx import write_docx


def written(folder: Path, *tables: object, **options: object) -> docx.document.Document:
    write_docx(answer(*tables, **options), folder / "果.docx")  # type: ignore[arg-type]
    return docx.Document(str(folder / "果.docx"))


def paragraphs(document: docx.document.Document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def cells(one: docx.table.Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in one.rows]


def test_title_basis_notes_tables_and_sources_in_order(folder: Path) -> None:
    document = written(folder)
    text = paragraphs(document)
    order = (
        "（示意）",
        "面积口径：",
        "另有碎片 3 处",
        "表 1　重叠面积（示意）",
        "数据来源与口径",
        "输入数据",
        "图形修复",
    )
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert document.sections[0].page_width > document.sections[0].page_height
    assert "示意" in document.sections[0].footer.paragraphs[0].text
    assert len(document.tables) == 4


def test_figures_units_and_totals(folder: Path) -> None:
    rows = cells(written(folder).tables[0])
    assert rows[0] == [
        *("镇街", "面积（m²）", "面积（公顷）", "面积（亩）"),
        *("净面积（m²）", "净面积（公顷）", "净面积（亩）", "占比（%）", "图斑数"),
    ]
    assert rows[1] == ["余杭街道", "20,000.00", "2.00", "30.00", "10,000.13", "1.00", "15.00", "50.00", "3"]
    assert rows[2][4:] == ["–", "–", "–", "–", "0"]
    assert rows[-1][:2] == ["合计", "120,000.50"]


@pytest.mark.parametrize("name", ["Normal", "Title", "Heading 1", "Heading 2"])
def test_every_style_names_its_chinese_font_and_no_theme_wins_over_it(folder: Path, name: str) -> None:
    fonts = written(folder).styles[name].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) in ("宋体", "黑体")
    assert fonts.get(qn("w:ascii")) == "Times New Roman"
    assert not [key for key in fonts.attrib if key.endswith("Theme")]


def test_the_heading_row_repeats_and_rows_stay_whole(folder: Path) -> None:
    one = written(folder).tables[0]
    assert one.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert one.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in one.rows)


def test_the_grid_and_the_cells_agree_on_widths_within_the_page(folder: Path) -> None:
    document = written(folder)
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for one in document.tables:
        grid = [column.width for column in one.columns]
        assert sum(grid) == pytest.approx(room, rel=0.01)
        assert [cell.width for cell in one.rows[0].cells] == grid


def test_wide_tables_continue_with_the_first_column_again(folder: Path) -> None:
    document = written(folder, wide_table(20))
    text = paragraphs(document)
    assert text.count("宽表（示意）（续）") == 2
    heads = [cells(one)[0] for one in document.tables[:3]]
    assert all(head[0] == "镇街" and len(head) <= 9 for head in heads)
    assert [name for head in heads for name in head[1:]] == [f"列{i}（m²）" for i in range(20)]


def test_long_tables_say_what_they_leave_out(folder: Path) -> None:
    rows = tuple((f"块{i}", 1.0, 1.0, 1.0, 1) for i in range(250))
    document = written(folder, table(rows=rows))
    assert len(document.tables[0].rows) == 1 + 200 + 1
    assert "仅列前 200 行，共 250 行" in paragraphs(document)


def test_nothing_found_is_said(folder: Path) -> None:
    assert "未发现。" in paragraphs(written(folder, table(rows=(), totals=None)))


def test_official_data_bears_no_mark(folder: Path) -> None:
    assert "示意" not in paragraphs(written(folder, status=Status.OFFICIAL))


def test_english(folder: Path) -> None:
    set_language("en")
    text = paragraphs(written(folder))
    assert "Table 1  Overlap areas (schematic)" in text
    assert "Red line has a warning" in text
