"""Printed figures that add up to the printed total (平差), or the statement of how far they do not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from yhgis.i18n import Title, tr
from yhgis.model.quantity import AreaUnit, close_to_total, exact, format_number, round_half_up, total_of
from yhgis.model.result import Table, ValueKind

_COMMA = Title("、", ", ")
_CLOSED_KINDS = (ValueKind.AREA, ValueKind.LENGTH, ValueKind.SHARE)


@dataclass(frozen=True)
class ClosedColumn:
    """One column of a table in one unit, as it is printed.

    Parameters
    ----------
    unit : str
        Of the figures, as a sentence says it.
    values : tuple of Decimal or None
        One a row, in the unit: closed, or rounded half up.
    total : Decimal
    difference : Decimal
        Rounded rows added up, less the rounded total: what closing spreads.
    adjusted : int
        Rows whose closed figure differs from the rounded one.
    """

    unit: str
    values: tuple[Decimal | None, ...]
    total: Decimal
    difference: Decimal
    adjusted: int


def is_sum(table: Table, number: int) -> bool:
    """Whether the total of a column is the sum of its rows: a union's is less where rows overlap."""
    if table.totals is None or not table.rows or table.columns[number].kind is ValueKind.TEXT:
        return False
    total, values = table.totals[number], [row[number] for row in table.rows]
    if not all(_finite(value) for value in (total, *values)):
        return False
    summed = total_of(values)
    return abs(summed - exact(total)) <= max(abs(summed), Fraction(1)) / 10**9


def closed_column(table: Table, number: int, unit: AreaUnit, decimals: int, *, closing: bool) -> ClosedColumn | None:
    """Return a column as it is printed with ``decimals``, or None where its rows are not meant to add up.

    Parameters
    ----------
    unit : AreaUnit
        For a column of areas; shares are in per cent, lengths in metres.
    closing : bool
        Close the figures to the total; otherwise round each by itself.
    """
    column = table.columns[number]
    if column.kind not in _CLOSED_KINDS or not is_sum(table, number):
        return None
    values = [_in_unit(row[number], column.kind, unit) for row in table.rows]
    total = _in_unit(table.totals[number], column.kind, unit) if table.totals is not None else Fraction(0)
    if any(value < 0 for value in (total, *values)) or not sum(values):
        return None
    rounded = [round_half_up(value, decimals) for value in values]
    closed = close_to_total(values, total, decimals)
    printed_total = round_half_up(total, decimals)
    return ClosedColumn(
        _unit_name(column.kind, unit),
        tuple(closed if closing else rounded),
        printed_total,
        sum(rounded, Decimal(0)) - printed_total,
        sum(a != b for a, b in zip(closed, rounded, strict=True)),
    )


def statement(columns: Sequence[ClosedColumn], *, closing: bool) -> str:
    """Return the line that says whether printed figures were closed, and what the difference is.

    Empty where no column of the table adds up to a printed total.
    """
    if not columns:
        return ""
    uneven = [column for column in columns if column.difference]
    if not uneven:
        return tr("Rounded figures add up to their totals; nothing had to be adjusted.")
    differences = _largest_by_unit(uneven)
    if closing:
        return tr(
            "Closed to the totals (largest remainder): {count} figures adjusted in their last digit; before, rows and "
            "total differed by up to {differences}.",
            count=sum(column.adjusted for column in uneven),
            differences=differences,
        )
    return tr("Not closed: rounded rows and printed totals differ by up to {differences}.", differences=differences)


def _largest_by_unit(columns: Sequence[ClosedColumn]) -> str:
    """Return the largest difference in each unit: ``0.01 m²、0.03 公顷``."""
    largest: dict[str, Decimal] = {}
    for column in columns:
        largest[column.unit] = max(largest.get(column.unit, Decimal(0)), abs(column.difference))
    return str(_COMMA).join(
        f"{format_number(value, -int(value.as_tuple().exponent))} {unit}" for unit, value in largest.items()
    )


def _unit_name(kind: ValueKind, unit: AreaUnit) -> str:
    if kind is ValueKind.AREA:
        return str(unit.symbol)
    return "%" if kind is ValueKind.SHARE else "m"


def _in_unit(value: Any, kind: ValueKind, unit: AreaUnit) -> Fraction:
    if kind is ValueKind.AREA:
        return unit.of(value)
    return exact(value) * 100 if kind is ValueKind.SHARE else exact(value)


def _finite(value: Any) -> bool:
    return isinstance(value, int | float | Fraction | Decimal) and math.isfinite(value)
