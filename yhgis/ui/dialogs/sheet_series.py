"""A series: which features get a sheet each, in one file or many, under which names."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QWidget

from yhgis.carto.atlas import file_names, sheets_for_features
from yhgis.carto.sheet import Sheet
from yhgis.errors import UserError
from yhgis.i18n import tr
from yhgis.model.layer import Layer
from yhgis.model.theme import Theme
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import Segments, ShortCombo, column, label, row
from yhgis.ui.session import Session

ONE_FILE, EACH = "one", "each"
_FIRST = ("towns", "zones")
_USUAL_PATTERN = "{title}"
_MOST_FEATURES = 2000


class SeriesChoice(QWidget):
    """The tick list; nothing ticked means a single sheet.

    Signals
    -------
    edited()
    """

    edited = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._filling = False
        self.layer_box = ShortCombo()
        self.list = QListWidget()
        self.all, self.none = QPushButton(tr("Tick all")), QPushButton(tr("Tick none"))
        self.files = Segments(tr("Files"))
        self.pattern = QLineEdit(_USUAL_PATTERN)
        self.resume = QCheckBox(tr("Go on where a broken-off run ended"))
        self.resume.setChecked(True)
        self.example = label("quiet", wrap=True)
        self.list.setAccessibleName(tr("Features with a sheet each"))
        for button in (self.all, self.none):
            button.setAutoDefault(False)
        self._lay_out()
        self._fill_layers()
        self._fill_features()
        self._connect()
        self._show_state()

    # --- answers ---------------------------------------------------------------------------------------------------

    @property
    def layer(self) -> Layer:
        """The layer whose features get sheets, in the working CRS."""
        layer_id = str(self.layer_box.currentData())
        state = self._session.state
        return state.entry(layer_id).layer if state.has(layer_id) else self._session.layer(layer_id)

    @property
    def positions(self) -> tuple[int, ...]:
        """Which features are ticked."""
        items = (self.list.item(i) for i in range(self.list.count()))
        return tuple(i for i, item in enumerate(items) if item.checkState() is Qt.CheckState.Checked)

    @property
    def one_file(self) -> bool:
        """Whether all sheets go into one file."""
        return self.files.current == ONE_FILE

    def tick(self, positions: Iterable[int]) -> None:
        """Tick these features and no others."""
        wanted = set(positions)
        self._filling = True
        for i in range(self.list.count()):
            self.list.item(i).setCheckState(Qt.CheckState.Checked if i in wanted else Qt.CheckState.Unchecked)
        self._filling = False
        self.edited.emit()

    def show_example(self, base: Sheet, theme: Theme) -> None:
        """Say what the first file will be called, or what is wrong with the pattern."""
        positions = self.positions[:1]
        if not positions or self.one_file:
            self.example.setText("")
            return
        try:
            sheets = sheets_for_features(base, theme, self.layer, positions)
            self.example.setText(tr("First file: {file}", file=file_names(sheets, self.pattern.text())[0]))
        except UserError as error:
            self.example.setText(str(error))

    # --- building --------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        one_file = (ONE_FILE, tr("One file"), tr("All sheets in one PDF, or in one PPTX with a slide each"))
        self.files.offer([one_file, (EACH, tr("A file each"), tr("A file for every sheet, in a folder"))])
        self.files.choose(ONE_FILE)
        parts = (
            label("quiet", tr("Tick what gets a sheet of its own."), wrap=True),
            self.layer_box,
            self.list,
            row(self.all, self.none, 1),
            self._file_grid(),
            self.example,
            self.resume,
        )
        self.setLayout(column(*parts, margins=(GRID * 3, GRID * 2, GRID * 3, GRID)))

    def _file_grid(self) -> QGridLayout:
        """Return the lines on how files are written and called."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID * 2)
        grid.setVerticalSpacing(GRID)
        lines: list[tuple[str, QWidget]] = [
            (tr("Files"), self.files),
            (tr("File names"), self.pattern),
        ]
        for number, (words, field) in enumerate(lines):
            caption = label("quiet", words)
            caption.setBuddy(field)
            field.setAccessibleName(words)
            grid.addWidget(caption, number, 0)
            grid.addWidget(field, number, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _connect(self) -> None:
        self.layer_box.currentIndexChanged.connect(lambda _index: self._fill_features())
        self.list.itemChanged.connect(lambda _item: self._ticked())
        self.all.clicked.connect(lambda: self.tick(range(self.list.count())))
        self.none.clicked.connect(lambda: self.tick(()))
        self.files.chosen.connect(lambda _word: self._files_chosen())
        self.pattern.textChanged.connect(lambda _text: self.edited.emit())

    def _ticked(self) -> None:
        if not self._filling:
            self.edited.emit()

    def _files_chosen(self) -> None:
        self._show_state()
        self.edited.emit()

    def _show_state(self) -> None:
        self.pattern.setEnabled(not self.one_file)
        self.resume.setEnabled(not self.one_file)

    def _fill_layers(self) -> None:
        english = self._session.language == "en"
        for layer_id in _FIRST:
            title = self._session.layer(layer_id).info.title
            self.layer_box.addItem(title.en if english and title.en else title.zh, layer_id)
        for entry in self._session.state.entries:
            if entry.id not in _FIRST and 0 < len(entry.layer) <= _MOST_FEATURES:
                title = entry.layer.info.title
                self.layer_box.addItem(title.en if english and title.en else title.zh, entry.id)

    def _fill_features(self) -> None:
        self._filling = True
        self.list.clear()
        for name in self.layer.names(lang_en=self._session.language == "en"):
            item = QListWidgetItem(name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self._filling = False
        self.edited.emit()
