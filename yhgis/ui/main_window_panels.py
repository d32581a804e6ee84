"""What stands around the map: docks with the panels in them, opened and closed by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QComboBox, QDockWidget, QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from yhgis.i18n import Title, tr
from yhgis.ui import search
from yhgis.ui.dialogs.add_flow import AddFlow
from yhgis.ui.icons import icon
from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.identity import IdentityPanel
from yhgis.ui.panels.layer_tree import LayerTreePanel
from yhgis.ui.panels.theme_bar import ThemeBar
from yhgis.ui.session import Session

if TYPE_CHECKING:
    from yhgis.model.result import Result
    from yhgis.ui.main_window import MainWindow
    from yhgis.ui.panels.results import ResultsPanel

LEFT_WIDTH, RIGHT_WIDTH, BOTTOM_HEIGHT = 256, 296, 264
#: Which panels each person's window opens with.
OPEN_AT_FIRST: dict[str, tuple[str, ...]] = {"planner": ("layers",), "town": ("layers", "identity"), "presenter": ()}


class Dock(QDockWidget):
    """A panel with a quiet title and a cross."""

    def __init__(self, name: str, title: Title, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._title, self._session = title, session
        self.setObjectName(f"dock_{name}")
        self.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetClosable | QDockWidget.DockWidgetFeature.DockWidgetMovable
        )
        bar = QFrame()
        bar.setObjectName("dockTitle")
        self.label = QLabel()
        self.label.setProperty("kind", "title")
        self.cross = QToolButton()
        self.cross.setIconSize(QSize(14, 14))
        self.cross.clicked.connect(self.close)
        row = QHBoxLayout(bar)
        row.setContentsMargins(GRID + 4, GRID - 2, GRID - 2, 2)
        row.addWidget(self.label, 1)
        row.addWidget(self.cross)
        self.setTitleBarWidget(bar)
        session.languageChanged.connect(self.retranslate)
        session.appearanceChanged.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the title again."""
        self.label.setText(str(self._title))
        self.setWindowTitle(str(self._title))
        self.cross.setIcon(icon("close", colors(self._session.dark), colors(self._session.dark).quiet))
        self.cross.setToolTip(tr("Close panel"))
        self.cross.setAccessibleName(tr("Close panel"))


class TownPicker(QWidget):
    """Choose a town: the map goes there and its card opens."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.box = QComboBox()
        self.box.setMaxVisibleItems(16)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID + 4, GRID // 2, GRID + 4, GRID)
        row.addWidget(self.box)
        self.box.activated.connect(self._choose)
        session.languageChanged.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """List the towns in the language in use."""
        chosen = max(self.box.currentIndex(), 0)
        towns = self._session.layer("towns").names(lang_en=self._session.language == "en")
        self.box.clear()
        self.box.addItems([tr("Choose a town…"), *towns])
        self.box.setCurrentIndex(chosen)
        self.box.setAccessibleName(tr("Town"))

    def _choose(self, index: int) -> None:
        if index == 0:
            self._session.highlight(None)
            self._session.zoom_to_all()
        else:
            search.show_feature(self._session, "towns", index - 1)


class PanelDocks(QObject):
    """The docks of the window: ``layers`` left, ``identity`` right, ``results`` at the bottom."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        session = self._session = window.session
        self.add_flow = AddFlow(session, window)
        self._results: ResultsPanel | None = None
        self.identity = IdentityPanel(session)
        self.towns: TownPicker | None = None
        self.docks = {
            "layers": self._dock("layers", Title("专题与图层", "Themes and layers"), self._left()),
            "identity": self._dock("identity", Title("规划身份证", "Identity card"), self.identity),
            "results": self._dock("results", Title("分析", "Analysis"), QWidget()),
        }
        self._place()
        session.identified.connect(lambda *_: self._answer("identity"))
        session.resultReady.connect(self._show_result)
        session.roleChanged.connect(self.arrange)
        self.arrange(session.role)

    def _left(self) -> QWidget:
        body = QWidget()
        self._left_column = QVBoxLayout(body)
        self._left_column.setContentsMargins(0, 0, 0, 0)
        self._left_column.setSpacing(0)
        line = QFrame()
        line.setProperty("kind", "line")
        self.tree = LayerTreePanel(self._session)
        self.tree.toolAsked.connect(self.ask_tool)
        for part in (ThemeBar(self._session), line, self.tree):
            self._left_column.addWidget(part)
        self._left_column.setStretch(2, 1)
        return body

    def _dock(self, name: str, title: Title, panel: QWidget) -> Dock:
        dock = Dock(name, title, self._session, self._window)
        dock.setWidget(panel)
        dock.visibilityChanged.connect(lambda shown: self._changed(name, shown))
        return dock

    @property
    def results(self) -> ResultsPanel:
        """The panel of tools and results; made when it is first wanted, for a start has no need of it."""
        if self._results is None:
            from yhgis.ui.panels.results import ResultsPanel

            self._results = ResultsPanel(self._session)
            self.docks["results"].setWidget(self._results)
        return self._results

    def _changed(self, name: str, shown: bool) -> None:
        """Follow a dock that was opened or closed, by whatever way."""
        if not isValid(self._window):
            return  # docks also report that they go with the window
        if name == "results" and shown:
            self.results.show()
        self._window.refresh_bars()

    def _place(self) -> None:
        window, area = self._window, Qt.DockWidgetArea
        window.setCorner(Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, area.RightDockWidgetArea)
        window.addDockWidget(area.LeftDockWidgetArea, self.docks["layers"])
        window.addDockWidget(area.RightDockWidgetArea, self.docks["identity"])
        window.addDockWidget(area.BottomDockWidgetArea, self.docks["results"])
        sizes = {"layers": LEFT_WIDTH, "identity": RIGHT_WIDTH}
        window.resizeDocks([self.docks[n] for n in sizes], list(sizes.values()), Qt.Orientation.Horizontal)
        window.resizeDocks([self.docks["results"]], [BOTTOM_HEIGHT], Qt.Orientation.Vertical)

    def arrange(self, role: str) -> None:
        """Open what ``role`` needs and close the rest."""
        if role == "town" and self.towns is None:
            self.towns = TownPicker(self._session)
            self._left_column.insertWidget(0, self.towns)
        if self.towns is not None:
            self.towns.setVisible(role == "town")
        for name, dock in self.docks.items():
            dock.setVisible(name in OPEN_AT_FIRST[role])

    def is_open(self, name: str) -> bool:
        """Whether a panel is to be seen (once the window is)."""
        return not self.docks[name].isHidden()

    def set_open(self, name: str, shown: bool) -> None:
        """Open or close a panel."""
        self.docks[name].setVisible(shown)

    def open_tool(self, tool_id: str) -> None:
        """Open the form of a tool."""
        self.set_open("results", True)
        self.results.show_tool(tool_id)

    def ask_tool(self, tool_id: str, values: dict[str, object]) -> None:
        """Open the form of a tool with some values filled in (layers as ids)."""
        self.set_open("results", True)
        self.results.ask(tool_id, values)

    def _show_result(self, result: Result) -> None:
        """Open the results; the panel itself hears of them, once it is there."""
        first = self._results is None
        panel = self.results
        if first:
            panel.show_result(result)
        self._answer("results")

    def _answer(self, name: str) -> None:
        """Open the panel that shows an answer; who presents has the map alone."""
        if self._session.role != "presenter":
            self.set_open(name, True)
