"""A shapefile is several files: written together, replaced together, with names cut where characters end."""

from __future__ import annotations

import codecs
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from yhgis.atomic import atomic_path, make_room, telling_of_the_disk
from yhgis.errors import DataError, UsageError

#: Everything that may lie beside a ``.shp``; a stale index of the old file would be believed by the next reader.
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".qpj", ".shp.xml", ".idm", ".ind")
_NAME_BYTES = 10
_LANGUAGE_GBK = 0x4D


@contextmanager
def replaced_set(target: Path) -> Iterator[Path]:
    """Yield a ``.shp`` to write; its parts then take the place of ``target``'s, all or none.

    Raises
    ------
    DataError
        The folder does not exist or cannot be written, or a part is open in another program.
    """
    room = make_room(target.parent)
    new, old = room / "new", room / "old"
    try:
        with telling_of_the_disk(target):
            new.mkdir()
            old.mkdir()
            yield new / target.name
            _swap(target, new, old)
    except _NotRestored as error:
        raise DataError(
            "{file} could not be replaced, and its old parts could not be put back; they are kept in {folder}.",
            file=str(target),
            folder=str(old),
        ) from error
    except BaseException:
        shutil.rmtree(room)
        raise
    shutil.rmtree(room)


class _NotRestored(Exception):
    """Old parts are still aside: the folder with them must stay."""


def _swap(target: Path, new: Path, old: Path) -> None:
    """Move ``target``'s parts to ``old`` and those of ``new`` to their place; undo it all when one cannot move."""
    moves = [(part, old / part.name) for part in _parts_of(target)]
    moves += [(part, target.parent / part.name) for part in sorted(new.iterdir())]
    done: list[tuple[Path, Path]] = []
    try:
        for source, goal in moves:
            os.replace(source, goal)
            done.append((source, goal))
    except OSError as error:
        _undo(done)
        raise DataError(
            "Cannot write {file}: {reason}. Is it open in another program?",
            file=str(target),
            reason=str(error.strerror),
        ) from error


def _undo(done: list[tuple[Path, Path]]) -> None:
    try:
        for source, goal in reversed(done):
            os.replace(goal, source)
    except OSError as error:
        raise _NotRestored from error


def _parts_of(target: Path) -> list[Path]:
    candidates = (target.with_suffix(spelt) for part in PARTS for spelt in dict.fromkeys((part, part.upper())))
    # On a file system without case both spellings are the same file; it moves once.
    return list({candidate.resolve(): candidate for candidate in candidates if candidate.is_file()}.values())


@contextmanager
def zipped_set(target: Path) -> Iterator[Path]:
    """Yield a ``.shp`` to write; its parts become the zip ``target``, whole or not at all."""
    with atomic_path(target) as temporary, tempfile.TemporaryDirectory(prefix="yhgis-zip-") as room:
        yield Path(room, f"{target.stem}.shp")
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(room).iterdir()):
                archive.write(part, part.name)


def short_names(names: Sequence[str], codec: str) -> dict[str, str]:
    """Return a distinct name of at most 10 bytes in ``codec`` for each of ``names``, cut between characters."""
    short: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        candidate, count = _cut(name, codec, _NAME_BYTES), 1
        while candidate.casefold() in taken:
            mark = f"_{count}"
            candidate, count = _cut(name, codec, _NAME_BYTES - len(mark)) + mark, count + 1
        taken.add(candidate.casefold())
        short[name] = candidate
    return short


def _cut(text: str, codec: str, most: int) -> str:
    return text.encode(codec)[:most].decode(codec, errors="ignore")


def text_codec(encoding: str) -> str:
    """Return Python's codec for ``encoding``.

    Raises
    ------
    UsageError
        There is no such encoding.
    """
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise UsageError("{encoding} is not a text encoding; try UTF-8 or GBK.", encoding=encoding) from error


def mark_language(shp: Path, codec: str) -> None:
    """Write the DBF's language byte for GBK: a copy that loses its ``.cpg`` then still reads right."""
    if codec not in ("gbk", "cp936", "gb2312"):
        return
    with shp.with_suffix(".dbf").open("r+b") as stream:
        stream.seek(29)
        stream.write(bytes([_LANGUAGE_GBK]))
