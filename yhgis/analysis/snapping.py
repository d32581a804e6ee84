"""To what a hand-drawn point is drawn: the nearest vertex, else the nearest place on an edge, of what is in sight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.analysis.by_place import boxes
from yhgis.feedback import Feedback, silent
from yhgis.model.layer import Layer
from yhgis.model.view import Extent

Floats = NDArray[np.float64]

#: More vertices than this in sight say that nobody could aim at one: nothing snaps until the map is nearer.
MOST_VERTICES = 300_000


@dataclass(frozen=True)
class Snap:
    """Where a point comes to lie, and on what."""

    x: float
    y: float
    kind: Literal["vertex", "edge"]


@dataclass(frozen=True, eq=False)
class SnapIndex:
    """Vertices and edges that can be snapped to; never changed, so any thread may ask.

    Parameters
    ----------
    vertices : array of shape (n, 2)
        Sorted by x.
    edges : array of shape (m, 4)
        ``x0, y0, x1, y1`` with ``x0 <= x1``, sorted by it.
    longest_m : float
        The widest edge from left to right: how far left of a place an edge may begin.
    crowded : bool
        There was more than can be aimed at, and nothing was taken.
    """

    vertices: Floats
    edges: Floats
    longest_m: float = 0.0
    crowded: bool = False

    @classmethod
    def nothing(cls, *, crowded: bool = False) -> SnapIndex:
        """Return an index without anything to snap to."""
        return cls(np.empty((0, 2)), np.empty((0, 4)), crowded=crowded)

    @classmethod
    def of_layers(cls, layers: Iterable[Layer], extent: Extent, feedback: Feedback | None = None) -> SnapIndex:
        """Return the index of what ``layers`` (the CRS of ``extent``) have in ``extent``."""
        feedback = feedback or silent()
        vertices: list[Floats] = []
        edges: list[Floats] = []
        count = 0
        for layer in layers:
            feedback.check()
            inside = _seen(layer, extent)
            count += int(shapely.get_num_coordinates(layer.geometry[inside]).sum())
            if count > 4 * MOST_VERTICES:
                return cls.nothing(crowded=True)
            points, lines = _pieces(layer.geometry[inside], extent)
            vertices.append(points)
            edges.append(lines)
        if sum(map(len, vertices)) > MOST_VERTICES:
            return cls.nothing(crowded=True)
        return cls.of(np.concatenate([np.empty((0, 2)), *vertices]), np.concatenate([np.empty((0, 4)), *edges]))

    @classmethod
    def of(cls, vertices: Floats, edges: Floats) -> SnapIndex:
        """Return the index of given vertices and edges, in any order."""
        turned = np.where((edges[:, 0] <= edges[:, 2])[:, None], edges, edges[:, [2, 3, 0, 1]])
        longest = float((turned[:, 2] - turned[:, 0]).max(initial=0.0))
        return cls(vertices[np.argsort(vertices[:, 0])], turned[np.argsort(turned[:, 0])], longest)

    def nearest(self, x: float, y: float, reach_m: float) -> Snap | None:
        """Return where a point at ``x``, ``y`` snaps to; a vertex within reach goes before any edge."""
        return self._vertex(x, y, reach_m) or self._edge(x, y, reach_m)

    def _vertex(self, x: float, y: float, reach_m: float) -> Snap | None:
        a, b = np.searchsorted(self.vertices[:, 0], (x - reach_m, x + reach_m))
        near = self.vertices[a:b]
        if not len(near):
            return None
        distance = np.hypot(near[:, 0] - x, near[:, 1] - y)
        i = int(distance.argmin())
        return Snap(float(near[i, 0]), float(near[i, 1]), "vertex") if distance[i] <= reach_m else None

    def _edge(self, x: float, y: float, reach_m: float) -> Snap | None:
        a, b = np.searchsorted(self.edges[:, 0], (x - reach_m - self.longest_m, x + reach_m))
        near = self.edges[a:b]
        if not len(near):
            return None
        at = on_edges(near, x, y)
        distance = np.hypot(at[:, 0] - x, at[:, 1] - y)
        i = int(distance.argmin())
        return Snap(float(at[i, 0]), float(at[i, 1]), "edge") if distance[i] <= reach_m else None


def on_edges(edges: Floats, x: float, y: float) -> Floats:
    """Return the place on each edge that is nearest to a point."""
    start, step = edges[:, :2], edges[:, 2:] - edges[:, :2]
    squared = (step**2).sum(axis=1)
    along = ((np.array([x, y]) - start) * step).sum(axis=1)
    share = np.clip(np.divide(along, squared, out=np.zeros_like(along), where=squared > 0.0), 0.0, 1.0)
    places: Floats = start + share[:, None] * step
    return places


def _seen(layer: Layer, extent: Extent) -> NDArray[np.int64]:
    x0, y0, x1, y1 = extent
    b = boxes(layer)
    return np.flatnonzero((b[:, 0] <= x1) & (b[:, 2] >= x0) & (b[:, 1] <= y1) & (b[:, 3] >= y0))


def _pieces(geometries: NDArray[np.object_], extent: Extent) -> tuple[Floats, Floats]:
    """Return the vertices and edges of geometries that reach into ``extent``."""
    parts = shapely.get_parts(geometries)
    flat = shapely.get_dimensions(parts) == 2
    lines = np.concatenate([parts[~flat], shapely.get_rings(parts[flat])])
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    same = owner[1:] == owner[:-1]
    edges = np.hstack([xy[:-1], xy[1:]])[same]
    x0, y0, x1, y1 = extent
    inside = (xy[:, 0] >= x0) & (xy[:, 0] <= x1) & (xy[:, 1] >= y0) & (xy[:, 1] <= y1)
    low, high = np.minimum(edges[:, :2], edges[:, 2:]), np.maximum(edges[:, :2], edges[:, 2:])
    met = (low[:, 0] <= x1) & (high[:, 0] >= x0) & (low[:, 1] <= y1) & (high[:, 1] >= y0)
    return xy[inside], edges[met]
