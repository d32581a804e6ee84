"""Small figures as outlines about (0, 0) in paper millimetres: markers, arrowheads, chevrons."""

from __future__ import annotations

from functools import cache

import numpy as np

from yhgis.carto.display_list import Paths
from yhgis.carto.packing import Floats
from yhgis.model.symbol import MarkerShape


def of_rings(*rings: Floats) -> Paths:
    """Return one feature made of ``rings``."""
    starts = np.concatenate([[0], np.cumsum([len(ring) for ring in rings])]).astype(np.int64)
    return Paths(np.concatenate(rings), starts, np.array([0, len(rings)], dtype=np.int64), closed=True)


def circle(radius: float, center: tuple[float, float] = (0.0, 0.0)) -> Floats:
    """Return a ring that no eye tells from a circle: a side is never longer than about a tenth of a millimetre."""
    count = int(np.clip(np.ceil(2 * np.pi * radius / 0.12), 24, 360))
    turn = np.linspace(0.0, 2 * np.pi, count, endpoint=False)
    ring: Floats = np.column_stack([np.cos(turn), np.sin(turn)]) * radius + np.asarray(center)
    return ring


@cache
def marker(shape: MarkerShape, size: float, angle: float = 0.0) -> Paths:
    """Return the outline of a marker that is ``size`` mm wide, turned clockwise by ``angle`` degrees."""
    rings = [_turned(ring, angle) for ring in _rings(shape, size / 2)]
    return of_rings(*rings)


def _rings(shape: MarkerShape, r: float) -> list[Floats]:
    if shape == "circle":
        return [circle(r)]
    if shape == "ring":
        return [circle(r), circle(r * 0.55)]
    return [np.array(_CORNERS[shape]) * r] if shape in _CORNERS else [_star(r)]


_CORNERS: dict[str, list[tuple[float, float]]] = {
    "square": [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
    "diamond": [(0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)],
    "triangle": [(0, -1.1), (1.0, 0.75), (-1.0, 0.75)],
    "cross": [
        (-0.3, -1), (0.3, -1), (0.3, -0.3), (1, -0.3), (1, 0.3), (0.3, 0.3),
        (0.3, 1), (-0.3, 1), (-0.3, 0.3), (-1, 0.3), (-1, -0.3), (-0.3, -0.3),
    ],
    # the foot of the staff stands on the place
    "flag": [(-0.08, 0), (-0.08, -2.2), (1.5, -1.65), (0.08, -1.1), (0.08, 0)],
}  # fmt: skip


def _star(r: float) -> Floats:
    turn = np.radians(-90 + 36 * np.arange(10))
    reach = np.where(np.arange(10) % 2 == 0, 1.15, 0.48) * r
    return np.column_stack([np.cos(turn) * reach, np.sin(turn) * reach])


def _turned(ring: Floats, angle: float) -> Floats:
    turn = np.radians(angle)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return np.asarray(ring @ matrix)


def arrowhead(length: float, width: float, notch: float) -> Paths:
    """Return an arrowhead that points to the right; (0, 0) is where its line ends, the tip lies beyond."""
    back = -length * notch
    return of_rings(np.array([(length + back, 0.0), (back, width / 2), (0.0, 0.0), (back, -width / 2)]))


def chevron(size: float, thickness: float) -> Paths:
    """Return an open arrow that points to the right, ``size`` mm across."""
    h, w, t = size / 2, size * 0.45, thickness
    return of_rings(np.array([(-w, -h), (-w + t, -h), (w, 0), (-w + t, h), (-w, h), (w - t, 0)]))


def bar(size: float, thickness: float) -> Paths:
    """Return a bar across the direction of travel."""
    h, t = size / 2, thickness / 2
    return of_rings(np.array([(-t, -h), (t, -h), (t, h), (-t, h)]))
