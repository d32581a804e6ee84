"""One small editor a kind of parameter; each knows its value, its default and when it changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QShowEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDoubleSpinBox,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from yhgis.analysis.tool import (
    ChoiceParameter,
    FieldParameter,
    FlagParameter,
    LayerParameter,
    LayersParameter,
    NumberParameter,
    Parameter,
)
from yhgis.i18n import tr
from yhgis.plan.default_layers import default_ids
from yhgis.ui.dialogs.layer_choices import by_group, first_choice, layer_choices, source_layer, usual_columns
from yhgis.ui.palette import colors
from yhgis.ui.panels.pieces import ShortCombo, row
from yhgis.ui.session import Session

Id = Qt.ItemDataRole.UserRole
_ROW_PX = 26
#: Rows of a tick list that are seen without scrolling.
_ROWS_SEEN = 6


class Editor(QWidget):
    """What all editors share; ``edited`` comes when the user or `set_value` changed the value."""

    edited = Signal()

    def __init__(self, parameter: Parameter, session: Session) -> None:
        super().__init__()
        self.parameter, self._session = parameter, session

    def value(self) -> Any:
        """Return the value for the tool: layers as ids."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Offer what there is now, in the language in use, keeping the value where it still exists."""

    def _hold(self, widget: QWidget) -> None:
        self.setLayout(row(widget))
        self.setFocusProxy(widget)

    def _name(self, widget: QWidget) -> None:
        widget.setAccessibleName(str(self.parameter.title))
        widget.setToolTip(str(self.parameter.help))


class LayerEditor(Editor):
    """One layer, from a list that names the groups."""

    def __init__(self, parameter: LayerParameter, session: Session) -> None:
        super().__init__(parameter, session)
        self._kinds, self._optional = parameter.kinds, parameter.optional
        self._wanted = default_ids(parameter, session.catalog)
        self.box = ShortCombo()
        self._items = QStandardItemModel(self.box)
        self.box.setModel(self._items)
        self._hold(self.box)
        self.refresh()
        self.set_value(self._first())
        self.box.currentIndexChanged.connect(lambda _index: self.edited.emit())

    def value(self) -> str | None:
        return self.box.currentData(Id)

    def set_value(self, value: str | None) -> None:
        self.box.setCurrentIndex(self.box.findData(value, Id) if value is not None else 0 if self._optional else -1)

    def refresh(self) -> None:
        self._name(self.box)
        before = self.value()
        self.box.blockSignals(True)
        self._items.clear()
        if self._optional:
            self._items.appendRow(QStandardItem(tr("none")))
        for group, choices in by_group(self._session, layer_choices(self._session, self._kinds)):
            self._items.appendRow(_heading(group, self._session))
            for choice in choices:
                item = QStandardItem(str(choice.title))
                item.setData(choice.id, Id)
                self._items.appendRow(item)
        self.set_value(before)
        self.box.blockSignals(False)
        if self.value() != before:
            self.set_value(self._first())
            self.edited.emit()

    def _first(self) -> str | None:
        """Return what the question most likely is about; nothing where it may stay away and has no usual one."""
        if self._wanted:
            return self._wanted[0]
        return None if self._optional else first_choice(self._session, self._kinds)


class LayersEditor(Editor):
    """Several layers, as a tick list under the groups' names."""

    def __init__(self, parameter: LayersParameter, session: Session) -> None:
        super().__init__(parameter, session)
        self._kinds = parameter.kinds
        self.list = QListWidget()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(_ROW_PX * 3)
        frame = QFrame()
        frame.setProperty("kind", "card")
        frame.setLayout(row(self.list, margins=(4, 4, 4, 4)))
        self._hold(frame)
        self.setFocusProxy(self.list)
        self.refresh()
        wanted = default_ids(parameter, session.catalog)
        self.set_value(wanted or usual_columns(session, self._kinds))
        self.list.itemChanged.connect(lambda _item: self.edited.emit())

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _ROW_PX * _ROWS_SEEN)

    def value(self) -> list[str]:
        return [item.data(Id) for item in self._items() if item.checkState() == Qt.CheckState.Checked]

    def set_value(self, value: Sequence[str] | None) -> None:
        self.list.blockSignals(True)
        for item in self._items():
            on = item.data(Id) in (value or ())
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._show_first()
        self.edited.emit()

    def refresh(self) -> None:
        self._name(self.list)
        before = self.value()
        self.list.blockSignals(True)
        self.list.clear()
        for group, choices in by_group(self._session, layer_choices(self._session, self._kinds)):
            self.list.addItem(_list_heading(group, self._session))
            for choice in choices:
                item = QListWidgetItem(str(choice.title))
                item.setData(Id, choice.id)
                item.setFlags(
                    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
                )
                on = choice.id in before
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
                item.setSizeHint(QSize(0, _ROW_PX))
                self.list.addItem(item)
        self.list.blockSignals(False)
        self._show_first()
        if self.value() != before:
            self.edited.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_first()

    def _items(self) -> list[QListWidgetItem]:
        every = (self.list.item(i) for i in range(self.list.count()))
        return [item for item in every if item.data(Id) is not None]

    def _show_first(self) -> None:
        """Scroll so that the first ticked layer is seen under its group's name."""
        ticked = [item for item in self._items() if item.checkState() == Qt.CheckState.Checked]
        if ticked:
            above = self.list.item(max(self.list.row(ticked[0]) - 1, 0))
            self.list.scrollToItem(above, QAbstractItemView.ScrollHint.PositionAtTop)


class FieldEditor(Editor):
    """A field of another parameter's layer, or none."""

    def __init__(self, parameter: FieldParameter, session: Session, layer_id: Callable[[], str | None]) -> None:
        super().__init__(parameter, session)
        self._layer_id, self._none = layer_id, parameter.none
        self.box = ShortCombo()
        self._hold(self.box)
        self.refresh()
        self.box.currentIndexChanged.connect(lambda _index: self.edited.emit())

    def value(self) -> str | None:
        return self.box.currentData(Id)

    def set_value(self, value: str | None) -> None:
        self.box.setCurrentIndex(max(self.box.findData(value, Id), 0) if value else 0)

    def refresh(self) -> None:
        self._name(self.box)
        before, layer_id = self.value(), self._layer_id()
        layer = source_layer(self._session, layer_id) if layer_id else None
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItem(str(self._none), None)
        for name in layer.fields if layer is not None else ():
            self.box.addItem(str(layer.info.field_label(name)) if layer is not None else name, name)
        self.set_value(before)
        self.box.blockSignals(False)


class NumberEditor(Editor):
    """A number between its limits, with its unit."""

    def __init__(self, parameter: NumberParameter, session: Session) -> None:
        super().__init__(parameter, session)
        self._default = parameter.default
        self.box = QDoubleSpinBox()
        self.box.setRange(parameter.least, parameter.most)
        self.box.setDecimals(2)
        self.box.setSingleStep(0.5)
        self.box.setSuffix(f" {parameter.unit}" if parameter.unit else "")
        self.box.setValue(parameter.default)
        self.box.lineEdit().setTextMargins(6, 0, 0, 0)
        self._hold(self.box)
        self.refresh()
        self.box.valueChanged.connect(lambda _value: self.edited.emit())

    def value(self) -> float:
        return float(self.box.value())

    def set_value(self, value: float | None) -> None:
        self.box.setValue(self._default if value is None else value)

    def refresh(self) -> None:
        self._name(self.box)


class ChoiceEditor(Editor):
    """One of a few words."""

    def __init__(self, parameter: ChoiceParameter, session: Session) -> None:
        super().__init__(parameter, session)
        self._choices = parameter.choices
        self.box = ShortCombo()
        for word, title in parameter.choices:
            self.box.addItem(str(title), word)
        self._hold(self.box)
        self.set_value(parameter.default)
        self.refresh()
        self.box.currentIndexChanged.connect(lambda _index: self._chosen())

    def value(self) -> str | None:
        return self.box.currentData(Id)

    def set_value(self, value: str | None) -> None:
        self.box.setCurrentIndex(self.box.findData(value, Id))

    def refresh(self) -> None:
        self._name(self.box)
        for number, (_, title) in enumerate(self._choices):
            self.box.setItemText(number, str(title))
            self.box.setItemData(number, str(title), Qt.ItemDataRole.ToolTipRole)
        self.box.setToolTip(f"{self.box.currentText()}\n{self.parameter.help}")

    def _chosen(self) -> None:
        self.refresh()
        self.edited.emit()


class FlagEditor(Editor):
    """Yes or no."""

    def __init__(self, parameter: FlagParameter, session: Session) -> None:
        super().__init__(parameter, session)
        self._default = parameter.default
        self.box = QCheckBox()
        self.box.setChecked(parameter.default)
        self._hold(self.box)
        self.refresh()
        self.box.toggled.connect(lambda _on: self.edited.emit())

    def value(self) -> bool:
        return bool(self.box.isChecked())

    def set_value(self, value: bool | None) -> None:
        self.box.setChecked(self._default if value is None else value)

    def refresh(self) -> None:
        self.box.setText(str(self.parameter.title))
        self._name(self.box)


def editor_for(parameter: Parameter, session: Session, editors: dict[str, Editor]) -> Editor:
    """Return the editor for ``parameter``; ``editors`` are those made before it, by id."""
    match parameter:
        case LayerParameter():
            return LayerEditor(parameter, session)
        case LayersParameter():
            return LayersEditor(parameter, session)
        case FieldParameter(of=of):
            field = FieldEditor(parameter, session, editors[of].value)
            editors[of].edited.connect(field.refresh)
            return field
        case NumberParameter():
            return NumberEditor(parameter, session)
        case ChoiceParameter():
            return ChoiceEditor(parameter, session)
        case FlagParameter():
            return FlagEditor(parameter, session)
    raise TypeError(f"no editor for {type(parameter).__name__}")


def _heading(title: str, session: Session) -> QStandardItem:
    item = QStandardItem(title)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setForeground(QColor(colors(session.dark).quiet))
    return item


def _list_heading(title: str, session: Session) -> QListWidgetItem:
    item = QListWidgetItem(title)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setForeground(QColor(colors(session.dark).quiet))
    item.setSizeHint(QSize(0, _ROW_PX))
    return item
