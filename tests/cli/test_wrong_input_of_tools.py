"""Every tool is given every wrong input in every place a layer goes, as its description says: one sentence, no file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from yhgis.analysis.tool import FieldParameter, LayerParameter, LayersParameter, NumberParameter, Parameter, Tool
from yhgis.analysis.tools import TOOLS
from yhgis.cli.main import run
from yhgis.i18n import Title
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import GeometryKind, Layer, LayerInfo
from yhgis.report.write import WRITERS

X, Y = 490_000.0, 3_350_000.0
SQUARE = shapely.box(X, Y, X + 100, Y + 100)
BAD = "坏数据"
LAYERS = (LayerParameter, LayersParameter)


def _write(path: Path, *geometries: Any) -> Path:
    names = np.array([f"地块{i}" for i in range(len(geometries))], dtype=object)
    shapes = np.array(geometries, dtype=object)
    write_layer(Layer(LayerInfo("own", Title("用地")), shapes, {"name": names}, WORK_CRS), path)
    return path


def no_crs(folder: Path) -> Path:
    """Write a shapefile that says nothing of its coordinates."""
    path = _write(folder / f"{BAD}.shp", SQUARE)
    path.with_suffix(".prj").unlink()
    return path


def points(folder: Path) -> Path:
    """Write points where polygons are needed."""
    return _write(folder / f"{BAD}.gpkg", shapely.Point(X, Y))


def no_features(folder: Path) -> Path:
    """Write a layer that holds nothing."""
    path = folder / f"{BAD}.gpkg"
    pyogrio.raw.write(path, np.empty(0, object), [np.empty(0, object)], ["name"], geometry_type="Polygon", crs=WORK_CRS)
    return path


def no_numbers(folder: Path) -> Path:
    """Write a polygon of which a coordinate is NaN."""
    path = folder / f"{BAD}.gpkg"
    with np.errstate(invalid="ignore"):
        spoilt = shapely.Polygon([(X, Y), (X + 9, np.nan), (X, Y + 9)])
    wkb = shapely.to_wkb(np.array([SQUARE, spoilt], dtype=object))
    names = np.array(["好", "歪"], dtype=object)
    pyogrio.raw.write(path, wkb, [names], ["name"], geometry_type="Polygon", crs=WORK_CRS)
    return path


def cut_off(suffix: str) -> Callable[[Path], Path]:
    """Return what writes a file of which the second half is missing."""

    def make(folder: Path) -> Path:
        many = [shapely.box(X + i, Y, X + i + 1, Y + 100) for i in range(500)]
        path = _write(folder / f"{BAD}{suffix}", *many)
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        return path

    return make


def absent(folder: Path) -> Path:
    """Name a file that is not there."""
    return folder / f"{BAD}.gpkg"


#: What is wrong, and a word of the sentence that tells it.
WRONG: dict[str, tuple[Callable[[Path], Path], str]] = {
    "no CRS": (no_crs, "--crs"),
    "points": (points, "Point"),
    "no features": (no_features, "没有要素"),
    "half a GeoPackage": (cut_off(".gpkg"), BAD),
    "half a GeoJSON": (cut_off(".geojson"), BAD),
    "no file": (absent, BAD),
}
#: What is partly readable is answered for the rest, with a sentence among the warnings.
PARTLY: dict[str, tuple[Callable[[Path], Path], str]] = {
    "NaN": (no_numbers, "不是有效数值"),
    "half a shapefile": (cut_off(".shp"), "不完整"),
}


def _places() -> Iterator[tuple[Tool, Parameter]]:
    for tool in TOOLS:
        yield from ((tool, parameter) for parameter in tool.parameters if isinstance(parameter, LAYERS))


def words(tool: Tool, good: Path, at: str = "", bad: Path | None = None) -> list[str]:
    """Return a command line of ``tool`` that has good layers everywhere, but ``bad`` last in the parameter ``at``."""
    plain, options = [tool.id], []
    for parameter in tool.parameters:
        if not isinstance(parameter, LAYERS):
            continue
        least = max(parameter.least, 1) if isinstance(parameter, LayersParameter) else 1
        layers = [str(good)] * least
        if parameter.id == at:
            layers[-1] = str(bad)
        if parameter.positional:
            plain += layers
        else:
            options += ["--" + parameter.id.replace("_", "-"), *layers]
    return [*plain, *options]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    room = tmp_path / "余杭 区" / "数据（终稿）"
    room.mkdir(parents=True)
    return room


@pytest.fixture
def good(folder: Path) -> Path:
    return _write(folder / "好数据.gpkg", SQUARE, shapely.box(X + 100, Y, X + 200, Y + 100))


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a subcommand that must fail; return its one sentence."""

    def running(code: int, *command: str) -> str:
        got = run(list(command))
        out, err = capsys.readouterr()
        assert (got, out) == (code, ""), err
        (sentence,) = err.strip().splitlines()
        assert "Traceback" not in sentence
        return sentence

    return running


EACH_TOOL = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.id)


@EACH_TOOL
def test_with_good_layers_every_tool_answers(tool: Tool, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*words(tool, good), "--json"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(("tool", "at"), list(_places()), ids=lambda x: x.id)
def test_a_wrong_layer_is_one_sentence_and_leaves_no_file(
    tool: Tool, at: Parameter, wrong: str, good: Path, folder: Path, refused: Callable[..., str]
) -> None:
    make, word = WRONG[wrong]
    assert isinstance(at, LAYERS)
    if wrong == "points" and GeometryKind.POINT in at.kinds:
        pytest.skip("points are no wrong input of this tool")
    bad = make(folder)
    before = sorted(folder.iterdir())
    sentence = refused(1, *words(tool, good, at.id, bad), "--json", "--out", str(folder / "结果.xlsx"))
    assert BAD in sentence
    assert word in sentence
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("partly", PARTLY)
@pytest.mark.parametrize(("tool", "at"), list(_places()), ids=lambda x: x.id)
def test_what_cannot_be_read_of_a_layer_is_told_with_the_answer(
    tool: Tool, at: Parameter, partly: str, good: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, word = PARTLY[partly]
    assert run([*words(tool, good, at.id, make(folder)), "--json"]) == 0
    warnings = json.loads(capsys.readouterr().out)["warnings"]
    assert any(BAD in warning and word in warning for warning in warnings), warnings


@EACH_TOOL
def test_who_writes_a_file_is_told_too(
    tool: Tool, good: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = next(parameter for parameter in tool.parameters if isinstance(parameter, LAYERS))
    assert run([*words(tool, good, at.id, no_numbers(folder)), "--out", str(folder / "结果.xlsx")]) == 0
    (sentence,) = [line for line in capsys.readouterr().err.splitlines() if "不是有效数值" in line]
    assert BAD in sentence


@EACH_TOOL
@pytest.mark.parametrize("suffix", [*WRITERS, ".xyz"])
@pytest.mark.parametrize("place", ["missing folder", "a file for a folder", "write-protected"])
def test_a_place_that_cannot_be_written_is_one_sentence(
    tool: Tool, suffix: str, place: str, good: Path, folder: Path, refused: Callable[..., str], request: Any
) -> None:
    parent = {"missing folder": folder / "没有", "a file for a folder": good, "write-protected": folder}[place]
    if place == "write-protected":
        patch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
        patch.setattr("tempfile.mkdtemp", _denied)  # root may write everywhere
    before = sorted(folder.iterdir())
    known = suffix in WRITERS
    sentence = refused(1 if known else 2, *words(tool, good), "--json", "--out", str(parent / f"结果{suffix}"))
    assert (str(parent) if known else "结果") in sentence
    assert sorted(folder.iterdir()) == before


def _denied(*_: object, **__: object) -> str:
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize(
    ("tool", "field"),
    [(tool, p) for tool in TOOLS for p in tool.parameters if isinstance(p, FieldParameter)],
    ids=lambda x: x.id,
)
def test_an_unknown_field_is_named_and_the_nearest_offered(
    tool: Tool, field: Parameter, good: Path, folder: Path, refused: Callable[..., str]
) -> None:
    option = "--" + field.id.replace("_", "-")
    sentence = refused(1, *words(tool, good), option, "nane", "--out", str(folder / "结果.xlsx"))
    assert "nane" in sentence
    assert "name" in sentence
    assert not (folder / "结果.xlsx").exists()


@pytest.mark.parametrize(
    ("tool", "number"),
    [(tool, p) for tool in TOOLS for p in tool.parameters if isinstance(p, NumberParameter)],
    ids=lambda x: x.id,
)
@pytest.mark.parametrize("value", ["nan", "-1e12", "1e12", "宽"])
def test_a_number_out_of_its_limits_is_wrong_usage(
    tool: Tool, number: Parameter, value: str, good: Path, refused: Callable[..., str]
) -> None:
    sentence = refused(2, *words(tool, good), f"--{number.id.replace('_', '-')}={value}")
    assert str(number.title) in sentence or number.id.replace("_", "-") in sentence
