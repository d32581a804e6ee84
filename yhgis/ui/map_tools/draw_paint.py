"""How a sketch looks while it is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from yhgis.model.sketch import Fault, Ring, Sketch
from yhgis.model.view import View
from yhgis.ui.canvas_overlay import pixel_of
from yhgis.ui.map_tools.figures import draw_line, draw_vertex

INK = "#C2410C"
WRONG = "#D40000"


def draw_sketch(
    painter: QPainter,
    view: View,
    sketch: Sketch,
    faults: Sequence[Fault],
    at: tuple[float, float] | None,
    held: tuple[int, int] | None,
) -> None:
    """Draw rings with a tint, their vertices, the edge on to the mouse, and crossings in red.

    Parameters
    ----------
    at : (x, y) or None
        Where the next vertex of the growing ring would come.
    held : (ring, vertex) or None
        The chosen vertex.
    """
    rings = [[pixel_of(view, x, y) for x, y in ring] for ring in sketch.rings]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw_tint(painter, rings, pixel_of(view, *at) if at is not None and sketch.is_open else None)
    for number, pixels in enumerate(rings):
        grows = sketch.is_open and number == len(rings) - 1
        draw_line(painter, QPolygonF(pixels if grows else [*pixels, pixels[0]]), QColor(INK))
        if grows and at is not None:
            here = pixel_of(view, *at)
            draw_line(painter, QPolygonF([pixels[-1], here]), QColor(INK), Qt.PenStyle.DashLine)
            if len(pixels) > 1:
                draw_line(painter, QPolygonF([here, pixels[0]]), QColor(INK), Qt.PenStyle.DotLine)
    for fault in faults:
        _draw_fault(painter, view, sketch.rings[fault.ring], rings[fault.ring], fault)
    for number, pixels in enumerate(rings):
        for vertex, pixel in enumerate(pixels):
            chosen = held == (number, vertex)
            draw_vertex(painter, pixel, INK, 5.0 if chosen else 3.5, filled=chosen)
    painter.restore()


def _draw_tint(painter: QPainter, rings: list[list[QPointF]], here: QPointF | None) -> None:
    """Tint what the rings enclose, holes left out."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for number, pixels in enumerate(rings):
        path.addPolygon(QPolygonF([*pixels, here] if here is not None and number == len(rings) - 1 else pixels))
        path.closeSubpath()
    tint = QColor(INK)
    tint.setAlphaF(0.14)
    painter.fillPath(path, tint)


def _draw_fault(painter: QPainter, view: View, ring: Ring, pixels: list[QPointF], fault: Fault) -> None:
    """Draw the edges that cross in red, and a cross where they do."""
    for edge in fault.edges:
        draw_line(painter, QPolygonF([pixels[edge], pixels[(edge + 1) % len(ring)]]), QColor(WRONG))
    if fault.at is not None:
        at = pixel_of(view, *fault.at)
        for pen in (QPen(QColor("white"), 5.0), QPen(QColor(WRONG), 2.5)):
            painter.setPen(pen)
            painter.drawLine(at + QPointF(-6, -6), at + QPointF(6, 6))
            painter.drawLine(at + QPointF(-6, 6), at + QPointF(6, -6))
