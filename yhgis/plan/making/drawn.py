"""A layer as it was drawn, before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from yhgis.model.crs import Geometries


@dataclass(frozen=True, eq=False)
class Drawn:
    """Features of one layer in the working CRS.

    Parameters
    ----------
    id : str
        Catalog id and file stem.
    geometry : array of shapely geometries
        Metres, EPSG:4549.
    properties : tuple of dict
        One a feature: ``id``, ``name``, ``name_en`` first, then the layer's own fields, the same for each feature.
    """

    id: str
    geometry: Geometries
    properties: tuple[dict[str, Any], ...]


def drawn(layer_id: str, features: Sequence[tuple[Any, dict[str, Any]]]) -> Drawn:
    """Return the layer of ``(geometry, properties)`` pairs, polygons turned the way GeoJSON wants."""
    geometry = np.empty(len(features), dtype=object)
    geometry[:] = [pair[0] for pair in features]
    turned = shapely.orient_polygons(shapely.normalize(geometry))
    # A line's direction means something (a river's flow, a loop's order), so only areas are put in normal form.
    areas = shapely.get_dimensions(geometry) == 2
    return Drawn(layer_id, np.where(areas, turned, geometry), tuple(pair[1] for pair in features))
