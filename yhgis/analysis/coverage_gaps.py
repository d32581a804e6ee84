"""What of a target nothing covers: by overlay where few pieces cover a part, by loose edges where many tile it."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np
import shapely

from yhgis.analysis.area import areas
from yhgis.analysis.compare_rest import joined_found, real_and_touches, rest_of
from yhgis.analysis.dissolve import union
from yhgis.analysis.parts import Bools, Ints, Parts, only_touches, parts_of
from yhgis.analysis.pieces import Pieces
from yhgis.analysis.polygons import Found
from yhgis.analysis.side_by_side import side_by_side
from yhgis.analysis.slices import run_slices
from yhgis.analysis.topology_edges import faces, loose_edges
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries
from yhgis.model.result import Basis

#: Up to so many pieces are taken away from a part by overlay; many parts of few pieces go through it in slices.
_FEW_PIECES = 100
#: With a larger share of loose edges than this, pieces do not tile the part, and uniting them is quicker.
_MOST_LOOSE = 0.3


def gaps_of(ground: Parts, covered: Pieces, basis: Basis, feedback: Feedback) -> Found:
    """Return what of the target no layer covers; hairlines along shared edges are no gaps.

    Parameters
    ----------
    ground : Parts
        The target; its owners do not matter.
    covered : Pieces
        What is covered of each part of ``ground``, nothing twice; ``left`` is the part's position.
    """
    many = np.bincount(covered.left, minlength=len(ground)) > _FEW_PIECES
    share = float(many[covered.left].mean()) if len(covered) else 0.0
    few = _by_overlay(ground, covered, ~many, basis, feedback.part(0.0, 1.0 - share))
    rest = _by_edges(ground, covered, np.flatnonzero(many), feedback.part(1.0 - share, 1.0))
    return joined_found([few, measured(rest, basis, feedback)])


def measured(polygons: Geometries, basis: Basis, feedback: Feedback) -> Found:
    """Return polygons with their measures, touches left out."""
    area, perimeter = areas(polygons, basis, feedback), shapely.length(polygons)
    none = np.zeros(len(polygons), dtype=np.intp)
    return Found(polygons, area, perimeter, none, none).select(~only_touches(area, perimeter))


def _by_overlay(ground: Parts, covered: Pieces, chosen: Bools, basis: Basis, feedback: Feedback) -> Found:
    place = np.cumsum(chosen) - 1
    own = covered.select(chosen[covered.left])
    some = Pieces(place[own.left], own.right, own.area, own.perimeter, own.bounds, own.geometry)
    return real_and_touches(rest_of(ground.select(chosen), some, basis, feedback))[0]


def _by_edges(ground: Parts, covered: Pieces, many: Ints, feedback: Feedback) -> Geometries:
    """Return the uncovered polygons of the parts at positions ``many``."""
    order = np.argsort(covered.left, kind="stable")
    bounds = np.searchsorted(covered.left[order], np.arange(len(ground) + 1))
    slices = list(pairwise(bounds.tolist()))
    steps = [
        partial(_uncovered, ground.geometry[i], covered.geometry[order[slices[i][0] : slices[i][1]]])
        for i in many.tolist()
    ]
    return np.concatenate([np.empty(0, dtype=object), *side_by_side(steps, feedback)])


def _uncovered(polygon: shapely.Geometry, pieces: Geometries, feedback: Feedback) -> Geometries:
    """Return the single polygons of ``polygon`` without its pieces.

    Of the faces between loose edges, those are uncovered above which there is the polygon alone.
    """
    together = Parts(np.append(pieces, polygon), np.arange(len(pieces) + 1))
    loose = loose_edges(together, feedback.part(0.0, 0.4))
    if loose.loose > _MOST_LOOSE * loose.edges:
        return _subtracted(polygon, pieces, feedback.part(0.4, 1.0))
    between = faces(loose, together, feedback.part(0.4, 1.0))
    alone: Geometries = between.geometry[between.covered == 1]
    return alone


def _subtracted(polygon: shapely.Geometry, pieces: Geometries, feedback: Feedback) -> Geometries:
    cover = union(pieces, feedback.part(0.0, 0.8))
    rest = run_slices(lambda _start, _end: shapely.difference(polygon, cover), [(0, 1)], feedback.part(0.8, 1.0))
    return parts_of(np.array(rest, dtype=object)).geometry
