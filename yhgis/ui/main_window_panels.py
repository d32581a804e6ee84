"""What stands around the map: docks with the panels in them, opened and closed by name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

import shapely
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from yhgis.i18n import Title, tr
from yhgis.ui import search
from yhgis.ui.checkups import checkups
from yhgis.ui.dialogs.add_flow import AddFlow
from yhgis.ui.dialogs.source_flow import SourceFlow
from yhgis.ui.main_window_docks import Dock
from yhgis.ui.palette import GRID
from yhgis.ui.panels.identity import IdentityPanel
from yhgis.ui.panels.layer_tree import LayerTreePanel
from yhgis.ui.panels.style.styling import styling
from yhgis.ui.panels.table_asked import table_asked
from yhgis.ui.panels.theme_bar import ThemeBar
from yhgis.ui.panels.town import TownPanel
from yhgis.ui.session import Session

if TYPE_CHECKING:
    from yhgis.model.result import Result
    from yhgis.ui.main_window import MainWindow
    from yhgis.ui.panels.checkup import CheckupPanel
    from yhgis.ui.panels.indicators import IndicatorsPanel
    from yhgis.ui.panels.projects import ProjectsPanel
    from yhgis.ui.panels.results import ResultsPanel
    from yhgis.ui.panels.style.panel import StylePanel
    from yhgis.ui.panels.table import TablePanel

LEFT_WIDTH, RIGHT_WIDTH, BOTTOM_HEIGHT = 288, 296, 264
LEAST_LEFT_WIDTH = 224
#: Docks with their pages.
DOCKS: dict[str, dict[str, Title]] = {
    "layers": {"layers": Title("专题与图层", "Themes and layers")},
    "identity": {
        "identity": Title("规划身份证", "Identity card"),
        "town": Title("镇街卡", "Town card"),
        "style": Title("样式", "Style"),
    },
    "results": {
        "results": Title("分析", "Analysis"),
        "projects": Title("项目", "Projects"),
        "indicators": Title("指标", "Indicators"),
        "table": Title("属性表", "Table"),
        "checkup": Title("体检", "Check-up"),
    },
}
#: Pages made when they are first wanted: module and class, called with the session.
PAGES: dict[str, tuple[str, str]] = {
    "results": ("yhgis.ui.panels.results", "ResultsPanel"),
    "projects": ("yhgis.ui.panels.projects", "ProjectsPanel"),
    "indicators": ("yhgis.ui.panels.indicators", "IndicatorsPanel"),
    "table": ("yhgis.ui.panels.table", "TablePanel"),
    "checkup": ("yhgis.ui.panels.checkup", "CheckupPanel"),
    "style": ("yhgis.ui.panels.style.panel", "StylePanel"),
}
#: Which pages each person's window opens with.
OPEN_AT_FIRST: dict[str, tuple[str, ...]] = {"planner": ("layers",), "town": ("layers", "town"), "presenter": ()}


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

    def choose(self, town: str) -> None:
        """Show as chosen the town of a Chinese name; none for an empty one."""
        names = self._session.layer("towns").names()
        self.box.setCurrentIndex(names.index(town) + 1 if town in names else 0)

    def _choose(self, index: int) -> None:
        if index == 0:
            self._session.highlight(None)
            self._session.zoom_to_all()
            self._session.show_plan("town", "")
        else:
            self._session.show_plan("town", self._session.layer("towns").names()[index - 1])


class PanelDocks(QObject):
    """The docks of the window, and their pages by name.

    Left ``layers``; right ``identity`` and ``town``; below ``results``, ``projects`` and ``indicators``.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        session = self._session = window.session
        self.add_flow = AddFlow(session, window)
        self.source_flow = SourceFlow(session, window)
        self._made: dict[str, QWidget] = {}
        self.identity = IdentityPanel(session)
        self.town = TownPanel(session)
        self.towns: TownPicker | None = None
        self.docks: dict[str, Dock] = {}
        for name, titles in DOCKS.items():
            dock = self._dock(name, titles)
            self.docks |= dict.fromkeys(titles, dock)
        self.docks["layers"].put("layers", self._left())
        self.docks["layers"].setMinimumWidth(LEAST_LEFT_WIDTH)  # a window that was small leaves it narrow for good
        self.docks["identity"].put("identity", self.identity)
        self.docks["town"].put("town", self.town)
        self._place()
        session.identified.connect(lambda *_: self._answer("identity"))
        session.resultReady.connect(self._show_result)
        session.planAsked.connect(self._show_plan)
        table_asked(session).asked.connect(self.show_table)
        checkups(session).asked.connect(self.show_checkup)
        styling(session).asked.connect(self.show_style)
        checkups(session).formAsked.connect(lambda layer_id: self.ask_tool("checkup", {"layer": layer_id}))
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

    def _dock(self, name: str, titles: Mapping[str, Title]) -> Dock:
        dock = Dock(name, titles, self._session, self._window)
        dock.visibilityChanged.connect(lambda shown: self._changed(dock, shown))
        dock.pageChosen.connect(lambda page: self._page_chosen(dock, page))
        return dock

    def panel(self, page: str) -> QWidget:
        """Return the panel of a page; one of `PAGES` is made when it is first wanted, for a start has no need of it."""
        if page not in self._made:
            module, name = PAGES[page]
            self._made[page] = getattr(import_module(module), name)(self._session)
            self.docks[page].put(page, self._made[page])
        return self._made[page]

    @property
    def results(self) -> ResultsPanel:
        """The panel of tools and results."""
        return cast("ResultsPanel", self.panel("results"))

    @property
    def projects(self) -> ProjectsPanel:
        """The panel of projects."""
        return cast("ProjectsPanel", self.panel("projects"))

    @property
    def indicators(self) -> IndicatorsPanel:
        """The panel of indicators."""
        return cast("IndicatorsPanel", self.panel("indicators"))

    def _changed(self, dock: Dock, shown: bool) -> None:
        """Follow a dock that was opened or closed, by whatever way."""
        if not isValid(self._window):
            return  # docks also report that they go with the window
        if shown:
            self._make(dock.page)
        self._window.refresh_bars()

    def _page_chosen(self, dock: Dock, page: str) -> None:
        if not dock.isHidden():
            self._make(page)
        self._window.refresh_bars()

    def _make(self, page: str) -> None:
        """Make a page that is about to be seen."""
        if page in PAGES:
            self.panel(page).show()

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
        for page, dock in self.docks.items():
            if page in OPEN_AT_FIRST[role]:
                dock.show_page(page)
        for dock in dict.fromkeys(self.docks.values()):
            dock.setVisible(any(self.docks[page] is dock for page in OPEN_AT_FIRST[role]))

    def is_open(self, name: str) -> bool:
        """Whether a page is to be seen (once the window is)."""
        return not self.docks[name].isHidden() and self.docks[name].page == name

    def set_open(self, name: str, shown: bool) -> None:
        """Open or close a page; another page of its dock stays open."""
        dock = self.docks[name]
        if shown:
            dock.setVisible(True)
            dock.show_page(name)
        elif dock.page == name:
            dock.setVisible(False)

    def open_tool(self, tool_id: str) -> None:
        """Open the form of a tool."""
        self.set_open("results", True)
        self.results.show_tool(tool_id)

    def ask_tool(self, tool_id: str, values: dict[str, object]) -> None:
        """Open the form of a tool with some values filled in (layers as ids)."""
        self.set_open("results", True)
        self.results.ask(tool_id, values)

    def show_checkup(self, layer_id: str) -> None:
        """Open the check-up of a layer."""
        self._answer("checkup")
        cast("CheckupPanel", self.panel("checkup")).show_layer(layer_id)

    def show_table(self, layer_id: str) -> None:
        """Open the attribute table of a layer."""
        self.set_open("table", True)
        cast("TablePanel", self.panel("table")).show_layer(layer_id)

    def show_style(self, layer_id: str) -> None:
        """Open the style of a layer; of none, what to do."""
        self.set_open("style", True)
        cast("StylePanel", self.panel("style")).show_layer(layer_id)

    def town_at(self, x: float, y: float) -> str:
        """Return the Chinese name of the town at a place (working CRS metres), empty outside the district."""
        layer = self._session.layer("towns")
        inside = shapely.intersects_xy(layer.geometry, x, y)
        return next((str(name) for name, here in zip(layer.names(), inside, strict=True) if here), "")

    def _show_result(self, result: Result) -> None:
        """Open the results; the panel itself hears of them, once it is there."""
        first = "results" not in self._made
        panel = self.results
        if first:
            panel.show_result(result)
        self._answer("results")

    def _show_plan(self, kind: str, row: str) -> None:
        """Open what the plan says of a town, a project or an indicator, and show its place."""
        match kind:
            case "town":
                self.town.show_town(row)
                if self.towns is not None:
                    self.towns.choose(row)
                if row:
                    search.outline_feature(self._session, "towns", self._session.layer("towns").names().index(row))
                self._answer("town")
            case "project":
                self._answer("projects")
                self.projects.show_project(row)
            case "indicator":
                self._answer("indicators")
                self.indicators.show_indicator(row)

    def _answer(self, name: str) -> None:
        """Open the page that shows an answer; who presents has the map alone."""
        if self._session.role != "presenter":
            self.set_open(name, True)
