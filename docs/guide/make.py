"""Makes the guide's pictures, and its page of keys, from the program itself.

    python docs/guide/make.py            all of it
    python docs/guide/make.py keys       the pages of keys alone

Pictures are those of the real window, off screen, with the settings of a first start.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from yhgis.i18n import Language, Title, language, set_language  # noqa: E402 - the path comes first

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from yhgis.ui.action import Action

PICTURES = HERE / "images"
_WINDOW = (1280, 800)
_HEAD = Title("快捷键", "Keys")
_MADE = Title(
    "由 docs/guide/make.py 从程序生成，请勿手改。",
    "Written by docs/guide/make.py from the program; do not edit.",
)
_ROW = Title("按键", "key"), Title("作用", "what it does")
_MAP, _WINDOW_KEYS = Title("地图", "The map"), Title("窗口", "The window")
_THEMES = Title("1–9、0", "1–9, 0"), Title("换专题", "Change the theme")
_STORY = Title("放映讲解时", "While a story is told")
#: What the view menu does to the map; its other rows are about the window.
_OF_THE_MAP = frozenset(
    {"zoom_in", "zoom_out", "fit", "back", "forward", "bookmark_add", "bookmarks_edit", "swipe", "linked_2", "linked_4"}
)
_STORY_KEYS = (
    (Title("→ ↓ 空格 PageDown 单击", "→ ↓ Space PageDown, click"), Title("下一步", "Next step")),
    (Title("← ↑ 退格 PageUp 右键", "← ↑ Backspace PageUp, right click"), Title("上一步", "Step before")),
    (Title("Home、End", "Home, End"), Title("第一步、最后一步", "First step, last step")),
    (Title("数字、回车", "Number, Enter"), Title("跳到该步", "Go to that step")),
    (Title("C", "C"), Title("收起、显示文字", "Hide or show the words")),
    (Title("B 或 .", "B or ."), Title("黑屏，再按恢复", "Black screen, and back")),
    (Title("F1、H 或 ?", "F1, H or ?"), Title("再显示按键提示", "Show the keys again")),
    (Title("Esc", "Esc"), Title("结束", "End")),
)


# --- keys ------------------------------------------------------------------------------------------------------------


def keys_page(lang: Language) -> str:
    """Return the page of all keys: those of the map, then those of every menu, as the program has them."""
    before = language()
    set_language(lang)
    try:
        tables = "\n".join(_table(title, rows) for title, rows in _sections() if rows)
        return f"# {_HEAD}\n\n{_MADE}\n\n{tables}"
    finally:
        set_language(before)


def _sections() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    from yhgis.ui.actions import ACTIONS, MAP_KEYS

    keyed = [one for one in ACTIONS if one.shortcut]
    of_map = [one for one in keyed if one.menu == "map" or one.id in _OF_THE_MAP]
    assert {one.id for one in of_map} >= _OF_THE_MAP, "an action that is no more"
    gestures = [(str(key), str(does)) for key, does in (*MAP_KEYS, _THEMES)]
    yield str(_MAP), [*gestures, *_rows(of_map)]
    yield str(_WINDOW_KEYS), _rows(one for one in keyed if one not in of_map)
    yield str(_STORY), [(str(key), str(does)) for key, does in _STORY_KEYS]


def _rows(actions: Iterable[Action]) -> list[tuple[str, str]]:
    arrows = {"Left": "←", "Right": "→"}
    return [
        (re.sub("Left|Right", lambda found: arrows[found[0]], one.shortcut), str(one.title).rstrip("…"))
        for one in actions
    ]


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    lines = [f"| {_cell(key)} | {_cell(does)} |" for key, does in rows]
    return "\n".join([f"## {title}", f"| {_ROW[0]} | {_ROW[1]} |", "|---|---|", *lines, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def write_keys() -> None:
    """Write the pages of keys."""
    for lang in ("zh", "en"):
        (HERE / f"keys.{lang}.md").write_text(keys_page(lang), encoding="utf-8")


# --- pictures --------------------------------------------------------------------------------------------------------


class Studio:
    """A window off screen, and a way to wait for it."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt

        from yhgis.plan.catalog import Catalog
        from yhgis.settings import Settings
        from yhgis.ui.app import follow_appearance, make_application
        from yhgis.ui.main_window import MainWindow
        from yhgis.ui.session import Session

        set_language("zh")
        application = make_application()
        chosen = Settings.model_validate({"language": "zh", "role": "planner", "appearance": "light"})
        self.session = Session(Catalog.load(), chosen)
        follow_appearance(application, self.session)
        self.session.new_project("layout")
        self.window = MainWindow(self.session)
        self.window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.window.resize(*_WINDOW)
        self.window.overlays.suggestions.hide()
        self.window.show()
        self.session.zoom_to_all()
        self.rest()

    def rest(self, until: Callable[[], bool] | None = None) -> None:
        """Let the window work until it has come to rest."""
        for _ in range(600):
            self.pause(50)
            if self.window.canvas.is_settled and (until is None or until()):
                break
        self.pause(400)

    @staticmethod
    def pause(ms: int) -> None:
        """Let the window work for a while; the workers too, which `QTest.qWait` holds up."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def keep(self, widget: QWidget, name: str) -> None:
        """Write the picture of a widget."""
        PICTURES.mkdir(exist_ok=True)
        image = widget.grab().toImage()
        if not image.save(str(PICTURES / f"{name}.png")):
            raise OSError(name)


def style_pictures(studio: Studio) -> None:
    """Take the style panel: one symbol with its parts, and a symbol for every value."""
    session, window = studio.session, studio.window
    session.set_theme("control_lines")
    studio.rest()
    window.panels.show_style("ecological_redline")
    panel = window.panels.panel("style")
    studio.rest()
    panel.page.editor.more.click()
    studio.rest()
    studio.keep(window, "style-panel")
    panel.turn_into("categories")
    studio.rest(lambda: session.style(session.state.entry("ecological_redline")).renderer.kind == "categories")
    studio.keep(window, "style-categories")
    while session.open_map.undo_name is not None:
        session.undo()


def symbol_kinds_picture() -> None:
    """Draw every kind of symbol part as the panel makes a new one, with its name."""
    from PySide6.QtCore import QRectF, QSize, Qt
    from PySide6.QtGui import QColor, QFont, QImage, QPainter

    from yhgis.ui.panels.style.parts import KINDS
    from yhgis.ui.panels.style.pictures import symbol_picture

    across, ratio, cell, picture = 5, 2.0, QSize(150, 84), QSize(134, 52)
    rows = -(-len(KINDS) // across)
    wide, high = round(across * cell.width() * ratio), round(rows * cell.height() * ratio)
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    font = QFont(painter.font())
    font.setPixelSize(13)
    painter.setFont(font)
    painter.setPen(QColor("#333333"))
    for number, kind in enumerate(KINDS):
        x, y = number % across * cell.width() + 8, number // across * cell.height() + 4
        made = symbol_picture((kind.make("#1F6F8B"),), kind.on[0], picture, ratio)
        painter.drawPixmap(x, y, made)
        text = QRectF(x, y + picture.height() + 2, picture.width(), 20)
        painter.drawText(text, int(Qt.AlignmentFlag.AlignCenter), str(kind.title))
    painter.end()
    image.save(str(PICTURES / "symbol-kinds.png"))


def story_pictures(studio: Studio) -> None:
    """Take a step full screen, and the dialog of stories and steps."""
    from PySide6.QtCore import Qt

    from yhgis.ui.dialogs.story_edit import StoryDialog
    from yhgis.ui.story import HINT_MS, StoryWindow

    session = studio.session
    session.set_theme("layout")
    studio.rest()
    handlers = studio.window.commands.part("story")
    told = StoryWindow(session, handlers.story, 3)
    told.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    told.resize(1280, 720)
    told.show()
    studio.rest(lambda: told.is_settled)
    studio.pause(HINT_MS + 500)  # the line of keys goes by itself
    studio.keep(told, "story-full-screen")
    told.close()
    dialog = StoryDialog(studio.window, handlers)
    dialog.make(handlers.story)
    dialog.list.setCurrentRow(3)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    dialog.show()
    studio.rest()
    studio.keep(dialog, "story-steps")
    dialog.close()


def write_pictures() -> None:
    """Take all pictures."""
    os.environ.update(QT_QPA_PLATFORM="offscreen", QT_SCALE_FACTOR="1", XDG_CONFIG_HOME=tempfile.mkdtemp())
    studio = Studio()
    style_pictures(studio)
    symbol_kinds_picture()
    story_pictures(studio)
    studio.session.tasks.close()


if __name__ == "__main__":
    write_keys()
    if sys.argv[1:] != ["keys"]:
        write_pictures()
