"""A result table as text cells for paper: which columns fit beside each other, how many rows are shown."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yhgis.i18n import tr
from yhgis.model.quantity import NOTHING, AreaUnit, format_cell, format_number, heading
from yhgis.model.result import Column, Table, ValueKind
from yhgis.report.closing import closed_column, statement


@dataclass(frozen=True)
class TextTable:
    """Cells ready to be set: headings, rows, totals; ``right`` says which columns are numbers.

    ``omitted`` counts the rows left out, and ``remark`` says whether figures were closed to their totals; the page
    must say both.
    """

    headings: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] | None
    omitted: int = 0
    remark: str = ""


def text_tables(table: Table, *, most_columns: int, most_rows: int, closing: bool = False) -> list[TextTable]:
    """Return ``table`` as one or more text tables that each fit the page's width.

    With few area columns each area stands in m2, hectares and mu; with many, in m2 alone.  Where the columns do
    not fit beside each other, the first column is repeated in front of each further group.

    Parameters
    ----------
    most_columns : int
        That fit beside each other, the first included.
    most_rows : int
        Shown; the rest is counted in ``omitted``.
    closing : bool
        Close figures to the printed total where a column adds up to one (平差).
    """
    spread = _spread(table.columns, most_columns)
    first, rest = spread[:1], spread[1:]
    size = _even(len(rest), most_columns - 1)
    groups = [rest[start : start + size] for start in range(0, len(rest), size)] or [[]]
    return [_text_table(table, [*first, *group], most_rows, closing=closing) for group in groups]


def omission(table: TextTable) -> str:
    """Return the sentence that says how many rows are not shown; empty where all are."""
    if not table.omitted:
        return ""
    return tr(
        "The first {shown} of {all} rows; the workbook (.xlsx) holds all of them.",
        shown=len(table.rows),
        all=len(table.rows) + table.omitted,
    )


def text_width(text: str) -> float:
    """Return the width of ``text`` in ems: a Chinese character is one, a Latin letter or figure about half."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WF" else 0.55 for character in text)


def column_widths(rows: Sequence[Sequence[str]], room: float, em: float, padding: float) -> list[float]:
    """Return column widths that fill ``room``: figures are never broken, headings and long text may wrap.

    Parameters
    ----------
    rows : sequence of rows
        The heading first.
    room, em, padding : float
        Width of the table, size of the type and the two margins of a cell together, in one unit.
    """
    needs, wishes = [], []
    for cells in zip(*rows, strict=True):
        body = [text_width(cell) for cell in cells[1:]]
        longest = max([*body, text_width(cells[0]) / 2 + 0.6])
        unbroken = max([text_width(cell) for cell in cells[1:] if _is_figure(cell)] or [2.2])
        needs.append(unbroken * em + padding)
        wishes.append(max(min(longest, _MOST_EMS) * em + padding, needs[-1]))
    spare = room - sum(wishes)
    if spare >= 0:
        return [wish + spare * wish / sum(wishes) for wish in wishes]
    least = sum(needs)
    if least >= room:
        return [need * room / least for need in needs]
    give = (room - least) / (sum(wishes) - least)
    return [need + (wish - need) * give for need, wish in zip(needs, wishes, strict=True)]


def lines_needed(text: str, width: float, em: float, padding: float) -> int:
    """Return how many lines ``text`` takes in a cell of ``width``."""
    return max(1, math.ceil(text_width(text) * em * _SAFETY / max(width - padding, em)))


_MOST_EMS = 26.0
_SAFETY = 1.1  # bold type, and lines that end early because no line may start with a closing bracket


def _is_figure(text: str) -> bool:
    return bool(text) and all(character in "0123456789,.-–%" for character in text)


_Spread = tuple[int, Column, AreaUnit]


def _spread(columns: Sequence[Column], most: int) -> list[_Spread]:
    """Return the columns to set, areas in as many units as there is room for."""
    areas = sum(column.kind is ValueKind.AREA for column in columns)
    all_units = (AreaUnit.M2, AreaUnit.HA, AreaUnit.MU)
    units = all_units if len(columns) + 2 * areas <= most else (AreaUnit.M2,)
    spread: list[_Spread] = []
    for number, column in enumerate(columns):
        chosen = units if column.kind is ValueKind.AREA else (AreaUnit.M2,)
        spread += [(number, column, unit) for unit in chosen]
    return spread


def _all_figures(column: Column, table: Table, number: int) -> bool:
    """Whether a column is set to the right: numbers, and text that is nothing but figures, such as degrees."""
    if column.kind is not ValueKind.TEXT:
        return True
    texts = [str(row[number]) for row in table.rows if row[number] is not None]
    return bool(texts) and all(_is_figure(text) for text in texts)


def _even(count: int, most: int) -> int:
    """Return how many columns a group gets, so that groups are of even width."""
    groups = max(1, -(-count // most))
    return max(1, -(-count // groups))


def _text_table(table: Table, spread: Sequence[_Spread], most_rows: int, *, closing: bool) -> TextTable:
    columns = [
        closed_column(table, number, unit, _decimals(column.kind, unit), closing=closing)
        for number, column, unit in spread
    ]

    def line(row: Sequence[Any], empty: str, place: int | None = None) -> tuple[str, ...]:
        texts = []
        for (number, column, unit), closed in zip(spread, columns, strict=True):
            if closed is not None and place is not None:
                value = closed.values[place]
                texts.append(NOTHING if value is None else format_number(value, _decimals(column.kind, unit)))
            else:
                texts.append(empty if row[number] is None else format_cell(row[number], column.kind, unit))
        return tuple(texts)

    return TextTable(
        headings=tuple(heading(column, unit) for _, column, unit in spread),
        right=tuple(_all_figures(column, table, number) for number, column, _ in spread),
        rows=tuple(line(row, NOTHING, place) for place, row in enumerate(table.rows[:most_rows])),
        totals=None if table.totals is None else line(table.totals, ""),
        omitted=max(len(table.rows) - most_rows, 0),
        remark=statement([column for column in columns if column is not None], closing=closing),
    )


def _decimals(kind: ValueKind, unit: AreaUnit) -> int:
    return unit.decimals if kind is ValueKind.AREA else 2
