"""Reading a layer in the background and putting it on the session's map."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from yhgis.errors import MissingCrsError, UserError
from yhgis.i18n import Message
from yhgis.model.crs import WORK_CRS, transform
from yhgis.ui import session_layers

if TYPE_CHECKING:
    from yhgis.feedback import Feedback
    from yhgis.model.layer import Layer
    from yhgis.model.map import MapEntry
    from yhgis.model.view import Extent
    from yhgis.ui.session import Session
    from yhgis.ui.tasks import Task


def readers_at_hand(session: Session) -> None:
    """Import what reads files, which takes a second, while the user still chooses one."""
    if "fiona" not in sys.modules or "pyogrio" not in sys.modules:
        session.tasks.run(lambda _feedback: _import_readers(), done=lambda _: None, owner=session, key="readers")


def _import_readers() -> None:
    from yhgis.io.inspect import import_readers

    import_readers()


#: Features brought into the map's CRS between two looks at the feedback.
_AT_A_TIME = 20_000


def read_source(
    spec: str,
    feedback: Feedback,
    crs: str = "",
    swap_xy: bool = False,
    encoding: str = "",
    extent: Extent | None = None,
) -> Layer:
    """Return a source's layer in the map's CRS with all that the window wants at once: for a worker's thread.

    Parameters
    ----------
    spec, crs, swap_xy, encoding, extent
        As `yhgis.model.map.MapEntry` has them.

    Raises
    ------
    MissingCrsError, DataError
        As `yhgis.plan.catalog.open_layer`.
    """
    from yhgis.plan.catalog import open_layer  # brings GDAL

    how: dict[str, Any] = {"crs": crs or None, "swap_xy": swap_xy, "encoding": encoding or None, "extent": extent}
    layer = open_layer(spec, feedback=feedback.part(0.0, 0.8), **how)
    return session_layers.at_hand(_in_work_crs(layer, feedback.part(0.8, 1.0)))


def read_entry(entry: MapEntry, feedback: Feedback) -> Layer:
    """Return what the source of ``entry`` gives now."""
    return read_source(entry.spec, feedback, entry.crs, entry.swap_xy, entry.encoding, entry.extent)


def _in_work_crs(layer: Layer, feedback: Feedback) -> Layer:
    """Return ``layer`` in the map's CRS, some thousand features at a time, so that a cancel is heard."""
    feedback.check()
    if layer.crs == WORK_CRS or len(layer) <= _AT_A_TIME:
        return layer.to_crs(WORK_CRS)
    moved = np.empty(len(layer), dtype=object)
    for first in range(0, len(layer), _AT_A_TIME):
        feedback.progress(first / len(layer))
        part = slice(first, first + _AT_A_TIME)
        moved[part] = transform(layer.geometry[part], layer.crs, WORK_CRS)
    return replace(layer, geometry=moved, crs=WORK_CRS)


def add_layer(session: Session, spec: str, crs: str | None) -> Task | None:
    """Do what `Session.add_layer` says; a built-in layer needs no reading and no task."""
    if any(entry.id == spec for entry in session.catalog.entries):
        session.set_visible(spec, True)
        return None

    def work(feedback: Feedback) -> Layer:
        return read_source(spec, feedback, crs or "")

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
