"""Areas as labels need them: sound, and no finer than a label's place can be told; worked out once and kept."""

from __future__ import annotations

import math
import threading
import weakref
from collections.abc import MutableMapping

import numpy as np
import shapely

from yhgis.carto.detail import COARSEST, FINEST
from yhgis.carto.details import details_at_hand
from yhgis.carto.drawn import sound_areas
from yhgis.carto.packing import Ints, Packed
from yhgis.model.crs import Geometries
from yhgis.model.layer import Layer
from yhgis.model.view import Extent

#: Tolerance on paper (mm); on the ground it is rounded down to a power of two, so that a zoom finds kept shapes.
TOLERANCE_MM = 0.4
#: Shapes kept of a layer; beyond it all are let go.
_MOST_KEPT = 4000

_EVERYWHERE: Extent = (-math.inf, -math.inf, math.inf, math.inf)

_Key = tuple[int, int]
_shapes: MutableMapping[Layer, dict[_Key, shapely.Geometry]] = weakref.WeakKeyDictionary()
_hearts: MutableMapping[Layer, dict[_Key, tuple[float, float]]] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def tolerance_level(metres_per_mm: float) -> int:
    """Return the power of two (metres) that shapes are simplified to at a scale."""
    return math.floor(math.log2(max(TOLERANCE_MM * metres_per_mm, 1e-6)))


def label_shapes(layer: Layer, features: Ints, level: int) -> Geometries:
    """Return the areas of ``features``, sound and simplified to 2**level metres; empty for one that has none."""
    wanted = features.tolist()
    with _lock:
        kept = _shapes.setdefault(layer, {})
        known = {i: kept[i, level] for i in wanted if (i, level) in kept}
    missing = [i for i in wanted if i not in known]
    if missing:
        made = _made(layer, missing, level)
        known.update(zip(missing, made, strict=True))
        with _lock:
            if len(kept) + len(missing) > _MOST_KEPT:
                kept.clear()
            kept.update({(i, level): known[i] for i in missing})
    found = np.empty(len(wanted), dtype=object)
    found[:] = [known[i] for i in wanted]
    return found


def _made(layer: Layer, features: list[int], level: int) -> Geometries:
    levels = details_at_hand(layer)
    if levels is None:
        return _simpler(sound_areas(layer.geometry[features]), level)
    made = np.full(len(features), shapely.Polygon(), dtype=object)
    if levels.areas is not None:
        members = np.zeros(len(layer), dtype=bool)
        members[features] = True
        parts = _polygons(levels.areas.packed(_EVERYWHERE, min(max(level, FINEST), COARSEST), members))
        for i, feature in enumerate(features):
            own = [polygon for owner, polygon in parts if owner == feature]
            if own:
                made[i] = own[0] if len(own) == 1 else shapely.multipolygons(own)
    return _simpler(made, level)


def _simpler(areas: Geometries, level: int) -> Geometries:
    return sound_areas(shapely.simplify(areas, 2.0**level, preserve_topology=False))


def _polygons(packed: Packed) -> list[tuple[int, shapely.Polygon]]:
    """Return single parts as polygons, the outer ring first, with the feature of each."""
    found = []
    for j, feature in enumerate(packed.features.tolist()):
        span = range(*packed.groups[j : j + 2].tolist())
        rings = [packed.xy[packed.starts[r] : packed.starts[r + 1]] for r in span]
        rings = [ring for ring in rings if len(ring) > 2]
        if not rings:
            continue
        found.append((feature, shapely.Polygon(rings[0], rings[1:])))
    return found


def heart(layer: Layer, feature: int, level: int, shape: shapely.Geometry) -> tuple[float, float]:
    """Return the middle of the widest circle in the largest part of ``shape``, the kept shape of ``feature``."""
    with _lock:
        kept = _hearts.setdefault(layer, {})
        known = kept.get((feature, level))
    if known is None:
        coarse = largest(_coarser(shape, 8 * 2.0**level))
        circle = shapely.maximum_inscribed_circle(coarse, tolerance=8 * 2.0**level)
        x, y = shapely.get_coordinates(circle)[0].tolist()
        known = x, y
        with _lock:
            kept[feature, level] = known
    return known


def _coarser(shape: shapely.Geometry, tolerance: float) -> shapely.Geometry:
    """Return ``shape`` simplified, and sound; as it is where nothing would be left of it."""
    found = np.empty(1, dtype=object)
    found[0] = shapely.simplify(shape, tolerance, preserve_topology=False)  # ten times as quick, and seldom unsound
    coarse = sound_areas(found)[0]
    return coarse if shapely.area(coarse) > 0.0 else shape


def largest(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the largest part of ``geometry``."""
    parts = shapely.get_parts(geometry)
    return parts[int(np.argmax(shapely.area(parts)))] if len(parts) > 1 else geometry
