"""Everything that travels with a result: basis, parameters, inputs with their hashes, repairs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHeaderView,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from yhgis.i18n import tr
from yhgis.model.result import Result
from yhgis.report import how_made
from yhgis.report.how_made import Listing
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import ALIGNED_HEADING, column, label

_ROW_PX = 28
_MOST_ROWS_SEEN = 12


class HowMadeDialog(QDialog):
    """Shows the provenance of a result as the same tables that reports print."""

    def __init__(self, result: Result, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        provenance = result.provenance
        self.setWindowTitle(tr("How it was made"))
        listings = [how_made.facts(provenance), how_made.inputs(provenance), how_made.repairs(provenance)]
        parts: list[QWidget] = [label(text=how_made.basis_statement(provenance), wrap=True)]
        parts += [label(text=sentence, wrap=True) for sentence in how_made.notes(provenance)]
        for listing in listings:
            if listing.rows:
                parts += [label("title", listing.title), _table(listing)]
        page = QWidget()
        page.setLayout(column(*parts, 1, margins=(GRID * 3, GRID * 2, GRID * 3, GRID), spacing=GRID))
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        buttons = QDialogButtonBox()
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        foot = column(buttons, margins=(GRID * 3, GRID, GRID * 3, GRID * 2))
        self.setLayout(column(area, foot, spacing=0))
        self.resize(GRID * 96, GRID * 72)


def _table(listing: Listing) -> QTableWidget:
    """Return a listing as a table that is as high as its rows."""
    table = QTableWidget(len(listing.rows), len(listing.headings))
    table.setAccessibleName(listing.title)
    table.setHorizontalHeaderLabels(listing.headings)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.horizontalHeader().setStyleSheet(ALIGNED_HEADING)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(_ROW_PX)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    for i, texts in enumerate(listing.rows):
        for j, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            table.setItem(i, j, item)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    table.resizeColumnsToContents()
    for j in range(len(listing.headings)):
        table.setColumnWidth(j, min(table.columnWidth(j) + GRID * 2, 280))
    header.setStretchLastSection(True)
    seen = min(len(listing.rows), _MOST_ROWS_SEEN)
    table.setFixedHeight(
        header.sizeHint().height() + seen * _ROW_PX + table.horizontalScrollBar().sizeHint().height() + 2
    )
    shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), table)
    shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
    shortcut.activated.connect(lambda: QApplication.clipboard().setText(_chosen_text(listing, table)))
    return table


def _chosen_text(listing: Listing, table: QTableWidget) -> str:
    """Return the chosen cells, or the whole listing, as tab-separated text."""
    chosen = {(index.row(), index.column()) for index in table.selectedIndexes()}
    if len(chosen) <= 1:
        rows: Sequence[Sequence[str]] = (listing.headings, *listing.rows)
        return "\n".join("\t".join(row) for row in rows)
    return "\n".join(
        "\t".join(text for j, text in enumerate(texts) if (i, j) in chosen)
        for i, texts in enumerate(listing.rows)
        if any((i, j) in chosen for j in range(len(texts)))
    )
