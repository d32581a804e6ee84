"""Comparing two themes on one map: the curtain, its divider, and the card that chooses both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from yhgis.i18n import tr
from yhgis.ui.map_tools.card import ToolCard
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import IconButton, label
from yhgis.ui.views.curtain import Curtain, Divider
from yhgis.ui.views.theme_picker import ThemePicker, another_theme

if TYPE_CHECKING:
    from yhgis.ui.canvas import Canvas


class Swipe(QObject):
    """Opens and closes the curtain of a canvas; ``curtain`` is None while it is closed."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        self.curtain: Curtain | None = None
        self.divider: Divider | None = None
        self._theme = ""
        self.card = SwipeCard(self)
        canvas.installEventFilter(self)
        canvas.session.languageChanged.connect(self._say)

    def open(self) -> None:
        """Draw the curtain over the right half."""
        session = self.canvas.session
        theme = self._theme if self._theme not in ("", session.state.theme) else ""
        self.curtain = Curtain(self.canvas, theme or another_theme(session, session.state.theme))
        self.divider = Divider(self.curtain)
        self.divider.left.connect(self.close)
        self.divider.show()
        self.divider.lower()  # beneath cards and messages
        self.divider.setFocus()
        self.card.appear()

    def close(self) -> None:
        """Take the curtain away."""
        if self.curtain is None or self.divider is None:
            return
        self._theme = self.curtain.themed.state.theme
        self.divider.hide()
        self.divider.deleteLater()
        self.curtain.end()
        self.curtain = self.divider = None
        self.card.hide()
        self.canvas.setFocus()
        self.canvas.toolMoved.emit()

    def exchange(self) -> None:
        """Let the two themes change sides."""
        if self.curtain is not None:
            left = self.canvas.session.state.theme
            self.canvas.session.set_theme(self.curtain.themed.state.theme)
            self.curtain.themed.set_theme(left)
            self.card.show_themes()

    def _say(self, _language: str) -> None:
        if self.divider is not None:
            self.divider.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the map's size."""
        if watched is self.canvas and event.type() == QEvent.Type.Resize and self.divider is not None:
            self.divider.place()
        return super().eventFilter(watched, event)


class SwipeCard(ToolCard):
    """The theme at the left, the theme at the right."""

    def __init__(self, swipe: Swipe) -> None:
        super().__init__(swipe.canvas)
        self._swipe = swipe
        self.left_title, self.right_title = label("quiet"), label("quiet")
        self.left, self.right = ThemePicker(self.session), ThemePicker(self.session)
        self.exchange = IconButton(self.session, "swap")
        for part in (self.left_title, self.left, self.exchange, self.right_title, self.right):
            self.tools.addWidget(part)
        self.cross.clicked.disconnect()
        self.cross.clicked.connect(swipe.close)
        self.exchange.clicked.connect(swipe.exchange)
        self.left.themeChosen.connect(self.session.set_theme)
        self.right.themeChosen.connect(self._choose_right)
        self.session.themeChanged.connect(self.show_themes)

    def retranslate(self) -> None:
        """Say everything again."""
        self.setAccessibleName(tr("Compare two themes"))
        self.cross.say(tr("Close the curtain (Esc)"))
        self.exchange.say(tr("Change sides"))
        self.left_title.setText(tr("Left"))
        self.right_title.setText(tr("Right"))
        self.left.setAccessibleName(tr("Theme at the left"))
        self.right.setAccessibleName(tr("Theme at the right"))
        self.show_themes()

    def show_themes(self, _theme: str = "") -> None:
        """Show which themes are on the map."""
        self.left.show_theme(self.session.state.theme)
        if self._swipe.curtain is not None:
            self.right.show_theme(self._swipe.curtain.themed.state.theme)

    def place(self) -> None:
        """Stand at the bottom left, above the messages: the top is the tools'."""
        super().place()
        self.move(2 * GRID, self.canvas.height() - self.height() - 9 * GRID)

    def _choose_right(self, theme_id: str) -> None:
        if self._swipe.curtain is not None:
            self._swipe.curtain.themed.set_theme(theme_id)
