"""A chart in the window: the bars of a report's chart, with the figure under the cursor; a bar leads to its place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from yhgis.i18n import Title, tr
from yhgis.report.chart import Chart, ChartKind, Look
from yhgis.report.chart_looks import ink_on, luminance
from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.charts_layout import Bar, Layout, laid_out
from yhgis.ui.panels.result_table import tabular
from yhgis.ui.session import Session

_TEXT_PX, _SMALL_PX = 12, 11
_PATTERNS = {
    "hatch": Qt.BrushStyle.BDiagPattern,
    "cross": Qt.BrushStyle.DiagCrossPattern,
    "dots": Qt.BrushStyle.Dense6Pattern,
}
_COLON = Title("：", ": ")


class ChartBars(QWidget):
    """Paints a `Chart`; bars are chosen by mouse, or by the arrow keys and Enter.

    Signals
    -------
    barChosen(int, int)
        Category and series of a bar that was clicked.
    """

    barChosen = Signal(int, int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.chart: Chart | None = None
        self.current = self.hovered = -1
        self.marked: frozenset[int] = frozenset()
        self._layout: Layout | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        session.appearanceChanged.connect(lambda _dark: self.update())

    def show_chart(self, chart: Chart | None) -> None:
        """Show another chart."""
        self.chart = chart
        self.current = self.hovered = -1
        self.marked = frozenset()
        self._layout = None
        self.setFixedHeight(self.layout_of(max(self.width(), GRID * 40)).height if chart else GRID * 8)
        self.setAccessibleName(chart.title if chart else "")
        self.update()

    def mark_rows(self, rows: Sequence[int]) -> None:
        """Set off the categories that stand for rows of the chart's table."""
        if self.chart is not None:
            self.marked = frozenset(i for i, row in enumerate(self.chart.rows) if row in set(rows))
            self.update()

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The bars where they lie now."""
        return self.layout_of(self.width()).bars if self.chart is not None else ()

    def said(self, number: int) -> str:
        """Return category, series and figure of a bar."""
        assert self.chart is not None
        bar = self.bars[number]
        series = self.chart.series[bar.series]
        unit = f" {self.chart.unit}" if self.chart.unit and self.chart.unit != "%" else ""
        text = series.texts[bar.category] + unit
        name = self.chart.categories[bar.category]
        return f"{name} · {series.title}{_COLON}{text}" if len(self.chart.series) > 1 else f"{name}{_COLON}{text}"

    def layout_of(self, width: int) -> Layout:
        """Return where things lie in a widget of that width."""
        assert self.chart is not None
        if self._layout is None or self._layout.width != width:
            self._layout = laid_out(self.chart, width, QFontMetricsF(self._font()))
        return self._layout

    def sizeHint(self) -> QSize:
        return QSize(GRID * 60, self.minimumHeight())

    # --- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c = colors(self._session.dark)
        painter.fillRect(self.rect(), QColor(c.panel))
        if self.chart is None:
            painter.setPen(QColor(c.quiet))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), tr("Nothing in this result to compare."))
        else:
            self._paint(painter, self.chart, self.layout_of(self.width()))
        painter.end()

    def _font(self, px: int = _TEXT_PX, *, strong: bool = False) -> QFont:
        font = tabular(self.font())
        font.setPixelSize(px)
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        return font

    def _paint(self, painter: QPainter, chart: Chart, layout: Layout) -> None:
        c = colors(self._session.dark)
        painter.setFont(self._font())
        for series, box in zip(chart.series, layout.legend, strict=False):
            self._fill(painter, QRectF(box.left(), box.center().y() - 5, 18, 10), series.look)
            painter.setPen(QColor(c.text))
            painter.drawText(box.adjusted(24, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), series.title)
        for number, row in enumerate(layout.rows):
            if number in self.marked:
                painter.fillRect(row, QColor(c.hover))
        self._paint_grid(painter, layout)
        for number, bar in enumerate(layout.bars):
            self._fill(painter, bar.box, chart.series[bar.series].look, strong=number in (self.hovered, self.current))
        self._paint_words(painter, chart, layout)

    def _paint_grid(self, painter: QPainter, layout: Layout) -> None:
        c = colors(self._session.dark)
        painter.setFont(self._font(_SMALL_PX))
        for x, text in layout.ticks:
            painter.setPen(QPen(QColor(c.hairline), 1))
            painter.drawLine(QPointF(x, layout.plot.top()), QPointF(x, layout.plot.bottom()))
            painter.setPen(QColor(c.quiet))
            box = QRectF(x - 60, layout.plot.bottom() + 2, 120, 16)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter), text)
        painter.setPen(QPen(QColor(c.strong_line), 1))
        painter.drawLine(layout.plot.topLeft(), layout.plot.bottomLeft())

    def _paint_words(self, painter: QPainter, chart: Chart, layout: Layout) -> None:
        """Write categories, the figures in or behind the bars, totals and notes."""
        c, metrics = colors(self._session.dark), QFontMetricsF(self._font())
        align = int(Qt.AlignmentFlag.AlignVCenter)
        for number, row in enumerate(layout.rows):
            painter.setFont(self._font(strong=number in self.marked))
            painter.setPen(QColor(c.text))
            room = layout.plot.left() - 2 * GRID
            text = metrics.elidedText(chart.categories[number], Qt.TextElideMode.ElideRight, room)
            box = QRectF(GRID, row.top(), room, row.height())
            painter.drawText(box, align | int(Qt.AlignmentFlag.AlignRight), text)
        painter.setFont(self._font(_SMALL_PX))
        inside = chart.kind is ChartKind.STACKED
        for bar in layout.bars:
            series = chart.series[bar.series]
            text = series.texts[bar.category]
            if not inside:
                painter.setPen(QColor(c.text))
                place = QPointF(bar.box.right() + 6, bar.box.top() - 3)
                painter.drawText(QRectF(place, QPointF(self.width(), bar.box.bottom() + 3)), align, text)
            elif (needed := metrics.horizontalAdvance(text) + 8) < bar.box.width():
                if series.look.pattern:
                    plate = QRectF(bar.box.center().x() - needed / 2, bar.box.top(), needed, bar.box.height())
                    painter.fillRect(plate, QColor(series.look.color))
                painter.setPen(QColor(ink_on(series.look.color)))
                painter.drawText(bar.box, int(Qt.AlignmentFlag.AlignCenter), text)
        for number, total in enumerate(chart.totals):
            end = max((bar.box.right() for bar in layout.bars if bar.category == number), default=layout.plot.left())
            painter.setFont(self._font(_SMALL_PX, strong=True))
            painter.setPen(QColor(c.text))
            row = layout.rows[number]
            painter.drawText(QRectF(end + 6, row.top(), self.width() - end, row.height()), align, total)
        painter.setFont(self._font(_SMALL_PX))
        painter.setPen(QColor(c.quiet))
        wrap = int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        painter.drawText(layout.notes, wrap, "\n".join(chart.notes))

    def _fill(self, painter: QPainter, box: QRectF, look: Look, *, strong: bool = False) -> None:
        color = QColor(self._shown(look.color))
        painter.fillRect(box, color.darker(118) if strong else color)
        if look.pattern:
            painter.fillRect(box, QBrush(QColor(255, 255, 255, 150), _PATTERNS[look.pattern]))
        if strong:
            painter.setPen(QPen(QColor(colors(self._session.dark).text), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))

    def _shown(self, color: str) -> str:
        """Return a colour that can be seen: the paper's accent is too dark on the dark ground."""
        c = colors(self._session.dark)
        return c.accent if self._session.dark and luminance(color) < 0.14 and color == colors(False).accent else color

    # --- the hand ----------------------------------------------------------------------------------------------------

    def _at(self, place: QPointF) -> int:
        """Return the bar at a place; a thin one is hit anywhere in its row's height, an empty row has none."""
        near = [(i, bar) for i, bar in enumerate(self.bars) if bar.hit.contains(place)]
        return near[0][0] if near else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        before, self.hovered = self.hovered, self._at(event.position())
        if self.hovered != before:
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if self._leads(self.hovered) else Qt.CursorShape.ArrowCursor
            )
            self.update()
        if self.hovered >= 0:
            QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 4), self.said(self.hovered), self)

    def _leads(self, number: int) -> bool:
        return number >= 0 and self.chart is not None and bool(self.chart.rows)

    def leaveEvent(self, event: object) -> None:
        self.hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position())
        if number >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._choose(number)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._step_to(max(self.current, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
        if event.key() in ways:
            self._step_to(self.current + ways[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current >= 0:
            self._choose(self.current)
        else:
            super().keyPressEvent(event)

    def _step_to(self, number: int) -> None:
        if self.bars:
            self.current = min(max(number, 0), len(self.bars) - 1)
            self.setAccessibleDescription(self.said(self.current))
            self.update()

    def _choose(self, number: int) -> None:
        self._step_to(number)
        bar = self.bars[number]
        self.barChosen.emit(bar.category, bar.series)
