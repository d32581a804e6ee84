"""A second theme of the same session: for a swipe, for linked views. No layer is read or kept twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from yhgis.model.map import MapState
from yhgis.ui import session_layers

if TYPE_CHECKING:
    from yhgis.carto.map_picture import MapLayer
    from yhgis.model.layer import Layer
    from yhgis.model.view import Extent, View
    from yhgis.ui.session import Session


class ThemedSession(QObject):
    """What a `Canvas` asks of a session, with another theme; everything else is the session's own.

    Layers of the user's are shown as on the main map.  Where it looks is nobody's affair but its canvas': whoever
    links the canvases moves them.

    Signals
    -------
    mapChanged(MapState, MapState)
        Another theme, or other layers of the user's.
    viewRequested(Extent)
        Never sent; a canvas listens to it.
    """

    mapChanged = Signal(object, object)
    viewRequested = Signal(object)

    def __init__(self, session: Session, theme_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.view: View | None = None
        self.state = self._state_of(theme_id)
        session.mapChanged.connect(self._follow)

    def __getattr__(self, name: str) -> Any:
        """Return what only the session has."""
        return getattr(self.session, name)

    def set_theme(self, theme_id: str) -> None:
        """Show another theme."""
        self._become(self._state_of(theme_id))

    def map_layers(self) -> tuple[MapLayer, ...]:
        """Return what is visible, bottom first."""
        return session_layers.map_layers(self.state, self.session.style)

    def mask(self) -> Layer | None:
        """Return the polygons outside of which the theme fades the map."""
        return session_layers.mask(self.state, self.session.layer, self.session.catalog)

    def note_view(self, view: View) -> None:
        """Remember where the canvas looks."""
        self.view = view

    def zoom_to_extent(self, extent: Extent) -> None:
        """Show an extent on all linked maps."""
        self.session.zoom_to_extent(extent)

    def _state_of(self, theme_id: str) -> MapState:
        entries = session_layers.theme_entries(session_layers.theme(theme_id), self.session.state, self.session.layer)
        return replace(self.session.state, theme=theme_id, entries=entries)

    def _follow(self, before: MapState, after: MapState) -> None:
        """Show the user's own layers as the main map does, and built-in ones as they are described now."""
        if before.entries is not after.entries:
            fresh = self._state_of(self.state.theme)
            if not _same(fresh, self.state):
                self._become(fresh)

    def _become(self, state: MapState) -> None:
        before, self.state = self.state, state
        self.mapChanged.emit(before, state)


def _same(one: MapState, other: MapState) -> bool:
    """Whether two states of a theme show the same layers in the same way."""
    pairs = list(zip(one.entries, other.entries, strict=False))
    return len(one.entries) == len(other.entries) and all(
        a.layer is b.layer and a.visible == b.visible and a.opacity == b.opacity and a.style is b.style
        for a, b in pairs
    )
