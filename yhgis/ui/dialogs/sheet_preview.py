"""The page as it will leave the building, small: drawn by the same code, so what is seen is what is exported.

Its parts are moved with the mouse, or with the arrow keys; they come to rest on the lines of the others.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from yhgis.carto.sheet import ComposedSheet
from yhgis.carto.sheet_shapes import Box
from yhgis.carto.sheet_snap import Snapped, snapped
from yhgis.i18n import Title, tr
from yhgis.model.sheet_edits import Element
from yhgis.ui.dialogs.sheet_job import Preview
from yhgis.ui.palette import GRID, colors
from yhgis.ui.session import Session

#: Paper is white, and what is pencilled on it grey, whatever the window's colours.
_PAPER, _PENCIL, _PALE = "#FFFFFF", "#6B6B6B", 0.5
_SNAP_PX = 7.0
_STEP_MM, _FINE_MM = 5.0, 0.5
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
NAMES: dict[Element, Title] = {
    "title": Title("图名", "Title"),
    "legend": Title("图例", "Legend"),
    "scale_bar": Title("比例尺", "Scale bar"),
    "north_arrow": Title("指北针", "North arrow"),
    "inset": Title("位置图", "Inset"),
}


class SheetPreview(QWidget):
    """Shows an image of the page, as large as fits; while a newer one is made the old stays, paler.

    Where there is no old one, or it is of another paper, a blank sheet of the right shape says that it is being drawn.

    Signals
    -------
    sizeChanged()
        There is another number of pixels to fill.
    partMoved(str, float, float)
        A part was put elsewhere: its name, and mm of its upper left corner.
    partReset(str)
        A part was double-clicked: back to where the template puts it.
    """

    sizeChanged = Signal()
    partMoved = Signal(str, float, float)
    partReset = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.image: QImage | None = None
        self.composed: ComposedSheet | None = None
        self._stale = False
        self._shape = (0.0, 0.0)
        self.fault = ""
        self.margin_mm = 0.0
        self.chosen: Element | None = None
        self._under: Element | None = None
        self._grip: QPointF | None = None
        self._held: Snapped | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(GRID * 40, GRID * 36)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Preview of the sheet"))
        self.setAccessibleDescription(tr("Drag a part of the sheet, or choose it and use the arrow keys."))

    def sizeHint(self) -> QSize:
        return QSize(GRID * 80, GRID * 62)

    def room(self) -> tuple[int, int]:
        """Return the device pixels that a page may take."""
        ratio = self.devicePixelRatioF()
        return (
            max(round((self.width() - 2 * GRID * 2) * ratio), 1),
            max(round((self.height() - 2 * GRID * 2) * ratio), 1),
        )

    def show_page(self, preview: Preview, margin_mm: float) -> None:
        """Show a page; its parts can be moved from now on."""
        self.composed, self.margin_mm = preview.composed, margin_mm
        self.show_image(preview.image)

    def show_image(self, image: QImage) -> None:
        """Show the pixels of a page."""
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self.image, self._stale, self.fault = image, False, ""
        if self._grip is None:
            self._held = None
        self.update()

    def show_fault(self, sentence: str) -> None:
        """Say why there is no page."""
        self.image, self.composed, self.fault = None, None, sentence
        self.update()

    def expect(self, width_mm: float, height_mm: float) -> None:
        """Show that a newer page is on its way, on paper of this size."""
        shown = self.composed.page if self.composed is not None else None
        if shown is None or (shown.width_mm, shown.height_mm) != (width_mm, height_mm):
            self.image = self.composed = self._grip = self._held = None
        self._shape, self._stale, self.fault = (width_mm, height_mm), True, ""
        self.update()

    # --- where things are ------------------------------------------------------------------------------------------

    def page_rect(self) -> QRectF:
        """Return the page, or the one that is expected, in window pixels; empty without either."""
        size = QSizeF(*self._shape) if self.image is None else self.image.deviceIndependentSize()
        if size.isEmpty():
            return QRectF()
        size.scale(self.width() - 4 * GRID, self.height() - 4 * GRID, Qt.AspectRatioMode.KeepAspectRatio)
        page = QRectF(0, 0, size.width(), size.height())
        page.moveCenter(QRectF(self.rect()).center())
        return page

    def pixels_per_mm(self) -> float:
        """Return window pixels a millimetre of the paper; 0 without a page."""
        return self.page_rect().width() / self.composed.page.width_mm if self.composed is not None else 0.0

    def rect_of(self, box: Box) -> QRectF:
        """Return a box of the paper in window pixels."""
        page, k = self.page_rect(), self.pixels_per_mm()
        return QRectF(page.left() + box.x * k, page.top() + box.y * k, box.width * k, box.height * k)

    def part_at(self, pixel: QPointF) -> Element | None:
        """Return the part under a window pixel; of two the smaller."""
        if self.composed is None:
            return None
        found = [part for part in self.composed.parts if self.rect_of(part.box).contains(pixel)]
        return min(found, key=lambda part: part.box.width * part.box.height).element if found else None

    def box_of(self, element: Element | None) -> Box | None:
        """Return where a part stands now."""
        parts = self.composed.parts if self.composed is not None else ()
        return next((part.box for part in parts if part.element == element), None)

    def _lines(self, element: Element) -> list[Box]:
        """Return what a part may come to rest on: margins, frame, the other parts."""
        assert self.composed is not None
        page, by = self.composed.page, self.margin_mm
        inner = Box(0.0, 0.0, page.width_mm, page.height_mm).shrunk(by, by, by, by)
        others = [part.box for part in self.composed.parts if part.element != element]
        return [inner, self.composed.frame, *others]

    # --- the hand --------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a part and take hold of it."""
        self.chosen = self.part_at(event.position())
        if self.chosen is not None and event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry what is held; else show what could be."""
        box = self.box_of(self.chosen)
        if self._grip is None or box is None or self.chosen is None:
            self._hover(self.part_at(event.position()))
            return
        step, k = event.position() - self._grip, self.pixels_per_mm()
        carried = Box(box.x + step.x() / k, box.y + step.y() / k, box.width, box.height)
        free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        lines = [] if free else self._lines(self.chosen)
        self._held = snapped(carried, lines, _SNAP_PX / k)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put down what is held."""
        held, self._grip = self._held, None
        self.setCursor(Qt.CursorShape.OpenHandCursor if self._under else Qt.CursorShape.ArrowCursor)
        if held is not None and self.chosen is not None:
            self.partMoved.emit(self.chosen, held.x, held.y)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Put a part back where the template has it."""
        self._grip = self._held = None
        element = self.part_at(event.position())
        if element is not None:
            self.partReset.emit(element)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the chosen part by arrow keys, finely with Shift; Escape lets go."""
        key, box = Qt.Key(event.key()), self.box_of(self.chosen)
        if key == Qt.Key.Key_Escape and (self.chosen is not None or self._grip is not None):
            self.chosen = self._grip = self._held = None
        elif key in _ARROWS and box is not None and self.chosen is not None:
            step = _FINE_MM if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP_MM
            dx, dy = _ARROWS[key]
            self.partMoved.emit(self.chosen, box.x + dx * step, box.y + dy * step)
        else:
            super().keyPressEvent(event)
            return
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the mouse."""
        super().leaveEvent(event)
        self._hover(None)

    def _hover(self, element: Element | None) -> None:
        if element != self._under:
            self._under = element
            self.setCursor(Qt.CursorShape.OpenHandCursor if element else Qt.CursorShape.ArrowCursor)
            self.setToolTip(
                tr("{part}: drag to move, double-click to put it back", part=NAMES[element]) if element else ""
            )
            self.update()

    # --- painting --------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sizeChanged.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = colors(self._session.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(c.window))
        if self.fault:
            painter.setPen(QColor(c.danger))
            box = self.rect().adjusted(GRID * 3, GRID * 3, -GRID * 3, -GRID * 3)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), self.fault)
        elif not (page := self.page_rect()).isEmpty():
            self._paint_page(painter, page)
            painter.setPen(QPen(QColor(c.strong_line), 1.0))
            painter.drawRect(page.adjusted(-0.5, -0.5, 0.5, 0.5))
            self._paint_parts(painter, QColor(c.accent))
        painter.end()

    def _paint_page(self, painter: QPainter, page: QRectF) -> None:
        """Paint the page, on white paper, paler where it is no longer true; or the paper and the word."""
        painter.fillRect(page, QColor(_PAPER))
        if self.image is None:
            painter.setPen(QColor(_PENCIL))
            painter.drawText(page, int(Qt.AlignmentFlag.AlignCenter), tr("Drawing …"))
            return
        painter.setOpacity(_PALE if self._stale and self._held is None else 1.0)
        painter.drawImage(page, self.image)
        painter.setOpacity(1.0)

    def _paint_parts(self, painter: QPainter, accent: QColor) -> None:
        """Outline the part under the mouse and the chosen one; a carried part is seen where it would stand."""
        for element in {self._under, self.chosen}:
            box = self.box_of(element)
            if box is not None:
                style = Qt.PenStyle.SolidLine if element == self.chosen else Qt.PenStyle.DotLine
                painter.setPen(QPen(accent, 1.0, style))
                painter.drawRect(self.rect_of(box).adjusted(-3, -3, 3, 3))
        box = self.box_of(self.chosen)
        if box is not None and self._held is not None and self.image is not None:
            self._paint_carried(painter, accent, box, self._held, self.image)

    def _paint_carried(self, painter: QPainter, accent: QColor, box: Box, held: Snapped, image: QImage) -> None:
        """Paint a part where it would stand, and the lines that it rests on."""
        old, page = self.rect_of(box), self.page_rect()
        new = self.rect_of(Box(held.x, held.y, box.width, box.height))
        ratio = image.width() / page.width()
        source = QRectF(
            (old.left() - page.left()) * ratio,
            (old.top() - page.top()) * ratio,
            old.width() * ratio,
            old.height() * ratio,
        )
        painter.setOpacity(0.8)
        painter.drawImage(new, image, source)
        painter.setOpacity(1.0)
        painter.setPen(QPen(accent, 1.5))
        painter.drawRect(new.adjusted(-3, -3, 3, 3))
        painter.setPen(QPen(accent, 1.0, Qt.PenStyle.DashLine))
        for x in held.across:
            at = self.rect_of(Box(x, 0.0, 0.0, 0.0)).left()
            painter.drawLine(QPointF(at, page.top()), QPointF(at, page.bottom()))
        for y in held.along:
            at = self.rect_of(Box(0.0, y, 0.0, 0.0)).top()
            painter.drawLine(QPointF(page.left(), at), QPointF(page.right(), at))
