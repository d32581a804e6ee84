"""The slides: real tables, Chinese fonts, nothing off the page, and a word on what is left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.oxml.ns import qn

from tests.report.answers import answer, table, wide_table
from yhgis.i18n import Title, set_language
from yhgis.model.result import Table
from yhgis.report.pptx import write_pptx


def written(folder: Path, *tables: Table) -> Any:
    write_pptx(answer(*tables), folder / "果.pptx")
    return pptx.Presentation(str(folder / "果.pptx"))


def tables_of(show: Any) -> list[Any]:
    return [shape.table for slide in show.slides for shape in slide.shapes if shape.has_table]


def text_of(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def rows_of(one: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in one.rows]


def long_table(count: int, title: str = "长表") -> Table:
    rows = tuple((f"块{i}", 1.0, 1.0, 1.0, 1) for i in range(count))
    return Table("long", Title(title), table().columns, rows, ("合计", float(count), None, None, count))


def test_a_slide_with_title_basis_table_and_mark(folder: Path) -> None:
    show = written(folder)
    _, slide = show.slides
    assert slide.shapes.title.text == "重叠面积（示意）"
    assert "面积口径：" in text_of(slide)
    assert "另有碎片 3 处" in text_of(slide)
    (one,) = tables_of(show)
    rows = rows_of(one)
    assert rows[0] == ["镇街", "面积（m²）", "净面积（m²）", "占比（%）", "图斑数"]
    assert rows[-1] == ["合计", "120,000.50", "10,100.00", "8.42", "1,237"]


def test_every_run_names_its_chinese_font(folder: Path) -> None:
    show = written(folder)
    runs = [
        run
        for slide in show.slides
        for shape in slide.shapes
        for frame in (
            [cell.text_frame for row in shape.table.rows for cell in row.cells]
            if shape.has_table
            else [shape.text_frame]
            if shape.has_text_frame
            else []
        )
        for paragraph in frame.paragraphs
        for run in paragraph.runs
    ]
    assert len(runs) > 20
    for run in runs:
        assert run._r.rPr.find(qn("a:ea")).get("typeface") == "微软雅黑"


@pytest.mark.parametrize("made", [table(), wide_table(20), long_table(60)])
def test_nothing_lies_off_the_slide_or_on_each_other(folder: Path, made: Table) -> None:
    show = written(folder, made)
    for slide in show.slides:
        boxes = []
        for shape in slide.shapes:
            height = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
            assert shape.left >= 0
            assert shape.left + shape.width <= show.slide_width
            assert shape.top + height <= show.slide_height
            boxes.append((shape.top, shape.top + height))
        boxes.sort()
        assert all(upper[1] <= lower[0] for upper, lower in zip(boxes, boxes[1:], strict=False))


def test_long_tables_go_on_and_the_last_slide_has_total_and_omission(folder: Path) -> None:
    show = written(folder, long_table(60))
    parts = [rows_of(one) for one in tables_of(show)]
    assert [len(part) for part in parts] == [14, 14, 15]
    assert parts[2][-1][0] == "合计"
    assert parts[1][1][0] == "块13"
    texts = [text_of(slide) for slide in show.slides]
    assert "仅列前 39 行，共 60 行" in texts[3]
    assert "仅列前" not in texts[1]


def test_further_tables_are_shown_when_small_and_named_when_long(folder: Path) -> None:
    show = written(folder, table(), long_table(60, "碎片明细"))
    assert len(show.slides) == 2
    assert "其余表格见 Excel 工作簿（.xlsx）：碎片明细" in text_of(show.slides[1])


def test_nothing_found_is_said(folder: Path) -> None:
    assert "未发现。" in text_of(written(folder, table(rows=(), totals=None)).slides[0])


def test_english(folder: Path) -> None:
    set_language("en")
    assert written(folder).slides[1].shapes.title.text == "Overlap areas (schematic)"
