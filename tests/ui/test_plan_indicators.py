"""The plan's indicators in the window: cells exactly as printed, one line as a chart, disagreement marked."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from yhgis.plan import indicators
from yhgis.plan.indicators_growth import Verdict, growth
from yhgis.ui.panels.indicator_card import indicator_chart
from yhgis.ui.panels.indicators import IndicatorsPanel
from yhgis.ui.session import Session


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> IndicatorsPanel:
    made = IndicatorsPanel(session)
    qtbot.addWidget(made)
    made.resize(1000, 300)
    made.show()
    return made


@pytest.mark.parametrize("table_id", [1, 2])
def test_every_cell_is_as_printed(panel: IndicatorsPanel, table_id: int) -> None:
    panel.show_table(table_id)
    source = indicators.table(table_id)
    model = panel.table.model
    assert len({row.no for row, _line in source.lines()}) == {1: 32, 2: 36}[table_id]
    assert model.rowCount() == len(source.lines())
    for number, (row, line) in enumerate(source.lines()):
        name = model.value(number, 0)
        assert name.startswith(f"{row.no}  {row.name}")
        shown = [model.index(number, column).data() for column in range(1, len(source.columns) + 1)]
        assert shown == [line.cells[column.id].text for column in source.columns]


def test_signs_of_the_plan_are_kept(panel: IndicatorsPanel) -> None:
    shown = {panel.table.model.value(row, column) for row in range(37) for column in range(6)}
    assert {"3100以上", "[5.8]", "翻一番", "-*", "1.60*", "按上级要求", "与经济增长基本同步", "16%以上"} <= shown
    panel.show_table(1)
    shown = {panel.table.model.value(row, column) for row in range(35) for column in range(6)}
    assert {"力争420", "<5", "≥60", "[15.2]*", "12.17*"} <= shown


def test_the_mark_stands_where_growth_disagrees(panel: IndicatorsPanel) -> None:
    source = indicators.table2()
    implied = len(source.columns) + 1
    for number, (row, line) in enumerate(source.lines()):
        change = growth(source, row, line)
        text = panel.table.model.value(number, implied)
        assert text.startswith(change.mark or ("–" if change.implied is None else text[:1])), row.no
        assert (change.verdict is Verdict.DIFFERS) == text.startswith("≠")
    panel.show_indicator("2:36:0")
    assert panel.card.sentence.text().startswith("≠")
    assert "4.6" in panel.card.sentence.text()
    assert "4.10" in panel.card.sentence.text()


def test_the_chart_follows_the_chosen_row(qtbot: QtBot, panel: IndicatorsPanel) -> None:
    view = panel.table.view
    with qtbot.waitSignal(view.selectionModel().currentRowChanged):
        view.setCurrentIndex(panel.table.model.index(1, 0))
    chart = panel.card.bars.chart
    assert chart is not None
    assert [series.texts for series in chart.series] == [("646.80",), ("900",)]
    assert [series.values for series in chart.series] == [(646.8,), (900.0,)]
    assert panel.card.name.text().startswith("2  财政总收入")
    before = panel.card.bars.grab().toImage()
    view.setCurrentIndex(panel.table.model.index(8, 0))
    assert panel.card.bars.grab().toImage() != before


def test_what_cannot_be_compared_has_no_bars_but_a_reason(panel: IndicatorsPanel) -> None:
    panel.show_indicator("2:21:0")
    assert panel.card.bars.chart is None
    assert panel.card.bars.isHidden()
    assert "不作图" in panel.card.more.text()


def test_table_one_shows_the_result_too() -> None:
    source = indicators.table1()
    row, line = source.lines()[0]
    chart = indicator_chart(source, row, line)
    assert chart is not None
    assert [series.texts[0] for series in chart.series] == ["1278.61", "1800", "3051.61"]


def test_every_line_can_be_asked_for(panel: IndicatorsPanel) -> None:
    for source in (indicators.table1(), indicators.table2()):
        for number, (row, line) in enumerate(source.lines()):
            panel.show_indicator(f"{source.id}:{row.no}:{row.lines.index(line)}")
            assert panel.line == number
            assert panel.card.name.text().startswith(f"{row.no}  ")


def test_sorting_keeps_the_line_of_the_chart(panel: IndicatorsPanel) -> None:
    panel.table.view.sortByColumn(0, panel.table.view.horizontalHeader().sortIndicatorOrder().DescendingOrder)
    panel.table.view.setCurrentIndex(panel.table.model.index(0, 0))
    assert panel.card.name.text().startswith("36  ")


def test_saving_keeps_signs_and_notes(qtbot: QtBot, panel: IndicatorsPanel, session: Session, tmp_path: Path) -> None:
    with qtbot.waitSignal(session.messageShown, timeout=10_000):
        panel.save_to(tmp_path / "指标.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "指标.xlsx").active
    assert sheet is not None
    values = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert {"-", "-*", "[5.8]", "3100以上"} <= set(values)
    assert any(str(note.text) in str(value) for note in indicators.table2().notes for value in values)


def test_the_other_language(panel: IndicatorsPanel, session: Session) -> None:
    panel.show_indicator("1:5:0")
    session.set_language("en")
    assert panel.source.id == 1
    assert panel.line == 4
    assert panel.card.name.text().startswith("5  Total fiscal revenue")
