"""The basic shapes of SVG as vertices."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from yhgis.carto.packing import Floats
from yhgis.carto.svg_paint import length_of
from yhgis.carto.svg_path import subpaths

SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_ROUND = 56


def outline_of(name: str, element: Any) -> list[tuple[Floats, bool]]:
    """Return the subpaths of a shape and whether each is closed, in the element's own coordinates.

    Raises
    ------
    ValueError
        A number that is none, or path data that is not.
    """
    if name == "path":
        return subpaths(element.get("d", ""))
    if name in ("polyline", "polygon"):
        numbers = [length_of(text) for text in re.split(r"[\s,]+", element.get("points", "").strip()) if text]
        points = np.array(numbers[: len(numbers) // 2 * 2]).reshape(-1, 2)
        return [(points, name == "polygon")] if len(points) > 1 else []
    if name == "line":
        x1, y1, x2, y2 = _lengths(element, "x1", "y1", "x2", "y2")
        return [(np.array([(x1, y1), (x2, y2)]), False)]
    if name == "rect":
        return _rectangle(element)
    cx, cy = _lengths(element, "cx", "cy")
    rx, ry = _lengths(element, "r", "r") if name == "circle" else _lengths(element, "rx", "ry")
    turn = np.linspace(0.0, 2 * np.pi, _ROUND, endpoint=False)
    ring = np.column_stack([cx + rx * np.cos(turn), cy + ry * np.sin(turn)])
    return [(ring, True)] if rx > 0.0 and ry > 0.0 else []


def _lengths(element: Any, *names: str) -> list[float]:
    return [length_of(element.get(name, "0")) for name in names]


def _rectangle(element: Any) -> list[tuple[Floats, bool]]:
    x, y, width, height = _lengths(element, "x", "y", "width", "height")
    if width <= 0.0 or height <= 0.0:
        return []
    given = [element.get("rx"), element.get("ry")]
    radii = [length_of(text) for text in given if text is not None] or [0.0]
    rx, ry = min(radii[0], width / 2), min(radii[-1], height / 2)
    if rx <= 0.0 or ry <= 0.0:
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        return [(np.array(corners), True)]
    quarter = np.linspace(0.0, np.pi / 2, _ROUND // 4 + 1)
    arcs = []
    left, right, top, bottom = x + rx, x + width - rx, y + ry, y + height - ry
    for i, (cx, cy) in enumerate([(right, bottom), (left, bottom), (left, top), (right, top)]):
        turn = quarter + i * np.pi / 2
        arcs.append(np.column_stack([cx + rx * np.cos(turn), cy + ry * np.sin(turn)]))
    return [(np.vstack(arcs), True)]
