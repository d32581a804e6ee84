"""Everything that can be done, in one table: menus, tool bar, shortcuts page and search box are made from it.

A handler is the name of a method of `yhgis.ui.actions_run.Commands`, or ``part.method`` for a subject with a module of
its own in `yhgis.ui.commands`; adding a command is a row and a method there.
"""

from __future__ import annotations

from collections.abc import Iterator

from yhgis.i18n import Title
from yhgis.ui.action import ALL_ROLES, NOT_PRESENTING, Action
from yhgis.ui.commands import part_actions

_SHELL: tuple[Action, ...] = (
    Action("new", Title("打开内置规划", "Open the built-in plan"), "file", "new", "Ctrl+N", "new", words="新建 new"),
    Action("open", Title("打开工程…", "Open project…"), "file", "open_project", "Ctrl+O", "open"),
    Action(
        "add", Title("添加数据文件…", "Add a data file…"), "file", "add_file", "Ctrl+Shift+O", "add",
        words="导入 图层 shp gpkg",
    ),
    Action(
        "add_folder", Title("添加文件夹…", "Add a folder…"), "file", "add_folder", words="导入 目录 gdb 数据库 folder",
    ),
    Action("save", Title("保存", "Save"), "file", "save", "Ctrl+S", "save", NOT_PRESENTING, group=1),
    Action("save_as", Title("另存为…", "Save as…"), "file", "save_as", "Ctrl+Shift+S", "", NOT_PRESENTING, group=1),
    Action(
        "export", Title("导出图件…", "Export sheet…"), "file", "export_sheet", "Ctrl+P", "export", group=2,
        words="出图 打印 PDF PNG SVG print",
    ),
    Action("quit", Title("退出", "Quit"), "file", "quit", "Ctrl+Q", "quit", group=4),
    Action("undo", Title("撤销", "Undo"), "edit", "undo", "Ctrl+Z", "undo", NOT_PRESENTING),
    Action("redo", Title("重做", "Redo"), "edit", "redo", "Ctrl+Y", "redo", NOT_PRESENTING),
    Action("clear", Title("清除标记", "Clear marks"), "edit", "clear_marks", "", "", group=1, words="高亮 highlight"),
    Action(
        "copy_place", Title("复制中心坐标", "Copy centre"), "edit", "copy_center", "", "copy", NOT_PRESENTING, group=1,
    ),
    Action(
        "search", Title("查找…", "Find…"), "edit", "search", "Ctrl+K", "search", group=2,
        words="命令 图层 镇街 地点 项目 指标 commands layers towns projects",
    ),
    Action("zoom_in", Title("放大", "Zoom in"), "view", "zoom_in", "Ctrl+=", "zoom_in"),
    Action("zoom_out", Title("缩小", "Zoom out"), "view", "zoom_out", "Ctrl+-", "zoom_out"),
    Action("fit", Title("全区", "Whole district"), "view", "fit", "Ctrl+0", "fit", words="全图 fit"),
    Action("back", Title("上一视图", "Previous view"), "view", "view_back", "Alt+Left", "back"),
    Action("forward", Title("下一视图", "Next view"), "view", "view_forward", "Alt+Right", "forward"),
    Action(
        "layers_panel", Title("图层面板", "Layers panel"), "view", "toggle_panel", "F6", "panel", ALL_ROLES, "layers",
        checkable=True, group=3, sub="panels",
    ),
    Action(
        "identity_panel", Title("规划身份证面板", "Identity card panel"), "view", "toggle_panel", "F7", "right",
        ALL_ROLES, "identity", checkable=True, group=3, sub="panels",
    ),
    Action(
        "results_panel", Title("分析结果面板", "Results panel"), "view", "toggle_panel", "F8", "bottom", NOT_PRESENTING,
        "results", checkable=True, group=3, sub="panels",
    ),
    Action(
        "town_panel", Title("镇街卡", "Town card"), "view", "toggle_panel", "F2", "town", NOT_PRESENTING, "town",
        checkable=True, group=3, sub="panels", words="镇街一张表 town card",
    ),
    Action(
        "projects_panel", Title("规划项目表", "Projects of the plan"), "view", "toggle_panel", "F3", "project",
        NOT_PRESENTING, "projects", checkable=True, group=3, sub="panels", words="项目 专栏1 专栏16 专栏17 专栏20",
    ),
    Action(
        "indicators_panel", Title("规划指标表", "Indicators of the plan"), "view", "toggle_panel", "F4", "indicator",
        NOT_PRESENTING, "indicators", checkable=True, group=3, sub="panels", words="指标 表1 表2",
    ),
    Action(
        "full_screen", Title("全屏", "Full screen"), "view", "full_screen", "F11", "full_screen", checkable=True,
        group=4, words="汇报 演示 presentation",
    ),
    Action("dark", Title("深色界面", "Dark window"), "view", "dark", "Ctrl+Shift+D", "dark", checkable=True, group=4),
    Action(
        "zh", Title("中文", "中文"), "view", "set_language", "", "language", ALL_ROLES, "zh", checkable=True,
        group=4, sub="language", words="语言 language Chinese",
    ),
    Action(
        "en", Title("English", "English"), "view", "set_language", "", "language", ALL_ROLES, "en", checkable=True,
        group=4, sub="language", words="语言 language 英文",
    ),
    Action(
        "planner", Title("规划视角", "Planner's window"), "view", "set_role", "Ctrl+Shift+1", "role", ALL_ROLES,
        "planner", checkable=True, group=4, sub="role", words="角色 role",
    ),
    Action(
        "town", Title("镇街视角", "Town's window"), "view", "set_role", "Ctrl+Shift+2", "role", ALL_ROLES, "town",
        checkable=True, group=4, sub="role", words="角色 role",
    ),
    Action(
        "presenter", Title("汇报视角", "Presenter's window"), "view", "set_role", "Ctrl+Shift+3", "role", ALL_ROLES,
        "presenter", checkable=True, group=4, sub="role", words="角色 role",
    ),
    Action(
        "suggestions", Title("从这里开始", "Where to begin"), "help", "suggestions", "", "",
        words="起步 入门 首次 start",
    ),
    Action("shortcuts", Title("快捷键", "Shortcuts"), "help", "shortcuts", "F1", "keyboard"),
    Action("self_test", Title("自检", "Self-test"), "help", "self_test", "", "test", words="诊断 GDAL PROJ"),
    Action(
        "about", Title("关于 yhgis", "About yhgis"), "help", "about", "", "info", group=1, words="版本 version 许可",
    ),
)

#: The whole table; rows of one menu are put together by their group.
ACTIONS: tuple[Action, ...] = (*_SHELL, *part_actions())

#: What the tool bar shows, left to right; ``""`` is a gap.
TOOL_BAR = ("open", "add", "save", "", "undo", "redo")
#: What floats on the map, top to bottom; ``""`` is a hairline.
MAP_BUTTONS = ("zoom_in", "zoom_out", "", "fit", "back", "", "select", "measure_length", "draw")


def action(action_id: str) -> Action:
    """Return the action of ``action_id``."""
    return next(known for known in ACTIONS if known.id == action_id)


def for_role(role: str) -> Iterator[Action]:
    """Yield what ``role`` can do, in the order of the table."""
    return (known for known in ACTIONS if role in known.roles)


#: Keys and gestures of the map itself, for the shortcuts page: what to press, what happens.
MAP_KEYS: tuple[tuple[Title, Title], ...] = (
    (Title("拖动", "Drag"), Title("移动地图", "Move the map")),
    (Title("滚轮", "Wheel"), Title("以光标为中心缩放", "Zoom to the cursor")),
    (Title("单击 / 回车", "Click / Enter"), Title("查看规划身份证", "Identity card of the place")),
    (Title("双击", "Double click"), Title("放大；镇街视角下打开该镇街的卡片", "Zoom in; for a town, open its card")),
    (Title("Shift + 拖动", "Shift + drag"), Title("框选放大", "Zoom to a box")),
    (Title("方向键（Shift 微移）", "Arrows (Shift: fine)"), Title("移动地图", "Move the map")),
    (Title("+ / −", "+ / −"), Title("缩放", "Zoom")),
    (Title("Home", "Home"), Title("全区", "Whole district")),
    (Title("右键 / 菜单键、Shift + F10", "Right click / Menu key, Shift + F10"),
     Title("此处能做的事（按键时为地图中心）", "What can be done there (by key: at the map's centre)")),
    (Title("Esc", "Esc"), Title("离开工具；清除标记", "Leave the tool; clear marks")),
    (Title("空格 / 回车（工具中）", "Space / Enter (in a tool)"),
     Title("在地图中心落点 / 完成", "Set a point at the map's centre / done")),
    (Title("退格（工具中）", "Backspace (in a tool)"), Title("撤回一点", "Take the last point back")),
    (Title("Shift（测量、绘制）", "Shift (measuring, drawing)"), Title("不捕捉", "No snapping")),
    (Title("Ctrl / Shift / 同按 + 点选", "Ctrl / Shift / both + click"),
     Title("选择时：添加 / 切换 / 移除", "When selecting: add / toggle / remove")),
    (Title("← →（卷帘）", "← → (curtain)"), Title("移动分界线", "Move the divider")),
    (Title("[ ]、Ctrl + 方向键（绘制）", "[ ], Ctrl + arrows (drawing)"),
     Title("选择顶点、微移顶点", "Choose a vertex, nudge it")),
    (Title("Alt + 拖动（选择）", "Alt + drag (selecting)"), Title("套索选择", "Select by a free line")),
)
