"""What is found out about a layer once and kept while the layer lives: mended polygons, areas, overlaps, net ground."""

from __future__ import annotations

import threading
from weakref import WeakKeyDictionary

import numpy as np

from yhgis.analysis.area import areas
from yhgis.analysis.dissolve import UNITED, SelfOverlap, without_overlap
from yhgis.analysis.parts import Bools, Floats, Parts, joined, parts_of, sums
from yhgis.analysis.repair import Measurable, measurable
from yhgis.analysis.tiling import layer_overlap
from yhgis.feedback import Feedback
from yhgis.i18n import language
from yhgis.model.layer import Layer
from yhgis.model.result import Basis


class Ground:
    """The ground a polygon layer covers.  Facts are computed when first asked for, and kept (any thread).

    Parameters
    ----------
    item : Measurable
        The layer, mended, in the working CRS.
    """

    def __init__(self, item: Measurable) -> None:
        self.item = item
        self.parts: Parts = parts_of(item.geometry)
        self._lock = threading.RLock()  # who comes second waits for the first, and computes nothing
        self._areas: dict[Basis, Floats] = {}
        self._overlap: SelfOverlap | None = None
        self._net: tuple[Bools, Parts] | None = None
        self._net_areas: dict[Basis, Floats] = {}

    def __len__(self) -> int:
        return len(self.item.geometry)

    def part_areas(self, basis: Basis, feedback: Feedback) -> Floats:
        """Return the area of each part in m2."""
        with self._lock:
            if basis not in self._areas:
                self._areas[basis] = areas(self.parts.geometry, basis, feedback)
            return self._areas[basis]

    def feature_areas(self, basis: Basis, feedback: Feedback) -> Floats:
        """Return the area of each feature in m2."""
        return sums(self.part_areas(basis, feedback), self.parts.owner, len(self))

    def overlap(self, feedback: Feedback) -> SelfOverlap:
        """Return where the layer overlaps itself."""
        with self._lock:
            if self._overlap is None:
                self._overlap = layer_overlap(self.parts, feedback)
            return self._overlap

    def net(self, feedback: Feedback) -> tuple[Bools, Parts]:
        """Return which parts overlap no other, and the unions of those that do."""
        with self._lock:
            if self._net is None:
                overlap = self.overlap(feedback.part(0.0, 0.5))
                self._net = without_overlap(self.parts, overlap, feedback.part(0.5, 1.0))
            return self._net

    def net_parts(self, feedback: Feedback) -> Parts:
        """Return the layer's ground, nothing twice: free parts under their feature, unions under `UNITED`."""
        free, united = self.net(feedback)
        if not len(united):
            return self.parts
        return joined([self.parts.select(free), Parts(united.geometry, np.full(len(united), UNITED))])

    def net_area(self, basis: Basis, feedback: Feedback) -> float:
        """Return the area of the union of the layer, in m2."""
        free, united = self.net(feedback.part(0.0, 0.5))
        own = self.part_areas(basis, feedback.part(0.5, 0.9))
        with self._lock:
            if basis not in self._net_areas:
                self._net_areas[basis] = areas(united.geometry, basis, feedback.part(0.9, 1.0))
            return float(own[free].sum() + self._net_areas[basis].sum())


class _Kept:
    """The grounds of one layer, one a language: names of features are in it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.grounds: dict[str, Ground] = {}


_kept: WeakKeyDictionary[Layer, _Kept] = WeakKeyDictionary()
_lock = threading.Lock()


def ground_of(layer: Layer, feedback: Feedback) -> Ground:
    """Return the ground of ``layer``, computed on the first call and kept as long as the layer object lives.

    Raises
    ------
    DataError
        As `measurable`.
    """
    with _lock:
        kept = _kept.setdefault(layer, _Kept())
    with kept.lock:
        if language() not in kept.grounds:
            kept.grounds[language()] = Ground(measurable(layer, feedback))
        return kept.grounds[language()]
