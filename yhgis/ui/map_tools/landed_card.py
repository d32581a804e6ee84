"""The card that comes up when a file brings a footprint: what it covers, and its check by one click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from yhgis.analysis.area import measure
from yhgis.i18n import tr
from yhgis.model.drawn import is_drawn
from yhgis.model.result import Basis
from yhgis.ui.map_tools.card import ToolCard, word_button
from yhgis.ui.map_tools.checking import check_layer
from yhgis.ui.map_tools.figures import all_units_text
from yhgis.ui.panels.table_asked import table_asked

if TYPE_CHECKING:
    from yhgis.model.layer import Layer
    from yhgis.model.map import MapEntry
    from yhgis.ui.canvas import Canvas

#: More areas than this are a survey of land, not the outline of a project.
MOST_AREAS = 200
_AREAS = (int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON))


class LandedCard(ToolCard):
    """Offers the check of a layer that a file brought; it goes with the layer, with a tool, and with an answer."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._layer_id = ""
        self.check, self.table = word_button("primary"), word_button()
        for part in (self.check, self.table):
            self.tools.addWidget(part)
        self.check.clicked.connect(self._check)
        self.table.clicked.connect(self._table)
        self.cross.clicked.disconnect()
        self.cross.clicked.connect(self.hide)
        session = self.session
        session.mapChanged.connect(self._follow)
        for over in (session.resultReady, session.roleChanged, canvas.toolChanged):
            over.connect(lambda *_: self.hide())

    def show_layer(self, layer_id: str) -> None:
        """Come up for a layer."""
        self._layer_id = layer_id
        self.appear()

    def retranslate(self) -> None:
        """Say everything again."""
        self.setAccessibleName(tr("Areas added"))
        self.cross.say(tr("Close"))
        self.check.setText(tr("Check it"))
        self.check.setToolTip(tr("What it occupies: every control line, zone, town and platform"))
        self.table.setText(tr("Attribute table"))
        layer = self._layer
        if layer is not None:
            m2 = float(measure(layer.geometry, Basis(self.session.settings.basis)).sum())
            self.say(tr("{layer} covers {area}", layer=layer.info.title, area=all_units_text(m2)))

    @property
    def _layer(self) -> Layer | None:
        state = self.session.state
        return state.entry(self._layer_id).layer if state.has(self._layer_id) else None

    def _follow(self, *_: object) -> None:
        if self._layer is None:
            self.hide()

    def _check(self) -> None:
        layer = self._layer
        self.hide()
        if layer is not None:
            check_layer(self.session, layer)

    def _table(self) -> None:
        self.hide()
        table_asked(self.session).asked.emit(self._layer_id)


def is_footprint(entry: MapEntry) -> bool:
    """Whether a layer can be the outline of a project: the user's own, from a file, areas alone, and few."""
    layer = entry.layer
    if layer.info.group != "own" or is_drawn(entry.spec) or not 0 < len(layer) <= MOST_AREAS:
        return False
    return bool(np.isin(shapely.get_type_id(layer.geometry), _AREAS).all())
