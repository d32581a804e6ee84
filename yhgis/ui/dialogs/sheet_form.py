"""What is asked about a sheet: theme, ground, paper, format, and what is printed in its margin."""

from __future__ import annotations

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from yhgis.carto.sheet import PUBLIC, Sheet, sheet_for_theme
from yhgis.carto.sheet_template import Orientation, templates
from yhgis.carto.sheet_words import sheet_title
from yhgis.i18n import Title, tr
from yhgis.ui import session_layers, session_sheets
from yhgis.ui.dialogs.sheet_job import CURRENT_MAP, CURRENT_VIEW, PAPER_FRAME, WHOLE, WITH_DPI
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import Segments, ShortCombo, label
from yhgis.ui.session import Session
from yhgis.ui.session_sheets import PaperFrame

FORMATS = ("pdf", "pptx", "png", "svg", "tif")
RESOLUTIONS = (96, 150, 200, 300, 600)
#: What a sheet is for, and the dots an inch that it then gets; lines of PDF and SVG are true to half such a dot.
PRESETS = {"screen": 150, "print": 300, "press": 600}
SLIDE = "slide"
_USUAL = "print"
#: Classifications (密级) to choose from; another can be typed.
SECURITY = (Title(*PUBLIC), Title("内部", "internal"), Title("秘密", "secret"))


class SheetForm(QWidget):
    """The questions; `sheet` puts the answers together.

    Signals
    -------
    edited()
        Something that is seen on the page has changed.
    formatChanged()
        Another file format or resolution: the page stays as it is.
    """

    edited = Signal()
    formatChanged = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.theme, self.ground, self.paper = ShortCombo(), ShortCombo(), ShortCombo()
        self.orientation, self.format, self.preset = Segments(), Segments(), Segments()
        self.dpi = ShortCombo()
        self.paper_frame: PaperFrame | None = None
        self.lay_frame = QPushButton(tr("Choose on the map …"))
        self.lay_frame.setAutoDefault(False)
        self.title, self.compiler, self.approval = QLineEdit(), QLineEdit(), QLineEdit()
        self.date = QDateEdit(QDate.currentDate())
        self.security = ShortCombo()
        self._own_title = False
        self._captions: list[QLabel] = []
        self._fill()
        self._lay_out()
        self._connect()
        self._suggest_title()

    # --- answers ---------------------------------------------------------------------------------------------------

    @property
    def theme_id(self) -> str:
        """Theme to draw, or `CURRENT_MAP`."""
        return str(self.theme.currentData())

    @property
    def place(self) -> int:
        """Ground to show: a town's position, `WHOLE`, `CURRENT_VIEW` or `PAPER_FRAME`."""
        return int(self.ground.currentData())

    @property
    def extension(self) -> str:
        """``.pdf``, ``.pptx``, ``.png``, ``.svg`` or ``.tif``."""
        return f".{self.format.current}"

    @property
    def legend_theme(self) -> str:
        """Under which theme the legend's edits are kept."""
        return self.theme_id or self._session.state.theme

    def show_paper_frame(self, frame: PaperFrame) -> None:
        """Take the ground of a frame that was laid on the map."""
        self.paper_frame = frame
        place = self.ground.findData(PAPER_FRAME)
        if place < 0:
            self.ground.insertItem(1, tr("The frame on the map"), PAPER_FRAME)
            place = 1
        if self.ground.currentIndex() == place:
            self.edited.emit()
        else:
            self.ground.setCurrentIndex(place)

    def sheet(self) -> Sheet:
        """Return the sheet that is asked for; what it shows is `job_for`'s matter."""
        paper, orientation = str(self.paper.currentData()), self._orientation()
        theme = session_layers.theme(self.theme_id or self._session.state.theme)
        return sheet_for_theme(
            theme,
            self._session.language,
            title=self.title.text().strip() or self._usual_title(),
            paper=paper,
            orientation=orientation,
            legend=session_sheets.legend_of(self._session, self.legend_theme),
            layout=session_sheets.layout_of(self._session, paper, orientation),
            dpi=float(self.dpi.currentData()),
            compiler=self.compiler.text().strip(),
            date=self.date.date().toString("yyyy-MM-dd"),
            approval=self.approval.text().strip(),
            security=self.security.currentText().strip(),
        )

    # --- building --------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        self._fill_subject()
        self._fill_output()
        self.date.setDisplayFormat("yyyy-MM-dd")
        self.date.setCalendarPopup(True)
        self.security.setEditable(True)
        for word in ("", *(str(title) for title in SECURITY)):
            self.security.addItem(word)

    def _fill_subject(self) -> None:
        """Offer themes, ground and papers."""
        self.theme.addItem(tr("The map as it is"), CURRENT_MAP)
        for theme in self._session.themes():
            self.theme.addItem(str(theme.title.title), theme.id)
        self.ground.addItem(tr("The whole district"), WHOLE)
        if self._session.view is not None:
            self.ground.addItem(tr("What the window shows"), CURRENT_VIEW)
        self.ground.insertSeparator(self.ground.count())
        for position, name in enumerate(self._session.layer("towns").names(lang_en=self._session.language == "en")):
            self.ground.addItem(name, position)
        for paper, title in _papers().items():
            self.paper.addItem(title, paper)
        self.paper.setCurrentIndex(self.paper.findData("A3"))

    def _fill_output(self) -> None:
        """Offer how the paper lies, formats and resolutions."""
        self.orientation.offer([("landscape", tr("Landscape"), ""), ("portrait", tr("Portrait"), "")])
        self.orientation.choose("landscape")
        self.format.offer([(word, word.upper(), _about(word)) for word in FORMATS])
        self.format.choose("pdf")
        for dpi in RESOLUTIONS:
            self.dpi.addItem(f"{dpi} dpi", dpi)
        self.preset.offer(
            [
                ("screen", tr("Screen"), tr("150 dpi, the smallest file")),
                ("print", tr("Print"), tr("300 dpi, for an office printer")),
                ("press", tr("Press"), tr("600 dpi, for a publication")),
            ]
        )
        self._choose_preset(_USUAL)
        self.dpi.setEnabled(False)  # PDF and SVG have none

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID)
        grid.setHorizontalSpacing(GRID * 2)
        grid.setVerticalSpacing(GRID)
        lines: list[tuple[str, QWidget]] = [
            (tr("Theme"), self.theme),
            (tr("Extent"), self.ground),
            ("", self.lay_frame),
            (tr("Paper"), self.paper),
            (tr("Orientation"), self.orientation),
            (tr("Format"), self.format),
            (tr("Meant for"), self.preset),
            (tr("Resolution"), self.dpi),
            (tr("Sheet title"), self.title),
            (tr("Compiler"), self.compiler),
            (tr("Date of the sheet"), self.date),
            (tr("Map approval number"), self.approval),
            (tr("Classification"), self.security),
        ]
        for number, (words, field) in enumerate(lines):
            if words:
                caption = label("quiet", words)
                caption.setBuddy(field)
                field.setAccessibleName(words)
                grid.addWidget(caption, number, 0)
            grid.addWidget(field, number, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(len(lines), 1)

    def _connect(self) -> None:
        self.theme.currentIndexChanged.connect(lambda _index: self._titled())
        self.ground.currentIndexChanged.connect(lambda _index: self._titled())
        self.paper.currentIndexChanged.connect(lambda _index: self._paper_chosen())
        self.orientation.chosen.connect(lambda _word: self.edited.emit())
        self.format.chosen.connect(lambda _word: self._format_chosen())
        self.preset.chosen.connect(self._choose_preset)
        self.dpi.currentIndexChanged.connect(lambda _index: self._dpi_chosen())
        self.title.textEdited.connect(self._title_typed)
        for field in (self.title, self.compiler, self.approval):
            field.textChanged.connect(lambda _text: self.edited.emit())
        self.date.dateChanged.connect(lambda _date: self.edited.emit())
        self.security.editTextChanged.connect(lambda _text: self.edited.emit())

    def _format_chosen(self) -> None:
        self.dpi.setEnabled(self.extension in WITH_DPI)
        self.formatChanged.emit()

    def _choose_preset(self, word: str) -> None:
        self.preset.choose(word)
        self.dpi.setCurrentIndex(self.dpi.findData(PRESETS[word]))

    def _dpi_chosen(self) -> None:
        """Show for what a resolution is usual; none of the words when it is for none."""
        self.preset.choose(next((word for word, dpi in PRESETS.items() if dpi == self.dpi.currentData()), ""))
        self.formatChanged.emit()

    # --- title -----------------------------------------------------------------------------------------------------

    def _title_typed(self, text: str) -> None:
        """Keep a title of the user's own; an emptied one follows theme and town again."""
        self._own_title = bool(text.strip())

    def _titled(self) -> None:
        self._suggest_title()
        self.edited.emit()

    def _suggest_title(self) -> None:
        self.title.setPlaceholderText(self._usual_title())
        if not self._own_title:
            self.title.clear()

    def _usual_title(self) -> str:
        theme = session_layers.theme(self.theme_id or self._session.state.theme)
        town: Title | None = None
        if self.place >= 0:
            layer = self._session.layer("towns")
            town = Title(layer.names()[self.place], layer.names(lang_en=True)[self.place])
        return sheet_title(theme.title.title, self._session.language, town)

    # --- paper -----------------------------------------------------------------------------------------------------

    def _orientation(self) -> Orientation:
        return "portrait" if self.orientation.current == "portrait" else "landscape"

    def _paper_chosen(self) -> None:
        known = {one.orientation for one in templates() if one.paper == self.paper.currentData()}
        for word in ("landscape", "portrait"):
            self.orientation.button(word).setEnabled(word in known)
        if self._orientation() not in known:
            self.orientation.choose("landscape")
        self.edited.emit()


def _papers() -> dict[str, str]:
    """Return paper ids with their names, from the templates there are."""
    return {one.paper: str(one.title.title) if one.paper == SLIDE else one.paper for one in templates()}


def _about(word: str) -> str:
    """Return what a format is good for."""
    match word:
        case "pdf":
            return tr("Vector, fonts embedded: for printing and for handing in")
        case "pptx":
            return tr("A slide: the sheet as a picture, its title as text to be worked on, sources in the notes")
        case "png":
            return tr("Pixels: for slides and chat; with a world file")
        case "tif":
            return tr("Pixels that know their ground: opens in place in a GIS")
    return tr("Vector, to be worked on in a drawing program")
