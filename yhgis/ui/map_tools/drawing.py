"""What is being drawn on the map, and what becomes of it: a layer of the user's own, checked by one click."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QObject

from yhgis.analysis.area import measure
from yhgis.errors import UserError
from yhgis.i18n import Message, tr
from yhgis.model.drawn import DRAWN_MARK, NAME_FIELD, drawn_layer, is_drawn
from yhgis.model.result import Basis
from yhgis.model.sketch import Fault, Sketch, Steps
from yhgis.ui.map_tools.draw import DrawTool
from yhgis.ui.map_tools.draw_cards import DrawCard, DrawnCard
from yhgis.ui.map_tools.pointing import NO_KEYS
from yhgis.ui.map_tools.typed import parse_place

if TYPE_CHECKING:
    from yhgis.ui.canvas import Canvas
    from yhgis.ui.map_tools.snapper import Snapper


class Drawing(QObject):
    """The sketch under way on a canvas, with its tool and its cards.

    ``layer_id`` is the drawn layer whose outline is being edited; empty for a new one.
    """

    def __init__(self, canvas: Canvas, snapper: Snapper) -> None:
        super().__init__(canvas)
        self.canvas, self.snapper = canvas, snapper
        self.session = canvas.session
        self.steps = Steps()
        self.layer_id = ""
        self.faults: tuple[Fault, ...] = ()
        self.area_m2 = 0.0
        self.tool: DrawTool | None = None
        self.card = DrawCard(self)
        self.done_card = DrawnCard(self)
        canvas.toolChanged.connect(self._follow)
        canvas.toolMoved.connect(self._refresh)

    def start(self) -> None:
        """Draw; what was left unfinished last time is there again."""
        self.done_card.hide()
        self.canvas.use(DrawTool(self))
        self.changed()
        self.canvas.setFocus()

    def edit(self, layer_id: str) -> None:
        """Take up a drawn layer again."""
        layer = self.session.state.entry(layer_id).layer
        self.layer_id = layer_id
        self.steps = Steps(Sketch.of(shapely.union_all(layer.geometry)))
        self.session.zoom_to_layer(layer_id)
        self.start()

    def changed(self) -> None:
        """Look at the sketch again: its area, its faults."""
        self.faults = self.steps.now.faults()
        shape = self.steps.now.geometry()
        self.area_m2 = self._area(shape)
        self._refresh()
        self.canvas.update()

    def _area(self, shape: shapely.Geometry | None) -> float:
        if shape is None:
            return 0.0
        return float(measure(np.array([shape], dtype=object), Basis(self.session.settings.basis)).sum())

    def finish(self) -> None:
        """Make a layer of the sketch, or give the edited layer its new outline; both can be undone."""
        if self.faults:
            self.session.show_message("warning", self.faults[0].message)
            return
        shape = self.steps.now.ended().geometry()
        if shape is None:
            self.session.show_message("warning", Message("What is drawn encloses no area yet."))
            return
        geometry = np.array([shape], dtype=object)
        state = self.session.state
        editing = state.has(self.layer_id) and is_drawn(state.entry(self.layer_id).spec)
        layer_id = self._replaced(geometry) if editing else self._added(geometry)
        self.drop()
        self.canvas.use(None)
        self.done_card.show_layer(layer_id)

    def _added(self, geometry: np.ndarray) -> str:
        title = self._free_title()
        return self.session.add(drawn_layer(title, geometry, [title]), DRAWN_MARK + title)

    def _replaced(self, geometry: np.ndarray) -> str:
        before = self.session.state.entry(self.layer_id).layer
        names = [str(before.fields[NAME_FIELD][0])]
        fresh = drawn_layer(before.info.title.zh, geometry, names)
        layer = replace(fresh, info=replace(before.info, sha256=fresh.info.sha256))
        name = Message("Edit {layer}", {"layer": before.info.title})
        self.session.open_map.update_entry(self.layer_id, name, layer=layer)
        return self.layer_id

    def _free_title(self) -> str:
        taken = {str(entry.layer.info.title) for entry in self.session.state.entries}
        number = 1
        while (title := tr("Drawn area {number}", number=number)) in taken:
            number += 1
        return title

    def drop(self) -> None:
        """Begin afresh."""
        self.steps = Steps()
        self.layer_id = ""
        self.changed()

    def set_typed(self, text: str) -> None:
        """Take typed coordinates: the chosen vertex goes there, else they are the next vertex."""
        tool = self.tool
        if tool is None:
            return
        ring = self.steps.now.growing
        try:
            place = parse_place(text, ring[-1] if ring else None)
        except UserError as error:
            self.session.report(error)
            return
        if tool.held is not None:
            self.steps.take(self.steps.now.moved(tool.held.ring, tool.held.vertex, place))
            self.changed()
        else:
            tool.set_point(place, NO_KEYS)
        self.card.place_box.clear()
        view = self.canvas.view
        if view is not None:
            x0, y0, x1, y1 = view.extent
            if not (x0 <= place[0] <= x1 and y0 <= place[1] <= y1):
                self.canvas.navigator.center_on(*place)
        self.canvas.toolMoved.emit()

    def _follow(self, tool: object) -> None:
        was_on, self.tool = self.tool is not None, tool if isinstance(tool, DrawTool) else None
        if self.tool is not None and not was_on:
            self.snapper.begin()
            self.card.appear()
        elif self.tool is None and was_on:
            self.snapper.end()
            self.card.hide()
            if self.steps.now.rings:
                self.session.show_message("info", Message("The sketch is kept: draw again to go on with it."))

    def _refresh(self) -> None:
        if self.tool is not None:
            self.card.refresh()
