"""The four themes in a row above the tree."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from yhgis.errors import UserError
from yhgis.i18n import tr
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import Segments, row
from yhgis.ui.session import Session

#: Words that fit into this are not broken into two rows, but keep the panel from getting narrower.
_ONE_ROW_PX = 288
_COLUMNS = 2


class ThemeBar(QWidget):
    """Quiet buttons, one a theme; the tip says what the theme shows and which key opens it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.segments = Segments(parent=self)
        self.segments.chosen.connect(self._choose)
        # The wrapped row decides how narrow the bar can be.
        self.segments.setMinimumWidth(1)
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
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in one row where that fits, else in two."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        room = self.width() - 2 * GRID
        self.segments.wrap(0 if self.segments.width_of(len(self._session.themes())) <= room else _COLUMNS)

    def minimumSizeHint(self) -> QSize:
        one_row = self.segments.width_of(len(self._session.themes()))
        width = one_row if one_row <= _ONE_ROW_PX else self.segments.width_of(_COLUMNS)
        return QSize(width + 2 * GRID, super().minimumSizeHint().height())

    def _choose(self, theme_id: str) -> None:
        try:
            self._session.set_theme(theme_id)
        except UserError as error:
            self._session.report(error)
            self.segments.choose(self._session.state.theme)
