"""Finding the style of a layer and the themes of the plan among the program's own files."""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path

from yhgis import resources, schema
from yhgis.carto.colour import SERIES
from yhgis.errors import DataError, nearest_name
from yhgis.model.layer import Layer
from yhgis.model.style import LabelStyle, LayerStyle, ScaleRange, SingleRenderer
from yhgis.model.symbol import FillSymbol, MarkerSymbol, StrokeSymbol
from yhgis.model.theme import Theme

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
        There is none of that name (the nearest is offered), or the file is wrong (key and value are told).
    """
    folder = resources.styles_folder() / "themes"
    path = folder / f"{theme_id}.json"
    if not path.is_file():
        raise DataError(
            "There is no theme {theme}; the nearest is {near}, and there are {known}.",
            theme=theme_id,
            near=nearest_name(theme_id, _names(folder)) or "-",
            known=", ".join(theme.id for theme in themes()),
        )
    return _read_theme(path)


def themes() -> tuple[Theme, ...]:
    """Return all themes in their order."""
    folder = resources.styles_folder() / "themes"
    found = [_read_theme(folder / f"{name}.json") for name in _names(folder)]
    return tuple(sorted(found, key=lambda theme: (theme.order, theme.id)))


def style_for(layer: Layer) -> LayerStyle:
    """Return the built-in style of ``layer`` if it is one of the plan's own layers, else a default one."""
    if layer.info.group != "own" and (resources.styles_folder() / f"{layer.id}.json").is_file():
        return load_style(layer.id)
    return default_style(layer)


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
