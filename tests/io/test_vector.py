"""Reading: every format, every way in which a file can be wrong, nothing guessed silently."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely

from tests.io.makers import TOWNS, array, boxes, raw_write, texts
from yhgis.errors import Cancelled, DataError, MissingCrsError
from yhgis.feedback import Feedback
from yhgis.io.fingerprint import Fingerprint
from yhgis.io.inspect import list_layers
from yhgis.io.vector import read_layer
from yhgis.model.layer import GeometryKind, Status

pytestmark = pytest.mark.usefixtures("english")


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>绿道</name><Placemark><name>余杭塘河</name><LineString>
<coordinates>119.9,30.3,5 120.0,30.3,5</coordinates></LineString></Placemark></Document></kml>
"""


def geojson(path: Path, geometry: object, **members: object) -> Path:
    feature = {"type": "Feature", "properties": {"名称": "瓶窑镇"}, "geometry": geometry}
    document = {"type": "FeatureCollection", **members, "features": [feature]}
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def ring(x: float, y: float, size: float) -> dict[str, object]:
    corners = [[x, y], [x + size, y], [x + size, y + size], [x, y]]
    return {"type": "Polygon", "coordinates": [corners]}


@pytest.mark.parametrize(
    ("name", "driver"),
    [
        ("镇街.gpkg", "GPKG"),
        ("镇街.shp", "ESRI Shapefile"),
        ("镇街.geojson", "GeoJSON"),
        ("镇街.gdb", "OpenFileGDB"),
    ],
)
def test_each_format_gives_the_same_layer(folder: Path, name: str, driver: str) -> None:
    path = raw_write(folder / name, driver=driver, encoding="UTF-8")
    layer = read_layer(path)
    assert layer.crs == "EPSG:4549"
    assert layer.kind is GeometryKind.POLYGON
    assert layer.field("名称").tolist() == list(TOWNS)
    assert layer.field("面积").tolist() == [0.25, 1.25, 2.25, 3.25]
    assert shapely.equals(shapely.normalize(layer.geometry), shapely.normalize(boxes())).all()
    assert (layer.id, str(layer.info.title), layer.info.inner_name) == ("镇街", "镇街", "")
    assert (layer.info.path, layer.info.status, layer.info.source) == (path, Status.OWN, str(path))
    assert layer.info.name_field == "名称"
    assert layer.names() == list(TOWNS)
    assert texts(layer) == []


def test_kml_is_degrees_and_loses_its_heights_with_a_note(folder: Path) -> None:
    path = folder / "绿道.kml"
    path.write_text(KML, encoding="utf-8")
    layer = read_layer(path)
    assert (layer.crs, layer.kind, layer.names()) == ("EPSG:4326", GeometryKind.LINE, ["余杭塘河"])
    assert not shapely.has_z(layer.geometry).any()
    assert texts(layer) == ["绿道: heights (Z) and measures (M) were dropped."]


def test_null_geometry_stays_null(folder: Path) -> None:
    path = raw_write(folder / "空.gpkg", driver="GPKG", geometry=array(shapely.box(0, 0, 1, 1), None))
    assert [geometry is None for geometry in read_layer(path).geometry] == [False, True]


def test_layer_without_features_is_a_layer(folder: Path) -> None:
    path = raw_write(folder / "无.gpkg", driver="GPKG", geometry=boxes(0), names=())
    assert len(read_layer(path)) == 0


def test_geometry_that_cannot_be_built_is_counted_not_fatal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = raw_write(folder / "坏.gpkg", driver="GPKG")
    import pyogrio.raw

    read = pyogrio.raw.read

    def damaged(*args: object, **options: object) -> object:
        meta, fids, wkb, columns = read(*args, **options)
        two_points = "010300000001000000" + "02000000" + "00" * 32  # a ring needs four
        wkb[2] = bytes.fromhex(two_points)
        return meta, fids, wkb, columns

    monkeypatch.setattr(pyogrio.raw, "read", damaged)
    layer = read_layer(path)
    assert [geometry is None for geometry in layer.geometry] == [False, False, True, False]
    assert texts(layer) == [
        "坏: 1 features have geometry that cannot be built and count as empty; the first is number 3."
    ]


def test_open_rings_are_closed_and_counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = raw_write(folder / "开.gpkg", driver="GPKG")
    import struct

    import pyogrio.raw

    read = pyogrio.raw.read
    corners = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]

    def damaged(*args: object, **options: object) -> object:
        meta, fids, wkb, columns = read(*args, **options)
        ring = b"".join(struct.pack("<dd", *corner) for corner in corners)
        wkb[1] = struct.pack("<BIII", 1, 3, 1, len(corners)) + ring
        return meta, fids, wkb, columns

    monkeypatch.setattr(pyogrio.raw, "read", damaged)
    layer = read_layer(path)
    assert shapely.equals(layer.geometry[1], shapely.box(0, 0, 10, 10))
    assert texts(layer) == ["开: rings of 1 features were open and were closed; the first is number 2."]


def test_kmz_is_read_like_kml(folder: Path) -> None:
    path = folder / "绿道.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", KML)
    assert read_layer(path).names() == ["余杭塘河"]


def test_a_byte_order_mark_is_no_fault_but_gbk_is(folder: Path) -> None:
    path = geojson(folder / "地块.geojson", ring(119.9, 30.2, 0.1))
    text = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8-sig")
    assert read_layer(path).names() == ["瓶窑镇"]
    path.write_text(text, encoding="gbk")
    for reading in (read_layer, list_layers):
        with pytest.raises(DataError, match="save it again as UTF-8"):
            reading(path)


# --- the sum ---------------------------------------------------------------------------------------------------------


def test_the_sum_of_one_file_is_the_sum_of_its_bytes(folder: Path) -> None:
    path = raw_write(folder / "镇街.geojson", driver="GeoJSON")
    assert read_layer(path).info.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("part", [".shp", ".dbf", ".prj", ".cpg"])
def test_the_sum_of_a_shapefile_changes_with_every_part(folder: Path, part: str) -> None:
    path = raw_write(folder / "镇街.shp", driver="ESRI Shapefile", encoding="UTF-8")
    before = read_layer(path).info.sha256
    with path.with_suffix(part).open("ab") as stream:
        stream.write(b" ")
    assert read_layer(path).info.sha256 != before


def test_the_sum_of_a_folder_is_of_what_is_in_it_wherever_it_lies(folder: Path) -> None:
    path = raw_write(folder / "库.gdb", driver="OpenFileGDB")
    copy = shutil.copytree(path, folder / "别处.gdb")
    before = read_layer(path).info.sha256
    assert read_layer(copy).info.sha256 == before
    some_file = max(copy.glob("*.gdbtable"))
    some_file.write_bytes(some_file.read_bytes() + b" ")
    assert read_layer(copy).info.sha256 != before


def test_a_file_that_vanishes_meanwhile_is_one_sentence(folder: Path) -> None:
    with Fingerprint(folder / "去向不明.gpkg") as fingerprint, pytest.raises(DataError, match="去向不明"):
        fingerprint.value()


# --- several layers --------------------------------------------------------------------------------------------------


@pytest.fixture
def two_layers(folder: Path) -> Path:
    path = raw_write(folder / "规划.gpkg", driver="GPKG", layer="红线")
    return raw_write(path, driver="GPKG", layer="农田", geometry=boxes(2), append=True)


def test_a_layer_of_many_is_named(two_layers: Path) -> None:
    layer = read_layer(two_layers, inner_name="农田")
    assert (len(layer), layer.id, layer.info.inner_name) == (2, "农田", "农田")


def test_without_a_name_the_layers_are_listed(two_layers: Path) -> None:
    with pytest.raises(DataError, match="holds 2 layers") as caught:
        read_layer(two_layers)
    assert "红线" in str(caught.value)
    assert "规划.gpkg|layername=" in str(caught.value)


def test_a_wrong_name_offers_the_nearest(two_layers: Path) -> None:
    with pytest.raises(DataError, match="no layer 农用田; did you mean 农田"):
        read_layer(two_layers, inner_name="农用田")
    with pytest.raises(DataError, match="no layer xyz; it has: "):
        read_layer(two_layers, inner_name="xyz")


def test_tables_without_geometry_do_not_count(folder: Path) -> None:
    import pyogrio.raw

    path = raw_write(folder / "规划.gpkg", driver="GPKG", layer="红线")
    table = {"layer": "说明", "driver": "GPKG", "geometry_type": None, "crs": None}
    values, names = [np.array(["x"], dtype=object)], np.array(["t"], dtype=object)
    pyogrio.raw.write(path, None, values, names, append=True, **table)
    assert read_layer(path).id == "规划"
    pyogrio.raw.write(folder / "表.gpkg", None, values, names, **table)
    with pytest.raises(DataError, match="holds no layer with geometry"):
        read_layer(folder / "表.gpkg")


# --- the coordinate system -------------------------------------------------------------------------------------------


def test_no_crs_is_asked_for_never_guessed(folder: Path) -> None:
    path = raw_write(folder / "地块.gpkg", driver="GPKG", crs=None)
    with pytest.raises(MissingCrsError, match="no coordinate system is stated") as caught:
        read_layer(path)
    assert str(path) in str(caught.value)
    assert "--crs" in str(caught.value)
    assert read_layer(path, crs="4549").crs == "EPSG:4549"


def test_a_shapefile_without_prj_has_none_either(folder: Path) -> None:
    path = raw_write(folder / "地块.shp", driver="ESRI Shapefile", encoding="UTF-8")
    path.with_suffix(".prj").unlink()
    with pytest.raises(MissingCrsError):
        read_layer(path)


def test_a_stated_crs_stays_in_force_and_the_difference_is_noted(folder: Path) -> None:
    path = raw_write(folder / "地块.gpkg", driver="GPKG")
    layer = read_layer(path, crs="EPSG:4528")
    assert layer.crs == "EPSG:4549"
    assert texts(layer) == [
        "地块: the file states EPSG:4549, so the coordinate system given (EPSG:4528) is not used for it."
    ]


def test_a_wrong_crs_is_named(folder: Path) -> None:
    path = raw_write(folder / "地块.gpkg", driver="GPKG", crs=None)
    with pytest.raises(DataError, match="甲乙"):
        read_layer(path, crs="甲乙")


def test_metres_that_count_as_degrees_are_refused(folder: Path) -> None:
    path = geojson(folder / "地块.geojson", ring(500_000, 3_350_000, 10))
    with pytest.raises(MissingCrsError, match=r"impossible in EPSG:4326"):
        read_layer(path)
    assert read_layer(path, crs="EPSG:4549").crs == "EPSG:4549"


def test_a_belt_number_too_much_is_refused(folder: Path) -> None:
    path = raw_write(folder / "地块.gpkg", driver="GPKG", geometry=boxes(x=40_480_000.0))
    with pytest.raises(MissingCrsError, match=r"impossible in EPSG:4549"):
        read_layer(path)
    assert read_layer(path, crs="EPSG:4528").crs == "EPSG:4528"


def test_geojson_in_degrees_is_wgs84_by_its_standard(folder: Path) -> None:
    assert read_layer(geojson(folder / "地块.geojson", ring(119.9, 30.2, 0.1))).crs == "EPSG:4326"


def test_esri_prj_of_the_belt_is_the_working_crs(folder: Path) -> None:
    path = raw_write(folder / "地块.shp", driver="ESRI Shapefile", encoding="UTF-8")
    text = path.with_suffix(".prj").read_text(encoding="ascii")
    assert "EPSG" not in text  # ESRI's dialect has no code
    assert read_layer(path).crs == "EPSG:4549"


def test_a_compound_crs_is_taken_by_its_ground_half(folder: Path) -> None:
    path = raw_write(folder / "地块.gpkg", driver="GPKG", crs="EPSG:4549+5737")
    assert read_layer(path).crs == "EPSG:4549"


def test_swapped_axes_are_exchanged_on_request(folder: Path) -> None:
    swapped = array(shapely.box(3_350_000, 480_000, 3_350_050, 480_100))
    path = raw_write(folder / "界址.gpkg", driver="GPKG", crs=None, geometry=swapped)
    layer = read_layer(path, crs="EPSG:4549", swap_xy=True)
    assert layer.bounds == (480_000, 3_350_000, 480_100, 3_350_050)
    assert texts(layer) == ["界址: x and y were exchanged."]


# --- what is wrong with a file ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("无.gpkg", None, "There is no file"),
        ("坏.gpkg", b"nonsense", "is damaged"),
        ("坏.shp", b"nonsense", "is damaged"),
        ("坏.geojson", b"{", "is damaged"),
        ("坏.kml", b"<kml", "is damaged|cannot be read|holds no layer"),
        ("坏.zip", b"PK", "not a zip"),
        ("文.txt", b"x", "no survey coordinate file"),
        ("文.docx", b"x", "not a vector file"),
        ("地块.parquet", b"PAR1", "export it to GeoPackage"),
        ("数据.rar", b"Rar!", "unpack it first"),
        ("总平.dwg", b"AC1027", "export it to GeoPackage"),
        ("旧库.mdb", b"x", "export it to GeoPackage"),
        ("只有.dbf", b"x", "not a vector file"),
        ("假.gdb", b"x", "folder"),
    ],
)
def test_a_bad_file_is_one_sentence_that_names_it(
    folder: Path, name: str, content: bytes | None, expected: str
) -> None:
    path = folder / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=expected) as caught:
        read_layer(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_no_geodatabase(folder: Path) -> None:
    with pytest.raises(DataError, match="holds no vector data"):
        read_layer(folder)
    empty = folder / "空.gdb"
    empty.mkdir()
    with pytest.raises(DataError, match=r"is damaged|cannot be read"):
        read_layer(empty)


def test_a_part_of_a_shapefile_points_to_the_whole(folder: Path) -> None:
    path = raw_write(folder / "镇街.shp", driver="ESRI Shapefile", encoding="UTF-8")
    with pytest.raises(DataError, match=r"open 镇街\.shp instead"):
        read_layer(path.with_suffix(".dbf"))


def test_a_shapefile_without_shx_says_so(folder: Path) -> None:
    path = raw_write(folder / "镇街.shp", driver="ESRI Shapefile", encoding="UTF-8")
    path.with_suffix(".shx").unlink()
    with pytest.raises(DataError, match=r"\.shx part is missing"):
        read_layer(path)
    assert not path.with_suffix(".shx").exists()  # nothing is made in the user's folder


def test_a_shapefile_without_dbf_has_no_fields(folder: Path) -> None:
    path = raw_write(folder / "镇街.shp", driver="ESRI Shapefile", encoding="UTF-8")
    path.with_suffix(".dbf").unlink()
    layer = read_layer(path)
    assert len(layer) == 4
    assert layer.names()[0] == "#1"


def test_cancelling_stops_before_the_work(folder: Path) -> None:
    path = raw_write(folder / "镇街.gpkg", driver="GPKG")
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        read_layer(path, feedback=feedback)


def test_progress_runs_from_nothing_to_all(folder: Path) -> None:
    path = raw_write(folder / "镇街.gpkg", driver="GPKG")
    heard: list[float] = []
    read_layer(path, feedback=Feedback(lambda fraction, _: heard.append(fraction)))
    assert heard[0] == 0.0
    assert heard[-1] == 1.0
    assert heard == sorted(heard)


def test_many_polygons_read_as_geopandas_reads_them(folder: Path) -> None:
    import geopandas

    path = raw_write(folder / "多.gpkg", driver="GPKG", geometry=boxes(3000), names=[f"块{i}" for i in range(3000)])
    ours, theirs = read_layer(path), geopandas.read_file(path)
    assert shapely.equals_exact(ours.geometry, theirs.geometry.array, 0).all()
    assert ours.field("名称").tolist() == theirs["名称"].tolist()
    assert ours.field("面积").tolist() == theirs["面积"].tolist()
