"""Fills that change over an area: along a line of the map, along the area, in a direction, or outward."""

from __future__ import annotations

import numpy as np
import shapely

from yhgis.carto.colour import rgba
from yhgis.carto.display_list import GradientFill, Mark, Paths
from yhgis.carto.drawn import Drawn
from yhgis.carto.frame import Frame
from yhgis.carto.packing import Floats
from yhgis.model.symbol import GradientSymbol

Ends = tuple[tuple[float, float], tuple[float, float]]
"""Where a gradient begins and ends, paper mm."""


def gradient(drawn: Drawn, symbol: GradientSymbol) -> list[Mark]:
    """Return a fill that changes along the guide line, or over each area by itself."""
    paths = drawn.area_paths
    if not len(paths):
        return []
    stops = tuple((stop.at, rgba(stop.color, stop.opacity * symbol.opacity)) for stop in symbol.stops)
    guide = _guide(drawn.frame, symbol.along) if symbol.shape == "linear" else None
    if guide is not None:
        return [GradientFill(paths, guide[0], guide[1], stops)]
    radial = symbol.shape == "radial"
    marks: list[Mark] = []
    for i in range(len(paths)):
        part = _feature(paths, i)
        if len(part.xy):
            start, end = _heart_and_rim(part) if radial else _ends(part.xy, symbol.angle)
            marks.append(GradientFill(part, start, end, stops, radial))
    return marks


def _guide(frame: Frame, line_id: str) -> Ends | None:
    """Return the ends of the longest guide line, on paper."""
    packed = frame.guides.get(line_id)
    if packed is None or not len(packed):
        return None
    longest = int(np.argmax(np.diff(packed.starts)))
    line = frame.view.to_paper(packed.xy[packed.starts[longest] : packed.starts[longest + 1]])
    return _pair(line[0]), _pair(line[-1])


def _ends(xy: Floats, angle: float | None) -> Ends:
    return _longest_axis(xy) if angle is None else _across(xy, angle)


def _across(xy: Floats, angle: float) -> Ends:
    """Return the ends of a line in direction ``angle`` (degrees counter-clockwise as seen) that spans ``xy``."""
    turn = np.radians(angle)
    along = np.array([np.cos(turn), -np.sin(turn)])
    middle = (xy.min(axis=0) + xy.max(axis=0)) / 2
    reach = (xy - middle) @ along
    return _pair(middle + along * reach.min()), _pair(middle + along * reach.max())


def _longest_axis(xy: Floats) -> Ends:
    """Return the ends of the middle line of the smallest box round ``xy``, left to right."""
    box = shapely.get_coordinates(shapely.oriented_envelope(shapely.multipoints(xy)))
    if len(box) < 4:  # all on a line, or one place
        ends = xy[[np.argmin(xy[:, 0]), np.argmax(xy[:, 0])]]
    else:
        sides = np.hypot(*(box[1:3] - box[0:2]).T)
        a = (box[0] + box[3]) / 2 if sides[0] >= sides[1] else (box[0] + box[1]) / 2
        b = (box[1] + box[2]) / 2 if sides[0] >= sides[1] else (box[2] + box[3]) / 2
        ends = np.array(sorted([tuple(a), tuple(b)]))
    return _pair(ends[0]), _pair(ends[1])


def _heart_and_rim(paths: Paths) -> Ends:
    """Return the centroid of the outer ring, or its widest place, and a place as far from it as the ring reaches."""
    ring = paths.xy[paths.starts[0] : paths.starts[1]]
    heart = ring.mean(axis=0)
    area = shapely.make_valid(shapely.polygons(ring)) if len(ring) >= 3 else shapely.Polygon()
    if shapely.area(area) > 0.0:
        heart = shapely.get_coordinates(shapely.centroid(area))[0]
        if not shapely.contains_xy(area, *heart):
            reach = float(np.ptp(ring, axis=0).max())
            widest = shapely.maximum_inscribed_circle(area, tolerance=max(reach / 100, 1e-3))
            heart = shapely.get_coordinates(widest)[0]
    reach = float(np.hypot(*(paths.xy - heart).T).max())
    return _pair(heart), (float(heart[0]) + max(reach, 1e-3), float(heart[1]))


def _pair(xy: Floats) -> tuple[float, float]:
    return float(xy[0]), float(xy[1])


def _feature(paths: Paths, i: int) -> Paths:
    """Return feature ``i`` of ``paths`` alone."""
    first, last = int(paths.groups[i]), int(paths.groups[i + 1])
    begin, end = int(paths.starts[first]), int(paths.starts[last])
    starts = paths.starts[first : last + 1] - begin
    return Paths(paths.xy[begin:end], starts, np.array([0, last - first], dtype=np.int64), paths.closed)
