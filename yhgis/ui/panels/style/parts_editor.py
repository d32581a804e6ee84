"""The parts of a symbol, top first, and what can be changed of the one chosen."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QToolButton,
    QWidget,
)

from yhgis.errors import UserError
from yhgis.i18n import tr
from yhgis.model.layer import GeometryKind
from yhgis.model.symbol import AnySymbolLayer, Symbol
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import IconButton, column, label, row
from yhgis.ui.panels.style.basics import Edit
from yhgis.ui.panels.style.fields import ChoiceField, ColourField, DashField, Field, FlagField, NumberField, ShareField
from yhgis.ui.panels.style.figure_field import FigureField
from yhgis.ui.panels.style.parts import PartField, changed, color_of, draws, even_rings, kind_of, kinds_for, new_part
from yhgis.ui.panels.style.pictures import LINE_SIZE, symbol_icon
from yhgis.ui.panels.style.stops import StopsField
from yhgis.ui.session import Session

_CAPTION_PX = GRID * 8
_ROW_PX = 26
#: Beyond -180° the direction of a gradient is left to the area itself.
_FREE_ANGLE = -181.0


class PartsEditor(QWidget):
    """A list of parts with buttons to add, move and take away, and the fields of the chosen part.

    Signals
    -------
    edited(Edit, bool)
        As `SymbolEditor`.
    """

    edited = Signal(object, bool)

    def __init__(self, session: Session, kind: GeometryKind) -> None:
        super().__init__()
        self._session, self._kind = session, kind
        self.symbol: Symbol = ()
        self._index = -1
        self._fields: dict[str, Field] = {}
        self._shown_kind = ""
        self.list = QListWidget()
        self.list.setIconSize(LINE_SIZE)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setAccessibleName(tr("Parts of the symbol, the top one first"))
        self.list.currentRowChanged.connect(self._row_chosen)
        self.add = IconButton(session, "zoom_in")
        self.add.say(tr("Add a part"))
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setMenu(self._add_menu())
        self.up, self.down, self.drop = (IconButton(session, glyph) for glyph in ("up", "down", "remove"))
        self.up.say(tr("Draw this part further up"))
        self.down.say(tr("Draw this part further down"))
        self.drop.say(tr("Take this part away"))
        self.up.clicked.connect(lambda: self._move(1))
        self.down.clicked.connect(lambda: self._move(-1))
        self.drop.clicked.connect(self._drop)
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setVerticalSpacing(6)
        self.grid.setHorizontalSpacing(GRID)
        self.grid.setColumnMinimumWidth(0, _CAPTION_PX)
        self.grid.setColumnStretch(1, 1)
        buttons = row(
            label("quiet", tr("Parts, the top one first")), 1, self.add, self.up, self.down, self.drop, spacing=2
        )
        self.setLayout(column(buttons, self.list, self.grid, spacing=6))

    def _add_menu(self) -> QMenu:
        menu = QMenu(self)
        for one in kinds_for(self._kind):
            menu.addAction(str(one.title)).triggered.connect(partial(self._add, one.kind))
        return menu

    # --- showing -----------------------------------------------------------------------------------------------------

    def show_symbol(self, symbol: Symbol) -> None:
        """Show the parts that draw something; the chosen one stays chosen where it can."""
        self.symbol = symbol
        shown = [i for i in reversed(range(len(symbol))) if draws(symbol[i], self._kind)]
        self.list.blockSignals(True)
        self.list.clear()
        for i in shown:
            item = QListWidgetItem(str(kind_of(symbol[i]).title))
            item.setIcon(symbol_icon((symbol[i],), self._kind, self.devicePixelRatioF()))
            item.setData(256, i)
            item.setSizeHint(QSize(0, _ROW_PX))
            self.list.addItem(item)
        self._index = self._index if self._index in shown else shown[0] if shown else -1
        if self._index >= 0:
            self.list.setCurrentRow(shown.index(self._index))
        self.list.blockSignals(False)
        self.list.setFixedHeight(min(max(len(shown), 1), 5) * _ROW_PX + 2)
        self._show_fields()

    def _row_chosen(self, chosen: int) -> None:
        self._index = int(self.list.item(chosen).data(256)) if chosen >= 0 else -1
        self._show_fields()

    @property
    def part(self) -> AnySymbolLayer | None:
        """The chosen part."""
        return self.symbol[self._index] if 0 <= self._index < len(self.symbol) else None

    def _show_fields(self) -> None:
        part = self.part
        self._say_buttons()
        kind = part.kind if part is not None else ""
        if kind != self._shown_kind:
            self._shown_kind = kind
            self._make_fields()
        for name, field in self._fields.items():
            field.show_value(_shown_value(part, name))

    def _say_buttons(self) -> None:
        chosen = self.list.currentRow()
        self.up.setEnabled(chosen > 0)
        self.down.setEnabled(0 <= chosen < self.list.count() - 1)
        self.drop.setEnabled(self.part is not None and self.list.count() > 1)

    def _make_fields(self) -> None:
        while self.grid.count():
            widget = self.grid.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        self._fields = {}
        for number, wanted in enumerate(kind_of(self.part).fields if self.part is not None else ()):
            field = self._field(wanted)
            self._fields[wanted.name] = field
            self.grid.addWidget(label("quiet", str(wanted.title), wrap=True), number, 0)
            self.grid.addWidget(field, number, 1)
            field.moved.connect(partial(self._value, wanted.name, False))
            field.chosen.connect(partial(self._value, wanted.name, True))

    def _field(self, wanted: PartField) -> Field:
        name = str(wanted.title)
        match wanted.editor:
            case "color" | "no_color":
                return ColourField(self._session, name, may_be_none=wanted.editor == "no_color")
            case "share":
                return ShareField(name)
            case "choice":
                return ChoiceField(name, wanted.choices)
            case "flag":
                return FlagField(name)
            case "dash":
                return DashField(name)
            case "stops":
                return StopsField(self._session, name)
            case "figure":
                made = FigureField(self._session, name)
                made.fileAsked.connect(self.ask_svg)
                return made
            case _:
                number = NumberField(name, wanted.least, wanted.most, wanted.step, wanted.unit)
                if wanted.least == _FREE_ANGLE:
                    number.box.setSpecialValueText(tr("along the area"))
                return number

    # --- changing ----------------------------------------------------------------------------------------------------

    def _value(self, name: str, done: bool, value: Any) -> None:
        part = self.part
        if part is None:
            return
        self._do(partial(_with_value, self._index, part.kind, name, value), done)

    def _do(self, edit: Edit, done: bool) -> None:
        self.edited.emit(edit, done)

    def _add(self, kind_id: str) -> None:
        color = next((found for part in reversed(self.symbol) if (found := color_of(part)) not in ("", "#FFFFFF")), "")
        made = new_part(kind_id, color or "#1F6F8B", self._kind)
        self._index = len(self.symbol)
        self._do(lambda symbol: (*symbol, made), True)

    def _move(self, by: int) -> None:
        """Exchange the chosen part with its neighbour in the list."""
        place = self.list.currentRow() - by
        if not 0 <= place < self.list.count():
            return
        here, there = self._index, int(self.list.item(place).data(256))
        self._index = there
        self._do(partial(_exchanged, here, there), True)

    def _drop(self) -> None:
        self._do(partial(_without, self._index), True)

    def ask_svg(self) -> None:
        """Let the user choose a figure of their own."""
        session = self._session
        dialog = QFileDialog(self, tr("Symbol from an SVG file"), session.settings.last_folders.get("open", ""))
        dialog.setNameFilter("SVG (*.svg)")
        dialog.fileSelected.connect(lambda name: self.take_svg(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_svg(self, path: Path) -> None:
        """Draw the figure in ``path``; what it holds travels with the style."""
        from yhgis.carto.svg_figure import load_svg

        try:
            content = load_svg(path)
        except UserError as error:
            self._session.report(error)
            return
        self._value("name", True, content)


def _shown_value(part: AnySymbolLayer | None, name: str) -> Any:
    if name == "name":
        return getattr(part, "name", "")
    value = getattr(part, name)
    if name == "rings":
        return len(value)
    return _FREE_ANGLE if name == "angle" and value is None else value


def _with_value(index: int, kind: str, name: str, value: Any, symbol: Symbol) -> Symbol:
    """Return ``symbol`` with a value of its part ``index`` changed, where that part is of ``kind``."""
    if index >= len(symbol) or symbol[index].kind != kind:
        return symbol
    values: dict[str, Any] = {name: value}
    if name == "name":
        is_svg = "<" in value
        values = {"name": "" if is_svg else value, "content": value if is_svg else ""}
    elif name == "rings":
        values = {"rings": even_rings(max(int(value), 1))}
    elif name == "level":
        values = {"level": int(value)}
    elif kind == "gradient" and name == "angle":
        values = {"angle": None if value <= _FREE_ANGLE else value}
    return tuple(changed(part, **values) if i == index else part for i, part in enumerate(symbol))


def _exchanged(here: int, there: int, symbol: Symbol) -> Symbol:
    if max(here, there) >= len(symbol):
        return symbol
    parts = list(symbol)
    parts[here], parts[there] = parts[there], parts[here]
    return tuple(parts)


def _without(index: int, symbol: Symbol) -> Symbol:
    return tuple(part for i, part in enumerate(symbol) if i != index) if len(symbol) > 1 else symbol
