"""Zip archives and folders of vector data; a zip is unpacked among temporary files, gone when reading ends."""

from __future__ import annotations

import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from yhgis.errors import DataError
from yhgis.io.formats import FOLDER, by_extension, detect

_UTF8_FLAG = 0x800
_MOST_BYTES = 8 << 30
_MOST_MEMBERS = 10_000
#: Vector data packs to a tenth; what unpacks to two hundred times its size, and to this much, is a trap.
_MOST_RATIO, _LEAST_SUSPICIOUS = 200, 256 << 20
_MOST_FILES = 500
_DEEPEST = 6


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[Path, tuple[Path, ...]]]:
    """Yield the folder and the vector files that ``path`` stands for: itself, or those inside a zip or a folder.

    GDAL could read inside the archive, but it neither decodes the GBK names that Windows writes nor lets the
    shapefile's parts be looked at for their encoding.

    Raises
    ------
    DataError
        A damaged or protected archive, or nothing readable inside.
    """
    if path.suffix.lower() == ".zip" and path.is_file():
        with tempfile.TemporaryDirectory(prefix="yhgis-zip-") as room:
            _extract(path, Path(room))
            yield _found(path, Path(room))
    elif detect(path) is FOLDER:
        yield _found(path, path)
    else:
        yield path.parent, (path,)


def folder_files(path: Path) -> tuple[Path, ...]:
    """Return the vector files and geodatabases in the folder ``path`` and below.

    Raises
    ------
    DataError
        There is none, or there are more than anybody means to open at once.
    """
    return _found(path, path)[1]


def _found(path: Path, room: Path) -> tuple[Path, tuple[Path, ...]]:
    files = _vector_files(room)
    if not files:
        raise DataError("{file} holds no vector data that can be read.", file=str(path))
    if len(files) > _MOST_FILES:
        raise DataError(
            "{file} holds {count} files of vector data; choose a folder further down.", file=str(path), count=len(files)
        )
    return room, files


def check_zip(path: Path) -> None:
    """Refuse an archive that would fill the disk, or the memory of a reader that unpacks it itself.

    Raises
    ------
    DataError
        Too large, too many members, packed suspiciously well, or no zip at all.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive.infolist())
    except (zipfile.BadZipFile, EOFError, OSError, UnicodeError, NotImplementedError) as error:
        raise DataError("{file} is damaged, or is not what its extension says.", file=str(path)) from error


def _check_members(path: Path, members: list[zipfile.ZipInfo]) -> None:
    whole = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    suspicious = whole > _LEAST_SUSPICIOUS and whole > _MOST_RATIO * packed
    if whole > _MOST_BYTES or len(members) > _MOST_MEMBERS or suspicious:
        raise DataError("{file} is too large to unpack here; unpack it and open the file inside.", file=str(path))


def _extract(path: Path, room: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_members(path, members)
            for member in members:
                _extract_member(archive, member, room)
    except (zipfile.BadZipFile, EOFError, zlib.error, UnicodeError) as error:
        raise DataError("{file} is damaged or not a zip archive.", file=str(path)) from error
    except OSError as error:
        raise DataError("{file} cannot be read: {reason}.", file=str(path), reason=str(error.strerror)) from error
    except (RuntimeError, NotImplementedError) as error:  # zipfile's way of saying "needs a password"
        raise DataError("{file} is protected or packed in an unusual way; unpack it first.", file=str(path)) from error


def _extract_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: Path) -> None:
    parts = [part for part in PurePosixPath(_member_name(member)).parts if part not in ("/", "..", ".")]
    if not parts or parts[0] == "__MACOSX":
        return
    target = room.joinpath(*(part.replace(":", "_") for part in parts))
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as inside, target.open("wb") as out:
        while block := inside.read(1 << 20):
            out.write(block)


def _member_name(member: zipfile.ZipInfo) -> str:
    """Return the name of ``member``: Chinese Windows writes GBK without saying so, and zipfile takes it for CP437."""
    if member.flag_bits & _UTF8_FLAG:
        return member.filename.replace("\\", "/")
    raw = member.filename.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return member.filename.replace("\\", "/")


def _vector_files(room: Path) -> tuple[Path, ...]:
    found: list[Path] = []
    for folder, folders, files in os.walk(room):
        here = Path(folder)
        deep = len(here.relative_to(room).parts)
        databases = [name for name in folders if _is_vector(here / name)]
        found += [here / name for name in databases]
        found += [here / name for name in files if not name.startswith((".", "~$")) and _is_vector(here / name)]
        folders[:] = [name for name in folders if name not in databases and name[0] != "." and deep < _DEEPEST]
    return tuple(sorted(found))


def _is_vector(path: Path) -> bool:
    fmt = by_extension(path.suffix)
    return fmt is not None and fmt.id != "zip" and fmt.reads and path.is_dir() == fmt.folder
