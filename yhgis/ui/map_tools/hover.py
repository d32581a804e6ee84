"""A tip with the name of what the mouse rests on; the search for it never stops the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QToolTip

from yhgis.model.result import Basis
from yhgis.ui.tasks import Debounce

if TYPE_CHECKING:
    from yhgis.feedback import Feedback
    from yhgis.ui.canvas import Canvas

#: How long the mouse rests before the tip comes.
REST_MS = 600
#: With these tools the tip would cover what is aimed at.
_NOT_WITH = ("draw", "measure_length", "measure_area", "select_polygon")


class HoverTip(QObject):
    """Shows what the mouse rests on, while the settings want it.

    ``shown`` is the text of the last tip.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.shown = ""
        self._at: QPointF | None = None
        self._rest = Debounce(REST_MS, self.ask, self)
        canvas.pointerMoved.connect(self._moved)
        canvas.navigator.moved.connect(lambda _view: self._gone())
        canvas.touched.connect(self._gone)

    def _moved(self, ground: QPointF | None) -> None:
        self._at = ground
        if ground is None or not self._wanted():
            self._gone()
        else:
            self._rest()

    def _wanted(self) -> bool:
        canvas = self._canvas
        held = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        return canvas.session.settings.hover_tips and canvas.tool.id not in _NOT_WITH and not held

    def _gone(self) -> None:
        """Take the tip away, and ask for none until the mouse moves again."""
        self._rest.stop()
        if self.shown:
            self.shown = ""
            QToolTip.hideText()

    def ask(self) -> None:
        """Find out in the background what the mouse rests on."""
        if self._at is None or not self._wanted():
            return
        from yhgis.ui.map_tools.seen import reach_m, seen_layers, topmost  # a start has no need of it

        session, x, y = self._canvas.session, self._at.x(), self._at.y()
        seen = seen_layers(session, self._canvas.view)
        reach = reach_m(self._canvas.view)
        basis = Basis(session.settings.basis)

        def work(feedback: Feedback) -> str:
            found = topmost(seen, x, y, reach, feedback)
            return found.tip(basis) if found is not None else ""

        session.tasks.run(work, done=lambda text: self._show(text, (x, y)), owner=self, key="hover")

    def _show(self, text: str, of: tuple[float, float]) -> None:
        at = self._at
        if not text or at is None or (at.x(), at.y()) != of or not self._wanted():
            return
        self.shown = text
        QToolTip.showText(QCursor.pos() + QPoint(4, 12), text, self._canvas)
