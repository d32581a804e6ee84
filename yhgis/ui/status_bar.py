"""The line at the bottom: work under way, the place under the mouse, the scale, the CRS."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QSizePolicy, QToolButton, QWidget

from yhgis.errors import UsageError
from yhgis.i18n import tr
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, label, transformer
from yhgis.model.view import View
from yhgis.ui.icons import icon
from yhgis.ui.palette import GRID, colors
from yhgis.ui.session import Session
from yhgis.ui.tasks import Task

#: A line narrower than this (pixels) shows no metres.
NARROW_PX = 720
_SCALE = re.compile(r"^\s*(?:1\s*[:：/]\s*)?([\d\s,，.]+?)\s*(万|k|m)?\s*$", re.IGNORECASE)
_FACTORS = {"": 1.0, "万": 10_000.0, "k": 1_000.0, "m": 1_000_000.0}


def parse_scale(text: str) -> float:
    """Return the denominator that ``text`` means: ``1:50 000``, ``50,000``, ``5万``, ``50k``.

    Raises
    ------
    UsageError
        It means none.
    """
    found = _SCALE.match(text)
    if found:
        digits = re.sub(r"[\s,，]", "", found.group(1))
        try:
            scale = float(digits) * _FACTORS[(found.group(2) or "").lower()]
        except ValueError:
            scale = 0.0
        if scale >= 1.0:
            return scale
    raise UsageError("{text} is not a scale such as 1:50 000.", text=text.strip() or "-")


def scale_text(scale: float) -> str:
    """Return a denominator as it is written, to three or more figures: ``1:52 300``."""
    step = 10 ** max(len(str(int(scale))) - 3, 0)
    rounded = int(scale / step + 0.5) * step
    return "1:" + f"{rounded:,}".replace(",", " ")


def degrees_text(x: float, y: float) -> str:
    """Return a place (metres, working CRS) in degrees, to about a metre."""
    lon, lat = transformer(WORK_CRS, DEGREES_CRS).transform(x, y)
    return f"{lon:.5f}°E  {lat:.5f}°N"


def metres_text(x: float, y: float) -> str:
    """Return a place in metres, as Chinese survey lists write it: X is north, Y is east."""
    return tr("X {north} m  Y {east} m", north=_grouped(y), east=_grouped(x))


def _grouped(metres: float) -> str:
    return f"{metres:,.0f}".replace(",", " ")


class ScaleBox(QLineEdit):
    """Shows the scale and takes another.

    Signals
    -------
    scaleChosen(float)
    refused(UsageError)
    """

    scaleChosen = Signal(float)
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = 0.0
        self.setFixedWidth(92)
        self.returnPressed.connect(self._take)

    def show_scale(self, scale: float) -> None:
        """Show a scale, unless the user is typing another."""
        self._scale = scale
        if not (self.hasFocus() and self.isModified()):
            self.setText(scale_text(scale))
            self.setCursorPosition(0)

    def _take(self) -> None:
        try:
            scale = parse_scale(self.text())
        except UsageError as error:
            self.refused.emit(error)
            self._restore()
            return
        self.setModified(False)
        self.scaleChosen.emit(scale)
        self.clearFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives the present scale back."""
        if event.key() == Qt.Key.Key_Escape:
            self._restore()
            self.clearFocus()
            return
        super().keyPressEvent(event)

    def _restore(self) -> None:
        self.setModified(False)
        self.show_scale(self._scale)
        self.setModified(False)


class WorkBox(QWidget):
    """The work under way: title, how much of it is done, a cross to stop it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks: list[Task] = []
        self.title = QLabel()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(120)
        self.cross = QToolButton()
        self.cross.setIconSize(QSize(12, 12))
        self.cross.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for part in (self.title, self.bar, self.cross):
            row.addWidget(part)
        session.tasks.started.connect(self._started)
        session.tasks.ended.connect(self._ended)
        session.languageChanged.connect(self.retranslate)
        session.appearanceChanged.connect(self.retranslate)
        self.retranslate()
        self.hide()

    @property
    def current(self) -> Task | None:
        """The work that is shown: the latest with a title."""
        return self._tasks[-1] if self._tasks else None

    def retranslate(self) -> None:
        """Say it again, in the language and colours in use."""
        self.cross.setIcon(icon("close", colors(self._session.dark)))
        self.cross.setToolTip(tr("Stop"))
        self.cross.setAccessibleName(tr("Stop"))
        self._refresh()

    def _started(self, task: Task) -> None:
        if task.title is not None:
            self._tasks.append(task)
            task.progressed.connect(lambda *_: self._refresh())
            self._refresh()

    def _ended(self, task: Task) -> None:
        if task in self._tasks:
            self._tasks.remove(task)
            self._refresh()

    def _cancel(self) -> None:
        if self.current is not None:
            self.current.cancel()
            self.title.setText(tr("Stopping…"))

    def _refresh(self) -> None:
        task = self.current
        self.setVisible(task is not None)
        if task is not None and not task.feedback.cancelled:
            said = task.message or task.title
            more = f"  (+{len(self._tasks) - 1})" if len(self._tasks) > 1 else ""
            self.title.setText(f"{said}{more}")
            # Work that has reported nothing yet shows a moving bar, not a false 0 %.
            self.bar.setRange(0, 1000 if task.fraction > 0 else 0)
            self.bar.setValue(int(task.fraction * 1000))


class StatusBar(QFrame):
    """The bottom line of the window."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pointer: QPointF | None = None
        self.setObjectName("statusBar")
        self.setFixedHeight(28)
        self.hint = QLabel()
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.work = WorkBox(session)
        self.degrees = QLabel()
        self.metres = QLabel()
        self.scale_title = QLabel()
        self.scale = ScaleBox()
        self.crs = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID + 4, 0, GRID + 4, 0)
        row.setSpacing(2 * GRID)
        row.addWidget(self.work)
        row.addWidget(self.hint, 1)
        row.addWidget(self.degrees)
        row.addWidget(self.metres)
        scale_row = QHBoxLayout()
        scale_row.setSpacing(4)
        scale_row.addWidget(self.scale_title)
        scale_row.addWidget(self.scale)
        row.addLayout(scale_row)
        row.addWidget(self.crs)
        session.viewChanged.connect(self._view_changed)
        session.languageChanged.connect(self.retranslate)
        self.scale.refused.connect(session.report)
        self.retranslate()

    def _reserve(self) -> None:
        """Keep the line still while numbers change."""
        widest = self.fontMetrics()
        self.degrees.setMinimumWidth(widest.horizontalAdvance("120.00000°E  30.00000°N"))
        self.metres.setMinimumWidth(widest.horizontalAdvance(metres_text(500_000.0, 3_350_000.0)))
        for number in (self.degrees, self.metres):
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the metres out where degrees, scale and system need the line."""
        super().resizeEvent(event)
        self.metres.setVisible(event.size().width() >= NARROW_PX)

    def show_pointer(self, ground: QPointF | None) -> None:
        """Show the place under the mouse; without a mouse, the centre of the map."""
        self._pointer = ground
        self._refresh()

    def show_hint(self, text: str) -> None:
        """Show a quiet hint at the left."""
        self.hint.setText(text)

    def retranslate(self) -> None:
        """Say it again in the language in use."""
        self.scale_title.setText(tr("Scale"))
        self.scale.setToolTip(tr("Type a scale, such as 1:50 000 or 50k"))
        self.scale.setAccessibleName(tr("Scale"))
        self.crs.setText("CGCS2000 · " + WORK_CRS)
        self.crs.setToolTip(label(WORK_CRS))
        self.degrees.setToolTip(tr("Longitude and latitude, CGCS2000"))
        self.metres.setToolTip(tr("North and east in metres, central meridian 120°E"))
        self._reserve()
        self._refresh()

    def _view_changed(self, view: View) -> None:
        self.scale.show_scale(view.scale)
        self._refresh()

    def _refresh(self) -> None:
        view = self._session.view
        if self._pointer is not None:
            x, y = self._pointer.x(), self._pointer.y()
        elif view is not None:
            x, y = view.center_x, view.center_y
        else:
            return
        self.degrees.setText(degrees_text(x, y))
        self.metres.setText(metres_text(x, y))

