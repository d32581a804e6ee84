"""Commands on the features of a layer as rows: the attribute table, and selecting by an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from yhgis.errors import DataError
from yhgis.i18n import Message, Title
from yhgis.model.selection import Mode, Selection
from yhgis.ui.action import ALL_ROLES, NOT_PRESENTING, Action

if TYPE_CHECKING:
    import numpy as np

    from yhgis.ui.main_window import MainWindow
    from yhgis.ui.panels.table import TablePanel

ACTIONS: tuple[Action, ...] = (
    Action(
        "table_panel", Title("属性表", "Attribute table"), "view", "table.toggle", "F5", "rows", NOT_PRESENTING,
        checkable=True, group=3, sub="panels", words="表格 字段 筛选 排序 统计 attributes rows filter",
    ),
    Action(
        "select_by_attribute", Title("按属性选择…", "Select by attribute…"), "map", "table.select_by_attribute",
        "Ctrl+Shift+Q", "", ALL_ROLES, group=1, words="属性 条件 表达式 查询 query expression",
    ),
)  # fmt: skip


class Handlers:
    """What the rows do."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._session = window.session

    def is_checked(self, action: Action) -> bool:
        """Whether the table is open."""
        return action.id == "table_panel" and self._window.panels.is_open("table")

    def toggle(self) -> None:
        """Open the table at the layer that one is working with, or close it."""
        panels = self._window.panels
        if panels.is_open("table"):
            panels.set_open("table", False)
            return
        panels.set_open("table", True)
        panel = cast("TablePanel", panels.panel("table"))
        wanted = self._likely_layer()
        if not panel.layer_id and wanted:
            panel.show_layer(wanted)
        panel.view.setFocus()

    def _likely_layer(self) -> str:
        """Return the layer of the selection, else the user's own on top, else the top one."""
        state, chosen = self._session.state, self._session.selecting.current.layer
        if state.has(chosen):
            return chosen
        shown = [entry for entry in reversed(state.entries) if entry.visible]
        own = [entry for entry in shown if entry.layer.info.group == "own"]
        return (own or shown)[0].id if shown else ""

    def select_by_attribute(self) -> None:
        """Ask for a layer and an expression."""
        from yhgis.ui.dialogs.select_by_attribute import SelectByAttribute

        dialog = SelectByAttribute(self._session, self.select_by, self._likely_layer(), self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def select_by(self, layer_id: str, expression: str, mode: Mode = "replace") -> None:
        """Select the features of a layer that an expression finds; worked out beside the window.

        Raises
        ------
        DataError
            The layer is not on the map.
        FilterError
            The expression cannot be understood.
        """
        from yhgis.analysis.filter import compile_filter

        if not self._session.state.has(layer_id):
            raise DataError("There is no layer {layer} on the map.", layer=layer_id)
        layer = self._session.state.entry(layer_id).layer
        asked = compile_filter(layer, expression)

        def done(found: np.ndarray) -> None:
            self._session.selecting.take(Selection(layer_id, found), mode)
            counts = {"found": f"{len(found):,}", "all": f"{len(layer):,}"}
            values: dict[str, object] = {"layer": layer.info.title, **counts}
            text = Message("{layer}: {found} of {all} features found.", values)
            self._session.show_message("info", text)

        self._session.tasks.run(
            asked.positions,
            done=done,
            title=Message("Selecting in {layer}", {"layer": layer.info.title}),
            owner=self._window,
            key="select_by",
        )
