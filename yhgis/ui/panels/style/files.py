"""A style on its way: copied to another layer, back to the default, out to a file and in from one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from yhgis import schema
from yhgis.errors import DataError, UserError
from yhgis.i18n import Message, tr
from yhgis.model.style import LayerStyle
from yhgis.ui.panels.style.edit import StyleEdit
from yhgis.ui.panels.style.field_work import checked
from yhgis.ui.panels.style.parts import draws


class StyleFiles(QObject):
    """What the panel's menu does.

    Signals
    -------
    told(Message, list of Message)
        A headline, and what of a style was dropped on its way.
    """

    told = Signal(object, object)

    def __init__(self, edit: StyleEdit, parent: QWidget) -> None:
        super().__init__(parent)
        self._edit, self._widget, self._session = edit, parent, edit.session
        self.dialog: QFileDialog | None = None

    def fill(self, menu: QMenu) -> None:
        """Put the lines into a menu."""
        lines: tuple[tuple[str, Callable[[], None]] | None, ...] = (
            (tr("Copy the style"), self.copy),
            (tr("Paste the style"), self.paste),
            (tr("Back to the default"), self.reset),
            None,
            (tr("Open a style file …"), self.ask_open),
            (tr("Save as a style file …"), self.ask_save),
        )
        for line in lines:
            if line is None:
                menu.addSeparator()
            else:
                text, call = line
                menu.addAction(text).triggered.connect(lambda _on=False, call=call: self._guarded(call))

    def _guarded(self, call: Callable[[], None]) -> None:
        try:
            call()
        except UserError as error:
            self._session.report(error)

    def reset(self) -> None:
        """Draw the layer as the theme or its kind wants it; undo brings the changes back."""
        self._edit.reset()

    # --- from layer to layer -----------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Put the style on the clipboard, as the text of a style file."""
        self._edit.settle()
        QGuiApplication.clipboard().setText(schema.to_text(self._edit.style))
        title = self._edit.layer.info.title
        self._session.show_message("info", Message("Style of {layer} copied.", {"layer": title}))

    def paste(self) -> None:
        """Take the style on the clipboard.

        Raises
        ------
        DataError
            There is none, it is wrong (key and line are told), or it reads fields that the layer does not have.
        """
        text = QGuiApplication.clipboard().text()
        if not text.lstrip().startswith("{"):
            raise DataError("There is no style on the clipboard; copy that of a layer first.")
        self._take(schema.parse(text, LayerStyle, tr("Clipboard")))

    def _take(self, style: LayerStyle) -> None:
        """Draw the layer with a style from elsewhere, if it can be."""
        layer = self._edit.layer
        checked(layer, style)
        parts = [part for symbol in style.symbols() for part in symbol]
        if parts and not any(draws(part, layer.kind) for part in parts):
            raise DataError(
                "The style draws nothing of {layer}: it is for features of another kind.", layer=layer.info.title
            )
        self._edit.put(style)
        self._edit.reloaded.emit()

    # --- files -------------------------------------------------------------------------------------------------------

    def ask_open(self) -> None:
        """Let the user choose a style file."""
        dialog = self._made_dialog(tr("Open a style file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"{tr('Style files')} (*.json *.qml *.sld)"])
        dialog.fileSelected.connect(lambda name: self.open_file(Path(name)))
        dialog.open()

    def open_file(self, path: Path) -> None:
        """Draw the layer with the style in a file; what it says and this program does not draw is listed."""
        from yhgis.io.style_file import read_style_file

        try:
            style, dropped = read_style_file(path)
            self._take(style)
        except UserError as error:
            self._session.report(error)
            return
        self._told(Message("Style from {file}.", {"file": path.name}), dropped)

    def ask_save(self) -> None:
        """Let the user choose where the style goes, and in which format."""
        dialog = self._made_dialog(tr("Save as a style file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        names = {
            f"{tr('Style of this program')} (*.json)": "json",
            f"{tr('Style of QGIS')} (*.qml)": "qml",
            f"{tr('Styled Layer Descriptor 1.0')} (*.sld)": "sld",
        }
        dialog.setNameFilters(list(names))
        dialog.setDefaultSuffix("json")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(names[chosen]))
        dialog.selectFile(f"{str(self._edit.layer.info.title).replace('/', '_')}.json")
        dialog.fileSelected.connect(lambda name: self.save_file(Path(name)))
        dialog.open()

    def save_file(self, path: Path) -> None:
        """Write the style; what the format cannot say is listed."""
        from yhgis.io.style_file import write_style_file

        self._edit.settle()
        try:
            dropped = write_style_file(path, self._edit.style, self._edit.layer)
        except UserError as error:
            self._session.report(error)
            return
        self._told(Message("Style saved: {file}.", {"file": path.name}), dropped)

    def _told(self, headline: Message, dropped: list[Message]) -> None:
        if not dropped:
            self._session.show_message("success", headline)
        self.told.emit(headline, dropped)

    def _made_dialog(self, title: str) -> QFileDialog:
        session = self._session
        dialog = QFileDialog(self._widget, title, session.settings.last_folders.get("open", ""))
        dialog.finished.connect(dialog.deleteLater)
        dialog.fileSelected.connect(lambda name: self._remember_folder(Path(name).parent))
        self.dialog = dialog
        return dialog

    def _remember_folder(self, folder: Path) -> None:
        session = self._session
        session.remember(last_folders=session.settings.with_folder("open", folder).last_folders)
