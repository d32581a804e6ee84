"""TIFF written band by band, deflated, with the ground it shows in GeoTIFF's own tags.

Qt's writer wants the whole picture in memory and knows no ground.
"""

from __future__ import annotations

import itertools
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from yhgis.errors import DataError
from yhgis.model.crs import WORK_CRS
from yhgis.paint.georeference import Georeference
from yhgis.paint.png import plain_rows

_ASCII, _SHORT, _LONG, _RATIONAL, _DOUBLE = 2, 3, 4, 5, 12
_LETTERS = {_SHORT: "H", _LONG: "I", _DOUBLE: "d"}
_DEFLATE, _COMPRESSION = 8, 4
#: Bands are a multiple of these high, so that each is whole strips.
ROWS_A_STRIP = 64
_LARGEST = 2**32 - 2**20
Entry = tuple[int, int, bytes, int]
"""Tag, type, value as bytes, count."""


def tiff_band(band: QImage) -> list[bytes]:
    """Return ``band`` as deflated strips; only a picture's last band may end within one."""
    rows = np.concatenate(list(plain_rows(band, alpha=False)))
    starts = range(0, len(rows), ROWS_A_STRIP)
    return [zlib.compress(rows[start : start + ROWS_A_STRIP].data, _COMPRESSION) for start in starts]


def write_tiff(
    bands: Iterable[list[bytes]],
    path: Path,
    size: tuple[int, int],
    dpi: float,
    title: str,
    ground: Georeference | None = None,
) -> None:
    """Write ``bands`` of strips, top to bottom, as one RGB TIFF; not atomic, `yhgis.paint.export` is.

    Parameters
    ----------
    size : (width, height)
        Dots.
    title : str
        The image description; UTF-8, as readers take it.
    ground : Georeference, optional

    Raises
    ------
    OSError
        The file cannot be written.
    DataError
        It would be larger than a TIFF can be (4 GB).
    """
    with path.open("wb") as file:
        file.write(b"II*\0\0\0\0\0")  # where the directory stands is told at the end
        offsets: list[int] = []
        counts: list[int] = []
        for strip in itertools.chain.from_iterable(bands):
            if file.tell() + len(strip) > _LARGEST:
                raise DataError("{file} would be larger than 4 GB; choose fewer dpi.", file=path.name)
            offsets.append(file.tell())
            counts.append(len(strip))
            file.write(strip)
        directory = file.tell() + file.tell() % 2
        entries = _entries(size, dpi, title, ground, offsets, counts)
        file.write(b"\0" * (directory - file.tell()) + _directory(entries, directory))
        file.seek(4)
        file.write(struct.pack("<I", directory))


def _entries(
    size: tuple[int, int],
    dpi: float,
    title: str,
    ground: Georeference | None,
    offsets: list[int],
    counts: list[int],
) -> list[Entry]:
    width, height = size
    resolution = struct.pack("<II", round(dpi * 1000), 1000)
    entries = [
        _entry(256, _LONG, width),
        _entry(257, _LONG, height),
        _entry(258, _SHORT, 8, 8, 8),
        _entry(259, _SHORT, _DEFLATE),
        _entry(262, _SHORT, 2),
        _text(270, title),
        _entry(273, _LONG, *offsets),
        _entry(277, _SHORT, 3),
        _entry(278, _LONG, ROWS_A_STRIP),
        _entry(279, _LONG, *counts),
        (282, _RATIONAL, resolution, 1),
        (283, _RATIONAL, resolution, 1),
        _entry(284, _SHORT, 1),
        _entry(296, _SHORT, 2),
        _text(305, "yhgis"),
    ]
    return entries + (_ground_entries(ground) if ground is not None else [])


def _ground_entries(ground: Georeference) -> list[Entry]:
    """Return GeoTIFF's tags: size of a dot, where the first one lies, and the projected CRS by its EPSG code."""
    code = int(WORK_CRS.removeprefix("EPSG:"))
    keys = [1, 1, 0, 4, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, code, 3076, 0, 1, 9001]
    size = ground.metres_per_dot
    return [
        _entry(33550, _DOUBLE, size, size, 0.0),
        _entry(33922, _DOUBLE, 0.0, 0.0, 0.0, ground.left, ground.top, 0.0),
        _entry(34735, _SHORT, *keys),
    ]


def _entry(tag: int, kind: int, *values: float) -> Entry:
    return tag, kind, struct.pack(f"<{len(values)}{_LETTERS[kind]}", *values), len(values)


def _text(tag: int, text: str) -> Entry:
    content = text.encode("utf-8") + b"\0"
    return tag, _ASCII, content, len(content)


def _directory(entries: list[Entry], start: int) -> bytes:
    """Return the directory; values longer than four bytes stand behind it."""
    behind = start + 2 + 12 * len(entries) + 4
    table, values = struct.pack("<H", len(entries)), b""
    for tag, kind, content, count in sorted(entries):
        if len(content) <= 4:
            place = content.ljust(4, b"\0")
        else:
            place = struct.pack("<I", behind + len(values))
            values += content + b"\0" * (len(content) % 2)
        table += struct.pack("<HHI", tag, kind, count) + place
    return table + b"\0\0\0\0" + values
