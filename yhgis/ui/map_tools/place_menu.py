"""What the map's right button offers at a place: the feature there, measuring from there, the tool under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from yhgis.i18n import Message, tr
from yhgis.model.selection import Selection
from yhgis.ui.icons import icon
from yhgis.ui.map_tools.checking import check_layer
from yhgis.ui.map_tools.feature_words import Feature
from yhgis.ui.map_tools.pointing import PointTool
from yhgis.ui.map_tools.seen import reach_m, seen_layers, topmost
from yhgis.ui.palette import colors

if TYPE_CHECKING:
    from yhgis.ui.map_tools.toolbox import Toolbox

#: Room left around a feature that is zoomed to, as a share of its size, and at least in metres.
_AROUND, _LEAST_M = 0.25, 100.0
_MOST_LETTERS = 28


class PlaceMenu:
    """Fills the menu of a place."""

    def __init__(self, box: Toolbox, menu: QMenu) -> None:
        self._box, self._menu = box, menu
        self._session = box.session
        self._colors = colors(box.session.dark)

    def fill(self, x: float, y: float) -> None:
        """Add what makes sense at a place (working CRS metres); of a sketch under way, nothing that would drop it."""
        self._add_tool()
        if self._box.canvas.tool.can_undo:
            return
        self._menu.addSeparator()
        self._add(tr("Measure from here"), lambda: self._box.measuring.start(is_area=False, first=(x, y)), "ruler")
        view = self._box.canvas.view
        feature = topmost(seen_layers(self._session, view), x, y, reach_m(view))
        if feature is not None:
            self._add_feature(feature)

    def _add_tool(self) -> None:
        """Offer to end what the tool on the map has under way."""
        tool = self._box.canvas.tool
        if isinstance(tool, PointTool):
            self._menu.addSeparator()
            self._add(tr("Done (Enter)"), lambda: self._end(tool), "check")
            self._add(tr("Leave the tool (Esc)"), lambda: self._box.canvas.use(None), "close")

    def _end(self, tool: PointTool) -> None:
        tool.finish()
        self._box.canvas.toolMoved.emit()

    def _add_feature(self, feature: Feature) -> None:
        """Offer what can be done with the topmost feature there, under its name."""
        self._menu.addSeparator()
        title = f"{feature.layer.info.title} · {feature.name}"
        self._menu.addAction(title if len(title) <= _MOST_LETTERS else title[:_MOST_LETTERS] + "…").setEnabled(False)
        polygon = shapely.get_dimensions(feature.geometry) == 2
        self._add(tr("Select it"), lambda: self._select(feature), "select")
        self._add(tr("Zoom to it"), lambda: self._zoom(feature), "flash")
        self._add(tr("Copy its attributes"), lambda: self._copy(feature), "copy")
        if polygon and self._session.role != "presenter":
            self._add(tr("Check this area"), lambda: check_layer(self._session, feature.alone()), "tool")
        drawing_there = self._box.window.commands.part("map_tools").is_drawn(feature.layer.id)
        if drawing_there and self._session.role != "presenter":
            self._add(tr("Edit this drawn area"), lambda: self._box.drawing.edit(feature.layer.id), "draw")

    def _add(self, text: str, call: Callable[[], object], glyph: str) -> None:
        self._menu.addAction(icon(glyph, self._colors), text, call)

    def _select(self, feature: Feature) -> None:
        self._session.selecting.take(Selection(feature.layer.id, np.array([feature.position])))

    def _zoom(self, feature: Feature) -> None:
        x0, y0, x1, y1 = feature.geometry.bounds
        around = max(_AROUND * max(x1 - x0, y1 - y0), _LEAST_M)
        self._session.zoom_to_extent((x0 - around, y0 - around, x1 + around, y1 + around))
        self._session.flash(np.array([feature.geometry], dtype=object))

    def _copy(self, feature: Feature) -> None:
        QGuiApplication.clipboard().setText(feature.copied())
        self._session.show_message("success", Message("Copied: {text}", {"text": feature.name}))
