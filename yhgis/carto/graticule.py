"""The kilometre grid: ticks and figures outside a map's frame, so that the map itself stays clear."""

from __future__ import annotations

import math
from dataclasses import dataclass

from yhgis.carto.display_list import Mark, Stroke, Text, TextMeasure, TextStyle
from yhgis.carto.scale import nice_step, plain_number
from yhgis.carto.sheet_shapes import Box, lines, rectangle
from yhgis.carto.text_measure import em_mm
from yhgis.model.view import View

LINE_MM = 0.1
INK = (90, 90, 90, 255)
# In ems of the figures: figures closer than this read as a row of numbers rather than as a grid.
_CLOSEST_EM = 13.5
_TICK_EM, _GAP_EM, _FIGURE_EM = 0.75, 0.35, 0.74


@dataclass(frozen=True)
class GridLine:
    """A line of the grid: where it meets the frame (mm along it), and its figure in kilometres."""

    at_mm: float
    figure: str


def band_mm(style: TextStyle) -> float:
    """Return how much room the grid takes outside the frame, on each side."""
    return (_TICK_EM + _GAP_EM + 1.0) * em_mm(style)


def grid_step_km(view: View, style: TextStyle) -> float:
    """Return the distance of grid lines: the smallest of 1, 2, 5 … km (or parts) that stands clear on paper."""
    return nice_step(_CLOSEST_EM * em_mm(style) * view.metres_per_mm / 1000.0)


def grid_lines(view: View, style: TextStyle) -> tuple[tuple[GridLine, ...], tuple[GridLine, ...]]:
    """Return the lines of equal easting, left to right, and of equal northing, top to bottom."""
    x0, y0, x1, y1 = view.extent
    step = grid_step_km(view, style) * 1000.0
    eastings = [place * step for place in range(math.ceil(x0 / step), math.floor(x1 / step) + 1)]
    northings = [place * step for place in range(math.floor(y1 / step), math.ceil(y0 / step) - 1, -1)]
    k = view.mm_per_metre
    return (
        tuple(GridLine((x - x0) * k, plain_number(x / 1000.0)) for x in eastings),
        tuple(GridLine((y1 - y) * k, plain_number(y / 1000.0)) for y in northings),
    )


def grid_marks(view: View, frame: Box, style: TextStyle, measure: TextMeasure) -> tuple[Mark, ...]:
    """Return ticks on all four sides of ``frame``, a thin line around them, and figures at each tick."""
    columns, rows = grid_lines(view, style)
    em = em_mm(style)
    tick, away, rise = _TICK_EM * em, (_TICK_EM + _GAP_EM) * em, _FIGURE_EM * em
    ticks = []
    for line in columns:
        x = frame.x + line.at_mm
        ticks += [[(x, frame.y), (x, frame.y - tick)], [(x, frame.bottom), (x, frame.bottom + tick)]]
    for line in rows:
        y = frame.y + line.at_mm
        ticks += [[(frame.x, y), (frame.x - tick, y)], [(frame.right, y), (frame.right + tick, y)]]
    outer = frame.shrunk(-tick, -tick, -tick, -tick)
    marks: list[Mark] = [Stroke(lines(ticks), INK, LINE_MM), Stroke(rectangle(outer), INK, LINE_MM, join="miter")]
    for text, at in _figures(columns, frame.width, style, measure):
        marks.append(Text(text, frame.x + at, frame.y - away, style, "center"))
        marks.append(Text(text, frame.x + at, frame.bottom + away + rise, style, "center"))
    # Figures of the sides stand upright along the frame, so that the band stays narrow.
    for text, at in _figures(rows, frame.height, style, measure):
        marks.append(Text(text, frame.x - away, frame.y + at, style, "center", -90.0))
        marks.append(Text(text, frame.right + away + rise, frame.y + at, style, "center", -90.0))
    return tuple(marks)


def _figures(
    grid: tuple[GridLine, ...], length: float, style: TextStyle, measure: TextMeasure
) -> list[tuple[str, float]]:
    """Return the figures that do not reach over a corner, the first with its unit."""
    kept: list[tuple[str, float]] = []
    for line in grid:
        figure = line.figure if kept else f"{line.figure} km"
        half = measure(figure, style)[0] / 2
        if half <= line.at_mm <= length - half:
            kept.append((figure, line.at_mm))
    return kept
