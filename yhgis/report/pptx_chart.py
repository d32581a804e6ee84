"""A native chart on a slide: its figures can be edited there, and its colours are the map's."""

from __future__ import annotations

from typing import Any

from yhgis.report.chart import Chart, ChartKind, Look, Series
from yhgis.report.chart_looks import ink_on, pale
from yhgis.report.pptx_parts import FONT, HAIRLINE, INK, LATIN, MARGIN_CM, QUIET, WIDTH_CM, add_run, color_of

#: Parts of a stack smaller than this share of the longest bar have no room for their figure.
LEAST_LABELLED = 0.045
# A few bars do not grow to fill a slide.
_AROUND_CM, _MOST_BAR_CM = 1.6, 1.25


def add_chart(
    slide: Any,
    chart: Chart,
    *,
    top: float,
    height: float,
    left: float = MARGIN_CM,
    width: float = WIDTH_CM - 2 * MARGIN_CM,
    points: float = 11,
) -> None:
    """Add ``chart`` in a box of the slide, in cm; its title is the slide's matter."""
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Cm

    kind = XL_CHART_TYPE.BAR_STACKED if chart.kind is ChartKind.STACKED else XL_CHART_TYPE.BAR_CLUSTERED
    bars = len(chart.categories) * (2 if chart.kind is ChartKind.TARGETS else 1)
    height = min(height, _AROUND_CM + bars * _MOST_BAR_CM)
    made = slide.shapes.add_chart(kind, Cm(left), Cm(top), Cm(width), Cm(height), _data(chart)).chart
    made.has_title = False
    _set_font(made.font, made._chartSpace.txPr, points, INK)  # noqa: SLF001 - python-pptx sets no Chinese font
    _set_legend(made, chart, points)
    _set_axes(made, points)
    plot = made.plots[0]
    plot.gap_width = 45
    plot.overlap = 0 if chart.kind is ChartKind.TARGETS else 100
    for drawn, series in zip(plot.series, chart.series, strict=True):
        _fill(drawn.format, series.look, edged=chart.kind is ChartKind.STACKED)
        _label(drawn, chart, series, points - 1.5)


def _data(chart: Chart) -> Any:
    """Return the figures, as the sheet behind the chart has them."""
    from pptx.chart.data import CategoryChartData

    data = CategoryChartData(number_format=chart.number_format)
    data.categories = chart.categories
    for series in chart.series:
        data.add_series(series.title, series.values)
    return data


def _set_font(font: Any, properties: Any, points: float, color: str) -> None:
    """Set size, colour and both fonts; PowerPoint takes the Chinese one from ``a:ea`` only."""
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    font.size, font.name = Pt(points), LATIN
    font.color.rgb = color_of(color)
    run = properties.find(f".//{qn('a:defRPr')}")
    run.append(run.makeelement(qn("a:ea"), {"typeface": FONT}))


def _set_legend(made: Any, chart: Chart, points: float) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION

    made.has_legend = chart.needs_legend
    if chart.needs_legend:
        made.legend.position = XL_LEGEND_POSITION.TOP
        made.legend.include_in_layout = False
        _set_font(made.legend.font, made.legend._element, points, INK)  # noqa: SLF001 - as above


def _set_axes(made: Any, points: float) -> None:
    """First category at the top, hairlines at round values, no ticks."""
    from pptx.enum.chart import XL_TICK_MARK
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    names, figures = made.category_axis, made.value_axis
    names.reverse_order = True
    # With the first category at the top, the figures would stand there too.
    figures._element.find(qn("c:crosses")).set("val", "max")  # noqa: SLF001 - python-pptx has it for one axis only
    figures.minimum_scale = 0
    for axis in (names, figures):
        axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    names.format.line.color.rgb = color_of(QUIET)
    names.format.line.width = Pt(0.5)
    figures.format.line.fill.background()
    figures.major_gridlines.format.line.color.rgb = color_of(HAIRLINE)
    figures.major_gridlines.format.line.width = Pt(0.5)
    _set_font(figures.tick_labels.font, figures._element, points - 2, QUIET)  # noqa: SLF001 - as above
    figures.tick_labels.number_format, figures.tick_labels.number_format_is_linked = "#,##0.##", False


def _fill(form: Any, look: Look, *, edged: bool) -> None:
    from pptx.enum.dml import MSO_PATTERN
    from pptx.util import Pt

    fill = form.fill
    if look.pattern:
        fill.patterned()
        fill.pattern = {
            "hatch": MSO_PATTERN.WIDE_UPWARD_DIAGONAL,
            "cross": MSO_PATTERN.SMALL_GRID,
            "dots": MSO_PATTERN.DOTTED_DIAMOND,
        }[look.pattern]
        fill.fore_color.rgb, fill.back_color.rgb = color_of(pale(look.color)[1:]), color_of(look.color[1:])
    else:
        fill.solid()
        fill.fore_color.rgb = color_of(look.color[1:])
    if edged:
        form.line.color.rgb = color_of("FFFFFF")
        form.line.width = Pt(0.5)
    else:
        form.line.fill.background()


def _label(drawn: Any, chart: Chart, series: Series, points: float) -> None:
    """Write the figures: inside the parts of a stack where there is room, else behind the bars."""
    from pptx.enum.chart import XL_LABEL_POSITION

    inside = chart.kind is ChartKind.STACKED
    labels = drawn.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = chart.number_format, False
    labels.position = XL_LABEL_POSITION.CENTER if inside else XL_LABEL_POSITION.OUTSIDE_END
    _set_font(labels.font, labels._element, points, ink_on(series.look.color)[1:] if inside else INK)  # noqa: SLF001
    least = chart.largest * LEAST_LABELLED if inside else 0.0
    for place, value in enumerate(series.values):
        if value is not None and value < least:
            _remove_label(labels, place)
        elif value is not None and not chart.unit:
            _say(drawn.points[place].data_label, series.texts[place], points)


def _remove_label(labels: Any, place: int) -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    gone = parse_xml(f'<c:dLbl {nsdecls("c")}><c:idx val="{place}"/><c:delete val="1"/></c:dLbl>')
    element = labels._element  # noqa: SLF001 - python-pptx cannot leave out one label
    element.insert(len(element.findall(gone.tag)), gone)


def _say(label: Any, text: str, points: float) -> None:
    """Write a text instead of the value: a figure with its own unit."""
    frame = label.text_frame
    paragraph = frame.paragraphs[0]
    add_run(paragraph, text, points, INK)
