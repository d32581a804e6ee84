"""How the numbers of a field are spread, with the limits between the classes: lines that a hand or the keys move."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from yhgis.i18n import tr
from yhgis.model.quantity import format_number
from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.style.field_work import Spread
from yhgis.ui.session import Session

_PAPER = "#FBFAF7"
_HEIGHT_PX, _EDGE_PX, _NEAR_PX = 92, 6, 7


class BreaksChart(QWidget):
    """Bars in the colours of their classes, and a line for each limit.

    Signals
    -------
    moved(int, float)
        A limit (its number from the left) under the hand.
    chosen(int, float)
        The hand has let it go.
    """

    moved = Signal(int, float)
    chosen = Signal(int, float)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.spread: Spread | None = None
        self.limits: list[float] = []
        self._colors: list[str] = []
        self._held, self._over, self.current = -1, -1, 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Spread of the values; up and down choose a limit, left and right move it"))

    def sizeHint(self) -> QSize:
        return QSize(GRID * 24, _HEIGHT_PX)

    def show_spread(self, spread: Spread | None) -> None:
        """Show how the values are spread; nothing where they are not."""
        self.spread = spread
        self.setVisible(spread is not None)
        self.update()

    def show_limits(self, limits: Sequence[float], class_colors: Sequence[str]) -> None:
        """Show the limits between the classes and the classes' colours."""
        self.limits, self._colors = list(limits), list(class_colors)
        self.current = min(self.current, max(len(self.limits) - 1, 0))
        self._say()
        self.update()

    # --- looking -----------------------------------------------------------------------------------------------------

    def _x(self, value: float) -> float:
        low, high = (self.spread.low, self.spread.high) if self.spread else (0.0, 1.0)
        share = (value - low) / (high - low)
        return _EDGE_PX + min(max(share, 0.0), 1.0) * (self.width() - 2 * _EDGE_PX)

    def _value(self, x: float) -> float:
        low, high = (self.spread.low, self.spread.high) if self.spread else (0.0, 1.0)
        share = min(max((x - _EDGE_PX) / max(self.width() - 2 * _EDGE_PX, 1), 0.0), 1.0)
        return low + share * (high - low)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.spread is None:
            return
        c = colors(self._session.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._session.dark:  # the classes' colours are meant for the map's paper
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(_PAPER))
            painter.drawRoundedRect(QRectF(0, 0, self.width(), self.height() - 16.0), 4, 4)
        base = self.height() - 16.0
        self._paint_bars(painter, base)
        painter.fillRect(QRectF(_EDGE_PX, base, self.width() - 2 * _EDGE_PX, 1), QColor(c.strong_line))
        for number in range(len(self.limits)):
            self._paint_limit(painter, number, base)
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor(c.quiet))
        foot = QRectF(_EDGE_PX, base + 2, self.width() - 2 * _EDGE_PX, 14)
        high = f"{_short(self.spread.high)}{' …' if self.spread.cut else ''}"
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignLeft), _short(self.spread.low))
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignRight), high)
        painter.end()

    def _paint_bars(self, painter: QPainter, base: float) -> None:
        """Draw heights as square roots: a few very common values must not flatten the rest."""
        spread = self.spread
        if spread is None:
            return
        most = max(spread.counts) or 1
        wide = (self.width() - 2 * _EDGE_PX) / len(spread.counts)
        step = (spread.high - spread.low) / len(spread.counts)
        for i, count in enumerate(spread.counts):
            if not count:
                continue
            middle = spread.low + (i + 0.5) * step
            which = sum(middle > limit for limit in self.limits)
            color = self._colors[which] if which < len(self._colors) else colors(self._session.dark).accent
            high = max((count / most) ** 0.5 * (base - 6), 2.0)
            painter.fillRect(QRectF(_EDGE_PX + i * wide, base - high, max(wide - 0.6, 0.8), high), QColor(color))

    def _paint_limit(self, painter: QPainter, number: int, base: float) -> None:
        c, x = colors(False), self._x(self.limits[number])
        strong = number in (self._held, self._over) or (self.hasFocus() and number == self.current)
        painter.setPen(QPen(QColor(c.accent if strong else c.text), 1.6 if strong else 1.0))
        painter.drawLine(QPointF(x, 2), QPointF(x, base))
        painter.setBrush(QColor(c.panel))
        painter.drawEllipse(QPointF(x, 6), 3.4, 3.4)

    # --- the hand ----------------------------------------------------------------------------------------------------

    def _near(self, x: float) -> int:
        found = [(abs(self._x(limit) - x), i) for i, limit in enumerate(self.limits)]
        return min(found)[1] if found and min(found)[0] <= _NEAR_PX else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = self._near(event.position().x())
        if self._held >= 0:
            self.current = self._held
            self._say()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._held >= 0:
            self._move(self._held, self._value(x))
            QToolTip.showText(event.globalPosition().toPoint(), _short(self.limits[self._held]), self)
            return
        self._over = self._near(x)
        self.setCursor(Qt.CursorShape.SplitHCursor if self._over >= 0 else Qt.CursorShape.ArrowCursor)
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        held, self._held = self._held, -1
        if held >= 0:
            self.chosen.emit(held, self.limits[held])
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._over = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = event.key(), len(self.limits)
        if count and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.current = (self.current + (1 if key == Qt.Key.Key_Up else -1)) % count
            self._say()
            self.update()
        elif count and self.spread is not None and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = (self.spread.high - self.spread.low) / 200 * (10 if event.modifiers() & _SHIFT else 1)
            self._move(self.current, self.limits[self.current] + (step if key == Qt.Key.Key_Right else -step))
        else:
            super().keyPressEvent(event)

    def _move(self, number: int, value: float) -> None:
        """Move a limit as far as its neighbours let it."""
        least = self.limits[number - 1] if number else (self.spread.low if self.spread else value)
        most = self.limits[number + 1] if number + 1 < len(self.limits) else max(self._value(self.width()), least)
        self.limits[number] = min(max(_tidy(value, self.spread), least), most)
        self._say()
        self.update()
        self.moved.emit(number, self.limits[number])

    def _say(self) -> None:
        if self.limits:
            value = _short(self.limits[self.current])
            self.setAccessibleDescription(tr("Limit {number}: {value}", number=self.current + 1, value=value))


_SHIFT = Qt.KeyboardModifier.ShiftModifier


def _tidy(value: float, spread: Spread | None) -> float:
    """Return ``value`` with no more digits than a hand can mean."""
    wide = (spread.high - spread.low) / 500 if spread else 0.0
    if wide <= 0.0:
        return value
    digits = 0
    while wide < 1.0 and digits < 9:
        wide, digits = wide * 10, digits + 1
    return round(value, digits)


def _short(value: float) -> str:
    decimals = 0 if float(value).is_integer() or abs(value) >= 1000 else 2 if abs(value) >= 1 else 4
    return format_number(value, decimals)
