"""What is in a file, told before it is read; and which CRS its numbers allow."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.io.makers import boxes, raw_write, shapefile
from tests.io.test_vector import KML
from yhgis.errors import DataError
from yhgis.io.crs_guess import propose
from yhgis.io.formats import FORMATS, read_filters
from yhgis.io.inspect import list_layers
from yhgis.io.vector import read_layer
from yhgis.model.crs import DEGREES_CRS, transform_coordinates
from yhgis.model.layer import GeometryKind


@pytest.mark.parametrize(("name", "driver"), [("规划.gpkg", "GPKG"), ("规划.gdb", "OpenFileGDB")])
def test_layers_are_listed_with_what_a_dialog_shows(folder: Path, name: str, driver: str) -> None:
    path = raw_write(folder / name, driver=driver, layer="红线")
    raw_write(path, driver=driver, layer="农田", geometry=boxes(2), append=True)
    listed = {layer.name: layer for layer in list_layers(path)}
    assert set(listed) == {"红线", "农田"}
    farmland = listed["农田"]
    assert (farmland.geometry, farmland.features, farmland.crs) == (GeometryKind.POLYGON, 2, "EPSG:4549")
    assert farmland.fields == ("名称", "面积")
    assert farmland.bounds == (480_000, 3_350_000, 480_200, 3_350_050)
    for layer_name in listed:
        assert read_layer(path, inner_name=layer_name).id == layer_name


def test_gbk_field_names_are_listed_right(folder: Path) -> None:
    path = shapefile(folder / "镇街.shp", "GBK", cpg=None, language_byte=0)
    (layer,) = list_layers(path)
    assert (layer.name, layer.fields) == ("镇街", ("名称", "面积"))


def test_kml_is_listed_though_fiona_has_no_driver(folder: Path) -> None:
    path = folder / "绿道.kml"
    path.write_text(KML, encoding="utf-8")
    (layer,) = list_layers(path)
    assert (layer.features, layer.crs, "Name" in layer.fields) == (1, "EPSG:4326", True)


def test_a_file_without_crs_shows_its_bounds_so_that_one_can_be_proposed(folder: Path) -> None:
    (layer,) = list_layers(raw_write(folder / "地块.gpkg", driver="GPKG", crs=None))
    assert layer.crs == ""
    assert layer.bounds is not None
    assert [proposal.crs for proposal in propose(layer.bounds)] == ["EPSG:4549"]


def test_an_empty_layer_has_no_bounds(folder: Path) -> None:
    (layer,) = list_layers(raw_write(folder / "无.gpkg", driver="GPKG", geometry=boxes(0), names=()))
    assert (layer.features, layer.bounds) == (0, None)


def test_a_bad_file_is_one_sentence(folder: Path) -> None:
    (folder / "坏.gpkg").write_bytes(b"nonsense")
    with pytest.raises(DataError, match=r"坏\.gpkg"):
        list_layers(folder / "坏.gpkg")


in_district = st.tuples(st.floats(119.68, 120.1), st.floats(30.17, 30.5))


@pytest.mark.parametrize("crs", ["EPSG:4549", "EPSG:4528", "EPSG:4490"])
@pytest.mark.parametrize("swapped", [False, True])
@given(place=in_district)
def test_numbers_of_the_district_propose_their_crs(crs: str, swapped: bool, place: tuple[float, float]) -> None:
    corners = np.array([place, (place[0] + 0.01, place[1] + 0.01)])
    (x0, y0), (x1, y1) = transform_coordinates(corners, DEGREES_CRS, crs)
    (proposal,) = propose((y0, x0, y1, x1) if swapped else (x0, y0, x1, y1))
    assert (proposal.crs, proposal.swapped) == (crs, swapped)
    assert str(proposal.reason)
    assert str(proposal.caution)


@pytest.mark.parametrize(
    "bounds",
    [
        (0.0, 0.0, 1.0, 1.0),
        (116.3, 39.8, 116.5, 40.0),  # Beijing
        (39_480_000.0, 3_350_000.0, 39_490_000.0, 3_360_000.0),  # the neighbouring belt
        (math.nan,) * 4,
    ],
)
def test_other_numbers_propose_nothing(bounds: tuple[float, float, float, float]) -> None:
    assert propose(bounds) == ()


def test_dialog_lines_are_made_from_the_table() -> None:
    lines = [line.text() for line in read_filters()]
    assert lines[0].startswith("全部可读数据 (*.gpkg *.shp *.zip *.geojson *.json *.kml *.kmz *.fgb *.txt *.csv")
    assert "Shapefile (*.shp)" in lines
    extensions = [extension for fmt in FORMATS for extension in fmt.extensions]
    assert len(extensions) == len(set(extensions))
