"""Three quiet suggestions on the first start, one for each kind of user; they go when anything is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from yhgis.i18n import Title
from yhgis.ui.icons import icon
from yhgis.ui.palette import GRID, colors
from yhgis.ui.session import Session

WIDTH, HEIGHT = 320, 56


class Suggestion(QPushButton):
    """A card: an icon, what to do, and what comes of it."""

    def __init__(self, session: Session, glyph: str, title: Title, more: Title, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._glyph, self._title, self._more = session, glyph, title, more
        self.setObjectName("suggestion")
        self.setFixedSize(QSize(WIDTH, HEIGHT))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it again."""
        self.setAccessibleName(str(self._title))
        self.setAccessibleDescription(str(self._more))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame as the style sheet says, and two lines in it."""
        super().paintEvent(event)
        c = colors(self._session.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        sign = QRectF(14, (HEIGHT - 20) / 2, 20, 20)
        icon(self._glyph, c, c.accent).paint(painter, sign.toRect())
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(c.text))
        left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(48, 8, WIDTH - 56, 20), left | middle, str(self._title))
        font.setWeight(QFont.Weight.Normal)
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(QColor(c.quiet))
        shown = painter.fontMetrics().elidedText(str(self._more), Qt.TextElideMode.ElideRight, WIDTH - 62)
        painter.drawText(QRectF(48, 28, WIDTH - 56, 20), left | middle, shown)
        painter.end()


class Suggestions(QWidget):
    """The three cards."""

    def __init__(self, session: Session, does: dict[str, Callable[[], None]], parent: QWidget) -> None:
        super().__init__(parent)
        self.cards = {
            "planner": Suggestion(
                session, "add", Title("拖入项目红线，看它压占了什么", "Drop a footprint on the map"),
                Title("规划 · 控制线、片区、镇街，面积逐项列出", "Planner · what it occupies, line by line"),
            ),
            "town": Suggestion(
                session, "town", Title("选一个镇街，看它的定位与份额", "Choose a town"),
                Title("镇街 · 所在片区、控制线、绿道", "Town · its zone, control lines, greenways"),
            ),
            "presenter": Suggestion(
                session, "export", Title("把这张图导出为 A3 图件", "Export this map as an A3 sheet"),
                Title("汇报 · PDF、PNG、SVG，图例比例尺齐全", "Presenter · PDF, PNG, SVG with legend and scale"),
            ),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for role, card in self.cards.items():
            column.addWidget(card)
            card.clicked.connect(lambda _checked=False, role=role: self._take(does[role]))
        session.languageChanged.connect(self._retranslate)
        session.appearanceChanged.connect(self._retranslate)
        self.adjustSize()

    def _take(self, do: Callable[[], None]) -> None:
        self.hide()
        do()

    def _retranslate(self, *_: object) -> None:
        for card in self.cards.values():
            card.retranslate()
