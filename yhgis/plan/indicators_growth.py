"""Growth implied by base and target, beside the growth stated, and whether rounding explains the difference.

A printed number stands for every number that rounds to it: 7 for 6.5 to 7.5, 646.80 for 646.795 to 646.805.  Base and
target therefore give an interval of growth, and so does the growth stated; where the two meet, rounding explains all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Any

from yhgis.i18n import Title, tr
from yhgis.model.quantity import format_number
from yhgis.plan.indicators import Column, Line, Row, Table
from yhgis.plan.indicators_cell import DOUBLES, NOTHING, Bound, Cell

Interval = tuple[float, float]


class Measure(Enum):
    """In what the change from base to target is told."""

    YEARLY = "yearly"
    """Percent a year: (target / base) ** (1 / years) - 1."""
    POINTS = "points"
    """Percentage points from base to target: the row is itself a share."""
    TOTAL = "total"
    """What is added from base to target in the row's unit: the plan states a total in [ ]."""
    RATIO = "ratio"
    """How many times the base the target is: the plan says that it doubles."""


class Verdict(Enum):
    """How implied and stated growth go together."""

    AGREES = "agrees"
    """They meet within what rounding of the printed digits explains."""
    BOUNDED = "bounded"
    """They meet only because a target or a growth is a limit (以上, 以下): the printed numbers differ."""
    DIFFERS = "differs"
    """They do not meet."""
    NOT_STATED = "not_stated"
    """The plan states no growth."""
    NOT_COMPARABLE = "not_comparable"
    """No two numbers to compare: base or target is missing, of another district, or of one year where [ ] sums five."""


#: For a reader; the middle three are the ones to look at.
VERDICT_TITLES = {
    Verdict.AGREES: Title("相符", "agrees"),
    Verdict.BOUNDED: Title("以上、以下之内相容", "within the stated limits"),
    Verdict.DIFFERS: Title("不符", "differs"),
    Verdict.NOT_STATED: Title("未列增速", "no growth stated"),
    Verdict.NOT_COMPARABLE: Title("不可比", "not comparable"),
}
MEASURE_TITLES = {
    Measure.YEARLY: Title("年均增长，%", "% a year"),
    Measure.POINTS: Title("提高，百分点", "percentage points"),
    Measure.TOTAL: Title("累计增加", "added in all"),
    Measure.RATIO: Title("目标为基数的倍数", "times the base"),
}


@dataclass(frozen=True)
class Growth:
    """The change that base and target imply, beside the one stated.

    Parameters
    ----------
    measure : Measure
        In what both are told.
    implied : float or None
        From the printed numbers; None where one is missing.
    rounding : tuple of float
        Smallest and largest implied growth that rounding leaves possible; NaN without one.
    stated : Cell or None
        As printed.
    verdict : Verdict
        How the two go together.
    """

    measure: Measure
    implied: float | None
    rounding: Interval
    stated: Cell | None
    verdict: Verdict

    @property
    def marked(self) -> bool:
        """Whether the reader should be told: the printed numbers differ by more than rounding explains."""
        return self.verdict in (Verdict.BOUNDED, Verdict.DIFFERS)

    @property
    def mark(self) -> str:
        """Sign to print beside the row: ``≠`` differs, ``≷`` only within the limits, else nothing."""
        return {Verdict.DIFFERS: "≠", Verdict.BOUNDED: "≷"}.get(self.verdict, "")

    def sentence(self) -> str:
        """Return implied beside stated growth as one sentence, in the language in use."""
        stated = self.stated.text if self.stated is not None and self.stated.text else NOTHING
        if self.implied is None:
            return tr("Growth stated: {stated}; nothing to compare it with.", stated=stated)
        return tr(
            "Growth that base and target imply: {implied} ({measure}); stated: {stated}; {verdict}.",
            implied=format_number(self.implied),
            measure=MEASURE_TITLES[self.measure],
            stated=stated,
            verdict=VERDICT_TITLES[self.verdict],
        )

    def document(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "measure": self.measure.value,
            "implied": self.implied,
            "stated": self.stated.text if self.stated else None,
            "verdict": self.verdict.value,
        }


def growth(table: Table, row: Row, line: Line, target: str = "") -> Growth:
    """Return the growth from the base of a line to its target.

    Parameters
    ----------
    table, row, line
        A line of one of the two tables.
    target : str, optional
        Column to reach; by default the table's target, for table 1 also ``result_2020``.

    Raises
    ------
    DataError
        No such column.
    """
    to = table.column(target) if target else _column(table, "target")
    base, goal = line.cells[table.columns[0].id], line.cells[to.id]
    stated = line.cells["growth"] if to.role == "target" and "growth" in line.cells else None
    measure = _measure(row.unit_of(line).zh, stated)
    comparable = not row.yearly and _same_district(table, base, goal) and not goal.total
    years = _year(table, to, goal) - _year(table, table.columns[0], base)
    if base.value is None or goal.value is None or not comparable:
        said = stated is not None and stated.text != NOTHING
        both = base.value is not None and goal.value is not None
        verdict = Verdict.NOT_COMPARABLE if said or both else Verdict.NOT_STATED
        return Growth(measure, None, (math.nan, math.nan), stated, verdict)
    implied = _change(measure, base.value, goal.value, years)
    rounding = _changes(measure, base.interval, goal.interval, years)
    limits = _changes(measure, base.interval, goal.open_interval, years)
    return Growth(measure, implied, rounding, stated, _verdict(stated, rounding, limits))


def reached(table: Table, row: Row, line: Line) -> bool | None:
    """Return whether the result of a line came up to its target, by the printed numbers.

    None where table or line has no result or no target; a starred result is that of the year its table says.
    """
    columns = {column.role: column.id for column in table.columns}
    if "result" not in columns:
        return None
    target, result = line.cells[columns["target"]], line.cells[columns["result"]]
    if target.value is None or result.value is None:
        return None
    if target.bound is Bound.BELOW:
        return result.value < target.value
    return result.value <= target.value if row.better == "down" else result.value >= target.value


def _column(table: Table, role: str) -> Column:
    return next(column for column in table.columns if column.role == role)


def _measure(unit: str, stated: Cell | None) -> Measure:
    if stated is not None and stated.total:
        return Measure.TOTAL if unit != "%" else Measure.POINTS
    if stated is not None and stated.text == DOUBLES:
        return Measure.RATIO
    return Measure.POINTS if unit == "%" else Measure.YEARLY


def _same_district(table: Table, base: Cell, goal: Cell) -> bool:
    """Whether base and target are of one district: a star may say that one of them is not."""
    return table.star.district is None or base.starred == goal.starred


def _year(table: Table, column: Column, cell: Cell) -> int:
    year = table.star.year if cell.starred and table.star.year else column.year
    if year is None:
        raise ValueError(f"column {column.id} has no year")
    return year


def _change(measure: Measure, base: float, goal: float, years: int) -> float:
    if measure is Measure.YEARLY:
        return float(100.0 * ((goal / base) ** (1.0 / years) - 1.0))
    return goal / base if measure is Measure.RATIO else goal - base


def _changes(measure: Measure, base: Interval, goal: Interval, years: int) -> Interval:
    """Return the smallest and largest change: it falls with the base and rises with the goal."""
    least = max(goal[0], 0.0)
    return _change(measure, base[1], least, years), _change(measure, base[0], goal[1], years)


def _verdict(stated: Cell | None, rounding: Interval, limits: Interval) -> Verdict:
    if stated is not None and stated.text == DOUBLES:
        stated = Cell.read("2")
    if stated is None or stated.value is None:
        return Verdict.NOT_STATED
    if _meet(rounding, stated.interval):
        return Verdict.AGREES
    return Verdict.BOUNDED if _meet(limits, stated.open_interval) else Verdict.DIFFERS


def _meet(a: Interval, b: Interval) -> bool:
    # A hair's breadth for the arithmetic: 15 - 13.93 is not exactly 1.07.
    return a[0] <= b[1] + 1e-9 and b[0] <= a[1] + 1e-9
