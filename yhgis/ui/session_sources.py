"""The files behind the user's layers: lost and found again, read anew, read in another way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from yhgis.errors import UserError
from yhgis.i18n import Message, Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.drawn import is_drawn
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.map import Lost, MapEntry, MapState, free_name
from yhgis.model.project import LAYER_MARK
from yhgis.ui import session_layers, session_reading

if TYPE_CHECKING:
    from yhgis.feedback import Feedback
    from yhgis.model.project import ProjectLayer
    from yhgis.plan.catalog import Catalog
    from yhgis.ui.session import Session


#: Files whose text is not always Unicode.
WITH_ENCODING = (".shp", ".txt", ".csv")


class Sources(QObject):
    """What is asked about the files behind the layers; one a session, see `sources`.

    Signals
    -------
    findAsked(str)
        A lost layer shall be looked for: ask for the folder, then call `find`.
    encodingAsked(str), crsAsked(str)
        A layer shall be read in another encoding or system: ask which, then call `read_again`.
    wasRead(str)
        A layer's file was read anew.
    """

    findAsked = Signal(str)
    encodingAsked = Signal(str)
    crsAsked = Signal(str)
    wasRead = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    def find(self, folder: Path, first: str = "") -> None:
        """Look below ``folder`` for the files of all lost layers, and mend those that are found as one step of undo.

        Parameters
        ----------
        first : str
            Id of the layer that the user asked for: if it is not found, that is said.
        """
        lost = tuple(entry for entry in self._session.state.entries if entry.lost is not None)
        self._session.tasks.run(
            lambda feedback: _look(folder, lost, feedback),
            done=lambda mended: self._mend(mended, first),
            title=Message("Looking in {folder}", {"folder": folder.name}),
            owner=self,
            key="find",
        )

    def try_again(self, layer_id: str) -> None:
        """Read a layer that could not be read."""
        entry = self._session.state.entry(layer_id)
        self._session.tasks.run(
            lambda feedback: _read_all({entry.id: entry}, feedback),
            done=lambda mended: self._mend(mended, layer_id),
            title=Message("Reading {layer}", {"layer": entry.layer.info.title}),
            owner=self,
        )

    def reload(self, layer_ids: Sequence[str]) -> None:
        """Read files anew that changed on the disk; style, order and, with as many features, selection stay."""
        entries = {name: self._session.state.entry(name) for name in layer_ids if self._session.state.has(name)}
        if not entries:
            return
        title = next(iter(entries.values())).layer.info.title
        self._session.tasks.run(
            lambda feedback: _read_all(entries, feedback),
            done=lambda read: self._reloaded(entries, read),
            title=Message("Reading {layer}", {"layer": title}),
            owner=self,
        )

    def read_again(self, layer_id: str, name: Message, **how: Any) -> None:
        """Read a layer in another way, as one step of undo named ``name``.

        Parameters
        ----------
        how
            ``crs``, ``swap_xy``, ``encoding`` or ``extent`` of `MapEntry`.
        """
        entry = replace(self._session.state.entry(layer_id), **how)

        def done(layer: Layer) -> None:
            if not self._session.state.has(layer_id):
                return
            if not len(layer):
                nothing = Message("{layer} has no feature there; what was read before stays.", {"layer": layer.id})
                self._session.show_message("warning", nothing)
                return
            changes = {**how, "layer": _named_as(layer, entry.layer), "lost": None}
            self._session.open_map.update_entry(layer_id, name, **changes)
            self.wasRead.emit(layer_id)
            self._tell_notes(layer)

        self._session.tasks.run(
            lambda feedback: session_reading.read_entry(entry, feedback),
            done=done,
            title=Message("Reading {layer}", {"layer": entry.layer.info.title}),
            owner=self,
        )

    def _mend(self, mended: _Mended, first: str) -> None:
        """Put what was found in its place; the rest stays lost."""
        session = self._session
        entries = tuple(mended.entries.get(entry.id, entry) for entry in session.state.entries)
        found = [entry for entry in mended.entries.values() if entry.lost is None and session.state.has(entry.id)]
        if found:
            session.open_map.apply(_found_name(found), replace(session.state, entries=entries))
            session.show_message("success", _found_name(found))
            for entry in found:
                self.wasRead.emit(entry.id)
        for note in mended.notes:
            session.show_message("warning", note)
        still = [entry for entry in session.state.entries if entry.lost is not None]
        asked = next((entry for entry in still if entry.id == first), None)
        if asked is not None and asked.id not in mended.faults:
            said = {"layer": asked.layer.info.title, "file": Path(asked.spec.partition("|")[0]).name}
            session.show_message("warning", Message("{file} of layer {layer} is not in this folder.", said))
        for fault in mended.faults.values():
            session.show_message("warning", fault)

    def _reloaded(self, asked: Mapping[str, MapEntry], read: _Mended) -> None:
        """Show the new features; where the file cannot be read just now, the old ones stay, and that is said."""
        new = {entry.id: entry.layer for entry in read.entries.values() if entry.lost is None}
        session = self._session

        def described(known: Layer) -> Layer:
            return new[known.id] if known.id in new and known.info.group == session_layers.OWN_GROUP else known

        if new:
            session.open_map.describe_again(described)
        for layer_id, layer in new.items():
            self.wasRead.emit(layer_id)
            self._tell_notes(layer)
        if new and len(new) == len(asked):
            titles = "、".join(str(entry.layer.info.title) for entry in asked.values())
            session.show_message("success", Message("Read again: {layer}.", {"layer": titles}))
        for layer_id, fault in read.faults.items():
            said: dict[str, object] = {"layer": asked[layer_id].layer.info.title, "reason": fault}
            kept = Message("{layer} cannot be read now, so what was read before stays: {reason}", said)
            offer = offered(kept, Message("Try again"), lambda: self.reload(list(asked)))
            session.show_message("warning", offer)

    def _tell_notes(self, layer: Layer) -> None:
        for note in layer.info.notes:
            self._session.show_message("warning", note)


@dataclass(frozen=True)
class _Mended:
    """Entries as they are after reading; faults of those that still cannot be read, by id; what is to be said."""

    entries: dict[str, MapEntry]
    faults: dict[str, Message] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()


def sources(session: Session) -> Sources:
    """Return the session's, made at the first call."""
    found = session.findChild(Sources)
    return found if found is not None else Sources(session)


def lost_entry(wanted: ProjectLayer, lost: Lost, state: MapState, catalog: Catalog) -> MapEntry:
    """Return the entry that keeps the place of a project's layer whose file gave nothing."""
    name = wanted.inner_name or Path(wanted.path).stem
    taken = set(catalog.ids) | {entry.id for entry in state.entries}
    info = LayerInfo(
        id=free_name(name, taken),
        title=Title(name),
        source=wanted.path,
        path=Path(wanted.path),
        inner_name=wanted.inner_name,
        sha256=wanted.sha256,
    )
    return MapEntry(Layer(info, np.empty(0, dtype=object), {}, WORK_CRS), spec=wanted.spec, lost=lost)


def known_by(entry: MapEntry) -> dict[str, Any]:
    """Return by what the project file knows a layer's file again under another name."""
    if entry.lost is not None:
        return {"sha256": entry.layer.info.sha256, "size": entry.lost.size}
    path = entry.layer.info.path
    try:
        size = path.stat().st_size if path is not None and path.is_file() else 0
    except OSError:  # a drive that is not there just now
        size = 0
    return {"sha256": entry.layer.info.sha256, "size": size}


def tell_lost(session: Session, lost: Sequence[Lost]) -> None:
    """Say which layers of a project just opened gave nothing; one sentence for all whose files are gone."""
    gone = [one for one in lost if one.gone]
    for one in lost:
        if not one.gone:
            session.show_message("warning", one.reason)
    if not gone:
        return
    several = Message("The files of {count} layers are not where they were.", {"count": len(gone)})
    sentence = gone[0].reason if len(gone) == 1 else several
    first = next((entry.id for entry in session.state.entries if entry.lost is not None and entry.lost.gone), "")
    offer = offered(sentence, Message("Find in a folder …"), lambda: sources(session).findAsked.emit(first))
    session.show_message("warning", offer)


def file_of(entry: MapEntry) -> Path | None:
    """Return the file behind a layer of the user's own; None for a built-in or a drawn one."""
    if entry.layer.info.group != session_layers.OWN_GROUP or is_drawn(entry.spec) or not entry.spec:
        return None
    return Path(entry.spec.partition("|")[0])


def _look(folder: Path, lost: Sequence[MapEntry], feedback: Feedback) -> _Mended:
    """Find the files and read them."""
    from yhgis.io.find_sources import Wanted, find_sources

    wanted = {
        Path(entry.spec.partition("|")[0]): Wanted(
            Path(entry.spec.partition("|")[0]), entry.layer.info.sha256, entry.lost.size if entry.lost else 0
        )
        for entry in lost
    }
    found = find_sources(folder, tuple(wanted.values()), feedback.part(0.0, 0.5))
    moved: dict[str, MapEntry] = {}
    for entry in lost:
        path, _, inner = entry.spec.partition(LAYER_MARK)
        new = found.places.get(Path(path))
        if new is not None:
            moved[entry.id] = replace(entry, spec=f"{new}{LAYER_MARK}{inner}" if inner else str(new))
    mended = _read_all(moved, feedback.part(0.5, 1.0))
    if found.whole:
        return mended
    cut = Message("The search in {folder} was cut short: it holds too many folders.", {"folder": folder.name})
    return replace(mended, notes=(*mended.notes, cut))


def _read_all(entries: Mapping[str, MapEntry], feedback: Feedback) -> _Mended:
    """Read each; one that cannot be read keeps what there was."""
    read: dict[str, MapEntry] = {}
    faults: dict[str, Message] = {}
    notes: list[Message] = []
    for number, (layer_id, entry) in enumerate(entries.items()):
        try:
            layer = session_reading.read_entry(entry, feedback.part(number / len(entries), (number + 1) / len(entries)))
        except UserError as error:
            faults[layer_id] = error.message
            continue
        if not len(layer):
            faults[layer_id] = Message("{layer} has no features; nothing to show.", {"layer": layer.info.title})
            continue
        was = entry.layer.info.sha256
        if entry.lost is not None and was and layer.info.sha256 != was:
            notes.append(Message("{layer}: the file has changed since it was saved.", {"layer": layer.info.title}))
        read[layer_id] = replace(entry, layer=_named_as(layer, entry.layer), lost=None)
    return _Mended(read, faults, tuple(notes))


def _named_as(layer: Layer, known: Layer) -> Layer:
    """Return ``layer`` under the id by which the map knows it."""
    return replace(layer, info=replace(layer.info, id=known.id, group=session_layers.OWN_GROUP))


def _found_name(found: Sequence[MapEntry]) -> Message:
    if len(found) == 1:
        return Message("Found {layer}", {"layer": found[0].layer.info.title})
    return Message("Found {count} layers", {"count": len(found)})


def offered(sentence: Message, label: Message, run: Callable[[], object]) -> Message:
    """Return a sentence with a button."""
    from yhgis.ui.messages import Offer  # which knows the session

    return Offer(sentence.text, sentence.values, label=label, run=lambda: (run(), None)[1])
