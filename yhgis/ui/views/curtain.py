"""A curtain over the map: right of a divider it shows another theme of the same ground.

The second picture is painted by the canvas itself, between its own picture and its marks: so every tool, tip and mark
works on both sides alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QRegion
from PySide6.QtWidgets import QWidget

from yhgis.i18n import tr
from yhgis.ui.canvas_pictures import Pictures
from yhgis.ui.canvas_question import Painted, Question
from yhgis.ui.canvas_render import Renderer
from yhgis.ui.session_themed import ThemedSession
from yhgis.ui.tasks import Debounce, Throttle

if TYPE_CHECKING:
    from yhgis.model.view import View
    from yhgis.ui.canvas import Canvas

_ASK_EVERY_MS = 30
#: A rough picture comes first where none shows more than this share of the view.
_BARE = 0.3
_STEP, _FINE_STEP = 0.05, 0.01
_GRIP_PX, _LINE_PX = 34, 8


class Curtain(QObject):
    """The other theme of a canvas, right of ``share`` (0..1) of its width.

    Signals
    -------
    settled()
        The true picture of the present view is there.
    """

    settled = Signal()

    def __init__(self, canvas: Canvas, theme_id: str) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        self.themed = ThemedSession(canvas.session, theme_id, self)
        self.share = 0.5
        self.renderer = Renderer(canvas.session.tasks, self)
        self._pictures = Pictures()
        self._revision = 0
        self._ask = Throttle(_ASK_EVERY_MS, self._request, self)
        self._soon = Debounce(0, self._request, self)
        self.renderer.painted.connect(self._take)
        self.renderer.piece.connect(self._add)
        self.themed.mapChanged.connect(self._changed)
        canvas.session.languageChanged.connect(self._changed)
        canvas.navigator.wanted.connect(self._wanted)
        canvas.curtain = self.draw
        self._request()

    @property
    def is_settled(self) -> bool:
        """Whether the true picture of the present view is there."""
        view, picture = self.canvas.view, self._pictures.picture
        return view is not None and picture is not None and picture.of_use_for(view, self._revision)

    def set_share(self, share: float) -> None:
        """Move the divider."""
        self.share = min(max(share, 0.0), 1.0)
        self.canvas.update()

    def draw(self, painter: QPainter, view: View) -> None:
        """Paint the other theme right of the divider."""
        x = self.share * self.canvas.width()
        painter.save()
        painter.setClipRect(QRectF(x, 0.0, self.canvas.width() - x, self.canvas.height()))
        if self._pictures.picture is not None:
            painter.fillRect(self.canvas.rect(), QColor("#FBFAF7"))
        self._pictures.draw(painter, view)
        painter.restore()

    def end(self) -> None:
        """Take the curtain away."""
        if self.canvas.curtain == self.draw:
            self.canvas.curtain = None
        self.canvas.update()
        self.deleteLater()

    def _wanted(self, _view: View) -> None:
        self._ask()

    def _changed(self, *_: object) -> None:
        self._revision += 1
        self._soon()

    def _request(self) -> None:
        wanted = self.canvas.navigator.goal
        if wanted is None:
            return
        themed = self.themed
        bare = self._pictures.bare(wanted) > _BARE
        self.renderer.ask(
            Question(wanted, themed.map_layers(), themed.mask(), themed.session.language, self._revision, bare)
        )

    def _take(self, picture: Painted) -> None:
        if picture.revision == self._revision:
            self._pictures.take(picture)
            self.canvas.update()
            if self.is_settled:
                self.settled.emit()

    def _add(self, piece: Painted) -> None:
        if piece.revision == self._revision:
            self._pictures.add(piece)
            self.canvas.update()


class Divider(QWidget):
    """The curtain's edge: dragged by the mouse, moved by arrow keys.

    Signals
    -------
    left()
        Escape: the curtain is to go.
    """

    left = Signal()

    def __init__(self, curtain: Curtain) -> None:
        super().__init__(curtain.canvas)
        self._curtain = curtain
        self._grip: float | None = None
        self.setFixedWidth(_GRIP_PX)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()
        self.place()

    def retranslate(self) -> None:
        """Say what it is."""
        percent = round(100 * self._curtain.share)
        self.setAccessibleName(tr("Divider between two themes: {percent} %", percent=percent))
        self.setToolTip(tr("Drag, or press ← →; Esc closes the curtain"))

    def place(self) -> None:
        """Stand at the curtain's edge."""
        canvas = self._curtain.canvas
        self.setFixedHeight(canvas.height())
        self.move(round(self._curtain.share * canvas.width() - _GRIP_PX / 2), 0)
        line = QRegion(QRect((_GRIP_PX - _LINE_PX) // 2, 0, _LINE_PX, self.height()))
        self.setMask(line | QRegion(self._knob().toRect().adjusted(-1, -1, 1, 1), QRegion.RegionType.Ellipse))

    def move_to(self, share: float) -> None:
        """Move the edge."""
        self._curtain.set_share(share)
        self.place()
        self.retranslate()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position().x() - _GRIP_PX / 2

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        if self._grip is not None:
            x = self.mapToParent(event.position().toPoint()).x() - self._grip
            self.move_to(x / max(self._curtain.canvas.width(), 1))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grip = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the edge, finely with Shift; Home and End take it to the sides."""
        step = _FINE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
        match Qt.Key(event.key()):
            case Qt.Key.Key_Left:
                self.move_to(self._curtain.share - step)
            case Qt.Key.Key_Right:
                self.move_to(self._curtain.share + step)
            case Qt.Key.Key_Home:
                self.move_to(0.0)
            case Qt.Key.Key_End:
                self.move_to(1.0)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        """Show that the keys are here."""
        self.update()

    def focusOutEvent(self, event: object) -> None:
        """Show that they are not."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the edge and its knob."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(self._curtain.canvas.accent)
        middle = _GRIP_PX / 2
        for pen in (QPen(QColor("white"), 4.0), QPen(accent, 2.0)):
            painter.setPen(pen)
            painter.drawLine(QPointF(middle, 0), QPointF(middle, self.height()))
        knob = self._knob()
        painter.setPen(QPen(accent, 3.0 if self.hasFocus() else 1.5))
        painter.setBrush(QColor("white"))
        painter.drawEllipse(knob.adjusted(2, 2, -2, -2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        center = knob.center()
        for side in (-1, 1):
            tip = center + QPointF(side * 9, 0)
            painter.drawPolygon(QPolygonF([tip, tip + QPointF(-side * 5, -5), tip + QPointF(-side * 5, 5)]))
        painter.end()

    def _knob(self) -> QRectF:
        return QRectF(0, self.height() / 2 - _GRIP_PX / 2, _GRIP_PX, _GRIP_PX)
