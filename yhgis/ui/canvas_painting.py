"""The layers of paint on the canvas: images moved with the view, marks, and what an empty map says."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from yhgis.i18n import tr
from yhgis.model.view import View
from yhgis.ui.canvas_overlay import MM_PER_PIXEL, pixel_of
from yhgis.ui.canvas_render import Picture
from yhgis.ui.palette import LIGHT

PAPER = "#FBFAF7"


def draw_picture(painter: QPainter, picture: Picture, view: View) -> None:
    """Draw an image where it belongs in ``view``; sharp where only the place differs."""
    x0, _, _, y1 = picture.view.extent
    corner = pixel_of(view, x0, y1)
    factor = picture.view.scale / view.scale
    if abs(factor - 1.0) < 1e-9:
        ratio = picture.image.devicePixelRatio()
        # On whole dots of the device, so that moving does not blur.
        dot = QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio)
        painter.drawImage(dot, picture.image)
        return
    size = picture.image.deviceIndependentSize()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, factor < 4.0)
    painter.drawImage(QRectF(corner.x(), corner.y(), size.width() * factor, size.height() * factor), picture.image)


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
    """Draw a bar of a round length at the lower right."""
    from yhgis.carto.scale import nice_step

    metres_per_px = view.metres_per_mm * MM_PER_PIXEL
    metres = nice_step(48.0 * metres_per_px)
    length = metres / metres_per_px
    right, bottom = canvas.width() - 16.0, canvas.height() - 16.0
    bar = [QPointF(right - length, bottom - 5), QPointF(right - length, bottom), QPointF(right, bottom),
           QPointF(right, bottom - 5)]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for pen in (QPen(QColor(255, 255, 255, 200), 3.6), QPen(QColor(LIGHT.quiet), 1.4)):
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(bar))
    font = QFont(canvas.font())
    font.setPixelSize(11)
    text = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    letters = QPainterPath()
    width = QFontMetricsF(font).horizontalAdvance(text)
    letters.addText(QPointF(right - (length + width) / 2, bottom - 6), font, text)
    painter.strokePath(letters, QPen(QColor(255, 255, 255, 220), 3.0))
    painter.fillPath(letters, QColor(LIGHT.quiet))
    painter.restore()


def draw_drop_hint(painter: QPainter, canvas: QWidget, accent: str) -> None:
    """Show that a file may be let go here."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color = QColor(accent)
    painter.setPen(QPen(color, 2.0, Qt.PenStyle.DashLine))
    color.setAlphaF(0.08)
    painter.setBrush(color)
    painter.drawRoundedRect(QRectF(canvas.rect()).adjusted(8, 8, -8, -8), 8, 8)
