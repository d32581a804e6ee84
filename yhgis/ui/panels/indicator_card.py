"""One indicator beside its table: base against target as bars, and what their growth says."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from yhgis.i18n import Title, tr
from yhgis.model.crs import WORK_CRS
from yhgis.model.result import Basis, Column, Provenance, Table, ValueKind
from yhgis.plan import indicators
from yhgis.plan.indicators_cell import NOTHING
from yhgis.plan.indicators_growth import Verdict, growth
from yhgis.report.chart import Chart, Look, Series
from yhgis.report.chart_makers import targets_chart
from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.identity_parts import paragraph
from yhgis.ui.panels.indicators_table import line_title
from yhgis.ui.panels.pieces import column
from yhgis.ui.panels.result_table import tabular
from yhgis.ui.session import Session

_BAR_PX, _PITCH_PX, _NAME_PX = 16, 28, 78
_RESULT = Look("#7FB2C4")
_COLON = Title("：", ": ")


def indicator_chart(source: indicators.Table, row: indicators.Row, line: indicators.Line) -> Chart | None:
    """Return base against target (and result) of a line, texts as printed.

    None where bars would compare what the plan's own notes call incomparable, or where a number is missing.
    """
    base, target = source.columns[0], next(column for column in source.columns if column.role == "target")
    cells = line.cells[base.id], line.cells[target.id]
    if growth(source, row, line).verdict is Verdict.NOT_COMPARABLE or any(cell.value is None for cell in cells):
        return None
    columns = (Column("name", source.title), *(Column(c.id, c.title, ValueKind.COUNT) for c in (base, target)))
    name = str(row.title_of(line))
    table = Table("indicator", Title(name), columns, ((name, *(cell.value for cell in cells)),))
    made = targets_chart(
        table,
        Provenance("indicators", Basis.ELLIPSOIDAL, WORK_CRS, ()),
        base=base.id,
        target=target.id,
        titles=(str(base.title), str(target.title)),
    )
    if made is None:
        return None
    series = [replace(one, texts=(cell.text,)) for one, cell in zip(made.series, cells, strict=True)]
    result = next((column for column in source.columns if column.role == "result"), None)
    if result is not None and (value := line.cells[result.id].value) is not None:
        series.append(Series(str(result.title), _RESULT, (value,), (line.cells[result.id].text,)))
    return replace(made, series=tuple(series), unit=str(row.unit_of(line)))


class Bars(QWidget):
    """Paints the series of a chart of one category, a bar each."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.chart: Chart | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        session.appearanceChanged.connect(self.update)

    def show_chart(self, chart: Chart | None) -> None:
        """Show another chart; nothing for None."""
        self.chart = chart
        self.setVisible(chart is not None)
        self.setFixedHeight(0 if chart is None else len(chart.series) * _PITCH_PX + 4)
        if chart is not None:
            self.setAccessibleName(" ".join(f"{one.title} {one.texts[0]}" for one in chart.series))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(GRID * 32, self.minimumHeight())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.chart is None:
            return
        c = colors(self._session.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = tabular(self.font())
        font.setPixelSize(12)
        left = 2 * GRID + _NAME_PX
        texts = max(QFontMetricsF(_strong(font)).horizontalAdvance(one.texts[0]) for one in self.chart.series)
        room = self.width() - left - texts - GRID - 2 * GRID
        for number, series in enumerate(self.chart.series):
            top = number * _PITCH_PX + (_PITCH_PX - _BAR_PX) / 2
            box = QRectF(2 * GRID, top - 3, _NAME_PX, _BAR_PX + 6)
            painter.setFont(font)
            painter.setPen(QColor(c.quiet))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), series.title)
            length = room * (series.values[0] or 0.0) / self.chart.largest if self.chart.largest else 0.0
            painter.fillRect(QRectF(left, top, max(length, 1.0), _BAR_PX), QColor(self._color(series)))
            painter.setFont(_strong(font))
            painter.setPen(QColor(c.text))
            middle = QRectF(QPointF(left + length + GRID, top - 3), QPointF(self.width(), top + _BAR_PX + 3))
            painter.drawText(middle, int(Qt.AlignmentFlag.AlignVCenter), series.texts[0])
        painter.end()

    def _color(self, series: Series) -> str:
        """Return the series' colour; the accent of the dark set where the paper's is too dark to be seen."""
        c = colors(self._session.dark)
        return c.accent if self._session.dark and series.look.color == colors(False).accent else series.look.color


class IndicatorCard(QScrollArea):
    """Name, chart, growth implied beside stated, and the notes of the line that is chosen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.name = paragraph("", "title")
        self.unit = paragraph("", "quiet")
        self.bars = Bars(session)
        self.sentence = paragraph("")
        self.more = paragraph("", "quiet")
        body = QWidget()
        body.setLayout(
            column(self.name, self.unit, self.bars, self.sentence, self.more, 1, margins=(0, GRID, 0, GRID), spacing=4)
        )
        self.setWidget(body)

    def show_line(self, source: indicators.Table, row: indicators.Row, line: indicators.Line) -> None:
        """Show a line of a table."""
        change = growth(source, row, line)
        chart = indicator_chart(source, row, line)
        self.name.setText(line_title(row, line))
        self.unit.setText(f"{source.plan_ref} · {row.attribute}")
        self.bars.show_chart(chart)
        said = change.sentence()
        self.sentence.setText(f"{change.mark} {said}" if change.mark else said)
        self.more.setText("\n".join(self._more(source, row, line, plain=chart is None)))

    def _more(self, source: indicators.Table, row: indicators.Row, line: indicators.Line, *, plain: bool) -> list[str]:
        """Return what the signs of the cells mean, why there is no chart, and the notes of the row."""
        cells = ((column, line.cells[column.id]) for column in source.columns)
        meanings = [
            f"{column.title} {cell.text}{_COLON}{cell.meaning()}"
            for column, cell in cells
            if cell.meaning() and not cell.text.startswith(NOTHING)
        ]
        why = [tr("No chart: base and target are not both numbers of the same kind.")] if plain else []
        return [*why, *meanings, *(str(note.text) for note in source.notes_of(row))]


def _strong(font: QFont) -> QFont:
    made = QFont(font)
    made.setWeight(QFont.Weight.DemiBold)
    return made
