"""PNG written band by band: a wall map at 600 dpi takes no more memory than its widest band."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from yhgis.paint.squeezer import squeezing

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Maps are flat colours: unfiltered rows at this level are smaller than libpng's, and quicker.
_COMPRESSION = 3
_RGB, _RGBA = 2, 6


def write_png(
    bands: Iterable[QImage], path: Path, size: tuple[int, int], dpi: float, texts: dict[str, str], *, alpha: bool
) -> None:
    """Write ``bands``, top to bottom, as one PNG; not atomic, `yhgis.paint.export` is.

    Parameters
    ----------
    bands : iterable of QImage
        All of the picture's width; their heights add up to its height.
    size : (width, height)
        Dots.
    dpi : float
        Stored as dots a metre.
    texts : dict
        Keyword to text, such as ``Title``.
    alpha : bool
        Keep transparency.

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
        with squeezing(partial(_chunk, file, b"IDAT"), level=_COMPRESSION, memory=9) as squeezer:
            for band in bands:
                squeezer.append_made(partial(_rows, band, alpha=alpha))
            squeezer.flush()
        _chunk(file, b"IEND", b"")


def _rows(band: QImage, *, alpha: bool) -> bytes:
    """Return the rows of ``band``, each behind the number of its filter (none)."""
    pixels = plain_rows(band, alpha=alpha)
    rows = np.zeros((pixels.shape[0], pixels.shape[1] + 1), dtype=np.uint8)
    rows[:, 1:] = pixels
    return rows.tobytes()


def plain_rows(band: QImage, *, alpha: bool) -> NDArray[np.uint8]:
    """Return the rows of ``band`` as bytes, red, green, blue and, if ``alpha``, opacity, without Qt's padding."""
    kind, depth = (QImage.Format.Format_RGBA8888, 4) if alpha else (QImage.Format.Format_RGB888, 3)
    plain = band.convertToFormat(kind)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * depth].copy()


def _chunk(file: BinaryIO, name: bytes, content: bytes) -> None:
    if name == b"IDAT" and not content:
        return
    file.write(struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content)))
