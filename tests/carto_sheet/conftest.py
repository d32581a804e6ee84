"""The plan's layers as a sheet takes them. No Qt: texts are measured by estimate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from yhgis.carto.display_list import DisplayList, Group, Mark, Text
from yhgis.carto.map_picture import MapLayer
from yhgis.carto.styles import load_style, load_theme, style_for
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer
from yhgis.plan.catalog import Catalog

Metres = Callable[[str], Layer]
ThemeLayers = Callable[[str], list[MapLayer]]


@pytest.fixture(scope="session")
def metres() -> Metres:
    """Built-in layers in the working CRS, each transformed once."""
    known: dict[str, Layer] = {}

    def layer(layer_id: str) -> Layer:
        if layer_id not in known:
            known[layer_id] = Catalog.load().layer(layer_id).to_crs(WORK_CRS)
        return known[layer_id]

    return layer


@pytest.fixture(scope="session")
def theme_layers(metres: Metres) -> ThemeLayers:
    """The layers of a theme as they are drawn."""

    def layers(theme_id: str) -> list[MapLayer]:
        return [
            MapLayer(metres(one.id), load_style(one.style) if one.style else style_for(metres(one.id)), one.opacity)
            for one in load_theme(theme_id).layers
            if one.visible
        ]

    return layers


def group_named(page: DisplayList, name: str) -> Group:
    """The group ``name`` at the top level of a page."""
    (found,) = (mark for mark in page.marks if isinstance(mark, Group) and mark.name == name)
    return found


def texts_of(marks: Sequence[Mark], dx: float = 0.0, dy: float = 0.0) -> Iterator[tuple[Text, float, float]]:
    """Yield every text with where its anchor stands on the paper."""
    for mark in marks:
        if isinstance(mark, Text):
            yield mark, mark.x_mm + dx, mark.y_mm + dy
        elif isinstance(mark, Group):
            yield from texts_of(mark.marks, dx + mark.offset[0], dy + mark.offset[1])


def said(marks: Sequence[Mark]) -> list[str]:
    """Return what the texts say."""
    return [text.text for text, _, _ in texts_of(marks)]
