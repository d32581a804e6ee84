"""Names of areas: at the widest inner place that shows, or beside an area that has no room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import shapely

from yhgis.carto.cutting import cut_to
from yhgis.carto.frame import Frame
from yhgis.carto.label_collision import Candidate, Label
from yhgis.carto.label_naming import MOST_LABELS, CandidatesOf, Naming
from yhgis.carto.label_places import MOST_INSIDE, dearer, inside_area, round_box
from yhgis.carto.label_shapes import heart, label_shapes, largest, tolerance_level
from yhgis.carto.label_text import width_of
from yhgis.carto.label_written import Written
from yhgis.carto.packing import Floats, Ints, bounds_of, meets
from yhgis.carto.text_measure import MM_PER_POINT
from yhgis.model.view import View

#: Beside an area that hardly holds its name the name stands better than half outside; else only when all is taken.
BESIDE_SMALL_COST, BESIDE_COST = 1.2, 5.0
#: An area so many times as large as its name holds it.
_HOLDS_NAME = 6.0
#: How far from the edge of the paper a name stands whose own place is out of sight (mm).
_OFF_EDGE = 6.0
#: Up to so many areas, each name looks long for its place; of more, each looks briefly.
_FEW_LABELS = 40


def polygon_labels(naming: Naming) -> Iterator[Label]:
    """Yield a label for each area that shows and has room, the largest first."""
    # an area smaller than two letters' squares has no room for a name
    least = 2 * (naming.style.size_pt * MM_PER_POINT) ** 2 if not naming.style.beside else 1e-9
    view, layer, level = naming.frame.view, naming.layer, tolerance_level(naming.frame.view.metres_per_mm)
    wanted = _largest_boxes(naming, least)
    whole = label_shapes(layer, wanted, level)
    shown = cut_to(whole, view.extent)
    area = shapely.area(shown) * view.mm_per_metre**2
    order = [i for i in np.argsort(-area, kind="stable") if area[i] >= least][:MOST_LABELS]
    effort = MOST_INSIDE if len(order) <= _FEW_LABELS else MOST_INSIDE // 8
    texts = naming.texts(wanted)
    seen: set[str] = set()
    for i in order:
        if not texts[i] or (naming.style.once_each and texts[i] in seen):
            continue
        seen.add(texts[i])
        feature = int(wanted[i])
        within = _within(naming, feature, whole[i], shown[i], effort)
        if naming.style.beside:
            within = _or_beside(within, shown[i], naming.frame, naming.style.gap_mm)
        label = naming.label(texts[i], feature, float(area[i]), within)
        yield replace(label, away=partial(_is_away, naming, label, feature, whole[i]))


def _largest_boxes(naming: Naming, least: float) -> Ints:
    """Return the areas that may show with a name, those with the largest boxes if there are very many."""
    bounds = bounds_of(naming.layer)
    size = (bounds[:, 2] - bounds[:, 0]) * (bounds[:, 3] - bounds[:, 1]) * naming.frame.view.mm_per_metre**2
    wanted = np.flatnonzero(naming.members() & (size >= least) & meets(bounds, naming.frame.view.extent))
    wanted = wanted[shapely.get_dimensions(naming.layer.geometry[wanted]) == 2]
    if len(wanted) > 2 * MOST_LABELS:
        wanted = np.sort(wanted[np.argsort(-size[wanted], kind="stable")[: 2 * MOST_LABELS]])
    return wanted.astype(np.int64)


def _or_beside(within: CandidatesOf, shown: shapely.Geometry, frame: Frame, gap: float) -> CandidatesOf:
    def candidates(written: Written) -> list[Candidate]:
        drawn = shapely.transform(largest(shown), frame.view.to_paper)
        x0, y0, x1, y1 = shapely.bounds(drawn).tolist()
        holds = shapely.area(drawn) > _HOLDS_NAME * written.width * written.height
        beside = round_box(written, (x0, y0, x1, y1), gap)
        return [*within(written), *dearer(beside, BESIDE_COST if holds else BESIDE_SMALL_COST)]

    return candidates


def _within(
    naming: Naming, feature: int, whole: shapely.Geometry, shown: shapely.Geometry, effort: int
) -> CandidatesOf:
    def candidates(written: Written) -> list[Candidate]:
        view = naming.frame.view
        area = largest(shapely.transform(shown, view.to_paper))
        x0, _, x1, _ = shapely.bounds(area)
        if not x1 - x0 >= 0.5 * written.width:
            return []
        if _lies_in(whole, view.extent):
            return inside_area(written, area, effort=effort)
        place = _home(naming, feature, whole)  # partly outside: keep the name where it stands on the whole, if it shows
        if _shows(place, view, written.width / 2, written.height):
            return inside_area(written, area, place, effort=effort)
        return _makeshifts(written, area, view, effort)

    return candidates


def _is_away(naming: Naming, label: Label, feature: int, whole: shapely.Geometry) -> bool:
    """Whether the name's own place on the whole area does not show, so that the name has to stand elsewhere."""
    view, style = naming.frame.view, label.style
    if _lies_in(whole, view.extent):
        return False
    letter = style.size_pt * MM_PER_POINT
    half = max(map(width_of, label.text.split("\n"))) * (letter + style.letter_spacing_mm) / 2
    return not _shows(_home(naming, feature, whole), view, half, letter)


def _home(naming: Naming, feature: int, whole: shapely.Geometry) -> Floats:
    """Return where on the paper a name stands when all of its area shows."""
    view = naming.frame.view
    place = heart(naming.layer, feature, tolerance_level(view.metres_per_mm), whole)
    return np.asarray(view.to_paper(np.array([place]))[0])


def _shows(place: Floats, view: View, half_width: float, half_height: float) -> bool:
    """Whether a name in the middle of which ``place`` lies is on the paper."""
    x, y = place.tolist()
    return bool(half_width <= x <= view.width_mm - half_width and half_height <= y <= view.height_mm - half_height)


def _makeshifts(written: Written, area: shapely.Geometry, view: View, effort: int) -> list[Candidate]:
    """Return places for a name whose own is out of sight: well off the paper's edge, or it would jump at each step."""
    paper = shapely.box(_OFF_EDGE, _OFF_EDGE, view.width_mm - _OFF_EDGE, view.height_mm - _OFF_EDGE)
    room = shapely.intersection(area, paper)
    if shapely.get_dimensions(room) != 2 or shapely.is_empty(room):
        return []
    return inside_area(written, largest(room), most_outside=0.0, effort=effort)


def _lies_in(shape: shapely.Geometry, extent: tuple[float, float, float, float]) -> bool:
    x0, y0, x1, y1 = shapely.bounds(shape)
    return bool(x0 >= extent[0] and y0 >= extent[1] and x1 <= extent[2] and y1 <= extent[3])
