"""A style as a Styled Layer Descriptor (SLD 1.0, OGC 02-070); sizes in pixels of 0.28 mm, as that standard counts."""

from __future__ import annotations

from typing import Any

from yhgis.i18n import Message
from yhgis.io.sld_write_symbols import Xml, append_symbol
from yhgis.io.style_notes import MM_PER_PIXEL, MM_PER_POINT, Notes
from yhgis.model.layer import GeometryKind
from yhgis.model.style import (
    ALL_SCALES,
    CategoriesRenderer,
    FieldFilter,
    GraduatedRenderer,
    LabelStyle,
    LayerStyle,
    ScaleRange,
    SingleRenderer,
)
from yhgis.model.symbol import Symbol

_NAMESPACES = {
    None: "http://www.opengis.net/sld",
    "ogc": "http://www.opengis.net/ogc",
    "xlink": "http://www.w3.org/1999/xlink",
}


def write_sld(
    style: LayerStyle, kind: GeometryKind, *, name: str = "layer", name_field: str = "", origin: str = "style.sld"
) -> tuple[bytes, list[Message]]:
    """Return ``style`` as an .sld file, and what could not be said in it.

    Parameters
    ----------
    kind : GeometryKind
        Of the layer: what does not show on it is not written.
    name : str
        Of the layer.
    name_field : str
        What labels write whose style names no field.
    """
    from lxml import etree

    notes = Notes(origin)
    xml = Xml(etree)
    root = etree.Element(f"{{{_NAMESPACES[None]}}}StyledLayerDescriptor", nsmap=_NAMESPACES, version="1.0.0")
    layer = xml.sld(root, "NamedLayer")
    xml.sld(layer, "Name", name)
    user = xml.sld(layer, "UserStyle")
    xml.sld(user, "Name", name)
    features = xml.sld(user, "FeatureTypeStyle")
    writer = _Rules(xml, features, kind, notes, style.scales)
    writer.renderer(style)
    for label in style.labels:
        writer.label(label, name_field)
    content = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return bytes(content), notes.dropped


class _Rules:
    """The rules of a file, one after another."""

    def __init__(self, xml: Xml, parent: Any, kind: GeometryKind, notes: Notes, scales: ScaleRange) -> None:
        self.xml, self.parent, self.kind, self.notes, self.scales = xml, parent, kind, notes, scales

    def renderer(self, style: LayerStyle) -> None:
        """Write a rule for each class."""
        renderer = style.renderer
        if isinstance(renderer, SingleRenderer):
            self.rule(renderer.title.zh if renderer.title else "", renderer.symbol, None)
        elif isinstance(renderer, CategoriesRenderer):
            for category in renderer.categories:
                where = FieldFilter(field=renderer.field, values=category.values)
                self.rule(category.title.zh, category.symbol, self.filter(where))
            if renderer.other is not None:
                named = [value for category in renderer.categories for value in category.values]
                chosen = self.xml.none_of(renderer.field, named) if named else None
                self.rule(renderer.other_title.zh, renderer.other, chosen)
        elif isinstance(renderer, GraduatedRenderer):
            self._graduated(renderer)
        else:
            for rule in renderer.rules:
                chosen = self.filter(rule.where) if rule.where is not None else None
                chosen = self.xml.plain_sld("ElseFilter") if rule.otherwise else chosen
                self.rule(rule.title.zh, rule.symbol, chosen, rule.scales)

    def _graduated(self, renderer: GraduatedRenderer) -> None:
        lower, first = renderer.lower, True
        for step in renderer.steps:
            low = "PropertyIsGreaterThanOrEqualTo" if first else "PropertyIsGreaterThan"
            tests = [(low, repr(lower)), ("PropertyIsLessThanOrEqualTo", repr(step.upper))]
            self.rule(step.title.zh, step.symbol, self.xml.compared(renderer.field, tests))
            lower, first = step.upper, False
        if renderer.missing is not None:
            self.rule(renderer.missing_title.zh, renderer.missing, self.xml.is_null(renderer.field))

    def filter(self, where: FieldFilter) -> Any:
        """Return ``where`` as a filter."""
        tests = [("PropertyIsGreaterThanOrEqualTo", repr(where.at_least))] if where.at_least is not None else []
        tests += [("PropertyIsLessThan", repr(where.below))] if where.below is not None else []
        if where.values:
            if tests:
                self.notes.drop(Message("Of a filter by values and by range the range is left out."))
            return self.xml.one_of(where.field, where.values)
        return self.xml.compared(where.field, tests) if tests else None

    def rule(self, title: str, symbol: Symbol, chosen: Any, scales: ScaleRange = ALL_SCALES) -> None:
        """Write one rule."""
        rule = self._begun(title, chosen, scales)
        append_symbol(self.xml, rule, symbol, self.kind, self.notes)
        self.parent.append(rule)

    def _begun(self, title: str, chosen: Any, scales: ScaleRange) -> Any:
        rule = self.xml.plain_sld("Rule")
        if title:
            self.xml.sld(rule, "Name", title)
            self.xml.sld(rule, "Title", title)
        if chosen is not None:
            rule.append(chosen)
        closest = max(self.scales.closest, scales.closest)
        farthest = [limit for limit in (self.scales.farthest, scales.farthest) if limit is not None]
        if closest > 0.0:
            self.xml.sld(rule, "MinScaleDenominator", f"{closest:.10g}")
        if farthest:
            self.xml.sld(rule, "MaxScaleDenominator", f"{min(farthest):.10g}")
        return rule

    def label(self, style: LabelStyle, name_field: str) -> None:
        """Write a label style as a rule of its own."""
        if style.flag or style.color == "category" or style.language != "map" or style.wrap:
            self.notes.drop(Message("Labels' flags, category colours, line breaks and second language are left out."))
        xml = self.xml
        rule = self._begun("", self.filter(style.only) if style.only is not None else None, style.scales)
        text = xml.sld(rule, "TextSymbolizer")
        xml.property_name(xml.sld(text, "Label"), style.field or name_field)
        font = xml.sld(text, "Font")
        xml.css(font, "font-size", f"{style.size_pt * MM_PER_POINT / MM_PER_PIXEL:.6g}")
        xml.css(font, "font-style", "italic" if style.italic else "normal")
        xml.css(font, "font-weight", "bold" if style.weight >= 600 else "normal")
        _placement(xml, text, style)
        if style.halo_mm > 0.0:
            halo = xml.sld(text, "Halo")
            xml.sld(halo, "Radius", f"{style.halo_mm / MM_PER_PIXEL:.6g}")
            xml.fill(halo, style.halo, style.halo_opacity)
        xml.fill(text, style.color if style.color != "category" else "#333333", style.opacity)
        self.parent.append(rule)


def _placement(xml: Xml, text: Any, style: LabelStyle) -> None:
    place = xml.sld(text, "LabelPlacement")
    if style.placement in ("line", "along"):
        line = xml.sld(place, "LinePlacement")
        if style.gap_mm:
            xml.sld(line, "PerpendicularOffset", f"{style.gap_mm / MM_PER_PIXEL:.6g}")
        return
    anchor = xml.sld(xml.sld(place, "PointPlacement"), "AnchorPoint")
    inside = style.placement == "polygon"
    xml.sld(anchor, "AnchorPointX", "0.5" if inside else "0")
    xml.sld(anchor, "AnchorPointY", "0.5")
