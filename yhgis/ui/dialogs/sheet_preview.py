"""The page as it will leave the building, small: drawn by the same code, so what is seen is what is exported."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from yhgis.i18n import tr
from yhgis.ui.palette import GRID, colors
from yhgis.ui.session import Session


class SheetPreview(QWidget):
    """Shows an image of the page, as large as fits; while a newer one is made the old stays, paler.

    Signals
    -------
    sizeChanged()
        There is another number of pixels to fill.
    """

    sizeChanged = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.image: QImage | None = None
        self._stale = False
        self.fault = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(GRID * 40, GRID * 36)
        self.setAccessibleName(tr("Preview of the sheet"))

    def sizeHint(self) -> QSize:
        return QSize(GRID * 80, GRID * 62)

    def room(self) -> tuple[int, int]:
        """Return the device pixels that a page may take."""
        ratio = self.devicePixelRatioF()
        return (
            max(round((self.width() - 2 * GRID * 2) * ratio), 1),
            max(round((self.height() - 2 * GRID * 2) * ratio), 1),
        )

    def show_image(self, image: QImage) -> None:
        """Show a page."""
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self.image, self._stale, self.fault = image, False, ""
        self.update()

    def show_fault(self, sentence: str) -> None:
        """Say why there is no page."""
        self.image, self.fault = None, sentence
        self.update()

    def expect(self) -> None:
        """Show that a newer page is on its way."""
        self._stale = True
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sizeChanged.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = colors(self._session.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(c.window))
        if self.image is not None:
            size = self.image.deviceIndependentSize()
            size.scale(self.width() - 4 * GRID, self.height() - 4 * GRID, Qt.AspectRatioMode.KeepAspectRatio)
            page = QRectF(0, 0, size.width(), size.height())
            page.moveCenter(QRectF(self.rect()).center())
            painter.setOpacity(0.5 if self._stale else 1.0)
            painter.drawImage(page, self.image)
            painter.setOpacity(1.0)
            painter.setPen(QPen(QColor(c.strong_line), 1.0))
            painter.drawRect(page.adjusted(-0.5, -0.5, 0.5, 0.5))
        elif self.fault:
            painter.setPen(QColor(c.danger))
            box = self.rect().adjusted(GRID * 3, GRID * 3, -GRID * 3, -GRID * 3)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), self.fault)
        painter.end()
