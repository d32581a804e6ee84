"""What of the map the eye sees at a place: layers in their order, areas without a fill by their outline alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from yhgis.analysis.by_place import features_at
from yhgis.feedback import Feedback, silent
from yhgis.model.style import CategoriesRenderer, GraduatedRenderer, LayerStyle, RulesRenderer, SingleRenderer
from yhgis.ui.canvas_overlay import MM_PER_PIXEL
from yhgis.ui.map_tools.feature_words import Feature

if TYPE_CHECKING:
    from yhgis.model.layer import Layer
    from yhgis.model.view import View
    from yhgis.ui.session import Session

#: How near a click must come to a line or a point.
REACH_PX = 6.0
_FILLS = frozenset({"fill", "hatch", "dots", "soft_fill", "gradient", "rings"})


@dataclass(frozen=True, eq=False)
class Seen:
    """A layer that shows, and whether its areas are filled."""

    layer: Layer
    filled: bool


def seen_layers(session: Session, view: View | None, only: str = "") -> list[Seen]:
    """Return the layers that show in ``view``, the topmost first; ``only`` one of an id, filled or not."""
    found = []
    for entry in reversed(session.state.entries):
        if not entry.visible or (only and entry.id != only):
            continue
        style = session.style(entry)
        shows = view is None or style.scales.holds(view.scale)
        if shows or only:
            found.append(Seen(entry.layer, bool(only) or is_filled(style)))
    return found


def is_filled(style: LayerStyle) -> bool:
    """Whether areas of a style are filled, in part at least."""
    renderer = style.renderer
    match renderer:
        case SingleRenderer():
            symbols = [renderer.symbol]
        case CategoriesRenderer():
            symbols = [one.symbol for one in renderer.categories] + ([renderer.other] if renderer.other else [])
        case GraduatedRenderer():
            symbols = [one.symbol for one in renderer.steps] + ([renderer.missing] if renderer.missing else [])
        case RulesRenderer():
            symbols = [one.symbol for one in renderer.rules]
    return any(part.kind in _FILLS for symbol in symbols for part in symbol)


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
        hits = features_at(one.layer, x, y, reach_m, outlines=not one.filled)
        if len(hits):
            return Feature(one.layer, int(hits[0]))
    around = [Feature(one.layer, int(i)) for one in layers for i in features_at(one.layer, x, y, reach_m)]
    return min(around, key=lambda feature: float(shapely.area(feature.geometry)), default=None)


def reach_m(view: View | None) -> float:
    """Return how far from a line or a point still counts as on it, in metres."""
    return REACH_PX * MM_PER_PIXEL * view.metres_per_mm if view is not None else 10.0
