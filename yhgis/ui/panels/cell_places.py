"""Where on the map a cell of a result table is, and which rows are at a place of the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from yhgis.model.crs import WORK_CRS, Geometries, transform
from yhgis.model.result import Result, Table
from yhgis.model.view import Extent

#: Boxes whose sides differ by no more (metres) are equal.
SAME_M = 1e-6
_NOWHERE = (np.nan, np.nan, np.nan, np.nan)


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
        self._boxes = _boxes(shapely.bounds(self._geometry))

    def of_cell(self, table: Table, row: int, column: int) -> CellPlace | None:
        """Return the place of a cell, or None where it has none (a row of nothing)."""
        extent = self._result.place_of(table, row, column)
        if extent is None:
            return None
        own = self._geometry[_same(self._boxes, extent)]
        return CellPlace(own if len(own) else np.array([shapely.box(*extent)], dtype=object), extent)

    def rows_at(self, table: Table, x: float, y: float) -> list[int]:
        """Return the rows of ``table`` whose polygons cover a place (working CRS metres)."""
        hit = self._tree.query(shapely.points(x, y), predicate="intersects")
        of_rows = _boxes([_NOWHERE if box is None else box for box in table.places])
        chosen = np.zeros(len(of_rows), dtype=bool)
        for box in self._boxes[hit]:
            chosen |= _same(of_rows, box)
        rows: list[int] = np.flatnonzero(chosen).tolist()
        return rows


def _boxes(boxes: ArrayLike) -> NDArray[np.float64]:
    """Return boxes as rows of four numbers; nothing is equal to a box of nothing."""
    return np.asarray(boxes, dtype=float).reshape(-1, 4)


def _same(boxes: NDArray[np.float64], box: ArrayLike) -> NDArray[np.bool_]:
    """Return which of ``boxes`` are equal to ``box``."""
    same: NDArray[np.bool_] = (np.abs(boxes - np.asarray(box)) <= SAME_M).all(axis=1)
    return same
