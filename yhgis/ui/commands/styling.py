"""Commands on how layers are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from yhgis.i18n import Title
from yhgis.ui.action import NOT_PRESENTING, Action

if TYPE_CHECKING:
    from yhgis.ui.main_window import MainWindow
    from yhgis.ui.panels.style.panel import StylePanel

ACTIONS: tuple[Action, ...] = (
    Action(
        "style_panel", Title("样式面板", "Style panel"), "view", "styling.toggle", "F9", "style", NOT_PRESENTING,
        checkable=True, group=3, sub="panels", words="样式 符号 颜色 分类 分级 注记 渲染 symbol colour label legend",
    ),
    Action(
        "style_copy", Title("复制图层样式", "Copy the layer's style"), "edit", "styling.copy", "Ctrl+Alt+C", "",
        NOT_PRESENTING, group=1, words="样式 符号 style",
    ),
    Action(
        "style_paste", Title("粘贴图层样式", "Paste the layer's style"), "edit", "styling.paste", "Ctrl+Alt+V", "",
        NOT_PRESENTING, group=1, words="样式 符号 style",
    ),
)  # fmt: skip


class Handlers:
    """What the rows do."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._session = window, window.session

    def is_checked(self, action: Action) -> bool:
        """Whether the panel is open."""
        return action.id == "style_panel" and self._window.panels.is_open("style")

    def is_enabled(self, action: Action) -> bool:
        """Whether there is a layer to copy from or to paste to."""
        return action.id == "style_panel" or self._session.state.has(self._chosen())

    def _chosen(self) -> str:
        """Return the layer chosen in the tree, else the user's own on top."""
        chosen = self._window.panels.tree.chosen_layer
        own = [entry.id for entry in self._session.state.entries if entry.layer.info.group == "own"]
        return chosen or (own[-1] if own else "")

    @property
    def panel(self) -> StylePanel:
        """The panel, at the layer that is worked with."""
        return cast("StylePanel", self._window.panels.panel("style"))

    def toggle(self) -> None:
        """Open the panel at the layer chosen in the tree, or close it."""
        panels = self._window.panels
        if panels.is_open("style"):
            panels.set_open("style", False)
            return
        panels.show_style(self._chosen())
        self.panel.setFocus()

    def copy(self) -> None:
        """Copy the style of the layer chosen in the tree."""
        self.panel.show_layer(self._chosen())
        self.panel.files.copy()

    def paste(self) -> None:
        """Draw the layer chosen in the tree with the style copied last."""
        self.panel.show_layer(self._chosen())
        self.panel.files.paste()
