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
within a micrometre of an edge of the cover, or the other way round, is not decided here but given back
(`Covered.open`) for the overlay proper.  That includes every shared edge.

Sums along the cover would lose digits far from the origin; they are kept in 64-bit integers of 2**-30 m2, where
differences are exact even when the sums wrap round.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from yhgis.analysis.edge_tables import RUN, Group, Outline
from yhgis.analysis.equal_area import in_window
from yhgis.analysis.parts import Bools, Floats, Ints, sums
from yhgis.analysis.slices import run_weighted
from yhgis.analysis.stretches import MOST_SWEPT
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries
from yhgis.model.result import Basis

#: Features of more vertices are not for sums over all their edges.
MOST_VERTICES = 200
#: Pairs of an edge of the cover and a vertex of a feature in one slice.
_SLICE_PAIRS = 400_000
#: Questions whether a point is inside in one slice.
_SLICE_POINTS = 20_000
#: Features are put in tables by their number of vertices, rounded up to a multiple of this.
_TABLE_STEP = 8


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
    outline = Outline(cover, basis)
    tree = shapely.STRtree(polygons)
    run, near = tree.query(outline.run_boxes())
    asked, which = np.unique(near, return_inverse=True)
    vertices = shapely.get_num_coordinates(polygons[asked])
    inside = _inside(tree, _points_of(polygons, asked, vertices), cover, feedback.part(0.0, 0.3))
    area, open_ = np.where(inside, own_area, 0.0), np.zeros(len(polygons), dtype=bool)

    small = (vertices <= MOST_VERTICES) & (shapely.get_num_interior_rings(polygons[asked]) == 0)
    small &= sums(outline.run_sweep[run], which, len(asked)) < MOST_SWEPT
    open_[asked[~small]] = True
    run, near, vertices = run[small[which]], near[small[which]], vertices[which][small[which]]
    order = np.lexsort((run, near, -(-vertices // _TABLE_STEP)))
    run, near, vertices = run[order], near[order], vertices[order]

    def work(start: int, end: int) -> tuple[Ints, Floats, Bools]:
        here, who = _in_order(near[start:end])
        group = Group(polygons[here], own_area[here], inside[here], basis)
        return here, *group.meet(outline, who, run[start:end])

    labels = np.cumsum(np.diff(near, prepend=-1) != 0)
    for here, found, unclear in run_weighted(
        work, vertices * RUN, _SLICE_PAIRS, feedback.part(0.3, 1.0), keep_together=labels
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
