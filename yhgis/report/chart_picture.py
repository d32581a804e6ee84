"""A chart drawn with matplotlib, laid out in millimetres of the printed page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from yhgis.report import chart_font
from yhgis.report.chart import Chart, ChartKind, Look, Series
from yhgis.report.chart_layout import (
    EDGE_MM,
    GAP_MM,
    PAIR_MM,
    ROW_MM,
    SMALL_PT,
    SWATCH_MM,
    TEXT_PT,
    TITLE_PT,
    ChartLayout,
    line_mm,
    width_of,
)
from yhgis.report.chart_looks import ink_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK, _QUIET, _HAIRLINE, _CAUTION = "#222222", "#666666", "#D5DCE0", "#B35900"
_HATCHES = {"": "", "hatch": "////", "cross": "xxxx", "dots": "...."}
_SVG_SALT = "yhgis"

Kind: TypeAlias = Literal["png", "svg", "pdf"]


def draw(chart: Chart, width_mm: float, kind: Kind, dpi: float = 200.0) -> bytes:
    """Return ``chart`` as a file of ``kind``; see `yhgis.report.charts`."""
    chart_font.prepare()
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams["svg.hashsalt"] = _SVG_SALT  # the same chart is the same file
    mpl.rcParams["text.hinting"] = "no_hinting"  # a text is as wide in the picture as it was measured
    layout = ChartLayout.of(chart, width_mm)
    figure = Figure(figsize=(width_mm / 25.4, layout.height / 25.4), dpi=dpi, facecolor="white")
    _draw_words(figure, chart, layout)
    _draw_plot(_axes(figure, layout), chart, layout)
    return _file(figure, kind)


def _file(figure: Figure, kind: Kind) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    content = io.BytesIO()
    if kind == "png":
        FigureCanvasAgg(figure).print_png(content, metadata={"Software": "yhgis"})
    elif kind == "pdf":
        from matplotlib.backends.backend_pdf import FigureCanvasPdf

        stated = {"Creator": "yhgis", "CreationDate": None}
        FigureCanvasPdf(figure).print_pdf(content, metadata=stated)
    else:
        metadata = {"Date": None, "Creator": "yhgis"}
        FigureCanvasSVG(figure).print_svg(content, metadata=metadata)
    return content.getvalue()


def _axes(figure: Figure, layout: ChartLayout) -> Axes:
    """Return axes whose x is the value and whose y is mm from the top of the plot."""
    left, top = layout.plot_left / layout.width, 1 - layout.plot_top / layout.height
    height = layout.plot_mm / layout.height
    return figure.add_axes((left, top - height, layout.bars_mm / layout.width, height))


def _draw_words(figure: Figure, chart: Chart, layout: ChartLayout) -> None:
    """Write title, mark, legend and notes."""
    for number, line in enumerate(layout.title):
        _write(figure, layout, line, EDGE_MM, EDGE_MM + (number + 0.5) * line_mm(TITLE_PT), TITLE_PT, strong=True)
    if chart.mark:
        _draw_mark(figure, layout, chart.mark)
    step = line_mm(TEXT_PT) + 0.6
    for number, row in enumerate(layout.legend):
        middle = layout.legend_top + (number + 0.5) * step
        for left, series in row:
            _swatch(figure, layout, series.look, left, middle)
            _write(figure, layout, series.title, left + SWATCH_MM + 1.2, middle, TEXT_PT)
    for number, line in enumerate(layout.notes):
        middle = layout.notes_top + (number + 0.5) * line_mm(SMALL_PT)
        _write(figure, layout, line, EDGE_MM, middle, SMALL_PT, color=_QUIET)


def _draw_mark(figure: Figure, layout: ChartLayout, mark: str) -> None:
    """Set the mark 示意 into the right corner, in a thin frame."""
    from matplotlib.patches import FancyBboxPatch

    width, height = width_of(mark, SMALL_PT) + 2.4, line_mm(SMALL_PT) + 0.4
    left, middle = layout.width - EDGE_MM - width, EDGE_MM + 0.5 * line_mm(TITLE_PT)
    _write(figure, layout, mark, left + width / 2, middle, SMALL_PT, color=_CAUTION, align="center")
    x, y = left / layout.width, 1 - (middle + height / 2) / layout.height
    box = FancyBboxPatch(
        (x, y),
        width / layout.width,
        height / layout.height,
        boxstyle="square,pad=0",
        facecolor="none",
        edgecolor=_CAUTION,
        linewidth=0.5,
        transform=figure.transFigure,
    )
    figure.add_artist(box)


def _swatch(figure: Figure, layout: ChartLayout, look: Look, left: float, middle: float) -> None:
    from matplotlib.patches import Rectangle

    height = 2.2
    corner = (left / layout.width, 1 - (middle + height / 2) / layout.height)
    patch = Rectangle(corner, SWATCH_MM / layout.width, height / layout.height, transform=figure.transFigure)
    _fill(patch, look)
    figure.add_artist(patch)


def _write(
    figure: Figure,
    layout: ChartLayout,
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    color: str = _INK,
    strong: bool = False,
    align: Literal["left", "center", "right"] = "left",
) -> None:
    figure.text(
        x / layout.width,
        1 - y / layout.height,
        text,
        color=color,
        ha=align,
        va="center_baseline",
        fontproperties=chart_font.face(size, strong=strong),
        parse_math=False,
    )


def _draw_plot(axes: Axes, chart: Chart, layout: ChartLayout) -> None:
    """Draw grid, labels and bars."""
    largest = chart.largest or 1.0
    axes.set_xlim(0.0, largest)
    axes.set_ylim(layout.plot_mm, 0.0)
    _set_grid(axes, chart)
    tops = [sum(layout.heights[:i]) for i in range(len(layout.heights))]
    middles = [top + height / 2 for top, height in zip(tops, layout.heights, strict=True)]
    per_mm = largest / layout.bars_mm
    for middle, lines in zip(middles, layout.labels, strict=True):
        step = line_mm(TEXT_PT)
        for number, line in enumerate(lines):
            y = middle + (number - (len(lines) - 1) / 2) * step
            _label(axes, line, -GAP_MM * per_mm, y, align="right")
    if chart.kind is ChartKind.STACKED:
        _stacked_bars(axes, chart, middles, per_mm)
    elif chart.kind is ChartKind.TARGETS:
        _pairs(axes, chart, middles, per_mm)
    else:
        for series in chart.series:
            _bars(axes, series, middles, 0.62 * layout.row_mm, per_mm)
    axes.axvline(0.0, color=_QUIET, linewidth=0.5, zorder=4)


def _set_grid(axes: Axes, chart: Chart) -> None:
    """Hairlines at round values; the figures of the axis are small, every bar has its own."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.yaxis.set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:,.10g}"))
    axes.tick_params(axis="x", length=0, pad=1.5)
    axes.grid(axis="x", color=_HAIRLINE, linewidth=0.4)
    axes.set_axisbelow(True)
    for tick in axes.get_xticklabels():
        tick.set_fontproperties(chart_font.face(SMALL_PT))
        tick.set_color(_QUIET)
    axes.xaxis.set_visible(not (chart.kind is ChartKind.TARGETS and not chart.unit))


def _bars(axes: Axes, series: Series, middles: Sequence[float], height: float, per_mm: float) -> None:
    for value, text, middle in zip(series.values, series.texts, middles, strict=True):
        if value is not None:
            _bar(axes, series.look, 0.0, value, middle, height)
            _label(axes, text, value + 0.9 * per_mm, middle)


def _pairs(axes: Axes, chart: Chart, middles: Sequence[float], per_mm: float) -> None:
    """Draw the base above the target."""
    height = PAIR_MM * 0.32
    for series, offset in zip(chart.series, (-0.54, 0.54), strict=True):
        _bars(axes, series, [middle + offset * height * 1.05 for middle in middles], height, per_mm)


def _stacked_bars(axes: Axes, chart: Chart, middles: Sequence[float], per_mm: float) -> None:
    height = 0.62 * ROW_MM
    ends = [0.0] * len(middles)
    for series in chart.series:
        for i, value in enumerate(series.values):
            if value:
                _bar(axes, series.look, ends[i], value, middles[i], height)
                _inside(axes, series, i, ends[i] + value / 2, middles[i], value / per_mm)
                ends[i] += value
    for end, text, middle in zip(ends, chart.totals, middles, strict=True):
        _label(axes, text, end + 0.9 * per_mm, middle, strong=True)


def _inside(axes: Axes, series: Series, i: int, x: float, y: float, room_mm: float) -> None:
    """Write a part's figure into it where it fits with air around it."""
    text = series.texts[i]
    if width_of(text, SMALL_PT) + 1.6 > room_mm:
        return
    color = ink_on(series.look.color)
    plate = {"boxstyle": "square,pad=0.12", "facecolor": series.look.color, "edgecolor": "none"}
    _label(axes, text, x, y, size=SMALL_PT, color=color, align="center", plate=plate if series.look.pattern else None)


def _bar(axes: Axes, look: Look, start: float, length: float, middle: float, height: float) -> None:
    from matplotlib.patches import Rectangle

    patch = Rectangle((start, middle - height / 2), length, height, zorder=2)
    _fill(patch, look)
    axes.add_patch(patch)


def _fill(patch: Any, look: Look) -> None:
    """Fill with colour and pattern; a white edge parts neighbours."""
    patch.set_facecolor(look.color)
    patch.set_edgecolor("white")
    patch.set_linewidth(0.4)
    if look.pattern:
        patch.set_hatch(_HATCHES[look.pattern])
        patch.set_hatchcolor((1.0, 1.0, 1.0, 0.55))
        patch.set_hatch_linewidth(0.5)


def _label(
    axes: Axes,
    text: str,
    x: float,
    y: float,
    *,
    size: float = TEXT_PT,
    color: str = _INK,
    strong: bool = False,
    align: Literal["left", "center", "right"] = "left",
    plate: dict[str, Any] | None = None,
) -> None:
    axes.text(
        x,
        y,
        text,
        color=color,
        ha=align,
        va="center_baseline",
        fontproperties=chart_font.face(size, strong=strong),
        parse_math=False,
        clip_on=False,
        bbox=plate,
        zorder=5,
    )
