"""The page of check-ups (数据体检): a layer's problems at the left, the places of the chosen one at the right."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import shapely
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QSplitter, QStackedWidget, QWidget

from yhgis.i18n import Message, tr
from yhgis.model.crs import WORK_CRS, Geometries
from yhgis.model.map import MapState
from yhgis.model.quantity import AreaUnit
from yhgis.model.result import Places
from yhgis.ui import checkups as kept
from yhgis.ui.messages import Offer
from yhgis.ui.palette import GRID
from yhgis.ui.panels.checkup_list import ProblemList
from yhgis.ui.panels.pieces import Elided, IconButton, ShortCombo, column, label, row
from yhgis.ui.panels.result_table import ResultTable
from yhgis.ui.panels.result_view import LEAST_SHOWN_M
from yhgis.ui.session import Session

if TYPE_CHECKING:
    from yhgis.analysis.checkup_findings import Group
    from yhgis.analysis.checkup_result import CheckupResult

LIST_PX = 232


class CheckupPanel(QWidget):
    """Shows what is wrong with a layer; a click or Enter on a finding shows its place on the map.

    ``show_layer(id)`` brings a layer up.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._kept = kept.checkups(session)
        self.dialog: QFileDialog | None = None
        self.layers = ShortCombo(16)
        self.layers.setMaximumWidth(GRID * 36)
        self.state = Elided("quiet")
        self.run_button = QPushButton()
        self.repair_button = QPushButton()
        self.options = IconButton(session, "tool")
        self.copy = IconButton(session, "copy")
        self.save = IconButton(session, "save")
        self.problems = ProblemList(session)
        self.note = Elided("quiet")
        self.table = ResultTable(session)
        self.empty = label("quiet", wrap=True)
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(GRID * 100, GRID * 34)

    @property
    def layer_id(self) -> str:
        """Id of the layer shown; empty where there is none."""
        return str(self.layers.currentData() or "")

    @property
    def result(self) -> CheckupResult | None:
        """What was found in the layer shown."""
        return self._kept.result(self.layer_id)

    def show_layer(self, layer_id: str) -> None:
        """Show a layer's check-up; it is run where that was not done yet."""
        self._fill_layers(layer_id)
        if self.result is None and not self._kept.is_running(layer_id) and self._session.state.has(layer_id):
            self._kept.run(layer_id)
        self.refresh()

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self.layers.setAccessibleName(tr("Layer"))
        self.problems.setAccessibleName(tr("Problems"))
        self.repair_button.setText(tr("Mend as a copy …"))
        self.options.say(tr("Check with another width, basis or identifier …"))
        self.copy.say(tr("Copy the table (or the chosen cells) with headings"))
        self.save.say(tr("Save the check-up as Excel, Word, CSV …"))
        self.table.retranslate()
        self._fill_layers(self.layer_id)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Show what is known now."""
        result, running = self.result, self._kept.is_running(self.layer_id)
        self.run_button.setText(tr("Check again") if result is not None else tr("Check"))
        self.run_button.setEnabled(bool(self.layer_id) and not running)
        self.options.setEnabled(bool(self.layer_id))
        for button in (self.repair_button, self.copy, self.save):
            button.setEnabled(result is not None)
        found = result is not None and bool(result.groups or result.mended)
        self.stack.setCurrentIndex(1 if found else 0)
        self.state.setText(str(kept.in_words(result)) if result is not None else "")
        self.empty.setText(self._nothing_to_show(running=running))
        if result is not None:
            self.problems.show_result(result)

    def show_places(self) -> None:
        """Show all places of the chosen problem."""
        group = self._group()
        if group is not None:
            self._zoom(group.geometry)

    def copy_table(self) -> None:
        """Put the chosen cells, or all of the table, on the clipboard."""
        QApplication.clipboard().setText(self.table.text())
        self._session.show_message("info", Message("Copied; paste it into Excel or Word."))

    def save_to(self, path: Path) -> None:
        """Write the check-up to ``path``, in the format of its extension."""
        result, language = self.result, self._session.language
        if result is None:
            return
        from yhgis.report.write import write_result

        self._session.tasks.run(
            lambda _feedback: write_result(result, path, lang=language),
            done=lambda _nothing: self._saved(path),
            title=Message("Saving {file}", {"file": path.name}),
            owner=self,
        )

    def mend_to(self, path: Path) -> None:
        """Write a mended copy of the layer's file to ``path``; what was done becomes part of the check-up."""
        result, layer_id, session = self.result, self.layer_id, self._session
        if result is None:
            return

        def done(told: CheckupResult) -> None:
            if session.state.has(layer_id):
                self._kept.take(layer_id, told)
                self.problems.choose(ProblemList.REPAIR)
            session.remember(last_folders=session.settings.with_folder("export", path.parent).last_folders)
            text = Message("Mended copy written: {file}", {"file": path.name})
            offer = Offer(text.text, text.values, label=Message("Add it"), run=lambda: session.open_files([path]))
            session.show_message("success", offer)

        session.tasks.run(
            lambda feedback: kept.write_mended(session, layer_id, path, result, feedback),
            done=done,
            title=Message("Mending into {file}", {"file": path.name}),
            owner=self,
        )

    # --- inside ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = row(
            self.layers,
            self.state,
            self.run_button,
            self.options,
            self.repair_button,
            self.copy,
            self.save,
            margins=(GRID, 4, GRID, 4),
        )
        head.setStretch(1, 1)
        right = QWidget()
        right.setLayout(column(row(self.note, margins=(11, 2, GRID, 4)), self.table, spacing=0))
        right.layout().setStretch(1, 1)  # type: ignore[attr-defined]
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.problems)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([LIST_PX, LIST_PX * 3])
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.splitter)
        body = column(head, self.stack, spacing=0)
        body.setStretch(1, 1)
        self.setLayout(body)
        self.table.set_unit(AreaUnit.M2)

    def _connect(self) -> None:
        session = self._session
        self.layers.activated.connect(lambda _index: self.show_layer(self.layer_id))
        self.run_button.clicked.connect(self._run)
        self.options.clicked.connect(lambda: self._kept.formAsked.emit(self.layer_id))
        self.repair_button.clicked.connect(self._ask_where_to_mend)
        self.copy.clicked.connect(self.copy_table)
        self.save.clicked.connect(self._ask_where_to_save)
        self.problems.chosen.connect(self._show_problem)
        self.problems.opened.connect(lambda _which: self.show_places())
        self.table.placeAsked.connect(self._go)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.copy_table)
        self._kept.changed.connect(self._changed)
        session.mapChanged.connect(self._map_changed)
        session.languageChanged.connect(self.retranslate)

    def _nothing_to_show(self, *, running: bool) -> str:
        if not self.layer_id:
            return tr("There is no layer on the map.")
        if running:
            return tr("Checking …")
        if self.result is not None:
            return tr("Nothing was found: geometry, places and fields of this layer are in order.")
        return tr("This layer has not been checked yet.")

    def _fill_layers(self, wanted: str) -> None:
        self.layers.blockSignals(True)
        self.layers.clear()
        for layer_id, title in kept.layer_choices(self._session):
            self.layers.addItem(title, layer_id)
        at = self.layers.findData(wanted)
        self.layers.setCurrentIndex(at if at >= 0 else 0 if self.layers.count() else -1)
        self.layers.blockSignals(False)

    def _map_changed(self, before: MapState, after: MapState) -> None:
        """Follow layers that come and go; what only looks otherwise is nothing to this page."""
        if _same_layers(before, after):
            return
        self._fill_layers(self.layer_id)
        self.refresh()

    def _changed(self, layer_id: str) -> None:
        if layer_id == self.layer_id:
            self.refresh()

    def _run(self) -> None:
        if self.layer_id:
            self._kept.run(self.layer_id)

    def _group(self) -> Group | None:
        from yhgis.analysis.checkup_findings import Problem

        which, result = self.problems.current, self.result
        return None if result is None or which in ("", ProblemList.REPAIR) else result.of(Problem(which))

    def _show_problem(self, which: str) -> None:
        """Show the findings of a problem, and outline them on the map."""
        result, group = self.result, self._group()
        if result is None:
            return
        if group is None:
            if result.mended is not None and which == ProblemList.REPAIR:
                self.note.setText(str(result.mended.summary()))
                self.table.show_table(result.mended.table())
            return
        self.note.setText(result.note(group))
        self.table.show_table(result.problem_table(group))
        self._outline(group)

    def _outline(self, group: Group | None) -> None:
        if group is None or not self.isVisible():
            return
        there = ~(shapely.is_missing(group.geometry) | shapely.is_empty(group.geometry))
        places = Places(group.geometry[there], {}, WORK_CRS) if there.any() else None
        self._session.highlight(places)

    def showEvent(self, event: QShowEvent) -> None:
        """Outline the findings again, and bring the layers up to date."""
        super().showEvent(event)
        self._outline(self._group())

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the outlines off the map."""
        super().hideEvent(event)
        if self._group() is not None:
            self._session.highlight(None)

    def _go(self, table_row: int, _column: int) -> None:
        group, result = self._group(), self.result
        if group is not None and table_row < len(group):
            self._zoom(group.geometry[table_row : table_row + 1])
        elif group is None and result is not None and result.mended is not None:
            at = result.mended.mendings[table_row].position
            self._zoom(self._session.state.entry(self.layer_id).layer.geometry[at : at + 1])

    def _zoom(self, geometry: Geometries) -> None:
        """Show places on the map with some ground around, and blink them."""
        x0, y0, x1, y1 = shapely.total_bounds(geometry).tolist()
        if math.isnan(x0):
            return  # no place at all
        grow_x, grow_y = max(LEAST_SHOWN_M - (x1 - x0), 0) / 2, max(LEAST_SHOWN_M - (y1 - y0), 0) / 2
        self._session.zoom_to_extent((x0 - grow_x, y0 - grow_y, x1 + grow_x, y1 + grow_y))
        self._session.flash(geometry)

    def _ask_where_to_save(self) -> None:
        if self.result is None:
            return
        kinds = {"xlsx": tr("Excel workbook"), "docx": tr("Word document"), "pptx": tr("PowerPoint slide")}
        kinds |= {"csv": tr("CSV table"), "json": tr("JSON document"), "gpkg": tr("Polygons as GeoPackage")}
        self._ask(tr("Save the check-up"), f"{self.result.title}_{tr('check-up')}.xlsx", kinds, self.save_to)

    def _ask_where_to_mend(self) -> None:
        if not self._session.state.has(self.layer_id):
            return
        kinds = {"gpkg": "GeoPackage", "shp": "Shapefile", "geojson": "GeoJSON"}
        name = kept.copy_name(self._session.state.entry(self.layer_id).layer)
        self._ask(tr("Mend as a copy"), name, kinds, self.mend_to)

    def _ask(self, title: str, name: str, kinds: dict[str, str], take: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self, title, self._session.settings.last_folders.get("export", ""))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{words} (*.{suffix})" for suffix, words in kinds.items()])
        dialog.setDefaultSuffix(next(iter(kinds)))
        dialog.filterSelected.connect(lambda text: dialog.setDefaultSuffix(text.rpartition("*.")[2].rstrip(")")))
        dialog.selectFile(name.replace("/", "-"))
        dialog.fileSelected.connect(lambda chosen: take(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _saved(self, path: Path) -> None:
        self._session.remember(last_folders=self._session.settings.with_folder("export", path.parent).last_folders)
        self._session.show_message("success", Message("Saved: {file}", {"file": str(path)}))


def _same_layers(before: MapState, after: MapState) -> bool:
    """Whether two states of the map hold the same features under the same names, in the same order."""
    if len(before.entries) != len(after.entries):
        return False
    return all(
        one.id == other.id
        and one.layer.geometry is other.layer.geometry
        and one.layer.info.title == other.layer.info.title
        for one, other in zip(before.entries, after.entries, strict=True)
    )
