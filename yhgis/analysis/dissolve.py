"""Where a layer overlaps itself, and the same ground without the overlap: so that net counts nothing twice.

Most layers overlap themselves nowhere or in few places.  So the pairs that do are found first, and only they are
united; everything else stays the feature it was, undissolved and measured as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from yhgis.analysis.meet import Meeting, meet_itself
from yhgis.analysis.partition import along_a_curve
from yhgis.analysis.parts import TOUCH_AREA_M2, Bools, Ints, Parts, joined, parts_of
from yhgis.analysis.slices import Cut, run_slices
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries

#: Polygons united in one call: some milliseconds of work.
_BUNDLE = 24
#: Owner of a polygon that was united from several features.
UNITED = -1


@dataclass(frozen=True, eq=False)
class SelfOverlap:
    """Common polygons of pairs of parts of one layer, each larger than `TOUCH_AREA_M2`.

    Parameters
    ----------
    first, second : array of int
        Positions of the two parts, first < second.
    geometry : array of polygons
    """

    first: Ints
    second: Ints
    geometry: Geometries

    def __len__(self) -> int:
        return len(self.first)

    def select(self, mask: Bools) -> SelfOverlap:
        """Return the pairs that ``mask`` picks."""
        return SelfOverlap(self.first[mask], self.second[mask], self.geometry[mask])


def self_overlap(parts: Parts, feedback: Feedback) -> SelfOverlap:
    """Return where parts overlap each other."""

    def take(meeting: Meeting) -> SelfOverlap:
        large = shapely.area(meeting.geometry) >= TOUCH_AREA_M2
        return SelfOverlap(meeting.left[large], meeting.right[large], meeting.geometry[large])

    found = meet_itself(parts, take, feedback)
    if not found:
        return SelfOverlap(np.zeros(0, np.intp), np.zeros(0, np.intp), np.empty(0, dtype=object))
    return SelfOverlap(
        np.concatenate([f.first for f in found]),
        np.concatenate([f.second for f in found]),
        np.concatenate([f.geometry for f in found]),
    )


def without_overlap(parts: Parts, overlap: SelfOverlap, feedback: Feedback) -> tuple[Bools, Parts]:
    """Return the same ground covered once.

    Returns
    -------
    free : array of bool, shape (n,)
        Parts that overlap no other; they stay as they are.
    united : Parts
        Unions of the others, group by group; their owner is that of the group where all its parts have one
        owner, else `UNITED`.
    """
    free = np.ones(len(parts), dtype=bool)
    if not len(overlap):
        return free, parts.select(~free)
    label = _groups(len(parts), overlap.first, overlap.second)
    free[overlap.first] = free[overlap.second] = False
    members = np.flatnonzero(~free)
    members = members[np.argsort(label[members], kind="stable")]
    starts = np.flatnonzero(np.diff(label[members], prepend=-1))
    groups = np.split(members, starts[1:])
    united = []
    for number, group in enumerate(groups):
        step = feedback.part(number / len(groups), (number + 1) / len(groups))
        pieces = parts_of(np.array([union(parts.geometry[group], step)], dtype=object))
        owners = np.unique(parts.owner[group])
        united.append(pieces.renamed(np.array([owners[0] if len(owners) == 1 else UNITED])))
    return free, joined(united)


def union(polygons: Geometries, feedback: Feedback) -> shapely.Geometry:
    """Return the union of ``polygons``, in bundles of neighbours so that a cancel is heard in between."""
    if not len(polygons):
        return shapely.MultiPolygon()
    left = polygons[along_a_curve(polygons)]
    round_ = 0
    while len(left) > 1:
        cuts = [(start, min(start + _BUNDLE, len(left))) for start in range(0, len(left), _BUNDLE)]
        step = feedback.part(1 - 0.5**round_, 1 - 0.5 ** (round_ + 1))
        left = _bundled(left, cuts, step)
        round_ += 1
    return left[0]


def _bundled(polygons: Geometries, cuts: list[Cut], feedback: Feedback) -> Geometries:
    united = run_slices(lambda start, end: _united(polygons[start:end]), cuts, feedback)
    out = np.empty(len(united), dtype=object)
    out[:] = united
    return out


def _united(polygons: Geometries) -> shapely.Geometry:
    """Return the union of a bundle: neighbours with matching edges need no overlay, only their common edges dropped."""
    if shapely.coverage_is_valid(polygons):
        try:
            return shapely.coverage_union_all(polygons)
        except shapely.errors.GEOSException:
            pass  # rounding: what the one calls a coverage, the other may not (pieces cut along one drawn edge)
    return shapely.union_all(polygons)


def _groups(n: int, first: Ints, second: Ints) -> Ints:
    """Label parts so that those linked by a chain of pairs have one label: their smallest position."""
    label = np.arange(n)
    while True:
        lowest = np.minimum(label[first], label[second])
        before = label.copy()
        np.minimum.at(label, first, lowest)
        np.minimum.at(label, second, lowest)
        label = label[label]  # jump along the chain, so that long chains take few rounds
        if np.array_equal(label, before):
            return label
