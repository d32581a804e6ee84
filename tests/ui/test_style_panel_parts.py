"""What the style panel does to symbols and renderers, without widgets."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.style_making import parcels
from yhgis.carto.classes import classify
from yhgis.carto.graduated import graduated_renderer
from yhgis.errors import DataError
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import GeometryKind, Layer, LayerInfo
from yhgis.model.style import FieldFilter, LayerStyle, SingleRenderer
from yhgis.model.symbol import FillSymbol, GradientSymbol, HatchSymbol, MarkerSymbol, Stop, StrokeSymbol, Symbol
from yhgis.ui.panels.style import basics, field_work, renderers
from yhgis.ui.panels.style.colour_vision import confused_with, distance
from yhgis.ui.panels.style.colours import PLAN, read_color, remembered
from yhgis.ui.panels.style.fields import read_dash
from yhgis.ui.panels.style.filter_field import filter_text, read_filter
from yhgis.ui.panels.style.labels_page import _first_text
from yhgis.ui.panels.style.parts import KINDS, draws, kinds_for, new_part
from yhgis.ui.panels.style.scale_field import read_scale, scale_text

AREA, LINE, POINT = GeometryKind.POLYGON, GeometryKind.LINE, GeometryKind.POINT
RED: Symbol = (
    FillSymbol(color="#AA0000", opacity=0.3),
    HatchSymbol(color="#AA0000"),
    StrokeSymbol(color="#112233", width_mm=0.4),
)
ROAD: Symbol = (StrokeSymbol(color="#333333", width_mm=1.5), StrokeSymbol(color="#F6C37B", width_mm=1.0))
FILL, OUTLINE = basics.basics(AREA)
TOP, CASING = basics.basics(LINE)
FIGURE, RIM = basics.basics(POINT)


# --- the three things that people change -----------------------------------------------------------------------------


def test_a_new_colour_takes_what_had_the_same_colour_along_and_leaves_the_outline() -> None:
    made = basics.set_color(FILL, "#00AA00", AREA)(RED)
    assert [part.color for part in made] == ["#00AA00", "#00AA00", "#112233"]  # type: ignore[union-attr]
    assert basics.color(basics.set_color(OUTLINE, "#FF00FF", AREA)(made), FILL, AREA) == "#00AA00"


def test_opacity_and_width_go_to_the_part_they_are_of() -> None:
    made = basics.set_opacity(FILL, 0.8, AREA)(basics.set_size(OUTLINE, 1.2, AREA)(RED))
    assert [part.opacity for part in made] == [0.8, 1.0, 1.0]
    assert basics.size(made, OUTLINE, AREA) == 1.2


def test_fill_and_outline_can_be_taken_away_and_come_back() -> None:
    without = basics.switched(OUTLINE, False, AREA)(RED)
    assert basics.color(without, OUTLINE, AREA) == ""
    assert basics.color(basics.switched(OUTLINE, True, AREA)(without), OUTLINE, AREA) == "#AA0000"
    bare = basics.switched(FILL, False, AREA)((FillSymbol(color="#AA0000"), StrokeSymbol(color="#112233", width_mm=1)))
    assert [part.kind for part in bare] == ["stroke"]
    assert [part.kind for part in basics.switched(FILL, True, AREA)(bare)] == ["fill", "stroke"]


def test_a_casing_looks_out_as_far_when_its_line_grows() -> None:
    made = basics.set_size(TOP, 2.0, LINE)(ROAD)
    assert [part.width_mm for part in made] == [2.5, 2.0]  # type: ignore[union-attr]
    plain = basics.switched(CASING, False, LINE)(made)
    assert [part.color for part in plain] == ["#F6C37B"]  # type: ignore[union-attr]
    cased = basics.switched(CASING, True, LINE)(plain)
    assert basics.size(cased, CASING, LINE) == pytest.approx(2.6)
    assert basics.index_of(cased, "line", LINE) == 1


def test_a_point_has_a_figure_and_a_rim_and_parts_that_draw_nothing_are_left_alone() -> None:
    symbol: Symbol = (FillSymbol(color="#AA0000"), MarkerSymbol(fill="#00AA00", stroke="#FFFFFF"))
    made = basics.set_size(FIGURE, 4.0, POINT)(basics.switched(RIM, False, POINT)(symbol))
    assert isinstance(made[1], MarkerSymbol)
    assert (made[1].size_mm, made[1].stroke) == (4.0, None)
    assert made[0] is symbol[0]


def test_a_gradient_is_recoloured_stop_by_stop() -> None:
    stops = (
        Stop(at=0, color="#FF0000", opacity=0),
        Stop(at=0.5, color="#FFFFFF", opacity=0.2),
        Stop(at=1, color="#FF0000"),
    )
    made = basics.set_color(FILL, "#0000FF", AREA)((GradientSymbol(stops=stops),))
    assert isinstance(made[0], GradientSymbol)
    assert [stop.color for stop in made[0].stops] == ["#0000FF", "#FFFFFF", "#0000FF"]


@given(
    st.sampled_from([AREA, LINE, POINT]), st.lists(st.sampled_from([one.kind for one in KINDS]), max_size=5), st.data()
)
def test_no_edit_makes_a_symbol_that_the_schema_refuses(
    kind: GeometryKind, parts: list[str], data: st.DataObject
) -> None:
    symbol: Symbol = tuple(new_part(part, "#1F6F8B", kind) for part in parts)
    for basic in basics.basics(kind):
        edits = [
            basics.set_color(basic, "#AB12CD", kind),
            basics.set_opacity(basic, data.draw(st.floats(-1, 2)), kind),
            basics.set_size(basic, data.draw(st.floats(0, 50)), kind),
            basics.switched(basic, data.draw(st.booleans()), kind),
        ]
        for edit in data.draw(st.permutations(edits)):
            symbol = edit(symbol)
    renderer = SingleRenderer(symbol=symbol)
    again = LayerStyle.model_validate_json(LayerStyle(renderer=renderer).model_dump_json())
    assert again.renderer.symbol == symbol  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", [AREA, LINE, POINT])
def test_every_part_that_is_offered_draws_and_has_fields_of_its_schema(kind: GeometryKind) -> None:
    for one in kinds_for(kind):
        part = new_part(one.kind, "#123456", kind)
        assert draws(part, kind)
        assert {field.name for field in one.fields} <= set(type(part).model_fields)


# --- what is typed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "color"),
    [("#1f6f8b", "#1F6F8B"), ("abc", "#AABBCC"), ("31, 111,139", "#1F6F8B"), ("rgb(0,0,0)", "#000000"), ("256,0,0", ""),
     ("#12", ""), ("red", "")],
)  # fmt: skip
def test_colours_are_read_as_people_write_them(text: str, color: str) -> None:
    assert read_color(text) == color


def test_the_last_colours_are_few_and_the_newest_is_first() -> None:
    recent: tuple[str, ...] = ()
    for color in (*PLAN, PLAN[3]):
        recent = remembered(recent, color)
    assert recent[0] == PLAN[3]
    assert len(recent) == len(set(recent)) == 8


@pytest.mark.parametrize(
    ("text", "dash"),
    [("3 1.2", (3.0, 1.2)), ("4–1.5", (4.0, 1.5)), ("", ()), ("3", None), ("a b", None), ("0 1", None)],
)
def test_dashes_are_pairs_of_lengths(text: str, dash: tuple[float, ...] | None) -> None:
    assert read_dash(text) == dash


@pytest.mark.parametrize(
    ("text", "scale"),
    [("1:50,000", 50_000), ("5万", 50_000), ("", 0.0), ("abc", None), ("-5", None), ("1：2000", 2000)],
)
def test_scales_are_read_as_people_write_them(text: str, scale: float | None) -> None:
    assert read_scale(text) == scale
    assert read_scale(scale_text(scale)) == scale or scale is None


@pytest.mark.parametrize(
    "where",
    [
        FieldFilter(field="a", values=("甲", "乙")),
        FieldFilter(field="a", at_least=10.0),
        FieldFilter(field="a", below=2.5),
        FieldFilter(field="a", at_least=-1.0, below=1e6),
    ],
)
def test_a_filter_reads_back_as_it_is_shown(where: FieldFilter) -> None:
    assert read_filter("a", filter_text(where)) == where
    assert read_filter("a", "10 ~ 20") == FieldFilter(field="a", at_least=10.0, below=20.0)
    assert read_filter("a", "  ") is None


def test_red_and_green_of_one_lightness_are_confused_and_blue_and_orange_are_not() -> None:
    assert confused_with("#B5522B", [("绿", "#6F7A1E"), ("蓝", "#0072B2")]) == "绿"
    assert confused_with("#D55E00", [("蓝", "#0072B2")]) == ""
    assert confused_with("#0072B2", [("自己", "#0072B2")]) == ""
    assert distance("#000000", "#FFFFFF") == pytest.approx(100.0, abs=0.1)


# --- classes ---------------------------------------------------------------------------------------------------------


def categories() -> renderers.CategoriesRenderer:
    return field_work.first_categories(parcels())


def members(renderer: object, layer: Layer) -> list[int]:
    style = LayerStyle.model_validate({"renderer": renderer})
    return [int(one.members.sum()) for one in classify(layer, style, 0.0)]


def test_merging_makes_one_class_of_the_same_features() -> None:
    layer, found = parcels(), categories()
    assert [one.values for one in found.categories] == [("旱地",), ("水田",)] or len(found.categories) == 2
    merged = renderers.merged(found, [1, 0])
    assert sum(members(found, layer)) == sum(members(merged, layer)) == len(layer)
    assert set(merged.categories[0].values) >= {"旱地", "水田"}
    assert merged.categories[0].symbol == found.categories[0].symbol
    assert renderers.merged(found, [1]) is found


def test_a_value_taken_away_is_offered_again() -> None:
    layer, found = parcels(), categories()
    fewer = renderers.without(found, [0])
    assert isinstance(fewer, renderers.CategoriesRenderer)
    left = field_work.left_values(layer, fewer)
    assert left == [value for value in found.categories[0].values if value in ("水田", "旱地")]
    more = renderers.with_category(fewer, left[0], AREA)
    assert field_work.left_values(layer, more) == []
    assert renderers.with_values(more, 0, "甲、 乙;丙").categories[0].values == ("甲", "乙", "丙")


def test_rules_draw_what_categories_and_classes_of_numbers_drew() -> None:
    layer = parcels()
    for found in (categories(), graduated_renderer(layer, "TBMJ", count=4)):
        style, as_rules = LayerStyle(renderer=found), LayerStyle(renderer=renderers.as_rules(found))
        drawn = [one for one in classify(layer, style, 0.0) if one.members.any()]
        again = [one for one in classify(layer, as_rules, 0.0) if one.members.any()]
        assert [one.symbol for one in drawn] == [one.symbol for one in again]
        for before, after in zip(drawn, again, strict=True):
            np.testing.assert_array_equal(before.members, after.members)


@given(st.integers(0, 4), st.floats(-1e6, 1e7, allow_nan=False))
def test_a_moved_limit_stays_between_its_neighbours_and_its_name_follows(number: int, value: float) -> None:
    found = graduated_renderer(parcels(), "TBMJ", count=5)
    moved = renderers.with_limit(found, min(number, len(found.steps) - 1), value)
    uppers = [found.lower, *(step.upper for step in moved.steps)]
    assert uppers == sorted(uppers)
    assert moved.method == ""
    assert type(moved).model_validate(moved.model_dump()) == moved
    named = renderers.with_title(found, 0, "很小", "zh")
    assert renderers.with_limit(named, 0, 12.0).steps[0].title.zh == "很小"  # type: ignore[arg-type]


def test_a_ramp_changes_colours_and_nothing_else() -> None:
    found = graduated_renderer(parcels(), "TBMJ", count=5)
    turned = renderers.with_ramp(found, "blues", True, AREA)
    assert [step.upper for step in turned.steps] == [step.upper for step in found.steps]
    assert turned.steps[0].symbol[0].color == "#08306B"  # type: ignore[union-attr]
    assert (turned.ramp, turned.reversed) == ("blues", True)


def test_a_field_of_few_values_is_found_and_a_layer_without_one_says_so() -> None:
    assert field_work.likely_category_field(parcels()) == "DLMC"
    assert field_work.number_fields(parcels()) == ("TBMJ",)
    only = Layer(LayerInfo("x", Title("甲")), np.array([shapely.Point(0, 0)]), {"a": np.array(["1"], object)}, WORK_CRS)
    with pytest.raises(DataError):
        field_work.first_categories(only)
    with pytest.raises(DataError):
        field_work.first_graduated(only)


def test_the_spread_leaves_giants_out_and_counts_them() -> None:
    values = np.concatenate([np.linspace(1, 10, 990), np.full(10, 1e6)])
    layer = Layer(LayerInfo("x", Title("甲")), shapely.points(np.zeros((1000, 2))), {"v": values}, WORK_CRS)
    found = field_work.spread(layer, "v")
    assert found is not None
    assert found.high <= 10.0
    assert sum(found.counts) + found.cut == 1000
    assert field_work.spread(parcels(1), "TBMJ") is None


def test_the_first_field_of_texts_is_taken_for_the_name() -> None:
    spots = np.array([shapely.Point(0, 0), shapely.Point(1, 1)], dtype=object)
    none, text = np.array([None, None], dtype=object), np.array([None, "甲"], dtype=object)
    fields = {"编号": np.array([1, 2]), "备注": none, "地名": text}
    assert _first_text(Layer(LayerInfo("点", Title("点")), spots, fields, WORK_CRS)) == "地名"
    assert _first_text(Layer(LayerInfo("点", Title("点")), spots, {"编号": np.array([1, 2])}, WORK_CRS)) == "编号"
    assert _first_text(Layer(LayerInfo("点", Title("点")), spots, {}, WORK_CRS)) == ""
