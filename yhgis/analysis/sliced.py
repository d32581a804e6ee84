"""Layers too large for memory, made ready slice by slice; what is said of them is said once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from yhgis.analysis import partition
from yhgis.analysis.ground import Ground
from yhgis.analysis.repair import Measurable, measurable
from yhgis.errors import DataError
from yhgis.feedback import Feedback
from yhgis.i18n import Message
from yhgis.model.layer_slices import LayerSlices
from yhgis.model.result import Repair


class Reading:
    """Goes through a sliced layer once; afterwards `ground` has all that is said of it, and no geometry.

    Parameters
    ----------
    layer : LayerSlices

    Attributes
    ----------
    first : int
        How many features stand before those of the slice at hand.
    """

    def __init__(self, layer: LayerSlices) -> None:
        self.layer = layer
        self.names: list[str] = []
        self._repairs: list[Repair] = []
        self._notes: dict[str, Message] = {}
        self._parts = 0
        self.first = 0

    def grounds(self, feedback: Feedback) -> Iterator[tuple[Ground, Feedback]]:
        """Yield the ground of each slice, with the feedback of the work on it.

        Raises
        ------
        DataError
            As `measurable`.
        """
        count = len(self.layer)
        if count == 0:
            raise DataError("{layer} has no features; there is nothing to measure.", layer=self.layer.info.title)
        for slice_ in self.layer.slices(partition.RUN_FEATURES, feedback.quiet()):
            item = measurable(slice_, feedback.quiet(), part=True)
            ground = Ground(item)
            self.first = slice_.first
            self.names += item.names
            self._repairs += item.repairs
            self._parts += len(ground.parts)
            for note in item.notes:
                known = self._notes.get(note.text)
                of_file = known is not None and note in self.layer.info.notes  # every slice has it
                self._notes[note.text] = note if known is None else known if of_file else _both(known, note)
            yield ground, feedback.part(slice_.first / count, (slice_.first + len(slice_)) / count)
        if not self._parts:
            raise DataError(
                "{layer}: none of its {n} features has a geometry.", layer=self.layer.info.title, n=len(self.layer)
            )

    def ground(self) -> Ground:
        """Return the names, repairs and notes of the whole layer, as a provenance wants them."""
        nothing = np.empty(0, dtype=object)
        notes = tuple(self._notes.values())
        return Ground(Measurable(self.layer.info.title, nothing, self.names, tuple(self._repairs), notes))


def _both(first: Message, second: Message) -> Message:
    """Return the note on two slices: counts added up, the first example kept."""
    counted = {
        name: value + more
        for name, value in first.values.items()
        if name in ("n", "count") and isinstance(value, int) and isinstance(more := second.values.get(name), int)
    }
    return replace(first, values=first.values | counted) if counted else first
