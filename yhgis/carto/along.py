"""Small figures on lines: arrowheads at their ends, ticks along them."""

from __future__ import annotations

import numpy as np

from yhgis.carto.colour import rgba
from yhgis.carto.display_list import Mark, Markers, Paths
from yhgis.carto.drawn import Drawn
from yhgis.carto.outlines import arrowhead, bar, chevron, marker
from yhgis.carto.packing import Floats, to_paths
from yhgis.model.symbol import ArrowheadsSymbol, TicksSymbol


def arrowheads(drawn: Drawn, symbol: ArrowheadsSymbol) -> list[Mark]:
    """Return arrowheads whose tips lie beyond the ends of the lines, so that a broad line does not blunt them."""
    paths = drawn.line_paths
    places: list[Floats] = []
    angles: list[float] = []
    for begin, end in zip(paths.starts[:-1], paths.starts[1:], strict=True):
        line = paths.xy[begin:end]
        for wanted, turned in (("end", line), ("start", line[::-1])):
            if symbol.ends in (wanted, "both"):
                places.append(turned[-1])
                angles.append(_heading(turned, symbol.length_mm))
    if not places:
        return []
    outline = arrowhead(symbol.length_mm, symbol.width_mm, symbol.notch)
    edge = rgba(symbol.outline, symbol.opacity) if symbol.outline else None
    fill = rgba(symbol.color, symbol.opacity)
    return [Markers(np.array(places), outline, np.array(angles), fill, edge, symbol.outline_mm)]


def _heading(line: Floats, over: float) -> float:
    """Return the clockwise angle in degrees in which ``line`` leaves over its last ``over`` mm."""
    steps = np.hypot(*np.diff(line[::-1], axis=0).T)
    far = int(np.searchsorted(np.cumsum(steps), over)) + 1
    back = line[max(len(line) - 1 - far, 0)]
    return float(np.degrees(np.arctan2(line[-1, 1] - back[1], line[-1, 0] - back[0])))


def ticks(drawn: Drawn, symbol: TicksSymbol) -> list[Mark]:
    """Return figures every ``spacing_mm`` along lines and outlines, counted from the start of each."""
    color = rgba(symbol.color, symbol.opacity)
    outline = {
        "chevron": lambda: chevron(symbol.size_mm, symbol.width_mm),
        "cross": lambda: bar(symbol.size_mm, symbol.width_mm),
        "dot": lambda: marker("circle", symbol.size_mm),
    }[symbol.shape]()
    marks: list[Mark] = []
    for paths in (to_paths(drawn.areas, drawn.frame.view), drawn.line_paths):
        places, angles = stations_along(paths, symbol.spacing_mm)
        x0, y0, x1, y1 = drawn.frame.box_mm
        near = (places[:, 0] >= x0) & (places[:, 0] <= x1) & (places[:, 1] >= y0) & (places[:, 1] <= y1)
        if near.any():
            marks.append(Markers(places[near], outline, angles[near], color))
    return marks


def stations_along(paths: Paths, spacing: float) -> tuple[Floats, Floats]:
    """Return places half a spacing from the start of each line and every ``spacing`` mm from there, with headings.

    A line shorter than a spacing gets one, in its middle.  Headings are clockwise degrees.
    """
    if not len(paths.xy):
        return np.empty((0, 2)), np.empty(0)
    following = np.arange(1, len(paths.xy) + 1)
    last = paths.starts[1:] - 1
    following[last] = paths.starts[:-1] if paths.closed else last
    step = paths.xy[following] - paths.xy
    length = np.hypot(step[:, 0], step[:, 1])
    total = np.concatenate([[0.0], np.cumsum(length)])
    begin, size = total[paths.starts[:-1]], total[paths.starts[1:]] - total[paths.starts[:-1]]
    count = np.maximum(np.floor(size / spacing + 0.5), 1).astype(np.int64)
    line = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(line)) - (np.cumsum(count) - count)[line]
    short = size[line] < spacing
    at = begin[line] + np.where(short, size[line] / 2, (number + 0.5) * spacing)
    vertex = np.clip(np.searchsorted(total, at, side="right") - 1, 0, len(length) - 1)
    share = np.where(length[vertex] > 0, (at - total[vertex]) / np.where(length[vertex] > 0, length[vertex], 1.0), 0.0)
    places = paths.xy[vertex] + share[:, None] * step[vertex]
    return places, np.degrees(np.arctan2(step[vertex, 1], step[vertex, 0]))
