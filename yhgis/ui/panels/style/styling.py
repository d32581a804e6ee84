"""The way to the style panel: whoever wants a layer's style asks here, and the window listens."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from yhgis.ui.session import Session


class Styling(QObject):
    """One a session.

    Signals
    -------
    asked(str)
        Id of the layer whose style is wanted: open the panel.
    chosen(str)
        Another layer is the one worked with: an open panel follows.
    """

    asked = Signal(str)
    chosen = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.layer_id = ""
        self.chosen.connect(self._remember)

    def _remember(self, layer_id: str) -> None:
        self.layer_id = layer_id


def styling(session: Session) -> Styling:
    """Return the session's, made at the first call."""
    found = session.findChild(Styling)
    return found if found is not None else Styling(session)
