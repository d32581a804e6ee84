"""Long names broken into lines as a typesetter would: Chinese between characters, English between words."""

from __future__ import annotations

import itertools
import math
import re

import numpy as np

from yhgis.carto.text_measure import is_wide

#: No line begins with these, and none ends with those.
_NOT_FIRST = frozenset("，。、；：？！）》」』】〕〉”’·…—～%‰℃,.;:?!)]}/-")
_NOT_LAST = frozenset("（《「『【〔〈“‘([{")
#: Width of a letter that is not Chinese, in letter heights.
_NARROW = 0.56


def wrapped(text: str, widest: float) -> list[str]:
    """Return ``text`` in lines not wider than ``widest`` letter heights, as even as can be; 0: one line.

    A word that is wider stands on a line of its own.
    """
    if widest <= 0.0 or width_of(text) <= widest:
        return [text]
    pieces = _pieces(text)
    lines = _filled(pieces, widest)
    # The same number of lines, but even: the least width that needs no more.
    low, high = width_of(text) / len(lines), widest
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(pieces, middle)) <= len(lines) else (middle, high)
    return _filled(pieces, high)


def number_text(value: object) -> str:
    """Return a number with a fraction as people write it: six decimals at most, no exponent; else an empty text."""
    number = float(value) if isinstance(value, (float, np.floating)) else math.nan
    if not math.isfinite(number) or number.is_integer():
        return ""
    if abs(number) < 0.5e-6:
        return f"{number:.2g}"  # rounded it would be nothing
    return f"{number:.6f}".rstrip("0").rstrip(".")


def width_of(text: str) -> float:
    """Return about how wide ``text`` is, in letter heights."""
    return sum(1.0 if is_wide(letter) else _NARROW for letter in text)


def _pieces(text: str) -> list[str]:
    """Return what must not be broken, in order: a character with its punctuation, a word with the space behind it."""
    units = re.findall(r"[^\W\u2e80-\uffff]+(?:['’.&/][^\W\u2e80-\uffff]+)*-?\s*|\s+|.", text)
    pieces: list[str] = []
    for unit in units:
        joins = pieces and (unit[0] in _NOT_FIRST or unit.isspace() or pieces[-1][-1] in _NOT_LAST)
        if joins:
            pieces[-1] += unit
        else:
            pieces.append(unit)
    return pieces


def _filled(pieces: list[str], widest: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and width_of((lines[-1] + piece).rstrip()) > widest:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]


def in_two_languages(zh: str, en: str) -> list[str]:
    """Return a Chinese name and the English one beneath, each once."""
    return [text for text, _ in itertools.groupby(one for one in (zh, en) if one)]
