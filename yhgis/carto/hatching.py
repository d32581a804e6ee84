"""Hatch lines and dots inside areas, as true vectors, by scan lines over all edges at once.

Scan lines are cut with half-open edges (a vertex belongs to the edge above it), so every line enters an area as
often as it leaves it, and the odd-even rule takes care of holes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yhgis.carto.display_list import Paths
from yhgis.model.view import Extent

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Spans:
    """Pieces of scan lines inside areas, in the turned system: along the line ``begin``..``end``, across it ``row``.

    ``along`` and ``across`` are the unit vectors of the turned system on paper; ``base`` is the distance of row 0
    from the paper's corner, ``origin`` the anchor's place along the lines.
    """

    feature: Ints
    row: Ints
    begin: Floats
    end: Floats
    along: Floats
    across: Floats
    base: float
    origin: float
    spacing: float

    def points(self, place: Floats, row: Ints) -> Floats:
        """Return paper coordinates of places on rows."""
        return place[:, None] * self.along + (self.base + row * self.spacing)[:, None] * self.across


def spans(paths: Paths, angle: float, spacing: float, anchor: Floats, box: Extent) -> Spans:
    """Cut scan lines against the areas of ``paths``.

    Parameters
    ----------
    paths : Paths
        Closed rings in paper mm.
    angle : float
        Degrees from the paper's x axis, counter-clockwise as seen.
    spacing : float
        Between lines, mm.
    anchor : array of x, y
        A place in paper mm that a line runs through.
    box : Extent
        Paper mm; lines and ends outside of it are left out.
    """
    turn = np.radians(angle)
    along, across = np.array([np.cos(turn), -np.sin(turn)]), np.array([np.sin(turn), np.cos(turn)])
    base = float(anchor @ across)
    place, height = paths.xy @ along, (paths.xy @ across - base) / spacing
    corners = np.array([[box[i], box[j]] for i in (0, 2) for j in (1, 3)])
    shown = (corners @ across - base) / spacing
    row, hit, feature = _crossings(paths, place, height, int(np.ceil(shown.min())), int(np.floor(shown.max())))
    order = np.lexsort((hit, row, feature))
    row, hit, feature = row[order], hit[order], feature[order]
    limits = corners @ along
    begin, end = np.maximum(hit[0::2], limits.min()), np.minimum(hit[1::2], limits.max())
    kept = end > begin
    feature, row = feature[0::2][kept], row[0::2][kept]
    return Spans(feature, row, begin[kept], end[kept], along, across, base, float(anchor @ along), spacing)


def _crossings(paths: Paths, place: Floats, height: Floats, lowest: int, highest: int) -> tuple[Ints, Floats, Ints]:
    """Return row, place along it, and feature of every crossing of an edge with a row."""
    following = np.arange(1, len(place) + 1)
    following[paths.starts[1:] - 1] = paths.starts[:-1]
    rise = height[following]
    low, high = np.minimum(height, rise), np.maximum(height, rise)
    first = np.clip(np.ceil(low), lowest, highest + 1).astype(np.int64)
    count = np.clip(np.ceil(high), lowest, highest + 1).astype(np.int64) - first
    edge = np.repeat(np.arange(len(place)), count)
    before = np.cumsum(count) - count
    row = first[edge] + np.arange(len(edge)) - before[edge]
    share = (row - height[edge]) / (rise[edge] - height[edge])
    hit = place[edge] + share * (place[following[edge]] - place[edge])
    rings = np.diff(paths.starts)
    feature_of_ring = np.repeat(np.arange(len(paths)), np.diff(paths.groups))
    feature_of_vertex = np.repeat(feature_of_ring, rings)
    return row, hit, feature_of_vertex[edge].astype(np.int64)


def hatch_lines(found: Spans) -> Paths:
    """Return the spans as lines, one group a feature."""
    ends = np.stack([found.points(found.begin, found.row), found.points(found.end, found.row)], axis=1)
    count = len(found.feature)
    if count == 0:
        zero = np.zeros(1, dtype=np.int64)
        return Paths(np.empty((0, 2)), zero, zero, closed=False)
    new = np.flatnonzero(np.concatenate([[True], found.feature[1:] != found.feature[:-1]]))
    groups = np.append(new, count).astype(np.int64)
    return Paths(ends.reshape(-1, 2), np.arange(count + 1, dtype=np.int64) * 2, groups, closed=False)


def dot_places(found: Spans, spacing: float, inset: float, odd_shift: float) -> Floats:
    """Return dots on the spans: every ``spacing`` along a row, odd rows moved on, ``inset`` from the ends."""
    shift = found.origin + (found.row % 2) * odd_shift
    first = np.ceil((found.begin + inset - shift) / spacing).astype(np.int64)
    last = np.floor((found.end - inset - shift) / spacing).astype(np.int64)
    count = np.maximum(last - first + 1, 0)
    span = np.repeat(np.arange(len(count)), count)
    number = first[span] + np.arange(len(span)) - (np.cumsum(count) - count)[span]
    return found.points(number * spacing + shift[span], found.row[span])
