"""Where on the map a cell of a result table is, and which rows are at a place of the map."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from yhgis.model.crs import WORK_CRS, Geometries, transform
from yhgis.model.result import Result, Table
from yhgis.model.view import Extent

#: Boxes whose sides differ by no more (metres) are equal.
SAME_M = 1e-6
_NOWHERE = (np.nan, np.nan, np.nan, np.nan)
#: A field of places with more values than this names single things, and makes no groups of them.
_MOST_GROUPS = 64
#: Polygons are grouped by so many fields together at most: layer A, layer B, and whether it is a sliver.
_MOST_FIELDS = 3


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

    A row knows the box it zooms to, the result knows its polygons; they belong together when the boxes are equal: that
    of one polygon, or of all polygons of a group (of a layer, of a pair of layers).  So a table may list some of the
    polygons, or none, in any order.
    """

    def __init__(self, result: Result) -> None:
        self._result = result
        places = self._places = result.places()
        self._grouped: list[tuple[Extent, NDArray[np.int64]]] | None = None
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
        if not len(own):
            own = self._geometry[self._group(extent)]
        if not len(own):
            own = self._geometry[self._of_row(table, row, extent)]
        return CellPlace(own if len(own) else np.array([shapely.box(*extent)], dtype=object), extent)

    def _group(self, extent: Extent) -> NDArray[np.int64]:
        """Return the polygons of the group that a box is about."""
        if self._grouped is None:
            self._grouped = list(self._groups())
        boxes = _boxes([box for box, _ in self._grouped])
        found = np.flatnonzero(_same(boxes, extent))
        return self._grouped[int(found[0])][1] if len(found) else np.empty(0, dtype=np.int64)

    def _groups(self) -> Iterator[tuple[Extent, NDArray[np.int64]]]:
        """Yield boxes and numbers of the polygons that have some fields in common, the wider groups first."""
        numbers = [_numbered(values) for values in self._places.fields.values()] if self._places is not None else []
        few = [one for one in numbers if one is not None]
        for count in range(1, _MOST_FIELDS + 1):
            for together in itertools.combinations(few, count):
                keys, group = np.unique(np.column_stack(together), axis=0, return_inverse=True)
                for number in range(len(keys)):
                    members = np.flatnonzero(group.reshape(-1) == number)
                    x0, y0, x1, y1 = shapely.total_bounds(self._geometry[members]).tolist()
                    yield (x0, y0, x1, y1), members

    def _of_row(self, table: Table, row: int, extent: Extent) -> NDArray[np.int64]:
        """Return the polygons in a row's box that say to be of the row: by the field of its first column's name."""
        fields = self._places.fields if self._places is not None else {}
        own = fields.get(table.columns[0].id, [])
        named = np.flatnonzero([value == table.rows[row][0] for value in own]).astype(np.int64)
        low, high = np.array(extent[:2]) - SAME_M, np.array(extent[2:]) + SAME_M
        boxes = self._boxes[named]
        return named[np.hstack([boxes[:, :2] >= low, boxes[:, 2:] <= high]).all(axis=1)]

    def rows_at(self, table: Table, x: float, y: float) -> list[int]:
        """Return the rows of ``table`` whose polygons cover a place (working CRS metres)."""
        hit = self._tree.query(shapely.points(x, y), predicate="intersects")
        of_rows = _boxes([_NOWHERE if box is None else box for box in table.places])
        chosen = np.zeros(len(of_rows), dtype=bool)
        for box in self._boxes[hit]:
            chosen |= _same(of_rows, box)
        rows: list[int] = np.flatnonzero(chosen).tolist()
        return rows


def _numbered(values: list[Any]) -> NDArray[np.int64] | None:
    """Return the values as numbers, equal ones alike; None where they are figures, or nearly all different."""
    known: dict[str, int] = {}
    for value in values:
        if not isinstance(value, str) or len(known) > _MOST_GROUPS:
            return None
        known.setdefault(value, len(known))
    return np.array([known[value] for value in values], dtype=np.int64) if len(known) <= _MOST_GROUPS else None


def _boxes(boxes: ArrayLike) -> NDArray[np.float64]:
    """Return boxes as rows of four numbers; nothing is equal to a box of nothing."""
    return np.asarray(boxes, dtype=float).reshape(-1, 4)


def _same(boxes: NDArray[np.float64], box: ArrayLike) -> NDArray[np.bool_]:
    """Return which of ``boxes`` are equal to ``box``."""
    same: NDArray[np.bool_] = (np.abs(boxes - np.asarray(box)) <= SAME_M).all(axis=1)
    return same
