"""What the panels of the plan's tables share: heading, copying, saving."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from yhgis.i18n import Message, tr
from yhgis.model.result import Table
from yhgis.report.chart import Chart
from yhgis.ui.panels.pieces import IconButton, label
from yhgis.ui.panels.result_table import ResultTable
from yhgis.ui.session import Session


class PlanTablePanel(QWidget):
    """A table of the plan with buttons to copy and to save it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.dialog: QFileDialog | None = None
        self.copy = IconButton(session, "copy")
        self.save = IconButton(session, "save")
        self.note = label("quiet")
        self.table = ResultTable(session)
        self.copy.clicked.connect(self.copy_table)
        self.save.clicked.connect(self.ask_where_to_save)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.copy_table)
        session.languageChanged.connect(self.retranslate)

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self.copy.say(tr("Copy the table (or the chosen cells) with headings"))
        self.save.say(tr("Save as Excel, Word, CSV …"))

    def notes(self) -> tuple[str, ...]:
        """Return the sentences that stand with the table in a file."""
        return ()

    def charts_shown(self) -> tuple[Chart, ...]:
        """Return the charts that stand with the table in a file."""
        return ()

    def shown(self) -> Table:
        """Return the table as it is shown."""
        assert self.table.table is not None
        return self.table.table

    def copy_table(self) -> None:
        """Put the chosen cells, or all of the table, on the clipboard."""
        QApplication.clipboard().setText(self.table.text())
        self._session.show_message("info", Message("Copied; paste it into Excel or Word."))

    def ask_where_to_save(self) -> None:
        """Let the user choose a file; its format follows from its name."""
        dialog = QFileDialog(self, tr("Save table"), self._session.settings.last_folders.get("export", ""))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        names = {"xlsx": tr("Excel workbook"), "docx": tr("Word document"), "pptx": tr("PowerPoint slide")}
        names["csv"] = tr("CSV table")
        dialog.setNameFilters([f"{name} (*.{suffix})" for suffix, name in names.items()])
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda text: dialog.setDefaultSuffix(text.rpartition("*.")[2].rstrip(")")))
        dialog.selectFile(f"{self.shown().title}.xlsx".replace("/", "-"))
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the rows shown to ``path``, in the format of its extension."""
        from yhgis.report.plan_table import write_plan_table

        table, notes, charts = self.shown(), self.notes(), self.charts_shown()

        def done(_nothing: None) -> None:
            self._session.remember(last_folders=self._session.settings.with_folder("export", path.parent).last_folders)
            self._session.show_message("success", Message("Saved: {file}", {"file": str(path)}))

        self._session.tasks.run(
            lambda _feedback: write_plan_table(table, notes, path, charts),
            done=done,
            title=Message("Saving {file}", {"file": path.name}),
            owner=self,
        )
