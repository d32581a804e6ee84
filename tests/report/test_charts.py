"""Which chart a result gets, and that it shows the result's own figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.answers import answer, table
from tests.report.built_in import LINES, conflicts, coverage, overlap, table_of
from yhgis.carto.styles import load_style
from yhgis.i18n import Title, set_language
from yhgis.model.layer import Status
from yhgis.model.quantity import AreaUnit, format_area, format_share
from yhgis.model.result import Column, Provenance, Table, ValueKind
from yhgis.report.chart import Chart, ChartKind, Look
from yhgis.report.chart_looks import ink_on, look_of_feature, look_of_layer, luminance
from yhgis.report.chart_makers import MOST_BARS, distribution_chart, targets_chart
from yhgis.report.charts import chart_for


def chart_of(*arguments: object, **options: object) -> Chart:
    chart = chart_for(*arguments, **options)  # type: ignore[arg-type]
    assert chart is not None
    return chart


def provenance() -> Provenance:
    return answer().provenance


def test_several_layers_are_stacked_in_the_units_of_the_matrix() -> None:
    result = overlap("towns", *LINES)
    chart = chart_of(result)
    matrix = table_of(result, "matrix")
    assert (chart.kind, chart.unit, chart.mark) == (ChartKind.STACKED, "km²", "示意")
    assert chart.categories == tuple(row[0] for row in matrix.rows)
    assert [series.title for series in chart.series] == [str(column.title) for column in matrix.columns[2::2]]
    for number, series in enumerate(chart.series):
        for row, value, text in zip(matrix.rows, series.values, series.texts, strict=True):
            area = row[2 + 2 * number]
            assert (value or 0.0) == pytest.approx(area / 1e6)
            assert text == (format_area(area, AreaUnit.KM2) if area else "")
    assert any("重叠" in note for note in chart.notes)


def test_features_of_one_layer_are_stacked_in_the_colours_of_the_map() -> None:
    result = overlap("towns", "zones")
    chart = chart_of(result)
    parts = {(row[0], row[1]): row[2] for row in table_of(result, "parts.zones").rows}
    assert chart.kind is ChartKind.STACKED
    assert {series.title for series in chart.series} == {"城西片", "东部片", "西部片"}
    colors = {series.title: series.look.color for series in chart.series}
    categories = {c.title.zh: c.symbol[0].color for c in load_style("zones").renderer.categories}  # type: ignore[union-attr]
    assert colors == categories
    found = {
        (category, series.title): value
        for series in chart.series
        for category, value in zip(chart.categories, series.values, strict=True)
        if value is not None
    }
    assert found == {key: pytest.approx(area / 1e6) for key, area in parts.items()}
    for place, total in enumerate(chart.totals):
        assert float(total) == pytest.approx(sum(series.values[place] or 0 for series in chart.series), abs=0.0051)


def test_one_layer_of_many_features_gives_its_share_of_each_row() -> None:
    result = overlap("towns", "permanent_farmland")
    chart = chart_of(result)
    rows = table_of(result, "matrix").rows
    assert (chart.kind, chart.unit, len(chart.series)) == (ChartKind.BARS, "%", 1)
    assert chart.series[0].texts == tuple(format_share(row[3]) for row in rows)
    assert chart.series[0].values == tuple(pytest.approx(row[3] * 100) for row in rows)
    assert "永久基本农田" in chart.title
    assert not chart.needs_legend


def test_conflicts_are_ranked_and_coloured_by_pair() -> None:
    result = conflicts(*LINES[:3])
    chart = chart_of(result)
    rows = sorted(table_of(result, "conflicts").rows, key=lambda row: -row[4])
    lengths = [
        next(v for v in column if v is not None) for column in zip(*(s.values for s in chart.series), strict=True)
    ]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths == [pytest.approx(row[4] / 1e4) for row in rows[:MOST_BARS]]
    assert chart.categories[0] == f"{rows[0][1]} × {rows[0][3]}"
    assert {series.title for series in chart.series} == {f"{row[0]} × {row[2]}" for row in rows[:MOST_BARS]}


def test_coverage_gives_shares_of_the_target() -> None:
    result = coverage("district", *LINES[:2])
    chart = chart_of(result)
    assert chart.categories[:2] == ("已覆盖", "空隙")
    assert chart.series[0].values[0] == pytest.approx(table_of(result, "balance").rows[0][2] * 100)


def test_nothing_in_common_has_no_chart() -> None:
    assert chart_for(answer(table(rows=(), totals=None))) is None
    assert chart_for(overlap("core", "heritage_property")) is None


def test_official_data_bears_no_mark() -> None:
    assert chart_of(answer(status=Status.OFFICIAL)).mark == ""


def test_many_rows_are_cut_to_the_longest_and_said() -> None:
    rows = tuple((f"块{i}", 1e6, 1e4 * i, i / 100, 1) for i in range(50))
    chart = chart_of(answer(table(rows=rows, totals=None)))
    assert len(chart.categories) == MOST_BARS
    assert chart.categories[0] == "块49"
    assert f"{MOST_BARS} 行，共 50 行" in chart.notes[0]


@given(st.lists(st.floats(0, 1), min_size=60, max_size=200))
def test_a_distribution_counts_every_row_once(shares: list[float]) -> None:
    columns = (Column("name", Title("图斑", "Patch")), Column("share", Title("占比", "Share"), ValueKind.SHARE))
    rows = tuple((f"块{i}", share) for i, share in enumerate(shares))
    made = Table("share", Title("图斑占用", "Patches"), columns, rows)
    chart = distribution_chart(made, "share", provenance())
    assert chart is not None
    counts = chart.series[0].values
    assert sum(value or 0 for value in counts) == len(shares)
    assert counts[0] == sum(share == 0 for share in shares)
    assert counts[-1] == sum(share == 1 for share in shares)
    assert len(chart.categories) == 12


def indicators() -> Table:
    columns = (
        Column("name", Title("指标", "Indicator")),
        Column("base", Title("基期", "Base"), ValueKind.COUNT),
        Column("target", Title("目标", "Target"), ValueKind.COUNT),
        Column("unit", Title("单位", "Unit")),
    )
    rows = (
        ("地区生产总值", 2500.5, 4200.0, "亿元"),
        ("城镇化率", 66, 72, "%"),
        ("从零开始", 0, 3, "个"),
        ("没有基期", None, 3, "个"),
    )
    return Table("indicators", Title("主要指标", "Indicators"), columns, rows)


def test_base_against_target_with_units_of_their_own_is_an_index() -> None:
    options = {"base": "base", "target": "target", "titles": ("2020年", "2025年"), "unit": "unit"}
    chart = targets_chart(indicators(), provenance(), **options)  # type: ignore[arg-type]
    assert chart is not None
    base, target = chart.series
    assert chart.categories == ("地区生产总值", "城镇化率")
    assert base.values == (100.0, 100.0)
    assert target.values == (pytest.approx(4200 / 2500.5 * 100), pytest.approx(72 / 66 * 100))
    assert target.texts == ("4,200 亿元", "72 %")
    assert base.texts[0] == "2,500.5 亿元"
    assert any("2 项" in note for note in chart.notes)


def test_base_against_target_in_one_unit_keeps_its_figures() -> None:
    chart = targets_chart(indicators(), provenance(), base="base", target="target", titles=("2020年", "2025年"))
    assert chart is not None
    assert chart.categories[-1] == "从零开始"
    assert chart.series[0].values == (2500.5, 66.0, 0.0)


def test_control_lines_differ_by_colour_and_by_pattern() -> None:
    looks = [look_of_layer(name) for name in LINES]
    assert len(set(looks)) == len(looks)
    assert len({look.color for look in looks}) == len(looks)
    assert look_of_layer("ecological_redline") == Look("#1A9850", "hatch")
    assert look_of_layer("heritage_property").pattern == "cross"
    assert look_of_layer("permanent_farmland").pattern == "dots"
    assert luminance(look_of_layer("permanent_farmland").color) < 0.75, "its yellow would not show on white"


def test_a_layer_of_ones_own_takes_the_series() -> None:
    assert look_of_layer("地块", 0) != look_of_layer("地块", 1)
    assert look_of_feature("地块", "甲", 0) == look_of_layer("地块", 0)


@given(st.integers(0, 0xFFFFFF))
def test_ink_can_be_read_on_any_colour(number: int) -> None:
    color = f"#{number:06X}"
    lights = sorted((luminance(color), luminance(ink_on(color))))
    assert (lights[1] + 0.05) / (lights[0] + 0.05) > 3.9  # the worst grey between both inks


def test_english() -> None:
    set_language("en")
    chart = chart_of(overlap("towns", *LINES[:2]))
    assert chart.title == "Towns and streets × 2 layers: net area"
    assert chart.mark == "Schematic"
