"""A sheet for every town: the same theme, each fitted to its town and naming it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from yhgis.carto import sheet_words as say
from yhgis.carto.display_list import DisplayList, TextMeasure
from yhgis.carto.map_picture import MapLayer
from yhgis.carto.sheet import HIGHLIGHT, Sheet, compose_sheet
from yhgis.carto.text_measure import estimated_measure
from yhgis.errors import UsageError, nearest_name
from yhgis.feedback import Feedback, silent
from yhgis.i18n import Title
from yhgis.model.layer import Layer
from yhgis.model.theme import Theme

ALL = "all"
# Ground around a town, as a share of its size: its neighbours' edges tell where one is.
_AROUND = 0.06


@dataclass(frozen=True, eq=False)
class TownSheet:
    """One sheet of a series.

    Parameters
    ----------
    name : Title
        The town's.
    sheet : Sheet
    town : Layer
        Of the town alone, for mask and outline.
    """

    name: Title
    sheet: Sheet
    town: Layer


def town_names(towns: Layer) -> tuple[Title, ...]:
    """Return the names of the features of ``towns`` in both languages."""
    pairs = zip(towns.names(), towns.names(lang_en=True), strict=True)
    return tuple(Title(zh, en) for zh, en in pairs)


def pick_towns(towns: Layer, wanted: Sequence[str]) -> tuple[int, ...]:
    """Return which features of ``towns`` are ``wanted``, by Chinese name (with or without 镇, 街道) or English name.

    ``all`` alone stands for every one.

    Raises
    ------
    UsageError
        No town of that name; the nearest is offered.
    """
    names = town_names(towns)
    if list(wanted) == [ALL]:
        return tuple(range(len(names)))
    return tuple(_position(name, names) for name in wanted)


def sheets_for_towns(base: Sheet, theme: Theme, towns: Layer, wanted: Sequence[str] = (ALL,)) -> tuple[TownSheet, ...]:
    """Return a sheet for each of ``wanted`` towns.

    Parameters
    ----------
    base : Sheet
        What all have in common: paper, language, compiler and so on.
    towns : Layer
        In the working CRS, one area a town.

    Raises
    ------
    UsageError
        No town of that name.
    """
    names = town_names(towns)
    made = []
    for place in pick_towns(towns, wanted):
        # Under its own id: a mask that is one of the map's layers fades only what lies beneath that layer.
        town = towns.select(np.array([place])).with_info(id=HIGHLIGHT)
        x0, y0, x1, y1 = town.bounds
        by = max(x1 - x0, y1 - y0) * _AROUND
        title = say.sheet_title(theme.title.title, base.lang, names[place])
        sheet = replace(base, title=title, view=None, extent=(x0 - by, y0 - by, x1 + by, y1 + by))
        made.append(TownSheet(names[place], sheet, town))
    return tuple(made)


def compose_atlas(
    sheets: Sequence[TownSheet],
    map_layers: Sequence[MapLayer],
    *,
    measure: TextMeasure = estimated_measure,
    district: Layer | None = None,
    feedback: Feedback | None = None,
) -> Iterator[DisplayList]:
    """Yield the page of each sheet, one at a time, so that a long series needs no more memory than a short one.

    Parameters
    ----------
    district : Layer, optional
        For the inset.
    """
    feedback = feedback or silent()
    for number, one in enumerate(sheets):
        yield compose_sheet(
            one.sheet,
            map_layers,
            measure=measure,
            mask=one.town,
            district=district,
            highlight=one.town,
            feedback=feedback.part(number / len(sheets), (number + 1) / len(sheets)),
        )


def _position(name: str, names: Sequence[Title]) -> int:
    wanted = name.strip().casefold()
    for place, title in enumerate(names):
        if wanted in _spellings(title):
            return place
    near = nearest_name(wanted, [spelling for title in names for spelling in _spellings(title)])
    raise UsageError(
        "There is no town {town}; did you mean {near}?",
        town=name,
        near=near or ", ".join(str(title) for title in names),
    )


def _spellings(title: Title) -> tuple[str, ...]:
    return title.zh, title.zh.removesuffix("街道").removesuffix("镇"), title.en.casefold()
