"""The program's own styles and themes are whole; a wrong file says where it is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from pydantic import ValidationError

from tests.carto.makers import MakeLayer
from yhgis import resources, schema
from yhgis.carto.styles import default_style, load_style, load_theme, style_for, themes
from yhgis.errors import DataError
from yhgis.model.layer import Layer
from yhgis.model.style import CategoriesRenderer, LayerStyle, RulesRenderer, Words
from yhgis.model.theme import Theme
from yhgis.plan.catalog import Catalog

FILES = sorted(resources.styles_folder().glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_style_reads_only_fields_of_its_layer_and_is_titled_in_both_languages(
    path: Path, plan: dict[str, Layer]
) -> None:
    style = load_style(path.stem)
    layer_id = max((one for one in plan if path.stem == one or path.stem.startswith(f"{one}_")), key=len)
    assert style.fields() <= set(plan[layer_id].fields)
    renderer: Any = style.renderer
    if isinstance(renderer, CategoriesRenderer):
        titles = [category.title for category in renderer.categories]
    elif isinstance(renderer, RulesRenderer):
        titles = [rule.title for rule in renderer.rules]
    else:
        titles = [renderer.title]
    for title in titles:
        assert isinstance(title, Words)
        assert title.zh
        assert title.en


def test_every_layer_of_the_catalog_has_a_style() -> None:
    for layer_id in Catalog.load().ids:
        load_style(layer_id)


THEMES = ["layout", "control_lines", "greenways", "towns"]
THEMES += ["platforms", "transport", "ecology", "culture", "countryside", "region"]


def test_the_ten_themes_in_order() -> None:
    assert [theme.id for theme in themes()] == THEMES
    known = set(Catalog.load().ids)
    for theme in themes():
        assert theme.title.zh
        assert theme.title.en
        assert set(theme.layer_ids) <= known
        assert theme.extent in known
        assert theme.mask in known | {""}
        for part in theme.layers:
            load_style(part.style or part.id)


def test_control_lines_differ_by_pattern_as_well_as_colour() -> None:
    """Two lines that a colour-blind eye cannot tell apart by colour must differ in dash, hatch or dots."""

    def pattern(layer_id: str) -> tuple[Any, ...]:
        (symbol,) = load_style(layer_id).symbols()
        kinds = frozenset(part.kind for part in symbol) & {"hatch", "dots"}
        crossed = any(getattr(part, "cross", False) for part in symbol)
        dashes = tuple(getattr(part, "dash", ()) for part in symbol if part.kind == "stroke")
        return kinds, crossed, dashes

    ids = ["ecological_redline", "permanent_farmland", "urban_boundary", "heritage_property", "heritage_buffer"]
    assert len({pattern(layer_id) for layer_id in ids}) == len(ids)


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(DataError, match="layout"):
        load_theme("layuot")
    with pytest.raises(DataError, match="ecological_redline"):
        load_style("ecological_red_line")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"renderer": {"kind": "single", "symbol": [{"kind": "fill", "color": "red"}]}},
            "renderer.single.symbol.0.fill.color",
        ),
        ({"renderer": {"kind": "single", "symbol": [{"kind": "fill", "colour": "#FF0000"}]}}, "colo"),
        ({"renderer": {"kind": "single", "symbol": [{"kind": "glow"}]}}, "renderer.single.symbol.0"),
        (
            {"renderer": {"kind": "single", "symbol": [{"kind": "hatch", "color": "#FF0000", "spacing_mm": 0}]}},
            "spacing_mm",
        ),
        ({"renderer": {"kind": "sparkles"}}, "renderer"),
        ({"labels": [{"placement": "above"}]}, "labels.0.placement"),
        ({"version": 2}, "version"),
        ({"rendrer": {}}, "rendrer"),
    ],
)
def test_a_wrong_style_names_the_key(change: dict[str, Any], says: str) -> None:
    good: dict[str, Any] = {"version": 1, "renderer": {"kind": "single", "symbol": []}}
    with pytest.raises(DataError) as caught:
        schema.parse(json.dumps(good | change), LayerStyle, "towns.json")
    assert "towns.json" in str(caught.value)
    assert says in str(caught.value)


def test_steps_must_rise_and_width_tables_pair_up() -> None:
    step = {"title": {"zh": "一"}, "symbol": []}
    with pytest.raises(ValidationError, match="rise"):
        LayerStyle.model_validate(
            {
                "renderer": {
                    "kind": "graduated",
                    "field": "f",
                    "lower": 0,
                    "steps": [{"upper": 5, **step}, {"upper": 3, **step}],
                }
            }
        )
    with pytest.raises(ValidationError, match="same number"):
        LayerStyle.model_validate(
            {
                "renderer": {
                    "kind": "single",
                    "symbol": [
                        {
                            "kind": "stroke",
                            "color": "#000000",
                            "width_mm": 1,
                            "width_by": {"field": "f", "values": [1, 2], "widths_mm": [1]},
                        }
                    ],
                }
            }
        )


def test_a_style_survives_writing_and_reading() -> None:
    for path in FILES:
        style = load_style(path.stem)
        assert schema.parse(schema.to_text(style), LayerStyle, path.name) == style
    theme = load_theme("layout")
    assert schema.parse(schema.to_text(theme), Theme, "layout.json") == theme


def test_a_layer_of_the_users_own_keeps_its_colour_and_shows_every_kind(layer: MakeLayer) -> None:
    own = layer([shapely.box(0, 0, 1, 1)], "地块", name=["甲"])
    style = default_style(own)
    assert style == default_style(own)
    assert {part.kind for symbol in style.symbols() for part in symbol} == {"fill", "stroke", "marker"}
    assert style.labels[0].placement == "polygon"
    assert len({json.dumps(default_style(own, i).model_dump(mode="json")) for i in range(6)}) == 6
    assert style_for(own) == style
    many = layer([shapely.box(0, 0, 1, 1)] * 2001, "many", name=["甲"] * 2001)
    assert default_style(many).labels == ()


def test_a_users_layer_is_not_styled_as_the_plans_of_the_same_name(layer: MakeLayer) -> None:
    assert style_for(layer([shapely.box(0, 0, 1, 1)], "zones")) != load_style("zones")
    assert style_for(layer([], "zones", info={"group": "layout"})) == load_style("zones")
