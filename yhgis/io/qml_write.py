"""A style as a QGIS layer style file (.qml, QGIS 3)."""

from __future__ import annotations

from typing import Any

from yhgis.i18n import Message
from yhgis.io.qml_write_symbols import KIND, Written, color, number, symbol_layers
from yhgis.io.style_filter import expression_of
from yhgis.io.style_notes import Notes
from yhgis.model.layer import GeometryKind
from yhgis.model.style import (
    CategoriesRenderer,
    GraduatedRenderer,
    LabelStyle,
    LayerStyle,
    Rule,
    RulesRenderer,
    ScaleRange,
    SingleRenderer,
)
from yhgis.model.symbol import Symbol

_VERSION = "3.22.0"
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
#: Where QGIS puts labels: round a point, on it, along a line, curved, level in an area.
_PLACEMENTS = {"point": "6", "polygon": "4", "line": "2", "along": "3", "stations": "6"}
#: Farther than any map: QGIS has no open end.
FARTHEST = 100_000_000.0


def write_qml(
    style: LayerStyle, kind: GeometryKind, *, name_field: str = "", origin: str = "style.qml"
) -> tuple[bytes, list[Message]]:
    """Return ``style`` as a .qml file, and what could not be said in it.

    Parameters
    ----------
    kind : GeometryKind
        Of the layer: QGIS's symbols are for areas, lines or points.
    name_field : str
        What labels write whose style names no field.
    """
    from lxml import etree

    notes = Notes(origin)
    root = etree.Element("qgis", version=_VERSION, styleCategories="Symbology|Labeling|Rendering")
    _set_scales(root, style.scales)
    written = _Symbols(KIND.get(kind, "fill"), notes)
    root.append(_renderer(style, written))
    if style.labels:
        root.set("labelsEnabled", "1")
        root.append(_labeling(style.labels, name_field, notes))
    content = etree.tostring(root, encoding="UTF-8", pretty_print=True, doctype=_DOCTYPE)
    return bytes(content), notes.dropped


def _set_scales(root: Any, scales: ScaleRange) -> None:
    limited = scales.closest > 0.0 or scales.farthest is not None
    root.set("hasScaleBasedVisibilityFlag", "1" if limited else "0")
    root.set("maxScale", number(scales.closest))
    root.set("minScale", f"{scales.farthest or FARTHEST:.0f}")


class _Symbols:
    """The symbols of a renderer, numbered."""

    def __init__(self, kind: str, notes: Notes) -> None:
        from lxml import etree

        self.etree = etree
        self.kind, self.notes = kind, notes
        self.element = etree.Element("symbols")
        self.levelled = False

    def add(self, symbol: Symbol) -> str:
        """Write ``symbol`` and return its name."""
        name = str(len(self.element))
        element = self.etree.SubElement(
            self.element, "symbol", type=self.kind, name=name, alpha="1", clip_to_extent="1"
        )
        for level, layers in symbol_layers(symbol, self.kind, self.notes):
            self.levelled = self.levelled or level != 0
            self._put(element, layers, name, level)
        if not len(element):
            self._put(element, [_NOTHING[self.kind]], name, 0)
        return name

    def _put(self, parent: Any, layers: Written, name: str, level: int) -> None:
        for class_, properties, inner in layers:
            passed = str(max(level, 0))
            layer = self.etree.SubElement(
                parent, "layer", {"class": class_, "enabled": "1", "locked": "0", "pass": passed}
            )
            options = self.etree.SubElement(layer, "Option", type="Map")
            for key, value in properties.items():
                self.etree.SubElement(options, "Option", name=key, value=value, type="QString")
            for key, value in properties.items():  # QGIS before 3.22 reads these
                self.etree.SubElement(layer, "prop", k=key, v=value)
            if inner is not None:
                kind, parts = inner
                label = f"@{name}@{len(parent) - 1}"
                symbol = self.etree.SubElement(layer, "symbol", type=kind, name=label, alpha="1", clip_to_extent="1")
                self._put(symbol, parts, label, 0)


#: QGIS wants at least one layer in a symbol.
_NOTHING: dict[str, tuple[str, dict[str, str], None]] = {
    "fill": ("SimpleFill", {"style": "no", "outline_style": "no"}, None),
    "line": ("SimpleLine", {"line_style": "no", "line_width": "0"}, None),
    "marker": ("SimpleMarker", {"size": "0", "color": "0,0,0,0", "outline_style": "no"}, None),
}


def _renderer(style: LayerStyle, symbols: _Symbols) -> Any:
    etree, renderer = symbols.etree, style.renderer
    element = etree.Element("renderer-v2", forceraster="0", enableorderby="0")
    if isinstance(renderer, SingleRenderer):
        element.set("type", "singleSymbol")
        symbols.add(renderer.symbol)
    elif isinstance(renderer, CategoriesRenderer):
        element.set("type", "categorizedSymbol")
        element.set("attr", renderer.field)
        element.append(_categories(renderer, symbols))
    elif isinstance(renderer, GraduatedRenderer):
        element.set("type", "graduatedSymbol")
        element.set("attr", renderer.field)
        element.set("graduatedMethod", "GraduatedColor")
        element.append(_ranges(renderer, symbols))
    else:
        element.set("type", "RuleRenderer")
        element.append(_rules(renderer, symbols))
    element.append(symbols.element)
    element.set("symbollevels", "1" if symbols.levelled else "0")
    return element


def _categories(renderer: CategoriesRenderer, symbols: _Symbols) -> Any:
    etree = symbols.etree
    element = etree.Element("categories")
    for category in renderer.categories:
        one = etree.SubElement(
            element, "category", symbol=symbols.add(category.symbol), label=category.title.zh, render="true"
        )
        if len(category.values) == 1:
            one.set("value", category.values[0])
        for value in category.values if len(category.values) != 1 else ():
            etree.SubElement(one, "val", value=value, type="QString")
    if renderer.other is not None:
        name = symbols.add(renderer.other)
        etree.SubElement(element, "category", symbol=name, value="", label=renderer.other_title.zh, render="true")
    return element


def _ranges(renderer: GraduatedRenderer, symbols: _Symbols) -> Any:
    etree, lower = symbols.etree, renderer.lower
    element = etree.Element("ranges")
    for step in renderer.steps:
        limits = {"lower": f"{lower:.15f}", "upper": f"{step.upper:.15f}"}
        etree.SubElement(
            element, "range", symbol=symbols.add(step.symbol), label=step.title.zh, render="true", **limits
        )
        lower = step.upper
    if renderer.missing is not None:
        symbols.notes.drop(Message("The look of features without a number is left out."))
    return element


def _rules(renderer: RulesRenderer, symbols: _Symbols) -> Any:
    etree = symbols.etree
    element = etree.Element("rules", key="{rules}")
    for number_, rule in enumerate(renderer.rules):
        one = etree.SubElement(
            element, "rule", key=f"{{rule-{number_}}}", symbol=symbols.add(rule.symbol), label=rule.title.zh
        )
        if filter_ := _filter(rule):
            one.set("filter", filter_)
        if rule.scales.closest > 0.0 or rule.scales.farthest is not None:
            one.set("scalemindenom", number(rule.scales.closest))
            one.set("scalemaxdenom", f"{rule.scales.farthest or FARTHEST:.0f}")
    return element


def _filter(rule: Rule) -> str:
    if rule.otherwise:
        return "ELSE"
    return expression_of(rule.where) if rule.where is not None else ""


def _labeling(labels: tuple[LabelStyle, ...], name_field: str, notes: Notes) -> Any:
    from lxml import etree

    if len(labels) > 1:
        notes.drop(Message("Only the first of several label styles is written."))
    style = labels[0]
    if style.only is not None or style.flag or style.color == "category" or style.language != "map":
        notes.drop(Message("Labels' filters, flags, category colours and second language are left out."))
    element = etree.Element("labeling", type="simple")
    settings = etree.SubElement(element, "settings", calloutType="simple")
    text = etree.SubElement(settings, "text-style", _text_style(style, name_field))
    etree.SubElement(text, "text-buffer", _halo(style))
    wrap = str(round(style.wrap)) if style.wrap else "0"
    etree.SubElement(settings, "text-format", autoWrapLength=wrap, useMaxLineLengthForAutoWrap="1", multilineAlign="3")
    etree.SubElement(settings, "placement", _placement(style))
    etree.SubElement(settings, "rendering", _label_scales(style.scales))
    return element


def _halo(style: LabelStyle) -> dict[str, str]:
    return {
        "bufferDraw": "1" if style.halo_mm > 0.0 else "0",
        "bufferSize": number(style.halo_mm),
        "bufferSizeUnits": "MM",
        "bufferColor": color(style.halo),
        "bufferOpacity": number(style.halo_opacity),
    }


def _placement(style: LabelStyle) -> dict[str, str]:
    return {
        "placement": _PLACEMENTS[style.placement],
        "priority": str(round(min(max(style.priority, 0), 100) / 10)),
        "dist": number(style.gap_mm),
        "distUnits": "MM",
        "repeatDistance": number(style.repeat_mm),
        "repeatDistanceUnits": "MM",
        "placementFlags": "2" if style.gap_mm > 0.0 else "1",
    }


def _label_scales(scales: ScaleRange) -> dict[str, str]:
    limited = scales.closest > 0.0 or scales.farthest is not None
    return {
        "drawLabels": "1",
        "scaleVisibility": "1" if limited else "0",
        "scaleMin": number(scales.closest),
        "scaleMax": f"{scales.farthest or FARTHEST:.0f}",
    }


def _text_style(style: LabelStyle, name_field: str) -> dict[str, str]:
    return {
        "fieldName": style.field or name_field,
        "isExpression": "0",
        "fontSize": number(style.size_pt),
        "fontSizeUnit": "Point",
        "fontWeight": str(_QT_WEIGHTS[min(_QT_WEIGHTS, key=lambda known: abs(known - style.weight))]),
        "namedStyle": "Bold" if style.weight >= 600 else "Regular",
        "fontItalic": "1" if style.italic else "0",
        "textColor": color(style.color if style.color != "category" else "#333333"),
        "textOpacity": number(style.opacity),
        "fontLetterSpacing": number(style.spacing_mm / 0.3528),
        "multilineHeight": number(style.line_spacing),
    }


_QT_WEIGHTS = {100: 0, 200: 12, 300: 25, 400: 50, 500: 57, 600: 63, 700: 75, 800: 81, 900: 87}
