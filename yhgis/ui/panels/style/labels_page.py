"""The names on the map: on or off, what is written, size and colour; the rest behind "more"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPushButton, QWidget

from yhgis.i18n import Title, tr
from yhgis.model.layer import GeometryKind, Layer
from yhgis.model.style import LabelStyle, LayerStyle
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import IconButton, ShortCombo, column, label, row
from yhgis.ui.panels.style.edit import StyleEdit
from yhgis.ui.panels.style.fields import ChoiceField, ColourField, Field, FlagField, NumberField
from yhgis.ui.panels.style.filter_field import FilterField
from yhgis.ui.panels.style.page import Page
from yhgis.ui.panels.style.renderers import BETWEEN
from yhgis.ui.panels.style.scale_field import ScaleField
from yhgis.ui.panels.style.symbol_editor import CAPTION_PX

_PLACEMENT = {GeometryKind.POLYGON: "polygon", GeometryKind.LINE: "along", GeometryKind.POINT: "point"}
_LANGUAGES = (
    ("map", Title("随地图", "As the map")),
    ("zh", Title("中文", "Chinese")),
    ("en", Title("英文", "English")),
    ("both", Title("中英对照", "Both")),
)
_WEIGHTS = (("400", Title("常规", "Regular")), ("600", Title("半粗", "Semibold")), ("700", Title("粗", "Bold")))
_PLACES = (
    ("polygon", Title("面内最宽处", "Widest inner place")),
    ("line", Title("与线平行", "Beside the line, straight")),
    ("along", Title("沿线弯曲", "Along the line")),
    ("point", Title("点的周围", "About the point")),
    ("stations", Title("各站点", "At the stations")),
)


class LabelsPage(Page):
    """Labels of the layer; where there are several, one is chosen."""

    def __init__(self, edit: StyleEdit) -> None:
        super().__init__(edit)
        self._number = 0
        self._before: tuple[LabelStyle, ...] = ()
        self.on = QCheckBox(tr("Write names on the map"))
        self.on.clicked.connect(self._switch)
        self.which = ShortCombo(6)
        self.which.setAccessibleName(tr("Which labels"))
        self.which.activated.connect(self._choose)
        self.add, self.drop = IconButton(self.session, "zoom_in"), IconButton(self.session, "remove")
        self.add.say(tr("Add labels for other features"))
        self.drop.say(tr("Take these labels away"))
        self.add.clicked.connect(self._add)
        self.drop.clicked.connect(self._drop)
        self.fields: dict[str, Field] = {}
        self.first, self.rest = self._form(self._first_fields()), self._form(self._rest_fields())
        self.more = QPushButton()
        self.more.setProperty("kind", "link")
        self.more.clicked.connect(lambda: self.show_more(not self.rest.isVisibleTo(self)))
        self.body = QWidget()
        self.body.setLayout(column(self.which, self.first, row(1, self.more), self.rest, spacing=6))
        top = row(self.on, 1, self.add, self.drop, spacing=2)
        self.setLayout(column(top, self.body, 1, spacing=8))
        self.show_more(False)

    def _first_fields(self) -> list[tuple[str, str, Field]]:
        layer = self.edit.layer
        own = (("", Title("名称字段", "Field of names")),)
        names = own + tuple((name, layer.info.field_label(name)) for name in layer.fields)
        return [
            ("field", tr("Text"), ChoiceField(tr("Text"), names)),
            ("language", tr("Language"), ChoiceField(tr("Language"), _LANGUAGES)),
            ("size_pt", tr("Size"), NumberField(tr("Size"), 3.0, 96.0, 0.5, "pt")),
            ("color", tr("Colour"), ColourField(self.session, tr("Colour"), may_be_none=False)),
        ]

    def _rest_fields(self) -> list[tuple[str, str, Field]]:
        return [
            ("weight", tr("Weight"), ChoiceField(tr("Weight"), _WEIGHTS)),
            ("italic", tr("Italic"), FlagField(tr("Italic"))),
            ("halo", tr("Halo"), ColourField(self.session, tr("Halo"), may_be_none=False)),
            ("halo_mm", tr("Halo width"), NumberField(tr("Halo width"), 0.0, 5.0, 0.1, "mm")),
            ("placement", tr("Place"), ChoiceField(tr("Place"), _PLACES)),
            ("gap_mm", tr("Distance"), NumberField(tr("Distance"), 0.0, 50.0, 0.2, "mm")),
            ("wrap", tr("Line length"), self._wrap_field()),
            ("spacing_mm", tr("Letter gap"), NumberField(tr("Letter gap"), -1.0, 30.0, 0.1, "mm")),
            ("priority", tr("Priority"), NumberField(tr("Priority"), 0, 100, 5)),
            ("repeat_mm", tr("Again after"), NumberField(tr("Again after"), 0.0, 200.0, 10.0, "mm")),
            ("once_each", tr("Once each"), FlagField(tr("Once each"))),
            ("scales", tr("Scales"), ScaleField(self.session)),
            ("only", tr("For"), FilterField(self.edit.layer, may_be_rest=False)),
        ]

    @staticmethod
    def _wrap_field() -> NumberField:
        field = NumberField(tr("Line length"), 0, 100, 1)
        field.box.setSpecialValueText(tr("not broken"))
        return field

    def _form(self, lines: list[tuple[str, str, Field]]) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, CAPTION_PX)
        grid.setColumnStretch(1, 1)
        for number, (name, caption, field) in enumerate(lines):
            grid.addWidget(label(text=caption), number, 0)
            grid.addWidget(field, number, 1)
            field.moved.connect(self._teller(name, settled=False))
            field.chosen.connect(self._teller(name, settled=True))
            self.fields[name] = field
        return box

    def _teller(self, name: str, *, settled: bool) -> Callable[[Any], None]:
        return lambda value: self._change(name, value, settled)

    # --- showing -----------------------------------------------------------------------------------------------------

    def show_style(self, style: LayerStyle) -> None:
        self._number = min(self._number, max(len(style.labels) - 1, 0))
        self.on.setChecked(bool(style.labels))
        self.body.setVisible(bool(style.labels))
        self.which.clear()
        for i, one in enumerate(style.labels):
            where = f": {BETWEEN.join(one.only.values)}" if one.only is not None and one.only.values else ""
            self.which.addItem(f"{i + 1}{where}")
        self.which.setCurrentIndex(self._number)
        self.which.setVisible(len(style.labels) > 1)
        self.add.setVisible(bool(style.labels))
        self.drop.setVisible(len(style.labels) > 1)
        self.drop.setEnabled(len(style.labels) > 1)
        if style.labels:
            self._show_label(style.labels[self._number])

    def _show_label(self, one: LabelStyle) -> None:
        for name, field in self.fields.items():
            value = getattr(one, name)
            if name == "weight":
                value = "400" if value < 500 else "600" if value < 650 else "700"
            field.show_value("" if name == "color" and value == "category" else value)

    def show_more(self, on: bool) -> None:
        """Open or close what is seldom changed."""
        self.rest.setVisible(on)
        self.more.setText(tr("Less ▴") if on else tr("More ▾"))

    # --- changing ----------------------------------------------------------------------------------------------------

    def _put_labels(self, labels: tuple[LabelStyle, ...], *, settled: bool = True) -> None:
        self.edit.put(self.edit.style.model_copy(update={"labels": labels}), settled=settled)
        if settled:
            self.show_style(self.edit.style)

    def _change(self, name: str, value: Any, settled: bool) -> None:
        labels = list(self.edit.style.labels)
        if self._number >= len(labels):
            return
        values: dict[str, Any] = {name: int(value) if name in ("weight", "priority") else value}
        if name == "field":
            values["field_en"] = value  # a chosen field serves both languages
        labels[self._number] = LabelStyle.model_validate({**dict(labels[self._number]), **values})
        self._put_labels(tuple(labels), settled=settled)

    def _switch(self, on: bool) -> None:
        """Write names, those that were written before if there were any; or none."""
        if on:
            self._put_labels(self._before or (self._new(),))
        else:
            self._before = self.edit.style.labels
            self._put_labels(())

    def _new(self) -> LabelStyle:
        layer = self.edit.layer
        field = "" if layer.info.name_field else _first_text(layer)
        values = {"field": field, "placement": _PLACEMENT.get(layer.kind, "point"), "priority": 30}
        return LabelStyle.model_validate(values)

    def _choose(self, number: int) -> None:
        self._number = number
        self.show_style(self.edit.style)

    def _add(self) -> None:
        labels = self.edit.style.labels
        self._number = len(labels)
        self._put_labels((*labels, labels[-1] if labels else self._new()))

    def _drop(self) -> None:
        labels = self.edit.style.labels
        self._put_labels(tuple(one for i, one in enumerate(labels) if i != self._number))


def _first_text(layer: Layer) -> str:
    """Return the field that is most likely a name: the first one of texts, else the first."""
    texts = (name for name, column in layer.fields.items() if column.dtype.kind in "OU" and _holds_text(column))
    return next(texts, next(iter(layer.fields), ""))


def _holds_text(column: NDArray[Any]) -> bool:
    first = next((value for value in column.tolist() if value is not None), None)
    return isinstance(first, str)
