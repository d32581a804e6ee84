"""A symbol as people change it: colour, opacity, outline first; ready-made ones; the parts behind a quiet "more"."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPushButton, QWidget

from yhgis.i18n import tr
from yhgis.model.layer import GeometryKind
from yhgis.model.symbol import Symbol
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import column, label, row
from yhgis.ui.panels.style import basics
from yhgis.ui.panels.style.basics import Basic, Edit
from yhgis.ui.panels.style.colour_button import ColourButton, Others
from yhgis.ui.panels.style.fields import NumberField, ShareField
from yhgis.ui.panels.style.parts import recolored_part
from yhgis.ui.session import Session

if TYPE_CHECKING:
    from yhgis.ui.panels.style.parts_editor import PartsEditor
    from yhgis.ui.panels.style.presets_window import PresetsWindow

CAPTION_PX = GRID * 8
SIZE_PX = GRID * 10 + 4
_PRESET_COLOR = "#1F6F8B"


class _Line:
    """The widgets of one line of the short editor."""

    def __init__(self, session: Session, basic: Basic, others: Others | None) -> None:
        self.basic, title = basic, str(basic.title)
        self.tick = QCheckBox(title)
        self.caption: QWidget = self.tick if basic.optional else label(text=title)
        self.color = ColourButton(session, tr("Colour: {what}", what=basic.title), others=others)
        name = tr("{size}: {what}", size=basic.size_title, what=basic.title)
        self.size = NumberField(name, 0.0, 60.0, 0.05 if basic.size != "size_mm" else 0.1, "mm") if basic.size else None
        self.opacity = ShareField(tr("Opacity: {what}", what=basic.title)) if basic.strong else None


class SymbolEditor(QWidget):
    """Changes a symbol.

    Signals
    -------
    edited(Edit, bool)
        What to do to the symbol (or to several at once), and whether the hand has chosen.
    """

    edited = Signal(object, bool)

    def __init__(self, session: Session, kind: GeometryKind, others: Others | None = None) -> None:
        super().__init__()
        self._session, self._kind = session, kind
        self.symbol: Symbol = ()
        self.lines = [_Line(session, basic, others) for basic in basics.basics(kind)]
        self.presets = QPushButton(tr("Ready-made …"))
        self.more = QPushButton()
        for button in (self.presets, self.more):
            button.setProperty("kind", "link")
        self.presets_open: PresetsWindow | None = None
        self.parts: PartsEditor | None = None
        self.presets.clicked.connect(self.open_presets)
        self.more.clicked.connect(self._toggle_more)
        self._body = column(self._grid(), row(self.presets, 1, self.more), spacing=6)
        self.setLayout(self._body)
        self._say_more(False)
        for line in self.lines:
            self._listen(line)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, CAPTION_PX)
        grid.setColumnStretch(1, 1)
        for line in self.lines:
            at = grid.rowCount()
            grid.addWidget(line.caption, at, 0)
            grid.addWidget(line.color, at, 1, 1, 1 if line.size is not None else 2)
            if line.size is not None:
                line.size.setFixedWidth(SIZE_PX)
                grid.addWidget(line.size, at, 2)
            if line.opacity is not None:
                grid.addWidget(label("quiet", tr("Opacity")), at + 1, 0, Qt.AlignmentFlag.AlignRight)
                grid.addWidget(line.opacity, at + 1, 1, 1, 2)
        return grid

    def _listen(self, line: _Line) -> None:
        basic, kind = line.basic, self._kind
        line.tick.clicked.connect(lambda on: self._do(basics.switched(basic, bool(on), kind), True))
        for signal, done in ((line.color.moved, False), (line.color.chosen, True)):
            signal.connect(lambda color, done=done: self._do(basics.set_color(basic, color, kind), done))
        if line.size is not None:
            for signal, done in ((line.size.moved, False), (line.size.chosen, True)):
                signal.connect(lambda mm, done=done: self._do(basics.set_size(basic, float(mm), kind), done))
        if line.opacity is not None:
            for signal, done in ((line.opacity.moved, False), (line.opacity.chosen, True)):
                signal.connect(lambda share, done=done: self._do(basics.set_opacity(basic, float(share), kind), done))

    # --- showing -----------------------------------------------------------------------------------------------------

    def show_symbol(self, symbol: Symbol) -> None:
        """Show a symbol; nobody is told."""
        self.symbol = symbol
        for line in self.lines:
            self._show_line(line)
        if self.parts is not None:
            self.parts.show_symbol(symbol)

    def _show_line(self, line: _Line) -> None:
        index = basics.index_of(self.symbol, line.basic.role, self._kind)
        line.tick.setChecked(index is not None)
        line.color.show_color(basics.color(self.symbol, line.basic, self._kind))
        line.color.setEnabled(index is not None)
        if line.size is not None:
            mm = basics.size(self.symbol, line.basic, self._kind)
            line.size.setEnabled(mm is not None)
            line.size.show_value(mm or 0.0)
        if line.opacity is not None:
            line.opacity.setEnabled(index is not None)
            line.opacity.show_value(basics.opacity(self.symbol, line.basic, self._kind))

    def _toggle_more(self) -> None:
        self.show_more(self.parts is None or not self.parts.isVisibleTo(self))

    def show_more(self, on: bool) -> None:
        """Open or close the list of parts."""
        if on and self.parts is None:
            from yhgis.ui.panels.style.parts_editor import PartsEditor

            self.parts = PartsEditor(self._session, self._kind)
            self.parts.edited.connect(self._do)
            self.parts.show_symbol(self.symbol)
            self._body.addWidget(self.parts)
        if self.parts is not None:
            self.parts.setVisible(on)
        self._say_more(on)

    def _say_more(self, on: bool) -> None:
        self.more.setText(tr("Less ▴") if on else tr("More ▾"))
        self.more.setAccessibleName(tr("Parts of the symbol"))

    # --- changing ----------------------------------------------------------------------------------------------------

    def _do(self, edit: Edit, done: bool) -> None:
        self.symbol = edit(self.symbol)
        self.edited.emit(edit, done)
        self.show_symbol(self.symbol)

    def open_presets(self) -> None:
        """Show the ready-made symbols in the colour in use."""
        from yhgis.carto.presets import presets
        from yhgis.ui.panels.style.presets_window import PresetsWindow

        offered = presets(self._kind)
        color = self.main_color or _PRESET_COLOR
        shown = [(str(one.title.title), colored(one.symbol, color)) for one in offered]
        window = PresetsWindow(shown, self._kind, self)
        window.chosen.connect(lambda number: self._do(partial(_begun_from, offered[number].symbol, self._kind), True))
        window.open_below(self.presets)
        self.presets_open = window

    @property
    def main_color(self) -> str:
        """The colour of the main figure, empty when there is none."""
        return main_color(self.symbol, self._kind)


def main_color(symbol: Symbol, kind: GeometryKind) -> str:
    """Return the colour that stands for ``symbol``."""
    return next((found for basic in basics.basics(kind) if (found := basics.color(symbol, basic, kind))), "")


def colored(preset: Symbol, color: str) -> Symbol:
    """Return a ready-made symbol with its own blue made ``color``; colours that mean something stay."""
    return tuple(recolored_part(part, _PRESET_COLOR, color) for part in preset)


def _begun_from(preset: Symbol, kind: GeometryKind, symbol: Symbol) -> Symbol:
    return colored(preset, main_color(symbol, kind) or _PRESET_COLOR)
