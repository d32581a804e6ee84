"""The places: points with their kind, how far they may be off, and their rank on the axis."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from yhgis.plan.making.drawn import Drawn, drawn
from yhgis.plan.making.figures import Figures
from yhgis.plan.making.structure import StructureFile


def make(figures: Figures) -> Drawn:
    """Return the layer ``places``."""
    axis = figures.shape("structure", StructureFile).axis.places
    features: list[tuple[Any, dict[str, Any]]] = []
    for number, place in enumerate(figures.places.values(), start=1):
        properties = {
            "id": f"place_{number:03d}",
            "name": place.name,
            "name_en": place.name_en,
            "kind": place.kind,
            "accuracy_m": place.accuracy_m,
            "axis_order": axis.index(place.name) + 1 if place.name in axis else 0,
            "basis": place.basis,
        }
        features.append((shapely.points(np.asarray(place.xy)), properties))
    return drawn("places", features)
