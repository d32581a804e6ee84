"""A file without a byte is called empty, not damaged, whatever format its name promises."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely

from tests.io.makers import raw_write
from yhgis import safe_xml
from yhgis.carto.svg_figure import load_svg
from yhgis.errors import DataError, UserError
from yhgis.i18n import set_language
from yhgis.io.formats import FORMATS
from yhgis.io.inspect import list_layers
from yhgis.io.project_file import load_project
from yhgis.io.style_file import ENDINGS, read_style_file
from yhgis.io.vector import read_layer
from yhgis.io.vector_slices import sliced_layer
from yhgis.model.story import Story
from yhgis.schema import read

EXTENSIONS = [extension for fmt in FORMATS if fmt.reads and not fmt.folder for extension in fmt.extensions]
SQUARE = np.array([shapely.box(500_000, 3_350_000, 500_100, 3_350_100)], dtype=object)


def empty(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(b"")
    return path


def said(path: Path) -> str:
    return rf"^{path} 是空文件（0 字节），请重新复制或导出。$"


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_vector_format(tmp_path: Path, extension: str) -> None:
    path = empty(tmp_path, "空" + extension)
    for ask in (list_layers, read_layer, sliced_layer):
        with pytest.raises(DataError, match=said(path)):
            ask(path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_style_files(tmp_path: Path, ending: str) -> None:
    path = empty(tmp_path, "样式" + ending)
    with pytest.raises(DataError, match=r"样式.*是空文件"):
        read_style_file(path)


def test_projects_stories_and_symbols(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=said(project := empty(tmp_path, "工程.yhmap"))):
        load_project(project)
    with pytest.raises(DataError, match=said(story := empty(tmp_path, "讲解.json"))):
        read(story, Story)
    with pytest.raises(DataError, match=r"图形\.svg 是空文件"):
        load_svg(empty(tmp_path, "图形.svg"))
    set_language("en")
    with pytest.raises(DataError, match=r"^a\.qml is empty \(0 bytes\); copy or export it again\.$"):
        safe_xml.parse(b"", "a.qml")


def test_an_empty_one_among_good_ones_is_told_by_its_name(tmp_path: Path) -> None:
    good = raw_write(tmp_path / "地块.geojson", driver="GeoJSON", geometry=SQUARE, crs="EPSG:4549", names=["甲"])
    packed = tmp_path / "一套.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(good, good.name)
        archive.writestr("空.gpkg", b"")
    faults: list[UserError] = []
    assert [layer.name for layer in list_layers(packed, faults=faults)] == ["地块"]
    assert [str(fault) for fault in faults] == [f"{packed / '空.gpkg'} 是空文件（0 字节），请重新复制或导出。"]


def test_an_empty_part_of_a_shapefile_is_called_empty(tmp_path: Path) -> None:
    path = raw_write(tmp_path / "地块.shp", driver="ESRI Shapefile", geometry=SQUARE, crs="EPSG:4549", names=["甲"])
    path.with_suffix(".dbf").write_bytes(b"")
    notes = [str(note) for note in read_layer(path).info.notes]
    assert "地块.shp 的 .dbf 是空文件（0 字节），要素没有属性。" in notes
    assert not any("损坏" in note for note in notes)
