"""Layers drawn by hand survive the project file to the last digit."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from yhgis.model.drawn import DRAWN_MARK, DrawnLayer, drawn_layer, is_drawn
from yhgis.model.project import Project, ProjectLayer
from yhgis.schema import parse, to_text

coordinates = st.tuples(st.floats(4e5, 6e5), st.floats(3.2e6, 3.5e6))


@given(st.lists(coordinates, min_size=3, max_size=6, unique=True))
def test_not_a_digit_is_lost(ring: list[tuple[float, float]]) -> None:
    layer = drawn_layer("绘制范围 1", np.array([shapely.Polygon(ring)], dtype=object), ["绘制范围 1"])
    project = Project(layers=(ProjectLayer(drawn=DrawnLayer.of(layer), visible=False, opacity=0.5),))
    read = parse(to_text(project), Project, "p.yhmap")
    assert read.layers[0].drawn is not None
    again = read.layers[0].drawn.layer()
    assert shapely.get_coordinates(again.geometry).tolist() == shapely.get_coordinates(layer.geometry).tolist()
    assert again.names() == ["绘制范围 1"]
    assert again.info.sha256 == layer.info.sha256
    assert is_drawn(read.layers[0].spec)
    assert read.layers[0].spec == DRAWN_MARK + "绘制范围 1"


def test_a_layer_has_one_source() -> None:
    drawn = DrawnLayer.of(drawn_layer("a", np.array([shapely.box(0, 0, 1, 1)], dtype=object), ["a"]))
    for wrong in ({"catalog": "towns", "drawn": drawn}, {"path": "a.shp", "drawn": drawn}, {}):
        with pytest.raises(ValidationError, match="give either"):
            ProjectLayer(**wrong)


def test_what_is_no_geometry_is_refused() -> None:
    for wrong in ({"type": "Polygon"}, {"type": "Nothing", "coordinates": []}, {}):
        with pytest.raises(ValidationError, match="GeoJSON"):
            DrawnLayer.model_validate({"title": "a", "features": [{"name": "a", "geometry": wrong}]})
    with pytest.raises(ValidationError):
        DrawnLayer.model_validate({"title": "a", "features": []})
