"""The metro stations: the rows of ``places.csv`` that are one, with the lines that stop there."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import shapely

from yhgis.plan.making.admin import Ground
from yhgis.plan.making.drawn import Drawn, drawn
from yhgis.plan.making.figures import Figures, Place

_KIND = "metro_station"
#: What the row's kind says beyond being a station; as of the station list, not of the plan.
_SERVICE = {"": "in_service", "_out_of_service": "out_of_service", "_under_construction": "under_construction"}
_LINES = re.compile(r"\s*\(Line ([0-9;]+)\)$")


def make(figures: Figures, base: Ground) -> Drawn:
    """Return the layer ``metro_stations``.

    Raises
    ------
    ValueError
        A station's row does not say its lines.
    """
    rows = [place for place in figures.places.values() if place.kind.startswith(_KIND)]
    return drawn("metro_stations", [_station(number, row, base) for number, row in enumerate(rows, start=1)])


def _station(number: int, row: Place, base: Ground) -> tuple[Any, dict[str, Any]]:
    found = _LINES.search(row.name_en)
    if found is None:
        raise ValueError(f"{row.name}: no line stands in its English name")
    point = shapely.points(np.asarray(row.xy))
    lines = found.group(1)
    properties = {
        "id": f"station_{number:02d}",
        "name": row.name,
        "name_en": row.name_en[: found.start()],
        "lines": lines,
        "line_count": lines.count(";") + 1,
        "service": _SERVICE[row.kind.removeprefix(_KIND)],
        "town": next((name for name, town in base.towns.items() if town.covers(point)), ""),
        "accuracy_m": row.accuracy_m,
        "basis": row.basis,
    }
    return point, properties
