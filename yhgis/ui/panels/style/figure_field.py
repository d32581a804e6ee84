"""Which figure stands at a point: one of the program's own, or an SVG file."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal

from yhgis.i18n import Title, tr
from yhgis.model.layer import GeometryKind
from yhgis.model.symbol import SvgSymbol
from yhgis.ui.panels.pieces import ShortCombo, row
from yhgis.ui.panels.style.fields import Field
from yhgis.ui.panels.style.pictures import symbol_icon
from yhgis.ui.session import Session

_FILE = "<file>"
_OWN = "<own>"


class FigureField(Field):
    """A list of figures, the last line opens a file.

    Signals
    -------
    fileAsked()
        The user wants a figure of their own.
    """

    fileAsked = Signal()

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self._session = session
        self.box = ShortCombo(4)
        self.box.setIconSize(QSize(18, 18))
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.setAccessibleName(name)
        for own, title in _figures():
            symbol = (SvgSymbol(name=own, size_mm=3.6, fill="#1F6F8B"),)
            icon = symbol_icon(symbol, GeometryKind.POINT, self.devicePixelRatioF(), QSize(18, 18))
            self.box.addItem(icon, str(title), own)
        self.box.addItem(tr("Own figure"), _OWN)
        self.box.addItem(tr("SVG file …"), _FILE)
        self._shown = ""
        self.box.activated.connect(self._activated)
        self.setFocusProxy(self.box)
        self.setLayout(row(self.box))

    def show_value(self, value: Any) -> None:
        self._shown = str(value)
        self.box.setCurrentIndex(self.box.findData(self._shown or _OWN))

    def _activated(self, _index: int) -> None:
        chosen = self.box.currentData()
        if chosen in (_FILE, _OWN):
            self.show_value(self._shown)
            if chosen == _FILE or self._shown:
                self.fileAsked.emit()
            return
        self.chosen.emit(chosen)


def _figures() -> list[tuple[str, Title]]:
    from yhgis.carto.presets import presets

    figures = []
    for preset in presets(GeometryKind.POINT):
        part = preset.symbol[0]
        if isinstance(part, SvgSymbol):
            figures.append((part.name, preset.title.title))
    return figures
