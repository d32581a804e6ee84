"""Which ground is shown for features: all of them, and enough around a small one to see where it is."""

from __future__ import annotations

import math

import shapely

from yhgis.model.crs import Geometries
from yhgis.model.view import Extent

#: A place smaller than this (metres) is shown with ground around it.
LEAST_SHOWN_M = 300.0


def shown_extent(geometry: Geometries) -> Extent | None:
    """Return what encloses features (working CRS metres); None where none of them has geometry."""
    x0, y0, x1, y1 = map(float, shapely.total_bounds(geometry))
    if math.isnan(x0):
        return None
    wide, high = max(LEAST_SHOWN_M - (x1 - x0), 0.0) / 2, max(LEAST_SHOWN_M - (y1 - y0), 0.0) / 2
    return x0 - wide, y0 - high, x1 + wide, y1 + high
