"""The settings, opened from the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yhgis.i18n import Title
from yhgis.ui.action import ALL_ROLES, Action

if TYPE_CHECKING:
    from yhgis.ui.main_window import MainWindow

ACTIONS: tuple[Action, ...] = (
    Action(
        "settings", Title("设置…", "Settings…"), "file", "settings.open", "Ctrl+,", "settings", ALL_ROLES, group=3,
        words="选项 语言 外观 角色 计算 集群 线程 preferences options cluster Dask threads",
    ),
)  # fmt: skip


class Handlers:
    """What the row does."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def open(self) -> None:
        """Show the settings; they hold at once."""
        from PySide6.QtCore import Qt

        from yhgis.ui.dialogs.settings import SettingsDialog

        dialog = SettingsDialog(self._window.session, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()
