"""What of the map the eye sees at a place: features that their style draws, areas without a fill by their outline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.analysis.by_place import Positions, features_at
from yhgis.carto.classes import classify
from yhgis.feedback import Feedback, silent
from yhgis.model.layer import Layer
from yhgis.model.style import LayerStyle
from yhgis.ui.canvas_overlay import MM_PER_PIXEL
from yhgis.ui.map_tools.feature_words import Feature

if TYPE_CHECKING:
    from yhgis.model.view import View
    from yhgis.ui.session import Session

Bools = NDArray[np.bool_]
#: How near a click must come to a line or a point.
REACH_PX = 6.0
_FILLS = frozenset({"fill", "hatch", "dots", "soft_fill", "gradient", "rings"})


@dataclass(frozen=True, eq=False)
class Seen:
    """A layer that shows, at 1 : ``scale`` and with a style; without a style all of it counts, inside and outline."""

    layer: Layer
    style: LayerStyle | None = None
    scale: float = 1.0

    @cached_property
    def _drawn(self) -> tuple[Bools, Bools]:
        """Which features have a symbol, and which of these are filled."""
        shown, filled = np.zeros(len(self.layer), dtype=np.bool_), np.zeros(len(self.layer), dtype=np.bool_)
        if self.style is None:
            return ~shown, ~filled
        for one in classify(self.layer, self.style, self.scale):
            if one.symbol:
                shown |= one.members
                if any(part.kind in _FILLS for part in one.symbol):
                    filled |= one.members
        return shown, filled

    def shown(self, features: Positions) -> Positions:
        """Return those of ``features`` that are drawn."""
        return features[self._drawn[0][features]]

    def at(self, x: float, y: float, reach_m: float) -> Positions:
        """Return the features that show at a place, the last drawn first."""
        _, filled = self._drawn
        inside = features_at(self.layer, x, y, reach_m)
        edges = features_at(self.layer, x, y, reach_m, outlines=True)
        found = np.union1d(inside[filled[inside]], edges)[::-1]
        return self.shown(found.astype(np.int64))

    def around(self, x: float, y: float, reach_m: float) -> Positions:
        """Return the features that are drawn and lie around a place, with a fill or without."""
        return self.shown(features_at(self.layer, x, y, reach_m))


def seen_layers(session: Session, view: View | None, only: str = "") -> list[Seen]:
    """Return the layers that show in ``view``, the topmost first.

    ``only`` is the id of one that was chosen: of that the inside counts too, and what its style does not draw.
    """
    found = []
    for entry in reversed(session.state.entries):
        style = session.style(entry)
        if only and entry.id == only:
            return [Seen(entry.layer)]
        if entry.visible and (view is None or style.scales.holds(view.scale)):
            found.append(Seen(entry.layer, style, view.scale if view is not None else 1.0))
    return found


def topmost(
    seen: Iterable[Seen], x: float, y: float, reach_m: float, feedback: Feedback | None = None
) -> Feature | None:
    """Return the topmost feature that shows at a place (working CRS).

    Where only areas without a fill lie, the smallest of them is meant: the town, not the district.
    """
    feedback = feedback or silent()
    layers = list(seen)
    for one in layers:
        feedback.check()
        hits = one.at(x, y, reach_m)
        if len(hits):
            return Feature(one.layer, int(hits[0]))
    around = [Feature(one.layer, int(i)) for one in layers for i in one.around(x, y, reach_m)]
    return min(around, key=lambda feature: float(shapely.area(feature.geometry)), default=None)


def reach_m(view: View | None) -> float:
    """Return how far from a line or a point still counts as on it, in metres."""
    return REACH_PX * MM_PER_PIXEL * view.metres_per_mm if view is not None else 10.0
