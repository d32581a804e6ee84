"""What a field holds, in numbers: counts, extremes, the commonest values, the spread; worked out beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yhgis.analysis.filter_values import kind_of
from yhgis.feedback import Feedback
from yhgis.ui.panels.table_work import Rows, TableWork

TOP = 12
BINS = 24


@dataclass(frozen=True)
class Bar:
    """One value, or one stretch of values, and how many features have it."""

    value: Any
    count: int
    high: Any = None
    """End of a stretch; its beginning is ``value``."""
    last: bool = False
    """Whether the stretch takes in its end."""


@dataclass(frozen=True)
class FieldSummary:
    """A field over some rows.

    Parameters
    ----------
    field : str
    count, nulls, unique : int
        Rows with a value, without one, and how many different values there are.
    least, most, mean, total : number, date, text or None
        None where they have no meaning.
    top : tuple of Bar
        The commonest values.
    others : int
        Rows with none of these.
    bins : tuple of Bar
        Stretches of equal width; empty for texts.
    """

    field: str
    count: int
    nulls: int
    unique: int
    least: Any = None
    most: Any = None
    mean: float | None = None
    total: float | None = None
    top: tuple[Bar, ...] = ()
    others: int = 0
    bins: tuple[Bar, ...] = ()


def summarise(work: TableWork, name: str, rows: Rows, feedback: Feedback, *, most: int = TOP) -> FieldSummary:
    """Return what a field holds in ``rows``, with its ``most`` commonest values."""
    column = work.layer.fields[name]
    if kind_of(column) == "text":
        return _texts(work, name, rows, feedback, most)
    values = column[rows]
    there = values[~_missing(values)]
    feedback.progress(0.3)
    unique, counts = np.unique(there, return_counts=True)
    feedback.progress(0.8)
    order = np.argsort(-counts, kind="stable")[:most]
    top = tuple(Bar(unique[i], int(counts[i])) for i in order)
    summary = FieldSummary(
        name, len(there), len(values) - len(there), len(unique), top=top, others=len(there) - sum(b.count for b in top)
    )
    return summary if not len(there) or column.dtype.kind == "b" else _measured(summary, there)


def _missing(values: NDArray[Any]) -> NDArray[np.bool_]:
    match values.dtype.kind:
        case "f":
            return np.isnan(values)
        case "M":
            return np.isnat(values)
    return np.zeros(len(values), dtype=np.bool_)


def _measured(summary: FieldSummary, there: NDArray[Any]) -> FieldSummary:
    """Return the summary of numbers or dates."""
    least, most = there.min(), there.max()
    known = {**vars(summary), "least": least, "most": most, "bins": _bins(there)}
    if there.dtype.kind != "M":
        numbers = there.astype(np.float64)
        known |= {"mean": float(numbers.mean()), "total": float(numbers.sum())}
    return FieldSummary(**known)


def _bins(there: NDArray[Any]) -> tuple[Bar, ...]:
    """Return how the values are spread; dates by whole days."""
    dates = there.dtype.kind == "M"
    numbers = there.astype("datetime64[D]").astype(np.int64) if dates else there
    numbers = numbers[np.isfinite(numbers)].astype(np.float64)
    if not len(numbers) or numbers.min() == numbers.max():
        return ()
    low, high = float(numbers.min()), float(numbers.max())
    if not np.isfinite(high - low):
        return ()
    whole = dates or there.dtype.kind in "iu"
    count = int(min(BINS, high - low)) if whole else BINS
    edges = np.linspace(low, high, count + 1)
    edges = np.unique(np.floor(edges)) if whole else edges
    counts, _ = np.histogram(numbers, edges)
    ends = edges.astype(np.int64).astype("datetime64[D]") if dates else edges
    last = len(counts) - 1
    return tuple(Bar(ends[i], int(counts[i]), ends[i + 1], i == last) for i in range(len(counts)))


def _texts(work: TableWork, name: str, rows: Rows, feedback: Feedback, most: int) -> FieldSummary:
    codes = work.codes(name, feedback.part(0.0, 0.8))
    counts = codes.counts(rows)
    present = np.flatnonzero(counts)
    order = present[np.argsort(-counts[present], kind="stable")[:most]]
    top = tuple(Bar(codes.values[i], int(counts[i])) for i in order)
    count = int(counts.sum())
    return FieldSummary(
        name, count, len(rows) - count, len(present), top=top, others=count - sum(bar.count for bar in top)
    )


def rows_of(work: TableWork, name: str, bar: Bar, rows: Rows, feedback: Feedback) -> Rows:
    """Return which of ``rows`` a bar stands for."""
    column = work.layer.fields[name]
    if kind_of(column) == "text":
        codes = work.codes(name, feedback)
        return rows[codes.codes[rows] == codes.values.index(bar.value)]
    values = column[rows]
    if bar.high is None:
        return rows[values == bar.value]
    if column.dtype.kind == "M":
        values = values.astype("datetime64[D]")
    return rows[(values >= bar.value) & ((values <= bar.high) if bar.last else (values < bar.high))]
