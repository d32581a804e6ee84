"""Bars of an attribute table's field: the spread of numbers, standing; the commonest values, lying. A bar selects."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.table_stats import Bar
from yhgis.ui.session import Session

_ROW_PX = 24
_HISTOGRAM_PX = 72


class Bars(QWidget):
    """Bars of which one can be chosen, by mouse or by arrow keys and Enter.

    Signals
    -------
    barChosen(Bar, bool)
        Select what the bar stands for; added to what is selected when Ctrl was held.
    """

    barChosen = Signal(object, bool)

    def __init__(self, session: Session, *, standing: bool) -> None:
        super().__init__()
        self._session, self._standing = session, standing
        self.bars: tuple[Bar, ...] = ()
        self.words: tuple[str, ...] = ()
        self.current = -1
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        session.appearanceChanged.connect(lambda _dark: self.update())

    def show_bars(self, bars: Sequence[Bar], words: Sequence[str]) -> None:
        """Show bars; ``words`` say what each stands for."""
        self.bars, self.words = tuple(bars), tuple(words)
        self.current = self._hovered = -1
        self.setVisible(bool(bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(GRID * 20, _HISTOGRAM_PX if self._standing else _ROW_PX * len(self.bars))

    def minimumSizeHint(self) -> QSize:
        return QSize(GRID * 10, self.sizeHint().height())

    def said(self, number: int) -> str:
        """Return what a bar stands for, with its count."""
        return f"{self.words[number]}: {self.bars[number].count:,}"

    # --- looking -----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((bar.count for bar in self.bars), default=0) or 1
        for number, bar in enumerate(self.bars):
            if self._standing:
                self._paint_standing(painter, number, bar.count / most)
            else:
                self._paint_lying(painter, number, bar.count / most)
        if self._standing:
            c = colors(self._session.dark)
            painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(c.strong_line))
        painter.end()

    def _place(self, number: int) -> QRectF:
        """Return the ground of a bar."""
        if not self._standing:
            return QRectF(0, number * _ROW_PX, self.width(), _ROW_PX)
        wide = self.width() / len(self.bars)
        return QRectF(number * wide, 0, wide, self.height())

    def _ground(self, painter: QPainter, number: int) -> None:
        c, place = colors(self._session.dark), self._place(number)
        if number == self._hovered:
            painter.fillRect(place, QColor(c.hover))
        if number == self.current and self.hasFocus():
            painter.setPen(QPen(QColor(c.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_standing(self, painter: QPainter, number: int, share: float) -> None:
        self._ground(painter, number)
        c, place = colors(self._session.dark), self._place(number)
        high = max(share * (place.height() - 4), 1.0 if share else 0.0)
        color = QColor(c.accent)
        color.setAlphaF(1.0 if number in (self.current, self._hovered) else 0.65)
        painter.fillRect(QRectF(place.left() + 0.5, place.bottom() - high, max(place.width() - 1, 1), high), color)

    def _paint_lying(self, painter: QPainter, number: int, share: float) -> None:
        self._ground(painter, number)
        c, place = colors(self._session.dark), self._place(number)
        count = f"{self.bars[number].count:,}"
        metrics = painter.fontMetrics()
        right = metrics.horizontalAdvance(count)
        text = metrics.elidedText(
            self.words[number], Qt.TextElideMode.ElideRight, int(place.width()) - right - 3 * GRID
        )
        baseline = place.top() + 15
        painter.setPen(QColor(c.text))
        painter.drawText(QPointF(4, baseline), text)
        painter.setPen(QColor(c.quiet))
        painter.drawText(QPointF(place.right() - right - 4, baseline), count)
        track = QRectF(4, place.bottom() - 5, place.width() - 8, 2)
        painter.fillRect(track, QColor(c.hairline))
        painter.fillRect(QRectF(track.left(), track.top(), track.width() * share, 2), QColor(c.accent))

    # --- the hand ----------------------------------------------------------------------------------------------------

    def _at(self, place: QPointF) -> int:
        return next((i for i in range(len(self.bars)) if self._place(i).contains(place)), -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._at(event.position())
        if self._hovered >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), self.said(self._hovered), self)
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position())
        if number >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._go(number)
            self.barChosen.emit(self.bars[number], bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current < 0 and self.bars:
            self._go(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        back, on = (Qt.Key.Key_Left, Qt.Key.Key_Up), (Qt.Key.Key_Right, Qt.Key.Key_Down)
        if self.bars and key in (*back, *on):
            self._go(min(max(self.current + (1 if key in on else -1), 0), len(self.bars) - 1))
        elif self.current >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            more = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.barChosen.emit(self.bars[self.current], more)
        else:
            super().keyPressEvent(event)

    def _go(self, number: int) -> None:
        """Make a bar the current one; a screen reader hears which."""
        self.current = number
        self.setAccessibleDescription(self.said(number))
        self.update()
