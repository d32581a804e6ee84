"""Large work in pieces of ground: frozen questions of bounded size, cut as the data alone demand.

A layer is gone through in runs of consecutive features, as a file is read (`RUN_FEATURES`), and a run in blocks of
neighbours (`BLOCK_VERTICES`).  A question is one block with all that lies near it.  Nothing here looks at how many
threads, machines or megabytes there are: two ways of working the questions off, a file read whole or slice by slice,
give the same figures to the last digit.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from yhgis.analysis.parts import Floats, Ints, Parts
from yhgis.analysis.pieces import Pieces, common_pieces, together
from yhgis.analysis.scheduler import current
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries
from yhgis.model.result import Basis

#: Features of a layer that are worked through at a time.
RUN_FEATURES = 50_000
#: Vertices of one block: a quarter of a second of work, some sixteen megabytes.
BLOCK_VERTICES = 1_000_000

Packed = tuple[Floats, Ints, Ints]


def pack(polygons: Geometries) -> Packed:
    """Return single polygons as three plain arrays, which travel many times faster than objects."""
    if not len(polygons):
        return np.zeros((0, 2)), np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    _, xy, (rings, owners) = shapely.to_ragged_array(polygons)
    return xy, rings, owners


def unpack(packed: Packed) -> Geometries:
    """Return the polygons that were packed, vertex by vertex the same."""
    xy, rings, owners = packed
    if len(owners) == 1:
        return np.empty(0, dtype=object)
    polygons: Geometries = shapely.from_ragged_array(shapely.GeometryType.POLYGON, xy, (rings, owners))
    return polygons


def vertices(parts: Parts) -> int:
    """Return how many vertices ``parts`` have."""
    return int(shapely.get_num_coordinates(parts.geometry).sum())


class RunSource(ABC):
    """Parts of a layer that is not held: they come run by run, anew each time."""

    #: How many vertices they have, at most.
    weight: int

    @abstractmethod
    def runs(self, feedback: Feedback) -> Iterator[Parts]:
        """Yield the parts of each run of `RUN_FEATURES` features, owned by the features' numbers in the file."""


def runs(parts: Parts) -> list[Parts]:
    """Return the parts by runs of `RUN_FEATURES` owners; as one where owners are not numbered as a file's features."""
    owner = parts.owner
    if not len(owner) or owner[0] < 0 or owner[-1] < RUN_FEATURES or (np.diff(owner) < 0).any():
        return [parts] if len(owner) else []
    cuts = np.searchsorted(owner, np.arange(0, int(owner[-1]) + RUN_FEATURES + 1, RUN_FEATURES))
    return [parts.select(np.arange(a, b)) for a, b in zip(cuts, cuts[1:], strict=False) if b > a]


def blocks(parts: Parts) -> list[Ints]:
    """Return the positions of neighbours that make a block, in their order; all in one where there are few."""
    weight = shapely.get_num_coordinates(parts.geometry)
    count = -(-int(weight.sum()) // BLOCK_VERTICES)
    if count <= 1:
        return [np.arange(len(parts))] if len(parts) else []
    order = along_a_curve(parts.geometry)
    total = np.cumsum(weight[order])
    cuts = np.searchsorted(total, total[-1] * np.arange(1, count) / count)
    return [np.sort(block) for block in np.split(order, cuts) if len(block)]


def along_a_curve(geometries: Geometries) -> Ints:
    """Order geometries so that neighbours stand near each other: along a Z through the middles of their boxes."""
    boxes = shapely.bounds(geometries)
    center = (boxes[:, :2] + boxes[:, 2:]) / 2.0
    low, span = center.min(axis=0), float(np.ptp(center, axis=0).max())
    cell = ((center - low) / max(span, 1.0) * 0xFFFF).astype(np.int64)
    code = np.zeros(len(cell), dtype=np.int64)
    for bit in range(16):
        code |= ((cell[:, 0] >> bit) & 1) << (2 * bit) | ((cell[:, 1] >> bit) & 1) << (2 * bit + 1)
    return np.argsort(code, kind="stable")


def near(parts: Parts, block: Parts) -> Parts:
    """Return those of ``parts`` whose boxes meet the box around ``block``."""
    x0, y0, x1, y1 = shapely.total_bounds(block.geometry)
    box = shapely.bounds(parts.geometry)
    meets = (box[:, 0] <= x1) & (box[:, 2] >= x0) & (box[:, 1] <= y1) & (box[:, 3] >= y0)
    return parts if meets.all() else parts.select(meets)


@dataclass(frozen=True, eq=False)
class CutQuestion:
    """What a block and its neighbourhood have in common."""

    left: Parts
    right: Parts
    basis: Basis
    keep_geometry: bool
    weight: float

    def answer(self, feedback: Feedback) -> Pieces:
        """Cut and measure; see `common_pieces`."""
        return common_pieces(self.left, self.right, self.basis, feedback, keep_geometry=self.keep_geometry)

    def __reduce__(self) -> tuple[Any, ...]:
        sides = [(pack(side.geometry), side.owner) for side in (self.left, self.right)]
        return _cut_question, (*sides, self.basis, self.keep_geometry, self.weight)

    @staticmethod
    def sent(pieces: Pieces) -> Any:
        """Return an answer as it travels."""
        return pack(pieces.geometry), pieces.bare()

    @staticmethod
    def received(sent: Any) -> Pieces:
        """Return an answer that has travelled."""
        packed, bare = sent
        return Pieces(bare.left, bare.right, bare.area, bare.perimeter, bare.bounds, unpack(packed))


def _cut_question(
    left: tuple[Packed, Ints], right: tuple[Packed, Ints], basis: Basis, keep_geometry: bool, weight: float
) -> CutQuestion:
    sides = [Parts(unpack(packed), owner) for packed, owner in (left, right)]
    return CutQuestion(sides[0], sides[1], basis, keep_geometry, weight)


def cut_questions(
    left: Parts | RunSource, right: Parts | RunSource, basis: Basis, feedback: Feedback, *, keep_geometry: bool
) -> Iterator[CutQuestion]:
    """Yield the questions that together ask what ``left`` and ``right`` have in common."""
    for left_run in _runs(left, feedback):
        for right_run in _runs(right, feedback):
            of_left = vertices(left_run) >= vertices(right_run)
            large, small = (left_run, right_run) if of_left else (right_run, left_run)
            for block in blocks(large):
                some = large if len(block) == len(large) else large.select(block)
                there = near(small, some)
                if len(there):
                    pair = (some, there) if of_left else (there, some)
                    yield CutQuestion(*pair, basis, keep_geometry, vertices(some) + vertices(there))


def _runs(parts: Parts | RunSource, feedback: Feedback) -> Iterable[Parts]:
    return runs(parts) if isinstance(parts, Parts) else parts.runs(feedback)


def pieces_by_space(
    left: Parts | RunSource,
    right: Parts | RunSource,
    basis: Basis,
    feedback: Feedback,
    *,
    keep_geometry: bool = False,
    most_kept: float = math.inf,
) -> Pieces:
    """Return what ``left`` and ``right`` have in common, as `common_pieces`, worked out where `scheduler` says.

    Parameters
    ----------
    left, right : Parts or RunSource
        Where either is not held, questions are made as they are needed.
    most_kept : float
        Where the pieces have more vertices together than this, none of their geometry is kept.
    """
    questions: Iterable[CutQuestion] = cut_questions(left, right, basis, feedback, keep_geometry=keep_geometry)
    if isinstance(left, Parts) and isinstance(right, Parts):
        questions = list(questions)
        total = float(sum(question.weight for question in questions))
    else:
        total = float(sum(vertices(side) if isinstance(side, Parts) else side.weight for side in (left, right)))
    return _gathered(current().answers(questions, total, feedback), most_kept)


def _gathered(answers: Iterable[Pieces], most_kept: float) -> Pieces:
    """Return all pieces; their geometry goes as soon as it is too much."""
    found: list[Pieces] = []
    kept = 0
    for pieces in answers:
        if kept <= most_kept:
            kept += int(shapely.get_num_coordinates(pieces.geometry).sum())
            if kept > most_kept:
                found = [one.bare() for one in found]
        found.append(pieces if kept <= most_kept else pieces.bare())
    return together(found)
