"""Lines and outlines: widths by field, edges drawn once, dashes that stay where they are on the ground."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator, MutableMapping, Sequence

import numpy as np
import shapely

from yhgis.carto.classes import numbers
from yhgis.carto.colour import rgba
from yhgis.carto.display_list import Mark, Paths, Stroke
from yhgis.carto.drawn import Drawn
from yhgis.carto.packing import Floats, Packed, of_lines, pick, take_apart, to_paths
from yhgis.model.symbol import StrokeSymbol, WidthBy
from yhgis.model.view import Extent

_edges: MutableMapping[Packed, Packed] = weakref.WeakKeyDictionary()
_edges_lock = threading.Lock()


def stroke(drawn: Drawn, symbol: StrokeSymbol) -> list[Mark]:
    """Return lines and outlines with their width, dash and offset."""
    marks: list[Mark] = []
    if _is_plain(drawn, symbol):
        for paths in (drawn.plain_areas, drawn.plain_lines):
            marks += _stroked(paths, symbol, symbol.width_mm, drawn.frame.box_mm)
        return marks
    outlines = drawn.frame.shown(shared_edges(drawn.all_areas)) if symbol.shared_once else drawn.areas
    for packed in (outlines, drawn.lines):
        for width, part in _by_width(packed, drawn, symbol):
            # The very paths of the fill, so that a writer sees that it may outline them as it fills.
            paths = drawn.area_paths if part is drawn.areas else to_paths(part, drawn.frame.view)
            if symbol.offset_mm:
                paths = offset(paths, symbol.offset_mm)
            marks += list(_stroked(paths, symbol, width, drawn.frame.box_mm))
    return marks


def _is_plain(drawn: Drawn, symbol: StrokeSymbol) -> bool:
    """Whether outlines and lines are stroked as they are; with levels of detail an edge may be stroked twice."""
    once = symbol.shared_once and drawn.dense.areas is None
    return not (symbol.dash or symbol.offset_mm or symbol.width_by or once)


def _stroked(paths: Paths, symbol: StrokeSymbol, width: float, box: Extent) -> Iterator[Mark]:
    if not len(paths) or width <= 0.0:
        return
    color = rgba(symbol.color, symbol.opacity)
    if not symbol.dash:
        yield Stroke(paths, color, width, (), symbol.cap, symbol.join)
    elif symbol.fit_dash:
        for line in _lines(paths):
            yield Stroke(_one(line), color, width, fitted(symbol.dash, _length(line)), symbol.cap, symbol.join)
    else:
        near = clip_dashed(paths, sum(symbol.dash) * (1 + len(symbol.dash) % 2), box)
        if len(near):
            yield Stroke(near, color, width, symbol.dash, symbol.cap, symbol.join)


def _by_width(packed: Packed, drawn: Drawn, symbol: StrokeSymbol) -> Iterator[tuple[float, Packed]]:
    """Yield the features by width, the thin ones first."""
    if symbol.width_by is None or not len(packed):
        yield symbol.width_mm, packed
        return
    widths = widths_of(numbers(drawn.layer, symbol.width_by.field), symbol.width_by, symbol.width_mm)[packed.features]
    for width in np.unique(widths):
        yield float(width), pick(packed, widths == width)


def widths_of(values: Floats, width_by: WidthBy, otherwise: float) -> Floats:
    """Return a width in mm, rounded to 0.05, for each of ``values``; ``otherwise`` where the value is missing."""
    found = np.interp(values, width_by.values, width_by.widths_mm)
    return np.round(np.where(np.isnan(values), otherwise, found) * 20) / 20


def shared_edges(areas: Packed) -> Packed:
    """Return the outlines of ``areas`` as lines, an edge of two neighbours once (ground metres; kept).

    Two features share an edge when both of its vertices are exactly equal.
    """
    with _edges_lock:
        known = _edges.get(areas)
    if known is None:
        known = _merged_edges(areas) if len(areas) else of_lines([])
        with _edges_lock:
            _edges[areas] = known
    return known


def _merged_edges(areas: Packed) -> Packed:
    places, number = np.unique(areas.xy, axis=0, return_inverse=True)
    number = number.ravel()
    following = np.arange(1, len(number) + 1)
    following[areas.starts[1:] - 1] = areas.starts[:-1]
    ends = np.sort(np.column_stack([number, number[following]]), axis=1)
    ends = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(places[ends])))
    return take_apart(shapely.get_parts(np.array([merged], dtype=object))).lines


def offset(paths: Paths, distance: float) -> Paths:
    """Return lines moved sideways by ``distance`` mm, to the left of their direction on paper when positive."""
    if paths.closed:
        return _rings_offset(paths, distance)
    curves = [shapely.linestrings(line) for line in _lines(paths) if len(line) > 1]
    moved = shapely.offset_curve(np.array(curves, dtype=object), -distance)  # the paper's y runs downward
    return _paths(take_apart(moved).lines)


def _rings_offset(paths: Paths, distance: float) -> Paths:
    """Return rings drawn outward or inward: a ring moved as a line would stay open where it begins."""
    rings = [shapely.linearrings(line) for line in _lines(paths) if len(line) > 3]
    if not rings:
        return _paths(of_lines([]))
    outward = np.where(shapely.is_ccw(rings), 1.0, -1.0) * distance  # counter-clockwise by y downward: left is outside
    grown = shapely.buffer(shapely.polygons(rings), outward, quad_segs=8)
    outlines = shapely.get_parts(shapely.boundary(grown[~shapely.is_empty(grown)]))
    return _paths(of_lines([shapely.get_coordinates(one) for one in outlines]))


def fitted(dash: Sequence[float], length: float) -> tuple[float, ...]:
    """Return ``dash`` stretched so that a line of ``length`` mm ends with a whole dash.

    A line too short for two dashes keeps the pattern.
    """
    period = sum(dash)
    times = round((length - dash[0]) / period)
    if times < 1:
        return tuple(dash)
    stretch = length / (times * period + dash[0])
    return tuple(part * stretch for part in dash)


def clip_dashed(paths: Paths, period: float, box: Extent) -> Paths:
    """Return the pieces of ``paths`` near ``box``, each begun at a whole number of dash periods.

    A dash pattern must not move along its line when the map is panned, and a line of a hundred metres of paper
    must not be dashed where nobody sees it.
    """
    span = max(box[2] - box[0], box[3] - box[1])
    low, high = (paths.xy.min(axis=0), paths.xy.max(axis=0)) if len(paths.xy) else (np.zeros(2), np.zeros(2))
    if max(high - low) < 3 * span:
        return paths
    pieces = [piece for line in _lines(paths) for piece in _near(line, period, box)]
    return _paths(of_lines(pieces))


def _near(line: Floats, period: float, box: Extent) -> Iterator[Floats]:
    """Yield the pieces of ``line`` that run near ``box``."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    low, high = np.minimum(line[1:], line[:-1]), np.maximum(line[1:], line[:-1])
    inside = (low[:, 0] <= box[2]) & (high[:, 0] >= box[0]) & (low[:, 1] <= box[3]) & (high[:, 1] >= box[1])
    changes = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8)))
    span = np.hypot(box[2] - box[0], box[3] - box[1])
    middle = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    for first, last in zip(changes[0::2], changes[1::2], strict=True):
        begin = max(along[first], along[first + 1] - np.hypot(*(line[first + 1] - middle)) - span)
        end = min(along[last], along[last - 1] + np.hypot(*(line[last - 1] - middle)) + span)
        yield piece_of(line, along, np.floor(begin / period) * period, end)


def piece_of(line: Floats, along: Floats, begin: float, end: float) -> Floats:
    """Return the part of ``line`` between two distances from its start; ``along`` is its vertices' distances."""
    between = (along > begin) & (along < end)
    ends = [[np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])] for at in (begin, end)]
    return np.vstack([ends[:1], line[between], ends[1:]])


def _lines(paths: Paths) -> Iterator[Floats]:
    """Yield every ring (closed) or line as vertices."""
    for begin, end in zip(paths.starts[:-1], paths.starts[1:], strict=True):
        line = paths.xy[begin:end]
        yield np.vstack([line, line[:1]]) if paths.closed else line


def _length(line: Floats) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def _one(line: Floats) -> Paths:
    return _paths(of_lines([line]))


def _paths(packed: Packed) -> Paths:
    return Paths(packed.xy, packed.starts, packed.groups, packed.closed)
