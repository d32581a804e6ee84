"""The selected features on the map: a few as outlines that follow the hand, many as a picture made in the background.

However many are selected, a paint event draws a few hundred outlines or one image; the image holds an outline of what
is large enough to have one and a tint of what is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from yhgis.model.crs import Geometries
from yhgis.model.view import View
from yhgis.ui.canvas_overlay import MM_PER_PIXEL, Shapes, pixel_of
from yhgis.ui.tasks import Debounce

if TYPE_CHECKING:
    from yhgis.feedback import Feedback
    from yhgis.model.selection import Selection
    from yhgis.ui.canvas import Canvas

INK = "#E07B00"
#: Up to so many features and vertices the outlines themselves are painted.
FEW, FEW_VERTICES = 150, 6_000
#: In the picture, features smaller than this many pixels are tinted, larger ones outlined, the largest first.
_OUTLINED_FROM_PX, _MOST_OUTLINED = 7.0, 2_500
_REST_MS = 60


@dataclass(frozen=True, eq=False)
class Picture:
    """An image of the selection, and of which ground it is."""

    image: QImage
    view: View


class SelectionMarks(QObject):
    """Paints what `Session.selecting` has selected over a canvas."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._shapes: Shapes | None = None
        self._many: tuple[Geometries, NDArray[np.float64]] | None = None
        self.picture: Picture | None = None
        self._soon = Debounce(_REST_MS, self._ask, self)
        canvas.over.insert(0, self.paint)
        canvas.session.selecting.changed.connect(self._take)
        canvas.navigator.moved.connect(self._moved)

    def _take(self, selection: Selection) -> None:
        """Show another selection."""
        geometries = self._canvas.session.selecting.geometries()
        self._shapes = self._many = self.picture = None
        few = len(geometries) <= FEW and int(shapely.get_num_coordinates(geometries).sum()) <= FEW_VERTICES
        if few and len(selection):
            self._shapes = Shapes(geometries)
        elif len(selection):
            self._many = (geometries, shapely.bounds(geometries).reshape(-1, 4))
            self._ask()
        self._canvas.update()

    def paint(self, painter: QPainter, view: View) -> None:
        """Paint what is selected."""
        if self._shapes is not None:
            self._shapes.draw(painter, view, QColor(INK), 0.18, 2.2)
        elif self.picture is not None:
            of = self.picture.view
            x0, y0, x1, y1 = of.extent
            painter.drawImage(QRectF(pixel_of(view, x0, y1), pixel_of(view, x1, y0)), self.picture.image)

    def _moved(self, _view: View) -> None:
        if self._many is not None:
            self._soon()

    def _ask(self) -> None:
        view = self._canvas.view
        if self._many is None or view is None:
            return
        geometries, bounds = self._many
        ratio = self._canvas.devicePixelRatioF()

        def work(feedback: Feedback) -> Picture:
            return Picture(selection_image(geometries, bounds, view, ratio, feedback), view)

        self._canvas.session.tasks.run(work, done=self._show, owner=self, key="selection")

    def _show(self, picture: Picture) -> None:
        if self._many is not None:
            self.picture = picture
            self._canvas.update()


def selection_image(
    geometries: Geometries, bounds: NDArray[np.float64], view: View, ratio: float, feedback: Feedback
) -> QImage:
    """Return an image of ``geometries`` in ``view``; in any thread.

    Parameters
    ----------
    bounds : array of shape (n, 4)
        Of the geometries.
    ratio : float
        Dots of the image for one pixel of the window.
    """
    x0, y0, x1, y1 = view.extent
    seen = np.flatnonzero((bounds[:, 0] <= x1) & (bounds[:, 2] >= x0) & (bounds[:, 1] <= y1) & (bounds[:, 3] >= y0))
    sizes = (bounds[seen, 2:] - bounds[seen, :2]).max(axis=1, initial=0.0) * view.mm_per_metre / MM_PER_PIXEL
    order = np.argsort(-sizes, kind="stable")
    outlined = seen[order][sizes[order] >= _OUTLINED_FROM_PX][:_MOST_OUTLINED]
    tinted = np.setdiff1d(seen, outlined)
    width = max(round(view.width_mm / MM_PER_PIXEL * ratio), 1)
    height = max(round(view.height_mm / MM_PER_PIXEL * ratio), 1)
    image = _tint(bounds[tinted], view, width, height)
    feedback.check()
    _outline(image, geometries[outlined], view, width / view.width_mm, ratio, feedback)
    return image


def _tint(boxes: NDArray[np.float64], view: View, width: int, height: int) -> QImage:
    """Return an image with every dot tinted that one of the boxes (metres) lies on; all at once by running sums."""
    x0, _, _, y1 = view.extent
    k = width / (view.width_mm * view.metres_per_mm)
    left = np.clip(((boxes[:, 0] - x0) * k).astype(np.int64), 0, width - 1)
    right = np.clip(((boxes[:, 2] - x0) * k).astype(np.int64) + 1, 1, width)
    top = np.clip(((y1 - boxes[:, 3]) * k).astype(np.int64), 0, height - 1)
    bottom = np.clip(((y1 - boxes[:, 1]) * k).astype(np.int64) + 1, 1, height)
    steps = np.zeros((height + 1, width + 1), dtype=np.int32)
    np.add.at(steps, (top, left), 1)
    np.add.at(steps, (bottom, right), 1)
    np.add.at(steps, (top, right), -1)
    np.add.at(steps, (bottom, left), -1)
    covered = steps.cumsum(axis=0).cumsum(axis=1)[:height, :width] > 0
    color = QColor(INK)
    color.setAlphaF(0.5)
    dots = np.where(covered, np.uint32(_premultiplied(color)), np.uint32(0))
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    into = np.frombuffer(image.bits(), dtype=np.uint32).reshape(height, image.bytesPerLine() // 4)
    into[:, :width] = dots
    return image


def _premultiplied(color: QColor) -> int:
    alpha = color.alpha()
    red, green, blue = (value * alpha // 255 for value in (color.red(), color.green(), color.blue()))
    return alpha << 24 | red << 16 | green << 8 | blue


def _outline(
    image: QImage, geometries: Geometries, view: View, dots_per_mm: float, ratio: float, feedback: Feedback
) -> None:
    """Draw outlines into an image, simplified to half a dot."""
    half_dot = view.metres_per_mm / dots_per_mm / 2
    x0, _, _, y1 = view.extent
    k = dots_per_mm * view.mm_per_metre
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = QColor(INK)
    inner.setAlphaF(0.16)
    pen = QPen(QColor(INK), 1.6 * ratio)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for number, geometry in enumerate(shapely.simplify(geometries, half_dot, preserve_topology=False)):
        if number % 100 == 0:
            feedback.check()
        path = _path(geometry, (x0, y1), k)
        if shapely.get_dimensions(geometry) == 2:
            painter.fillPath(path, inner)
        painter.drawPath(path)
    painter.end()


def _path(geometry: shapely.Geometry, corner: tuple[float, float], k: float) -> QPainterPath:
    path = QPainterPath()
    for part in shapely.get_parts(geometry):
        lines = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
        for line in lines:
            xy = (shapely.get_coordinates(line) - corner) * (k, -k)
            if len(xy):
                path.addPolygon(QPolygonF([QPointF(x, y) for x, y in xy.tolist()]))
    return path
