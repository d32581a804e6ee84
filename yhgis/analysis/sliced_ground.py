"""The ground of a layer too large for memory: boxes and areas of its parts are kept, the parts are read again.

Where the layer overlaps itself is found slice by slice, and between two slices among the parts whose boxes meet.  Those
that overlap others, mostly few, are held; everything else passes by a slice at a time.  Figures are those of the layer
held whole (`yhgis.analysis.ground`), to the last digit: the same parts come in the same runs.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from yhgis.analysis import partition
from yhgis.analysis.area import areas
from yhgis.analysis.dissolve import SelfOverlap, without_overlap
from yhgis.analysis.ground import Ground, ground_of
from yhgis.analysis.meet import Meeting, meet
from yhgis.analysis.parts import TOUCH_AREA_M2, Bools, Floats, Ints, Parts, joined, parts_of
from yhgis.analysis.repair import measurable
from yhgis.analysis.sliced import Reading
from yhgis.feedback import Feedback
from yhgis.model.layer import Layer
from yhgis.model.layer_slices import LayerSlices
from yhgis.model.result import Basis

Pairs = tuple[Ints, Ints]


class SlicedGround:
    """What a tool asks of a `Ground`, for a layer that comes in slices.

    Parameters
    ----------
    layer : LayerSlices
    basis : Basis
        Of the areas.
    feedback : Feedback
        The layer is read once, and its parts near other slices once more.
    """

    def __init__(self, layer: LayerSlices, basis: Basis, feedback: Feedback) -> None:
        self._layer = layer
        reading = Reading(layer)
        boxes, owners, own, pairs, ends = [], [], [], [], [0]
        self.weight = 0
        for ground, step in reading.grounds(feedback.part(0.0, 0.8)):
            parts = ground.parts
            boxes.append(shapely.bounds(parts.geometry))
            owners.append(parts.owner + reading.first)
            own.append(ground.part_areas(basis, step.part(0.0, 0.3)))
            overlap = ground.overlap(step.part(0.3, 1.0))
            pairs.append((overlap.first + ends[-1], overlap.second + ends[-1]))
            ends.append(ends[-1] + len(parts))
            self.weight += partition.vertices(parts)
        self.item = reading.ground().item
        self._boxes, self.owner, self._own = (np.concatenate(found) for found in (boxes, owners, own))
        self._ends, self._basis = ends, basis
        self._pairs = _joined([*pairs, *self._across(feedback.part(0.8, 1.0))])
        self._net: tuple[Bools, Parts, Parts] | None = None

    def __len__(self) -> int:
        return len(self.item.names)

    @property
    def parts(self) -> SlicedParts:
        """All parts, run by run."""
        return SlicedParts(self, np.ones(len(self.owner), dtype=bool))

    def doubled(self, _feedback: Feedback) -> Bools:
        """Return which features overlap another feature of the layer, or themselves."""
        out = np.zeros(len(self), dtype=bool)
        for side in self._pairs:
            out[self.owner[side]] = True
        return out

    def split(self, feedback: Feedback) -> tuple[SlicedParts, Parts, Parts]:
        """Return the parts that overlap no other, those that do, and the unions of the latter."""
        free, shared, united = self._dissolved(feedback)
        return SlicedParts(self, free), shared, united

    def net_area(self, basis: Basis, feedback: Feedback) -> float:
        """Return the area of the union of the layer, in m2."""
        free, _, united = self._dissolved(feedback)
        return float(self._own[free].sum() + areas(united.geometry, basis, feedback).sum())

    def part_areas(self, basis: Basis, _feedback: Feedback) -> Floats:
        """Return the area of each part in m2, on the basis given at the start."""
        assert basis is self._basis
        return self._own

    def runs(self, wanted: Bools, feedback: Feedback) -> Iterator[Parts]:
        """Yield the parts that are ``wanted``, read again, run by run."""
        reading = Reading(self._layer)
        for (ground, _), start, end in zip(reading.grounds(feedback), self._ends, self._ends[1:], strict=False):
            yield Parts(ground.parts.geometry, ground.parts.owner + reading.first).select(wanted[start:end])

    def _dissolved(self, feedback: Feedback) -> tuple[Bools, Parts, Parts]:
        """Return which parts are free, those that are not, and their unions."""
        if self._net is None:
            free = np.ones(len(self.owner), dtype=bool)
            first, second = self._pairs
            free[first] = free[second] = False
            which = np.flatnonzero(~free)
            shared = self._taken(which, feedback.part(0.0, 0.4))
            places = [np.searchsorted(which, side) for side in (first, second)]
            overlap = SelfOverlap(places[0], places[1], np.empty(0, dtype=object))
            _, united = without_overlap(shared, overlap, feedback.part(0.4, 1.0))
            self._net = free, shared, united
        return self._net

    def _across(self, feedback: Feedback) -> Iterator[Pairs]:
        """Yield pairs of parts of two different slices that overlap."""
        spans = list(zip(self._ends, self._ends[1:], strict=False))
        around = [_around(self._boxes[start:end]) for start, end in spans]
        for s, (start, end) in enumerate(spans):
            step = feedback.part(s / len(spans), (s + 1) / len(spans))
            step.progress(0.0)
            for t in range(s + 1, len(spans)):
                left = start + np.flatnonzero(_meet(self._boxes[start:end], around[t]))
                right = spans[t][0] + np.flatnonzero(_meet(self._boxes[slice(*spans[t])], around[s]))
                if len(left) and len(right):
                    yield self._overlapping(left, right, step)

    def _overlapping(self, left: Ints, right: Ints, feedback: Feedback) -> Pairs:
        """Return the pairs of a part of either side that have more than a touch in common."""
        boxes = (shapely.box(*self._boxes[side].T) for side in (left, right))
        ours, theirs = boxes
        i, j = shapely.STRtree(theirs).query(ours)
        a, b = self._boxes[left[i]], self._boxes[right[j]]
        roomy = (np.minimum(a[:, 2:], b[:, 2:]) > np.maximum(a[:, :2], b[:, :2])).all(axis=1)
        left, right = np.unique(left[i[roomy]]), np.unique(right[j[roomy]])
        if not len(left):
            return left, right

        def take(meeting: Meeting) -> Pairs:
            large = shapely.area(meeting.geometry) >= TOUCH_AREA_M2
            return left[meeting.left[large]], right[meeting.right[large]]

        return _joined(meet(self._taken(left, feedback), self._taken(right, feedback), take, feedback.quiet()))

    def _taken(self, which: Ints, feedback: Feedback) -> Parts:
        """Return the parts ``which`` (ascending), read again by the numbers of their features."""
        features = np.unique(self.owner[which])
        if not len(features):
            return joined([])
        found = parts_of(measurable(self._layer.take(features, feedback), feedback.quiet(), part=True).geometry)
        # The parts of a feature stand together, in the order in which they were met first.
        place = np.arange(len(found)) - np.searchsorted(found.owner, found.owner)
        number = np.searchsorted(self.owner, features[found.owner]) + place
        chosen = found.select(np.isin(number, which))
        return chosen.renamed(features)


class SlicedParts(partition.RunSource):
    """Some of the parts of a layer that is not held."""

    def __init__(self, ground: SlicedGround, wanted: Bools) -> None:
        self._ground, self._wanted = ground, wanted
        self.weight = ground.weight

    def runs(self, feedback: Feedback) -> Iterator[Parts]:
        """Yield the parts, run by run."""
        return self._ground.runs(self._wanted, feedback.quiet())


def any_ground(layer: Layer | LayerSlices, basis: Basis, feedback: Feedback) -> Ground | SlicedGround:
    """Return the ground of a layer, held or not.

    Raises
    ------
    DataError
        As `yhgis.analysis.repair.measurable`.
    """
    if isinstance(layer, LayerSlices):
        return SlicedGround(layer, basis, feedback)
    return ground_of(layer, feedback)


def _joined(pairs: list[Pairs]) -> Pairs:
    none = np.zeros(0, dtype=np.intp)
    return np.concatenate([none, *(p[0] for p in pairs)]), np.concatenate([none, *(p[1] for p in pairs)])


def _around(boxes: Floats) -> Floats:
    """Return the box around boxes; one that meets nothing where there are none."""
    if not len(boxes):
        return np.array([np.inf, np.inf, -np.inf, -np.inf])
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def _meet(boxes: Floats, box: Floats) -> Bools:
    corners = (boxes[:, :2] <= box[2:]) & (boxes[:, 2:] >= box[:2])
    return corners[:, 0] & corners[:, 1]
