"""Which label goes where: each takes its cheapest free place in the order of rank; no two boxes ever overlap.

The greedy order makes the outcome the same every time, and an important label never yields to a lesser one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from yhgis.carto.display_list import Anchor, Rgba, TextStyle
from yhgis.carto.packing import Floats

Box = tuple[float, float, float, float]
"""Smallest x, y, largest x, y in paper mm."""
LabelKey = tuple[str, int, str, int]
"""Layer id, number of the label style, text, and the feature (-1 where features of a name share their labels)."""

#: A name is not written again nearer than this, even for another feature: a lake and the station beside it.
SAME_NAME_MM = 12.0
#: The free edge of a box, mm: a line may run through it.
_EDGE = 0.45
#: Grid of the index, mm: about the height of two labels, so a box touches few squares.
_SQUARE = 6.0


@dataclass(frozen=True)
class Piece:
    """A text as it will be written: a whole name, one of its lines, or one letter of a name along a curve.

    ``style`` is that of the label when None.
    """

    text: str
    x: float
    y: float
    angle: float = 0.0
    anchor: Anchor = "left"
    style: TextStyle | None = None


@dataclass(frozen=True)
class Candidate:
    """One way to write a label; ``cost`` says how much worse it is than the best imaginable.

    ``makeshift`` is a place that serves while the label's own is out of the picture.
    """

    pieces: tuple[Piece, ...]
    boxes: tuple[Box, ...]
    cost: float = 0.0
    makeshift: bool = False

    def moved(self, dx: float, dy: float) -> Candidate:
        """Return the same, moved on the paper."""
        return Candidate(
            tuple(replace(piece, x=piece.x + dx, y=piece.y + dy) for piece in self.pieces),
            tuple((x0 + dx, y0 + dy, x1 + dx, y1 + dy) for x0, y0, x1, y1 in self.boxes),
            self.cost,
            self.makeshift,
        )


@dataclass(frozen=True, eq=False)
class Label:
    """A name that wants a place.

    Parameters
    ----------
    rank : tuple of float
        The smallest goes first.
    candidates : callable
        Worked out only when the label's turn comes.
    owner : str
        Layer id and feature: a label does not avoid its own marker.
    flag : Rgba or None
        Colour of the flag it is set in.
    opacity : float
    key : LabelKey
        What tells the label apart from others in pictures of the same map.
    apart_mm : float
        Least distance from the same text written elsewhere.
    away : callable
        Whether the label's own place is out of the picture; worked out only when its turn comes.
    """

    text: str
    style: TextStyle
    rank: tuple[float, ...]
    candidates: Callable[[], Sequence[Candidate]]
    owner: str = ""
    flag: Rgba | None = None
    opacity: float = 1.0
    key: LabelKey = ("", 0, "", 0)
    apart_mm: float = SAME_NAME_MM
    away: Callable[[], bool] = lambda: False


@dataclass(frozen=True, eq=False)
class Placed:
    """A label with the place that it got."""

    label: Label
    candidate: Candidate


@dataclass(eq=False)
class Occupied:
    """Boxes on the paper, found by the squares of a grid that they touch."""

    _squares: dict[tuple[int, int], list[Box]] = field(default_factory=lambda: defaultdict(list))

    def add(self, box: Box) -> None:
        """Take the place of ``box``."""
        for square in _squares_of(box):
            self._squares[square].append(box)

    def overlaps(self, box: Box) -> bool:
        """Whether ``box`` overlaps one that is taken; touching is free."""
        x0, y0, x1, y1 = box
        for square in _squares_of(box):
            for a0, b0, a1, b1 in self._squares.get(square, ()):
                if a0 < x1 and x0 < a1 and b0 < y1 and y0 < b1:
                    return True
        return False


def _squares_of(box: Box) -> Iterable[tuple[int, int]]:
    x0, y0, x1, y1 = (math.floor(value / _SQUARE) for value in box)
    return ((x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1))


@dataclass(frozen=True, eq=False)
class Obstacles:
    """What labels should not hide: markers (with their owners) and lines (with the cost of crossing), in paper mm."""

    markers: Floats
    owners: tuple[str, ...]
    lines: shapely.STRtree
    costs: Floats

    @classmethod
    def of(
        cls,
        markers: Sequence[Box],
        owners: Sequence[str],
        lines: Sequence[shapely.Geometry],
        costs: Sequence[float],
    ) -> Obstacles:
        """Return the obstacles made of marker boxes with their owners and lines with their costs."""
        boxes = np.array(markers, dtype=np.float64).reshape(-1, 4)
        return cls(boxes, tuple(owners), shapely.STRtree(list(lines)), np.array(costs, dtype=np.float64))

    def cost(self, candidate: Candidate, owner: str) -> float:
        """Return how much ``candidate`` hides: 6 a marker, and for every line what crossing it costs."""
        cost = 0.0
        m = self.markers
        for x0, y0, x1, y1 in candidate.boxes if len(m) else ():
            hidden = np.flatnonzero((m[:, 0] < x1) & (m[:, 2] > x0) & (m[:, 1] < y1) & (m[:, 3] > y0))
            cost += 6.0 * sum(self.owners[i] != owner for i in hidden)
        if len(self.costs):
            ink = [shapely.box(x0 + _EDGE, y0 + _EDGE, x1 - _EDGE, y1 - _EDGE) for x0, y0, x1, y1 in candidate.boxes]
            letters, crossed = self.lines.query(np.array(ink, dtype=object), predicate="intersects")
            cost += float(self.costs[crossed].sum()) / max(len(ink), 1) ** 0.5 if len(letters) else 0.0
        return cost


def place(
    labels: Sequence[Label],
    frame: Box,
    obstacles: Obstacles,
    *,
    check: Callable[[], None],
    kept: Mapping[LabelKey, Sequence[Candidate]] | None = None,
) -> list[Placed]:
    """Return the labels that found a place, in rank order.

    Parameters
    ----------
    frame : Box
        Paper mm; no label reaches out of it.
    check : callable
        Called before each label; raises to stop.
    kept : mapping of LabelKey to candidates, optional
        Where labels stood before: they stand there again, whatever would be best now, while the place is free.
    """
    work = _Placing(frame, obstacles, {key: list(stood) for key, stood in (kept or {}).items()})
    asking: dict[LabelKey, Label] = {}
    for label in sorted(labels, key=lambda one: one.rank):
        check()
        asking.setdefault(label.key, label)
        work.put(label, work.stood(label) or work.best(label))
    for key in [key for key in work.left if key in asking]:  # a long line shows less of itself, and names stay
        while (stood := work.stood(asking[key])) is not None:
            work.put(asking[key], stood)
    return work.placed


@dataclass(eq=False)
class _Placing:
    """Labels on their way to the paper; ``left`` is where labels stood that nobody has taken yet."""

    frame: Box
    obstacles: Obstacles
    left: dict[LabelKey, list[Candidate]]
    occupied: Occupied = field(default_factory=Occupied)
    placed: list[Placed] = field(default_factory=list)
    _written: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))

    def stood(self, label: Label) -> Candidate | None:
        """Return a place where ``label`` stood that is still free and in the frame.

        A makeshift is given up as soon as the label's own place is in the picture again: it would else stand at the
        edge of its area for good.
        """
        stood = self.left.get(label.key)
        while stood:
            candidate = stood.pop(0)
            if candidate.makeshift and not label.away():
                continue
            inside = all(_inside(box, self.frame) for box in candidate.boxes)
            if inside and not any(self.occupied.overlaps(box) for box in candidate.boxes):
                return candidate
        return None

    def best(self, label: Label) -> Candidate | None:
        """Return the best place that is free; a makeshift while the label's own is out of the picture."""
        found = _best(label, self.frame, self.occupied, self.obstacles)
        return replace(found, makeshift=True) if found is not None and label.away() else found

    def put(self, label: Label, candidate: Candidate | None) -> None:
        """Write ``label`` there, unless the same name stands near."""
        if candidate is None or any(_near(candidate, other, label.apart_mm) for other in self._written[label.text]):
            return
        self._written[label.text].append(candidate)
        for box in candidate.boxes:
            self.occupied.add(box)
        self.placed.append(Placed(label, candidate))


def _near(a: Candidate, b: Candidate, apart: float) -> bool:
    """Whether two texts stand so near that the eye reads the same name twice."""
    ax0, ay0, ax1, ay1 = _around(a)
    bx0, by0, bx1, by1 = _around(b)
    return math.hypot(max(bx0 - ax1, ax0 - bx1, 0.0), max(by0 - ay1, ay0 - by1, 0.0)) < apart


def _around(candidate: Candidate) -> Box:
    x0, y0, x1, y1 = zip(*candidate.boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _best(label: Label, frame: Box, occupied: Occupied, obstacles: Obstacles) -> Candidate | None:
    """Return the cheapest free candidate, the earlier of two equal ones."""
    best, best_cost = None, math.inf
    for candidate in sorted(label.candidates(), key=lambda one: one.cost):
        if candidate.cost >= best_cost:
            break
        if not all(_inside(box, frame) for box in candidate.boxes):
            continue
        if any(occupied.overlaps(box) for box in candidate.boxes):
            continue
        cost = candidate.cost + obstacles.cost(candidate, label.owner)
        if cost < best_cost:
            best, best_cost = candidate, cost
    return best


def _inside(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]
