"""Where two sets of polygons meet: the engine under every tool.

Pairs come from a spatial index; what is wholly inside is told from what is cut by prepared predicates; only the rest
is intersected, each polygon cut to the box that the two have in common first.  Large polygons with many partners are
cut to these partners' neighbourhood before anything is asked (`localise`).  All of it runs on threads, in slices of
bounded work.  A prepared geometry is used by one thread only and is always a copy: sharing one crashes the
interpreter (measured, GEOS 3.14).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import shapely

from yhgis.analysis.localise import INSIDE, MARGIN_M, OUTSIDE, clip, localise
from yhgis.analysis.parts import Bools, Floats, Ints, Parts, parts_of
from yhgis.analysis.repair import make_valid
from yhgis.analysis.slices import run_weighted
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries

T = TypeVar("T")

#: Vertices in one slice of predicates, and of intersections (which cost some ten times more).
_SLICE_PREDICATE = 200_000
_SLICE_CUT = 40_000
#: Polygons of fewer vertices are intersected as they are: cutting them to a box costs as much.
_SMALL = 48
#: Vertices of a polygon that count in the cost of a cut; those beyond are mostly far away.
_MOST_NEAR = 1_000
#: What is added to a box to get the one that a polygon is cut to.
_ROOM = np.array([-MARGIN_M, -MARGIN_M, MARGIN_M, MARGIN_M])


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

    Parts of one owner are those of a valid multipolygon, which have no area in common: they are no pair.
    Neighbours that share an edge are the rule here, one inside the other the exception.  So nothing is asked of whole
    polygons; each pair is cut to its box, and where that leaves something of both, their interiors are asked to meet:
    the question costs a third of the overlay.
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
        once = (i < j) & (parts.owner[i] != parts.owner[j])
        boxes = shapely.bounds(parts.geometry)
        roomy = _share_room(boxes[i[once]], boxes[j[once]])
        return cls(parts, parts, i[once][roomy], j[once][roomy])

    def answers(self, take: Callable[[Meeting], T], feedback: Feedback, *, mostly_touching: bool = False) -> list[T]:
        """Settle every pair, cut what is undecided, and return what ``take`` makes of it."""
        state = self.settle(feedback.part(0.0, 0.4), ask=not mostly_touching)
        answers = self._whole(state, take, feedback.part(0.4, 0.5))
        open_ = np.flatnonzero(state == _UNDECIDED)
        if mostly_touching:
            open_ = self._overlapping(open_, feedback.part(0.5, 0.7))
        return answers + self._cut(open_, take, feedback.part(0.7, 1.0))

    def settle(self, feedback: Feedback, *, ask: bool = True) -> Ints:
        """Return for each pair whether it is apart, one inside the other, or undecided.

        Without ``ask`` only those are settled that cutting large polygons to their neighbourhood settles.
        """
        state = np.full(len(self.i), _UNDECIDED)
        # The side whose polygons have the more partners each goes first: it settles most pairs.
        few_left = len(np.unique(self.i)) <= len(np.unique(self.j))
        for number, side in enumerate(("left", "right") if few_left else ("right", "left")):
            of = feedback.part(number / 2, (number + 1) / 2)
            open_ = np.flatnonzero(state == _UNDECIDED)
            self._localise(side, open_, state, of.part(0.0, 0.5))
            if ask:
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
        """Ask prepared copies of the polygons of ``side`` whether partners that may lie inside do, or are apart.

        Of the others most are cut, and whether any is apart the cut itself tells as quickly.  What may lie inside must
        be asked: a cut of it could add a vertex, and statutory area knows each vertex.
        """
        shape, unit, partner, at, may, found = (
            (self.left_shape, self.left_unit, self.right.geometry, self.j, self.right_may, _RIGHT_INSIDE)
            if side == "left"
            else (self.right_shape, self.right_unit, self.left.geometry, self.i, self.left_may, _LEFT_INSIDE)
        )
        open_ = open_[may[open_]]
        open_ = open_[np.argsort(unit[open_], kind="stable")]
        labels = unit[open_]
        weights = shapely.get_num_coordinates(partner)[at[open_]] + 20

        def ask(start: int, end: int) -> Ints:
            chosen = open_[start:end]
            units, which = np.unique(labels[start:end], return_inverse=True)
            return _ask_prepared(shape[units], which, partner[at[chosen]], found)

        answers = run_weighted(ask, weights, _SLICE_PREDICATE, feedback, keep_together=labels)
        if answers:
            state[open_] = np.concatenate(answers)

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

    def _local(self, chosen: Ints) -> tuple[Ints, Geometries, Geometries]:
        """Return those of ``chosen`` that may meet, and the two polygons of each, cut to where they do."""
        a = _near(self.left_shape[self.left_unit[chosen]], self.boxes[chosen])
        left = ~shapely.is_empty(a)
        a, chosen = a[left], chosen[left]
        b = _near(self.right_shape[self.right_unit[chosen]], self.boxes[chosen])
        # Of many pairs the cut leaves nothing of one side, or the two at different places.
        room = _share_room(shapely.bounds(a), shapely.bounds(b))
        return chosen[room], a[room], b[room]

    def _weights(self, chosen: Ints) -> Floats:
        """Return what working on each pair costs: a vertex far from the partner is dropped at little cost."""
        of_left, of_right = shapely.get_num_coordinates(self.left_shape), shapely.get_num_coordinates(self.right_shape)
        a, b = of_left[self.left_unit[chosen]], of_right[self.right_unit[chosen]]
        return np.asarray(np.minimum(a, _MOST_NEAR) + np.minimum(b, _MOST_NEAR) + 50.0)

    def _overlapping(self, chosen: Ints, feedback: Feedback) -> Ints:
        """Return those of ``chosen`` whose interiors meet."""

        def ask(start: int, end: int) -> Ints:
            here, a, b = self._local(chosen[start:end])
            meets: Ints = here[shapely.relate_pattern(a, b, _INTERIORS_MEET)]
            return meets

        meets = run_weighted(ask, self._weights(chosen), _SLICE_PREDICATE, feedback)
        return np.concatenate(meets) if meets else chosen

    def _cut(self, chosen: Ints, take: Callable[[Meeting], T], feedback: Feedback) -> list[T]:
        """Intersect what is left, and hand over the polygons of the answers."""

        def cut(start: int, end: int) -> T:
            here, a, b = self._local(chosen[start:end])
            common = parts_of(_intersection(a, b))
            here = here[common.owner]
            return take(Meeting(self.i[here], self.j[here], common.geometry))

        return run_weighted(cut, self._weights(chosen), _SLICE_CUT, feedback)


def _near(polygons: Geometries, boxes: Floats) -> Geometries:
    """Return each polygon cut to its box and some room around; what is small or hardly larger stays as it is.

    The overlay costs some fifty times more a vertex than this cut does.  The room keeps its added edges out of the
    answer (`yhgis.analysis.localise`).
    """
    frame = boxes + _ROOM
    own = shapely.bounds(polygons)
    reaches_out = (own[:, :2] < frame[:, :2]).any(axis=1) | (own[:, 2:] > frame[:, 2:]).any(axis=1)
    large = np.flatnonzero(reaches_out & (shapely.get_num_coordinates(polygons) >= _SMALL))
    if not len(large):
        return polygons
    out = polygons.copy()
    out[large] = clip(polygons[large], frame[large])
    return out


def _intersection(a: Geometries, b: Geometries) -> Geometries:
    """Return what each pair has in common; a local polygon that touches itself is mended if the overlay minds."""
    try:
        common: Geometries = shapely.intersection(a, b)
    except shapely.errors.GEOSException:
        common = shapely.intersection(make_valid(a), make_valid(b))
    return common


def _share_room(a: Floats, b: Floats) -> Bools:
    """Whether boxes have more than an edge in common; a box of nothing has nothing."""
    low, high = np.maximum(a[:, :2], b[:, :2]), np.minimum(a[:, 2:], b[:, 2:])
    return np.asarray((high > low).all(axis=1))


def _box_within(inner: Floats, outer: Floats) -> Bools:
    """Whether boxes lie within others, edges included."""
    corners = (inner[:, :2] >= outer[:, :2]) & (inner[:, 2:] <= outer[:, 2:])
    return corners[:, 0] & corners[:, 1]


def _ask_prepared(containers: Geometries, which: Ints, partners: Geometries, found: int) -> Ints:
    """Return the state of pairs whose containers belong to this thread alone."""
    containers = shapely.force_2d(containers)  # a copy of our own
    shapely.prepare(containers)
    asked = containers[which]
    inside = shapely.contains_properly(asked, partners)
    meets = inside.copy()
    meets[~inside] = shapely.intersects(asked[~inside], partners[~inside])
    return np.where(inside, found, np.where(meets, _UNDECIDED, _APART))
