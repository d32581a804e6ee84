"""``checkup`` on files: one JSON document, a mended copy beside it, reports, and the file itself left alone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from yhgis.cli.main import run
from yhgis.i18n import Title
from yhgis.io.vector import read_layer
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.model.layer import Layer, LayerInfo

X, Y = 490_000.0, 3_350_000.0
SHAPES = np.array(
    [
        shapely.box(X, Y, X + 100, Y + 100),
        shapely.Polygon([(X + 100, Y), (X + 200, Y + 100), (X + 200, Y), (X + 100, Y + 100)]),
        None,
        shapely.box(X, Y, X + 100, Y + 100),
    ],
    dtype=object,
)
FIELDS = {
    "BSM": np.array(["1", "2", "3", "4"], dtype=object),
    "DLBM": np.array(["0101", "0101", "9", "0101"], dtype=object),
    "备注": np.array(["甲", None, "", "甲"], dtype=object),
    "TBMJ": np.array([10_000.0, 5_000.0, np.nan, 10_000.0]),
}


@pytest.fixture
def parcels(tmp_path: Path) -> Path:
    folder = tmp_path / "余杭 区" / "数据（终稿）"
    folder.mkdir(parents=True)
    path = folder / "DLTB.gpkg"
    degrees = transform(SHAPES, WORK_CRS, DEGREES_CRS)
    write_layer(Layer(LayerInfo("DLTB", Title("DLTB")), degrees, FIELDS, DEGREES_CRS), path)
    return path


def answer(capsys: Any, *words: str) -> dict[str, Any]:
    code = run([*words, "--json"])
    out, err = capsys.readouterr()
    assert code == 0, err
    return json.loads(out)  # type: ignore[no-any-return]


def test_the_document_says_what_where_and_how_grave(parcels: Path, capsys: Any) -> None:
    document = answer(capsys, "checkup", str(parcels))
    found = {item["problem"]: item for item in document["problems"]}
    assert document["tool"] == "checkup"
    assert document["layer"] == {"title": "地类图斑（DLTB）", "features": 4, "standard": "land_use"}
    assert {"invalid", "empty", "duplicate", "odd_code", "missing_field"} <= set(found)
    assert found["duplicate"]["area_m2"] == pytest.approx(10_000, abs=1)
    assert document["counts"]["error"] == sum(item["severity"] == "error" for item in document["problems"])
    assert "repair" not in document


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".shp"])
def test_a_mended_copy_keeps_fields_and_crs_and_leaves_the_file_alone(parcels: Path, capsys: Any, suffix: str) -> None:
    before = hashlib.sha256(parcels.read_bytes()).hexdigest()
    out = parcels.with_name(f"修复{suffix}")
    document = answer(capsys, "checkup", str(parcels), "--repair", str(out))
    assert hashlib.sha256(parcels.read_bytes()).hexdigest() == before
    copy = read_layer(out)
    assert (len(copy), copy.crs) == (2, DEGREES_CRS)
    assert shapely.is_valid(copy.geometry).all()
    assert {name: column.tolist() for name, column in copy.fields.items() if name in ("BSM", "DLBM", "TBMJ")} == {
        "BSM": ["1", "2"],
        "DLBM": ["0101", "0101"],
        "TBMJ": [10_000.0, 5_000.0],
    }
    assert copy.fields["备注"].tolist() == ["甲", None]
    repair = document["repair"]
    assert (repair["features_before"], repair["features_after"]) == (4, 2)
    assert [item["action"] for item in repair["actions"]] == ["made_valid", "dropped_empty", "dropped_duplicate"]


def test_the_mended_copy_of_a_mended_copy_has_nothing_to_mend(parcels: Path, capsys: Any) -> None:
    once, twice = parcels.with_name("一.gpkg"), parcels.with_name("二.gpkg")
    answer(capsys, "checkup", str(parcels), "--repair", str(once))
    assert answer(capsys, "checkup", str(once), "--repair", str(twice))["repair"]["actions"] == []


def test_the_file_itself_is_refused_as_the_copy(parcels: Path, capsys: Any) -> None:
    before = parcels.read_bytes()
    same = parcels.parent / ".." / parcels.parent.name / "DLTB.gpkg"
    assert run(["checkup", str(parcels), "--repair", str(same)]) == 2
    assert "原文件从不改动" in capsys.readouterr().err
    assert parcels.read_bytes() == before


@pytest.mark.parametrize(("name", "code"), [("x.png", 2), ("没有的文件夹/x.gpkg", 1)])
def test_a_place_that_cannot_be_written_is_one_sentence(parcels: Path, capsys: Any, name: str, code: int) -> None:
    assert run(["checkup", str(parcels), "--repair", str(parcels.parent / name)]) == code
    out, err = capsys.readouterr()
    assert (out, len(err.strip().splitlines())) == ("", 1)


@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".csv", ".pptx", ".gpkg"])
def test_the_report_is_written_in_every_format(parcels: Path, capsys: Any, suffix: str) -> None:
    out = parcels.with_name(f"体检报告{suffix}")
    assert run(["checkup", str(parcels), "--out", str(out), "--repair", str(parcels.with_name("r.gpkg"))]) == 0
    assert out.stat().st_size > 100
    if suffix == ".xlsx":
        import openpyxl

        book = openpyxl.load_workbook(out)
        assert {"数据体检", "问题清单", "修复记录"} <= set(book.sheetnames)


def test_built_in_layers_are_in_order(capsys: Any) -> None:
    for layer in ("towns", "zones", "ecological_redline", "metro_stations", "greenways"):
        document = answer(capsys, "checkup", layer)
        assert document["counts"]["error"] == 0, (layer, document["problems"])
