"""Asks for the CRS of a file that states none: proposals from its numbers, and where each of them would put it."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from yhgis.errors import UserError
from yhgis.i18n import Message, Title, tr
from yhgis.io.crs_guess import CrsProposal
from yhgis.model.crs import normalise
from yhgis.model.view import Extent
from yhgis.model.web_offset import BD09, GCJ02, web_system
from yhgis.ui.dialogs.landing import Landing, landing
from yhgis.ui.dialogs.place_sketch import PlaceSketch
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import column, label, row, say_primary
from yhgis.ui.session import Session

#: Offered below the proposals; any other code can be typed.
COMMON: tuple[tuple[str, Title], ...] = (
    ("EPSG:4549", Title("CGCS2000 三度带 120°E（无带号）", "CGCS2000 3-degree belt 120 E, no belt number")),
    ("EPSG:4528", Title("CGCS2000 三度带 40 带（带号 40）", "CGCS2000 3-degree belt 40, belt number in front")),
    ("EPSG:4490", Title("CGCS2000 经纬度", "CGCS2000 longitude and latitude")),
    ("EPSG:4326", Title("WGS 84 经纬度", "WGS 84 longitude and latitude")),
    ("EPSG:2385", Title("西安 80 三度带 120°E（无带号）", "Xian 80 3-degree belt 120 E, no belt number")),
    ("EPSG:2364", Title("西安 80 三度带 40 带（带号 40）", "Xian 80 3-degree belt 40, belt number in front")),
    ("EPSG:3857", Title("Web 墨卡托", "Web Mercator")),
    (GCJ02, Title("网络地图坐标（高德、腾讯），近似纠正", "Web-map coordinates (Gaode, Tencent), shifted back nearly")),
    (BD09, Title("网络地图坐标（百度），近似纠正", "Web-map coordinates (Baidu), shifted back nearly")),
)
_OTHER = -2


@dataclass(frozen=True)
class CrsQuestion:
    """What is asked.

    Parameters
    ----------
    file, layer : str
        Names to show.
    bounds : tuple of 4 floats or None
        Numbers of the file; None where it could not be looked into.
    proposals : tuple of CrsProposal
        The likeliest first.
    more : int
        Further layers of the same source that wait for the same answer.
    reason : Message or None
        Why the file does not settle it, where more can be said than that it states nothing.
    """

    file: str
    layer: str
    bounds: Extent | None
    proposals: tuple[CrsProposal, ...]
    more: int = 0
    reason: Message | None = None


@dataclass(frozen=True)
class CrsAnswer:
    """What the user decided."""

    crs: str
    swap_xy: bool
    for_all: bool


class CrsDialog(QDialog):
    """The user decides; nothing is chosen without a look at where it lands.

    After ``accepted``, `answer` holds the decision.
    """

    def __init__(self, question: CrsQuestion, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = question
        district = session.layer("district")
        self._district = shapely.union_all(district.geometry)
        self.answer: CrsAnswer | None = None
        self.setWindowTitle(tr("Coordinate system of {layer}", layer=question.layer))
        self.setModal(True)
        self.sketch = PlaceSketch(self._district, session)
        self.verdict = label(wrap=True)
        self.caution = label("quiet", wrap=True)
        self.for_all = QCheckBox(tr("Use it for the other {count} layers too", count=question.more))
        self.for_all.setChecked(question.more > 0)
        self.for_all.setVisible(question.more > 0)
        self._choices = QButtonGroup(self)
        self.code = self._code_box()
        self._build()
        self._choices.idToggled.connect(lambda _id, on: self._look() if on else None)
        self.code.editTextChanged.connect(self._typed)
        (self._choices.button(0) or self._choices.button(_OTHER)).setChecked(True)
        self._look()

    # --- building --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        words = label(text=self._why(), wrap=True)
        left = column(*self._radios(), self._other_row(), 1, self.for_all, spacing=GRID)
        for words_below in (self.verdict, self.caution):
            words_below.setFixedWidth(self.sketch.sizeHint().width())
        right = column(self.sketch, self.verdict, self.caution, 1, spacing=GRID)
        self.buttons = QDialogButtonBox()
        self.ok = self.buttons.addButton(tr("Add in this system"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(tr("Do not add"), QDialogButtonBox.ButtonRole.RejectRole)
        self.ok.setDefault(True)
        say_primary(self.ok, self.ok.text())
        self.buttons.accepted.connect(self.accept_choice)
        self.buttons.rejected.connect(self.reject)
        body = row(left, right, spacing=GRID * 3)
        body.setStretch(0, 1)
        layout = column(words, self._numbers(), body, self.buttons, margins=(GRID * 3,) * 4, spacing=GRID * 2)
        self.setLayout(layout)
        self.setMinimumWidth(GRID * 80)

    def _why(self) -> str:
        question = self._question
        if question.reason is None:
            return tr("{file} does not say in which coordinate system its numbers are.", file=question.file)
        return tr("In {file}, {reason}.", file=question.file, reason=question.reason)

    def _numbers(self) -> QWidget:
        bounds = self._question.bounds
        if bounds is None:
            return label("quiet", tr("The file could not be looked into; its numbers are unknown."))
        x0, y0, x1, y1 = (_short(number) for number in bounds)
        made = label("quiet", tr("Its numbers: x {x0} to {x1}, y {y0} to {y1}", x0=x0, x1=x1, y0=y0, y1=y1), wrap=True)
        made.setObjectName("numbers")
        return made

    def _radios(self) -> list[QWidget | QVBoxLayout | int]:
        made: list[QWidget | QVBoxLayout | int] = []
        for number, proposal in enumerate(self._question.proposals):
            button = QRadioButton(f"{_name(proposal.crs)}{tr(' · x and y exchanged') if proposal.swapped else ''}")
            self._choices.addButton(button, number)
            reason = label("quiet", f"{proposal.crs} · {proposal.reason}", wrap=True)
            reason.setIndent(GRID * 3)
            made += [button, reason]
        if not made and self._question.reason is None:
            made.append(label("quiet", tr("The numbers fit no system that is in use here."), wrap=True))
        return made

    def _other_row(self) -> QVBoxLayout:
        button = QRadioButton(tr("Another system"))
        self._choices.addButton(button, _OTHER)
        self.code.setAccessibleName(button.text())
        indented = row(self.code, margins=(GRID * 3, 0, 0, 0))
        return column(button, indented, spacing=GRID // 2)

    def _code_box(self) -> QComboBox:
        box = QComboBox()
        box.setEditable(True)
        for code, title in COMMON:
            box.addItem(f"{code}  {title}", code)
        box.setCurrentIndex(-1)
        box.lineEdit().setPlaceholderText(tr("Code, such as EPSG:4549"))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(24)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return box

    # --- deciding --------------------------------------------------------------------------------------------------

    def _typed(self, _text: str) -> None:
        self._choices.button(_OTHER).setChecked(True)
        self._look()

    def _chosen(self) -> tuple[str, bool] | None:
        """Return the CRS and whether x and y are exchanged; None while there is no valid choice."""
        number = self._choices.checkedId()
        if number >= 0:
            proposal = self._question.proposals[number]
            return proposal.crs, proposal.swapped
        text = self.code.currentText().strip().split(" ")[0]
        if (system := web_system(text)) is not None:
            return system, False
        return (normalise(text), False) if text else None

    def _look(self) -> None:
        """Show where the choice lands."""
        try:
            chosen = self._chosen()
        except UserError as error:
            self._show(None, str(error))
            return
        if chosen is None:
            self._show(None, tr("Choose a system or type its code."))
            return
        number = self._choices.checkedId()
        web = tr("Shifted back approximately (about 1 m): to see where things lie, not to decide about a parcel.")
        other = web if web_system(chosen[0]) is not None else ""
        self.caution.setText(str(self._question.proposals[number].caution) if number >= 0 else other)
        if self._question.bounds is None:
            self._show(None, "", possible=True)
            return
        found = landing(self._question.bounds, chosen[0], chosen[1], self._district)
        self._show(found, str(found.message), possible=found.extent is not None)

    def _show(self, found: Landing | None, sentence: str, *, possible: bool = False) -> None:
        self.sketch.show_extent(found.extent if found else None)
        self.verdict.setText(sentence)
        self.ok.setEnabled(possible)

    def accept_choice(self) -> None:
        """Take the choice as it stands; without one nothing happens."""
        chosen = self._chosen()
        if chosen is not None:
            self.answer = CrsAnswer(chosen[0], chosen[1], self.for_all.isVisibleTo(self) and self.for_all.isChecked())
            self.accept()


def _name(crs: str) -> str:
    """Return the name of a proposed CRS, or its code where it has no name here."""
    return next((str(title) for code, title in COMMON if code == crs), crs)


def _short(number: float) -> str:
    """Return a coordinate as a reader compares it: metres whole, degrees with five decimals."""
    return f"{number:.5f}" if abs(number) < 1000 else f"{number:,.0f}"
