"""A chart in a workbook: native, so that it can be changed there, above the figures that it is drawn from."""

from __future__ import annotations

from typing import Any

from yhgis.report.chart import Chart, ChartKind, Look, Series
from yhgis.report.chart_looks import ink_on, pale
from yhgis.report.xlsx_parts import FONT, PIXELS_A_ROW, Looks, set_page, state_rows, text_width

_HAIRLINE, _INK, _QUIET = "#D5DCE0", "#222222", "#666666"
_ROWS = 80
_WIDTH_PX, _BAR_PX, _AROUND_PX, _LEAST_PX = 980, 26, 120, 220
#: Parts of a stack smaller than this share of the longest bar have no room for their figure.
LEAST_LABELLED = 0.055
_PATTERNS = {"hatch": "wide_upward_diagonal", "cross": "small_grid", "dots": "dotted_diamond"}


def write_chart_sheet(book: Any, name: str, looks: Looks, chart: Chart) -> None:
    """Add the sheet ``name``: chart, notes, and the chart's figures."""
    sheet = book.add_worksheet(name)
    state_rows(sheet, _ROWS)
    height = max(_LEAST_PX, _AROUND_PX + _bars(chart) * _BAR_PX)
    under = -(-height // PIXELS_A_ROW) + 1
    for number, note in enumerate(chart.notes):
        sheet.write_string(under + number, 0, note, looks.quiet)
    head = under + len(chart.notes) + 1
    write_figures(sheet, looks, chart, head)
    made = native_chart(book, chart, name, head)
    made.set_size({"width": _WIDTH_PX, "height": height})
    sheet.insert_chart(0, 0, made, {"object_position": 2, "description": chart.marked_title, "y_offset": 8})
    set_page(sheet, schematic=bool(chart.mark))


def write_figures(sheet: Any, looks: Looks, chart: Chart, head: int) -> None:
    """Write the chart's figures with their heading in row ``head``."""
    sheet.write_string(head, 0, "", looks.head(right=False))
    sheet.set_column(0, 0, min(max(text_width(text) for text in chart.categories) + 2, 44))
    for row, category in enumerate(chart.categories, start=head + 1):
        sheet.write_string(row, 0, category, looks.get())
    for number, series in enumerate(chart.series, start=1):
        sheet.write_string(head, number, series.title, looks.head(right=True))
        sheet.set_column(number, number, max(text_width(series.title) + 3, 12))
        look = looks.get(num_format=chart.number_format)
        for row, value in enumerate(series.values, start=head + 1):
            if value is not None:
                sheet.write_number(row, number, value, look)


def native_chart(
    book: Any, chart: Chart, sheet: str, head: int, *, values: int = 1, axis_format: str = "#,##0.##"
) -> Any:
    """Return the chart of figures that stand on a sheet: names in its first column, a series a column.

    Parameters
    ----------
    head : int
        Row of the headings; the figures begin beneath it.
    values : int
        Column of the first series.
    axis_format : str
        Of the figures along the axis.
    """
    options = {"type": "bar"} | ({"subtype": "stacked"} if chart.kind is ChartKind.STACKED else {})
    made = book.add_chart(options)
    _add_series(made, chart, sheet, head, values)
    made.set_title({"name": chart.marked_title, "name_font": {**_font(12), "bold": True}, "overlay": False})
    _set_axes(made, axis_format)
    made.set_legend({"position": "top", "font": _font(9)} if chart.needs_legend else {"none": True})
    made.set_chartarea({"border": {"none": True}})
    return made


def _add_series(made: Any, chart: Chart, sheet: str, head: int, values: int) -> None:
    last = head + len(chart.categories)
    for number, series in enumerate(chart.series, start=values):
        made.add_series(
            {
                "name": [sheet, head, number],
                "categories": [sheet, head + 1, 0, last, 0],
                "values": [sheet, head + 1, number, last, number],
                "gap": 45,
                "overlap": 0 if chart.kind is ChartKind.TARGETS else 100,
                "border": {"color": "#FFFFFF", "width": 0.5} if chart.kind is ChartKind.STACKED else {"none": True},
                "data_labels": _labels(chart, series),
                **_filled(series.look),
            }
        )


def _set_axes(made: Any, axis_format: str) -> None:
    """Set the names from the top down, and the figures along a quiet grid."""
    made.set_y_axis(
        {
            "reverse": True,
            "crossing": "max",
            "num_font": _font(9),
            "line": {"color": _QUIET, "width": 0.5},
            "major_tick_mark": "none",
        }
    )
    made.set_x_axis(
        {
            "num_font": _font(8, _QUIET),
            "num_format": axis_format,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": _HAIRLINE, "width": 0.5}},
            "major_tick_mark": "none",
            "min": 0,
        }
    )


def _bars(chart: Chart) -> int:
    return len(chart.categories) * (2 if chart.kind is ChartKind.TARGETS else 1)


def _font(size: float, color: str = _INK) -> dict[str, Any]:
    return {"name": FONT, "size": size, "color": color, "bold": False}


def _filled(look: Look) -> dict[str, Any]:
    if not look.pattern:
        return {"fill": {"color": look.color}}
    pattern = _PATTERNS[look.pattern]
    return {"pattern": {"pattern": pattern, "fg_color": pale(look.color), "bg_color": look.color}}


def _labels(chart: Chart, series: Series) -> dict[str, Any]:
    """Return the labels of a series: the printed texts, none where there is no room."""
    inside = chart.kind is ChartKind.STACKED
    least = chart.largest * LEAST_LABELLED if inside else 0.0
    custom = [
        {"delete": True} if value is None or value < least else {"value": text}
        for value, text in zip(series.values, series.texts, strict=True)
    ]
    color = ink_on(series.look.color) if inside else _INK
    return {
        "value": True,
        "custom": custom,
        "font": _font(8, color),
        "position": "center" if inside else "outside_end",
    }
