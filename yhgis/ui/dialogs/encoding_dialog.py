"""A file's text in several encodings side by side; one click says which is right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QPushButton, QSizePolicy, QWidget

from yhgis.i18n import Title, tr
from yhgis.io.encoding_preview import Reading
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import column, label, row

_MOST_FIELDS = 8
_SEPARATOR = Title("、", ", ")


class EncodingDialog(QDialog):
    """After ``accepted``, `codec` is the encoding chosen.

    Parameters
    ----------
    file : str
        Name to show.
    readings : sequence of Reading
        The likeliest first.
    current : str
        Codec in which the file is read now; empty where it is not read yet.
    """

    def __init__(
        self, file: str, readings: Sequence[Reading], parent: QWidget | None = None, *, current: str = ""
    ) -> None:
        super().__init__(parent)
        self.codec = ""
        self.setWindowTitle(tr("Encoding of {file}", file=file))
        self.setModal(True)
        self.buttons: dict[str, QPushButton] = {}
        words = (
            tr("{file} does not say for sure how its text is encoded. In which of these is it right?", file=file)
            if not current
            else tr("In which of these is the text of {file} right?", file=file)
        )
        intro = label(text=words, wrap=True)
        cards = [self._card(reading, chosen=reading.codec == current) for reading in readings]
        cards_row = row(*cards, spacing=GRID * 2)
        for number in range(len(cards)):
            cards_row.setStretch(number, 1)
        foot = QDialogButtonBox()
        foot.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        foot.rejected.connect(self.reject)
        self.setLayout(column(intro, cards_row, foot, margins=(GRID * 3,) * 4, spacing=GRID * 2))
        self.resize(GRID * (12 + 34 * len(cards)), self.sizeHint().height())
        first = next(iter(self.buttons.values()), None)
        if first is not None and not current:
            first.setDefault(True)
            first.setFocus()

    def _card(self, reading: Reading, *, chosen: bool) -> QWidget:
        """Return one reading: the fields' names, some texts, and the button that takes it."""
        card = QFrame()
        card.setProperty("kind", "card")
        more = " …" if len(reading.fields) > _MOST_FIELDS else ""
        names = str(_SEPARATOR).join(reading.fields[:_MOST_FIELDS]) + more
        title = label("title", reading.name)
        samples = [_text(sample) for sample in reading.samples] or [label("quiet", tr("no text beyond ASCII"))]
        button = QPushButton(tr("Read as {encoding}", encoding=reading.name))
        button.setEnabled(not chosen)
        if chosen:
            button.setText(tr("Read so now"))
        button.clicked.connect(lambda: self._take(reading.codec))
        self.buttons[reading.codec] = button
        parts = [title, label("quiet", tr("Fields")), _text(names), label("quiet", tr("Texts")), *samples]
        card.setLayout(column(*parts, 1, button, margins=(GRID * 2,) * 4, spacing=GRID))
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        return card

    def _take(self, codec: str) -> None:
        self.codec = codec
        self.accept()


def _text(text: str) -> QWidget:
    made = label(text=text, wrap=True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setMinimumWidth(GRID * 16)
    return made
