"""Categories made from the values of a field."""

from __future__ import annotations

import itertools

import pytest
import shapely

from tests.carto.makers import MakeLayer
from yhgis.carto.categories import MOST_CATEGORIES, categories_renderer, series_color
from yhgis.carto.classes import classify
from yhgis.errors import DataError
from yhgis.model.style import LayerStyle
from yhgis.model.symbol import FillSymbol, MarkerSymbol, StrokeSymbol

BOX = shapely.box(0, 0, 10, 10)


def test_each_value_gets_a_colour_the_frequent_ones_first(layer: MakeLayer) -> None:
    areas = layer([BOX] * 6, 类型=["乙", "甲", "甲", None, "丙", "甲"])
    renderer = categories_renderer(areas, "类型")
    assert [one.values for one in renderer.categories] == [("甲",), ("丙",), ("乙",)]
    colors = [next(p.color for p in one.symbol if isinstance(p, FillSymbol)) for one in renderer.categories]
    assert len(set(colors)) == 3
    drawn = classify(areas, LayerStyle(renderer=renderer), 1000.0)
    assert sum(int(one.members.sum()) for one in drawn) == 6  # the one without a value among the others


def test_codes_speak_their_table_whatever_the_field_is_called(layer: MakeLayer) -> None:
    renderer = categories_renderer(layer([BOX] * 2, code=["0101", "08H1"]), "code")
    assert [one.title.zh for one in renderer.categories] == ["水田", "机关团体新闻出版用地"]
    plain = categories_renderer(layer([BOX] * 2, code=["0101", "08H1"]), "code", symbol=(FillSymbol(color="#000000"),))
    assert [one.title.zh for one in plain.categories] == ["0101", "08H1"]


def test_lines_and_points_are_coloured_where_they_carry_their_colour(layer: MakeLayer) -> None:
    line = layer([shapely.LineString([(0, 0), (9, 9)])], k=["a"])
    casing = (StrokeSymbol(color="#FFFFFF", width_mm=2.0), StrokeSymbol(color="#000000", width_mm=1.0))
    (one,) = categories_renderer(line, "k", symbol=casing).categories
    assert [part.color for part in one.symbol if isinstance(part, StrokeSymbol)] == ["#FFFFFF", series_color(0)]
    point = layer([shapely.Point(1, 1)], k=["a"])
    (one,) = categories_renderer(point, "k", symbol=(MarkerSymbol(fill=None, stroke="#000000"),)).categories
    assert [(p.fill, p.stroke) for p in one.symbol if isinstance(p, MarkerSymbol)] == [(None, series_color(0))]


def test_too_many_values_are_refused(layer: MakeLayer) -> None:
    many = layer([BOX] * (MOST_CATEGORIES + 1), k=[f"v{i}" for i in range(MOST_CATEGORIES + 1)])
    with pytest.raises(DataError, match=str(MOST_CATEGORIES + 1)):
        categories_renderer(many, "k")


def test_the_series_does_not_repeat_itself_soon() -> None:
    colors = [series_color(i) for i in range(18)]
    assert all(a != b for a, b in itertools.combinations(colors, 2))
