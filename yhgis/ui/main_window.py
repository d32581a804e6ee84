"""The window: puts canvas, panels, bars and messages together and keeps them in step with the session."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QMainWindow, QMenu, QWidget

from yhgis.i18n import tr
from yhgis.settings import WindowSettings
from yhgis.ui import canvas_files, canvas_keys, session_reading
from yhgis.ui.actions_run import Commands
from yhgis.ui.canvas import Canvas
from yhgis.ui.icons import icon
from yhgis.ui.main_window_bars import Bars
from yhgis.ui.main_window_overlays import Overlays
from yhgis.ui.main_window_panels import PanelDocks
from yhgis.ui.map_tools.toolbox import Toolbox
from yhgis.ui.palette import colors
from yhgis.ui.search_box import SearchBox
from yhgis.ui.session import Session
from yhgis.ui.status_bar import StatusBar
from yhgis.ui.views.bookmarks import search_items

SIZE = (1280, 800)
STATE_VERSION = 1


class MainWindow(QMainWindow):
    """The window of a session."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._ready = False
        self._may_close = False
        self._search: SearchBox | None = None
        self.canvas = Canvas(session)
        self.commands = Commands(self)
        self.toolbox = Toolbox(self)
        self.panels = PanelDocks(self)
        self.bars = Bars(self)
        self.status = StatusBar(session)
        first_start = not session.settings.window.geometry
        self._lay_out()
        self.overlays = Overlays(self, first_start)
        self._ready = True
        self._listen()
        self._restore()
        self._retranslate()
        self.canvas.setFocus()

    def _lay_out(self) -> None:
        center = QWidget()
        center.setObjectName("mapViews")
        center.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.views = QGridLayout(center)
        self.views.setContentsMargins(0, 0, 0, 0)
        self.views.setSpacing(0)
        self.views.addWidget(self.canvas, 0, 0)
        self.setCentralWidget(center)
        self.setMenuWidget(self.bars.header)
        bottom = self.statusBar()
        bottom.setSizeGripEnabled(False)
        bottom.setContentsMargins(0, 0, 0, 0)
        bottom.addPermanentWidget(self.status, 1)
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(False)
        self.resize(*SIZE)

    def _listen(self) -> None:
        session = self.session
        self.canvas.pointerMoved.connect(self.status.show_pointer)
        self.canvas.menuRequested.connect(self.show_map_menu)
        self.canvas.installEventFilter(self)
        self.status.scale.scaleChosen.connect(self.canvas.navigator.set_scale)
        session.languageChanged.connect(self._retranslate)
        session.projectChanged.connect(self._show_title)
        session.projectOffered.connect(self.commands.open_recent)
        session.appearanceChanged.connect(self._recolor)

    def _restore(self) -> None:
        """Stand where the window stood last time."""
        kept = self.session.settings.window
        if kept.geometry:
            self.restoreGeometry(QByteArray.fromBase64(kept.geometry.encode()))
        if kept.state:
            self.restoreState(QByteArray.fromBase64(kept.state.encode()), STATE_VERSION)

    def keep(self) -> None:
        """Put size, place and panels into the settings."""
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        state = bytes(self.saveState(STATE_VERSION).toBase64().data()).decode()
        self.session.remember(window=WindowSettings(geometry=geometry, state=state))

    def refresh_bars(self) -> None:
        """Bring the bars up to date, once there are any."""
        if self._ready:
            self.bars.refresh()

    def search_box(self) -> SearchBox:
        """Return a fresh search box: commands, layers and language may have changed since the last."""
        if self._search is not None:
            self._search.deleteLater()
        commands = [*self.bars.search_items(), *search_items(self)]
        self._search = SearchBox(self.session, commands, self)
        return self._search

    def _retranslate(self) -> None:
        self.show_hint()
        self._show_title()

    def show_hint(self) -> None:
        """Say what the mouse does on the map now."""
        hint = self.canvas.tool.hint()
        self.status.show_hint(hint or tr("Click the map to see a place's identity card"))
        self.canvas.setAccessibleDescription(canvas_keys.description(hint))

    def _recolor(self, dark: bool) -> None:
        self.canvas.accent = colors(dark).accent

    def _show_title(self) -> None:
        path = self.session.project_path
        name = path.stem if path else tr("Plan of Yuhang")
        self.setWindowTitle(f"{name}[*] — yhgis")
        self.setWindowModified(self.session.open_map.unsaved)

    def show_map_menu(self, ground: QPointF, at: QPoint) -> None:
        """Offer the few things that make sense at a place."""
        c = colors(self.session.dark)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("identity", c), tr("What is here?"), lambda: self._identify(ground))
        menu.addAction(icon("copy", c), tr("Copy coordinates"), lambda: self.commands.copy_place(ground))
        town = self.panels.town_at(ground.x(), ground.y())
        if town and self.session.role != "presenter":
            menu.addAction(icon("town", c), tr("Town card"), lambda: self.session.show_plan("town", town))
        menu.addAction(tr("Centre here"), lambda: self.canvas.navigator.center_on(ground.x(), ground.y()))
        self.toolbox.fill_menu(menu, ground.x(), ground.y())
        menu.addSeparator()
        for action_id in ("fit", "back", "clear"):
            menu.addAction(self.bars.actions[action_id])
        menu.popup(at)

    def _identify(self, ground: QPointF) -> None:
        self.canvas.marks.set_pin(ground.x(), ground.y())
        self.session.identify(ground.x(), ground.y())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let a double click of who looks at towns open the card of the town."""
        if (
            watched is self.canvas
            and isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonDblClick
            and event.button() == Qt.MouseButton.LeftButton
            and self.session.role == "town"
            and self.canvas.view is not None
            and (town := self.panels.town_at(*self.canvas.ground(event.position())))
        ):
            self.session.show_plan("town", town)
            return True
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files anywhere on the window."""
        if canvas_files.paths_of(event.mimeData()):
            session_reading.readers_at_hand(self.session)
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take files dropped on a panel or a bar as those on the map."""
        self.canvas.dropEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes; then stop the work and remember the window."""
        if self.session.open_map.unsaved and not self._may_close:
            event.ignore()
            self.commands.when_saved(self._close_now)
            return
        self.keep()
        self.session.tasks.close()
        event.accept()

    def _close_now(self) -> None:
        self._may_close = True
        self.close()
