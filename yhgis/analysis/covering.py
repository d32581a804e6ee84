"""How much of each of many parts is covered: by sums over edges where they can tell, by overlay elsewhere.

The sums are exact whatever else is asked beside a part, so this machine takes them of all parts at once, and a cluster
block by block.  What an overlay gives may differ in its last digit with what is cut beside it; so that is asked block
by block everywhere (`yhgis.analysis.partition`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from yhgis.analysis.edge_sums import can_sum, covered_areas
from yhgis.analysis.partition import Packed, blocks, near, pack, runs, unpack, vertices
from yhgis.analysis.parts import Floats, Ints, Parts, sums
from yhgis.analysis.pieces import common_pieces
from yhgis.analysis.scheduler import Local, current
from yhgis.feedback import Feedback
from yhgis.model.result import Basis


def covered(parts: Parts, own: Floats, cover: Parts, basis: Basis, feedback: Feedback) -> Floats:
    """Return the covered area of each part in m2, worked out where `scheduler` says.

    Parameters
    ----------
    own : array
        Areas of the parts on ``basis``, in m2.
    cover : Parts
        Such as do not overlap each other.
    """
    scheduler = current()
    if isinstance(scheduler, Local):
        return covered_here(parts, own, cover, basis, feedback, _blocks(parts))
    cut, questions = list(_blocks(parts)), []
    for block in cut:
        some = parts.select(block)
        there = near(cover, some)
        questions.append(ShareQuestion(some, own[block], there, basis, vertices(some) + vertices(there)))
    out = np.zeros(len(parts))
    answers = scheduler.answers(questions, sum(question.weight for question in questions), feedback)
    for block, answer in zip(cut, answers, strict=True):
        out[block] = answer
    return out


def _blocks(parts: Parts) -> Iterator[Ints]:
    """Yield the positions of each block of each run."""
    start = 0
    for run in runs(parts):
        yield from (start + block for block in blocks(run))
        start += len(run)


def covered_here(
    parts: Parts, own: Floats, cover: Parts, basis: Basis, feedback: Feedback, cut: Iterable[Ints]
) -> Floats:
    """Return the covered area of each part, on threads of this machine; ``cut`` gives the positions of each block."""
    out = np.zeros(len(parts))
    open_ = np.ones(len(parts), dtype=bool)
    if can_sum(parts.geometry, basis) and can_sum(cover.geometry, basis):
        told = covered_areas(parts.geometry, own, cover.geometry, basis, feedback.part(0.0, 0.7))
        out, open_ = told.area, told.open
        out[open_] = 0.0
    undecided = [(block, left) for block in (cut if open_.any() else ()) if len(left := block[open_[block]])]
    overlaid = feedback.part(0.7, 1.0)
    for number, (block, left) in enumerate(undecided):
        step = overlaid.part(number / len(undecided), (number + 1) / len(undecided))
        there = near(cover, parts.select(block))
        pieces = common_pieces(Parts(parts.geometry[left], left), there, basis, step)
        out += sums(pieces.area, pieces.left, len(parts))
    return out


@dataclass(frozen=True, eq=False)
class ShareQuestion:
    """How much of each part of a block is covered."""

    parts: Parts
    own: Floats
    cover: Parts
    basis: Basis
    weight: float

    def answer(self, feedback: Feedback) -> Floats:
        """Return the covered area of each part in m2."""
        whole = [np.arange(len(self.parts))]
        return covered_here(self.parts, self.own, self.cover, self.basis, feedback, whole)

    def __reduce__(self) -> tuple[Any, ...]:
        sides = [(pack(side.geometry), side.owner) for side in (self.parts, self.cover)]
        return _share_question, (*sides, self.own, self.basis, self.weight)

    @staticmethod
    def sent(answer: Floats) -> Any:
        """Return an answer as it travels."""
        return answer

    @staticmethod
    def received(sent: Any) -> Floats:
        """Return an answer that has travelled."""
        covered: Floats = sent
        return covered


def _share_question(
    parts: tuple[Packed, Ints], cover: tuple[Packed, Ints], own: Floats, basis: Basis, weight: float
) -> ShareQuestion:
    sides = [Parts(unpack(packed), owner) for packed, owner in (parts, cover)]
    return ShareQuestion(sides[0], own, sides[1], basis, weight)
