"""The parts that a town's card is put together from: tags that flow, shares as small bars."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.pieces import Elided, column, label, row
from yhgis.ui.session import Session

_TAG_GAP_PX, _BAR_PX = 4, 3


class Tags(QWidget):
    """Quiet small labels, as many in a line as fit."""

    def __init__(self, words: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.labels = [label("term", word, parent=self) for word in words]
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the line anew."""
        super().resizeEvent(event)
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(GRID * 30, self.height_for(max(self.width(), GRID * 30)))

    def height_for(self, width: int) -> int:
        """Return the height that the tags take in ``width``."""
        places = self._places(width)
        return max((place.bottom() + 1 for place in places), default=0)

    def _places(self, width: int) -> list[QRect]:
        left, right = 2 * GRID, width - 2 * GRID
        places: list[QRect] = []
        corner = QPoint(left, 0)
        for tag in self.labels:
            size = tag.sizeHint()
            if corner.x() > left and corner.x() + size.width() > right:
                corner = QPoint(left, corner.y() + size.height() + _TAG_GAP_PX)
            places.append(QRect(corner, QSize(min(size.width(), right - left), size.height())))
            corner.setX(corner.x() + size.width() + _TAG_GAP_PX)
        return places

    def _place(self) -> None:
        for tag, place in zip(self.labels, self._places(self.width()), strict=True):
            tag.setGeometry(place)
        self.setFixedHeight(self.height_for(self.width()))


class ShareLine(QWidget):
    """A name, an area and a share of the town; the share also as a thin bar beneath.

    English names are long: they have a line of their own.
    """

    def __init__(
        self, session: Session, name: str, area: str, share_text: str, share: float, *, picture: QPixmap | None = None
    ) -> None:
        super().__init__()
        self._session, self._share = session, share
        caption = Elided("" if share > 0 else "quiet")
        caption.setText(name)
        size, part = label("quiet", area), label("" if share > 0 else "quiet", share_text)
        part.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        part.setMinimumWidth(GRID * 6)
        parts: list[QWidget] = [caption, size, part]
        if picture is not None:
            sign = QLabel()
            sign.setPixmap(picture)
            parts.insert(0, sign)
        margins = (GRID * 2, 2, GRID * 2, 2 + _BAR_PX + 2)
        if session.language == "zh":
            inner = row(*parts, margins=margins, spacing=6)
            inner.setStretch(parts.index(caption), 1)
            self.setLayout(column(inner))
        else:
            head = row(*parts[: parts.index(caption) + 1])
            head.setStretch(parts.index(caption), 1)
            self.setLayout(column(head, row(size, 1, part), margins=margins, spacing=0))
        self.setAccessibleName(f"{name}  {area}  {share_text}")
        self.setToolTip(f"{name}  {area}  {share_text}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = colors(self._session.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(GRID * 2, self.height() - _BAR_PX - 2, self.width() - GRID * 4, _BAR_PX)
        painter.setBrush(QColor(c.hover))
        painter.drawRoundedRect(track, 1.5, 1.5)
        if self._share > 0:
            painter.setBrush(QColor(c.accent))
            length = max(track.width() * min(self._share, 1.0), 2.0)
            painter.drawRoundedRect(QRectF(track.left(), track.top(), length, _BAR_PX), 1.5, 1.5)
        painter.end()
