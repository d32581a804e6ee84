"""One table, one chart: shares, areas, sizes, base against target, distributions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from yhgis.i18n import Title, tr
from yhgis.model.quantity import AreaUnit, Number, format_area, format_cell, format_number, format_share
from yhgis.model.result import Provenance, Table, ValueKind
from yhgis.report.chart import Chart, ChartKind, Look, Series
from yhgis.report.chart_looks import BASE, accent, look_of_position

#: More bars than this are not read; the largest are shown, and the chart says so.
MOST_BARS = 20
_BANDS = 10


def shares_chart(table: Table, column: str, provenance: Provenance, *, title: str = "") -> Chart | None:
    """Return horizontal bars of the shares in ``column``, a bar a row of ``table`` in its order.

    Parameters
    ----------
    column : str
        Id of a column of shares.
    title : str
        Instead of the table's and the column's.
    """
    number = position_of(table, column)
    return _bars(table, provenance, number, "%", lambda share: float(share) * 100, format_share, title)


def areas_chart(table: Table, column: str, provenance: Provenance) -> Chart | None:
    """Return horizontal bars of the areas in ``column``, a bar a row of ``table``."""
    number = position_of(table, column)
    unit = unit_for([row[number] for row in table.rows])
    return _bars(
        table, provenance, number, str(unit.symbol), lambda m2: float(unit.of(m2)), lambda m2: format_area(m2, unit, 2)
    )


def sizes_chart(
    table: Table, provenance: Provenance, *, names: Sequence[str], group: Sequence[str], area: str = "net_m2"
) -> Chart | None:
    """Return the largest areas of ``table``, largest first, coloured by what they belong to.

    Parameters
    ----------
    names : sequence of str
        Columns whose texts together name a bar.
    group : sequence of str
        Columns whose texts together name its colour.
    """
    at, named, grouped = position_of(table, area), _positions(table, names), _positions(table, group)
    order = sorted((i for i, row in enumerate(table.rows) if row[at]), key=lambda i: -table.rows[i][at])
    rows = [table.rows[i] for i in order]
    if not rows:
        return None
    shown, unit = rows[:MOST_BARS], unit_for([rows[0][at]])
    series = _series_of_groups([row[at] for row in shown], [_joined(row, grouped) for row in shown], unit)
    left_out = sum(row[at] for row in rows[MOST_BARS:])
    categories = tuple(_joined(row, named) for row in shown)
    return Chart(
        ChartKind.BARS,
        str(table.title),
        str(unit.symbol),
        categories,
        tuple(series),
        notes=(_rest_words(len(rows), left_out, unit),) if left_out else (),
        mark=mark_of(provenance),
        table=table.id,
        rows=tuple(order[:MOST_BARS]),
        columns=(at,) * len(series),
    )


def _series_of_groups(areas: Sequence[float], groups: Sequence[str], unit: AreaUnit) -> list[Series]:
    """Return a series for each group, with no bar where an area is of another group."""
    names = list(dict.fromkeys(groups))
    looks = [accent()] if len(names) == 1 else [look_of_position(position) for position in range(len(names))]
    return [
        area_series(name, look, [area if of == name else None for area, of in zip(areas, groups, strict=True)], unit)
        for name, look in zip(names, looks, strict=True)
    ]


def _rest_words(count: int, left_out: float, unit: AreaUnit) -> str:
    return tr(
        "The {shown} largest of {all}; the others have {area} {unit} together.",
        shown=MOST_BARS,
        all=count,
        area=format_area(left_out, unit, 2),
        unit=unit.symbol,
    )


def targets_chart(
    table: Table, provenance: Provenance, *, base: str, target: str, titles: tuple[str, str], unit: str = ""
) -> Chart | None:
    """Return base against target, a pair of bars a row.

    Parameters
    ----------
    table : Table
        Indicators; the first column names them.
    base, target : str
        Columns of numbers; a row without both is left out, and counted.
    titles : (str, str)
        What base and target are called, such as two years.
    unit : str
        Id of the column with each row's own unit.  Then the bars show the base as 100 and the texts the figures;
        rows with a base of zero cannot be shown.  Empty: all rows have one unit.
    """
    columns = _positions(table, (base, target))
    both = [all(_finite(row[i]) for i in columns) and (not unit or row[columns[0]] > 0) for row in table.rows]
    rows = [row for row, shown in zip(table.rows, both, strict=True) if shown]
    if not rows:
        return None
    unit_at = position_of(table, unit) if unit else None
    series = []
    for at, title, look in zip(columns, titles, (Look(BASE), accent()), strict=True):
        kind = table.columns[at].kind
        values = tuple(_indexed(row, at, columns[0]) if unit else _shown(row[at], kind) for row in rows)
        texts = tuple(_with_unit(row, at, kind, unit_at) for row in rows)
        series.append(Series(title, look, values, texts))
    categories = tuple(str(row[0]) for row in rows)
    of_all = "" if unit else _unit_of(table.columns[columns[0]].kind)
    return Chart(
        ChartKind.TARGETS,
        str(table.title),
        of_all,
        categories,
        tuple(series),
        notes=_target_notes(titles[0] if unit else "", len(table.rows) - len(rows)),
        mark=mark_of(provenance),
        table=table.id,
        rows=tuple(i for i, shown in enumerate(both) if shown),
        columns=tuple(columns),
    )


def _target_notes(base: str, left_out: int) -> tuple[str, ...]:
    """Return what 100 is, where bars are indexed, and how many rows are not shown."""
    notes = [tr("Bars: {base} = 100.", base=base)] if base else []
    if left_out:
        notes.append(tr("{count} rows without both figures are not shown.", count=left_out))
    return tuple(notes)


def distribution_chart(table: Table, column: str, provenance: Provenance) -> Chart | None:
    """Return how many rows have which share: none, tenths, all."""
    number = position_of(table, column)
    shares = [row[number] for row in table.rows if _finite(row[number])]
    if not shares:
        return None
    bands = ["0 %", *(f"{10 * i}–{10 * (i + 1)} %" for i in range(_BANDS)), "100 %"]
    counts = [0] * len(bands)
    for share in shares:
        counts[_band(share)] += 1
    series = Series(
        str(table.columns[number].title),
        accent(),
        tuple(float(count) for count in counts),
        tuple(format_number(count, 0) for count in counts),
    )
    title = tr("{table}: distribution of “{column}”", table=table.title, column=table.columns[number].title)
    return Chart(
        ChartKind.BARS,
        title,
        str(Title("个", "features")),
        tuple(bands),
        (series,),
        mark=mark_of(provenance),
        number_format="#,##0",
    )


def _bars(
    table: Table,
    provenance: Provenance,
    number: int,
    unit: str,
    length: Callable[[Any], float],
    text: Callable[[Any], str],
    title: str = "",
) -> Chart | None:
    """Return one bar a row with a number that is not negative; the largest where there are many."""
    there = [i for i, row in enumerate(table.rows) if _finite(row[number]) and row[number] >= 0]
    order = there if len(there) <= MOST_BARS else sorted(there, key=lambda i: -table.rows[i][number])[:MOST_BARS]
    rows = [table.rows[i] for i in order]
    if not any(row[number] > 0 for row in rows):
        return None
    cut = tr("The {shown} longest of {all} rows.", shown=MOST_BARS, all=len(there)) if len(there) > MOST_BARS else ""
    column, numbers = table.columns[number], [row[number] for row in rows]
    series = Series(str(column.title), accent(), tuple(map(length, numbers)), tuple(map(text, numbers)))
    title = title or str(Title(f"{table.title}：{column.title}", f"{table.title}: {column.title}"))
    return Chart(
        ChartKind.BARS,
        title,
        unit,
        tuple(str(row[0]) for row in rows),
        (series,),
        notes=(cut,) if cut else (),
        mark=mark_of(provenance),
        table=table.id,
        rows=tuple(order),
        columns=(number,),
    )


def mark_of(provenance: Provenance) -> str:
    """Return the mark of a chart: 示意 where an input is schematic."""
    return tr("Schematic") if provenance.schematic else ""


def area_series(title: str, look: Look, areas: Sequence[float | None], unit: AreaUnit) -> Series:
    """Return a series of areas (m2) in ``unit``."""
    values = tuple(None if area is None else float(unit.of(area)) for area in areas)
    return Series(title, look, values, tuple("" if area is None else format_area(area, unit, 2) for area in areas))


def unit_for(areas: Sequence[float | None]) -> AreaUnit:
    """Return the unit in which the largest of ``areas`` (m2) is a number of few digits."""
    largest = max((area for area in areas if area is not None and _finite(area)), default=0.0)
    if largest >= 1e7:
        return AreaUnit.KM2
    return AreaUnit.HA if largest >= 1e3 else AreaUnit.M2


def position_of(table: Table, column: str) -> int:
    """Return which column of ``table`` has the id ``column``."""
    return next(number for number, one in enumerate(table.columns) if one.id == column)


def _positions(table: Table, columns: Sequence[str]) -> list[int]:
    return [position_of(table, column) for column in columns]


def _joined(row: Sequence[Any], positions: Sequence[int]) -> str:
    return " × ".join(str(row[i]) for i in positions)


def _finite(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _band(share: float) -> int:
    if share <= 0:
        return 0
    return _BANDS + 1 if share >= 1 else 1 + int(share * _BANDS)


def _shown(value: Number, kind: ValueKind) -> float:
    """Return a number as its column prints it: a share in per cent, an area in hectares."""
    if kind is ValueKind.SHARE:
        return float(value) * 100
    return float(AreaUnit.HA.of(value)) if kind is ValueKind.AREA else float(value)


def _unit_of(kind: ValueKind) -> str:
    return {ValueKind.SHARE: "%", ValueKind.AREA: str(AreaUnit.HA.symbol), ValueKind.LENGTH: "m"}.get(kind, "")


def _indexed(row: Sequence[Any], at: int, base: int) -> float:
    return float(row[at]) / float(row[base]) * 100


def _with_unit(row: Sequence[Any], at: int, kind: ValueKind, unit_at: int | None) -> str:
    if unit_at is None:
        return format_cell(row[at], kind, AreaUnit.HA)
    return f"{_plain(row[at])} {row[unit_at]}".strip()


def _plain(value: Any) -> str:
    """Return an indicator's figure with the decimals it has."""
    return f"{value:,.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
