"""Hypothesis strategies: random layers that overlap, touch, nest and share edges."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from tests.analysis.making import box, polygon
from yhgis.analysis.area import EDGE_BULGE

_STEP = st.integers(0, 10)


@st.composite
def rectangles(draw: st.DrawFn) -> BaseGeometry:
    """Draw a rectangle on a coarse grid: shared edges, corners and duplicates come up often."""
    x, y = draw(_STEP), draw(_STEP)
    width, height = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    return box(x * 10.0, y * 10.0, (x + width) * 10.0, (y + height) * 10.0)


@st.composite
def stars(draw: st.DrawFn) -> BaseGeometry:
    """Draw a star-shaped polygon, now and then with a hole, of few or of many vertices."""
    n = draw(st.sampled_from([3, 4, 7, 15, 40, 260]))
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    radius = random.uniform(0.4, 1.0, n) * random.uniform(8.0, 70.0)
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    x, y = random.uniform(0, 120, 2)
    shell = np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])
    hole = np.column_stack([x + 0.3 * radius * np.cos(angle), y + 0.3 * radius * np.sin(angle)])
    return polygon(shell.tolist(), [hole.tolist()] if n > 4 and random.random() < 0.3 else [])


def layers(least: int = 1, most: int = 12) -> st.SearchStrategy[list[BaseGeometry]]:
    """Draw the geometries of a layer: rectangles that match, stars that do not, or both."""
    return st.one_of(
        st.lists(rectangles(), min_size=least, max_size=most),
        st.lists(stars(), min_size=least, max_size=most),
        st.lists(st.one_of(rectangles(), stars()), min_size=least, max_size=most),
    )


def as_array(shapes: list[BaseGeometry]) -> np.ndarray:
    """Return shapes as an array of objects."""
    out = np.empty(len(shapes), dtype=object)
    out[:] = shapes
    return out


def bulge(shapes: list[BaseGeometry]) -> float:
    """Return how far statutory areas may go apart when one side has a vertex on an edge that the other has not."""
    longest = max(np.hypot(*np.diff(shapely.get_coordinates(shape), axis=0).T).max() for shape in shapes)
    return float(6 * EDGE_BULGE * longest**3)


def union_area(shapes: list[BaseGeometry]) -> float:
    """Return the planar area of the union, the plain way."""
    return float(shapely.union_all(as_array(shapes)).area)
