"""Styled Layer Descriptors (SLD 1.0, and 1.1 as QGIS writes it) as styles."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any

from yhgis import safe_xml
from yhgis.errors import DataError
from yhgis.i18n import Message
from yhgis.io.sld_read_symbols import child, children, read_label, read_symbolizers, text_of
from yhgis.io.style_filter import range_filter
from yhgis.io.style_notes import Notes
from yhgis.model.style import (
    CategoriesRenderer,
    Category,
    FieldFilter,
    GraduatedRenderer,
    LabelStyle,
    LayerStyle,
    Renderer,
    Rule,
    RulesRenderer,
    ScaleRange,
    SingleRenderer,
    Step,
    Words,
)
from yhgis.model.symbol import Symbol

_COMPARED = {
    "PropertyIsGreaterThanOrEqualTo": ">=",
    "PropertyIsGreaterThan": ">",
    "PropertyIsLessThanOrEqualTo": "<=",
    "PropertyIsLessThan": "<",
}


@dataclass(frozen=True)
class _Test:
    """What a filter asks: equality with ``values`` (or, ``negated``, with none of them), comparisons, or no value."""

    field: str
    values: tuple[str, ...] = ()
    limits: tuple[tuple[str, float], ...] = ()
    null: bool = False
    negated: bool = False

    def where(self) -> FieldFilter | None:
        if self.values and not self.negated:
            return FieldFilter(field=self.field, values=self.values)
        if self.null:
            return FieldFilter(field=self.field, values=("",))
        return range_filter(self.field, list(self.limits)) if self.limits else None


@dataclass(frozen=True)
class _Rule:
    title: str
    symbol: Symbol
    test: _Test | None
    otherwise: bool
    scales: ScaleRange


def read_sld(content: bytes, origin: str) -> tuple[LayerStyle, list[Message]]:
    """Return the style in an .sld file, and what of it was left out.

    Raises
    ------
    DataError
        Not a descriptor, one without rules, or a value that does not fit: the key and the line are told.
    """
    root = safe_xml.parse(content, origin)
    notes = Notes(origin)
    if safe_xml.local_name(root) != "StyledLayerDescriptor":
        raise DataError(
            "{file} is not a Styled Layer Descriptor: its root is <{name}>.", file=origin, name=str(root.tag)[:80]
        )
    layers = [one for one in root.iter() if safe_xml.local_name(one) in ("NamedLayer", "UserLayer")]
    if len(layers) > 1:
        notes.drop(Message("Of several layers in the file the first is read."))
    rules = [one for one in layers[0].iter() if safe_xml.local_name(one) == "Rule"] if layers else []
    if not rules:
        raise DataError("{file} has no rules to draw by.", file=origin)
    drawn: list[_Rule] = []
    labels: list[LabelStyle] = []
    for rule in rules:
        _read_rule(rule, notes, drawn, labels)
    return LayerStyle(renderer=_renderer(drawn), labels=tuple(labels)), notes.dropped


def _read_rule(rule: Any, notes: Notes, drawn: list[_Rule], labels: list[LabelStyle]) -> None:
    filter_ = child(rule, "Filter")
    test = _test(filter_, notes) if filter_ is not None else None
    if filter_ is not None and test is None:
        given: dict[str, object] = {"line": filter_.sourceline}
        notes.drop(Message("The rule whose filter stands on line {line} is left out: it asks more than values.", given))
        return
    scales = ScaleRange(
        closest=_scale(rule, "MinScaleDenominator", notes) or 0.0,
        farthest=_scale(rule, "MaxScaleDenominator", notes),
    )
    symbol = read_symbolizers(rule, notes)
    if symbol or child(rule, "TextSymbolizer") is None:
        otherwise = child(rule, "ElseFilter") is not None or (test is not None and test.negated)
        drawn.append(_Rule(_title(rule), symbol, None if otherwise else test, otherwise, scales))
    for text in children(rule, "TextSymbolizer"):
        label = read_label(text, notes)
        labels.append(label.model_copy(update={"scales": scales, "only": test.where() if test else None}))


def _title(rule: Any) -> str:
    description = child(rule, "Description")
    title = text_of(child(description, "Title")) if description is not None else ""
    return title or text_of(child(rule, "Title")) or text_of(child(rule, "Name"))


def _scale(rule: Any, name: str, notes: Notes) -> float | None:
    element = child(rule, name)
    return notes.number(element, name, text_of(element)) if element is not None else None


def _test(filter_: Any, notes: Notes) -> _Test | None:
    """Return what a filter asks, or None when it is more than can be said."""
    inside = [one for one in filter_ if safe_xml.local_name(one)]
    return _one_test(inside[0], notes) if len(inside) == 1 else None


def _one_test(element: Any, notes: Notes) -> _Test | None:
    name = safe_xml.local_name(element)
    if name in ("Or", "And"):
        parts = [_one_test(one, notes) for one in element if safe_xml.local_name(one)]
        tests = [one for one in parts if one is not None]
        if len(tests) != len(parts) or len({one.field for one in tests}) != 1:
            return None
        if name == "Or" and any(one.negated for one in tests):  # all values but some, and none at all
            return next(one for one in tests if one.negated) if all(one.negated or one.null for one in tests) else None
        if name == "Or":
            values = tuple(value for one in tests for value in one.values)
            return _Test(tests[0].field, values) if all(one.values and not one.limits for one in tests) else None
        limits = tuple(limit for one in tests for limit in one.limits)
        return _Test(tests[0].field, (), limits) if all(one.limits and not one.values for one in tests) else None
    if name == "Not":
        inside = [one for one in element if safe_xml.local_name(one)]
        denied = _one_test(inside[0], notes) if len(inside) == 1 else None
        plain = denied is not None and denied.values and not denied.negated
        return replace(denied, negated=True) if denied is not None and plain else None
    field = text_of(child(element, "PropertyName"))
    literal = text_of(child(element, "Literal"))
    if name == "PropertyIsEqualTo" and field:
        return _Test(field, (literal,))
    if name == "PropertyIsNull" and field:
        return _Test(field, null=True)
    if name in _COMPARED and field:
        return _Test(field, (), ((_COMPARED[name], notes.number(element, "Literal", literal)),))
    return None


def _renderer(rules: list[_Rule]) -> Renderer:
    scaled = any(rule.scales != rules[0].scales for rule in rules) or (rules and rules[0].scales != ScaleRange())
    if len(rules) == 1 and rules[0].test is None and not scaled:
        only = rules[0]
        return SingleRenderer(symbol=only.symbol, title=_words(only.title) if only.title else None)
    if not rules:
        return SingleRenderer(symbol=())
    if not scaled:
        return _categories(rules) or _graduated(rules) or _by_rules(rules)
    return _by_rules(rules)


def _words(text: str) -> Words:
    return Words(zh=text, en=text)


def _categories(rules: list[_Rule]) -> CategoriesRenderer | None:
    """Return the rules as categories, when each names values of one field and the last may be for all others."""
    named = [rule for rule in rules if rule.test is not None and rule.test.values]
    others = [rule for rule in rules if rule.otherwise]
    fields = {rule.test.field for rule in named if rule.test is not None}
    if len(named) + len(others) != len(rules) or len(others) > 1 or len(fields) != 1:
        return None
    categories = tuple(
        Category(values=rule.test.values, title=_words(rule.title or rule.test.values[0]), symbol=rule.symbol)
        for rule in named
        if rule.test is not None
    )
    other = others[0] if others else None
    titles = {"other_title": _words(other.title)} if other is not None and other.title else {}
    return CategoriesRenderer.model_validate(
        {"field": fields.pop(), "categories": categories, "other": other.symbol if other else None, **titles}
    )


def _graduated(rules: list[_Rule]) -> GraduatedRenderer | None:
    """Return the rules as classes of a number, when each begins where the one before ends."""
    missing = [rule for rule in rules if rule.test is not None and rule.test.null]
    ranged = [(rule, limits) for rule in rules if (limits := _limits(rule)) is not None]
    fields = {rule.test.field for rule in rules if rule.test is not None}
    if not ranged or len(ranged) + len(missing) != len(rules) or len(fields) != 1 or len(missing) > 1:
        return None
    ranged.sort(key=lambda one: one[1])
    if any(a[1][1] != b[1][0] for a, b in itertools.pairwise(ranged)):
        return None
    steps = tuple(Step(upper=upper, title=_words(rule.title), symbol=rule.symbol) for rule, (_, upper) in ranged)
    lost = missing[0] if missing else None
    titles = {"missing_title": _words(lost.title)} if lost is not None and lost.title else {}
    return GraduatedRenderer.model_validate(
        {
            "field": fields.pop(),
            "lower": ranged[0][1][0],
            "steps": steps,
            "missing": lost.symbol if lost else None,
            **titles,
        }
    )


def _limits(rule: _Rule) -> tuple[float, float] | None:
    if rule.test is None or len(rule.test.limits) != 2:
        return None
    found = {sign[0]: limit for sign, limit in rule.test.limits}
    return (found[">"], found["<"]) if len(found) == 2 else None


def _by_rules(rules: list[_Rule]) -> RulesRenderer:
    return RulesRenderer(
        rules=tuple(
            Rule(
                title=_words(rule.title),
                symbol=rule.symbol,
                where=rule.test.where() if rule.test is not None else None,
                scales=rule.scales,
                otherwise=rule.otherwise,
            )
            for rule in rules
        )
    )
