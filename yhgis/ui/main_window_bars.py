"""The line at the top: menus, a few buttons, the search, the sheet, the roles; all made from the table of actions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QMenuBar, QPushButton, QSizePolicy, QToolButton, QWidget

from yhgis.i18n import Title, tr
from yhgis.ui.action import ALL_ROLES, MENUS, NOT_PRESENTING, PLANNER, SUBMENUS, Action
from yhgis.ui.actions import ACTIONS, TOOL_BAR
from yhgis.ui.icons import icon
from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.pieces import Segments
from yhgis.ui.panels.theme_bar import theme_key
from yhgis.ui.search import Item
from yhgis.ui.session import ROLES
from yhgis.ui.views.bookmarks import BookmarksMenu

if TYPE_CHECKING:
    from yhgis.ui.main_window import MainWindow

HEADER_HEIGHT = 48
#: What the header holds besides menus, export and roles; one too narrow for all shows its wide buttons as icons.
_BESIDE_WORDS_PX = 420
#: Who sees a tool; one not named here is the planner's.
TOOL_ROLES = {"overlap": NOT_PRESENTING}
TOOL_ICONS = ("overlap", "conflicts", "coverage")
_ROLE_TIPS = {
    "planner": Title("规划人员：添加数据、叠加分析、出图", "Planner: add data, analyse, make sheets"),
    "town": Title("镇街：选一个镇街，看它的定位与份额", "Town: choose a town, see its role and shares"),
    "presenter": Title("汇报：选专题、全屏、出图", "Presenter: choose a theme, full screen, make sheets"),
}


def all_actions(window: MainWindow) -> tuple[Action, ...]:
    """Return the table with the rows that the program's data add: themes and tools."""
    from yhgis.analysis.tools import TOOLS

    themes = [
        Action(f"theme_{theme.id}", theme.title.title, "theme", "set_theme", theme_key(number), "theme", ALL_ROLES,
               theme.id, checkable=True, words=f"专题 theme {theme.subtitle.zh}")
        for number, theme in enumerate(window.session.themes())
    ]
    tools = [
        Action(f"tool_{tool.id}", tool.title, "tools", "open_tool", "", tool.id if tool.id in TOOL_ICONS else "tool",
               TOOL_ROLES.get(tool.id, PLANNER), tool.id, words=f"{tool.help.zh} {tool.id}")
        for tool in TOOLS
    ]
    return (*ACTIONS, *themes, *tools)


class Bars(QObject):
    """Menus, tool buttons and their Qt actions.

    `header` is the widget to put above everything.

    Signals
    -------
    used()
        The user has asked for something.
    """

    used = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.session = window.session
        self.table = all_actions(window)
        self.actions = {row.id: self._made(row) for row in self.table}
        self.menu_bar = QMenuBar()
        self.menu_bar.setNativeMenuBar(False)
        self.bookmarks = BookmarksMenu(window, self.menu_bar)
        self.submenus = {sub: self.bookmarks if sub == "bookmarks" else QMenu(self.menu_bar) for sub in SUBMENUS}
        self.menus = {menu_id: self._menu(menu_id) for menu_id in MENUS}
        self.recent = QMenu(self.menus["file"])
        self.menus["file"].insertMenu(self.actions["add"], self.recent)
        self.recent.aboutToShow.connect(self._fill_recent)
        self.search_button = QPushButton()
        self.export_button = QPushButton()
        self.roles = Segments()
        self.header = self._header()
        self._listen()
        self.retranslate()

    def _made(self, row: Action) -> QAction:
        action = QAction(self.window)
        action.setCheckable(row.checkable)
        if row.shortcut:
            action.setShortcut(QKeySequence(row.shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked=False, row=row: self._run(row))
        self.window.addAction(action)
        return action

    def _run(self, row: Action) -> None:
        self.used.emit()
        self.window.commands.run(row)
        self.refresh()

    def _menu(self, menu_id: str) -> QMenu:
        menu = self.menu_bar.addMenu("")
        menu.setToolTipsVisible(True)
        group = None
        rows = [row for row in self.table if row.menu == menu_id]
        for row in sorted(rows, key=lambda row: row.group):
            if group is not None and row.group != group:
                menu.addSeparator()
            group = row.group
            self._put(menu, row)
        menu.aboutToShow.connect(self.refresh)
        return menu

    def _put(self, menu: QMenu, row: Action) -> None:
        """Put a row into its menu, or into the menu within it."""
        if not row.sub:
            menu.addAction(self.actions[row.id])
            return
        sub = self.submenus[row.sub]
        if sub.menuAction() not in menu.actions():
            menu.addMenu(sub)
        if row.sub == "bookmarks":
            self.bookmarks.more.append(self.actions[row.id])
        else:
            sub.addAction(self.actions[row.id])

    def _fill_recent(self) -> None:
        self.recent.clear()
        files = [Path(name) for name in self.session.settings.recent_files]
        for path in files:
            entry = self.recent.addAction(path.name)
            entry.setToolTip(str(path))
            entry.triggered.connect(lambda _checked=False, path=path: self.window.commands.open_recent(path))
        if not files:
            self.recent.addAction(tr("Nothing opened yet")).setEnabled(False)

    def _header(self) -> QWidget:
        header = QFrame()
        header.setObjectName("header")
        header.setFixedHeight(HEADER_HEIGHT)
        row = QHBoxLayout(header)
        row.setContentsMargins(GRID, 0, GRID + 4, 0)
        row.setSpacing(2)
        self.menu_bar.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row.addWidget(self.menu_bar)
        row.addSpacing(GRID)
        for action_id in TOOL_BAR:
            if action_id:
                row.addWidget(tool_button(self.actions[action_id]))
            else:
                row.addSpacing(GRID)
        row.addStretch(1)
        self.search_button.setObjectName("searchButton")
        self.search_button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search_button.clicked.connect(self.actions["search"].trigger)
        row.addWidget(self.search_button, 3)
        row.addStretch(1)
        self.export_button.setProperty("kind", "primary")
        self.export_button.clicked.connect(self.actions["export"].trigger)
        row.addWidget(self.export_button)
        row.addSpacing(GRID + 4)
        frame = QFrame()
        frame.setObjectName("roles")
        inner = QHBoxLayout(frame)
        inner.setContentsMargins(2, 2, 2, 2)
        inner.addWidget(self.roles)
        row.addWidget(frame, 0, Qt.AlignmentFlag.AlignVCenter)
        return header

    def _listen(self) -> None:
        self.roles.chosen.connect(self.session.set_role)
        self.header.installEventFilter(self)
        self.session.languageChanged.connect(self.retranslate)
        self.session.appearanceChanged.connect(self.retranslate)
        self.session.roleChanged.connect(self.refresh)
        self.session.mapChanged.connect(self.refresh)
        self.session.projectChanged.connect(self.refresh)
        self.window.canvas.navigator.historyChanged.connect(self.refresh)

    def retranslate(self) -> None:
        """Say everything again, in the language and colours in use."""
        c = colors(self.session.dark)
        for row in self.table:
            action = self.actions[row.id]
            action.setText(str(row.title))
            plain = str(row.title).rstrip("…")
            action.setToolTip(f"{plain}  ({action.shortcut().toString()})" if row.shortcut else plain)
            if row.icon:
                action.setIcon(icon(row.icon, c))
                action.setIconVisibleInMenu(not row.checkable)
        for menu_id, menu in self.menus.items():
            menu.setTitle(str(MENUS[menu_id]))
        for sub, menu in self.submenus.items():
            menu.setTitle(str(SUBMENUS[sub]))
        self.recent.setTitle(tr("Recent"))
        self.recent.setIcon(icon("recent", c))
        self.search_button.setIcon(icon("search", c, c.quiet))
        self.search_button.setAccessibleName(tr("Find"))
        self.export_button.setAccessibleName(tr("Export sheet"))
        self.export_button.setIcon(icon("export", c, c.on_accent))
        self.roles.setAccessibleName(tr("Role"))
        self.roles.offer([(role, str(title), str(_ROLE_TIPS[role])) for role, title in ROLES.items()])
        self._say_buttons()
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the width of the header."""
        if watched is self.header and event.type() == QEvent.Type.Resize:
            self._say_buttons()
        return super().eventFilter(watched, event)

    def _say_buttons(self) -> None:
        """Give the wide buttons their words, or where the menus need the room their icons alone."""
        self.export_button.setText(tr("Export sheet"))
        words = sum(part.sizeHint().width() for part in (self.menu_bar, self.export_button, self.roles))
        narrow = self.header.width() < words + _BESIDE_WORDS_PX
        self.search_button.setText("" if narrow else tr("Find…  Ctrl+K"))
        self.search_button.setMinimumWidth(36 if narrow else 148)
        self.search_button.setMaximumWidth(36 if narrow else 300)
        self.search_button.setToolTip(tr("Find…  Ctrl+K") if narrow else "")
        if narrow:
            self.export_button.setText("")
        self.export_button.setToolTip(tr("Export sheet") if narrow else "")

    def refresh(self, *_: object) -> None:
        """Bring what is on, possible and visible up to date."""
        commands, role = self.window.commands, self.session.role
        for row in self.table:
            action = self.actions[row.id]
            action.setVisible(role in row.roles)
            action.setEnabled(role in row.roles and commands.is_enabled(row))
            if row.checkable:
                action.setChecked(commands.is_checked(row))
        self._name_edits()
        for menu in (*self.submenus.values(), *self.menus.values()):
            menu.menuAction().setVisible(any(a.isVisible() for a in menu.actions() if not a.isSeparator()))
        self.roles.choose(role)

    def _name_edits(self) -> None:
        """Say which edit undo takes back and redo does again."""
        open_map, tool = self.session.open_map, self.window.canvas.tool
        texts = {"undo": tr("Undo"), "redo": tr("Redo")}
        undone = tr("last point") if tool.can_undo else open_map.undo_name
        redone = tr("last point") if tool.can_redo else open_map.redo_name
        if undone is not None:
            texts["undo"] = tr("Undo: {edit}", edit=undone)
        if redone is not None:
            texts["redo"] = tr("Redo: {edit}", edit=redone)
        for action_id, text in texts.items():
            action = self.actions[action_id]
            action.setText(text)
            action.setToolTip(f"{text}  ({action.shortcut().toString()})")

    def search_items(self) -> Sequence[Item]:
        """Return the commands as things that the search box finds."""
        role = self.session.role
        return [
            Item("command", _plain(row.title), self.actions[row.id].trigger, row.words, row.shortcut, row.icon)
            for row in self.table
            if role in row.roles and row.id != "search"
        ]


def _plain(title: Title) -> Title:
    """Return a title without the dots that promise a question."""
    return Title(title.zh.rstrip("…"), title.en.rstrip("…"))


def tool_button(action: QAction, size: int = 18) -> QToolButton:
    """Return a quiet button for ``action``."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(size, size))
    button.setFixedSize(32, 32)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    action.visibleChanged.connect(lambda: button.setVisible(action.isVisible()))
    return button
