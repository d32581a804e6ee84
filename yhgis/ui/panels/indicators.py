"""The plan's indicators: both tables as printed, and the chosen row as a chart."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from yhgis.i18n import tr
from yhgis.plan import indicators
from yhgis.report.chart import Chart
from yhgis.report.indicators_chart import indicator_charts
from yhgis.ui.palette import GRID
from yhgis.ui.panels.charts_page import ChartsPage
from yhgis.ui.panels.indicator_card import IndicatorCard
from yhgis.ui.panels.indicators_table import indicators_table
from yhgis.ui.panels.pieces import IconButton, Segments, column, row
from yhgis.ui.panels.plan_panel import PlanTablePanel
from yhgis.ui.session import Session

_CARD_PX = 288


class IndicatorsPanel(PlanTablePanel):
    """Table 1 (what became of the 13th plan) or table 2 (aims of the 14th), and one line of it as a chart."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.source = indicators.table2()
        self.which = Segments()
        self.card = IndicatorCard(session)
        self.as_chart = IconButton(session, "chart")
        self.as_chart.setCheckable(True)
        self.charts = ChartsPage(session)
        self.pages = QStackedWidget()
        self._lay_out()
        self.as_chart.toggled.connect(lambda _on: self._show_charts())
        self.charts.cellChosen.connect(lambda _table, line, _column: self._go(line))
        self.which.chosen.connect(lambda table_id: self.show_table(int(table_id)))
        self.table.view.selectionModel().currentRowChanged.connect(self._chosen)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        tables = [indicators.table(number) for number in (2, 1)]
        names = {1: tr("Table 1: 13th plan"), 2: tr("Table 2: 14th plan")}
        self.which.offer([(str(table.id), names[table.id], str(table.title)) for table in tables])
        self.which.setAccessibleName(tr("Tables of indicators"))
        self.as_chart.say(tr("Chart instead of the table"))
        self.charts.retranslate()
        self.show_table(self.source.id, max(self.line, 0))

    @property
    def line(self) -> int:
        """Number of the chosen line in its table (from 0); -1 when none is."""
        index = self.table.view.currentIndex()
        return self.table.model.table_row(index.row()) if index.isValid() else -1

    def show_table(self, table_id: int, line: int = 0) -> None:
        """Show a table, and one of its lines as a chart."""
        self.source = indicators.table(table_id)
        self.which.choose(str(table_id))
        self.table.show_table(indicators_table(self.source))
        rows = len(self.source.rows)
        self.note.setText(tr("{rows} rows · {section}", rows=rows, section=self.source.plan_ref))
        at = min(line, len(self.source.lines()) - 1)
        self.table.select_rows([at])
        self.table.view.setCurrentIndex(self.table.model.index(at, 0))
        self._show_line(at)
        self._show_charts()

    def charts_shown(self) -> tuple[Chart, ...]:
        """Return base against target of each category."""
        return indicator_charts(self.source)

    def show_indicator(self, wanted: str) -> None:
        """Show a line by table, number and line, such as ``2:20:1``."""
        table_id, number, part = (int(text) for text in wanted.split(":"))
        lines = indicators.table(table_id).lines()
        first = next(at for at, (found, _line) in enumerate(lines) if found.no == number)
        self.show_table(table_id, first + part)

    def notes(self) -> tuple[str, ...]:
        """Return the notes under the table and where it stands."""
        return (
            tr("{section} of the outline; cells as printed.", section=self.source.plan_ref),
            *(f"{note.id}. {note.text}" for note in self.source.notes),
        )

    def _lay_out(self) -> None:
        head = row(self.which, self.note, 1, self.as_chart, self.copy, self.save, margins=(GRID, 4, GRID, 4))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        left = QWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.charts)
        left.setLayout(column(self.pages))
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.card)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([_CARD_PX * 2, _CARD_PX])
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        body = column(head, self.splitter, spacing=0)
        body.setStretch(1, 1)
        self.setLayout(body)

    def _show_charts(self) -> None:
        """Show the charts of the table, or the table again."""
        on = self.as_chart.isChecked()
        if on:
            self.charts.show_charts(self.charts_shown())
        self.pages.setCurrentIndex(1 if on else 0)
        self.copy.setVisible(not on)

    def _go(self, line: int) -> None:
        """Choose a line: the card shows it, and so does the table."""
        self.table.select_rows([line])
        self.table.view.setCurrentIndex(self.table.model.index(self.table.model.view_row(line), 0))
        self._show_line(line)
        self.charts.bars.mark_rows([line])

    def _chosen(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self._show_line(self.table.model.table_row(index.row()))

    def _show_line(self, number: int) -> None:
        self.card.show_line(self.source, *self.source.lines()[number])
