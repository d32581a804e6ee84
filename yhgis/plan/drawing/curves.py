"""Smooth curves through hand-placed points, bands around them, and lines cut into short steps; all in metres."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""``(n, 2)`` array of x, y."""

#: No vertex that the program draws is farther than this from the next, so areas do not depend on the projection.
STEP_M = 240.0


def spline(points: Points, *, closed: bool = False, step: float = STEP_M / 3) -> Points:
    """Return a centripetal Catmull-Rom curve through ``points`` with a vertex about every ``step`` metres.

    The centripetal form makes no loops or cusps, whatever the spacing of the points.  A closed curve does not
    repeat its first point.
    """
    if len(points) < 3:
        return points if closed else along(points, step)
    if closed:
        framed = np.vstack([points[-1], points, points[:2]])
    else:
        framed = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    pieces = [_segment(framed[i : i + 4], step) for i in range(len(framed) - 3)]
    curve = np.vstack(pieces)
    return curve if closed else np.vstack([curve, points[-1]])


def _segment(p: Points, step: float) -> Points:
    """Return the curve from ``p[1]`` to ``p[2]``, without its end point (Barry and Goldman's pyramid)."""
    gaps = np.maximum(np.sqrt(np.hypot(*np.diff(p, axis=0).T)), 1e-6)
    t0, t1, t2, t3 = np.concatenate([[0.0], np.cumsum(gaps)])
    count = max(int(np.ceil(gaps[1] ** 2 / step)), 1)
    t = np.linspace(t1, t2, count, endpoint=False)[:, None]
    a1 = (t1 - t) / (t1 - t0) * p[0] + (t - t0) / (t1 - t0) * p[1]
    a2 = (t2 - t) / (t2 - t1) * p[1] + (t - t1) / (t2 - t1) * p[2]
    a3 = (t3 - t) / (t3 - t2) * p[2] + (t - t2) / (t3 - t2) * p[3]
    b1 = (t2 - t) / (t2 - t0) * a1 + (t - t0) / (t2 - t0) * a2
    b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
    curve: Points = (t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2
    return curve


def along(points: Points, step: float = STEP_M) -> Points:
    """Return the polyline ``points`` with vertices added so that none is farther than ``step`` from the next."""
    dense: Points = shapely.get_coordinates(shapely.segmentize(shapely.linestrings(points), step))
    return dense


def meander(line: Points, amplitude: float, wavelength: float, phase: float) -> Points:
    """Return ``line`` swung from side to side as a stream of the plain does; both ends stay where they are.

    Parameters
    ----------
    line : Points
        Dense polyline.
    amplitude, wavelength : float
        Metres.
    phase : float
        Radians, so that neighbouring streams do not swing alike.
    """
    s = distance_along(line)
    length = s[-1]
    turn = 2 * np.pi * s / wavelength
    swing = np.sin(turn + phase) + 0.55 * np.sin(turn / 0.47 + 2.1 * phase)
    fade = np.clip(np.minimum(s, length - s) / (0.8 * wavelength), 0.0, 1.0)
    moved: Points = line + normals(line) * (amplitude / 1.55 * swing * fade)[:, None]
    return moved


def distance_along(line: Points) -> NDArray[np.float64]:
    """Return how far each vertex lies from the first, along the line."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])


def normals(line: Points) -> Points:
    """Return the unit normal to the left of the line at every vertex."""
    tangent = np.gradient(line, axis=0)
    tangent /= np.hypot(tangent[:, 0], tangent[:, 1])[:, None]
    left: Points = np.column_stack([-tangent[:, 1], tangent[:, 0]])
    return left


def band(line: Points, at: NDArray[np.float64], half_width: NDArray[np.float64]) -> Any:
    """Return the polygon around ``line`` whose half-width changes smoothly.

    Parameters
    ----------
    line : Points
        Dense centre line.
    at, half_width : arrays
        Half-widths in metres at shares 0..1 of the length; between them they follow a smooth curve.
    """
    share = distance_along(line) / distance_along(line)[-1]
    reach = _smooth_between(share, at, half_width)[:, None]
    left, right = line + normals(line) * reach, line - normals(line) * reach
    ring = np.vstack([left, right[::-1]])
    return shapely.polygons(along(np.vstack([ring, ring[:1]])))


def _smooth_between(x: NDArray[np.float64], at: NDArray[np.float64], value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``value`` between the knots ``at`` by smoothstep, so that the band has no kinks."""
    i = np.clip(np.searchsorted(at, x, side="right") - 1, 0, len(at) - 2)
    t = np.clip((x - at[i]) / (at[i + 1] - at[i]), 0.0, 1.0)
    smooth: NDArray[np.float64] = value[i] + (value[i + 1] - value[i]) * t * t * (3 - 2 * t)
    return smooth


def blob(points: Points, step: float = STEP_M / 3) -> Any:
    """Return the smooth polygon through the closed ring of control ``points``."""
    ring = spline(points, closed=True, step=step)
    return shapely.polygons(np.vstack([ring, ring[:1]]))


def round_corners(polygons: Any, passes: int = 2) -> Any:
    """Return polygons with every corner cut off ``passes`` times (Chaikin), which leaves soft outlines."""
    rounded = shapely.get_parts(polygons) if np.ndim(polygons) == 0 else polygons
    for _ in range(passes):
        rounded = np.array([_cut_corners(polygon) for polygon in rounded], dtype=object)
    return rounded


def _cut_corners(polygon: Any) -> Any:
    rings = [_cut_ring(shapely.get_coordinates(ring)) for ring in [polygon.exterior, *polygon.interiors]]
    return shapely.Polygon(rings[0], rings[1:])


def _cut_ring(ring: Points) -> Points:
    a, b = ring[:-1], ring[1:]
    cut = np.empty((2 * len(a), 2))
    cut[0::2] = 0.75 * a + 0.25 * b
    cut[1::2] = 0.25 * a + 0.75 * b
    return np.vstack([cut, cut[:1]])
