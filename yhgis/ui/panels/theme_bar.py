"""The four themes in a row above the tree."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from yhgis.errors import UserError
from yhgis.i18n import tr
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import Segments, row
from yhgis.ui.session import Session


class ThemeBar(QWidget):
    """Quiet buttons, one a theme; the tip says what the theme shows and which key opens it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.segments = Segments(parent=self)
        self.segments.chosen.connect(self._choose)
        self.setLayout(row(self.segments, 1, margins=(GRID, GRID // 2, GRID, GRID // 2)))
        session.themeChanged.connect(self.segments.choose)
        session.languageChanged.connect(self.retranslate)
        self.retranslate()
        self.segments.choose(session.state.theme)

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self.segments.setAccessibleName(tr("Themes"))
        self.segments.offer(
            [(theme.id, str(theme.title.title), str(theme.subtitle.title)) for theme in self._session.themes()]
        )

    def _choose(self, theme_id: str) -> None:
        try:
            self._session.set_theme(theme_id)
        except UserError as error:
            self._session.report(error)
            self.segments.choose(self._session.state.theme)
