"""A sheet's frame on the map: what lies inside is what will be cut. Dragged, scaled at its corners or by the wheel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen, QWheelEvent
from PySide6.QtWidgets import QFrame, QPushButton

from yhgis.carto.scale import nearest_scale, scale_text
from yhgis.i18n import tr
from yhgis.ui.canvas_overlay import pixel_of
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import label, row
from yhgis.ui.session_sheets import PaperFrame
from yhgis.ui.tools import HandTool

if TYPE_CHECKING:
    from yhgis.model.view import View
    from yhgis.ui.canvas import Canvas

_HANDLE_PX, _GRAB_PX = 9.0, 14.0
_VEIL = QColor(30, 36, 40, 95)
CLOSEST_SCALE, FARTHEST_SCALE = 500.0, 5_000_000.0
_WHEEL_STEP = 1.15


class PaperTool(HandTool):
    """Inside the frame a drag moves it, at a corner it scales it; outside the map moves as ever."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._held: PaperFrame | None = None
        self._grip = QPointF()
        self._scaling = False

    @property
    def frame(self) -> PaperFrame | None:
        """The frame as it lies now."""
        return self.canvas.session.paper.laid

    def box(self) -> QRectF:
        """Return the frame in window pixels."""
        frame, view = self.frame, self.canvas.view
        if frame is None or view is None:
            return QRectF()
        x0, y0, x1, y1 = frame.extent
        return QRectF(pixel_of(view, x0, y1), pixel_of(view, x1, y0))

    def press(self, event: QMouseEvent) -> None:
        """Take hold of the frame, of a corner, or of the map."""
        box, here = self.box(), event.position()
        if self.frame is None or event.button() != Qt.MouseButton.LeftButton:
            super().press(event)
            return
        self._scaling = _at_corner(box, here)
        if self._scaling or box.contains(here):
            self._held, self._grip = self.frame, here
        else:
            super().press(event)

    def move(self, event: QMouseEvent) -> None:
        """Move or scale what is held; show beforehand what a press would take hold of."""
        view = self.canvas.view
        if self._held is None or view is None:
            if not event.buttons():
                self.canvas.setCursor(self._cursor_at(event.position()))
            super().move(event)
            return
        changed = self._scaled(event.position()) if self._scaling else self._moved(event.position(), view)
        self.canvas.session.paper.lay(changed)

    def release(self, event: QMouseEvent) -> None:
        """Let go; a frame of a sheet that states its scale comes to a round one."""
        if self._held is None:
            super().release(event)
            return
        self._held = None
        if self.frame is not None and self._scaling and self.frame.round_scale:
            self.canvas.session.paper.lay(replace(self.frame, scale=nearest_scale(self.frame.scale)))

    def double_click(self, event: QMouseEvent) -> None:
        """Take the frame as it lies."""
        if self.box().contains(event.position()):
            self.canvas.session.paper.settle(accepted=True)

    def wheel(self, event: QWheelEvent) -> bool:
        """Scale the frame with Ctrl; whether the wheel was meant for it."""
        if self.frame is None or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        self.scale_by(_WHEEL_STEP ** (-event.angleDelta().y() / 120.0))
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Enter takes the frame, Escape gives it up; whether the key was meant for it."""
        match Qt.Key(event.key()):
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.canvas.session.paper.settle(accepted=True)
            case Qt.Key.Key_Escape:
                self.canvas.session.paper.settle(accepted=False)
            case _:
                return False
        return True

    def scale_by(self, factor: float) -> None:
        """Make the frame cover more ground (above 1) or less, at least to the next round scale."""
        frame = self.frame
        if frame is None:
            return
        scale = frame.scale * factor
        if frame.round_scale:
            scale = nearest_scale(scale)
            if scale == frame.scale:
                scale = nearest_scale(frame.scale * factor**2)
        self.canvas.session.paper.lay(replace(frame, scale=_limited(scale)))

    def paint(self, painter: QPainter) -> None:
        """Dim what will not be on the sheet; frame, corners, and the scale."""
        super().paint(painter)
        box = self.box()
        if box.isEmpty() or self.frame is None:
            return
        veil = QPainterPath()
        veil.addRect(QRectF(self.canvas.rect()))
        veil.addRect(box)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(veil, _VEIL)
        painter.setPen(QPen(QColor("white"), 3.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        painter.setPen(QPen(QColor(self.canvas.accent), 1.5))
        painter.drawRect(box)
        painter.setBrush(QColor("white"))
        for corner in _corners(box):
            half = _HANDLE_PX / 2
            painter.drawRect(QRectF(corner.x() - half, corner.y() - half, _HANDLE_PX, _HANDLE_PX))
        _draw_scale(painter, box, scale_text(self.frame.scale), QColor(self.canvas.accent))
        painter.restore()

    def _moved(self, here: QPointF, view: View) -> PaperFrame:
        assert self._held is not None
        step = here - self._grip
        x, y = self.canvas.ground(self._grip)
        x1, y1 = self.canvas.ground(self._grip + step)
        return replace(self._held, center_x=self._held.center_x + x1 - x, center_y=self._held.center_y + y1 - y)

    def _scaled(self, here: QPointF) -> PaperFrame:
        assert self._held is not None
        assert self.canvas.view is not None
        center = pixel_of(self.canvas.view, self._held.center_x, self._held.center_y)
        before, now = _reach(self._grip - center), _reach(here - center)
        return replace(self._held, scale=_limited(self._held.scale * max(now, 4.0) / max(before, 4.0)))

    def _cursor_at(self, here: QPointF) -> Qt.CursorShape:
        box = self.box()
        if _at_corner(box, here):
            middle = box.center()
            falling = (here.x() < middle.x()) == (here.y() < middle.y())
            return Qt.CursorShape.SizeFDiagCursor if falling else Qt.CursorShape.SizeBDiagCursor
        return Qt.CursorShape.SizeAllCursor if box.contains(here) else self.cursor


class PaperControl(QObject):
    """Gives the map the tool for a frame while there is one, and a bar that says how to use it."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._tool_before = canvas.tool
        self._tool: PaperTool | None = None
        self.hint = label("quiet")
        self.take, self.leave = QPushButton(), QPushButton()
        self.take.setProperty("kind", "primary")
        self.bar = QFrame(canvas)
        self.bar.setProperty("kind", "card")
        self.bar.setCursor(Qt.CursorShape.ArrowCursor)
        self.bar.setLayout(row(self.hint, self.take, self.leave, margins=(GRID * 2, GRID, GRID, GRID)))
        self.bar.hide()
        session = canvas.session
        self.take.clicked.connect(lambda: session.paper.settle(accepted=True))
        self.leave.clicked.connect(lambda: session.paper.settle(accepted=False))
        session.paper.changed.connect(self._follow)
        session.languageChanged.connect(lambda _language: self._say())
        self._say()

    def _say(self) -> None:
        self.hint.setText(tr("Drag the frame; pull a corner or turn the wheel with Ctrl to scale it."))
        self.take.setText(tr("Take this extent"))
        self.leave.setText(tr("Cancel"))
        self.bar.adjustSize()

    def _follow(self, frame: PaperFrame | None) -> None:
        canvas = self._canvas
        if frame is not None and self._tool is None:
            self._tool_before, self._tool = canvas.tool, PaperTool(canvas)
            canvas.tool = self._tool
            canvas.installEventFilter(self)
            self.bar.adjustSize()
            self.bar.move((canvas.width() - self.bar.width()) // 2, GRID * 2)
            self.bar.show()
            self.bar.raise_()
            canvas.setFocus()
        elif frame is None and self._tool is not None:
            canvas.removeEventFilter(self)
            canvas.tool, self._tool = self._tool_before, None
            canvas.setCursor(canvas.tool.cursor)
            self.bar.hide()
        canvas.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the frame have its wheel and its keys before the map does."""
        if self._tool is not None and isinstance(event, QWheelEvent):
            return self._tool.wheel(event)
        if self._tool is not None and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._tool.key(event)
        return super().eventFilter(watched, event)


def _corners(box: QRectF) -> tuple[QPointF, ...]:
    return box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()


def _at_corner(box: QRectF, here: QPointF) -> bool:
    return any((corner - here).manhattanLength() <= _GRAB_PX for corner in _corners(box))


def _reach(step: QPointF) -> float:
    return float((step.x() ** 2 + step.y() ** 2) ** 0.5)


def _limited(scale: float) -> float:
    return min(max(scale, CLOSEST_SCALE), FARTHEST_SCALE)


def _draw_scale(painter: QPainter, box: QRectF, text: str, accent: QColor) -> None:
    font = QFont(painter.font())
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    plate = QRectF(0, 0, metrics.horizontalAdvance(text) + 2 * GRID, metrics.height() + 6)
    plate.moveBottomRight(box.bottomRight() - QPointF(GRID * 2, GRID * 2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    painter.drawRoundedRect(plate, 3, 3)
    painter.setPen(QColor("white"))
    painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), text)
