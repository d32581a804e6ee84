"""Polygons of an answer: the largest first, slivers apart, each with a place to go to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from yhgis.analysis.parts import Bools, Floats, Ints, mean_width
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, Geometries, transform_coordinates

Box = tuple[float, float, float, float]


def box_of(bounds: Any) -> Box | None:
    """Return four bounds as plain numbers, for JSON and tables; None where there is no place."""
    x0, y0, x1, y1 = map(float, bounds)
    return (x0, y0, x1, y1) if np.isfinite([x0, y0, x1, y1]).all() else None


def known(value: float) -> float | None:
    """Return a figure as a plain number; None for NaN."""
    return float(value) if np.isfinite(value) else None


@dataclass(frozen=True, eq=False)
class Found:
    """Polygons that an answer is about, in `WORK_CRS`.

    Parameters
    ----------
    geometry : array of polygons, shape (n,)
    area, perimeter : array, shape (n,)
        In m2 on the answer's basis, and in metres in the working plane.
    first, second : array of int, shape (n,)
        Features that the polygon comes from, where the answer names any; else zeros.
    """

    geometry: Geometries
    area: Floats
    perimeter: Floats
    first: Ints
    second: Ints

    def __len__(self) -> int:
        return len(self.geometry)

    @property
    def width(self) -> Floats:
        """Mean width of each polygon in metres."""
        return mean_width(self.area, self.perimeter)

    def select(self, mask: Bools | Ints | slice) -> Found:
        """Return the polygons that ``mask`` picks."""
        return Found(self.geometry[mask], self.area[mask], self.perimeter[mask], self.first[mask], self.second[mask])

    def largest_first(self) -> Found:
        """Return the polygons by falling area; equal ones from west to east, so that the order is always the same."""
        bounds = shapely.bounds(self.geometry)
        return self.select(np.lexsort((bounds[:, 1], bounds[:, 0], -self.area)) if len(self) else slice(0))

    def apart(self, min_width: float) -> tuple[Found, Found]:
        """Return the polygons at least ``min_width`` metres wide on average, and the slivers."""
        narrow = self.width < min_width
        return self.select(~narrow), self.select(narrow)

    def lon_lat(self) -> Floats:
        """Return a point inside each polygon, in degrees."""
        inside = shapely.get_coordinates(shapely.point_on_surface(self.geometry))
        return transform_coordinates(inside, WORK_CRS, DEGREES_CRS)

    def boxes(self) -> tuple[Box, ...]:
        """Return the box of each polygon, to zoom to."""
        return tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in shapely.bounds(self.geometry).tolist())

    def listed(self, most: int | None = None) -> list[dict[str, Any]]:
        """Return JSON objects of the polygons, in their order, the first ``most`` of them."""
        shown = self.select(slice(most))
        return [
            {"net_m2": area, "width_m": width, "lon": lon, "lat": lat}
            for area, width, (lon, lat) in zip(
                shown.area.tolist(), shown.width.tolist(), shown.lon_lat().tolist(), strict=True
            )
        ]


def counted(found: Found, net_m2: float | None = None) -> dict[str, Any]:
    """Return the JSON object of how many polygons there are and their area."""
    return {"count": len(found), "net_m2": float(found.area.sum()) if net_m2 is None else net_m2}
