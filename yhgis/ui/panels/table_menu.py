"""What can be done with a column, and with the rows, of an attribute table: on the right button or the menu key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from yhgis.i18n import tr
from yhgis.ui.panels.table_work import NUMBER, Sort

if TYPE_CHECKING:
    from yhgis.ui.panels.table import TablePanel


class TableMenu(QMenu):
    """The menu of the column of ``field``; with ``rows`` also what is done with rows."""

    def __init__(self, panel: TablePanel, field: str, *, rows: bool) -> None:
        super().__init__(panel)
        self._panel, self._field = panel, field
        self.aboutToHide.connect(self.deleteLater)
        if rows:
            self._add(tr("Show on the map"), panel.zoom)
            self._add(tr("Copy"), panel.copy)
            self._add(tr("Export …"), panel.export)
            self._add(tr("Select the other rows shown"), panel.invert)
            self.addSeparator()
        self._add(tr("Sort up"), lambda: panel.ask(sorts=(Sort(field),)))
        self._add(tr("Sort down"), lambda: panel.ask(sorts=(Sort(field, down=True),)))
        others = tuple(sort for sort in panel.query.sorts if sort.field != field)
        if others:
            self._add(tr("Sort up within the present order"), lambda: panel.ask(sorts=(*others, Sort(field))))
            self._add(
                tr("Sort down within the present order"), lambda: panel.ask(sorts=(*others, Sort(field, down=True)))
            )
        if panel.query.sorts:
            self._add(tr("Order of the file"), lambda: panel.ask(sorts=()))
        if field != NUMBER:
            self.addSeparator()
            self._add(tr("Statistics of the field"), self._show_figures)
            self._add(tr("Hide this field"), lambda: panel.columns.set_hidden(field, True))

    def _add(self, text: str, call: Callable[[], object]) -> None:
        self.addAction(text).triggered.connect(lambda _on=False: call())

    def _show_figures(self) -> None:
        view = self._panel.view
        view.go_to(max(view.currentIndex().row(), 0), self._panel.model.column_of(self._field))
        self._panel.bar.side.setChecked(True)
