"""Asks about a file larger than memory: as far as the map shows, or all of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from yhgis.i18n import tr
from yhgis.io.fingerprint import source_files
from yhgis.io.part import MEMORY_PER_BYTE, free_memory
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import column, label, row, say_primary

_GIGA = 1e9


class LargeFileDialog(QDialog):
    """One question, two answers.

    Signals
    -------
    partChosen()
        Only what touches the ground that the map shows.
    allChosen()
        All of it, however long it takes.
    """

    partChosen = Signal()
    allChosen = Signal()

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Large file"))
        self.setModal(True)
        size = sum(file.stat().st_size for file in source_files(path)) / _GIGA
        words = tr(
            "{file} has {size} GB; all of it takes about {need} GB of memory, and {free} GB are free.",
            file=path.name,
            size=f"{size:.1f}",
            need=f"{size * MEMORY_PER_BYTE:.1f}",
            free=f"{free_memory() / _GIGA:.1f}",
        )
        more = tr("Of a part, the layer and every result say that it is one. Another part can be read at any time.")
        self.part, self.all = QPushButton(), QPushButton(tr("Open all of it"))
        cancel = QPushButton(tr("Cancel"))
        say_primary(self.part, tr("Open what the map shows"))
        self.part.setDefault(True)
        self.part.clicked.connect(lambda: self._answer(self.partChosen))
        self.all.clicked.connect(lambda: self._answer(self.allChosen))
        cancel.clicked.connect(self.reject)
        foot = row(1, cancel, self.all, self.part)
        body = (label(text=words, wrap=True), label("quiet", more, wrap=True))
        self.setLayout(column(*body, foot, margins=(GRID * 3,) * 4, spacing=GRID * 2))
        self.setMinimumWidth(GRID * 64)

    def _answer(self, answer: SignalInstance) -> None:
        self.accept()
        answer.emit()
