"""The page 图表 beside a table: choose among a result's charts, copy one, save it as PNG, SVG or PDF."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QFrame, QScrollArea, QWidget

from yhgis.i18n import Message, tr
from yhgis.report.chart import Chart
from yhgis.ui.palette import GRID
from yhgis.ui.panels.charts import ChartBars
from yhgis.ui.panels.pieces import Elided, IconButton, ShortCombo, column, label, row
from yhgis.ui.session import Session

_WIDTH_MM, _COPY_DPI = 160.0, 200.0


class ChartsPage(QWidget):
    """Charts of one result.

    Signals
    -------
    cellChosen(str, int, int)
        Table, row and column that a clicked bar was drawn from.
    """

    cellChosen = Signal(str, int, int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.charts: tuple[Chart, ...] = ()
        self.dialog: QFileDialog | None = None
        self.which = ShortCombo()
        self.title = Elided("title")
        self.mark = label("tag")
        self.copy, self.save = IconButton(session, "copy"), IconButton(session, "save")
        self.bars = ChartBars(session)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.bars)
        head = row(self.title, self.which, self.mark, self.copy, self.save, margins=(GRID, 2, GRID, 2), spacing=4)
        head.setStretch(0, 1)
        head.setStretch(1, 1)
        body = column(head, self.area, spacing=0)
        body.setStretch(1, 1)
        self.setLayout(body)
        self.which.activated.connect(self.show_chart)
        self.copy.clicked.connect(self.copy_chart)
        self.save.clicked.connect(self.ask_where_to_save)
        self.bars.barChosen.connect(self._chosen)
        self.retranslate()

    @property
    def chart(self) -> Chart | None:
        """The chart that is shown."""
        return self.bars.chart

    def sizeHint(self) -> QSize:
        return QSize(GRID * 60, GRID * 30)

    def show_charts(self, charts: tuple[Chart, ...]) -> None:
        """Show the first of these charts, and offer the others."""
        self.charts = charts
        self.which.clear()
        self.which.addItems([chart.title_with_unit for chart in charts])
        self.which.setVisible(len(charts) > 1)
        self.title.setVisible(len(charts) <= 1)
        self.copy.setEnabled(bool(charts))
        self.save.setEnabled(bool(charts))
        self.mark.setVisible(any(chart.mark for chart in charts))
        self.title.setText(charts[0].title_with_unit if charts else "")
        self.show_chart(0)

    def show_chart(self, number: int) -> None:
        """Show one of the charts."""
        self.bars.show_chart(self.charts[number] if number < len(self.charts) else None)
        self.area.verticalScrollBar().setValue(0)

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self.which.setAccessibleName(tr("Charts of this result"))
        self.copy.say(tr("Copy the chart as a picture"))
        self.save.say(tr("Save the chart as PNG, SVG or PDF …"))
        self.mark.setText(tr("schematic"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.chart is not None:
            self.bars.setFixedHeight(self.bars.layout_of(self.area.viewport().width()).height)

    def copy_chart(self) -> None:
        """Put the chart on the clipboard, as the reports draw it."""
        chart = self.chart
        if chart is None:
            return
        from yhgis.report.charts import render_png

        self._session.tasks.run(
            lambda _feedback: QImage.fromData(render_png(chart, _WIDTH_MM, _COPY_DPI)),
            done=self._copied,
            title=Message("Drawing the chart"),
            owner=self,
            key="copy",
        )

    def ask_where_to_save(self) -> None:
        """Let the user choose a file; its format follows from its name."""
        if self.chart is None:
            return
        dialog = QFileDialog(self, tr("Save chart"), self._session.settings.last_folders.get("export", ""))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{kind} (*.{kind.lower()})" for kind in ("PNG", "SVG", "PDF")])
        dialog.setDefaultSuffix("png")
        dialog.filterSelected.connect(lambda text: dialog.setDefaultSuffix(text[:3].lower()))
        dialog.selectFile(f"{self.chart.title}.png".replace("/", "-"))
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the chart to ``path`` in the format of its extension."""
        chart = self.chart
        if chart is None:
            return
        from yhgis.report.charts import write_chart

        self._session.tasks.run(
            lambda _feedback: write_chart(chart, path),
            done=lambda _nothing: self._session.show_message("success", Message("Saved: {file}", {"file": str(path)})),
            title=Message("Saving {file}", {"file": path.name}),
            owner=self,
        )

    def _copied(self, image: QImage) -> None:
        QApplication.clipboard().setImage(image)
        self._session.show_message("info", Message("Copied; paste it into Word or PowerPoint."))

    def _chosen(self, category: int, series: int) -> None:
        chart = self.chart
        cell = chart.cell(category, series) if chart is not None else None
        if chart is not None and cell is not None:
            self.cellChosen.emit(chart.table, *cell)
