"""The small map of a town card: the town in its surroundings, control lines and greenways, scale bar and north."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yhgis.carto.display_list import DisplayList, Fill, Group, Mark, Stroke, TextStyle
from yhgis.carto.drawn import Drawn
from yhgis.carto.frame import Frame
from yhgis.carto.map_picture import LABELS, MapLayer, compose
from yhgis.carto.scale import nice_scale, scale_bar, scale_text
from yhgis.carto.sheet_furniture import north_arrow_block, scale_bar_block
from yhgis.carto.sheet_shapes import Box, rectangle
from yhgis.carto.styles import load_style, load_theme
from yhgis.feedback import Feedback, silent
from yhgis.i18n import Title, language
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer
from yhgis.model.view import View
from yhgis.paint.application import ensure_gui_application
from yhgis.paint.text import measure
from yhgis.plan.catalog import Catalog
from yhgis.report.sheet_file import theme_map_layers

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

#: Name of the group that holds the map in a page.
MAP = "map"
_THEME = "control_lines"
_INK, _WHITE = (51, 51, 51, 255), (255, 255, 255, 255)
_PLATE = (255, 255, 255, 225)
_OUTLINE_MM, _CASING_MM = 0.6, 1.4
_SMALL = {"size_pt": 7.0, "spacing_mm": 0.6, "gap_mm": 1.4, "halo_mm": 0.5, "must": False, "priority": 40}
_NORTH = Title("北", "N")
_PAD_MM, _ARROW_MM = 1.6, 6.0


@dataclass(frozen=True)
class TownMap:
    """The map as marks in a box from (0, 0).

    Parameters
    ----------
    group : Group
    scale : str
        As it is printed: ``1:75 000``.
    """

    group: Group
    scale: str
    width_mm: float
    height_mm: float

    def picture(self) -> DisplayList:
        """Return the map alone."""
        return DisplayList(self.width_mm, self.height_mm, (self.group,), _WHITE)


class TownMaps:
    """Makes the maps of towns; the layers are read once."""

    def __init__(self, catalog: Catalog) -> None:
        ensure_gui_application()
        self._towns = catalog.layer("towns").to_crs(WORK_CRS)
        self._layers = _map_layers(catalog)

    def of(
        self, name: str, width_mm: float, height_mm: float, *, dpi: float = 300.0, feedback: Feedback | None = None
    ) -> TownMap:
        """Return the map of the town with the Chinese name ``name``."""
        place = self._towns.field("name").tolist().index(name)
        # Under an id of its own: a mask that is one of the map's layers fades only what lies beneath that layer.
        town = self._towns.select(np.array([place])).with_info(id="town")
        view = View.fit(town.bounds, width_mm, height_mm, dpi, margin_mm=5.0)
        view = View(view.center_x, view.center_y, nice_scale(view.scale), width_mm, height_mm, dpi)
        picture = compose(
            self._layers, view, measure=measure, lang=language(), mask=town, feedback=feedback or silent()
        )
        frame = Box(0.0, 0.0, width_mm, height_mm)
        inside = Group(
            (Fill(rectangle(frame), picture.background), *_with_outline(picture.marks, town, view)),
            clip=(0.0, 0.0, width_mm, height_mm),
        )
        marks = (inside, *furniture(view), Stroke(rectangle(frame), _INK, 0.3, join="miter"))
        return TownMap(Group(marks, name=MAP), scale_text(view.scale), width_mm, height_mm)


def png(picture: DisplayList, dpi: float, *, transparent: bool = False) -> bytes:
    """Return ``picture`` as the bytes of a PNG, on its paper's colour or on none."""
    from yhgis.paint.image import render

    return png_of(render(picture, dpi, transparent=transparent))


def png_of(image: QImage) -> bytes:
    """Return ``image`` as the bytes of a PNG."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImageWriter

    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(content.data())


def _map_layers(catalog: Catalog) -> tuple[MapLayer, ...]:
    """Return the control lines with the greenways above them, beneath the boundaries."""
    layers = theme_map_layers(load_theme(_THEME), catalog)
    greenways = catalog.layer("greenways").to_crs(WORK_CRS)
    style = load_style("greenways")
    names = tuple(label.model_copy(update=_SMALL) for label in style.labels[:1])  # not those of the stations
    at = next((i for i, one in enumerate(layers) if one.id == "towns"), len(layers))
    layers.insert(at, MapLayer(greenways, style.model_copy(update={"labels": names})))
    return tuple(layers)


def _with_outline(marks: Sequence[Mark], town: Layer, view: View) -> tuple[Mark, ...]:
    """Return ``marks`` with the town's outline beneath the labels."""
    outline = Drawn(town, np.ones(1, dtype=bool), Frame(view)).area_paths
    drawn = Group((Stroke(outline, _WHITE, _CASING_MM), Stroke(outline, _INK, _OUTLINE_MM)), name="outline")
    at = next((i for i, mark in enumerate(marks) if isinstance(mark, Group) and mark.name == LABELS), len(marks))
    return (*marks[:at], drawn, *marks[at:])


def furniture(view: View) -> tuple[Mark, ...]:
    """Return scale bar and north arrow on a pale plate in the lower left corner."""
    style = TextStyle(6.0, _INK)
    arrow = north_arrow_block(_ARROW_MM, str(_NORTH), style)
    bar = scale_bar_block(scale_bar(view.scale, view.width_mm * 0.3), style, measure)
    height, width = max(arrow.height, bar.height), arrow.width + 2.5 + bar.width
    plate = Box(1.2, view.height_mm - height - 2 * _PAD_MM - 1.2, width + 2 * _PAD_MM, height + 2 * _PAD_MM)
    left, top = plate.x + _PAD_MM, plate.y + _PAD_MM
    return (
        Fill(rectangle(plate), _PLATE),
        Group(arrow.marks, offset=(left, top + height - arrow.height)),
        Group(bar.marks, offset=(left + arrow.width + 2.5, top + height - bar.height)),
    )
