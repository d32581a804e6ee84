"""What can be wrong with geometry whatever its kind; polygons are asked the topology check's questions beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely

from yhgis.analysis.checkup_fields import Checked
from yhgis.analysis.checkup_findings import Grade, Group, Listing, Problem, of_topology
from yhgis.analysis.parts import Bools, Floats, Ints
from yhgis.analysis.repair import polygon_parts
from yhgis.analysis.topology_findings import Findings, Kind
from yhgis.i18n import Message, Title
from yhgis.model.crs import Geometries

_COLLECTION = 7
#: Point, line or polygon, by GEOS's type; collections are none of them.
_DIMENSION = np.array([0, 1, 1, 2, 0, 1, 2, -1])
_WORDS = {0: Title("点", "point"), 1: Title("线", "line"), 2: Title("面", "polygon"), -1: Title("集合", "collection")}

_GRADES = {
    Kind.INVALID: Grade.ERROR,
    Kind.DUPLICATE: Grade.ERROR,
    Kind.DUPLICATE_ID: Grade.ERROR,
    Kind.OVERLAP: Grade.ERROR,
    Kind.OVERLAP_SLIVER: Grade.WARNING,
    Kind.GAP: Grade.WARNING,
    Kind.GAP_SLIVER: Grade.WARNING,
    Kind.HOLE: Grade.HINT,
    Kind.SLIVER: Grade.WARNING,
    Kind.AREA: Grade.WARNING,
}


@dataclass(frozen=True, eq=False)
class Sorted:
    """Which features of a layer are what.

    Parameters
    ----------
    areal : array of bool
        Polygons, multipolygons, and collections with polygons, all their coordinates numbers.
    absent : array of bool
        No geometry, or an empty one.
    not_finite : array of bool
        A coordinate is no number.
    dimension : array of int
        0, 1, 2; -1 for collections and where there is nothing.
    """

    areal: Bools
    absent: Bools
    not_finite: Bools
    dimension: Ints


def sort_out(geometry: Geometries) -> Sorted:
    """Return which features are polygons, which are nothing, and which are nowhere."""
    types = shapely.get_type_id(geometry)
    absent = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    dimension = np.where(absent, -1, _DIMENSION[types])
    not_finite = np.zeros(len(geometry), dtype=bool)
    # A coordinate that is no number spoils a length, and lengths are far quicker to have than all vertices.
    suspects = np.flatnonzero(~absent & ((dimension == 0) | (types == _COLLECTION) | ~np.isfinite(_lengths(geometry))))
    xy, owner = shapely.get_coordinates(geometry[suspects], return_index=True)
    not_finite[suspects[np.unique(owner[~np.isfinite(xy).all(axis=1)])]] = True
    areal = dimension == 2
    for i in np.flatnonzero((types == _COLLECTION) & ~absent).tolist():
        areal[i] = len(polygon_parts(geometry[i])) > 0
    return Sorted(areal & ~not_finite, absent, not_finite, dimension)


def _lengths(geometry: Geometries) -> Floats:
    with np.errstate(invalid="ignore", over="ignore"):
        lengths: Floats = np.nan_to_num(shapely.length(geometry), nan=np.inf, posinf=np.inf)
    return lengths


def mixed(checked: Checked, kinds: Sorted) -> Group:
    """Return the features that are of another kind than most."""
    found = checked.listing(Problem.MIXED, Grade.WARNING)
    present = kinds.dimension[~kinds.absent]
    counts = {int(kind): int((present == kind).sum()) for kind in np.unique(present)}
    if len(counts) > 1:
        usual = max(counts, key=lambda kind: counts[kind])
        found.note = Message("most are of the kind: {kind}", {"kind": _WORDS[usual]})
        for kind in counts:
            if kind != usual:
                which = np.flatnonzero(~kinds.absent & (kinds.dimension == kind))
                found.add(which, _WORDS[kind])
    return found.group()


def nothing_there(checked: Checked, kinds: Sorted) -> tuple[Group, Group]:
    """Return the features without geometry, and those with coordinates that are no numbers."""
    empty = checked.listing(Problem.EMPTY, Grade.ERROR)
    missing = shapely.is_missing(checked.layer.geometry)
    empty.add(np.flatnonzero(kinds.absent & missing), Message("null geometry"))
    empty.add(np.flatnonzero(kinds.absent & ~missing), Message("empty geometry"))
    broken = checked.listing(Problem.NOT_FINITE, Grade.ERROR)
    broken.add(np.flatnonzero(kinds.not_finite), Message("NaN or infinite"))
    return empty.group(), broken.group()


def same_shapes(checked: Checked, which: Ints) -> Group:
    """Return the points and lines of ``which`` that are there twice; polygons are the topology check's matter."""
    found = checked.listing(Problem.DUPLICATE, Grade.ERROR)
    for members in twice(checked.placed, which):
        found.add_together(members)
    return found.group()


def twice(geometry: Geometries, which: Ints) -> list[tuple[int, ...]]:
    """Return the sets of features of ``which`` whose geometry is the same, wherever it starts and whichever way."""
    sets: dict[bytes, list[int]] = {}
    for i, wkb in zip(which.tolist(), shapely.to_wkb(shapely.normalize(geometry[which])), strict=True):
        sets.setdefault(wkb, []).append(i)
    return [tuple(members) for members in sets.values() if len(members) > 1]


def graded(found: Iterable[Findings], positions: Ints, *, tiling: bool, standard: bool) -> list[Group]:
    """Return what the topology check found, with how grave each is.

    A gap is only a hint where the layer need not cover its ground, an overlap only a warning where it follows no
    standard.
    """
    out = []
    for findings in found:
        if findings.kind is Kind.EMPTY:
            continue  # asked of all features, not of the polygons alone
        grade = _GRADES[findings.kind]
        if findings.kind in (Kind.GAP, Kind.GAP_SLIVER) and not tiling:
            grade = Grade.HINT
        if findings.kind is Kind.OVERLAP and not standard:
            grade = Grade.WARNING
        out.append(of_topology(findings, grade, positions))
    return out


def listing_of_lines(checked: Checked, kinds: Sorted) -> Listing:
    """Return the points and lines that GEOS calls invalid: a line of one place."""
    found = checked.listing(Problem.INVALID, Grade.ERROR)
    rest = np.flatnonzero(~kinds.areal & ~kinds.absent & ~kinds.not_finite)
    bad = rest[~shapely.is_valid(checked.placed[rest])]
    found.add(bad, Message("a line without length"))
    return found
