"""The card that comes up when a file brings a footprint: what it covers, and its check by one click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from yhgis.i18n import tr
from yhgis.model.drawn import is_drawn
from yhgis.ui.map_tools.card import word_button
from yhgis.ui.map_tools.layer_card import LayerCard
from yhgis.ui.panels.style.styling import styling
from yhgis.ui.panels.table_asked import table_asked

if TYPE_CHECKING:
    from yhgis.model.map import MapEntry
    from yhgis.ui.canvas import Canvas

#: More areas than this are a survey of land, not the outline of a project.
MOST_AREAS = 200
_AREAS = (int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON))


class LandedCard(LayerCard):
    """Offers the check of a layer that a file brought, and its table.

    It goes too when there is an answer, with another role, and when the user turns to a table or to a style.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.table = word_button()
        self.table.clicked.connect(self._table)
        self.tools.addWidget(self.table)
        session = self.session
        elsewhere = (table_asked(session).asked, styling(session).asked)
        for over in (session.resultReady, session.roleChanged, *elsewhere):
            over.connect(lambda *_: self.hide())

    def retranslate(self) -> None:
        """Say everything again."""
        self.setAccessibleName(tr("Areas added"))
        self.table.setText(tr("Attribute table"))
        super().retranslate()

    def _table(self) -> None:
        self.hide()
        table_asked(self.session).asked.emit(self._layer_id)


def is_footprint(entry: MapEntry) -> bool:
    """Whether a layer can be the outline of a project: the user's own, from a file, areas alone, and few."""
    layer = entry.layer
    if layer.info.group != "own" or is_drawn(entry.spec) or not 0 < len(layer) <= MOST_AREAS:
        return False
    return bool(np.isin(shapely.get_type_id(layer.geometry), _AREAS).all())
