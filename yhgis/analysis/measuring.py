"""Lengths and areas of what is drawn by hand: the same bases as every tool of the program.

Length has no "equal-length" plane, so the ellipsoidal and the geodesic basis both mean the geodesic between vertices
(Karney 2013, https://doi.org/10.1007/s00190-012-0578-z, through PROJ); the planar one is measured in the working CRS.
"""

from __future__ import annotations

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from yhgis.analysis.area import INVERSE_FLATTENING, SEMI_MAJOR_M, measure
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform_coordinates
from yhgis.model.result import Basis

Floats = NDArray[np.float64]


def segment_lengths(xy: Floats, basis: Basis) -> Floats:
    """Return the length of each stretch of a line in metres.

    Parameters
    ----------
    xy : array of shape (n, 2)
        Vertices in `WORK_CRS`; fewer than two have no stretch.
    basis : Basis
    """
    if len(xy) < 2:
        return np.zeros(0)
    if basis is Basis.PLANAR:
        steps = np.diff(xy, axis=0)
        return np.hypot(steps[:, 0], steps[:, 1])
    degrees = transform_coordinates(np.asarray(xy, dtype=np.float64), WORK_CRS, DEGREES_CRS)
    geod = pyproj.Geod(a=SEMI_MAJOR_M, rf=INVERSE_FLATTENING)
    lengths: Floats = np.asarray(geod.line_lengths(degrees[:, 0], degrees[:, 1]), dtype=np.float64)
    return lengths


def ring_area(xy: Floats, basis: Basis) -> float:
    """Return the area in m2 that a closed walk over ``xy`` (`WORK_CRS`, not closed) encloses.

    A walk that crosses itself encloses what lies inside an odd number of times.
    """
    if len(np.unique(xy, axis=0)) < 3:
        return 0.0
    return float(measure(polygonal(np.array([shapely.Polygon(xy)], dtype=object)), basis).sum())


def polygonal(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the valid polygons of ``geometries``, without the lines that mending may leave."""
    valid = shapely.make_valid(geometries)
    parts = shapely.get_parts(shapely.get_parts(valid))
    polygons: NDArray[np.object_] = parts[shapely.get_dimensions(parts) == 2]
    return polygons
