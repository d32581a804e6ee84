"""QGIS layer style files (.qml, QGIS 3) as styles."""

from __future__ import annotations

from typing import Any

from yhgis import safe_xml
from yhgis.errors import DataError
from yhgis.i18n import Message
from yhgis.io.qml_read_labels import read_labels
from yhgis.io.qml_read_symbols import read_symbol
from yhgis.io.style_filter import field_of, filter_of
from yhgis.io.style_notes import Notes
from yhgis.model.style import (
    ALL_SCALES,
    CategoriesRenderer,
    Category,
    GraduatedRenderer,
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

#: QGIS writes this, or more, for "however far".
_ENDLESS = 99_999_999.0


def read_qml(content: bytes, origin: str) -> tuple[LayerStyle, list[Message]]:
    """Return the style in a .qml file, and what of it was left out.

    Raises
    ------
    DataError
        Not a style file of QGIS, one without symbols (a raster's, a heatmap's), or a value that does not fit: the
        key and the line are told.
    """
    root = safe_xml.parse(content, origin)
    notes = Notes(origin)
    if safe_xml.local_name(root) != "qgis":
        raise DataError("{file} is not a QGIS layer style: its root is <{name}>.", file=origin, name=str(root.tag)[:80])
    element = root.find("renderer-v2")
    if element is None:
        raise DataError("{file} has no symbols of a vector layer (<renderer-v2>).", file=origin)
    style = LayerStyle(
        renderer=_renderer(element, notes),
        labels=read_labels(root, notes),
        scales=_layer_scales(root, notes),
    )
    return style, notes.dropped


def _layer_scales(root: Any, notes: Notes) -> ScaleRange:
    if root.get("hasScaleBasedVisibilityFlag") != "1":
        return ALL_SCALES
    closest = notes.number(root, "maxScale", root.get("maxScale", "0"))
    farthest = notes.number(root, "minScale", root.get("minScale", "0"))
    return scale_range(closest, farthest)


def scale_range(closest: float, farthest: float) -> ScaleRange:
    """Return QGIS's limits of scale; 0 and very great numbers mean none."""
    return ScaleRange(closest=max(closest, 0.0), farthest=farthest if 0.0 < farthest < _ENDLESS else None)


def _renderer(element: Any, notes: Notes) -> Renderer:
    symbols = {one.get("name", ""): one for one in element.iterfind("symbols/symbol")}
    kind = element.get("type", "")

    def symbol_of(user: Any) -> Symbol:
        name = user.get("symbol", "")
        if name not in symbols:
            raise notes.wrong(user, "symbol", Message("the name of one of the file's symbols"), name)
        return read_symbol(symbols[name], notes) if user.get("render", "true") != "false" else ()

    if kind == "singleSymbol" and not symbols:
        raise notes.wrong(element, "symbols", Message("at least one <symbol>"), "")
    if kind == "singleSymbol":
        return SingleRenderer(symbol=read_symbol(next(iter(symbols.values())), notes))
    if kind == "nullSymbol":
        return SingleRenderer(symbol=())
    if kind == "categorizedSymbol":
        return _categories(element, symbol_of, notes)
    if kind == "graduatedSymbol":
        return _graduated(element, symbol_of, notes)
    if kind == "RuleRenderer":
        return _rules_of(element, symbol_of, notes)
    raise DataError(
        "{file}, line {line}: the renderer {kind} has no like here; there are single symbols, categories, "
        "graduated classes and rules.",
        file=notes.origin,
        line=element.sourceline,
        kind=kind,
    )


def _rules_of(element: Any, symbol_of: Any, notes: Notes) -> Renderer:
    rules = element.find("rules")
    found = _rules(rules, symbol_of, notes, ALL_SCALES, "") if rules is not None else []
    return notes.made(element, RulesRenderer, rules=tuple(found))


def _field(element: Any, notes: Notes) -> str:
    attribute = str(element.get("attr", ""))
    field = field_of(attribute)
    if field is None:
        notes.drop(
            Message("Classes by the expression {expression} need a field of that name.", {"expression": attribute})
        )
    return field if field is not None else attribute


def _words(text: str) -> Words:
    return Words(zh=text, en=text)


def _categories(element: Any, symbol_of: Any, notes: Notes) -> CategoriesRenderer:
    categories: list[Category] = []
    other, other_title = None, Words(zh="其他", en="Other")
    for one in element.iterfind("categories/category"):
        values = [value.get("value", "") for value in one.findall("val")] or [one.get("value", "")]
        if values == [""] or one.get("type") == "NULL" or values == ["NULL"]:
            other, other_title = symbol_of(one), _words(one.get("label")) if one.get("label") else other_title
        else:
            title = _words(one.get("label") or values[0])
            categories.append(Category(values=tuple(map(_plain, values)), title=title, symbol=symbol_of(one)))
    field = _field(element, notes)
    return CategoriesRenderer(field=field, categories=tuple(categories), other=other, other_title=other_title)


def _plain(value: str) -> str:
    """Return a number without the zeros that our own values do not have."""
    whole, dot, part = value.partition(".")
    return whole if dot and whole.lstrip("-").isdigit() and not part.strip("0") else value


def _graduated(element: Any, symbol_of: Any, notes: Notes) -> GraduatedRenderer:
    ranges = element.findall("ranges/range")
    limits = [
        (notes.number(one, "lower", one.get("lower", "")), notes.number(one, "upper", one.get("upper", "")))
        for one in ranges
    ]
    order = sorted(range(len(ranges)), key=lambda i: limits[i])
    steps = tuple(
        Step(upper=limits[i][1], title=_words(ranges[i].get("label") or ""), symbol=symbol_of(ranges[i])) for i in order
    )
    lower = limits[order[0]][0] if order else 0.0
    return notes.made(element, GraduatedRenderer, field=_field(element, notes), lower=lower, steps=steps)


def _rules(parent: Any, symbol_of: Any, notes: Notes, scales: ScaleRange, above: str) -> list[Rule]:
    """Return the rules under ``parent``; one within another holds where both do."""
    found: list[Rule] = []
    for one in parent.findall("rule"):
        if one.get("checkstate") == "0":
            continue
        within = _both(scales, _rule_scales(one, notes))
        text = one.get("filter", "").strip()
        otherwise = text == "ELSE"
        whole = f"{above} AND {text}" if above and text and not otherwise else (text or above)
        if one.get("symbol") is not None:
            where = filter_of(whole) if whole and not otherwise else None
            if whole and not otherwise and where is None:
                notes.drop(Message("The rule with the filter {filter} is left out.", {"filter": whole[:120]}))
            else:
                title = _words(one.get("label") or whole or "")
                rule = {"where": where, "scales": within, "otherwise": otherwise}
                found.append(Rule(title=title, symbol=symbol_of(one), **rule))
        found += _rules(one, symbol_of, notes, within, "" if otherwise else whole)
    return found


def _rule_scales(rule: Any, notes: Notes) -> ScaleRange:
    limits = [notes.number(rule, key, rule.get(key, "0") or "0") for key in ("scalemindenom", "scalemaxdenom")]
    return scale_range(*limits)


def _both(a: ScaleRange, b: ScaleRange) -> ScaleRange:
    farthest = [one.farthest for one in (a, b) if one.farthest is not None]
    return ScaleRange(closest=max(a.closest, b.closest), farthest=min(farthest) if farthest else None)
