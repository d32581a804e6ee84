"""The stops of a gradient: place, colour and opacity of each."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QPushButton

from yhgis.i18n import tr
from yhgis.model.symbol import Stop
from yhgis.ui.panels.pieces import IconButton, column, row
from yhgis.ui.panels.style.colour_button import ColourButton
from yhgis.ui.panels.style.fields import Field, NumberField
from yhgis.ui.session import Session

_MOST = 6


class StopsField(Field):
    """A line for each stop; a stop can be added in the widest gap and taken away."""

    def __init__(self, session: Session, name: str) -> None:
        super().__init__()
        self._session = session
        self.setAccessibleName(name)
        self.stops: tuple[Stop, ...] = ()
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(4)
        self.add = QPushButton(tr("Add a stop"))
        self.add.setProperty("kind", "link")
        self.add.clicked.connect(self._add)
        self.setLayout(column(self.grid, row(self.add, 1), spacing=4))

    def show_value(self, value: Any) -> None:
        before, self.stops = self.stops, tuple(value)
        if len(before) == len(self.stops) and self.grid.count():
            for number, stop in enumerate(self.stops):
                self._show_line(number, stop)
            return
        while self.grid.count():
            self.grid.takeAt(0).widget().deleteLater()
        for number, stop in enumerate(self.stops):
            self._line(number)
            self._show_line(number, stop)
        self.add.setEnabled(len(self.stops) < _MOST)

    def _line(self, number: int) -> None:
        color = ColourButton(self._session, tr("Colour of stop {number}", number=number + 1), short=True)
        color.moved.connect(lambda value: self._change(number, False, color=value))
        color.chosen.connect(lambda value: self._change(number, True, color=value))
        opacity = NumberField(tr("Opacity of stop {number}", number=number + 1), 0, 100, 5, "%")
        opacity.setToolTip(tr("Opacity"))
        opacity.moved.connect(lambda value: self._change(number, False, opacity=value / 100))
        opacity.chosen.connect(lambda value: self._change(number, True, opacity=value / 100))
        drop = IconButton(self._session, "close")
        drop.say(tr("Take stop {number} away", number=number + 1))
        drop.setEnabled(len(self.stops) > 2)
        drop.clicked.connect(lambda: self._drop(number))
        for place, widget in enumerate((color, opacity, drop)):
            self.grid.addWidget(widget, number, place)

    def _show_line(self, number: int, stop: Stop) -> None:
        color, opacity = (self.grid.itemAtPosition(number, place).widget() for place in (0, 1))
        if isinstance(color, ColourButton) and isinstance(opacity, NumberField):
            color.show_color(stop.color)
            opacity.show_value(stop.opacity * 100)

    def _change(self, number: int, done: bool, **values: Any) -> None:
        changed = Stop.model_validate({**dict(self.stops[number]), **values})
        self.stops = tuple(changed if i == number else stop for i, stop in enumerate(self.stops))
        (self.chosen if done else self.moved).emit(self.stops)

    def _add(self) -> None:
        gaps = [(b.at - a.at, i) for i, (a, b) in enumerate(zip(self.stops, self.stops[1:], strict=False))]
        _, widest = max(gaps)
        a, b = self.stops[widest], self.stops[widest + 1]
        middle = Stop(at=(a.at + b.at) / 2, color=b.color, opacity=round((a.opacity + b.opacity) / 2, 2))
        self._become((*self.stops[: widest + 1], middle, *self.stops[widest + 1 :]))

    def _drop(self, number: int) -> None:
        kept = [stop for i, stop in enumerate(self.stops) if i != number]
        ends = [kept[0].model_copy(update={"at": 0.0}), *kept[1:-1], kept[-1].model_copy(update={"at": 1.0})]
        self._become(tuple(ends))

    def _become(self, stops: tuple[Stop, ...]) -> None:
        self.show_value(stops)
        self.chosen.emit(stops)
