"""Writing: what goes in comes out, and a failure leaves the folder as it was."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.io.makers import TOWNS, array, boxes, make_layer
from yhgis.errors import DataError, UsageError
from yhgis.io.shapefile_set import short_names
from yhgis.io.vector import read_layer
from yhgis.io.vector_write import column, write_layer, write_places
from yhgis.model.layer import GeometryKind
from yhgis.model.result import Places

pytestmark = pytest.mark.usefixtures("english")

FILES = ["镇街.gpkg", "镇街.geojson", "镇街.shp", "镇街.zip", "镇街.fgb"]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", FILES)
def test_what_goes_in_comes_out(folder: Path, name: str) -> None:
    donut = shapely.box(0, 0, 9, 9).difference(shapely.box(2, 2, 4, 4))
    parts = shapely.MultiPolygon([shapely.box(20, 0, 21, 1), shapely.box(30, 0, 31, 1)])
    layer = make_layer(array(donut, parts, None, shapely.box(0, 0, 1, 1)))
    assert write_layer(layer, folder / name) == ()
    again = read_layer(folder / name)
    assert again.crs == layer.crs
    assert again.kind is GeometryKind.POLYGON
    assert [list(again.fields[name]) for name in layer.fields] == [list(layer.fields[name]) for name in layer.fields]
    assert again.geometry[2] is None
    present = np.array([0, 1, 3])
    assert shapely.equals(again.geometry[present], layer.geometry[present]).all()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "geometry",
    [shapely.Point(480_000, 3_350_000.25), shapely.LineString([(0, 0), (1, 1)]), shapely.MultiPoint([(0, 0), (9, 9)])],
)
def test_points_and_lines(folder: Path, name: str, geometry: shapely.Geometry) -> None:
    write_layer(make_layer(array(geometry)), folder / name)
    assert read_layer(folder / name).geometry[0].equals(geometry)


@pytest.mark.parametrize("name", ["混.gpkg", "混.geojson"])
def test_mixed_geometry_where_the_format_allows(folder: Path, name: str) -> None:
    write_layer(make_layer(array(shapely.Point(0, 0), shapely.box(0, 0, 1, 1))), folder / name)
    assert read_layer(folder / name).kind is GeometryKind.MIXED


def test_mixed_geometry_in_a_shapefile_is_refused(folder: Path) -> None:
    mixed = make_layer(array(shapely.Point(0, 0), shapely.box(0, 0, 1, 1)))
    with pytest.raises(DataError, match=r"write a \.gpkg instead"):
        write_layer(mixed, folder / "混.shp")
    assert snapshot(folder) == {}


@pytest.mark.parametrize("name", FILES)
def test_no_features_make_an_empty_layer(folder: Path, name: str) -> None:
    write_layer(make_layer(boxes(0)), folder / name)
    assert len(read_layer(folder / name)) == 0


def test_another_crs_on_request_and_in_geojson_a_word_of_it(folder: Path) -> None:
    write_layer(make_layer(), folder / "镇街.geojson", crs="EPSG:4490")
    document = json.loads((folder / "镇街.geojson").read_text(encoding="utf-8"))
    assert document["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::4490"
    again = read_layer(folder / "镇街.geojson")
    assert again.crs == "EPSG:4490"
    assert shapely.equals_exact(again.to_crs("EPSG:4549").geometry, boxes(), tolerance=2e-5, normalize=True).all()


def test_gbk_for_old_programs_survives_the_loss_of_its_cpg(folder: Path) -> None:
    write_layer(make_layer(), folder / "镇街.shp", encoding="GBK")
    assert (folder / "镇街.dbf").read_bytes()[29] == 0x4D
    assert "余杭街道".encode("gbk") in (folder / "镇街.dbf").read_bytes()
    (folder / "镇街.cpg").unlink()
    layer = read_layer(folder / "镇街.shp")
    assert layer.field("名称").tolist() == list(TOWNS)
    assert layer.info.notes == ()


def test_text_that_gbk_lacks_is_refused_not_spoilt(folder: Path) -> None:
    layer = make_layer(boxes(1), 地名=np.array(["𠮷村"], dtype=object))
    with pytest.raises(DataError, match="𠮷村 cannot be written in GBK"):
        write_layer(layer, folder / "地名.shp", encoding="GBK")
    assert snapshot(folder) == {}
    write_layer(layer, folder / "地名.shp")
    assert read_layer(folder / "地名.shp").field("地名").tolist() == ["𠮷村"]


def test_long_field_names_are_cut_between_characters_and_told(folder: Path) -> None:
    layer = make_layer(boxes(1), 永久基本农田面积=np.array([1.0]), 永久基本农田占比=np.array([0.5]))
    (note,) = write_layer(layer, folder / "农田.shp")
    assert "永久基本农田面积 → 永久基, 永久基本农田占比 → 永久_1" in str(note)
    assert list(read_layer(folder / "农田.shp").fields) == ["名称", "面积", "序号", "永久基", "永久_1"]
    assert write_layer(layer, folder / "农田.gpkg") == ()


@given(st.lists(st.text(st.sampled_from("永久基本农田abC_ü"), min_size=1, max_size=12), max_size=12, unique=True))
def test_short_names_are_short_and_distinct_whatever_the_case(names: list[str]) -> None:
    short = short_names(names, "utf-8")
    assert list(short) == names
    assert all(len(name.encode()) <= 10 for name in short.values())
    assert len({name.casefold() for name in short.values()}) == len(names)


def test_unknown_extension_lists_what_there_is(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"\.gpkg, \.shp, \.zip, \.geojson, \.fgb, \.txt"):
        write_layer(make_layer(), folder / "镇街.gdb")


def test_missing_folder_is_one_sentence(folder: Path) -> None:
    for name in FILES:
        with pytest.raises(DataError, match="does not exist"):
            write_layer(make_layer(), folder / "无" / name)


@pytest.mark.parametrize("name", FILES)
def test_a_failure_leaves_the_old_file_whole_and_nothing_new(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_layer(make_layer(boxes(2)), folder / name)
    before = snapshot(folder)
    import pyogrio.raw
    from pyogrio.errors import FeatureError

    def failing(path: Path, *_: object, **__: object) -> None:
        Path(path).write_bytes(b"half")
        raise FeatureError("disk full")

    monkeypatch.setattr(pyogrio.raw, "write", failing)
    with pytest.raises(DataError, match="disk full"):
        write_layer(make_layer(), folder / name)
    assert snapshot(folder) == before


def test_a_shapefile_part_that_cannot_move_undoes_the_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_layer(make_layer(boxes(2)), folder / "镇街.shp")
    before = snapshot(folder)
    replace = os.replace

    def busy(source: Path, goal: Path) -> None:
        if Path(source).parent.name == "new" and Path(source).suffix == ".prj":
            raise PermissionError(13, "in use")
        replace(source, goal)

    monkeypatch.setattr(os, "replace", busy)
    with pytest.raises(DataError, match="open in another program"):
        write_layer(make_layer(), folder / "镇街.shp")
    monkeypatch.undo()
    assert snapshot(folder) == before


def test_old_parts_that_cannot_be_put_back_are_kept_and_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_layer(make_layer(boxes(2)), folder / "镇街.shp")
    before = snapshot(folder)
    replace = os.replace

    def broken(source: Path, goal: Path) -> None:
        if Path(goal).parent == folder:
            raise PermissionError(13, "in use")
        replace(source, goal)

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(DataError, match="kept in"):
        write_layer(make_layer(), folder / "镇街.shp")
    monkeypatch.undo()
    (kept,) = folder.glob(".yhgis-*/old")
    assert snapshot(kept) == before


def test_a_new_shapefile_leaves_no_part_of_the_old_one(folder: Path) -> None:
    write_layer(make_layer(), folder / "镇街.shp")
    (folder / "镇街.qix").write_bytes(b"an index of the old file")
    (folder / "镇街.txt").write_bytes(b"not a part")
    write_layer(make_layer(boxes(1)), folder / "镇街.shp")
    assert sorted(path.suffix for path in folder.iterdir()) == [".cpg", ".dbf", ".prj", ".shp", ".shx", ".txt"]
    assert len(read_layer(folder / "镇街.shp")) == 1


def test_a_zip_holds_one_whole_shapefile(folder: Path) -> None:
    write_layer(make_layer(), folder / "镇街.zip")
    with zipfile.ZipFile(folder / "镇街.zip") as archive:
        assert sorted(archive.namelist()) == [f"镇街{suffix}" for suffix in (".cpg", ".dbf", ".prj", ".shp", ".shx")]


def test_places_of_an_answer_become_a_layer(folder: Path) -> None:
    places = Places(boxes(3), {"甲": ["红线", None, "x"], "net_m2": [1, None, 2.5], "n": [1, 2, 3]}, "EPSG:4549")
    write_places(places, folder / "冲突.gpkg")
    layer = read_layer(folder / "冲突.gpkg")
    assert layer.field("甲").tolist() == ["红线", None, "x"]
    assert np.isnan(layer.field("net_m2")[1])
    assert layer.field("n").dtype.kind == "i"


def test_columns_find_their_type() -> None:
    assert column([True, False]).dtype == bool
    assert column([1, 2]).dtype == np.int64
    assert column([1, None]).dtype == np.float64
    assert column(["a", None]).tolist() == ["a", None]
    assert column([None, None]).dtype == object
    assert column([]).dtype == object
