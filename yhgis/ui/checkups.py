"""Check-ups of the layers on the map: run quietly when a layer comes, kept as long as it lies there.

`checkups(session)` is the one of a session.  A layer that comes is looked at in the background, one after another,
unless it is large or the user does not want it; what is found is said in one line of the message bar.
"""

from __future__ import annotations

import logging
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Signal

from yhgis.errors import UserError
from yhgis.feedback import Feedback
from yhgis.i18n import Message, tr
from yhgis.model.layer import Layer
from yhgis.model.map import MapState
from yhgis.model.result import Result
from yhgis.ui.messages import Offer
from yhgis.ui.session import Session

if TYPE_CHECKING:
    from yhgis.analysis.checkup_result import CheckupResult

log = logging.getLogger(__name__)

#: A layer of more vertices is looked at only when asked: it would be some seconds of two processors' work.
MOST_VERTICES = 1_500_000
NAME = "checkups"


class Checkups(QObject):
    """What is known of the state of layers.

    Signals
    -------
    changed(str)
        A layer's check-up has begun, ended or come to nothing.
    asked(str)
        The user wants to read a layer's check-up.
    formAsked(str)
        The user wants to check a layer with other parameters.
    """

    changed = Signal(str)
    asked = Signal(str)
    formAsked = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setObjectName(NAME)
        self._session = session
        self._results: dict[str, tuple[Layer, CheckupResult]] = {}
        self._waiting: deque[str] = deque()
        self._running: list[str] = []
        session.layerAdded.connect(self._layer_added)
        session.mapChanged.connect(self._forget)
        session.resultReady.connect(self._answered)

    def result(self, layer_id: str) -> CheckupResult | None:
        """Return what was found in a layer as it now lies on the map; None where it was not looked at."""
        known = self._results.get(layer_id)
        if known is None or not self._session.state.has(layer_id):
            return None
        layer, result = known
        return result if self._session.state.entry(layer_id).layer.geometry is layer.geometry else None

    def is_running(self, layer_id: str) -> bool:
        """Whether the layer is being looked at."""
        return layer_id in self._running

    def line(self, layer_id: str) -> str:
        """Return in a few words what is known of a layer's state; nothing where it was not looked at."""
        result = self.result(layer_id)
        return "" if result is None else str(in_words(result))

    def run(self, layer_id: str) -> None:
        """Look at a layer because the user wants to; faults of the question are said."""
        self._start(layer_id, quietly=False)

    def take(self, layer_id: str, result: CheckupResult) -> None:
        """Keep what was found in a layer."""
        self._results[layer_id] = (self._session.state.entry(layer_id).layer, result)
        self.changed.emit(layer_id)

    def _answered(self, result: Result) -> None:
        """Keep the answer to a check-up that was asked for by the tool's form, with its own width and basis."""
        if result.provenance.tool != "checkup":
            return
        sources = [(record.id, record.sha256) for record in result.provenance.inputs]
        for entry in self._session.state.entries:
            if (entry.id, entry.layer.info.sha256) in sources:
                self.take(entry.id, cast("CheckupResult", result))

    def _forget(self, _before: MapState, after: MapState) -> None:
        """Let go of what was found in layers that are gone: it holds on to their features."""
        for layer_id in [known for known in self._results if not after.has(known)]:
            del self._results[layer_id]

    # --- when a layer comes ----------------------------------------------------------------------------------------

    def _layer_added(self, layer_id: str) -> None:
        if self._session.settings.checkup_on_add:
            self._waiting.append(layer_id)
            self._next()

    def _next(self) -> None:
        while self._waiting and not self._running:
            layer_id = self._waiting.popleft()
            if self._session.state.has(layer_id) and self.result(layer_id) is None:
                self._start(layer_id, quietly=True)

    def _start(self, layer_id: str, *, quietly: bool) -> None:
        layer = self._session.state.entry(layer_id).layer
        self._running.append(layer_id)
        task = self._session.tasks.run(
            lambda feedback: look_at(layer, feedback, large_too=not quietly),
            done=lambda result: self._found(layer_id, layer, result, quietly=quietly),
            failed=lambda error: self._failed(error, quietly=quietly),
            title=None if quietly else Message("Check-up of {layer}", {"layer": layer.info.title}),
            owner=self,
        )
        task.ended.connect(lambda: self._ended(layer_id))
        self.changed.emit(layer_id)

    def _found(self, layer_id: str, layer: Layer, result: CheckupResult | None, *, quietly: bool) -> None:
        if result is None or not self._session.state.has(layer_id):
            return
        self._results[layer_id] = (layer, result)
        if quietly and result.problems and self._session.role != "presenter":
            said: dict[str, object] = {"layer": layer.info.title, "found": in_words(result)}
            text = Message("{layer} was looked over, {found}", said)
            offer = Offer(text.text, text.values, label=Message("See"), run=lambda: self.asked.emit(layer_id))
            self._session.show_message("info", offer)

    def _failed(self, error: UserError, *, quietly: bool) -> None:
        if quietly:
            log.info("check-up: %s", error)
        else:
            self._session.report(error)

    def _ended(self, layer_id: str) -> None:
        self._running.remove(layer_id)
        self.changed.emit(layer_id)
        self._next()


def look_at(layer: Layer, feedback: Feedback, *, large_too: bool) -> CheckupResult | None:
    """Return what is wrong with a layer; None for a large one that nobody asked about."""
    import shapely

    from yhgis.analysis.checkup import CHECKUP, check_up

    if not large_too and int(shapely.get_num_coordinates(layer.geometry).sum()) > MOST_VERTICES:
        return None
    return check_up(CHECKUP.complete({"layer": layer}), feedback)


def write_mended(
    session: Session, layer_id: str, path: Path, result: CheckupResult, feedback: Feedback
) -> CheckupResult:
    """Write a mended copy of the file that a layer was read from, in the file's own CRS; return what tells of it.

    Raises
    ------
    UsageError
        No layer can be written so, or it is the very file.
    DataError
        The file cannot be read any more, or the copy cannot be written.
    """
    from yhgis.analysis.checkup_repair import with_copy
    from yhgis.io.vector_write import check_copy_target, write_layer
    from yhgis.plan.catalog import open_layer

    entry = session.state.entry(layer_id)
    check_copy_target(entry.layer, path)
    how: dict[str, Any] = {"crs": entry.crs or None, "swap_xy": entry.swap_xy, "encoding": entry.encoding or None}
    source = open_layer(entry.spec, extent=entry.extent, feedback=feedback.part(0.0, 0.4), **how)
    copy, told = with_copy(source, result, feedback.part(0.4, 0.8))
    return told.with_warnings(write_layer(copy, path))


def in_words(result: CheckupResult) -> Message:
    """Return how many problems there are, in a few words."""
    from yhgis.analysis.checkup_findings import Grade

    if not result.groups:
        return Message("check-up: nothing found")
    if not result.problems:
        return Message("check-up: {hints} hints", {"hints": result.graded(Grade.HINT)})
    errors = result.graded(Grade.ERROR)
    if not errors:
        return Message("check-up: {problems} problems", {"problems": result.problems})
    said: dict[str, object] = {"problems": result.problems, "errors": errors}
    return Message("check-up: {problems} problems, {errors} of them errors", said)


def checkups(session: Session) -> Checkups:
    """Return the check-ups of a session; made when first asked for."""
    known = session.findChild(Checkups, NAME)
    return known if known is not None else Checkups(session)


def layer_choices(session: Session) -> list[tuple[str, str]]:
    """Return id and title of the layers on the map, the user's own first, each kind from the top down."""
    entries = list(session.state.entries)
    entries.sort(key=lambda entry: entry.layer.info.group == "own")
    return [(entry.id, str(entry.layer.info.title)) for entry in reversed(entries)]


def copy_name(layer: Layer) -> str:
    """Return a name for the mended copy of a layer."""
    return f"{layer.info.path.stem if layer.info.path is not None else layer.id}_{tr('mended')}.gpkg"
