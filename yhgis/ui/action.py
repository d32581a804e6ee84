"""What a command is: one row of the table that menus, tool bar, shortcuts page and search box are made from."""

from __future__ import annotations

from dataclasses import dataclass

from yhgis.i18n import Title

ALL_ROLES = ("planner", "town", "presenter")
PLANNER = ("planner",)
NOT_PRESENTING = ("planner", "town")


@dataclass(frozen=True)
class Action:
    """One thing that can be done.

    Parameters
    ----------
    id : str
    title : Title
        In the menu; ``…`` says that a question follows.
    menu : str
        Id of the menu.
    run : str
        Method of `yhgis.ui.actions_run.Commands`, or ``part.method`` of the handlers of `yhgis.ui.commands.part`;
        called without arguments or, where ``value`` is set, with it.
    shortcut : str
        As `QKeySequence` reads it.
    icon : str
        Key of `yhgis.ui.icons.GLYPHS`.
    roles : tuple of str
        Whose window shows it.
    value : str
        Argument of the method.
    checkable : bool
        `Commands.is_checked` says whether it is on.
    group : int
        A line in the menu stands between groups.
    words : str
        More words to find it by.
    sub : str
        Id of a menu within the menu, one of `SUBMENUS`; it stands where its first row would.
    """

    id: str
    title: Title
    menu: str
    run: str
    shortcut: str = ""
    icon: str = ""
    roles: tuple[str, ...] = ALL_ROLES
    value: str = ""
    checkable: bool = False
    group: int = 0
    words: str = ""
    sub: str = ""


MENUS: dict[str, Title] = {
    "file": Title("文件", "File"),
    "edit": Title("编辑", "Edit"),
    "view": Title("视图", "View"),
    "map": Title("地图", "Map"),
    "theme": Title("专题", "Themes"),
    "tools": Title("分析", "Analysis"),
    "story": Title("讲解", "Story"),
    "help": Title("帮助", "Help"),
}

#: Menus within a menu: what would make it long and is chosen seldom.
SUBMENUS: dict[str, Title] = {
    "bookmarks": Title("书签", "Bookmarks"),
    "panels": Title("面板", "Panels"),
    "language": Title("语言", "Language"),
    "role": Title("视角", "Role"),
}
