"""Commands on what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yhgis.i18n import Message, Title
from yhgis.model.selection import Selection
from yhgis.ui.action import ALL_ROLES, Action
from yhgis.ui.panels.table_zoom import shown_extent

if TYPE_CHECKING:
    from yhgis.ui.main_window import MainWindow

ACTIONS: tuple[Action, ...] = (
    Action(
        "select_none", Title("取消选择", "Select nothing"), "map", "selecting.select_none", "Ctrl+Shift+A", "",
        ALL_ROLES, group=1, words="选择 selection",
    ),
    Action(
        "zoom_selection", Title("缩放到所选", "Zoom to selection"), "map", "selecting.zoom", "Ctrl+J", "", ALL_ROLES,
        group=1, words="选择 selection",
    ),
)


class Handlers:
    """What the rows do."""

    def __init__(self, window: MainWindow) -> None:
        self._session = window.session

    def is_enabled(self, action: Action) -> bool:
        """Both need something selected."""
        return bool(self._session.selecting.current)

    def select_none(self) -> None:
        """Select nothing."""
        self._session.selecting.take(Selection())

    def zoom(self) -> None:
        """Show what is selected, with ground around what is small."""
        extent = shown_extent(self._session.selecting.geometries())
        if extent is None:
            self._session.show_message("info", Message("What is selected has no geometry."))
            return
        self._session.zoom_to_extent(extent)
