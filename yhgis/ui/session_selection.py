"""What is selected in the window, for map, table and charts alike; follows the layer when it goes or changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from yhgis.model.layer import Layer
from yhgis.model.map import MapState
from yhgis.model.selection import Mode, Selection

if TYPE_CHECKING:
    from yhgis.ui.session import Session


class Selecting(QObject):
    """The selection of a session.

    Ask ``current`` (Selection), ``selected_layer()``, ``geometries()``, ``extent()``.
    Tell it ``take(selection, mode)``.

    Signals
    -------
    changed(Selection)
        Something else is selected now.
    """

    changed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.current = Selection()
        session.mapChanged.connect(self._follow)

    def take(self, selection: Selection, mode: Mode = "replace") -> None:
        """Select, add, remove or toggle."""
        combined = self.current.combined(selection, mode)
        if combined != self.current:
            self.current = combined
            self.changed.emit(combined)

    def selected_layer(self) -> Layer | None:
        """Return the layer of the selection (working CRS), None when nothing is selected."""
        state = self._session.state
        return state.entry(self.current.layer).layer if state.has(self.current.layer) else None

    def geometries(self) -> np.ndarray:
        """Return the selected geometries (working CRS)."""
        layer = self.selected_layer()
        return np.empty(0, dtype=object) if layer is None else layer.geometry[self.current.features]

    def _follow(self, before: MapState, after: MapState) -> None:
        """Select nothing when the layer is gone, or is another one under the same id."""
        chosen = self.current.layer
        if not chosen:
            return
        kept = after.has(chosen) and before.has(chosen)
        if not kept or len(after.entry(chosen).layer) != len(before.entry(chosen).layer):
            self.take(Selection())
