"""A small sketch: the district's outline, and a frame where something would lie."""

from __future__ import annotations

import shapely
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from yhgis.i18n import tr
from yhgis.model.view import Extent
from yhgis.ui.palette import colors
from yhgis.ui.session import Session

_SIDE = 208
_MARGIN = 12.0
#: An outline of this tolerance (metres) cannot be told from the true one at the sketch's size.
_TOLERANCE_M = 60.0


class PlaceSketch(QWidget):
    """Draws the district and, when given, an extent; both are always seen whole."""

    def __init__(self, district: shapely.Geometry, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._outline = shapely.simplify(district, _TOLERANCE_M)
        self._extent: Extent | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Where it lands"))

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def show_extent(self, extent: Extent | None) -> None:
        """Draw the frame at ``extent`` (working CRS), or none."""
        self._extent = extent
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        shown = self._shown()
        side = min(self.width(), self.height()) - 2 * _MARGIN
        scale = side / max(shown[2] - shown[0], shown[3] - shown[1], 1.0)
        center = QPointF((shown[0] + shown[2]) / 2, (shown[1] + shown[3]) / 2)

        def place(x: float, y: float) -> QPointF:
            return QPointF(self.width() / 2 + (x - center.x()) * scale, self.height() / 2 - (y - center.y()) * scale)

        c = colors(self._session.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(c.hairline), 1.0))
        painter.setBrush(QColor(c.window))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6.0, 6.0)
        painter.setPen(QPen(QColor(c.quiet), 1.2))
        painter.setBrush(QColor(c.accent_soft))
        for part in shapely.get_parts(self._outline):
            ring = shapely.get_coordinates(shapely.get_exterior_ring(part))
            painter.drawPolygon(QPolygonF([place(x, y) for x, y in ring]))
        if self._extent is not None:
            x0, y0, x1, y1 = self._extent
            frame = _at_least(QRectF(place(x0, y1), place(x1, y0)), 6.0)
            painter.setPen(QPen(QColor(c.danger), 1.6, j=Qt.PenJoinStyle.MiterJoin))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(frame)
        painter.end()

    def _shown(self) -> Extent:
        x0, y0, x1, y1 = (float(v) for v in shapely.bounds(self._outline))
        if self._extent is None:
            return x0, y0, x1, y1
        a0, b0, a1, b1 = self._extent
        return min(x0, a0), min(y0, b0), max(x1, a1), max(y1, b1)


def _at_least(frame: QRectF, side: float) -> QRectF:
    """Return ``frame`` grown to ``side`` where it is too small to be seen."""
    grow_x, grow_y = max(side - frame.width(), 0) / 2, max(side - frame.height(), 0) / 2
    return frame.adjusted(-grow_x, -grow_y, grow_x, grow_y)
