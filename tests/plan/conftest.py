"""The built-in layers, in the working CRS, and the rows of the sources' tables."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
import shapely

from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.model.layer import Layer
from yhgis.plan.catalog import Catalog
from yhgis.resources import layers_folder

Metres = Callable[[str], Layer]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog.load()


@pytest.fixture(scope="session")
def metres(catalog: Catalog) -> Metres:
    """Return a built-in layer by id, in EPSG:4549."""
    read: dict[str, Layer] = {}

    def layer(layer_id: str) -> Layer:
        if layer_id not in read:
            read[layer_id] = catalog.layer(layer_id).to_crs(WORK_CRS)
        return read[layer_id]

    return layer


@pytest.fixture(scope="session")
def place() -> Callable[[str], tuple[shapely.Point, float]]:
    """Return where a place of ``places.csv`` is, in metres, and how accurately."""
    with (layers_folder() / "sources" / "places.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["name_zh"]: row for row in csv.DictReader(file)}

    def found(name: str) -> tuple[shapely.Point, float]:
        row = rows[name]
        point = transform(shapely.points(float(row["lon"]), float(row["lat"])), DEGREES_CRS, WORK_CRS)
        return point, float(row["accuracy_m"])

    return found


@pytest.fixture(scope="session")
def ways() -> dict[str, shapely.LineString]:
    """Return every line of ``waypoints.csv``, in metres."""
    with (layers_folder() / "sources" / "waypoints.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines: dict[str, list[tuple[float, float]]] = {}
    for row in sorted(rows, key=lambda row: int(row["seq"])):
        lines.setdefault(row["name_zh"], []).append((float(row["lon"]), float(row["lat"])))
    return {name: transform(shapely.linestrings(points), DEGREES_CRS, WORK_CRS) for name, points in lines.items()}
