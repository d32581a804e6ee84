"""The legend as a list: ordered, hidden and renamed by hand; what the frame does not show is not listed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QWidget

from yhgis.carto.display_list import DisplayList
from yhgis.carto.legend import SWATCH_MM, LegendEntry, LegendGroup, edited
from yhgis.i18n import tr
from yhgis.model.sheet_edits import LegendEdits
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import column, label, row

_KEY = Qt.ItemDataRole.UserRole
_SWATCH_DPI = 240.0
_PAPER = (255, 255, 255, 255)


class LegendList(QWidget):
    """Shows the groups of a legend; within a group entries can be moved.

    Signals
    -------
    edited(LegendEdits)
        The user changed something.
    """

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[LegendGroup, ...] = ()
        self._edits = LegendEdits()
        self._filling = False
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Legend"))
        self.list.setIconSize(QSize(34, 20))
        self.up, self.down = _button(tr("Up")), _button(tr("Down"))
        self.reset = _button(tr("As the program has it"))
        hint = label("quiet", tr("Tick what the legend lists; double-click renames."), wrap=True)
        self.setLayout(
            column(
                hint,
                self.list,
                row(self.up, self.down, 1, self.reset),
                margins=(GRID * 3, GRID * 2, GRID * 3, GRID),
            )
        )
        self.list.itemChanged.connect(self._changed)
        self.list.currentItemChanged.connect(lambda *_: self._show_state())
        self.up.clicked.connect(lambda: self.move(-1))
        self.down.clicked.connect(lambda: self.move(1))
        self.reset.clicked.connect(lambda: self._become(LegendEdits()))
        self._show_state()

    def show_legend(self, groups: Sequence[LegendGroup], edits: LegendEdits) -> None:
        """List what a frame shows, as ``edits`` have it."""
        if tuple(_shape(group) for group in groups) == tuple(map(_shape, self._groups)) and edits == self._edits:
            return
        self._groups, self._edits = tuple(groups), edits
        self._fill()

    def move(self, step: int) -> None:
        """Move the current entry up (-1) or down (1), within its group."""
        key = self.current_key
        keys = next((found for found in self._shown_keys() if key in found), [])
        place = keys.index(key) if key in keys else -1
        if place < 0 or not 0 <= place + step < len(keys):
            return
        keys.insert(place + step, keys.pop(place))
        others = [found for found in self._shown_keys() if key not in found]
        shown = [one for found in (*others, keys) for one in found]
        gone = [one for one in self._edits.order if one not in shown]
        self._become(self._edits.model_copy(update={"order": (*shown, *gone)}))

    @property
    def current_key(self) -> str:
        """Key of the current entry, empty for none."""
        item = self.list.currentItem()
        return str(item.data(_KEY) or "") if item is not None else ""

    def _become(self, edits: LegendEdits) -> None:
        if edits == self._edits:
            return
        self._edits = edits
        self._fill()
        self.edited.emit(edits)

    def _shown_keys(self) -> list[list[str]]:
        """Return the keys of each group in the order shown."""
        return [self._edits.arranged([entry.key for entry in group.entries]) for group in self._groups]

    def _fill(self) -> None:
        current = self.current_key
        self._filling = True
        self.list.clear()
        everything = self._edits.model_copy(update={"hidden": ()})
        for group in self._groups:
            self.list.addItem(_heading(group.title))
            for entry in edited(group.entries, everything):
                item = _item(entry, entry.key not in self._edits.hidden)
                self.list.addItem(item)
                if entry.key == current:
                    self.list.setCurrentItem(item)
        self._filling = False
        self._show_state()

    def _changed(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        key, text = str(item.data(_KEY)), item.text().strip()
        hidden = [known for known in self._edits.hidden if known != key]
        if item.checkState() is not Qt.CheckState.Checked:
            hidden.append(key)
        titles = {known: words for known, words in self._edits.titles.items() if known != key}
        if text and text != self._own_title(key):
            titles[key] = text
        self._become(self._edits.model_copy(update={"hidden": tuple(hidden), "titles": titles}))

    def _own_title(self, key: str) -> str:
        return next((entry.title for group in self._groups for entry in group.entries if entry.key == key), "")

    def _show_state(self) -> None:
        key = self.current_key
        keys = next((found for found in self._shown_keys() if key in found), [])
        self.up.setEnabled(bool(keys) and keys[0] != key)
        self.down.setEnabled(bool(keys) and keys[-1] != key)
        self.reset.setEnabled(self._edits != LegendEdits())


def _shape(group: LegendGroup) -> tuple[str, tuple[tuple[str, str], ...]]:
    return group.title, tuple((entry.key, entry.title) for entry in group.entries)


def _heading(title: str) -> QListWidgetItem:
    item = QListWidgetItem(title)
    font = QFont()
    font.setWeight(QFont.Weight.DemiBold)
    item.setFont(font)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
    return item


def _item(entry: LegendEntry, shown: bool) -> QListWidgetItem:
    item = QListWidgetItem(_icon(entry), entry.title)
    item.setData(_KEY, entry.key)
    item.setFlags(
        Qt.ItemFlag.ItemIsEnabled
        | Qt.ItemFlag.ItemIsSelectable
        | Qt.ItemFlag.ItemIsEditable
        | Qt.ItemFlag.ItemIsUserCheckable
    )
    item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
    return item


def _icon(entry: LegendEntry) -> QIcon:
    from yhgis.paint.image import render

    # On the paper's white, as it will be printed: dark lines would be lost in a dark window.
    picture: QImage = render(DisplayList(*SWATCH_MM, entry.swatch, _PAPER), _SWATCH_DPI)
    return QIcon(QPixmap.fromImage(picture))


def _button(text: str) -> QPushButton:
    made = QPushButton(text)
    made.setAutoDefault(False)
    return made
