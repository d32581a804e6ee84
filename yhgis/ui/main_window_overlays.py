"""What floats on the map: zoom buttons, the scale bar, messages, first suggestions, the presenter's themes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from yhgis.ui.actions import MAP_BUTTONS
from yhgis.ui.canvas_paper import PaperControl
from yhgis.ui.main_window_bars import tool_button
from yhgis.ui.messages import MessageBar
from yhgis.ui.palette import GRID
from yhgis.ui.panels.theme_bar import ThemeBar
from yhgis.ui.suggestions import Suggestions

if TYPE_CHECKING:
    from yhgis.ui.main_window import MainWindow

EDGE = 2 * GRID


class Overlays(QObject):
    """Keeps the floating parts at their edges of the map."""

    def __init__(self, window: MainWindow, first_start: bool) -> None:
        super().__init__(window)
        self._window = window
        self._canvas = window.canvas
        self.buttons = self._map_buttons()
        self.messages = MessageBar(window.session, self._canvas)
        self.paper = PaperControl(self._canvas)
        self.themes: QWidget | None = None
        self.suggestions = Suggestions(window.session, self._suggested(), self._canvas)
        self.suggestions.setVisible(first_start and window.session.role == "planner")
        self._canvas.installEventFilter(self)
        for used in (self._canvas.touched, window.bars.used, window.session.identified, window.session.resultReady,
                     window.session.planAsked, window.session.filesOffered, window.session.layerAdded,
                     window.session.roleChanged):
            used.connect(self.suggestions.hide)
        window.session.roleChanged.connect(self.arrange)
        self.arrange(window.session.role)

    def suggest(self) -> None:
        """Show the suggestions; they go when anything is done."""
        self.suggestions.show()
        self.suggestions.raise_()

    def _suggested(self) -> dict[str, Callable[[], None]]:
        commands = self._window.commands
        return {
            "planner": commands.add_file,
            "town": lambda: self._window.session.set_role("town"),
            "presenter": commands.export_sheet,
        }

    def _map_buttons(self) -> QFrame:
        frame = QFrame(self._canvas)
        frame.setObjectName("mapButtons")
        column = QVBoxLayout(frame)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(2)
        for action_id in MAP_BUTTONS:
            if action_id:
                column.addWidget(tool_button(self._window.bars.actions[action_id]))
            else:
                line = QFrame()
                line.setProperty("kind", "line")
                column.addWidget(line)
        frame.setCursor(Qt.CursorShape.ArrowCursor)
        return frame

    def arrange(self, role: str) -> None:
        """Give the presenter the themes on the map, where the tree is closed."""
        if role == "presenter" and self.themes is None:
            frame = QFrame(self._canvas)
            frame.setProperty("kind", "card")
            column = QVBoxLayout(frame)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(ThemeBar(self._window.session, all_shown=True))
            frame.setCursor(Qt.CursorShape.ArrowCursor)
            self.themes = frame
            self._window.session.languageChanged.connect(lambda _language: self.place())  # after the bar's own words
        if self.themes is not None:
            self.themes.setVisible(role == "presenter")
        self.place()

    def place(self) -> None:
        """Put everything at its edge."""
        width, height = self._canvas.width(), self._canvas.height()
        self.buttons.adjustSize()
        self.buttons.move(width - self.buttons.width() - EDGE, EDGE)
        self.suggestions.move(EDGE, height - self.suggestions.height() - EDGE)
        if self.themes is not None:
            self.themes.adjustSize()
            self.themes.move(EDGE, EDGE)
        self.messages.adjust()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the map's size."""
        if watched is self._canvas and event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)
