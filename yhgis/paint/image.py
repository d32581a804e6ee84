"""A display list as pixels: what the canvas shows, what a PNG holds."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from yhgis.carto.display_list import DisplayList
from yhgis.feedback import Feedback, silent
from yhgis.model.view import MM_PER_INCH
from yhgis.paint.painter import paint, too_large

# A band of this many dots takes 32 MB; Qt draws nothing beyond 32,767 dots of a side.
_BAND_PIXELS = 8_000_000
# So many bands at least, so that several threads share them.
_LEAST_BANDS = 4
_LONGEST_SIDE = 32_767


@dataclass(frozen=True)
class Banding:
    """How a picture is cut into bands of all its width.

    Parameters
    ----------
    width, height : int
        Dots.
    step : int
        Height of every band but the last.
    dpi : float
    """

    width: int
    height: int
    step: int
    dpi: float

    @classmethod
    def of(cls, display_list: DisplayList, dpi: float, multiple: int = 1) -> Banding:
        """Return how ``display_list`` is cut at ``dpi``: bands of a ``multiple`` of so many rows, small for memory."""
        width, height = size_in_pixels(display_list, dpi)
        step = max(1, min(_BAND_PIXELS // width, -(-height // _LEAST_BANDS)))
        return cls(width, height, max(1, step // multiple) * multiple, dpi)

    @property
    def tops(self) -> range:
        """First row of each band."""
        return range(0, self.height, self.step)

    @property
    def dots(self) -> int:
        """Of the whole picture."""
        return self.width * self.height


def pixels(length_mm: float, dpi: float) -> int:
    """Return the whole number of dots that ``length_mm`` takes at ``dpi``, at least one."""
    return max(1, math.floor(length_mm / MM_PER_INCH * dpi + 0.5))


def size_in_pixels(display_list: DisplayList, dpi: float) -> tuple[int, int]:
    """Return width and height of ``display_list`` at ``dpi``, in dots."""
    return pixels(display_list.width_mm, dpi), pixels(display_list.height_mm, dpi)


def render(
    display_list: DisplayList, dpi: float, *, transparent: bool = False, feedback: Feedback | None = None
) -> QImage:
    """Return ``display_list`` as an image of ``dpi``; in any thread, once a QGuiApplication runs.

    Parameters
    ----------
    transparent : bool
        Leave the paper's colour out.

    Raises
    ------
    DataError
        The picture is larger than memory or than Qt's limit of 32,767 dots a side.
    Cancelled
    """
    width, height = size_in_pixels(display_list, dpi)
    return _band(display_list, dpi, (width, height), 0, transparent, feedback or silent())


def paint_band(display_list: DisplayList, banding: Banding, top: int, transparent: bool, feedback: Feedback) -> QImage:
    """Return the band of ``display_list`` that begins at row ``top``.

    Raises
    ------
    DataError
        The picture is wider than Qt's limit of 32,767 dots.
    Cancelled
    """
    size = banding.width, min(banding.step, banding.height - top)
    return _band(display_list, banding.dpi, size, top, transparent, feedback)


def _band(
    display_list: DisplayList, dpi: float, size: tuple[int, int], top: int, transparent: bool, feedback: Feedback
) -> QImage:
    kind = QImage.Format.Format_ARGB32_Premultiplied if transparent else QImage.Format.Format_RGB32
    image = QImage(*size, kind)
    if image.isNull() or max(size) > _LONGEST_SIDE:
        raise too_large(*size)
    per_metre = round(dpi * 1000 / MM_PER_INCH)
    image.setDotsPerMeterX(per_metre)
    image.setDotsPerMeterY(per_metre)
    image.fill(Qt.GlobalColor.transparent if transparent else Qt.GlobalColor.white)
    painter = QPainter(image)
    try:
        painter.translate(0, -top)
        paint(display_list, painter, dpi / MM_PER_INCH, feedback, background=not transparent)
    finally:
        painter.end()
    return image
