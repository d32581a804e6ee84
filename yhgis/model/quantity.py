"""Numbers as they are printed: units converted exactly, rounded half up once at the end, totals that close.

1 mu (亩) is 2000/3 m2 *exactly*; the rounded 666.67 in use moves the second decimal of a district's total.  A float
stands here for the shortest decimal that names it, so 2.675 prints as 2.68, as in a spreadsheet, though the nearest
binary number is a little less.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from yhgis.i18n import Title
from yhgis.model.result import Column, ValueKind

Number = int | float | Decimal | Fraction

#: Printed where there is no value.
NOTHING = "–"

# Wide enough for any float with its decimals: 1.8e308 has 309 digits before the point.
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)


class AreaUnit(Enum):
    """A unit of area: how many square metres, its names, and how many decimals it is printed with."""

    M2 = ("m2", Fraction(1), Title("m²", "m²"), Title("平方米", "square metres"), 2)
    HA = ("ha", Fraction(10_000), Title("公顷", "ha"), Title("公顷", "hectares"), 2)
    MU = ("mu", Fraction(2000, 3), Title("亩", "mu"), Title("亩", "mu"), 2)
    KM2 = ("km2", Fraction(1_000_000), Title("km²", "km²"), Title("平方公里", "square kilometres"), 2)
    WAN_MU = ("wan_mu", Fraction(20_000_000, 3), Title("万亩", "10 000 mu"), Title("万亩", "ten thousand mu"), 4)

    def __init__(self, id_: str, square_metres: Fraction, symbol: Title, title: Title, decimals: int) -> None:
        self.id = id_
        self.square_metres = square_metres
        self.symbol = symbol
        self.title = title
        self.decimals = decimals

    def of(self, m2: Number) -> Fraction:
        """Return ``m2`` square metres in this unit, exactly."""
        return exact(m2) / self.square_metres


def exact(value: Number) -> Fraction:
    """Return ``value`` as a fraction; a float as the shortest decimal that names it.

    Raises
    ------
    ValueError
        Not a finite number.
    """
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    # float() first: numpy's floats print as "np.float64(…)".
    decimal = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if not decimal.is_finite():
        raise ValueError(f"{value} is not a finite number")
    return Fraction(decimal)


def round_half_up(value: Number, decimals: int = 2) -> Decimal:
    """Return ``value`` with ``decimals`` decimals, halves away from zero (not to the even digit)."""
    units = exact(value) * 10**decimals
    whole = math.floor(abs(units) + Fraction(1, 2))
    return Decimal(whole if units >= 0 else -whole).scaleb(-decimals, _WIDE)


def format_number(value: Number | None, decimals: int = 2) -> str:
    """Return ``value`` rounded half up and grouped, ``1,234.56``; a dash where there is none or it is not finite."""
    if value is None or not _finite(value):
        return NOTHING
    rounded = round_half_up(value, decimals)
    return f"{abs(rounded) if rounded == 0 else rounded:,.{max(decimals, 0)}f}"


def format_area(m2: Number | None, unit: AreaUnit = AreaUnit.M2, decimals: int | None = None) -> str:
    """Return an area in ``unit`` as text without the unit; ``decimals`` as usual for the unit when None."""
    if m2 is None or not _finite(m2):
        return NOTHING
    return format_number(unit.of(m2), unit.decimals if decimals is None else decimals)


def format_share(share: Number | None, decimals: int = 2) -> str:
    """Return a share 0..1 as per cent without the sign: ``12.34``."""
    if share is None or not _finite(share):
        return NOTHING
    return format_number(exact(share) * 100, decimals)


def format_cell(value: Any, kind: ValueKind, unit: AreaUnit = AreaUnit.M2) -> str:
    """Return the text of one cell of a result table; its unit stands in the heading."""
    if value is None:
        return NOTHING
    match kind:
        case ValueKind.AREA:
            return format_area(value, unit)
        case ValueKind.SHARE:
            return format_share(value)
        case ValueKind.LENGTH:
            return format_number(value, 2)
        case ValueKind.COUNT:
            return format_number(value, 0)
    return str(value)


def heading(column: Column, unit: AreaUnit = AreaUnit.M2) -> str:
    """Return the heading of a column with its unit: ``净面积（公顷）``, ``Net area (ha)``."""
    match column.kind:
        case ValueKind.AREA:
            symbol = str(unit.symbol)
        case ValueKind.LENGTH:
            symbol = "m"
        case ValueKind.SHARE:
            symbol = "%"
        case _:
            return str(column.title)
    return str(Title(f"{column.title.zh}（{symbol}）", f"{column.title.en or column.title.zh} ({symbol})"))


def close_to_total(values: Sequence[Number], total: Number, decimals: int = 2) -> list[Decimal]:
    """Round ``values`` so that they add up to ``total`` rounded: 平差, by the largest remainder.

    Values are first scaled to the rounded total (which spreads a real difference in proportion, and otherwise
    changes nothing that shows), cut to ``decimals``, and the units of the last digit still missing go one each to
    the largest cut-off remainders; of equal ones to the larger value, then to the earlier.

    Parameters
    ----------
    values : sequence of numbers
        Not negative.
    total : number
        What the printed values shall add up to.
    decimals : int
        Of the printed values and the printed total.

    Returns
    -------
    list of Decimal
        In the order of ``values``; each less than one unit of its last digit from its scaled value.

    Raises
    ------
    ValueError
        A negative value, or nothing to spread a total over.
    """
    shares = [exact(value) for value in values]
    target = int(round_half_up(total, decimals).scaleb(decimals, _WIDE))
    whole = sum(shares, Fraction(0))
    if any(share < 0 for share in shares) or target < 0:
        raise ValueError("only areas that are not negative can be closed to a total")
    if whole == 0:
        if target:
            raise ValueError("there is nothing to spread the total over")
        return [Decimal(0).scaleb(-decimals, _WIDE) for _ in shares]
    scaled = [share * target / whole for share in shares]
    units = [math.floor(value) for value in scaled]
    by_remainder = sorted(range(len(units)), key=lambda i: (units[i] - scaled[i], -shares[i], i))
    for i in by_remainder[: target - sum(units)]:
        units[i] += 1
    return [Decimal(unit).scaleb(-decimals, _WIDE) for unit in units]


def total_of(values: Iterable[Number]) -> Fraction:
    """Return the exact sum of ``values``; nothing is lost however many there are."""
    return sum((exact(value) for value in values), Fraction(0))


def _finite(value: Number) -> bool:
    return isinstance(value, (int, Fraction)) or math.isfinite(value)
