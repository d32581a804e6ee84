"""Marks over the map that come and go: outlined places, a flash, the pin of the clicked place."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QPainter

from yhgis.model.crs import WORK_CRS, Geometries, transform
from yhgis.model.result import Places
from yhgis.model.view import View
from yhgis.ui.canvas_overlay import Shapes, draw_pin, flash_strength, pixel_of
from yhgis.ui.palette import LIGHT

FLASH_MS = 1100


class Marks(QObject):
    """What is marked on the map now.

    Signals
    -------
    changed()
        Paint again.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.highlighted: Shapes | None = None
        self.flashed: Shapes | None = None
        self.pin: QPointF | None = None
        self._time = QVariantAnimation(self)
        self._time.setStartValue(0.0)
        self._time.setEndValue(1.0)
        self._time.setDuration(FLASH_MS)
        self._time.valueChanged.connect(lambda _: self.changed.emit())
        self._time.finished.connect(self._end_flash)

    def highlight(self, places: Places | None) -> None:
        """Outline places until told otherwise."""
        self.highlighted = None if places is None else Shapes(transform(places.geometry, places.crs, WORK_CRS))
        self.changed.emit()

    def flash(self, geometries: Geometries) -> None:
        """Blink geometries (working CRS)."""
        self.flashed = Shapes(geometries)
        self._time.stop()
        self._time.start()

    def set_pin(self, x: float, y: float) -> None:
        """Mark a place (metres, working CRS)."""
        self.pin = QPointF(x, y)
        self.changed.emit()

    def clear(self) -> None:
        """Take everything off the map."""
        self.pin = self.highlighted = self.flashed = None
        self._time.stop()
        self.changed.emit()

    def draw(self, painter: QPainter, view: View) -> None:
        """Paint the marks over the map; colours are those of the light paper."""
        if self.highlighted is not None:
            self.highlighted.draw(painter, view, QColor(LIGHT.highlight), 0.22, 2.5, modest=True)
        if self.flashed is not None:
            strength = flash_strength(float(self._time.currentValue() or 0.0))
            painter.setOpacity(strength)
            self.flashed.draw(painter, view, QColor(LIGHT.highlight), 0.4, 3.0)
            painter.setOpacity(1.0)
        if self.pin is not None:
            draw_pin(painter, pixel_of(view, self.pin.x(), self.pin.y()), QColor(LIGHT.accent))

    def _end_flash(self) -> None:
        self.flashed = None
        self.changed.emit()
