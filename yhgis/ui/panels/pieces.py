"""The small parts that panels and dialogs are put together from; how they look is `yhgis.ui.palette`'s matter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from yhgis.ui.icons import icon
from yhgis.ui.palette import GRID, colors
from yhgis.ui.session import Session


def label(kind: str = "", text: str = "", *, wrap: bool = False, parent: QWidget | None = None) -> QLabel:
    """Return a label of a ``kind`` that the style sheet knows; ``wrap`` lets it break into lines."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        made.setProperty("kind", kind)
    if wrap:
        made.setWordWrap(True)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def line() -> QFrame:
    """Return a hairline."""
    made = QFrame()
    made.setProperty("kind", "line")
    made.setFixedHeight(1)
    return made


def set_kind(widget: QWidget, kind: str) -> None:
    """Change what a widget is for the style sheet, and let that be seen."""
    widget.setProperty("kind", kind)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def column(
    *parts: QWidget | QLayout | int, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = GRID
) -> QVBoxLayout:
    """Return parts one below another; a number is a stretch."""
    made = QVBoxLayout()
    _fill(made, parts, margins, spacing)
    return made


def row(
    *parts: QWidget | QLayout | int, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = GRID
) -> QHBoxLayout:
    """Return parts side by side; a number is a stretch."""
    made = QHBoxLayout()
    _fill(made, parts, margins, spacing)
    return made


def _fill(
    layout: QHBoxLayout | QVBoxLayout,
    parts: Sequence[QWidget | QLayout | int],
    margins: tuple[int, int, int, int],
    spacing: int,
) -> None:
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)


class IconButton(QToolButton):
    """A button that is an icon of the window's family; its tip is its accessible name too."""

    def __init__(self, session: Session, glyph: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._glyph = session, glyph
        self.setIconSize(QSize(16, 16))
        self.setAutoRaise(True)
        session.appearanceChanged.connect(self._draw)
        self._draw()

    def say(self, tip: str) -> None:
        """Set the tip."""
        self.setToolTip(tip)
        self.setAccessibleName(tip)

    def show_glyph(self, glyph: str) -> None:
        """Change the icon."""
        self._glyph = glyph
        self._draw()

    def _draw(self) -> None:
        self.setIcon(icon(self._glyph, colors(self._session.dark)))


class Segments(QWidget):
    """A few words of which one is chosen.

    Signals
    -------
    chosen(str)
        Id of the word that the user chose; not sent for `choose`.
    """

    chosen = Signal(str)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        self._row = row(spacing=2)
        self.setLayout(self._row)

    def offer(self, words: Sequence[tuple[str, str, str]]) -> None:
        """Show ``(id, word, tip)`` in a row, keeping what is chosen where it is still there."""
        if [word_id for word_id, _, _ in words] != list(self._buttons):
            self._rebuild([word_id for word_id, _, _ in words])
        for word_id, word, tip in words:
            button = self._buttons[word_id]
            button.setText(word)
            button.setToolTip(tip)
            button.setAccessibleName(word)
            button.setAccessibleDescription(tip)
            _as_wide_as_when_bold(button)

    def choose(self, word_id: str) -> None:
        """Mark a word as chosen; none when there is no such word."""
        if word_id in self._buttons:
            self._buttons[word_id].setChecked(True)
            return
        self._group.setExclusive(False)
        for button in self._buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)

    @property
    def current(self) -> str:
        """Id of the chosen word, empty when none is."""
        return next((word_id for word_id, button in self._buttons.items() if button.isChecked()), "")

    def button(self, word_id: str) -> QPushButton:
        """Return the button of a word."""
        return self._buttons[word_id]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            for button in self._buttons.values():
                _as_wide_as_when_bold(button)

    def _rebuild(self, ids: Sequence[str]) -> None:
        current = self.current
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        for word_id in ids:
            button = QPushButton(self)
            button.setCheckable(True)
            button.setProperty("kind", "segment")
            button.clicked.connect(lambda _checked=False, word_id=word_id: self.chosen.emit(word_id))
            self._group.addButton(button)
            self._row.addWidget(button)
            self._buttons[word_id] = button
        self.choose(current)


def _as_wide_as_when_bold(button: QPushButton) -> None:
    """Keep the row from moving when a word becomes semibold because it is chosen."""
    font = button.font()
    font.setBold(True)
    button.setMinimumWidth(QFontMetrics(font).horizontalAdvance(button.text()) + 2 * GRID + 4)


class Elided(QLabel):
    """One line that ends in … where it does not fit; the whole is in its tip."""

    def __init__(self, kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if kind:
            self.setProperty("kind", kind)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(GRID * 4, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())
        painter.drawText(self.contentsRect(), int(self.alignment()) | int(Qt.TextFlag.TextSingleLine), shown)
        painter.end()
