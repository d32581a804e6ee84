"""Symbols as the symbolizers of SLD; what the standard has no word for is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from yhgis.i18n import Message
from yhgis.io.style_notes import MM_PER_PIXEL, Notes, base64_svg
from yhgis.model.layer import GeometryKind
from yhgis.model.symbol import (
    DotsSymbol,
    FillSymbol,
    HatchSymbol,
    MarkerShape,
    MarkerSymbol,
    StrokeSymbol,
    SvgSymbol,
    Symbol,
    TicksSymbol,
)
from yhgis.model.symbol_files import symbol_content

_SLD = "http://www.opengis.net/sld"
_OGC = "http://www.opengis.net/ogc"
_XLINK = "http://www.w3.org/1999/xlink"
_CAPS = {"flat": "butt", "round": "round", "square": "square"}
_MARKS: dict[MarkerShape, str] = {
    "circle": "circle",
    "square": "square",
    "diamond": "diamond",
    "triangle": "triangle",
    "ring": "circle",
    "flag": "triangle",
    "cross": "cross",
    "star": "star",
}


def pixels(length_mm: float) -> str:
    """Return millimetres as the standard's pixels."""
    return f"{length_mm / MM_PER_PIXEL:.6g}"


class Xml:
    """Writes elements of SLD and of the filter language."""

    def __init__(self, etree: Any) -> None:
        self._etree = etree

    def plain_sld(self, name: str) -> Any:
        """Return an element that belongs to nothing yet."""
        return self._etree.Element(f"{{{_SLD}}}{name}")

    def sld(self, parent: Any, name: str, text: str | None = None) -> Any:
        """Add an element of SLD."""
        element = self._etree.SubElement(parent, f"{{{_SLD}}}{name}")
        element.text = text
        return element

    def css(self, parent: Any, name: str, text: str) -> None:
        """Add a parameter."""
        self.sld(parent, "CssParameter", text).set("name", name)

    def vendor(self, parent: Any, name: str, text: str) -> None:
        """Add an option that QGIS and GeoServer know."""
        self.sld(parent, "VendorOption", text).set("name", name)

    def fill(self, parent: Any, color: str, opacity: float) -> Any:
        """Add a fill."""
        element = self.sld(parent, "Fill")
        self.css(element, "fill", color.lower())
        if opacity < 1.0:
            self.css(element, "fill-opacity", f"{opacity:.4g}")
        return element

    def stroke(self, parent: Any, color: str, opacity: float, width_mm: float) -> Any:
        """Add a stroke."""
        element = self.sld(parent, "Stroke")
        self.css(element, "stroke", color.lower())
        if opacity < 1.0:
            self.css(element, "stroke-opacity", f"{opacity:.4g}")
        self.css(element, "stroke-width", pixels(width_mm))
        return element

    def link(self, parent: Any, address: str) -> None:
        """Add the address of a file."""
        element = self.sld(parent, "OnlineResource")
        element.set(f"{{{_XLINK}}}type", "simple")
        element.set(f"{{{_XLINK}}}href", address)

    def property_name(self, parent: Any, field: str) -> None:
        """Add the name of a field."""
        self._ogc(parent, "PropertyName").text = field

    def one_of(self, field: str, values: Sequence[str]) -> Any:
        """Return a filter for some values of a field."""
        filter_ = self._etree.Element(f"{{{_OGC}}}Filter")
        parent = self._ogc(filter_, "Or") if len(values) > 1 else filter_
        for value in values:
            self._test(parent, "PropertyIsEqualTo", field, value)
        return filter_

    def none_of(self, field: str, values: Sequence[str]) -> Any:
        """Return a filter for all other values and none; not every reader knows ``ElseFilter`` (QGIS 3 does not)."""
        filter_ = self._etree.Element(f"{{{_OGC}}}Filter")
        either = self._ogc(filter_, "Or")
        self.property_name(self._ogc(either, "PropertyIsNull"), field)
        for test in self.one_of(field, values):
            self._ogc(either, "Not").append(test)
        return filter_

    def compared(self, field: str, tests: Sequence[tuple[str, str]]) -> Any:
        """Return a filter for all of some comparisons."""
        filter_ = self._etree.Element(f"{{{_OGC}}}Filter")
        parent = self._ogc(filter_, "And") if len(tests) > 1 else filter_
        for name, value in tests:
            self._test(parent, name, field, value)
        return filter_

    def is_null(self, field: str) -> Any:
        """Return a filter for features without a value."""
        filter_ = self._etree.Element(f"{{{_OGC}}}Filter")
        self.property_name(self._ogc(filter_, "PropertyIsNull"), field)
        return filter_

    def _test(self, parent: Any, name: str, field: str, value: str) -> None:
        test = self._ogc(parent, name)
        self.property_name(test, field)
        self._ogc(test, "Literal").text = value

    def _ogc(self, parent: Any, name: str) -> Any:
        return self._etree.SubElement(parent, f"{{{_OGC}}}{name}")


def append_symbol(xml: Xml, rule: Any, symbol: Symbol, kind: GeometryKind, notes: Notes) -> None:
    """Add the symbolizers of ``symbol`` that show on a ``kind`` to ``rule``."""
    for layer in symbol:
        writer = _WRITERS.get(layer.kind)
        if writer is None:
            notes.drop(Message("Symbol layers of the kind {kind} are left out.", {"kind": layer.kind}))
        else:
            writer(xml, rule, layer, kind, notes)


def _fill(xml: Xml, rule: Any, layer: FillSymbol, kind: GeometryKind, _notes: Notes) -> None:
    if kind in (GeometryKind.POLYGON, GeometryKind.MIXED):
        xml.fill(xml.sld(rule, "PolygonSymbolizer"), layer.color, layer.opacity)


def _stroke(xml: Xml, rule: Any, layer: StrokeSymbol, kind: GeometryKind, notes: Notes) -> None:
    if kind is GeometryKind.POINT or layer.width_mm <= 0.0:
        return
    if layer.width_by is not None:
        notes.drop(Message("Widths that follow a field are written as one width."))
    line = xml.sld(rule, "LineSymbolizer")
    stroke = xml.stroke(line, layer.color, layer.opacity, layer.width_mm)
    xml.css(stroke, "stroke-linejoin", layer.join if layer.join != "miter" else "mitre")
    xml.css(stroke, "stroke-linecap", _CAPS[layer.cap])
    if layer.dash:
        dash = [*layer.dash, *(layer.dash if len(layer.dash) % 2 else ())]
        xml.css(stroke, "stroke-dasharray", " ".join(pixels(length) for length in dash))
    if layer.offset_mm:
        xml.sld(line, "PerpendicularOffset", pixels(-layer.offset_mm))


def _graphic_fill(xml: Xml, rule: Any) -> Any:
    fill = xml.sld(xml.sld(rule, "PolygonSymbolizer"), "Fill")
    return xml.sld(xml.sld(fill, "GraphicFill"), "Graphic")


def _hatch(xml: Xml, rule: Any, layer: HatchSymbol, kind: GeometryKind, _notes: Notes) -> None:
    if kind not in (GeometryKind.POLYGON, GeometryKind.MIXED):
        return
    for angle in (layer.angle, layer.angle + 90.0)[: 2 if layer.cross else 1]:
        graphic = _graphic_fill(xml, rule)
        mark = xml.sld(graphic, "Mark")
        xml.sld(mark, "WellKnownName", "horline")
        xml.stroke(mark, layer.color, layer.opacity, layer.width_mm)
        xml.sld(graphic, "Size", pixels(layer.spacing_mm))
        xml.sld(graphic, "Rotation", f"{angle % 180.0:.6g}")


def _dots(xml: Xml, rule: Any, layer: DotsSymbol, kind: GeometryKind, notes: Notes) -> None:
    if kind not in (GeometryKind.POLYGON, GeometryKind.MIXED):
        return
    if layer.shifted or layer.angle:
        notes.drop(Message("Shifted rows and the angle of dot patterns are left out."))
    graphic = _graphic_fill(xml, rule)
    mark = xml.sld(graphic, "Mark")
    xml.sld(mark, "WellKnownName", _MARKS[layer.shape])
    xml.fill(mark, layer.color, layer.opacity)
    xml.sld(graphic, "Size", pixels(layer.size_mm))
    down = layer.row_mm or layer.spacing_mm * 0.866
    polygon = graphic.getparent().getparent().getparent()
    xml.vendor(polygon, "distance", f"{pixels(layer.spacing_mm)},{pixels(down)}")


def _marker(xml: Xml, rule: Any, layer: MarkerSymbol, kind: GeometryKind, notes: Notes) -> None:
    if not _stands(layer, kind, notes):
        return
    if layer.halo is not None:
        notes.drop(Message("Halos of figures are left out."))
    graphic = xml.sld(xml.sld(rule, "PointSymbolizer"), "Graphic")
    mark = xml.sld(graphic, "Mark")
    xml.sld(mark, "WellKnownName", _MARKS[layer.shape])
    hollow = layer.shape == "ring"
    filled = layer.fill is not None and not hollow
    xml.fill(mark, layer.fill or "#ffffff", layer.opacity if filled else 0.0)  # none would be grey, or black
    edge = layer.fill if hollow else layer.stroke
    if edge is not None:
        xml.stroke(mark, edge, layer.opacity, layer.size_mm * 0.225 if hollow else layer.stroke_mm)
    xml.sld(graphic, "Size", pixels(layer.size_mm))
    if layer.angle:
        xml.sld(graphic, "Rotation", f"{layer.angle:.6g}")


def _stands(layer: MarkerSymbol | SvgSymbol, kind: GeometryKind, notes: Notes) -> bool:
    """Whether a figure stands at points, or at the middle of areas and lines, as a point symbolizer does."""
    if layer.at in ("vertices", "stations"):
        notes.drop(Message("Figures at the vertices or stations of lines are left out."))
        return False
    return (layer.at == "point") == (kind is GeometryKind.POINT)


def _svg(xml: Xml, rule: Any, layer: SvgSymbol, kind: GeometryKind, notes: Notes) -> None:
    if not _stands(layer, kind, notes):
        return
    if layer.halo is not None or layer.anchor != "middle":
        notes.drop(Message("Halos and feet of SVG figures are left out."))
    graphic = xml.sld(xml.sld(rule, "PointSymbolizer"), "Graphic")
    external = xml.sld(graphic, "ExternalGraphic")
    # Readers do not agree on how a style hands colours to a drawing: they stand in it.
    xml.link(external, base64_svg(coloured(layer.content or symbol_content(layer.name), layer)))
    xml.sld(external, "Format", "image/svg+xml")
    mark = xml.sld(graphic, "Mark")  # for readers that cannot open the drawing
    xml.sld(mark, "WellKnownName", "circle")
    xml.fill(mark, layer.fill or "#333333", layer.opacity)
    xml.sld(graphic, "Size", pixels(layer.size_mm))
    if layer.angle:
        xml.sld(graphic, "Rotation", f"{layer.angle:.6g}")


def coloured(content: str, layer: SvgSymbol) -> str:
    """Return an SVG with the colours of ``layer`` in the places that it leaves open."""
    for name, color in (("fill", layer.fill), ("outline|stroke", layer.stroke)):
        if color:
            content = re.sub(rf"param\((?:{name})\)(\s*#[0-9A-Fa-f]{{3,6}})?", color, content)
    return content


def _ticks(xml: Xml, rule: Any, layer: TicksSymbol, kind: GeometryKind, _notes: Notes) -> None:
    if kind is GeometryKind.POINT:
        return
    stroke = xml.sld(xml.sld(rule, "LineSymbolizer"), "Stroke")
    graphic_stroke = xml.sld(stroke, "GraphicStroke")
    graphic = xml.sld(graphic_stroke, "Graphic")
    mark = xml.sld(graphic, "Mark")
    xml.sld(mark, "WellKnownName", {"chevron": "arrowhead", "cross": "line", "dot": "circle"}[layer.shape])
    xml.fill(mark, layer.color, layer.opacity)
    if layer.shape != "dot":
        xml.stroke(mark, layer.color, layer.opacity, layer.width_mm)
    xml.sld(graphic, "Size", pixels(layer.size_mm))
    xml.sld(graphic_stroke, "Gap", pixels(layer.spacing_mm))


_WRITERS: dict[str, Callable[[Xml, Any, Any, GeometryKind, Notes], None]] = {
    "fill": _fill,
    "stroke": _stroke,
    "hatch": _hatch,
    "dots": _dots,
    "marker": _marker,
    "svg": _svg,
    "ticks": _ticks,
}
