"""QGIS's symbol layers as ours; those that have no like are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yhgis.i18n import Message
from yhgis.io.style_notes import MM_PER_PIXEL, MM_PER_POINT, Notes
from yhgis.model.symbol import (
    AnySymbolLayer,
    ArrowheadsSymbol,
    DotsSymbol,
    FillSymbol,
    GradientSymbol,
    HatchSymbol,
    InnerBandSymbol,
    MarkerShape,
    MarkerSymbol,
    Stop,
    StrokeSymbol,
    SvgSymbol,
    Symbol,
    TicksSymbol,
)

_MM_PER = {"MM": 1.0, "Point": MM_PER_POINT, "Pixel": MM_PER_PIXEL, "Inch": 25.4, "": 1.0}
#: QGIS's figures, ours, and how much larger ours is written for the same look.
_SHAPES: dict[str, tuple[MarkerShape, float]] = {
    "circle": ("circle", 1.0),
    "square": ("square", 1 / 0.88),
    "rectangle": ("square", 1 / 0.88),
    "diamond": ("diamond", 1 / 1.1),
    "triangle": ("triangle", 1 / 1.05),
    "equilateral_triangle": ("triangle", 1 / 1.05),
    "star": ("star", 1 / 1.15),
    "cross": ("cross", 1.0),
    "cross_fill": ("cross", 1.0),
    "regular_star": ("star", 1 / 1.15),
}
_HATCH_STYLES = {"horizontal": 0.0, "vertical": 90.0, "b_diagonal": 45.0, "f_diagonal": 135.0}
_CROSS_STYLES = {"cross": 0.0, "diagonal_x": 45.0}
_DASHES = {
    "dash": (3.0, 1.2),
    "dot": (0.6, 1.0),
    "dash dot": (3.0, 1.0, 0.6, 1.0),
    "dash dot dot": (3.0, 1.0, 0.6, 1.0, 0.6, 1.0),
}


@dataclass(frozen=True)
class Part:
    """A ``<layer>`` of a QGIS symbol with its properties."""

    element: Any
    values: dict[str, str]
    alpha: float
    level: int
    notes: Notes

    def text(self, key: str, otherwise: str = "") -> str:
        """Return a property as text."""
        return self.values.get(key, otherwise)

    def number(self, key: str, otherwise: float = 0.0) -> float:
        """Return a property as a number."""
        given = self.values.get(key, "")
        return self.notes.number(self.element, key, given) if given.strip() else otherwise

    def mm(self, key: str, otherwise: float = 0.0, unit: str = "") -> float:
        """Return a length in millimetres on paper."""
        name = self.text(unit or f"{key}_unit")
        if name not in _MM_PER:
            self.notes.drop(Message("Sizes in units of the ground are read as millimetres on paper."))
        return self.number(key, otherwise) * _MM_PER.get(name, 1.0)

    def color(self, key: str) -> tuple[str, float]:
        """Return a colour as ``#RRGGBB`` and its opacity."""
        return read_color(self.text(key, "0,0,0,255"), self.element, key, self.notes, self.alpha)

    def make(self, model: type[AnySymbolLayer], **values: Any) -> AnySymbolLayer:
        """Return one of our symbol layers at this layer's level."""
        made: AnySymbolLayer = self.notes.made(self.element, model, level=self.level, **values)
        return made

    @property
    def inner(self) -> Symbol:
        """The symbol inside: of a pattern, or of figures along a line."""
        inside = self.element.find("symbol")
        return read_symbol(inside, self.notes, self.alpha) if inside is not None else ()


def read_color(text: str, element: Any, key: str, notes: Notes, alpha: float = 1.0) -> tuple[str, float]:
    """Return a colour of QGIS (``r,g,b,a``, newer ones followed by ``,rgb:…``) as ``#RRGGBB`` and opacity."""
    parts = [part for part in text.split(",")[:4] if part.strip()]
    if len(parts) < 3:
        raise notes.wrong(element, key, Message("red,green,blue,alpha"), text)
    channels = [min(max(round(notes.number(element, key, part)), 0), 255) for part in parts]
    opacity = channels[3] / 255 if len(channels) > 3 else 1.0
    return "#" + "".join(f"{channel:02X}" for channel in channels[:3]), round(opacity * alpha, 4)


def read_symbol(element: Any, notes: Notes, alpha: float = 1.0) -> Symbol:
    """Return a ``<symbol>`` as ours."""
    alpha *= notes.number(element, "alpha", element.get("alpha", "1"))
    found: list[AnySymbolLayer] = []
    for layer in element.findall("layer"):
        if layer.get("enabled", "1") == "0":
            continue
        class_ = layer.get("class", "")
        reader = _READERS.get(class_)
        if reader is None:
            notes.drop(Message("Symbol layers of the kind {kind} are left out.", {"kind": class_}))
            continue
        level = round(notes.number(layer, "pass", layer.get("pass", "0")))
        part = Part(layer, properties(layer), alpha, level, notes)
        if _has_expressions(layer):
            notes.drop(Message("Values that follow an expression are read as fixed ones."))
        found += reader(part)
    return tuple(found)


def properties(layer: Any) -> dict[str, str]:
    """Return the properties of a symbol layer, as written by QGIS up to 3.26 (``prop``) or from 3.22 (``Option``)."""
    values = {prop.get("k", ""): prop.get("v", "") for prop in layer.findall("prop")}
    options = layer.find("Option")
    if options is not None:
        values |= {one.get("name", ""): one.get("value", "") for one in options.findall("Option")}
    return values


def _has_expressions(layer: Any) -> bool:
    inside = layer.find("data_defined_properties")
    active = inside.iter("Option") if inside is not None else ()
    return any(one.get("name") == "active" and one.get("value") == "true" for one in active)


def _simple_fill(part: Part) -> list[AnySymbolLayer]:
    color, opacity = part.color("color")
    style = part.text("style", "solid")
    found: list[AnySymbolLayer] = []
    if style == "solid":
        found.append(part.make(FillSymbol, color=color, opacity=opacity))
    elif style in _HATCH_STYLES or style in _CROSS_STYLES:
        angle = _HATCH_STYLES.get(style, _CROSS_STYLES.get(style, 0.0))
        look = {"color": color, "opacity": opacity, "spacing_mm": 1.6, "width_mm": 0.2, "angle": angle}
        found.append(part.make(HatchSymbol, cross=style in _CROSS_STYLES, **look))
    elif style != "no":
        part.notes.drop(Message("Dense fills are read as see-through ones."))
        found.append(part.make(FillSymbol, color=color, opacity=opacity * 0.5))
    edge, edge_opacity = part.color("outline_color")
    edge_style = part.text("outline_style", "solid")
    if edge_style != "no" and edge_opacity > 0.0:
        width = part.mm("outline_width", 0.26)
        dash = _DASHES.get(edge_style, ())
        found.append(part.make(StrokeSymbol, color=edge, opacity=edge_opacity, width_mm=max(width, 0.05), dash=dash))
    return found


def _simple_line(part: Part) -> list[AnySymbolLayer]:
    style = part.text("line_style", "solid")
    color, opacity = part.color("line_color")
    if style == "no" or opacity <= 0.0:
        return []
    dash: tuple[float, ...] = _DASHES.get(style, ())
    if part.text("use_custom_dash") == "1":
        unit = _MM_PER.get(part.text("customdash_unit"), 1.0)
        lengths = [part.notes.number(part.element, "customdash", one) for one in part.text("customdash").split(";")]
        dash = tuple(max(length * unit, 0.1) for length in lengths)
    return [
        part.make(
            StrokeSymbol,
            color=color,
            opacity=opacity,
            width_mm=max(part.mm("line_width", 0.26), 0.05),
            dash=dash,
            fit_dash=bool(dash) and part.text("align_dash_pattern") == "1",
            cap={"flat": "flat", "round": "round"}.get(part.text("capstyle"), "square"),
            join={"miter": "miter", "bevel": "bevel"}.get(part.text("joinstyle"), "round"),
            offset_mm=-part.mm("offset") or 0.0,
        )
    ]


def _line_pattern(part: Part) -> list[AnySymbolLayer]:
    lines = [one for one in part.inner if isinstance(one, StrokeSymbol)]
    if any(one.dash for one in lines):
        part.notes.drop(Message("Dashes of hatch lines are left out."))
    return [
        part.make(
            HatchSymbol,
            color=one.color,
            opacity=one.opacity,
            width_mm=one.width_mm,
            angle=part.number("angle"),
            spacing_mm=max(part.mm("distance", 5.0), 0.1),
        )
        for one in lines
    ]


def _point_pattern(part: Part) -> list[AnySymbolLayer]:
    figures = [one for one in part.inner if isinstance(one, MarkerSymbol)]
    if len(figures) != len(part.inner) or any(one.stroke and one.fill for one in figures):
        part.notes.drop(Message("Figures of a point pattern are read as plain shapes of one colour."))
    across, down = max(part.mm("distance_x", 3.0), 0.1), max(part.mm("distance_y", 3.0), 0.1)
    return [
        part.make(
            DotsSymbol,
            color=one.fill or one.stroke or "#000000",
            opacity=one.opacity,
            size_mm=one.size_mm,
            shape=one.shape,
            spacing_mm=across,
            row_mm=down,
            shifted=abs(part.mm("displacement_x")) > 0.0,
            angle=part.number("angle"),
        )
        for one in figures
    ]


def _gradient(part: Part) -> list[AnySymbolLayer]:
    if part.text("color_type", "0") == "0":
        first, last, middle = part.color("color"), part.color("gradient_color2"), ""
    else:
        first, last, middle = part.color("color1"), part.color("color2"), part.text("stops")
    stops = [Stop(at=0.0, color=first[0], opacity=first[1])]
    for text in middle.split(":") if middle else ():
        place, _, color = text.partition(";")
        name, opacity = read_color(color.partition(";")[0], part.element, "stops", part.notes, part.alpha)
        at = min(max(part.notes.number(part.element, "stops", place), 0.0), 1.0)
        stops.append(Stop(at=at, color=name, opacity=opacity))
    stops.append(Stop(at=1.0, color=last[0], opacity=last[1]))
    radial = part.text("type", "0") == "1"
    angle = None if radial else -part.number("angle") or 0.0
    return [part.make(GradientSymbol, stops=tuple(stops), shape="radial" if radial else "linear", angle=angle)]


def _shapeburst(part: Part) -> list[AnySymbolLayer]:
    color, opacity = part.color("color")
    if part.text("use_whole_shape", "1") == "1" or part.text("color_type", "0") != "0":
        part.notes.drop(Message("Shapeburst fills are read as soft bands along the outline."))
    width = part.mm("max_distance", 3.0, "distance_unit")
    return [part.make(InnerBandSymbol, color=color, opacity=opacity, width_mm=width)]


def _centroid(part: Part) -> list[AnySymbolLayer]:
    return [one.model_copy(update={"at": "middle"}) for one in part.inner if isinstance(one, MarkerSymbol | SvgSymbol)]


def _marker_line(part: Part) -> list[AnySymbolLayer]:
    places = {part.text("placement"), *part.text("placements").split("|")} - {""} or {"Interval"}
    place = next(iter(sorted(places))).lower()
    figures = [one for one in part.inner if isinstance(one, MarkerSymbol | SvgSymbol)]
    at = {"centralpoint": "middle", "vertex": "vertices", "innervertices": "vertices"}.get(place)
    if at is not None:
        return [one.model_copy(update={"at": at}) for one in figures]
    shapes = [one for one in figures if isinstance(one, MarkerSymbol)]
    inside = part.element.find("symbol")
    names = [properties(layer).get("name", "") for layer in inside.findall("layer")] if inside is not None else []
    if place in ("firstvertex", "lastvertex"):
        return [_end_figure(part, one, place) for one in shapes]
    if place != "interval" or len(shapes) != len(figures):
        part.notes.drop(Message("Figures along lines are read as ticks."))
    return [_tick(part, one, name) for one, name in zip(shapes, [*names, *[""] * len(shapes)], strict=False)]


def _end_figure(part: Part, one: MarkerSymbol, place: str) -> AnySymbolLayer:
    color = one.fill or one.stroke or "#000000"
    size = max(one.size_mm, 0.1)
    ends = "start" if place == "firstvertex" else "end"
    outline = {"outline": one.stroke, "outline_mm": one.stroke_mm} if one.fill and one.stroke else {}
    look = {"color": color, "opacity": one.opacity, "length_mm": size, "width_mm": size}
    return part.make(ArrowheadsSymbol, ends=ends, **look, **outline)


def _tick(part: Part, one: MarkerSymbol, name: str) -> AnySymbolLayer:
    shape = {"line": "cross", "cross": "cross", "arrowhead": "chevron", "filled_arrowhead": "chevron"}.get(name, "dot")
    return part.make(
        TicksSymbol,
        color=(one.stroke or one.fill or "#000000") if shape != "dot" else (one.fill or one.stroke or "#000000"),
        opacity=one.opacity,
        shape=shape,
        spacing_mm=max(part.mm("interval", 3.0), 0.1),
        size_mm=one.size_mm,
        width_mm=max(one.stroke_mm, 0.1),
    )


def _simple_marker(part: Part) -> list[AnySymbolLayer]:
    name = part.text("name", "circle")
    if name not in _SHAPES and name not in ("line", "arrowhead", "filled_arrowhead"):
        part.notes.drop(Message("The figure {name} is read as a circle.", {"name": name}))
    shape, ratio = _SHAPES.get(name, ("circle", 1.0))
    fill, opacity = part.color("color")
    edge, edge_opacity = part.color("outline_color")
    outlined = part.text("outline_style", "solid") != "no" and edge_opacity > 0.0
    return [
        part.make(
            MarkerSymbol,
            shape=shape,
            size_mm=part.mm("size", 2.0) * ratio,
            fill=fill if opacity > 0.0 else None,
            stroke=edge if outlined else None,
            stroke_mm=max(part.mm("outline_width"), 0.05) if outlined else 0.0,
            angle=part.number("angle"),
            opacity=opacity or edge_opacity,
        )
    ]


def _svg_marker(part: Part) -> list[AnySymbolLayer]:
    content = part.notes.svg_of(part.element, "name", part.text("name"))
    fill, opacity = part.color("color")
    if not content:
        name = part.text("name").rpartition("/")[2]
        part.notes.drop(
            Message("The SVG file {name} is not inside of the style; a circle stands for it.", {"name": name})
        )
        return [part.make(MarkerSymbol, size_mm=part.mm("size", 2.0), fill=fill, opacity=opacity)]
    return [
        part.make(
            SvgSymbol,
            content=content,
            size_mm=part.mm("size", 4.0),
            fill=fill,
            stroke=part.color("outline_color")[0],
            stroke_mm=part.mm("outline_width", 0.2),
            angle=part.number("angle"),
            anchor="bottom" if part.text("vertical_anchor_point") == "2" else "middle",
            opacity=opacity,
        )
    ]


_READERS: dict[str, Callable[[Part], list[AnySymbolLayer]]] = {
    "SimpleFill": _simple_fill,
    "SimpleLine": _simple_line,
    "LinePatternFill": _line_pattern,
    "PointPatternFill": _point_pattern,
    "GradientFill": _gradient,
    "ShapeburstFill": _shapeburst,
    "CentroidFill": _centroid,
    "MarkerLine": _marker_line,
    "SimpleMarker": _simple_marker,
    "SvgMarker": _svg_marker,
}
