"""The small editors of one value each; all say ``moved`` while the hand moves and ``chosen`` when it has chosen."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QSizePolicy, QSlider, QWidget

from yhgis.i18n import Title, tr
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import ShortCombo, label, row
from yhgis.ui.panels.style.colour_button import ColourButton, Others
from yhgis.ui.session import Session

#: Keys that rest so long have chosen.
REST_MS = 600


class Field(QWidget):
    """One value.

    Signals
    -------
    moved(object)
        While the hand moves: show it.
    chosen(object)
        One step of undo.
    """

    moved = Signal(object)
    chosen = Signal(object)

    def show_value(self, value: Any) -> None:
        """Show a value without telling anybody."""
        raise NotImplementedError


class NumberField(Field):
    """A number with its unit; the wheel leaves it alone, so that scrolling a panel changes nothing."""

    def __init__(self, name: str, least: float, most: float, step: float, unit: str = "") -> None:
        super().__init__()
        self.box = _QuietBox()
        self.box.setDecimals(0 if step >= 1 else 1 if step >= 0.1 and round(step * 10) == step * 10 else 2)
        self.box.setRange(least, most)
        self.box.setSingleStep(step)
        self.box.setAccessibleName(name)
        if unit:
            self.box.setSuffix(f" {unit}")
        self._moving = False
        self.box.valueChanged.connect(self._moved)
        self.box.editingFinished.connect(self._finished)
        self.setFocusProxy(self.box)
        self.setLayout(row(self.box))

    def show_value(self, value: Any) -> None:
        self.box.blockSignals(True)
        self.box.setValue(float(value))
        self.box.blockSignals(False)
        self._moving = False

    def _moved(self, value: float) -> None:
        self._moving = True
        self.moved.emit(value)

    def _finished(self) -> None:
        """Tell only what was changed: leaving a box is no choice."""
        if self._moving:
            self._moving = False
            self.chosen.emit(self.box.value())


class _QuietBox(QDoubleSpinBox):
    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(GRID * 9)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ShareField(Field):
    """A share as a slider with its percentage."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setSingleStep(1)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(name)
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.shown = label("quiet", "0%")
        self.shown.setFixedWidth(GRID * 5)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._choose)
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderReleased.connect(self._choose)
        self.setFocusProxy(self.slider)
        self.setLayout(row(self.slider, self.shown))

    def show_value(self, value: Any) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(float(value) * 100))
        self.slider.blockSignals(False)
        self.shown.setText(f"{self.slider.value()}%")

    def _moved(self, percent: int) -> None:
        self.shown.setText(f"{percent}%")
        self.moved.emit(percent / 100)
        if not self.slider.isSliderDown():
            self._rest.start()  # moved by keys: they have chosen when they rest

    def _choose(self) -> None:
        self._rest.stop()
        self.chosen.emit(self.slider.value() / 100)


class ChoiceField(Field):
    """One of a few words."""

    def __init__(self, name: str, choices: tuple[tuple[str, Title], ...]) -> None:
        super().__init__()
        self.box = ShortCombo(4)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.setAccessibleName(name)
        for value, title in choices:
            self.box.addItem(str(title), value)
        self.box.activated.connect(lambda _index: self.chosen.emit(self.box.currentData()))
        self.setFocusProxy(self.box)
        self.setLayout(row(self.box))

    def show_value(self, value: Any) -> None:
        self.box.setCurrentIndex(self.box.findData(value))


class FlagField(Field):
    """Yes or no."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.box = QCheckBox()
        self.box.setAccessibleName(name)
        self.box.clicked.connect(lambda on: self.chosen.emit(bool(on)))
        self.setFocusProxy(self.box)
        self.setLayout(row(self.box, 1))

    def show_value(self, value: Any) -> None:
        self.box.setChecked(bool(value))


class ColourField(Field):
    """A colour, or none where that is possible."""

    def __init__(self, session: Session, name: str, *, may_be_none: bool, others: Others | None = None) -> None:
        super().__init__()
        self.tick = QCheckBox()
        self.tick.setAccessibleName(name)
        self.tick.setVisible(may_be_none)
        self.button = ColourButton(session, name, others=others)
        self._last = "#FFFFFF"
        self.tick.clicked.connect(self._ticked)
        self.button.moved.connect(self.moved.emit)
        self.button.chosen.connect(self.chosen.emit)
        self.setFocusProxy(self.button)
        parts = (self.tick, self.button) if may_be_none else (self.button,)
        self.setLayout(row(*parts))

    def show_value(self, value: Any) -> None:
        self._last = value or self._last
        self.tick.setChecked(bool(value))
        self.button.setEnabled(bool(value) or not self.tick.isVisibleTo(self))
        self.button.show_color(value or "")

    def _ticked(self, on: bool) -> None:
        self.show_value(self._last if on else None)
        self.chosen.emit(self._last if on else None)


#: Patterns that are offered: on, off … in mm.
DASHES: tuple[tuple[Title, tuple[float, ...]], ...] = (
    (Title("实线", "Solid"), ()),
    (Title("虚线", "Dashed"), (3.0, 1.2)),
    (Title("短虚线", "Short dashes"), (1.5, 0.8)),
    (Title("点线", "Dotted"), (0.4, 0.6)),
    (Title("点划线", "Dash-dot"), (3.0, 0.9, 0.5, 0.9)),
    (Title("双点划线", "Dash-dot-dot"), (3.0, 0.8, 0.5, 0.8, 0.5, 0.8)),
)


def read_dash(text: str) -> tuple[float, ...] | None:
    """Return typed lengths ("3 1.2") as a pattern, an empty one for a solid line; None when they are no pattern."""
    words = [word for word in re.split(r"[\s,，;–-]+", text.strip()) if word]
    try:
        lengths = tuple(float(word) for word in words)
    except ValueError:
        return None
    return lengths if len(lengths) % 2 == 0 and all(0.1 <= length <= 200.0 for length in lengths) else None


class DashField(Field):
    """A pattern of dashes: one of the usual ones, or lengths in mm typed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.box = ShortCombo(6)
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.setAccessibleName(name)
        self.box.setAccessibleDescription(tr("Dash, gap … in mm, such as 3 1.2"))
        self.box.setToolTip(tr("Dash, gap … in mm, such as 3 1.2"))
        for title, lengths in DASHES:
            self.box.addItem(str(title), lengths)
        self._shown: tuple[float, ...] = ()
        self.box.activated.connect(lambda index: self._take(DASHES[index][1]))
        editor = self.box.lineEdit()
        if editor is not None:
            editor.editingFinished.connect(self._typed)
        self.setFocusProxy(self.box)
        self.setLayout(row(self.box))

    def show_value(self, value: Any) -> None:
        self._shown = tuple(value)
        known = next((i for i, (_, lengths) in enumerate(DASHES) if lengths == self._shown), -1)
        self.box.setCurrentIndex(known)
        if known < 0:
            self.box.setEditText(" ".join(f"{length:g}" for length in self._shown))

    def _typed(self) -> None:
        text = self.box.currentText()
        if any(text == str(title) for title, _ in DASHES):
            return
        lengths = read_dash(text)
        if lengths is None or lengths == self._shown:
            self.show_value(self._shown)
            return
        self._take(lengths)

    def _take(self, lengths: tuple[float, ...]) -> None:
        self.show_value(lengths)
        self.chosen.emit(lengths)
