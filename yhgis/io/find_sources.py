"""Files that were moved: looked for below a folder by name, and by their bytes where the name changed too."""

from __future__ import annotations

import os
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from yhgis.feedback import Feedback
from yhgis.i18n import Message
from yhgis.io.fingerprint import sha256_of

#: No search goes on for longer, nor through more folders: a network drive may hold millions.
MOST_SECONDS = 120.0
MOST_FOLDERS = 50_000
#: Bytes read of files that have another name and the size of the one that is wanted.
MOST_HASHED = 4 << 30


@dataclass(frozen=True)
class Wanted:
    """A file that is not where it was.

    Parameters
    ----------
    path : Path
        Where it was.
    sha256 : str
        As `yhgis.io.fingerprint.sha256_of` gave it; empty where unknown.
    size : int
        Bytes of the file itself; 0 where unknown.
    """

    path: Path
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True)
class FoundSources:
    """What a search gave.

    Parameters
    ----------
    places : mapping of Path to Path
        Old place to new place, of those that were found.
    whole : bool
        Whether everything below the folder was looked at, within the limits.
    """

    places: Mapping[Path, Path]
    whole: bool = True


def find_sources(folder: Path, wanted: Sequence[Wanted], feedback: Feedback) -> FoundSources:
    """Look for files below ``folder``: by name, among several by their bytes, then by size and bytes alone.

    A file that lies outside ``folder`` is found too where it moved the same way as one inside.

    Parameters
    ----------
    folder : Path
        Where the user says they may be.
    wanted : sequence of Wanted
    feedback : Feedback
        Polled at every folder, so that a cancel is heard at once.
    """
    named: dict[str, list[Path]] = {}
    sized: dict[int, list[Path]] = {}
    names = {_folded(one.path.name) for one in wanted}
    sizes = {(one.size, one.path.suffix.lower()) for one in wanted if one.size and one.sha256}
    walk = _Walk(folder)
    for path, is_folder in walk.run(feedback):
        if _folded(path.name) in names:
            named.setdefault(_folded(path.name), []).append(path)
        elif not is_folder and sizes:
            size = _size(path)
            if (size, path.suffix.lower()) in sizes:
                sized.setdefault(size, []).append(path)
    places: dict[Path, Path] = {}
    budget = [MOST_HASHED]
    for one in wanted:
        feedback.check()
        found = _best(one, named.get(_folded(one.path.name), []), budget) or _same_bytes(
            one, sized.get(one.size, []), budget
        )
        if found is not None:
            places[one.path] = found
    return FoundSources(_with_siblings(places, wanted), walk.whole)


def moved_like(old: PurePath, new: PurePath, other: PurePath) -> PurePath | None:
    """Return where ``other`` is now, had it moved as ``old`` moved to ``new``; None where that says nothing of it.

    Pure: what both have in common at the end stayed, what lies before it was replaced.
    """
    kept = _common_tail(old, new)
    old_root, new_root = PurePath(*old.parts[: len(old.parts) - kept]), PurePath(*new.parts[: len(new.parts) - kept])
    if not other.is_relative_to(old_root):
        return None
    return new_root / other.relative_to(old_root)


class _Walk:
    """Everything below a folder, shallow folders first, within the limits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.whole = True

    def run(self, feedback: Feedback) -> Iterator[tuple[Path, bool]]:
        """Yield paths, and whether each is a folder; links to folders are not followed."""
        end = time.monotonic() + MOST_SECONDS
        waiting, done = [self._folder], 0
        while waiting:
            deeper: list[Path] = []
            for place in waiting:
                feedback.check()
                feedback.progress(min(done / 1000, 0.9), Message("Looking in {folder}", {"folder": place.name}))
                done += 1
                if done > MOST_FOLDERS or time.monotonic() > end:
                    self.whole = False
                    return
                for path, is_folder in _inside(place):
                    yield path, is_folder
                    if is_folder and path.suffix.lower() != ".gdb":
                        deeper.append(path)
            waiting = deeper


def _inside(place: Path) -> list[tuple[Path, bool]]:
    """Return what lies in a folder, in the order of the names; nothing where it may not be read."""
    try:
        with os.scandir(place) as entries:
            found = [(Path(entry.path), entry.is_dir(follow_symlinks=False)) for entry in entries]
    except OSError:
        return []  # somebody else's folder on a shared drive: the search goes on beside it
    return sorted(found)


def _best(wanted: Wanted, found: Sequence[Path], budget: list[int]) -> Path | None:
    """Return the likeliest among files of the right name: the same bytes, then the likest path, then the shallowest."""
    if len(found) > 1:
        same = _same_bytes(wanted, [path for path in found if not wanted.size or _size(path) == wanted.size], budget)
        if same is not None:
            return same
    return min(found, key=lambda path: (-_common_tail(path, wanted.path), len(path.parts)), default=None)


def _same_bytes(wanted: Wanted, found: Sequence[Path], budget: list[int]) -> Path | None:
    """Return the first of ``found`` that is the very file, as far as ``budget`` bytes allow to read them."""
    for path in found if wanted.sha256 else ():
        budget[0] -= _size(path)
        if budget[0] < 0:
            return None
        try:
            if sha256_of(path) == wanted.sha256:
                return path
        except OSError:
            continue  # it may not be read, so it cannot be opened either
    return None


def _with_siblings(places: dict[Path, Path], wanted: Sequence[Wanted]) -> dict[Path, Path]:
    """Add files that moved the same way as one that was found, where they are there."""
    moves = list(places.items())
    for one in wanted:
        for old, new in moves if one.path not in places else ():
            guess = moved_like(old, new, one.path)
            if guess is not None and Path(guess).exists():
                places[one.path] = Path(guess)
                break
    return places


def _common_tail(one: PurePath, other: PurePath) -> int:
    """Return how many parts two paths have in common at their end."""
    count = 0
    for a, b in zip(reversed(one.parts), reversed(other.parts), strict=False):
        if _folded(a) != _folded(b):
            break
        count += 1
    return count


def _folded(name: str) -> str:
    """Return a name as file systems compare it: macOS takes letters apart, Windows does not tell A from a."""
    return unicodedata.normalize("NFC", name).casefold()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0
