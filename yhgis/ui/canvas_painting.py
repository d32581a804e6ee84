"""What the canvas paints over the map by itself: the scale bar, a welcome for files, and what an empty map says."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from yhgis.i18n import tr
from yhgis.model.view import View
from yhgis.ui.canvas_overlay import MM_PER_PIXEL
from yhgis.ui.palette import LIGHT

PAPER = "#FBFAF7"
#: A map lower than this has its buttons down to the lower right corner.
_LOW_PX = 320


def draw_empty(painter: QPainter, canvas: QWidget) -> None:
    """Say what to do with an empty map."""
    center = QRectF(canvas.rect()).center()
    box = QRectF(center.x() - 300, center.y() - 30, 600, 30)
    font = QFont(canvas.font())
    font.setPixelSize(20)
    painter.setFont(font)
    painter.setPen(QColor(LIGHT.quiet))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr("Drop a file here"))
    font.setPixelSize(13)
    painter.setFont(font)
    painter.setPen(QColor(LIGHT.faint))
    painter.drawText(box.translated(0, 32), Qt.AlignmentFlag.AlignCenter, tr("or tick a layer on the left"))


def draw_scale_bar(painter: QPainter, canvas: QWidget, view: View) -> None:
    """Draw a bar of a round length at the lower right; at the left where the map's buttons reach down there."""
    from yhgis.carto.scale import nice_step

    metres_per_px = view.metres_per_mm * MM_PER_PIXEL
    metres = nice_step(48.0 * metres_per_px)
    text = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    bar = _scale_bar(text, round(metres / metres_per_px * 2) / 2, canvas.font().family(), canvas.devicePixelRatioF())
    size = bar.deviceIndependentSize()
    x = 8.0 if canvas.height() < _LOW_PX else canvas.width() - 8.0 - size.width()
    painter.drawPixmap(QPointF(x, canvas.height() - 8.0 - size.height()), bar)


@lru_cache(maxsize=16)
def _scale_bar(text: str, length: float, family: str, ratio: float) -> QPixmap:
    """Return the bar, kept: letters with a halo take longer than all else that moves with the hand."""
    font = QFont(family)
    font.setPixelSize(11)
    wide = QFontMetricsF(font).horizontalAdvance(text)
    width, height = max(length, wide) + 16.0, 32.0
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    right, bottom = width - 8.0, height - 8.0
    bar = [QPointF(right - length, bottom - 5), QPointF(right - length, bottom), QPointF(right, bottom),
           QPointF(right, bottom - 5)]
    letters = QPainterPath()
    letters.addText(QPointF(right - (length + wide) / 2, bottom - 6), font, text)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plate = QColor("white")  # names of the map shine through, but do not run into the figure
    plate.setAlpha(205)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(plate)
    painter.drawRoundedRect(QRectF(1.0, 5.0, width - 2.0, height - 6.0), 3.0, 3.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor(255, 255, 255, 200), 3.6), QPen(QColor(LIGHT.quiet), 1.4)):
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(bar))
    painter.strokePath(letters, QPen(QColor(255, 255, 255, 220), 3.0))
    painter.fillPath(letters, QColor(LIGHT.quiet))
    painter.end()
    return pixmap


def draw_drop_hint(painter: QPainter, canvas: QWidget, accent: str) -> None:
    """Show that a file may be let go here."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color = QColor(accent)
    painter.setPen(QPen(color, 2.0, Qt.PenStyle.DashLine))
    color.setAlphaF(0.08)
    painter.setBrush(color)
    painter.drawRoundedRect(QRectF(canvas.rect()).adjusted(8, 8, -8, -8), 8, 8)
