"""Web-map coordinates: the public formula and its inverse; only as declared, never for statutory data."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.io.makers import TOWNS, boxes, raw_write
from yhgis.errors import DataError
from yhgis.io.vector import read_layer
from yhgis.model.crs import transform
from yhgis.model.web_offset import BD09, GCJ02, WEB_SYSTEMS, corrected, shifted, web_system
from yhgis.plan.catalog import open_layer

pytestmark = pytest.mark.usefixtures("english")

LON = st.floats(100.0, 125.0)
LAT = st.floats(20.0, 45.0)


def web_file(folder: Path, system: str, fields: dict[str, list[object]] | None = None) -> Path:
    """Write the parcels as a web map's GeoJSON, which has no word about its system."""
    degrees = transform(boxes(), "EPSG:4549", "EPSG:4490")
    moved = shapely.transform(degrees, lambda xy: shifted(xy, system))
    columns = fields or {"名称": list(TOWNS)}
    features = [
        {
            "type": "Feature",
            "properties": {name: values[i] for name, values in columns.items()},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for i, shape in enumerate(moved)
    ]
    path = folder / "网络地图.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
    return path


def test_the_formula_is_the_one_that_web_libraries_have() -> None:
    # The examples of coordtransform's README (wandergis/coordtransform).
    place = np.array([[116.404, 39.915]])
    assert shifted(place, GCJ02) == pytest.approx(np.array([[116.41024449916938, 39.91640428150164]]), abs=1e-12)
    baidu_of_gcj = shifted(corrected(place, GCJ02), BD09)
    assert baidu_of_gcj == pytest.approx(np.array([[116.41036949371029, 39.92133699351021]]), abs=1e-9)


@given(LON, LAT, st.sampled_from(WEB_SYSTEMS))
def test_there_and_back_agree_to_a_millimetre(lon: float, lat: float, system: str) -> None:
    place = np.array([[lon, lat]])
    assert np.abs(corrected(shifted(place, system), system) - place).max() < 1e-8  # 1e-8 degrees: a millimetre


@pytest.mark.parametrize("system", WEB_SYSTEMS)
def test_a_declared_file_lands_where_it_is_and_says_what_it_is_worth(tmp_path: Path, system: str) -> None:
    path = web_file(tmp_path, system)
    layer = read_layer(path, crs=system.lower().replace("-", ""))
    assert layer.crs == "EPSG:4490"
    back = layer.to_crs("EPSG:4549")
    assert np.abs(shapely.get_coordinates(back.geometry) - shapely.get_coordinates(boxes())).max() < 0.01
    assert any(f"web-map coordinates ({system})" in str(note) for note in layer.info.notes)
    # Undeclared, it is some hundred metres off, and nothing may shift it by itself.
    plain = read_layer(path).to_crs("EPSG:4549")
    off = np.abs(shapely.get_coordinates(plain.geometry) - shapely.get_coordinates(boxes())).max()
    assert 100 < off < 1500


def test_a_file_that_states_its_system_is_never_shifted(tmp_path: Path) -> None:
    path = raw_write(tmp_path / "地块.gpkg", driver="GPKG", geometry=boxes(), crs="EPSG:4549")
    layer = read_layer(path, crs=GCJ02)
    assert layer.crs == "EPSG:4549"
    assert any("is not used for it" in str(note) for note in layer.info.notes)


def test_metres_are_no_web_map(tmp_path: Path) -> None:
    path = raw_write(tmp_path / "地块.gpkg", driver="GPKG", geometry=boxes(), crs=None)
    with pytest.raises(DataError, match="are degrees"):
        read_layer(path, crs=BD09)


def test_statutory_data_is_refused(tmp_path: Path) -> None:
    fields: dict[str, list[object]] = {
        "BSM": ["1", "2", "3", "4"],
        "YSDM": ["2001010100"] * 4,
        "TBBH": ["1", "2", "3", "4"],
        "DLBM": ["0101"] * 4,
        "DLMC": ["水田"] * 4,
        "QSDWDM": ["330110"] * 4,
        "TBMJ": [5000.0] * 4,
    }
    path = web_file(tmp_path, GCJ02, fields).rename(tmp_path / "DLTB.geojson")
    assert open_layer(str(path)).info.standard
    with pytest.raises(DataError, match="statutory data"):
        open_layer(str(path), crs=GCJ02)


@pytest.mark.parametrize(("said", "meant"), [("gcj02", GCJ02), ("GCJ-02", GCJ02), ("bd 09", BD09), ("EPSG:4490", None)])
def test_names_are_known_however_spelt(said: str, meant: str | None) -> None:
    assert web_system(said) == meant
