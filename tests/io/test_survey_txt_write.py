"""Survey coordinate files written: read again they are the same, and what they cannot hold is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from tests.io.makers import array, boxes
from tests.io.survey_making import BESIDE, DONUT, SQUARE
from yhgis.errors import DataError
from yhgis.i18n import Title
from yhgis.io.vector import read_layer
from yhgis.io.vector_write import write_layer
from yhgis.model.layer import Layer, LayerInfo

pytestmark = pytest.mark.usefixtures("english")


# --- writing ---------------------------------------------------------------------------------------------------------


def parcels(crs: str = "EPSG:4549") -> Layer:
    two = shapely.MultiPolygon([DONUT, shapely.Polygon(BESIDE)])
    columns = {
        "地块编号": np.array(["DK-1", "DK-2", None], dtype=object),
        "地块名称": np.array(["东湖地块", "未来科技城（一期）", "甲"], dtype=object),
        "用途": np.array(["商业", None, None], dtype=object),
        "地类编码": np.array(["0501", "0701", None], dtype=object),
    }
    layer = Layer(
        LayerInfo("界址", Title("界址"), date="2024-03-05"), array(boxes(1)[0], two, None), columns, "EPSG:4549"
    )
    return layer.to_crs(crs)


@pytest.mark.parametrize("encoding", [None, "UTF-8", "GBK"])
@pytest.mark.parametrize("crs", ["EPSG:4549", "EPSG:4528", "EPSG:4490", "EPSG:4509"])
def test_what_is_written_is_read(folder: Path, crs: str, encoding: str | None) -> None:
    layer = parcels(crs)
    path = folder / "界址.txt"
    (note,) = write_layer(layer, path, encoding=encoding)
    assert "1 features without geometry" in str(note)
    again = read_layer(path)
    assert (again.crs, again.info.date, again.info.notes) == (crs, "2024-03-05", ())
    tolerance = 1e-8 if crs == "EPSG:4490" else 1e-4
    assert shapely.equals_exact(again.geometry, layer.geometry[:2], tolerance=tolerance, normalize=True).all()
    for name, column in layer.fields.items():
        assert list(again.fields[name]) == list(column[:2])
    assert again.fields["面积_公顷"][0] == pytest.approx(0.5, abs=0.01)


def test_the_written_file_is_what_a_survey_office_reads(folder: Path) -> None:
    write_layer(parcels(), folder / "界址.txt")
    lines = (folder / "界址.txt").read_bytes().decode("gbk").split("\r\n")
    assert lines[5:9] == ["几度分带=3", "投影类型=高斯克吕格", "计量单位=米", "带号=40"]
    at = lines.index("[地块坐标]")
    assert lines[at + 1] == "5,0.5000,DK-1,东湖地块,面,,商业,0501,@"
    first = lines[at + 2].split(",")
    assert (first[:2], float(first[2]) > 3e6, float(first[3]) < 1e6) == (["J1", "1"], True, True)
    assert lines[at + 6].startswith("J1,1,")
    assert lines[at + 6].split(",")[2:] == first[2:]
    assert [line.split(",")[0] for line in lines[at + 8 : at + 23]] == [
        *("J1", "J2", "J3", "J4", "J1"),
        *("J5", "J6", "J7", "J8", "J5"),
        *("J9", "J10", "J11", "J9", ""),
    ]


def test_lines_and_points_are_written_too(folder: Path) -> None:
    shapes = array(shapely.LineString(BESIDE), shapely.MultiPoint(SQUARE), shapely.MultiLineString([SQUARE, BESIDE]))
    layer = Layer(LayerInfo("界址", Title("界址")), shapes, {}, "EPSG:4549")
    write_layer(layer, folder / "界址.txt")
    again = read_layer(folder / "界址.txt", inner_name="线")
    assert [one.equals(other) for one, other in zip(again.geometry, shapes[[0, 2]], strict=True)] == [True, True]
    assert read_layer(folder / "界址.txt", inner_name="点").geometry[0].equals(shapes[1])


def test_fields_by_other_names_find_their_place_and_the_rest_is_named(folder: Path) -> None:
    columns = {"XMMC": np.array(["甲, 乙@\n丙"], dtype=object), "DLBM": np.array([501]), "备注": np.array(["x"])}
    layer = Layer(LayerInfo("a", Title("a"), name_field="XMMC"), boxes(1), columns, "EPSG:4549")
    (note,) = write_layer(layer, folder / "界址.txt")
    assert "no place for the fields 备注" in str(note)
    again = read_layer(folder / "界址.txt")
    assert (again.names(), again.fields["地类编码"][0]) == (["甲， 乙＠ 丙"], "501")


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:2385", "EPSG:4326"])
def test_other_systems_are_refused(folder: Path, crs: str) -> None:
    with pytest.raises(DataError, match="holds CGCS2000"):
        write_layer(parcels(crs), folder / "界址.txt")
    assert not list(folder.iterdir())


def test_text_that_gbk_lacks_is_refused(folder: Path) -> None:
    layer = parcels().with_info(id="x")
    layer.fields["地块名称"][0] = "𠮷村"
    with pytest.raises(DataError, match="𠮷村 cannot be written in GBK"):
        write_layer(layer, folder / "界址.txt")
    write_layer(layer, folder / "界址.txt", encoding="UTF-8")
    assert read_layer(folder / "界址.txt").names()[0] == "𠮷村"


def test_a_feature_of_mixed_kinds_is_refused(folder: Path) -> None:
    mixed = shapely.GeometryCollection([shapely.Point(0, 0), boxes(1)[0]])
    layer = Layer(LayerInfo("a", Title("a")), array(mixed), {}, "EPSG:4549")
    with pytest.raises(DataError, match="feature 1 mixes"):
        write_layer(layer, folder / "界址.txt")
