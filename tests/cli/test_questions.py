"""``check``, ``topology`` and ``compare`` as DESIGN words them, on the built-in plan and on a user's files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from yhgis.cli.main import run
from yhgis.i18n import Title
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.plan.catalog import Catalog

X, Y = 490_000.0, 3_350_000.0


@pytest.fixture
def ask(capsys):
    """Run a subcommand with --json and return its document."""

    def asking(*words: str) -> dict[str, Any]:
        code = run([*words, "--json"])
        out, err = capsys.readouterr()
        assert code == 0, err
        return json.loads(out)

    return asking


@pytest.fixture
def refused(capsys):
    """Run a subcommand that must fail; return its one sentence."""

    def running(code: int, *words: str) -> str:
        assert run(list(words)) == code
        out, err = capsys.readouterr()
        assert (out, len(err.strip().splitlines())) == ("", 1)
        return err.strip()

    return running


def write(path: Path, *geometries: Any, **fields: list[Any]) -> str:
    """Write a layer and return its path as a word of the command line."""
    columns = {name: np.array(values, dtype=object) for name, values in fields.items()}
    write_layer(Layer(LayerInfo("own", Title("用地")), np.array(geometries, dtype=object), columns, WORK_CRS), path)
    return str(path)


@pytest.fixture
def plot(tmp_path) -> str:
    inside = shapely.box(X, Y, X + 200, Y + 100)
    return write(tmp_path / "选址.gpkg", inside, name=["一"], MJ=["2.0"])


def test_check_asks_every_control_line_zone_town_and_platform(ask, plot):
    document = ask("check", plot)
    catalog = Catalog.load()
    asked = [item["layer"] for item in document["lines"]]
    groups = {entry.id: entry.group for entry in catalog.entries if entry.geometry == "polygon"}
    wanted = {id_ for id_, group in groups.items() if group in ("control_lines", "platforms")} | {"towns", "zones"}
    assert wanted <= set(asked)
    assert document["parameters"]["against"] == asked
    assert document["footprint"]["area_m2"] == pytest.approx(20_000, rel=1e-5)
    for item in document["lines"]:
        assert {"layer", "verdict", "net_m2", "share", "distance_m"} <= item.keys()
        assert item["verdict"] in ("clear", "touched", "inside")
        assert (item["net_m2"] > 0) == (item["verdict"] != "clear")
        assert item["sentence"].endswith("。")
    assert [item["verdict"] for item in document["lines"] if item["layer"] in ("district", "towns", "zones")] == [
        "inside"
    ] * 3


def test_check_against_chosen_layers(ask, plot):
    document = ask("check", plot, "--against", "towns", "ecological_redline")
    assert [item["layer"] for item in document["lines"]] == ["towns", "ecological_redline"]


def test_a_built_in_layer_is_not_checked_against_itself(ask):
    assert "core" not in [item["layer"] for item in ask("check", "core")["lines"]]


def test_check_of_the_core_agrees_with_overlap(ask):
    check, overlap = ask("check", "core"), ask("overlap", "core", "urban_boundary", "towns")
    lines = {item["layer"]: item for item in check["lines"]}
    for column in overlap["rows"][0]["columns"]:
        assert lines[column["column"]]["net_m2"] == pytest.approx(column["net_m2"], rel=1e-9)
        assert lines[column["column"]]["gross_m2"] == pytest.approx(column["gross_m2"], rel=1e-9)
        assert len(lines[column["column"]]["features"]) == column["features"]


def test_the_layers_that_tile_the_district_have_no_fault(ask):
    for id_ in ("towns", "zones"):
        document = ask("topology", id_)
        assert document["faults"] == 0
        assert [item["kind"] for item in document["kinds"]][:3] == ["invalid", "empty", "duplicate"]


def test_topology_finds_what_was_put_in(ask, tmp_path):
    a, b = shapely.box(X, Y, X + 100, Y + 100), shapely.box(X + 90, Y, X + 200, Y + 100)
    document = ask("topology", write(tmp_path / "地类.gpkg", a, b, BSM=["1", "1"]), "--basis", "planar")
    assert {item["kind"]: item["count"] for item in document["kinds"] if item["count"]} == {
        "duplicate_id": 1,
        "overlap": 1,
    }
    assert document["findings"][1]["area_m2"] == pytest.approx(1_000)


def test_compare_sums_up_by_town_unless_told(ask, tmp_path, plot):
    grown = write(tmp_path / "新.gpkg", shapely.box(X, Y, X + 250, Y + 100), name=["一"])
    document = ask("compare", plot, grown, "--basis", "planar")
    assert document["added"]["net_m2"] == pytest.approx(5_000)
    assert (document["by"]["layer"], len(document["by"]["rows"])) == ("towns", 12)
    assert sum(row["added_m2"] for row in document["by"]["rows"]) == pytest.approx(5_000)
    by_zone = ask("compare", plot, grown, "--by", "zones", "--key", "name")
    assert (by_zone["by"]["layer"], by_zone["features"]["reshaped"]) == ("zones", 1)


@pytest.mark.parametrize("extension", [".xlsx", ".csv", ".gpkg"])
def test_every_answer_can_be_written(ask, tmp_path, plot, extension):
    for words in (("check", plot), ("topology", "ecological_redline"), ("compare", plot, "core", "--by", "zones")):
        out = tmp_path / f"{words[0]}{extension}"
        ask(*words, "--out", str(out))
        assert out.stat().st_size > 0


def test_the_terminal_says_it_in_both_languages(capsys, plot):
    assert run(["check", plot]) == 0
    assert "不位于永久基本农田范围内。" in capsys.readouterr().out
    assert run(["check", plot, "--lang", "en"]) == 0
    assert "Does not lie within Permanent basic farmland." in capsys.readouterr().out


@pytest.mark.parametrize("words", [["check"], ["topology"], ["compare", "towns"], ["check", "towns", "--against"]])
def test_missing_words_are_wrong_usage(refused, words):
    refused(2, *words)


@pytest.mark.parametrize("tool", [("check",), ("topology",), ("compare", "towns")])
def test_what_cannot_be_asked_is_one_sentence(refused, tmp_path, tool):
    points = write(tmp_path / "点.gpkg", shapely.Point(X, Y))
    assert "Point" in refused(1, *tool, points)
    assert "没有.gpkg" in refused(1, *tool, str(tmp_path / "没有.gpkg"))
    shape = tmp_path / "红线.shp"
    write(shape, shapely.box(X, Y, X + 9, Y + 9))
    shape.with_suffix(".prj").unlink()
    assert "--crs" in refused(1, *tool, str(shape), "--out", str(tmp_path / "表.xlsx"))
    assert not (tmp_path / "表.xlsx").exists()


def test_an_unknown_field_offers_the_nearest(refused):
    assert "kind" in refused(1, "topology", "towns", "--key", "kindd")
    assert "kind" in refused(1, "compare", "towns", "towns", "--key", "kindd")
