"""What the canvas paints over the map itself: places of a result, a flash, the clicked place.

Paths are made once in ground metres about a local origin and drawn through a transform, so they follow the hand at
the cost of a draw call; lines are cosmetic, as wide at every scale.
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from yhgis.model.crs import Geometries
from yhgis.model.view import MM_PER_INCH, View

#: The window's pixel before high-DPI scaling: a ninety-sixth of an inch, whatever the screen claims.
MM_PER_PIXEL = MM_PER_INCH / 96.0
#: Features smaller than this on screen get a ring around them, or nobody would find them.
SMALLEST_SEEN_PX = 14.0
#: Share of the view up to which an area is tinted.
LARGEST_FILLED = 0.1


def ground_to_pixels(view: View, origin: tuple[float, float]) -> QTransform:
    """Return the transform from metres about ``origin`` (y north) to window pixels (y down)."""
    k = view.mm_per_metre / MM_PER_PIXEL
    dx = (origin[0] - view.center_x) * k + view.width_mm / MM_PER_PIXEL / 2
    dy = (view.center_y - origin[1]) * k + view.height_mm / MM_PER_PIXEL / 2
    return QTransform(k, 0.0, 0.0, -k, dx, dy)


def pixel_of(view: View, x: float, y: float) -> QPointF:
    """Return where ground metres lie in the window."""
    paper = view.to_paper(np.array([[x, y]], dtype=np.float64))[0]
    return QPointF(paper[0] / MM_PER_PIXEL, paper[1] / MM_PER_PIXEL)


class Shapes:
    """Geometries made ready to be drawn over the map again and again."""

    def __init__(self, geometries: Geometries) -> None:
        present = geometries[~(shapely.is_missing(geometries) | shapely.is_empty(geometries))]
        self._geometries: Geometries = present
        self._bounds: NDArray[np.float64] = shapely.bounds(present).reshape(-1, 4)
        self._paths: dict[int, QPainterPath] = {}
        first = self._bounds[0] if len(self._bounds) else (0.0, 0.0, 0.0, 0.0)
        self._origin = (float(first[0]), float(first[1]))

    def __len__(self) -> int:
        return len(self._geometries)

    def draw(self, painter: QPainter, view: View, color: QColor, fill_alpha: float, width_px: float) -> None:
        """Draw what the view shows: fill, an outline with a white casing, rings about what is too small to see.

        A large area gets its outline alone: a tint over half the map would hide the colours that are asked about.
        """
        x0, y0, x1, y1 = view.extent
        b = self._bounds
        visible = np.flatnonzero((b[:, 0] <= x1) & (b[:, 2] >= x0) & (b[:, 1] <= y1) & (b[:, 3] >= y0))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        transform = ground_to_pixels(view, self._origin)
        painter.setTransform(transform, True)
        casing = _cosmetic(QColor(255, 255, 255, 230), width_px + 2.5)
        line = _cosmetic(color, width_px)
        inner = QColor(color)
        inner.setAlphaF(fill_alpha)
        for i in visible:
            path = self._path(int(i))
            painter.strokePath(path, casing)
            size = b[i, 2:] - b[i, :2]
            small = size[0] * size[1] < LARGEST_FILLED * (x1 - x0) * (y1 - y0)
            if small and shapely.get_dimensions(self._geometries[i]) == 2:
                painter.fillPath(path, inner)
            painter.strokePath(path, line)
        painter.restore()
        self._draw_rings(painter, view, visible, color)

    def _draw_rings(self, painter: QPainter, view: View, visible: NDArray[np.int64], color: QColor) -> None:
        """Ring the small ones, at most a few hundred: more would hide the map."""
        sizes = (self._bounds[visible, 2:] - self._bounds[visible, :2]).max(axis=1, initial=0.0)
        small = visible[sizes * view.mm_per_metre / MM_PER_PIXEL < SMALLEST_SEEN_PX][:300]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(QColor(255, 255, 255, 220), 4.0), QPen(color, 2.0)):
            painter.setPen(pen)
            for i in small:
                bx0, by0, bx1, by1 = self._bounds[i]
                painter.drawEllipse(pixel_of(view, (bx0 + bx1) / 2, (by0 + by1) / 2), 9.0, 9.0)
        painter.restore()

    def _path(self, i: int) -> QPainterPath:
        if i not in self._paths:
            self._paths[i] = _path(self._geometries[i], self._origin)
        return self._paths[i]


def _path(geometry: shapely.Geometry, origin: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for part in shapely.get_parts(geometry):
        if isinstance(part, shapely.Polygon):
            for ring in shapely.get_rings(part):
                path.addPolygon(_points(ring, origin))
                path.closeSubpath()
        elif isinstance(part, shapely.Point):
            continue  # a point has no extent: the ring about small things marks it
        else:
            path.addPolygon(_points(part, origin))
    return path


def _points(line: shapely.Geometry, origin: tuple[float, float]) -> QPolygonF:
    xy = shapely.get_coordinates(line) - np.array(origin)
    return QPolygonF([QPointF(x, y) for x, y in xy.tolist()])


def _cosmetic(color: QColor, width_px: float) -> QPen:
    pen = QPen(color, width_px)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def draw_pin(painter: QPainter, at: QPointF, color: QColor) -> None:
    """Mark the clicked place: a pin whose tip is the place."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    head = QRectF(at.x() - 8.0, at.y() - 25.0, 16.0, 16.0)
    pin = QPainterPath()
    pin.moveTo(at)
    pin.cubicTo(at.x() - 2.0, at.y() - 7.0, head.left(), head.center().y() + 5.0, head.left(), head.center().y())
    pin.arcTo(head, 180.0, -180.0)
    pin.cubicTo(head.right(), head.center().y() + 5.0, at.x() + 2.0, at.y() - 7.0, at.x(), at.y())
    painter.fillPath(pin.translated(0.0, 1.0), QColor(0, 0, 0, 50))
    painter.setPen(QPen(QColor("white"), 1.5))
    painter.setBrush(color)
    painter.drawPath(pin)
    painter.setBrush(QColor("white"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(head.center(), 3.0, 3.0)
    painter.restore()


def flash_strength(share: float) -> float:
    """Return how strong a flash is at ``share`` (0..1) of its time: two pulses that end dark."""
    return 0.5 - 0.5 * math.cos(4.0 * math.pi * share)
