"""Commands of the tools on the map: select, measure, draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from yhgis.i18n import Title
from yhgis.model.drawn import is_drawn
from yhgis.model.selection import Selection
from yhgis.ui.action import ALL_ROLES, NOT_PRESENTING, Action

if TYPE_CHECKING:
    from yhgis.ui.main_window import MainWindow
    from yhgis.ui.map_tools.toolbox import Toolbox

ACTIONS: tuple[Action, ...] = (
    Action(
        "hand", Title("平移与查询", "Pan and identify"), "map", "map_tools.hand", "Ctrl+1", "hand", ALL_ROLES,
        checkable=True, words="手形 漫游 查询 hand pan identify",
    ),
    Action(
        "select", Title("点选、框选", "Select by click or box"), "map", "map_tools.select", "Ctrl+2", "select",
        ALL_ROLES, checkable=True, group=1, words="选择 套索 lasso box",
    ),
    Action(
        "select_polygon", Title("多边形选择", "Select by polygon"), "map", "map_tools.select_polygon", "Ctrl+3", "",
        ALL_ROLES, checkable=True, group=1, words="选择 圈选 polygon",
    ),
    Action(
        "select_by_place", Title("按位置选择…", "Select by place…"), "map", "map_tools.select_by_place", "Ctrl+Shift+F",
        "", ALL_ROLES, group=1, words="空间选择 相交 位于 intersect within",
    ),
    Action(
        "select_invert", Title("反选", "Invert selection"), "map", "map_tools.invert", "Ctrl+I", "", ALL_ROLES, group=1,
        words="选择 selection",
    ),
    Action(
        "measure_length", Title("测量距离", "Measure length"), "map", "map_tools.measure_length", "Ctrl+M", "ruler",
        ALL_ROLES, checkable=True, group=2, words="测距 长度 量算 ruler distance",
    ),
    Action(
        "measure_area", Title("测量面积", "Measure area"), "map", "map_tools.measure_area", "Ctrl+Shift+M",
        "ruler_area", ALL_ROLES, checkable=True, group=2, words="测面 量算 亩 公顷 area",
    ),
    Action(
        "measure_clear", Title("清除测量", "Clear measurements"), "map", "map_tools.clear_measured", "", "", ALL_ROLES,
        group=2, words="量算 measure",
    ),
    Action(
        "draw", Title("绘制用地范围", "Draw a footprint"), "map", "map_tools.draw", "Ctrl+D", "draw", NOT_PRESENTING,
        checkable=True, group=3, words="画 绘图 范围 地块 polygon sketch",
    ),
    Action(
        "draw_edit", Title("编辑绘制的范围", "Edit the drawn area"), "map", "map_tools.edit_drawn", "Ctrl+Shift+E", "",
        NOT_PRESENTING, group=3, words="顶点 修改 绘制范围 vertex",
    ),
    Action(
        "draw_check", Title("核查绘制的范围", "Check the drawn area"), "map", "map_tools.check_drawn", "Ctrl+Shift+K",
        "", NOT_PRESENTING, group=3, words="合规检查 用地核查 压占 check",
    ),
    Action(
        "hover_tips", Title("悬停提示", "Tips under the mouse"), "map", "map_tools.hover_tips", "", "", ALL_ROLES,
        checkable=True, group=4, words="鼠标 提示 hover tip",
    ),
)



class Handlers:
    """What the rows do; a row that is on turns its tool off again."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._session = window.session
        self._canvas = window.canvas

    @property
    def _box(self) -> Toolbox:
        return self._window.toolbox

    def is_checked(self, action: Action) -> bool:
        """Whether the tool of a row has the mouse, or the tips are wanted."""
        if action.id == "hover_tips":
            return self._session.settings.hover_tips
        return self._canvas.tool.id == action.id

    def is_enabled(self, action: Action) -> bool:
        """Whether there is something to invert or to clear."""
        if action.id == "select_invert":
            return bool(len(self._session.selecting.current))
        if action.id == "measure_clear":
            return "measuring" in vars(self._box) and bool(self._box.measuring.kept)
        if action.id in ("draw_edit", "draw_check"):
            return bool(self._drawn())
        return True

    def hand(self) -> None:
        """Let the mouse move the map again."""
        self._canvas.use(None)

    def select(self) -> None:
        """Select by click, box or free line."""
        if not self._leave("select"):
            self._box.selecting.start()

    def select_polygon(self) -> None:
        """Select by an outline."""
        if not self._leave("select_polygon"):
            self._box.selecting.start(polygon=True)

    def select_by_place(self) -> None:
        """Ask how features are to lie."""
        from yhgis.ui.dialogs.select_by_place import SelectByPlace

        self._window.commands.open_dialog(SelectByPlace(self._session, self._window))

    def invert(self) -> None:
        """Select what is not, and not what is."""
        selecting = self._session.selecting
        layer = selecting.selected_layer()
        if layer is not None:
            selecting.take(Selection(layer.id, np.flatnonzero(~selecting.current.mask(len(layer)))))

    def measure_length(self) -> None:
        """Measure along a line."""
        if not self._leave("measure_length"):
            self._box.measuring.start(is_area=False)

    def measure_area(self) -> None:
        """Measure what an outline encloses."""
        if not self._leave("measure_area"):
            self._box.measuring.start(is_area=True)

    def clear_measured(self) -> None:
        """Take all measurements off the map."""
        self._box.measuring.clear()

    def draw(self) -> None:
        """Draw a footprint."""
        if not self._leave("draw"):
            self._box.drawing.start()

    def edit_drawn(self) -> None:
        """Take up the newest drawn layer again, or the one that is selected."""
        self._box.drawing.edit(self._drawn())

    def check_drawn(self) -> None:
        """Check the newest drawn layer, or the one that is selected."""
        from yhgis.ui.map_tools.checking import check_layer

        check_layer(self._session, self._session.state.entry(self._drawn()).layer)

    def is_drawn(self, layer_id: str) -> bool:
        """Whether a layer was drawn here, and can be edited."""
        state = self._session.state
        return state.has(layer_id) and is_drawn(state.entry(layer_id).spec)

    def hover_tips(self) -> None:
        """Show what the mouse rests on, or not."""
        self._session.remember(hover_tips=not self._session.settings.hover_tips)

    def _drawn(self) -> str:
        """Return the id of the drawn layer that is meant; empty for none."""
        drawn = [entry.id for entry in reversed(self._session.state.entries) if is_drawn(entry.spec)]
        selected = self._session.selecting.current.layer
        return selected if selected in drawn else next(iter(drawn), "")

    def _leave(self, tool_id: str) -> bool:
        """Leave a tool that is on; whether it was."""
        was_on = self._canvas.tool.id == tool_id
        if was_on:
            self._canvas.use(None)
        return was_on
