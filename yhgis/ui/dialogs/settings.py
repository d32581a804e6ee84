"""The settings: language, appearance and role; where heavy work is done.  Each holds as soon as it is chosen."""

from __future__ import annotations

import re
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QGridLayout, QLineEdit, QPushButton, QSpinBox, QTabWidget, QWidget

from yhgis.analysis.scheduler import LOCAL
from yhgis.analysis.slices import limit_workers, processors
from yhgis.errors import UserError
from yhgis.feedback import Feedback
from yhgis.i18n import Language, Message, tr
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import Segments, column, label, row, set_kind
from yhgis.ui.session import Session
from yhgis.ui.tasks import Task

_ADDRESS = re.compile(r"tcp://[^\s/:]+:\d{1,5}")
_EXAMPLE = "tcp://192.168.1.20:8786"
#: Words of a line stand in a column of this width.
_WORDS_PX = GRID * 12


class SettingsDialog(QDialog):
    """Two pages: general, and computing."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.general, self.compute = GeneralPage(session), ComputePage(session)
        for page in (self.general, self.compute):
            self.pages.addTab(page, "")
        self.close_button = QPushButton()
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.close)
        foot = row(1, self.close_button, margins=(GRID * 2, 0, GRID * 2, GRID * 2))
        self.setLayout(column(self.pages, foot, spacing=GRID))
        session.languageChanged.connect(self.retranslate)
        self.retranslate()
        self.resize(GRID * 66, GRID * 42)
        self.general.language.button(session.settings.language).setFocus()

    def retranslate(self, _language: str = "") -> None:
        """Say everything in the session's language."""
        self.setWindowTitle(tr("Settings"))
        self.pages.setTabText(0, tr("General"))
        self.pages.setTabText(1, tr("Computing"))
        self.close_button.setText(tr("Close"))
        self.general.retranslate()
        self.compute.retranslate()


class _Page(QWidget):
    """Lines of a word, a choice and a quiet sentence below it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = QGridLayout()
        self.lines.setHorizontalSpacing(GRID * 2)
        self.lines.setVerticalSpacing(GRID)
        self.lines.setColumnMinimumWidth(0, _WORDS_PX)
        self.lines.setColumnStretch(1, 1)
        self._below = column(self.lines, 1, margins=(GRID * 2, GRID * 2, GRID * 2, GRID))
        self.setLayout(self._below)

    def add(self, choice: QWidget) -> None:
        """Append a line; its words come with `say`."""
        at = self.lines.rowCount()
        word, hint = label(), label("quiet", wrap=True)
        word.setBuddy(choice)
        self.lines.addWidget(word, at, 0, Qt.AlignmentFlag.AlignTop)
        cell = column(choice, hint, spacing=GRID // 2)
        cell.setAlignment(choice, Qt.AlignmentFlag.AlignLeft)
        self.lines.addLayout(cell, at, 1)
        self._words = {**getattr(self, "_words", {}), choice: (word, hint)}

    def say(self, choice: QWidget, word: str, hint: str = "") -> None:
        """Set the words of a line."""
        words = self._words[choice]
        words[0].setText(word)
        words[0].setMinimumHeight(choice.sizeHint().height())
        words[1].setText(hint)
        words[1].setVisible(bool(hint))
        choice.setAccessibleName(word)


class GeneralPage(_Page):
    """Language, appearance, role."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.language, self.appearance, self.role, self.checkup = Segments(), Segments(), Segments(), Segments()
        for choice in (self.language, self.appearance, self.role, self.checkup):
            self.add(choice)
        self.language.chosen.connect(lambda word: session.set_language(cast("Language", word)))
        self.appearance.chosen.connect(self._appearance_chosen)
        self.role.chosen.connect(session.set_role)
        self.checkup.chosen.connect(lambda word: session.remember(checkup_on_add=word == "yes"))
        session.roleChanged.connect(lambda _role: self._show())
        session.appearanceChanged.connect(lambda _dark: self._show())

    def retranslate(self) -> None:
        """Say everything in the session's language."""
        self.language.offer([("zh", "中文", ""), ("en", "English", "")])
        self.appearance.offer(
            [("system", tr("As the system"), ""), ("light", tr("Light"), ""), ("dark", tr("Dark"), "")]
        )
        self.role.offer([("planner", tr("Planner"), ""), ("town", tr("Town"), ""), ("presenter", tr("Presenter"), "")])
        self.say(self.language, tr("Language"), tr("Of the window, of sheets and of reports."))
        self.say(self.appearance, tr("Appearance"), tr("Colours of the window; the map is paper and stays light."))
        self.say(self.role, tr("Role"), tr("Shows what this person needs and hides the rest."))
        self.checkup.offer([("yes", tr("By itself"), ""), ("no", tr("When asked"), "")])
        self.say(self.checkup, tr("Check-up of data"), tr("Layers that are added are looked over in the background."))
        self._show()

    def _show(self) -> None:
        settings = self._session.settings
        self.language.choose(settings.language)
        self.appearance.choose(settings.appearance)
        self.role.choose(settings.role)
        self.checkup.choose("yes" if settings.checkup_on_add else "no")

    def _appearance_chosen(self, word: str) -> None:
        if word == "system":
            scheme = QApplication.styleHints().colorScheme()
            self._session.remember(appearance="system")
            self._session.set_dark(scheme == Qt.ColorScheme.Dark, remember=False)
        else:
            self._session.set_dark(word == "dark")


class ComputePage(_Page):
    """Where work is done: on threads of this machine, or on a cluster, and whether that answers."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._task: Task | None = None
        self._found: Message | UserError | None = None
        self.where, self.threads, self.address = Segments(), QSpinBox(), QLineEdit()
        self.test = QPushButton()
        self.test.setAutoDefault(False)
        self.found = label("quiet", wrap=True)
        self.found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.cluster = QWidget()
        self.address.setPlaceholderText(_EXAMPLE)
        self.address.setMinimumWidth(GRID * 28)
        self.cluster.setLayout(row(self.address, self.test))
        for choice in (self.where, self.threads, self.cluster):
            self.add(choice)
        self._below.insertWidget(1, self.found)
        self.threads.setRange(0, processors())
        self.threads.setValue(min(session.settings.threads, processors()))
        self.address.setText(session.settings.cluster)
        self._connect()

    def _connect(self) -> None:
        self.where.chosen.connect(lambda _word: self._take())
        self.threads.valueChanged.connect(self._threads_chosen)
        self.address.textChanged.connect(lambda _text: self._take())
        self.address.returnPressed.connect(self.run_test)
        self.test.clicked.connect(self.run_test)

    def retranslate(self) -> None:
        """Say everything in the session's language."""
        self.where.offer([("local", tr("This machine"), ""), ("cluster", tr("A cluster"), "")])
        self.threads.setSpecialValueText(tr("All {count}", count=processors()))
        self.say(
            self.where,
            tr("Compute on"),
            tr("Share, overlap and conflicts; the figures are the same to the last digit."),
        )
        self.say(self.threads, tr("Threads"), tr("How many processors of this machine may work at once."))
        self.say(
            self.cluster, tr("Cluster"), tr("Address of a Dask scheduler, as tcp://host:port. Use networks you trust.")
        )
        self.address.setAccessibleName(tr("Address of the cluster"))
        if self._session.settings.scheduler != LOCAL:
            self.where.choose("cluster")
        elif not self.where.current:
            self.where.choose("local")
        self._show()

    # --- what is chosen --------------------------------------------------------------------------------------------

    def _take(self) -> None:
        """Remember what is chosen, as far as it is an address."""
        text = self.address.text().strip()
        whole = bool(_ADDRESS.fullmatch(text))
        self._found = None
        if whole or not text:
            self._session.remember(cluster=text)
        self._session.remember(scheduler=text if self.where.current == "cluster" and whole else LOCAL)
        self._show()

    def _threads_chosen(self, count: int) -> None:
        self._session.remember(threads=count)
        limit_workers(count)

    def _show(self) -> None:
        on_cluster = self.where.current == "cluster"
        whole = bool(_ADDRESS.fullmatch(self.address.text().strip()))
        self.threads.setEnabled(not on_cluster)
        self.cluster.setEnabled(on_cluster)
        self.test.setText(tr("Stop") if self._task is not None else tr("Test"))
        self.test.setEnabled(on_cluster and whole)
        if on_cluster and not whole:
            self._tell(Message("Until an address is given, work is done on this machine."))
        else:
            self._tell(self._found)

    def _tell(self, what: Message | UserError | None) -> None:
        set_kind(self.found, "danger" if isinstance(what, UserError) else "quiet")
        self.found.setText("" if what is None else str(what))

    # --- the test --------------------------------------------------------------------------------------------------

    def run_test(self) -> None:
        """Ask the cluster what it has; pressed again, give up."""
        if self._task is not None:
            self._task.cancel()
            return
        address = self.address.text().strip()
        if not _ADDRESS.fullmatch(address):
            return

        def work(feedback: Feedback) -> Message:
            from yhgis.analysis.cluster import size_of

            size = size_of(address, feedback)
            values: dict[str, object] = {"workers": size.workers, "threads": size.threads}
            return Message(
                "The cluster answers: {workers} workers, {threads} threads, the same versions as here.", values
            )

        self._found = Message("Asking {address} …", {"address": address})
        self._task = self._session.tasks.run(
            work, done=self._answered, failed=self._answered, cancelled=lambda: self._answered(None), owner=self
        )
        self._task.ended.connect(self._ended)
        self._show()

    def _answered(self, what: Message | UserError | None) -> None:
        self._found = what

    def _ended(self) -> None:
        self._task = None
        self._show()
