"""Where on the map a cell of a result table is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from yhgis.model.crs import WORK_CRS, Geometries, transform
from yhgis.model.result import Result, Table
from yhgis.model.view import Extent


@dataclass(frozen=True, eq=False)
class CellPlace:
    """The ground of a cell, in the working CRS: what to blink, and what to show."""

    geometry: Geometries
    extent: Extent

    def shown(self, least_m: float) -> Extent:
        """Return the extent, at least ``least_m`` metres a side, so that a small place is seen in its ground."""
        x0, y0, x1, y1 = self.extent
        grow_x, grow_y = max(least_m - (x1 - x0), 0) / 2, max(least_m - (y1 - y0), 0) / 2
        return x0 - grow_x, y0 - grow_y, x1 + grow_x, y1 + grow_y


def cell_place(result: Result, table: Table, table_row: int, column: int) -> CellPlace | None:
    """Return the place of a cell, or None where it has none (a row of nothing)."""
    own = _polygon_of_row(result, table, table_row)
    if own is not None:
        return own
    extent = result.place_of(table, table_row, column)
    if extent is None:
        return None
    return CellPlace(np.array([shapely.box(*extent)], dtype=object), extent)


def _polygon_of_row(result: Result, table: Table, table_row: int) -> CellPlace | None:
    """Return the result's own polygon of a row, where it has one a row."""
    places = result.places()
    if places is None or len(places.geometry) != len(table.rows):
        return None
    geometry = transform(places.geometry[table_row : table_row + 1], places.crs, WORK_CRS)
    x0, y0, x1, y1 = (float(v) for v in shapely.total_bounds(geometry))
    return None if np.isnan(x0) else CellPlace(geometry, (x0, y0, x1, y1))
