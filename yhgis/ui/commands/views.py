"""Commands of views: bookmarks, the curtain between two themes, linked maps."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from yhgis.i18n import Message, Title
from yhgis.ui.action import ALL_ROLES, Action

if TYPE_CHECKING:
    from yhgis.ui.main_window import MainWindow
    from yhgis.ui.views.linked import LinkedViews
    from yhgis.ui.views.swipe import Swipe

ACTIONS: tuple[Action, ...] = (
    Action(
        "bookmark_add", Title("为当前视图加书签", "Bookmark this view"), "view", "views.add_bookmark", "Ctrl+B",
        "bookmark", ALL_ROLES, group=1, sub="bookmarks", words="书签 收藏 位置 bookmark",
    ),
    Action(
        "bookmarks_edit", Title("管理书签…", "Edit bookmarks…"), "view", "views.edit_bookmarks", "Ctrl+Shift+B", "",
        ALL_ROLES, group=1, sub="bookmarks", words="书签 bookmark",
    ),
    Action(
        "swipe", Title("卷帘对比", "Compare by a curtain"), "view", "views.swipe", "Ctrl+Shift+W", "swipe", ALL_ROLES,
        checkable=True, group=1, words="卷帘 对比分析 swipe curtain",
    ),
    Action(
        "linked_2", Title("双屏联动", "Two linked maps"), "view", "views.linked", "Ctrl+Alt+2", "split", ALL_ROLES, "2",
        checkable=True, group=1, words="分屏 联动 对比 linked",
    ),
    Action(
        "linked_4", Title("四屏联动", "Four linked maps"), "view", "views.linked", "Ctrl+Alt+4", "split", ALL_ROLES,
        "4", checkable=True, group=1, words="分屏 联动 对比 linked",
    ),
)


class Handlers:
    """What the rows do."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._session = window.session

    @cached_property
    def curtain(self) -> Swipe:
        """The curtain of the main map."""
        from yhgis.ui.views.swipe import Swipe

        return Swipe(self._window.canvas)

    @cached_property
    def maps(self) -> LinkedViews:
        """The maps beside the main one."""
        from yhgis.ui.views.linked import LinkedViews

        return LinkedViews(self._window)

    def is_checked(self, action: Action) -> bool:
        """Whether the curtain is drawn, or so many maps are shown."""
        if action.id == "swipe":
            return "curtain" in vars(self) and self.curtain.curtain is not None
        return "maps" in vars(self) and self.maps.count == int(action.value)

    def add_bookmark(self) -> None:
        """Keep the present view under a name of its own."""
        from yhgis.ui.session_bookmarks import add_bookmark
        from yhgis.ui.views.bookmarks import suggested_name

        made = add_bookmark(self._session, suggested_name(self._window))
        if made is not None:
            self._session.show_message("success", Message("Bookmarked: {name}", {"name": made.name}))

    def edit_bookmarks(self) -> None:
        """Rename, order, delete."""
        from yhgis.ui.dialogs.edit_bookmarks import EditBookmarks

        self._window.commands.open_dialog(EditBookmarks(self._window))

    def swipe(self) -> None:
        """Draw the curtain, or take it away."""
        if self.curtain.curtain is None:
            self.curtain.open()
        else:
            self.curtain.close()

    def linked(self, count: str) -> None:
        """Show so many maps; one alone when there are as many already."""
        wanted = int(count)
        self.maps.show_count(1 if self.maps.count == wanted else wanted)
