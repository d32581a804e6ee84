"""What the program has to say: a quiet bar over the map, and one dialog for our own mistakes."""

from __future__ import annotations

import logging
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from yhgis.i18n import Message, tr
from yhgis.ui.icons import icon
from yhgis.ui.palette import GRID, colors
from yhgis.ui.session import Session

log = logging.getLogger(__name__)

#: How long good news stays, in milliseconds; warnings and errors stay until they are closed or replaced.
STAYS_MS = {"info": 6000, "success": 4000}
#: Something to click stays longer.
OFFER_STAYS_MS = 12_000
MOST_WAITING = 20


@dataclass(frozen=True)
class Offer(Message):
    """A sentence with something to do about it.

    Parameters
    ----------
    label : Message
        Words of the button.
    run : callable
        What it does.
    """

    label: Message = field(default_factory=lambda: Message("See"))
    run: Callable[[], None] = field(default=lambda: None, compare=False)


class MessageBar(QWidget):
    """One sentence at a time, over the map; what comes meanwhile waits its turn."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: deque[tuple[str, Message]] = deque()
        self._shown: tuple[str, Message] | None = None
        self.setObjectName("messageBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sign = QLabel()
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.offer = QPushButton()
        self.offer.setProperty("kind", "link")
        self.offer.clicked.connect(self._take_offer)
        self._more = QLabel()
        self._more.setProperty("kind", "quiet")
        self.close_button = QToolButton()
        self.close_button.setIconSize(QSize(14, 14))
        self.close_button.clicked.connect(self.next)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID + 4, GRID, GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.offer)
        row.addWidget(self._more)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.next)
        session.messageShown.connect(self.say)
        session.languageChanged.connect(self.retranslate)
        session.appearanceChanged.connect(self.retranslate)
        self.retranslate()
        self.hide()

    def say(self, level: str, message: Message) -> None:
        """Show a sentence, after those that must be read first; good news gives way at once."""
        log.info("%s: %s", level, message)
        said = (level, message)
        if said == self._shown or said in self._waiting:
            return
        if self._shown is not None and self._shown[0] not in STAYS_MS:
            self._waiting.append(said)
            while len(self._waiting) > MOST_WAITING:
                self._waiting.popleft()
            self._count()
            return
        self._show(said)

    def next(self) -> None:
        """Close this sentence; the next one, if any, takes its place."""
        self._timer.stop()
        self._shown = None
        if self._waiting:
            self._show(self._waiting.popleft())
        else:
            self.hide()

    def retranslate(self) -> None:
        """Say it again, in the language and colours in use."""
        c = colors(self._session.dark)
        self.close_button.setIcon(icon("close", c))
        self.close_button.setToolTip(tr("Close"))
        self.close_button.setAccessibleName(tr("Close"))
        if self._shown is not None:
            level, message = self._shown
            ink = {"error": c.danger, "warning": c.warning, "success": c.success}.get(level, c.accent)
            self._sign.setPixmap(icon(level, c, ink).pixmap(18, 18))
            self.sentence.setText(str(message))
            self.offer.setVisible(isinstance(message, Offer))
            if isinstance(message, Offer):
                self.offer.setText(str(message.label))
            self._count()

    def _show(self, said: tuple[str, Message]) -> None:
        self._shown = said
        level = said[0]
        self.retranslate()
        self.setAccessibleName(str(said[1]))
        self.show()
        self.raise_()
        self.adjust()
        if level in STAYS_MS:
            self._timer.start(STAYS_MS[level] if not isinstance(said[1], Offer) else OFFER_STAYS_MS)

    def _take_offer(self) -> None:
        """Do what the sentence offers; it has been heard."""
        message = self._shown[1] if self._shown is not None else None
        self.next()
        if isinstance(message, Offer):
            message.run()

    def _count(self) -> None:
        waiting = len(self._waiting)
        self._more.setText(tr("{count} more", count=waiting) if waiting else "")
        self._more.setVisible(bool(waiting))
        if self._shown is not None:
            self.adjust()  # the count takes its room beside the sentence, which may need another line

    def adjust(self) -> None:
        """Stand at the bottom of the map, in its middle, as wide as the sentence needs."""
        canvas = self.parentWidget()
        most = max(min(canvas.width() - 2 * GRID - 96, 720), 240)
        words = self.sentence.fontMetrics().horizontalAdvance(self.sentence.text())
        beside = sum(part.sizeHint().width() + GRID for part in (self.offer, self._more) if not part.isHidden())
        width = min(words + 120 + beside, most)
        self.setFixedWidth(width)
        height = self.layout().heightForWidth(width) if self.layout().hasHeightForWidth() else self.sizeHint().height()
        self.setFixedHeight(max(height, 40))
        self.move((canvas.width() - width) // 2, canvas.height() - self.height() - 2 * GRID)


class CrashReports:
    """Shows what nobody caught: one dialog at a time, with the place of the report."""

    def __init__(self, log_path: Path | None, parent: QWidget | None = None) -> None:
        self.log_path = log_path
        self.parent = parent
        self.dialog: QDialog | None = None

    def show(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Show one; a second while it is open only goes to the log."""
        if self.dialog is not None:
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        self.dialog = _crash_dialog(text, self.log_path, self.parent)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def _crash_dialog(report: str, log_path: Path | None, parent: QWidget | None) -> QDialog:
    dialog = QDialog(parent)
    dialog.setWindowTitle(tr("Something went wrong"))
    dialog.resize(560, 300)
    sentence = QLabel(tr("This is a mistake in the program, not yours. Your map is still open; save it, then go on."))
    sentence.setWordWrap(True)
    where = QLabel(tr("The report is in {file}.", file=log_path) if log_path else tr("There is no log file."))
    where.setWordWrap(True)
    where.setProperty("kind", "quiet")
    where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    details = QPlainTextEdit(report)
    details.setReadOnly(True)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    copy = QPushButton(tr("Copy report"))
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
    buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
    if log_path is not None:
        folder = QPushButton(tr("Open folder"))
        folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_path.parent))))
        buttons.addButton(folder, QDialogButtonBox.ButtonRole.ActionRole)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
    column.setSpacing(GRID + 4)
    for part in (sentence, where, details, buttons):
        column.addWidget(part)
    return dialog
