"""The places that a line passes in order, as the three text fields that maps and cards read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform_coordinates
from yhgis.plan.drawing.curves import Points


def station_fields(line: Any, names: Sequence[str], names_en: Sequence[str], places: Points) -> dict[str, str]:
    """Return ``stations``, ``stations_en`` and ``stations_lonlat``, entries parted by ``;``.

    Parameters
    ----------
    line : geometry
        The line, in the working CRS.
    names, names_en : sequence of str
        The places' names, in the order in which the line passes them.
    places : Points
        Where they are, in metres; a station stands on the line, where it passes its place nearest.
    """
    passed = shapely.line_interpolate_point(line, shapely.line_locate_point(line, shapely.points(places)))
    degrees = transform_coordinates(shapely.get_coordinates(passed), WORK_CRS, DEGREES_CRS)
    return {
        "stations": ";".join(names),
        "stations_en": ";".join(names_en),
        "stations_lonlat": ";".join(f"{lon:.5f} {lat:.5f}" for lon, lat in degrees),
    }


def station_distances(line: Any, places: Points) -> str:
    """Return how far the line passes from each place, whole metres parted by ``;``."""
    return ";".join(str(round(float(away))) for away in np.atleast_1d(shapely.distance(shapely.points(places), line)))
