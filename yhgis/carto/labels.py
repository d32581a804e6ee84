"""Names on the map: from label styles and features to texts that neither collide nor leave the frame."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely
import shapely.ops

from yhgis.carto.classes import Bools, SymbolClass, classify, passing, text_of
from yhgis.carto.colour import faded, rgba
from yhgis.carto.display_list import Fill, Mark, Stroke, Text, TextMeasure, TextStyle
from yhgis.carto.drawn import Drawn
from yhgis.carto.frame import Frame
from yhgis.carto.label_collision import Box, Candidate, Label, Placed, place
from yhgis.carto.label_obstacles import ObstacleCourse
from yhgis.carto.label_places import (
    MOST_INSIDE,
    Written,
    along_line,
    dearer,
    inside_area,
    merged_lines,
    on_line,
    round_box,
    round_point,
)
from yhgis.carto.outlines import of_rings
from yhgis.carto.packing import Floats
from yhgis.carto.stations import stations
from yhgis.carto.text_measure import MM_PER_POINT
from yhgis.i18n import Language
from yhgis.model.layer import Layer
from yhgis.model.style import LabelStyle

if TYPE_CHECKING:
    from yhgis.carto.map_picture import MapLayer

CandidatesOf: TypeAlias = Callable[[Written], list[Candidate]]
"""From a measured text to the places where it could stand."""

#: Labels of one layer that are tried in one picture; the largest features first.
MOST_LABELS = 400
_FRAME_INSET = 0.8
_INSIDE_LOOP_COST = 8.0
#: Beside an area that hardly holds its name the name stands better than half outside; else only when all is taken.
_BESIDE_SMALL_COST, _BESIDE_COST = 1.2, 5.0
#: An area so many times as large as its name holds it.
_HOLDS_NAME = 6.0
#: Places along a line, as shares of its length, beside which its name is tried.
_BESIDE_SHARES = (0.5, 0.3, 0.7, 0.1, 0.9)
#: Up to so many areas, each name looks long for its place; of more, each looks briefly.
_FEW_LABELS = 40
_BRACKETS = re.compile(r"[(（][^)）]*[)）]?")


@dataclass(frozen=True, eq=False)
class Naming:
    """One label style at work on one layer."""

    map_layer: MapLayer
    order: int
    style: LabelStyle
    classes: Sequence[SymbolClass]
    frame: Frame
    measure: TextMeasure
    lang: Language

    @property
    def layer(self) -> Layer:
        """The layer whose features are named."""
        return self.map_layer.layer

    def label(self, text: str, feature: int, size: float, candidates: CandidatesOf) -> Label:
        """Return the label ``text`` of ``feature``; ``size`` decides among labels of equal priority."""
        style = self.style
        written = Written.of(text, self.text_style(feature), self.measure)
        rank = (0.0 if style.must else 1.0, -float(style.priority), -float(self.order), -size, float(feature))
        return Label(
            text,
            written.style,
            rank,
            lambda: list(candidates(written)),
            f"{self.layer.id}:{feature}",
            written.style.color if style.flag else None,
            self.map_layer.opacity,
        )

    def text_style(self, feature: int) -> TextStyle:
        """Return how the label of ``feature`` looks."""
        style = self.style
        color = style.color if style.color != "category" else self._category_color(feature)
        return TextStyle(
            style.size_pt,
            rgba(color, style.opacity),
            style.weight,
            style.italic,
            style.spacing_mm,
            style.halo_mm,
            rgba(style.halo, style.halo_opacity),
        )

    def _category_color(self, feature: int) -> str:
        return next((one.label_color for one in self.classes if one.members[feature] and one.label_color), "#333333")

    def members(self) -> Bools:
        """Whether each feature is drawn and passes the label's filter."""
        drawn = np.zeros(len(self.layer), dtype=bool)
        for one in self.classes:
            drawn |= one.members
        return drawn & passing(self.layer, self.style.only)

    def texts(self) -> list[str]:
        """Return the name of every feature, empty when it has none."""
        info = self.layer.info
        zh, en = self.style.field or info.name_field, self.style.field_en or info.name_field_en
        wanted = [name for name in ((en, zh) if self.lang == "en" else (zh,)) if name]
        columns = [self.layer.field(name) for name in wanted if name in self.layer.fields or name == self.style.field]
        found = [next((t for t in (text_of(c[i]) for c in columns) if t), "") for i in range(len(self.layer))]
        return [_BRACKETS.sub("", text).strip() for text in found] if self.style.short else found


def label_marks(map_layers: Sequence[MapLayer], frame: Frame, measure: TextMeasure, lang: Language) -> tuple[Mark, ...]:
    """Return the texts (and flags) of all layers."""
    marks: list[Mark] = []
    for placed in place_labels(map_layers, frame, measure, lang):
        label = placed.label
        marks += _flag(placed) if label.flag is not None else []
        style = _faded(label.style, label.opacity)
        marks += [Text(p.text, p.x, p.y, style, p.anchor, p.angle) for p in placed.candidate.pieces]
    return tuple(marks)


def place_labels(map_layers: Sequence[MapLayer], frame: Frame, measure: TextMeasure, lang: Language) -> list[Placed]:
    """Return the labels that found a place in ``frame``, the most important first."""
    labels: list[Label] = []
    obstacles = ObstacleCourse()
    for order, map_layer in enumerate(map_layers):
        if map_layer.opacity <= 0 or not map_layer.style.scales.holds(frame.view.scale):
            continue
        classes = classify(map_layer.layer, map_layer.style, frame.view.scale)
        obstacles.collect(map_layer.layer, classes, frame)
        for style in map_layer.style.labels:
            if style.scales.holds(frame.view.scale):
                naming = Naming(map_layer, order, style, classes, frame, measure, lang)
                labels += _PLACEMENTS[style.placement](naming)
    return place(labels, frame_box(frame), obstacles.made(), check=frame.feedback.check)


def frame_box(frame: Frame) -> Box:
    """Return the paper inside of which labels stay."""
    inset = _FRAME_INSET
    return inset, inset, frame.view.width_mm - inset, frame.view.height_mm - inset


def _point_labels(naming: Naming) -> Iterator[Label]:
    drawn = Drawn(naming.layer, naming.members(), naming.frame)
    texts, gap = naming.texts(), naming.style.gap_mm
    seen: set[str] = set()
    for (x, y), feature in zip(drawn.points_mm.tolist(), drawn.point_features.tolist(), strict=True):
        text = texts[feature]
        if not text or (naming.style.once_each and text in seen):
            continue
        seen.add(text)
        yield naming.label(text, feature, 0.0, _about(x, y, gap))


def _station_labels(naming: Naming) -> Iterator[Label]:
    members, view = naming.members(), naming.frame.view
    seen: set[str] = set()
    for number, one in enumerate(stations(naming.layer)):
        text = one.name_en if naming.lang == "en" and one.name_en else one.name
        if members[one.feature] and text and text not in seen:
            seen.add(text)
            x, y = view.to_paper(np.array([[one.x, one.y]]))[0].tolist()
            yield naming.label(text, one.feature, -float(number), _about(x, y, naming.style.gap_mm))


def _about(x: float, y: float, gap: float) -> CandidatesOf:
    return lambda written: round_point(written, x, y, gap)


def _polygon_labels(naming: Naming) -> Iterator[Label]:
    # an area smaller than two letters' squares has no room for a name
    least = 2 * (naming.style.size_pt * MM_PER_POINT) ** 2 if not naming.style.beside else 1e-9
    texts, members = naming.texts(), naming.members()
    x0, y0, x1, y1 = shapely.bounds(naming.layer.geometry).T
    members &= (x1 - x0) * (y1 - y0) * naming.frame.view.mm_per_metre**2 >= least
    drawn = Drawn(naming.layer, members, naming.frame)
    wanted, whole = drawn.visible_areas, drawn.visible_polygons
    shown = shapely.clip_by_rect(whole, *naming.frame.view.extent)
    area = shapely.area(shown) * naming.frame.view.mm_per_metre**2
    order = [i for i in np.argsort(-area, kind="stable") if area[i] >= least][:MOST_LABELS]
    effort = MOST_INSIDE if len(order) <= _FEW_LABELS else MOST_INSIDE // 8
    seen: set[str] = set()
    for i in order:
        text = texts[wanted[i]]
        if not text or (naming.style.once_each and text in seen):
            continue
        seen.add(text)
        within = _within(whole[i], shown[i], naming.frame, effort)
        if naming.style.beside:
            within = _or_beside(within, shown[i], naming.frame, naming.style.gap_mm)
        yield naming.label(text, int(wanted[i]), float(area[i]), within)


def _or_beside(within: CandidatesOf, shown: shapely.Geometry, frame: Frame, gap: float) -> CandidatesOf:
    drawn = shapely.transform(_largest(shown), frame.view.to_paper)
    x0, y0, x1, y1 = shapely.bounds(drawn).tolist()

    def candidates(written: Written) -> list[Candidate]:
        holds = shapely.area(drawn) > _HOLDS_NAME * written.width * written.height
        beside = round_box(written, (x0, y0, x1, y1), gap)
        return [*within(written), *dearer(beside, _BESIDE_COST if holds else _BESIDE_SMALL_COST)]

    return candidates


def _within(whole: shapely.Geometry, shown: shapely.Geometry, frame: Frame, effort: int) -> CandidatesOf:
    def candidates(written: Written) -> list[Candidate]:
        view = frame.view
        area = _largest(shapely.simplify(shapely.transform(shown, view.to_paper), 0.1))
        x0, _, x1, _ = shapely.bounds(area)
        if not x1 - x0 >= 0.5 * written.width:
            return []
        heart = None
        if not shapely.equals(shown, whole):  # partly outside: keep the name where it stands on the whole, if it shows
            tolerance = view.metres_per_mm
            circle = shapely.maximum_inscribed_circle(_largest(shapely.simplify(whole, tolerance)), tolerance=tolerance)
            heart = view.to_paper(shapely.get_coordinates(circle)[:1])[0]
        return inside_area(written, area, heart, effort=effort)

    return candidates


def _largest(geometry: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(geometry)
    return parts[int(np.argmax(shapely.area(parts)))] if len(parts) > 1 else geometry


def _line_labels(naming: Naming) -> Iterator[Label]:
    drawn = Drawn(naming.layer, naming.members(), naming.frame)
    texts, style = naming.texts(), naming.style
    named: dict[str, tuple[int, list[Floats]]] = {}
    paths, lines = drawn.line_paths, drawn.lines
    for j, feature in enumerate(lines.features.tolist()):
        key = texts[feature] if style.once_each else f"{feature}"
        if texts[feature]:
            rings = range(int(paths.groups[j]), int(paths.groups[j + 1]))
            pieces = [paths.xy[paths.starts[r] : paths.starts[r + 1]] for r in rings]
            named.setdefault(key, (feature, []))[1].extend(pieces)
    for feature, pieces in list(named.values())[:MOST_LABELS]:
        for line in merged_lines(pieces, frame_box(naming.frame)):
            length = float(np.hypot(*np.diff(line, axis=0).T).sum())
            parts = _parts(line, length, style.repeat_mm)
            for number, part in enumerate(parts):
                yield naming.label(texts[feature], feature, length - 1000.0 * number, _beside(part, style))
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
        within = [] if shapely.is_empty(loop) else [_largest(loop)]
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
            for one in dearer(round_point(written, x, y, style.gap_mm + 0.6), _BESIDE_COST + 0.3 * rank)
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
    "polygon": _polygon_labels,
    "line": _line_labels,
    "along": _line_labels,
}
