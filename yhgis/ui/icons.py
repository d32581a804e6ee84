"""Icons: one line family, the Material Design font that qtawesome carries, in the window's colours.

Only the font file and its table of names are taken from the package: importing qtawesome itself loads every Qt
binding module through qtpy and all of its fonts, a tenth of a second that every start would pay.
"""

from __future__ import annotations

import functools
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from yhgis.ui.palette import Colors

#: Names used by the actions, and the glyph that stands for each.
GLYPHS = {
    "add_step": "playlist-plus",
    "story": "presentation-play",
    "open": "folder-open-outline",
    "add": "layers-plus",
    "save": "content-save-outline",
    "new": "file-outline",
    "export": "printer-outline",
    "undo": "undo",
    "redo": "redo",
    "zoom_in": "plus",
    "zoom_out": "minus",
    "fit": "fit-to-page-outline",
    "back": "arrow-left",
    "forward": "arrow-right",
    "search": "magnify",
    "close": "close",
    "layers": "layers-outline",
    "identity": "card-account-details-outline",
    "results": "table",
    "overlap": "set-center",
    "conflicts": "alert-octagon-outline",
    "coverage": "texture-box",
    "tool": "calculator-variant-outline",
    "theme": "palette-outline",
    "language": "translate",
    "dark": "weather-night",
    "light": "white-balance-sunny",
    "role": "account-outline",
    "town": "home-city-outline",
    "place": "map-marker-outline",
    "zone": "vector-polygon",
    "project": "crane",
    "indicator": "chart-line",
    "recent": "history",
    "keyboard": "keyboard-outline",
    "help": "help-circle-outline",
    "test": "stethoscope",
    "info": "information-outline",
    "success": "check-circle-outline",
    "warning": "alert-outline",
    "error": "alert-circle-outline",
    "copy": "content-copy",
    "command": "chevron-right",
    "quit": "exit-to-app",
    "full_screen": "fullscreen",
    "panel": "dock-left",
    "bottom": "dock-bottom",
    "right": "dock-right",
    "check": "check",
    "visible": "eye-outline",
    "hidden": "eye-off-outline",
    "more": "dots-horizontal",
    "remove": "trash-can-outline",
    "folder": "folder-outline",
    "image": "image-outline",
    "chart": "chart-bar",
    "run": "play-outline",
    "flash": "crosshairs-gps",
    "rows": "table-large",
    "filter_selected": "filter-check-outline",
    "invert": "swap-horizontal",
    "columns": "view-column-outline",
    "hand": "cursor-default-outline",
    "select": "select-drag",
    "ruler": "ruler",
    "ruler_area": "texture-box",
    "draw": "shape-polygon-plus",
    "bookmark": "bookmark-outline",
    "swipe": "arrow-split-vertical",
    "up": "arrow-up",
    "down": "arrow-down",
    "rename": "pencil-outline",
    "swap": "swap-horizontal",
    "split": "view-grid-outline",
    "settings": "cog-outline",
    "style": "palette-swatch-outline",
}
_FONT_FILE = "materialdesignicons6-webfont-6.9.96.ttf"
_NAMES_FILE = "materialdesignicons6-webfont-charmap-6.9.96.json"


@dataclass(frozen=True)
class _Font:
    family: str
    letters: dict[str, str]


@functools.cache
def _font() -> _Font:
    """Load the icon font; a program without it was packed wrongly."""
    found = importlib.util.find_spec("qtawesome")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("qtawesome, which carries the icon font, is not installed")
    folder = Path(found.submodule_search_locations[0]) / "fonts"
    number = QFontDatabase.addApplicationFont(str(folder / _FONT_FILE))
    if number < 0:
        raise RuntimeError(f"the icon font {folder / _FONT_FILE} cannot be loaded")
    names = json.loads((folder / _NAMES_FILE).read_text(encoding="utf-8"))
    letters = {name: chr(int(code, 16)) for name, code in names.items()}
    return _Font(QFontDatabase.applicationFontFamilies(number)[0], letters)


class _Engine(QIconEngine):
    """Draws one letter of the icon font at any size, in a colour that depends on the icon's state."""

    def __init__(self, letter: str, family: str, color: str, off: str, on: str) -> None:
        super().__init__()
        self._drawn = (letter, family, color, off, on)

    def clone(self) -> QIconEngine:
        """Return a copy, as Qt asks."""
        return _Engine(*self._drawn)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw into ``rect``."""
        letter, family, color, off, on = self._drawn
        ink = off if mode == QIcon.Mode.Disabled else on if state == QIcon.State.On else color
        font = QFont(family)
        font.setPixelSize(max(min(rect.width(), rect.height()), 1))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(QRectF(rect), Qt.AlignmentFlag.AlignCenter, letter)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the letter on a clear ground."""
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap


@functools.cache
def _icon(glyph: str, color: str, off: str, on: str) -> QIcon:
    font = _font()
    return QIcon(_Engine(font.letters[glyph], font.family, color, off, on))


def icon(name: str, colors: Colors, color: str | None = None) -> QIcon:
    """Return the icon of ``name`` (a key of `GLYPHS`, or a Material Design name) in the window's colours.

    Parameters
    ----------
    color : str, optional
        ``#RRGGBB``; by default the text colour, the accent when checked, faint when off.
    """
    glyph = GLYPHS.get(name, name)
    return _icon(glyph, color or colors.text, colors.faint, color or colors.accent)
