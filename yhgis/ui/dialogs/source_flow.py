"""What has to be asked about the file behind a layer: where it went, in which encoding or system it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from yhgis.i18n import Message, tr
from yhgis.ui.session_sources import file_of, sources
from yhgis.ui.source_watch import SourceWatch

if TYPE_CHECKING:
    from yhgis.feedback import Feedback
    from yhgis.io.encoding_preview import Reading
    from yhgis.io.inspect import InnerLayer
    from yhgis.ui.session import Session


class SourceFlow(QObject):
    """Opens the dialogs of `yhgis.ui.session_sources.Sources`; nothing blocks, and the one in question is `dialog`."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.dialog: QDialog | None = None
        self.watch = SourceWatch(session, self)
        asks = sources(session)
        asks.findAsked.connect(self.ask_folder)
        asks.encodingAsked.connect(self.ask_encoding)
        asks.crsAsked.connect(self.ask_crs)

    def ask_folder(self, layer_id: str) -> None:
        """Let the user say below which folder a lost file may be."""
        session = self._session
        if not session.state.has(layer_id):
            return
        gone = file_of(session.state.entry(layer_id))
        dialog = QFileDialog(self._window, tr("Find {file} in a folder", file=gone.name if gone else layer_id))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setDirectory(self._start(gone))

        def chosen(name: str) -> None:
            session.settings = session.settings.with_folder("open", Path(name))
            sources(session).find(Path(name), layer_id)

        dialog.fileSelected.connect(chosen)
        self._open(dialog)

    def _start(self, gone: Path | None) -> str:
        """Return where to begin: the nearest folder of the old place that is still there, else the last one used."""
        last = self._session.settings.last_folders.get("open", "")
        if gone is None or self._session.project_path is None:
            return last
        return str(self._session.project_path.parent)

    def ask_encoding(self, layer_id: str) -> None:
        """Show a layer's text in the usual encodings; the one chosen is read, and goes into the project."""
        from yhgis.io.encoding import codec_of, shapefile_encoding
        from yhgis.io.encoding_preview import OTHERS, USUAL, readings

        entry = self._session.state.entry(layer_id)
        path = file_of(entry)
        if path is None:
            return

        def work(_feedback: Feedback) -> tuple[tuple[Reading, ...], str]:
            now = entry.encoding or (shapefile_encoding(path).name if path.suffix.lower() == ".shp" else "")
            return readings(path, (*USUAL, *OTHERS)), codec_of(now) if now else ""

        def done(answer: tuple[tuple[Reading, ...], str]) -> None:
            found, now = answer
            if not found:
                plain = Message("{file} has no text beyond ASCII; every encoding reads it alike.", {"file": path.name})
                self._session.show_message("info", plain)
                return
            best = sorted(found, key=lambda reading: -reading.score)
            self._choose_encoding(layer_id, path, best[:3], now or best[0].codec)

        self._session.tasks.run(work, done=done, owner=self)

    def _choose_encoding(self, layer_id: str, path: Path, found: list[Reading], current: str) -> None:
        from yhgis.ui.dialogs.encoding_dialog import EncodingDialog

        dialog = EncodingDialog(path.name, found, self._window, current=current)

        def chosen() -> None:
            told = self._session.settings.with_folder_encoding(path.parent, dialog.codec)
            self._session.remember(folder_encodings=told.folder_encodings)
            name = Message("Encoding of {layer}", {"layer": self._session.state.entry(layer_id).layer.info.title})
            sources(self._session).read_again(layer_id, name, encoding=dialog.codec)

        dialog.accepted.connect(chosen)
        self._open(dialog)

    def ask_crs(self, layer_id: str) -> None:
        """Let the user declare another system for a file that states none, or counts as degrees for want of a word."""
        from yhgis.io.inspect import list_layers

        entry = self._session.state.entry(layer_id)
        path = file_of(entry)
        if path is None:
            return
        inner_name = entry.layer.info.inner_name

        def done(found: tuple[InnerLayer, ...]) -> None:
            inner = next((one for one in found if one.name == inner_name), found[0])
            if inner.crs and inner.crs != "EPSG:4326":
                stated: dict[str, object] = {"file": path.name, "crs": inner.crs}
                self._session.show_message(
                    "info", Message("{file} states its coordinate system, {crs}, and is read in it.", stated)
                )
                return
            self._choose_crs(layer_id, path, inner)

        self._session.tasks.run(lambda _feedback: list_layers(path), done=done, owner=self)

    def _choose_crs(self, layer_id: str, path: Path, inner: InnerLayer) -> None:
        from yhgis.io.crs_guess import propose
        from yhgis.ui.dialogs.crs_dialog import CrsDialog, CrsQuestion

        proposals = propose(inner.bounds) if inner.bounds and inner.proposable else ()
        question = CrsQuestion(path.name, inner.name, inner.bounds, proposals, reason=inner.crs_reason)
        dialog = CrsDialog(question, self._session, self._window)

        def chosen() -> None:
            if dialog.answer is None:
                return
            name = Message(
                "Coordinate system of {layer}", {"layer": self._session.state.entry(layer_id).layer.info.title}
            )
            sources(self._session).read_again(layer_id, name, crs=dialog.answer.crs, swap_xy=dialog.answer.swap_xy)

        dialog.accepted.connect(chosen)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
