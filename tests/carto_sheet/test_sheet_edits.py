"""The user's legend and the user's places: kept, applied, and whole on the paper."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.carto_sheet.conftest import Metres, ThemeLayers, group_named, said
from yhgis.carto.legend import legend
from yhgis.carto.sheet import LEGEND, ComposedSheet, compose_page, frame_of, sheet_for_theme
from yhgis.carto.sheet_shapes import Box
from yhgis.carto.styles import load_theme
from yhgis.errors import DataError
from yhgis.model.sheet_edits import ELEMENTS, LegendEdits, Place, SheetLayout
from yhgis.schema import parse, to_text

KEYS = st.lists(st.sampled_from([f"layer{i}" for i in range(9)]), unique=True)


@given(KEYS, KEYS)
def test_order_keeps_every_entry_and_the_users_order(order: list[str], keys: list[str]) -> None:
    found = LegendEdits(order=tuple(order)).arranged(keys)
    assert sorted(found) == sorted(keys)
    assert [key for key in found if key in order] == [key for key in order if key in keys]


def test_a_new_entry_follows_the_one_before_it() -> None:
    edits = LegendEdits(order=("c", "a"))
    assert edits.arranged(["a", "b", "c"]) == ["c", "a", "b"]
    assert edits.arranged(["new", "a", "c", "d"]) == ["new", "c", "d", "a"]


def page(theme_layers: ThemeLayers, metres: Metres, **changes: object) -> ComposedSheet:
    sheet = sheet_for_theme(load_theme("control_lines"), extent=metres("district").bounds, dpi=60.0)
    layers = theme_layers("control_lines")
    return compose_page(replace(sheet, **changes), layers, district=metres("district"))  # type: ignore[arg-type]


def test_legend_edits_show_on_the_sheet(theme_layers: ThemeLayers, metres: Metres) -> None:
    usual = [entry for group in legend(theme_layers("control_lines"), None) for entry in group.entries]
    first, second = usual[0], usual[1]
    edits = LegendEdits(order=(second.key, first.key), titles={second.key: "我的叫法"}, hidden=(usual[-1].key, "gone"))
    words = said(group_named(page(theme_layers, metres, legend=edits).page, LEGEND).marks)
    assert words.index("我的叫法") < words.index(first.title)
    assert usual[-1].title not in words
    assert second.title not in words


def test_keys_do_not_depend_on_the_language(theme_layers: ThemeLayers) -> None:
    layers = theme_layers("layout")
    zh, en = ([e.key for g in legend(layers, None, lang) for e in g.entries] for lang in ("zh", "en"))
    assert zh == en
    assert len(set(zh)) == len(zh)


@pytest.mark.parametrize(("x", "y"), [(30.0, 60.0), (-500.0, 900.0), (900.0, -3.0)])
def test_moved_parts_stay_whole_on_the_paper(x: float, y: float, theme_layers: ThemeLayers, metres: Metres) -> None:
    places = {name: Place(x_mm=x, y_mm=y) for name in ELEMENTS}
    layout = SheetLayout(paper="A3", orientation="landscape", places=places)
    before, after = page(theme_layers, metres), page(theme_layers, metres, layout=layout)
    paper = Box(0.0, 0.0, after.page.width_mm, after.page.height_mm)
    assert after.frame == before.frame
    assert [part.element for part in after.parts] == [part.element for part in before.parts]
    for part, old in zip(after.parts, before.parts, strict=True):
        assert paper.holds(part.box)
        assert (part.box.width, part.box.height) == (old.box.width, old.box.height)
        inside = paper.holds(replace(part.box, x=x, y=y))
        assert ((part.box.x, part.box.y) == (x, y)) == inside


def test_a_part_on_the_map_gets_a_plate(theme_layers: ThemeLayers, metres: Metres) -> None:
    plain = page(theme_layers, metres)
    (bar,) = (part for part in plain.parts if part.element == "scale_bar")
    inside = SheetLayout(paper="A3", orientation="landscape").with_place("scale_bar", 40.0, 200.0)
    moved = next(part for part in page(theme_layers, metres, layout=inside).parts if part.element == "scale_bar")
    assert len(moved.marks) == len(bar.marks) + 1
    assert inside.without("scale_bar").places == {}


def test_a_layout_of_other_paper_counts_for_nothing(theme_layers: ThemeLayers, metres: Metres) -> None:
    layout = SheetLayout(paper="A4", orientation="landscape").with_place("legend", 1.0, 1.0)
    boxes = [part.box for part in page(theme_layers, metres, layout=layout).parts]
    assert boxes == [part.box for part in page(theme_layers, metres).parts]


def test_the_frame_is_known_without_drawing(theme_layers: ThemeLayers, metres: Metres) -> None:
    sheet = sheet_for_theme(load_theme("layout"), extent=metres("district").bounds, dpi=60.0)
    composed = compose_page(sheet, theme_layers("layout"), district=metres("district"))
    assert frame_of(sheet, theme_layers("layout"), district=metres("district")) == (composed.view, composed.frame)


def test_a_layout_is_a_file_that_is_checked() -> None:
    layout = SheetLayout(name="院用A3", paper="A3", orientation="portrait").with_place("title", 10.0, 12.345678)
    assert parse(to_text(layout), SheetLayout, "我的.json") == layout
    assert layout.places["title"].y_mm == 12.35
    for wrong in ("logo", "title"):
        places = {wrong: {"x_mm": "left", "y_mm": 1}}
        text = json.dumps({"paper": "A3", "orientation": "portrait", "places": places})
        with pytest.raises(DataError, match="places"):
            parse(text, SheetLayout, "我的.json")
