"""The identity card of a place (规划身份证) at the right: what the plan says of where the user clicked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from yhgis.errors import UserError
from yhgis.i18n import Message, Title, tr
from yhgis.ui.palette import GRID
from yhgis.ui.panels import swatches
from yhgis.ui.panels.identity_parts import FactLine, FieldLines, Headline, caption, paragraph
from yhgis.ui.panels.identity_question import Found, OwnFeature, Question
from yhgis.ui.panels.pieces import IconButton, column, label, line, row
from yhgis.ui.panels.tree_nodes import OWN_GROUP
from yhgis.ui.session import Session
from yhgis.ui.status_bar import degrees_text, metres_text

if TYPE_CHECKING:
    from yhgis.plan.identity import Relation

#: How near the pointer must be to a line or point, in screen pixels.
REACH_PX = 6.0
#: Fields shown of a feature of the user's.
MOST_FIELDS = 24


class IdentityPanel(QWidget):
    """Shows the card of the place that was clicked last.

    ``found`` is what it shows; `ask` asks about a place as a click does.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.found: Found | None = None
        self.sentence = ""
        self.empty = label("quiet", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setMargin(GRID * 3)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.area)
        self.setLayout(column(self.stack))
        session.identified.connect(self.ask)
        session.languageChanged.connect(self.retranslate)
        session.appearanceChanged.connect(self.retranslate)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(GRID * 37, GRID * 60)

    def ask(self, x: float, y: float) -> None:
        """Find out what lies at a place (working CRS metres) and show it."""
        entries = reversed(self._session.state.entries)
        own = tuple(entry.layer for entry in entries if entry.visible and entry.layer.info.group == OWN_GROUP)
        view = self._session.view
        reach = REACH_PX * view.metres_per_pixel if view is not None else 10.0
        question = Question(x, y, reach, self._session.catalog, own)
        self._session.tasks.run(question.answer, done=self.show_found, owner=self, key="identify")

    def show_found(self, found: Found) -> None:
        """Show a card."""
        self.found = found
        self.sentence = found.card.sentence()
        self.area.setWidget(self._card(found))
        self.stack.setCurrentWidget(self.area)

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self.empty.setText(tr("Click the map: the identity card of the place appears here."))
        if self.found is not None:
            self.show_found(self.found)

    def copy_sentence(self) -> None:
        """Put the card's sentence on the clipboard."""
        QApplication.clipboard().setText(self.sentence)
        self._session.show_message("info", Message("The sentence is copied."))

    def copy_coordinates(self) -> None:
        """Put the place on the clipboard, in degrees and in metres."""
        if self.found is not None:
            QApplication.clipboard().setText(
                f"{degrees_text(self.found.x, self.found.y)}\t{metres_text(self.found.x, self.found.y)}"
            )
            self._session.show_message("info", Message("The coordinates are copied."))

    # --- the card --------------------------------------------------------------------------------------------------

    def _card(self, found: Found) -> QWidget:
        page = QWidget()
        layout = column(margins=(0, GRID, 0, GRID * 2), spacing=4)
        self._add_head(layout, found)
        card = found.card
        self._add_relations(layout, tr("Control lines"), card.control_lines)
        self._add_relations(layout, tr("Layout"), card.structure)
        self._add_nearby(layout, found)
        for feature in found.own:
            self._add_own(layout, feature)
        if found.more:
            layout.addWidget(paragraph(tr("{count} more features of your own lie here.", count=found.more), "quiet"))
        self._add_sentence(layout)
        layout.addStretch(1)
        page.setLayout(layout)
        return page

    def _add_head(self, layout: QVBoxLayout, found: Found) -> None:
        card = found.card
        layout.addWidget(Headline(str(card.town.name) if card.town else tr("Outside the district")))
        if card.zone is not None:
            where = paragraph(f"{card.district.name} · {card.zone.name}")
        else:
            where = paragraph(tr("{distance} from the boundary", distance=_distance(card.district.distance_m)))
        layout.addWidget(where)
        copy = IconButton(self._session, "copy")
        copy.say(tr("Copy the coordinates"))
        copy.clicked.connect(self.copy_coordinates)
        texts = column(
            label("quiet", degrees_text(found.x, found.y)), label("quiet", metres_text(found.x, found.y)), spacing=0
        )
        place = row(texts, copy, margins=(GRID * 2, 0, GRID, 0))
        place.setStretch(0, 1)
        layout.addLayout(place)
        if found.profile is not None:
            text = f"{found.profile.positioning}{Title('（', ' (')}{found.profile.plan_ref}{Title('）', ')')}"
            layout.addWidget(paragraph(text, "quiet"))
        links = [self._copy_button()]
        if card.town is not None:
            links.append(self._town_button(card.town.name.zh))
        layout.addLayout(row(*links, 1, margins=(GRID * 2 - 5, 0, GRID, 2)))

    def _town_button(self, town: str) -> QPushButton:
        button = QPushButton(tr("Town card"))
        button.setProperty("kind", "link")
        button.clicked.connect(lambda: self._session.show_plan("town", town))
        return button

    def _copy_button(self) -> QPushButton:
        button = QPushButton(tr("Copy as one sentence"))
        button.setProperty("kind", "link")
        button.clicked.connect(self.copy_sentence)
        return button

    def _add_sentence(self, layout: QVBoxLayout) -> None:
        """Add the card as running text: what the button copies."""
        layout.addWidget(line())
        layout.addWidget(caption(tr("In one sentence")))
        layout.addWidget(paragraph(self.sentence))

    def _add_relations(self, layout: QVBoxLayout, title: str, relations: tuple[Relation, ...]) -> None:
        layout.addWidget(line())
        layout.addWidget(caption(title))
        for relation in relations:
            layout.addWidget(self._relation_line(relation))

    def _relation_line(self, relation: Relation) -> FactLine:
        said = tr("inside") if relation.inside else tr("{distance} off", distance=_distance(relation.distance_m))
        tips = [str(relation.title)]
        if str(relation.name) != str(relation.title):
            tips.append(str(relation.name))
        if relation.uncertain and relation.accuracy_m is not None:
            said = tr("{answer} (?)", answer=said)
            tips.append(
                tr(
                    "The edge is {edge} away, the layer is accurate to about {accuracy}: the other answer may be true.",
                    edge=_distance(relation.edge_m),
                    accuracy=_distance(relation.accuracy_m),
                )
            )
        return FactLine(
            self._session,
            str(relation.title),
            said,
            strong=relation.inside,
            picture=self._picture(relation.layer),
            tip="\n".join(tips),
            action=lambda: self._flash_feature(relation.layer, relation.feature),
        )

    def _add_nearby(self, layout: QVBoxLayout, found: Found) -> None:
        greenway = found.card.greenway
        layout.addWidget(line())
        layout.addWidget(caption(tr("Nearby")))
        layout.addWidget(
            FactLine(
                self._session,
                str(greenway.name),
                _distance(greenway.distance_m),
                picture=self._picture(greenway.layer),
                tip=tr("Nearest greenway"),
                action=lambda: self._flash_feature(greenway.layer, greenway.feature),
            )
        )
        for place in found.card.places:
            tip = tr("Known to about {accuracy}", accuracy=_distance(place.accuracy_m))
            layout.addWidget(FactLine(self._session, str(place.name), _distance(place.distance_m), tip=tip))

    def _add_own(self, layout: QVBoxLayout, feature: OwnFeature) -> None:
        layout.addWidget(line())
        layout.addWidget(caption(str(feature.layer)))
        layout.addWidget(
            FactLine(
                self._session,
                feature.name,
                tr("show"),
                action=lambda: self._flash_own(feature),
            )
        )
        titles = {name: str(known.title) for name, known in feature.field_names.items()}
        texts = [(titles.get(name, name), _text(value)) for name, value in feature.fields.items()]
        shown = [(name, text) for name, text in texts if text][:MOST_FIELDS]
        layout.addWidget(FieldLines(shown, {title: name for name, title in titles.items()}))

    def _picture(self, layer_id: str) -> Any:
        """Return the layer's swatch, as the tree shows it."""
        from yhgis.carto.styles import load_style
        from yhgis.model.layer import GeometryKind

        kind = GeometryKind(self._session.catalog.entry(layer_id).geometry)
        marks = swatches.of_style(load_style(layer_id), kind)
        return swatches.picture(marks, self.devicePixelRatioF(), on_paper=self._session.dark)

    # --- the map ---------------------------------------------------------------------------------------------------

    def _flash_feature(self, layer_id: str, feature: str) -> None:
        """Blink a feature of a built-in layer; show it all when it is out of sight."""
        try:
            layer = self._session.layer(layer_id)
        except UserError as error:
            self._session.report(error)
            return
        self._flash(layer.geometry[np.asarray(layer.field("id")).astype(str) == feature])

    def _flash_own(self, feature: OwnFeature) -> None:
        if self._session.state.has(feature.layer_id):
            layer = self._session.state.entry(feature.layer_id).layer
            self._flash(layer.geometry[feature.position : feature.position + 1])

    def _flash(self, geometry: Any) -> None:
        self._session.flash(geometry)


def _distance(metres: float) -> str:
    from yhgis.plan.identity import distance_text

    return distance_text(metres)


def _text(value: Any) -> str:
    """Return a field's value as text; empty where there is none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, (float, np.floating)):
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    return str(value)
