"""Which features a rule, or a label, is for: all, some values of a field, a range of numbers."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLineEdit

from yhgis.i18n import tr
from yhgis.model.layer import Layer
from yhgis.model.style import FieldFilter
from yhgis.ui.panels.pieces import ShortCombo, column
from yhgis.ui.panels.style.fields import Field
from yhgis.ui.panels.style.renderers import BETWEEN


def read_filter(field: str, text: str) -> FieldFilter | None:
    """Return what was typed behind a field: values, or limits such as ``≥ 100 < 500`` or ``100 ~ 500``.

    None for nothing typed.
    """
    plain = text.strip().replace(">=", "≥").replace("＜", "<").replace("～", "~")
    if not plain:
        return None
    limits = _limits(plain)
    if limits is not None:
        return FieldFilter(field=field, at_least=limits[0], below=limits[1])
    values = tuple(word for part in plain.replace(";", BETWEEN).split(BETWEEN) if (word := part.strip()))
    return FieldFilter(field=field, values=values)


def _limits(text: str) -> tuple[float | None, float | None] | None:
    if "~" in text:
        text = "≥ {} < {}".format(*[part.strip() for part in text.split("~", 1)])
    if not text.startswith(("≥", "<")):
        return None
    head, _, tail = text.partition("<")
    try:
        least = float(head.removeprefix("≥").replace(",", "")) if head.strip() else None
        below = float(tail.replace(",", "")) if tail.strip() else None
    except ValueError:
        return None
    return (least, below) if least is not None or below is not None else None


def filter_text(where: FieldFilter | None) -> str:
    """Return a filter as it is typed, its field aside."""
    if where is None:
        return ""
    if where.values:
        return BETWEEN.join(where.values)
    parts = [f"≥ {where.at_least:.12g}"] if where.at_least is not None else []
    return " ".join(parts + ([f"< {where.below:.12g}"] if where.below is not None else []))


class FilterField(Field):
    """A field and what it must hold; ``otherwise`` for rules: whatever no other rule draws."""

    def __init__(self, layer: Layer, *, may_be_rest: bool) -> None:
        super().__init__()
        self._shown: FieldFilter | None = None
        self.box = ShortCombo(6)
        self.box.setAccessibleName(tr("For which features"))
        self.box.addItem(tr("All features"), "")
        if may_be_rest:
            self.box.addItem(tr("Those that no other rule draws"), None)
        for name in layer.fields:
            self.box.addItem(str(layer.info.field_label(name)), f"={name}")
        self.values = QLineEdit()
        self.values.setPlaceholderText(tr("values, or ≥ 100 < 500"))
        self.values.setAccessibleName(tr("Values, or limits such as ≥ 100 < 500"))
        self.box.activated.connect(self._activated)
        self.values.editingFinished.connect(self._typed)
        self.setLayout(column(self.box, self.values, spacing=4))

    def show_value(self, value: Any) -> None:
        """Show a filter; the text ``rest`` for what no other rule draws."""
        self._shown = value if isinstance(value, FieldFilter) else None
        data = None if value == "rest" else f"={value.field}" if value is not None else ""
        self.box.setCurrentIndex(next((i for i in range(self.box.count()) if self.box.itemData(i) == data), 0))
        self.values.setText(filter_text(self._shown))
        self.values.setVisible(bool(data))

    def _activated(self, _index: int) -> None:
        data = self.box.currentData()
        self.values.setVisible(bool(data))
        if data:
            self.values.clear()
            self.values.setFocus()
        else:
            self.chosen.emit("rest" if data is None else None)

    def _typed(self) -> None:
        """Take what was typed, where it says something else than before (limits are shown with fewer digits)."""
        data = self.box.currentData()
        made = read_filter(str(data)[1:], self.values.text()) if data else None
        if made is None:
            return
        same_field = self._shown is not None and made.field == self._shown.field
        if not same_field or filter_text(made) != filter_text(self._shown):
            self.show_value(made)
            self.chosen.emit(made)
