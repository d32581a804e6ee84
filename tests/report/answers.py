"""Results for the tests of report: one made by hand, one made by a tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from yhgis.i18n import Message, Title
from yhgis.model.layer import Status
from yhgis.model.result import (
    Basis,
    Column,
    InputRecord,
    Places,
    Provenance,
    Repair,
    Result,
    Table,
    ValueKind,
)

COLUMNS = (
    Column("row", Title("镇街", "Town")),
    Column("area", Title("面积", "Area"), ValueKind.AREA),
    Column("net", Title("净面积", "Net area"), ValueKind.AREA),
    Column("share", Title("占比", "Share"), ValueKind.SHARE),
    Column("n", Title("图斑数", "Patches"), ValueKind.COUNT),
)
ROWS: tuple[tuple[Any, ...], ...] = (
    ("余杭街道", 20_000.0, 10_000.125, 0.50000625, 3),
    ("=1+1", 40_000.0, None, None, 0),
    ("瓶窑镇", 60_000.5, 2_000.0 / 3, 0.0111, 1234),
)
# The net total is a union's: less than the sum of its rows.
TOTALS = ("合计", 120_000.5, 10_100.0, 0.0842, 1237)


@dataclass(frozen=True, eq=False)
class Answer(Result):
    """A result made by hand."""

    provenance: Provenance
    made: tuple[Table, ...]
    polygons: Places | None = None
    more: Mapping[str, Any] = field(default_factory=lambda: {"net_m2": np.float64(10_100.0)})

    def document(self) -> dict[str, Any]:
        return {**self.provenance.document(), **self.more}

    def tables(self) -> tuple[Table, ...]:
        return self.made

    def places(self) -> Places | None:
        return self.polygons


def table(rows: tuple[tuple[Any, ...], ...] = ROWS, totals: tuple[Any, ...] | None = TOTALS) -> Table:
    return Table("matrix", Title("重叠面积", "Overlap areas"), COLUMNS, rows, totals)


def wide_table(columns: int) -> Table:
    more = tuple(Column(f"c{i}", Title(f"列{i}", f"Column {i}"), ValueKind.AREA) for i in range(columns))
    row = ("余杭街道", *(float(1000 + i) for i in range(columns)))
    return Table("wide", Title("宽表", "Wide"), (COLUMNS[0], *more), (row,), row)


def answer(*tables: Table, status: Status = Status.SCHEMATIC, places: bool = True) -> Answer:
    provenance = Provenance(
        tool="overlap",
        basis=Basis.ELLIPSOIDAL,
        crs="EPSG:4549",
        inputs=(
            InputRecord("towns", Title("镇街", "Towns"), 12, "EPSG:4490", status, "ab" * 32, "公开资料", "2026", "§一"),
            InputRecord("own", Title("地块（终稿）"), 3, "EPSG:4549", Status.OWN, "cd" * 32, "/余杭 区/地块.gpkg"),
        ),
        parameters={"basis": "ellipsoidal", "min_width": 1.0, "key": ""},
        repairs=(Repair("地块", "#2", "Self-intersection", 100.0, 98.5),),
        slivers_count=3,
        slivers_m2=12.345,
        warnings=(Message("{layer} has a warning", {"layer": Title("红线", "Red line")}),),
        made_at="2026-11-24T11:30:00+08:00",
    )
    polygons = Places(np.array([shapely.box(0, 0, 1, 1)], dtype=object), {"甲": ["红线"], "net_m2": [1.0]}, "EPSG:4549")
    return Answer(provenance, tables or (table(),), polygons if places else None)
