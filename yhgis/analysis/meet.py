"""Where two sets of polygons meet: the engine under every tool.

Pairs come from a spatial index; large polygons are cut to the neighbourhood of their partners (`localise`);
what is wholly inside is told from what is cut by prepared predicates; only the rest is intersected.  All of it
runs on threads, in slices of bounded work.  A prepared geometry is used by one thread only and is always a copy:
sharing one crashes the interpreter (measured, GEOS 3.14).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import shapely

from yhgis.analysis.localise import INSIDE, OUTSIDE, localise
from yhgis.analysis.parts import Bools, Floats, Ints, Parts, parts_of
from yhgis.analysis.repair import make_valid
from yhgis.analysis.slices import run_weighted
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries

T = TypeVar("T")

#: Vertices in one slice of predicates, and of intersections (which cost some ten times more).
_SLICE_PREDICATE = 200_000
_SLICE_CUT = 40_000
#: A polygon asked fewer times than this whether others meet it is not worth preparing; the cut itself is as cheap.
_FEW_ASKED = 2


@dataclass(frozen=True, eq=False)
class Meeting:
    """Common areas of pairs of parts: single polygons, in one slice of the work.

    Parameters
    ----------
    left, right : array of int
        The two parts, positions in the `Parts` given to `meet`; a pair appears once for each polygon.
    geometry : array of polygons
        What the two have in common.
    """

    left: Ints
    right: Ints
    geometry: Geometries


def meet(left: Parts, right: Parts, take: Callable[[Meeting], T], feedback: Feedback) -> list[T]:
    """Hand every common polygon of ``left`` and ``right`` to ``take``, and return its answers.

    Parameters
    ----------
    left, right : Parts
        Any order gives the same polygons.
    take : callable
        Called in worker threads, once for each slice of the work; keeps what is wanted of the polygons.
    feedback : Feedback
        Progress is work done.
    """
    return _Pairs.near(left, right).answers(take, feedback)


def meet_itself(parts: Parts, take: Callable[[Meeting], T], feedback: Feedback) -> list[T]:
    """Hand every common polygon of two parts of one set to ``take``; each pair once.

    Neighbours that share an edge are the rule here, so a pair's interiors are asked to meet before it is cut:
    the question costs a third of the cut.
    """
    return _Pairs.among(parts).answers(take, feedback, mostly_touching=True)


_APART, _UNDECIDED, _LEFT_INSIDE, _RIGHT_INSIDE = 0, 1, 2, 3
#: DE-9IM: the interiors have an area in common.
_INTERIORS_MEET = "2********"


class _Pairs:
    """Pairs of parts whose boxes meet, and what has been found out about each."""

    def __init__(self, left: Parts, right: Parts, i: Ints, j: Ints) -> None:
        self.i, self.j = i, j
        self.left, self.right = left, right
        a, b = shapely.bounds(left.geometry)[i], shapely.bounds(right.geometry)[j]
        self.boxes = np.hstack([np.maximum(a[:, :2], b[:, :2]), np.minimum(a[:, 2:], b[:, 2:])])
        self.left_may = _box_within(a, b)
        self.right_may = _box_within(b, a)
        self.left_shape, self.left_unit = left.geometry, i
        self.right_shape, self.right_unit = right.geometry, j
        self.known_to_meet = np.zeros(len(i), dtype=bool)

    @classmethod
    def near(cls, left: Parts, right: Parts) -> _Pairs:
        """Return the pairs whose boxes meet."""
        if len(left) >= len(right):
            j, i = shapely.STRtree(left.geometry).query(right.geometry)
        else:
            i, j = shapely.STRtree(right.geometry).query(left.geometry)
        return cls(left, right, i, j)

    @classmethod
    def among(cls, parts: Parts) -> _Pairs:
        """Return the pairs of one set, each once, of two owners, whose boxes have more than an edge in common."""
        i, j = shapely.STRtree(parts.geometry).query(parts.geometry)
        once = (i < j) & (parts.owner[i] != parts.owner[j])  # parts of one owner are a valid multipolygon's
        pairs = cls(parts, parts, i[once], j[once])
        boxes = pairs.boxes
        roomy = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
        return cls(parts, parts, pairs.i[roomy], pairs.j[roomy])

    def answers(self, take: Callable[[Meeting], T], feedback: Feedback, *, mostly_touching: bool = False) -> list[T]:
        """Settle every pair, cut what is undecided, and return what ``take`` makes of it."""
        state = self.settle(feedback.part(0.0, 0.4))
        answers = self._whole(state, take, feedback.part(0.4, 0.5))
        open_ = np.flatnonzero(state == _UNDECIDED)
        if mostly_touching:
            open_ = self._overlapping(open_, feedback.part(0.5, 0.7))
        return answers + self._cut(open_, take, feedback.part(0.7, 1.0))

    def settle(self, feedback: Feedback) -> Ints:
        """Return for each pair whether it is apart, one inside the other, or undecided."""
        state = np.full(len(self.i), _UNDECIDED)
        # The side whose polygons have the more partners each goes first: it settles most pairs.
        few_left = len(np.unique(self.i)) <= len(np.unique(self.j))
        for number, side in enumerate(("left", "right") if few_left else ("right", "left")):
            of = feedback.part(number / 2, (number + 1) / 2)
            open_ = np.flatnonzero(state == _UNDECIDED)
            self._localise(side, open_, state, of.part(0.0, 0.5))
            self._ask(side, np.flatnonzero(state == _UNDECIDED), state, of.part(0.5, 1.0))
        return state

    def _localise(self, side: str, open_: Ints, state: Ints, feedback: Feedback) -> None:
        """Cut the large polygons of ``side`` to where their partners are."""
        polygons, of = (self.left.geometry, self.i) if side == "left" else (self.right.geometry, self.j)
        local = localise(polygons, of[open_], self.boxes[open_], feedback)
        unit = np.zeros(len(self.i), dtype=np.intp)
        unit[open_] = local.unit
        if side == "left":
            self.left_shape, self.left_unit = local.shape, unit
        else:
            self.right_shape, self.right_unit = local.shape, unit
        state[open_[local.where == OUTSIDE]] = _APART
        # The polygon covers the box that both share: its partner is inside when that box is the partner's own.
        inside = open_[local.where == INSIDE]
        may, found = (self.right_may, _RIGHT_INSIDE) if side == "left" else (self.left_may, _LEFT_INSIDE)
        state[inside[may[inside]]] = found

    def _ask(self, side: str, open_: Ints, state: Ints, feedback: Feedback) -> None:
        """Ask prepared copies of the polygons of ``side`` whether their partners are inside, or apart."""
        shape, unit, partner, at, may, found = (
            (self.left_shape, self.left_unit, self.right.geometry, self.j, self.right_may, _RIGHT_INSIDE)
            if side == "left"
            else (self.right_shape, self.right_unit, self.left.geometry, self.i, self.left_may, _LEFT_INSIDE)
        )
        open_ = open_[may[open_] | ~self.known_to_meet[open_]]
        asked = np.bincount(unit[open_], minlength=len(shape))
        # What may lie inside is always asked: a cut of it could add a vertex, and statutory area knows each vertex.
        open_ = open_[may[open_] | (asked[unit[open_]] >= _FEW_ASKED)]
        open_ = open_[np.argsort(unit[open_], kind="stable")]
        labels = unit[open_]
        weights = shapely.get_num_coordinates(partner)[at[open_]] + 20

        def ask(start: int, end: int) -> Ints:
            chosen = open_[start:end]
            units, which = np.unique(labels[start:end], return_inverse=True)
            known = self.known_to_meet[chosen]
            return _ask_prepared(shape[units], which, partner[at[chosen]], may[chosen], known, found)

        answers = run_weighted(ask, weights, _SLICE_PREDICATE, feedback, keep_together=labels)
        if answers:
            state[open_] = np.concatenate(answers)
        self.known_to_meet[open_] = True

    def _whole(self, state: Ints, take: Callable[[Meeting], T], feedback: Feedback) -> list[T]:
        """Hand over the pairs where one part lies inside the other: the common polygon is that part itself."""
        chosen = np.flatnonzero(state >= _LEFT_INSIDE)
        i, j = self.i[chosen], self.j[chosen]
        geometry = np.where(state[chosen] == _LEFT_INSIDE, self.left.geometry[i], self.right.geometry[j])
        weights = shapely.get_num_coordinates(geometry) + 20
        return run_weighted(
            lambda start, end: take(Meeting(i[start:end], j[start:end], geometry[start:end])),
            weights,
            _SLICE_PREDICATE,
            feedback,
        )

    def _local(self, chosen: Ints) -> tuple[Geometries, Geometries, Floats]:
        """Return the two polygons of each pair, cut to where they meet, and what working on them costs."""
        a, b = self.left_shape[self.left_unit[chosen]], self.right_shape[self.right_unit[chosen]]
        return a, b, shapely.get_num_coordinates(a) + shapely.get_num_coordinates(b) + 50.0

    def _overlapping(self, chosen: Ints, feedback: Feedback) -> Ints:
        """Return those of ``chosen`` whose interiors meet."""
        a, b, weights = self._local(chosen)
        meets = run_weighted(
            lambda start, end: shapely.relate_pattern(a[start:end], b[start:end], _INTERIORS_MEET),
            weights,
            _SLICE_PREDICATE,
            feedback,
        )
        return chosen[np.concatenate(meets)] if meets else chosen

    def _cut(self, chosen: Ints, take: Callable[[Meeting], T], feedback: Feedback) -> list[T]:
        """Intersect what is left, and hand over the polygons of the answers."""
        a, b, weights = self._local(chosen)

        def cut(start: int, end: int) -> T:
            common = parts_of(_intersection(a[start:end], b[start:end]))
            here = chosen[start:end][common.owner]
            return take(Meeting(self.i[here], self.j[here], common.geometry))

        return run_weighted(cut, weights, _SLICE_CUT, feedback)


def _intersection(a: Geometries, b: Geometries) -> Geometries:
    """Return what each pair has in common; a local polygon that touches itself is mended if the overlay minds."""
    try:
        common: Geometries = shapely.intersection(a, b)
    except shapely.errors.GEOSException:
        common = shapely.intersection(make_valid(a), make_valid(b))
    return common


def _box_within(inner: Floats, outer: Floats) -> Bools:
    """Whether boxes lie within others, edges included."""
    corners = (inner[:, :2] >= outer[:, :2]) & (inner[:, 2:] <= outer[:, 2:])
    return corners[:, 0] & corners[:, 1]


def _ask_prepared(
    containers: Geometries, which: Ints, partners: Geometries, may: Bools, known_to_meet: Bools, found: int
) -> Ints:
    """Return the state of pairs whose containers belong to this thread alone."""
    containers = shapely.force_2d(containers)  # a copy of our own
    shapely.prepare(containers)
    asked = containers[which]
    inside = np.zeros(len(which), dtype=bool)
    inside[may] = shapely.contains_properly(asked[may], partners[may])
    meets: Bools = np.logical_or(inside, known_to_meet)
    rest = ~meets
    meets[rest] = shapely.intersects(asked[rest], partners[rest])
    return np.where(inside, found, np.where(meets, _UNDECIDED, _APART))
