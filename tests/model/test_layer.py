"""A layer: its kind, bounds, names, fields, and copies that leave it alone."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from yhgis.errors import DataError
from yhgis.i18n import Message, Title
from yhgis.model.layer import GeometryKind, Layer, LayerInfo, geometry_fingerprint, geometry_kind


def layer(*geometries: shapely.Geometry | None, **info: object) -> Layer:
    count = len(geometries)
    fields = {
        "名称": np.array([f"镇{i}" if i else None for i in range(count)], dtype=object),
        "name_en": np.array([f"Town {i}" for i in range(count)], dtype=object),
        "MJ": np.arange(count, dtype=float),
    }
    array = np.empty(count, dtype=object)
    array[:] = geometries
    return Layer(LayerInfo(id="towns", title=Title("镇街", "Towns"), **info), array, fields, "EPSG:4549")  # type: ignore[arg-type]


SQUARE = shapely.box(0, 0, 10, 20)


@pytest.mark.parametrize(
    ("geometries", "kind"),
    [
        ([SQUARE, shapely.MultiPolygon([SQUARE])], GeometryKind.POLYGON),
        ([shapely.Point(1, 1), None], GeometryKind.POINT),
        ([shapely.LinearRing([(0, 0), (1, 0), (1, 1)]), shapely.LineString([(0, 0), (1, 1)])], GeometryKind.LINE),
        ([shapely.Point(1, 1), SQUARE], GeometryKind.MIXED),
        ([shapely.GeometryCollection([SQUARE])], GeometryKind.MIXED),
        ([None, shapely.Polygon()], GeometryKind.NONE),
        ([], GeometryKind.NONE),
    ],
)
def test_kind(geometries: list[shapely.Geometry | None], kind: GeometryKind) -> None:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    assert geometry_kind(array) is kind


def test_bounds_pass_over_null_and_empty() -> None:
    assert layer(None, SQUARE, shapely.Polygon()).bounds == (0, 0, 10, 20)


@pytest.mark.parametrize("geometries", [[], [None], [shapely.Polygon(), None]])
def test_bounds_of_nothing_are_nan(geometries: list[shapely.Geometry | None]) -> None:
    assert all(math.isnan(number) for number in layer(*geometries).bounds)


def test_field_matches_whatever_the_case() -> None:
    assert layer(SQUARE).field("mj").tolist() == [0.0]


def test_unknown_field_offers_the_nearest() -> None:
    with pytest.raises(DataError, match="name_en"):
        layer(SQUARE).field("nameen")


def test_names_fall_back_to_numbers() -> None:
    assert layer(SQUARE, SQUARE).names() == ["#1", "#2"]
    assert layer(SQUARE, SQUARE, name_field="名称").names() == ["#1", "镇1"]
    assert layer(SQUARE, SQUARE, name_field="名称", name_field_en="name_en").names(lang_en=True) == ["Town 0", "Town 1"]


def test_copies_leave_the_layer_alone() -> None:
    original = layer(SQUARE, None)
    moved = original.to_crs("EPSG:4490")
    assert original.crs == "EPSG:4549"
    assert moved.crs == "EPSG:4490"
    assert moved.geometry[1] is None
    assert original.geometry[0].equals(SQUARE)
    assert original.to_crs("EPSG:4549") is original


def test_select_by_mask_and_by_position() -> None:
    some = layer(SQUARE, None, SQUARE)
    assert some.select(np.array([True, False, True])).field("MJ").tolist() == [0.0, 2.0]
    assert some.select(np.array([2])).field("name_en").tolist() == ["Town 2"]


def test_with_info_changes_only_what_is_named() -> None:
    changed = layer(SQUARE, group="admin").with_info(sha256="ab")
    assert (changed.info.group, changed.info.sha256) == ("admin", "ab")


def test_notes_do_not_keep_info_from_being_compared_or_hashed() -> None:
    plain = LayerInfo(id="a", title=Title("甲"))
    noted = LayerInfo(id="a", title=Title("甲"), notes=(Message("{x}", {"x": 1}),))
    assert plain == noted
    assert hash(plain) == hash(noted)


def test_geodataframe_has_fields_geometry_and_crs() -> None:
    frame = layer(SQUARE, None).to_geodataframe()
    assert list(frame.columns) == ["名称", "name_en", "MJ", "geometry"]
    assert frame.crs.to_epsg() == 4549


def test_fingerprint_tells_geometries_apart() -> None:
    a, b = layer(SQUARE, None), layer(None, SQUARE)
    assert geometry_fingerprint(a.geometry) == geometry_fingerprint(layer(SQUARE, None).geometry)
    assert geometry_fingerprint(a.geometry) != geometry_fingerprint(b.geometry)
