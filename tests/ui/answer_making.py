"""A result of known numbers, with a polygon a row, for the tests of results on screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from yhgis.i18n import Message, Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.result import Basis, Column, Places, Provenance, Result, Table, ValueKind
from yhgis.ui.panels.result_model import ResultTableModel

COLUMNS = (
    Column("name", Title("名称", "Name")),
    Column("area", Title("面积", "Area"), ValueKind.AREA),
    Column("share", Title("占比", "Share"), ValueKind.SHARE),
    Column("count", Title("个数", "Count"), ValueKind.COUNT),
)
ROWS = (("丙", 20_000.0, 0.25, 3), ("甲", 5_000.0, None, 1), ("乙", 1_234_567.891, 0.75, 2))
BOXES = [(490_000.0 + 1000 * i, 3_350_000.0, 490_500.0 + 1000 * i, 3_350_400.0) for i in range(3)]
TABLE = Table("main", Title("测试表", "Test table"), COLUMNS, ROWS, ("合计", 1_259_567.891, 1.0, 6), tuple(BOXES))
BARE = Table("bare", Title("无位置", "No places"), COLUMNS[:1], (("甲",),))


MADE = Provenance(
    "overlap",
    Basis.ELLIPSOIDAL,
    WORK_CRS,
    (),
    warnings=(Message("Cancelled."),),
    made_at="2026-11-24T11:08:00+08:00",
)


@dataclass(frozen=True, eq=False)
class Answer(Result):
    """A result of known numbers, with a polygon a row."""

    provenance: Provenance = MADE

    def document(self) -> dict[str, Any]:
        return {"rows": 3}

    def tables(self) -> tuple[Table, ...]:
        return TABLE, BARE

    def places(self) -> Places:
        shapes = np.array([shapely.box(*box) for box in BOXES], dtype=object)
        return Places(shapes, {"name": [row[0] for row in ROWS]}, WORK_CRS)


def shown(model: ResultTableModel, column: int) -> list[str]:
    return [str(model.index(i, column).data()) for i in range(model.rowCount())]
