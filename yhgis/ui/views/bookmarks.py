"""Named views: their menu, how they are found, and going there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from yhgis.i18n import Title, tr
from yhgis.ui.icons import icon
from yhgis.ui.palette import colors
from yhgis.ui.search import Item
from yhgis.ui.session_bookmarks import bookmarks
from yhgis.ui.status_bar import scale_text

if TYPE_CHECKING:
    from yhgis.settings import Bookmark
    from yhgis.ui.main_window import MainWindow


def go_to(window: MainWindow, bookmark: Bookmark) -> None:
    """Look as a bookmark says."""
    window.canvas.navigator.show(bookmark.center_x, bookmark.center_y, bookmark.scale)


def suggested_name(window: MainWindow) -> str:
    """Return a name for the present view: the town in its middle and its scale; empty outside the district."""
    view = window.session.view
    if view is None:
        return ""
    town = window.panels.town_at(view.center_x, view.center_y)
    if not town:
        return ""
    towns = window.session.layer("towns")
    shown = towns.names(lang_en=window.session.language == "en")[towns.names().index(town)]
    name = f"{shown} {scale_text(view.scale)}"
    taken = {one.name for one in bookmarks(window.session)}
    return next(n for n in (name, *(f"{name} ({i})" for i in range(2, 1000))) if n not in taken)


def search_items(window: MainWindow) -> list[Item]:
    """Return the bookmarks as things that the search box finds."""
    return [
        Item("bookmark", Title(one.name), partial(go_to, window, one), words="书签 bookmark", icon="bookmark")
        for one in bookmarks(window.session)
    ]


class BookmarksMenu(QMenu):
    """Lists the bookmarks, and beneath them `more`, what can be done with them; filled each time it opens."""

    def __init__(self, window: MainWindow, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = window
        self.more: list[QAction] = []
        self.aboutToShow.connect(self.fill)
        window.session.languageChanged.connect(self.retranslate)
        self.retranslate()

    def retranslate(self, _language: str = "") -> None:
        """Dress in the colours in use."""
        self.fill()
        self.setIcon(icon("bookmark", colors(self._window.session.dark)))

    def fill(self) -> None:
        """List the bookmarks as they are now."""
        self.clear()
        for one in bookmarks(self._window.session):
            self.addAction(one.name.replace("&", "&&"), partial(go_to, self._window, one))
        if self.isEmpty():
            self.addAction(tr("No bookmarks yet: Ctrl+B keeps this view")).setEnabled(False)
        self.addSeparator()
        self.addActions(self.more)
