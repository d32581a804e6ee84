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
#: More areas than so many are marked quietly, by thin lines alone, where together they are larger than that share of
#: the view, or so many times as large as the box they lie in: they lie one on another, and tints would add up.
MOST_LOUD, LARGEST_LOUD, STACKED = 3, 0.1, 1.5
#: Radius of a ring, and how near (pixels) another ring, or a mark that is seen anyway, makes it needless.
RING_PX = 9.0
#: Rings that are thought of, and that are painted at most: more would hide the map.
_MOST_THOUGHT, _MOST_RINGS = 2_000, 300


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
        present = _each_point(geometries[~(shapely.is_missing(geometries) | shapely.is_empty(geometries))])
        self._geometries: Geometries = present
        self._areas: NDArray[np.float64] = shapely.area(present)
        self._bounds: NDArray[np.float64] = shapely.bounds(present).reshape(-1, 4)
        self._paths: dict[int, QPainterPath] = {}
        self._rings: tuple[float, NDArray[np.int64]] | None = None
        first = self._bounds[0] if len(self._bounds) else (0.0, 0.0, 0.0, 0.0)
        self._origin = (float(first[0]), float(first[1]))

    def __len__(self) -> int:
        return len(self._geometries)

    def draw(
        self, painter: QPainter, view: View, color: QColor, fill_alpha: float, width_px: float, *, modest: bool = False
    ) -> None:
        """Draw what the view shows: fill, an outline with a white casing, rings about what is too small to see.

        A large area gets its outline alone: a tint over half the map would hide the colours that are asked about.
        ``modest`` marks that cover much of the view together are thin lines alone, for the same reason.
        """
        x0, y0, x1, y1 = view.extent
        b = self._bounds
        visible = np.flatnonzero((b[:, 0] <= x1) & (b[:, 2] >= x0) & (b[:, 1] <= y1) & (b[:, 3] >= y0))
        view_m2 = (x1 - x0) * (y1 - y0)
        quiet = modest and self._is_crowd(visible, view_m2)
        if quiet:
            fill_alpha, width_px = 0.0, 0.5 * width_px
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
            if not quiet:
                painter.strokePath(path, casing)
            size = b[i, 2:] - b[i, :2]
            small = size[0] * size[1] < LARGEST_FILLED * view_m2
            if small and fill_alpha > 0.0 and shapely.get_dimensions(self._geometries[i]) == 2:
                painter.fillPath(path, inner)
            painter.strokePath(path, line)
        painter.restore()
        self._draw_rings(painter, view, visible, color)

    def _is_crowd(self, visible: NDArray[np.int64], view_m2: float) -> bool:
        """Whether marks of these would hide what they mark."""
        if len(visible) <= MOST_LOUD:
            return False
        covered = float(np.minimum(self._areas[visible], view_m2).sum())
        width, height = self._bounds[visible, 2:].max(axis=0) - self._bounds[visible, :2].min(axis=0)
        return covered > LARGEST_LOUD * view_m2 or covered > STACKED * float(width * height)

    def _draw_rings(self, painter: QPainter, view: View, visible: NDArray[np.int64], color: QColor) -> None:
        """Ring the small ones, at most a few hundred, and one for several that lie close together."""
        small = np.intersect1d(visible, self._ringed(view.metres_per_mm * MM_PER_PIXEL))[:_MOST_RINGS]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(QColor(255, 255, 255, 220), 4.0), QPen(color, 2.0)):
            painter.setPen(pen)
            for i in small:
                bx0, by0, bx1, by1 = self._bounds[i]
                painter.drawEllipse(pixel_of(view, (bx0 + bx1) / 2, (by0 + by1) / 2), RING_PX, RING_PX)
        painter.restore()

    def _ringed(self, metres_per_px: float) -> NDArray[np.int64]:
        """Return which shapes get a ring at a scale: the same ones however the map is moved."""
        if self._rings is not None and self._rings[0] == metres_per_px:
            return self._rings[1]
        b, near = self._bounds, RING_PX * metres_per_px
        small = (b[:, 2:] - b[:, :2]).max(axis=1, initial=0.0) < SMALLEST_SEEN_PX * metres_per_px
        wanted = np.flatnonzero(small)[:_MOST_THOUGHT]
        centres = (b[wanted, :2] + b[wanted, 2:]) / 2
        seen = np.zeros(len(wanted), dtype=bool)
        if len(wanted) and not small.all():  # beside what is large enough the eye is already
            large = shapely.STRtree(self._geometries[~small])
            seen[large.query(shapely.points(centres), "dwithin", near)[0]] = True
        kept = [int(wanted[i]) for i in _apart(centres, near) if not seen[i]]
        self._rings = metres_per_px, np.array(kept, dtype=np.int64)
        return self._rings[1]

    def _path(self, i: int) -> QPainterPath:
        if i not in self._paths:
            self._paths[i] = _path(self._geometries[i], self._origin)
        return self._paths[i]


def _each_point(geometries: Geometries) -> Geometries:
    """Return the geometries with points of one feature by themselves: each gets a ring of its own."""
    several = shapely.get_type_id(geometries) == shapely.GeometryType.MULTIPOINT
    if not several.any():
        return geometries
    return np.concatenate([geometries[~several], shapely.get_parts(geometries[several])])


def _apart(places: NDArray[np.float64], near: float) -> list[int]:
    """Return numbers of ``places`` none of which is within ``near`` of another; the earlier one stays."""
    kept: dict[tuple[int, int], list[int]] = {}
    found = []
    for i, (x, y) in enumerate(places.tolist()):
        column, row = math.floor(x / near), math.floor(y / near)
        around = [j for dx in (-1, 0, 1) for dy in (-1, 0, 1) for j in kept.get((column + dx, row + dy), ())]
        if all(math.hypot(x - places[j, 0], y - places[j, 1]) > near for j in around):
            kept.setdefault((column, row), []).append(i)
            found.append(i)
    return found


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
