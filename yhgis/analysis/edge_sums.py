"""Covered areas without building a polygon: exact sums over the edges of small features and of what covers them.

For areas alone no overlay is needed.  The boundary of what a feature P and the cover R share is made of stretches of P
inside R and stretches of R inside P, and each begins and ends where edges of P and R cross.  With S twice the area
swept from an origin along a ring up to a point,

    2 area(P and R) = sum over crossings where P leaves R of S_P, less those where it enters,
                    + sum over crossings where R leaves P of S_R, less those where it enters,
                    + sum of 2 area(ring of P)  where the ring's first vertex lies in R
                    + sum of 2 area(ring of R)  where the ring's first vertex lies in P.

Nothing needs to be linked into a polygon.  A stretch that begins or ends within an edge has a vertex there, as an
overlay's polygon has, so statutory areas are those of the overlay too (`yhgis.analysis.area` says why that matters).

The sum is exact as long as every crossing is told from every near miss.  So a feature of which some vertex lies
within `NEAR_M` of an edge of the cover, or the other way round, is not decided here but given back (`Covered.open`)
for the overlay proper.  That includes every shared edge.

Sums along the cover would lose digits far from the origin; they are kept in 64-bit integers of 2**-30 m2, where
differences are exact even when the sums wrap round.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.analysis.equal_area import CENTER, in_window, to_equal_area
from yhgis.analysis.parts import Bools, Floats, Ints, sums
from yhgis.analysis.rings import rings_of, signed_ring_areas
from yhgis.analysis.slices import run_weighted
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries
from yhgis.model.result import Basis

#: A vertex this near an edge may be on it, in metres: a thousand times the rounding of coordinates.
NEAR_M = 1e-6
#: Features of more vertices are not for sums over all their edges.
MOST_VERTICES = 200
#: Edges of the cover that stand together in the index.
_RUN = 8
#: Pairs of an edge of the cover and a vertex of a feature in one slice.
_SLICE_PAIRS = 400_000
#: Questions whether a point is inside in one slice.
_SLICE_POINTS = 20_000
#: Features are put in tables by their number of vertices, rounded up to a multiple of this.
_TABLE_STEP = 8
#: One unit of the integer sums, in m2.
_UNIT = 2.0**-30
#: Edges of the cover near one feature that sweep more than this, in m2, could overflow the integers.
_MOST_SWEPT = 2.0**62 * _UNIT

Int64s = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Covered:
    """What could be told by sums.

    Parameters
    ----------
    area : array, shape (n,)
        Covered area of each polygon in m2; nonsense where ``open``.
    open : array of bool, shape (n,)
        Polygons that only an overlay can decide.
    """

    area: Floats
    open: Bools


def can_sum(polygons: Geometries, basis: Basis) -> bool:
    """Whether sums over edges give areas on ``basis`` where ``polygons`` are."""
    return basis is not Basis.GEODESIC and bool(in_window(shapely.bounds(polygons)).all())


def covered_areas(
    polygons: Geometries, own_area: Floats, cover: Geometries, basis: Basis, feedback: Feedback
) -> Covered:
    """Return how much of each polygon is covered.

    Parameters
    ----------
    polygons : array of valid single polygons in `WORK_CRS`
    own_area : array
        Their areas on ``basis``, in m2.
    cover : array of valid single polygons that do not overlap each other
    basis : Basis
        One for which `can_sum` holds on both sides.
    """
    outline = _Outline(cover, basis)
    tree = shapely.STRtree(polygons)
    run, near = tree.query(outline.run_boxes())
    asked, which = np.unique(near, return_inverse=True)
    vertices = shapely.get_num_coordinates(polygons[asked])
    inside = _inside(tree, _points_of(polygons, asked, vertices), cover, feedback.part(0.0, 0.3))
    area, open_ = np.where(inside, own_area, 0.0), np.zeros(len(polygons), dtype=bool)

    small = (vertices <= MOST_VERTICES) & (shapely.get_num_interior_rings(polygons[asked]) == 0)
    small &= sums(outline.run_sweep[run], which, len(asked)) < _MOST_SWEPT
    open_[asked[~small]] = True
    run, near, vertices = run[small[which]], near[small[which]], vertices[which][small[which]]
    order = np.lexsort((run, near, -(-vertices // _TABLE_STEP)))
    run, near, vertices = run[order], near[order], vertices[order]

    def work(start: int, end: int) -> tuple[Ints, Floats, Bools]:
        here, who = _in_order(near[start:end])
        group = _Group(polygons[here], own_area[here], inside[here], basis)
        return here, *group.meet(outline, who, run[start:end])

    labels = np.cumsum(np.diff(near, prepend=-1) != 0)
    for here, found, unclear in run_weighted(
        work, vertices * _RUN, _SLICE_PAIRS, feedback.part(0.3, 1.0), keep_together=labels
    ):
        area[here], open_[here] = found, unclear
    return Covered(np.clip(area, 0.0, own_area), open_)


def _in_order(labels: Ints) -> tuple[Ints, Ints]:
    """Return the different labels of a sequence of runs, in order, and the place of each item's label among them."""
    starts = np.diff(labels, prepend=-1) != 0
    return labels[starts], np.cumsum(starts) - 1


def _points_of(polygons: Geometries, asked: Ints, vertices: Ints) -> Floats:
    """Return the first vertex of the polygons ``asked``, and any point near the others: no edge passes their box."""
    boxes = shapely.bounds(polygons)
    points: Floats = (boxes[:, :2] + boxes[:, 2:]) / 2.0
    points[asked] = shapely.get_coordinates(polygons[asked])[np.cumsum(vertices) - vertices]
    return points


def _inside(tree: shapely.STRtree, points: Floats, cover: Geometries, feedback: Feedback) -> Bools:
    """Return whether the point of each polygon of the tree lies inside a polygon of the cover."""
    part, near = tree.query(cover)

    def ask(start: int, end: int) -> Bools:
        containers, which = _in_order(part[start:end])
        own = shapely.force_2d(cover[containers])  # copies: a prepared geometry belongs to one thread
        shapely.prepare(own)
        point = points[near[start:end]]
        found: Bools = shapely.contains_xy(own[which], point[:, 0], point[:, 1])
        return found

    answers = run_weighted(ask, np.ones(len(part)), _SLICE_POINTS, feedback, keep_together=part)
    inside = np.zeros(len(points), dtype=bool)
    if answers:
        inside[near[np.concatenate(answers)]] = True
    return inside


class _Outline:
    """The edges of the cover: in the working plane, where they cross, and in the plane that areas are taken in."""

    def __init__(self, cover: Geometries, basis: Basis) -> None:
        rings = rings_of(cover)
        self.x, self.y = rings.x - CENTER[0], rings.y - CENTER[1]
        self.plane_x, self.plane_y = _to_plane(rings.x, rings.y, basis)
        steps = _steps(self.plane_x, self.plane_y)
        steps[rings.start[1:] - 1] = 0.0  # from the end of a ring to the start of the next there is no edge
        self.swept = _swept(np.clip(steps, -_MOST_SWEPT, _MOST_SWEPT))
        signed = signed_ring_areas(self.plane_x, self.plane_y, rings.start)
        # +1 where the interior is on the left of the ring as it is stored.
        left = np.where(rings.hole, signed < 0, signed > 0)
        self.sense = np.repeat(np.where(left, 1, -1), rings.counts)
        self.part = np.repeat(rings.owner, rings.counts)
        edges = rings.counts - 1
        runs = -(-edges // _RUN)
        number = np.arange(int(runs.sum())) - np.repeat(np.cumsum(runs) - runs, runs)
        self.run_start = np.repeat(rings.start, runs) + number * _RUN
        self.run_end = np.minimum(self.run_start + _RUN, np.repeat(rings.start + edges, runs))
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


def _to_plane(x: Floats, y: Floats, basis: Basis) -> tuple[Floats, Floats]:
    """Map `WORK_CRS` to the plane in which areas are taken, counted from `CENTER`."""
    return to_equal_area(x, y) if basis is Basis.ELLIPSOIDAL else (x - CENTER[0], y - CENTER[1])


def _steps(x: Floats, y: Floats) -> Floats:
    """Return twice the area that the step from each vertex to the next sweeps, seen from the origin."""
    steps: Floats = x[..., :-1] * np.diff(y) - y[..., :-1] * np.diff(x)
    return steps


def _swept(steps: Floats) -> Int64s:
    """Return the sum of the steps up to each vertex, in units of `_UNIT`; it may wrap round."""
    out = np.zeros((*steps.shape[:-1], steps.shape[-1] + 1), dtype=np.int64)
    np.cumsum(np.rint(steps / _UNIT).astype(np.int64), axis=-1, out=out[..., 1:])
    return out


class _Group:
    """Some polygons of one ring each, as tables: a row a polygon, its vertices along the row, the last one repeated."""

    def __init__(self, polygons: Geometries, own_area: Floats, inside: Bools, basis: Basis) -> None:
        self.polygons, self.own_area, self.inside, self.basis = polygons, own_area, inside, basis
        rings = rings_of(polygons)
        place = np.minimum(np.arange(int(rings.counts.max())), rings.counts[:, None] - 1) + rings.start[:, None]
        plane_x, plane_y = _to_plane(rings.x, rings.y, basis)
        self.origin = rings.x[rings.start] - CENTER[0], rings.y[rings.start] - CENTER[1]
        self.plane_origin = plane_x[rings.start], plane_y[rings.start]
        # Differences of the stored coordinates are exact; from here on everything is near zero and keeps its digits.
        self.x, self.y = ((c - c[rings.start].repeat(rings.counts))[place] for c in (rings.x, rings.y))
        self.plane_x, self.plane_y = ((c - c[rings.start].repeat(rings.counts))[place] for c in (plane_x, plane_y))
        self.swept = _swept(_steps(self.plane_x, self.plane_y))
        self.sense = np.where(signed_ring_areas(plane_x, plane_y, rings.start) > 0, 1, -1)

    def meet(self, outline: _Outline, which: Ints, run: Ints) -> tuple[Floats, Bools]:
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

    def _near_edges(self, outline: _Outline, which: Ints, run: Ints) -> tuple[Ints, Ints]:
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

    def _crossings(self, outline: _Outline, who: Ints, edge: Ints) -> tuple[_Crossings, Bools]:
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
            _Crossings(
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

    def _rings_inside(self, outline: _Outline, which: Ints, run: Ints) -> Floats:
        """Return twice the area of the cover's rings whose first vertex lies in each polygon; holes count against."""
        opens = outline.run_opens_ring[run]
        which, run = which[opens], run[opens]
        first = outline.run_start[run]
        # The first vertex may lie on the far side of its run's box, and mostly does.
        found = shapely.contains_xy(self.polygons[which], outline.x[first] + CENTER[0], outline.y[first] + CENTER[1])
        return sums(outline.run_twice_ring[run[found]], which[found], len(self.polygons))

    def _sums(self, outline: _Outline, at: _Crossings) -> Floats:
        """Return what the stretches between crossings sweep: twice the common area, whole rings aside."""
        x, y = _to_plane(
            at.x + self.origin[0][at.own] + CENTER[0], at.y + self.origin[1][at.own] + CENTER[1], self.basis
        )
        zero = self.plane_origin[0][at.own], self.plane_origin[1][at.own]
        here = x - zero[0], y - zero[1]
        n, next_edge = len(self.polygons), at.edge + 1
        # Along the polygon: it leaves the cover where it passes from the left of an edge whose left is inside.
        # Each part of the cover has its own stretches: on an edge that two parts share they end and begin.
        place = outline.part[at.edge] * self.x.shape[1] + at.k
        own = _Stretches(at.own, place, at.along, at.sign * outline.sense[at.edge], *here)
        total = own.swept(
            (self.plane_x[at.own, at.k], self.plane_y[at.own, at.k], self.swept[at.own, at.k]),
            (self.plane_x[at.own, at.k + 1], self.plane_y[at.own, at.k + 1], self.swept[at.own, at.k + 1]),
        )
        out = _summed(total, self.sense[at.own], at.own, n)
        # Along the cover: its sums count from another origin; what that shifts them by is linear in the vertex.
        theirs = _Stretches(at.own, at.edge, at.cover_along, -at.sign * self.sense[at.own], *here)
        total = theirs.swept(
            (outline.plane_x[at.edge] - zero[0], outline.plane_y[at.edge] - zero[1], outline.swept[at.edge]),
            (outline.plane_x[next_edge] - zero[0], outline.plane_y[next_edge] - zero[1], outline.swept[next_edge]),
            zero,
        )
        return out + _summed(total, outline.sense[at.edge], at.own, n)


def _summed(swept: tuple[Int64s, Floats], sense: Ints, own: Ints, n: int) -> Floats:
    """Return the sum for each polygon; integers wrap, so they are added up as integers."""
    whole = np.zeros(n, dtype=np.int64)
    np.add.at(whole, own, sense * swept[0])
    return whole * _UNIT + sums(sense * swept[1], own, n)


@dataclass(frozen=True, eq=False)
class _Crossings:
    """Where edges cross.

    Parameters
    ----------
    own, k : array of int
        Polygon, and its vertex before the crossing.
    edge : array of int
        Vertex of the cover before the crossing.
    x, y : array
        Place, from the polygon's origin in the working plane.
    along, cover_along : array
        Place along either edge, 0..1.
    sign : array of int
        1 where the polygon's edge goes from the left of the cover's edge to its right, else -1.
    """

    own: Ints
    k: Ints
    edge: Ints
    x: Floats
    y: Floats
    along: Floats
    cover_along: Floats
    sign: Ints


class _Stretches:
    """Stretches of rings between crossings, told by where each crossing stands on its edge.

    Parameters
    ----------
    own, edge : array of int
        Polygon and edge, of the polygon or of the cover, that the crossing is on.
    along : array
        Place along the edge.
    sign : array of int
        1 where a stretch ends: the ring leaves the other's inside.
    x, y : array
        Place of the crossing in the plane of areas, from the polygon's origin.
    """

    def __init__(self, own: Ints, edge: Ints, along: Floats, sign: Ints, x: Floats, y: Floats) -> None:
        self.order = np.lexsort((along, edge, own))
        same = np.diff(own[self.order]) == 0
        same &= np.diff(edge[self.order]) == 0
        self.first, self.last = np.append(True, ~same)[: len(own)], np.append(~same, True)[: len(own)]
        self.leaves = sign[self.order] > 0
        self.x, self.y = x[self.order], y[self.order]

    def swept(
        self,
        before: tuple[Floats, Floats, Int64s],
        after: tuple[Floats, Floats, Int64s],
        zero: tuple[Floats, Floats] | None = None,
    ) -> tuple[Int64s, Floats]:
        """Return what each crossing adds to twice the area swept by the stretches, in the order given.

        Parameters
        ----------
        before, after : (x, y, swept)
            Vertices before and after each crossing, from the polygon's origin, and the ring's sum up to each.
        zero : (x, y), optional
            The polygon's origin, where the ring's sums count from another.
        """
        whole, rest = np.zeros(len(self.order), dtype=np.int64), np.zeros(len(self.order))
        ends, starts = self.leaves & self.first, ~self.leaves & self.last
        (ex, ey, e_sum), (sx, sy, s_sum) = (
            tuple(column[self.order[mask]] for column in vertex) for vertex, mask in ((before, ends), (after, starts))
        )
        whole[ends], whole[starts] = e_sum, -s_sum
        rest[ends] = ex * self.y[ends] - ey * self.x[ends]
        rest[starts] = self.x[starts] * sy - self.y[starts] * sx
        if zero is not None:
            zx, zy = zero[0][self.order], zero[1][self.order]
            rest[ends] -= zx[ends] * ey - zy[ends] * ex
            rest[starts] += zx[starts] * sy - zy[starts] * sx
        within = np.flatnonzero(self.leaves & ~self.first)
        rest[within] = self.x[within - 1] * self.y[within] - self.y[within - 1] * self.x[within]
        back = np.empty_like(self.order)
        back[self.order] = np.arange(len(back))
        return whole[back], rest[back]


def _spans_meet(a: Floats, b: Floats, c: Floats, d: Floats) -> Bools:
    """Whether the intervals a..b and c..d come within `NEAR_M` of each other."""
    meet: Bools = np.maximum(a, b) >= np.minimum(c, d) - NEAR_M
    return meet & (np.maximum(c, d) >= np.minimum(a, b) - NEAR_M)
