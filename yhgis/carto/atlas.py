"""A sheet for every town, or for every feature of any layer: the same theme, each fitted to its place and naming it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from yhgis.carto import sheet_words as say
from yhgis.carto.classes import text_of
from yhgis.carto.display_list import DisplayList, TextMeasure
from yhgis.carto.legend import words
from yhgis.carto.map_picture import MapLayer
from yhgis.carto.sheet import HIGHLIGHT, ComposedSheet, Sheet, compose_page
from yhgis.carto.text_measure import estimated_measure
from yhgis.errors import DataError, UsageError, nearest_name
from yhgis.feedback import Feedback, silent
from yhgis.i18n import Title
from yhgis.model.layer import GeometryKind, Layer
from yhgis.model.theme import Theme

ALL = "all"
# Ground around a town, as a share of its size: its neighbours' edges tell where one is.
_AROUND = 0.06
# A single point is shown with this much ground, metres.
_LEAST_GROUND_M = 500.0
_FIELD = re.compile(r"\{([^{}]+)\}")
# What file systems refuse in a name.
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True, eq=False)
class TownSheet:
    """One sheet of a series.

    Parameters
    ----------
    name : Title
        The town's, or the feature's.
    sheet : Sheet
    town : Layer
        Of the town, or the feature, alone: for mask and outline.
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
    return sheets_for_features(base, theme, towns, pick_towns(towns, wanted))


def sheets_for_features(base: Sheet, theme: Theme, layer: Layer, positions: Sequence[int]) -> tuple[TownSheet, ...]:
    """Return a sheet for each of the features at ``positions`` of ``layer`` (in the working CRS).

    Raises
    ------
    DataError
        A feature has no place on the map.
    """
    names = town_names(layer)
    made = []
    for place in positions:
        # Under its own id: a mask that is one of the map's layers fades only what lies beneath that layer.
        one = layer.select(np.array([place])).with_info(id=HIGHLIGHT)
        x0, y0, x1, y1 = one.bounds
        if not math.isfinite(x0):
            raise DataError(
                "{feature} of {layer} has no place on the map.", feature=names[place], layer=layer.info.title
            )
        by = max(x1 - x0, y1 - y0, _LEAST_GROUND_M) * _AROUND
        title = say.sheet_title(theme.title.title, base.lang, names[place])
        sheet = replace(base, title=title, view=None, extent=(x0 - by, y0 - by, x1 + by, y1 + by))
        made.append(TownSheet(names[place], sheet, one))
    return tuple(made)


def file_names(sheets: Sequence[TownSheet], pattern: str) -> tuple[str, ...]:
    """Return a file name, without extension, for each sheet; two that would be alike get a number.

    Parameters
    ----------
    pattern : str
        With fields in braces: ``{name}``, ``{title}``, ``{n}`` (the number in the series), or a field of the layer.

    Raises
    ------
    UsageError
        A field that there is not; those that there are, are listed.
    """
    found: list[str] = []
    taken: set[str] = set()
    for number, one in enumerate(sheets, start=1):
        values = {name: text_of(column[0]) for name, column in one.town.fields.items()}
        values |= {"name": words(one.name, one.sheet.lang), "title": one.sheet.title, "n": f"{number:02d}"}
        name = _UNFIT.sub("-", _filled(pattern, values)).strip(" .-") or f"{number:02d}"
        unique, count = name, 1
        while unique.casefold() in taken:
            count += 1
            unique = f"{name}_{count}"
        taken.add(unique.casefold())
        found.append(unique)
    return tuple(found)


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    for field in _FIELD.findall(pattern):
        if field not in values:
            raise UsageError(
                "There is no field {field} to name files by; there are {known}.", field=field, known=", ".join(values)
            )
    return _FIELD.sub(lambda match: values[match[1]], pattern)


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
        part = feedback.part(number / len(sheets), (number + 1) / len(sheets))
        yield compose_one(one, map_layers, measure=measure, district=district, feedback=part).page


def compose_one(
    one: TownSheet,
    map_layers: Sequence[MapLayer],
    *,
    measure: TextMeasure = estimated_measure,
    district: Layer | None = None,
    feedback: Feedback | None = None,
) -> ComposedSheet:
    """Return one sheet of a series; outside of an area the map is faded, beside a line or a point it is not."""
    return compose_page(
        one.sheet,
        map_layers,
        measure=measure,
        mask=one.town if one.town.kind is GeometryKind.POLYGON else None,
        district=district,
        highlight=one.town,
        feedback=feedback,
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
