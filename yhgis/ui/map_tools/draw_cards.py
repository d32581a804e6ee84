"""The cards of drawing: while a footprint is drawn, and when it has become a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QDialog, QLineEdit

from yhgis.analysis.area import measure
from yhgis.i18n import tr
from yhgis.model.result import Basis
from yhgis.ui.map_tools.card import ToolCard, word_button
from yhgis.ui.map_tools.checking import check_layer
from yhgis.ui.map_tools.figures import all_units_text

if TYPE_CHECKING:
    from yhgis.model.layer import Layer
    from yhgis.ui.map_tools.drawing import Drawing


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
        self.dialog: QDialog | None = None
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
        """Ask for format, coordinate system and file."""
        from yhgis.ui.dialogs.export_layer import ExportLayerDialog

        layer = self._layer
        if layer is not None:
            every = np.arange(len(layer))
            dialog = ExportLayerDialog(self.session, layer, every, every[:0], list(layer.fields), self.window())
            dialog.finished.connect(dialog.deleteLater)
            self.dialog = dialog
            dialog.open()
