"""The answer of the overlap tool: its document, its tables, and where each cell of it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from yhgis.analysis.answer import share
from yhgis.analysis.parts import Floats, Ints
from yhgis.analysis.polygons import Box, box_of
from yhgis.i18n import Title, tr
from yhgis.model.crs import WORK_CRS, Geometries
from yhgis.model.result import Column, Places, Provenance, Result, Table, ValueKind


@dataclass(frozen=True, eq=False)
class PartFigures:
    """Common area of a row and one feature of a column layer, for every pair that has any.

    Parameters
    ----------
    row, feature : array of int, shape (p,)
        Sorted by row.
    net_m2 : array, shape (p,)
    """

    row: Ints
    feature: Ints
    net_m2: Floats


@dataclass(frozen=True, eq=False)
class ColumnFigures:
    """One column layer against all rows; arrays have one value a row, areas are in m2.

    Parameters
    ----------
    id, title
        Of the column layer.
    net_m2, gross_m2 : array
        Union of the layer, and feature by feature.
    features : array of int
        Features that have more than a touch in common with the row.
    slivers, slivers_m2 : array
        Pieces narrower than the least width, within net.
    bounds : array, shape (r, 4)
        Where the common ground is, in `WORK_CRS`; NaN where there is none.
    total_net_m2, total_gross_m2, total_features
        For all rows together, ground that rows share counted once.
    layer_net_m2, layer_gross_m2 : float
        The whole layer, rows or no rows.
    touches, touches_m2
        Pieces of rows that only touch the layer, set aside as the rounding of shared edges.
    parts : PartFigures or None
        Feature by feature; None for a layer of many features.
    feature_names : list of str
    ground : (array of int, array of polygons) or None
        The common ground, and the row of each polygon; None where that would be too much to draw.
    """

    id: str
    title: Title
    net_m2: Floats
    gross_m2: Floats
    features: Ints
    slivers: Ints
    slivers_m2: Floats
    bounds: Floats
    total_net_m2: float
    total_gross_m2: float
    total_features: int
    layer_net_m2: float
    layer_gross_m2: float
    touches: int
    touches_m2: float
    parts: PartFigures | None
    feature_names: list[str]
    ground: tuple[Ints, Geometries] | None

    def cell(self, row: int, row_area_m2: float) -> dict[str, Any]:
        """Return the JSON object of one cell."""
        net = float(self.net_m2[row])
        out: dict[str, Any] = {
            "column": self.id,
            "net_m2": net,
            "gross_m2": float(self.gross_m2[row]),
            "share_of_row": share(net, row_area_m2),
            "share_of_column": share(net, self.layer_net_m2),
            "features": int(self.features[row]),
            "slivers": {"count": int(self.slivers[row]), "net_m2": float(self.slivers_m2[row])},
        }
        if self.parts is not None:
            out["parts"] = self.part_list(row, row_area_m2)
        return out

    def part_list(self, row: int, row_area_m2: float) -> list[dict[str, Any]]:
        """Return the features of the column in one row, the largest first."""
        if self.parts is None:
            return []
        first, last = np.searchsorted(self.parts.row, [row, row + 1])
        order = first + np.argsort(-self.parts.net_m2[first:last], kind="stable")
        return [
            {
                "name": self.feature_names[int(self.parts.feature[k])],
                "net_m2": float(self.parts.net_m2[k]),
                "share_of_row": share(float(self.parts.net_m2[k]), row_area_m2),
            }
            for k in order
        ]

    def total(self, total_area_m2: float) -> dict[str, Any]:
        """Return the JSON object of the totals, with what reconciles net and gross."""
        return {
            "column": self.id,
            "net_m2": self.total_net_m2,
            "gross_m2": self.total_gross_m2,
            "double_counted_m2": self.total_gross_m2 - self.total_net_m2,
            "share_of_row": share(self.total_net_m2, total_area_m2),
            "share_of_column": share(self.total_net_m2, self.layer_net_m2),
            "features": self.total_features,
            "slivers": {"count": int(self.slivers.sum()), "net_m2": float(self.slivers_m2.sum())},
            "column_net_m2": self.layer_net_m2,
            "column_gross_m2": self.layer_gross_m2,
            "touches": {"count": self.touches, "net_m2": self.touches_m2},
        }


@dataclass(frozen=True, eq=False)
class OverlapResult(Result):
    """A matrix of areas: rows against column layers.

    Parameters
    ----------
    provenance : Provenance
    row_title : Title
        Of the row layer.
    rows : list of str
    row_area_m2 : array, shape (r,)
    row_bounds : array, shape (r, 4)
    total_area_m2 : float
        All rows together; ground they share counts once.
    columns : tuple of ColumnFigures
    """

    provenance: Provenance
    row_title: Title
    rows: list[str]
    row_area_m2: Floats
    row_bounds: Floats
    total_area_m2: float
    columns: tuple[ColumnFigures, ...]

    def document(self) -> dict[str, Any]:
        """Return the JSON document of the command-line contract."""
        areas = self.row_area_m2.tolist()
        return {
            **self.provenance.document(),
            "rows": [
                {"row": name, "area_m2": areas[i], "columns": [c.cell(i, areas[i]) for c in self.columns]}
                for i, name in enumerate(self.rows)
            ],
            "totals": [c.total(self.total_area_m2) for c in self.columns],
            "total_area_m2": self.total_area_m2,
        }

    def tables(self) -> tuple[Table, ...]:
        """Return the matrix, the cells one by one, the columns' features, and the reconciliation."""
        listed = [self._parts_table(c) for c in self.columns if c.parts is not None and len(c.feature_names) > 1]
        return (self._matrix(), self._cells(), *listed, self._reconciliation())

    def places(self) -> Places | None:
        """Return the common ground of every row and column, one (multi)polygon a cell."""
        found: list[shapely.Geometry] = []
        fields: dict[str, list[Any]] = {"row": [], "column": [], "net_m2": []}
        for c in self.columns:
            if c.ground is None:
                return None
            for row, polygons in _by_row(*c.ground):
                found.append(_one(polygons))
                fields["row"].append(self.rows[row])
                fields["column"].append(c.id)
                fields["net_m2"].append(float(c.net_m2[row]))
        geometry = np.empty(len(found), dtype=object)
        geometry[:] = found
        return Places(geometry, fields, WORK_CRS)

    def place_of(self, table: Table, row: int, column: int) -> Box | None:
        """Return what a cell of a table zooms to, in `WORK_CRS`: in the matrix, the common ground of row and column."""
        if table.id == "matrix" and column >= 2:
            return box_of(self.columns[(column - 2) // 2].bounds[row])
        return table.places[row] if row < len(table.places) else None

    def _matrix(self) -> Table:
        heads = [Column("row", self.row_title), Column("area_m2", Title("面积", "Area"), ValueKind.AREA)]
        for c in self.columns:
            heads += [
                Column(f"{c.id}.net_m2", c.title, ValueKind.AREA),
                Column(f"{c.id}.share_of_row", Title(f"占{self.row_title.zh}", "Share of row"), ValueKind.SHARE),
            ]
        areas = self.row_area_m2.tolist()
        nets = [c.net_m2.tolist() for c in self.columns]
        rows = tuple(
            (name, areas[i], *(value for net in nets for value in (net[i], share(net[i], areas[i]))))
            for i, name in enumerate(self.rows)
        )
        totals = [(c.total_net_m2, share(c.total_net_m2, self.total_area_m2)) for c in self.columns]
        return Table(
            "matrix",
            Title("叠加面积矩阵（净面积）", "Overlap matrix (net)"),
            tuple(heads),
            rows,
            (tr("Total"), self.total_area_m2, *(value for pair in totals for value in pair)),
            tuple(box_of(b) for b in self.row_bounds),
        )

    def _cells(self) -> Table:
        columns = (
            Column("row", self.row_title),
            Column("column", Title("图层", "Layer")),
            Column("net_m2", Title("净面积", "Net"), ValueKind.AREA),
            Column("gross_m2", Title("毛面积", "Gross"), ValueKind.AREA),
            Column("share_of_row", Title("占行比", "Share of row"), ValueKind.SHARE),
            Column("share_of_column", Title("占列比", "Share of column"), ValueKind.SHARE),
            Column("features", Title("要素数", "Features"), ValueKind.COUNT),
            Column("slivers", Title("碎片数", "Slivers"), ValueKind.COUNT),
            Column("slivers_m2", Title("碎片面积", "Sliver area"), ValueKind.AREA),
        )
        cells = [(i, c) for i in range(len(self.rows)) for c in self.columns if c.features[i]]
        rows = []
        for i, c in cells:
            cell = c.cell(i, float(self.row_area_m2[i]))
            rows.append(
                (
                    self.rows[i],
                    str(c.title),
                    *(cell[k] for k in ("net_m2", "gross_m2", "share_of_row", "share_of_column", "features")),
                    cell["slivers"]["count"],
                    cell["slivers"]["net_m2"],
                )
            )
        places = tuple(box_of(c.bounds[i]) for i, c in cells)
        return Table("cells", Title("逐项明细", "Cell by cell"), columns, tuple(rows), None, places)

    def _parts_table(self, figures: ColumnFigures) -> Table:
        parts = [(i, part) for i in range(len(self.rows)) for part in figures.part_list(i, float(self.row_area_m2[i]))]
        rows = [(self.rows[i], part["name"], part["net_m2"], part["share_of_row"]) for i, part in parts]
        # Of the whole layer in the row: nothing was cut feature by feature.
        places = tuple(box_of(figures.bounds[i]) for i, _ in parts)
        columns = (
            Column("row", self.row_title),
            Column("feature", figures.title),
            Column("net_m2", Title("面积", "Area"), ValueKind.AREA),
            Column("share_of_row", Title("占行比", "Share of row"), ValueKind.SHARE),
        )
        title = Title(f"逐要素：{figures.title.zh}", f"Feature by feature: {figures.title.en or figures.title.zh}")
        return Table(f"parts.{figures.id}", title, columns, tuple(rows), None, places)

    def _reconciliation(self) -> Table:
        columns = (
            Column("column", Title("图层", "Layer")),
            Column("gross_m2", Title("毛面积（逐要素相加）", "Gross (feature by feature)"), ValueKind.AREA),
            Column("double_counted_m2", Title("减：重复计入", "Less: counted twice"), ValueKind.AREA),
            Column("net_m2", Title("净面积（合并后）", "Net (union)"), ValueKind.AREA),
            Column("column_net_m2", Title("图层全部净面积", "Whole layer, net"), ValueKind.AREA),
            Column("share_of_column", Title("占图层", "Share of layer"), ValueKind.SHARE),
        )
        rows = []
        for c in self.columns:
            total = c.total(self.total_area_m2)
            rows.append((str(c.title), *(total[column.id] for column in columns[1:])))
        return Table("reconciliation", Title("净、毛面积核对", "Net and gross reconciled"), columns, tuple(rows))


def _by_row(rows: Ints, polygons: Geometries) -> Iterator[tuple[int, Geometries]]:
    """Yield each row that has any polygon, and its polygons."""
    order = np.argsort(rows, kind="stable")
    starts = np.flatnonzero(np.diff(rows[order], prepend=-1))
    for some in np.split(order, starts[1:]):
        if len(some):
            yield int(rows[some[0]]), polygons[some]


def _one(polygons: Geometries) -> shapely.Geometry:
    """Return polygons that do not overlap as one geometry; those that share edges are united."""
    if len(polygons) == 1:
        return polygons[0]
    gathered = shapely.multipolygons(polygons)
    return gathered if gathered.is_valid else shapely.union_all(polygons)
