"""Charts inside documents: a picture in Word, native ones in PowerPoint and Excel, with the result's own figures."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from PIL import Image
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn

from tests.report.answers import answer, table
from tests.report.built_in import LINES, conflicts, overlap
from yhgis.model.result import Result
from yhgis.report.chart import Chart
from yhgis.report.charts import chart_for
from yhgis.report.write import write_result


def results() -> list[Result]:
    return [overlap("towns", *LINES), overlap("towns", "zones"), conflicts(*LINES[:3]), answer()]


def chart_of(result: Result) -> Chart:
    chart = chart_for(result)
    assert chart is not None
    return chart


def native(show: Any) -> Any:
    (found,) = [shape.chart for slide in show.slides for shape in slide.shapes if shape.has_chart]
    return found


@pytest.mark.parametrize("number", range(4))
def test_the_slide_has_a_real_chart_of_the_same_figures(folder: Path, number: int) -> None:
    result = results()[number]
    chart = chart_of(result)
    write_result(result, folder / "果.pptx")
    made = native(pptx.Presentation(str(folder / "果.pptx")))
    assert tuple(made.plots[0].categories) == chart.categories
    for drawn, series in zip(made.plots[0].series, chart.series, strict=True):
        assert drawn.name == series.title
        assert drawn.values == tuple(None if v is None else pytest.approx(v) for v in series.values)


def test_the_slides_chart_reads_from_the_top_and_names_its_fonts(folder: Path) -> None:
    write_result(results()[0], folder / "果.pptx")
    made = native(pptx.Presentation(str(folder / "果.pptx")))
    assert made.chart_type is XL_CHART_TYPE.BAR_STACKED
    assert made.category_axis.reverse_order
    assert made.value_axis._element.find(qn("c:crosses")).get("val") == "max"
    fonts = made._chartSpace.findall(f".//{qn('a:ea')}")
    assert len(fonts) >= 4
    assert {font.get("typeface") for font in fonts} == {"微软雅黑"}
    assert made.has_legend


def test_the_first_slide_names_unit_and_mark_and_notes_name_the_sources(folder: Path) -> None:
    write_result(results()[0], folder / "果.pptx")
    slide = pptx.Presentation(str(folder / "果.pptx")).slides[0]
    assert slide.shapes.title.text == "镇街 × 5 个图层：净面积（km²）（示意）"
    spoken = slide.notes_slide.notes_text_frame.text
    assert "生态保护红线: 示意; 规划对西部生态屏障" in spoken


def chart_xml(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        (name,) = [name for name in package.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
        return package.read(name).decode("utf-8")


@pytest.mark.parametrize("number", range(4))
def test_the_workbook_has_a_native_chart_of_cells_on_its_sheet(folder: Path, number: int) -> None:
    result = results()[number]
    chart = chart_of(result)
    write_result(result, folder / "果.xlsx")
    sheet = openpyxl.load_workbook(folder / "果.xlsx")["图表"]
    text = chart_xml(folder / "果.xlsx")
    head = int(re.findall(r"<c:f>'?图表'?!\$A\$(\d+):", text)[0]) - 1
    for place, series in enumerate(chart.series, start=2):
        assert sheet.cell(head, place).value == series.title
        values = [sheet.cell(head + 1 + row, place).value for row in range(len(chart.categories))]
        assert values == [None if v is None else pytest.approx(v) for v in series.values]
    assert [sheet.cell(head + 1 + row, 1).value for row in range(len(chart.categories))] == list(chart.categories)
    assert text.count("<c:ser>") == len(chart.series)
    assert '<c:orientation val="maxMin"/>' in text
    assert set(re.findall(r'<a:latin typeface="([^"]+)"', text)) == {"Microsoft YaHei"}


def test_text_in_a_charts_figures_is_no_formula(folder: Path) -> None:
    rows = (("=1+1", 4.0, 1.0, 0.25, 1), ("余杭街道", 4.0, 2.0, 0.5, 1))
    write_result(answer(table(rows=rows, totals=None)), folder / "果.xlsx")
    sheet = openpyxl.load_workbook(folder / "果.xlsx")["图表"]
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert cell.data_type == "s"


def test_the_document_has_the_picture_with_caption_and_description(folder: Path) -> None:
    write_result(results()[0], folder / "果.docx")
    document = docx.Document(str(folder / "果.docx"))
    shape, _the_map = document.inline_shapes
    section = document.sections[0]
    assert shape.width <= section.page_width - section.left_margin - section.right_margin
    assert "净面积" in shape._inline.docPr.get("descr")
    assert any(paragraph.text == "图 1　镇街 × 5 个图层：净面积" for paragraph in document.paragraphs)
    part = document.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
    assert Image.open(io.BytesIO(part.blob)).width / (shape.width / 914400) == pytest.approx(200, rel=0.01)


@pytest.mark.parametrize("extension", ["docx", "pptx", "xlsx"])
def test_nothing_found_has_no_chart(folder: Path, extension: str) -> None:
    path = folder / f"果.{extension}"
    write_result(answer(table(rows=(), totals=None)), path)
    with zipfile.ZipFile(path) as package:
        assert not [name for name in package.namelist() if "chart" in name or name.endswith(".png")]
