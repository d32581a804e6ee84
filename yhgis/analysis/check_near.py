"""Distances between a footprint and a line, planar in the working CRS, in metres."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
import shapely

from yhgis.analysis.dissolve import union
from yhgis.analysis.ground import Ground
from yhgis.analysis.parts import Bools, Parts, only_touches, parts_of
from yhgis.analysis.slices import run_slices
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries

T = TypeVar("T")

#: Features that are near are named, at most so many, the nearest first.
MOST_NEIGHBOURS = 5
#: Where the search for the boundary around a footprint begins, in metres; it doubles until the boundary is found.
_FIRST_SEARCH_M = 200.0


@dataclass(frozen=True)
class Nearest:
    """The shortest way from a footprint to a line."""

    distance_m: float
    way: shapely.Geometry


def nearest(once: Parts, parts: Parts, feedback: Feedback) -> Nearest:
    """Return the shortest way from ``once`` to ``parts``, which have no ground in common."""

    def look() -> Nearest:
        tree = shapely.STRtree(parts.geometry)
        pairs, distance = tree.query_nearest(once.geometry, return_distance=True, all_matches=False)
        best = int(np.argmin(distance))
        own, other = once.geometry[pairs[0, best]], parts.geometry[pairs[1, best]]
        return Nearest(float(distance[best]), shapely.shortest_line(own, other))

    return _waited_for(look, feedback)


def near_features(once: Parts, line: Ground, hit: Bools, near_m: float, feedback: Feedback) -> list[tuple[int, float]]:
    """Return the features of ``line`` not ``hit`` but within ``near_m``, and their distances, the nearest first."""

    def look() -> list[tuple[int, float]]:
        parts = line.parts.owned_by(~hit)
        own, other = shapely.STRtree(parts.geometry).query(once.geometry, predicate="dwithin", distance=near_m)
        distance = np.full(len(line), np.inf)
        apart = shapely.distance(once.geometry[own], parts.geometry[other])
        np.minimum.at(distance, parts.owner[other], apart)
        order = np.argsort(distance, kind="stable")[:MOST_NEIGHBOURS]
        return [(int(i), float(distance[i])) for i in order if np.isfinite(distance[i])]

    return _waited_for(look, feedback) if near_m > 0 and not hit.all() else []


def margin_within(once: Parts, line_once: Parts, feedback: Feedback) -> float:
    """Return how far the boundary of a line is from a footprint that lies inside it.

    Only what is near is united: where the boundary of that is nearer than what was left out, it is the line's own.
    """
    tree = shapely.STRtree(line_once.geometry)
    bounds = shapely.total_bounds(once.geometry)
    reach = _FIRST_SEARCH_M
    while True:
        window = shapely.box(*(bounds + np.array([-reach, -reach, reach, reach])))
        chosen = tree.query(window)
        edges = _boundary(union(line_once.geometry[chosen], feedback))
        margin = _waited_for(partial(_least_distance, once.geometry, edges), feedback)
        if margin < reach or len(chosen) == len(line_once):
            return margin
        reach = max(2.0 * reach, 1.1 * margin)


def _least_distance(polygons: Geometries, edges: Geometries) -> float:
    return float(shapely.distance(polygons[:, None], edges).min())


def _boundary(ground: shapely.Geometry) -> Geometries:
    """Return the rings of ``ground``, without holes that are but the rounding of shared edges."""
    polygons = parts_of(np.array([ground], dtype=object)).geometry
    rings, owner = shapely.get_rings(polygons, return_index=True)
    hole = np.diff(owner, prepend=-1) == 0
    hairline = only_touches(shapely.area(shapely.polygons(rings)), shapely.length(rings))
    kept: Geometries = rings[~(hole & hairline)]
    return kept


def _waited_for(look: Callable[[], T], feedback: Feedback) -> T:
    """Do one piece of work on a thread, so that a cancel is heard while it runs."""
    return run_slices(lambda _start, _end: look(), [(0, 1)], feedback)[0]
