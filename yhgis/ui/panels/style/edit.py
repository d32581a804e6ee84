"""The style of one layer while it is changed: shown on the map at once, one step of undo when the hand rests."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from yhgis.errors import DataError
from yhgis.model.layer import Layer
from yhgis.model.map import MapEntry, MapState
from yhgis.model.style import LayerStyle
from yhgis.ui.session import Session

#: A hand that rests so long has chosen.
REST_MS = 900


class StyleEdit(QObject):
    """Who changes a style does it here.

    Signals
    -------
    shown(LayerStyle)
        The style became another one through this panel: swatches may be painted anew.
    reloaded()
        Another layer, or the style was changed by somebody else (undo, another theme): read everything again.
    """

    shown = Signal(object)
    reloaded = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.layer_id = ""
        self._waiting: LayerStyle | None = None
        self._own = False
        self._seen: LayerStyle | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._rested)
        session.mapChanged.connect(self._map_changed)

    # --- what is there -----------------------------------------------------------------------------------------------

    @property
    def entry(self) -> MapEntry | None:
        """The layer on the map; None when it is not there, or gave nothing."""
        state = self.session.state
        found = state.entry(self.layer_id) if state.has(self.layer_id) else None
        return found if found is not None and len(found.layer) else None

    @property
    def layer(self) -> Layer:
        """The layer."""
        entry = self.entry
        if entry is None:
            raise DataError("There is no layer {layer} on the map.", layer=self.layer_id)
        return entry.layer

    @property
    def style(self) -> LayerStyle:
        """The style as it is shown now."""
        entry = self.entry
        if entry is None:
            raise DataError("There is no layer {layer} on the map.", layer=self.layer_id)
        return self.session.style(entry)

    def choose(self, layer_id: str) -> None:
        """Go to another layer; what was chosen for the one before is kept."""
        if layer_id == self.layer_id:
            return
        self.settle()
        self.layer_id = layer_id
        self._seen = self.style if self.entry is not None else None
        self.reloaded.emit()

    # --- changing ----------------------------------------------------------------------------------------------------

    def put(self, style: LayerStyle, *, settled: bool = True) -> None:
        """Show ``style``; as one step of undo at once where ``settled``, else when the hand rests."""
        if self.entry is None:
            return
        self._waiting = style
        if settled:
            self.settle()
            return
        self._quietly(lambda: self.session.open_map.preview_entry(self.layer_id, style=style))
        self._rest.start()

    def settle(self) -> None:
        """Make one step of undo of what is only shown; nothing where it came out as it was."""
        style, self._waiting = self._waiting, None
        self._rest.stop()
        if style is None or self.entry is None:
            return
        before = self.session.open_map.settled.entry(self.layer_id)
        if style == self.session.style(before):
            self._quietly(self.session.open_map.end_preview)
            return
        self._quietly(lambda: self.session.set_style(self.layer_id, style))

    def reset(self) -> None:
        """Draw the layer as it is drawn without anybody's changes: as the theme says, else as its kind does."""
        if self.entry is None:
            return
        self._waiting = None
        self._rest.stop()
        style = self.default_style()
        if self.session.open_map.settled.entry(self.layer_id).style == style:
            self.session.open_map.end_preview()
            return
        self.session.set_style(self.layer_id, style)

    def default_style(self) -> LayerStyle | None:
        """Return the variant that the theme wants; None for the layer's own default."""
        from yhgis.carto.styles import load_style

        theme = next((one for one in self.session.themes() if one.id == self.session.state.theme), None)
        wanted = next((part for part in theme.layers if part.id == self.layer_id), None) if theme else None
        return load_style(wanted.style) if wanted is not None and wanted.style else None

    def _rested(self) -> None:
        """Take what is shown, unless a button is still held: a slow hand is one hand."""
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._rest.start()
            return
        self.settle()

    # --- listening ---------------------------------------------------------------------------------------------------

    def _quietly(self, change: Callable[[], None]) -> None:
        self._own = True
        try:
            change()
        finally:
            self._own = False
        if self.entry is not None:
            self._seen = self.style
            self.shown.emit(self._seen)

    def _map_changed(self, _before: MapState, _after: MapState) -> None:
        if self._own:
            return
        self._waiting = None  # undo, or another edit, has ended what was only shown
        self._rest.stop()
        now = self.style if self.entry is not None else None
        if now is not self._seen:
            self._seen = now
            self.reloaded.emit()
