"""Rename, order and delete bookmarks; one step of undo for all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
)

from yhgis.i18n import tr
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import IconButton, label
from yhgis.ui.session_bookmarks import bookmarks, set_bookmarks
from yhgis.ui.status_bar import degrees_text, scale_text
from yhgis.ui.views.bookmarks import go_to

if TYPE_CHECKING:
    from yhgis.settings import Bookmark
    from yhgis.ui.main_window import MainWindow

_BOOKMARK = Qt.ItemDataRole.UserRole


class EditBookmarks(QDialog):
    """The list: F2 renames, Delete deletes, Alt and arrows move, Enter goes there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.setWindowTitle(tr("Bookmarks"))
        self.resize(420, 360)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Bookmarks"))
        self.list.setStyleSheet("QListWidget::item { padding: 6px 8px; }")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.SelectedClicked
        )
        for one in bookmarks(window.session):
            self._add(one)
        session = window.session
        self.up, self.down = IconButton(session, "up"), IconButton(session, "down")
        self.rename, self.delete = IconButton(session, "rename"), IconButton(session, "remove")
        self.go = IconButton(session, "flash")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Keep"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        self._lay_out()
        self._connect()
        self.list.setCurrentRow(0)
        self._show_possible()

    def _add(self, one: Bookmark) -> None:
        item = QListWidgetItem(one.name)
        item.setData(_BOOKMARK, one)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setToolTip(f"{degrees_text(one.center_x, one.center_y)} · {scale_text(one.scale)}")
        self.list.addItem(item)

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(2)
        for button, words in (
            (self.go, tr("Go there (Enter)")),
            (self.rename, tr("Rename (F2)")),
            (self.up, tr("Up (Alt+↑)")),
            (self.down, tr("Down (Alt+↓)")),
            (self.delete, tr("Delete (Del)")),
        ):
            button.say(words)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            side.addWidget(button)
        side.addStretch(1)
        middle = QHBoxLayout()
        middle.addWidget(self.list, 1)
        middle.addLayout(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(middle, 1)
        where = self._window.session.project_path
        settings = tr("Kept in the settings; a project that is saved takes them.")
        kept = tr("Kept with the project.") if where else settings
        column.addWidget(label("quiet", kept, wrap=True))
        column.addWidget(self.buttons)

    def _connect(self) -> None:
        self.up.clicked.connect(lambda: self.move_by(-1))
        self.down.clicked.connect(lambda: self.move_by(1))
        self.rename.clicked.connect(lambda: self.list.editItem(self.list.currentItem()))
        self.delete.clicked.connect(self.remove)
        self.go.clicked.connect(self._go)
        self.list.itemActivated.connect(lambda _item: self._go())
        self.list.currentRowChanged.connect(lambda _row: self._show_possible())
        self.buttons.accepted.connect(self._keep)
        self.buttons.rejected.connect(self.reject)

    def _show_possible(self) -> None:
        row, count = self.list.currentRow(), self.list.count()
        for button in (self.go, self.rename, self.delete):
            button.setEnabled(row >= 0)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < count - 1)

    def move_by(self, step: int) -> None:
        """Move the chosen bookmark up or down."""
        row = self.list.currentRow()
        if row >= 0 and 0 <= row + step < self.list.count():
            self.list.insertItem(row + step, self.list.takeItem(row))
            self.list.setCurrentRow(row + step)

    def remove(self) -> None:
        """Delete the chosen bookmark."""
        if self.list.currentRow() >= 0:
            self.list.takeItem(self.list.currentRow())
            self._show_possible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete, and move with Alt."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Delete:
            self.remove()
        elif alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_by(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.hasFocus():
            self._go()
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            go_to(self._window, item.data(_BOOKMARK))

    def _keep(self) -> None:
        items = [self.list.item(row) for row in range(self.list.count())]
        kept = []
        for item in items:
            one: Bookmark = item.data(_BOOKMARK)
            kept.append(one.model_copy(update={"name": item.text().strip()[:80] or one.name}))
        set_bookmarks(self._window.session, kept)
        self.accept()
