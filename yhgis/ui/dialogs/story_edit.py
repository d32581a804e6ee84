"""Stories of the project: make, copy, name, delete; their steps in order; every edit can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QInputDialog, QListWidget, QPushButton, QWidget

from yhgis.carto.legend import words
from yhgis.errors import UserError
from yhgis.i18n import Message, tr
from yhgis.model.map import MapState
from yhgis.model.story import Step, Story
from yhgis.model.style import Words
from yhgis.ui.dialogs.story_step import StepForm
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import IconButton, ShortCombo, column, label, row
from yhgis.ui.story_session import is_own, new_story, put_story, set_stories, step_of_view, stories, with_step

if TYPE_CHECKING:
    from yhgis.ui.commands.story import Handlers
    from yhgis.ui.main_window import MainWindow

_STEPS = Message("Steps of a story")


class StoryDialog(QDialog):
    """Left the steps, right the form of the chosen one; beside the map, which stays usable."""

    def __init__(self, window: MainWindow, handlers: Handlers) -> None:
        super().__init__(window)
        self._session, self._handlers = window.session, handlers
        self.setWindowTitle(tr("Stories and steps"))
        self.resize(760, 520)
        self.which = ShortCombo(16)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Steps"))
        self.list.setStyleSheet("QListWidget::item { padding: 6px 8px; }")
        self.form = StepForm(self._session)
        self.note = label("quiet", wrap=True)
        session = self._session
        self.new, self.copy = IconButton(session, "new"), IconButton(session, "copy")
        self.rename, self.drop = IconButton(session, "rename"), IconButton(session, "remove")
        self.add, self.delete = IconButton(session, "add_step"), IconButton(session, "remove")
        self.up, self.down = IconButton(session, "up"), IconButton(session, "down")
        self.undo = IconButton(session, "undo")
        self.play, self.export = QPushButton(tr("Tell it from here")), QPushButton(tr("Export…"))
        self.close_button = QPushButton(tr("Close"))
        self._lay_out()
        self._connect()
        self._fill(handlers.story.id, 0)

    @property
    def story(self) -> Story:
        """The story that is shown."""
        return self._handlers.story

    @property
    def editable(self) -> bool:
        """Whether the story is the project's own."""
        return is_own(self._session, self.story.id)

    def show_story(self, story_id: str, row_number: int = 0) -> None:
        """Show a story and one of its steps."""
        self._fill(story_id, row_number)

    # --- stories -------------------------------------------------------------------------------------------------

    def make(self, source: Story | None = None) -> None:
        """Make a story: empty, or a copy."""
        made = new_story(self._session, source)
        self._put(made, Message("New story"), 0)

    def name(self, text: str) -> None:
        """Give the story another title."""
        text = text.strip()[:80]
        if text and self.editable:
            before = self.story.title
            zh = self._session.language == "zh"
            title = Words(zh=text, en=before.en) if zh else Words(zh=before.zh or text, en=text)
            changed = self.story.model_copy(update={"title": title})
            self._put(changed, Message("Title of a story"), self.list.currentRow())

    def drop_story(self) -> None:
        """Delete the story; undo brings it back."""
        if self.editable:
            kept = [one for one in self._session.state.stories if one.id != self.story.id]
            set_stories(self._session, kept, Message("Delete a story"))
            self._fill(stories(self._session)[0].id, 0)

    # --- steps ---------------------------------------------------------------------------------------------------

    def add_step(self) -> None:
        """Put the present view behind the chosen step."""
        step = step_of_view(self._session)
        if step is None or not self.editable:
            return
        at = self.list.currentRow() + 1
        try:
            self._put(with_step(self.story, step, at), _STEPS, at)
        except UserError as error:
            self._session.report(error)

    def remove_step(self) -> None:
        """Delete the chosen step."""
        at = self.list.currentRow()
        if at >= 0 and self.editable:
            steps = [*self.story.steps[:at], *self.story.steps[at + 1 :]]
            self._put_steps(steps, min(at, len(steps) - 1))

    def move_by(self, way: int) -> None:
        """Tell the chosen step earlier or later."""
        at, steps = self.list.currentRow(), list(self.story.steps)
        if self.editable and at >= 0 and 0 <= at + way < len(steps):
            steps.insert(at + way, steps.pop(at))
            self._put_steps(steps, at + way)

    def take_back(self) -> None:
        """Undo the last edit of the map or of stories."""
        self._session.undo()

    # --- inside --------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for button, said in (
            (self.new, tr("New story")),
            (self.copy, tr("Copy this story, to change it")),
            (self.rename, tr("Rename the story")),
            (self.drop, tr("Delete the story")),
            (self.add, tr("Add the present view as a step")),
            (self.up, tr("Up (Alt+↑)")),
            (self.down, tr("Down (Alt+↓)")),
            (self.delete, tr("Delete (Del)")),
            (self.undo, tr("Undo (Ctrl+Z)")),
        ):
            button.say(said)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head = row(self.which, self.new, self.copy, self.rename, self.drop, 1, spacing=4)
        tools = row(self.add, self.up, self.down, self.delete, self.undo, 1, spacing=4)
        left = column(self.list, tools, spacing=4)
        left_side = QWidget()
        left_side.setLayout(left)
        left_side.setFixedWidth(GRID * 32)
        middle = row(left_side, self.form, spacing=2 * GRID)
        middle.setStretch(1, 1)
        self.play.setProperty("kind", "primary")
        foot = row(self.note, self.export, self.close_button, self.play, spacing=GRID)
        foot.setStretch(0, 1)
        body = column(head, middle, foot, margins=(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID), spacing=GRID + 4)
        body.setStretch(1, 1)
        self.setLayout(body)
        self.which.setMinimumWidth(GRID * 32)
        self.which.setAccessibleName(tr("Stories"))
        for push in (self.play, self.export, self.close_button):
            push.setAutoDefault(False)

    def _connect(self) -> None:
        self.which.activated.connect(lambda _index: self._fill(str(self.which.currentData()), 0))
        self.new.clicked.connect(self._make_empty)
        self.copy.clicked.connect(lambda: self.make(self.story))
        self.rename.clicked.connect(self._ask_name)
        self.drop.clicked.connect(self.drop_story)
        self.add.clicked.connect(self.add_step)
        self.delete.clicked.connect(self.remove_step)
        self.up.clicked.connect(lambda: self.move_by(-1))
        self.down.clicked.connect(lambda: self.move_by(1))
        self.undo.clicked.connect(self.take_back)
        self.list.currentRowChanged.connect(self._show_step)
        self.list.itemDoubleClicked.connect(lambda _item: self._play())
        self.form.edited.connect(self._step_edited)
        self.play.clicked.connect(self._play)
        self.export.clicked.connect(self._export)
        self.close_button.clicked.connect(self.close)
        self._session.mapChanged.connect(self._map_changed)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        shortcut.activated.connect(self.take_back)

    def _fill(self, story_id: str, at: int) -> None:
        """List the stories, and the steps of one."""
        self._handlers.choose(story_id)
        lang = self._session.language
        self.which.clear()
        for one in stories(self._session):
            title = words(one.title.title, lang)
            self.which.addItem(
                title if is_own(self._session, one.id) else tr("{story} (built in)", story=title), one.id
            )
        self.which.setCurrentIndex(max(self.which.findData(self.story.id), 0))
        self._list_steps(at)
        self.note.setText(
            tr("Kept with the project.")
            if self.editable
            else tr("A built-in story is not changed: copy it, or make your own.")
        )

    def _list_steps(self, at: int) -> None:
        lang = self._session.language
        self.list.blockSignals(True)
        self.list.clear()
        for number, step in enumerate(self.story.steps, 1):
            self.list.addItem(f"{number}   {words(step.title.title, lang)}")
        self.list.setCurrentRow(min(at, self.list.count() - 1))
        self.list.blockSignals(False)
        self._show_step(self.list.currentRow())

    def _show_step(self, at: int) -> None:
        steps, own = self.story.steps, self.editable
        self.form.show_step(steps[at] if 0 <= at < len(steps) else None, editable=own)
        for button in (self.rename, self.drop, self.add):
            button.setEnabled(own)
        self.delete.setEnabled(own and at >= 0)
        self.up.setEnabled(own and at > 0)
        self.down.setEnabled(own and 0 <= at < len(steps) - 1)
        self.play.setEnabled(bool(steps))
        self.export.setEnabled(bool(steps))

    def _put(self, story: Story, name: Message, at: int) -> None:
        self._handlers.choose(story.id)
        try:
            put_story(self._session, story, name)
        except UserError as error:
            self._session.report(error)
        self._fill(story.id, at)

    def _put_steps(self, steps: list[Step], at: int) -> None:
        self._put(self.story.model_copy(update={"steps": tuple(steps)}), _STEPS, at)

    def _step_edited(self, step: Step) -> None:
        at, steps = self.list.currentRow(), list(self.story.steps)
        if self.editable and 0 <= at < len(steps):
            steps[at] = step
            changed = self.story.model_copy(update={"steps": tuple(steps)})
            put_story(self._session, changed, _STEPS)
            self.list.item(at).setText(f"{at + 1}   {words(step.title.title, self._session.language)}")

    def _map_changed(self, before: MapState, after: MapState) -> None:
        """Follow an undo, or another project."""
        if before.stories != after.stories and self.story != self._shown_story():
            self._fill(self.story.id, max(self.list.currentRow(), 0))

    def _shown_story(self) -> Story | None:
        """Return the story as the list shows it; None when it shows another."""
        story, at = self.story, self.list.currentRow()
        same = self.which.currentData() == story.id and self.list.count() == len(story.steps)
        texts = [f"{n}   {words(s.title.title, self._session.language)}" for n, s in enumerate(story.steps, 1)]
        same = same and texts == [self.list.item(i).text() for i in range(self.list.count())]
        chosen = story.steps[at] if 0 <= at < len(story.steps) else None
        return story if same and chosen == self.form.step else None

    def _make_empty(self) -> None:
        self.make()

    def _ask_name(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(tr("Rename the story"))
        dialog.setLabelText(tr("Title"))
        dialog.setTextValue(words(self.story.title.title, self._session.language))
        dialog.textValueSelected.connect(self.name)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _play(self) -> None:
        self.form.commit()
        if self.story.steps:
            self._handlers.play(max(self.list.currentRow(), 0))

    def _export(self) -> None:
        self.form.commit()
        self._handlers.export()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete, and move with Alt, while the list has the keys; Enter closes nothing."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus():
            self.remove_step()
        elif alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_by(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: object) -> None:
        self.form.commit()
        super().closeEvent(event)  # type: ignore[arg-type]
