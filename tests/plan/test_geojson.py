"""The GeoJSON writer and reader: exact, deterministic, strict."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from yhgis.plan import geojson

LON = st.floats(119.0, 121.0)
LAT = st.floats(29.0, 31.0)


def collection(shapes: list[object], fields: list[dict[str, object]]) -> str:
    geometry = np.empty(len(shapes), dtype=object)
    geometry[:] = shapes
    return geojson.text("试验", geojson.rounded(geometry), fields)


@given(st.lists(st.tuples(LON, LAT), min_size=1, max_size=8))
def test_points_come_back_as_they_were_rounded(
    tmp_path_factory: pytest.TempPathFactory, points: list[tuple[float, float]]
) -> None:
    path = tmp_path_factory.mktemp("p") / "p.geojson"
    text = collection([shapely.Point(p) for p in points], [{"id": i, "name": "点"} for i in range(len(points))])
    path.write_text(text, encoding="utf-8")
    geometry, fields, crs, _ = geojson.read(path)
    assert np.array_equal(shapely.get_coordinates(geometry), np.round(points, geojson.DECIMALS))
    assert list(fields["id"]) == list(range(len(points)))
    assert crs == "EPSG:4490"


def test_every_kind_and_field_type_survives(tmp_path: Path) -> None:
    hole = [(120.2, 30.2), (120.4, 30.2), (120.3, 30.4)]
    outer = [(120.0, 30.0), (121.0, 30.0), (121.0, 31.0), (120.0, 31.0)]
    shapes = [
        shapely.Point(120, 30),
        shapely.LineString(outer),
        shapely.Polygon(outer, [hole]),
        shapely.MultiPolygon([shapely.Polygon(outer, [hole]), shapely.box(122, 30, 123, 31)]),
    ]
    rows = [{"id": str(i), "n": i, "x": i / 3, "yes": i % 2 == 0, "name": "“引号”\\n"} for i in range(4)]
    path = tmp_path / "all.geojson"
    path.write_text(collection(shapes, rows), encoding="utf-8")
    geometry, fields, _, sha = geojson.read(path)
    assert all(shapely.equals_exact(a, b, 0.0) for a, b in zip(geometry, shapes, strict=True))
    assert [fields[name].dtype.kind for name in ("id", "n", "x", "yes")] == ["O", "i", "f", "b"]
    assert list(fields["name"]) == ["“引号”\\n"] * 4
    assert len(sha) == 64
    assert json.loads(path.read_text(encoding="utf-8"))["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::4490"


def test_numbers_carry_no_idle_zeros() -> None:
    text = collection([shapely.Point(119.7857, 30.0)], [{"id": 1}])
    assert "[119.7857, 30]" in text


def test_what_no_layer_has_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="MultiPoint"):
        collection([shapely.MultiPoint([(1, 1), (2, 2)])], [{"id": 1}])
