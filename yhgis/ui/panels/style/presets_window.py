"""The ready-made symbols to begin from, as pictures to choose among."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QWidget

from yhgis.model.layer import GeometryKind
from yhgis.model.symbol import Symbol
from yhgis.ui.panels.style.pictures import symbol_picture

_SIZE = QSize(44, 24)
_COLUMNS = 4


class PresetsWindow(QFrame):
    """A grid of pictures; arrow keys and Enter choose too.

    Parameters
    ----------
    shown : sequence of (name, symbol)

    Signals
    -------
    chosen(int)
        Position of what was chosen.
    """

    chosen = Signal(int)

    def __init__(self, shown: Sequence[tuple[str, Symbol]], kind: GeometryKind, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 8, 8, 8)
        grid.setSpacing(2)
        self.buttons: list[QToolButton] = []
        columns = _COLUMNS if len(shown) <= 16 else 6
        for number, (name, symbol) in enumerate(shown):
            button = QToolButton()
            button.setIcon(QIcon(symbol_picture(symbol, kind, _SIZE, parent.devicePixelRatioF())))
            button.setIconSize(_SIZE)
            button.setToolTip(name)
            button.setAccessibleName(name)
            button.clicked.connect(lambda _on=False, number=number: self._choose(number))
            grid.addWidget(button, number // columns, number % columns)
            self.buttons.append(button)

    def open_below(self, widget: QWidget) -> None:
        """Show it below ``widget``, inside of the screen."""
        self.adjustSize()
        place = widget.mapToGlobal(QPoint(0, widget.height() + 2))
        room = widget.screen().availableGeometry()
        place.setX(max(min(place.x(), room.right() - self.width()), room.left()))
        place.setY(max(min(place.y(), room.bottom() - self.height()), room.top()))
        self.move(place)
        self.show()
        if self.buttons:
            self.buttons[0].setFocus()

    def _choose(self, number: int) -> None:
        self.close()
        self.chosen.emit(number)
