"""Colours to choose from: those that the plan is drawn with, and those that the user took last."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yhgis.model.style import LayerStyle
from yhgis.ui.panels.style.parts import color_of
from yhgis.ui.session import Session

#: What the plan's figures are drawn with (control lines, zones, axis, waters …) and a row of quiet greys.
PLAN = (
    "#F4B183", "#9DC3E6", "#A9D18E", "#F28E2B", "#6A51A3", "#D7301F", "#1A9850", "#D7191C",
    "#FFEB3B", "#BF9000", "#C51B7D", "#6A3D9A", "#00A087", "#3F51B5", "#E39A3B", "#5BA4CF",
    "#0072B2", "#D55E00", "#009E73", "#AA3377", "#5E4B12", "#62B5E5", "#1F6F8B", "#CDE7F5",
    "#FFFFFF", "#FBFAF7", "#E3E1DC", "#C4C1BA", "#9A9AA0", "#7A7A7A", "#4A4A4A", "#1E1E1E",
)  # fmt: skip
COLUMNS = 8
MOST_RECENT = 8

_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_RGB = re.compile(r"(?:rgb)?\(?\s*(\d{1,3})\s*[,， ]\s*(\d{1,3})\s*[,， ]\s*(\d{1,3})\s*\)?")


def read_color(text: str) -> str:
    """Return what was typed as ``#RRGGBB``: ``#rgb``, ``#rrggbb`` or three numbers; empty when it is no colour."""
    text = text.strip()
    if found := _HEX.fullmatch(text):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * letter for letter in found[1])
        return f"#{digits.upper()}"
    if (found := _RGB.fullmatch(text)) and all(int(part) <= 255 for part in found.groups()):
        return "#" + "".join(f"{int(part):02X}" for part in found.groups())
    return ""


def remembered(recent: Iterable[str], color: str) -> tuple[str, ...]:
    """Return the last taken colours with ``color`` in front."""
    return (color.upper(), *(one for one in recent if one.upper() != color.upper()))[:MOST_RECENT]


def map_colors(session: Session, without: str = "") -> list[tuple[str, str]]:
    """Return name and main colour of what is shown on the map, beside the layer ``without``."""
    found = []
    for entry in session.state.entries:
        if entry.visible and entry.id != without and len(entry.layer):
            color = style_color(session.style(entry))
            if color:
                found.append((str(entry.layer.info.title), color))
    return found


def style_color(style: LayerStyle) -> str:
    """Return the colour that stands for a style that is one symbol; empty for one of several."""
    symbols = list(style.symbols())
    if len(symbols) != 1:
        return ""
    return next((found for part in reversed(symbols[0]) if (found := color_of(part)) not in ("", "#FFFFFF")), "")
