"""Charts of the plan's indicators: base against target, a chart a category, figures as the plan prints them."""

from __future__ import annotations

from dataclasses import replace

from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.result import Basis, Column, Provenance, Table, ValueKind
from yhgis.plan import indicators
from yhgis.plan.indicators_growth import Verdict, growth
from yhgis.report.chart import Chart, Series
from yhgis.report.chart_makers import targets_chart


def indicator_charts(source: indicators.Table) -> tuple[Chart, ...]:
    """Return a chart for each category of ``source`` that has figures to compare, in the language in use.

    Bars show the base as 100, since each line has a unit of its own; the texts are the printed cells.  Lines whose
    base and target the plan's own notes call incomparable have no bars, and are counted.
    ``Chart.rows`` are positions in ``source.lines()``.
    """
    made = (_chart(source, group) for group in source.groups)
    return tuple(chart for chart in made if chart is not None)


def _chart(source: indicators.Table, group: indicators.Group) -> Chart | None:
    base, target = source.columns[0], next(column for column in source.columns if column.role == "target")
    places = [i for i, (row, _line) in enumerate(source.lines()) if row.group == group.id]
    lines = [source.lines()[i] for i in places]
    rows = tuple(_row(source, row, line, base, target) for row, line in lines)
    columns = (
        Column("name", source.title),
        Column(base.id, base.title, ValueKind.COUNT),
        Column(target.id, target.title, ValueKind.COUNT),
        Column("unit", Title("单位", "Unit")),
    )
    title = Title(f"{source.title.zh}：{group.title.zh}", f"{source.title.en}: {group.title.en}")
    made = targets_chart(
        Table(f"indicators_{source.id}", title, columns, rows),
        Provenance("indicators", Basis.ELLIPSOIDAL, WORK_CRS, ()),
        base=base.id,
        target=target.id,
        titles=(str(base.title), str(target.title)),
        unit="unit",
    )
    if made is None:
        return None
    shown = [lines[i] for i in made.rows]
    series = tuple(_as_printed(one, column, shown) for one, column in zip(made.series, (base, target), strict=True))
    return replace(made, series=series, rows=tuple(places[i] for i in made.rows))


def _row(
    source: indicators.Table,
    row: indicators.Row,
    line: indicators.Line,
    base: indicators.Column,
    target: indicators.Column,
) -> tuple[str, float | None, float | None, str]:
    """Return name, base, target and unit of a line; no figures where they are not to be compared."""
    cells = line.cells[base.id].value, line.cells[target.id].value
    if growth(source, row, line).verdict is Verdict.NOT_COMPARABLE:
        cells = None, None
    return str(row.title_of(line)), *cells, str(row.unit_of(line))


def _as_printed(
    series: Series, column: indicators.Column, lines: list[tuple[indicators.Row, indicators.Line]]
) -> Series:
    texts = tuple(f"{line.cells[column.id].text} {row.unit_of(line)}".strip() for row, line in lines)
    return replace(series, texts=texts)
