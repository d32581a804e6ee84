"""Where the parts of a chart lie in a widget, in pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from yhgis.report.chart import Chart, ChartKind
from yhgis.ui.palette import GRID

_ROW, _BAR, _PAIR_ROW, _PAIR_BAR = 25.0, 15.0, 40.0, 14.0
_LEGEND_ROW, _AXIS, _NOTE_ROW = 22.0, 22.0, 17.0
_LABEL_SHARE, _TICKS, _LEAST = 0.32, 4, 1e-9


@dataclass(frozen=True)
class Bar:
    """A bar of a category and a series; ``hit`` is what a hand may miss it by."""

    category: int
    series: int
    box: QRectF
    hit: QRectF


@dataclass(frozen=True)
class Layout:
    """Boxes of legend entries, rows, bars and notes; ticks as (x, text)."""

    width: int
    height: int
    legend: tuple[QRectF, ...]
    plot: QRectF
    rows: tuple[QRectF, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    notes: QRectF


def laid_out(chart: Chart, width: int, metrics: QFontMetricsF) -> Layout:
    """Return where ``chart`` lies in ``width`` pixels."""
    legend = _legend(chart, width, metrics)
    top = (legend[-1].bottom() if legend else 0.0) + GRID
    labels = max((metrics.horizontalAdvance(text) for text in chart.categories), default=0.0)
    left = min(labels, width * _LABEL_SHARE) + 3 * GRID
    texts = chart.totals or [text for series in chart.series for text in series.texts]
    behind = max((metrics.horizontalAdvance(text) for text in texts), default=0.0) + 2 * GRID
    step = _PAIR_ROW if chart.kind is ChartKind.TARGETS else _ROW
    plot = QRectF(left, top, max(width - left - behind, 40.0), step * len(chart.categories))
    rows = tuple(QRectF(0, top + i * step, width, step) for i in range(len(chart.categories)))
    # What is smaller than a billionth of the unit is nothing, and its share of a bar no number.
    per_unit = plot.width() / (chart.largest if chart.largest > _LEAST else 1.0)
    bars = tuple(_bars(chart, rows, left, per_unit))
    without_axis = chart.kind is ChartKind.TARGETS and not chart.unit
    ticks = () if without_axis else _ticks(chart.largest, left, per_unit)
    lines = sum(max(math.ceil(metrics.horizontalAdvance(note) / max(width - 2 * GRID, 1)), 1) for note in chart.notes)
    notes = QRectF(GRID, plot.bottom() + _AXIS, width - 2 * GRID, lines * _NOTE_ROW)
    return Layout(width, math.ceil(notes.bottom() + GRID), legend, plot, rows, bars, ticks, notes)


def _legend(chart: Chart, width: int, metrics: QFontMetricsF) -> tuple[QRectF, ...]:
    if not chart.needs_legend:
        return ()
    boxes: list[QRectF] = []
    x, y = float(GRID), 2.0
    for series in chart.series:
        needed = 24.0 + metrics.horizontalAdvance(series.title) + 2 * GRID
        if x > GRID and x + needed > width:
            x, y = float(GRID), y + _LEGEND_ROW
        boxes.append(QRectF(x, y, needed, _LEGEND_ROW))
        x += needed
    return tuple(boxes)


def _bars(chart: Chart, rows: tuple[QRectF, ...], left: float, per_unit: float) -> list[Bar]:
    made: list[Bar] = []
    for category, row in enumerate(rows):
        end = left
        for number, series in enumerate(chart.series):
            value = series.values[category]
            if value is None:
                continue
            length = max(value * per_unit, 1.0)
            if chart.kind is ChartKind.TARGETS:
                y = row.top() + 5 + number * (_PAIR_BAR + 2)
                box = QRectF(left, y, length, _PAIR_BAR)
                hit = QRectF(left, y - 1, row.width() - left, _PAIR_BAR + 2)
            else:
                start = end if chart.kind is ChartKind.STACKED else left
                box = QRectF(start, row.center().y() - _BAR / 2, length, _BAR)
                stacked = chart.kind is ChartKind.STACKED
                hit = QRectF(start, row.top(), length if stacked else row.width() - start, row.height())
                end += length
            made.append(Bar(category, number, box, hit))
    return made


def _ticks(largest: float, left: float, per_unit: float) -> tuple[tuple[float, str], ...]:
    """Return round values along the axis: 1, 2 or 5 times a power of ten apart."""
    if largest <= _LEAST or not math.isfinite(largest):
        return ()
    power = 10.0 ** math.floor(math.log10(largest / _TICKS))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= largest / _TICKS)
    return tuple((left + i * step * per_unit, f"{i * step:,.10g}") for i in range(int(largest / step + 1e-9) + 1))
