"""Finding the style of a layer and the themes of the plan among the program's own files."""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path

from yhgis import resources, schema
from yhgis.carto.colour import SERIES
from yhgis.carto.tables import table, table_for, table_renderer
from yhgis.errors import DataError, nearest_name
from yhgis.model.layer import GeometryKind, Layer
from yhgis.model.style import LabelStyle, LayerStyle, ScaleRange, SingleRenderer
from yhgis.model.symbol import FillSymbol, MarkerSymbol, StrokeSymbol
from yhgis.model.theme import Theme
from yhgis.plan.standard_layers import role_of

#: Statutory layers (`yhgis.plan.standard_layers`) and their codes in the table of control lines.
_STATUTORY = {
    "ecological_redline": "STBHHX",
    "permanent_farmland": "YJJBNT",
    "urban_boundary": "CZKFBJ",
    "heritage": "LSWHBHX",
    "nature_reserve": "ZRBHD",
}
#: A layer of more features than this gets no labels unless asked for.
MOST_LABELLED = 2000


def load_style(style_id: str) -> LayerStyle:
    """Return the style of the built-in layer ``style_id`` (or a named variant of one).

    Raises
    ------
    DataError
        There is none of that name (the nearest is offered), or the file is wrong (key and value are told).
    """
    path = resources.styles_folder() / f"{style_id}.json"
    if not path.is_file():
        raise DataError(
            "There is no style {style}; the nearest is {near}.",
            style=style_id,
            near=nearest_name(style_id, _names(resources.styles_folder())) or "-",
        )
    return _read_style(path)


def load_theme(theme_id: str) -> Theme:
    """Return the theme ``theme_id``.

    Raises
    ------
    DataError
        There is none of that name (all are named), or the file is wrong (key and value are told).
    """
    folder = resources.styles_folder() / "themes"
    path = folder / f"{theme_id}.json"
    if not path.is_file():
        raise DataError(
            "There is no theme {theme}; there are {known}.",
            theme=theme_id,
            known=", ".join(theme.id for theme in themes()),
        )
    return _read_theme(path)


def themes() -> tuple[Theme, ...]:
    """Return all themes in their order."""
    folder = resources.styles_folder() / "themes"
    found = [_read_theme(folder / f"{name}.json") for name in _names(folder)]
    return tuple(sorted(found, key=lambda theme: (theme.order, theme.id)))


def style_for(layer: Layer) -> LayerStyle:
    """Return the built-in style of ``layer`` if it is one of the plan's own layers, else one made for it.

    A statutory control line looks like the plan's own; a layer whose field speaks a built-in table
    (`yhgis.carto.tables`) gets that table's looks; any other a default.
    """
    if layer.info.group != "own" and (resources.styles_folder() / f"{layer.id}.json").is_file():
        return load_style(layer.id)
    return _statutory_style(layer) or _table_style(layer) or default_style(layer)


def _statutory_style(layer: Layer) -> LayerStyle | None:
    """Return the look of a statutory control line, or None for any other layer."""
    code = _STATUTORY.get(role_of(layer) or "")
    if code is None or layer.kind is not GeometryKind.POLYGON:
        return None
    lines = table("control_lines")
    entry = lines.find(code)
    spoken = table_for(layer)
    if entry is None or (spoken is not None and spoken[0] is lines):  # its zones differ
        return None
    return LayerStyle(
        renderer=SingleRenderer(symbol=lines.symbol(entry, layer.kind)),
        labels=_default_labels(layer),
    )


def _table_style(layer: Layer) -> LayerStyle | None:
    found = table_for(layer)
    if found is None:
        return None
    spoken, field = found
    return LayerStyle(renderer=table_renderer(layer, field, spoken), labels=_default_labels(layer))


def default_style(layer: Layer, position: int | None = None) -> LayerStyle:
    """Return a style for a layer that has none: every kind of geometry shows, in one colour of a small series.

    Parameters
    ----------
    position : int, optional
        Which colour of the series; by default the layer's id decides, so that a layer keeps its colour.
    """
    index = zlib.crc32(layer.id.encode()) if position is None else position
    color = SERIES[index % len(SERIES)]
    symbol = (
        FillSymbol(color=color, opacity=0.22),
        StrokeSymbol(color=color, width_mm=0.4),
        MarkerSymbol(shape="circle", size_mm=2.0, fill=color, stroke="#FFFFFF", stroke_mm=0.3),
    )
    return LayerStyle(renderer=SingleRenderer(symbol=symbol), labels=_default_labels(layer))


def _default_labels(layer: Layer) -> tuple[LabelStyle, ...]:
    if not layer.info.name_field or len(layer) > MOST_LABELLED:
        return ()
    placement = {"polygon": "polygon", "line": "line"}.get(layer.kind.value, "point")
    return (
        LabelStyle.model_validate(
            {"placement": placement, "size_pt": 7.0, "priority": 30, "scales": ScaleRange(farthest=400_000)}
        ),
    )


def _names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.json"))


@cache
def _read_style(path: Path) -> LayerStyle:
    return schema.read(path, LayerStyle)


@cache
def _read_theme(path: Path) -> Theme:
    return schema.read(path, Theme)
