"""One system has one name, in whatever dialect it is written; what only looks like another keeps its own."""

from __future__ import annotations

import pyproj
import pytest

from yhgis.model.crs import normalise


@pytest.mark.parametrize("code", [4549, 4528, 4490, 2385, 2364, 2437, 4326, 32650, 3857])
@pytest.mark.parametrize("form", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2015", "WKT2_2019"])
def test_every_dialect_has_the_same_name(code: int, form: str) -> None:
    assert normalise(pyproj.CRS(code).to_wkt(form)) == f"EPSG:{code}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"false_easting",500000', '"false_easting",50000'),
        ('"central_meridian",120', '"central_meridian",120.333'),
        ("6378137,298.257222101", "6378245,298.3"),
    ],
)
def test_a_name_alone_makes_no_code(before: str, after: str) -> None:
    text = pyproj.CRS(4549).to_wkt("WKT1_GDAL").replace(',AUTHORITY["EPSG","4549"]', "")
    assert before in text
    assert normalise(text) == "EPSG:4549"
    assert normalise(text.replace(before, after)) != "EPSG:4549"
