"""The card of a town (镇街卡) at the right: what the plan wants of it, and how much of everything lies in it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from yhgis.i18n import Message, tr
from yhgis.model.quantity import AreaUnit
from yhgis.plan.towns import profiles
from yhgis.ui.palette import GRID
from yhgis.ui.panels.identity_parts import FactLine, Headline, caption, paragraph
from yhgis.ui.panels.pieces import column, label, line, row, say_primary
from yhgis.ui.panels.town_cards import TownCards, writer_of
from yhgis.ui.panels.town_parts import ShareLine, Tags
from yhgis.ui.session import Session

if TYPE_CHECKING:
    from yhgis.report.town_card import TownCard
    from yhgis.report.town_words import CardText

_MAP_HEIGHT_PX, _LEAST_MAP_PX = 200, 160


class TownPanel(QWidget):
    """Shows the card of one town, or the towns to choose from.

    ``town`` is the Chinese name of the town that is shown, empty for the list.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.cards = TownCards(session, self)
        self.town = ""
        self.text: CardText | None = None
        self.dialog: QFileDialog | None = None
        self.print_button = QPushButton()
        self.print_button.setProperty("kind", "primary")
        self.print_button.clicked.connect(self.ask_where_to_save)
        self.all_button = QPushButton()
        self.all_button.setProperty("kind", "link")
        self.all_button.clicked.connect(lambda: self.show_town(""))
        self.picture = QLabel()
        self.list_area, self.area = _scroll(), _scroll()
        self.wait = label("quiet", wrap=True)
        self.wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        for page in (self.list_area, self.wait, self.area):
            self.stack.addWidget(page)
        self.foot = QWidget()
        self.foot.setLayout(row(self.all_button, 1, self.print_button, margins=(GRID + 4, GRID - 2, 2 * GRID, GRID)))
        body = column(self.stack, self.foot, spacing=0)
        body.setStretch(0, 1)
        self.setLayout(body)
        self.cards.ready.connect(self._show)
        self.cards.mapReady.connect(self._take_map)
        session.languageChanged.connect(self.retranslate)
        session.appearanceChanged.connect(self.retranslate)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(GRID * 37, GRID * 60)

    def show_town(self, town: str) -> None:
        """Show the card of a town by its Chinese name; the list of all for an empty one."""
        self.town = town
        self._show()

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        say_primary(self.print_button, tr("Print one page"))
        self.print_button.setToolTip(tr("Save the card as PDF, Word, PowerPoint or Excel"))
        self.all_button.setText(tr("All towns"))
        self.wait.setText(tr("The towns are being measured …"))
        self._fill_list()
        self._show()

    def ask_where_to_save(self) -> None:
        """Let the user choose a file; its format follows from its name."""
        dialog = QFileDialog(self, tr("Print one page"), self._session.settings.last_folders.get("export", ""))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        names = {
            "pdf": tr("PDF page"),
            "docx": tr("Word document"),
            "pptx": tr("PowerPoint slide"),
            "xlsx": tr("Excel workbook"),
        }
        dialog.setNameFilters([f"{name} (*.{suffix})" for suffix, name in names.items()])
        dialog.setDefaultSuffix("pdf")
        dialog.filterSelected.connect(lambda text: dialog.setDefaultSuffix(text.rpartition("*.")[2].rstrip(")")))
        if self.text is not None:
            dialog.selectFile(f"{self.text.title}.pdf")
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the card that is shown to ``path``; its figures are those on the screen."""
        from yhgis.report.town_file import check_extension

        check_extension(path)
        card, catalog, write = self.cards.cards[self.town], self._session.catalog, writer_of(path.suffix)

        def done(_nothing: None) -> None:
            self._session.remember(last_folders=self._session.settings.with_folder("export", path.parent).last_folders)
            self._session.show_message("success", Message("Saved: {file}", {"file": str(path)}))

        self._session.tasks.run(
            lambda feedback: write([card], path, catalog, feedback),
            done=done,
            title=Message("Saving {file}", {"file": path.name}),
            owner=self,
        )

    # --- inside ----------------------------------------------------------------------------------------------------

    def _fill_list(self) -> None:
        page, layout = QWidget(), column(margins=(0, GRID, 0, GRID), spacing=0)
        layout.addWidget(paragraph(tr("Choose a town to read its card."), "quiet"))
        for town in profiles(self._session.catalog):
            layout.addWidget(
                FactLine(
                    self._session,
                    str(town.title),
                    "、".join(town.zones) if self._session.language == "zh" else "",
                    tip=str(town.positioning),
                    action=partial(self._session.show_plan, "town", town.title.zh),
                )
            )
        layout.addStretch(1)
        page.setLayout(layout)
        self.list_area.setWidget(page)

    def _show(self) -> None:
        self.foot.setVisible(bool(self.town))
        card = self.cards.cards.get(self.town)
        self.print_button.setEnabled(card is not None)
        if not self.town:
            self.stack.setCurrentWidget(self.list_area)
        elif card is None:
            self.stack.setCurrentWidget(self.wait)
            self.cards.want()
        else:
            self.area.setWidget(self._page(card))
            self.stack.setCurrentWidget(self.area)
            self._ask_map()

    def _ask_map(self) -> None:
        width = max(self.stack.width() - 4 * GRID - 2, _LEAST_MAP_PX)
        self.picture.setFixedHeight(_MAP_HEIGHT_PX)
        self.cards.want_map(self.town, width, _MAP_HEIGHT_PX, self.devicePixelRatioF())

    def _take_map(self, town: str, image: QImage) -> None:
        if town == self.town:
            self.picture.setPixmap(QPixmap.fromImage(image))

    def _page(self, card: TownCard) -> QWidget:
        from yhgis.report.town_words import card_text, short_name

        text = self.text = card_text(card)
        self.picture = QLabel()
        self.picture.setAccessibleName(tr("Map of {town}", town=text.title))
        page, layout = QWidget(), column(margins=(0, GRID, 0, GRID * 2), spacing=4)
        self._add_head(layout, text)
        _add(layout, caption(text.layout.headings[0]))
        for part, cells in zip((*card.zones, *card.structure), text.layout.rows, strict=True):
            layout.addWidget(
                ShareLine(self._session, short_name(cells[0]), f"{cells[1]} km²", f"{cells[2]} %", part.share)
            )
        _add(layout, caption(tr("Control lines")))
        for part, cells in zip(card.control_lines, text.lines.rows, strict=True):
            none = part.area_m2 <= 0
            area, share = (cells[1], "") if none else (f"{cells[1]} {AreaUnit.HA.symbol}", f"{cells[3]} %")
            layout.addWidget(ShareLine(self._session, cells[0], area, share, part.share))
        self._add_lists(layout, card, text)
        layout.addStretch(1)
        page.setLayout(layout)
        return page

    def _add_head(self, layout: QVBoxLayout, text: CardText) -> None:
        layout.addWidget(Headline(text.title))
        layout.addWidget(paragraph(text.subtitle, "quiet"))
        framed = row(self.picture, margins=(GRID * 2, 4, GRID * 2, 4))
        layout.addLayout(framed)
        layout.addWidget(paragraph(text.positioning))
        if text.terms:
            layout.addWidget(Tags(text.terms))
        layout.addWidget(paragraph(text.section, "quiet"))
        figures = [f"{text.area.title} {text.area.value} {text.area.unit}", *(f"{a} {b}" for a, b in text.facts)]
        _add(layout, paragraph(" · ".join(figures)))
        if text.mark:
            layout.addLayout(row(label("tag", text.mark), 1, margins=(GRID * 2, 2, GRID * 2, 2)))

    def _add_lists(self, layout: QVBoxLayout, card: TownCard, text: CardText) -> None:
        session = self._session
        if text.greenways.rows:
            _add(layout, caption(text.greenways.headings[0]))
            for name, length in text.greenways.rows:
                layout.addWidget(FactLine(session, name, f"{length} km"))
        for title, names in text.places:
            _add(layout, caption(title))
            layout.addWidget(paragraph(names))
        if card.projects:
            _add(layout, caption(tr("Projects that the plan places here")))
            for project in card.projects:
                layout.addWidget(
                    FactLine(
                        session,
                        str(project.title),
                        tr("show"),
                        tip=str(project.title),
                        action=partial(session.show_plan, "project", project.id),
                    )
                )
        _add(layout, caption(tr("Borders")))
        for stretch, (name, length) in zip(card.neighbours, text.borders, strict=False):
            layout.addWidget(
                FactLine(
                    session,
                    name,
                    length,
                    tip=tr("Open the card of {town}", town=name),
                    action=partial(session.show_plan, "town", stretch.name.zh),
                )
            )
        for name, length in text.borders[len(card.neighbours) :]:
            layout.addWidget(FactLine(session, name, length))
        _add(layout, paragraph(text.basis, "quiet"))
        if text.caution:
            layout.addWidget(paragraph(text.caution, "quiet"))


def _add(layout: QVBoxLayout, part: QWidget) -> None:
    """Add the beginning of another part, set off by a line."""
    layout.addWidget(line())
    layout.addWidget(part)


def _scroll() -> QScrollArea:
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made
