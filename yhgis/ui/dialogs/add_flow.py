"""From files to layers on the map: look inside, ask which layers, ask for a missing CRS, read, add."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from yhgis.errors import MissingCrsError, UserError
from yhgis.i18n import Message, tr
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer
from yhgis.model.project import LAYER_MARK
from yhgis.ui import session_reading
from yhgis.ui.dialogs.add_look import Looked, look_into
from yhgis.ui.session import Session

if TYPE_CHECKING:
    from yhgis.feedback import Feedback
    from yhgis.model.view import Extent
    from yhgis.ui.dialogs.add_file import FoundLayer
    from yhgis.ui.dialogs.add_official import OfficialOffer
    from yhgis.ui.dialogs.crs_dialog import CrsAnswer


@dataclass(frozen=True)
class _Wish:
    """One layer to read, with what the user has declared so far."""

    layer: FoundLayer
    answer: CrsAnswer | None = None
    encoding: str = ""
    extent: Extent | None = None
    sized: bool = False

    @property
    def how(self) -> dict[str, Any]:
        """What was declared, as `yhgis.model.map.MapEntry` has it."""
        crs, swap_xy = (self.answer.crs, self.answer.swap_xy) if self.answer else ("", False)
        return {"crs": crs, "swap_xy": swap_xy, "encoding": self.encoding, "extent": self.extent}


class AddFlow(QObject):
    """Takes the files that the session offers and brings their layers on the map, asking only what it must.

    Dialogs are opened, not executed: nothing blocks, and the one in question is `dialog`.
    """

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._wishes: deque[_Wish] = deque()
        self._added: list[str] = []
        self._offers: deque[OfficialOffer] = deque()
        self._busy = False
        self.dialog: QDialog | None = None
        session.filesOffered.connect(self.offer)
        session.crsNeeded.connect(self._crs_needed)

    # --- choosing --------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Let the user choose files."""
        from yhgis.io.formats import read_filters

        session_reading.readers_at_hand(self._session)
        dialog = QFileDialog(self._window, tr("Add files"), self._session.settings.last_folders.get("open", ""))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([line.text() for line in read_filters()])
        dialog.filesSelected.connect(lambda names: self._session.open_files([Path(name) for name in names]))
        self._open(dialog)

    def ask_folder(self) -> None:
        """Let the user choose a folder: a file geodatabase, or one with files in it."""
        session_reading.readers_at_hand(self._session)
        last = self._session.settings.last_folders.get("open", "")
        dialog = QFileDialog(self._window, tr("Add a folder"), last)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(lambda names: self._session.open_files([Path(name) for name in names]))
        self._open(dialog)

    def offer(self, paths: Sequence[Path]) -> None:
        """Look into files and go on from there."""
        title = Message("Looking into {file}", {"file": ", ".join(path.name for path in paths)})
        self._session.tasks.run(lambda feedback: look_into(paths, feedback), done=self._looked, title=title, owner=self)

    def _looked(self, looked: Looked) -> None:
        for fault in looked.faults:
            self._session.report(fault)
        if looked.several:
            self._ask_which(looked.found)
        else:
            self._enqueue(looked.found)

    def _ask_which(self, found: Sequence[FoundLayer]) -> None:
        from yhgis.ui.dialogs.add_file import AddFileDialog

        dialog = AddFileDialog(found, self._window)
        dialog.accepted.connect(lambda: self._enqueue(dialog.chosen))
        self._open(dialog)

    def _crs_needed(self, spec: str, _error: MissingCrsError) -> None:
        """Take over what `Session.add_layer` could not read alone."""
        path, _, inner_name = spec.partition(LAYER_MARK)

        def looked(looked: Looked) -> None:
            for fault in looked.faults:
                self._session.report(fault)
            self._enqueue([item for item in looked.found if not inner_name or item.inner.name == inner_name])

        self._session.tasks.run(lambda feedback: look_into([Path(path)], feedback), done=looked, owner=self)

    # --- reading, one after another --------------------------------------------------------------------------------

    def _enqueue(self, found: Sequence[FoundLayer]) -> None:
        self._wishes.extend(_Wish(item) for item in found)
        if not self._busy:
            self._next()

    def _next(self) -> None:
        self._busy = bool(self._wishes)
        if not self._busy:
            self._finish()
            return
        self._go(self._wishes.popleft())

    def _go(self, wish: _Wish) -> None:
        """Ask the next thing that has to be known, then read."""
        if not wish.layer.inner.crs and wish.answer is None:
            wish = replace(wish, answer=self._remembered(wish))
        if not wish.layer.inner.crs and wish.answer is None:
            self._ask_crs(wish)
        elif wish.layer.readings and not wish.encoding:
            self._ask_encoding(wish)
        elif wish.layer.large and not wish.sized:
            self._ask_extent(wish)
        else:
            self._read(wish)

    def _ask_encoding(self, wish: _Wish) -> None:
        """Let the user see both readings of a text and choose; for a folder he is asked once."""
        from yhgis.ui.dialogs.encoding_dialog import EncodingDialog

        path, settings = wish.layer.path, self._session.settings
        said = settings.folder_encodings.get(str(path.parent.absolute()))
        if said in {reading.codec for reading in wish.layer.readings}:
            self._go(replace(wish, encoding=said))
            return
        dialog = EncodingDialog(path.name, wish.layer.readings, self._window)

        def chosen() -> None:
            told = self._session.settings.with_folder_encoding(path.parent, dialog.codec)
            self._session.remember(folder_encodings=told.folder_encodings)
            self._go(replace(wish, encoding=dialog.codec))

        dialog.accepted.connect(chosen)
        dialog.rejected.connect(self._next)
        self._open(dialog)

    def _ask_extent(self, wish: _Wish) -> None:
        """Ask whether a file larger than memory shall be opened whole or as far as the map shows."""
        from yhgis.ui.dialogs.large_file import LargeFileDialog

        view = self._session.view
        dialog = LargeFileDialog(wish.layer.path, self._window)
        shown = view.extent if view is not None else None
        dialog.partChosen.connect(lambda: self._go(replace(wish, sized=True, extent=shown)))
        dialog.allChosen.connect(lambda: self._go(replace(wish, sized=True)))
        dialog.rejected.connect(self._next)
        self._open(dialog)

    def _remembered(self, wish: _Wish) -> CrsAnswer | None:
        """Return what the user said of another file of the folder, where that puts this one in the district too."""
        said = self._session.settings.folder_crs.get(str(wish.layer.path.parent.absolute()))
        inner = wish.layer.inner
        if said is None or inner.bounds is None or not inner.proposable:
            return None
        import shapely

        from yhgis.ui.dialogs.crs_dialog import CrsAnswer
        from yhgis.ui.dialogs.landing import landing

        district = shapely.union_all(self._session.layer("district").geometry)
        if not landing(inner.bounds, said.crs, said.swap_xy, district).inside:
            return None
        note = Message(
            "{layer} states no coordinate system; read in {crs}, as you said of this folder.",
            {"layer": inner.name, "crs": said.crs},
        )
        self._session.show_message("info", note)
        return CrsAnswer(said.crs, said.swap_xy, False)

    def _ask_crs(self, wish: _Wish) -> None:
        from yhgis.io.crs_guess import propose
        from yhgis.ui.dialogs.crs_dialog import CrsDialog, CrsQuestion

        inner = wish.layer.inner
        question = CrsQuestion(
            file=wish.layer.path.name,
            layer=inner.name,
            bounds=inner.bounds,
            proposals=propose(inner.bounds) if inner.bounds and inner.proposable else (),
            more=sum(_alike(wish, other) for other in self._wishes),
            reason=inner.crs_reason,
        )
        dialog = CrsDialog(question, self._session, self._window)
        dialog.accepted.connect(lambda: self._answered(wish, dialog.answer))
        dialog.rejected.connect(self._next)
        self._open(dialog)

    def _answered(self, wish: _Wish, answer: CrsAnswer | None) -> None:
        if answer is not None:
            folder = wish.layer.path.parent
            told = self._session.settings.with_folder_crs(folder, answer.crs, swap_xy=answer.swap_xy)
            self._session.remember(folder_crs=told.folder_crs)
        if answer is not None and answer.for_all:
            self._wishes = deque(replace(w, answer=answer) if _alike(wish, w) else w for w in self._wishes)
        self._go(replace(wish, answer=answer))

    def _read(self, wish: _Wish) -> None:
        inner = wish.layer.inner

        def failed(error: UserError) -> None:
            if isinstance(error, MissingCrsError) and wish.answer is None:
                self._ask_crs(wish)
                return
            self._session.report(error)
            self._next()

        self._session.tasks.run(
            lambda feedback: session_reading.read_source(wish.layer.spec, feedback, **wish.how),
            done=lambda layer: self._add(wish, layer),
            failed=failed,
            cancelled=self._next,
            title=Message("Reading {layer}", {"layer": inner.name}),
            owner=self,
        )

    def _add(self, wish: _Wish, layer: Layer) -> None:
        try:
            added = self._session.add(layer, wish.layer.spec, **wish.how)
        except UserError as error:
            self._session.report(error)
        else:
            self._added.append(added)
            self._note_offer(wish, added, layer)
            self._remember(wish.layer.path)
            for note in layer.info.notes:
                self._session.show_message("warning", note)
        self._next()

    def _remember(self, path: Path) -> None:
        settings = self._session.settings.with_recent(path).with_folder("open", path.parent)
        self._session.remember(recent_files=settings.recent_files, last_folders=settings.last_folders)

    def _finish(self) -> None:
        """Show what came."""
        added, self._added = self._added, []
        here = [layer_id for layer_id in added if self._session.state.has(layer_id)]
        if not here:
            return
        self._session.projectChanged.emit()
        layers = [self._session.state.entry(layer_id).layer for layer_id in here]
        bounds = [layer.bounds for layer in layers if layer.bounds[0] == layer.bounds[0]]
        if bounds:
            x0, y0, x1, y1 = zip(*bounds, strict=True)
            self._session.zoom_to_extent((min(x0), min(y0), max(x1), max(y1)))
        if len(layers) == 1:
            values: dict[str, object] = {"layer": layers[0].info.title, "count": f"{len(layers[0]):,}"}
            self._session.show_message("success", Message("Added {layer} (features: {count}).", values))
        else:
            self._session.show_message("success", Message("Added {count} layers.", {"count": len(layers)}))
        self._ask_official()

    # --- official data ---------------------------------------------------------------------------------------------

    def _note_offer(self, wish: _Wish, own_id: str, layer: Layer) -> None:
        """Remember to ask, where the layer is a control line that only a schematic one stands for."""
        from yhgis.model.layer import Status
        from yhgis.plan.standard_layers import replaced_by
        from yhgis.ui.dialogs.add_official import OfficialOffer

        layer_id = replaced_by(layer)
        if layer_id is None or layer_id not in self._session.catalog.ids:
            return
        schematic = self._session.layer(layer_id)
        if schematic.info.status is not Status.SCHEMATIC or any(offer.layer_id == layer_id for offer in self._offers):
            return
        inner_name = wish.layer.inner.name if wish.layer.one_of_many else ""
        crs, swap_xy = (wish.answer.crs, wish.answer.swap_xy) if wish.answer else ("", False)
        path = wish.layer.path
        self._offers.append(OfficialOffer(own_id, layer_id, schematic.info.title, path, inner_name, crs, swap_xy))

    def _ask_official(self) -> None:
        """Ask about the next control line, one after another."""
        if not self._offers:
            return
        from yhgis.ui.dialogs.add_official import OfficialDialog

        offer = self._offers.popleft()
        dialog = OfficialDialog(offer, self._window)
        dialog.accepted.connect(lambda: self._declare(offer))
        dialog.rejected.connect(self._ask_official)
        self._open(dialog)

    def _declare(self, offer: OfficialOffer) -> None:
        """Make the file the official one, and show it in the schematic layer's place."""
        from yhgis.model.layer import Status
        from yhgis.plan import official

        catalog = self._session.catalog

        def work(_feedback: Feedback) -> Layer:
            official.declare(
                offer.layer_id, offer.path, inner_name=offer.inner_name, crs=offer.crs, swap_xy=offer.swap_xy
            )
            catalog.forget(offer.layer_id)
            return catalog.layer(offer.layer_id).to_crs(WORK_CRS)

        def done(layer: Layer) -> None:
            self._session.take_official(layer)
            for note in layer.info.notes:
                self._session.show_message("warning", note)
            if layer.info.status is not Status.OFFICIAL:
                return
            if self._session.state.has(offer.own_id):
                self._session.remove(offer.own_id)  # it is on the map as what it is
            self._session.set_visible(offer.layer_id, True)
            self._session.show_message("success", Message("{layer} is official data now.", {"layer": offer.title}))
            self._ask_official()

        title = Message("Reading {layer}", {"layer": offer.title})
        self._session.tasks.run(work, done=done, title=title, owner=self)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _alike(one: _Wish, other: _Wish) -> bool:
    """Whether two layers ask for the same thing: no CRS, from one folder."""
    return not other.layer.inner.crs and other.answer is None and one.layer.path.parent == other.layer.path.parent
