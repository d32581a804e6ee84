"""The symbolizers of SLD as our symbol layers; those that have no like are told."""

from __future__ import annotations

from typing import Any

from yhgis import safe_xml
from yhgis.i18n import Message
from yhgis.io.style_notes import MM_PER_PIXEL, MM_PER_POINT, Notes
from yhgis.model.style import LabelStyle
from yhgis.model.symbol import (
    AnySymbolLayer,
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

_MARKS: dict[str, MarkerShape] = {
    "circle": "circle",
    "square": "square",
    "diamond": "diamond",
    "triangle": "triangle",
    "star": "star",
    "cross": "cross",
    "cross_fill": "cross",
    "x": "cross",
    "shape://dot": "circle",
    "shape://plus": "cross",
}
#: Marks that make a hatch, and the angle that they stand for.
_LINES = {
    "horline": 0.0,
    "line": 0.0,
    "shape://horline": 0.0,
    "shape://vertline": 90.0,
    "shape://slash": 45.0,
    "shape://backslash": 135.0,
}
_DRAWING = ("PointSymbolizer", "LineSymbolizer", "PolygonSymbolizer")


def child(parent: Any, name: str) -> Any:
    """Return the first child element of that name, whatever its namespace, or None."""
    return next(children(parent, name), None)


def children(parent: Any, name: str) -> Any:
    """Return an iterator over the child elements of that name."""
    return (one for one in parent if safe_xml.local_name(one) == name)


def text_of(element: Any) -> str:
    """Return the text of ``element``, a literal inside of it included."""
    return "".join(element.itertext()).strip() if element is not None else ""


def parameters(element: Any) -> dict[str, tuple[Any, str]]:
    """Return the CSS or SVG parameters of a fill, stroke or font with their elements."""
    named = [one for one in element if safe_xml.local_name(one) in ("CssParameter", "SvgParameter")]
    return {one.get("name", ""): (one, text_of(one)) for one in named}


def read_symbolizers(rule: Any, notes: Notes) -> Symbol:
    """Return what a rule draws, labels aside."""
    found: list[AnySymbolLayer] = []
    for element in rule:
        name = safe_xml.local_name(element)
        if name in _DRAWING:
            if "metre" in element.get("uom", ""):
                notes.drop(Message("Sizes in units of the ground are read as millimetres on paper."))
            found += {"PointSymbolizer": _point, "LineSymbolizer": _line, "PolygonSymbolizer": _polygon}[name](
                element, notes
            )
        elif name.endswith("Symbolizer") and name != "TextSymbolizer":
            notes.drop(Message("Symbol layers of the kind {kind} are left out.", {"kind": name}))
    return tuple(found)


def _number(element: Any, name: str, otherwise: float, notes: Notes) -> float:
    one = child(element, name)
    return notes.number(one, name, text_of(one)) if one is not None and text_of(one) else otherwise


def _parameter(given: dict[str, tuple[Any, str]], name: str, otherwise: float, notes: Notes) -> float:
    return notes.number(given[name][0], name, given[name][1]) if name in given else otherwise


def _color(given: dict[str, tuple[Any, str]], name: str, otherwise: str, notes: Notes) -> str:
    element, text = given.get(name, (None, otherwise))
    if element is not None and (len(text) != 7 or text[0] != "#" or set(text[1:].lower()) - set("0123456789abcdef")):
        raise notes.wrong(element, name, Message("a colour such as #1a9850"), text)
    return text.upper()


def _stroke(element: Any, notes: Notes) -> dict[str, Any] | None:
    """Return colour, opacity and width (mm) of the stroke in ``element``, or None."""
    stroke = child(element, "Stroke")
    if stroke is None:
        return None
    given = parameters(stroke)
    return {
        "color": _color(given, "stroke", "#000000", notes),
        "opacity": _parameter(given, "stroke-opacity", 1.0, notes),
        "width_mm": max(_parameter(given, "stroke-width", 1.0, notes) * MM_PER_PIXEL, 0.05),
    }


def _line(element: Any, notes: Notes) -> list[AnySymbolLayer]:
    stroke = child(element, "Stroke")
    if stroke is None:
        return []
    graphic_stroke = child(stroke, "GraphicStroke")
    if graphic_stroke is not None:
        return _ticks(graphic_stroke, notes)
    given, look = parameters(stroke), _stroke(element, notes)
    dash: tuple[float, ...] = ()
    if "stroke-dasharray" in given:
        parameter, text = given["stroke-dasharray"]
        lengths = text.replace(",", " ").split()
        dash = tuple(max(notes.number(parameter, "stroke-dasharray", one) * MM_PER_PIXEL, 0.1) for one in lengths)
    join = given.get("stroke-linejoin", (None, "mitre"))[1]
    cap = given.get("stroke-linecap", (None, "butt"))[1]
    offset = -_number(element, "PerpendicularOffset", 0.0, notes) * MM_PER_PIXEL
    return [
        notes.made(
            stroke,
            StrokeSymbol,
            **(look or {}),
            dash=dash,
            join={"round": "round", "bevel": "bevel"}.get(join, "miter"),
            cap={"round": "round", "square": "square"}.get(cap, "flat"),
            offset_mm=offset or 0.0,
        )
    ]


def _ticks(graphic_stroke: Any, notes: Notes) -> list[AnySymbolLayer]:
    graphic = child(graphic_stroke, "Graphic")
    figure = _mark(graphic, notes) if graphic is not None else None
    if graphic is None or figure is None:
        notes.drop(Message("Figures along lines are left out unless they are marks."))
        return []
    name = text_of(child(child(graphic, "Mark"), "WellKnownName"))
    shape = {"line": "cross", "shape://vertline": "cross", "cross": "cross", "arrowhead": "chevron"}.get(name, "dot")
    color = (figure.stroke if shape != "dot" else figure.fill) or figure.fill or figure.stroke or "#000000"
    gap = _number(graphic_stroke, "Gap", 0.0, notes) * MM_PER_PIXEL
    return [
        notes.made(
            graphic,
            TicksSymbol,
            color=color,
            opacity=figure.opacity,
            shape=shape,
            size_mm=figure.size_mm,
            width_mm=max(figure.stroke_mm, 0.1),
            spacing_mm=max(gap, figure.size_mm, 0.1),
        )
    ]


def _polygon(element: Any, notes: Notes) -> list[AnySymbolLayer]:
    found: list[AnySymbolLayer] = []
    fill = child(element, "Fill")
    if fill is not None:
        graphic_fill = child(fill, "GraphicFill")
        if graphic_fill is not None:
            found += _pattern(element, child(graphic_fill, "Graphic"), notes)
        else:
            given = parameters(fill)
            opacity = _parameter(given, "fill-opacity", 1.0, notes)
            color = _color(given, "fill", "#808080", notes)
            found.append(notes.made(fill, FillSymbol, color=color, opacity=opacity))
    return found + _line(element, notes)


def _pattern(element: Any, graphic: Any, notes: Notes) -> list[AnySymbolLayer]:
    mark = child(graphic, "Mark") if graphic is not None else None
    if mark is None:
        notes.drop(Message("Fills of pictures are left out."))
        return []
    name = text_of(child(mark, "WellKnownName"))
    size = _number(graphic, "Size", 6.0 / MM_PER_PIXEL, notes) * MM_PER_PIXEL
    if name in _LINES or name == "shape://times":
        look = _stroke(mark, notes) or {"color": "#000000", "width_mm": 0.2}
        angle = _LINES.get(name, 45.0) + _number(graphic, "Rotation", 0.0, notes)
        cross = name == "shape://times"
        return [notes.made(mark, HatchSymbol, angle=angle, spacing_mm=max(size, 0.1), cross=cross, **look)]
    figure = _mark(graphic, notes)
    if figure is None:
        return []
    apart = _distances(element, notes) or (2 * size, 2 * size)
    return [
        notes.made(
            mark,
            DotsSymbol,
            color=figure.fill or figure.stroke or "#000000",
            opacity=figure.opacity,
            shape=figure.shape,
            size_mm=figure.size_mm,
            spacing_mm=max(apart[0], 0.1),
            row_mm=max(apart[1], 0.1),
            shifted=False,
        )
    ]


def _distances(element: Any, notes: Notes) -> tuple[float, float] | None:
    """Return how far the figures of a pattern are apart (mm), as QGIS says it."""
    for option in children(element, "VendorOption"):
        numbers = text_of(option).split(",")
        if option.get("name") == "distance" and len(numbers) == 2:
            across, down = (notes.number(option, "distance", one) * MM_PER_PIXEL for one in numbers)
            return across, down
    return None


def _point(element: Any, notes: Notes) -> list[AnySymbolLayer]:
    graphic = child(element, "Graphic")
    if graphic is None:
        return []
    for external in children(graphic, "ExternalGraphic"):
        link = child(external, "OnlineResource")
        address = next((v for k, v in link.attrib.items() if k.endswith("href")), "") if link is not None else ""
        reference, _, colors = address.partition("?")
        content = notes.svg_of(link, "href", reference) if link is not None else ""
        if content:
            return [_svg(graphic, content, colors, notes)]
        file: dict[str, object] = {"name": reference.rpartition("/")[2]}
        notes.drop(Message("The SVG file {name} is not inside of the style; a circle stands for it.", file))
    figure = _mark(graphic, notes)
    return [figure] if figure is not None else [notes.made(graphic, MarkerSymbol, fill="#808080")]


def _svg(graphic: Any, content: str, colors: str, notes: Notes) -> AnySymbolLayer:
    given = dict(one.partition("=")[::2] for one in colors.split("&") if one)
    named = {"fill": given.get("fill", ""), "stroke": given.get("outline", "")}
    size = _number(graphic, "Size", 16.0, notes) * MM_PER_PIXEL
    shown = {name: "#" + value.removeprefix("%23").upper() for name, value in named.items() if value}
    angle = _number(graphic, "Rotation", 0.0, notes)
    return notes.made(graphic, SvgSymbol, content=content, size_mm=size, angle=angle, **shown)


def _mark(graphic: Any, notes: Notes) -> MarkerSymbol | None:
    mark = child(graphic, "Mark")
    if mark is None:
        return None
    name = text_of(child(mark, "WellKnownName")) or "square"
    if name not in _MARKS and name not in _LINES and name != "arrowhead":
        notes.drop(Message("The figure {name} is read as a circle.", {"name": name}))
    fill, look = child(mark, "Fill"), _stroke(mark, notes)
    given = parameters(fill) if fill is not None else {}
    opacity = _parameter(given, "fill-opacity", 1.0, notes) if fill is not None else 0.0
    shown = opacity > 0.0
    return notes.made(
        mark,
        MarkerSymbol,
        shape=_MARKS.get(name, "circle"),
        size_mm=_number(graphic, "Size", 6.0, notes) * MM_PER_PIXEL,
        fill=_color(given, "fill", "#808080", notes) if shown else None,
        stroke=look["color"] if look else None,
        stroke_mm=look["width_mm"] if look else 0.0,
        opacity=opacity if shown or not look else look["opacity"],
        angle=_number(graphic, "Rotation", 0.0, notes),
    )


def read_label(text: Any, notes: Notes) -> LabelStyle:
    """Return a text symbolizer as a label style."""
    label, font, halo, fill = (child(text, name) for name in ("Label", "Font", "Halo", "Fill"))
    field = text_of(child(label, "PropertyName")) if label is not None else ""
    if not field:
        notes.drop(Message("Labels by an expression are read as the layer's names."))
    given = parameters(font) if font is not None else {}
    size = _parameter(given, "font-size", 10.0, notes) * MM_PER_PIXEL / MM_PER_POINT
    ink = parameters(fill) if fill is not None else {}
    return notes.made(
        text,
        LabelStyle,
        field=field,
        size_pt=min(max(size, 3.0), 96.0),
        weight=700 if given.get("font-weight", (None, ""))[1] == "bold" else 400,
        italic=given.get("font-style", (None, ""))[1] in ("italic", "oblique"),
        color=_color(ink, "fill", "#000000", notes),
        opacity=_parameter(ink, "fill-opacity", 1.0, notes),
        **_halo(halo, notes),
        **_placement(child(text, "LabelPlacement"), notes),
    )


def _halo(halo: Any, notes: Notes) -> dict[str, Any]:
    if halo is None:
        return {"halo_mm": 0.0}
    fill = child(halo, "Fill")
    given = parameters(fill) if fill is not None else {}
    return {
        "halo_mm": _number(halo, "Radius", 1.0, notes) * MM_PER_PIXEL,
        "halo": _color(given, "fill", "#FFFFFF", notes),
        "halo_opacity": _parameter(given, "fill-opacity", 1.0, notes),
    }


def _placement(place: Any, notes: Notes) -> dict[str, Any]:
    line = child(place, "LinePlacement") if place is not None else None
    if line is not None:
        return {"placement": "along", "gap_mm": abs(_number(line, "PerpendicularOffset", 0.0, notes)) * MM_PER_PIXEL}
    point = child(place, "PointPlacement") if place is not None else None
    anchor = child(point, "AnchorPoint") if point is not None else None
    inside = anchor is not None and _number(anchor, "AnchorPointX", 0.0, notes) == 0.5
    return {"placement": "polygon" if inside else "point"}
