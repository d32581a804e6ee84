"""The text encoding of a shapefile: what was said, what is written beside it, what its bytes look like.

Readers that trust ``.cpg`` and the DBF's language byte alone show GBK as ``Óàº¼``; and a wrong choice raises
nothing, so decoded text has to be judged.  In order: the caller's word, the ``.cpg`` file, the language byte
(0x57, "the system's", says nothing); each of the last two only while the bytes agree.  Else the bytes decide:
strict UTF-8 first, then the multi-byte encoding whose text is made of common characters.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from pathlib import Path

from yhgis.errors import UsageError
from yhgis.i18n import Message

_LANGUAGE_BYTES = {
    0x4D: "gb18030",
    0x4F: "big5",
    0x7A: "gb18030",
    0x78: "big5",
    0x13: "cp932",
    0x7B: "cp932",
    0x4E: "cp949",
    0x79: "cp949",
    0x03: "cp1252",
    0x59: "cp1252",
    0x01: "cp437",
    0x02: "cp850",
}
"""DBF language byte to Python codec; 0x57 (system code page) and 0 say nothing and are left out."""

_GBK_FAMILY = frozenset({"gbk", "gb2312", "cp936", "gb18030", "hz"})
_GDAL_NAMES = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030",
    "big5": "BIG5",
    "latin-1": "ISO-8859-1",
    "iso8859-1": "ISO-8859-1",
}

_SHOWN_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GBK", "big5": "Big5"}

_SAMPLE_BYTES = 2 << 20
_LEAST_COMMON = 0.7
"""Share of common characters from which text counts as Chinese; right text has > 0.95, mojibake < 0.5."""


@dataclass(frozen=True)
class Encoding:
    """The encoding to read a shapefile's text in.

    Parameters
    ----------
    name : str
        As GDAL spells it.
    origin : str
        ``explicit``, ``cpg``, ``language byte``, ``bytes``, or ``plain`` where nothing but ASCII was met.
    notes : tuple of Message
        What the user should know: a guess that was made, a statement that was wrong.
    """

    name: str
    origin: str
    notes: tuple[Message, ...] = field(default=(), compare=False)


def shapefile_encoding(shp: Path, *, explicit: str | None = None) -> Encoding:
    """Return the encoding of the ``.dbf`` beside ``shp``.

    Raises
    ------
    UsageError
        ``explicit`` is not an encoding.
    """
    if explicit is not None:
        return Encoding(_gdal_name(codec_of(explicit)), "explicit")
    names, values, language_byte = dbf_text(part_beside(shp, ".dbf"))
    cells = [cell for cell in dict.fromkeys([*names, *values]) if cell]
    said = _cpg_codec(part_beside(shp, ".cpg"))
    origin = "cpg" if said else "language byte"
    said = said or _LANGUAGE_BYTES.get(language_byte)
    if not any(max(cell) > 127 for cell in cells):
        return Encoding(_gdal_name(said or "utf-8"), origin if said else "plain")
    seen = detect_encoding(cells)
    if said is None:
        note = Message(
            "{file} does not say how its text is encoded; it reads as {encoding}.",
            {"file": shp.name, "encoding": shown_name(seen)},
        )
        return Encoding(_gdal_name(seen), "bytes", (note,))
    if _fits(cells, said, seen):
        return Encoding(_gdal_name(said), origin)
    note = Message(
        "{file} says that its text is {said}, but it reads as {encoding}.",
        {"file": shp.name, "said": shown_name(said), "encoding": shown_name(seen)},
    )
    return Encoding(_gdal_name(seen), "bytes", (note,))


def detect_encoding(cells: list[bytes]) -> str:
    """Return the codec in which ``cells`` (each one field name or value) read best.

    The last character of a cell may be cut off, as DBF cuts at a width in bytes.
    """
    if strictly(cells, "utf-8") is not None:
        return "utf-8"
    scores = {codec: common_share(cells, codec) for codec in ("gb18030", "big5")}
    best = max(scores, key=lambda codec: scores[codec])
    return best if scores[best] >= _LEAST_COMMON else "cp1252"


def _fits(cells: list[bytes], said: str, seen: str) -> bool:
    """Whether the encoding that was stated may stand beside the one that was seen."""
    if said == seen:
        return True
    if strictly(cells, said) is None:
        return False
    if said in ("gb18030", "big5"):
        return common_share(cells, said) >= _LEAST_COMMON
    # A one-byte code page decodes anything; text that is strict UTF-8 or common Hanzi in another is not it.
    return seen == "cp1252"


def strictly(cells: list[bytes], codec: str) -> str | None:
    """Return all cells as text, or None when one does not decode; a cut last character is let pass."""
    parts = []
    for cell in cells:
        decoder = codecs.getincrementaldecoder(codec)("strict")
        try:
            parts.append(decoder.decode(cell, final=False))
        except UnicodeDecodeError:
            return None
    return "".join(parts)


def common_share(cells: list[bytes], codec: str) -> float:
    """Return the share of common characters among the non-ASCII ones of ``cells`` read as ``codec``."""
    text = b"\n".join(cells).decode(codec, errors="replace")
    other = [character for character in text if ord(character) > 127]
    return sum(_is_common(character, codec) for character in other) / len(other) if other else 0.0


def _is_common(character: str, codec: str) -> bool:
    """Whether ``character`` is in the first, common, part of its standard: GB 2312 level 1 or Big5 level 1."""
    try:
        lead = character.encode("gb2312" if codec != "big5" else "big5")[0]
    except UnicodeEncodeError:
        return False
    return (0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7) if codec != "big5" else 0xA1 <= lead <= 0xC6


def dbf_text(dbf: Path | None) -> tuple[list[bytes], list[bytes], int]:
    """Return the field names and the text values in the first part of a DBF as bytes, and its language byte.

    Empty where there is no file, or it is too short to be one: GDAL then says what is wrong.
    """
    if dbf is None:
        return [], [], 0
    with dbf.open("rb") as stream:
        head = stream.read(32)
        if len(head) < 32:
            return [], [], 0
        header_size, record_size = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
        described = stream.read(max(header_size - 32, 0))
        records = stream.read(_SAMPLE_BYTES)
    names, texts, offset = [], [], 1
    for start in range(0, len(described) - 31, 32):
        if described[start] == 0x0D:
            break
        names.append(described[start : start + 11].split(b"\0")[0])
        if described[start + 11 : start + 12] == b"C":
            texts.append((offset, described[start + 16]))
        offset += described[start + 16]
    return names, _values(records, record_size, texts) if record_size else [], head[29]


def _values(records: bytes, record_size: int, texts: list[tuple[int, int]]) -> list[bytes]:
    return [
        records[row + start : row + start + width].rstrip(b" \0")
        for row in range(0, len(records) - record_size + 1, record_size)
        for start, width in texts
    ]


def _cpg_codec(cpg: Path | None) -> str | None:
    if cpg is None:
        return None
    said = cpg.read_bytes()[:64].decode("ascii", errors="ignore").strip()
    try:
        return codec_of(f"cp{said}" if said.isdigit() else said)
    except UsageError:
        return None


def codec_of(name: str) -> str:
    """Return Python's name of an encoding, the whole GBK family as its superset GB18030."""
    cleaned = name.strip().lower().replace("ansi ", "cp").replace("ms936", "cp936").replace("cp65001", "utf-8")
    try:
        found = codecs.lookup(cleaned).name
    except (LookupError, ValueError) as error:  # ValueError: a zero byte in the name
        raise UsageError("{encoding} is not a text encoding; try UTF-8 or GBK.", encoding=name) from error
    return "gb18030" if found in _GBK_FAMILY else found


def _gdal_name(codec: str) -> str:
    return _GDAL_NAMES.get(codec, codec.upper())


def shown_name(codec: str) -> str:
    """Return the name people know an encoding by; GB18030 is everybody's GBK."""
    return _SHOWN_NAMES.get(codec, codec.upper())


def part_beside(shp: Path, suffix: str) -> Path | None:
    """Return the part of a shapefile with ``suffix``, in whatever case it was written."""
    for spelt in (suffix, suffix.upper()):
        part = shp.with_suffix(spelt)
        if part.is_file():
            return part
    return None
