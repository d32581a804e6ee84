"""Looks whether the files behind the layers change on the disk, and offers to read them again.

The system tells of changes on local drives; network drives often tell nothing, so times and sizes are compared too when
the window gets the focus back.  Looking at files takes its time on a slow drive and happens in the background.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from yhgis.i18n import Message
from yhgis.ui.session_sources import file_of, offered, sources

if TYPE_CHECKING:
    from yhgis.feedback import Feedback
    from yhgis.model.map import MapState
    from yhgis.ui.session import Session

#: A file that was changed within this time is still being written, likely: it is looked at again.
QUIET_MS = 800
#: More files than this are only looked at when the window gets the focus: each watched one costs the system a handle.
MOST_WATCHED = 500

#: What tells a file as it was from a file that was changed: time in ns and size of each of its parts; None: gone.
Stamp = tuple[tuple[str, int, int], ...] | None


class SourceWatch(QObject):
    """Watches for a session; made once, by the window."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent or session)
        self._session = session
        self._known: dict[Path, Stamp] = {}
        self._settling: dict[Path, Stamp] = {}
        self._watcher = QFileSystemWatcher(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self.look)
        self._watcher.fileChanged.connect(lambda _path: self._timer.start())
        self._watcher.directoryChanged.connect(lambda _path: self._timer.start())
        session.mapChanged.connect(self._follow)
        sources(session).wasRead.connect(self._was_read)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._focus_came)

    def look(self) -> None:
        """Compare all files with what they were when they were read, in the background."""
        paths = tuple(self._known)
        if paths:
            tasks = self._session.tasks
            tasks.run(lambda feedback: _stamps(paths, feedback), done=self._looked, owner=self, key="look")

    def _focus_came(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def _follow(self, before: MapState, after: MapState) -> None:
        """Watch the files of the layers that are on the map now."""
        if before.entries is after.entries:
            return
        entries = [entry for entry in after.entries if entry.lost is None]
        wanted = {path for entry in entries if (path := file_of(entry)) is not None}
        new, gone = wanted - self._known.keys(), self._known.keys() - wanted
        for path in gone:
            del self._known[path]
            self._settling.pop(path, None)
        if gone and (watched := [str(path) for path in gone if str(path) in _all(self._watcher)]):
            self._watcher.removePaths(watched)
        if new:
            self._begin(tuple(new))

    def _begin(self, paths: tuple[Path, ...]) -> None:
        """Take files as they are for what was read, and watch them."""
        for path in paths:
            self._known[path] = ()  # not known yet; `look` meanwhile must not take that for a change

        def done(stamps: Mapping[Path, Stamp]) -> None:
            for path, stamp in stamps.items():
                if path in self._known:
                    self._known[path] = stamp
            self._watch()

        self._session.tasks.run(lambda feedback: _stamps(paths, feedback), done=done, owner=self)

    def _watch(self) -> None:
        """Ask the system to tell of changes; a file that was replaced by a new one has to be asked for again."""
        watched = set(_all(self._watcher))
        missing = [str(path) for path, stamp in self._known.items() if stamp and str(path) not in watched]
        if missing and len(watched) + len(missing) <= MOST_WATCHED:
            self._watcher.addPaths(missing)

    def _was_read(self, layer_id: str) -> None:
        path = file_of(self._session.state.entry(layer_id)) if self._session.state.has(layer_id) else None
        if path is not None and path in self._known:
            self._begin((path,))

    def _looked(self, stamps: Mapping[Path, Stamp]) -> None:
        """Say what changed, once each change; a file that still changes is looked at again first."""
        self._watch()
        for path, stamp in stamps.items():
            known = self._known.get(path, ())
            if known in ((), stamp):
                self._settling.pop(path, None)
                continue
            if self._settling.get(path, ()) != stamp:
                self._settling[path] = stamp
                self._timer.start()
                continue
            del self._settling[path]
            self._known[path] = stamp
            self._tell(path, gone=stamp is None)

    def _tell(self, path: Path, *, gone: bool) -> None:
        layers = [entry.id for entry in self._session.state.entries if file_of(entry) == path and entry.lost is None]
        if not layers:
            return
        if gone:
            said = Message("{file} is gone from the disk; what was read of it stays on the map.", {"file": path.name})
            self._session.show_message("warning", said)
            return
        said = Message("{file} was changed on the disk.", {"file": path.name})
        again = Message("Read again")
        self._session.show_message("warning", offered(said, again, lambda: sources(self._session).reload(layers)))


def _all(watcher: QFileSystemWatcher) -> list[str]:
    return [*watcher.files(), *watcher.directories()]


def _stamps(paths: tuple[Path, ...], feedback: Feedback) -> dict[Path, Stamp]:
    """Return how each file is now."""
    found: dict[Path, Stamp] = {}
    for path in paths:
        feedback.check()
        found[path] = _stamp(path)
    return found


def _stamp(path: Path) -> Stamp:
    from yhgis.io.fingerprint import source_files

    try:
        parts = [(file.name, file.stat()) for file in source_files(path)]
    except OSError:
        return None
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in parts) or None
