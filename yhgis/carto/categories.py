"""A look for each value of a field: the built-in table that the field speaks, else colours of a series."""

from __future__ import annotations

import numpy as np

from yhgis.carto.classes import codes
from yhgis.carto.colour import SERIES
from yhgis.carto.recolour import class_symbol, recoloured
from yhgis.carto.tables import table_of_field, table_renderer
from yhgis.errors import DataError
from yhgis.model.layer import Layer
from yhgis.model.style import CategoriesRenderer, Category, Words
from yhgis.model.symbol import Symbol

#: More values than this get no look of their own: nobody tells them apart.
MOST_CATEGORIES = 48
_OTHER = "#E3E1DC"


def categories_renderer(layer: Layer, field: str, *, symbol: Symbol | None = None) -> CategoriesRenderer:
    """Return a category for each value of ``field``, the frequent ones first.

    A field that speaks a built-in table (`yhgis.carto.tables`) gets that table's looks, unless ``symbol`` is given.

    Parameters
    ----------
    symbol : Symbol, optional
        What the categories look like, their colour aside; None: a plain one for the layer's geometry.

    Raises
    ------
    DataError
        The layer has no such field, or the field has more than `MOST_CATEGORIES` values.
    """
    spoken = table_of_field(layer, field) if symbol is None else None
    if spoken is not None:
        return table_renderer(layer, field, spoken)
    texts, code = codes(layer, field)
    filled = [i for i, text in enumerate(texts) if text]
    if len(filled) > MOST_CATEGORIES:
        raise DataError(
            "The field {field} has {count} different values, too many to tell apart; choose another, or classes of a "
            "number.",
            field=field,
            count=len(filled),
        )
    counts = np.bincount(code, minlength=len(texts))
    order = sorted(filled, key=lambda i: (-int(counts[i]), texts[i]))
    shape = symbol or class_symbol(layer.kind)
    categories = tuple(
        Category(
            values=(texts[i],),
            title=Words(zh=texts[i], en=texts[i]),
            symbol=recoloured(shape, series_color(number), layer.kind),
        )
        for number, i in enumerate(order)
    )
    return CategoriesRenderer(field=field, categories=categories, other=recoloured(shape, _OTHER, layer.kind))


def series_color(number: int) -> str:
    """Return colour ``number`` of the series; each round through it is paler than the one before."""
    color, paler = SERIES[number % len(SERIES)], min(0.32 * (number // len(SERIES)), 0.8)
    channels = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(channel + (255 - channel) * paler):02X}" for channel in channels)
