"""The command line as DESIGN words it: scripts and checks rely on it."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from yhgis.cli.main import run
from yhgis.model.crs import EQUAL_AREA_CRS, WORK_CRS, transform
from yhgis.plan.catalog import Catalog

FIRST_SET = [
    *("district", "towns", "zones", "core", "corridor", "corridor_line", "axis", "axis_line"),
    *("ecological_redline", "permanent_farmland", "urban_boundary", "heritage_property", "heritage_buffer"),
    *("greenways", "rivers"),
]
CONTROL_LINES = ["ecological_redline", "permanent_farmland", "urban_boundary", "heritage_buffer"]


@pytest.fixture
def ask(capsys):
    """Run a subcommand with --json and return its document."""

    def asking(*words: str):
        code = run([*words, "--json"])
        out, err = capsys.readouterr()
        assert code == 0, err
        return json.loads(out)

    return asking


def _ellipsoidal(geometries) -> np.ndarray:
    return shapely.area(transform(np.asarray(geometries), WORK_CRS, EQUAL_AREA_CRS))


def test_layers_lists_the_first_set_with_the_contracts_members(ask):
    layers = ask("layers")["layers"]
    wanted = {"id", "title_zh", "title_en", "group", "geometry", "features", "status", "source", "plan_ref"}
    assert set(FIRST_SET) <= {layer["id"] for layer in layers}
    assert all(wanted <= layer.keys() for layer in layers)
    assert {layer["status"] for layer in layers} == {"schematic"}


def test_zones_and_towns_tile_the_district(ask):
    document = ask("overlap", "zones", "towns")
    district = float(_ellipsoidal(Catalog.load().layer("district").to_crs(WORK_CRS).geometry).sum())
    nets = [row["columns"][0]["net_m2"] for row in document["rows"]]
    assert sum(nets) == pytest.approx(district, abs=1.0)
    lies_in = [part["name"] for row in document["rows"] for part in row["columns"][0]["parts"]]
    twice = sorted({name for name in lies_in if lies_in.count(name) == 2})
    assert twice == ["余杭街道", "瓶窑镇"]
    assert len(lies_in) == 14


def test_overlap_agrees_with_geopandas_overlay(ask):
    import geopandas

    document = ask("overlap", "towns", *CONTROL_LINES)
    catalog = Catalog.load()
    towns = catalog.layer("towns").to_crs(WORK_CRS).to_geodataframe()
    for position, layer_id in enumerate(CONTROL_LINES):
        dissolved = catalog.layer(layer_id).to_crs(WORK_CRS).to_geodataframe().dissolve()[["geometry"]]
        cut = geopandas.overlay(towns[["name", "geometry"]], dissolved, how="intersection", keep_geom_type=True)
        theirs = dict(zip(cut["name"], _ellipsoidal(cut.geometry.to_numpy()), strict=True))
        for row in document["rows"]:
            cell = row["columns"][position]
            assert cell["column"] == layer_id
            assert cell["net_m2"] == pytest.approx(theirs.get(row["row"], 0.0), rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("basis", ["ellipsoidal", "geodesic", "planar"])
def test_every_basis_names_itself_and_they_differ_little(ask, basis):
    document = ask("overlap", "district", "zones", "--basis", basis)
    assert document["basis"] == basis
    assert document["rows"][0]["area_m2"] == pytest.approx(944.48e6, rel=2e-5)


def test_overlap_document_has_the_contracts_members(ask):
    document = ask("overlap", "towns", "zones", "--min-width", "2")
    assert {"tool", "basis", "crs", "inputs", "rows", "totals", "warnings"} <= document.keys()
    assert document["tool"] == "overlap"
    assert {"id", "title", "features", "crs", "status", "sha256"} <= document["inputs"][0].keys()
    cell = document["rows"][0]["columns"][0]
    assert {"column", "net_m2", "gross_m2", "share_of_row", "features"} <= cell.keys()
    assert document["parameters"]["min_width"] == 2.0
    assert any("示意" in warning for warning in document["warnings"])


def test_key_groups_the_rows(ask):
    kinds = ask("overlap", "towns", "zones", "--key", "kind")["rows"]
    assert len(kinds) == 2
    assert sum(row["area_m2"] for row in kinds) == pytest.approx(944.48e6, rel=2e-5)


def test_conflicts_document(ask):
    document = ask("conflicts", *CONTROL_LINES[:3])
    assert [(pair["a"], pair["b"]) for pair in document["pairs"]] == [
        (CONTROL_LINES[0], CONTROL_LINES[1]),
        (CONTROL_LINES[0], CONTROL_LINES[2]),
        (CONTROL_LINES[1], CONTROL_LINES[2]),
    ]
    for pair in document["pairs"]:
        assert {"count", "net_m2", "slivers", "largest"} <= pair.keys()
        assert len(pair["largest"]) == min(pair["count"], 10)
        assert all(119.6 < place["lon"] < 120.2 and 30.1 < place["lat"] < 30.6 for place in pair["largest"])
    assert sum(pair["count"] for pair in document["pairs"]) > 0
    assert sum(pair["slivers"]["count"] for pair in document["pairs"]) > 0


def test_coverage_of_the_district_by_the_zones_is_whole(ask):
    document = ask("coverage", "district", "zones")
    assert document["covered"]["net_m2"] == pytest.approx(document["target"]["area_m2"], rel=1e-9)
    assert document["gaps"]["count"] == document["multiple"]["count"] == 0


def test_coverage_lists_gaps_and_what_is_covered_twice(ask):
    document = ask("coverage", "district", "ecological_redline", "permanent_farmland")
    gaps, multiple = document["gaps"], document["multiple"]
    assert gaps["count"] == len(gaps["polygons"]) > 0
    assert multiple["count"] == len(multiple["polygons"]) > 0
    whole = document["covered"]["net_m2"] + gaps["net_m2"] + gaps["slivers"]["net_m2"]
    # A vertex that a cut adds to an edge a kilometre long is not exactly on that edge in the equal-area plane.
    assert whole == pytest.approx(document["target"]["area_m2"], rel=1e-8)


def test_english_titles_on_request(ask):
    assert ask("overlap", "zones", "towns", "--lang", "en")["inputs"][0]["title"].isascii()


def test_build_layers_writes_the_same_bytes(ask, tmp_path):
    from yhgis.resources import layers_folder

    files = ask("build-layers", "--out", str(tmp_path))["files"]
    assert "towns.geojson" in files
    for name in files:
        assert (tmp_path / name).read_bytes() == (layers_folder() / name).read_bytes(), name
