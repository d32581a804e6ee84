"""Two versions of a layer as ground: what is new, what is gone, what stayed; nothing counted twice."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely

from yhgis.analysis.compare_rest import rest_of
from yhgis.analysis.ground import Ground
from yhgis.analysis.parts import Bools, Parts
from yhgis.analysis.pieces import Pieces, common_pieces
from yhgis.analysis.polygons import Found
from yhgis.feedback import Feedback
from yhgis.model.result import Basis


@dataclass(frozen=True, eq=False)
class Change:
    """What changed on the ground; polygons the largest first.

    Parameters
    ----------
    added, removed : Found
        ``first`` is the feature, of the new or the old layer, that a polygon is of, or `UNITED` where several share it.
    """

    added: Found
    removed: Found


def ground_change(old: Ground, new: Ground, basis: Basis, feedback: Feedback) -> Change:
    """Return what of ``new`` is not in ``old``, and the other way; touches along shared edges are no change."""
    before, after = old.net_parts(feedback.part(0.0, 0.1)), new.net_parts(feedback.part(0.1, 0.2))
    stayed_old, stayed_new = _identical(before, after)
    before, after = before.select(~stayed_old), after.select(~stayed_new)
    left, right = (Parts(parts.geometry, np.arange(len(parts))) for parts in (after, before))
    pieces = common_pieces(left, right, basis, feedback.part(0.2, 0.6), keep_geometry=True)
    return Change(
        _owned(rest_of(after, pieces, basis, feedback.part(0.6, 0.8)), after),
        _owned(rest_of(before, turned(pieces), basis, feedback.part(0.8, 1.0)), before),
    )


def turned(pieces: Pieces) -> Pieces:
    """Return pieces seen from the other side."""
    return replace(pieces, left=pieces.right, right=pieces.left)


def _identical(a: Parts, b: Parts) -> tuple[Bools, Bools]:
    """Return which parts stand in both, vertex by vertex.

    Parts of one layer have no ground in common here, so a part that stands in both has none with any other.
    """
    first, second = shapely.to_wkb(a.geometry), shapely.to_wkb(b.geometry)
    both = set(first.tolist()) & set(second.tolist())
    return (
        np.fromiter((wkb in both for wkb in first), dtype=bool, count=len(first)),
        np.fromiter((wkb in both for wkb in second), dtype=bool, count=len(second)),
    )


def _owned(found: Found, parts: Parts) -> Found:
    """Return polygons by the feature that they are left of, the largest first."""
    return Found(found.geometry, found.area, found.perimeter, parts.owner[found.first], found.second).largest_first()
