"""Edges of a cover and edges of small features, as tables: where they cross, and where they come too near to tell."""

from __future__ import annotations

import numpy as np
import shapely

from yhgis.analysis.equal_area import CENTER
from yhgis.analysis.parts import Bools, Floats, Ints, sums
from yhgis.analysis.rings import rings_of, signed_ring_areas
from yhgis.analysis.stretches import MOST_SWEPT, Crossings, Stretches, running_sum, steps_of, summed, to_plane
from yhgis.model.crs import Geometries
from yhgis.model.result import Basis

#: A vertex this near an edge may be on it, in metres: a thousand times the rounding of coordinates.
NEAR_M = 1e-6
#: Edges of the cover that stand together in the index.
RUN = 8


class Outline:
    """The edges of the cover: in the working plane, where they cross, and in the plane that areas are taken in."""

    def __init__(self, cover: Geometries, basis: Basis) -> None:
        rings = rings_of(cover)
        self.x, self.y = rings.x - CENTER[0], rings.y - CENTER[1]
        self.plane_x, self.plane_y = to_plane(rings.x, rings.y, basis)
        steps = steps_of(self.plane_x, self.plane_y)
        steps[rings.start[1:] - 1] = 0.0  # from the end of a ring to the start of the next there is no edge
        self.swept = running_sum(np.clip(steps, -MOST_SWEPT, MOST_SWEPT))
        signed = signed_ring_areas(self.plane_x, self.plane_y, rings.start)
        # +1 where the interior is on the left of the ring as it is stored.
        left = np.where(rings.hole, signed < 0, signed > 0)
        self.sense = np.repeat(np.where(left, 1, -1), rings.counts)
        self.part = np.repeat(rings.owner, rings.counts)
        edges = rings.counts - 1
        runs = -(-edges // RUN)
        number = np.arange(int(runs.sum())) - np.repeat(np.cumsum(runs) - runs, runs)
        self.run_start = np.repeat(rings.start, runs) + number * RUN
        self.run_end = np.minimum(self.run_start + RUN, np.repeat(rings.start + edges, runs))
        self.run_opens_ring = number == 0
        self.run_sweep = np.add.reduceat(np.append(np.abs(steps), 0.0), self.run_start)
        self.run_twice_ring = np.repeat(np.where(rings.hole, -2.0, 2.0) * np.abs(signed), runs)

    def run_boxes(self) -> Geometries:
        """Return the box of each run of edges, in `WORK_CRS`."""
        low = [np.minimum(np.minimum.reduceat(c, self.run_start), c[self.run_end]) for c in (self.x, self.y)]
        high = [np.maximum(np.maximum.reduceat(c, self.run_start), c[self.run_end]) for c in (self.x, self.y)]
        boxes: Geometries = shapely.box(
            low[0] + CENTER[0] - NEAR_M,
            low[1] + CENTER[1] - NEAR_M,
            high[0] + CENTER[0] + NEAR_M,
            high[1] + CENTER[1] + NEAR_M,
        )
        return boxes


class Group:
    """Some polygons of one ring each, as tables: a row a polygon, its vertices along the row, the last one repeated."""

    def __init__(self, polygons: Geometries, own_area: Floats, inside: Bools, basis: Basis) -> None:
        self.polygons, self.own_area, self.inside, self.basis = polygons, own_area, inside, basis
        rings = rings_of(polygons)
        place = np.minimum(np.arange(int(rings.counts.max())), rings.counts[:, None] - 1) + rings.start[:, None]
        plane_x, plane_y = to_plane(rings.x, rings.y, basis)
        self.origin = rings.x[rings.start] - CENTER[0], rings.y[rings.start] - CENTER[1]
        self.plane_origin = plane_x[rings.start], plane_y[rings.start]
        # Differences of the stored coordinates are exact; from here on everything is near zero and keeps its digits.
        self.x, self.y = ((c - c[rings.start].repeat(rings.counts))[place] for c in (rings.x, rings.y))
        self.plane_x, self.plane_y = ((c - c[rings.start].repeat(rings.counts))[place] for c in (plane_x, plane_y))
        self.swept = running_sum(steps_of(self.plane_x, self.plane_y))
        self.sense = np.where(signed_ring_areas(plane_x, plane_y, rings.start) > 0, 1, -1)

    def meet(self, outline: Outline, which: Ints, run: Ints) -> tuple[Floats, Bools]:
        """Return the covered area of each polygon, and which of them cannot be told.

        Parameters
        ----------
        which, run : array of int
            Pairs of a polygon of the group and a run of edges whose boxes meet.
        """
        who, edge = self._near_edges(outline, which, run)
        crossings, unclear = self._crossings(outline, who, edge)
        twice = 2.0 * np.where(self.inside, self.own_area, 0.0) + self._rings_inside(outline, which, run)
        twice += self._sums(outline, crossings)
        return twice / 2.0, unclear

    def _near_edges(self, outline: Outline, which: Ints, run: Ints) -> tuple[Ints, Ints]:
        """Return pairs of a polygon and an edge of the cover whose boxes meet."""
        start, end = outline.run_start[run], outline.run_end[run]
        who = np.repeat(which, end - start)
        edge = np.arange(len(who)) - np.repeat(np.cumsum(end - start) - end, end - start)
        meets = np.ones(len(who), dtype=bool)
        for own, origin, theirs in ((self.x, self.origin[0], outline.x), (self.y, self.origin[1], outline.y)):
            low, high = own.min(axis=1) + origin - NEAR_M, own.max(axis=1) + origin + NEAR_M
            one, other = theirs[edge], theirs[edge + 1]
            meets &= (np.maximum(one, other) >= low[who]) & (np.minimum(one, other) <= high[who])
        return who[meets], edge[meets]

    def _crossings(self, outline: Outline, who: Ints, edge: Ints) -> tuple[Crossings, Bools]:
        """Return where edges of polygons and edges of the cover cross, and which polygons come too near to tell."""
        from_x, from_y = outline.x[edge] - self.origin[0][who], outline.y[edge] - self.origin[1][who]
        to_x, to_y = outline.x[edge + 1] - self.origin[0][who], outline.y[edge + 1] - self.origin[1][who]
        along_x, along_y = to_x - from_x, to_y - from_y
        # Twice the area of the triangle of edge and vertex: positive where the vertex is left of the edge.
        side = self.x[who] * -along_y[:, None]
        side += self.y[who] * along_x[:, None]
        side -= (along_x * from_y - along_y * from_x)[:, None]
        near = np.abs(side) <= (NEAR_M * np.hypot(along_x, along_y))[:, None]
        left = side > 0
        pair, k = np.nonzero((left[:, 1:] != left[:, :-1]) | near[:, 1:] | near[:, :-1])
        own = who[pair]
        v = self.x[own, k], self.y[own, k]
        w = self.x[own, k + 1], self.y[own, k + 1]
        close = _spans_meet(v[0], w[0], from_x[pair], to_x[pair]) & _spans_meet(v[1], w[1], from_y[pair], to_y[pair])
        step_x, step_y = w[0] - v[0], w[1] - v[1]
        from_side = step_x * (from_y[pair] - v[1]) - step_y * (from_x[pair] - v[0])
        to_side = step_x * (to_y[pair] - v[1]) - step_y * (to_x[pair] - v[0])
        reach = NEAR_M * np.hypot(step_x, step_y)
        doubtful = near[pair, k] | near[pair, k + 1] | (np.abs(from_side) <= reach) | (np.abs(to_side) <= reach)
        unclear = np.zeros(len(self.polygons), dtype=bool)
        unclear[own[close & doubtful]] = True
        real = close & (left[pair, k] != left[pair, k + 1]) & ((from_side > 0) != (to_side > 0))
        before, after = side[pair, k][real], side[pair, k + 1][real]
        along = before / (before - after)
        return (
            Crossings(
                own[real],
                k[real],
                edge[pair[real]],
                v[0][real] + along * step_x[real],
                v[1][real] + along * step_y[real],
                along,
                from_side[real] / (from_side[real] - to_side[real]),
                np.where(before > 0, 1, -1),
            ),
            unclear,
        )

    def _rings_inside(self, outline: Outline, which: Ints, run: Ints) -> Floats:
        """Return twice the area of the cover's rings whose first vertex lies in each polygon; holes count against."""
        opens = outline.run_opens_ring[run]
        which, run = which[opens], run[opens]
        first = outline.run_start[run]
        # The first vertex may lie on the far side of its run's box, and mostly does.
        found = shapely.contains_xy(self.polygons[which], outline.x[first] + CENTER[0], outline.y[first] + CENTER[1])
        return sums(outline.run_twice_ring[run[found]], which[found], len(self.polygons))

    def _sums(self, outline: Outline, at: Crossings) -> Floats:
        """Return what the stretches between crossings sweep: twice the common area, whole rings aside."""
        x, y = to_plane(
            at.x + self.origin[0][at.own] + CENTER[0], at.y + self.origin[1][at.own] + CENTER[1], self.basis
        )
        zero = self.plane_origin[0][at.own], self.plane_origin[1][at.own]
        here = x - zero[0], y - zero[1]
        n, next_edge = len(self.polygons), at.edge + 1
        # Along the polygon: it leaves the cover where it passes from the left of an edge whose left is inside.
        # Each part of the cover has its own stretches: on an edge that two parts share they end and begin.
        place = outline.part[at.edge] * self.x.shape[1] + at.k
        own = Stretches(at.own, place, at.along, at.sign * outline.sense[at.edge], *here)
        total = own.swept(
            (self.plane_x[at.own, at.k], self.plane_y[at.own, at.k], self.swept[at.own, at.k]),
            (self.plane_x[at.own, at.k + 1], self.plane_y[at.own, at.k + 1], self.swept[at.own, at.k + 1]),
        )
        out = summed(total, self.sense[at.own], at.own, n)
        # Along the cover: its sums count from another origin; what that shifts them by is linear in the vertex.
        theirs = Stretches(at.own, at.edge, at.cover_along, -at.sign * self.sense[at.own], *here)
        total = theirs.swept(
            (outline.plane_x[at.edge] - zero[0], outline.plane_y[at.edge] - zero[1], outline.swept[at.edge]),
            (outline.plane_x[next_edge] - zero[0], outline.plane_y[next_edge] - zero[1], outline.swept[next_edge]),
            zero,
        )
        return out + summed(total, outline.sense[at.edge], at.own, n)


def _spans_meet(a: Floats, b: Floats, c: Floats, d: Floats) -> Bools:
    """Whether the intervals a..b and c..d come within `NEAR_M` of each other."""
    meet: Bools = np.maximum(a, b) >= np.minimum(c, d) - NEAR_M
    return meet & (np.maximum(c, d) >= np.minimum(a, b) - NEAR_M)
