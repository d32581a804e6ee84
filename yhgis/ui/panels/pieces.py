"""The small parts that panels and dialogs are put together from; how they look is `yhgis.ui.palette`'s matter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from yhgis.ui.icons import icon
from yhgis.ui.palette import GRID, colors
from yhgis.ui.session import Session

#: Padding at both sides of a word that can be chosen.
_AROUND_PX = 2 * GRID + 4
#: Qt insets a cell's text by three pixels more than a heading's: without this they would not be in line.
ALIGNED_HEADING = "QHeaderView::section { padding: 6px 11px; }"


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
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        self._columns = 0

    def wrap(self, columns: int) -> None:
        """Break the row after so many words; 0 never breaks it."""
        if columns != self._columns:
            self._columns = columns
            self._place()

    def width_of(self, columns: int) -> int:
        """Return the width that the words need in so many columns."""
        widths = [button.minimumWidth() for button in self._buttons.values()]
        widest = [max(widths[i::columns], default=0) for i in range(columns)]
        return sum(widest) + self._grid.spacing() * (columns - 1)

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
            self._grid.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        for word_id in ids:
            button = QPushButton(self)
            button.setCheckable(True)
            button.setProperty("kind", "segment")
            button.clicked.connect(lambda _checked=False, word_id=word_id: self.chosen.emit(word_id))
            self._group.addButton(button)
            self._buttons[word_id] = button
        self._place()
        self.choose(current)

    def _place(self) -> None:
        columns = self._columns or max(len(self._buttons), 1)
        for number, button in enumerate(self._buttons.values()):
            self._grid.addWidget(button, number // columns, number % columns)


class WrappingSegments(Segments):
    """Words in as many lines as the width wants."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def offer(self, words: Sequence[tuple[str, str, str]]) -> None:
        super().offer(words)
        self._fit(self.width())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.width_of(1), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        """Take as many columns as there is room for."""
        count = len(self._buttons)
        fitting = next((n for n in range(count, 1, -1) if self.width_of(n) <= width), 1)
        self.wrap(0 if fitting == count else fitting)
        self.updateGeometry()


def _as_wide_as_when_bold(button: QPushButton, around: int = _AROUND_PX) -> None:
    """Keep the row from moving when a word becomes semibold because it is chosen."""
    button.setMinimumWidth(segment_width(button, button.text(), around))


def segment_width(widget: QWidget, text: str, around: int = _AROUND_PX) -> int:
    """Return the width that a button of `Segments` needs for ``text``, in the font of ``widget``."""
    font = widget.font()
    font.setBold(True)
    return QFontMetrics(font).horizontalAdvance(text) + around


def say_primary(button: QPushButton, text: str) -> None:
    """Set the words of the button that matters: it is semibold, which Qt forgets when it measures."""
    button.setText(text)
    _as_wide_as_when_bold(button, 4 * GRID)


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


class ShortCombo(QComboBox):
    """A box whose width its place decides, not its longest word; too long a word is cut with an ellipsis."""

    def __init__(self, least_letters: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(least_letters)
        self.setMaxVisibleItems(20)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.isEditable():
            super().paintEvent(event)
            return
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        text, elide = option.currentText, Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(text, elide, field.width() - GRID // 2)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
