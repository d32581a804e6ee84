"""Measured pieces: what two sets of parts have in common, as arrays, with touches set apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely

from yhgis.analysis.area import measure
from yhgis.analysis.meet import Meeting, meet
from yhgis.analysis.parts import Bools, Floats, Ints, Parts, mean_width, only_touches
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries
from yhgis.model.result import Basis

_NO_INTS = np.zeros(0, dtype=np.intp)
_NO_FLOATS = np.zeros(0)


@dataclass(frozen=True, eq=False)
class Pieces:
    """Single polygons that a left and a right owner have in common.

    Parameters
    ----------
    left, right : array of int, shape (n,)
        Owners.
    area, perimeter : array, shape (n,)
        In m2 on the basis asked for, and in metres in the working plane.
    bounds : array, shape (n, 4)
        In `WORK_CRS`.
    geometry : array of polygons, shape (n,), or empty
        Only when asked for.
    """

    left: Ints
    right: Ints
    area: Floats
    perimeter: Floats
    bounds: Floats
    geometry: Geometries

    def __len__(self) -> int:
        return len(self.left)

    @property
    def width(self) -> Floats:
        """Mean width of each piece in metres."""
        return mean_width(self.area, self.perimeter)

    def select(self, mask: Bools | Ints) -> Pieces:
        """Return the pieces that ``mask`` picks."""
        kept = self.geometry[mask] if len(self.geometry) else self.geometry
        return Pieces(self.left[mask], self.right[mask], self.area[mask], self.perimeter[mask], self.bounds[mask], kept)

    def bare(self) -> Pieces:
        """Return the pieces without their geometry."""
        return replace(self, geometry=np.empty(0, dtype=object))  # a slice of none would hold the whole array

    @property
    def touch(self) -> Bools:
        """Whether each piece is no overlap but the rounding of a shared edge."""
        return only_touches(self.area, self.perimeter)

    def overlaps(self) -> Pieces:
        """Return the pieces that are more than a touch."""
        return self.select(~self.touch)


NO_PIECES = Pieces(_NO_INTS, _NO_INTS, _NO_FLOATS, _NO_FLOATS, np.zeros((0, 4)), np.empty(0, dtype=object))


def common_pieces(
    left: Parts, right: Parts, basis: Basis, feedback: Feedback, *, keep_geometry: bool = False
) -> Pieces:
    """Return what ``left`` and ``right`` have in common, measured in the threads that cut it."""

    def take(meeting: Meeting) -> Pieces:
        polygons = meeting.geometry
        return Pieces(
            left.owner[meeting.left],
            right.owner[meeting.right],
            measure(polygons, basis),
            shapely.length(polygons),
            shapely.bounds(polygons),
            polygons if keep_geometry else polygons[:0],
        )

    return together(meet(left, right, take, feedback))


def together(several: list[Pieces]) -> Pieces:
    """Return all pieces of ``several``, in order."""
    if not several:
        return NO_PIECES
    return Pieces(
        np.concatenate([p.left for p in several]),
        np.concatenate([p.right for p in several]),
        np.concatenate([p.area for p in several]),
        np.concatenate([p.perimeter for p in several]),
        np.concatenate([p.bounds for p in several]),
        np.concatenate([p.geometry for p in several]),
    )


def bounds_by(owner: Ints, bounds: Floats, n: int) -> Floats:
    """Return the box around the pieces of each of ``n`` owners; NaN where there is none."""
    low, high = np.full((n, 2), np.inf), np.full((n, 2), -np.inf)
    np.minimum.at(low, owner, bounds[:, :2])
    np.maximum.at(high, owner, bounds[:, 2:])
    out = np.hstack([low, high])
    out[~np.isfinite(out).all(axis=1)] = np.nan
    return out
