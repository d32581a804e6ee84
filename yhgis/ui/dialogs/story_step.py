"""The form of one step of a story: words, theme, ground, what is outlined."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from yhgis.carto.legend import words
from yhgis.errors import UserError
from yhgis.i18n import tr
from yhgis.model.story import Step, Target
from yhgis.model.style import Words
from yhgis.ui import session_layers
from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.pieces import ShortCombo, column, label, row
from yhgis.ui.session import Session
from yhgis.ui.status_bar import scale_text
from yhgis.ui.story_session import ground_of
from yhgis.ui.views.theme_picker import ThemePicker

_CAPTION_PX = 112
_TITLE_CHARS, _CAPTION_CHARS, _SECTION_CHARS = 80, 600, 60


class StepForm(QWidget):
    """Edits a step; tells of a change when a field is left, so that one text is one step of undo.

    Signals
    -------
    edited(Step)
        The step as it is wanted now.
    """

    edited = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.step: Step | None = None
        self.title = QLineEdit()
        self.title.setMaxLength(_TITLE_CHARS)
        self.caption = QPlainTextEdit()
        self.caption.setFixedHeight(_CAPTION_PX)
        self.caption.setTabChangesFocus(True)
        self.caption.installEventFilter(self)
        session.appearanceChanged.connect(self._color)
        self._color(session.dark)
        self.section = QLineEdit()
        self.section.setMaxLength(_SECTION_CHARS)
        self.theme = ThemePicker(session)
        self.ground = label("quiet")
        self.ground.setMinimumHeight(3 * GRID)
        self.take = QPushButton(tr("Take the present view"))
        self.whole = QPushButton(tr("All of the theme"))
        self.layer, self.feature = ShortCombo(12), ShortCombo(12)
        self.spotlight = QCheckBox(tr("Fade the rest"))
        self._lay_out()
        self._connect()

    def show_step(self, step: Step | None, *, editable: bool) -> None:
        """Show a step; None empties the form."""
        self.step = step
        self.setEnabled(step is not None and editable)
        lang = self._session.language
        self.title.setText(words(step.title.title, lang) if step else "")
        self.caption.setPlainText(words(step.caption.title, lang) if step else "")
        self.section.setText(step.section if step else "")
        if step is not None:
            self.theme.show_theme(step.theme)
        self.ground.setText(self._ground_words(step))
        self._list_layers(step)
        self.spotlight.setChecked(bool(step and step.spotlight))

    def commit(self) -> None:
        """Tell of what has been typed and not yet told."""
        if self.step is not None and self.isEnabled():
            self._tell(
                title=self._said(self.step.title, self.title.text().strip()),
                caption=self._said(self.step.caption, " ".join(self.caption.toPlainText().split())),
                section=self.section.text().strip(),
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear that the caption was left."""
        if watched is self.caption and event.type() == QEvent.Type.FocusOut:
            self.commit()
        return super().eventFilter(watched, event)

    def _color(self, dark: bool) -> None:
        """Frame the caption as the other fields are framed."""
        c = colors(dark)
        self.caption.setStyleSheet(
            f"QPlainTextEdit {{ border: 1px solid {c.strong_line}; border-radius: 4px; padding: 2px; }}"
            f"QPlainTextEdit:focus {{ border-color: {c.accent}; }}"
        )

    def _lay_out(self) -> None:
        form = QFormLayout()
        self.setLayout(column(form, 1))
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(GRID)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.addRow(tr("Title"), self.title)
        form.addRow(tr("Caption"), self.caption)
        form.addRow(tr("Plan section"), self.section)
        form.addRow(tr("Theme"), self.theme)
        form.addRow(tr("Ground"), self.ground)
        form.addRow("", row(self.take, self.whole, 1, spacing=GRID))
        form.addRow(tr("Outlined"), self.layer)
        form.addRow("", self.feature)
        form.addRow("", self.spotlight)
        self.title.setAccessibleName(tr("Title"))
        self.caption.setAccessibleName(tr("Caption"))
        self.feature.setAccessibleName(tr("Feature that is outlined"))

    def _connect(self) -> None:
        self.title.editingFinished.connect(self.commit)
        self.section.editingFinished.connect(self.commit)
        self.theme.themeChosen.connect(lambda theme: self._tell(theme=theme))
        self.take.clicked.connect(self._take_view)
        self.whole.clicked.connect(lambda: self._tell(extent=None, frame=()))
        self.layer.activated.connect(lambda _index: self._choose_layer())
        self.feature.activated.connect(lambda _index: self._choose_feature())
        self.spotlight.clicked.connect(lambda on: self._tell(spotlight=on))

    def _tell(self, **changes: object) -> None:
        if self.step is None:
            return
        changed = self.step.model_copy(update=changes)
        if changed != self.step:
            self.step = changed
            self.ground.setText(self._ground_words(changed))
            self.edited.emit(changed)

    def _said(self, before: Words, text: str) -> Words:
        """Return ``before`` with its words of the language in use replaced."""
        if text == words(before.title, self._session.language):
            return before
        if self._session.language == "zh":
            return Words(zh=text, en=before.en)
        return Words(zh=before.zh or text, en=text)

    def _take_view(self) -> None:
        view = self._session.view
        if view is not None:
            self._tell(extent=view.extent, frame=(), theme=self._session.state.theme)
            self.theme.show_theme(self._session.state.theme)

    def _ground_words(self, step: Step | None) -> str:
        if step is None:
            return ""
        if step.extent is not None:
            width = (step.extent[2] - step.extent[0]) / 1000.0
            view = self._session.view
            scale = scale_text(width * 1e6 / view.width_mm) if view is not None else ""
            return tr("A view {km} km wide, {scale} in this window", km=f"{width:.1f}", scale=scale)
        if step.frame:
            names = [self._layer_title(target.layer) for target in step.frame]
            return tr("Framed: {names}", names="、".join(names))
        return tr("All of the theme")

    def _layer_title(self, layer_id: str) -> str:
        try:
            return str(ground_of(self._session).layer(layer_id).info.title)
        except UserError:
            return layer_id

    def _list_layers(self, step: Step | None) -> None:
        """Offer the layers of the step's theme and the user's own; then the features of the outlined one."""
        self.layer.clear()
        self.feature.clear()
        self.layer.addItem(tr("Nothing outlined"), "")
        if step is None:
            return
        chosen = step.highlight[0] if step.highlight else None
        own = [entry.id for entry in self._session.state.entries if entry.layer.info.group == session_layers.OWN_GROUP]
        known = [*reversed(session_layers.theme(step.theme).layer_ids), *own]
        if chosen is not None and chosen.layer not in known:
            known.append(chosen.layer)
        for layer_id in known:
            self.layer.addItem(self._layer_title(layer_id), layer_id)
        self.layer.setCurrentIndex(max(self.layer.findData(chosen.layer), 0) if chosen else 0)
        self._list_features(chosen)

    def _list_features(self, chosen: Target | None) -> None:
        self.feature.clear()
        self.feature.setVisible(chosen is not None)
        if chosen is None:
            return
        try:
            layer = ground_of(self._session).layer(chosen.layer)
        except UserError as error:
            self._session.report(error)
            return
        self.feature.addItem(tr("All its features"), "")
        shown = layer.names(lang_en=self._session.language == "en")
        for name, text in dict(zip(layer.names(), shown, strict=True)).items():
            self.feature.addItem(text, name)
        self.feature.setCurrentIndex(max(self.feature.findData(chosen.features[0]), 0) if chosen.features else 0)

    def _choose_layer(self) -> None:
        layer_id = str(self.layer.currentData() or "")
        chosen = Target(layer=layer_id) if layer_id else None
        self._list_features(chosen)
        self._tell(highlight=(chosen,) if chosen else ())

    def _choose_feature(self) -> None:
        name = str(self.feature.currentData() or "")
        layer_id = str(self.layer.currentData())
        self._tell(highlight=(Target(layer=layer_id, features=(name,) if name else ()),))
