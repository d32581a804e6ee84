"""From themes, catalog and files to entries of the map: which layers, in which order, drawn with what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely

from yhgis.errors import DataError
from yhgis.feedback import Feedback
from yhgis.model.crs import WORK_CRS, Geometries
from yhgis.model.layer import GeometryKind, Layer
from yhgis.model.map import MapEntry, MapState, free_name
from yhgis.model.view import Extent

if TYPE_CHECKING:
    from yhgis.carto.map_picture import MapLayer
    from yhgis.model.style import LayerStyle
    from yhgis.model.theme import Theme
    from yhgis.plan.catalog import Catalog

OWN_GROUP = "own"
_RANK = {GeometryKind.POLYGON: 0, GeometryKind.MIXED: 1, GeometryKind.LINE: 2, GeometryKind.POINT: 3}


def themes() -> tuple[Theme, ...]:
    """Return the built-in themes in their order."""
    from yhgis.carto import styles

    return styles.themes()


def theme(theme_id: str) -> Theme:
    """Return one theme; an unknown id is a `DataError` that offers the nearest."""
    from yhgis.carto import styles

    return styles.load_theme(theme_id)


def theme_entries(wanted: Theme, state: MapState, layer: Callable[[str], Layer]) -> tuple[MapEntry, ...]:
    """Return the entries that ``wanted`` shows: its own layers, then the user's, as they were, on top."""
    from yhgis.carto.styles import load_style

    entries = [
        MapEntry(
            layer(part.id),
            visible=part.visible,
            opacity=part.opacity,
            style=load_style(part.style) if part.style else None,
            spec=part.id,
        )
        for part in wanted.layers
    ]
    own = [entry for entry in state.entries if entry.layer.info.group == OWN_GROUP]
    return (*entries, *own)


def read_ahead(catalog: Catalog, feedback: Feedback) -> None:
    """Read what themes show and what it looks like, for a worker's thread: no theme that is chosen has to wait.

    Catalog and styles keep what was read.  What cannot be read is said when it is asked for.
    """
    from yhgis.carto.styles import load_style

    parts = [part for wanted in themes() for part in wanted.layers]
    reads: list[Callable[[], object]] = [
        *(partial(catalog.layer, layer_id) for layer_id in dict.fromkeys(part.id for part in parts)),
        *(partial(load_style, style) for style in dict.fromkeys([*(p.style for p in parts if p.style), *catalog.ids])),
    ]
    for read in reads:
        feedback.check()
        with suppress(DataError):
            read()


def inserted(entries: Sequence[MapEntry], entry: MapEntry) -> tuple[MapEntry, ...]:
    """Return ``entries`` with a built-in ``entry`` where a cartographer would put it.

    The themes say what lies above what; where they are silent, areas lie under lines and lines under points.
    The user's own layers stay on top.
    """
    below = {known for wanted in themes() for known in _below(wanted.layer_ids, entry.id)}
    above = {known for wanted in themes() for known in _above(wanted.layer_ids, entry.id)}
    built_in = [known for known in entries if known.layer.info.group != OWN_GROUP]
    own = [known for known in entries if known.layer.info.group == OWN_GROUP]
    floor = max((i + 1 for i, known in enumerate(built_in) if known.id in below), default=None)
    if floor is None:
        ceiling = min((i for i, known in enumerate(built_in) if known.id in above), default=None)
        floor = ceiling if ceiling is not None else _by_rank(built_in, entry)
    return (*built_in[:floor], entry, *built_in[floor:], *own)


def _below(order: Sequence[str], layer_id: str) -> Sequence[str]:
    return order[: order.index(layer_id)] if layer_id in order else ()


def _above(order: Sequence[str], layer_id: str) -> Sequence[str]:
    return order[order.index(layer_id) + 1 :] if layer_id in order else ()


def _by_rank(entries: Sequence[MapEntry], entry: MapEntry) -> int:
    rank = _RANK.get(entry.layer.kind, 1)
    return sum(_RANK.get(known.layer.kind, 1) <= rank for known in entries)


def map_layers(state: MapState, style: Callable[[MapEntry], LayerStyle]) -> tuple[MapLayer, ...]:
    """Return what is visible, bottom first."""
    from yhgis.carto.map_picture import MapLayer

    shown = [entry for entry in state.entries if entry.visible and entry.lost is None]
    return tuple(MapLayer(entry.layer, style(entry), entry.opacity) for entry in shown)


def mask(state: MapState, layer: Callable[[str], Layer], catalog: Catalog) -> Layer | None:
    """Return the polygons outside of which the theme fades the map."""
    wanted = next((known.mask for known in themes() if known.id == state.theme), "")
    if wanted and any(known.id == wanted for known in catalog.entries):
        return layer(wanted)
    return None


def described_again(layer: Layer, catalog: Catalog) -> Layer:
    """Return a built-in layer with its source's sentence in the language in use; any other as it is."""
    if layer.id not in catalog.ids or layer.info.group == OWN_GROUP:
        return layer
    return layer.with_info(source=catalog.layer(layer.id).info.source)


def at_hand(layer: Layer) -> Layer:
    """Return ``layer`` with the answers that the window wants at once worked out: for the thread that read it."""
    from yhgis.analysis.by_place import boxes
    from yhgis.carto.classes import at_every_scale
    from yhgis.carto.details import details_at_hand
    from yhgis.carto.styles import style_for

    layer.kind, layer.bounds, details_at_hand(layer), boxes(layer)
    at_every_scale(layer, style_for(layer))  # the values of the fields it looks at are kept for copies of the layer
    return layer


def own_entry(layer: Layer, spec: str, state: MapState, catalog: Catalog) -> MapEntry:
    """Return the entry for a layer of the user's own, in the working CRS, with an id nobody else has."""
    if not len(layer):
        raise DataError("{layer} has no features; nothing to show.", layer=layer.info.title)
    taken = {known.id for known in catalog.entries} | {entry.id for entry in state.entries}
    own_id = free_name(layer.id, taken)
    moved = layer.to_crs(WORK_CRS)
    return MapEntry(replace(moved, info=replace(moved.info, id=own_id, group=OWN_GROUP)), spec=spec)


def geometries_of(what: Extent | Geometries) -> Geometries:
    """Return what is to be flashed as geometries; an extent becomes its rectangle."""
    if isinstance(what, tuple):
        return np.array([shapely.box(*what)], dtype=object)
    present: Geometries = what[~(shapely.is_missing(what) | shapely.is_empty(what))]
    return present
