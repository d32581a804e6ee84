"""Charts in the window: bars where they belong, the figure under the cursor, the way to the map, copies and files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.test_panels_results import BOXES, Answer
from yhgis.analysis.tools import TOOLS
from yhgis.feedback import silent
from yhgis.model.result import Result
from yhgis.plan.catalog import Catalog
from yhgis.report.chart import Chart, ChartKind, Look, Series
from yhgis.report.charts import chart_for, charts_of
from yhgis.settings import Settings
from yhgis.ui.panels.charts_layout import laid_out
from yhgis.ui.panels.charts_page import ChartsPage
from yhgis.ui.panels.indicators import IndicatorsPanel
from yhgis.ui.panels.result_view import ResultView
from yhgis.ui.session import Session

VALUES = st.lists(st.one_of(st.none(), st.floats(0.0, 1e6)), min_size=3, max_size=3)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session(Catalog.load(), Settings())
    made.new_project("control_lines")
    yield made
    made.tasks.close()


@pytest.fixture(scope="module")
def matrix() -> Result:
    catalog = Catalog.load()
    tool = next(tool for tool in TOOLS if tool.id == "overlap")
    layers = [catalog.layer(layer_id) for layer_id in ("ecological_redline", "urban_boundary")]
    return tool.run(tool.complete({"rows": catalog.layer("towns"), "columns": layers}), silent())


@pytest.fixture
def view(qtbot: QtBot, session: Session) -> ResultView:
    made = ResultView(session)
    qtbot.addWidget(made)
    made.resize(900, 420)
    with qtbot.waitExposed(made):
        made.show()
    return made


def chart_of(kind: ChartKind, columns: list[list[float | None]]) -> Chart:
    series = tuple(
        Series(f"系列{i}", Look("#1F6F8B"), tuple(values), tuple("" if v is None else f"{v:.2f}" for v in values))
        for i, values in enumerate(columns)
    )
    return Chart(kind, "试", "公顷", ("甲", "乙", "丙"), series)


# --- where bars lie --------------------------------------------------------------------------------------------------


@given(st.sampled_from(list(ChartKind)), VALUES, VALUES, st.integers(300, 1600))
@pytest.mark.usefixtures("qapp")
def test_bars_are_as_long_as_their_values_and_stay_inside(
    kind: ChartKind, one: list[float | None], two: list[float | None], width: int
) -> None:
    chart = chart_of(kind, [one, two])
    layout = laid_out(chart, width, QFontMetricsF(QFont()))
    assert len(layout.bars) == sum(value is not None for value in (*one, *two))
    for bar in layout.bars:
        value = (one, two)[bar.series][bar.category] or 0.0
        wanted = layout.plot.width() * value / chart.largest if chart.largest > 1e-9 else 0.0
        assert bar.box.width() == pytest.approx(max(wanted, 1.0), abs=1e-6)
        assert bar.box.right() <= layout.plot.right() + 2.0
        assert layout.rows[bar.category].contains(bar.box.center())
    assert layout.height >= layout.plot.bottom()


def test_charts_of_a_matrix_are_the_stack_and_each_layers_shares(matrix: Result) -> None:
    charts = charts_of(matrix)
    assert charts[0] == chart_for(matrix)
    assert [chart.kind for chart in charts] == [ChartKind.STACKED, ChartKind.BARS, ChartKind.BARS]
    table = matrix.tables()[0]
    for chart in charts:
        assert chart.table == table.id
        for category, name in enumerate(chart.categories):
            cell = chart.cell(category, 0)
            assert cell is not None
            assert table.rows[cell[0]][0] == name


# --- in the result view ----------------------------------------------------------------------------------------------


def test_a_bar_leads_to_its_place_and_chooses_its_row(qtbot: QtBot, session: Session, view: ResultView) -> None:
    view.show_result(Answer())
    view.as_chart.setChecked(True)
    bars = view.charts.bars
    assert bars.chart is not None
    assert bars.chart.categories == ("丙", "乙")  # the share of 甲 is not known
    with qtbot.waitSignal(session.viewRequested) as asked:
        QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.bars[1].box.center().toPoint())
    x0, y0, x1, y1 = asked.args[0]
    assert (x0 + x1) / 2 == pytest.approx((BOXES[2][0] + BOXES[2][2]) / 2)
    assert bars.marked == {1}
    assert y0 < y1
    view.as_chart.setChecked(False)
    chosen = {view.table.model.table_row(index.row()) for index in view.table.view.selectedIndexes()}
    assert chosen == {2}


def test_a_click_on_the_map_marks_the_bar(view: ResultView) -> None:
    view.show_result(Answer())
    view.as_chart.setChecked(True)
    view.select_at(490_100.0, 3_350_100.0)
    assert view.charts.bars.marked == {0}


def test_the_figure_stands_under_the_cursor_and_keys_go_through(qtbot: QtBot, view: ResultView, matrix: Result) -> None:
    view.show_result(matrix)
    view.as_chart.setChecked(True)
    bars = view.charts.bars
    assert bars.chart is not None
    series = bars.chart.series[bars.bars[0].series]
    said = bars.said(0)
    assert said.startswith(bars.chart.categories[0])
    assert series.texts[bars.bars[0].category] in said
    QTest.mouseMove(bars, bars.bars[0].box.center().toPoint())
    qtbot.waitUntil(lambda: bars.hovered == 0, timeout=2_000)
    for key, number in ((Qt.Key.Key_Down, 0), (Qt.Key.Key_Down, 1), (Qt.Key.Key_Up, 0), (Qt.Key.Key_Up, 0)):
        QTest.keyClick(bars, key)
        assert bars.current == number
    with qtbot.waitSignal(view.charts.cellChosen) as chosen:
        QTest.keyClick(bars, Qt.Key.Key_Return)
    assert chosen.args[0] == "matrix"
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(2, bars.height() - 2))  # beside every bar
    assert bars.current == 0


def test_the_painted_bar_has_its_layers_colour(view: ResultView, matrix: Result) -> None:
    view.show_result(matrix)
    view.as_chart.setChecked(True)
    view.charts.show_chart(1)
    bars = view.charts.bars
    image = bars.grab().toImage()
    scale = image.devicePixelRatio()
    assert bars.chart is not None
    longest = max(bars.bars, key=lambda bar: bar.box.width())
    place = longest.box.center() * scale
    color = bars.chart.series[longest.series].look.color
    assert image.pixelColor(place.toPoint()).name().upper() == color.upper()


def test_a_result_without_numbers_says_so(qtbot: QtBot, session: Session) -> None:
    page = ChartsPage(session)
    qtbot.addWidget(page)
    page.show_charts(())
    assert page.chart is None
    assert not page.save.isEnabled()
    page.bars.grab()
    page.ask_where_to_save()
    page.copy_chart()


# --- out -------------------------------------------------------------------------------------------------------------


def test_the_chart_is_copied_and_saved(
    qtbot: QtBot, session: Session, view: ResultView, matrix: Result, tmp_path: Path
) -> None:
    view.show_result(matrix)
    view.as_chart.setChecked(True)
    with qtbot.waitSignal(session.messageShown, timeout=20_000):
        view.charts.copy_chart()
    assert QApplication.clipboard().image().width() in (1259, 1260)  # 160 mm at 200 dots an inch
    for name in ("图.png", "图.svg", "图.pdf"):
        with qtbot.waitSignal(session.messageShown, timeout=20_000) as said:
            view.charts.save_to(tmp_path / name)
        assert said.args[0] == "success"
    assert QImage(str(tmp_path / "图.png")).width() in (1889, 1890)
    assert "<svg" in (tmp_path / "图.svg").read_text(encoding="utf-8")
    text = pypdf.PdfReader(tmp_path / "图.pdf").pages[0].extract_text()
    assert "余杭街道" in text
    with qtbot.waitSignal(session.messageShown, timeout=20_000) as said:
        view.charts.save_to(tmp_path / "图.bmp")
    assert said.args[0] == "error"


def test_a_bar_of_an_indicator_chooses_its_line(qtbot: QtBot, session: Session) -> None:
    panel = IndicatorsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(1000, 400)
    panel.as_chart.setChecked(True)
    chart = panel.charts.chart
    assert chart is not None
    place = 3
    panel.charts.bars.barChosen.emit(place, 1)
    assert panel.line == chart.rows[place]
    assert chart.categories[place] in panel.card.name.text()
    assert panel.charts.bars.marked == {place}
