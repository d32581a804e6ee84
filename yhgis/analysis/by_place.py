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

Bools = NDArray[np.bool_]

#: Features looked at between two looks at the feedback.
_SLICE = 1024
#: Others up to this number are looked for by comparing boxes.
_FEW = 200
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
    reach_m = distance_m if relation is Relation.NEAR else 0.0
    x0, y0, x1, y1 = shapely.total_bounds(others).tolist()
    candidates = _inside(boxes(layer), np.array([x0 - reach_m, y0 - reach_m, x1 + reach_m, y1 + reach_m]))
    geometries = layer.geometry[candidates]
    if relation is Relation.WITHIN:
        fits = _covered(shapely.union_all(shapely.make_valid(others)), geometries, feedback)
    else:
        fits = _meeting(others, geometries, boxes(layer)[candidates], reach_m, feedback)
    found: Positions = candidates[fits]
    return found


def _inside(bounds: NDArray[np.float64], around: NDArray[np.float64]) -> Positions:
    """Return which boxes meet one."""
    x0, y0, x1, y1 = bounds.T
    ax0, ay0, ax1, ay1 = around.tolist()
    return np.flatnonzero((x0 <= ax1) & (x1 >= ax0) & (y0 <= ay1) & (y1 >= ay0))


def _covered(whole: shapely.Geometry, geometries: Geometries, feedback: Feedback) -> Bools:
    """Return which geometries lie in ``whole``, which nobody else may use."""
    shapely.prepare(whole)
    fits = np.zeros(len(geometries), dtype=np.bool_)
    for start in range(0, len(geometries), _SLICE):
        fits[start : start + _SLICE] = shapely.covers(whole, geometries[start : start + _SLICE])
        feedback.progress(min((start + _SLICE) / len(geometries), 1.0))
    return fits


def _meeting(
    others: Geometries, geometries: Geometries, bounds: NDArray[np.float64], reach_m: float, feedback: Feedback
) -> Bools:
    """Return which geometries come within reach of one of ``others``.

    The others are taken one by one, each prepared: a town is asked about thousands of parcels, not they about it.
    """
    fits = np.zeros(len(geometries), dtype=np.bool_)
    around = shapely.bounds(others) + np.array([-reach_m, -reach_m, reach_m, reach_m])
    # A tree holds Python while it is built: for a few others, comparing boxes is as quick and holds nobody up.
    tree = shapely.STRtree(geometries) if len(others) > _FEW else None
    windows = shapely.box(*around.T)
    for number, other in enumerate(others):
        near = tree.query(windows[number]) if tree is not None else _inside(bounds, around[number])
        near = near[~fits[near]]
        if len(near):
            own = shapely.from_wkb(shapely.to_wkb(other))  # what is prepared must not cross threads
            shapely.prepare(own)
            for start in range(0, len(near), _SLICE):
                feedback.check()
                some = near[start : start + _SLICE]
                fits[some] = _meets(own, geometries[some], reach_m)
        if number % 64 == 0:
            feedback.progress(number / len(others))
    return fits


def _meets(own: shapely.Geometry, geometries: Geometries, reach_m: float) -> Bools:
    met: Bools = shapely.dwithin(own, geometries, reach_m) if reach_m else shapely.intersects(own, geometries)
    return met
