"""The themes above the tree or on the presenter's map: the first ones as buttons, the others under 更多."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from yhgis.errors import UserError
from yhgis.i18n import tr
from yhgis.model.theme import Theme
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import Segments, row, segment_width
from yhgis.ui.session import Session

MORE = "more"
_ROWS, _LEAST_COLUMNS, _GAP_PX = 2, 2, 2
#: A floating bar of two columns is no wider than this.
_FLOATING_PX = 240
_ARROW = " ▾"


def theme_key(number: int) -> str:
    """Return the key of the theme that stands at ``number`` (from 0): 1 to 9, then 0; empty for one after those."""
    return str((number + 1) % 10) if number < 10 else ""


class ThemeBar(QWidget):
    """Quiet buttons, one a theme; the tip says what the theme shows and which key opens it.

    Two rows at most: what does not fit stands in the menu of the last button, which then has the name of the theme
    that is shown.

    Parameters
    ----------
    all_shown : bool
        Show every theme, in a column or two, for a bar that floats.
    """

    def __init__(self, session: Session, parent: QWidget | None = None, *, all_shown: bool = False) -> None:
        super().__init__(parent)
        self._session, self._all_shown = session, all_shown
        self.shown: tuple[str, ...] = ()
        self.menu: QMenu | None = None
        self.segments = Segments(parent=self)
        self.segments.chosen.connect(self._choose)
        # The wrapped rows decide how narrow the bar can be.
        self.segments.setMinimumWidth(1)
        self.setLayout(row(self.segments, 1, margins=(GRID, GRID // 2, GRID, GRID // 2)))
        session.themeChanged.connect(lambda _theme: self._arrange())
        session.languageChanged.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self.segments.setAccessibleName(tr("Themes"))
        self._arrange()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many themes as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        themes = self._session.themes()
        if self._all_shown:
            needed = self._needed(themes, self._floating_columns(themes), ())
        else:
            needed = self._needed(themes, _LEAST_COLUMNS, [f"{tr('More')}{_ARROW}"])
        return QSize(needed + 2 * GRID, super().minimumSizeHint().height())

    @property
    def hidden(self) -> tuple[Theme, ...]:
        """The themes of the menu."""
        return tuple(theme for theme in self._session.themes() if theme.id not in self.shown)

    def _arrange(self) -> None:
        themes = self._session.themes()
        columns = self._floating_columns(themes) if self._all_shown else self._columns(themes)
        room = len(themes) if self._all_shown or len(themes) <= _ROWS * columns else _ROWS * columns - 1
        self.shown = tuple(theme.id for theme in themes[:room])
        words = [(theme.id, str(theme.title.title), _tip(theme, number)) for number, theme in enumerate(themes[:room])]
        if self.hidden:
            words.append((MORE, self._more_text(columns), tr("More themes")))
        self.segments.offer(words)
        self.segments.wrap(columns)
        self._mark()

    def _floating_columns(self, themes: Sequence[Theme]) -> int:
        """Return two columns, or one where long words would make them cover what lies beneath."""
        cells = [segment_width(self.segments, str(theme.title.title)) for theme in themes]
        return 2 if max(cells[::2]) + max(cells[1::2]) <= _FLOATING_PX else 1

    def _columns(self, themes: Sequence[Theme]) -> int:
        """Return how many columns fit: each is as wide as its widest word, the last cell as any of the menu."""
        for columns in range((len(themes) + 1) // _ROWS, _LEAST_COLUMNS, -1):
            hidden = themes[_ROWS * columns - 1 :] if len(themes) > _ROWS * columns else ()
            if self._needed(themes, columns, [_named(theme) for theme in hidden]) <= self.width() - 2 * GRID:
                return columns
        return _LEAST_COLUMNS

    def _needed(self, themes: Sequence[Theme], columns: int, last: Sequence[str]) -> int:
        """Return the width of so many columns, the last cell being as wide as the widest of ``last``."""
        cells = [segment_width(self.segments, str(theme.title.title)) for theme in themes]
        if last:
            cells = [*cells[: _ROWS * columns - 1], max(segment_width(self.segments, text) for text in last)]
        return sum(max(cells[start::columns]) for start in range(columns)) + _GAP_PX * (columns - 1)

    def _more_text(self, columns: int) -> str:
        """Return the name of the theme that is shown, if it is one of the menu and there is room for its name."""
        themes, more = self._session.themes(), f"{tr('More')}{_ARROW}"
        chosen = next((theme for theme in self.hidden if theme.id == self._session.state.theme), None)
        if chosen is None or self._needed(themes, columns, [_named(chosen)]) > self.width() - 2 * GRID:
            return more
        return _named(chosen)

    def _mark(self) -> None:
        theme = self._session.state.theme
        self.segments.choose(MORE if any(one.id == theme for one in self.hidden) else theme)

    def _choose(self, theme_id: str) -> None:
        if theme_id == MORE:
            self._mark()
            self._show_menu()
            return
        try:
            self._session.set_theme(theme_id)
        except UserError as error:
            self._session.report(error)
        self._mark()

    def _show_menu(self) -> None:
        """List the other themes, each with its key."""
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToHide.connect(self.menu.deleteLater)
        numbers = {theme.id: number for number, theme in enumerate(self._session.themes())}
        for theme in self.hidden:
            key = theme_key(numbers[theme.id])
            action = self.menu.addAction(f"{theme.title.title}\t{key}" if key else str(theme.title.title))
            action.setToolTip(_tip(theme, numbers[theme.id]))
            action.setCheckable(True)
            action.setChecked(theme.id == self._session.state.theme)
            action.triggered.connect(lambda _on=False, theme_id=theme.id: self._choose(theme_id))
        button = self.segments.button(MORE)
        self.menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def _named(theme: Theme) -> str:
    """Return what the last button says while a theme of its menu is shown."""
    return f"{theme.title.title}{_ARROW}"


def _tip(theme: Theme, number: int) -> str:
    key = theme_key(number)
    return f"{theme.subtitle.title}  ({key})" if key else str(theme.subtitle.title)
