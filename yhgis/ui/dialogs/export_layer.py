"""Writes features of a layer to a file of the user's choice: which rows, format, coordinate system and encoding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFileDialog, QGridLayout, QPushButton, QWidget

from yhgis.errors import UsageError, UserError
from yhgis.feedback import Feedback
from yhgis.i18n import Message, tr
from yhgis.io.formats import FORMATS, Format
from yhgis.model.crs import WORK_CRS, normalise
from yhgis.model.layer import Layer
from yhgis.resources import layers_folder
from yhgis.ui.dialogs.crs_dialog import COMMON
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import Segments, column, label, row, say_primary
from yhgis.ui.panels.table_work import Rows
from yhgis.ui.session import Session

SELECTED, SHOWN, ALL = "selected", "shown", "all"
#: Formats whose text has an encoding to choose, and the one they get by default.
ENCODED = {"shp": "UTF-8", "zip": "UTF-8", "txt": "GBK"}
ENCODINGS = ("UTF-8", "GBK")
_CAPTION_PX = GRID * 12


class ExportLayerDialog(QDialog):
    """Asks and writes; it closes when the file is chosen, the writing goes on beside the window.

    Parameters
    ----------
    session : Session
    layer : Layer
        In the working CRS.
    shown, selected : array of int64
        Positions of features: those that the table shows, in its order, and those selected.
    fields : sequence of str
        The fields that the table shows, in its order.
    """

    def __init__(
        self, session: Session, layer: Layer, shown: Rows, selected: Rows, fields: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._layer, self._fields = session, layer, tuple(fields)
        # The order of the table is kept, also for what is selected.
        chosen = shown[np.isin(shown, selected)] if len(selected) else selected
        hidden = np.setdiff1d(selected, chosen)
        self._rows = {SELECTED: np.concatenate([chosen, hidden]), SHOWN: shown, ALL: np.arange(len(layer))}
        self.file_dialog: QFileDialog | None = None
        self.setWindowTitle(tr("Export {layer}", layer=layer.info.title))
        self.setModal(True)
        self.which = Segments(tr("Rows"))
        self.shown_fields = QCheckBox(tr("Only the fields shown ({count})", count=len(fields)))
        self.format = QComboBox()
        self.crs = QComboBox()
        self.encoding = QComboBox()
        self.fault = label("danger", wrap=True)
        self.button = QPushButton()
        self.button.setProperty("kind", "primary")
        say_primary(self.button, tr("Choose a file …"))
        self.cancel = QPushButton(tr("Cancel"))
        self._fill()
        self._lay_out()
        self.format.currentIndexChanged.connect(lambda _index: self._format_chosen())
        self.button.clicked.connect(self.ask_where)
        self.cancel.clicked.connect(self.reject)
        self._format_chosen()

    @property
    def chosen_format(self) -> Format:
        """The format in the box."""
        return next(fmt for fmt in FORMATS if fmt.id == self.format.currentData())

    def ask_where(self) -> None:
        """Let the user choose the file, where the coordinate system is one."""
        try:
            self.chosen_crs()
        except UserError as error:
            self.fault.setText(str(error))
            return
        fmt = self.chosen_format
        suffix = fmt.extensions[0]
        dialog = QFileDialog(self, tr("Export layer"), self._session.settings.last_folders.get("export", ""))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{fmt.title} (*{suffix})"])
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.selectFile(f"{_file_name(str(self._layer.info.title))}{suffix}")
        dialog.fileSelected.connect(lambda name: self.write_to(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        self.file_dialog = dialog
        dialog.open()

    def chosen_crs(self) -> str:
        """Return the coordinate system in the box, chosen or typed.

        Raises
        ------
        DataError
            There is none of this name.
        """
        known = self.crs.findText(self.crs.currentText())
        return str(self.crs.itemData(known)) if known >= 0 else normalise(self.crs.currentText().strip())

    def write_to(self, path: Path) -> None:
        """Write what is asked to ``path``, beside the window; a source of the map is never written over."""
        session, rows = self._session, self._rows[self.which.current]
        fields = self._fields if self.shown_fields.isChecked() else tuple(self._layer.fields)
        encoding = self.encoding.currentText() if self.encoding.isEnabled() else None
        try:
            refuse_source(path, session)
            crs = self.chosen_crs()
        except UserError as error:
            self.fault.setText(str(error))
            return
        layer = self._layer

        def done(notes: tuple[Message, ...]) -> None:
            session.remember(last_folders=session.settings.with_folder("export", path.parent).last_folders)
            for note in notes:
                session.show_message("warning", note)
            values: dict[str, object] = {"count": f"{len(rows):,}", "file": str(path)}
            session.show_message("success", Message("{count} features written: {file}", values))

        session.tasks.run(
            lambda feedback: write_rows(layer, rows, fields, path, crs, encoding, feedback),
            done=done,
            title=Message("Writing {file}", {"file": path.name}),
            owner=session,
        )
        self.accept()

    # --- building ----------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        words = {SELECTED: tr("Selected"), SHOWN: tr("Shown"), ALL: tr("All rows")}
        there = [key for key in words if len(self._rows[key])] or [ALL]
        self.which.offer([(key, f"{words[key]} {len(self._rows[key]):,}", words[key]) for key in there])
        self.which.choose(there[0])
        self.shown_fields.setChecked(True)
        for fmt in FORMATS:
            if fmt.writes:
                self.format.addItem(f"{fmt.title}  ({fmt.extensions[0]})", fmt.id)
        for code, title in COMMON:
            self.crs.addItem(f"{title}  {code}", code)
        self.crs.setEditable(True)
        self.crs.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.crs.setCurrentIndex(self.crs.findData(WORK_CRS))
        self.encoding.addItems(ENCODINGS)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID * 2)
        grid.setVerticalSpacing(GRID + 4)
        grid.setColumnStretch(1, 1)
        lines: tuple[tuple[str, QWidget], ...] = (
            (tr("Rows"), self.which),
            ("", self.shown_fields),
            (tr("Format"), self.format),
            (tr("Coordinate system"), self.crs),
            (tr("Text encoding"), self.encoding),
        )
        for number, (caption, widget) in enumerate(lines):
            if widget is self.shown_fields and len(self._fields) == len(self._layer.fields):
                continue
            left = label("quiet", caption)
            left.setMinimumWidth(_CAPTION_PX)
            if caption:
                left.setBuddy(widget)
                widget.setAccessibleName(caption)
            grid.addWidget(left, number, 0)
            grid.addLayout(row(widget, 1), number, 1) if widget is self.which else grid.addWidget(widget, number, 1)
        foot = row(1, self.button, self.cancel)
        for button in (self.button, self.cancel):
            button.setAutoDefault(button is self.button)
        self.setLayout(column(grid, self.fault, 1, foot, margins=(GRID * 3,) * 4, spacing=GRID * 2))
        self.resize(GRID * 62, GRID * 34)

    def _format_chosen(self) -> None:
        default = ENCODED.get(self.chosen_format.id)
        self.encoding.setEnabled(default is not None)
        self.encoding.setCurrentText(default or "UTF-8")


def write_rows(
    layer: Layer, rows: Rows, fields: Sequence[str], path: Path, crs: str, encoding: str | None, feedback: Feedback
) -> tuple[Message, ...]:
    """Write some features with some fields; return what the format could not carry unchanged."""
    from yhgis.io.vector_write import write_layer

    feedback.progress(0.1)
    chosen = replace(layer, fields={name: layer.fields[name] for name in fields}).select(rows)
    feedback.progress(0.2)
    notes = write_layer(chosen, path, crs=crs, encoding=encoding)
    feedback.progress(1.0)
    return notes


def refuse_source(path: Path, session: Session) -> None:
    """Refuse to write over what a layer of the map was read from.

    Raises
    ------
    UsageError
        ``path`` is, or lies in, the source of a layer, or among the built-in plan's files.
    """
    target = path.resolve()
    sources = [entry.layer.info.path for entry in session.state.entries]
    taken = [source.resolve() for source in sources if source is not None]
    for source in [*taken, layers_folder().resolve()]:
        if target == source or (source.is_dir() and target.is_relative_to(source)) or _same(target, source):
            raise UsageError("{file} is a source of the map; choose another name or folder.", file=path.name)


def _same(target: Path, source: Path) -> bool:
    """Whether both are one file under two names."""
    return target.exists() and source.exists() and target.samefile(source)


def _file_name(title: str) -> str:
    """Return a title as a file may be called."""
    return "".join("-" if letter in '\\/:*?"<>|' else letter for letter in title).strip() or "layer"
