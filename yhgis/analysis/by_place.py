"""Which features lie somewhere: under a point, in a drawn shape, or by other features."""

from __future__ import annotations

from enum import Enum

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.feedback import Feedback, silent
from yhgis.i18n import Title
from yhgis.model.crs import Geometries
from yhgis.model.kept import KeptByGeometry
from yhgis.model.layer import Layer

Positions = NDArray[np.int64]

#: Features looked at between two looks at the feedback.
_SLICE = 4096
_boxes: KeptByGeometry[NDArray[np.float64]] = KeptByGeometry()


class Relation(Enum):
    """How a feature is to lie to the others."""

    INTERSECTS = ("intersects", Title("与其相交", "Touch or overlap them"))
    WITHIN = ("within", Title("完全位于其内", "Lie wholly inside them"))
    NEAR = ("near", Title("距其不超过", "Lie within a distance"))

    def __init__(self, id_: str, title: Title) -> None:
        self.id = id_
        self.title = title


def boxes(layer: Layer) -> NDArray[np.float64]:
    """Return the bounds of each feature, shape (n, 4), worked out once a layer; NaN where there is no geometry."""
    return _boxes.get(layer.geometry, lambda: shapely.bounds(layer.geometry).reshape(-1, 4))


def features_at(layer: Layer, x: float, y: float, reach_m: float, *, outlines: bool = False) -> Positions:
    """Return the features at a place: polygons that cover it, lines and points within reach; the last drawn first.

    With ``outlines`` a polygon counts only where its outline is within reach: of one without a fill nothing else shows.
    """
    geometry = layer.geometry
    x0, y0, x1, y1 = boxes(layer).T
    near = (x0 - reach_m <= x) & (x <= x1 + reach_m) & (y0 - reach_m <= y) & (y <= y1 + reach_m)
    candidates = np.flatnonzero(near)
    flat = shapely.get_dimensions(geometry[candidates]) == 2
    shapes = np.where(flat, shapely.boundary(geometry[candidates]), geometry[candidates]) if outlines else None
    distance = shapely.distance(geometry[candidates] if shapes is None else shapes, shapely.points(x, y))
    flat &= not outlines
    hits: Positions = candidates[distance <= np.where(flat, 0.0, reach_m)][::-1]
    return hits


def features_in(layer: Layer, shape: shapely.Geometry, feedback: Feedback | None = None) -> Positions:
    """Return the features that meet ``shape`` (the layer's CRS), in their order."""
    return features_by(layer, np.array([shape], dtype=object), Relation.INTERSECTS, feedback=feedback)


def features_by(
    layer: Layer,
    others: Geometries,
    relation: Relation,
    distance_m: float = 0.0,
    feedback: Feedback | None = None,
) -> Positions:
    """Return the features of ``layer`` that lie to ``others`` (the same CRS) as asked, in their order.

    Parameters
    ----------
    others : array of geometries
        A feature lies inside them when it lies inside their union; touching counts as intersecting.
    relation : Relation
    distance_m : float
        For `Relation.NEAR`, in metres of the plane.
    feedback : Feedback, optional
        Reported to, and polled, every few thousand features.
    """
    feedback = feedback or silent()
    others = others[~(shapely.is_missing(others) | shapely.is_empty(others))]
    if not len(others) or not len(layer):
        return np.empty(0, dtype=np.int64)
    candidates = _near(layer, shapely.total_bounds(others), distance_m if relation is Relation.NEAR else 0.0)
    tree = shapely.STRtree(others)
    whole = shapely.union_all(shapely.make_valid(others)) if relation is Relation.WITHIN else None
    found: list[Positions] = []
    for start in range(0, len(candidates), _SLICE):
        chosen = candidates[start : start + _SLICE]
        found.append(chosen[_fits(layer.geometry[chosen], tree, whole, relation, distance_m)])
        feedback.progress(min((start + _SLICE) / len(candidates), 1.0))
    return np.concatenate([np.empty(0, dtype=np.int64), *found])


def _near(layer: Layer, around: NDArray[np.float64], reach_m: float) -> Positions:
    x0, y0, x1, y1 = boxes(layer).T
    ax0, ay0, ax1, ay1 = around
    near = (x0 <= ax1 + reach_m) & (x1 >= ax0 - reach_m) & (y0 <= ay1 + reach_m) & (y1 >= ay0 - reach_m)
    return np.flatnonzero(near)


def _fits(
    geometries: Geometries,
    tree: shapely.STRtree,
    whole: shapely.Geometry | None,
    relation: Relation,
    distance_m: float,
) -> NDArray[np.bool_]:
    """Return which of ``geometries`` lie as asked; what the tree finds is made sure of by the predicate itself."""
    if whole is not None:
        shapely.prepare(whole)
        within: NDArray[np.bool_] = shapely.covers(whole, geometries)
        return within
    fits = np.zeros(len(geometries), dtype=np.bool_)
    if relation is Relation.NEAR:
        hits = tree.query(geometries, predicate="dwithin", distance=distance_m)[0]
    else:
        hits = tree.query(geometries, predicate="intersects")[0]
    fits[np.unique(hits)] = True
    return fits
