"""Which features get which symbol: renderers of a style applied to the fields of a layer."""

from __future__ import annotations

import threading
import weakref
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yhgis.i18n import Title
from yhgis.model.kept import KeptByGeometry
from yhgis.model.layer import Layer
from yhgis.model.style import (
    CategoriesRenderer,
    FieldFilter,
    GraduatedRenderer,
    LayerStyle,
    Renderer,
    RulesRenderer,
    SingleRenderer,
)
from yhgis.model.symbol import Symbol

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SymbolClass:
    """The features of a layer that share a symbol.

    Parameters
    ----------
    symbol : Symbol
    members : bool array, one a feature of the layer
    title : Title or None
        For the legend; None: the layer's own title.
    label_color : str
        Colour of labels that follow the category; empty when there is none.
    """

    symbol: Symbol
    members: Bools
    title: Title | None = None
    label_color: str = ""


_classes: MutableMapping[Layer, list[tuple[Any, tuple[bool, ...], list[SymbolClass]]]] = weakref.WeakKeyDictionary()
#: Renderers of a layer whose classes are kept, the last used ones.
_CLASSES_KEPT = 4
_classes_lock = threading.Lock()
#: By column: a layer that is only called otherwise has the same ones.
_codes: KeptByGeometry[tuple[list[str], NDArray[np.int64]]] = KeptByGeometry()


def classify(layer: Layer, style: LayerStyle, scale: float) -> list[SymbolClass]:
    """Return the classes of ``layer`` under ``style`` at 1 : ``scale``, in drawing order; empty classes included.

    They are kept, so that a picture that only moves asks no field again.

    Raises
    ------
    DataError
        The style reads a field that the layer does not have.
    """
    renderer = style.renderer
    holds = tuple(rule.scales.holds(scale) for rule in renderer.rules) if isinstance(renderer, RulesRenderer) else ()
    with _classes_lock:
        kept = list(_classes.get(layer, ()))
    for known in kept:
        if known[0] is renderer and known[1] == holds:
            return known[2]
    found = _classified(layer, renderer, scale)
    with _classes_lock:
        _classes[layer] = [(renderer, holds, found), *kept[: _CLASSES_KEPT - 1]]
    return found


def _classified(layer: Layer, renderer: Renderer, scale: float) -> list[SymbolClass]:
    if isinstance(renderer, SingleRenderer):
        everything = np.ones(len(layer), dtype=bool)
        return [SymbolClass(renderer.symbol, everything, renderer.title.title if renderer.title else None)]
    if isinstance(renderer, CategoriesRenderer):
        return _categories(layer, renderer)
    if isinstance(renderer, GraduatedRenderer):
        return _graduated(layer, renderer)
    return _rules(layer, renderer, scale)


def _categories(layer: Layer, renderer: CategoriesRenderer) -> list[SymbolClass]:
    texts, code = codes(layer, renderer.field)
    nowhere = len(renderer.categories)
    first: dict[str, int] = {}
    for number, one in enumerate(renderer.categories):
        for text in one.values:
            first.setdefault(text, number)
    category_of = np.array([first.get(text, nowhere) for text in texts] or [nowhere], dtype=np.int32)[code]
    found = [
        SymbolClass(one.symbol, category_of == number, one.title.title, one.label_color or "")
        for number, one in enumerate(renderer.categories)
    ]
    if renderer.other is not None:
        found.append(SymbolClass(renderer.other, category_of == nowhere, renderer.other_title.title))
    return found


def _graduated(layer: Layer, renderer: GraduatedRenderer) -> list[SymbolClass]:
    values = numbers(layer, renderer.field)
    found = []
    lower = renderer.lower
    for i, step in enumerate(renderer.steps):
        above = values >= lower if i == 0 else values > lower
        found.append(SymbolClass(step.symbol, above & (values <= step.upper), step.title.title))
        lower = step.upper
    if renderer.missing is not None:
        found.append(SymbolClass(renderer.missing, np.isnan(values), renderer.missing_title.title))
    return found


def _rules(layer: Layer, renderer: RulesRenderer, scale: float) -> list[SymbolClass]:
    held = [rule for rule in renderer.rules if rule.scales.holds(scale)]
    passes = [passing(layer, rule.where) for rule in held]
    drawn = np.zeros(len(layer), dtype=bool)
    for rule, members in zip(held, passes, strict=True):
        drawn |= members & (not rule.otherwise)
    return [
        SymbolClass(rule.symbol, members & ~drawn if rule.otherwise else members, rule.title.title)
        for rule, members in zip(held, passes, strict=True)
    ]


def at_every_scale(layer: Layer, style: LayerStyle) -> list[SymbolClass]:
    """Return the classes whatever the scale: of rules, each that holds for a feature of the layer."""
    if not isinstance(style.renderer, RulesRenderer):
        return classify(layer, style, 0.0)
    found = [SymbolClass(one.symbol, passing(layer, one.where), one.title.title) for one in style.renderer.rules]
    return [one for one in found if one.members.any()]


def passing(layer: Layer, where: FieldFilter | None) -> Bools:
    """Return which features pass ``where`` (None: all)."""
    passes = np.ones(len(layer), dtype=bool)
    if where is None:
        return passes
    if where.values:
        texts, code = codes(layer, where.field)
        passes &= np.array([text in where.values for text in texts] or [False])[code]
    if where.at_least is not None or where.below is not None:
        values = numbers(layer, where.field)
        passes &= ~np.isnan(values)
        if where.at_least is not None:
            passes &= values >= where.at_least
        if where.below is not None:
            passes &= values < where.below
    return passes


def codes(layer: Layer, field: str) -> tuple[list[str], NDArray[np.int64]]:
    """Return the distinct texts of ``field`` in order, and for each feature the position of its text (kept)."""
    column = layer.field(field)
    return _codes.get(column, lambda: _coded(column.tolist()))


def _coded(values: list[Any]) -> tuple[list[str], NDArray[np.int64]]:
    if set(map(type, values)) == {str}:
        texts = values
    else:
        texts = [value if type(value) is str else text_of(value) for value in values]
    distinct = sorted(set(texts))
    position = {text: i for i, text in enumerate(distinct)}
    return distinct, np.fromiter(map(position.__getitem__, texts), dtype=np.int64, count=len(texts))


def text_of(value: Any) -> str:
    """Return a field's value as text: whole numbers without a decimal point, nothing for a missing value."""
    if value is None or (isinstance(value, (float, np.floating)) and np.isnan(value)):
        return ""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)


def numbers(layer: Layer, field: str) -> NDArray[np.float64]:
    """Return ``field`` as numbers, NaN where it is missing or not a number."""
    column = layer.field(field)
    if column.dtype.kind in "iuf":
        return np.asarray(column, dtype=np.float64)
    out = np.full(len(column), np.nan)
    for i, value in enumerate(column):
        try:
            out[i] = float(value)
        except (TypeError, ValueError):
            continue
    return out
