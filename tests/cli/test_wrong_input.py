"""What a user gets wrong is told in one sentence, exit 1 or 2, and nothing half-written is left."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from yhgis.cli.main import run
from yhgis.i18n import Title
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo

X, Y = 490000.0, 3350000.0


def _layer(*geometries, crs: str = WORK_CRS) -> Layer:
    names = np.array([f"地块{i}" for i in range(len(geometries))], dtype=object)
    return Layer(LayerInfo("own", Title("用地")), np.array(geometries, dtype=object), {"name": names}, crs)


@pytest.fixture
def refused(capsys):
    """Run a subcommand that must fail; return its one sentence."""

    def running(code: int, *words: str) -> str:
        assert run(list(words)) == code
        out, err = capsys.readouterr()
        assert out == ""
        lines = err.strip().splitlines()
        assert len(lines) == 1
        assert "Traceback" not in err
        return lines[0]

    return running


def test_a_missing_file_is_named(refused):
    assert "没有这个.shp" in refused(1, "overlap", "towns", "没有这个.shp")


def test_an_unknown_layer_id_offers_the_nearest(refused):
    assert "zones" in refused(1, "overlap", "zonez", "towns")


def test_a_file_without_crs_wants_one_and_takes_it(refused, capsys, folder):
    path = folder / "红线.shp"
    write_layer(_layer(shapely.box(X, Y, X + 100, Y + 100)), path)
    path.with_suffix(".prj").unlink()
    assert "--crs" in refused(1, "overlap", str(path), "towns")
    assert run(["overlap", str(path), "towns", "--crs", "EPSG:4549", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["rows"][0]["area_m2"] == pytest.approx(1e4, rel=1e-4)


def test_an_unknown_crs_is_refused(refused, folder):
    path = folder / "红线.shp"
    write_layer(_layer(shapely.box(X, Y, X + 100, Y + 100)), path)
    path.with_suffix(".prj").unlink()
    assert "EPSG:1" in refused(1, "overlap", str(path), "towns", "--crs", "EPSG:1")


def test_an_empty_layer_is_named(refused, folder):
    path = folder / "空.gpkg"
    import geopandas as gpd

    gpd.GeoDataFrame({"name": []}, geometry=[], crs=WORK_CRS).to_file(path, engine="pyogrio", geometry_type="Polygon")
    assert "空" in refused(1, "overlap", str(path), "towns")


def test_points_where_polygons_are_needed(refused, folder):
    path = folder / "点.gpkg"
    write_layer(_layer(shapely.Point(X, Y)), path)
    sentence = refused(1, "overlap", "towns", str(path))
    assert "点" in sentence
    assert "Point" in sentence


def test_invalid_polygons_are_repaired_and_counted(capsys, folder):
    path = folder / "自相交.gpkg"
    bow_tie = shapely.Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    write_layer(_layer(bow_tie), path)
    before = path.read_bytes()
    assert run(["overlap", str(path), "towns", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["repairs"]) == 1
    assert document["repairs"][0]["area_after_m2"] == pytest.approx(5000.0, rel=1e-3)
    assert path.read_bytes() == before


def test_an_unwritable_target_leaves_nothing(refused, folder):
    refused(1, "overlap", "zones", "towns", "--out", str(folder / "没有" / "表.xlsx"))
    assert list(folder.iterdir()) == []


def test_an_unknown_extension_is_refused_before_the_work_and_an_old_file_stays(refused, folder):
    old = folder / "表.xyz"
    old.write_text("旧")
    refused(2, "overlap", "zones", "towns", "--out", str(old))
    assert old.read_text() == "旧"


@pytest.mark.parametrize(
    "words",
    [
        ("overlpa", "zones", "towns"),
        ("overlap",),
        ("overlap", "zones", "towns", "--basis", "flat"),
        ("overlap", "zones", "towns", "--min-width", "wide"),
        ("overlap", "zones", "towns", "--min-width", "-1"),
        ("overlap", "zones", "towns", "--unknown"),
        ("conflicts", "towns"),
        ("screenshot", "--out", "x.jpg"),
        ("screenshot", "--out", "x.png", "--size", "big"),
        ("screenshot", "--out", "x.png", "--scale", "60000"),
        ("screenshot", "--out", "x.png", "--scale", "nan"),
    ],
)
def test_wrong_usage_is_exit_2(refused, words):
    refused(2, *words)


def test_an_unknown_field_offers_the_nearest(refused):
    assert "kind" in refused(1, "overlap", "towns", "zones", "--key", "kinds")


def test_cancelled_is_exit_130_and_writes_nothing(capsys, monkeypatch, folder):
    from yhgis.feedback import Feedback

    monkeypatch.setattr(Feedback, "progress", lambda self, *_: (self.cancel(), self.check()))
    target = folder / "表.xlsx"
    assert run(["overlap", "towns", "zones", "--out", str(target)]) == 130
    assert list(folder.iterdir()) == []
    assert "取消" in capsys.readouterr().err
