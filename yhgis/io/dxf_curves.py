"""Curves of a drawing as chords, true to a millimetre.

ezdxf's own paths turn arcs into Bezier curves, which puts a circle's area off by 270 millionths: too much for a
parcel.  Arcs and bulges are therefore cut here, or by the entities' own methods, which keep to the circle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yhgis.io.coordinate_text import FARTHEST

#: How far a chord may leave the curve, in drawing units (metres): a millimetre, or for something very large a
#: millionth of its size.  Where the numbers are degrees, about a millimetre again.
_SAGITTA_M, _SAGITTA_DEGREES, _SAGITTA_SHARE = 1e-3, 1e-8, 1e-6
_MOST_DEGREES = 360.0
_SPLINE_FRAME = 16
_NOTHING: NDArray[np.float64] = np.empty((0, 3))


def curve_points(entity: Any) -> NDArray[np.float64]:
    """Return the points (n, 3) along a line, arc, circle, ellipse, spline or polyline, in world coordinates.

    Empty for what is a mesh, or has a point that is no number or not on Earth.
    """
    match entity.dxftype():
        case "LINE":
            return _array([entity.dxf.start, entity.dxf.end])
        case "CIRCLE" | "ARC":
            center, radius = entity.dxf.center, abs(float(entity.dxf.radius))
            if not (radius > 0 and math.isfinite(radius)):
                return _NOTHING
            return _array(entity.flattening(min(_sagitta(center.x, center.y, 2 * radius), radius / 10)))
        case "ELLIPSE":
            size = 2 * float(entity.dxf.major_axis.magnitude)
            return _array(entity.flattening(_sagitta(entity.dxf.center.x, entity.dxf.center.y, size)))
        case "SPLINE":
            frame = _array([*entity.control_points, *entity.fit_points])
            return _array(entity.flattening(_fineness(frame))) if len(frame) else _NOTHING
        case "LWPOLYLINE":
            flat = np.array(entity.get_points("xyb"), dtype=np.float64).reshape(-1, 3)
            return _in_world(entity, bulged(flat, bool(entity.closed)), float(entity.dxf.elevation))
    return _polyline(entity)


def _polyline(entity: Any) -> NDArray[np.float64]:
    """Return the points of an old polyline: flat with bulges, or in space."""
    vertices = [vertex for vertex in entity.vertices if not vertex.dxf.flags & _SPLINE_FRAME]
    if entity.is_3d_polyline:
        return _array([vertex.dxf.location for vertex in vertices])
    if not entity.is_2d_polyline:
        return _NOTHING
    places = [vertex.dxf.location for vertex in vertices]
    rows = [(place.x, place.y, vertex.dxf.bulge) for place, vertex in zip(places, vertices, strict=True)]
    flat = bulged(np.array(rows, dtype=np.float64).reshape(-1, 3), bool(entity.is_closed))
    return _in_world(entity, flat, float(places[0].z) if places else 0.0)


def hatch_rings(entity: Any) -> list[NDArray[np.float64]]:
    """Return the boundaries of a filling, (n, 2) each, in world coordinates."""
    height = float(entity.dxf.elevation.z)
    rings = []
    for path in entity.paths:
        if hasattr(path, "vertices"):
            flat = bulged(np.array(path.vertices, dtype=np.float64).reshape(-1, 3), closed=True)
        else:
            flat = _joined([_edge(edge) for edge in path.edges])
        rings.append(_in_world(entity, flat, height)[:, :2])
    return rings


def _edge(edge: Any) -> NDArray[np.float64]:
    """Return the points of one edge of a filling, (n, 2)."""
    if type(edge).__name__ == "LineEdge":
        return _array([edge.start, edge.end])[:, :2]
    tool = edge.construction_tool()
    if hasattr(tool, "radius"):
        fine = min(_sagitta(tool.center.x, tool.center.y, 2 * tool.radius), tool.radius / 10)
        return _array(tool.flattening(fine))[:, :2]
    frame = _array([edge.start_point, edge.end_point])
    return _array(tool.flattening(_fineness(frame)))[:, :2]


def _joined(edges: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return edges as one line; each is turned so that it begins where the one before ends."""
    line = np.empty((0, 2))
    for edge in edges:
        turned = edge
        if len(line) and len(edge) and np.hypot(*(edge[-1] - line[-1])) < np.hypot(*(edge[0] - line[-1])):
            turned = edge[::-1]
        line = np.vstack([line, turned])
    return line


def bulged(points: NDArray[np.float64], closed: bool) -> NDArray[np.float64]:
    """Return the chords of a polyline with bulges.

    Parameters
    ----------
    points : array of shape (n, 3)
        x, y and the bulge of the edge that begins there: the tangent of a quarter of the arc's angle, positive where
        the arc goes anticlockwise.
    closed : bool
        Whether an edge leads from the last point to the first.
    """
    if not len(points) or not bool((np.abs(points) <= FARTHEST).all()):
        return np.empty((0, 2))
    if not points[:, 2].any():
        return points[:, :2]
    edges = zip(points, [*points[1:], *points[:1]] if closed else points[1:], strict=False)
    parts = [_arc(start[:2], end[:2], float(start[2])) for start, end in edges]
    return np.vstack([*parts, points[:1, :2] if closed else points[-1:, :2]])


def _arc(start: NDArray[np.float64], end: NDArray[np.float64], bulge: float) -> NDArray[np.float64]:
    """Return the points of an edge with a bulge, without its end."""
    chord = end - start
    length = float(np.hypot(*chord))
    if bulge == 0.0 or length == 0.0:
        return start[None, :]
    angle = 4 * math.atan(bulge)
    radius = length * (1 + bulge**2) / (4 * abs(bulge))
    middle = (start + end) / 2 + np.array([-chord[1], chord[0]]) * (1 - bulge**2) / (4 * bulge)
    fine = min(_sagitta(float(start[0]), float(start[1]), 2 * radius), radius / 10)
    steps = max(math.ceil(abs(angle) / (2 * math.acos(1 - fine / radius))), 1)
    first = math.atan2(*(start - middle)[::-1])
    along = first + angle * np.arange(1, steps) / steps
    return np.vstack([start, middle + radius * np.column_stack([np.cos(along), np.sin(along)])])


def _in_world(entity: Any, flat: NDArray[np.float64], height: float) -> NDArray[np.float64]:
    """Return points of a drawing plane in world coordinates; most planes are the world's own."""
    space = np.column_stack([flat, np.full(len(flat), height)])
    plane = entity.ocs()
    return _array(plane.points_to_wcs([tuple(point) for point in space])) if plane.transform else space


def _fineness(frame: NDArray[np.float64]) -> float:
    size = float(np.ptp(frame[:, :2], axis=0).max())
    return _sagitta(float(frame[0, 0]), float(frame[0, 1]), size)


def _sagitta(x: float, y: float, size: float) -> float:
    degrees = max(abs(x), abs(y)) + size <= _MOST_DEGREES
    return max(_SAGITTA_DEGREES if degrees else _SAGITTA_M, size * _SAGITTA_SHARE)


def _array(points: Iterable[Any]) -> NDArray[np.float64]:
    """Return ezdxf's vectors, in the plane or in space, as rows of three numbers; none where one is no number."""
    rows = [(float(point[0]), float(point[1]), float(point[2]) if len(point) > 2 else 0.0) for point in points]
    made = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return made if bool((np.abs(made) <= FARTHEST).all()) else _NOTHING
