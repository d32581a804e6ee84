"""Commands of stories: tell one full screen, keep the present view as a step, edit, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from yhgis.i18n import Message, Title, tr
from yhgis.ui.action import ALL_ROLES, Action

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog

    from yhgis.model.story import Story
    from yhgis.ui.dialogs.story_edit import StoryDialog
    from yhgis.ui.main_window import MainWindow
    from yhgis.ui.story import StoryWindow
    from yhgis.ui.tasks import Task

ACTIONS: tuple[Action, ...] = (
    Action(
        "story_play", Title("放映讲解", "Tell the story"), "story", "story.play", "Shift+F11", "story", ALL_ROLES,
        words="讲解 汇报 放映 全屏 故事 story present slide show",
    ),
    Action(
        "story_add", Title("当前视图加入讲解", "Add this view to the story"), "story", "story.add_step",
        "Ctrl+Shift+J", "", ALL_ROLES, words="讲解 步骤 story step",
    ),
    Action(
        "story_edit", Title("讲解与步骤…", "Stories and steps…"), "story", "story.edit", "Ctrl+Shift+L", "", ALL_ROLES,
        words="讲解 编辑 story edit",
    ),
    Action(
        "story_export", Title("导出讲解（PPT、PDF）…", "Export the story (slides, PDF)…"), "story", "story.export", "",
        "", ALL_ROLES, group=1, words="讲解 幻灯片 PPT PDF story export",
    ),
)  # fmt: skip


class Handlers:
    """What the rows do."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._session = window.session
        self._chosen = ""
        self.told: StoryWindow | None = None
        self.dialog: QFileDialog | None = None
        self.editor: StoryDialog | None = None
        self.task: Task | None = None

    @property
    def story(self) -> Story:
        """The story that is worked with: the one chosen last, else the project's first, else the built-in one."""
        from yhgis.ui.story_session import stories

        known = stories(self._session)
        return next((story for story in known if story.id == self._chosen), known[0])

    def choose(self, story_id: str) -> None:
        """Work with another story."""
        self._chosen = story_id

    def play(self, number: int = 0) -> None:
        """Tell the story full screen, from a step on."""
        from PySide6.QtCore import Qt

        from yhgis.errors import UsageError
        from yhgis.ui.story import StoryWindow

        story = self.story
        if not story.steps:
            raise UsageError("The story {story} has no steps yet.", story=story.title.title)
        self.told = StoryWindow(self._session, story, number)
        self.told.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.told.ended.connect(self._ended)
        screen = self._window.screen()
        if screen is not None:
            self.told.setGeometry(screen.geometry())
        self.told.showFullScreen()

    def _ended(self, _number: int) -> None:
        self.told = None
        self._window.activateWindow()
        self._window.canvas.setFocus()

    def add_step(self) -> None:
        """Keep what the map shows as a step: of the project's own story, which is made if there is none."""
        from yhgis.carto.legend import words
        from yhgis.ui.story_session import is_own, new_story, put_story, step_of_view, with_step

        step = step_of_view(self._session)
        if step is None:
            return
        story = self.story if is_own(self._session, self.story.id) else None
        story = with_step(story or new_story(self._session), step)
        put_story(self._session, story, Message("Step of a story"))
        self.choose(story.id)
        title = words(story.title.title, self._session.language)
        said = Message("Step {number} of “{story}” shows this view.", {"number": len(story.steps), "story": title})
        self._session.show_message("success", said)
        if self.editor is not None:
            self.editor.show_story(story.id, len(story.steps) - 1)

    def edit(self) -> None:
        """Open the list of stories and steps; the map can be moved while it is open."""
        from PySide6.QtCore import Qt

        from yhgis.ui.dialogs.story_edit import StoryDialog

        if self.editor is None:
            self.editor = StoryDialog(self._window, self)
            self.editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.editor.destroyed.connect(self._editor_closed)
        self.editor.show()
        self.editor.raise_()

    def _editor_closed(self) -> None:
        self.editor = None

    def export(self) -> None:
        """Ask where to write the story."""
        from PySide6.QtWidgets import QFileDialog

        from yhgis.carto.legend import words

        session = self._session
        dialog = QFileDialog(self._window, tr("Export the story"), session.settings.last_folders.get("export", ""))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{tr('PowerPoint slides')} (*.pptx)", f"{tr('PDF, a page a step')} (*.pdf)"])
        dialog.setDefaultSuffix("pptx")
        dialog.filterSelected.connect(lambda text: dialog.setDefaultSuffix("pdf" if "*.pdf" in text else "pptx"))
        dialog.selectFile(words(self.story.title.title, session.language).replace("/", "-") + ".pptx")
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def export_to(self, path: Path, ratio: str = "16:9") -> None:
        """Write the story in the background; the status bar shows how far it is, and cancels."""
        from yhgis.errors import UserError
        from yhgis.report.story_file import check_target, scenes_of, write_story
        from yhgis.ui.story_session import ground_of

        session, story = self._session, self.story
        try:
            check_target(path)
            scenes = scenes_of(story, ground_of(session))
        except UserError as error:
            session.report(error)
            return
        lang = session.language

        def done(_written: object) -> None:
            session.remember(last_folders=session.settings.with_folder("export", path.parent).last_folders)
            session.show_message("success", Message("Saved: {file}", {"file": str(path)}))

        self.task = session.tasks.run(
            lambda feedback: write_story(story, scenes, path, lang, ratio, feedback),
            done=done,
            cancelled=lambda: session.show_message("info", Message("Cancelled; nothing was written.")),
            title=Message("Saving {file}", {"file": path.name}),
            owner=self._window,
            key="story_export",
        )
