"""A button that is a colour, and the small window in which another one is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QLineEdit, QPushButton, QSizePolicy, QToolButton, QWidget

from yhgis.i18n import tr
from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.pieces import column, label, row
from yhgis.ui.panels.style.colour_field import ColourField
from yhgis.ui.panels.style.colour_vision import confused_with
from yhgis.ui.panels.style.colours import COLUMNS, PLAN, read_color, remembered
from yhgis.ui.session import Session

#: Names and colours that the chosen one should be told apart from.
Others = Callable[[], Sequence[tuple[str, str]]]
_SWATCH_PX = 22


class _Swatch(QToolButton):
    """One colour of the palette."""

    def __init__(self, session: Session, color: str) -> None:
        super().__init__()
        self._session, self.color = session, color
        self.chosen = False
        self.setFixedSize(_SWATCH_PX, _SWATCH_PX)
        self.setAccessibleName(color)
        self.setToolTip(color)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = colors(self._session.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.chosen or self.hasFocus() or self.underMouse():
            painter.setPen(QPen(QColor(c.accent), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.setPen(QPen(QColor(c.strong_line), 1))
        painter.setBrush(QColor(self.color))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5), 2, 2)
        painter.end()


class ColourWindow(QFrame):
    """Palette, last colours, a field for any colour, the code to type.

    Signals
    -------
    moved(str)
        Under the hand: to be shown.
    chosen(str)
        Taken: one step of undo.  The window closes with that.
    """

    moved = Signal(str)
    chosen = Signal(str)

    def __init__(self, session: Session, color: str, others: Others | None, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._others = session, others
        self.color, self._first, self._touched = color or "#1F6F8B", color, False
        self.swatches: list[_Swatch] = []
        self.field = ColourField()
        self.field.moved.connect(self._move)
        self.code = QLineEdit(self.color)
        self.code.setAccessibleName(tr("Colour code"))
        self.code.setPlaceholderText("#RRGGBB")
        self.code.textEdited.connect(self._typed)
        self.code.returnPressed.connect(self.close)
        self.hint = label("quiet", wrap=True)
        wide = COLUMNS * _SWATCH_PX + (COLUMNS - 1) * 2
        self.hint.setFixedWidth(wide)
        parts: list[QWidget] = [label("quiet", tr("The plan's colours")), self._grid(PLAN)]
        if session.settings.recent_colors:
            parts += [label("quiet", tr("Used last")), self._grid(session.settings.recent_colors)]
        body = column(*parts, self.field, row(self.code), self.hint, margins=(12, 10, 12, 12), spacing=6)
        body.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self.setLayout(body)
        self.field.show_color(self.color)
        self._mark()
        self._say_hint()

    def _grid(self, shown: Sequence[str]) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        grid.setColumnStretch(COLUMNS, 1)
        for i, color in enumerate(shown):
            swatch = _Swatch(self._session, color)
            swatch.clicked.connect(lambda _on=False, color=color: self._pick(color))
            self.swatches.append(swatch)
            grid.addWidget(swatch, i // COLUMNS, i % COLUMNS)
        return box

    def _pick(self, color: str) -> None:
        self._move(color)
        self.field.show_color(color)
        self.close()

    def _typed(self, text: str) -> None:
        color = read_color(text)
        if color:
            self._take(color)
            self.field.show_color(color)

    def _move(self, color: str) -> None:
        self.code.setText(color)
        self._take(color)

    def _take(self, color: str) -> None:
        self.color, self._touched = color, True
        self._mark()
        self._say_hint()
        self.moved.emit(color)

    def _mark(self) -> None:
        for swatch in self.swatches:
            swatch.chosen = swatch.color.upper() == self.color.upper()
            swatch.update()

    def _say_hint(self) -> None:
        name = confused_with(self.color, self._others()) if self._others is not None else ""
        words = tr("Red-green blind eyes take it for “{name}”: let a pattern differ too.", name=name) if name else ""
        self.hint.setText(words)
        self.hint.setVisible(bool(words))
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._first:
            self._move(self._first)
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Take what was chosen last, however the window went."""
        super().hideEvent(event)
        if self._touched and self.color.upper() != self._first.upper():
            self._touched = False
            recent = remembered(self._session.settings.recent_colors, self.color)
            self._session.remember(recent_colors=recent)
            self.chosen.emit(self.color)


class ColourButton(QPushButton):
    """Shows a colour and its code.

    Signals
    -------
    moved(str), chosen(str)
        As `ColourWindow`.
    """

    moved = Signal(str)
    chosen = Signal(str)

    def __init__(self, session: Session, name: str, *, short: bool = False, others: Others | None = None) -> None:
        super().__init__()
        self._session, self._name, self._short, self._others = session, name, short, others
        self.color = ""
        self.window_open: ColourWindow | None = None
        self.setFixedHeight(30)
        self.setSizePolicy(
            QSizePolicy.Policy.Fixed if short else QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        )
        if short:
            self.setFixedWidth(5 * GRID)
        self.clicked.connect(self.open)
        self.show_color("")

    def show_color(self, color: str) -> None:
        """Show a colour, or none."""
        self.color = color
        said = color or tr("none")
        self.setAccessibleName(f"{self._name} {said}")
        self.setToolTip(f"{self._name} {said}")
        self.update()

    def open(self) -> None:
        """Open the window below the button, or above it where there is no room."""
        window = ColourWindow(self._session, self.color, self._others, self)
        window.moved.connect(self._moved)
        window.chosen.connect(self._chosen)
        window.destroyed.connect(self._closed)
        self.window_open = window
        window.adjustSize()
        window.move(self._place(window.size()))
        window.show()
        window.field.strength.setFocus()

    def _closed(self) -> None:
        self.window_open = None

    def _place(self, size: QSize) -> QPoint:
        below = self.mapToGlobal(QPoint(0, self.height() + 2))
        screen = self.screen() or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        y = below.y() if below.y() + size.height() <= room.bottom() else below.y() - size.height() - self.height() - 4
        return QPoint(max(min(below.x(), room.right() - size.width()), room.left()), max(y, room.top()))

    def _moved(self, color: str) -> None:
        self.show_color(color)
        self.moved.emit(color)

    def _chosen(self, color: str) -> None:
        self.show_color(color)
        self.chosen.emit(color)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        c = colors(self._session.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = self.height() - 14.0
        box = QRectF(8, 7, self.width() - 16.0 if self._short else high * 1.15, high)
        painter.setPen(QPen(QColor(c.strong_line), 1))
        painter.setBrush(QColor(self.color) if self.color else Qt.BrushStyle.NoBrush)
        painter.setOpacity(1.0 if self.isEnabled() else 0.4)
        painter.drawRoundedRect(box, 2.5, 2.5)
        if not self.color:
            painter.setPen(QPen(QColor(c.faint), 1))
            painter.drawLine(box.bottomLeft(), box.topRight())
        if not self._short:
            painter.setPen(QColor(c.text if self.isEnabled() else c.faint))
            place = QRectF(box.right() + 8, 0, self.width() - box.right() - 10, self.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), self.color or tr("none"))
        painter.end()
