"""Where a result's polygons lie: a small map for documents and slides, on the plan's own layers that were asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.carto.colour import rgba
from yhgis.carto.display_list import DisplayList, Fill, Group, Mark, Markers, Paths, Stroke
from yhgis.carto.drawn import Drawn
from yhgis.carto.frame import Frame
from yhgis.carto.map_picture import LABELS, MapLayer, compose
from yhgis.carto.scale import nice_scale, scale_text
from yhgis.carto.sheet_shapes import Box, rectangle, rings
from yhgis.carto.styles import style_for
from yhgis.i18n import Title, language, tr
from yhgis.model.crs import WORK_CRS, Geometries
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.result import Result
from yhgis.model.view import View
from yhgis.paint.application import ensure_gui_application
from yhgis.paint.text import measure
from yhgis.plan.catalog import Catalog
from yhgis.report.town_map import furniture, png

_FOUND = "#D7301F"
_FILL, _EDGE = rgba(_FOUND, 0.45), rgba(_FOUND)
_WHITE, _INK = (255, 255, 255, 255), (51, 51, 51, 255)
_EDGE_MM, _RING_MM, _FRAME_MM = 0.3, 0.35, 0.3
# What is smaller than this on paper is ringed, else nobody finds it; of very many the largest ones.
_SMALL_MM, _RING_RADIUS_MM, _MOST_RINGS = 1.2, 1.6, 60
# Ground that several rows or lines share is to be painted once; of so many polygons only, for it takes time.
_MOST_UNITED = 5_000
# Their polygons are pieces of the layers, all of them: those themselves are what one wants to see.
_PARTED = ("overlap",)
# Ground round the places, and at least so much of it.
_AROUND_MM, _LEAST_M = 8.0, 2_000.0
_FADED = 0.5
#: Drawn beneath every result: where in the district one is.
_BASE = ("rivers", "towns", "district")


@dataclass(frozen=True, eq=False)
class ResultMap:
    """A map of a result's polygons.

    Parameters
    ----------
    picture : DisplayList
    caption : str
        What is shown, with the scale.
    """

    picture: DisplayList
    caption: str

    def png(self, dpi: float) -> bytes:
        """Return the map as the bytes of a PNG."""
        return png(self.picture, dpi)


def result_map(result: Result, width_mm: float, height_mm: float) -> ResultMap | None:
    """Return where the polygons of ``result`` lie; None where it has none, or none near the plan's district."""
    catalog = Catalog.load()
    found = _polygons(result)
    if not len(found) or not _near_the_plan(found, catalog):
        return None
    ensure_gui_application()
    view = _view(found, width_mm, height_mm)
    parted = result.provenance.tool in _PARTED
    picture = compose(_layers(result, catalog, 1.0 if parted else _FADED), view, measure=measure, lang=language())
    frame = Box(0.0, 0.0, width_mm, height_mm)
    at = next((i for i, mark in enumerate(picture.marks) if isinstance(mark, Group) and mark.name == LABELS), 0)
    inside = (*picture.marks[:at], *_found_marks(found, view, filled=not parted), *picture.marks[at:])
    marks = (
        Group((Fill(rectangle(frame), picture.background), *inside), clip=(0.0, 0.0, width_mm, height_mm)),
        *furniture(view),
        Stroke(rectangle(frame), _INK, _FRAME_MM, join="miter"),
    )
    caption = tr("Where the {count} polygons of the result lie (red), {scale}", count=len(found),
                 scale=scale_text(view.scale))  # fmt: skip
    return ResultMap(DisplayList(width_mm, height_mm, marks, _WHITE), caption)


def _polygons(result: Result) -> Geometries:
    """Return the polygons of ``result`` that have an area, in the working CRS."""
    places = result.places()
    if places is None:
        return np.empty(0, dtype=object)
    count = len(places.geometry)
    layer = Layer(LayerInfo("found", Title("", "")), places.geometry, {}, places.crs)
    moved = layer.to_crs(WORK_CRS).geometry if count else places.geometry
    real = np.array([one is not None and not one.is_empty and one.area > 0.0 for one in moved], dtype=bool)
    return np.asarray(moved[real], dtype=object)


def _view(found: Geometries, width_mm: float, height_mm: float) -> View:
    x0, y0, x1, y1 = shapely.total_bounds(found)
    more_x, more_y = (max(_LEAST_M - length, 0.0) / 2 for length in (x1 - x0, y1 - y0))
    extent = (x0 - more_x, y0 - more_y, x1 + more_x, y1 + more_y)
    fitted = View.fit(extent, width_mm, height_mm, 300.0, margin_mm=_AROUND_MM)
    return View(fitted.center_x, fitted.center_y, nice_scale(fitted.scale), width_mm, height_mm, 300.0)


def _near_the_plan(found: Geometries, catalog: Catalog) -> bool:
    """Whether there is anything of the plan to draw the polygons on."""
    district = shapely.box(*catalog.layer("district").to_crs(WORK_CRS).bounds)
    return bool(shapely.box(*shapely.total_bounds(found)).intersects(district))


def _layers(result: Result, catalog: Catalog, opacity: float) -> list[MapLayer]:
    """Return the plan's layers among the inputs, with rivers and boundaries above them."""
    known = {entry.id for entry in catalog.entries}
    asked = [record.id for record in result.provenance.inputs if record.id in known and record.id not in _BASE]
    layers = []
    for id_ in (*dict.fromkeys(asked), *(id_ for id_ in _BASE if id_ in known)):
        layer = catalog.layer(id_).to_crs(WORK_CRS)
        layers.append(MapLayer(layer, style_for(layer), 1.0 if id_ in _BASE else opacity))
    return layers


def _found_marks(found: Geometries, view: View, *, filled: bool) -> tuple[Mark, ...]:
    """Return the polygons, and rings round those that are too small to be seen."""
    if len(found) <= _MOST_UNITED:
        found = shapely.get_parts(np.array([shapely.union_all(found)], dtype=object))
    layer = Layer(LayerInfo("found", Title("", "")), found, {}, WORK_CRS)
    paths = Drawn(layer, np.ones(len(found), dtype=bool), Frame(view)).area_paths
    bounds = shapely.bounds(found)
    size_mm = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) * view.mm_per_metre
    small = np.flatnonzero(size_mm < _SMALL_MM)
    small = small[np.argsort(-shapely.area(found[small]), kind="stable")][:_MOST_RINGS]
    marks: list[Mark] = [Fill(paths, _FILL)] if filled else []
    marks.append(Stroke(paths, _EDGE, _EDGE_MM if filled else _EDGE_MM / 2))
    if len(small):
        middle: NDArray[np.float64] = (bounds[small, :2] + bounds[small, 2:]) / 2
        marks.append(Markers(view.to_paper(middle), _ring(), stroke=_EDGE, stroke_mm=_RING_MM))
    return tuple(marks)


def _ring() -> Paths:
    turn = np.linspace(0.0, 2.0 * np.pi, 32, endpoint=False)
    outline = np.column_stack([np.cos(turn), np.sin(turn)]) * _RING_RADIUS_MM
    return rings([[(x, y) for x, y in outline.tolist()]])
