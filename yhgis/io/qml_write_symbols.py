"""Symbols as QGIS's symbol layers; what QGIS cannot draw is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yhgis.i18n import Message
from yhgis.io.style_notes import Notes, base64_svg
from yhgis.model.layer import GeometryKind
from yhgis.model.symbol import (
    ArrowheadsSymbol,
    DotsSymbol,
    FillSymbol,
    GradientSymbol,
    HatchSymbol,
    InnerBandSymbol,
    MarkerShape,
    MarkerSymbol,
    RingsSymbol,
    SoftDiscSymbol,
    SoftFillSymbol,
    StrokeSymbol,
    SvgSymbol,
    Symbol,
    TicksSymbol,
)
from yhgis.model.symbol_files import symbol_content

Properties = dict[str, str]
Written = list[tuple[str, Properties, "tuple[str, list[Any]] | None"]]
"""Class, properties, and the kind and layers of a symbol inside."""

KIND = {GeometryKind.POLYGON: "fill", GeometryKind.LINE: "line", GeometryKind.POINT: "marker"}
#: Our shapes and QGIS's; the sizes differ, for QGIS measures the box.
SHAPES: dict[MarkerShape, tuple[str, float]] = {
    "circle": ("circle", 1.0),
    "square": ("square", 0.88),
    "diamond": ("diamond", 1.1),
    "triangle": ("triangle", 1.05),
    "ring": ("circle", 0.78),
    "flag": ("triangle", 1.0),
    "cross": ("cross_fill", 1.0),
    "star": ("star", 1.15),
}
_CAPS = {"flat": "flat", "round": "round", "square": "square"}


def color(text: str, opacity: float = 1.0) -> str:
    """Return a colour as QGIS writes it: four numbers of 0..255."""
    channels = [int(text[i : i + 2], 16) for i in (1, 3, 5)]
    return ",".join(str(channel) for channel in [*channels, round(255 * opacity)])


def number(value: float) -> str:
    """Return ``value`` with as many digits as it needs."""
    return f"{value:.6g}"


def symbol_layers(symbol: Symbol, kind: str, notes: Notes) -> list[tuple[int, Written]]:
    """Return for each layer of ``symbol`` that shows on a ``kind`` (fill, line, marker) its level and QGIS's layers."""
    found = []
    for layer in symbol:
        written = _WRITERS[layer.kind](layer, kind, notes)
        if written:
            found.append((layer.level, written))
    return found


def _fill(layer: FillSymbol, kind: str, _notes: Notes) -> Written:
    return _simple_fill(layer.color, layer.opacity) if kind == "fill" else []


def _simple_fill(fill: str, opacity: float) -> Written:
    return [("SimpleFill", {"color": color(fill, opacity), "style": "solid", "outline_style": "no"}, None)]


def _stroke(layer: StrokeSymbol, kind: str, notes: Notes) -> Written:
    if kind == "marker" or layer.width_mm <= 0.0:
        return []
    if layer.width_by is not None:
        notes.drop(Message("Widths that follow a field are written as one width."))
    return [("SimpleLine", _line(layer), None)]


def _line(layer: StrokeSymbol) -> Properties:
    dash = [*layer.dash, *(layer.dash if len(layer.dash) % 2 else ())]
    return {
        "line_color": color(layer.color, layer.opacity),
        "line_width": number(layer.width_mm),
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": _CAPS[layer.cap],
        "joinstyle": layer.join,
        "offset": number(-layer.offset_mm),
        "offset_unit": "MM",
        "use_custom_dash": "1" if dash else "0",
        "customdash": ";".join(number(length) for length in dash) or "5;2",
        "customdash_unit": "MM",
        "align_dash_pattern": "1" if layer.fit_dash else "0",
    }


def _hatch(layer: HatchSymbol, kind: str, _notes: Notes) -> Written:
    if kind != "fill":
        return []
    line = _line(StrokeSymbol(color=layer.color, opacity=layer.opacity, width_mm=layer.width_mm))
    angles = (layer.angle, layer.angle + 90.0)[: 2 if layer.cross else 1]
    return [
        (
            "LinePatternFill",
            {"angle": number(angle), "distance": number(layer.spacing_mm), "distance_unit": "MM", "offset": "0"},
            ("line", [("SimpleLine", line, None)]),
        )
        for angle in angles
    ]


def _dots(layer: DotsSymbol, kind: str, notes: Notes) -> Written:
    if kind != "fill":
        return []
    if layer.angle:
        notes.drop(Message("The angle of dot patterns is understood by QGIS 3.24 and later."))
    marker = MarkerSymbol(shape=layer.shape, size_mm=layer.size_mm, fill=layer.color, opacity=layer.opacity)
    properties = {
        "angle": number(layer.angle),
        "distance_x": number(layer.spacing_mm),
        "distance_y": number(layer.row_mm or layer.spacing_mm * 0.866),
        "displacement_x": number(layer.spacing_mm / 2 if layer.shifted else 0.0),
        "displacement_y": "0",
    } | {f"{name}_unit": "MM" for name in ("distance_x", "distance_y", "displacement_x", "displacement_y")}
    return [("PointPatternFill", properties, ("marker", _figures(marker)))]


def _inner_band(layer: InnerBandSymbol, kind: str, _notes: Notes) -> Written:
    if kind != "fill":
        return []
    properties = {
        "color_type": "0",
        "color": color(layer.color, layer.opacity),
        "gradient_color2": color(layer.color, 0.0),
        "use_whole_shape": "0",
        "max_distance": number(layer.width_mm),
        "distance_unit": "MM",
        "blur_radius": "0",
    }
    return [("ShapeburstFill", properties, None)]


def _soft_fill(layer: SoftFillSymbol, kind: str, notes: Notes) -> Written:
    if kind != "fill":
        return []
    notes.drop(Message("Soft edges are written as plain fills."))
    return _simple_fill(layer.color, layer.opacity)


def _gradient(layer: GradientSymbol, kind: str, notes: Notes) -> Written:
    if kind != "fill":
        return []
    if layer.shape == "linear" and layer.angle is None:
        notes.drop(Message("Gradients along a line or the longest axis are written from left to right."))
    first, *middle, last = layer.stops
    properties = {
        "color_type": "1",
        "color1": color(first.color, first.opacity * layer.opacity),
        "color": color(first.color, first.opacity * layer.opacity),
        "gradient_color2": color(last.color, last.opacity * layer.opacity),
        "color2": color(last.color, last.opacity * layer.opacity),
        "stops": ":".join(f"{number(s.at)};{color(s.color, s.opacity * layer.opacity)}" for s in middle),
        "type": "0" if layer.shape == "linear" else "1",
        "coordinate_mode": "0",
        "spread": "0",
        "angle": number(-(layer.angle or 0.0)),
        "reference_point1": "0,0.5" if layer.shape == "linear" else "0.5,0.5",
        "reference_point2": "1,0.5",
        "reference_point1_iscentroid": "0" if layer.shape == "linear" else "1",
        "reference_point2_iscentroid": "0",
    }
    return [("GradientFill", properties, None)]


def _rings(layer: RingsSymbol, kind: str, notes: Notes) -> Written:
    notes.drop(Message("Rings are written as discs one upon another round points, and left out on areas and lines."))
    if kind != "marker":
        return []
    figures: Written = []
    for ring in layer.rings:
        size = 2 * layer.radius_mm * ring.reach
        figures += _figures(MarkerSymbol(size_mm=size, fill=layer.color, opacity=ring.opacity * layer.opacity))
    return figures


def _figures(layer: MarkerSymbol) -> Written:
    name, ratio = SHAPES[layer.shape]
    hollow = layer.shape == "ring"
    edge = (layer.fill if hollow else layer.stroke) or ""
    width = layer.size_mm * 0.225 if hollow else layer.stroke_mm
    base = {
        "name": name,
        "size": number(layer.size_mm * ratio),
        "size_unit": "MM",
        "scale_method": "diameter",
        "angle": number(layer.angle),
        "color": color(layer.fill or "#FFFFFF", layer.opacity if layer.fill and not hollow else 0.0),
        "outline_color": color(edge or "#000000", layer.opacity if edge else 0.0),
        "outline_style": "solid" if edge else "no",
        "outline_width": number(width),
        "outline_width_unit": "MM",
    }
    found: Written = [("SimpleMarker", base, None)]
    if layer.halo is not None and layer.halo_mm > 0.0:
        rim = color(layer.halo, layer.opacity)
        edge_mm = 2 * layer.halo_mm + (width if edge else 0.0)
        beneath = base | {"color": rim, "outline_color": rim, "outline_style": "solid", "joinstyle": "round"}
        found.insert(0, ("SimpleMarker", beneath | {"outline_width": number(edge_mm)}, None))
    return found


def _marker(layer: MarkerSymbol, kind: str, notes: Notes) -> Written:
    if layer.shape == "flag":
        notes.drop(Message("Flags are written as triangles."))
    return _placed(_figures(layer), layer.at, kind, notes)


def _svg(layer: SvgSymbol, kind: str, notes: Notes) -> Written:
    if layer.halo is not None:
        notes.drop(Message("Halos of SVG figures are left out."))
    properties = {
        "name": base64_svg(layer.content or symbol_content(layer.name)),
        "size": number(layer.size_mm),
        "size_unit": "MM",
        "angle": number(layer.angle),
        "color": color(layer.fill or "#333333", layer.opacity),
        "outline_color": color(layer.stroke or "#000000", layer.opacity),
        "outline_width": number(layer.stroke_mm),
        "outline_width_unit": "MM",
        "vertical_anchor_point": "2" if layer.anchor == "bottom" else "1",
    }
    return _placed([("SvgMarker", properties, None)], layer.at, kind, notes)


def _placed(figures: Written, at: str, kind: str, notes: Notes) -> Written:
    """Return ``figures`` as they stand on a ``kind``: alone, at the middle, or along a line."""
    if at == "stations":
        notes.drop(Message("Figures at the stations of lines are left out."))
        return []
    if kind == "marker":
        return figures if at == "point" else []
    if at == "point":
        return []
    if kind == "fill" and at == "middle":
        return [("CentroidFill", {"point_on_surface": "1", "point_on_all_parts": "0"}, ("marker", figures))]
    place = {"middle": "centralpoint", "vertices": "vertex"}[at]
    return [("MarkerLine", {"placement": place, "rotate": "0"}, ("marker", figures))]


def _arrowheads(layer: ArrowheadsSymbol, kind: str, _notes: Notes) -> Written:
    if kind != "line":
        return []
    # QGIS's own arrowhead is twice as wide as long; a triangle, its tip moved as far beyond the end, looks like ours.
    figure = {
        "name": "triangle",
        "offset": f"0,{number(-layer.length_mm * (0.5 - layer.notch))}",
        "offset_unit": "MM",
        "size": number(layer.length_mm),
        "size_unit": "MM",
        "color": color(layer.color, layer.opacity),
        "outline_color": color(layer.outline or layer.color, layer.opacity if layer.outline else 0.0),
        "outline_style": "solid" if layer.outline else "no",
        "outline_width": number(layer.outline_mm),
        "outline_width_unit": "MM",
    }
    ends = {"both": ("start", "end"), "start": ("start",), "end": ("end",)}[layer.ends]
    return [
        (
            "MarkerLine",
            {"placement": "firstvertex" if end == "start" else "lastvertex", "rotate": "1"},
            ("marker", [("SimpleMarker", figure | {"angle": "270" if end == "start" else "90"}, None)]),
        )
        for end in ends
    ]


def _ticks(layer: TicksSymbol, kind: str, _notes: Notes) -> Written:
    if kind == "marker":
        return []
    line_like = layer.shape != "dot"
    figure = {
        "name": {"chevron": "arrowhead", "cross": "line", "dot": "circle"}[layer.shape],
        "size": number(layer.size_mm),
        "size_unit": "MM",
        "color": color(layer.color, layer.opacity),
        "outline_color": color(layer.color, layer.opacity),
        "outline_style": "solid" if line_like else "no",
        "outline_width": number(layer.width_mm if line_like else 0.0),
        "outline_width_unit": "MM",
    }
    properties = {
        "placement": "interval",
        "interval": number(layer.spacing_mm),
        "interval_unit": "MM",
        "offset_along_line": number(layer.spacing_mm / 2),
        "offset_along_line_unit": "MM",
        "rotate": "1",
    }
    return [("MarkerLine", properties, ("marker", [("SimpleMarker", figure, None)]))]


def _soft_disc(_layer: SoftDiscSymbol, _kind: str, notes: Notes) -> Written:
    notes.drop(Message("Soft discs are left out."))
    return []


_WRITERS: dict[str, Callable[[Any, str, Notes], Written]] = {
    "fill": _fill,
    "stroke": _stroke,
    "hatch": _hatch,
    "dots": _dots,
    "inner_band": _inner_band,
    "soft_fill": _soft_fill,
    "gradient": _gradient,
    "rings": _rings,
    "marker": _marker,
    "svg": _svg,
    "arrowheads": _arrowheads,
    "ticks": _ticks,
    "soft_disc": _soft_disc,
}
