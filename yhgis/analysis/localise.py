"""Of a large polygon, only what lies near each question: the key to cutting many small features with it.

Every question is a pair (polygon, box): what of the polygon matters inside that box?  Questions on one polygon
are halved by place again and again, and the polygon is cut to the box around each half, until few vertices are
left.  Half-way, whole groups turn out to lie wholly outside or wholly inside, and need no cut at all.

The cutting box is larger than every question's box by a margin.  So no vertex that the cutting adds can appear
in an answer: figures are those of the uncut polygon.  That matters: one vertex added to an edge of 1 km moves the
statutory area by some square metres (`yhgis.analysis.area`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from yhgis.analysis.box_area import area_in_boxes, close_on_box, lost_holes
from yhgis.analysis.parts import Floats, Ints
from yhgis.analysis.slices import run_weighted
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries

#: Polygons of no more vertices are not cut further.
FEW_VERTICES = 192
#: Vertices times questions: polygons with fewer are not cut further.  A question costs a cut of its own in the end
#: (`yhgis.analysis.meet`), and that costs some nanoseconds a vertex.
FEW_CUT = 100_000
#: Room between a question's box and the cutting box, in metres: no answer reaches the added edges.  The odd figure
#: keeps the box off the round coordinates that drawn data have, where a clip has corner cases.
MARGIN_M = 0.9871236547
#: A cut whose box is more than this share of the one before, and leaves as large a share of the vertices, does not
#: help; the polygon is then taken as it is.
_USELESS = 0.8
_SLICE_VERTICES = 50_000
#: A cut whose area is further from the truth than this is not trusted; rounding alone stays below 1e-7 (measured).
_WRONG_M2 = 1e-5

OUTSIDE, BOUNDARY, INSIDE = 0, 1, 2
_POLYGON, _MULTIPOLYGON = 3, 6
_NOTHING = shapely.Polygon()


@dataclass(frozen=True, eq=False)
class Local:
    """Answer of `localise`.

    Parameters
    ----------
    shape : array of polygonal geometries, shape (u,)
        Local polygons; those that were not cut are the given objects themselves.  A ring of one that was cut may touch
        itself on the cutting box.
    unit : array of int, shape (q,)
        Which local polygon each question is to be put to.
    where : array of int, shape (q,)
        `OUTSIDE`: the polygon does not reach the question's box.  `INSIDE`: it covers the whole box.
        `BOUNDARY`: it must be asked.
    """

    shape: Geometries
    unit: Ints
    where: Ints


def localise(polygons: Geometries, of: Ints, boxes: Floats, feedback: Feedback) -> Local:
    """Return for every question the polygon cut to its neighbourhood.

    Parameters
    ----------
    polygons : array of valid polygons
    of : array of int, shape (q,)
        Polygon that each question is about.
    boxes : array, shape (q, 4)
        Where each question looks.
    """
    asked, unit = np.unique(of, return_inverse=True)
    shape = polygons[asked]
    where = np.full(len(of), BOUNDARY)
    done = np.zeros(len(shape), dtype=bool)
    extent = _extent(shapely.bounds(shape))
    round_ = 0
    while True:
        vertices = shapely.get_num_coordinates(shape)
        live = np.bincount(unit[where == BOUNDARY], minlength=len(shape))
        split = (vertices > FEW_VERTICES) & (live * vertices > FEW_CUT) & (live > 1) & ~done
        if not split.any():
            return Local(shape, unit, where)
        questions = np.flatnonzero(split[unit] & (where == BOUNDARY))
        order, half = _halves(unit[questions], boxes[questions])
        questions = questions[order]
        parent = unit[questions[half]]
        frame = _around(boxes[questions], half)
        # How many rounds there will be shows only at the end; each is given half of what is left.
        cut = _clipped(shape[parent], frame, feedback.part(1.0 - 0.5**round_, 1.0 - 0.5 ** (round_ + 1)))
        which = np.repeat(np.arange(len(half)), np.diff(half, append=len(questions)))
        unit[questions] = len(shape) + which
        where[questions] = _seen(cut, frame)[which]
        shape = np.concatenate([shape, cut])
        useless = shapely.get_num_coordinates(cut) > _USELESS * vertices[parent]
        useless &= _extent(frame) > _USELESS * extent[parent]
        done, extent = np.concatenate([done, useless]), np.concatenate([extent, _extent(frame)])
        round_ += 1


def _halves(unit: Ints, boxes: Floats) -> tuple[Ints, Ints]:
    """Order questions by unit and along its longer side; return that order and where each half starts."""
    center = (boxes[:, :2] + boxes[:, 2:]) / 2.0
    first = np.argsort(unit, kind="stable")
    start = np.flatnonzero(np.diff(unit[first], prepend=-1))
    count = np.diff(start, append=len(unit))
    spread = np.maximum.reduceat(center[first], start) - np.minimum.reduceat(center[first], start)
    upright = np.repeat(spread[:, 1] > spread[:, 0], count)
    along = np.where(upright, center[first, 1], center[first, 0])
    order = first[np.lexsort((along, unit[first]))]
    return order, np.sort(np.concatenate([start, start + count // 2]))


def _around(boxes: Floats, start: Ints) -> Floats:
    """Return the box around each group of boxes, with the margin."""
    low = np.minimum.reduceat(boxes[:, :2], start) - MARGIN_M
    high = np.maximum.reduceat(boxes[:, 2:], start) + MARGIN_M
    return np.hstack([low, high])


def _extent(boxes: Floats) -> Floats:
    """Return the area of each box."""
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def _clipped(shape: Geometries, frame: Floats, feedback: Feedback) -> Geometries:
    """Return each polygon cut to its frame, polygons only, on threads."""
    weights = shapely.get_num_coordinates(shape) + 200
    return np.concatenate(
        run_weighted(lambda start, end: clip(shape[start:end], frame[start:end]), weights, _SLICE_VERTICES, feedback)
    )


def clip_to_boxes(shape: Geometries, frame: Floats) -> Geometries:
    """Return each polygon cut to its box ``(x0, y0, x1, y1)``: valid polygons, multipolygons or empty ones."""
    out = clip(shape, frame)
    doubtful = ~shapely.is_valid(out)
    if doubtful.any():
        out[doubtful] = _overlaid(shape[doubtful], frame[doubtful])
    return out


def clip(shape: Geometries, frame: Floats) -> Geometries:
    """Return each polygon cut to its box; a ring may touch itself where it runs along the box.

    GEOS's rectangle clip is some thirteen times faster than its overlay, and four times faster than asking whether the
    answer is valid.  Now and then (one polygon in ten thousand, measured) it refuses, and as rarely two pieces that
    touch on the box come back as one, which does not matter for questions inside the box.  More rarely still the answer
    is another polygon (`yhgis.analysis.box_area`); then two places on the box lie close together or a hole is lost, so
    the area of such answers is held against a sum over edges.  What is refused or wrong is left to the overlay.
    """
    out = np.empty(len(shape), dtype=object)
    for i, (polygon, box) in enumerate(zip(shape, frame.tolist(), strict=True)):
        try:
            out[i] = shapely.clip_by_rect(polygon, *box)
        except shapely.errors.GEOSException:
            out[i] = None
    wrong = shapely.is_missing(out)
    asked = np.flatnonzero(~wrong)
    asked = asked[close_on_box(out[asked], frame[asked]) | lost_holes(shape[asked], out[asked], frame[asked])]
    wrong[asked] = np.abs(shapely.area(out[asked]) - area_in_boxes(shape[asked], frame[asked])) > _WRONG_M2
    if wrong.any():
        out[wrong] = _overlaid(shape[wrong], frame[wrong])
    return _polygonal(out)


def _overlaid(shape: Geometries, frame: Floats) -> Geometries:
    """Return each polygon cut to its box by the overlay."""
    x0, y0, x1, y1 = frame.T
    return _polygonal(shapely.intersection(shape, shapely.box(x0, y0, x1, y1)))


def _polygonal(geometry: Geometries) -> Geometries:
    """Drop the points and lines of a cut that only touches."""
    types = shapely.get_type_id(geometry)
    odd = (types != _POLYGON) & (types != _MULTIPOLYGON)
    nothing = odd & shapely.is_empty(geometry)
    geometry[nothing] = _NOTHING
    for i in np.flatnonzero(odd & ~nothing).tolist():
        polygons = [p for p in shapely.get_parts(geometry[i]) if p.geom_type == "Polygon"]
        geometry[i] = shapely.MultiPolygon(polygons) if polygons else _NOTHING
    return geometry


def _seen(cut: Geometries, frame: Floats) -> Ints:
    """Tell whether the cut polygon is nothing, the whole frame, or something between."""
    area = shapely.area(cut)
    whole = _extent(frame)
    is_frame = (shapely.get_num_coordinates(cut) == 5) & (np.abs(area - whole) <= 1e-9 * whole)
    return np.where(shapely.is_empty(cut), OUTSIDE, np.where(is_frame, INSIDE, BOUNDARY))
