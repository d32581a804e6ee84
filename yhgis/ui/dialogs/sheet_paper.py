"""The sheet's frame on the map: laid there as large as the paper leaves it, followed while it is moved, taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from yhgis.carto.sheet_shapes import Box
from yhgis.errors import UserError
from yhgis.model.view import View
from yhgis.ui.dialogs.sheet_job import PAPER_FRAME, SheetJob
from yhgis.ui.session import Session
from yhgis.ui.session_sheets import PaperFrame
from yhgis.ui.tasks import Debounce

_FIT_AFTER_MS = 150


class PaperOnMap(QObject):
    """Lays the frame of a job on the map.

    Signals
    -------
    settled(PaperFrame or None)
        The frame that the user took, None for none.
    failed(UserError)
    """

    settled = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, job_of: Callable[[int, PaperFrame | None], SheetJob], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._job_of = job_of
        self._fit = Debounce(_FIT_AFTER_MS, self._as_the_paper_leaves, self)
        self._laid = False
        session.paper.changed.connect(self._moved)
        session.paper.settled.connect(self._settled)

    def lay(self, job: SheetJob) -> bool:
        """Lay the frame of ``job`` on the map and show it whole; whether there is one."""
        try:
            view, box = job.frame()
        except UserError as error:
            self.failed.emit(error)
            return False
        self._laid = True
        frame = _frame(view, box, job.sheet.template.true_to_scale)
        self._session.paper.lay(frame)
        self._session.zoom_to_extent(frame.extent)
        return True

    def give_up(self) -> None:
        """Take the frame off the map, wanted by nobody."""
        if self._laid:
            self._session.paper.settle(accepted=False)

    def _moved(self, frame: PaperFrame | None) -> None:
        if frame is not None and self._laid:
            self._fit()

    def _as_the_paper_leaves(self) -> None:
        """Give the frame the size that the paper leaves for it: another place has another legend."""
        laid = self._session.paper.laid
        if laid is None:
            return
        job = self._job_of(PAPER_FRAME, laid)
        self._session.tasks.run(
            lambda _feedback: job.frame()[1], done=self._sized, failed=self.failed.emit, owner=self, key="frame"
        )

    def _sized(self, box: Box) -> None:
        laid = self._session.paper.laid
        if laid is not None:
            self._session.paper.lay(replace(laid, width_mm=box.width, height_mm=box.height))

    def _settled(self, frame: PaperFrame | None) -> None:
        if self._laid:
            self._laid = False
            self._fit.stop()
            self.settled.emit(frame)


def _frame(view: View, box: Box, round_scale: bool) -> PaperFrame:
    return PaperFrame(view.center_x, view.center_y, view.scale, box.width, box.height, round_scale)
