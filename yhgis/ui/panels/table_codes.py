"""Texts of a column as numbers: each value once, and its place in the order that a reader expects.

Chinese is sorted by pinyin, sign by sign (a sign of several readings by its commonest), everything else by code point.
A million texts are never sorted as Python objects: that is one call of a second which no window survives.  They become
whole numbers, three signs at a time, which numpy sorts beside the window.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yhgis.analysis.filter_values import text_of
from yhgis.feedback import Feedback, silent

#: Rows at a time between two looks at the feedback.
BLOCK = 32_768
_FIRST, _LAST = 0x3400, 0x9FFF
#: Room for one sign in a number that holds three.
_BITS = 21
#: The marks of the four tones, as they stand behind a vowel.
_TONES = "\u0304\u0301\u030c\u0300"
#: Behind all readings.
_UNKNOWN = ("\uffff", "")


@dataclass(frozen=True)
class Codes:
    """A column of texts.

    Parameters
    ----------
    codes : array of int32, shape (n,)
        Which of ``values`` each row has; -1 where it has none.
    values : list of str
        Each value once, as first met.
    """

    codes: NDArray[np.int32]
    values: list[str]

    @functools.cached_property
    def ranks(self) -> NDArray[np.int64]:
        """Return the place of each value in the order of reading."""
        return ranks(self.values)

    def counts(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how often each value stands in some rows."""
        there = self.codes[rows]
        return np.bincount(there[there >= 0], minlength=len(self.values)).astype(np.int64)


def codes_of(column: NDArray[Any], feedback: Feedback) -> Codes:
    """Return a column of texts (or of whatever else Python holds) as codes."""
    known: dict[str, int] = {}
    number = known.setdefault
    codes = np.empty(len(column), dtype=np.int32)
    for start in range(0, len(column), BLOCK):
        feedback.progress(start / max(len(column), 1))
        block = column[start : start + BLOCK].tolist()
        texts = [one if one is None or type(one) is str else text_of(one) for one in block]
        codes[start : start + len(texts)] = [-1 if text is None else number(text, len(known)) for text in texts]
    return Codes(codes, list(known))


def ranks(values: Sequence[str], feedback: Feedback | None = None) -> NDArray[np.int64]:
    """Return the place of each text in the order of reading; equal texts have one place."""
    feedback = feedback or silent()
    signs, starts, lengths = _signs(values, feedback)
    rank = np.zeros(len(values), dtype=np.int64)
    tied, at = np.arange(len(values)), 0
    while len(tied):
        feedback.check()
        keys = _three_signs(signs, starts[tied] + at, lengths[tied] - at)
        old = rank[tied]
        if old[0] != old[-1] or (keys != keys[0]).any():
            order = np.lexsort((keys, old))
            tied, keys, old = tied[order], keys[order], old[order]
            # A group's rank is the number of texts before it: those still tied keep room for their whole group.
            group = _begins(old) | _begins(keys)
            first, first_of_old = np.flatnonzero(group), np.flatnonzero(_begins(old))
            offset = first - first_of_old[np.searchsorted(first_of_old, first, side="right") - 1]
            sizes = np.diff(np.append(first, len(tied)))
            rank[tied] = old + np.repeat(offset, sizes)
            still = np.repeat(sizes > 1, sizes) & (keys > 0)
        else:
            still = np.full(len(tied), len(tied) > 1 and keys[0] > 0)
        tied, at = tied[still], at + 3
    return rank


def _begins(sorted_values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return where a value differs from the one before it."""
    return np.append(True, sorted_values[1:] != sorted_values[:-1])


def _signs(
    values: Sequence[str], feedback: Feedback
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """Return the signs of all texts in a row, where each text begins, and its length."""
    parts = []
    lengths = np.empty(len(values), dtype=np.int64)
    for start in range(0, len(values), BLOCK):
        feedback.check()
        block = values[start : start + BLOCK]
        lengths[start : start + len(block)] = list(map(len, block))
        parts.append(_collated("".join(block)))
    ends = np.cumsum(lengths)
    return np.concatenate([*parts, np.zeros(1, dtype=np.uint32)]), ends - lengths, lengths


def _three_signs(signs: NDArray[np.uint32], starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return up to three signs of each text as one number; nought where the text is at its end."""
    out = np.zeros(len(starts), dtype=np.int64)
    for place in range(3):
        at = np.minimum(starts + place, len(signs) - 1)
        out = (out << _BITS) | np.where(lengths > place, signs[at].astype(np.int64) + 1, 0)
    return out


def _collated(text: str) -> NDArray[np.uint32]:
    """Return the signs of a text as numbers, Chinese ones in the order of their pinyin."""
    signs = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).copy()
    chinese = (signs >= _FIRST) & (signs <= _LAST)
    if chinese.any():
        signs[chinese] = _by_pinyin()[signs[chinese] - _FIRST]
    return signs


@functools.cache
def _by_pinyin() -> NDArray[np.uint32]:
    """Return for each Chinese sign where it stands in the order of pinyin, tone and code point."""
    from pypinyin.constants import PINYIN_DICT

    @functools.cache
    def spelt(reading: str) -> tuple[str, str]:
        letters = unicodedata.normalize("NFD", reading)
        tone = next((_TONES.index(mark) for mark in letters if mark in _TONES), len(_TONES))
        return "".join(one for one in letters if one not in _TONES), str(tone)

    def place_of(sign: int) -> tuple[str, str]:
        return spelt(PINYIN_DICT[sign].partition(",")[0]) if sign in PINYIN_DICT else _UNKNOWN

    order = sorted(range(_FIRST, _LAST + 1), key=place_of)
    place = np.empty(len(order), dtype=np.uint32)
    place[np.array(order) - _FIRST] = np.arange(_FIRST, _LAST + 1)
    return place
