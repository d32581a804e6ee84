"""The card of a layer that has just come, drawn or from a file: its area, and its check by one click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yhgis.analysis.area import measure
from yhgis.i18n import tr
from yhgis.model.result import Basis
from yhgis.ui.map_tools.card import ToolCard, word_button
from yhgis.ui.map_tools.checking import check_layer
from yhgis.ui.map_tools.figures import all_units_text

if TYPE_CHECKING:
    from yhgis.model.layer import Layer
    from yhgis.ui.canvas import Canvas


class LayerCard(ToolCard):
    """The card of a layer that has just come: how much ground it covers, and what to do with it.

    It goes with the layer and with another tool; its cross hides it and leaves the tool alone.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._layer_id = ""
        self.check = word_button("primary")
        self.check.clicked.connect(self._check)
        self.tools.addWidget(self.check)
        self.cross.clicked.disconnect()
        self.cross.clicked.connect(self.hide)
        self.session.mapChanged.connect(self._follow)
        canvas.toolChanged.connect(lambda _tool: self.hide())

    def show_layer(self, layer_id: str) -> None:
        """Come up for a layer."""
        self._layer_id = layer_id
        self.appear()

    def retranslate(self) -> None:
        """Say everything again, the area with it."""
        self.cross.say(tr("Close"))
        self.check.setText(tr("Check it"))
        self.check.setToolTip(tr("What it occupies: every control line, zone, town and platform"))
        layer = self.layer
        if layer is not None:
            m2 = float(measure(layer.geometry, Basis(self.session.settings.basis)).sum())
            self.say(tr("{layer} covers {area}", layer=layer.info.title, area=all_units_text(m2)))

    @property
    def layer(self) -> Layer | None:
        """The layer, while it is on the map."""
        state = self.session.state
        return state.entry(self._layer_id).layer if state.has(self._layer_id) else None

    def _follow(self, *_: object) -> None:
        if self.layer is None:
            self.hide()

    def _check(self) -> None:
        layer = self.layer
        self.hide()
        if layer is not None:
            check_layer(self.session, layer)
