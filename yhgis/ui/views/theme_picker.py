"""A box that chooses a theme, for a map beside the main one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from yhgis.ui.panels.pieces import ShortCombo
from yhgis.ui.session import Session

#: Width of the box: the longest name beside the arrow, within limits.
_ARROW_PX, _LEAST_PX, _MOST_PX = 60, 144, 240


class ThemePicker(ShortCombo):
    """All themes by name.

    Signals
    -------
    themeChosen(str)
        The user chose one; not sent for `show_theme`.
    """

    themeChosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(6, parent)
        self._session = session
        self.activated.connect(lambda _index: self.themeChosen.emit(self.theme))
        session.languageChanged.connect(self._relabel)
        self._list(session.state.theme)

    @property
    def theme(self) -> str:
        """Id of the theme that is shown."""
        return str(self.currentData())

    def show_theme(self, theme_id: str) -> None:
        """Show a theme as chosen."""
        self.setCurrentIndex(max(self.findData(theme_id), 0))

    def _relabel(self, _language: str) -> None:
        self._list(self.theme)

    def _list(self, chosen: str) -> None:
        self.clear()
        for theme in self._session.themes():
            self.addItem(str(theme.title.title), theme.id)
        longest = max(self.fontMetrics().horizontalAdvance(self.itemText(i)) for i in range(self.count()))
        self.setMinimumWidth(min(max(longest + _ARROW_PX, _LEAST_PX), _MOST_PX))
        self.show_theme(chosen)


def another_theme(session: Session, *taken: str) -> str:
    """Return the first theme that nobody shows yet."""
    ids = [theme.id for theme in session.themes()]
    return next((theme_id for theme_id in ids if theme_id not in taken), ids[0])
