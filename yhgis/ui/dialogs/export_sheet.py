"""Exports what is on the map, or a theme of the plan, as a sheet or a series: asked at the left, seen at the right."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from yhgis.errors import UserError
from yhgis.i18n import tr
from yhgis.model.sheet_edits import LegendEdits
from yhgis.ui import session_layers, session_sheets
from yhgis.ui.dialogs.sheet_form import SheetForm
from yhgis.ui.dialogs.sheet_job import SLIDE, WITH_DPI, Preview, SheetJob, job_for
from yhgis.ui.dialogs.sheet_layout_bar import LayoutBar
from yhgis.ui.dialogs.sheet_legend_list import LegendList
from yhgis.ui.dialogs.sheet_outputs import SheetOutputs
from yhgis.ui.dialogs.sheet_paper import PaperOnMap
from yhgis.ui.dialogs.sheet_preview import SheetPreview
from yhgis.ui.dialogs.sheet_series import SeriesChoice
from yhgis.ui.dialogs.sheet_series_job import series_for
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import Elided, Segments, column, label, row, say_primary, set_kind
from yhgis.ui.session import Session
from yhgis.ui.session_sheets import PaperFrame
from yhgis.ui.tasks import Debounce, Task

_PREVIEW_AFTER_MS = 150
CONTENT, LEGEND, SERIES = "content", "legend", "series"


class ExportSheetDialog(QDialog):
    """Stays open after an export, so that the next sheet is a click away."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._preview: Preview | None = None
        self._size = 0
        self._closing = False
        self.file_dialog: QFileDialog | None = None
        self.setWindowTitle(tr("Export sheet"))
        self.form = SheetForm(session)
        self.legend = LegendList()
        self.series = SeriesChoice(session)
        self.pages = Segments(tr("Pages of the dialog"))
        self.stack = QStackedWidget()
        self.preview = SheetPreview(session)
        self.layouts = LayoutBar(session)
        self.outputs = SheetOutputs(session, self)
        self.paper = PaperOnMap(session, self._job_on, self)
        self.caution = label(wrap=True)
        self.outcome = Elided()
        self.open_folder = _button(tr("Open the folder"), "link")
        self.open_file = _button(tr("Open the file"), "link")
        self.progress = QProgressBar()
        self.copy, self.print = _button(tr("Copy")), _button(tr("Print …"))
        self.button, self.close_button = _button(tr("Export …"), "primary"), _button(tr("Close"))
        self._lay_out()
        self._refresh = Debounce(_PREVIEW_AFTER_MS, self.refresh, self)
        self._connect()
        self._show_state()
        template = self.form.sheet().template
        self.preview.expect(template.width_mm, template.height_mm)

    # --- preview ---------------------------------------------------------------------------------------------------

    def job(self) -> SheetJob:
        """Return the sheet as the form has it now."""
        return self._job_on(self.form.place, self.form.paper_frame)

    def _job_on(self, place: int, frame: PaperFrame | None) -> SheetJob:
        return job_for(self._session, self.form.sheet(), self.form.theme_id, place, frame)

    @property
    def written(self) -> Path | None:
        """What was written last."""
        return self.outputs.written

    @property
    def _task(self) -> Task | None:
        return self.outputs.task

    def refresh(self) -> None:
        """Draw the page again; a page on its way is dropped."""
        job = self.job()
        self.layouts.follow(job.sheet.template.paper, job.sheet.orientation)
        self._show_caution(job)
        width, height = self.preview.room()
        self.preview.expect(job.sheet.template.width_mm, job.sheet.template.height_mm)
        self._session.tasks.run(
            lambda feedback: job.preview(width, height, feedback),
            done=lambda preview: self._drawn(job, preview),
            failed=lambda error: self.preview.show_fault(str(error)),
            owner=self,
            key="preview",
        )

    def _drawn(self, job: SheetJob, preview: Preview) -> None:
        self._preview = preview
        self.preview.show_page(preview, job.sheet.template.margin_mm)
        edits = session_sheets.legend_of(self._session, self.form.legend_theme)
        self.legend.show_legend(preview.composed.legend, edits)
        self._guess_size()

    def _guess_size(self) -> None:
        """Tell beforehand how large the file will be."""
        job, preview, extension = self.job(), self._preview, self.form.extension
        self._size = 0
        self._show_caution(job)
        if preview is None:
            return
        self._session.tasks.run(
            lambda feedback: job.bytes_of(preview, extension, feedback),
            done=lambda size: self._size_known(job, size),
            failed=lambda error: self.caution.setText(str(error)),
            owner=self,
            key="size",
        )

    def _size_known(self, job: SheetJob, size: int) -> None:
        self._size = size
        self._show_caution(job)

    def _show_caution(self, job: SheetJob) -> None:
        """Say what should be thought of before the sheet leaves the building; else how large it is."""
        warnings = job.sheet.warnings()
        set_kind(self.caution, "warning" if warnings else "quiet")
        self.caution.setText("\n".join(str(warning) for warning in warnings) or self._size_text(job))

    def _size_text(self, job: SheetJob) -> str:
        template = job.sheet.template
        size = tr("{width} × {height} mm", width=f"{template.width_mm:g}", height=f"{template.height_mm:g}")
        if self.form.extension in WITH_DPI:
            width, height = job.pixels(self.form.extension)
            size = tr("{size}, {width} × {height} pixels", size=size, width=f"{width:,}", height=f"{height:,}")
        return tr("{size}, about {bytes}", size=size, bytes=_bytes_text(self._size)) if self._size else size

    # --- edits of the sheet ----------------------------------------------------------------------------------------

    def _legend_edited(self, edits: LegendEdits) -> None:
        session_sheets.set_legend(self._session, self.form.legend_theme, edits)

    def _map_changed(self, _before: object, _after: object) -> None:
        self._refresh()

    def lay_frame(self) -> None:
        """Lay the paper's frame on the map; the dialog comes back when it is settled."""
        if self.paper.lay(self.job()):
            self.hide()

    def _frame_settled(self, frame: PaperFrame | None) -> None:
        if frame is not None:
            self.form.show_paper_frame(frame)
        if not self._closing:
            self.open()

    # --- export ----------------------------------------------------------------------------------------------------

    def ask_where(self) -> None:
        """Let the user choose the file, or the folder of a series, in the folder of last time."""
        folder = self._session.settings.last_folders.get("export", "")
        dialog = QFileDialog(self, tr("Export sheet"), folder)
        if self.series.positions and not self.series.one_file:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.fileSelected.connect(lambda name: self.export_series(Path(name)))
        else:
            extension = self.extension
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setNameFilter(f"{extension[1:].upper()} (*{extension})")
            dialog.setDefaultSuffix(extension[1:])
            dialog.selectFile(f"{_file_name(self.form.sheet().title)}{extension}")
            chosen = self.export_series if self.series.positions else self.export_to
            dialog.fileSelected.connect(lambda name: chosen(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        self.file_dialog = dialog
        dialog.open()

    def export_to(self, path: Path) -> None:
        """Write the sheet to ``path`` in the background."""
        self.outputs.export_to(self.job(), path)

    def export_series(self, path: Path) -> None:
        """Write the series in the background: into one PDF, or a file each into a folder."""
        one_file = self.series.one_file
        try:
            series = series_for(self.job(), self.form.legend_theme, self.series)
        except UserError as error:
            self.outputs.fail(error)
            return
        self.outputs.export_series(series, path, self.form.extension, one_file=one_file)

    @property
    def extension(self) -> str:
        """Of the one file to be written: a series in one file is a PDF or a presentation."""
        of_pages = self.form.extension == SLIDE or not self.series.positions
        return self.form.extension if of_pages else ".pdf"

    def _told(self, sentence: str) -> None:
        self.outcome.setText(sentence)
        self.outcome.setToolTip(str(self.written) if self.written is not None else sentence)

    def _pressed(self) -> None:
        if self._task is not None:
            self.outputs.stop()
        else:
            self.ask_where()

    def _show_state(self) -> None:
        busy, count = self._task is not None, len(self.series.positions)
        self.progress.setVisible(busy)
        export = tr("Export {count} sheets …", count=count) if count else tr("Export …")
        say_primary(self.button, tr("Stop") if busy else export)
        for button in (self.open_folder, self.open_file):
            button.setVisible(self.written is not None and not busy)

    def done(self, result: int) -> None:
        """Leave no frame on the map."""
        self._closing = True
        self.paper.give_up()
        super().done(result)

    # --- building --------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.pages.offer(
            [
                (CONTENT, tr("Sheet content"), tr("Theme, paper, words of the margin")),
                (LEGEND, tr("Legend"), tr("Order, hide and rename what the legend lists")),
                (SERIES, tr("Series"), tr("A sheet for every town, or for the features of any layer")),
            ]
        )
        self.pages.choose(CONTENT)
        for part in (self.form, self.legend, self.series):
            self.stack.addWidget(_scrolled(part))
        self.stack.setFixedWidth(GRID * 46)
        left = column(row(self.pages, margins=(GRID * 3, GRID * 2, GRID * 3, 0)), self.stack, spacing=0)
        left.setStretch(1, 1)
        right = column(self.preview, self.layouts, row(self.caution, margins=(GRID * 2, 4, GRID * 2, 4)), spacing=0)
        right.setStretch(0, 1)
        body = row(left, right, spacing=0)
        body.setStretch(1, 1)
        layout = column(body, self._foot(), spacing=0)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.resize(GRID * 138, GRID * 86)

    def _foot(self) -> QHBoxLayout:
        """Return the line of what was written, and of the ways out."""
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(GRID * 16)
        parts = (
            self.outcome,
            self.open_folder,
            self.open_file,
            self.progress,
            self.copy,
            self.print,
            self.close_button,
            self.button,
        )
        foot = row(*parts, margins=(GRID * 3, GRID, GRID * 3, GRID * 2))
        foot.setStretch(0, 1)
        return foot

    def _connect(self) -> None:
        session = self._session
        self.form.edited.connect(self._refresh)
        self.form.formatChanged.connect(self._guess_size)
        self.form.lay_frame.clicked.connect(self.lay_frame)
        self.pages.chosen.connect(lambda word: self.stack.setCurrentIndex((CONTENT, LEGEND, SERIES).index(word)))
        self.legend.edited.connect(self._legend_edited)
        self.series.edited.connect(self._series_edited)
        self.preview.sizeChanged.connect(self._refresh)
        self.preview.partMoved.connect(self.layouts.put)
        self.preview.partReset.connect(self.layouts.put_back)
        self.layouts.failed.connect(self.outputs.fail)
        self.paper.failed.connect(self.outputs.fail)
        self.paper.settled.connect(self._frame_settled)
        self.outputs.told.connect(self._told)
        self.outputs.changed.connect(self._show_state)
        self.outputs.progressed.connect(lambda share: self.progress.setValue(round(share * 1000)))
        session.mapChanged.connect(self._map_changed)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, self.layouts.take_back)
        self.button.clicked.connect(self._pressed)
        self.copy.clicked.connect(lambda: self.outputs.copy(self.job()))
        self.print.clicked.connect(lambda: self.outputs.ask_printer(self.job(), self))
        self.close_button.clicked.connect(self.reject)
        self.open_folder.clicked.connect(lambda: self._open(folder=True))
        self.open_file.clicked.connect(lambda: self._open(folder=False))

    def _series_edited(self) -> None:
        self.series.show_example(self.form.sheet(), session_layers.theme(self.form.legend_theme))
        self._show_state()

    def _open(self, *, folder: bool) -> None:
        if self.written is not None:
            target = self.written.parent if folder else self.written
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(target)))


def _scrolled(part: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(part)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def _button(text: str, kind: str = "") -> QPushButton:
    """Return a button that Enter in a field does not press."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    if kind:
        made.setProperty("kind", kind)
    return made


def _file_name(title: str) -> str:
    """Return a title without the signs that file systems refuse."""
    return re.sub(r'[\\/:*?"<>|\r\n\t]+', "-", title).strip(" .-") or "yhgis"


def _bytes_text(size: int) -> str:
    """Return a size with two digits: more are not known."""
    value, unit = (size / 1e6, "MB") if size >= 1e6 else (size / 1e3, "kB")
    return f"{value:.1f} {unit}" if value < 10 else f"{float(f'{value:.2g}'):.0f} {unit}"
