"""What stands in both versions of a layer, vertex by vertex: it is found first, and only what differs is worked on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.analysis.area import areas
from yhgis.analysis.dissolve import SelfOverlap, self_overlap
from yhgis.analysis.ground import Ground
from yhgis.analysis.parts import Bools, Floats, Ints
from yhgis.analysis.repair import Measurable
from yhgis.analysis.slices import run_slices
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries
from yhgis.model.result import Basis

#: With a larger share of parts than this changed, looking at the whole later version is quicker after all.
_MOST_CHANGED = 0.3


@dataclass(frozen=True, eq=False)
class Twins:
    """Features that have the same geometry in both versions, paired off one to one.

    Parameters
    ----------
    new_of : array of int, shape (n,)
        For each feature of the old version its twin in the new one; -1 where it has none.
    old_of : array of int, shape (m,)
        The same from the new version.
    """

    new_of: Ints
    old_of: Ints

    def pairs(self) -> tuple[Ints, Ints]:
        """Return the twins, in the order of the new version."""
        new = np.flatnonzero(self.old_of >= 0)
        return self.old_of[new], new


def twins_of(old: Geometries, new: Geometries, feedback: Feedback) -> Twins:
    """Pair off equal geometries: those written alike first, then parts in any order and rings begun anywhere."""
    twins = Twins(np.full(len(old), -1, dtype=np.intp), np.full(len(new), -1, dtype=np.intp))
    for number, written in enumerate((_as_written, _normalised)):
        a, b = np.flatnonzero(twins.new_of < 0), np.flatnonzero(twins.old_of < 0)
        step = feedback.part(number / 2, (number + 1) / 2)
        first, second = paired(written(old[a], step.part(0.0, 0.5)), written(new[b], step.part(0.5, 1.0)))
        twins.new_of[a[first]] = b[second]
        twins.old_of[b[second]] = a[first]
    return twins


def paired(old: Sequence[object], new: Sequence[object]) -> tuple[Ints, Ints]:
    """Pair off equal values one to one, in their order where several are equal."""
    place = dict(zip(old, range(len(old)), strict=True))
    if len(place) == len(old) and len(set(new)) == len(new):
        found = np.fromiter((place.get(value, -1) for value in new), dtype=np.intp, count=len(new))
        hit = np.flatnonzero(found >= 0)
        return found[hit], hit
    waiting: dict[object, list[int]] = {}
    for i in range(len(old) - 1, -1, -1):
        waiting.setdefault(old[i], []).append(i)
    pairs = [(waiting[value].pop(), j) for j, value in enumerate(new) if waiting.get(value)]
    array = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def _as_written(geometries: Geometries, feedback: Feedback) -> list[bytes]:
    return _bytes(geometries, feedback, normalised=False)


def _normalised(geometries: Geometries, feedback: Feedback) -> list[bytes]:
    return _bytes(geometries, feedback, normalised=True)


def _bytes(geometries: Geometries, feedback: Feedback, *, normalised: bool) -> list[bytes]:
    def write(_start: int, _end: int) -> NDArray[np.object_]:
        wkb: NDArray[np.object_] = shapely.to_wkb(shapely.normalize(geometries) if normalised else geometries)
        return wkb

    found: list[bytes] = run_slices(write, [(0, 1)], feedback)[0].tolist()
    return found


class LaterGround(Ground):
    """The ground of the new version: what it has in common with the old one is not found out a second time.

    Parameters
    ----------
    item : Measurable
        The new version, made ready.
    before : Ground
        The old version.
    twins : Twins
    """

    def __init__(self, item: Measurable, before: Ground, twins: Twins) -> None:
        super().__init__(item)
        self._before = before
        self._twins = twins
        self._part_of = self._parts_of_twins()

    def _parts_of_twins(self) -> Ints:
        """Return for each part of the old version the same part of this one; -1 where there is none."""
        old, new = self._before.parts, self.parts
        here = self._twins.new_of[old.owner]
        rank = np.arange(len(old)) - np.searchsorted(old.owner, old.owner)
        candidate = np.searchsorted(new.owner, here) + rank
        candidate[here < 0] = -1
        kept = np.flatnonzero(here >= 0)
        same = shapely.equals_exact(old.geometry[kept], new.geometry[candidate[kept]])
        candidate[kept[~same]] = -1
        return candidate

    @property
    def _changed(self) -> Bools:
        """Which parts the old version has not."""
        changed = np.ones(len(self.parts), dtype=bool)
        changed[self._part_of[self._part_of >= 0]] = False
        return changed

    def part_areas(self, basis: Basis, feedback: Feedback) -> Floats:
        """Return the area of each part in m2."""
        with self._lock:
            if basis not in self._areas:
                out, changed = np.zeros(len(self.parts)), self._changed
                kept = self._part_of >= 0
                out[self._part_of[kept]] = self._before.part_areas(basis, feedback.part(0.0, 0.5))[kept]
                out[changed] = areas(self.parts.geometry[changed], basis, feedback.part(0.5, 1.0))
                self._areas[basis] = out
            return self._areas[basis]

    def overlap(self, feedback: Feedback) -> SelfOverlap:
        """Return where the version overlaps itself: as the old one where nothing changed, and around what changed."""
        changed = self._changed
        if changed.sum() > _MOST_CHANGED * len(changed):
            return super().overlap(feedback)
        with self._lock:
            if self._overlap is None:
                kept = self._kept_overlap(self._before.overlap(feedback.part(0.0, 0.7)))
                self._overlap = _together(kept, self._overlap_around(changed, feedback.part(0.7, 1.0)))
            return self._overlap

    def _kept_overlap(self, before: SelfOverlap) -> SelfOverlap:
        """Return the old version's overlaps of parts that are still there."""
        first, second = self._part_of[before.first], self._part_of[before.second]
        still = (first >= 0) & (second >= 0)
        low, high = np.minimum(first, second), np.maximum(first, second)
        return SelfOverlap(low[still], high[still], before.geometry[still])

    def _overlap_around(self, changed: Bools, feedback: Feedback) -> SelfOverlap:
        """Return the overlaps that changed parts have."""
        new = np.flatnonzero(changed)
        if not len(new):
            return SelfOverlap(new, new, np.empty(0, dtype=object))
        met = shapely.STRtree(self.parts.geometry[new]).query(self.parts.geometry)[0]
        near = np.unique(met)
        found = self_overlap(self.parts.select(near), feedback)
        first, second = near[found.first], near[found.second]
        fresh = changed[first] | changed[second]
        return SelfOverlap(first[fresh], second[fresh], found.geometry[fresh])


def _together(a: SelfOverlap, b: SelfOverlap) -> SelfOverlap:
    return SelfOverlap(
        np.concatenate([a.first, b.first]),
        np.concatenate([a.second, b.second]),
        np.concatenate([a.geometry, b.geometry]),
    )
