"""Edges that no neighbour answers: what is wrong with a layer's fit shows there, and there alone.

Go round every polygon with its inside at the left.  In a perfect tiling each edge inside is gone along twice, once in
each direction.  Wherever the number of polygons above the ground changes from one side of an edge to the other, the
edge is gone along more often in one direction: it is *loose*.  So the loose edges are the boundaries of all gaps,
overlaps and of the layer itself; everything else need not be looked at.  The faces between them, each covered by one
number of polygons all over, are few in a good layer, however many features it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.analysis.parts import Bools, Floats, Ints, Parts, only_touches
from yhgis.analysis.polygonize import polygonize
from yhgis.analysis.rings import Rings, rings_of, signed_ring_areas
from yhgis.analysis.slices import run_slices
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries

_Codes = NDArray[np.uint64]

#: Edges worked on at a time, so that temporary arrays are small.
_BLOCK_EDGES = 1 << 17
#: Lines noded in one call: some milliseconds of work.
_BUNDLE = 64
#: In place of how many parts cover a face.
UNKNOWN = -1
#: Odd constants of a mixing function (splitmix64): any two edges get two codes, but for one chance in 1e19.
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))

#: A point nearer to the edge of its face than this, in metres, does not tell what lies above the face.
_BESIDE_M = 1e-6
#: How much of a face's box, from its lower left corner, is asked for a point, one after the other: odd shares, so that
#: points do not come to lie on the round lines that drawn data have.
_SHARES = (1.0, 0.9173, 0.7309, 0.5851, 0.4337, 0.3119, 0.2273)


@dataclass(frozen=True, eq=False)
class Loose:
    """The loose edges of a layer, joined to lines where they follow each other.

    Parameters
    ----------
    line : array of LineString, shape (n,)
    part : array of int, shape (n,)
        Part whose edges they are.
    edges, loose : int
        How many edges the layer has, and how many of them are loose.
    """

    line: Geometries
    part: Ints
    edges: int
    loose: int


@dataclass(frozen=True, eq=False)
class Faces:
    """What the loose edges enclose, touches left out.

    Parameters
    ----------
    geometry : array of polygons, shape (n,)
    covered : array of int, shape (n,)
        How many parts cover the face.
    """

    geometry: Geometries
    covered: Ints


def loose_edges(parts: Parts, feedback: Feedback) -> Loose:
    """Return the edges of ``parts`` that no neighbour answers."""
    return run_slices(lambda _start, _end: _loose_edges(parts.geometry), [(0, 1)], feedback)[0]


def faces(loose: Loose, parts: Parts, feedback: Feedback, *, keep_touches: bool = False) -> Faces:
    """Return the faces between loose edges, and how many of ``parts`` cover each.

    Parameters
    ----------
    keep_touches : bool
        Keep the faces that are no more than touches; how many parts cover one of these is `UNKNOWN`.
    """
    noded = _noded(loose.line, feedback.part(0.0, 0.6))

    def enclosed(_start: int, _end: int) -> Faces:
        polygons = polygonize(noded)
        touch = only_touches(shapely.area(polygons), shapely.length(polygons))
        covered = np.full(len(polygons), UNKNOWN, dtype=np.intp)
        covered[~touch] = _covering(polygons[~touch], shapely.STRtree(parts.geometry))
        kept = np.ones(len(polygons), dtype=bool) if keep_touches else ~touch
        return Faces(polygons[kept], covered[kept])

    return run_slices(enclosed, [(0, 1)], feedback.part(0.6, 1.0))[0]


def _covering(polygons: Geometries, tree: shapely.STRtree) -> Ints:
    """Return how many polygons of ``tree`` cover each face.

    One point of a face says it for all of it, unless it happens to lie on an edge between two features, or so near the
    face's own edge that rounding decides (a thin face set aslant): then another point is asked.
    """
    covered = np.zeros(len(polygons), dtype=np.intp)
    open_ = np.arange(len(polygons))
    for share in (*_SHARES, None):
        shapes = polygons[open_]
        inside = _innermost(shapes) if share is None else shapely.point_on_surface(_lower_left(shapes, share))
        within, touched = (
            np.bincount(tree.query(inside, predicate=predicate)[0], minlength=len(open_))
            for predicate in ("within", "intersects")
        )
        covered[open_] = touched
        open_ = open_[(within != touched) | (shapely.distance(inside, shapely.boundary(shapes)) < _BESIDE_M)]
        if not len(open_):
            break
    return covered


def _innermost(polygons: Geometries) -> Geometries:
    """Return a point of each polygon about as far from its edge as can be; it takes a while to find."""
    # The widest circle inside has a radius of more than area / perimeter.
    tolerance = shapely.area(polygons) / shapely.length(polygons) / 2.0
    centre: Geometries = shapely.get_point(shapely.maximum_inscribed_circle(polygons, tolerance), 0)
    return centre


def _lower_left(polygons: Geometries, share: float) -> Geometries:
    """Return what of each polygon lies in the lower left of its box; all of it for a share of 1."""
    if share == 1.0:
        return polygons
    x0, y0, x1, y1 = shapely.bounds(polygons).reshape(-1, 4).T
    cut: Geometries = shapely.intersection(
        polygons, shapely.box(x0, y0, x0 + share * (x1 - x0), y0 + share * (y1 - y0))
    )
    return np.where(shapely.area(cut) > 0, cut, polygons)


def _loose_edges(polygons: Geometries) -> Loose:
    rings = rings_of(polygons)
    first = _first_of_edges(rings)
    answered = _answered(rings, first)
    kept = first[~answered]
    if not len(kept):
        return Loose(np.empty(0, dtype=object), np.zeros(0, dtype=np.intp), len(first), 0)
    # Edges that follow each other in a ring make one line: its vertices are those of the first, and each one's second.
    starts = np.flatnonzero(np.diff(kept, prepend=-2) != 1)
    vertex = np.insert(kept + 1, starts, kept[starts])
    line = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(kept)) + 1)
    xy = np.column_stack([rings.x[vertex], rings.y[vertex]])
    ring = np.searchsorted(rings.start, kept[starts], side="right") - 1
    return Loose(shapely.linestrings(xy, indices=line), rings.owner[ring], len(first), len(kept))


def _first_of_edges(rings: Rings) -> Ints:
    """Return the position of the first vertex of every edge that has a length."""
    is_edge = np.ones(len(rings.x), dtype=bool)
    is_edge[rings.start + rings.counts - 1] = False  # a ring's last vertex repeats its first: no edge begins there
    is_edge[:-1] &= (rings.x[:-1] != rings.x[1:]) | (rings.y[:-1] != rings.y[1:])
    return np.flatnonzero(is_edge)


def _answered(rings: Rings, first: Ints) -> Bools:
    """Return for each edge whether as many polygons lie at its left as at its right."""
    forward = _forward(rings, first)
    code = _codes(rings, first, forward)
    order = np.argsort(code)
    code = code[order]
    starts = np.flatnonzero(np.diff(code, prepend=code[:1] ^ np.uint64(1)))
    if not len(starts):
        return np.zeros(0, dtype=bool)
    shell_left = signed_ring_areas(rings.x, rings.y, rings.start) > 0
    inside_left = np.repeat(shell_left != rings.hole, rings.counts)[first]
    sign = np.where(forward == inside_left, np.int8(1), np.int8(-1))
    balance = np.add.reduceat(sign[order], starts, dtype=np.int64)
    # Two different edges of one code (which nobody has ever seen) would stay loose: looked at, never lost.
    even = (balance == 0) & ~_mixed(rings, first[order], forward[order], starts)
    answered = np.zeros(len(first), dtype=bool)
    answered[order] = np.repeat(even, np.diff(starts, append=len(order)))
    return answered


def _forward(rings: Rings, first: Ints) -> Bools:
    """Return for each edge whether it runs from its smaller end (by x, then y) to its larger one."""
    x0, x1 = rings.x[first], rings.x[first + 1]
    upward: Bools = rings.y[first] < rings.y[first + 1]
    return np.where(x0 == x1, upward, x0 < x1)


def _codes(rings: Rings, first: Ints, forward: Bools) -> _Codes:
    """Return a number for each edge that is the same for both its directions."""
    out = np.empty(len(first), dtype=np.uint64)
    for start in range(0, len(first), _BLOCK_EDGES):
        block = slice(start, start + _BLOCK_EDGES)
        code = np.zeros(len(first[block]), dtype=np.uint64)
        for value in _ends(rings, first[block], forward[block]):
            code ^= (value + 0.0).view(np.uint64)  # -0.0 and 0.0 are one place
            code ^= code >> np.uint64(30)
            code *= _MIX[0]
            code ^= code >> np.uint64(27)
            code *= _MIX[1]
            code ^= code >> np.uint64(31)
        out[block] = code
    return out


def _ends(rings: Rings, first: Ints, forward: Bools) -> Iterator[Floats]:
    """Yield x and y of the smaller end of each edge, then of the larger."""
    for end in (first + ~forward, first + forward):
        yield rings.x[end]
        yield rings.y[end]


def _mixed(rings: Rings, first: Ints, forward: Bools, starts: Ints) -> Bools:
    """Return for each run of edges of one code whether they are not all the same edge."""
    differs = np.zeros(len(first), dtype=bool)
    for start in range(0, len(first), _BLOCK_EDGES):
        block = slice(max(start - 1, 0), start + _BLOCK_EDGES)  # and the last of the block before
        for value in _ends(rings, first[block], forward[block]):
            differs[block][1:] |= value[1:] != value[:-1]
    differs[starts] = False
    mixed: Bools = np.add.reduceat(differs, starts) > 0
    return mixed


def _noded(lines: Geometries, feedback: Feedback) -> shapely.Geometry:
    """Return the lines cut wherever they meet, each piece once; in bundles, so that a cancel is heard in between."""
    left = lines
    round_ = 0
    while len(left) > 1 or round_ == 0:
        step = feedback.part(1 - 0.5**round_, 1 - 0.5 ** (round_ + 1))
        left = _bundled(left, step)
        round_ += 1
    return left[0] if len(left) else shapely.MultiLineString()


def _bundled(lines: Geometries, feedback: Feedback) -> Geometries:
    cuts = [(start, min(start + _BUNDLE, len(lines))) for start in range(0, len(lines), _BUNDLE)]
    united = run_slices(lambda start, end: shapely.union_all(lines[start:end]), cuts, feedback)
    out = np.empty(len(united), dtype=object)
    out[:] = united
    return out
