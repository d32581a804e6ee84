"""What is said of a footprint and a line: facts, in the words of the rule file; never that something is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yhgis.analysis.check_line import LineFigures, Verdict
from yhgis.analysis.rules import LineRule, Rules, Sentences, Severity
from yhgis.i18n import Message, Title, tr
from yhgis.model.layer import Layer
from yhgis.model.quantity import AreaUnit, format_area, format_number, format_share

#: Features named one by one in a sentence; the others are counted.
_MOST_NAMED = 8
#: From here on hectares have two decimals, below four (0.0001 ha is a square metre), in m2.
_LARGE_M2 = 1_000_000.0
#: Below this an area is said in square metres: four decimals of a hectare would round it away.
_SMALL_M2 = 10.0


@dataclass(frozen=True)
class Line:
    """A line as sentences and notes speak of it.

    Parameters
    ----------
    layer : Layer
    rule : LineRule
    title : Title
    sentences : Sentences
    near_m : float
        A clear footprint nearer than this is noted.
    """

    layer: Layer
    rule: LineRule
    title: Title
    sentences: Sentences
    near_m: float

    @classmethod
    def of(cls, layer: Layer, rules: Rules) -> Line:
        """Return ``layer`` as the rules know it."""
        rule = rules.line(layer)
        return cls(layer, rule, rules.title(layer, rule), rules.sentences(rule), rules.near_m(rule))

    @property
    def severity(self) -> Severity | None:
        """How hard the line is; None where it is no control line."""
        return self.rule.severity

    @property
    def accuracy_m(self) -> float:
        """How far the line may be off; 0 where that is not known."""
        return self.layer.info.accuracy_m or 0.0

    @property
    def looked_around_m(self) -> float:
        """How far features that are not touched are worth knowing of."""
        return max(self.near_m, self.accuracy_m)


def sentence(line: Line, figures: LineFigures, footprint_m2: float) -> str:
    """Return the sentence on the line."""
    words = {
        Verdict.CLEAR: line.sentences.clear,
        Verdict.TOUCHED: line.sentences.touched,
        Verdict.INSIDE: line.sentences.inside,
    }[figures.verdict]
    return str(words).format(
        title=line.title,
        area=area_text(figures.net_m2),
        share=format_share(figures.net_m2 / footprint_m2 if footprint_m2 > 0 else None),
        features=_features_text(figures),
    )


def area_text(m2: float) -> str:
    """Return an area as a sentence says it: hectares, and mu in brackets."""
    if m2 < _SMALL_M2:
        return tr("{area} square metres", area=format_area(m2))
    decimals = 2 if m2 >= _LARGE_M2 else 4
    return tr("{ha} ha ({mu} mu)", ha=format_area(m2, AreaUnit.HA, decimals), mu=format_area(m2, AreaUnit.MU))


def _features_text(figures: LineFigures) -> str:
    """Return the names of the features with their areas; one feature alone without."""
    order = np.argsort(-figures.feature_m2, kind="stable")
    order = order[figures.feature_m2[order] > 0]
    if len(order) == 1:
        return figures.names[int(order[0])]
    named = [f"{figures.names[int(i)]} {area_text(float(figures.feature_m2[i]))}" for i in order[:_MOST_NAMED]]
    text = listed(named)
    return tr("{names} and {n} more", names=text, n=len(order) - _MOST_NAMED) if len(order) > _MOST_NAMED else text


def listed(items: Sequence[str]) -> str:
    """Return ``items`` as a list within a sentence."""
    return str(Title("、", ", ")).join(items)


def notes(line: Line, figures: LineFigures) -> list[Message]:
    """Return what must be known with the verdict: edges nearer than the data is accurate, deductions, slivers."""
    out = [*_edge_notes(line, figures), *_neighbour_notes(line, figures)]
    if figures.deducted_m2 is not None and figures.verdict is not Verdict.CLEAR:
        after = figures.net_m2 - figures.deducted_m2
        out.append(
            Message(
                "{line}: less the coefficient {field}, {area} remain.",
                {"line": line.title, "field": figures.coefficient_field, "area": AreaText(after)},
            )
        )
    if figures.slivers.any():
        out.append(
            Message(
                "{line}: {n} of the common pieces are slivers, {area} m² together, within the area stated.",
                {
                    "line": line.title,
                    "n": int(figures.slivers.sum()),
                    "area": format_area(figures.slivers_m2),
                },
            )
        )
    return out


@dataclass(frozen=True)
class AreaText:
    """An area in a `Message`, said in the language in use when the message is."""

    m2: float

    def __str__(self) -> str:
        return area_text(self.m2)


def _edge_notes(line: Line, figures: LineFigures) -> list[Message]:
    """Return the notes on an edge nearer than the layer is accurate, or than the rules call near."""
    if figures.verdict is Verdict.CLEAR:
        return _clear_notes(line, figures.distance_m)
    if figures.verdict is Verdict.INSIDE:
        return _inside_notes(line, figures.margin_m)
    accuracy = line.accuracy_m
    metres = {"line": line.title, "accuracy": format_number(accuracy, 0)}
    out = []
    if figures.width_m is not None and figures.width_m < accuracy:
        out.append(
            Message(
                "On the line: the common ground with {line} is {width} m wide on average, "
                "the boundary may be off by {accuracy} m; to be settled with more accurate data.",
                {**metres, "width": format_number(figures.width_m)},
            )
        )
    if figures.rest_width_m is not None and figures.rest_width_m < accuracy:
        out.append(
            Message(
                "On the line: what lies outside {line} is {width} m wide on average, "
                "the boundary may be off by {accuracy} m; to be settled with more accurate data.",
                {**metres, "width": format_number(figures.rest_width_m)},
            )
        )
    return out


def _inside_notes(line: Line, margin_m: float | None) -> list[Message]:
    """Return the note on a footprint within a line but nearer to its boundary than that is accurate."""
    if margin_m is None or margin_m >= line.accuracy_m:
        return []
    return [
        Message(
            "On the line: within {line}, but only {distance} m from its boundary, "
            "which may be off by {accuracy} m; to be settled with more accurate data.",
            {
                "line": line.title,
                "accuracy": format_number(line.accuracy_m, 0),
                "distance": format_number(margin_m),
            },
        )
    ]


def _clear_notes(line: Line, distance_m: float) -> list[Message]:
    """Return the note on a footprint that is clear of a line but near it."""
    values = {"line": line.title, "distance": format_number(distance_m)}
    if distance_m == 0.0:
        return [Message("On the line: touches the boundary of {line}.", {"line": line.title})]
    if distance_m < line.accuracy_m:
        return [
            Message(
                "On the line: {distance} m from the boundary of {line}, which may be off by {accuracy} m; "
                "to be settled with more accurate data.",
                {**values, "accuracy": format_number(line.accuracy_m, 0)},
            )
        ]
    if distance_m < line.near_m:
        return [
            Message(
                "Near: {distance} m from the boundary of {line}, less than {near} m.",
                {**values, "near": format_number(line.near_m, 0)},
            )
        ]
    return []


def _neighbour_notes(line: Line, figures: LineFigures) -> list[Message]:
    """Return the notes on the next town or zone, where the edge to it is nearer than it is accurate."""
    if line.severity is not None or figures.verdict is Verdict.CLEAR:
        return []
    return [
        Message(
            "On the line: {feature} is only {distance} m away, the boundary may be off by {accuracy} m.",
            {
                "feature": figures.names[feature],
                "distance": format_number(distance),
                "accuracy": format_number(line.accuracy_m, 0),
            },
        )
        for feature, distance in figures.neighbours
        if distance < line.accuracy_m
    ]
