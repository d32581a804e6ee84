"""The lines that an identity card is put together from."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.pieces import Elided, column, label, row
from yhgis.ui.session import Session

LINE_PX = 26


class FactLine(QWidget):
    """Caption at the left, answer at the right; with an action it can be clicked or taken by Enter."""

    def __init__(
        self,
        session: Session,
        caption: str,
        answer: str,
        *,
        strong: bool = False,
        picture: QPixmap | None = None,
        tip: str = "",
        action: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._session, self._action = session, action
        self._hovered = False
        name = Elided()
        name.setText(caption)
        said = label("" if strong else "quiet", answer)
        if strong:
            said.setStyleSheet(f"color: {colors(session.dark).accent}; font-weight: 600;")
        said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        parts: list[QWidget] = [name, said]
        if picture is not None:
            sign = QLabel()
            sign.setPixmap(picture)
            parts.insert(0, sign)
        self.setLayout(row(*parts, margins=(GRID * 2, 2, GRID * 2, 2)))
        self.layout().setStretch(parts.index(name), 1)  # type: ignore[attr-defined]
        self.setMinimumHeight(LINE_PX)
        self.setAccessibleName(f"{caption}  {answer}")
        if tip:
            self.setToolTip(tip)
            name.setToolTip(tip)
        if action is not None:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._hover(on=True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(on=False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._action is not None and event.button() == Qt.MouseButton.LeftButton:
            self._action()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._action is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._action()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._action is None:
            return
        c = colors(self._session.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(GRID - 0.5, 0.5, -GRID + 0.5, -0.5)
        painter.setPen(QPen(QColor(c.accent), 1.0) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.hover) if self._hovered else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 4.0, 4.0)
        painter.end()

    def _hover(self, *, on: bool) -> None:
        self._hovered = on
        self.update()


def caption(text: str) -> QWidget:
    """Return the heading of a part of the card."""
    made = label("title", text)
    made.setContentsMargins(GRID * 2, GRID, GRID * 2, 0)
    return made


def paragraph(text: str, kind: str = "") -> QLabel:
    """Return running text that can be selected."""
    made = label(kind, text, wrap=True)
    made.setContentsMargins(GRID * 2, 0, GRID * 2, 0)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class Headline(QLabel):
    """The name of the place, large."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        font = self.font()
        font.setPixelSize(20)
        font.setWeight(font.Weight.DemiBold)
        self.setFont(font)
        self.setStyleSheet("font-size: 20px; font-weight: 600;")
        self.setContentsMargins(GRID * 2, 0, GRID * 2, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)


class FieldLines(QWidget):
    """The fields of a feature, name at the left, value at the right; ``own`` are the file's own names, as tips."""

    def __init__(self, fields: list[tuple[str, str]], own: Mapping[str, str] | None = None) -> None:
        super().__init__()
        lines = []
        for name, value in fields:
            left, right = Elided("quiet"), label(text=value, wrap=True)
            left.setText(name)
            if own is not None and own.get(name, name) != name:
                left.setToolTip(f"{name}  {own[name]}")
            left.setFixedWidth(GRID * 10)
            left.setAlignment(Qt.AlignmentFlag.AlignTop)
            left.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
            right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            line = row(left, right, margins=(GRID * 2, 0, GRID * 2, 0))
            line.setStretch(1, 1)
            lines.append(line)
        self.setLayout(column(*lines, spacing=2))
