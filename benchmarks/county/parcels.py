"""Parcels: Voronoi cells whose edges are bent, each shared edge once, so that neighbours share every vertex."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi, cKDTree

from benchmarks.county.ground import X0, X1, Y0, Y1, Floats, depth

Ints = NDArray[np.int64]
MEAN_VERTICES = 25
BOX = np.array([[X0, Y0], [X1, Y1]])


@dataclass(frozen=True)
class Edges:
    """Ridges between two seeds of the diagram, of which at least one is a parcel.

    ``cells`` are the parcels on both sides (-1 for none), ``a`` and ``b`` the ends, ``p`` and ``q`` the seeds.
    """

    cells: Ints
    a: Floats
    b: Floats
    p: Floats
    q: Floats

    @property
    def length(self) -> Floats:
        """Length of each ridge, metres."""
        return np.hypot(*(self.b - self.a).T)


def make_parcels(rng: np.random.Generator, count: int, seats: Floats) -> tuple[NDArray[np.object_], Floats]:
    """Return ``count`` polygons that tile the county, and their seeds."""
    seeds = _relaxed(_seeds(rng, count, seats))
    diagram = Voronoi(seeds)
    vertices = np.round(diagram.vertices, 4)
    order = _deepest(diagram, vertices, seeds, count)
    cell = np.full(len(seeds), -1)
    cell[order] = np.arange(count)
    edges = _edges(diagram, vertices, seeds, cell)
    bends = _bend_counts(edges, count)
    return _polygons(edges, bends, _bends(rng, edges, bends), count), seeds[order]


def _seeds(rng: np.random.Generator, count: int, seats: Floats) -> Floats:
    """Return seeds, denser near the seats; about ``count`` of them inside the outline."""
    candidates = rng.random((count * 12, 2)) * (BOX[1] - BOX[0]) + BOX[0]
    near, _ = cKDTree(seats).query(candidates)
    weight = 0.35 + 1.6 * np.exp(-((near / 2600.0) ** 2))
    points = candidates[rng.random(len(candidates)) < weight / weight.max()]
    return np.asarray(points[: np.searchsorted(np.cumsum(depth(points) < 1), int(count * 1.005))])


def _relaxed(seeds: Floats) -> Floats:
    """Move each seed twice to the mean of its ridges' middles: fewer needles."""
    for _ in range(2):
        diagram = Voronoi(seeds)
        ridges, ends = np.asarray(diagram.ridge_points), np.asarray(diagram.ridge_vertices)
        bounded = (ends >= 0).all(1)
        middle = np.clip(diagram.vertices[ends[bounded]].mean(1), BOX[0], BOX[1])
        total, number = np.zeros((len(seeds), 2)), np.zeros(len(seeds))
        for side in (0, 1):
            np.add.at(total, ridges[bounded][:, side], middle)
            np.add.at(number, ridges[bounded][:, side], 1)
        seeds = np.where(number[:, None] > 2, total / np.maximum(number, 1)[:, None], seeds)
    return np.clip(seeds, BOX[0] + 1, BOX[1] - 1)


def _deepest(diagram: Voronoi, vertices: Floats, seeds: Floats, count: int) -> Ints:
    """Return the ``count`` seeds deepest inside the county, of those whose cells are bounded and in the box."""
    ridges, ends = np.asarray(diagram.ridge_points), np.asarray(diagram.ridge_vertices)
    endless = (ends < 0).any(1)
    outside = ~endless & ((vertices[ends] < BOX[0]).any((1, 2)) | (vertices[ends] > BOX[1]).any((1, 2)))
    how_deep = depth(seeds)
    how_deep[ridges[endless | outside].ravel()] = np.inf
    order = np.argsort(how_deep, kind="stable")[:count]
    if not np.isfinite(how_deep[order]).all():
        raise ValueError("too few bounded cells for that many parcels")
    return np.asarray(order)


def _edges(diagram: Voronoi, vertices: Floats, seeds: Floats, cell: Ints) -> Edges:
    ridges, ends = np.asarray(diagram.ridge_points), np.asarray(diagram.ridge_vertices)
    wanted = (cell[ridges] >= 0).any(1) & (ends >= 0).all(1)
    ridges, ends = ridges[wanted], ends[wanted]
    a, b = vertices[ends[:, 0]], vertices[ends[:, 1]]
    long_enough = np.hypot(*(b - a).T) > 0
    ridges = ridges[long_enough]
    return Edges(cell[ridges], a[long_enough], b[long_enough], seeds[ridges[:, 0]], seeds[ridges[:, 1]])


def _bend_counts(edges: Edges, count: int) -> Ints:
    """Return how many vertices go into each edge so that parcels have `MEAN_VERTICES` on average."""
    sides = (edges.cells >= 0).sum(1)
    target, length = (MEAN_VERTICES - 1) * count, edges.length
    low, high = 0.1, 10000.0
    bends = np.zeros(len(length), int)
    for _ in range(60):
        step = np.sqrt(low * high)
        bends = np.clip(np.floor(length / step), 0, 40).astype(int)
        low, high = (step, high) if ((bends + 1) * sides).sum() > target else (low, step)
    bends[length < 2.0] = 0
    return bends


def _bends(rng: np.random.Generator, edges: Edges, bends: Ints) -> Floats:
    """Return the vertices inside the edges, each kept within the kite of its ridge, where nothing else can be."""
    edge = np.repeat(np.arange(len(bends)), bends)
    within = np.arange(bends.sum()) - np.repeat(np.cumsum(bends) - bends, bends)
    t = (within + 1 + rng.uniform(-0.3, 0.3, len(within))) / (bends[edge] + 1)
    length = edges.length
    along = (edges.b - edges.a) / length[:, None]
    across = np.stack([-along[:, 1], along[:, 0]], 1)
    foot = (((edges.p - edges.a) * along).sum(1) / length)[edge]
    half = np.hypot(*(edges.p - edges.q).T) / 2
    with np.errstate(divide="ignore"):
        before = np.where(foot > 0, t / np.where(foot > 0, foot, 1), np.inf)
        after = np.where(foot < 1, (1 - t) / np.where(foot < 1, 1 - foot, 1), np.inf)
    room = half[edge] * np.minimum(before, after)
    off = rng.uniform(-1, 1, len(t)) * np.minimum(0.5 * room, 0.12 * length[edge])
    return np.round(edges.a[edge] + (t * length[edge])[:, None] * along[edge] + off[:, None] * across[edge], 4)


def _polygons(edges: Edges, bends: Ints, inner: Floats, count: int) -> NDArray[np.object_]:
    """Return the cells' rings: their half edges counter-clockwise around the seed, bends included."""
    number = len(bends)
    cell = np.concatenate([edges.cells[:, 0], edges.cells[:, 1]])
    edge = np.tile(np.arange(number), 2)
    from_a = np.tile(edges.a, (2, 1)) - np.concatenate([edges.p, edges.q])
    from_b = np.tile(edges.b, (2, 1)) - np.concatenate([edges.p, edges.q])
    own = cell >= 0
    cell, edge, from_a, from_b = cell[own], edge[own], from_a[own], from_b[own]
    forward = from_a[:, 0] * from_b[:, 1] - from_a[:, 1] * from_b[:, 0] > 0
    middle = (from_a + from_b) / 2
    order = np.lexsort((np.arctan2(middle[:, 1], middle[:, 0]), cell))
    cell, edge, forward = cell[order], edge[order], forward[order]

    points = bends[edge] + 1
    half_edge = np.repeat(np.arange(len(points)), points)
    position = np.arange(points.sum()) - np.repeat(np.cumsum(points) - points, points)
    of, ahead = edge[half_edge], forward[half_edge]
    start = np.cumsum(bends) - bends
    corner = np.where(ahead[:, None], edges.a[of], edges.b[of])
    bend = np.where(ahead, start[of] + position - 1, start[of] + bends[of] - position)
    ring_points = np.where((position == 0)[:, None], corner, inner[np.clip(bend, 0, len(inner) - 1)])
    return _closed(ring_points, np.bincount(cell, weights=points, minlength=count).astype(int))


def _closed(points: Floats, per_cell: Ints) -> NDArray[np.object_]:
    """Return polygons of one ring each, the first vertex repeated at the end."""
    count = len(per_cell)
    open_starts = np.concatenate([[0], np.cumsum(per_cell)])
    starts = open_starts + np.arange(count + 1)
    rings = np.empty((len(points) + count, 2))
    rings[np.arange(len(points)) + np.repeat(np.arange(count), per_cell)] = points
    rings[starts[1:] - 1] = points[open_starts[:-1]]
    return np.asarray(shapely.from_ragged_array(shapely.GeometryType.POLYGON, rings, (starts, np.arange(count + 1))))
