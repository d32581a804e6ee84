"""The card that floats at the top of the map while a tool is on: what it can do, and how to leave it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from yhgis.i18n import tr
from yhgis.ui.map_tools.flow import FlowLayout
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import IconButton, label, set_kind

if TYPE_CHECKING:
    from yhgis.ui.canvas import Canvas

#: What the card leaves free at both sides: the map's buttons stand at the right.
_SIDES_PX = 56


class ToolCard(QFrame):
    """A row of controls, and beneath it a line of words where there is something to say.

    A tool's card fills `tools` and overrides `retranslate`; the cross leaves the tool.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        self.session = canvas.session
        self.setProperty("kind", "card")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tools = FlowLayout(GRID // 2)
        self.words = label("quiet", wrap=True)
        self.words.hide()
        self.cross = IconButton(self.session, "close")
        self.cross.clicked.connect(lambda: self.canvas.use(None))
        top = QHBoxLayout()
        top.setSpacing(GRID // 2)
        top.addLayout(self.tools, 1)
        top.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID + 4, GRID - 2, GRID - 2, GRID - 2)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.words)
        canvas.installEventFilter(self)
        self.session.languageChanged.connect(self._say)
        self.hide()

    def retranslate(self) -> None:
        """Say everything again in the language in use."""

    def say(self, text: str, *, danger: bool = False) -> None:
        """Show a line of words; empty hides it."""
        set_kind(self.words, "danger" if danger else "quiet")
        if text != self.words.text() or self.words.isHidden() == bool(text):
            self.words.setText(text)
            self.words.setVisible(bool(text))
            self.place()

    def appear(self) -> None:
        """Come up at the top of the map."""
        self._say()
        self.show()
        self.raise_()
        self.place()
        for before, after in pairwise([self.canvas, *self._stops()]):
            QWidget.setTabOrder(before, after)

    def _stops(self) -> list[QWidget]:
        """Return the controls in the order in which Tab comes to them from the map."""
        found: list[QWidget] = []
        for i in range(self.tools.count()):
            part = self.tools.itemAt(i).widget()
            inner = part.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            found += [one for one in (part, *inner) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        return [*found, self.cross]

    def place(self) -> None:
        """Stand at the top, in the middle, as wide as the controls need."""
        most = max(self.canvas.width() - 2 * _SIDES_PX, 160)
        need = self.tools.sizeHint().width() + 8 * GRID  # margins and the cross
        if not self.words.isHidden():
            need = max(need, self._words_px())
        width = min(need, most)
        self.setFixedWidth(width)
        layout = self.layout()
        layout.activate()
        self.setFixedHeight(layout.heightForWidth(width))
        self.move((self.canvas.width() - width) // 2, GRID * 2)

    def _words_px(self) -> int:
        lines = self.words.text().split("\n")
        return max(self.words.fontMetrics().horizontalAdvance(line) for line in lines) + 5 * GRID

    def _say(self, _language: str = "") -> None:
        self.cross.say(tr("Leave the tool (Esc)"))
        self.retranslate()
        if not self.isHidden():
            self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the map's size."""
        if watched is self.canvas and event.type() == QEvent.Type.Resize and not self.isHidden():
            self.place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape in the card goes back to the map, and leaves the tool there."""
        if event.key() == Qt.Key.Key_Escape:
            self.canvas.setFocus()
            self.canvas.use(None)
            return
        super().keyPressEvent(event)


def word_button(kind: str = "flat", *, checkable: bool = False, parent: QWidget | None = None) -> QPushButton:
    """Return a button of words for a card."""
    button = QPushButton(parent)
    button.setProperty("kind", kind)
    button.setCheckable(checkable)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
