"""A cell of the plan's indicator tables: the printed text, which is the truth, and what it says as a number."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum

from yhgis.i18n import tr


class Bound(Enum):
    """What a printed number limits."""

    NONE = ""
    """Nothing: the number itself is meant."""
    LEAST = "least"
    """以上 or ≥: the number or more."""
    MOST = "most"
    """以下: the number or less."""
    BELOW = "below"
    """<: less than the number."""
    AIM = "aim"
    """力争: the number is striven for, not promised."""


#: What the tables print where a number is not theirs to set; any other word is a mistake of the transcription.
AS_ORDERED = "按上级要求"
DOUBLES = "翻一番"
WITH_ECONOMY = "与经济增长基本同步"
WORDS = (AS_ORDERED, DOUBLES, WITH_ECONOMY)
NOTHING = "-"

_NUMBER = re.compile(
    r"(?P<aim>力争)?(?P<open>\[)?(?P<sign>[<≥])?(?P<number>\d+(?:\.\d+)?)(?P<percent>%)?(?P<close>\])?"
    r"(?P<word>以上|以下)?(?P<star>\*)?"
)
_BOUNDS = {"以上": Bound.LEAST, "≥": Bound.LEAST, "以下": Bound.MOST, "<": Bound.BELOW}


@dataclass(frozen=True)
class Cell:
    """One printed cell.

    Parameters
    ----------
    text : str
        As printed; empty where the cell is blank (it shares the one above).
    number : str
        The digits in it, as printed; empty for ``-``, a blank and words.
    bound : Bound
        What the number limits.
    total : bool
        It stands in ``[ ]``: a sum or a rise over five years.
    starred : bool
        It carries ``*``; its table says what that means.
    percent : bool
        A percent sign is printed behind the number.
    """

    text: str
    number: str = ""
    bound: Bound = Bound.NONE
    total: bool = False
    starred: bool = False
    percent: bool = False

    @classmethod
    def read(cls, text: str) -> Cell:
        """Return the cell that is printed as ``text``.

        Raises
        ------
        ValueError
            The tables print nothing like it.
        """
        if text in ("", NOTHING, f"{NOTHING}*", *WORDS):
            return cls(text, starred=text.endswith("*"))
        found = _NUMBER.fullmatch(text)
        if not found or bool(found["open"]) != bool(found["close"]) or (found["sign"] and found["word"]):
            raise ValueError(f"no cell is printed like {text!r}")
        bound = _BOUNDS.get(found["sign"] or found["word"] or "", Bound.AIM if found["aim"] else Bound.NONE)
        return cls(text, found["number"], bound, bool(found["open"]), bool(found["star"]), bool(found["percent"]))

    @property
    def value(self) -> float | None:
        """The number, in the row's unit; None where there is none."""
        return float(self.number) if self.number else None

    @property
    def half_digit(self) -> float:
        """How far the number may be off for having been rounded to its last printed digit."""
        return 0.5 * 10.0 ** -len(self.number.partition(".")[2])

    @property
    def interval(self) -> tuple[float, float]:
        """Smallest and largest number that is printed like this; NaN where there is none."""
        value = math.nan if self.value is None else self.value
        return value - self.half_digit, value + self.half_digit

    @property
    def open_interval(self) -> tuple[float, float]:
        """As `interval`, and without end on the side that 以上, ≥, 以下 or < leaves open."""
        low, high = self.interval
        if self.bound is Bound.LEAST:
            return low, math.inf
        if self.bound in (Bound.MOST, Bound.BELOW):
            return -math.inf, high
        return low, high

    def meaning(self) -> str:
        """Return what the signs and words of the cell mean, in the language in use; empty for a plain number."""
        what = self._words() if self.value is None else self._bounded()
        return tr("over five years: {what}", what=what or self.number) if self.total else what

    def _words(self) -> str:
        match self.text.removesuffix("*"):
            case "按上级要求":
                return tr("as the level above orders")
            case "翻一番":
                return tr("doubles")
            case "与经济增长基本同步":
                return tr("about in step with the economy")
            case "-":
                return tr("not stated")
        return ""

    def _bounded(self) -> str:
        match self.bound:
            case Bound.LEAST:
                return tr("at least {number}", number=self.number)
            case Bound.MOST:
                return tr("at most {number}", number=self.number)
            case Bound.BELOW:
                return tr("less than {number}", number=self.number)
            case Bound.AIM:
                return tr("striven for: {number}", number=self.number)
        return ""

    def document(self) -> dict[str, object]:
        """Return the JSON object."""
        return {
            "text": self.text,
            "value": self.value,
            "bound": self.bound.value,
            "total": self.total,
            "starred": self.starred,
        }
