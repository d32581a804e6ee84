"""What is asked at a click: the plan's identity card of the place, and the user's own features there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from yhgis.feedback import Feedback
from yhgis.i18n import Title
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform_coordinates
from yhgis.model.layer import FieldName, Layer

if TYPE_CHECKING:
    from yhgis.plan.catalog import Catalog
    from yhgis.plan.identity import IdentityCard
    from yhgis.plan.towns import TownProfile

#: Features listed of one layer, so that a heap of duplicates stays readable.
MOST_FEATURES = 5


@dataclass(frozen=True)
class OwnFeature:
    """A feature of the user's own layer at the place.

    Parameters
    ----------
    layer_id, position
        Which one.
    layer : Title
    name : str
    fields : mapping of str to Any
        In file order.
    field_names : mapping of str to FieldName
        What they are in words, those that are known.
    """

    layer_id: str
    position: int
    layer: Title
    name: str
    fields: Mapping[str, Any]
    field_names: Mapping[str, FieldName] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """All that a click found."""

    x: float
    y: float
    card: IdentityCard
    profile: TownProfile | None
    own: tuple[OwnFeature, ...]
    more: int


@dataclass(frozen=True, eq=False)
class Question:
    """A click, frozen so that a thread can answer it.

    Parameters
    ----------
    x, y : float
        Working CRS, metres.
    reach_m : float
        How far from a line or a point still counts as on it.
    catalog : Catalog
    own : tuple of Layer
        The user's visible layers, top first, in the working CRS.
    """

    x: float
    y: float
    reach_m: float
    catalog: Catalog
    own: tuple[Layer, ...]

    def answer(self, feedback: Feedback) -> Found:
        """Return what lies there."""
        from yhgis.plan.identity import identify
        from yhgis.plan.towns import profile

        lon, lat = transform_coordinates(np.array([[self.x, self.y]]), WORK_CRS, DEGREES_CRS)[0]
        card = identify(float(lon), float(lat), self.catalog)
        feedback.check()
        town = profile(card.town.name.zh, self.catalog) if card.town is not None else None
        features: list[OwnFeature] = []
        more = 0
        for layer in self.own:
            feedback.check()
            hits = features_at(layer, self.x, self.y, self.reach_m)
            names = layer.names()
            features += [
                OwnFeature(
                    layer.id,
                    int(i),
                    layer.info.title,
                    names[i],
                    {name: column[i] for name, column in layer.fields.items()},
                    layer.info.field_names,
                )
                for i in hits[:MOST_FEATURES]
            ]
            more += max(len(hits) - MOST_FEATURES, 0)
        return Found(self.x, self.y, card, town, tuple(features), more)


def features_at(layer: Layer, x: float, y: float, reach_m: float) -> list[int]:
    """Return the positions of the features at a place: polygons that cover it, lines and points within reach."""
    geometry = layer.geometry
    x0, y0, x1, y1 = shapely.bounds(geometry).T
    near = (x0 - reach_m <= x) & (x <= x1 + reach_m) & (y0 - reach_m <= y) & (y <= y1 + reach_m)
    candidates = np.flatnonzero(near)
    flat = shapely.get_dimensions(geometry[candidates]) == 2
    distance = shapely.distance(geometry[candidates], shapely.points(x, y))
    return [int(i) for i in candidates[distance <= np.where(flat, 0.0, reach_m)]]
