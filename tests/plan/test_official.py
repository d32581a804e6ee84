"""An official file under a control line's id takes the schematic one's place, and says so everywhere."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
import shapely

from yhgis.errors import DataError, MissingCrsError
from yhgis.i18n import Title
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo, Status
from yhgis.model.result import InputRecord
from yhgis.plan.catalog import Catalog
from yhgis.resources import layers_folder


@pytest.fixture
def layers(tmp_path):
    folder = tmp_path / "余杭 区" / "layers"
    shutil.copytree(layers_folder(), folder)
    (folder / "official").mkdir()
    return folder


def _red_line() -> Layer:
    square = shapely.box(490000, 3350000, 490100, 3350100)
    fields = {"HXMC": np.array(["某某红线"], dtype=object)}
    return Layer(LayerInfo("x", Title("x")), np.array([square], dtype=object), fields, WORK_CRS)


def test_without_a_file_the_layer_is_schematic(layers):
    assert Catalog.load(layers).layer("ecological_redline").info.status is Status.SCHEMATIC


def test_the_official_file_is_used_and_named(layers):
    path = layers / "official" / "ecological_redline.gpkg"
    write_layer(_red_line(), path)
    catalog = Catalog.load(layers)
    layer = catalog.layer("ecological_redline")
    assert (len(layer), layer.crs, layer.names()) == (1, WORK_CRS, ["某某红线"])
    record = InputRecord.of(layer)
    assert (record.status, record.source, record.title.zh) == (Status.OFFICIAL, str(path), "生态保护红线")
    described = {one["id"]: one for one in catalog.document()["layers"]}
    assert described["ecological_redline"]["status"] == "official"
    assert described["ecological_redline"]["source"] == str(path)
    assert described["permanent_farmland"]["status"] == "schematic"


def test_the_users_own_folder_counts_too(layers):
    from yhgis.folders import config_folder

    folder = config_folder() / "official"
    folder.mkdir(parents=True)
    write_layer(_red_line(), folder / "ecological_redline.geojson")
    assert Catalog.load(layers).layer("ecological_redline").info.status is Status.OFFICIAL


def test_two_official_files_are_refused(layers):
    write_layer(_red_line(), layers / "official" / "ecological_redline.gpkg")
    write_layer(_red_line(), layers / "official" / "ecological_redline.geojson")
    with pytest.raises(DataError, match="ecological_redline"):
        Catalog.load(layers).layer("ecological_redline")


def test_an_official_file_without_crs_is_not_guessed(layers):
    path = layers / "official" / "ecological_redline.shp"
    write_layer(_red_line(), path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(MissingCrsError):
        Catalog.load(layers).layer("ecological_redline")
