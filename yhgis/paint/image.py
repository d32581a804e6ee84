"""A display list as pixels: what the canvas shows, what a PNG holds."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from yhgis.carto.display_list import DisplayList
from yhgis.feedback import Feedback
from yhgis.model.view import MM_PER_INCH
from yhgis.paint.painter import paint, too_large


def pixels(length_mm: float, dpi: float) -> int:
    """Return the whole number of dots that ``length_mm`` takes at ``dpi``, at least one."""
    return max(1, math.floor(length_mm / MM_PER_INCH * dpi + 0.5))


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
    width, height = pixels(display_list.width_mm, dpi), pixels(display_list.height_mm, dpi)
    kind = QImage.Format.Format_ARGB32_Premultiplied if transparent else QImage.Format.Format_RGB32
    image = QImage(width, height, kind)
    if image.isNull() or max(width, height) > 32767:
        raise too_large(width, height)
    per_metre = round(dpi * 1000 / MM_PER_INCH)
    image.setDotsPerMeterX(per_metre)
    image.setDotsPerMeterY(per_metre)
    image.fill(Qt.GlobalColor.transparent if transparent else Qt.GlobalColor.white)
    painter = QPainter(image)
    try:
        paint(display_list, painter, dpi / MM_PER_INCH, feedback, background=not transparent)
    finally:
        painter.end()
    return image
