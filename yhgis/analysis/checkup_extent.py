"""Where a layer lies: features far from the others, the whole of it elsewhere, the district as it was before 2021.

Figures of the district: CONVENTIONS of the project, 3.3.
"""

from __future__ import annotations

import numpy as np
import shapely

from yhgis.analysis.checkup_fields import Checked
from yhgis.analysis.checkup_findings import MOST_LISTED, Grade, Group, Listing, Problem
from yhgis.analysis.parts import Bools, Floats, Ints
from yhgis.i18n import Message, Title
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform_coordinates
from yhgis.model.layer import Layer

#: The district in metres of `WORK_CRS`: smallest x, y, largest x, y.
DISTRICT_M = (469_000.0, 3_338_000.0, 514_000.0, 3_382_800.0)
#: The same in degrees, since April 2021.
DISTRICT_DEGREES = (119.677, 30.161, 120.146, 30.565)
#: A file of Yuhang that goes beyond this longitude shows the district as it was before.
OLD_DISTRICT_EAST = 120.2
#: How far, in degrees, an extent may be from the present one in north, south and west and still be the old district's,
#: and to which longitude it may go east: what goes further is a map of something larger.
_MARGIN_DEGREES, _MOST_EAST = 0.1, 120.6
#: A feature this far (metres) outside the district, or from the others, is a find.
_FAR_M = 5_000.0
#: Of how many features the rest must be where it is expected.
_MOST_OF_THEM = 0.9
_DISTRICT = Title("本区", "the district")
_MIDDLE = Title("图层中部", "the middle of the layer")
#: How many times the usual distance from the middle is far.
_TIMES = 8.0


def old_extent(layer: Layer) -> Message | None:
    """Return a notice where ``layer`` covers Yuhang as it was before April 2021, with today's Linping; else None."""
    if not len(layer) or not np.isfinite(layer.bounds).all():
        return None
    west, south, east, north = _degrees(layer)
    x0, y0, _x1, y1 = DISTRICT_DEGREES
    there = (
        OLD_DISTRICT_EAST < east < _MOST_EAST
        and x0 - _MARGIN_DEGREES < west < x0 + _MARGIN_DEGREES
        and y0 - _MARGIN_DEGREES < south < y0 + _MARGIN_DEGREES
        and y1 - _MARGIN_DEGREES < north < y1 + _MARGIN_DEGREES
    )
    if not there:
        return None
    return Message(
        "{layer} reaches {east}° E; Yuhang has ended at {now}° E since April 2021.  It seems to cover the district as"
        " it was before, with today's Linping: its totals are not those of the present district and must not be"
        " compared with them.",
        {"layer": layer.info.title, "east": f"{east:.2f}", "now": f"{DISTRICT_DEGREES[2]:.3f}"},
    )


def _degrees(layer: Layer) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = layer.bounds
    corners = np.array([[x0, y0], [x0, y1], [x1, y0], [x1, y1]])
    degrees = transform_coordinates(corners, layer.crs, DEGREES_CRS)
    (west, south), (east, north) = degrees.min(axis=0), degrees.max(axis=0)
    return float(west), float(south), float(east), float(north)


def extent_groups(checked: Checked) -> tuple[Group, ...]:
    """Return features far from the others, and what is to say of where the layer is."""
    old = old_extent(checked.layer)
    far, elsewhere = _far(checked, old=old is not None)
    notice = checked.listing(Problem.OLD_DISTRICT, Grade.WARNING)
    if old is not None:
        notice.add_layer(old)
    return far, elsewhere, notice.group()


def _far(checked: Checked, *, old: bool) -> tuple[Group, Group]:
    """Return the features that are far away, and a finding where most are outside the district."""
    far = checked.listing(Problem.FAR, Grade.WARNING)
    elsewhere = checked.listing(Problem.ELSEWHERE, Grade.HINT)
    bounds = shapely.bounds(checked.placed).reshape(-1, 4)
    known = np.flatnonzero(np.isfinite(bounds).all(axis=1))
    bounds = bounds[known]
    if not len(known):
        return far.group(), elsewhere.group()
    off = _metres_off(bounds)
    outside = off > _FAR_M
    if not outside.any():
        return far.group(), elsewhere.group()
    if outside.mean() <= 1 - _MOST_OF_THEM and not old:
        _add_far(far, known, outside, off, _DISTRICT)
        return far.group(), elsewhere.group()
    away, distance = _from_the_others(bounds)
    _add_far(far, known, away, distance, _MIDDLE)
    if not old and outside[~away].all():
        middle = np.median(np.column_stack([bounds[:, [0, 2]].mean(axis=1), bounds[:, [1, 3]].mean(axis=1)]), axis=0)
        lon, lat = transform_coordinates(middle.reshape(1, 2), WORK_CRS, DEGREES_CRS)[0]
        where = Message(
            "all of it lies outside Yuhang, around {lon}° E, {lat}° N", {"lon": f"{lon:.3f}", "lat": f"{lat:.3f}"}
        )
        elsewhere.add_layer(where)
    return far.group(), elsewhere.group()


def _add_far(far: Listing, known: Ints, away: Bools, distance: Floats, what: Title) -> None:
    """List the features that are away, the furthest first; where they are many, the rest on one line."""
    order = np.flatnonzero(away)[np.argsort(-distance[away], kind="stable")]
    for i in order[:MOST_LISTED].tolist():
        far.add([known[i]], Message("{km} km from {what}", {"km": f"{distance[i] / 1000:,.0f}", "what": what}))
    if len(order) > MOST_LISTED:
        far.add_rest(known[order[MOST_LISTED:]], Message("far from {what}", {"what": what}))


def _metres_off(bounds: Floats) -> Floats:
    """Return how far each box is from the district's box, 0 where they meet."""
    x0, y0, x1, y1 = DISTRICT_M
    dx = np.maximum(np.maximum(x0 - bounds[:, 2], bounds[:, 0] - x1), 0.0)
    dy = np.maximum(np.maximum(y0 - bounds[:, 3], bounds[:, 1] - y1), 0.0)
    off: Floats = np.hypot(dx, dy)
    return off


def _from_the_others(bounds: Floats) -> tuple[Bools, Floats]:
    """Return which boxes are many times further from the middle than most, and the distances in metres."""
    centers = np.column_stack([bounds[:, [0, 2]].mean(axis=1), bounds[:, [1, 3]].mean(axis=1)])
    distance = np.hypot(*(centers - np.median(centers, axis=0)).T)
    usual = float(np.quantile(distance, _MOST_OF_THEM / 2))
    size = float(np.median(np.hypot(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])))
    away: Bools = distance > max(_FAR_M, _TIMES * usual, _TIMES * size)
    return away & (len(bounds) > 2), distance
