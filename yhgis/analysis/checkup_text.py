"""Text that was read in the wrong encoding, and what it was before.

Three ways it happens: GBK or UTF-8 read as Latin letters (Óàº¼ for 余杭), UTF-8 read as GBK (浣欐 for 余), and bytes
that are lost (锟斤拷).  The first two can be undone, and that is the proof: the bytes make common Chinese in the
other encoding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from yhgis.analysis.checkup_fields import Checked
from yhgis.analysis.checkup_findings import Grade, Group, Problem
from yhgis.feedback import Feedback
from yhgis.i18n import Message, Title

#: What is left where bytes could not be decoded; the second is the first's UTF-8 read as GBK.
_LOST = ("\N{REPLACEMENT CHARACTER}", "锟斤拷")
#: Last first bytes of GB 2312's first level, the common characters, and of its second.
_COMMON, _IN_USE = 0xD7, 0xF7
#: Share of such characters from which undone text counts as Chinese.
_LEAST_COMMON = 0.7
#: Characters needed for a proof: two letters can be anything.
_LEAST_CHARACTERS = 2
_MOST_VALUES = 200


@dataclass(frozen=True)
class Garbled:
    """What a garbled text is likely to be; ``text`` is empty where its bytes are lost."""

    text: str


def garbled(text: str) -> Garbled | None:
    """Return what ``text`` was before it was read wrongly, or None where it looks right."""
    if text.isascii():
        return None
    if any(mark in text for mark in _LOST):
        return Garbled("")
    others = [character for character in text if ord(character) > 127]
    if len(others) < _LEAST_CHARACTERS:
        return None
    latin = all(ord(character) < 0x2200 for character in others)
    for wrong, right in (("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030")) if latin else ():
        undone = _undone(text, wrong, right)
        if undone is not None:
            return Garbled(undone)
    undone = None if latin or _share(others, _COMMON) >= _LEAST_COMMON else _undone(text, "gb18030", "utf-8")
    return Garbled(undone) if undone is not None else None


def _undone(text: str, wrong: str, right: str) -> str | None:
    """Return ``text`` with its bytes in ``wrong`` read as ``right``, where that makes common Chinese."""
    try:
        undone = text.encode(wrong).decode(right)
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
    others = [character for character in undone if ord(character) > 127]
    return undone if others and _share(others, _IN_USE) >= _LEAST_COMMON else None


def _share(characters: Sequence[str], last: int) -> float:
    """Return the share of characters that are signs or Chinese of GB 2312 up to a first byte of ``last``."""
    return sum(_lead(character) <= last for character in characters) / len(characters)


def _lead(character: str) -> int:
    """Return the first byte of a sign or a Chinese character in GB 2312, 255 for what is neither."""
    try:
        lead = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 255
    return lead if lead <= 0xA3 or lead >= 0xB0 else 255


def garbled_group(checked: Checked, feedback: Feedback) -> Group:
    """Return the names of fields and the values that look garbled."""
    found = checked.listing(Problem.MOJIBAKE, Grade.ERROR)
    for field, column in checked.layer.fields.items():
        feedback.check()
        name = garbled(field)
        if name is not None:
            found.add_layer(_said(Message("the field's name"), field, name))
        if column.dtype == object:
            for value, (known, positions) in _garbled_values(column).items():
                found.add(positions, _said(checked.label(field), value, known))
    return found.group()


def _garbled_values(column: NDArray[Any]) -> dict[str, tuple[Garbled, list[int]]]:
    """Return the garbled values of a column, what each was, and where it stands."""
    values = column.tolist()
    wrong: dict[str, tuple[Garbled, list[int]]] = {}
    for value in dict.fromkeys(v for v in values if isinstance(v, str) and not v.isascii()):
        known = garbled(value)
        if known is not None and len(wrong) < _MOST_VALUES:
            wrong[value] = known, []
    if wrong:
        for i, value in enumerate(values):
            if isinstance(value, str) and value in wrong:
                wrong[value][1].append(i)
    return wrong


def _said(what: Message | Title, value: str, known: Garbled) -> Message:
    if known.text:
        return Message("{what}: {value}, probably {text}", {"what": what, "value": value, "text": known.text})
    return Message("{what}: {value}, characters are lost", {"what": what, "value": value})
