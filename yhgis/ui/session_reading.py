"""Reading a layer in the background and putting it on the session's map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from yhgis.errors import MissingCrsError, UserError
from yhgis.i18n import Message
from yhgis.model.crs import WORK_CRS
from yhgis.ui import session_layers

if TYPE_CHECKING:
    from yhgis.feedback import Feedback
    from yhgis.model.layer import Layer
    from yhgis.ui.session import Session
    from yhgis.ui.tasks import Task


def add_layer(session: Session, spec: str, crs: str | None) -> Task | None:
    """Do what `Session.add_layer` says; a built-in layer needs no reading and no task."""
    if any(entry.id == spec for entry in session.catalog.entries):
        session.set_visible(spec, True)
        return None

    def work(feedback: Feedback) -> Layer:
        from yhgis.plan.catalog import open_layer  # brings GDAL

        return session_layers.at_hand(open_layer(spec, crs=crs, feedback=feedback).to_crs(WORK_CRS))

    def failed(error: UserError) -> None:
        if isinstance(error, MissingCrsError):
            session.crsNeeded.emit(spec, error)
        else:
            session.report(error)

    file = Path(spec.partition("|")[0]).name
    return session.tasks.run(
        work,
        done=lambda layer: session.add(layer, spec, crs or ""),
        failed=failed,
        title=Message("Reading {file}", {"file": file}),
        owner=session,
    )
