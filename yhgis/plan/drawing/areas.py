"""Making drawn polygons fit: to a stated area, without crumbs, with short edges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.model.crs import EQUAL_AREA_CRS, WORK_CRS, transform
from yhgis.plan.drawing.curves import STEP_M

#: Grid that drawn vertices stand on; a centimetre is far below what a schematic shape means, and far above noise.
GRID_M = 0.01


def ellipsoidal_area(geometry: Any) -> float:
    """Return the statutory ellipsoidal area in m2 of a geometry in the working CRS."""
    return float(shapely.area(transform(geometry, WORK_CRS, EQUAL_AREA_CRS)).sum())


def fit_area(drawn: Callable[[float], Any], area_m2: float, low: float, high: float) -> Any:
    """Return ``drawn(parameter)`` for the parameter whose ellipsoidal area is ``area_m2``.

    Parameters
    ----------
    drawn : callable
        Draws the shape; its area grows with the parameter.
    area_m2 : float
        Wanted area.
    low, high : float
        Between which the parameter is sought, by halving.

    Raises
    ------
    ValueError
        The wanted area lies outside what ``low`` and ``high`` give.
    """
    if not ellipsoidal_area(drawn(low)) <= area_m2 <= ellipsoidal_area(drawn(high)):
        raise ValueError(f"{area_m2} m2 is not reached between {low} and {high}")
    for _ in range(60):
        middle = (low + high) / 2
        if ellipsoidal_area(drawn(middle)) < area_m2:
            low = middle
        else:
            high = middle
        if high - low < 1e-3:
            break
    return drawn((low + high) / 2)


def parts(geometry: Any, least_m2: float = 0.0) -> NDArray[np.object_]:
    """Return the polygons of ``geometry`` (one, or an array) that are larger than ``least_m2``."""
    pieces = shapely.get_parts(shapely.get_parts(np.atleast_1d(geometry)))
    pieces = pieces[shapely.get_type_id(pieces) == shapely.GeometryType.POLYGON]
    kept: NDArray[np.object_] = pieces[shapely.area(pieces) > least_m2]
    return kept


def without_small_holes(polygons: NDArray[np.object_], least_m2: float) -> NDArray[np.object_]:
    """Return polygons whose holes are all larger than ``least_m2``."""
    return np.array([_fill(polygon, least_m2) for polygon in polygons], dtype=object)


def _fill(polygon: Any, least_m2: float) -> Any:
    holes = [ring for ring in polygon.interiors if shapely.Polygon(ring).area > least_m2]
    return shapely.Polygon(polygon.exterior, holes)


def on_grid(geometry: Any) -> Any:
    """Return ``geometry`` valid, with its vertices on the centimetre grid and no edge longer than the step."""
    coarse = shapely.set_precision(geometry, GRID_M)
    snapped = shapely.set_precision(shapely.segmentize(coarse, STEP_M), GRID_M)
    # The grid must not stay a property of the shape: cutting it by the district would move the district's vertices.
    return shapely.set_precision(snapped, 0.0)
