"""Operators of filters on blocks of values, with the three truths of SQL: true, false, unknown."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from yhgis.analysis.filter_tree import Comparison, Sign
from yhgis.analysis.filter_values import Block, Mask, Value

_COMPARE: dict[Comparison, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_CALCULATE: dict[Sign, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


def full(data: Any, block: Block) -> Mask:
    """Return a truth as an array, also where it is one for all."""
    return np.broadcast_to(np.asarray(data, dtype=np.bool_), (len(block),))


def compared(comparison: Comparison, left: Value, right: Value, block: Block) -> Value:
    """Compare; unknown where a side is missing."""
    null = left.null | right.null
    return Value(full(_COMPARE[comparison](left.data, right.data), block) & ~null, null)


def calculated(sign: Sign, left: Value, right: Value) -> Value:
    """Calculate with numbers; nothing where a side is missing or by nought is divided."""
    a, b = np.asarray(left.data, dtype=np.float64), np.asarray(right.data, dtype=np.float64)
    with np.errstate(all="ignore"):
        made = _CALCULATE[sign](a, b)
    null = left.null | right.null | np.isnan(made)
    return Value(made, null | (b == 0) if sign == "/" else null)


def negative(value: Value) -> Value:
    """Return the numbers with the other sign."""
    return Value(-np.asarray(value.data, dtype=np.float64), value.null)


def all_of(parts: Sequence[Value]) -> Value:
    """AND: false as soon as one is false, else unknown where one is unknown."""
    true = np.logical_and.reduce([part.data for part in parts])
    false = np.logical_or.reduce([~(part.data | part.null) for part in parts])
    return Value(true, ~(true | false))


def any_of(parts: Sequence[Value]) -> Value:
    """OR: true as soon as one is true, else unknown where one is unknown."""
    true = np.logical_or.reduce([part.data for part in parts])
    false = np.logical_and.reduce([~(part.data | part.null) for part in parts])
    return Value(true, ~(true | false))


def contrary(value: Value) -> Value:
    """NOT: what is unknown stays unknown."""
    return Value(~(value.data | value.null), value.null)


def rounded(value: Value, decimals: int) -> Value:
    """Round halves away from nought (as on paper, not to the even digit)."""
    data = np.asarray(value.data, dtype=np.float64)
    factor = 10.0**decimals
    with np.errstate(all="ignore"):
        # The nearest float may lie a hair below the half that was written: 2.675 is 2.67499…
        made = np.copysign(np.floor(np.nextafter(np.abs(data) * factor, np.inf) + 0.5) / factor, data)
        made = np.where(np.isfinite(made), made, data)
    return Value(made, value.null)


def fits(pattern: str, any_case: bool) -> Callable[[str], bool]:
    """Return what says whether a text fits a LIKE pattern.

    Cut at its ``%``, a pattern is a row of pieces of fixed length, each found behind the one before: linear, whereas
    one regular expression with many ``.*`` can take for ever.
    """
    flags = re.DOTALL | (re.IGNORECASE if any_case else 0)
    pieces = [(re.compile(written, flags), length) for written, length in _pieces(pattern)]
    (first, first_length), (last, last_length) = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return lambda text: first.fullmatch(text) is not None

    def fit(text: str) -> bool:
        end = len(text) - last_length
        if end < first_length or first.match(text) is None or last.fullmatch(text, end) is None:
            return False
        at = first_length
        for piece, _ in pieces[1:-1]:
            found = piece.search(text, at, end)
            if found is None:
                return False
            at = found.end()
        return True

    return fit


def _pieces(pattern: str) -> list[tuple[str, int]]:
    """Return the regular expression and the length of what stands between the ``%`` of a pattern."""
    out, written, length = [], "", 0
    for letter in re.findall(r"\\[%_\\]|.", pattern, re.DOTALL):
        if letter == "%":
            out.append((written, length))
            written, length = "", 0
        else:
            written += "." if letter == "_" else re.escape(letter[-1])
            length += 1
    return [*out, (written, length)]
