"""A polygon that is being drawn by hand: rings of vertices, each step a new value, so that steps can be taken back."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.i18n import Message

Point = tuple[float, float]
Ring = tuple[Point, ...]

#: Edges of one ring that are compared pair by pair; a ring of more is only told to be wrong, not where.
_MOST_COMPARED = 1500


@dataclass(frozen=True)
class Fault:
    """What keeps a sketch from being an area.

    Parameters
    ----------
    ring : int
        Number of the ring.
    edges : tuple of int
        Numbers of the edges concerned; edge ``i`` begins at vertex ``i``.
    at : Point or None
        Where it is to be seen.
    message : Message
        The sentence to show; edges are counted from 1.
    """

    ring: int
    edges: tuple[int, ...]
    at: Point | None
    message: Message


@dataclass(frozen=True)
class Sketch:
    """Rings of ground metres (working CRS), not closed; `is_open` says that the last one still grows.

    A ring inside what is drawn so far is a hole, any other one more part: nobody has to say which.
    """

    rings: tuple[Ring, ...] = ()
    is_open: bool = False

    @property
    def growing(self) -> Ring:
        """The ring that still grows; empty when none does."""
        return self.rings[-1] if self.is_open else ()

    @property
    def closed(self) -> tuple[Ring, ...]:
        """The rings that are done."""
        return self.rings[:-1] if self.is_open else self.rings

    def added(self, at: Point) -> Sketch:
        """Return the sketch with a vertex more; a ring begins where none grows."""
        if not self.is_open:
            return Sketch((*self.rings, (at,)), True)
        return Sketch((*self.rings[:-1], (*self.rings[-1], at)), True)

    def ended(self) -> Sketch:
        """Return the sketch with the growing ring done; one of fewer than three vertices is dropped."""
        if not self.is_open:
            return self
        return Sketch(self.rings if len(set(self.growing)) >= 3 else self.rings[:-1], False)

    def moved(self, ring: int, vertex: int, to: Point) -> Sketch:
        """Return the sketch with a vertex elsewhere."""
        points = list(self.rings[ring])
        points[vertex] = to
        return self._with(ring, tuple(points))

    def inserted(self, ring: int, before: int, at: Point) -> Sketch:
        """Return the sketch with a new vertex before vertex ``before`` of a ring (its length: at the end)."""
        points = self.rings[ring]
        return self._with(ring, (*points[:before], at, *points[before:]))

    def deleted(self, ring: int, vertex: int) -> Sketch:
        """Return the sketch without a vertex; a ring that is done and left with two goes as a whole."""
        points = self.rings[ring]
        left = (*points[:vertex], *points[vertex + 1 :])
        grows = self.is_open and ring == len(self.rings) - 1
        if len(left) >= (1 if grows else 3):
            return self._with(ring, left)
        return Sketch((*self.rings[:ring], *self.rings[ring + 1 :]), self.is_open and not grows)

    def geometry(self) -> shapely.Geometry | None:
        """Return the area that the rings enclose, None for none; faults are mended as far as they can be."""
        shapes = [shapely.make_valid(shapely.Polygon(ring)) for ring in self.ended().rings if len(set(ring)) >= 3]
        whole: shapely.Geometry = shapely.Polygon()
        for shape in sorted(shapes, key=lambda one: -one.area):
            inside = not whole.is_empty and shapely.covers(whole, shape)
            whole = shapely.difference(whole, shape) if inside else shapely.union(whole, shape)
        parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon" and part.area > 0.0]
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)

    def faults(self) -> tuple[Fault, ...]:
        """Return what is wrong: edges of a ring that cross each other, rings that overlap only in part."""
        found: list[Fault] = []
        for number, ring in enumerate(self.rings):
            grows = self.is_open and number == len(self.rings) - 1
            found += _crossings(number, ring, closed=not grows)
        return tuple(found) or tuple(_overlaps(self.closed))

    @classmethod
    def of(cls, geometry: shapely.Geometry) -> Sketch:
        """Return the sketch of a polygon or multipolygon (working CRS), ready to be edited."""
        parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
        rings = [ring for part in parts for ring in shapely.get_rings(part)]
        return cls(tuple(tuple((float(x), float(y)) for x, y in ring.coords[:-1]) for ring in rings))

    def _with(self, ring: int, points: Ring) -> Sketch:
        return replace(self, rings=(*self.rings[:ring], points, *self.rings[ring + 1 :]))


@dataclass
class Steps:
    """The states of a sketch: what was, is, and could be again."""

    now: Sketch = field(default_factory=Sketch)
    _before: list[Sketch] = field(default_factory=list)
    _after: list[Sketch] = field(default_factory=list)

    def take(self, sketch: Sketch) -> None:
        """Go on to another state; nothing changed is no step."""
        if sketch != self.now:
            self._before.append(self.now)
            self._after.clear()
            self.now = sketch

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._after)

    def undo(self) -> None:
        """Take the last step back."""
        if self._before:
            self._after.append(self.now)
            self.now = self._before.pop()

    def redo(self) -> None:
        """Do it again."""
        if self._after:
            self._before.append(self.now)
            self.now = self._after.pop()


def square_to(previous: Point | None, last: Point, at: Point) -> Point:
    """Return the place nearest to ``at`` so that the edge from ``last`` runs along or square to the edge before it.

    Without an edge before it, the edge runs along the grid, east or north.
    """
    if previous is None or previous == last:
        along = (1.0, 0.0)
    else:
        length = math.hypot(last[0] - previous[0], last[1] - previous[1])
        along = ((last[0] - previous[0]) / length, (last[1] - previous[1]) / length)
    dx, dy = at[0] - last[0], at[1] - last[1]
    forward, aside = dx * along[0] + dy * along[1], -dx * along[1] + dy * along[0]
    if abs(forward) >= abs(aside):
        return last[0] + forward * along[0], last[1] + forward * along[1]
    return last[0] - aside * along[1], last[1] + aside * along[0]


def _overlaps(rings: tuple[Ring, ...]) -> list[Fault]:
    """Return which simple rings overlap in part: neither a hole nor a part of its own."""
    shapes = [shapely.Polygon(ring) for ring in rings]
    faults = []
    for i, one in enumerate(shapes):
        for j, other in enumerate(shapes[:i]):
            if shapely.overlaps(one, other):
                met = shapely.get_coordinates(shapely.intersection(one.exterior, other.exterior))
                at = (float(met[0, 0]), float(met[0, 1])) if len(met) else None
                words = Message(
                    "Rings {a} and {b} overlap in part; put one inside the other or beside it.",
                    {"a": j + 1, "b": i + 1},
                )
                faults.append(Fault(i, (), at, words))
    return faults


def _crossings(number: int, ring: Ring, *, closed: bool) -> list[Fault]:
    """Return where edges of a ring meet that are not neighbours."""
    xy = np.array(ring, dtype=np.float64).reshape(-1, 2)
    ends = np.roll(xy, -1, axis=0)
    if not closed:
        xy, ends = xy[:-1], ends[:-1]
    count = len(xy)
    if count < 3:
        return []
    if count > _MOST_COMPARED:
        wrong = closed and not shapely.is_valid(shapely.Polygon(ring))
        return [Fault(number, (), None, Message("The outline crosses itself."))] if wrong else []
    faults = []
    for i, j in _meeting_pairs(xy, ends, closed).tolist():
        met = shapely.intersection(shapely.LineString([xy[i], ends[i]]), shapely.LineString([xy[j], ends[j]]))
        place = shapely.get_coordinates(met)
        if len(place):
            at = (float(place[0, 0]), float(place[0, 1]))
            faults.append(
                Fault(number, (i, j), at, Message("Edges {a} and {b} cross; move a vertex.", {"a": i + 1, "b": j + 1}))
            )
    return faults


def _meeting_pairs(xy: NDArray[np.float64], ends: NDArray[np.float64], closed: bool) -> NDArray[np.int64]:
    """Return pairs of edges ``(i, j)``, ``i < j``, that meet and are no neighbours."""
    count = len(xy)
    lines = shapely.linestrings(np.stack([xy, ends], axis=1))
    i, j = shapely.STRtree(lines).query(lines, predicate="intersects")
    apart = (j - i >= 2) & ~(closed & (i == 0) & (j == count - 1))
    pairs: NDArray[np.int64] = np.stack([i[apart], j[apart]], axis=1)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
