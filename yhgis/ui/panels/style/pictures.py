"""Small pictures of symbols and ramps, in the size that a list or a window of choices needs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap

from yhgis.model.layer import GeometryKind
from yhgis.model.symbol import Symbol
from yhgis.model.view import MM_PER_INCH

_PX_PER_MM = 96.0 / MM_PER_INCH
_PAPER = "#FBFAF7"
LINE_SIZE = QSize(30, 16)


def symbol_picture(symbol: Symbol, kind: GeometryKind, size: QSize, ratio: float) -> QPixmap:
    """Return ``symbol`` on the map's paper, drawn by the map's own painter."""
    from yhgis.carto.legend import swatch
    from yhgis.paint.painter import paint_marks

    wide, high = size.width(), size.height()
    pixmap, painter = _canvas(size, ratio)
    painter.fillRect(QRectF(0, 0, wide, high), QColor(_PAPER))
    rim = 2.0
    marks = swatch(symbol, kind, (wide - 2 * rim) / _PX_PER_MM, (high - 2 * rim) / _PX_PER_MM) if symbol else ()
    painter.translate(rim, rim)
    paint_marks(marks, painter, _PX_PER_MM)
    painter.end()
    return pixmap


def symbol_icon(symbol: Symbol, kind: GeometryKind, ratio: float, size: QSize = LINE_SIZE) -> QIcon:
    """Return ``symbol`` as the icon of a line; it keeps its colours when the line is chosen."""
    picture = symbol_picture(symbol, kind, size, ratio)
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon


def ramp_icon(colors: Sequence[str], size: QSize, ratio: float) -> QIcon:
    """Return colours side by side."""
    pixmap, painter = _canvas(size, ratio)
    wide = size.width() / len(colors)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for i, color in enumerate(colors):
        painter.fillRect(QRectF(i * wide, 0, wide + 1, size.height()), QColor(color))
    painter.end()
    return QIcon(pixmap)


def _canvas(size: QSize, ratio: float) -> tuple[QPixmap, QPainter]:
    pixmap = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = QPainterPath()
    edge.addRoundedRect(QRectF(0, 0, size.width(), size.height()), 2.5, 2.5)
    painter.setClipPath(edge)
    return pixmap, painter
