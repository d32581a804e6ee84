"""Image files on a sheet, as pixels."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from yhgis.carto.display_list import Picture
from yhgis.errors import DataError
from yhgis.model.view import MM_PER_INCH

# An emblem drawn as SVG turns into this many dots an inch where a device wants pixels.
_SVG_DPI = 600


def image_of(mark: Picture) -> QImage:
    """Return the pixels of ``mark``.

    Raises
    ------
    DataError
        The content is not a valid file of its format.
    """
    if mark.format.lower() == "svg":
        size = [max(1, round(length / MM_PER_INCH * _SVG_DPI)) for length in (mark.width_mm, mark.height_mm)]
        image = QImage(size[0], size[1], QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        draw_svg(mark, painter, QRectF(0, 0, size[0], size[1]))
        painter.end()
        return image
    image = QImage.fromData(QByteArray(mark.content))  # knows a format by its first bytes
    if image.isNull():
        raise DataError("A picture on the sheet is not a valid {format} file.", format=mark.format.upper())
    return image


def draw_svg(mark: Picture, painter: QPainter, box: QRectF) -> None:
    """Draw an SVG file into ``box``."""
    from PySide6.QtSvg import QSvgRenderer  # only a sheet with an emblem needs it

    renderer = QSvgRenderer(QByteArray(mark.content))
    if not renderer.isValid():
        raise DataError("A picture on the sheet is not a valid {format} file.", format="SVG")
    renderer.render(painter, box)
