"""Docks: a panel, or a few of which one is shown, with a quiet title and a cross."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from yhgis.i18n import Title, tr
from yhgis.ui.icons import icon
from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.pieces import Segments
from yhgis.ui.session import Session


class Dock(QDockWidget):
    """A panel, or pages of which the title chooses one.

    Parameters
    ----------
    name : str
        For the remembered arrangement.
    titles : mapping of str to Title
        Page id and what it is called; one page has a plain title.

    Signals
    -------
    pageChosen(str)
        The user, or `show_page`, brought another page up.
    """

    pageChosen = Signal(str)

    def __init__(self, name: str, titles: Mapping[str, Title], session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._titles, self._session = dict(titles), session
        self.setObjectName(f"dock_{name}")
        self.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetClosable | QDockWidget.DockWidgetFeature.DockWidgetMovable
        )
        self._pages: dict[str, QWidget] = {}
        self.page = next(iter(self._titles))
        self.stack = QStackedWidget()
        self.setWidget(self.stack)
        self.label = QLabel()
        self.label.setProperty("kind", "title")
        self.choice = Segments()
        self.choice.chosen.connect(self.show_page)
        self.cross = QToolButton()
        self.cross.setIconSize(QSize(14, 14))
        self.cross.clicked.connect(self.close)
        self.setTitleBarWidget(self._title_bar())
        session.languageChanged.connect(self.retranslate)
        session.appearanceChanged.connect(self.retranslate)
        self.retranslate()

    def _title_bar(self) -> QFrame:
        bar = QFrame()
        bar.setObjectName("dockTitle")
        row = QHBoxLayout(bar)
        several = len(self._titles) > 1
        row.setContentsMargins(GRID if several else GRID + 4, GRID - 4 if several else GRID - 2, GRID - 2, 2)
        row.addWidget(self.choice if several else self.label)
        row.addStretch(1)
        row.addWidget(self.cross)
        self.label.setVisible(not several)
        self.choice.setVisible(several)
        return bar

    def put(self, page: str, panel: QWidget) -> None:
        """Make ``panel`` the page; what stood there before goes."""
        before = self._pages.pop(page, None)
        if before is not None:
            self.stack.removeWidget(before)
            before.deleteLater()
        self._pages[page] = panel
        self.stack.addWidget(panel)
        self._name_pages()
        if page == self.page:
            self.stack.setCurrentWidget(panel)

    def _name_pages(self) -> None:
        """Give what scrolls a page the page's name: by keyboard one comes to it, and a screen reader says where."""
        for page, panel in self._pages.items():
            for area in panel.findChildren(QScrollArea):
                if area.property("named") or not area.accessibleName():
                    area.setProperty("named", True)
                    area.setAccessibleName(str(self._titles[page]))

    def show_page(self, page: str) -> None:
        """Bring a page up."""
        self.page = page
        self.choice.choose(page)
        self.pageChosen.emit(page)
        if page in self._pages:
            self.stack.setCurrentWidget(self._pages[page])

    def retranslate(self) -> None:
        """Say the titles again."""
        self.label.setText(str(self._titles[self.page]))
        self.choice.offer([(page, str(title), str(title)) for page, title in self._titles.items()])
        self.choice.choose(self.page)
        self.setWindowTitle(str(next(iter(self._titles.values()))))
        self.cross.setIcon(icon("close", colors(self._session.dark), colors(self._session.dark).quiet))
        self.cross.setToolTip(tr("Close panel"))
        self.cross.setAccessibleName(tr("Close panel"))
        self._name_pages()
