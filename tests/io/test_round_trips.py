"""What is exported and read again is the same text, numbers, geometry and CRS, in every format that is written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.io.makers import TOWNS, array, boxes
from yhgis.i18n import Title
from yhgis.io.formats import FORMATS
from yhgis.io.vector import read_layer
from yhgis.io.vector_write import write_layer
from yhgis.model.layer import Layer, LayerInfo

WRITABLE = [fmt.extensions[0] for fmt in FORMATS if fmt.writes]
#: Fields that the survey text has a place for, and those that only the others have.
CARRIED = ("地块编号", "地块名称", "用途", "地类编码")
NAMES = (*TOWNS[:3], "“引号”，逗号；éü")


def parcels() -> Layer:
    left = boxes(4)
    donut = left[0].difference(left[0].buffer(-20))
    shapes = array(donut, shapely.MultiPolygon([left[1], left[3]]), left[2], shapely.Polygon(left[2].exterior))
    columns = {
        "地块编号": np.array(["DK-1", "0002", "3", None], dtype=object),
        "地块名称": np.array(NAMES, dtype=object),
        "用途": np.array(["商业", None, "住宅", "绿地"], dtype=object),
        "地类编码": np.array(["0501", "0701", "07", None], dtype=object),
        "面积": np.array([0.1, 1234567.25, -2.5, np.nan]),
        "数量": np.array([1, 2, 2**31, -4], dtype=np.int64),
    }
    return Layer(LayerInfo("地块", Title("地块")), shapes, columns, "EPSG:4549")


@pytest.mark.parametrize("crs", ["EPSG:4549", "EPSG:4528", "EPSG:4490"])
@pytest.mark.parametrize("extension", WRITABLE)
def test_once_around(folder: Path, extension: str, crs: str) -> None:
    layer = parcels()
    path = folder / f"地块{extension}"
    write_layer(layer, path, crs=crs)
    again = read_layer(path)
    assert again.crs == crs
    back = again.to_crs("EPSG:4549").geometry
    assert (shapely.hausdorff_distance(shapely.boundary(back), shapely.boundary(layer.geometry)) < 2e-4).all()
    assert shapely.area(back) == pytest.approx(shapely.area(layer.geometry), abs=0.05)
    kept = CARRIED if extension == ".txt" else tuple(layer.fields)
    for name in kept:
        short = name if name in again.fields else next(one for one in again.fields if name.startswith(one))
        np.testing.assert_array_equal(again.fields[short], layer.fields[name])


@pytest.mark.parametrize("extension", WRITABLE)
def test_twice_around_is_once_around(folder: Path, extension: str) -> None:
    first, second = folder / f"甲{extension}", folder / f"乙{extension}"
    write_layer(parcels(), first)
    once = read_layer(first)
    write_layer(once, second)
    twice = read_layer(second)
    assert shapely.equals_exact(once.geometry, twice.geometry, tolerance=1e-6, normalize=True).all()
    assert list(once.fields) == list(twice.fields)
    for name in once.fields:
        np.testing.assert_array_equal(once.fields[name], twice.fields[name])


words = st.text(st.sampled_from("余杭瓶窑镇，。（）abc 0123'\"\\@;[]=|"), min_size=1, max_size=12).map(str.strip)


@settings(max_examples=15)
@given(names=st.lists(words.filter(bool), min_size=4, max_size=4))
@pytest.mark.parametrize("extension", [".gpkg", ".txt", ".shp"])
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, extension: str, names: list[str]) -> None:
    path = tmp_path_factory.mktemp("余杭 区") / f"地块{extension}"
    column = np.array([" ".join(name.split()) for name in names], dtype=object)
    layer = Layer(LayerInfo("地块", Title("地块")), boxes(4), {"地块名称": column}, "EPSG:4549")
    write_layer(layer, path)
    again = next(iter(read_layer(path).fields.values())) if extension != ".txt" else read_layer(path).fields["地块名称"]
    expected = [name.replace("@", "＠") for name in column] if extension == ".txt" else list(column)
    assert list(again) == expected
