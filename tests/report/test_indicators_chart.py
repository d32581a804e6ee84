"""Charts of the indicators, and the indicators' table as workbook, document and slides with them."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest
from pptx import Presentation

from yhgis.errors import UsageError
from yhgis.i18n import Title, set_language
from yhgis.model.result import Column, Table, ValueKind
from yhgis.plan import indicators
from yhgis.report.chart import Chart, ChartKind
from yhgis.report.indicators_chart import indicator_charts
from yhgis.report.plan_table import write_plan_table

NOTES = ("“以上”为下限。", "表2。")


@pytest.fixture(autouse=True)
def _application(qapp: object) -> None:
    """Texts of charts are measured."""


def printed(source: indicators.Table) -> Table:
    columns = (Column("name", Title("指标")), *(Column(c.id, c.title, ValueKind.PRINTED) for c in source.columns))
    rows = tuple((row.name, *(line.cells[c.id].text for c in source.columns)) for row, line in source.lines())
    return Table("indicators", source.title, columns, rows)


@pytest.mark.parametrize("number", [1, 2])
def test_each_category_has_its_chart_with_the_printed_figures(number: int) -> None:
    source = indicators.table(number)
    charts = indicator_charts(source)
    assert len(charts) == len(source.groups)
    target = next(column for column in source.columns if column.role == "target")
    seen: list[int] = []
    for chart, group in zip(charts, source.groups, strict=True):
        assert chart.kind is ChartKind.TARGETS
        assert str(group.title) in chart.title
        for place, at in enumerate(chart.rows):
            row, line = source.lines()[at]
            assert row.group == group.id
            cells = line.cells[source.columns[0].id], line.cells[target.id]
            for series, cell in zip(chart.series, cells, strict=True):
                assert series.texts[place].startswith(cell.text)
            ratio = (chart.series[1].values[place] or 0.0) / 100
            assert ratio == pytest.approx((cells[1].value or 0.0) / (cells[0].value or 1.0))
        seen += chart.rows
    assert len(seen) == len(set(seen))


def test_what_is_not_comparable_has_no_bars() -> None:
    source = indicators.table2()
    shown = {at for chart in indicator_charts(source) for at in chart.rows}
    for at, (_row, line) in enumerate(source.lines()):
        if any(line.cells[column.id].value is None for column in source.columns[:2]):
            assert at not in shown
    assert all(
        any("没有" in note or "未列" in note or "不" in note for note in c.notes) for c in indicator_charts(source)[1:]
    )


def test_charts_speak_the_language_in_use() -> None:
    set_language("en")
    assert all(chart.title.isascii() or "–" in chart.title for chart in indicator_charts(indicators.table2()))


def test_the_files_hold_table_charts_and_notes(tmp_path: Path) -> None:
    source = indicators.table2()
    table, charts = printed(source), indicator_charts(source)
    for suffix in ("xlsx", "docx", "pptx"):
        write_plan_table(table, NOTES, tmp_path / f"指标.{suffix}", charts)
    book = openpyxl.load_workbook(tmp_path / "指标.xlsx")
    assert len(book.sheetnames) == 1 + len(charts)
    assert sum(len(book[name]._charts) for name in book.sheetnames) == len(charts)
    _check_document(tmp_path / "指标.docx", table, charts)
    _check_slides(tmp_path / "指标.pptx", table, charts)


def _check_document(path: Path, table: Table, charts: tuple[Chart, ...]) -> None:
    document = docx.Document(str(path))
    assert len(document.inline_shapes) == len(charts)
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [tuple(row) for row in cells[1:]] == list(table.rows)
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert all(note in said for note in NOTES)


def _check_slides(path: Path, table: Table, charts: tuple[Chart, ...]) -> None:
    slides = list(Presentation(str(path)).slides)
    native = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    for made, chart in zip(native, charts, strict=True):
        assert tuple(made.plots[0].categories) == chart.categories
        for drawn, series in zip(made.plots[0].series, chart.series, strict=True):
            assert tuple(drawn.values) == pytest.approx(series.values)
    rows = [
        tuple(cell.text for cell in row.cells)
        for slide in slides
        for shape in slide.shapes
        if shape.has_table
        for row in list(shape.table.rows)[1:]
    ]
    assert rows == list(table.rows)
    assert all(NOTES[0] in slide.notes_slide.notes_text_frame.text for slide in slides)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="docx"):
        write_plan_table(printed(indicators.table2()), NOTES, tmp_path / "a.odt")
    assert not list(tmp_path.iterdir())
