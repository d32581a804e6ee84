"""A display list as pixels: what the canvas shows, what a PNG holds."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from yhgis.carto.display_list import DisplayList
from yhgis.feedback import Feedback, silent
from yhgis.model.view import MM_PER_INCH
from yhgis.paint.painter import paint, too_large

# A band of this many dots takes 128 MB; Qt draws nothing beyond 32,767 dots of a side.
_BAND_PIXELS = 32_000_000
# So many bands at least, so that one is written while the next is painted.
_LEAST_BANDS = 4
_LONGEST_SIDE = 32_767


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


def render_bands(
    display_list: DisplayList, dpi: float, *, transparent: bool = False, feedback: Feedback | None = None
) -> Iterator[QImage]:
    """Yield ``display_list`` in bands of all its width, top to bottom, each small enough for any memory.

    Raises
    ------
    DataError
        The picture is wider than Qt's limit of 32,767 dots.
    Cancelled
    """
    feedback = feedback or silent()
    width, height = size_in_pixels(display_list, dpi)
    step = max(1, min(_BAND_PIXELS // width, -(-height // _LEAST_BANDS)))
    for top in range(0, height, step):
        feedback.progress(top / height)
        yield _band(display_list, dpi, (width, min(step, height - top)), top, transparent, feedback)


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
