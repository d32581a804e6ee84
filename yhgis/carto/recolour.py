"""A symbol in another colour: what classes of numbers and values differ by."""

from __future__ import annotations

from yhgis.model.layer import GeometryKind
from yhgis.model.symbol import (
    AnySymbolLayer,
    DotsSymbol,
    FillSymbol,
    HatchSymbol,
    MarkerSymbol,
    RingsSymbol,
    SoftDiscSymbol,
    SoftFillSymbol,
    StrokeSymbol,
    SvgSymbol,
    Symbol,
)

_FILLING = (FillSymbol, SoftFillSymbol)
_PATTERNED = (HatchSymbol, DotsSymbol, RingsSymbol)
_POINTED = (SoftDiscSymbol, RingsSymbol)


def class_symbol(kind: GeometryKind) -> Symbol:
    """Return what the classes of a layer look like before they are coloured."""
    if kind is GeometryKind.LINE:
        return (StrokeSymbol(color="#4C78A8", width_mm=0.7, cap="round"),)
    if kind is GeometryKind.POINT:
        return (MarkerSymbol(shape="circle", size_mm=2.4, fill="#4C78A8", stroke="#FFFFFF", stroke_mm=0.25),)
    edge = StrokeSymbol(color="#FFFFFF", width_mm=0.12, opacity=0.9)
    return (FillSymbol(color="#4C78A8", opacity=0.9), edge)


def recoloured(symbol: Symbol, color: str, kind: GeometryKind) -> Symbol:
    """Return ``symbol`` with the part that carries its colour in ``color``.

    For areas the fill, else the pattern, else the outline; for lines the topmost stroke, since a casing lies
    beneath; for points the figure, else the disc.  Of a layer of several kinds of geometry all of these.
    """
    wanted = {
        GeometryKind.POLYGON: (_area_part,),
        GeometryKind.LINE: (_line_part,),
        GeometryKind.POINT: (_point_part,),
    }.get(kind, (_area_part, _line_part, _point_part))
    changed = {i for part in wanted for i in part(symbol)}
    return tuple(_in(layer, color) if i in changed else layer for i, layer in enumerate(symbol))


def _area_part(symbol: Symbol) -> list[int]:
    for kinds in (_FILLING, _PATTERNED):
        found = [i for i, layer in enumerate(symbol) if isinstance(layer, kinds)]
        if found:
            return found
    return _line_part(symbol)


def _line_part(symbol: Symbol) -> list[int]:
    return [i for i, layer in enumerate(symbol) if isinstance(layer, StrokeSymbol)][-1:]


def _point_part(symbol: Symbol) -> list[int]:
    found = [i for i, layer in enumerate(symbol) if isinstance(layer, MarkerSymbol | SvgSymbol)]
    return found[-1:] or [i for i, layer in enumerate(symbol) if isinstance(layer, _POINTED)]


def _in(layer: AnySymbolLayer, color: str) -> AnySymbolLayer:
    hollow = isinstance(layer, MarkerSymbol) and layer.fill is None
    if isinstance(layer, MarkerSymbol | SvgSymbol):
        return layer.model_copy(update={"stroke" if hollow else "fill": color})
    return layer.model_copy(update={"color": color})
