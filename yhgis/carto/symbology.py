"""A layer, its style and a view, turned into marks."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, MutableMapping
from typing import Any

from yhgis.carto.along import arrowheads, ticks
from yhgis.carto.areas import dots, fill, hatch, inner_band, rings, soft_fill
from yhgis.carto.classes import SymbolClass, classify
from yhgis.carto.dense import split
from yhgis.carto.details import Details
from yhgis.carto.display_list import Mark
from yhgis.carto.drawn import Dense, Drawn
from yhgis.carto.frame import Frame
from yhgis.carto.gradients import gradient
from yhgis.carto.points import markers, soft_discs, svg_figures
from yhgis.carto.strokes import stroke
from yhgis.model.layer import Layer
from yhgis.model.style import LayerStyle

_PAINTERS: dict[str, Callable[[Drawn, Any], list[Mark]]] = {
    "fill": fill,
    "stroke": stroke,
    "hatch": hatch,
    "dots": dots,
    "inner_band": inner_band,
    "soft_fill": soft_fill,
    "gradient": gradient,
    "rings": rings,
    "marker": markers,
    "svg": svg_figures,
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
    for one, dense in zip(classes, _dense(layer, classes, frame), strict=True):
        if one.members.any():
            drawn = Drawn(layer, one.members, frame, dense)
            work += [(symbol_layer.level, drawn, symbol_layer) for symbol_layer in one.symbol]
    marks: list[Mark] = []
    for _, drawn, symbol_layer in sorted(work, key=lambda item: item[0]):  # stable: the order within a level stays
        frame.feedback.check()
        marks += _PAINTERS[symbol_layer.kind](drawn, symbol_layer)
    return tuple(marks)


_kept: MutableMapping[SymbolClass, tuple[Details, list[Dense]]] = weakref.WeakKeyDictionary()
_kept_lock = threading.Lock()


def _dense(layer: Layer, classes: list[SymbolClass], frame: Frame) -> list[Dense]:
    """Return for each class how a layer with levels of detail is told apart; kept as long as the classes are."""
    made = frame.details(layer)
    if made is None or not classes:
        return [Dense()] * len(classes)
    with _kept_lock:
        known = _kept.get(classes[0])
    if known is None or known[0] is not made:
        members = [one.members for one in classes]
        areas = split(made.areas, members) if made.areas is not None else [None] * len(classes)
        lines = split(made.lines, members) if made.lines is not None else [None] * len(classes)
        known = made, [Dense(*one) for one in zip(areas, lines, strict=True)]
        with _kept_lock:
            _kept[classes[0]] = known
    return known[1]
