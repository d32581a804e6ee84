"""Whole files or none: write under a temporary name in the same folder, then rename."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yhgis.errors import DataError, UserError

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_DEVICE = (errno.EIO, errno.EROFS, errno.ENODEV)
# Libraries that write for us tell of a full disk in words only: SQLite's, and the C library's.
_NO_ROOM_WORDS = ("disk is full", "disk I/O error", "No space left", "File too large", "quota exceeded")
# More than any library keeps back in its buffers.
_PROBE_BYTES = 1 << 18


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Yield a temporary path that becomes ``target`` when the block ends well.

    The temporary file keeps the suffix of ``target`` (drivers choose the format by it) and is removed
    when the block raises, so an existing ``target`` stays whole.

    Raises
    ------
    DataError
        The folder does not exist, or cannot be written; the disk is full.
    """
    with waiting_room(target.parent) as room, telling_of_the_disk(target):
        yield room / target.name
        move_into_place(room / target.name, target)


@contextmanager
def waiting_room(folder: Path) -> Iterator[Path]:
    """Yield a new folder inside ``folder`` that is gone afterwards, with all that is still in it.

    Raises
    ------
    DataError
        ``folder`` does not exist, or cannot be written.
    """
    room = make_room(folder)
    try:
        yield room
    finally:
        shutil.rmtree(room)


def make_room(folder: Path) -> Path:
    """Return a new, hidden folder inside ``folder``; errors as for `waiting_room`."""
    if not folder.is_dir():
        raise DataError("The folder {folder} does not exist; create it or choose another.", folder=str(folder))
    try:
        return Path(tempfile.mkdtemp(prefix=".yhgis-", dir=folder))
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise _no_room(folder) from error
        raise DataError(
            "Cannot write to the folder {folder}: {reason}.", folder=str(folder), reason=str(error.strerror)
        ) from error


def move_into_place(source: Path, target: Path) -> None:
    """Rename ``source`` to ``target``, whatever was there before.

    Raises
    ------
    DataError
        Another program holds ``target``, or it is a folder.
    """
    try:
        os.replace(source, target)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise _no_room(target) from error
        raise DataError(
            "Cannot write {file}: {reason}. Is it open in another program?",
            file=str(target),
            reason=str(error.strerror),
        ) from error


@contextmanager
def telling_of_the_disk(target: Path) -> Iterator[None]:
    """Turn what a full or failing disk raises in the block, however wrapped, into one sentence about ``target``."""
    try:
        yield
    except UserError as error:
        if _is_about_room(error):
            raise _no_room(target) from error
        raise
    except Exception as error:
        if _is_about_room(error):
            raise _no_room(target) from error
        if isinstance(error, OSError) and error.errno in _NO_DEVICE:
            raise DataError("Cannot write {file}: {reason}.", file=str(target), reason=error.strerror) from error
        raise


def check_room(folder: Path) -> None:
    """Raise an `OSError` if the disk of ``folder`` is full: for libraries that say nothing of their last bytes."""
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(bytes(_PROBE_BYTES))
        probe.flush()
        os.fsync(probe.fileno())


def write_text(target: Path, text: str) -> None:
    """Write ``text`` as UTF-8 to ``target``, atomically, with Unix line ends."""
    with atomic_path(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_bytes(target: Path, content: bytes) -> None:
    """Write ``content`` to ``target``, atomically."""
    with atomic_path(target) as temporary:
        temporary.write_bytes(content)


def _is_about_room(error: BaseException) -> bool:
    """Whether ``error``, or what it was raised from, says that something did not fit."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, OSError) and found.errno in _NO_ROOM:
            return True
        if any(words in str(found) for words in _NO_ROOM_WORDS):
            return True
        found = found.__cause__ or found.__context__
    return False


def _no_room(place: Path) -> DataError:
    return DataError(
        "There is no room left on the disk for {file}; free some space or choose another folder.", file=str(place)
    )
