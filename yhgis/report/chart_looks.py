"""Colours and patterns of charts: a layer is told by the colour and the pattern it has on the map."""

from __future__ import annotations

from functools import cache

from yhgis.carto.colour import SERIES
from yhgis.carto.styles import load_style
from yhgis.errors import DataError
from yhgis.model.style import CategoriesRenderer, Renderer, SingleRenderer
from yhgis.model.symbol import DotsSymbol, FillSymbol, GradientSymbol, HatchSymbol, RingsSymbol, StrokeSymbol, Symbol
from yhgis.plan.catalog import Catalog
from yhgis.report.chart import Look, Pattern

ACCENT = "#1F6F8B"
#: What was, beside what is wanted.
BASE = "#B4BEC4"

# On white paper a bar lighter than this cannot be seen; the symbol's line then gives the colour.
_LIGHTEST = 0.72


def accent() -> Look:
    """Return the look of a chart with one series."""
    return Look(ACCENT)


def look_of_position(position: int) -> Look:
    """Return the look of a series that stands for no layer."""
    return Look(SERIES[position % len(SERIES)])


def look_of_layer(layer_id: str, position: int = 0) -> Look:
    """Return the look of a layer: the plan's own ones as on the map, any other in a colour of the small series.

    Parameters
    ----------
    position : int
        Among the series of the chart; decides the colour of a layer that has none of its own.
    """
    return _style_look(layer_id) or look_of_position(position)


def look_of_feature(layer_id: str, name: str, position: int) -> Look:
    """Return the look of one feature of a layer: that of its category on the map, if there is one."""
    return _category_look(layer_id, name) or look_of_position(position)


def luminance(color: str) -> float:
    """Return the relative luminance of ``#RRGGBB``, 0 black to 1 white (WCAG 2)."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink_on(color: str) -> str:
    """Return the colour of text on ``color``: dark or white, whichever has the greater contrast."""
    light = luminance(color)
    return "#FFFFFF" if 1.05 / (light + 0.05) > (light + 0.05) / (luminance("#222222") + 0.05) else "#222222"


def pale(color: str) -> str:
    """Return the colour of a pattern on ``color``: half way to white."""
    channels = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{(channel + 255) // 2:02X}" for channel in channels)


@cache
def _renderer(layer_id: str) -> Renderer | None:
    """Return how the map draws a layer of the plan; None for any other layer."""
    if layer_id not in Catalog.load().ids:
        return None
    try:
        return load_style(layer_id).renderer
    except DataError:
        return None  # a layer of the plan that has no style of its own yet


def _style_look(layer_id: str) -> Look | None:
    renderer = _renderer(layer_id)
    return _symbol_look(renderer.symbol) if isinstance(renderer, SingleRenderer) else None


def _category_look(layer_id: str, name: str) -> Look | None:
    renderer = _renderer(layer_id)
    if isinstance(renderer, CategoriesRenderer):
        for category in renderer.categories:
            if name in category.values:
                return _symbol_look(category.symbol)
    return None


def _symbol_look(symbol: Symbol) -> Look | None:
    """Return the look of a symbol: its fill, or where that is too pale its strongest line; and its pattern."""
    fills = [color for part in symbol for color in _fill_colors(part)]
    lines = [part.color for part in symbol if isinstance(part, DotsSymbol | HatchSymbol | StrokeSymbol)]
    strong = [color for color in (*fills, *lines) if luminance(color) < _LIGHTEST]
    return Look(strong[0], _pattern(symbol)) if strong and _colored(strong[0]) else None


def _fill_colors(part: object) -> list[str]:
    match part:
        case FillSymbol() | RingsSymbol():
            return [part.color]
        case GradientSymbol(stops=stops):
            return [stop.color for stop in stops]
    return []


def _pattern(symbol: Symbol) -> Pattern:
    for part in symbol:
        match part:
            case HatchSymbol(cross=cross):
                return "cross" if cross else "hatch"
            case DotsSymbol():
                return "dots"
    return ""


def _colored(color: str) -> bool:
    """Whether ``color`` is more than a grey: a boundary's grey names no layer."""
    channels = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return max(channels) - min(channels) > 24
