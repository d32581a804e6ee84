"""Whole files or none: write under a temporary name in the same folder, then rename."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yhgis.errors import DataError


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Yield a temporary path that becomes ``target`` when the block ends well.

    The temporary file keeps the suffix of ``target`` (drivers choose the format by it) and is removed
    when the block raises, so an existing ``target`` stays whole.

    Raises
    ------
    DataError
        The folder does not exist, or cannot be written.
    """
    folder = target.parent
    if not folder.is_dir():
        raise DataError("The folder {folder} does not exist; create it or choose another.", folder=str(folder))
    try:
        room = Path(tempfile.mkdtemp(prefix=".yhgis-", dir=folder))
    except OSError as error:
        raise DataError(
            "Cannot write to the folder {folder}: {reason}.", folder=str(folder), reason=str(error.strerror)
        ) from error
    temporary = room / target.name
    try:
        yield temporary
        try:
            os.replace(temporary, target)
        except OSError as error:
            raise DataError(
                "Cannot write {file}: {reason}. Is it open in another program?",
                file=str(target),
                reason=str(error.strerror),
            ) from error
    finally:
        for left in room.iterdir():
            left.unlink()
        room.rmdir()


def write_text(target: Path, text: str) -> None:
    """Write ``text`` as UTF-8 to ``target``, atomically, with Unix line ends."""
    with atomic_path(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_bytes(target: Path, content: bytes) -> None:
    """Write ``content`` to ``target``, atomically."""
    with atomic_path(target) as temporary:
        temporary.write_bytes(content)
