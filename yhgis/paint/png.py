"""PNG written band by band: a wall map at 600 dpi takes no more memory than its bands.

Every band is compressed by itself, wherever it was painted; the streams follow each other as one.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Maps are flat colours: unfiltered rows at this level are smaller than libpng's, and quicker.
_COMPRESSION = 3
_ZLIB_HEADER = b"\x78\x5e"
_RGB, _RGBA = 2, 6
# Rows turned into bytes at a time.
_ROWS = 64
_ADLER_BASE = 65_521


@dataclass(frozen=True)
class PngBand:
    """A band as it stands in a PNG: deflated, with the checksum and the length of what was."""

    deflated: bytes
    adler: int
    length: int


def png_band(band: QImage, *, alpha: bool) -> PngBand:
    """Return ``band`` deflated, each row behind the number of its filter (none)."""
    stream = zlib.compressobj(_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    adler, length, pieces = 1, 0, []
    for pixels in plain_rows(band, alpha=alpha):
        rows = np.zeros((pixels.shape[0], pixels.shape[1] + 1), dtype=np.uint8)
        rows[:, 1:] = pixels
        pieces.append(stream.compress(rows.data))
        adler = zlib.adler32(rows.data, adler)
        length += rows.size
    # Ends on a whole byte and refers to nothing before it, so that another stream may follow.
    pieces.append(stream.flush(zlib.Z_FULL_FLUSH))
    return PngBand(b"".join(pieces), adler, length)


def write_png(
    bands: Iterable[PngBand], path: Path, size: tuple[int, int], dpi: float, texts: dict[str, str], *, alpha: bool
) -> None:
    """Write ``bands``, top to bottom, as one PNG; not atomic, `yhgis.paint.export` is.

    Parameters
    ----------
    bands : iterable of PngBand
        All of the picture's width; their heights add up to its height.
    size : (width, height)
        Dots.
    dpi : float
        Stored as dots a metre.
    texts : dict
        Keyword to text, such as ``Title``.
    alpha : bool
        Whether the bands have transparency.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    with path.open("wb") as file:
        file.write(_SIGNATURE)
        _chunk(file, b"IHDR", struct.pack(">IIBBBBB", *size, 8, _RGBA if alpha else _RGB, 0, 0, 0))
        _chunk(file, b"sRGB", b"\0")
        per_metre = round(dpi / 0.0254)
        _chunk(file, b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))
        for keyword, text in texts.items():
            # keyword, not compressed, no language, no translated keyword, text in UTF-8
            _chunk(file, b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode("utf-8"))
        _chunk(file, b"IDAT", _ZLIB_HEADER)
        adler = 1
        for band in bands:
            _chunk(file, b"IDAT", band.deflated)
            adler = adler_of_both(adler, band.adler, band.length)
        last_block = zlib.compressobj(_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS).flush()
        _chunk(file, b"IDAT", last_block + struct.pack(">I", adler))
        _chunk(file, b"IEND", b"")


def plain_rows(band: QImage, *, alpha: bool) -> Iterator[NDArray[np.uint8]]:
    """Yield the rows of ``band``, some at a time: red, green, blue and, if ``alpha``, opacity, without Qt's padding."""
    kind, depth = (QImage.Format.Format_RGBA8888, 4) if alpha else (QImage.Format.Format_RGB888, 3)
    for top in range(0, band.height(), _ROWS):
        part = band.copy(0, top, band.width(), min(_ROWS, band.height() - top)).convertToFormat(kind)
        rows = np.frombuffer(part.constBits(), np.uint8).reshape(part.height(), part.bytesPerLine())
        yield rows[:, : part.width() * depth].copy()


def adler_of_both(first: int, second: int, second_length: int) -> int:
    """Return the Adler-32 checksum of two runs of bytes, one behind the other, from theirs (RFC 1950, section 9)."""
    low_1, high_1 = first & 0xFFFF, first >> 16
    low_2, high_2 = second & 0xFFFF, second >> 16
    low = (low_1 + low_2 - 1) % _ADLER_BASE
    high = (high_1 + high_2 + second_length * (low_1 - 1)) % _ADLER_BASE
    return high << 16 | low


def _chunk(file: BinaryIO, name: bytes, content: bytes) -> None:
    file.write(struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content)))
