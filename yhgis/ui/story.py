"""Story mode: the steps of a story full screen, told with the keyboard; each stands ready before it is asked for."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QEvent, QPointF, QRectF, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QCursor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from yhgis.carto.legend import words
from yhgis.i18n import Message, tr
from yhgis.model.story import Story
from yhgis.model.view import View
from yhgis.paint.text import family
from yhgis.report.story_map import MAP_ZOOM
from yhgis.report.story_page import PAGE_MM
from yhgis.ui.canvas_motion import between
from yhgis.ui.session import Session
from yhgis.ui.story_pictures import Key, StepPicture, StoryPictures, key_for
from yhgis.ui.tasks import Debounce

GLIDE_MS = 700
HINT_MS, CURSOR_MS, DIGITS_MS, RESIZE_MS = 5000, 2000, 900, 120
_NEXT = (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_PageDown, Qt.Key.Key_N)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Backspace, Qt.Key.Key_PageUp, Qt.Key.Key_P)
_BLANK = (Qt.Key.Key_B, Qt.Key.Key_Period)


class StoryWindow(QWidget):
    """A story on the screen.

    Signals
    -------
    stepShown(int)
        The picture of a step (from 0) stands on the screen.
    ended(int)
        The window was closed; at which step.
    """

    stepShown = Signal(int)
    ended = Signal(int)

    def __init__(self, session: Session, story: Story, number: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._session = session
        self.story = story
        self.number = min(max(number, 0), len(story.steps) - 1)
        self.bare = self.blank = False
        self.glide_ms = GLIDE_MS
        self.pictures = StoryPictures(session, story, self)
        self.shown: StepPicture | None = None
        self.fault: Message | None = None
        self._before: StepPicture | None = None
        self._share = 1.0
        self._digits = ""
        self._hint = True
        self._closed = False
        self.setWindowTitle(words(story.title.title, session.language))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._animation.valueChanged.connect(self._move)
        self._typing = self._timer(DIGITS_MS, self._go_to_typed)
        self._resting = self._timer(CURSOR_MS, lambda: self.setCursor(QCursor(Qt.CursorShape.BlankCursor)))
        self._hinting = self._timer(HINT_MS, self._end_hint)
        self._resized = Debounce(RESIZE_MS, self._ask, self)
        self.pictures.ready.connect(self._picture_ready)
        self.pictures.failed.connect(self._picture_failed)
        session.languageChanged.connect(lambda _lang: self._ask())
        self._hinting.start()
        self._resting.start()

    def _timer(self, ms: int, call: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(call)  # type: ignore[arg-type]
        return timer

    # --- where the story is ------------------------------------------------------------------------------------------

    @property
    def key(self) -> Key:
        """Which picture is wanted now."""
        return key_for(self.number, self.size(), self.devicePixelRatioF(), self._session.language, bare=self.bare)

    @property
    def is_settled(self) -> bool:
        """Whether the wanted step stands still on the screen."""
        return self.shown is not None and self.shown.key == self.key and self._share >= 1.0

    def go_to(self, number: int) -> None:
        """Show a step (from 0); beyond the ends, nothing happens."""
        if 0 <= number < len(self.story.steps) and (number != self.number or self.blank):
            self.blank = False
            self.number = number
            self._ask()
            self.update()

    def toggle_captions(self) -> None:
        """Give the map all of the screen, or show the words again."""
        self.bare = not self.bare
        self._ask()

    def toggle_blank(self) -> None:
        """Make the screen black while the audience should look elsewhere, or show the step again."""
        self.blank = not self.blank
        self.update()

    def _ask(self) -> None:
        """Show the wanted picture, at once if it is there; then prepare its neighbours."""
        self.fault = None
        key = self.key
        self.pictures.touch(key)
        ready = self.pictures.get(key)
        if ready is not None:
            self._show(ready)
        self.pictures.want(key)

    def _picture_ready(self, picture: StepPicture) -> None:
        if picture.key == self.key:
            self._show(picture)

    def _picture_failed(self, number: int, message: Message) -> None:
        if number == self.number:
            self.fault = message
            self.shown = self._before = None
            self.update()

    def _show(self, picture: StepPicture) -> None:
        """Glide from the present picture to ``picture``."""
        if self.shown is picture:
            return
        self._animation.stop()
        self._before, self.shown = self.shown, picture
        step = self.story.steps[picture.key.number]
        lang = self._session.language
        self.setAccessibleName(f"{words(step.title.title, lang)}. {words(step.caption.title, lang)}")
        self.stepShown.emit(picture.key.number)
        same = self._before is not None and self._before.over.size() == picture.over.size()
        if not same or self.glide_ms <= 0:
            self._move(1.0)
            return
        self._share = 0.0
        self._animation.setDuration(self.glide_ms)
        self._animation.start()

    def _move(self, share: float) -> None:
        self._share = share
        if share >= 1.0:
            self._before = None
        self.update()

    # --- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.blank:
            painter.fillRect(self.rect(), QColor("#000000"))
        elif self.shown is None:
            painter.fillRect(self.rect(), QColor("#FBFAF7"))
            self._say(painter, str(self.fault) if self.fault else tr("Preparing the picture…"))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.fillRect(self.rect(), QColor("#FFFFFF"))
            self._paint_step(painter, self.shown)
            if self._hint:
                self._paint_hint(painter, self.shown)
        painter.end()

    def _paint_step(self, painter: QPainter, shown: StepPicture) -> None:
        before, share = self._before, self._share
        scale = self.height() / PAGE_MM
        box = shown.page.map_box
        area = QRectF(box.x * scale, box.y * scale, box.width * scale, box.height * scale)
        painter.save()
        painter.setClipRect(area)
        if before is None:
            painter.drawImage(area, shown.map)
        else:
            now = between(before.view, shown.view, share)
            _draw_map(painter, before, now, area, scale)
            painter.setOpacity(share)
            _draw_map(painter, shown, now, area, scale)
        painter.restore()
        whole = QRectF(self.rect())
        if before is not None and share < 1.0:
            painter.setOpacity(1.0 - share)
            painter.drawImage(whole, before.over)
            painter.setOpacity(share)
        painter.drawImage(whole, shown.over)
        painter.setOpacity(1.0)

    def _font(self, share: float) -> QFont:
        font = QFont(family())
        font.setPixelSize(max(round(self.height() * share), 9))
        return font

    def _say(self, painter: QPainter, text: str) -> None:
        painter.setFont(self._font(0.024))
        painter.setPen(QColor("#666666"))
        room = QRectF(self.rect()).adjusted(self.width() * 0.2, 0, -self.width() * 0.2, 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), text)

    def _paint_hint(self, painter: QPainter, shown: StepPicture) -> None:
        """Say the keys at the start, on a dark plate."""
        text = tr("→ next   ← back   number: go there   C captions   B blank   Esc end")
        painter.setFont(self._font(0.017))
        metrics = QFontMetricsF(painter.font())
        width, height = metrics.horizontalAdvance(text) + metrics.height() * 2, metrics.height() * 2
        box = shown.page.map_box
        scale = self.height() / PAGE_MM
        plate = QRectF((box.x + box.width / 2) * scale - width / 2, box.bottom * scale - 2 * height, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(34, 34, 34, 215))
        painter.drawRoundedRect(plate, height / 2, height / 2)
        painter.setPen(QColor("#FFFFFF"))
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), text)

    # --- keys --------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        self._end_hint()
        if key in _NEXT:
            self.go_to(self.number + 1)
        elif key in _BACK:
            self.go_to(self.number - 1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(0 if key == Qt.Key.Key_Home else len(self.story.steps) - 1)
        elif key == Qt.Key.Key_Escape:
            self.close()
        elif key in _BLANK:
            self.toggle_blank()
        elif key == Qt.Key.Key_C:
            self.toggle_captions()
        elif key in (Qt.Key.Key_F1, Qt.Key.Key_H, Qt.Key.Key_Question):
            self._hint = True
            self._hinting.start()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_to_typed() if self._digits else self.go_to(self.number + 1)
        elif event.text().isdecimal():
            self._type(event.text())
        else:
            super().keyPressEvent(event)

    def _type(self, digit: str) -> None:
        """Take a digit of a step's number; go there as soon as no other digit could follow."""
        self._digits += digit
        if int(self._digits or 0) * 10 > len(self.story.steps):
            self._go_to_typed()
        else:
            self._typing.start()

    def _go_to_typed(self) -> None:
        self._typing.stop()
        digits, self._digits = self._digits, ""
        if digits:
            self.go_to(int(digits) - 1)

    def _end_hint(self) -> None:
        self._hinting.stop()
        if self._hint:
            self._hint = False
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go on with a click, back with the right button: for those with a pointer in the hand."""
        self.go_to(self.number + (-1 if event.button() == Qt.MouseButton.RightButton else 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.unsetCursor()
        self._resting.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.shown is None:
            self._ask()
        else:
            self._resized()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self.unsetCursor()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._closed:
            self._closed = True
            self._animation.stop()
            self.ended.emit(self.number)


def _draw_map(painter: QPainter, picture: StepPicture, now: View, area: QRectF, pixels_a_mm: float) -> None:
    """Draw a map where its ground lies in the view ``now``."""
    per_metre = 1000.0 / now.scale * MAP_ZOOM * pixels_a_mm
    own = picture.view
    grow = own.scale / now.scale
    width, height = (length * MAP_ZOOM * pixels_a_mm * grow for length in (own.width_mm, own.height_mm))
    center = area.center() + QPointF(own.center_x - now.center_x, now.center_y - own.center_y) * per_metre
    painter.drawImage(QRectF(center.x() - width / 2, center.y() - height / 2, width, height), picture.map)
