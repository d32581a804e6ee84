"""The dispatcher: the extension chooses, a wrong one is told before the work, a failure leaves nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.report.answers import answer, table
from yhgis.errors import DataError, UsageError
from yhgis.i18n import language, set_language
from yhgis.io.vector import read_layer
from yhgis.report.write import WRITERS, check_extension, write_result

EXTENSIONS = list(WRITERS)


@pytest.mark.parametrize("extension", EXTENSIONS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_extension_writes_one_whole_file_and_leaves_no_other(folder: Path, extension: str, lang: str) -> None:
    path = folder / f"结果（终稿）{extension}"
    write_result(answer(), path, lang=lang)
    assert path.stat().st_size > 0
    parts = {".shx", ".dbf", ".prj", ".cpg"} if extension == ".shp" else set()
    assert {file.suffix for file in folder.iterdir()} == {extension, *parts}
    assert language() == "zh"  # the window's language is as it was


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_missing_folder_is_one_sentence_and_nothing_is_made(folder: Path, extension: str) -> None:
    with pytest.raises(DataError, match="无"):
        write_result(answer(), folder / "无" / f"果{extension}")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("extension", [".json", ".csv", ".xlsx", ".docx", ".pptx", ".gpkg"])
def test_a_failure_while_writing_leaves_the_old_file(folder: Path, extension: str) -> None:
    path = folder / f"果{extension}"
    path.write_bytes(b"old")
    broken = answer(table(rows=(("甲", object(), 1.0, 0.5, 1),)))
    broken.polygons.fields["甲"] = []  # type: ignore[union-attr]
    broken = replace(broken, more={"x": object()})
    with pytest.raises((TypeError, ValueError, IndexError)):
        write_result(broken, path)
    assert path.read_bytes() == b"old"
    assert [file.name for file in folder.iterdir()] == [path.name]


def test_unknown_extension_is_refused_with_the_list() -> None:
    set_language("en")
    with pytest.raises(UsageError, match=r"\.json, \.csv, \.xlsx, \.docx, \.pptx, \.gpkg"):
        check_extension(Path("果.pdf"))
    check_extension(Path("果.XLSX"))


def test_a_result_without_polygons_is_no_layer(folder: Path) -> None:
    set_language("en")
    with pytest.raises(UsageError, match="no polygons of its own"):
        write_result(answer(places=False), folder / "果.gpkg")
    assert list(folder.iterdir()) == []


def test_json_is_the_document(folder: Path) -> None:
    write_result(answer(), folder / "果.json", lang="en")
    document = json.loads((folder / "果.json").read_text(encoding="utf-8"))
    assert document["tool"] == "overlap"
    assert document["net_m2"] == 10_100.0
    assert document["warnings"] == ["Red line has a warning"]


def test_places_are_a_layer(folder: Path) -> None:
    write_result(answer(), folder / "果.gpkg")
    layer = read_layer(folder / "果.gpkg")
    assert (layer.crs, layer.field("甲").tolist()) == ("EPSG:4549", ["红线"])
