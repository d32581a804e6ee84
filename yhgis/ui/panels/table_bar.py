"""What stands around the rows of an attribute table: the bar above them and the line below."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from yhgis.i18n import tr
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import Elided, IconButton, ShortCombo, column, label, row, set_kind
from yhgis.ui.panels.table_box import FilterBox
from yhgis.ui.session import Session


class TableBar(QWidget):
    """Layer, filter, search, and what can be done with the rows; the buttons are wired by the panel."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.layers = ShortCombo(5)
        self.filter = FilterBox()
        self.words = QLineEdit()
        self.words.setClearButtonEnabled(True)
        self.only = IconButton(session, "filter_selected")
        self.only.setCheckable(True)
        self.invert = IconButton(session, "invert")
        self.columns = IconButton(session, "columns")
        self.side = IconButton(session, "chart")
        self.side.setCheckable(True)
        self.copy = IconButton(session, "copy")
        self.save = IconButton(session, "save")
        buttons = (self.only, self.invert, self.columns, self.side, self.copy, self.save)
        parts = (self.layers, self.filter, self.words, *buttons)
        line = row(*parts, margins=(GRID, 4, GRID, 4), spacing=4)
        line.setStretch(0, 3)
        line.setStretch(1, 8)
        line.setStretch(2, 3)
        self.layers.setMaximumWidth(GRID * 28)
        self.words.setMaximumWidth(GRID * 24)
        self.setLayout(line)

    def retranslate(self) -> None:
        """Say names and tips again."""
        self.layers.setAccessibleName(tr("Layer of the table"))
        self.filter.setPlaceholderText(tr("Filter, such as  area_m2() > 1000 AND …"))
        self.filter.setAccessibleName(tr("Filter expression"))
        self.filter.setToolTip(
            tr(
                "Text in single quotes, fields by code or name.  = <> < > AND OR NOT IN LIKE BETWEEN IS NULL\n"
                "Enter filters, Ctrl+Space shows what can be written."
            )
        )
        self.words.setPlaceholderText(tr("Search all fields"))
        self.words.setAccessibleName(tr("Search all fields"))
        self.only.say(tr("Only selected rows"))
        self.invert.say(tr("Select the other rows shown"))
        self.columns.say(tr("Fields shown"))
        self.side.say(tr("Statistics of the field"))
        self.copy.say(tr("Copy the selected rows, or all shown, with headings"))
        self.save.say(tr("Export the selected rows, or all shown"))


class TableFoot(QWidget):
    """How many rows are shown and selected, and what is wrong with the filter."""

    def __init__(self) -> None:
        super().__init__()
        self.count = label("quiet")
        self.fault = Elided()
        set_kind(self.fault, "danger")
        line = row(self.count, self.fault, margins=(GRID + 3, 1, GRID, 3), spacing=GRID * 2)
        line.setStretch(1, 1)
        self.setLayout(column(line))

    def show_counts(self, shown: int, all_: int, selected: int) -> None:
        """Say ``12 / 200,000 · 3 selected``."""
        text = f"{shown:,} / {all_:,}"
        if selected:
            text += " · " + tr("{count} selected", count=f"{selected:,}")
        self.count.setText(text)

    def show_fault(self, text: str) -> None:
        """Say what is wrong, or nothing."""
        self.fault.setText(text)
        self.fault.setAccessibleName(text)
