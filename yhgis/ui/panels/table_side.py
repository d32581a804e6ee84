"""The side of the attribute table: what the current field holds, over the rows shown."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from yhgis.i18n import tr
from yhgis.model.quantity import format_number
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import Elided, column, label
from yhgis.ui.panels.table_cells import FieldLook, shown
from yhgis.ui.panels.table_chart import Bars
from yhgis.ui.panels.table_stats import Bar, FieldSummary
from yhgis.ui.session import Session


class TableSide(QFrame):
    """Shows a `FieldSummary`.

    Signals
    -------
    barChosen(Bar, bool)
        Select what a bar stands for; beside what is selected, or instead.
    """

    barChosen = Signal(object, bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary: FieldSummary | None = None
        self._look: FieldLook | None = None
        self.title = Elided("title")
        self.counts = label("quiet", wrap=True)
        self.figures = QGridLayout()
        self.figures.setContentsMargins(0, 0, 0, 0)
        self.figures.setHorizontalSpacing(GRID)
        self.figures.setVerticalSpacing(3)
        self.figures.setColumnStretch(1, 1)
        self.histogram = Bars(session, standing=True)
        self.ends = _Ends()
        self.common = label("quiet")
        self.top = Bars(session, standing=False)
        self.others = label("quiet")
        for bars in (self.histogram, self.top):
            bars.barChosen.connect(self.barChosen)
        page = QWidget()
        charts = (self.histogram, self.ends, self.figures, self.common, self.top, self.others)
        parts = (self.title, self.counts, *charts, 1)
        page.setLayout(column(*parts, margins=(GRID + 4, 6, GRID + 4, GRID), spacing=6))
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(column(area))
        self.setMinimumWidth(GRID * 20)
        self.clear()

    def clear(self) -> None:
        """Show that no field is chosen."""
        self.summary = None
        self.title.setText(tr("Click into a column to see what it holds"))
        self.counts.setVisible(False)
        self._figures([])
        self._bars(self.histogram, ())
        self._bars(self.top, ())
        self.ends.setVisible(False)
        self.common.setVisible(False)
        self.others.setVisible(False)

    def show_summary(self, summary: FieldSummary, look: FieldLook) -> None:
        """Show what a field holds."""
        self.summary, self._look = summary, look
        self.title.setText(look.title)
        self.counts.setText(_counts(summary))
        self.counts.setVisible(True)
        self._figures(_figures(summary, look))
        self._bars(self.histogram, summary.bins)
        self.ends.setVisible(bool(summary.bins))
        if summary.bins:
            self.ends.show_ends(self._value(summary.bins[0].value), self._value(summary.bins[-1].high))
        telling = summary.top and summary.top[0].count > 1
        self._bars(self.top, summary.top if telling else ())
        self.common.setVisible(bool(telling))
        self.others.setVisible(bool(telling) and summary.others > 0)
        self.others.setText(tr("{count} more with other values", count=f"{summary.others:,}"))
        self.retranslate()

    def retranslate(self) -> None:
        """Say names again."""
        self.setAccessibleName(tr("Statistics of the field"))
        self.histogram.setAccessibleName(tr("Spread of the values; arrow keys go through it, Enter selects"))
        self.top.setAccessibleName(tr("Commonest values; arrow keys go through them, Enter selects"))
        self.common.setText(tr("Commonest values"))

    def _bars(self, widget: Bars, bars: tuple[Bar, ...]) -> None:
        widget.show_bars(bars, [self._words(bar) for bar in bars])

    def _words(self, bar: Bar) -> str:
        low = self._value(bar.value)
        return low if bar.high is None else f"{low} – {self._value(bar.high)}"

    def _value(self, value: Any) -> str:
        look = self._look.look if self._look is not None else "text"
        if value == "":
            return tr("Empty text")
        if isinstance(value, float) and look in ("whole", "number"):
            return _short(value)
        return shown(value, look)

    def _figures(self, lines: list[tuple[str, str]]) -> None:
        while self.figures.count():
            self.figures.takeAt(0).widget().deleteLater()
        for number, (caption, text) in enumerate(lines):
            self.figures.addWidget(label("quiet", caption), number, 0)
            value = label(text=text)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.figures.addWidget(value, number, 1, Qt.AlignmentFlag.AlignRight)


class _Ends(QWidget):
    """The two ends of the histogram's axis."""

    def __init__(self) -> None:
        super().__init__()
        self.low, self.high = label("quiet"), label("quiet")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.low, 0, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.high, 0, 1, Qt.AlignmentFlag.AlignRight)

    def show_ends(self, low: str, high: str) -> None:
        """Set both texts."""
        self.low.setText(low)
        self.high.setText(high)


def _counts(summary: FieldSummary) -> str:
    """Return how many rows have a value, how many none, and how many values there are."""
    parts = [tr("{count} values", count=f"{summary.count:,}")]
    if summary.nulls:
        parts.append(tr("{count} NULL", count=f"{summary.nulls:,}"))
    return " · ".join([*parts, tr("{count} different", count=f"{summary.unique:,}")])


def _figures(summary: FieldSummary, look: FieldLook) -> list[tuple[str, str]]:
    """Return captions and figures, those that have a meaning."""
    lines = []
    if summary.least is not None:
        lines += [(tr("Least"), _figure(summary.least, look)), (tr("Greatest"), _figure(summary.most, look))]
    if summary.mean is not None and summary.total is not None:
        lines += [(tr("Mean"), _short(summary.mean)), (tr("Sum"), _short(summary.total))]
    return lines


def _figure(value: Any, look: FieldLook) -> str:
    return shown(value, look.look) if look.look in ("whole", "date", "area") else _short(float(value))


def _short(value: float) -> str:
    """Return a figure as one reads it: grouped, and no more decimals than tell something."""
    decimals = 0 if float(value).is_integer() else 2 if abs(value) >= 1 else 4
    return format_number(value, decimals)
