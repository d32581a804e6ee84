"""The images that the canvas has: the last picture, pieces of the next, and one of more ground for zooming out."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from yhgis.model.view import MM_PER_INCH, View
from yhgis.ui.canvas_grid import Grid
from yhgis.ui.canvas_overlay import MM_PER_PIXEL, pixel_of
from yhgis.ui.canvas_question import Painted

_MOST_PIECES = 64
#: Enlarged more than this, dots are shown as they are: smoothing would only pretend.
_SMOOTH_UP_TO = 4.0


class Pictures:
    """What can be shown while the true image is being made."""

    def __init__(self) -> None:
        self.picture: Painted | None = None
        self._overview: Painted | None = None
        self._pieces: list[Painted] = []

    def take(self, picture: Painted) -> None:
        """Show a new picture; pieces of it have done their work."""
        _fit_to_screen(picture)
        self.picture = picture
        self._pieces.clear()
        old = self._overview
        if old is None or old.revision != picture.revision or picture.view.scale >= old.view.scale:
            self._overview = picture

    def add(self, piece: Painted) -> None:
        """Show a piece over what is there."""
        _fit_to_screen(piece)
        self._pieces.append(piece)
        del self._pieces[:-_MOST_PIECES]

    def bare(self, view: View) -> float:
        """Return which share of ``view`` no picture shows."""
        shown = [_covered(view, one.view) for one in (self.picture, self._overview) if one is not None]
        return 1.0 - max(shown, default=0.0)

    def draw(self, painter: QPainter, view: View) -> None:
        """Draw everything where it belongs in ``view``, the best on top."""
        pictures = [self.picture] if self._overview is self.picture else [self._overview, self.picture]
        for one in (*pictures, *self._pieces):
            if one is not None:
                draw_picture(painter, one, view)


def draw_picture(painter: QPainter, picture: Painted, view: View) -> None:
    """Draw an image where it belongs in ``view``; dot on dot where only the place differs."""
    grid = Grid.of(view)
    if grid == Grid.of(picture.view):
        here, there = grid.window(view), grid.window(picture.view)
        ratio = picture.image.devicePixelRatio()
        at = QPointF((there.column - here.column) / ratio, (there.row - here.row) / ratio)
        painter.drawImage(at, picture.image)
        return
    x0, y0, x1, y1 = picture.view.extent
    box = QRectF(pixel_of(view, x0, y1), pixel_of(view, x1, y0))
    dot = picture.view.metres_per_pixel / view.metres_per_pixel
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, dot < _SMOOTH_UP_TO or not picture.whole)
    painter.drawImage(box, picture.image)
    painter.restore()


def _fit_to_screen(picture: Painted) -> None:
    picture.image.setDevicePixelRatio(picture.view.dpi / MM_PER_INCH * MM_PER_PIXEL)


def _covered(view: View, other: View) -> float:
    """Return which share of ``view`` lies in ``other``."""
    ax0, ay0, ax1, ay1 = view.extent
    bx0, by0, bx1, by1 = other.extent
    shared = max(min(ax1, bx1) - max(ax0, bx0), 0.0) * max(min(ay1, by1) - max(ay0, by0), 0.0)
    return shared / ((ax1 - ax0) * (ay1 - ay0))
