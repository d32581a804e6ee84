"""The line that a filter is typed into: completes fields, functions, words and values, and says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from yhgis.analysis.filter import FilterError, compile_filter
from yhgis.analysis.filter_functions import FUNCTIONS
from yhgis.i18n import language
from yhgis.model.layer import Layer
from yhgis.ui.tasks import Debounce

#: The expression is looked at when nobody has typed for so long.
_LOOK_AFTER_MS = 350
_MOST_OFFERED = 40
_WORDS = ("AND", "OR", "NOT", "IN ()", "LIKE '%%'", "BETWEEN", "IS NULL", "IS NOT NULL")
_OPEN_VALUE = re.compile(
    r"(?:\"(?P<quoted>[^\"]+)\"|(?P<bare>[^\W\d]\w*))\s*"
    r"(?:=|==|<>|!=|<=?|>=?|(?:NOT\s+)?I?LIKE|(?:NOT\s+)?IN\s*[(（](?:[^()]*,)?)\s*['‘](?P<begun>[^'’]*)$",
    re.IGNORECASE,
)
_OPEN_WORD = re.compile(r"(?:\"[^\"]*|\w*)$")
_PLAIN_NAME = re.compile(r"(?:(?![且或非])[^\W\d])(?:(?![且或])\w)*")


@dataclass(frozen=True)
class Offer:
    """What can be put in: as it is listed, and as it is written; ``start`` is where what it replaces begins."""

    shown: str
    written: str
    start: int


class FilterBox(QLineEdit):
    """A filter for one layer.

    Signals
    -------
    applied(str)
        The user pressed Enter on an expression that is understood, or emptied the line.
    faultFound(str)
        What is wrong with what stands there; empty for nothing.
    valuesWanted(str)
        A field whose values could be offered; answer with `offer_values`.
    """

    applied = Signal(str)
    faultFound = Signal(str)
    valuesWanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer: Layer | None = None
        self._values: dict[str, list[str]] = {}
        self._offers: list[Offer] = []
        self._list = QStringListModel(self)
        self._completer = QCompleter(self._list, self)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(10)
        self._completer.popup().clicked.connect(lambda index: self._insert(index.row()))
        self._look_later = Debounce(_LOOK_AFTER_MS, lambda: self._say(self.look()), self)
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._changed)
        self.setClearButtonEnabled(True)
        self.returnPressed.connect(self.apply)

    def set_layer(self, layer: Layer | None) -> None:
        """Complete for another layer; what stood there goes."""
        self._layer, self._values = None, {}
        self.clear()
        self._layer = layer
        self.faultFound.emit("")

    def apply(self) -> None:
        """Ask for what is written, or go to the place where it is wrong."""
        fault = self.look()
        self._say(fault)
        if fault is None:
            self.applied.emit(self.text().strip())
        else:
            self.setCursorPosition(fault.at)

    def look(self) -> FilterError | None:
        """Return what is wrong with what is written, None for nothing."""
        self._look_later.stop()
        if self._layer is not None and self.text().strip():
            try:
                compile_filter(self._layer, self.text())
            except FilterError as error:
                return error
        return None

    def _say(self, fault: FilterError | None) -> None:
        self.faultFound.emit("" if fault is None else str(fault))

    def offer_values(self, field: str, values: Sequence[str]) -> None:
        """Take the commonest values of a field."""
        self._values[field] = list(values)
        if self.isVisible():
            self.complete()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        popup = self._completer.popup()
        if popup.isVisible() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            row = popup.currentIndex().row()
            popup.hide()
            if row >= 0:
                self._insert(row)
                return
        if event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.complete(asked=True)
            return
        super().keyPressEvent(event)

    def _edited(self, text: str) -> None:
        self.complete()
        if text.strip():
            self._look_later()

    def _changed(self, text: str) -> None:
        """Filter no longer when the line is emptied, by whatever way."""
        if not text.strip() and self._layer is not None:
            self._look_later.stop()
            self.faultFound.emit("")
            self.applied.emit("")

    # --- completion --------------------------------------------------------------------------------------------------

    def complete(self, *, asked: bool = False) -> None:
        """Show what could stand at the cursor; ``asked`` also where nothing is begun."""
        self._offers = self.offers(asked=asked)
        popup = self._completer.popup()
        if not self._offers:
            popup.hide()
            return
        self._list.setStringList([offer.shown for offer in self._offers])
        rect = self.cursorRect()
        rect.setWidth(max(popup.sizeHintForColumn(0) + 40, 220))
        self._completer.complete(rect)
        popup.setCurrentIndex(self._list.index(0))

    def offers(self, *, asked: bool = False) -> list[Offer]:
        """Return what could stand at the cursor."""
        before = self.text()[: self.cursorPosition()]
        value = _OPEN_VALUE.search(before)
        if value is not None:
            return self._value_offers(value, len(before))
        if before.count("'") % 2:
            return []
        word = _OPEN_WORD.search(before)
        begun = word[0] if word is not None else ""
        if not begun and not asked:
            return []
        return self._word_offers(begun.lstrip('"'), len(before) - len(begun))

    def _value_offers(self, match: re.Match[str], end: int) -> list[Offer]:
        field = self._field(match["quoted"] or match["bare"])
        if field is None:
            return []
        if field not in self._values:
            self.valuesWanted.emit(field)
            return []
        begun = match["begun"]
        fitting = _fitting(self._values[field], begun, str)
        return [Offer(one, one.replace("'", "''") + "'", end - len(begun)) for one in fitting if one != begun]

    def _word_offers(self, begun: str, start: int) -> list[Offer]:
        fields = [] if self._layer is None else list(self._layer.fields)
        title = self._layer.info.field_title if self._layer is not None else str
        offers = [
            Offer(name if title(name) == name else f"{title(name)}  {name}", _written(name), start)
            for name in _fitting(fields, begun, lambda name: f"{name} {title(name)}")
        ]
        functions = [name for name in FUNCTIONS if name.isascii() or language() == "zh"]
        offers += [
            Offer(f"{name}()  {FUNCTIONS[name].help}", f"{name}()" if not FUNCTIONS[name].takes else f"{name}(", start)
            for name in _fitting(functions, begun, str)
        ]
        offers += [Offer(word, word + " ", start) for word in _WORDS if begun and word.startswith(begun.upper())]
        return [] if len(offers) == 1 and offers[0].written == begun else offers[:_MOST_OFFERED]

    def _field(self, written: str) -> str | None:
        """Return the field that a name in the line means."""
        if self._layer is None:
            return None
        title = self._layer.info.field_title
        return next(
            (name for name in self._layer.fields if written.casefold() in (name.casefold(), title(name).casefold())),
            None,
        )

    def _insert(self, row: int) -> None:
        offer, at = self._offers[row], self.cursorPosition()
        text = self.text()
        self.setText(text[: offer.start] + offer.written + text[at:])
        self.setCursorPosition(offer.start + len(offer.written))
        self._look_later()


def _fitting(names: Sequence[str], begun: str, words: Callable[[str], str]) -> list[str]:
    """Return the names that fit what was begun: those that begin so first, then those that have it within."""
    begun = begun.casefold()
    first = [name for name in names if words(name).casefold().startswith(begun)]
    within = [name for name in names if begun in words(name).casefold()]
    return list(dict.fromkeys([*first, *within]))[:_MOST_OFFERED]


def _written(name: str) -> str:
    """Return a field as it stands in a filter: in quotes where it could be taken for something else."""
    reserved = name.upper() in ("AND", "OR", "NOT", "IN", "LIKE", "ILIKE", "IS", "NULL", "BETWEEN", "TRUE", "FALSE")
    if _PLAIN_NAME.fullmatch(name) and not reserved:
        return name
    return '"' + name.replace('"', '""') + '"'
