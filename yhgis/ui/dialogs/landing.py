"""Where a file would lie if its numbers were read in some CRS: for the user who has to decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import ProjError

from yhgis.i18n import Message
from yhgis.io.stated_crs import impossible
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform_coordinates
from yhgis.model.view import Extent
from yhgis.model.web_offset import CORRECTED_CRS, corrected, web_system

#: Points along each edge of the extent, so that its bent image is followed.
_EDGE_POINTS = 9
_FAR_KM = 1000.0


@dataclass(frozen=True)
class Landing:
    """The image of an extent on the map.

    Parameters
    ----------
    extent : tuple of 4 floats or None
        In the working CRS; None where the numbers are impossible in the CRS.
    inside : bool
        Whether it meets the district.
    distance_m : float
        From the district; 0 when it meets it, NaN when it is nowhere.
    """

    extent: Extent | None
    inside: bool
    distance_m: float

    @property
    def message(self) -> Message:
        """One sentence for the dialog."""
        if self.extent is None:
            return Message("These numbers are impossible in this system.")
        if self.inside:
            return Message("Lands in the district.")
        if self.distance_m / 1000 > _FAR_KM:
            return Message("Lands more than 1,000 km from the district.")
        return Message("Lands outside the district, {km} km from it.", {"km": f"{self.distance_m / 1000:.1f}"})


def landing(bounds: Extent, crs: str, swapped: bool, district: shapely.Geometry) -> Landing:
    """Return where ``bounds`` (numbers of a file) land when read in ``crs``.

    Parameters
    ----------
    bounds : tuple of 4 floats
        Smallest x, y and largest x, y as they stand in the file.
    crs : str
        Normalised name, or a web-map system.
    swapped : bool
        Exchange x and y first.
    district : shapely geometry
        In the working CRS.
    """
    xy = _outline(bounds)
    xy = xy[:, ::-1].copy() if swapped else xy
    system = web_system(crs)
    if system is not None:
        if impossible(DEGREES_CRS, np.array([[*xy.min(axis=0), *xy.max(axis=0)]])):
            return Landing(None, False, float("nan"))
        xy, crs = corrected(xy, system), CORRECTED_CRS
    try:
        moved = transform_coordinates(xy, crs, WORK_CRS)
    except ProjError:  # a system that cannot be turned into the map's, such as heights only
        return Landing(None, False, float("nan"))
    if not np.isfinite(moved).all():
        return Landing(None, False, float("nan"))
    (x0, y0), (x1, y1) = moved.min(axis=0), moved.max(axis=0)
    extent = (float(x0), float(y0), float(x1), float(y1))
    image = shapely.box(*extent) if x1 > x0 and y1 > y0 else shapely.linestrings(moved)
    distance = float(shapely.distance(image, district))
    return Landing(extent, distance == 0.0, distance)


def _outline(bounds: Extent) -> NDArray[np.float64]:
    """Return points along the edge of ``bounds``."""
    x0, y0, x1, y1 = bounds
    along = np.linspace(0.0, 1.0, _EDGE_POINTS)
    xs, ys = x0 + (x1 - x0) * along, y0 + (y1 - y0) * along
    south = np.column_stack([xs, np.full_like(xs, y0)])
    north = np.column_stack([xs, np.full_like(xs, y1)])
    west = np.column_stack([np.full_like(ys, x0), ys])
    east = np.column_stack([np.full_like(ys, x1), ys])
    return np.vstack([south, north, west, east])
