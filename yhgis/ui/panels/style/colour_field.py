"""Any colour by hand: a field of strength and brightness, and a bar of hues; both by mouse and by arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QLinearGradient, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from yhgis.i18n import tr
from yhgis.ui.panels.pieces import column

_FIELD_PX, _BAR_PX = 96, 14
_KEYS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip


class _Surface(QWidget):
    """Something that a hand moves a small ring over.

    Signals
    -------
    moved(float, float)
        Shares of width and height, 0..1 from the lower left.
    """

    moved = Signal(float, float)

    def __init__(self, height: int, name: str) -> None:
        super().__init__()
        self.across, self.up, self.hue = 0.0, 0.0, 0.0
        self._high = height
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(200, self._high)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        far = 0.1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0.01
        self._take(self.across + step[0] * far, self.up + step[1] * far)

    def _go(self, place: QPointF) -> None:
        self._take(place.x() / max(self.width(), 1), 1.0 - place.y() / max(self.height(), 1))

    def _take(self, x: float, y: float) -> None:
        self.across, self.up = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
        self.update()
        self.moved.emit(self.across, self.up)

    def _ring(self, painter: QPainter, place: QPointF) -> None:
        for color, width in (("#20282C", 3.0), ("#FFFFFF", 1.5)):
            painter.setPen(QPen(QColor(color), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place, 5.0, 5.0)

    def _frame(self, painter: QPainter) -> None:
        if self.hasFocus():
            painter.setPen(QPen(self.palette().highlight().color(), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


class _Strength(_Surface):
    """Saturation from left to right, brightness from below to above, of one hue."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        across = QLinearGradient(0, 0, self.width(), 0)
        across.setColorAt(0, QColor("#FFFFFF"))
        across.setColorAt(1, QColor.fromHsvF(self.hue, 1.0, 1.0))
        painter.fillRect(self.rect(), across)
        down = QLinearGradient(0, 0, 0, self.height())
        down.setColorAt(0, QColor(0, 0, 0, 0))
        down.setColorAt(1, QColor(0, 0, 0))
        painter.fillRect(self.rect(), down)
        self._ring(painter, QPointF(self.across * self.width(), (1.0 - self.up) * self.height()))
        self._frame(painter)
        painter.end()


class _Hues(_Surface):
    """All hues from left to right."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        across = QLinearGradient(0, 0, self.width(), 0)
        for i in range(7):
            across.setColorAt(i / 6, QColor.fromHsvF(min(i / 6, 0.9999), 1.0, 1.0))
        painter.fillRect(QRectF(0, 3, self.width(), self.height() - 6), across)
        self._ring(painter, QPointF(min(max(self.across * self.width(), 6), self.width() - 6), self.height() / 2))
        self._frame(painter)
        painter.end()


class ColourField(QWidget):
    """Both together.

    Signals
    -------
    moved(str)
        The colour under the hand, ``#RRGGBB``.
    """

    moved = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strength = _Strength(_FIELD_PX, tr("Strength and brightness; arrow keys move"))
        self.hues = _Hues(_BAR_PX, tr("Hue; arrow keys move"))
        self.strength.moved.connect(self._tell)
        self.hues.moved.connect(self._hue_moved)
        self.setLayout(column(self.strength, self.hues, spacing=6))

    def show_color(self, color: str) -> None:
        """Set the rings to a colour; a grey keeps the hue."""
        shown = QColor(color)
        hue = shown.hsvHueF()
        if hue >= 0.0:
            self.strength.hue = hue
            self.hues.across = hue
        self.strength.across, self.strength.up = shown.hsvSaturationF(), shown.valueF()
        self.strength.update()
        self.hues.update()

    def _hue_moved(self, x: float, _y: float) -> None:
        self.strength.hue = min(x, 0.9999)
        self.strength.update()
        self._tell()

    def _tell(self, *_: float) -> None:
        surface = self.strength
        color = QColor.fromHsvF(surface.hue, surface.across, surface.up)
        self.moved.emit(color.name().upper())
