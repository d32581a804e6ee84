"""Pictures of charts: as wide as asked for, in the painter's font, nothing off the page."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image

from tests.report.built_in import LINES, conflicts, overlap
from yhgis.paint.text import family
from yhgis.report import chart_font
from yhgis.report.chart import Chart, ChartKind, Look, Series
from yhgis.report.charts import chart_for, render_png, render_svg


def made() -> list[Chart]:
    results = overlap("towns", *LINES), overlap("towns", "zones"), conflicts(*LINES[:3]), overlap("towns", LINES[0])
    charts = [chart_for(result) for result in results]
    assert all(charts)
    return [chart for chart in charts if chart is not None]


def pixels(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("width", [90.0, 170.0])
def test_the_picture_has_its_printed_size_and_a_clean_edge(number: int, width: float) -> None:
    chart = made()[number]
    picture = pixels(render_png(chart, width, 100.0))
    assert picture.shape[1] == pytest.approx(width / 25.4 * 100, abs=1)
    edges = (picture[0], picture[-1], picture[:, 0], picture[:, -1])
    assert all((edge == 255).all() for edge in edges), "something is cut by the edge"
    colors = {tuple(color) for color in picture.reshape(-1, 3)}
    wanted = {tuple(bytes.fromhex(series.look.color[1:])) for series in chart.series}
    assert wanted <= colors


def test_text_is_in_the_painters_simplified_chinese_face() -> None:
    text = render_svg(made()[0], 170.0).decode("utf-8")
    faces = set(re.findall(r'<path id="([A-Za-z]+)-(?:Regular|Bold|[A-Za-z]+)-', text))
    assert chart_font.family() == family()
    assert faces
    if family() == "Noto Sans CJK SC":  # the first face of its file is the Japanese one
        assert faces == {"NotoSansCJKsc"}


@pytest.mark.parametrize("place", ["title", "category", "series", "text", "note"])
def test_signs_of_mathematics_are_text(place: str) -> None:
    wrong = "价格 $\\frac{$"  # as mathematics it cannot be read
    words = dict.fromkeys(("title", "category", "series", "text", "note"), "甲") | {place: wrong}
    look = Look("#1F6F8B")
    series = tuple(Series(words["series"], look, (value,), (words["text"],)) for value in (1.0, 2.0))
    chart = Chart(ChartKind.BARS, words["title"], "%", (words["category"],), series, notes=(words["note"],))
    assert len(render_png(chart, 120.0, 80.0)) > 1000


def test_the_same_chart_is_the_same_file() -> None:
    chart = made()[0]
    assert render_svg(chart, 150.0) == render_svg(chart, 150.0)
    assert render_png(chart, 150.0, 80.0) == render_png(chart, 150.0, 80.0)


def test_more_rows_make_a_higher_picture_and_long_names_break() -> None:
    def bars(count: int, name: str) -> np.ndarray:
        values = tuple(float(i + 1) for i in range(count))
        series = Series("甲", Look("#1F6F8B"), values, tuple(f"{value:.2f}" for value in values))
        return pixels(render_png(Chart(ChartKind.BARS, "试", "m", (name,) * count, (series,)), 100.0, 100.0))

    assert bars(20, "短").shape[0] > 2 * bars(6, "短").shape[0]
    long = bars(3, "很长的要素名称" * 6)
    assert (long[:, 0] == 255).all()
    assert long.shape[0] > bars(3, "短").shape[0]


def test_a_pair_of_bars_shows_both_colours() -> None:
    pair = tuple(
        Series(title, Look(color), (50.0, 100.0), ("50", "100"))
        for title, color in (("基", "#B4BEC4"), ("目", "#1F6F8B"))
    )
    picture = pixels(render_png(Chart(ChartKind.TARGETS, "指标", "", ("甲", "乙"), pair), 120.0, 100.0))
    areas = [(picture == list(bytes.fromhex(one.look.color[1:]))).all(axis=2).sum() for one in pair]
    assert areas[0] == pytest.approx(areas[1], rel=0.05)
