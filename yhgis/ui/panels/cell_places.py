"""Where on the map a cell of a result table is, and which rows are at a place of the map."""

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


class CellPlaces:
    """The places of one result.

    A row knows the box it zooms to, the result knows its polygons; they belong together when the boxes are equal.
    So a table may list some of the polygons, or none, in any order.
    """

    def __init__(self, result: Result) -> None:
        self._result = result
        places = result.places()
        empty = np.empty(0, dtype=object)
        self._geometry = transform(places.geometry, places.crs, WORK_CRS) if places is not None else empty
        self._tree = shapely.STRtree(self._geometry)
        self._by_box: dict[Extent, list[int]] = {}
        for i, box in enumerate(shapely.bounds(self._geometry).tolist()):
            self._by_box.setdefault(_rounded(tuple(box)), []).append(i)

    def of_cell(self, table: Table, row: int, column: int) -> CellPlace | None:
        """Return the place of a cell, or None where it has none (a row of nothing)."""
        extent = self._result.place_of(table, row, column)
        if extent is None:
            return None
        found = self._by_box.get(_rounded(extent))
        shapes = self._geometry[found] if found else np.array([shapely.box(*extent)], dtype=object)
        return CellPlace(shapes, extent)

    def rows_at(self, table: Table, x: float, y: float) -> list[int]:
        """Return the rows of ``table`` whose polygons cover a place (working CRS metres)."""
        hit = self._tree.query(shapely.points(x, y), predicate="intersects")
        boxes = {_rounded(tuple(box)) for box in shapely.bounds(self._geometry[hit]).tolist()}
        return [row for row, box in enumerate(table.places) if box is not None and _rounded(box) in boxes]


def _rounded(box: tuple[float, ...]) -> Extent:
    """Return a box to a tenth of a millimetre, which a transform there and back may take."""
    x0, y0, x1, y1 = (round(value, 4) for value in box)
    return x0, y0, x1, y1
