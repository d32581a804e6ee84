"""One coordinate as people and programs write it: 480123.45, 480,123.45, 119.97°, 119°58′12.5″E, 东经119度58分."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: No coordinate on Earth is larger, in any unit; and sums of larger ones overflow.
FARTHEST = 1e12
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_UNIT = re.compile(r"(°|度|米|m)$", re.IGNORECASE)
_DEGREES = re.compile(
    r"(?P<before>[NSEW]|[东西]经|[南北]纬)?\s*(?P<d>\d{1,3})\s*[°度d:\s]\s*(?P<m>\d{1,2}(\.\d+)?)\s*"
    r"([′'分m:\s]\s*((?P<s>\d{1,2}(\.\d+)?)\s*([″\"秒s]|′′|'')?)?)?\s*(?P<after>[NSEW])?",
    re.IGNORECASE,
)


def coordinate(value: Any) -> float:
    """Return the number that ``value`` (of a cell) means, or NaN."""
    if isinstance(value, bool) or value is None:
        return math.nan
    if isinstance(value, (int, float)):
        return float(value) if math.isfinite(value) else math.nan
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if _PLAIN.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else math.nan
    return _other_form(text)


def _other_form(text: str) -> float:
    found = _DEGREES.fullmatch(text)
    if found is not None:
        return _sexagesimal(found)
    bare = _UNIT.sub("", text.replace(" ", ""))
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    elif _COMMA.fullmatch(bare):
        bare = bare.replace(",", ".")
    return float(bare) if _PLAIN.fullmatch(bare) and math.isfinite(float(bare)) else math.nan


def _sexagesimal(found: re.Match[str]) -> float:
    minutes, seconds = float(found["m"]), float(found["s"] or 0)
    if minutes >= 60 or seconds >= 60:
        return math.nan
    number = int(found["d"]) + minutes / 60 + seconds / 3600
    side = (found["before"] or found["after"] or "").upper()
    return -number if side[:1] in {"S", "W", "西", "南"} else number


def coordinates(values: list[Any]) -> NDArray[np.float64]:
    """Return the numbers of a column, NaN where a cell holds none."""
    numbers = np.array([coordinate(value) for value in values], dtype=np.float64)
    numbers[np.abs(numbers) > FARTHEST] = np.nan
    return numbers
