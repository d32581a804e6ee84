"""The figures that every layer rests on: boundary arcs, towns, way-points and places, read from ``layers/sources``."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from yhgis import schema
from yhgis.errors import DataError
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform_coordinates
from yhgis.plan.drawing.curves import Points

SchemaT = TypeVar("SchemaT", bound=BaseModel)


def to_metres(lonlat: Sequence[Sequence[float]] | NDArray[np.float64]) -> Points:
    """Return longitudes and latitudes as metres in the working CRS."""
    return transform_coordinates(np.asarray(lonlat, dtype=np.float64), DEGREES_CRS, WORK_CRS)


@dataclass(frozen=True)
class Town:
    """A town or street as its row says."""

    name: str
    name_en: str
    kind: str
    seat: tuple[float, float]
    accuracy_m: float


@dataclass(frozen=True)
class Place:
    """A point of the plan, with how far it may be off."""

    name: str
    name_en: str
    kind: str
    lon: float
    lat: float
    accuracy_m: float
    basis: str

    @cached_property
    def xy(self) -> Points:
        """Metres in the working CRS, shape (2,)."""
        point: Points = to_metres([(self.lon, self.lat)])[0]
        return point


@dataclass(frozen=True)
class Figures:
    """All figures of one sources folder; coordinates in metres of the working CRS."""

    folder: Path
    arcs: dict[str, Points]
    towns: tuple[Town, ...]
    ways: dict[str, Points]
    places: dict[str, Place]

    @classmethod
    def read(cls, folder: Path) -> Figures:
        """Return the figures of ``folder``.

        Raises
        ------
        DataError
            A table is missing, or a number in it is not one.
        """
        places = [_place(row) for row in _rows(folder / "places.csv")]
        return cls(
            folder,
            _lines(_rows(folder / "boundary_arcs.csv"), "arc"),
            tuple(_town(row) for row in _rows(folder / "towns.csv")),
            _lines(_rows(folder / "waypoints.csv"), "name_zh"),
            {place.name: place for place in places},
        )

    def shape(self, name: str, form: type[SchemaT]) -> SchemaT:
        """Return the schematic shape ``name`` of the sources folder, checked against its schema."""
        return schema.read(self.folder / f"{name}.json", form)

    def place(self, name: str) -> Points:
        """Return where the place ``name`` is, in metres."""
        return self.places[name].xy


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError as error:
        raise DataError("There is no file {file}.", file=str(path)) from error


def _lines(rows: list[dict[str, str]], key: str) -> dict[str, Points]:
    """Return the polylines of a table of numbered points, in metres."""
    ordered: dict[str, list[tuple[int, float, float]]] = {}
    for row in rows:
        ordered.setdefault(row[key], []).append((int(row["seq"]), float(row["lon"]), float(row["lat"])))
    return {name: to_metres(np.array(sorted(points))[:, 1:]) for name, points in ordered.items()}


def _town(row: dict[str, Any]) -> Town:
    seat = float(row["seat_lon"]), float(row["seat_lat"])
    return Town(row["name_zh"], row["name_en"], row["kind"], seat, float(row["accuracy_m"]))


def _place(row: dict[str, Any]) -> Place:
    return Place(
        row["name_zh"],
        row["name_en"],
        row["kind"],
        float(row["lon"]),
        float(row["lat"]),
        float(row["accuracy_m"]),
        row["basis"],
    )
