"""The title of a chart as it is printed."""

from __future__ import annotations

from yhgis.i18n import Title, tr
from yhgis.report.chart import Chart


def title_with_unit(chart: Chart) -> str:
    """Return the title with its unit: ``冲突图斑（公顷）``."""
    if not chart.unit:
        return chart.title
    return str(Title(f"{chart.title}（{chart.unit}）", f"{chart.title} ({chart.unit})"))


def marked_title(chart: Chart) -> str:
    """Return the title with unit and the mark 示意, for charts that cannot set the mark apart."""
    title = title_with_unit(chart)
    return tr("{title} (schematic)", title=title) if chart.mark else title
