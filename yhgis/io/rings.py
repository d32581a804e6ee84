"""Rings without a word of which is a hole: nested by where they lie, every second level being a hole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

Ring = NDArray[np.float64]


def closed(points: Ring) -> Ring:
    """Return ``points`` with the first repeated at the end, where it is not yet."""
    return points if (points[0] == points[-1]).all() else np.vstack([points, points[:1]])


def polygon_of(rings: Sequence[Ring]) -> shapely.Geometry | None:
    """Return one polygon or multipolygon of ``rings`` (each (n, 2), closed or not), or None where nothing is enclosed.

    A ring inside another is its hole, a ring inside a hole an island.  Rings that cross themselves or each other are
    kept as they are, so that a check-up can show them.
    """
    built = [shapely.Polygon(closed(ring)) for ring in rings if len(ring) >= 3 and len(np.unique(ring, axis=0)) >= 3]
    if not built:
        return None
    if len(built) == 1:
        return built[0]
    parts = _nested(np.array(built, dtype=object))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _nested(rings: NDArray[np.object_]) -> list[shapely.Polygon]:
    order = np.argsort(-shapely.area(rings), kind="stable")
    rings = rings[order]
    valid = shapely.is_valid(rings)
    above: list[list[int]] = [[] for _ in rings]
    tree = shapely.STRtree(rings)
    for number, ring in enumerate(rings):
        if not valid[number]:
            continue
        for other in sorted(int(one) for one in tree.query(ring)):
            # Larger ones come first, so a twin of a ring lies within the first of the two and not the other way.
            if other < number and valid[other] and bool(shapely.covers(rings[other], ring)):
                above[number].append(other)
    holes: dict[int, list[shapely.Geometry]] = {}
    for number, inside in enumerate(above):
        if len(inside) % 2:
            holes.setdefault(max(inside, key=lambda one: len(above[one])), []).append(rings[number].exterior)
    shells = [number for number, inside in enumerate(above) if len(inside) % 2 == 0]
    first_seen = sorted(shells, key=lambda number: int(order[number]))
    return [shapely.Polygon(rings[number].exterior, holes.get(number, [])) for number in first_seen]
