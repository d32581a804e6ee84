"""Exports what is on the map, or a theme of the plan, as a sheet: asked at the left, seen at the right."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QProgressBar, QPushButton, QScrollArea, QWidget

from yhgis.errors import UserError
from yhgis.i18n import Message, tr
from yhgis.ui.dialogs.sheet_form import SheetForm
from yhgis.ui.dialogs.sheet_job import SheetJob, job_for
from yhgis.ui.dialogs.sheet_preview import SheetPreview
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import Elided, column, label, row, say_primary
from yhgis.ui.session import Session
from yhgis.ui.tasks import Debounce, Task

_PREVIEW_AFTER_MS = 150


class ExportSheetDialog(QDialog):
    """Stays open after an export, so that the next sheet of a series is a click away."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self.written: Path | None = None
        self.file_dialog: QFileDialog | None = None
        self.setWindowTitle(tr("Export sheet"))
        self.form = SheetForm(session)
        self.preview = SheetPreview(session)
        self.caution = label(wrap=True)
        self.caution.setProperty("kind", "quiet")
        self.outcome = Elided()
        self.open_folder = _link(tr("Open the folder"))
        self.open_file = _link(tr("Open the file"))
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.button = QPushButton(tr("Export …"))
        self.button.setProperty("kind", "primary")
        self.close_button = QPushButton(tr("Close"))
        for button in (self.button, self.close_button, self.open_folder, self.open_file):
            button.setAutoDefault(False)
        self._lay_out()
        self._refresh = Debounce(_PREVIEW_AFTER_MS, self.refresh, self)
        self._connect()
        self._show_state()

    # --- preview ---------------------------------------------------------------------------------------------------

    def job(self) -> SheetJob:
        """Return the sheet as the form has it now."""
        return job_for(self._session, self.form.sheet(), self.form.theme_id, self.form.place)

    def refresh(self) -> None:
        """Draw the page again; a page on its way is dropped."""
        job = self.job()
        self.caution.setText("\n".join(str(warning) for warning in job.sheet.warnings()) or self._size_text(job))
        width, height = self.preview.room()
        self.preview.expect()
        self._session.tasks.run(
            lambda feedback: job.preview(width, height, feedback),
            done=self._drawn,
            failed=lambda error: self.preview.show_fault(str(error)),
            owner=self,
            key="preview",
        )

    def _drawn(self, image: QImage) -> None:
        self.preview.show_image(image)

    def _size_text(self, job: SheetJob) -> str:
        template = job.sheet.template
        size = tr("{width} × {height} mm", width=f"{template.width_mm:g}", height=f"{template.height_mm:g}")
        if self.form.extension != ".png":
            return size
        width, height = job.pixels()
        return tr("{size}, {width} × {height} pixels", size=size, width=f"{width:,}", height=f"{height:,}")

    # --- export ----------------------------------------------------------------------------------------------------

    def ask_where(self) -> None:
        """Let the user choose the file, in the folder of last time."""
        dialog = QFileDialog(self, tr("Export sheet"), self._session.settings.last_folders.get("export", ""))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{self.form.extension[1:].upper()} (*{self.form.extension})")
        dialog.setDefaultSuffix(self.form.extension[1:])
        dialog.selectFile(f"{_file_name(self.form.sheet().title)}{self.form.extension}")
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        self.file_dialog = dialog
        dialog.open()

    def export_to(self, path: Path) -> None:
        """Write the sheet to ``path`` in the background."""
        try:
            job = self.job()
        except UserError as error:
            self._failed(error)
            return
        self.written = None
        self._task = self._session.tasks.run(
            lambda feedback: job.export(path, feedback),
            done=self._done,
            failed=self._failed,
            cancelled=lambda: self.outcome.setText(tr("Cancelled.")),
            title=Message("Exporting {file}", {"file": path.name}),
            on_progress=lambda fraction, _message: self.progress.setValue(round(fraction * 1000)),
            owner=self,
            key="export",
        )
        self._task.ended.connect(self._ended)
        self.progress.setValue(0)
        self.outcome.setText(tr("Exporting {file}", file=path.name))
        self._show_state()

    def _done(self, path: Path) -> None:
        self.written = path
        settings = self._session.settings.with_folder("export", path.parent)
        self._session.remember(last_folders=settings.last_folders)
        self.outcome.setText(tr("Exported: {file}", file=path.name))
        self.outcome.setToolTip(str(path))

    def _failed(self, error: UserError) -> None:
        self.outcome.setText(str(error))

    def _ended(self) -> None:
        self._task = None
        self._show_state()

    def _pressed(self) -> None:
        if self._task is not None:
            self._task.cancel()
        else:
            self.ask_where()

    def _show_state(self) -> None:
        busy = self._task is not None
        self.progress.setVisible(busy)
        say_primary(self.button, tr("Stop") if busy else tr("Export …"))
        self.open_folder.setVisible(self.written is not None and not busy)
        self.open_file.setVisible(self.written is not None and not busy)

    # --- building --------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        area = QScrollArea()
        area.setWidget(self.form)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFixedWidth(GRID * 46)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right = column(self.preview, row(self.caution, margins=(GRID * 2, 4, GRID * 2, 4)), spacing=0)
        right.setStretch(0, 1)
        body = row(area, right, spacing=0)
        body.setStretch(1, 1)
        parts = (self.outcome, self.open_folder, self.open_file, self.progress, self.close_button, self.button)
        foot = row(*parts, margins=(GRID * 3, GRID, GRID * 3, GRID * 2))
        foot.setStretch(0, 1)
        self.progress.setFixedWidth(GRID * 16)
        layout = column(body, foot, spacing=0)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.resize(GRID * 138, GRID * 82)

    def _connect(self) -> None:
        self.form.edited.connect(self._refresh)
        self.form.formatChanged.connect(lambda: self.caution.setText(self._size_text(self.job())))
        self.preview.sizeChanged.connect(self._refresh)
        self.button.clicked.connect(self._pressed)
        self.close_button.clicked.connect(self.reject)
        self.open_folder.clicked.connect(lambda: self._open(folder=True))
        self.open_file.clicked.connect(lambda: self._open(folder=False))

    def _open(self, *, folder: bool) -> None:
        if self.written is not None:
            target = self.written.parent if folder else self.written
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(target)))


def _link(text: str) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("kind", "link")
    return made


def _file_name(title: str) -> str:
    """Return a title without the signs that file systems refuse."""
    return re.sub(r'[\\/:*?"<>|\r\n\t]+', "-", title).strip(" .-") or "yhgis"
