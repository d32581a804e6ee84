"""Where the parts of a chart lie on the printed page, in millimetres, its texts measured as they will be drawn."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from yhgis.carto.display_list import TextStyle
from yhgis.carto.sheet_text import wrapped
from yhgis.report import chart_font
from yhgis.report.chart import Chart, ChartKind, Series

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg

TITLE_PT, TEXT_PT, SMALL_PT = 10.5, 8.0, 7.0
MM_PER_PT = 25.4 / 72
EDGE_MM, GAP_MM, SWATCH_MM = 1.5, 2.0, 4.2
_LINE = 1.35
ROW_MM, PAIR_MM = 6.4, 9.6
_MOST_LABEL_SHARE = 0.34
_SCRATCH_DPI = 720


def width_of(text: str, size_pt: float, *, strong: bool = False) -> float:
    """Return the width of ``text`` in mm, as it will be drawn."""
    face = chart_font.face(size_pt, strong=strong)
    scratch = _scratch(threading.get_ident())
    pixels = scratch.get_text_width_height_descent(text, face, ismath=False)[0]
    return float(pixels) / _SCRATCH_DPI * 25.4


@lru_cache(maxsize=8)
def _scratch(_thread: int) -> RendererAgg:
    """Return what measures texts; one a thread, since it holds the font it last used."""
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(1, 1, _SCRATCH_DPI)


def _measure(text: str, style: TextStyle) -> tuple[float, float, float]:
    """Measure a text for `wrapped`, which asks for its width only."""
    return width_of(text, style.size_pt, strong=style.weight >= 600), 0.0, 0.0


def _lines(text: str, size_pt: float, width_mm: float, *, strong: bool = False) -> list[str]:
    return wrapped(text, TextStyle(size_pt, weight=700 if strong else 400), width_mm, _measure)


@dataclass(frozen=True)
class ChartLayout:
    """Where things lie, mm from the top left; texts already broken into lines."""

    width: float
    title: tuple[str, ...]
    legend: tuple[tuple[tuple[float, Series], ...], ...]
    labels: tuple[tuple[str, ...], ...]
    label_mm: float
    value_mm: float
    row_mm: float
    notes: tuple[str, ...]

    @classmethod
    def of(cls, chart: Chart, width: float) -> ChartLayout:
        """Lay ``chart`` out on ``width`` mm."""
        room = width - 2 * EDGE_MM
        mark = width_of(chart.mark, SMALL_PT) + 2 * GAP_MM + 2.0 if chart.mark else 0.0
        labels = [_lines(text, TEXT_PT, room * _MOST_LABEL_SHARE)[:2] for text in chart.categories]
        texts = [text for series in chart.series for text in series.texts] if not chart.totals else chart.totals
        return cls(
            width,
            tuple(_lines(chart.title_with_unit, TITLE_PT, room - mark, strong=True)),
            _legend_rows(chart, room),
            tuple(tuple(lines) for lines in labels),
            max((width_of(line, TEXT_PT) for lines in labels for line in lines), default=0.0),
            max((width_of(text, TEXT_PT, strong=bool(chart.totals)) for text in texts), default=0.0) + GAP_MM,
            PAIR_MM if chart.kind is ChartKind.TARGETS else ROW_MM,
            tuple(line for note in chart.notes for line in _lines(note, SMALL_PT, room)),
        )

    @property
    def legend_top(self) -> float:
        """Top of the legend."""
        return EDGE_MM + len(self.title) * line_mm(TITLE_PT) + 0.8

    @property
    def plot_top(self) -> float:
        """Top of the bars."""
        return self.legend_top + len(self.legend) * (line_mm(TEXT_PT) + 0.6) + 1.2

    @property
    def plot_mm(self) -> float:
        """Height of all bars."""
        return sum(self.heights)

    @property
    def heights(self) -> tuple[float, ...]:
        """Height of each row: a label of two lines takes more."""
        least = [len(lines) * line_mm(TEXT_PT) + 0.6 for lines in self.labels]
        return tuple(max(self.row_mm, height) for height in least)

    @property
    def notes_top(self) -> float:
        """Top of the notes."""
        return self.plot_top + self.plot_mm + line_mm(SMALL_PT) + 1.6

    @property
    def height(self) -> float:
        """Of the whole chart."""
        return self.notes_top + len(self.notes) * line_mm(SMALL_PT) + EDGE_MM

    @property
    def plot_left(self) -> float:
        """Where the bars begin."""
        return EDGE_MM + self.label_mm + GAP_MM

    @property
    def bars_mm(self) -> float:
        """Room of the longest bar."""
        return self.width - EDGE_MM - self.value_mm - self.plot_left


def line_mm(size_pt: float) -> float:
    """Return the height of a line of text."""
    return size_pt * MM_PER_PT * _LINE


def _legend_rows(chart: Chart, room: float) -> tuple[tuple[tuple[float, Series], ...], ...]:
    """Return the legend: rows of (left edge in mm, series)."""
    if not chart.needs_legend:
        return ()
    rows: list[list[tuple[float, Series]]] = [[]]
    at = 0.0
    for series in chart.series:
        needed = SWATCH_MM + 1.2 + width_of(series.title, TEXT_PT) + 4.0
        if at and at + needed - 4.0 > room:
            rows.append([])
            at = 0.0
        rows[-1].append((EDGE_MM + at, series))
        at += needed
    return tuple(tuple(row) for row in rows)
