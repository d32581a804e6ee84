"""Between which scales something is drawn: two denominators, empty for no limit, and the scale of the map at hand."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtWidgets import QGridLayout, QLineEdit

from yhgis.i18n import tr
from yhgis.model.style import ScaleRange
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import IconButton, label
from yhgis.ui.panels.style.fields import Field
from yhgis.ui.session import Session


def read_scale(text: str) -> float | None:
    """Return a typed denominator (``1:50,000``, ``50000``, ``5万``); 0 for an empty text, None for no number."""
    text = text.strip().replace("：", ":").removeprefix("1:").strip()
    text = re.sub(r"[,，\s]", "", text)
    if not text:
        return 0.0
    ten_thousands = text.endswith("万")
    try:
        value = float(text.removesuffix("万")) * (10_000 if ten_thousands else 1)
    except ValueError:
        return None
    return value if 0.0 <= value < 1e10 else None


def scale_text(denominator: float | None) -> str:
    """Return a denominator as one reads it; empty where there is no limit."""
    return f"1:{denominator:,.0f}" if denominator else ""


class ScaleField(Field):
    """Two boxes; a button takes the scale that the map is seen at."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._shown = ScaleRange()
        self.farthest, self.closest = QLineEdit(), QLineEdit()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID // 2)
        grid.setColumnStretch(1, 1)
        lines = ((self.farthest, tr("Farthest")), (self.closest, tr("Closest")))
        for number, (box, caption) in enumerate(lines):
            box.setPlaceholderText(tr("no limit"))
            box.setAccessibleName(caption)
            box.editingFinished.connect(self._typed)
            now = IconButton(session, "crosshairs-gps")
            now.say(tr("Take the scale of the map"))
            now.clicked.connect(lambda _on=False, box=box: self._take_now(box))
            grid.addWidget(label("quiet", caption), number, 0)
            grid.addWidget(box, number, 1)
            grid.addWidget(now, number, 2)
        self.setFocusProxy(self.farthest)

    def show_value(self, value: Any) -> None:
        self._shown = value
        self.farthest.setText(scale_text(value.farthest))
        self.closest.setText(scale_text(value.closest))

    def _take_now(self, box: QLineEdit) -> None:
        if self._session.view is not None:
            box.setText(scale_text(round(self._session.view.scale, -2) or self._session.view.scale))
            self._typed()

    def _typed(self) -> None:
        farthest, closest = read_scale(self.farthest.text()), read_scale(self.closest.text())
        if farthest is None or closest is None or (farthest and closest > farthest):
            self.show_value(self._shown)
            return
        made = ScaleRange(farthest=farthest or None, closest=closest)
        changed = made != self._shown
        self.show_value(made)
        if changed:
            self.chosen.emit(made)
