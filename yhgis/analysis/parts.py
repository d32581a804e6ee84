"""Single polygons with their owners, and the rules by which a thin one counts as a touch or a sliver."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.model.crs import Geometries

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

_POLYGON = 3

#: A polygon smaller than this (m2), or narrower on average than `TOUCH_WIDTH_M`, is the rounding of a shared edge:
#: its neighbours touch and do not overlap.  Both are far below what any survey states (0.001 m) and far above what
#: doubles do to coordinates of millions of metres (1e-9 m).
TOUCH_AREA_M2 = 1e-6
TOUCH_WIDTH_M = 1e-4


@dataclass(frozen=True, eq=False)
class Parts:
    """Single, valid, non-empty polygons in `WORK_CRS`, each with the number of its owner.

    Parameters
    ----------
    geometry : array of polygons, shape (n,)
    owner : array of int, shape (n,)
        Feature, row or group that the part belongs to.
    """

    geometry: Geometries
    owner: Ints

    def __len__(self) -> int:
        return len(self.geometry)

    def select(self, mask: Bools | Ints) -> Parts:
        """Return the parts that ``mask`` picks."""
        return Parts(self.geometry[mask], self.owner[mask])

    def owned_by(self, wanted: Bools) -> Parts:
        """Return the parts whose owner is marked in ``wanted``."""
        return self.select(wanted[self.owner])

    def renamed(self, owner_of: Ints) -> Parts:
        """Return the same polygons, owned by ``owner_of[owner]``."""
        return Parts(self.geometry, owner_of[self.owner])


NO_PARTS = Parts(np.empty(0, dtype=object), np.zeros(0, dtype=np.intp))


def parts_of(geometries: Geometries, owner: Ints | None = None) -> Parts:
    """Return the single polygons of ``geometries``; points, lines and empty ones are left out.

    Parameters
    ----------
    owner : array of int, optional
        Owner of each geometry; its position when not given.
    """
    if bool(np.all((shapely.get_type_id(geometries) == _POLYGON) & ~shapely.is_empty(geometries))):
        return Parts(geometries, np.arange(len(geometries)) if owner is None else owner)
    parts, index = shapely.get_parts(geometries, return_index=True)
    # A part of a collection may be a multipolygon; a second look takes it apart.
    parts, inner = shapely.get_parts(parts, return_index=True)
    index = index[inner]
    keep = (shapely.get_type_id(parts) == _POLYGON) & ~shapely.is_empty(parts)
    parts, index = parts[keep], index[keep]
    return Parts(parts, index if owner is None else owner[index])


def joined(several: list[Parts]) -> Parts:
    """Return all parts of ``several`` in order."""
    if not several:
        return NO_PARTS
    return Parts(np.concatenate([p.geometry for p in several]), np.concatenate([p.owner for p in several]))


def sums(values: Floats, owner: Ints, n: int) -> Floats:
    """Return the sum of ``values`` for each of ``n`` owners."""
    total: Floats = np.bincount(owner, values, minlength=n).astype(np.float64)
    return total


def mean_width(area: Floats, perimeter: Floats) -> Floats:
    """Return 2 x area / perimeter in metres: the width of a long strip; half the side of a square."""
    return np.divide(2.0 * area, perimeter, out=np.zeros_like(area), where=perimeter > 0)


def only_touches(area: Floats, perimeter: Floats) -> Bools:
    """Whether polygons are no overlap but the rounding of an edge that two features share."""
    touch: Bools = (area < TOUCH_AREA_M2) | (mean_width(area, perimeter) < TOUCH_WIDTH_M)
    return touch
