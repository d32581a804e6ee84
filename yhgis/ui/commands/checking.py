"""Commands on check-ups of layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yhgis.i18n import Title
from yhgis.ui.action import PLANNER, Action

if TYPE_CHECKING:
    from yhgis.ui.main_window import MainWindow

ACTIONS: tuple[Action, ...] = (
    Action(
        "checkup_panel", Title("数据体检面板", "Check-up panel"), "view", "checking.toggle_panel", "", "", PLANNER,
        checkable=True, group=3, sub="panels", words="体检 质检 检查 check-up quality",
    ),
    Action(
        "checkup_on_add", Title("添加数据后自动体检", "Check data when it is added"), "tools", "checking.toggle_on_add",
        "", "", PLANNER, checkable=True, group=3, words="体检 质检 自动 check-up automatic",
    ),
)


class Handlers:
    """What the rows do."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._session = window, window.session

    def is_checked(self, action: Action) -> bool:
        """Whether the page is open, or layers are looked over when they come."""
        if action.id == "checkup_panel":
            return self._window.panels.is_open("checkup")
        return self._session.settings.checkup_on_add

    def toggle_panel(self) -> None:
        """Open or close the page of check-ups."""
        self._window.panels.set_open("checkup", not self._window.panels.is_open("checkup"))

    def toggle_on_add(self) -> None:
        """Look layers over when they come, or not."""
        self._session.remember(checkup_on_add=not self._session.settings.checkup_on_add)
