"""The legend lists what the frame shows, in the tree's order, with swatches that stay in their boxes."""

from __future__ import annotations

import pytest
import shapely

from tests.carto.makers import PAPER, MakeLayer, flat, reach, schematic
from yhgis.carto import display_list as dl
from yhgis.carto.legend import SWATCH_MM, has_rows, layer_entries, layer_swatch, legend, swatch
from yhgis.carto.map_picture import MapLayer
from yhgis.carto.styles import default_style, load_style, load_theme, themes
from yhgis.model.layer import GeometryKind, Layer
from yhgis.model.style import LayerStyle
from yhgis.model.view import View

CATEGORIES = LayerStyle.model_validate(
    {
        "renderer": {
            "kind": "categories",
            "field": "kind",
            "categories": [
                {
                    "values": ["a"],
                    "title": {"zh": "甲类", "en": "Kind A"},
                    "symbol": [{"kind": "fill", "color": "#FF0000"}],
                },
                {
                    "values": ["b"],
                    "title": {"zh": "乙类", "en": "Kind B"},
                    "symbol": [{"kind": "fill", "color": "#00FF00"}],
                },
                {
                    "values": ["c"],
                    "title": {"zh": "乙类", "en": "Kind B"},
                    "symbol": [{"kind": "fill", "color": "#0000FF"}],
                },
            ],
        }
    }
)


def test_only_classes_inside_the_frame_are_listed(layer: MakeLayer) -> None:
    one = layer([shapely.box(10, 10, 20, 20), shapely.box(500, 0, 510, 10)], kind=["a", "b"])
    assert [entry.title for entry in layer_entries(one, CATEGORIES, PAPER)] == ["甲类"]
    assert [entry.title for entry in layer_entries(one, CATEGORIES, None)] == ["甲类", "乙类"]


def test_a_box_that_reaches_into_the_frame_is_not_enough(layer: MakeLayer) -> None:
    around = shapely.LineString([(-50, -50), (-50, 150), (150, 150)])  # runs round the frame
    one = layer([around], kind=["a"])
    style = LayerStyle.model_validate(
        {"renderer": {"kind": "single", "symbol": [{"kind": "stroke", "color": "#000000", "width_mm": 1}]}}
    )
    assert layer_entries(one, style, PAPER) == []
    assert len(layer_entries(one, style, View(50, 50, 3000, 100, 100))) == 1


def test_equal_titles_are_one_line_and_the_language_is_the_callers(layer: MakeLayer) -> None:
    one = layer([shapely.box(x, 10, x + 5, 20) for x in (10, 30, 50)], kind=["a", "b", "c"])
    assert [entry.title for entry in layer_entries(one, CATEGORIES, PAPER, "en")] == ["Kind A", "Kind B"]


def test_hidden_layers_and_scales_are_left_out(layer: MakeLayer) -> None:
    one = layer([shapely.box(10, 10, 20, 20)], kind=["a"])
    assert legend([MapLayer(one, CATEGORIES, 0.0)], PAPER) == ()
    assert legend([MapLayer(one, CATEGORIES.model_copy(update={"in_legend": False}))], PAPER) == ()
    far = LayerStyle.model_validate(CATEGORIES.model_dump() | {"scales": {"closest": 2000}})
    assert legend([MapLayer(one, far)], PAPER) == ()


def test_groups_stand_as_in_the_tree(layer: MakeLayer) -> None:
    box = [shapely.box(10, 10, 20, 20)]
    own = layer(box, "own", kind=["a"])
    lines = layer(box, "lines", info=schematic(group="control_lines"), kind=["a"])
    zones = layer(box, "zones", info=schematic(group="layout"), kind=["b"])
    groups = legend([MapLayer(one, CATEGORIES) for one in (own, lines, zones)], PAPER)
    assert [group.title for group in groups] == ["布局", "控制线", "我的数据"]
    assert [[entry.schematic for entry in group.entries] for group in groups] == [[True], [True], [False]]


@pytest.mark.parametrize("theme_id", [theme.id for theme in themes()])
def test_every_figure_of_a_theme_is_in_its_legend(theme_id: str, plan: dict[str, Layer], district_view: View) -> None:
    parts = load_theme(theme_id).layers
    shown = [MapLayer(plan[one.id], load_style(one.style or one.id)) for one in parts]
    entries = [entry for group in legend(shown, district_view) for entry in group.entries]
    assert {entry.layer_id for entry in entries} == {one.id for one in shown if one.style.in_legend}
    assert len({entry.title for entry in entries}) == len(entries)


@pytest.mark.parametrize(
    "layer_id", ["axis_line", "core", "corridor", "district", "greenways", "places", "rivers", "urban_boundary"]
)
@pytest.mark.parametrize("size", [SWATCH_MM, (4.2, 3.2)])
def test_a_swatch_stays_in_its_box(layer_id: str, size: tuple[float, float], plan: dict[str, Layer]) -> None:
    for symbol in load_style(layer_id).symbols():
        marks = flat(swatch(symbol, plan[layer_id].kind, *size))
        assert marks
        for mark in marks:
            x0, y0, x1, y1 = reach(mark)
            slack = 0.1 + (mark.stroke_mm / 2 if isinstance(mark, dl.Markers) else 0.0)
            assert x0 >= -slack
            assert y0 >= -slack
            assert x1 <= size[0] + slack
            assert y1 <= size[1] + slack


def test_one_swatch_for_a_row_of_the_tree(layer: MakeLayer, plan: dict[str, Layer]) -> None:
    one = layer([shapely.box(10, 10, 20, 20)], kind=["b"])
    (mark,) = layer_swatch(one, CATEGORIES, 6, 4)
    assert isinstance(mark, dl.Fill)
    assert mark.color == (0, 255, 0, 255)
    assert layer_swatch(layer([], kind=[]), CATEGORIES, 6, 4) == ()
    assert has_rows(load_style("zones"))
    assert not has_rows(load_style("towns_tinted"))
    assert not has_rows(load_style("towns"))
    for kind in (GeometryKind.POINT, GeometryKind.LINE, GeometryKind.POLYGON, GeometryKind.MIXED):
        (symbol,) = default_style(one).symbols()
        assert swatch(symbol, kind, 6, 4)


def rules(*given: tuple[str, str, float | None]) -> LayerStyle:
    """Rules by title, value of ``kind`` and farthest scale."""
    found = [
        {
            "title": {"zh": title},
            "where": {"field": "kind", "values": [value]},
            "scales": {"farthest": farthest},
            "symbol": [{"kind": "fill", "color": "#FF0000"}],
        }
        for title, value, farthest in given
    ]
    return LayerStyle.model_validate({"renderer": {"kind": "rules", "rules": found}})


def test_rules_have_a_line_each_whatever_their_scales_where_a_feature_passes(layer: MakeLayer) -> None:
    one = layer([shapely.box(10, 10, 20, 20), shapely.box(30, 30, 40, 40)], kind=["a", "b"])
    style = rules(("甲", "a", None), ("乙", "b", 500.0), ("无", "c", None), ("甲", "a", None))
    assert has_rows(style)
    assert [entry.title for entry in layer_entries(one, style, None)] == ["甲", "乙"]
    assert [entry.title for entry in layer_entries(one, style, View(50, 50, 3000, 100, 100))] == ["甲"]
    assert not has_rows(rules(("甲", "a", None), ("甲", "b", None)))
