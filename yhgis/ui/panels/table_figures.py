"""Works out, beside the window, what the side of an attribute table shows and what its bars stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from yhgis.feedback import Feedback
from yhgis.ui.panels.table_stats import Bar, rows_of, summarise
from yhgis.ui.session import Session
from yhgis.ui.tasks import Debounce

if TYPE_CHECKING:
    from yhgis.ui.panels.table import TablePanel

_AFTER_MS = 150
#: Values offered while a filter is written.
_OFFERED_VALUES = 200


class TableFigures(QObject):
    """Asks for one panel; an answer to an old question is dropped."""

    def __init__(self, session: Session, panel: TablePanel) -> None:
        super().__init__(panel)
        self._session, self._panel = session, panel
        self.summarise_later = Debounce(_AFTER_MS, self.summarise, self)

    def summarise(self) -> None:
        """Work out what the current field holds over the rows shown, where the side is open."""
        panel = self._panel
        work, field, rows = panel.work, panel.view.current_field, panel.model.rows
        number = panel.model.column_of(field)
        if work is None or number < 1 or panel.side.isHidden():
            return
        look = panel.model.looks[number]
        self._session.tasks.run(
            lambda feedback: summarise(work, field, rows, feedback),
            done=lambda summary: panel.side.show_summary(summary, look),
            owner=self,
            key="summary",
        )

    def choose_bar(self, bar: Bar, more: bool) -> None:
        """Select what a bar stands for, instead of what is selected or beside it."""
        panel = self._panel
        work, summary, rows = panel.work, panel.side.summary, panel.model.rows
        if work is None or summary is None:
            return
        self._session.tasks.run(
            lambda feedback: rows_of(work, summary.field, bar, rows, feedback),
            done=lambda found: panel.select(found, "add" if more else "replace"),
            owner=self,
            key="bar",
        )

    def offer_values(self, field: str) -> None:
        """Offer the commonest values of a field that a filter is being written about."""
        work = self._panel.work
        if work is None:
            return

        def values(feedback: Feedback) -> list[str]:
            found = summarise(work, field, np.arange(len(work.layer)), feedback, most=_OFFERED_VALUES)
            return [str(bar.value) for bar in found.top]

        self._session.tasks.run(
            values, done=lambda found: self._panel.bar.filter.offer_values(field, found), owner=self, key="values"
        )
