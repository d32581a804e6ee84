"""Layers made for tests: in the working CRS, around a place in Yuhang."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from yhgis.analysis.tools import tool
from yhgis.feedback import Feedback
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo, Status
from yhgis.model.result import Result

#: Where test shapes stand, in metres of EPSG:4549: some 10 km west of the central meridian, on Yuhang's latitude.
X, Y = 490_000.0, 3_350_000.0


def box(x0: float, y0: float, x1: float, y1: float) -> BaseGeometry:
    """Return a rectangle in metres from the test place."""
    return shapely.box(X + x0, Y + y0, X + x1, Y + y1)


def polygon(shell: Sequence[tuple[float, float]], holes: Sequence[Sequence[tuple[float, float]]] = ()) -> BaseGeometry:
    """Return a polygon in metres from the test place."""
    return shapely.Polygon(_moved(shell), [_moved(hole) for hole in holes])


def circle(x: float, y: float, radius: float, vertices: int = 64) -> BaseGeometry:
    """Return a regular polygon."""
    angle = np.linspace(0.0, 2.0 * np.pi, vertices, endpoint=False)
    return polygon(list(zip(x + radius * np.cos(angle), y + radius * np.sin(angle), strict=True)))


def spoilt(value: float) -> BaseGeometry:
    """Return a triangle with one coordinate that is no number; GEOS grumbles while it is made."""
    with np.errstate(invalid="ignore"):
        return shapely.Polygon([(X, Y), (X + 1, value), (X, Y + 1)])


def _moved(ring: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(X + x, Y + y) for x, y in ring]


def layer(
    id_: str,
    geometries: Sequence[BaseGeometry | None],
    *,
    crs: str = WORK_CRS,
    status: Status = Status.OWN,
    name_field: str = "",
    **fields: Sequence[Any],
) -> Layer:
    """Return a layer of ``geometries`` with ``fields``."""
    array = np.empty(len(geometries), dtype=object)
    array[:] = list(geometries)
    columns = {name: np.array(list(values), dtype=object) for name, values in fields.items()}
    info = LayerInfo(id_, Title(id_, id_), status=status, name_field=name_field)
    return Layer(info, array, columns, crs)


def ask(tool_id: str, feedback: Feedback | None = None, **values: Any) -> Result:
    """Run a tool as the command line does: defaults filled in, values checked."""
    asked = tool(tool_id)
    return asked.run(asked.complete(values), feedback or Feedback())


def grid(columns: int, rows: int, size: float, x0: float = 0.0, y0: float = 0.0) -> list[BaseGeometry]:
    """Return squares that tile a rectangle."""
    return [
        box(x0 + i * size, y0 + j * size, x0 + (i + 1) * size, y0 + (j + 1) * size)
        for j in range(rows)
        for i in range(columns)
    ]
