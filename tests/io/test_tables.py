"""CSV and JSON: read back by a machine, opened by Excel, run by neither."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yhgis.errors import DataError
from yhgis.i18n import Title, set_language
from yhgis.io.tables import csv_cell, document_text, write_csv, write_document
from yhgis.model.layer import Status
from yhgis.model.result import Basis, Column, InputRecord, Provenance, Table, ValueKind

COLUMNS = (
    Column("row", Title("镇街", "Town")),
    Column("net", Title("净面积", "Net area"), ValueKind.AREA),
    Column("share", Title("占比", "Share"), ValueKind.SHARE),
    Column("n", Title("图斑数", "Patches"), ValueKind.COUNT),
)
TABLE = Table(
    "matrix",
    Title("重叠面积", "Overlap"),
    COLUMNS,
    (("余杭街道", 1234.5, 0.25, 3), ("=HYPERLINK(1)", None, float("nan"), 0)),
    ("合计", 1234.5, None, 3),
)


def provenance(status: Status) -> Provenance:
    record = InputRecord("towns", Title("镇街"), 2, "EPSG:4549", status, "ab")
    return Provenance("overlap", Basis.ELLIPSOIDAL, "EPSG:4549", (record,))


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_csv_has_mark_units_totals_and_what_the_numbers_are_worth(folder: Path) -> None:
    write_csv(TABLE, provenance(Status.SCHEMATIC), folder / "表.csv")
    assert (folder / "表.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    basis = "椭球面积（图斑椭球面积公式，CGCS2000）"
    assert rows_of(folder / "表.csv") == [
        ["镇街", "净面积（m²）", "占比（%）", "图斑数", "面积口径", "数据性质"],
        ["余杭街道", "1234.5", "25", "3", basis, "示意"],
        ["'=HYPERLINK(1)", "", "", "0", basis, "示意"],
        ["合计", "1234.5", "", "3", basis, "示意"],
    ]


def test_csv_of_own_data_bears_no_mark_and_speaks_english_when_asked(folder: Path) -> None:
    set_language("en")
    write_csv(TABLE, provenance(Status.OWN), folder / "表.csv")
    head, first, *_ = rows_of(folder / "表.csv")
    assert head[:2] == ["Town", "Net area (m²)"]
    assert first[-1] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_looks_like_a_formula_is_text(start: str) -> None:
    assert csv_cell(f"{start}1", ValueKind.TEXT) == f"'{start}1"


def test_numbers_below_zero_stay_numbers() -> None:
    assert csv_cell(-1.5, ValueKind.AREA) == "-1.5"


@given(st.floats(-1e9, 1e9))
def test_numbers_come_back_to_a_millionth(value: float) -> None:
    assert float(csv_cell(value, ValueKind.AREA)) == pytest.approx(value, abs=7e-7, rel=0)


def test_json_is_readable_strict_and_takes_numpy(folder: Path) -> None:
    document = {"title": "镇街", "n": np.int64(3), "net_m2": np.float64(1.5), "list": np.array([1, 2])}
    write_document(document, folder / "果.json")
    text = (folder / "果.json").read_text(encoding="utf-8")
    assert "镇街" in text
    assert json.loads(text) == {"title": "镇街", "n": 3, "net_m2": 1.5, "list": [1, 2]}
    with pytest.raises(ValueError, match="JSON"):
        document_text({"x": float("nan")})
    with pytest.raises(TypeError, match="no place"):
        document_text({"x": object()})


def test_a_missing_folder_is_one_sentence(folder: Path) -> None:
    with pytest.raises(DataError):
        write_csv(TABLE, provenance(Status.OWN), folder / "无" / "表.csv")
