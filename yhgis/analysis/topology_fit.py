"""How the features of a layer fit each other: overlaps, duplicates, gaps between them, cracks, slivers."""

from __future__ import annotations

import numpy as np
import shapely

from yhgis.analysis.area import areas
from yhgis.analysis.dissolve import SelfOverlap, self_overlap
from yhgis.analysis.ground import Ground
from yhgis.analysis.parts import Bools, Floats, Ints, Parts, mean_width, only_touches, sums
from yhgis.analysis.polygons import Found
from yhgis.analysis.slices import run_slices
from yhgis.analysis.topology_edges import Faces
from yhgis.analysis.topology_findings import Findings, Kind
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries
from yhgis.model.result import Basis

#: Parts within this of a gap's edge border on it, in metres: noding may have moved the edge by less.
ADJACENT_M = 1e-6


def overlaps(
    ground: Ground, faces: Faces, basis: Basis, min_width: float, feedback: Feedback
) -> tuple[Findings, Findings, Findings]:
    """Return duplicates, overlaps of two features, and those narrower than ``min_width``.

    Features whose geometries are the same ground are one duplicate, and no overlap of each other.
    """
    doubled = faces.geometry[faces.covered > 1]
    near = _near(ground.parts, doubled, feedback.part(0.0, 0.1))
    parts = ground.parts.select(near)
    pairs = self_overlap(parts, feedback.part(0.1, 0.8))
    pairs = pairs.select(~only_touches(shapely.area(pairs.geometry), shapely.length(pairs.geometry)))
    first, second = _owners(parts, pairs)
    other = first != second
    pairs, first, second = pairs.select(other), first[other], second[other]
    same = _same_ground(ground, first, second, shapely.area(pairs.geometry))
    duplicates = _duplicates(ground, first[same], second[same], basis, feedback.part(0.8, 0.9))
    found = Found(
        pairs.geometry[~same],
        areas(pairs.geometry[~same], basis, feedback.part(0.9, 1.0)),
        shapely.length(pairs.geometry[~same]),
        first[~same],
        second[~same],
    ).largest_first()
    wide, narrow = found.apart(min_width)
    return duplicates, _pair_findings(Kind.OVERLAP, wide), _pair_findings(Kind.OVERLAP_SLIVER, narrow)


def _near(parts: Parts, polygons: Geometries, feedback: Feedback) -> Ints:
    """Return the parts that meet any of ``polygons``."""
    if not len(polygons):
        return np.zeros(0, dtype=np.intp)
    tree = shapely.STRtree(parts.geometry)
    return run_slices(
        lambda _start, _end: np.unique(tree.query(polygons, predicate="intersects")[1]), [(0, 1)], feedback
    )[0]


def _owners(parts: Parts, pairs: SelfOverlap) -> tuple[Ints, Ints]:
    """Return the two features of each pair, the earlier first."""
    a, b = parts.owner[pairs.first], parts.owner[pairs.second]
    return np.minimum(a, b), np.maximum(a, b)


def _pair_findings(kind: Kind, found: Found) -> Findings:
    return Findings.of_polygons(kind, found, list(zip(found.first.tolist(), found.second.tolist(), strict=True)))


def _same_ground(ground: Ground, first: Ints, second: Ints, common: Floats) -> Bools:
    """Return which pieces belong to two features that are the same ground, but for touches."""
    if not len(first):
        return np.zeros(0, dtype=bool)
    code, which = np.unique(first * len(ground) + second, return_inverse=True)
    together = sums(common, which, len(code))
    same = np.ones(len(code), dtype=bool)
    for feature in (code // len(ground), code % len(ground)):
        geometry = ground.item.geometry[feature]
        same &= only_touches(shapely.area(geometry) - together, shapely.length(geometry))
    return same[which]


def _duplicates(ground: Ground, first: Ints, second: Ints, basis: Basis, feedback: Feedback) -> Findings:
    """Return one finding for each set of features that are the same ground; its area is what is there too often."""
    sets: dict[int, set[int]] = {}
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        joined = sets.get(a, {a}) | sets.get(b, {b})
        for member in joined:
            sets[member] = joined
    groups = sorted({tuple(sorted(members)) for members in sets.values()})
    geometry = ground.item.geometry[np.array([group[0] for group in groups], dtype=np.intp)]
    extra = np.array([len(group) - 1 for group in groups], dtype=np.float64)
    area = areas(geometry, basis, feedback)
    return Findings(Kind.DUPLICATE, geometry, area * extra, mean_width(area, shapely.length(geometry)), groups, [])


def gaps(
    ground: Ground, faces: Faces, basis: Basis, min_width: float, feedback: Feedback
) -> tuple[Findings, Findings, Findings]:
    """Return enclosed gaps between features, those narrower than ``min_width``, and holes within one feature."""
    empty = faces.geometry[faces.covered == 0]
    none = np.zeros(len(empty), dtype=np.intp)
    found = Found(empty, areas(empty, basis, feedback.part(0.0, 0.3)), shapely.length(empty), none, none)
    found = found.largest_first()
    around = bordering(ground, found.geometry, feedback.part(0.3, 1.0))
    between = np.array([len(features) > 1 for features in around], dtype=bool)
    narrow = found.width < min_width
    return (
        _chosen(Kind.GAP, found, around, between & ~narrow),
        _chosen(Kind.GAP_SLIVER, found, around, between & narrow),
        _chosen(Kind.HOLE, found, around, ~between),
    )


def _chosen(kind: Kind, found: Found, features: list[tuple[int, ...]], mask: Bools) -> Findings:
    return Findings.of_polygons(kind, found.select(mask), [features[i] for i in np.flatnonzero(mask).tolist()])


def bordering(ground: Ground, polygons: Geometries, feedback: Feedback) -> list[tuple[int, ...]]:
    """Return the features that each polygon borders on."""
    if not len(polygons):
        return []
    tree = shapely.STRtree(ground.parts.geometry)
    which, part = run_slices(
        lambda _start, _end: tree.query(polygons, predicate="dwithin", distance=ADJACENT_M), [(0, 1)], feedback
    )[0]
    features: list[set[int]] = [set() for _ in range(len(polygons))]
    for i, owner in zip(which.tolist(), ground.parts.owner[part].tolist(), strict=True):
        features[i].add(owner)
    return [tuple(sorted(members)) for members in features]


def slivers(ground: Ground, basis: Basis, min_width: float, feedback: Feedback) -> Findings:
    """Return the parts of features that are narrower than ``min_width`` themselves."""
    parts = ground.parts
    area, perimeter = ground.part_areas(basis, feedback), shapely.length(parts.geometry)
    thin = np.flatnonzero(mean_width(area, perimeter) < min_width)
    found = Found(parts.geometry[thin], area[thin], perimeter[thin], parts.owner[thin], parts.owner[thin])
    found = found.largest_first()
    return Findings.of_polygons(Kind.SLIVER, found, [(feature,) for feature in found.first.tolist()])
