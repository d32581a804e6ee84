"""Small pictures of how a layer is drawn, made by the painter of the map itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap

from yhgis.model.layer import GeometryKind
from yhgis.model.map import MapEntry
from yhgis.model.style import LayerStyle
from yhgis.model.view import MM_PER_INCH

if TYPE_CHECKING:
    from yhgis.carto.display_list import Mark

WIDTH_PX, HEIGHT_PX = 24, 14
_PX_PER_MM = 96.0 / MM_PER_INCH
SWATCH_MM = (WIDTH_PX / _PX_PER_MM, HEIGHT_PX / _PX_PER_MM)
#: The map's paper, which lies under a swatch where the panel is dark.
_PAPER = "#FBFAF7"
_RIM_PX = 2.0


def picture(marks: Sequence[Mark], ratio: float, on_paper: bool) -> QPixmap:
    """Return marks (in a box of `SWATCH_MM`) as a pixmap for a screen of ``ratio`` device pixels a pixel."""
    from yhgis.paint.painter import paint_marks

    pixmap = QPixmap(round(WIDTH_PX * ratio), round(HEIGHT_PX * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = QPainterPath()
    edge.addRoundedRect(QRectF(0, 0, WIDTH_PX, HEIGHT_PX), 2.0, 2.0)
    painter.setClipPath(edge)
    if on_paper:
        painter.fillRect(QRectF(0, 0, WIDTH_PX, HEIGHT_PX), QColor(_PAPER))
        # A rim of paper, so that a dark outline does not drown in the dark panel.
        painter.translate(_RIM_PX, _RIM_PX)
        painter.scale(1 - 2 * _RIM_PX / WIDTH_PX, 1 - 2 * _RIM_PX / HEIGHT_PX)
    paint_marks(marks, painter, _PX_PER_MM)
    painter.end()
    return pixmap


def of_entry(entry: MapEntry, style: LayerStyle) -> tuple[Mark, ...]:
    """Return the swatch of a layer on the map."""
    from yhgis.carto.legend import layer_swatch

    return layer_swatch(entry.layer, style, *SWATCH_MM)


def of_style(style: LayerStyle, kind: GeometryKind) -> tuple[Mark, ...]:
    """Return the swatch of a layer that was not read yet, by its style alone."""
    from yhgis.carto.legend import swatch

    symbol = next(iter(style.symbols()), None)
    return swatch(symbol, kind, *SWATCH_MM) if symbol else ()
