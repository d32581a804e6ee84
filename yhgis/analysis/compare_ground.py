"""Two versions of a layer as ground: what is new, what is gone, what stayed; nothing counted twice."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely

from yhgis.analysis.compare_rest import joined_found, real_and_touches, rest_of
from yhgis.analysis.compare_same import Twins
from yhgis.analysis.ground import Ground
from yhgis.analysis.parts import Bools, Ints, Parts
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
    added_touches, removed_touches : Found
        What is no change but the rounding of edges that both versions share; it stays in the sums.
    stayed, gone, come : Parts
        Net ground that stands in both versions, the rest of the old one, and the rest of the new one.
    """

    added: Found
    removed: Found
    added_touches: Found
    removed_touches: Found
    stayed: Parts
    gone: Parts
    come: Parts

    @property
    def all_added(self) -> Found:
        """Everything new, touches among it."""
        return joined_found([self.added, self.added_touches])

    @property
    def all_removed(self) -> Found:
        """Everything gone, touches among it."""
        return joined_found([self.removed, self.removed_touches])


def ground_change(old: Ground, new: Ground, twins: Twins, basis: Basis, feedback: Feedback) -> Change:
    """Return what of ``new`` is not in ``old``, and the other way."""
    all_before, all_after = old.net_parts(feedback.part(0.0, 0.1)), new.net_parts(feedback.part(0.1, 0.2))
    stayed_old, stayed_new = _stayed(old, new, all_before, all_after, twins, feedback)
    before, after = all_before.select(~stayed_old), all_after.select(~stayed_new)
    left, right = (Parts(parts.geometry, np.arange(len(parts))) for parts in (after, before))
    pieces = common_pieces(left, right, basis, feedback.part(0.2, 0.6), keep_geometry=True)
    added, added_touches = real_and_touches(rest_of(after, pieces, basis, feedback.part(0.6, 0.8)))
    removed, removed_touches = real_and_touches(rest_of(before, turned(pieces), basis, feedback.part(0.8, 1.0)))
    return Change(
        _owned(added, after),
        _owned(removed, before),
        _owned(added_touches, after),
        _owned(removed_touches, before),
        all_before.select(stayed_old),
        before,
        after,
    )


def turned(pieces: Pieces) -> Pieces:
    """Return pieces seen from the other side."""
    return replace(pieces, left=pieces.right, right=pieces.left)


def _stayed(
    old: Ground, new: Ground, before: Parts, after: Parts, twins: Twins, feedback: Feedback
) -> tuple[Bools, Bools]:
    """Return which parts of the net ground stand in both versions.

    Those of features that overlap no other and have a twin that overlaps none, either; then, of the rest, those that
    are equal vertex by vertex, rings begun anywhere.
    """
    first, second = np.flatnonzero(_free(old, feedback)[:-1]), _free(new, feedback)
    kept = first[(twins.new_of[first] >= 0) & second[twins.new_of[first]]]
    stayed_old, stayed_new = _owned_by(before, kept, len(old)), _owned_by(after, twins.new_of[kept], len(new))
    rest_old, rest_new = np.flatnonzero(~stayed_old), np.flatnonzero(~stayed_new)
    same_old, same_new = _identical(before.select(rest_old), after.select(rest_new))
    stayed_old[rest_old[same_old]] = True
    stayed_new[rest_new[same_new]] = True
    return stayed_old, stayed_new


def _free(ground: Ground, feedback: Feedback) -> Bools:
    """Return which features overlap no other, and at the end False for `UNITED`."""
    free = np.ones(len(ground) + 1, dtype=bool)
    free[ground.parts.owner[~ground.net(feedback)[0]]] = False
    free[-1] = False
    return free


def _owned_by(parts: Parts, features: Ints, n: int) -> Bools:
    """Return which parts belong to ``features`` of ``n``; what is united belongs to none."""
    chosen = np.zeros(n + 1, dtype=bool)
    chosen[features] = True
    return chosen[parts.owner]


def _identical(a: Parts, b: Parts) -> tuple[Bools, Bools]:
    """Return which parts stand in both, vertex by vertex, rings begun anywhere.

    Parts of one layer have no ground in common here, so a part that stands in both has none with any other.
    """
    first, second = (shapely.to_wkb(shapely.normalize(parts.geometry)) for parts in (a, b))
    both = set(first.tolist()) & set(second.tolist())
    return (
        np.fromiter((wkb in both for wkb in first), dtype=bool, count=len(first)),
        np.fromiter((wkb in both for wkb in second), dtype=bool, count=len(second)),
    )


def _owned(found: Found, parts: Parts) -> Found:
    """Return polygons by the feature that they are left of, the largest first."""
    return Found(found.geometry, found.area, found.perimeter, parts.owner[found.first], found.second).largest_first()
