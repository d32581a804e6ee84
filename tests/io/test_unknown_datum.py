"""A coordinate system that names no datum is no answer: it is asked about, never guessed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from yhgis.errors import MissingCrsError
from yhgis.i18n import Title
from yhgis.io.inspect import list_layers
from yhgis.io.stated_crs import unknown_datum, usable
from yhgis.io.vector import read_layer
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo

GRS80 = 'SPHEROID["GRS 1980",6378137,298.257222101]'
IAG75 = 'SPHEROID["IAG 1975",6378140,298.257]'
KRASSOWSKY = 'SPHEROID["Krassowsky 1940",6378245,298.3]'


def prj(datum: str, ellipsoid: str) -> str:
    return (
        f'PROJCS["GK 120",GEOGCS["GCS",DATUM["{datum}",{ellipsoid}],PRIMEM["Greenwich",0],'
        'UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000],'
        'PARAMETER["False_Northing",0],PARAMETER["Central_Meridian",120],PARAMETER["Scale_Factor",1],'
        'PARAMETER["Latitude_Of_Origin",0],UNIT["Meter",1]]'
    )


@pytest.fixture
def shapefile(tmp_path: Path) -> Path:
    path = tmp_path / "余杭 区" / "地块.shp"
    path.parent.mkdir()
    shape = np.array([shapely.box(490_000, 3_350_000, 490_100, 3_350_100)])
    write_layer(Layer(LayerInfo("地块", Title("地块")), shape, {"n": np.array([1])}, WORK_CRS), path)
    return path


@pytest.mark.parametrize("datum", ["Unknown", "D_Unknown", "Not_specified_based_on_GRS_1980_ellipsoid", "unnamed"])
def test_no_name_is_no_datum(datum: str) -> None:
    found = unknown_datum(prj(datum, GRS80))
    assert found is not None
    assert found[1]
    assert usable(prj(datum, GRS80)) is None


def test_a_prj_without_a_datum_is_asked_about(shapefile: Path) -> None:
    shapefile.with_suffix(".prj").write_text(prj("D_Unknown", GRS80), encoding="ascii")
    with pytest.raises(MissingCrsError, match="未写明大地基准"):
        read_layer(shapefile)
    (inner,) = list_layers(shapefile)
    assert (inner.crs, inner.proposable) == ("", True)
    assert "GRS 1980" in str(inner.crs_reason)
    layer = read_layer(shapefile, crs=WORK_CRS)
    assert layer.crs == WORK_CRS
    assert any("未写明大地基准" in str(note) for note in layer.info.notes)


@pytest.mark.parametrize("ellipsoid", [IAG75, KRASSOWSKY])
def test_nothing_is_proposed_where_the_ellipsoid_is_another_datums(ellipsoid: str) -> None:
    found = unknown_datum(prj("Unknown", ellipsoid))
    assert found is not None
    assert not found[1]


@pytest.mark.parametrize("code", [4549, 4528, 4490, 2385, 2364, 2437, 4326, 32650, 3857])
@pytest.mark.parametrize("form", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
def test_a_system_that_names_its_datum_is_taken(code: int, form: str) -> None:
    text = pyproj.CRS(code).to_wkt(form)
    assert unknown_datum(text) is None
    assert usable(text) == f"EPSG:{code}"
