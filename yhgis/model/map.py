"""The open map: which layers, in which order, how shown. Pure data with one door for every change.

Every edit goes through `OpenMap.apply`, which keeps the smallest before-state, so undo and the question about
unsaved changes follow from it.  Listeners are plain callables; the window bridges them to Qt in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from yhgis.errors import DataError, nearest_name
from yhgis.i18n import Message
from yhgis.model.layer import Layer
from yhgis.model.sheet_edits import LegendEdits, SheetLayout
from yhgis.model.story import Story
from yhgis.model.view import Extent
from yhgis.settings import Bookmark


@dataclass(frozen=True)
class Lost:
    """Why a layer's source gave nothing.

    Parameters
    ----------
    reason : Message
        The sentence to show.
    gone : bool
        Whether the file is not where it was; else it is there and cannot be read.
    size : int
        Bytes of the file as it was, to know it again by; 0 where unknown.
    """

    reason: Message
    gone: bool
    size: int = 0


@dataclass(frozen=True, eq=False)
class MapEntry:
    """One layer of the open map, with how it is shown.

    Parameters
    ----------
    layer : Layer
        In the working CRS.
    visible : bool
    opacity : float
        0..1.
    style : Any
        `yhgis.model.style.LayerStyle`, or None for the layer's own default style.
    spec : str
        How to find it again: a catalog id, a path, or ``path|layername=NAME``.
    crs : str
        What the user declared for a file that states none; empty when the file itself says.
    swap_xy : bool
        The user declared that the file's x and y are exchanged.
    encoding : str
        In which the user wants the file's text read; empty where the file or its bytes decide.
    extent : tuple of 4 floats or None
        Ground (working CRS) that was read of a file too large for memory; None where all of it was.
    lost : Lost or None
        The source gave nothing: the layer is then an empty one that keeps the place, until it is found.
    """

    layer: Layer
    visible: bool = True
    opacity: float = 1.0
    style: Any = None
    spec: str = ""
    crs: str = ""
    swap_xy: bool = False
    encoding: str = ""
    extent: Extent | None = None
    lost: Lost | None = None

    @property
    def id(self) -> str:
        """The layer's id, unique in the map."""
        return self.layer.id


@dataclass(frozen=True, eq=False)
class MapState:
    """All that a project file keeps of the open map; entries are drawn bottom first.

    ``bookmarks`` are named views in the user's order, ``stories`` the user's own, ``legends`` the user's edits of a
    theme's legend by theme id, ``layouts`` the places of a sheet's parts by paper and orientation, ``A3-landscape``.
    """

    entries: tuple[MapEntry, ...] = ()
    theme: str = "layout"
    extent: Extent | None = None
    role: str = "planner"
    legends: Mapping[str, LegendEdits] = field(default_factory=dict)
    layouts: Mapping[str, SheetLayout] = field(default_factory=dict)
    bookmarks: tuple[Bookmark, ...] = ()
    stories: tuple[Story, ...] = ()

    def entry(self, layer_id: str) -> MapEntry:
        """Return the entry of ``layer_id``.

        Raises
        ------
        DataError
            No such layer on the map; the nearest one is offered.
        """
        for entry in self.entries:
            if entry.id == layer_id:
                return entry
        ids = [entry.id for entry in self.entries]
        raise DataError(
            "There is no layer {layer} on the map; the nearest is {near}.",
            layer=layer_id,
            near=nearest_name(layer_id, ids) or "-",
        )

    def has(self, layer_id: str) -> bool:
        """Whether ``layer_id`` is on the map."""
        return any(entry.id == layer_id for entry in self.entries)


@dataclass(frozen=True)
class Edit:
    """One change of the map: the state before it and after it, and its name for the undo menu."""

    name: Message
    before: MapState
    after: MapState


Listener = Callable[[MapState, MapState], None]


@dataclass
class OpenMap:
    """The map that is open in the window.

    States are immutable and share their layers, so keeping one per edit costs a tuple, not a copy.
    """

    state: MapState = field(default_factory=MapState)
    _undo: list[Edit] = field(default_factory=list)
    _redo: list[Edit] = field(default_factory=list)
    _listeners: list[Listener] = field(default_factory=list)
    _saved: MapState | None = None
    _before_preview: MapState | None = None

    def listen(self, listener: Listener) -> None:
        """Call ``listener(before, after)`` after every change."""
        self._listeners.append(listener)

    def apply(self, name: Message, after: MapState) -> None:
        """Change the map to ``after``; can be undone."""
        edit = Edit(name, self.settled, after)
        self._before_preview = None
        self._undo.append(edit)
        self._redo.clear()
        self._become(after)

    def preview_entry(self, layer_id: str, **changes: Any) -> None:
        """Show one entry changed while the hand still moves; no edit until `apply`, which takes it all back at once."""
        self.state.entry(layer_id)
        if self._before_preview is None:
            self._before_preview = self.state
        self._become(self._changed(layer_id, changes))

    @property
    def settled(self) -> MapState:
        """The map without what is only previewed."""
        return self._before_preview or self.state

    def end_preview(self) -> None:
        """Show the map again as it was before `preview_entry`, if nothing came of it."""
        before, self._before_preview = self._before_preview, None
        if before is not None:
            self._become(before)

    def undo(self) -> Message | None:
        """Take the last change back; return its name, or None when there is none."""
        self.end_preview()
        if not self._undo:
            return None
        edit = self._undo.pop()
        self._redo.append(edit)
        self._become(edit.before)
        return edit.name

    def redo(self) -> Message | None:
        """Do again what was taken back last; return its name, or None when there is nothing."""
        self.end_preview()
        if not self._redo:
            return None
        edit = self._redo.pop()
        self._undo.append(edit)
        self._become(edit.after)
        return edit.name

    @property
    def undo_name(self) -> Message | None:
        """Name of the change that `undo` takes back; None when there is none."""
        return self._undo[-1].name if self._undo else None

    @property
    def redo_name(self) -> Message | None:
        """Name of the change that `redo` does again; None when there is none."""
        return self._redo[-1].name if self._redo else None

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to do again."""
        return bool(self._redo)

    def load(self, state: MapState) -> None:
        """Open another map: nothing to undo, nothing unsaved."""
        self._undo.clear()
        self._redo.clear()
        self._before_preview = None
        self._saved = state
        self._become(state)

    def mark_saved(self) -> None:
        """Remember that the present state is in the project file."""
        self._saved = self.state

    @property
    def unsaved(self) -> bool:
        """Whether closing now would lose a change."""
        return self._saved is not self.settled

    def update_entry(self, layer_id: str, name: Message, **changes: Any) -> None:
        """Change one entry (``visible``, ``opacity``, ``style``) as one undoable edit."""
        self.state.entry(layer_id)
        self.apply(name, self._changed(layer_id, changes))

    def describe_again(self, described: Callable[[Layer], Layer]) -> None:
        """Give every layer, also those of the edits that can be taken back, what is said of it now: no edit.

        Parameters
        ----------
        described : callable
            Returns a layer with another description and the same features.
        """
        known: dict[int, MapState] = {}

        def again(state: MapState) -> MapState:
            if id(state) not in known:
                entries = tuple(replace(entry, layer=described(entry.layer)) for entry in state.entries)
                known[id(state)] = replace(state, entries=entries)
            return known[id(state)]

        self.end_preview()
        for edits in (self._undo, self._redo):
            edits[:] = [Edit(edit.name, again(edit.before), again(edit.after)) for edit in edits]
        self._saved = again(self._saved) if self._saved is not None else None
        self._become(again(self.state))

    def add(self, entry: MapEntry, name: Message) -> None:
        """Put a layer on top of the map; its id must be new."""
        if self.state.has(entry.id):
            raise DataError("A layer {layer} is already on the map.", layer=entry.id)
        self.apply(name, replace(self.state, entries=(*self.state.entries, entry)))

    def remove(self, layer_id: str, name: Message) -> None:
        """Take a layer off the map; its file stays."""
        self.state.entry(layer_id)
        kept = tuple(entry for entry in self.state.entries if entry.id != layer_id)
        self.apply(name, replace(self.state, entries=kept))

    def move(self, layer_id: str, position: int, name: Message) -> None:
        """Move a layer to ``position`` in drawing order (0 is the bottom)."""
        moved = self.state.entry(layer_id)
        others = [entry for entry in self.state.entries if entry.id != layer_id]
        others.insert(position, moved)
        self.apply(name, replace(self.state, entries=tuple(others)))

    def _changed(self, layer_id: str, changes: dict[str, Any]) -> MapState:
        entries = tuple(replace(entry, **changes) if entry.id == layer_id else entry for entry in self.state.entries)
        return replace(self.state, entries=entries)

    def _become(self, state: MapState) -> None:
        before, self.state = self.state, state
        for listener in self._listeners:
            listener(before, state)


def free_name(wanted: str, taken: set[str]) -> str:
    """Return ``wanted``, or the first of ``wanted_2``, ``wanted_3`` and so on that is free."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}_{number}" in taken:
        number += 1
    return f"{wanted}_{number}"
