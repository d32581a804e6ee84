"""Zip archives of vector data: unpacked beside the program's temporary files, gone when reading ends."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from yhgis.errors import DataError
from yhgis.io.formats import by_extension

_UTF8_FLAG = 0x800
_MOST_BYTES = 8 << 30


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[Path, ...]]:
    """Yield the vector files that ``path`` stands for: itself, or those inside it when it is a zip.

    GDAL could read inside the archive, but it neither decodes the GBK names that Windows writes nor lets the
    shapefile's parts be looked at for their encoding.

    Raises
    ------
    DataError
        A damaged or protected archive, or nothing readable inside.
    """
    if path.suffix.lower() != ".zip":
        yield (path,)
        return
    with tempfile.TemporaryDirectory(prefix="yhgis-zip-") as room:
        _extract(path, Path(room))
        files = _vector_files(Path(room))
        if not files:
            raise DataError("{file} holds no vector data that can be read.", file=str(path))
        yield files


def _extract(path: Path, room: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if sum(member.file_size for member in members) > _MOST_BYTES:
                raise DataError(
                    "{file} is too large to unpack here; unpack it and open the file inside.", file=str(path)
                )
            for member in members:
                _extract_member(archive, member, room)
    except (zipfile.BadZipFile, EOFError) as error:
        raise DataError("{file} is damaged or not a zip archive.", file=str(path)) from error
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
    for path in sorted(room.rglob("*")):
        fmt = by_extension(path.suffix)
        inside_folder = any(parent in found for parent in path.parents)
        if fmt is not None and fmt.id != "zip" and fmt.reads and path.is_dir() == fmt.folder and not inside_folder:
            found.append(path)
    return tuple(found)
