"""A chart as data: what is compared, in which unit, in which colours. Pictures and native charts are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal, TypeAlias

from yhgis.i18n import Title, tr

Pattern: TypeAlias = Literal["", "hatch", "cross", "dots"]


class ChartKind(Enum):
    """How the values of a chart stand to each other."""

    BARS = "bars"
    """One bar a category; with several series each category has a value in one of them only."""
    STACKED = "stacked"
    """The series add up along the bar of a category."""
    TARGETS = "targets"
    """Two series, base and target, side by side in each category."""


@dataclass(frozen=True)
class Look:
    """How a series is filled; the pattern tells control lines apart where the colour does not.

    Parameters
    ----------
    color : str
        ``#RRGGBB``.
    pattern : str
        Drawn in white on the colour; empty for a plain fill.
    """

    color: str
    pattern: Pattern = ""


@dataclass(frozen=True)
class Series:
    """One value a category, in the chart's unit.

    Parameters
    ----------
    title : str
    look : Look
    values : tuple of float or None
        None: no bar.
    texts : tuple of str
        The same as they are printed.
    """

    title: str
    look: Look
    values: tuple[float | None, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """A chart in the language it was made in.

    Parameters
    ----------
    kind : ChartKind
    title : str
        Without unit and mark.
    unit : str
        Of the values: ``公顷``, ``%``; empty when each text has its own.
    categories : tuple of str
        From top to bottom.
    series : tuple of Series
    totals : tuple of str
        What stands behind a stacked bar; empty otherwise.
    notes : tuple of str
        Sentences that must stand with the chart.
    mark : str
        ``示意`` where an input is schematic, else empty.
    number_format : str
        Of the values, as spreadsheets write it.
    table : str
        Id of the table that it was drawn from; empty where it was drawn from none.
    rows : tuple of int
        Row of that table of each category; empty where a category is no row.
    columns : tuple of int
        Column of that table of each series; empty where a series is no column.
    """

    kind: ChartKind
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    totals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    mark: str = ""
    number_format: str = "#,##0.00"
    table: str = ""
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()

    @property
    def largest(self) -> float:
        """The length of the longest bar, in the chart's unit."""
        columns = zip(*(series.values for series in self.series), strict=True)
        lengths = [[value or 0.0 for value in column] for column in columns]
        if self.kind is ChartKind.STACKED:
            return max((sum(length) for length in lengths), default=0.0)
        return max((value for length in lengths for value in length), default=0.0)

    def cell(self, category: int, series: int) -> tuple[int, int] | None:
        """Return row and column of the table that a bar was drawn from; None where it is no cell."""
        if category >= len(self.rows):
            return None
        return self.rows[category], self.columns[series] if series < len(self.columns) else 0

    @property
    def needs_legend(self) -> bool:
        """Whether colours must be explained: one series is explained by the title."""
        return len(self.series) > 1

    @property
    def title_with_unit(self) -> str:
        """The title with its unit: ``冲突图斑（公顷）``."""
        if not self.unit:
            return self.title
        return str(Title(f"{self.title}（{self.unit}）", f"{self.title} ({self.unit})"))

    @property
    def marked_title(self) -> str:
        """The title with unit and the mark 示意, for charts that cannot set the mark apart."""
        title = self.title_with_unit
        return tr("{title} (schematic)", title=title) if self.mark else title
