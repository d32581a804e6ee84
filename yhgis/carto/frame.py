"""What every symbol must know of the picture that is being made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from yhgis.carto.dense import DensePaths, Split
from yhgis.carto.detail import Blocked, level_of
from yhgis.carto.details import Details, details_at_hand
from yhgis.carto.edges import simplified
from yhgis.carto.packing import Bools, Floats, Packed, empty, grown, meets, pick, thin
from yhgis.feedback import Feedback, silent
from yhgis.model.layer import Layer
from yhgis.model.view import Extent, View

#: No symbol reaches farther than this from its geometry (mm); features beyond it are not drawn.
REACH_MM = 14.0


@dataclass(frozen=True, eq=False)
class Frame:
    """The view, and the lines of the same map that other layers may follow.

    Parameters
    ----------
    view : View
    guides : mapping of layer id to Packed
        Line layers, for gradients along them.
    feedback : Feedback
        Asked between symbols whether to go on.
    for_paper : bool
        Leave vertices out by `yhgis.carto.edges`: no line farther from the truth than half a dot, neighbours
        together.  Else by the grid of `yhgis.carto.packing.thin`, for a picture that is gone in a moment.
    """

    view: View
    guides: Mapping[str, Packed] = field(default_factory=dict)
    feedback: Feedback = field(default_factory=silent)
    for_paper: bool = False
    _shown: dict[int, tuple[Packed, Packed]] = field(default_factory=dict)
    _details: dict[int, tuple[Details, Details]] = field(default_factory=dict)

    @property
    def cell(self) -> float:
        """Half a dot of the device, in ground metres: finer than this nothing shows."""
        return self.view.metres_per_pixel / 2.0

    def shown(self, packed: Packed) -> Packed:
        """Return what of ``packed`` may show, with the vertices that can be told apart (ground metres).

        What is asked for twice is worked out once: all classes of a layer are drawn from one.
        """
        known = self._shown.get(id(packed))
        if known is None:
            near = pick(packed, meets(packed.bounds, self.reach)) if len(packed) else packed
            reduced = simplified(near, self.cell) if self.for_paper else thin(near, self.cell)
            known = self._shown[id(packed)] = (packed, reduced)
        return known[1]

    def level(self, detail: Blocked) -> float:
        """Return the level at which to draw a layer that has them (`yhgis.carto.detail`)."""
        return level_of(self.view.metres_per_pixel, detail.steps)

    def details(self, layer: Layer) -> Details | None:
        """Return the levels of detail of ``layer``; on paper, and for small layers, none."""
        made = None if self.for_paper else details_at_hand(layer)
        if made is None:
            return None
        known = self._details.get(id(made))
        if known is None:
            known = self._details[id(made)] = (made, made.within(self.reach))
        return known[1]

    def at_level(self, detail: Blocked | None, members: Bools, *, closed: bool) -> Packed:
        """Return what of the features ``members`` may show, at the picture's level of detail (ground metres)."""
        return empty(closed=closed) if detail is None else detail.packed(self.reach, self.level(detail), members)

    def dense(self, split: Split, number: int) -> DensePaths:
        """Return the paths of a class of a layer with levels of detail."""
        return DensePaths(split, number, self.level(split.detail), self.view, self.reach)

    @property
    def reach(self) -> Extent:
        """Ground whose features may show in the picture."""
        return grown(self.view.extent, REACH_MM * self.view.metres_per_mm)

    @property
    def box_mm(self) -> Extent:
        """The picture with its reach, in paper millimetres."""
        return -REACH_MM, -REACH_MM, self.view.width_mm + REACH_MM, self.view.height_mm + REACH_MM

    @property
    def origin_mm(self) -> Floats:
        """Where the ground's (0, 0) would lie on the paper; patterns hang on it, so they do not swim."""
        return np.asarray(self.view.to_paper(np.zeros((1, 2)))[0])
