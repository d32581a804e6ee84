"""Layers made ready: what is mended, what is said, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.catalogue import CASES, Case
from tests.analysis.making import X, Y, box, layer, polygon, spoilt
from yhgis.analysis.repair import make_valid, measurable, repair_note
from yhgis.errors import DataError
from yhgis.feedback import silent
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform

COORDINATE = st.integers(0, 12)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_catalogue_is_mended_and_reported(case: Case) -> None:
    ready = measurable(layer("odd", case.geometries), silent())
    assert shapely.is_valid(ready.geometry).all()
    assert not shapely.has_z(ready.geometry).any()
    assert np.isin(shapely.get_type_id(ready.geometry), (3, 6)).all()
    assert shapely.area(ready.geometry).sum() == pytest.approx(case.gross, rel=1e-7)
    assert len(ready.repairs) == case.repairs
    said = " ".join(str(note) for note in ready.notes)
    assert all(word in said for word in case.notes)
    assert bool(ready.notes) == bool(case.notes)


def test_a_repair_says_what_where_and_how_much() -> None:
    bow = polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    given_ = layer("lines", [box(0, 0, 1, 1), bow], name_field="name", name=["甲", "乙"])
    before = given_.geometry.copy()
    ready = measurable(given_, silent())
    (repair,) = ready.repairs
    assert (repair.layer, repair.feature) == ("lines", "#2 乙")
    assert "Self-intersection" in repair.reason
    assert repair.area_before_m2 == pytest.approx(0.0, abs=1e-6)
    assert repair.area_after_m2 == pytest.approx(5000.0)
    assert "5,000.00" in str(repair_note(ready))
    assert (given_.geometry == before).all(), "the input must stay as it was"


@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=9))
def test_repair_is_idempotent(ring: list[tuple[int, int]]) -> None:
    shape = np.array([polygon(ring)], dtype=object)
    once = make_valid(shape)
    twice = make_valid(once)
    assert shapely.is_valid(once).all()
    assert np.isin(shapely.get_type_id(once), (3, 6)).all()
    assert shapely.area(twice) == pytest.approx(shapely.area(once))
    assert shapely.equals(once, twice).all() or shapely.is_empty(once).all()


@pytest.mark.parametrize("crs", [DEGREES_CRS, "EPSG:4528", "EPSG:4326"])
def test_other_systems_arrive_in_the_working_one(crs: str) -> None:
    shapes = np.array([box(0, 0, 100, 100)], dtype=object)
    ready = measurable(layer("moved", list(transform(shapes, WORK_CRS, crs)), crs=crs), silent())
    assert shapely.area(ready.geometry)[0] == pytest.approx(10_000, rel=1e-7)
    assert shapely.bounds(ready.geometry)[0] == pytest.approx([X, Y, X + 100, Y + 100], abs=1e-6)
    assert bool(ready.notes) == (crs == "EPSG:4326"), "only a shift that PROJ does not know is worth a word"


@pytest.mark.parametrize(
    ("geometries", "words"),
    [
        ([], "没有要素"),
        ([None, None], "没有几何图形"),
        ([shapely.Polygon()], "没有几何图形"),
        ([box(0, 0, 1, 1), shapely.Point(X, Y)], "Point"),
        ([shapely.LineString([(X, Y), (X + 1, Y)])], "LineString"),
        ([shapely.GeometryCollection([shapely.Point(X, Y)])], "GeometryCollection"),
        ([shapely.MultiPoint([(X, Y)])], "MultiPoint"),
        ([box(0, 0, 1, 1), spoilt(math.nan)], "NaN"),
        ([box(0, 0, 1, 1), spoilt(math.inf)], "NaN"),
    ],
)
def test_what_cannot_be_measured_is_refused_by_name(geometries: list[shapely.Geometry], words: str) -> None:
    with pytest.raises(DataError) as caught:
        measurable(layer("地块", geometries), silent())
    assert words in str(caught.value)
    assert "地块" in str(caught.value)
    if len(geometries) > 1 and geometries[0] is not None:
        assert "#2" in str(caught.value)


def test_coordinates_that_do_not_fit_their_system_are_refused() -> None:
    with pytest.raises(DataError, match="EPSG:4490"):
        measurable(layer("wrong", [box(0, 0, 100, 100)], crs=DEGREES_CRS), silent())
