"""What is being drawn on the map, and what becomes of it: a layer of the user's own, checked by one click."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QLineEdit

from yhgis.analysis.area import measure
from yhgis.errors import UserError
from yhgis.i18n import Message, tr
from yhgis.model.drawn import DRAWN_MARK, NAME_FIELD, drawn_layer, is_drawn
from yhgis.model.result import Basis
from yhgis.model.sketch import Fault, Sketch, Steps
from yhgis.ui.map_tools.card import ToolCard, word_button
from yhgis.ui.map_tools.checking import check_layer
from yhgis.ui.map_tools.draw import DrawTool
from yhgis.ui.map_tools.figures import all_units_text
from yhgis.ui.map_tools.pointing import NO_KEYS
from yhgis.ui.map_tools.typed import parse_place

if TYPE_CHECKING:
    from yhgis.feedback import Feedback
    from yhgis.model.layer import Layer
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


class DrawCard(ToolCard):
    """Right angles, snapping, typed coordinates, drop, done; beneath them area and faults."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__(drawing.canvas)
        self._drawing = drawing
        self.square, self.snap = word_button("segment", checkable=True), word_button("segment", checkable=True)
        self.place_box = QLineEdit()
        self.place_box.setMinimumWidth(150)
        self.drop, self.done = word_button(), word_button("primary")
        for part in (self.square, self.snap, self.place_box, self.drop, self.done):
            self.tools.addWidget(part)
        self.square.clicked.connect(self._set_square)
        self.snap.setChecked(True)
        self.snap.toggled.connect(lambda on: setattr(drawing.snapper, "enabled", on))
        self.place_box.returnPressed.connect(lambda: drawing.set_typed(self.place_box.text()))
        self.drop.clicked.connect(self._drop)
        self.done.clicked.connect(self._done)

    def retranslate(self) -> None:
        """Say everything again."""
        self.setAccessibleName(tr("Draw a footprint"))
        self.square.setText(tr("Right angles"))
        self.square.setToolTip(tr("Edges along or square to the one before (R; Ctrl held: the other way)"))
        self.snap.setText(tr("Snap"))
        self.snap.setToolTip(tr("To vertices and edges of visible layers (Shift held: not)"))
        self.place_box.setPlaceholderText(tr("Coordinates, Enter"))
        self.place_box.setAccessibleName(tr("Coordinates"))
        self.place_box.setToolTip(tr("119.98, 30.35 · 3361234.5, 498765.4 · @120,-35 · @120<90"))
        self.drop.setText(tr("Drop"))
        self.done.setText(tr("Done"))
        self.refresh()

    def refresh(self) -> None:
        """Say what is drawn and what is wrong."""
        drawing = self._drawing
        if drawing.tool is None:
            return
        self.square.setChecked(drawing.tool.square)
        sketch = drawing.steps.now
        self.drop.setEnabled(bool(sketch.rings))
        self.done.setEnabled(bool(sketch.rings) and not drawing.faults)
        if drawing.faults:
            more = tr("{count} more", count=len(drawing.faults) - 1) if len(drawing.faults) > 1 else ""
            self.say(f"{drawing.faults[0].message}  {more}".rstrip(), danger=True)
        elif drawing.area_m2:
            self.say(all_units_text(drawing.area_m2))
        elif drawing.snapper.index.crowded:
            self.say(tr("Too much lies here to snap to: zoom in."))
        else:
            self.say("")

    def _set_square(self) -> None:
        if self._drawing.tool is not None:
            self._drawing.tool.square = self.square.isChecked()
            self.canvas.setFocus()

    def _drop(self) -> None:
        self._drawing.drop()
        self.canvas.toolMoved.emit()
        self.canvas.setFocus()

    def _done(self) -> None:
        if self._drawing.tool is not None:
            self._drawing.tool.end_ring()
            self._drawing.finish()


class DrawnCard(ToolCard):
    """What was drawn is a layer now: check it, go on editing, write it to a file."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__(drawing.canvas)
        self._drawing = drawing
        self._layer_id = ""
        self.check, self.edit, self.export = word_button("primary"), word_button(), word_button()
        for part in (self.check, self.edit, self.export):
            self.tools.addWidget(part)
        self.check.clicked.connect(self._check)
        self.edit.clicked.connect(lambda: drawing.edit(self._layer_id))
        self.export.clicked.connect(self._export)
        self.cross.clicked.disconnect()
        self.cross.clicked.connect(self.hide)
        self.session.mapChanged.connect(self._follow)
        self.canvas.toolChanged.connect(lambda _tool: self.hide())

    def show_layer(self, layer_id: str) -> None:
        """Come up for a layer."""
        self._layer_id = layer_id
        self.appear()

    def retranslate(self) -> None:
        """Say everything again."""
        self.setAccessibleName(tr("Drawn area"))
        self.cross.say(tr("Close"))
        self.check.setText(tr("Check it"))
        self.edit.setText(tr("Go on editing"))
        self.export.setText(tr("Write to a file…"))
        layer = self._layer
        if layer is not None:
            m2 = float(measure(layer.geometry, Basis(self.session.settings.basis)).sum())
            self.say(tr("{layer} covers {area}", layer=layer.info.title, area=all_units_text(m2)))

    @property
    def _layer(self) -> Layer | None:
        state = self.session.state
        return state.entry(self._layer_id).layer if state.has(self._layer_id) else None

    def _follow(self, *_: object) -> None:
        """Go with the layer."""
        if self._layer is None:
            self.hide()

    def _check(self) -> None:
        layer = self._layer
        if layer is not None:
            self.hide()
            check_layer(self.session, layer)

    def _export(self) -> None:
        layer = self._layer
        if layer is None:
            return
        dialog = QFileDialog(self.window(), tr("Write {layer}", layer=layer.info.title))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["GeoPackage (*.gpkg)", "Shapefile (*.shp)", "GeoJSON (*.geojson)",
                               f"{tr('Survey coordinates')} (*.txt)"])
        dialog.setDefaultSuffix("gpkg")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.rpartition("*.")[2].rstrip(")")))
        dialog.selectFile(str(layer.info.title))
        dialog.fileSelected.connect(lambda name: self._write(layer, Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, layer: Layer, path: Path) -> None:
        def work(_feedback: Feedback) -> tuple[Message, ...]:
            from yhgis.io.vector_write import write_layer

            return write_layer(layer, path)

        def done(said: tuple[Message, ...]) -> None:
            self.session.show_message("success", Message("Written: {file}", {"file": path.name}))
            for message in said:
                self.session.show_message("info", message)

        self.session.tasks.run(work, done=done, owner=self, title=Message("Writing {file}", {"file": path.name}))
