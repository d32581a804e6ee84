"""Where a sheet goes: a file, a series of files, the clipboard, a printer; one way out at a time, in the background."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from yhgis.carto.sheet import ComposedSheet
from yhgis.errors import UserError
from yhgis.feedback import Feedback
from yhgis.i18n import Message, tr
from yhgis.ui.dialogs.sheet_job import SheetJob
from yhgis.ui.dialogs.sheet_series_job import SeriesJob
from yhgis.ui.session import Session
from yhgis.ui.tasks import Task

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class SheetOutputs(QObject):
    """Runs the work and tells how it ends.

    Signals
    -------
    changed()
        Work began or ended.
    told(str)
        A sentence on how it went.
    progressed(float)
        Share of the work that is done.
    """

    changed = Signal()
    told = Signal(str)
    progressed = Signal(float)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.task: Task | None = None
        self.written: Path | None = None

    def export_to(self, job: SheetJob, path: Path) -> None:
        """Write a sheet."""
        self._write(lambda feedback: job.export(path, feedback), path.name)

    def export_series(self, series: SeriesJob, path: Path, extension: str, *, one_file: bool) -> None:
        """Write a series into one PDF or presentation, or a file each into a folder."""
        if one_file:
            self._write(lambda feedback: series.write_one(path, feedback)[0], path.name)
        else:
            self._write(lambda feedback: series.write_files(path, extension, feedback)[0], path.name)

    def stop(self) -> None:
        """Cancel what is under way."""
        if self.task is not None:
            self.task.cancel()

    def copy(self, job: SheetJob) -> None:
        """Put a sheet on the clipboard as a picture."""
        self._session.tasks.run(
            job.picture,
            done=self._copied,
            failed=self.fail,
            title=Message("Copying the sheet"),
            owner=self,
            key="copy",
        )

    def ask_printer(self, job: SheetJob, parent: QWidget) -> None:
        """Ask for a printer, then print a sheet in its own size."""
        from PySide6.QtPrintSupport import QPrintDialog

        from yhgis.ui.dialogs.sheet_print import printer_for

        template = job.sheet.template
        printer = printer_for(template.width_mm, template.height_mm)
        dialog = QPrintDialog(printer, parent)
        dialog.accepted.connect(lambda: self.print(job, printer))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setVisible(True)

    def print(self, job: SheetJob, printer: QPrinter) -> None:
        """Print a sheet."""
        self._session.tasks.run(
            job.composed,
            done=lambda composed: self._printed(composed, printer),
            failed=self.fail,
            title=Message("Printing"),
            owner=self,
            key="print",
        )

    def fail(self, error: UserError) -> None:
        """Tell what went wrong."""
        self.told.emit(str(error))

    def _write(self, work: Callable[[Feedback], Path], name: str) -> None:
        self.written = None
        self.task = self._session.tasks.run(
            work,
            done=self._done,
            failed=self.fail,
            cancelled=lambda: self.told.emit(tr("Cancelled.")),
            title=Message("Exporting {file}", {"file": name}),
            on_progress=lambda fraction, _message: self.progressed.emit(fraction),
            owner=self,
            key="export",
        )
        self.task.ended.connect(self._ended)
        self.progressed.emit(0.0)
        self.told.emit(tr("Exporting {file}", file=name))
        self.changed.emit()

    def _done(self, path: Path) -> None:
        self.written = path
        settings = self._session.settings.with_folder("export", path.parent)
        self._session.remember(last_folders=settings.last_folders)
        self.told.emit(tr("Exported: {file}", file=path.name))

    def _ended(self) -> None:
        self.task = None
        self.changed.emit()

    def _copied(self, image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        width, height = f"{image.width():,}", f"{image.height():,}"
        self.told.emit(tr("Copied: {width} × {height} pixels", width=width, height=height))

    def _printed(self, composed: ComposedSheet, printer: QPrinter) -> None:
        from yhgis.ui.dialogs.sheet_print import print_page

        try:
            print_page(composed.page, printer)
        except UserError as error:
            self.fail(error)
        else:
            self.told.emit(tr("Handed to the printer {printer}.", printer=printer.printerName() or "-"))
