"""What can be wrong with a layer, and where: kinds of findings, and the findings of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import shapely

from yhgis.analysis.parts import Floats
from yhgis.analysis.polygons import Found
from yhgis.i18n import Message, Title, tr
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, Geometries, transform_coordinates


class Kind(Enum):
    """What is wrong, in the order of the tables."""

    INVALID = "invalid"
    EMPTY = "empty"
    DUPLICATE = "duplicate"
    DUPLICATE_ID = "duplicate_id"
    OVERLAP = "overlap"
    OVERLAP_SLIVER = "overlap_sliver"
    GAP = "gap"
    GAP_SLIVER = "gap_sliver"
    HOLE = "hole"
    SLIVER = "sliver"
    AREA = "area"

    @property
    def title(self) -> Title:
        """The word for it."""
        return _TITLES[self]

    @property
    def fault(self) -> bool:
        """Whether it is wrong by itself; a hole within one feature may well be meant."""
        return self is not Kind.HOLE


_TITLES = {
    Kind.INVALID: Title("几何无效", "invalid geometry"),
    Kind.EMPTY: Title("空几何", "no geometry"),
    Kind.DUPLICATE: Title("图形重复", "same geometry"),
    Kind.DUPLICATE_ID: Title("标识码重复", "same identifier"),
    Kind.OVERLAP: Title("重叠", "overlap"),
    Kind.OVERLAP_SLIVER: Title("重叠碎片", "overlap sliver"),
    Kind.GAP: Title("空隙", "gap"),
    Kind.GAP_SLIVER: Title("缝隙", "narrow gap"),
    Kind.HOLE: Title("要素内洞", "hole within a feature"),
    Kind.SLIVER: Title("狭长图斑", "sliver"),
    Kind.AREA: Title("面积不符", "stated area differs"),
}


@dataclass(frozen=True, eq=False)
class Findings:
    """Findings of one kind.

    Parameters
    ----------
    kind : Kind
    geometry : array of geometries, shape (n,)
        In `WORK_CRS`: a polygon, or the point where it is; None where there is no place.
    area, width : array, shape (n,)
        In m2 on the answer's basis, and mean width in metres; NaN where that makes no sense.
    features : list of tuple of int
        Features concerned.
    details : list of Message
        What there is to say; empty, or one a finding.
    """

    kind: Kind
    geometry: Geometries
    area: Floats
    width: Floats
    features: list[tuple[int, ...]]
    details: list[Message]

    def __len__(self) -> int:
        return len(self.features)

    @property
    def area_m2(self) -> float:
        """Area of all of them that have one."""
        return float(np.nansum(self.area))

    @classmethod
    def of_polygons(cls, kind: Kind, found: Found, features: list[tuple[int, ...]]) -> Findings:
        """Return polygons as findings, in their order."""
        return cls(kind, found.geometry, found.area, found.width, features, [])

    @classmethod
    def of_places(
        cls, kind: Kind, places: Geometries, features: list[tuple[int, ...]], details: list[Message]
    ) -> Findings:
        """Return findings that have no area of their own."""
        unknown = np.full(len(features), np.nan)
        return cls(kind, places, unknown, unknown, features, details)

    def lon_lat(self) -> Floats:
        """Return a place in each, in degrees; NaN where there is none."""
        return inside_lon_lat(self.geometry)


def features_text(names: Sequence[str], features: Sequence[int], most: int) -> str:
    """Return the first ``most`` features as text, their numbers and their names where they have any; others counted."""
    text = " × ".join(named(names, i) for i in features[:most])
    more = len(features) - most
    return tr("{names} and {n} other features", names=text, n=f"{more:,}") if more > 0 else text


def named(names: Sequence[str], i: int) -> str:
    """Return a feature's number, and its name where it has one."""
    number = f"#{i + 1}"
    return number if names[i] == number else f"{number} {names[i]}"


def inside_lon_lat(geometry: Geometries) -> Floats:
    """Return a place in each geometry (`WORK_CRS`), in degrees; NaN where there is none."""
    out = np.full((len(geometry), 2), np.nan)
    here = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)))
    inside = shapely.get_coordinates(shapely.point_on_surface(geometry[here]))
    out[here] = transform_coordinates(inside, WORK_CRS, DEGREES_CRS)
    return out
