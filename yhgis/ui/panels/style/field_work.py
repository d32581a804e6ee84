"""What is found out of a layer's fields for the style panel; run beside the window (pure; no widgets)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yhgis.carto.categories import categories_renderer
from yhgis.carto.classes import classify, codes, numbers, text_of
from yhgis.carto.graduated import graduated_renderer
from yhgis.carto.tables import Table, table_for, table_renderer
from yhgis.errors import DataError
from yhgis.model.layer import Layer
from yhgis.model.style import CategoriesRenderer, GraduatedRenderer, LayerStyle

Floats = NDArray[np.float64]

BINS = 48
_LOOKED_AT = 4000
#: A few giants must not squeeze all other bars into one: beyond this share the axis ends.
_SHOWN = 0.985


@dataclass(frozen=True)
class Spread:
    """How often which values occur.

    Parameters
    ----------
    counts : tuple of int
        In bins of even width from ``low`` to ``high``.
    low, high : float
        Ends of the axis; ``high`` may lie below the greatest value.
    cut : int
        Features beyond ``high``; they are in no bin.
    """

    counts: tuple[int, ...]
    low: float
    high: float
    cut: int = 0


def spread(layer: Layer, field: str) -> Spread | None:
    """Return how the numbers of a field are spread; None where there are fewer than two different ones."""
    values = numbers(layer, field)
    known = values[np.isfinite(values)]
    if not len(known) or known.min() == known.max():
        return None
    low, high = float(known.min()), float(known.max())
    most = float(np.quantile(known, _SHOWN))
    if high - low > 3.0 * (most - low) > 0.0:
        high = most
    counts, _ = np.histogram(known[known <= high], bins=BINS, range=(low, high))
    return Spread(tuple(int(count) for count in counts), low, high, int((known > high).sum()))


def number_fields(layer: Layer) -> tuple[str, ...]:
    """Return the fields that hold numbers."""
    return tuple(name for name in layer.fields if _is_number(layer.field(name)))


def _is_number(column: NDArray[np.generic]) -> bool:
    if column.dtype.kind in "iuf":
        return True
    if column.dtype.kind != "O":
        return False
    some = [value for value in column[:_LOOKED_AT].tolist() if text_of(value)]
    return bool(some) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in some)


def likely_category_field(layer: Layer) -> str:
    """Return the field that the features are most likely told apart by; empty when none fits.

    One that speaks a built-in table, else the text field of fewest values, at least two.
    """
    found = table_for(layer)
    if found is not None:
        return found[1]
    numeric = set(number_fields(layer))
    best: list[tuple[bool, bool, int, str]] = []
    for name in layer.fields:
        column = layer.field(name)[:_LOOKED_AT].tolist()
        count = len({text_of(value) for value in column} - {""})
        if 2 <= count <= 48:
            best.append((name in numeric, name in (layer.info.name_field, layer.info.name_field_en), count, name))
    return min(best)[3] if best else ""


def by_table(layer: Layer, field: str, spoken: Table) -> CategoriesRenderer:
    """Return the looks of a built-in table, by ``field`` or by the field of the layer that the table names.

    Raises
    ------
    DataError
        Neither holds a code or name of the table.
    """
    names = {name.upper(): name for name in layer.fields}
    wanted = [field, *(names[name] for name in spoken.data.fields if name in names)]
    for name in dict.fromkeys(wanted):
        if name in layer.fields:
            made = table_renderer(layer, name, spoken)
            if made.categories:
                return made
    raise DataError(
        "No value of {field} in {layer} is a code or a name of “{table}”; choose another field.",
        field=field or "-",
        layer=layer.info.title,
        table=spoken.data.title.title,
    )


def left_values(layer: Layer, renderer: CategoriesRenderer) -> list[str]:
    """Return the values of the field that no category names, the frequent ones first."""
    texts, code = codes(layer, renderer.field)
    named = {value for one in renderer.categories for value in one.values}
    counts = np.bincount(code, minlength=len(texts))
    left = [i for i, text in enumerate(texts) if text and text not in named]
    return [texts[i] for i in sorted(left, key=lambda i: (-int(counts[i]), texts[i]))]


def checked(layer: Layer, style: LayerStyle) -> LayerStyle:
    """Return ``style`` when the layer has all the fields that it reads.

    Raises
    ------
    DataError
        It has not; the field is named.
    """
    missing = sorted(style.fields() - set(layer.fields))
    if missing:
        raise DataError(
            "The style reads the field {field}, which {layer} does not have; it is for another layer.",
            field=missing[0],
            layer=layer.info.title,
        )
    classify(layer, style, 0.0)
    return style


def first_categories(layer: Layer) -> CategoriesRenderer:
    """Return categories by the field that the features are most likely told apart by.

    Raises
    ------
    DataError
        No field has a few different values.
    """
    field = likely_category_field(layer)
    if not field:
        raise DataError(
            "{layer} has no field with a few different values to tell its features apart by.", layer=layer.info.title
        )
    return categories_renderer(layer, field)


def first_graduated(layer: Layer) -> GraduatedRenderer:
    """Return classes of the first field of numbers that differ.

    Raises
    ------
    DataError
        No field has numbers.
    """
    fields = number_fields(layer)
    differing = [name for name in fields if spread(layer, name) is not None]
    if not differing:
        raise DataError("{layer} has no field of numbers to make classes of.", layer=layer.info.title)
    areas = [name for name in differing if name.upper().endswith(("MJ", "AREA"))]
    return graduated_renderer(layer, (areas or differing)[0])
