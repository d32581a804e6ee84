"""The only code that draws: a display list through a QPainter, whatever device is behind it.

Screen, PNG and PDF all come through here, so the preview is the export.  Nothing here needs the main thread;
it needs a QGuiApplication (`yhgis.paint.application`) for fonts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QGradient,
    QImage,
    QLinearGradient,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QRadialGradient,
    QTransform,
)

from yhgis.carto.display_list import (
    DisplayList,
    Fill,
    GradientFill,
    Group,
    Join,
    Mark,
    Markers,
    Picture,
    RadialFill,
    Rgba,
    Stroke,
    Text,
)
from yhgis.errors import DataError
from yhgis.feedback import Feedback, silent
from yhgis.paint import glyphs
from yhgis.paint import text as fonts
from yhgis.paint.brushwork import Brushwork, color, pen, visible
from yhgis.paint.dense_paths import DenseBrush, can_draw
from yhgis.paint.joint_paths import can_join
from yhgis.paint.netted import HAIR_PIXELS, Netted, gathered
from yhgis.paint.path_player import Player, command_word
from yhgis.paint.path_stream import rows_of
from yhgis.paint.paths import fill_paths, replicated, ribbon_rows, stroke_paths
from yhgis.paint.picture import draw_svg, image_of

# A check for cancel every so many paths: some milliseconds of drawing.
_PATHS_A_CHECK = 64
_THIN_PIXELS = 3.2
# Up to this width a line is filled as an area, which is ten times as quick as Qt's pens of more than one pixel.
_RIBBON_PIXELS = 6.0


def paint(
    display_list: DisplayList,
    painter: QPainter,
    mm_to_device: float,
    feedback: Feedback | None = None,
    *,
    background: bool = True,
) -> None:
    """Paint a whole picture.

    Parameters
    ----------
    display_list : DisplayList
    painter : QPainter
        Active; its present transform is kept and applies to the picture as a whole.
    mm_to_device : float
        Units of the painter's coordinates a millimetre.
    feedback : Feedback, optional
        Polled every few paths; cancelling raises ``Cancelled`` and leaves the device half painted.
    background : bool
        Paint the paper's colour first.
    """
    if background:
        size = QRectF(0, 0, display_list.width_mm * mm_to_device, display_list.height_mm * mm_to_device)
        painter.fillRect(size, color(display_list.background))
    paint_marks(display_list.marks, painter, mm_to_device, feedback)


def paint_marks(
    marks: Iterable[Mark], painter: QPainter, mm_to_device: float, feedback: Feedback | None = None
) -> None:
    """Paint ``marks`` alone: a legend's swatch, an overlay. Parameters as for `paint`."""
    work = Brushwork(painter, mm_to_device, feedback or silent(), _is_vector(painter))
    painter.save()
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing
        | QPainter.RenderHint.TextAntialiasing
        | QPainter.RenderHint.SmoothPixmapTransform
    )
    try:
        _paint_all(work, marks)
    finally:
        painter.restore()


def too_large(width: int, height: int) -> DataError:
    """Return the error for an image that memory, or Qt, does not hold."""
    return DataError(
        "A picture of {width} × {height} pixels is too large; choose fewer dpi.", width=width, height=height
    )


def _is_vector(painter: QPainter) -> bool:
    return painter.paintEngine().type() in (QPaintEngine.Type.Pdf, QPaintEngine.Type.SVG, QPaintEngine.Type.Picture)


def _paint_all(work: Brushwork, marks: Iterable[Mark]) -> None:
    # Only pixels have hairlines; a page has lines of every width.
    most_mm = 0.0 if work.vector or not can_draw(work.painter) else HAIR_PIXELS / work.scale
    for mark in gathered(marks, most_mm):
        work.feedback.check()
        _PAINTERS[type(mark)](work, mark)


def _netted(work: Brushwork, mark: Netted) -> None:
    brush = DenseBrush(work.painter, work.scale, visible(work.painter), work.feedback.check)
    brush.fill_together(mark.filled)
    brush.stroke_together([areas for areas, _ in mark.filled], mark.line, min(mark.width_mm * work.scale, 1.0))


def _draw(work: Brushwork, paths: Iterable[QPainterPath]) -> None:
    draw, check = work.painter.drawPath, work.feedback.check
    for number, path in enumerate(paths):
        draw(path)
        if number % _PATHS_A_CHECK == 0:
            check()


def _draw_long(work: Brushwork, path: QPainterPath) -> None:
    """Draw a path that takes milliseconds: on pixels without Python's lock, so that the window can answer."""
    if work.vector or path.isEmpty():
        work.painter.drawPath(path)
        return
    with Player(work.painter, lambda: None) as player:
        player.add(rows_of(path, command_word()), 0, 1)


def _fill(work: Brushwork, mark: Fill) -> None:
    dense = work.dense(mark.paths)
    if dense is not None:
        DenseBrush(work.painter, work.scale, visible(work.painter), work.feedback.check).fill(dense, mark.color)
        return
    work.painter.setPen(Qt.PenStyle.NoPen)
    work.painter.setBrush(color(mark.color))
    if not work.vector and can_join(mark.paths, mark.color[3]):
        work.draw_jointly(mark.paths)
    else:
        _draw(work, fill_paths(work.near(mark.paths), work.scale))


def _gradient_fill(work: Brushwork, mark: GradientFill) -> None:
    (x0, y0), (x1, y1), k = mark.start, mark.end, work.scale
    start, end = QPointF(x0 * k, y0 * k), QPointF(x1 * k, y1 * k)
    radial = mark.radial
    gradient = QRadialGradient(start, math.dist(mark.start, mark.end) * k) if radial else QLinearGradient(start, end)
    _set_stops(gradient, mark.stops)
    work.painter.setPen(Qt.PenStyle.NoPen)
    work.painter.setBrush(QBrush(gradient))
    _draw(work, fill_paths(mark.paths, k))


def _radial_fill(work: Brushwork, mark: RadialFill) -> None:
    k = work.scale
    work.painter.setPen(Qt.PenStyle.NoPen)
    for (x, y), radius in zip(mark.xy.tolist(), mark.radius_mm.tolist(), strict=True):
        center = QPointF(x * k, y * k)
        gradient = QRadialGradient(center, radius * k)
        _set_stops(gradient, mark.stops)
        work.painter.setBrush(QBrush(gradient))
        work.painter.drawEllipse(center, radius * k, radius * k)


def _set_stops(gradient: QGradient, stops: Iterable[tuple[float, Rgba]]) -> None:
    for place, rgba in stops:
        gradient.setColorAt(place, color(rgba))


def _stroke(work: Brushwork, mark: Stroke) -> None:
    k, width = work.scale, mark.width_mm * work.scale
    solid = not (work.vector or mark.dash or mark.join == "miter")
    if solid and 1.0 < width <= HAIR_PIXELS:
        width = 1.0
    if solid and width <= _RIBBON_PIXELS:
        dense = work.dense(mark.paths)
        if dense is not None:
            brush = DenseBrush(work.painter, k, visible(work.painter), work.feedback.check)
            brush.stroke(dense, mark.color, width, mark.cap)
            return
        if width > 1.0:
            work.painter.setPen(Qt.PenStyle.NoPen)
            work.painter.setBrush(color(mark.color))
            near = work.near(mark.paths, 2 * mark.width_mm)
            rows = ribbon_rows(near, k, width, mark.cap, opaque=mark.color[3] == 255)
            with Player(work.painter, work.feedback.check) as player:
                player.add(rows, 0, len(rows))
            return
    work.painter.setBrush(Qt.BrushStyle.NoBrush)
    # Round joins cost three times as much, and cannot be told from bevelled ones on a line this thin.
    thin = not work.vector and mark.join == "round" and width <= _THIN_PIXELS
    join: Join = "bevel" if thin else mark.join
    work.painter.setPen(pen(mark.color, width, [length * k for length in mark.dash], mark.cap, join))
    if solid and width <= 1.0 and can_join(mark.paths, mark.color[3]):
        work.draw_jointly(mark.paths)
    else:
        _draw(work, stroke_paths(work.near(mark.paths, 2 * mark.width_mm), k))


def _markers(work: Brushwork, mark: Markers) -> None:
    if not len(mark.xy):
        return
    k = work.scale
    outlined = mark.stroke is not None and mark.stroke_mm > 0
    work.painter.setBrush(color(mark.fill) if mark.fill is not None else Qt.BrushStyle.NoBrush)
    if mark.stroke is not None and outlined:
        work.painter.setPen(pen(mark.stroke, mark.stroke_mm * k))
    else:
        work.painter.setPen(Qt.PenStyle.NoPen)
    # Filled and outlined in one call, so that of two that overlap the later one lies wholly on top.
    placed = replicated(mark.outline, mark.xy, mark.angle)
    _draw(work, stroke_paths(placed, k) if mark.fill is None else fill_paths(placed, k))


def _text(work: Brushwork, mark: Text) -> None:
    painter, style, k = work.painter, mark.style, work.scale
    painter.save()
    painter.translate(mark.x_mm * k, mark.y_mm * k)
    if mark.angle:
        painter.rotate(mark.angle)
    painter.translate(fonts.start_offset(mark.text, style, mark.anchor) * k, 0.0)
    if style.halo_mm > 0:
        painter.setPen(pen(style.halo_color, 2 * style.halo_mm * k, cap="round"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        _draw_long(work, _outline(work, mark))
    if mark.angle and not work.vector:
        # Glyphs from the cache stand on whole pixels: along a slanted baseline they would dance.
        painter.fillPath(_outline(work, mark), color(style.color))
    else:
        painter.setPen(color(style.color))
        em, gap = fonts.em_mm(style) * k, style.letter_spacing_mm * k
        for run in glyphs.glyph_runs(mark.text, style.weight, style.italic, em, gap):
            painter.drawGlyphRun(QPointF(0, 0), run)
    painter.restore()


def _outline(work: Brushwork, mark: Text) -> QPainterPath:
    style, em = mark.style, fonts.em_mm(mark.style)
    to_device = em * work.scale / fonts.OUTLINE_EM
    letters = fonts.outline(mark.text, style.weight, style.italic, style.letter_spacing_mm / em)
    return QTransform.fromScale(to_device, to_device).map(letters)


def _picture(work: Brushwork, mark: Picture) -> None:
    k = work.scale
    box = QRectF(mark.x_mm * k, mark.y_mm * k, mark.width_mm * k, mark.height_mm * k)
    if mark.format.lower() == "svg":
        draw_svg(mark, work.painter, box)
    else:
        work.painter.drawImage(box, image_of(mark))


def _group(work: Brushwork, mark: Group) -> None:
    painter, k = work.painter, work.scale
    painter.save()
    painter.translate(mark.offset[0] * k, mark.offset[1] * k)
    if mark.clip is not None:
        x, y, width, height = (length * k for length in mark.clip)
        painter.setClipRect(QRectF(x, y, width, height), Qt.ClipOperation.IntersectClip)
    try:
        if mark.opacity >= 1.0:
            _paint_all(work, mark.marks)
        elif mark.opacity > 0.0:
            _faded(work, mark)
    finally:
        painter.restore()


def _faded(work: Brushwork, mark: Group) -> None:
    """Paint a group as one faded picture; a vector device, which cannot, fades its marks one by one."""
    painter = work.painter
    if work.vector or len(mark.marks) == 1:
        painter.setOpacity(painter.opacity() * mark.opacity)
        _paint_all(work, mark.marks)
        return
    to_pixels = painter.deviceTransform()
    box = to_pixels.mapRect(visible(painter)).toAlignedRect()
    if box.isEmpty():
        return
    layer = QImage(box.size(), QImage.Format.Format_ARGB32_Premultiplied)
    if layer.isNull():
        raise too_large(box.width(), box.height())
    layer.fill(Qt.GlobalColor.transparent)
    inner = QPainter(layer)
    try:
        inner.setRenderHints(painter.renderHints())
        inner.setTransform(to_pixels * QTransform.fromTranslate(-box.x(), -box.y()))
        _paint_all(work.for_layer(inner), mark.marks)
    finally:
        inner.end()
    # Undo everything between world and pixels, the device pixel ratio too, so that the layer lands dot on dot.
    painter.setTransform(to_pixels.inverted()[0] * painter.transform())
    painter.setOpacity(painter.opacity() * mark.opacity)
    painter.drawImage(QPointF(box.topLeft()), layer)


_PAINTERS: dict[type, Callable[[Brushwork, Any], None]] = {
    Fill: _fill,
    GradientFill: _gradient_fill,
    RadialFill: _radial_fill,
    Stroke: _stroke,
    Markers: _markers,
    Text: _text,
    Picture: _picture,
    Group: _group,
    Netted: _netted,
}
