"""CRS names, axis order, and transforms that keep what is shared."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from yhgis.errors import DataError
from yhgis.model.crs import (
    DEGREES_CRS,
    EQUAL_AREA_CRS,
    WORK_CRS,
    is_geographic,
    label,
    normalise,
    transform,
    transform_coordinates,
)

#: As ArcGIS writes it into a .prj; PROJ does not call it equal to EPSG:4549 (PITFALLS 3.3).
ESRI_4549 = (
    'PROJCS["CGCS2000_3_Degree_GK_CM_120E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
    'DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],'
    'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)

places = st.tuples(st.floats(119.5, 120.5), st.floats(30.0, 30.8))


@pytest.mark.parametrize("text", ["EPSG:4549", "epsg:4549", "4549", "urn:ogc:def:crs:EPSG::4549", ESRI_4549])
def test_every_spelling_of_the_working_crs_gets_its_one_name(text: str) -> None:
    assert normalise(text) == WORK_CRS


def test_esri_text_is_indeed_unequal_for_proj_so_that_normalising_is_needed() -> None:
    assert pyproj.CRS.from_wkt(ESRI_4549) != pyproj.CRS.from_epsg(4549)


def test_a_crs_without_code_keeps_its_definition() -> None:
    name = normalise(EQUAL_AREA_CRS)
    assert not name.startswith("EPSG:")
    assert normalise(name) == name


def test_nonsense_is_one_sentence_about_the_crs() -> None:
    with pytest.raises(DataError, match="EPSG:999999"):
        normalise("EPSG:999999")


def test_degrees_and_metres_are_told_apart() -> None:
    assert is_geographic(DEGREES_CRS)
    assert not is_geographic(WORK_CRS)


def test_label_shows_name_and_code() -> None:
    assert label(WORK_CRS) == "CGCS2000 / 3-degree Gauss-Kruger CM 120E (EPSG:4549)"


def test_x_is_east_on_both_sides() -> None:
    x, y = transform_coordinates(np.array([[120.0, 30.3]]), DEGREES_CRS, WORK_CRS)[0]
    assert x == pytest.approx(500_000, abs=1e-6)
    assert 3_350_000 < y < 3_360_000


@given(places)
def test_there_and_back_is_the_same_place(place: tuple[float, float]) -> None:
    there = transform_coordinates(np.array([place]), DEGREES_CRS, WORK_CRS)
    back = transform_coordinates(there, WORK_CRS, DEGREES_CRS)
    assert back[0] == pytest.approx(place, abs=1e-10)


def test_same_crs_changes_nothing_and_an_empty_array_passes() -> None:
    xy = np.array([[1.0, 2.0]])
    assert transform_coordinates(xy, WORK_CRS, WORK_CRS) is xy
    assert transform_coordinates(np.empty((0, 2)), DEGREES_CRS, WORK_CRS).shape == (0, 2)


def test_shared_edges_stay_shared_and_nulls_stay_null() -> None:
    left = shapely.box(119.9, 30.2, 120.0, 30.3)
    right = shapely.box(120.0, 30.2, 120.1, 30.3)
    moved = transform(np.array([left, None, right], dtype=object), DEGREES_CRS, WORK_CRS)
    assert moved[1] is None
    shared = set(map(tuple, shapely.get_coordinates(moved[0]))) & set(map(tuple, shapely.get_coordinates(moved[2])))
    assert len(shared) == 2
    assert shapely.area(shapely.intersection(moved[0], moved[2])) == 0


def test_heights_are_dropped() -> None:
    raised = np.array([shapely.Point(120.0, 30.0, 55.0)], dtype=object)
    assert not shapely.has_z(transform(raised, DEGREES_CRS, WORK_CRS))[0]
