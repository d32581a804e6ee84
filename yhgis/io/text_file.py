"""Text files whose encoding nobody states: byte order mark, strict UTF-8, then GBK or Big5 by their characters."""

from __future__ import annotations

import codecs
from pathlib import Path

from yhgis.errors import DataError
from yhgis.i18n import Message
from yhgis.io.encoding import codec_of, detect_encoding, shown_name

#: More than this is no list of coordinates that somebody typed or exported.
_MOST_BYTES = 512 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(path: Path, *, explicit: str | None = None) -> tuple[str, tuple[Message, ...]]:
    """Return the text of ``path``, and what had to be guessed or replaced.

    Parameters
    ----------
    explicit : str, optional
        The caller's word for the encoding.

    Raises
    ------
    DataError
        Not text at all (it holds zero bytes), too large, or unreadable.
    UsageError
        ``explicit`` is not an encoding.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise DataError("{file} is too large for a text file of coordinates.", file=str(path))
        content = path.read_bytes()
    except OSError as error:
        raise DataError("{file} cannot be read: {reason}.", file=str(path), reason=str(error.strerror)) from error
    marked = next((codec for mark, codec in _MARKS if content.startswith(mark)), None)
    codec = codec_of(explicit) if explicit else marked
    if codec is None:
        if b"\0" in content[:4096]:
            raise DataError("{file} is damaged, or is not what its extension says.", file=str(path))
        codec = _detected(content)
    text = content.decode(codec, errors="replace")
    lost = text.count("\ufffd")
    if not lost:
        return text, ()
    note = Message(
        "{file} was read as {encoding}; {count} characters could not be read and stand as {mark}.",
        {"file": path.name, "encoding": shown_name(codec), "count": lost, "mark": "\ufffd"},
    )
    return text, (note,)


def _detected(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        lines = [line for line in content[: 1 << 20].splitlines() if any(byte > 127 for byte in line)]
        return detect_encoding(lines) if lines else "gb18030"
    return "utf-8"
