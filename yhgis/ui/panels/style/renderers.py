"""Renderers as rows of classes, and what can be done to them (pure; no widgets)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yhgis.i18n import Language
from yhgis.model.layer import GeometryKind
from yhgis.model.style import (
    CategoriesRenderer,
    Category,
    FieldFilter,
    GraduatedRenderer,
    LayerStyle,
    Renderer,
    Rule,
    RulesRenderer,
    SingleRenderer,
    Step,
    Words,
)
from yhgis.model.symbol import Symbol

#: Between the values of one class, as typed and shown.
BETWEEN = "、"
_ALL = Words(zh="全部", en="All")


@dataclass(frozen=True)
class ClassRow:
    """One class as a line: its symbol, its name, and what it holds."""

    symbol: Symbol
    title: Words
    second: str = ""
    fixed: bool = False
    """Whether what it holds cannot be typed over."""


def rows(renderer: Renderer) -> list[ClassRow]:
    """Return the classes as lines; what is for the rest of the features comes last."""
    if isinstance(renderer, SingleRenderer):
        return [ClassRow(renderer.symbol, renderer.title or _ALL, fixed=True)]
    if isinstance(renderer, CategoriesRenderer):
        found = [ClassRow(one.symbol, one.title, BETWEEN.join(one.values)) for one in renderer.categories]
        rest = renderer.other, renderer.other_title
    elif isinstance(renderer, GraduatedRenderer):
        found = [ClassRow(one.symbol, one.title, f"{one.upper:,.7g}") for one in renderer.steps]
        rest = renderer.missing, renderer.missing_title
    else:
        return [ClassRow(one.symbol, one.title, rule_words(one), fixed=True) for one in renderer.rules]
    return [*found, ClassRow(rest[0], rest[1], fixed=True)] if rest[0] is not None else found


def rule_words(rule: Rule) -> str:
    """Return what a rule asks for, in few letters."""
    where = rule.where
    if rule.otherwise:
        return "…"
    if where is None:
        return ""
    if where.values:
        return f"{where.field} = {BETWEEN.join(where.values)}"
    least = "" if where.at_least is None else f"≥ {where.at_least:g}"
    below = "" if where.below is None else f"< {where.below:g}"
    return f"{where.field} {' '.join(part for part in (least, below) if part)}"


def with_symbol(renderer: Renderer, number: int, symbol: Symbol) -> Renderer:
    """Return ``renderer`` with another symbol in line ``number``."""
    return _with(renderer, number, symbol=symbol)


def with_title(renderer: Renderer, number: int, text: str, lang: Language) -> Renderer:
    """Return ``renderer`` with another name in line ``number``, in the language that is shown."""
    old = rows(renderer)[number].title
    if old.zh == old.en:
        new = Words(zh=text, en=text)
    else:
        new = Words(zh=old.zh, en=text) if lang == "en" and old.en else Words(zh=text, en=old.en)
    return _with(renderer, number, title=new)


def _with(renderer: Renderer, number: int, **values: Any) -> Renderer:
    if isinstance(renderer, SingleRenderer):
        return renderer.model_copy(update=values)
    name, rest = {"categories": ("categories", "other"), "graduated": ("steps", "missing")}.get(
        renderer.kind, ("rules", "")
    )
    parts = list(getattr(renderer, name))
    if number < len(parts):
        parts[number] = parts[number].model_copy(update=values)
        return renderer.model_copy(update={name: tuple(parts)})
    renamed = {rest if key == "symbol" else f"{rest}_title": value for key, value in values.items()}
    return renderer.model_copy(update=renamed)


# --- categories --------------------------------------------------------------------------------------------------


def without(renderer: Renderer, numbers: Sequence[int]) -> Renderer:
    """Return ``renderer`` without some of its lines; a class of numbers leaves its values to the one above it."""
    gone = set(numbers)
    if isinstance(renderer, CategoriesRenderer):
        kept = tuple(one for i, one in enumerate(renderer.categories) if i not in gone)
        other = None if len(renderer.categories) in gone else renderer.other
        return renderer.model_copy(update={"categories": kept, "other": other})
    if isinstance(renderer, RulesRenderer):
        rules = tuple(one for i, one in enumerate(renderer.rules) if i not in gone)
        return renderer.model_copy(update={"rules": rules or renderer.rules})
    return renderer


def merged(renderer: CategoriesRenderer, numbers: Sequence[int]) -> CategoriesRenderer:
    """Return ``renderer`` with some categories made one, that looks like the first of them."""
    chosen = [renderer.categories[i] for i in sorted(numbers) if i < len(renderer.categories)]
    if len(chosen) < 2:
        return renderer
    first = chosen[0]
    values = tuple(dict.fromkeys(value for one in chosen for value in one.values))
    title = Words(
        zh=BETWEEN.join(one.title.zh for one in chosen), en=", ".join(one.title.en or one.title.zh for one in chosen)
    )
    made = first.model_copy(update={"values": values, "title": title})
    kept: list[Category] = []
    for one in renderer.categories:
        if one is first:
            kept.append(made)
        elif one not in chosen:
            kept.append(one)
    return renderer.model_copy(update={"categories": tuple(kept)})


def with_values(renderer: CategoriesRenderer, number: int, text: str) -> CategoriesRenderer:
    """Return ``renderer`` with the typed values in category ``number``."""
    values = tuple(word for part in text.replace(";", BETWEEN).split(BETWEEN) if (word := part.strip()))
    changed = renderer.categories[number].model_copy(update={"values": values})
    categories = (*renderer.categories[:number], changed, *renderer.categories[number + 1 :])
    return renderer.model_copy(update={"categories": categories})


def with_category(renderer: CategoriesRenderer, value: str, kind: GeometryKind) -> CategoriesRenderer:
    """Return ``renderer`` with a category more, in the next colour of the series and in the shape of the first."""
    from yhgis.carto.categories import series_color
    from yhgis.carto.recolour import class_symbol, recoloured

    shape = renderer.categories[0].symbol if renderer.categories else class_symbol(kind)
    symbol = recoloured(shape, series_color(len(renderer.categories)), kind)
    made = Category(values=(value,), title=Words(zh=value, en=value), symbol=symbol)
    return renderer.model_copy(update={"categories": (*renderer.categories, made)})


# --- classes of numbers ------------------------------------------------------------------------------------------


def limits(renderer: GraduatedRenderer) -> list[float]:
    """Return the limits between the classes, the outermost two aside."""
    return [step.upper for step in renderer.steps[:-1]]


def with_limit(renderer: GraduatedRenderer, number: int, value: float) -> GraduatedRenderer:
    """Return ``renderer`` with the upper limit of step ``number`` moved, as far as its neighbours let it."""
    steps = renderer.steps
    least = steps[number - 1].upper if number else renderer.lower
    most = steps[number + 1].upper if number + 1 < len(steps) else float("inf")
    uppers = [step.upper for step in steps]
    uppers[number] = min(max(value, least), most)
    return _with_uppers(renderer, uppers)


def _with_uppers(renderer: GraduatedRenderer, uppers: Sequence[float]) -> GraduatedRenderer:
    """Return ``renderer`` with other limits; names that told the old ones tell the new ones."""
    before, after = _told(renderer, [step.upper for step in renderer.steps]), _told(renderer, uppers)
    steps = tuple(
        Step(upper=upper, title=new if step.title == old else step.title, symbol=step.symbol)
        for step, upper, old, new in zip(renderer.steps, uppers, before, after, strict=True)
    )
    return renderer.model_copy(update={"steps": steps, "method": ""})


def _told(renderer: GraduatedRenderer, uppers: Sequence[float]) -> list[Words]:
    from yhgis.carto.graduated import Limits, step_titles

    return step_titles(Limits(renderer.lower, tuple(uppers)))


def with_ramp(renderer: GraduatedRenderer, ramp: str, turned: bool, kind: GeometryKind) -> GraduatedRenderer:
    """Return ``renderer`` in the colours of a ramp; its limits stay."""
    from yhgis.carto.ramps import ramp_colors
    from yhgis.carto.recolour import recoloured

    colors = ramp_colors(ramp, len(renderer.steps), turned=turned)
    steps = tuple(
        step.model_copy(update={"symbol": recoloured(step.symbol, color, kind)})
        for step, color in zip(renderer.steps, colors, strict=True)
    )
    return renderer.model_copy(update={"steps": steps, "ramp": ramp, "reversed": turned})


# --- from one kind of renderer to another ------------------------------------------------------------------------


def first_symbol(style: LayerStyle) -> Symbol:
    """Return the symbol that a style begins with."""
    return next(iter(style.symbols()), ())


def as_single(style: LayerStyle) -> SingleRenderer:
    """Return every feature in the look of the first class."""
    return SingleRenderer(symbol=first_symbol(style))


def as_rules(renderer: Renderer) -> RulesRenderer:
    """Return the same look as rules, which can then be told apart by scale too."""
    if isinstance(renderer, RulesRenderer):
        return renderer
    if isinstance(renderer, CategoriesRenderer):
        found = [
            Rule(title=one.title, symbol=one.symbol, where=FieldFilter(field=renderer.field, values=one.values))
            for one in renderer.categories
            if one.values
        ]
        if renderer.other is not None:
            found.append(Rule(title=renderer.other_title, symbol=renderer.other, otherwise=True))
        return RulesRenderer(rules=tuple(found))
    if isinstance(renderer, GraduatedRenderer):
        return RulesRenderer(rules=_rules_of_steps(renderer))
    return RulesRenderer(rules=(Rule(title=renderer.title or _ALL, symbol=renderer.symbol),))


def _rules_of_steps(renderer: GraduatedRenderer) -> tuple[Rule, ...]:
    """Return the steps as half-open ranges that hold the same values: a step's upper limit belongs to it."""
    lower = renderer.lower
    found = []
    for step in renderer.steps:
        beyond = math.nextafter(step.upper, math.inf)
        where = FieldFilter(field=renderer.field, at_least=lower, below=beyond)
        found.append(Rule(title=step.title, symbol=step.symbol, where=where))
        lower = beyond
    if renderer.missing is not None:
        found.append(Rule(title=renderer.missing_title, symbol=renderer.missing, otherwise=True))
    return tuple(found)
