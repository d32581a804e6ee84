"""The cards of drawing: while a footprint is drawn, and when it has become a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QDialog, QLineEdit

from yhgis.i18n import tr
from yhgis.ui.map_tools.card import ToolCard, word_button
from yhgis.ui.map_tools.figures import all_units_text
from yhgis.ui.map_tools.layer_card import LayerCard

if TYPE_CHECKING:
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


class DrawnCard(LayerCard):
    """What was drawn is a layer now: check it, go on editing, write it to a file."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__(drawing.canvas)
        self.dialog: QDialog | None = None
        self.edit, self.export = word_button(), word_button()
        for part in (self.edit, self.export):
            self.tools.addWidget(part)
        self.edit.clicked.connect(lambda: drawing.edit(self._layer_id))
        self.export.clicked.connect(self._export)

    def retranslate(self) -> None:
        """Say everything again."""
        self.setAccessibleName(tr("Drawn area"))
        self.edit.setText(tr("Go on editing"))
        self.export.setText(tr("Write to a file…"))
        super().retranslate()

    def _export(self) -> None:
        """Ask for format, coordinate system and file."""
        from yhgis.ui.dialogs.export_layer import ExportLayerDialog

        layer = self.layer
        if layer is not None:
            every = np.arange(len(layer))
            dialog = ExportLayerDialog(self.session, layer, every, every[:0], list(layer.fields), self.window())
            dialog.finished.connect(dialog.deleteLater)
            self.dialog = dialog
            dialog.open()
