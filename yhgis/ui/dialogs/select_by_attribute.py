"""Selects features of a layer by an expression: the filter of the attribute table, without the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from yhgis.i18n import tr
from yhgis.model.selection import Mode
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import Segments, ShortCombo, column, label, row, say_primary, set_kind
from yhgis.ui.panels.table_box import FilterBox
from yhgis.ui.panels.table_stats import summarise
from yhgis.ui.panels.table_work import TableWork
from yhgis.ui.session import Session

_OFFERED_VALUES = 200
SelectBy = Callable[[str, str, Mode], None]


class SelectByAttribute(QDialog):
    """Stays open, so that a selection can be refined; ``select_by(layer, expression, mode)`` does the work."""

    def __init__(self, session: Session, select_by: SelectBy, layer_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._select_by = session, select_by
        self._works: dict[str, TableWork] = {}
        self.setWindowTitle(tr("Select by attribute"))
        self.layers = ShortCombo(20)
        self.layers.setAccessibleName(tr("Layer"))
        self.box = FilterBox()
        self.box.setAccessibleName(tr("Filter expression"))
        self.box.setPlaceholderText(tr("Filter, such as  area_m2() > 1000 AND …"))
        self.mode = Segments(tr("How it meets the present selection"))
        self.mode.offer(
            [
                ("replace", tr("New"), tr("Select these instead")),
                ("add", tr("Add"), tr("Select these too")),
                ("remove", tr("Take away"), tr("Select these no longer")),
            ]
        )
        self.mode.choose("replace")
        self.fault = label("danger", wrap=True)
        self.button = QPushButton()
        self.button.setProperty("kind", "primary")
        say_primary(self.button, tr("Select"))
        self.close_button = QPushButton(tr("Close"))
        self._lay_out()
        for entry in reversed(session.state.entries):
            self.layers.addItem(str(entry.layer.info.title), entry.id)
        self.layers.setCurrentIndex(max(self.layers.findData(layer_id), 0))
        self._connect()
        self._layer_chosen()
        self.box.setFocus()

    def select(self) -> None:
        """Do what is asked, where it is understood."""
        fault = self.box.look()
        self.fault.setText("" if fault is None else str(fault))
        if fault is not None:
            self.box.setCursorPosition(fault.at)
        elif self.box.text().strip():
            self._select_by(str(self.layers.currentData()), self.box.text(), cast(Mode, self.mode.current))

    def _lay_out(self) -> None:
        for button in (self.button, self.close_button):
            button.setAutoDefault(False)
        help_ = label("quiet", wrap=True)
        help_.setText(
            tr(
                "Text in single quotes, fields by code or name.  = <> < > AND OR NOT IN LIKE BETWEEN IS NULL\n"
                "Enter filters, Ctrl+Space shows what can be written."
            )
        )
        set_kind(self.fault, "danger")
        foot = row(self.mode, 1, self.button, self.close_button)
        parts = (self.layers, self.box, self.fault, help_, 1, foot)
        self.setLayout(column(*parts, margins=(GRID * 2, GRID * 2, GRID * 2, GRID * 2), spacing=GRID + 4))
        self.resize(GRID * 70, GRID * 26)

    def _connect(self) -> None:
        self.layers.currentIndexChanged.connect(lambda _index: self._layer_chosen())
        self.box.faultFound.connect(self.fault.setText)
        self.box.valuesWanted.connect(self._offer_values)
        self.box.returnPressed.connect(self.select)
        self.button.clicked.connect(self.select)
        self.close_button.clicked.connect(self.close)

    def _layer_chosen(self) -> None:
        layer_id = str(self.layers.currentData() or "")
        there = self._session.state.has(layer_id)
        self.box.set_layer(self._session.state.entry(layer_id).layer if there else None)
        self.button.setEnabled(there)

    def _offer_values(self, field: str) -> None:
        layer_id = str(self.layers.currentData())
        if not self._session.state.has(layer_id):
            return
        work = self._works.setdefault(layer_id, TableWork(self._session.state.entry(layer_id).layer))
        self._session.tasks.run(
            lambda feedback: summarise(work, field, np.arange(len(work.layer)), feedback, most=_OFFERED_VALUES),
            done=lambda summary: self.box.offer_values(field, [str(bar.value) for bar in summary.top]),
            owner=self,
            key="values",
        )
