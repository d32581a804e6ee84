"""The way to the attribute table: whoever wants a layer's rows asks here, and the window listens."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from yhgis.ui.session import Session


class TableAsked(QObject):
    """One a session.

    Signals
    -------
    asked(str)
        Id of the layer whose table is wanted.
    """

    asked = Signal(str)


def table_asked(session: Session) -> TableAsked:
    """Return the session's, made at the first call."""
    found = session.findChild(TableAsked)
    return found if found is not None else TableAsked(session)
