"""A layer, its style and a view, turned into marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yhgis.carto.along import arrowheads, ticks
from yhgis.carto.areas import dots, fill, gradient, hatch, inner_band, rings
from yhgis.carto.classes import SymbolClass, classify
from yhgis.carto.display_list import Mark
from yhgis.carto.drawn import Drawn
from yhgis.carto.frame import Frame
from yhgis.carto.points import markers, soft_discs
from yhgis.carto.strokes import stroke
from yhgis.model.layer import Layer
from yhgis.model.style import LayerStyle

_PAINTERS: dict[str, Callable[[Drawn, Any], list[Mark]]] = {
    "fill": fill,
    "stroke": stroke,
    "hatch": hatch,
    "dots": dots,
    "inner_band": inner_band,
    "gradient": gradient,
    "rings": rings,
    "marker": markers,
    "arrowheads": arrowheads,
    "ticks": ticks,
    "soft_disc": soft_discs,
}


def layer_marks(layer: Layer, style: LayerStyle, frame: Frame) -> tuple[Mark, ...]:
    """Return the marks of ``layer`` in ``frame``, bottom first, labels aside.

    Lower levels of all classes come before higher ones; within a level, classes keep their order, and within
    a class its symbol layers.

    Raises
    ------
    DataError
        The style reads a field that the layer does not have.
    Cancelled
        Through ``frame.feedback``.
    """
    if not style.scales.holds(frame.view.scale):
        return ()
    return class_marks(layer, classify(layer, style, frame.view.scale), frame)


def class_marks(layer: Layer, classes: list[SymbolClass], frame: Frame) -> tuple[Mark, ...]:
    """Return the marks of the given classes of ``layer``."""
    work = []
    for one in classes:
        if one.members.any():
            drawn = Drawn(layer, one.members, frame)
            work += [(symbol_layer.level, drawn, symbol_layer) for symbol_layer in one.symbol]
    marks: list[Mark] = []
    for _, drawn, symbol_layer in sorted(work, key=lambda item: item[0]):  # stable: the order within a level stays
        frame.feedback.check()
        marks += _PAINTERS[symbol_layer.kind](drawn, symbol_layer)
    return tuple(marks)
