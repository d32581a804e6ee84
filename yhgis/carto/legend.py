"""The legend of what a frame really shows: swatches are drawn by the same code as the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from yhgis.carto.classes import SymbolClass, at_every_scale, classify
from yhgis.carto.display_list import Mark
from yhgis.carto.frame import Frame
from yhgis.carto.map_picture import MapLayer
from yhgis.carto.packing import Bools, Floats, Packed, meets, shapes
from yhgis.carto.stations import NAMES, PLACES
from yhgis.carto.symbology import class_marks
from yhgis.i18n import Language, Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import GeometryKind, Layer, LayerInfo, Status
from yhgis.model.sheet_edits import LegendEdits
from yhgis.model.style import CategoriesRenderer, GraduatedRenderer, LayerStyle, RulesRenderer
from yhgis.model.symbol import (
    AnySymbolLayer,
    ArrowheadsSymbol,
    GradientSymbol,
    InnerBandSymbol,
    MarkerSymbol,
    RingsSymbol,
    SoftDiscSymbol,
    SoftFillSymbol,
    StrokeSymbol,
    SvgSymbol,
    Symbol,
    TicksSymbol,
)
from yhgis.model.view import Extent, View
from yhgis.plan.catalog import Catalog

#: Box of a swatch in a sheet's legend, mm.
SWATCH_MM = (8.0, 4.6)


@dataclass(frozen=True, eq=False)
class LegendEntry:
    """One line of the legend.

    Parameters
    ----------
    title : str
        In the language asked for.
    swatch : tuple of Mark
        In a box from (0, 0) to the size asked for, mm.
    layer_id : str
    schematic : bool
        Whether the layer is only schematic.
    key : str
        Names the entry in `yhgis.model.sheet_edits.LegendEdits`, whatever the language.
    """

    title: str
    swatch: tuple[Mark, ...]
    layer_id: str
    schematic: bool
    key: str = ""


@dataclass(frozen=True, eq=False)
class LegendGroup:
    """The entries of one group of the layer tree."""

    title: str
    entries: tuple[LegendEntry, ...]


def legend(
    map_layers: Sequence[MapLayer],
    view: View | None,
    lang: Language = "zh",
    *,
    swatch_mm: tuple[float, float] = SWATCH_MM,
    edits: LegendEdits | None = None,
) -> tuple[LegendGroup, ...]:
    """Return the legend of ``map_layers`` in the order of the tree's groups, what lies on top first in each.

    Parameters
    ----------
    view : View or None
        Only classes with a feature in it are listed; None: all classes, as the tree does.
    swatch_mm : tuple of float
        Width and height of the box that a swatch is drawn in.
    edits : LegendEdits, optional
        The user's order, hidden entries and words.

    Raises
    ------
    DataError
        A style reads a field that its layer does not have.
    """
    entries: dict[str, list[LegendEntry]] = {}
    for map_layer in reversed(map_layers):
        if map_layer.opacity > 0.0 and map_layer.style.in_legend:
            group = entries.setdefault(map_layer.layer.info.group, [])
            group += layer_entries(map_layer.layer, map_layer.style, view, lang, swatch_mm=swatch_mm)
    titles = _group_titles()
    order = {group: i for i, group in enumerate(titles)}
    return tuple(
        LegendGroup(words(titles.get(group, Title(group)), lang), shown)
        for group, found in sorted(entries.items(), key=lambda item: order.get(item[0], len(order)))
        if (shown := edited(found, edits or LegendEdits()))
    )


def edited(entries: Sequence[LegendEntry], edits: LegendEdits) -> tuple[LegendEntry, ...]:
    """Return the entries of a group as the user wants them."""
    known = {entry.key: entry for entry in entries}
    wanted = [known[key] for key in edits.arranged([entry.key for entry in entries]) if key not in edits.hidden]
    return tuple(replace(entry, title=edits.titles.get(entry.key) or entry.title) for entry in wanted)


def layer_entries(
    layer: Layer,
    style: LayerStyle,
    view: View | None,
    lang: Language = "zh",
    *,
    swatch_mm: tuple[float, float] = SWATCH_MM,
) -> list[LegendEntry]:
    """Return the legend lines of one layer, a line for each different title among its classes."""
    if view is not None and not style.scales.holds(view.scale):
        return []
    schematic = layer.info.status is Status.SCHEMATIC
    found: dict[str, LegendEntry] = {}
    for one in classify(layer, style, view.scale) if view is not None else at_every_scale(layer, style):
        title = words(one.title or layer.info.title, lang)
        if title not in found and one.symbol and _shows(layer, one, view):
            marks = swatch(one.symbol, layer.kind, *swatch_mm)
            key = f"{layer.id}/{one.title.zh}" if one.title else layer.id
            found[title] = LegendEntry(title, marks, layer.id, schematic, key)
    return list(found.values())


def layer_swatch(layer: Layer, style: LayerStyle, width_mm: float, height_mm: float) -> tuple[Mark, ...]:
    """Return one swatch that stands for the whole layer: that of its first class with members."""
    classes = classify(layer, style, 0.0)
    chosen = next((one for one in classes if one.members.any() and one.symbol), None)
    return swatch(chosen.symbol, layer.kind, width_mm, height_mm) if chosen else ()


def has_rows(style: LayerStyle) -> bool:
    """Whether the tree should show a row for each class rather than one swatch."""
    renderer = style.renderer
    if isinstance(renderer, CategoriesRenderer):
        return len({category.title for category in renderer.categories}) > 1
    if isinstance(renderer, RulesRenderer):
        return len({rule.title for rule in renderer.rules}) > 1
    return isinstance(renderer, GraduatedRenderer)


def swatch(symbol: Symbol, kind: GeometryKind, width_mm: float, height_mm: float) -> tuple[Mark, ...]:
    """Return ``symbol`` drawn on a small area, line or point, in a box of the given size."""
    view = View(width_mm / 2, -height_mm / 2, 1000.0, width_mm, height_mm, dpi=600.0)  # a metre is a millimetre
    largest = max((part.size_mm for part in symbol if isinstance(part, MarkerSymbol | SvgSymbol)), default=0.0)
    shrink = min(1.0, height_mm * 0.85 / largest) if largest else 1.0
    symbol = tuple(_fitted(part, width_mm, height_mm, shrink) for part in symbol)
    layer = _sample(symbol, kind, width_mm, height_mm)
    line = shapely.linestrings([(0.0, -height_mm / 2), (width_mm, -height_mm / 2)])
    along = {s.along: _layer(np.array([line]), {}) for s in symbol if isinstance(s, GradientSymbol) and s.along}
    frame = Frame(view, {name: shapes(guide).lines for name, guide in along.items()})
    return class_marks(layer, [SymbolClass(symbol, np.ones(len(layer), dtype=bool))], frame)


def _fitted(part: AnySymbolLayer, width: float, height: float, shrink: float) -> AnySymbolLayer:
    """Return ``part`` no larger than a swatch has room for; ``shrink`` is common to all markers of the symbol."""
    if isinstance(part, ArrowheadsSymbol):
        size = min(part.length_mm, height * 0.7)
        return part.model_copy(update={"length_mm": size, "width_mm": size, "outline_mm": min(part.outline_mm, 0.2)})
    if isinstance(part, MarkerSymbol | SvgSymbol):
        smaller = {name: getattr(part, name) * shrink for name in ("size_mm", "stroke_mm", "halo_mm")}
        return part.model_copy(update=smaller | ({"anchor": "middle"} if isinstance(part, SvgSymbol) else {}))
    if isinstance(part, TicksSymbol):
        return part.model_copy(update={"spacing_mm": min(part.spacing_mm, width / 2)})
    if isinstance(part, StrokeSymbol):
        dash = tuple(length * min(1.0, width * 0.4 / sum(part.dash)) for length in part.dash)
        return part.model_copy(update={"width_mm": min(part.width_mm, height * 0.36), "dash": dash, "fit_dash": True})
    if isinstance(part, InnerBandSymbol | SoftFillSymbol):
        return part.model_copy(update={"width_mm": min(part.width_mm, height * 0.3)})
    if isinstance(part, SoftDiscSymbol):
        return part.model_copy(update={"least_m": 0.0, "radius_mm": min(part.radius_mm, height / 2)})
    if isinstance(part, RingsSymbol):
        return part.model_copy(update={"radius_mm": min(part.radius_mm, height / 2)})
    return part


def _sample(symbol: Symbol, kind: GeometryKind, width: float, height: float) -> Layer:
    """Return a layer of one feature with the fields that ``symbol`` reads."""
    x, y = width / 2, -height / 2
    fields: dict[str, Any] = {}
    for part in symbol:
        if isinstance(part, StrokeSymbol) and part.width_by is not None:
            fields[part.width_by.field] = (part.width_by.values[0] + part.width_by.values[-1]) / 2
        if isinstance(part, SoftDiscSymbol) and part.radius_field:
            fields[part.radius_field] = height / 2
    if kind is GeometryKind.POINT:
        return _layer(np.array([shapely.Point(x, y)]), fields)
    if kind is GeometryKind.LINE:
        inset = max((part.length_mm * 0.75 for part in symbol if isinstance(part, ArrowheadsSymbol)), default=0.0)
        fields |= {NAMES: "", PLACES: ""}
        swing = 0.0 if inset else height * 0.10
        return _layer(np.array([shapely.linestrings(_wave(inset, width - inset, y, swing))]), fields)
    if any(isinstance(part, RingsSymbol) for part in symbol):
        return _layer(np.array([shapely.Point(x, y).buffer(height / 2)]), fields)
    edge = max((part.width_mm for part in symbol if isinstance(part, StrokeSymbol | SoftFillSymbol)), default=0.0) / 2
    return _layer(np.array([shapely.box(edge, -height + edge, width - edge, -edge)]), fields)


def _wave(x0: float, x1: float, y: float, swing: float) -> Floats:
    """Return a level line with a slight swing, so that a line reads as a line."""
    share = np.linspace(0.0, 1.0, 25)
    return np.column_stack([x0 + (x1 - x0) * share, y + np.sin(share * 2 * np.pi) * swing])


def _layer(geometry: Any, fields: Mapping[str, Any]) -> Layer:
    columns = {name: np.array([value] * len(geometry), dtype=object) for name, value in fields.items()}
    return Layer(LayerInfo("swatch", Title("", "")), geometry, columns, WORK_CRS)


def _shows(layer: Layer, one: SymbolClass, view: View | None) -> bool:
    """Whether a member of the class lies in ``view``."""
    if view is None:
        return True
    packed = shapes(layer)
    for some in (packed.areas, packed.lines):
        near = meets(some.bounds, view.extent) & one.members[some.features] if len(some) else np.zeros(0, dtype=bool)
        if near.any() and _touches(layer, some, near, view.extent):
            return True
    x0, y0, x1, y1 = view.extent
    x, y = packed.points[:, 0], packed.points[:, 1]
    inside = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
    return bool((inside & one.members[packed.point_features]).any())


def _touches(layer: Layer, packed: Packed, near: Bools, extent: Extent) -> bool:
    """Whether a feature that is ``near`` really enters ``extent``, not only the box round it."""
    (left, low, right, high), (x0, y0, x1, y1) = packed.bounds[near].T, extent
    if ((left >= x0) & (low >= y0) & (right <= x1) & (high <= y1)).any():
        return True
    return bool(shapely.intersects(layer.geometry[packed.features[near]], shapely.box(*extent)).any())


def _group_titles() -> dict[str, Title]:
    return {group.id: group.title for group in Catalog.load().groups}


def words(title: Title, lang: Language) -> str:
    """Return ``title`` in ``lang``, whatever language the window is in."""
    return title.zh if lang == "zh" or not title.en else title.en
