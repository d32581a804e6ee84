"""Cracks that are open at an end: narrow strips between features that no face of the layer encloses.

They lie along the rim of the layer.  GEOS says which edges of the features there run beside another feature's nearer
than a width without meeting them.  Round those edges the layer, with its enclosed gaps filled, is closed (grown and
shrunk by half the width, corners kept), and what that fills is the crack.
"""

from __future__ import annotations

import numpy as np
import shapely

from yhgis.analysis.area import measure
from yhgis.analysis.ground import Ground
from yhgis.analysis.localise import clip_to_boxes
from yhgis.analysis.parts import Floats, Ints, Parts, only_touches, parts_of
from yhgis.analysis.polygons import Found
from yhgis.analysis.slices import run_slices, run_weighted
from yhgis.analysis.topology_edges import Faces
from yhgis.analysis.topology_findings import Findings, Kind
from yhgis.analysis.topology_fit import ADJACENT_M, bordering
from yhgis.feedback import Feedback
from yhgis.i18n import Message
from yhgis.model.crs import Geometries
from yhgis.model.portions import breathe
from yhgis.model.result import Basis

#: Parts looked at in one call, with their neighbours.
_BLOCK = 2_000
#: Edges made lines of in one call, which keeps Python's lock: a millisecond or two.
_EDGES = 8_000
#: A corner more pointed than this many widths is cut off when the layer is grown: it is no crack's mouth.
_MITRE = 3.0
_SLICE_VERTICES = 20_000


def cracks(ground: Ground, faces: Faces, basis: Basis, min_width: float, feedback: Feedback) -> Findings:
    """Return strips between two features or more, narrower than ``min_width`` and open at an end."""
    found = _found(np.empty(0, dtype=object), basis)
    if min_width > 0 and len(faces.geometry):
        filled, rim = _rim(ground.parts, faces, feedback.part(0.0, 0.2))
        edges = _beside_another(rim, min_width, feedback.part(0.2, 0.5))
        found = _strips(filled, edges, basis, min_width, feedback.part(0.5, 0.9)).largest_first()
    features = bordering(ground, found.geometry, feedback.part(0.9, 1.0))
    between = np.array([len(members) > 1 for members in features], dtype=bool)
    kept = found.select(between)
    return Findings(
        Kind.GAP_SLIVER,
        kept.geometry,
        kept.area,
        kept.width,
        [features[i] for i in np.flatnonzero(between).tolist()],
        [Message("not enclosed")] * len(kept),
    )


def _rim(parts: Parts, faces: Faces, feedback: Feedback) -> tuple[Geometries, Parts]:
    """Return the layer's ground with everything enclosed filled, as single polygons, and the parts at its rim."""

    def look(_start: int, _end: int) -> tuple[Geometries, Ints]:
        # Faces meet vertex by vertex: to unite them is to drop the edges that two of them share.
        whole = parts_of(np.array([shapely.coverage_union_all(faces.geometry)], dtype=object)).geometry
        rings = shapely.get_exterior_ring(whole)
        # Edge by edge: a long ring's box holds all of the layer, and each of its parts would be measured.
        near = shapely.STRtree(parts.geometry).query(_edges(rings), predicate="dwithin", distance=ADJACENT_M)[1]
        return shapely.polygons(rings), np.unique(near)

    filled, near = run_slices(look, [(0, 1)], feedback)[0]
    return filled, parts.select(near)


def _edges(rings: Geometries) -> Geometries:
    """Return every edge of some rings as a line of its own."""
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.flatnonzero(ring[1:] == ring[:-1])
    edges: Geometries = np.empty(len(first), dtype=object)
    for start in range(0, len(first), _EDGES):
        some = first[start : start + _EDGES]
        edges[start : start + _EDGES] = shapely.linestrings(np.stack([xy[some], xy[some + 1]], axis=1))
        breathe()
    return edges


def _beside_another(parts: Parts, width: float, feedback: Feedback) -> Geometries:
    """Return the edges that run beside another part's nearer than ``width`` without being the same."""
    geometry = parts.geometry[_by_place(parts.geometry)]
    tree = shapely.STRtree(geometry)

    def look(start: int, end: int) -> Geometries:
        own = np.arange(start, end)
        near = np.unique(tree.query(geometry[own], predicate="dwithin", distance=width)[1])
        edges = shapely.coverage_invalid_edges(geometry[near], gap_width=width)[np.isin(near, own)]
        found: Geometries = edges[~shapely.is_empty(edges)]
        return found

    cuts = [(start, min(start + _BLOCK, len(geometry))) for start in range(0, len(geometry), _BLOCK)]
    return np.concatenate([parts.geometry[:0], *run_slices(look, cuts, feedback)])


def _by_place(polygons: Geometries) -> Ints:
    """Return an order in which neighbours are near each other: in strips from south to north."""
    bounds = shapely.bounds(polygons).reshape(-1, 4)
    strip = np.argsort(np.argsort(bounds[:, 0], kind="stable"), kind="stable") // max(_BLOCK // 4, 1)
    return np.lexsort((bounds[:, 1], strip))


def _strips(ground: Geometries, edges: Geometries, basis: Basis, width: float, feedback: Feedback) -> Found:
    """Return what the closing of ``ground`` fills round ``edges``."""
    if not len(edges):
        return _found(edges, basis)
    around = shapely.get_parts(shapely.union_all(shapely.buffer(edges, width, quad_segs=2)))
    room, polygon = shapely.STRtree(ground).query(around)
    order = np.argsort(room, kind="stable")
    room, polygon = room[order], polygon[order]
    starts = np.searchsorted(room, np.arange(len(around) + 1))
    frame = shapely.bounds(around) + np.array([-3.0, -3.0, 3.0, 3.0]) * width

    def close(start: int, end: int) -> Geometries:
        filled = [
            _filled(ground[polygon[starts[i] : starts[i + 1]]], frame[i], around[i], width) for i in range(start, end)
        ]
        return parts_of(np.array(filled, dtype=object)).geometry

    weights = shapely.get_num_coordinates(around) + 200
    found = _found(np.concatenate(run_weighted(close, weights, _SLICE_VERTICES, feedback)), basis)
    return found.select(found.width < width)


def _filled(near: Geometries, frame: Floats, around: shapely.Geometry, width: float) -> shapely.Geometry:
    """Return what growing and shrinking the ground near some edges adds to it there."""
    ground = shapely.union_all(clip_to_boxes(near, np.tile(frame, (len(near), 1))))
    half = width / 2.0
    grown = shapely.buffer(ground, half, join_style="mitre", mitre_limit=_MITRE)
    closed = shapely.buffer(grown, -half, join_style="mitre", mitre_limit=_MITRE)
    return shapely.intersection(shapely.difference(closed, ground), around)


def _found(polygons: Geometries, basis: Basis) -> Found:
    area, perimeter = measure(polygons, basis), shapely.length(polygons)
    none = np.zeros(len(polygons), dtype=np.intp)
    return Found(polygons, area, perimeter, none, none).select(~only_touches(area, perimeter))
