"""One answer on screen: its tables, and beneath them how the numbers were made."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QStackedWidget, QWidget

from yhgis.i18n import Message, tr
from yhgis.model.quantity import AreaUnit, format_area, format_number
from yhgis.model.result import Result, Table, ValueKind
from yhgis.ui.palette import GRID
from yhgis.ui.panels.cell_places import CellPlaces
from yhgis.ui.panels.charts_page import ChartsPage
from yhgis.ui.panels.how_made import HowMadeDialog
from yhgis.ui.panels.pieces import Elided, IconButton, Segments, ShortCombo, column, label, row
from yhgis.ui.panels.result_table import ResultTable, default_unit
from yhgis.ui.session import Session

UNITS = (AreaUnit.M2, AreaUnit.HA, AreaUnit.MU, AreaUnit.KM2)
#: A place smaller than this (metres) is shown with ground around it, so that one sees where it is.
LEAST_SHOWN_M = 300.0
#: Below this height (pixels) the notes are one line.
LOW_PX = 320
_SAVE_AS = (".xlsx", ".docx", ".pptx", ".csv", ".json")
_SAVE_PLACES = (".gpkg", ".geojson", ".shp")


class ResultView(QWidget):
    """Shows a `Result`: tables with a unit of area of the user's choice, copying, saving, and the way to the map.

    Signals
    -------
    unitChanged(AreaUnit)
        The user chose another unit.
    """

    unitChanged = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.result: Result | None = None
        self._places: CellPlaces | None = None
        self.dialog: QFileDialog | HowMadeDialog | None = None
        self._tables: tuple[Table, ...] = ()
        self.mark = label("tag")
        self.which = ShortCombo()
        self.which.setMaximumWidth(GRID * 34)
        self.title = Elided("title")
        self.units = Segments()
        self.outline = IconButton(session, "flash")
        self.outline.setCheckable(True)
        self.outline.setChecked(True)
        self.as_chart = IconButton(session, "chart")
        self.as_chart.setCheckable(True)
        self.copy = IconButton(session, "copy")
        self.save = IconButton(session, "save")
        self.table = ResultTable(session)
        self.charts = ChartsPage(session)
        self.pages = QStackedWidget()
        self.notes = label("quiet", wrap=True)
        self.note_line = Elided("quiet")
        self.how = QPushButton()
        self.how.setProperty("kind", "link")
        self._connect()
        self._lay_out()
        self.retranslate()

    def show_result(self, result: Result, unit: AreaUnit | None = None) -> None:
        """Show an answer, in ``unit`` or in the one that suits its size."""
        self.result = result
        self._places = CellPlaces(result)
        self._tables = tuple(result.tables())
        self._choose_unit(unit or default_unit(self._tables[0]))
        self.retranslate()
        self.which.setCurrentIndex(0)
        self._show_table(0)
        self._show_charts()
        self._show_outlines()

    @property
    def unit(self) -> AreaUnit:
        """The unit in use."""
        return next((unit for unit in UNITS if unit.id == self.units.current), AreaUnit.HA)

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self.units.offer([(unit.id, str(unit.symbol), str(unit.title)) for unit in UNITS])
        self.units.setAccessibleName(tr("Unit of area"))
        self.which.setAccessibleName(tr("Tables of this result"))
        self.copy.say(tr("Copy the table (or the chosen cells) with headings"))
        self.save.say(tr("Save as Excel, Word, CSV …"))
        self.as_chart.say(tr("Chart instead of the table"))
        self.charts.retranslate()
        self.outline.say(tr("Outline the places on the map"))
        self.mark.setText(tr("schematic"))
        self.how.setText(tr("How it was made"))
        self.table.retranslate()
        if self.result is not None:
            self._say_result(self.result)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the notes one line where rows are scarce; the whole is in its tip and in "how it was made"."""
        super().resizeEvent(event)
        low = event.size().height() < LOW_PX
        self.note_line.setVisible(low)
        self.notes.setVisible(not low)

    def copy_table(self) -> None:
        """Put the chosen cells, or all of the table, on the clipboard."""
        QApplication.clipboard().setText(self.table.text())
        self._session.show_message("info", Message("Copied; paste it into Excel or Word."))

    def ask_where_to_save(self) -> None:
        """Let the user choose a file; its format follows from its name."""
        dialog = QFileDialog(self, tr("Save result"), self._session.settings.last_folders.get("export", ""))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(_filters(self.result is not None and self.result.places() is not None))
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda text: dialog.setDefaultSuffix(_suffix_of(text)))
        dialog.selectFile(f"{self._tables[0].title}.xlsx".replace("/", "-"))
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the result to ``path``, in the format of its extension."""
        result = self.result
        if result is None:
            return
        from yhgis.report.write import write_result

        language = self._session.language

        def done(_nothing: None) -> None:
            self._session.remember(last_folders=self._session.settings.with_folder("export", path.parent).last_folders)
            self._session.show_message("success", Message("Saved: {file}", {"file": str(path)}))

        self._session.tasks.run(
            lambda _feedback: write_result(result, path, lang=language),
            done=done,
            title=Message("Saving {file}", {"file": path.name}),
            owner=self,
        )

    def select_at(self, x: float, y: float) -> None:
        """Choose the rows whose own polygons lie at a place (working CRS metres)."""
        if self._places is None or self.table.table is None:
            return
        rows = self._places.rows_at(self.table.table, x, y)
        if rows:
            self.table.select_rows(rows)
            self.charts.bars.mark_rows(rows)

    # --- inside ----------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.which.activated.connect(self._show_table)
        self.units.chosen.connect(self._unit_chosen)
        self.copy.clicked.connect(self.copy_table)
        self.save.clicked.connect(self.ask_where_to_save)
        self.outline.toggled.connect(lambda _on: self._show_outlines())
        self.how.clicked.connect(self._show_how)
        self.table.placeAsked.connect(self._go)
        self.as_chart.toggled.connect(lambda _on: self._show_charts())
        self.charts.cellChosen.connect(self._bar_chosen)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.copy_table)

    def _lay_out(self) -> None:
        parts = (self.title, self.which, self.mark, 1, self.units, self.as_chart, self.outline, self.copy, self.save)
        head = self.head = row(*parts, margins=(GRID, 4, GRID, 4), spacing=4)
        head.setStretch(0, 1000)
        head.setStretch(1, 1000)
        head.setAlignment(self.mark, Qt.AlignmentFlag.AlignVCenter)
        foot = row(self.note_line, self.notes, self.how, margins=(11, 2, GRID, 4))
        foot.setStretch(0, 1)
        foot.setStretch(1, 1)
        foot.setAlignment(self.how, Qt.AlignmentFlag.AlignTop)
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.charts)
        body = column(head, self.pages, foot, spacing=0)
        body.setStretch(1, 1)
        self.setLayout(body)

    def _say_result(self, result: Result) -> None:
        self._tables = tuple(result.tables())
        self.title.setText(str(self._tables[0].title))
        self.mark.setVisible(result.provenance.schematic)
        shown = self.which.currentIndex()
        self.which.clear()
        self.which.addItems([str(table.title) for table in self._tables])
        self.which.setCurrentIndex(max(shown, 0))
        self.which.setVisible(len(self._tables) > 1)
        self.title.setVisible(len(self._tables) == 1)
        self.outline.setVisible(result.places() is not None)
        self.notes.setText(" ".join(_notes(result)))
        self.note_line.setText(self.notes.text())

    def _show_table(self, number: int) -> None:
        shown = self._tables[number]
        self.table.show_table(shown)
        self._show_units()

    def _show_charts(self) -> None:
        """Show the charts, made when they are first looked at, or the table again."""
        on = self.as_chart.isChecked()
        if on and self.result is not None:
            from yhgis.report.charts import charts_of

            self.charts.show_charts(charts_of(self.result))
        self.pages.setCurrentIndex(1 if on else 0)
        self.copy.setVisible(not on)
        self._show_units()

    def _bar_chosen(self, table_id: str, table_row: int, column_index: int) -> None:
        """Show the place of a bar on the map, and choose its row."""
        number = next((i for i, table in enumerate(self._tables) if table.id == table_id), -1)
        if number < 0:
            return
        if self.table.table is not self._tables[number]:
            self.which.setCurrentIndex(number)
            self._show_table(number)
        self.table.select_rows([table_row])
        self.charts.bars.mark_rows([table_row])
        self._go(table_row, column_index)

    def _show_units(self) -> None:
        """Offer units of area where the table that is looked at has areas."""
        shown = self.table.table
        areas = shown is not None and any(described.kind is ValueKind.AREA for described in shown.columns)
        self.units.setVisible(areas and not self.as_chart.isChecked())

    def _choose_unit(self, unit: AreaUnit) -> None:
        self.units.choose(unit.id)
        self.table.set_unit(unit)

    def _unit_chosen(self, _unit_id: str) -> None:
        self.table.set_unit(self.unit)
        self.unitChanged.emit(self.unit)

    def _go(self, table_row: int, column_index: int) -> None:
        """Show the place of a cell on the map and blink it."""
        if self._places is None or self.table.table is None:
            return
        place = self._places.of_cell(self.table.table, table_row, column_index)
        if place is None:
            return
        self._session.zoom_to_extent(place.shown(LEAST_SHOWN_M))
        self._session.flash(place.geometry)

    def _show_outlines(self) -> None:
        places = self.result.places() if self.result is not None else None
        self._session.highlight(places if self.outline.isChecked() else None)

    def _show_how(self) -> None:
        if self.result is not None:
            dialog = HowMadeDialog(self.result, self)
            dialog.finished.connect(dialog.deleteLater)
            self.dialog = dialog
            dialog.open()


def _notes(result: Result) -> list[str]:
    """Return the sentences that must stand with the numbers, shortest form."""
    provenance = result.provenance
    said = [tr("Areas are {basis}; cut in {crs}.", basis=provenance.basis.title, crs=provenance.crs)]
    if provenance.slivers_count:
        said.append(
            tr(
                "{count} slivers with {area} m² together are stated apart.",
                count=format_number(provenance.slivers_count, 0),
                area=format_area(provenance.slivers_m2),
            )
        )
    return [*said, *map(str, provenance.warnings)]


def _filters(with_places: bool) -> list[str]:
    names = {
        ".xlsx": tr("Excel workbook"),
        ".docx": tr("Word document"),
        ".pptx": tr("PowerPoint slide"),
        ".csv": tr("CSV table"),
        ".json": tr("JSON document"),
        ".gpkg": tr("Polygons as GeoPackage"),
        ".geojson": tr("Polygons as GeoJSON"),
        ".shp": tr("Polygons as Shapefile"),
    }
    offered = (*_SAVE_AS, *_SAVE_PLACES) if with_places else _SAVE_AS
    return [f"{names[extension]} (*{extension})" for extension in offered]


def _suffix_of(filter_text: str) -> str:
    """Return ``xlsx`` of ``Excel workbook (*.xlsx)``."""
    return filter_text.rpartition("*.")[2].rstrip(")")
