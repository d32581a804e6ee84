"""The attribute table: the features of one layer as rows, linked with the map and with the charts at its side."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QSplitter, QStackedWidget, QWidget

from yhgis.i18n import Message, tr
from yhgis.model.map import MapState
from yhgis.model.selection import Mode, Selection
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import column, label
from yhgis.ui.panels.table_bar import TableBar, TableFoot
from yhgis.ui.panels.table_columns import ColumnsMenu, TableColumnsKeeper
from yhgis.ui.panels.table_copy import copied, mime
from yhgis.ui.panels.table_figures import TableFigures
from yhgis.ui.panels.table_menu import TableMenu
from yhgis.ui.panels.table_model import TableModel, sorted_by
from yhgis.ui.panels.table_side import TableSide
from yhgis.ui.panels.table_view import TableRows
from yhgis.ui.panels.table_work import Query, Rows, TableWork
from yhgis.ui.panels.table_zoom import shown_extent
from yhgis.ui.session import Session
from yhgis.ui.tasks import Debounce

_SEARCH_AFTER_MS = 250
SIDE_PX = GRID * 28
#: Rows whose work is so quick that the status bar need not speak of it.
_SILENT_ROWS = 50_000


class TablePanel(QWidget):
    """Shows one layer of the map at a time."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._layer_id = ""
        self.work: TableWork | None = None
        self.query = Query()
        self.model = TableModel(self)
        self.view = TableRows(session, self.model)
        self.columns = TableColumnsKeeper(session, self.view)
        self.bar = TableBar(session)
        self.foot = TableFoot()
        self.side = TableSide(session)
        self.empty = label("quiet")
        self.menu: QMenu | None = None
        self._taking = False
        self._search_later = Debounce(_SEARCH_AFTER_MS, self._search, self)
        self.figures = TableFigures(session, self)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._list_layers()

    @property
    def layer_id(self) -> str:
        """Id of the layer shown, empty for none."""
        return self._layer_id

    def show_layer(self, layer_id: str) -> None:
        """Show the features of a layer; a built-in one that is not on the map is put there."""
        if not self._session.state.has(layer_id):
            self._session.set_visible(layer_id, True)
        self._layer_id = layer_id
        self._load()
        self._list_layers()

    def filter_by(self, expression: str) -> None:
        """Show the rows that an expression finds."""
        self.bar.filter.setText(expression)
        self.bar.filter.apply()

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self.bar.retranslate()
        self.side.retranslate()
        self.empty.setText(tr("Choose a layer to see its features as rows."))
        self.model.retranslate()
        self._say_name()
        self._list_layers()
        self.figures.summarise_later()

    # --- which layer -------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        """Take the layer from the map as it is now."""
        entry = self._session.state.entry(self._layer_id) if self._session.state.has(self._layer_id) else None
        self._layer_id = entry.id if entry is not None else ""
        layer = entry.layer if entry is not None else None
        self.work = TableWork(layer) if layer is not None else None
        self.query = Query()
        self.bar.words.clear()
        self.bar.only.setChecked(False)
        self.bar.filter.set_layer(layer)
        self.model.show_layer(layer)
        self.side.clear()
        if entry is not None:
            self.columns.show(entry)
        self.pages.setCurrentIndex(1 if entry is not None else 0)
        for part in (self.bar.filter, self.bar.words, *self._buttons()):
            part.setEnabled(entry is not None)
        self._say_name()
        self._selection_changed(self._session.selecting.current)

    def _list_layers(self) -> None:
        box = self.bar.layers
        box.clear()
        box.addItem(tr("Layer …") if not self._layer_id else tr("No layer"), "")
        for entry in reversed(self._session.state.entries):
            box.addItem(str(entry.layer.info.title), entry.id)
        box.setCurrentIndex(max(box.findData(self._layer_id), 0))

    def _layer_chosen(self, index: int) -> None:
        self._layer_id = str(self.bar.layers.itemData(index))
        self._load()

    def _map_changed(self, _before: MapState, after: MapState) -> None:
        """Follow a layer that goes, or is another one under the same id."""
        shown = self.model.layer
        now = after.entry(self._layer_id).layer if after.has(self._layer_id) else None
        if now is not shown and (now is None or shown is None or now.geometry is not shown.geometry):
            self._load()
        self._list_layers()

    # --- which rows --------------------------------------------------------------------------------------------------

    def ask(self, **changes: object) -> None:
        """Work the rows out again, beside the window; a newer question takes the place of an older one."""
        work = self.work
        if work is None:
            return
        before = self.query
        self.query = query = Query(**{**vars(self.query), **changes})  # type: ignore[arg-type]
        only = self._selected() if self.bar.only.isChecked() else None
        loud = len(work.layer) > _SILENT_ROWS
        self._session.tasks.run(
            lambda feedback: work.rows(query, only, feedback),
            done=lambda rows: self._show_rows(work, query, rows),
            failed=lambda error: self.foot.show_fault(str(error)),
            cancelled=lambda: self._cancelled(work, before),
            title=Message("Table of {layer}", {"layer": work.layer.info.title}) if loud else None,
            owner=self,
            key="rows",
        )

    def _show_rows(self, work: TableWork, query: Query, rows: Rows) -> None:
        """Show what was worked out; the current feature stays the current one."""
        if work is not self.work:
            return
        feature, place = self.view.current_feature, self.view.currentIndex().column()
        self.foot.show_fault("")
        self.model.show_rows(rows, query.sorts)
        row = self.model.row_of(feature) if feature >= 0 else -1
        row = row if row >= 0 else self.model.first_selected()
        if row >= 0:
            self.view.go_to(row, max(place, 0))
        self._count()
        self.figures.summarise_later()

    def _cancelled(self, work: TableWork, before: Query) -> None:
        """Keep the rows as they are; what was not worked out is not asked again by the next sort."""
        if work is self.work:
            self.query = before
            self.foot.show_fault(tr("Cancelled."))

    def _search(self) -> None:
        self.ask(words=self.bar.words.text())

    def _sort(self, field: str, more: bool) -> None:
        self.ask(sorts=sorted_by(self.query.sorts, field, more=more))

    def _count(self) -> None:
        total = len(self.work.layer) if self.work is not None else 0
        self.foot.show_counts(len(self.model.rows), total, len(self._selected()))

    # --- what is selected --------------------------------------------------------------------------------------------

    def _selected(self) -> Rows:
        current = self._session.selecting.current
        return current.features if current.layer == self._layer_id else np.empty(0, dtype=np.int64)

    def select(self, features: Rows, mode: Mode = "replace") -> None:
        """Select features of the layer for table, map and charts."""
        self._taking = True
        self._session.selecting.take(Selection(self._layer_id, self.model.ascending(features)), mode)
        self._taking = False

    def _selection_changed(self, selection: Selection) -> None:
        """Show what is selected; one that was made elsewhere is brought into sight."""
        count = len(self.work.layer) if self.work is not None else 0
        here = selection.layer == self._layer_id and bool(self._layer_id)
        self.model.select(selection.mask(count) if here else np.zeros(count, dtype=np.bool_))
        self.view.viewport().update()
        self._count()
        if self.bar.only.isChecked():
            self.ask()
        elif here and not self._taking:
            row = self.model.first_selected()
            if row >= 0:
                self.view.go_to(row)

    def invert(self) -> None:
        """Select of the rows shown those that are not selected."""
        self.select(self.model.unselected_rows())

    def zoom(self) -> None:
        """Show on the map the current feature, or all that is selected where it is one of them."""
        layer, feature = self.model.layer, self.view.current_feature
        if layer is None:
            return
        chosen = self._selected()
        features = chosen if feature < 0 or feature in chosen else np.array([feature])
        extent = shown_extent(layer.geometry[features])
        if extent is None:
            self._session.show_message("info", Message("What is selected has no geometry."))
            return
        self._session.zoom_to_extent(extent)

    def wanted(self) -> Rows:
        """Return what copying and exporting are about: the selected rows in the order shown, or all shown."""
        chosen = self.model.selected_rows()
        return chosen if len(chosen) else self.model.rows

    def _side_toggled(self, on: bool) -> None:
        self.side.setVisible(on)
        if on and not self.view.current_field and self.model.rowCount() and len(self.model.looks) > 1:
            self.view.go_to(max(self.view.currentIndex().row(), 0), 1)
        self.figures.summarise_later()

    # --- out of the table --------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Put rows on the clipboard, with headings; the text is made beside the window."""
        layer, rows = self.model.layer, self.wanted()
        if layer is None:
            return
        looks = [self.model.looks[self.model.column_of(field)] for field in self.columns.fields()]

        def done(made: tuple[str, str]) -> None:
            QApplication.clipboard().setMimeData(mime(*made))
            self._session.show_message("info", Message("Copied {count} rows.", {"count": f"{len(rows):,}"}))

        self._session.tasks.run(
            lambda feedback: copied(layer, looks, rows, feedback),
            done=done,
            title=Message("Copying {count} rows", {"count": f"{len(rows):,}"}),
            owner=self,
            key="copy",
        )

    def export(self) -> None:
        """Ask how the rows are to be written, and write them."""
        if self.model.layer is None:
            return
        from yhgis.ui.dialogs.export_layer import ExportLayerDialog

        dialog = ExportLayerDialog(
            self._session, self.model.layer, self.model.rows, self._selected(), self.columns.fields(), self.window()
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_menu(self, column_number: int, rows: bool, place: QPoint) -> None:
        self.menu = TableMenu(self, self.model.looks[column_number].name, rows=rows)
        self.menu.popup(place)

    def _show_columns(self) -> None:
        self.menu = menu = ColumnsMenu(self.columns, self.view, self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.bar.columns.mapToGlobal(self.bar.columns.rect().bottomLeft()))

    # --- building ----------------------------------------------------------------------------------------------------

    def _buttons(self) -> tuple[QWidget, ...]:
        bar = self.bar
        return bar.only, bar.invert, bar.columns, bar.side, bar.copy, bar.save

    def _lay_out(self) -> None:
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.view)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([1000, SIDE_PX])
        self.side.hide()
        page = QWidget()
        page.setLayout(column(self.splitter, self.foot, spacing=0))
        page.layout().setStretch(0, 1)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(page)
        body = column(self.bar, self.pages, spacing=0)
        body.setStretch(1, 1)
        self.setLayout(body)
        self._load()

    def _connect(self) -> None:
        session, bar = self._session, self.bar
        session.mapChanged.connect(self._map_changed)
        session.languageChanged.connect(self.retranslate)
        session.selecting.changed.connect(self._selection_changed)
        bar.layers.activated.connect(self._layer_chosen)
        bar.filter.applied.connect(lambda text: self.ask(expression=text))
        bar.filter.faultFound.connect(self.foot.show_fault)
        bar.filter.valuesWanted.connect(self.figures.offer_values)
        bar.words.textChanged.connect(lambda _text: self._search_later())
        bar.only.toggled.connect(lambda _on: self.ask())
        bar.invert.clicked.connect(self.invert)
        bar.columns.clicked.connect(self._show_columns)
        bar.side.toggled.connect(self._side_toggled)
        bar.copy.clicked.connect(self.copy)
        bar.save.clicked.connect(self.export)
        self.view.chosen.connect(self.select)
        self.view.zoomAsked.connect(self.zoom)
        self.view.sortAsked.connect(self._sort)
        self.view.menuAsked.connect(self._show_menu)
        self.view.currentFieldChanged.connect(lambda _field: self.figures.summarise_later())
        self.side.barChosen.connect(self.figures.choose_bar)
        for keys, call in ((QKeySequence.StandardKey.Copy, self.copy), (QKeySequence.StandardKey.Find, self._find)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)

    def _find(self) -> None:
        self.bar.words.setFocus()
        self.bar.words.selectAll()

    def _say_name(self) -> None:
        title = str(self.model.layer.info.title) if self.model.layer is not None else ""
        self.view.setAccessibleName(tr("Rows of {layer}", layer=title) if title else tr("Attribute table"))
