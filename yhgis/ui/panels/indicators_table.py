"""The plan's two tables of indicators as rows to show, to copy and to save: cells exactly as printed."""

from __future__ import annotations

from yhgis.i18n import Title, language
from yhgis.model.quantity import NOTHING, format_number
from yhgis.model.result import Column, Table, ValueKind
from yhgis.plan import indicators
from yhgis.plan.indicators_growth import VERDICT_TITLES, Growth, Verdict, growth, reached

_REACHED = {True: Title("达到", "reached"), False: Title("未达到", "not reached")}


def indicators_table(source: indicators.Table) -> Table:
    """Return every printed line of a table with the growth that base and target imply behind it."""
    columns = (
        Column("indicator", Title("指标", "Indicator")),
        *(Column(column.id, column.title, ValueKind.PRINTED) for column in source.columns),
        Column("implied", Title("推算增长", "Growth implied"), ValueKind.PRINTED),
        Column("verdict", _verdict_title(source)),
        Column("attribute", Title("属性", "Attribute")),
    )
    rows = tuple(_cells(source, row, line) for row, line in source.lines())
    return Table(f"indicators_{source.id}", source.title, columns, rows)


def line_title(row: indicators.Row, line: indicators.Line) -> str:
    """Return number and name of a line: in Chinese as printed, unit included."""
    if language() == "zh":
        return f"{row.no}  {row.name}{f'：{line.name}' if line.name else ''}"
    return f"{row.no}  {row.title_of(line)} ({row.unit_of(line)})"


def _verdict_title(source: indicators.Table) -> Title:
    if any(column.role == "result" for column in source.columns):
        return Title("完成情况", "Result against target")
    return Title("与所列增速比对", "Against the growth stated")


def _cells(source: indicators.Table, row: indicators.Row, line: indicators.Line) -> tuple[str, ...]:
    change = growth(source, row, line)
    printed = (line.cells[column.id].text for column in source.columns)
    attribute = indicators.ATTRIBUTES.get(line.attribute)
    return (
        line_title(row, line),
        *printed,
        NOTHING if change.implied is None else f"{change.mark} {format_number(change.implied)}".strip(),
        _verdict(source, row, line, change),
        str(attribute) if attribute else "",
    )


def _verdict(source: indicators.Table, row: indicators.Row, line: indicators.Line, change: Growth) -> str:
    if any(column.role == "result" for column in source.columns):
        came = reached(source, row, line)
        return NOTHING if came is None else str(_REACHED[came])
    if change.verdict is Verdict.NOT_STATED:
        return NOTHING
    return str(VERDICT_TITLES[change.verdict])
