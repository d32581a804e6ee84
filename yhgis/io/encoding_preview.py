"""How a file's text reads in this encoding and in that: for the user, where the bytes alone do not settle it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from yhgis.io.encoding import common_share, dbf_text, part_beside, shown_name, strictly

#: What files of this country are in, likeliest first.
USUAL = ("gb18030", "utf-8", "big5")
OTHERS = ("cp1252", "cp932", "cp949", "utf-16-le")
#: Files whose text is not always Unicode, and that say nothing of it.
SUFFIXES = (".shp", ".txt", ".csv")
_SAMPLES = 3
_SAMPLE_BYTES = 1 << 20
_LONGEST = 40
# Right text scores above 0.95 and wrong text below 0.5: nearer than this, and not certain, is close.
_CLOSE, _CERTAIN, _POSSIBLE = 0.2, 0.95, 0.5
#: So many letters beyond ASCII in strict UTF-8 are no accident.
_BEYOND_CHANCE = 12


@dataclass(frozen=True)
class Reading:
    """A file's text in one encoding.

    Parameters
    ----------
    codec : str
        As `yhgis.io.vector.read_layer` takes it.
    fields : tuple of str
        Names of the fields; the first line of a text file.
    samples : tuple of str
        A few texts with letters beyond ASCII.
    score : float
        Share of common characters among these letters, 0..1; 0 where some bytes are impossible.
    """

    codec: str
    fields: tuple[str, ...]
    samples: tuple[str, ...]
    score: float

    @property
    def name(self) -> str:
        """By which people know the encoding."""
        return shown_name(self.codec)


def readings(path: Path, codecs: Sequence[str] = USUAL) -> tuple[Reading, ...]:
    """Return how the text of ``path`` reads in each of ``codecs``, in their order.

    Empty where there is no text beyond ASCII, or no such file.
    """
    names, values = _cells(path)
    beyond = [cell for cell in dict.fromkeys([*names, *values]) if max(cell, default=0) > 127]
    if not beyond:
        return ()
    shown = [cell for cell in dict.fromkeys(values) if max(cell, default=0) > 127][:_SAMPLES]
    return tuple(
        Reading(
            codec,
            tuple(_text(name, codec) for name in names),
            tuple(_text(value, codec) for value in shown),
            common_share(beyond, codec) if strictly(beyond, codec) is not None else 0.0,
        )
        for codec in codecs
    )


def close_readings(path: Path) -> tuple[Reading, ...]:
    """Return the two likeliest readings of ``path``, the better first, where neither is certain; else nothing."""
    if path.suffix.lower() not in SUFFIXES:
        return ()
    found = sorted(readings(path), key=lambda reading: -reading.score)
    if not found:
        return ()
    best, second = found[0], found[1]
    unicode = next(reading for reading in found if reading.codec == "utf-8")
    if unicode is not best and best.score >= _POSSIBLE and _may_be_utf8(path):
        return best, unicode  # GBK letters that happen to be UTF-8 too: no rule can tell
    if best.score < _CERTAIN and best.score - second.score < _CLOSE and second.score > 0:
        return best, second
    return ()


def _may_be_utf8(path: Path) -> bool:
    """Whether the bytes are strict UTF-8, and so few that this may be chance."""
    names, values = _cells(path)
    text = strictly([*names, *values], "utf-8")
    return text is not None and sum(ord(letter) > 127 for letter in text) < _BEYOND_CHANCE


def _cells(path: Path) -> tuple[list[bytes], list[bytes]]:
    """Return names and values as bytes."""
    if path.suffix.lower() == ".shp":
        names, values, _ = dbf_text(part_beside(path, ".dbf"))
        return names, values
    try:
        with path.open("rb") as stream:
            lines = stream.read(_SAMPLE_BYTES).splitlines()
    except OSError:
        return [], []
    return lines[:1], lines[1:]


def _text(cell: bytes, codec: str) -> str:
    text = cell.decode(codec, errors="replace").strip("\0 ")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 2]} …"
