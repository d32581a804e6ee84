"""Names on the map: from label styles and features to texts that neither collide nor leave the frame."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.ops

from yhgis.carto.classes import classify
from yhgis.carto.colour import faded, rgba
from yhgis.carto.display_list import Fill, Mark, Stroke, Text, TextMeasure, TextStyle
from yhgis.carto.drawn import Drawn
from yhgis.carto.frame import Frame
from yhgis.carto.label_collision import Box, Label, LabelKey, Placed, place
from yhgis.carto.label_naming import MOST_LABELS, CandidatesOf, Naming
from yhgis.carto.label_obstacles import ObstacleCourse
from yhgis.carto.label_places import along_line, dearer, inside_area, merged_lines, on_line, round_point
from yhgis.carto.label_polygons import BESIDE_COST, polygon_labels
from yhgis.carto.label_shapes import largest
from yhgis.carto.outlines import of_rings
from yhgis.carto.packing import Floats
from yhgis.carto.stations import stations
from yhgis.i18n import Language
from yhgis.model.style import LabelStyle
from yhgis.model.view import View

if TYPE_CHECKING:
    from yhgis.carto.label_collision import Candidate
    from yhgis.carto.map_picture import MapLayer

_FRAME_INSET = 0.8
#: Ink and its smoothing reach no farther out of a label's box than this, the halo aside.
_INK_BEYOND_BOX_MM = 1.0
_INSIDE_LOOP_COST = 8.0
#: Places along a line, as shares of its length, beside which its name is tried.
_BESIDE_SHARES = (0.5, 0.3, 0.7, 0.1, 0.9)


@dataclass(frozen=True, eq=False)
class Placements:
    """Where the labels of a picture stand, so that those of the next, a little aside, stand where they stood.

    Parameters
    ----------
    view : View
    placed : tuple of Placed
        The most important first.
    """

    view: View
    placed: tuple[Placed, ...]

    def marks(self, seen: Box | None = None) -> tuple[Mark, ...]:
        """Return the texts (and flags), as drawn; only those that reach into ``seen`` (paper mm) when given."""
        marks: list[Mark] = []
        for placed in self.placed:
            if seen is not None and not _reaches(placed, seen):
                continue
            label = placed.label
            marks += _flag(placed) if label.flag is not None else []
            marks += [
                Text(p.text, p.x, p.y, _faded(p.style or label.style, label.opacity), p.anchor, p.angle)
                for p in placed.candidate.pieces
            ]
        return tuple(marks)

    def on(self, view: View) -> dict[LabelKey, list[Candidate]]:
        """Return where on the paper of ``view`` the labels stand now; nothing where the scale is another."""
        if view.scale != self.view.scale or view.dpi != self.view.dpi:
            return {}
        k = view.mm_per_metre
        dx = (self.view.center_x - view.center_x) * k + (view.width_mm - self.view.width_mm) / 2
        dy = (view.center_y - self.view.center_y) * k + (view.height_mm - self.view.height_mm) / 2
        found: dict[LabelKey, list[Candidate]] = {}
        for placed in self.placed:
            found.setdefault(placed.label.key, []).append(placed.candidate.moved(dx, dy))
        return found


def _reaches(placed: Placed, seen: Box) -> bool:
    room = placed.label.style.halo_mm + _INK_BEYOND_BOX_MM
    return any(
        x0 - room < seen[2] and x1 + room > seen[0] and y0 - room < seen[3] and y1 + room > seen[1]
        for x0, y0, x1, y1 in placed.candidate.boxes
    )


def label_marks(map_layers: Sequence[MapLayer], frame: Frame, measure: TextMeasure, lang: Language) -> tuple[Mark, ...]:
    """Return the texts (and flags) of all layers."""
    return Placements(frame.view, tuple(place_labels(map_layers, frame, measure, lang))).marks()


def place_labels(
    map_layers: Sequence[MapLayer],
    frame: Frame,
    measure: TextMeasure,
    lang: Language,
    before: Placements | None = None,
) -> list[Placed]:
    """Return the labels that found a place in ``frame``, the most important first.

    Parameters
    ----------
    before : Placements, optional
        Of the same map a moment ago: a label that stood there at the same scale keeps its place on the ground as
        long as that is in the picture and no more important label takes it.
    """
    labels: list[Label] = []
    obstacles = ObstacleCourse()
    for order, map_layer in enumerate(map_layers):
        if map_layer.opacity <= 0 or not map_layer.style.scales.holds(frame.view.scale):
            continue
        classes = classify(map_layer.layer, map_layer.style, frame.view.scale)
        obstacles.collect(map_layer.layer, classes, frame)
        for number, style in enumerate(map_layer.style.labels):
            if style.scales.holds(frame.view.scale):
                naming = Naming(map_layer, order, number, style, classes, frame, measure, lang)
                labels += _PLACEMENTS[style.placement](naming)
    kept = before.on(frame.view) if before is not None else {}
    return place(labels, frame_box(frame), obstacles.made(), check=frame.feedback.check, kept=kept)


def frame_box(frame: Frame) -> Box:
    """Return the paper inside of which labels stay."""
    inset = _FRAME_INSET
    return inset, inset, frame.view.width_mm - inset, frame.view.height_mm - inset


def _point_labels(naming: Naming) -> Iterator[Label]:
    drawn = Drawn(naming.layer, naming.members(), naming.frame)
    gap = naming.style.gap_mm
    seen: set[str] = set()
    texts = naming.texts(drawn.point_features)
    for (x, y), feature, text in zip(drawn.points_mm.tolist(), drawn.point_features.tolist(), texts, strict=True):
        if not text or (naming.style.once_each and text in seen):
            continue
        seen.add(text)
        yield naming.label(text, feature, 0.0, _about(x, y, gap))


def _station_labels(naming: Naming) -> Iterator[Label]:
    members, view = naming.members(), naming.frame.view
    seen: set[str] = set()
    for number, one in enumerate(stations(naming.layer)):
        text = naming.written_name(one.name, one.name_en)
        if members[one.feature] and text and text not in seen:
            seen.add(text)
            x, y = view.to_paper(np.array([[one.x, one.y]]))[0].tolist()
            yield naming.label(text, one.feature, -float(number), _about(x, y, naming.style.gap_mm))


def _about(x: float, y: float, gap: float) -> CandidatesOf:
    return lambda written: round_point(written, x, y, gap)


def _line_labels(naming: Naming) -> Iterator[Label]:
    drawn = Drawn(naming.layer, naming.members(), naming.frame)
    style = naming.style
    named: dict[str, tuple[str, int, list[Floats]]] = {}
    paths, lines = drawn.line_paths, drawn.lines
    for j, (feature, text) in enumerate(zip(lines.features.tolist(), naming.texts(lines.features), strict=True)):
        key = text if style.once_each else f"{feature}"
        if text:
            rings = range(int(paths.groups[j]), int(paths.groups[j + 1]))
            pieces = [paths.xy[paths.starts[r] : paths.starts[r + 1]] for r in rings]
            named.setdefault(key, (text, feature, []))[2].extend(pieces)
    for text, feature, pieces in list(named.values())[:MOST_LABELS]:
        for line in merged_lines(pieces, frame_box(naming.frame)):
            length = float(np.hypot(*np.diff(line, axis=0).T).sum())
            parts = _parts(line, length, style.repeat_mm)
            for number, part in enumerate(parts):
                yield naming.label(text, feature, length - 1000.0 * number, _beside(part, style))
            if not style.repeat_mm:
                break


def _parts(line: Floats, length: float, repeat: float) -> list[Floats]:
    """Return ``line`` in equal parts of about ``repeat`` mm, each to be named once; the middle one first."""
    count = max(int(length / repeat), 1) if repeat else 1
    curve = shapely.linestrings(line)
    cuts = np.linspace(0.0, length, count + 1)
    parts = [shapely.ops.substring(curve, a, b) for a, b in itertools.pairwise(cuts)]
    order = sorted(range(count), key=lambda i: (abs(i - (count - 1) / 2), i))
    return [shapely.get_coordinates(parts[i]) for i in order]


def _beside(line: Floats, style: LabelStyle) -> CandidatesOf:
    if style.placement == "along" and len(line) > 3 and np.array_equal(line[0], line[-1]):
        # a loop whose bends are too sharp for its name has it inside
        loop = shapely.polygons(line).buffer(-style.gap_mm)
        within = [] if shapely.is_empty(loop) else [largest(loop)]
        return lambda written: [
            *along_line(written, line, style.gap_mm),
            *(c for area in within for c in dearer(inside_area(written, area, most_outside=0.0), _INSIDE_LOOP_COST)),
        ]
    places = along_line if style.placement == "along" else on_line
    if not style.beside:
        return lambda written: list(places(written, line, style.gap_mm))
    curve = shapely.linestrings(line)
    stops = shapely.get_coordinates(shapely.line_interpolate_point(curve, _BESIDE_SHARES, normalized=True)).tolist()
    return lambda written: [
        *places(written, line, style.gap_mm),
        *(
            one
            for rank, (x, y) in enumerate(stops)
            for one in dearer(round_point(written, x, y, style.gap_mm + 0.6), BESIDE_COST + 0.3 * rank)
        ),
    ]


def _flag(placed: Placed) -> list[Mark]:
    x0, y0, x1, y1 = placed.candidate.boxes[0]
    box = of_rings(np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]))
    color = faded(placed.label.flag or placed.label.style.color, placed.label.opacity)
    return [Fill(box, rgba("#FFFFFF", 0.92 * placed.label.opacity)), Stroke(box, color, 0.2, join="miter")]


def _faded(style: TextStyle, opacity: float) -> TextStyle:
    if opacity >= 1.0:
        return style
    return TextStyle(
        style.size_pt,
        faded(style.color, opacity),
        style.weight,
        style.italic,
        style.letter_spacing_mm,
        style.halo_mm,
        faded(style.halo_color, opacity),
    )


_PLACEMENTS = {
    "point": _point_labels,
    "stations": _station_labels,
    "polygon": polygon_labels,
    "line": _line_labels,
    "along": _line_labels,
}
