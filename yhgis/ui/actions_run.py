"""What the rows of `yhgis.ui.actions` do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox

from yhgis.errors import UserError
from yhgis.i18n import Language, Message, tr
from yhgis.model.project import PROJECT_SUFFIX
from yhgis.ui.action import Action
from yhgis.ui.commands import handlers
from yhgis.ui.status_bar import degrees_text

if TYPE_CHECKING:
    from yhgis.ui.main_window import MainWindow


class Commands:
    """The handlers; each is called by its name from the table of actions."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.session = window.session
        self.dialog: QDialog | None = None
        self._parts: dict[str, Any] = {}

    def run(self, action: Action) -> None:
        """Do what ``action`` says; the user's mistakes become messages."""
        handler = self.handler(action)
        try:
            handler(action.value) if action.value else handler()
        except UserError as error:
            self.session.report(error)

    def handler(self, action: Action) -> Callable[..., None]:
        """Return the method that does ``action``."""
        method: Callable[..., None] = getattr(self._part(action), action.run.rpartition(".")[2])
        return method

    def part(self, name: str) -> Any:
        """Return the handlers of a part of `yhgis.ui.commands`, made once."""
        if name not in self._parts:
            self._parts[name] = handlers(name, self.window)
        return self._parts[name]

    def _part(self, action: Action) -> Any:
        name = action.run.rpartition(".")[0]
        return self.part(name) if name else self

    def is_checked(self, action: Action) -> bool:
        """Whether a checkable action is on."""
        if "." in action.run:
            return bool(self._part(action).is_checked(action))
        match action.run:
            case "set_language":
                return self.session.language == action.value
            case "set_theme":
                return self.session.state.theme == action.value
            case "set_role":
                return self.session.role == action.value
            case "toggle_panel":
                return self.window.panels.is_open(action.value)
            case "dark":
                return self.session.dark
            case "full_screen":
                return self.window.isFullScreen()
        return False

    def is_enabled(self, action: Action) -> bool:
        """Whether an action can be done now."""
        if "." in action.run:
            possible = getattr(self._part(action), "is_enabled", None)
            return possible is None or bool(possible(action))
        match action.id:
            case "undo":
                return self.window.canvas.tool.can_undo or self.session.open_map.can_undo
            case "redo":
                return self.window.canvas.tool.can_redo or self.session.open_map.can_redo
            case "back":
                return self.window.canvas.navigator.history.can_go_back
            case "forward":
                return self.window.canvas.navigator.history.can_go_forward
        return True

    # --- file ----------------------------------------------------------------------------------------------------

    def new(self) -> None:
        """Start again with the built-in plan."""
        self.when_saved(self.session.new_project)

    def open_project(self) -> None:
        """Choose a project and open it."""

        def choose() -> None:
            dialog = QFileDialog(self.window, tr("Open project"), self._folder("project"))
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilter(f"{tr('yhgis project')} (*{PROJECT_SUFFIX})")
            dialog.fileSelected.connect(lambda name: self.session.open_project(Path(name)))
            self._open(dialog)

        self.when_saved(choose)

    def open_recent(self, path: Path) -> None:
        """Open a project or add a file that was open before."""
        if path.suffix.lower() == PROJECT_SUFFIX:
            self.when_saved(lambda: self.session.open_project(path))
        else:
            self.session.open_files([path])

    def add_file(self) -> None:
        """Choose data files and add them."""
        self.window.panels.add_flow.ask()

    def add_folder(self) -> None:
        """Choose a folder, such as a file geodatabase, and add what is in it."""
        self.window.panels.add_flow.ask_folder()

    def save(self) -> None:
        """Save where the project came from; ask the first time."""
        if self.session.project_path is None:
            self.save_as()
        else:
            self.session.save_project()

    def save_as(self) -> None:
        """Ask where, and save."""
        self.save_then(lambda: None, ask=True)

    def save_then(self, then: Callable[[], None], ask: bool = False) -> None:
        """Save, and go on only when it is saved."""
        if self.session.project_path is not None and not ask:
            if self.session.save_project():
                then()
            return

        def chosen(name: str) -> None:
            if self.session.save_project(Path(name)):
                then()

        dialog = QFileDialog(self.window, tr("Save project"), self._folder("project"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{tr('yhgis project')} (*{PROJECT_SUFFIX})")
        dialog.setDefaultSuffix(PROJECT_SUFFIX.removeprefix("."))
        present = self.session.project_path
        dialog.selectFile(present.name if present else str(tr("Untitled")) + PROJECT_SUFFIX)
        dialog.fileSelected.connect(chosen)
        self._open(dialog)

    def when_saved(self, then: Callable[[], None]) -> None:
        """Go on when nothing would be lost, or when the user says that it may be."""
        if not self.session.open_map.unsaved:
            then()
            return
        path = self.session.project_path
        box = QMessageBox(self.window)
        box.setWindowTitle(tr("Unsaved changes"))
        box.setText(tr("Save the changes to {name}?", name=path.name if path else tr("Untitled")))
        box.setInformativeText(tr("Otherwise layers added, styles and order since the last save are lost."))
        save = box.addButton(tr("Save"), QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton(tr("Do not save"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.setEscapeButton(cancel)

        def answered() -> None:
            if box.clickedButton() is save:
                self.save_then(then)
            elif box.clickedButton() is drop:
                then()

        box.finished.connect(answered)
        self._open(box)

    def export_sheet(self) -> None:
        """Make a sheet of what is shown."""
        from yhgis.ui.dialogs.export_sheet import ExportSheetDialog

        self._open(ExportSheetDialog(self.session, self.window))

    def quit(self) -> None:
        """Close the window, with its question."""
        self.window.close()

    # --- edit ----------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last step of the tool on the map back; when it has none, the last edit of the map."""
        tool = self.window.canvas.tool
        if tool.can_undo:
            tool.undo()
        else:
            self.session.undo()

    def redo(self) -> None:
        """Do it again."""
        tool = self.window.canvas.tool
        if tool.can_redo:
            tool.redo()
        else:
            self.session.redo()

    def clear_marks(self) -> None:
        """Take pin and outlines off the map."""
        self.session.highlight(None)
        self.window.canvas.marks.clear()

    def copy_center(self) -> None:
        """Copy the centre of the map in degrees."""
        view = self.session.view
        if view is not None:
            self.copy_place(QPointF(view.center_x, view.center_y))

    def copy_place(self, ground: QPointF) -> None:
        """Copy a place (metres, working CRS) in degrees."""
        text = degrees_text(ground.x(), ground.y())
        QGuiApplication.clipboard().setText(text)
        self.session.show_message("success", Message("Copied: {text}", {"text": text}))

    def search(self, text: str = "") -> None:
        """Open the box that finds everything."""
        self.window.search_box().open(text)

    # --- view ----------------------------------------------------------------------------------------------------

    def zoom_in(self) -> None:
        """Zoom in about the centre."""
        self.window.canvas.zoom_by(1.5)

    def zoom_out(self) -> None:
        """Zoom out about the centre."""
        self.window.canvas.zoom_by(1 / 1.5)

    def fit(self) -> None:
        """Show the whole district."""
        self.session.zoom_to_all()

    def view_back(self) -> None:
        """Return to the view before."""
        self.window.canvas.navigator.go_back()

    def view_forward(self) -> None:
        """Go to the view after."""
        self.window.canvas.navigator.go_forward()

    def set_theme(self, theme_id: str) -> None:
        """Show a theme."""
        self.session.set_theme(theme_id)

    def toggle_panel(self, name: str) -> None:
        """Open or close a panel."""
        self.window.panels.set_open(name, not self.window.panels.is_open(name))

    def suggestions(self) -> None:
        """Show again what the first start suggests."""
        self.window.overlays.suggest()

    def full_screen(self) -> None:
        """Fill the screen, or leave it."""
        if self.window.isFullScreen():
            self.window.showNormal()
        else:
            self.window.showFullScreen()
        self.window.bars.refresh()

    def dark(self) -> None:
        """Change between dark and light."""
        self.session.set_dark(not self.session.dark)

    def set_language(self, language: str) -> None:
        """Speak another language."""
        self.session.set_language(cast("Language", language))

    def set_role(self, role: str) -> None:
        """Show another person's window."""
        self.session.set_role(role)

    def open_tool(self, tool_id: str) -> None:
        """Open the form of a tool."""
        self.window.panels.open_tool(tool_id)

    # --- help ----------------------------------------------------------------------------------------------------

    def shortcuts(self) -> None:
        """Show the keys."""
        from yhgis.ui.help_pages import ShortcutsPage

        self._open(ShortcutsPage(self.session, self.window))

    def self_test(self) -> None:
        """Try what the program stands on."""
        from yhgis.ui.help_pages import SelfTestPage

        self._open(SelfTestPage(self.session, self.window))

    def about(self) -> None:
        """Say what this is."""
        from yhgis.ui.help_pages import AboutPage

        self._open(AboutPage(self.session, self.window))

    def _folder(self, purpose: str) -> str:
        folders: dict[str, str] = dict(self.session.settings.last_folders)  # type: ignore[arg-type]
        return folders.get(purpose, "")

    def open_dialog(self, dialog: QDialog) -> None:
        """Open a dialog of a part's handlers."""
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        """Open without blocking: work in the background, and tests, go on."""
        self.dialog = dialog
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
