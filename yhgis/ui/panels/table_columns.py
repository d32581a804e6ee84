"""Which columns of an attribute table are shown, how wide and in which order; kept for each layer in the settings."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QMenu, QPushButton, QWidget, QWidgetAction

from yhgis.i18n import tr
from yhgis.model.map import MapEntry
from yhgis.settings import MAX_TABLES, TableColumns
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import column, row
from yhgis.ui.panels.table_view import TableRows
from yhgis.ui.session import Session
from yhgis.ui.tasks import Debounce

_KEEP_AFTER_MS = 400
_NAME = Qt.ItemDataRole.UserRole


class TableColumnsKeeper(QObject):
    """Puts the columns of a view as they were for this layer, and remembers what the user changes."""

    def __init__(self, session: Session, view: TableRows) -> None:
        super().__init__(view)
        self._session, self._view = session, view
        self._key = ""
        self._quiet = False
        self._keep_later = Debounce(_KEEP_AFTER_MS, self.keep, self)
        header = view.horizontalHeader()
        header.sectionResized.connect(lambda *_: self._changed())
        header.sectionMoved.connect(lambda *_: self._changed())

    def show(self, entry: MapEntry) -> None:
        """Arrange the columns for a layer that the view has just got."""
        self._keep_later.stop()
        self._key = entry.spec or entry.id
        self._quiet = True
        self._in_file_order()
        self._view.fit_columns()
        kept = self._session.settings.tables.get(self._key)
        if kept is not None:
            self._arrange(kept)
        self._quiet = False

    def is_hidden(self, field: str) -> bool:
        """Whether a field is not shown."""
        return self._view.isColumnHidden(self._view.table.column_of(field))

    def set_hidden(self, field: str, hidden: bool) -> None:
        """Show or hide a field."""
        self._view.setColumnHidden(self._view.table.column_of(field), hidden)
        self._changed()

    def fields(self) -> list[str]:
        """Return the fields shown, in the order in which they stand."""
        header, looks = self._view.horizontalHeader(), self._view.table.looks
        order = [header.logicalIndex(place) for place in range(header.count())]
        return [looks[i].name for i in order if i > 0 and not header.isSectionHidden(i)]

    def reset(self) -> None:
        """Show all fields, as the file has them."""
        self._quiet = True
        for number in range(self._view.table.columnCount()):
            self._view.setColumnHidden(number, False)
        self._in_file_order()
        self._view.fit_columns()
        self._quiet = False
        tables = {key: kept for key, kept in self._session.settings.tables.items() if key != self._key}
        self._session.remember(tables=tables)

    def keep(self) -> None:
        """Put the present arrangement into the settings."""
        header, looks = self._view.horizontalHeader(), self._view.table.looks
        if not self._key or not looks:
            return
        order = tuple(looks[header.logicalIndex(place)].name for place in range(header.count()))
        kept = TableColumns(
            order=order if order != tuple(look.name for look in looks) else (),
            hidden=tuple(look.name for i, look in enumerate(looks) if header.isSectionHidden(i)),
            widths={look.name: header.sectionSize(i) for i, look in enumerate(looks) if not header.isSectionHidden(i)},
        )
        others = {key: known for key, known in self._session.settings.tables.items() if key != self._key}
        latest = [*others.items(), (self._key, kept)][-MAX_TABLES:]
        self._session.remember(tables=dict(latest))

    def _changed(self) -> None:
        if not self._quiet and self._key:
            self._keep_later()

    def _in_file_order(self) -> None:
        header = self._view.horizontalHeader()
        for number in range(header.count()):
            if header.visualIndex(number) != number:
                header.moveSection(header.visualIndex(number), number)

    def _arrange(self, kept: TableColumns) -> None:
        """Apply what is known of columns that are still there."""
        header, model = self._view.horizontalHeader(), self._view.table
        numbers = {look.name: i for i, look in enumerate(model.looks)}
        for name, number in numbers.items():
            self._view.setColumnHidden(number, name in kept.hidden)
            if name in kept.widths and name not in kept.hidden:
                header.resizeSection(number, kept.widths[name])
        for place, name in enumerate(name for name in kept.order if name in numbers):
            header.moveSection(header.visualIndex(numbers[name]), place)


class ColumnsMenu(QMenu):
    """A list of the fields with ticks, to be searched."""

    def __init__(self, keeper: TableColumnsKeeper, view: TableRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self.finder = QLineEdit()
        self.finder.setPlaceholderText(tr("Find a field"))
        self.finder.setAccessibleName(tr("Find a field"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Fields shown"))
        self.all = QPushButton(tr("Show all as in the file"))
        self.all.setProperty("kind", "link")
        for look in view.table.looks[1:]:
            item = QListWidgetItem(look.title if look.title == look.name else f"{look.title}  {look.name}", self.list)
            item.setData(_NAME, look.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked if keeper.is_hidden(look.name) else Qt.CheckState.Checked)
        self.list.itemChanged.connect(self._ticked)
        self.finder.textChanged.connect(self._filter)
        self.all.clicked.connect(self._reset)
        box = QWidget()
        box.setLayout(column(self.finder, self.list, row(self.all, 1), margins=(6, 6, 6, 2), spacing=4))
        self.list.setFixedSize(GRID * 32, min(26 * max(self.list.count(), 3), GRID * 40))
        action = QWidgetAction(self)
        action.setDefaultWidget(box)
        self.addAction(action)

    def _ticked(self, item: QListWidgetItem) -> None:
        self._keeper.set_hidden(str(item.data(_NAME)), item.checkState() != Qt.CheckState.Checked)

    def _filter(self, text: str) -> None:
        for number in range(self.list.count()):
            item = self.list.item(number)
            item.setHidden(text.casefold() not in item.text().casefold())

    def _reset(self) -> None:
        self._keeper.reset()
        self.close()
