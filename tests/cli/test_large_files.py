"""Files too large for memory on the command line: the same figures, bounded memory, a cancel that leaves nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from yhgis.analysis import partition
from yhgis.cli.main import run
from yhgis.i18n import Title
from yhgis.io import vector_slices
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo

ROOT = Path(__file__).parents[2]
#: A guard: one sentence and the end, after the signal; half a second where nothing else runs.
HEARD_WITHIN_S = 10.0

#: A process in which every file counts as large, with a slice of so many features.
PROGRAM = """
import sys, time
from yhgis.analysis import partition
from yhgis.cli.main import run
from yhgis.io import vector_slices
vector_slices.SLICED_FROM_BYTES = 0
partition.RUN_FEATURES = 2000
"""
MEASURED = """
import resource
code = run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
sys.exit(code)
"""
THROTTLED = """
read, calls = vector_slices.FileSlices._read, []
vector_slices._BATCH_FEATURES = (200, 200)
def slowly(*arguments, **options):
    calls.append(1)
    if len(calls) == 12:
        print("half-way", flush=True)
    time.sleep(0.05)
    return read(*arguments, **options)
vector_slices.FileSlices._read = slowly
sys.exit(run(sys.argv[1:]))
"""


def rings(n: int, vertices: int, radius: float = 9.0) -> Layer:
    """Return ``n`` round parcels, row by row, that touch nobody."""
    angle = np.linspace(0.0, 2.0 * np.pi, vertices, endpoint=False)
    circle = radius * np.column_stack([np.cos(angle), np.sin(angle)])
    middle = np.column_stack([490_000.0 + 20.0 * (np.arange(n) % 200), 3_350_000.0 + 20.0 * (np.arange(n) // 200)])
    geometry = np.asarray(shapely.polygons(middle[:, None, :] + circle[None, :, :]), dtype=object)
    return Layer(LayerInfo("rings", Title("rings")), geometry, {"no": np.arange(n)}, WORK_CRS)


def cover() -> Layer:
    """Return blocks that cut through the rows of parcels, two of them over each other."""
    x, y = 490_000.0, 3_350_000.0
    boxes = [shapely.box(x + 700 * i, y - 50, x + 700 * i + 333, y + 5000) for i in range(6)]
    geometry = np.array([*boxes, shapely.box(x + 100, y, x + 900, y + 300)], dtype=object)
    return Layer(LayerInfo("cover", Title("cover")), geometry, {}, WORK_CRS)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    write_layer(rings(4_000, 100), folder / "two.gpkg")
    write_layer(rings(40_000, 100), folder / "twenty.gpkg")
    write_layer(cover(), folder / "cover.gpkg")
    return folder


def figures(*arguments: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert run([*arguments, "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    document.pop("made_at")
    return document


def test_share_in_slices_is_share_of_the_whole(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    question = ("share", str(room / "two.gpkg"), str(room / "cover.gpkg"))
    monkeypatch.setattr(partition, "RUN_FEATURES", 700)
    monkeypatch.setattr(partition, "BLOCK_VERTICES", 30_000)
    whole = figures(*question, capsys=capsys)
    monkeypatch.setattr(vector_slices, "SLICED_FROM_BYTES", 0)
    assert figures(*question, capsys=capsys) == whole
    assert whole["totals"]["partly"] > 100


def test_polygons_are_not_written_again(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(vector_slices, "SLICED_FROM_BYTES", 0)
    out = tmp_path / "shares.gpkg"
    assert run(["share", str(room / "two.gpkg"), str(room / "cover.gpkg"), "--out", str(out), "--lang", "en"]) == 2
    assert "too large to be written once more" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def peak_mb(room: Path, name: str, out: Path) -> int:
    command = [sys.executable, "-c", PROGRAM + MEASURED, "share", str(room / name), str(room / "cover.gpkg")]
    done = subprocess.run([*command, "--out", str(out)], cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout.splitlines()[-1])


def test_memory_does_not_grow_with_the_file(room: Path, tmp_path: Path) -> None:
    small, large = (peak_mb(room, name, tmp_path / "out.csv") for name in ("two.gpkg", "twenty.gpkg"))
    more_vertices_mb = 36_000 * 101 * 16 / 2**20
    assert more_vertices_mb > 50
    # Names, areas and boxes of the features stay: some hundred bytes each, and the rows of the table.
    assert large - small < 0.6 * more_vertices_mb


def test_a_cancel_half_way_leaves_nothing(room: Path, tmp_path: Path) -> None:
    out = tmp_path / "shares.xlsx"
    command = [sys.executable, "-c", PROGRAM + THROTTLED, "share", str(room / "twenty.gpkg"), str(room / "cover.gpkg")]
    with subprocess.Popen(
        [*command, "--out", str(out), "--lang", "en"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half-way\n"
        asked_at = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=30)
        took = time.monotonic() - asked_at
    assert process.returncode == 130
    assert complaint == "Cancelled; nothing was written.\n"
    assert list(tmp_path.iterdir()) == []
    assert took < HEARD_WITHIN_S


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A layer that overlaps itself within slices and across them, in several parts and without some geometries."""
    folder = tmp_path_factory.mktemp("awkward")
    random = np.random.default_rng(11)
    middle = np.column_stack([random.uniform(490_000.0, 494_000.0, 700), random.uniform(3_350_000.0, 3_353_000.0, 700)])
    radius = random.uniform(8.0, 60.0, 700)
    round_ones = shapely.buffer(shapely.points(middle), radius, quad_segs=6)
    geometry = np.asarray(round_ones, dtype=object)
    geometry[5::70] = shapely.union(geometry[5::70], geometry[6::70])
    geometry[9::90] = None
    geometry[650] = geometry[3]  # a duplicate at the other end of the file
    layer = Layer(LayerInfo("loose", Title("loose")), geometry, {"no": np.arange(700)}, WORK_CRS)
    write_layer(layer, folder / "loose.gpkg")
    write_layer(layer, folder / "loose.shp")
    write_layer(rings(900, 40, 11.0), folder / "rings.gpkg")
    towns = shapely.box(*np.array([[490_000 + 1400 * i, 3_349_900, 491_400 + 1400 * i, 3_352_000] for i in range(3)]).T)
    towns_layer = Layer(LayerInfo("towns", Title("towns")), np.asarray(towns, dtype=object), {}, WORK_CRS)
    write_layer(towns_layer, folder / "towns.geojson", crs="EPSG:4490")
    return folder


@pytest.mark.parametrize(
    ("tool", "names"),
    [
        ("overlap", ("towns.geojson", "loose.gpkg", "rings.gpkg")),
        ("overlap", ("towns.geojson", "loose.shp")),
        ("conflicts", ("loose.gpkg", "rings.gpkg")),
        ("conflicts", ("towns.geojson", "loose.shp", "rings.gpkg")),
    ],
)
def test_overlaps_and_conflicts_in_slices_are_those_of_the_whole(
    awkward: Path,
    tool: str,
    names: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    question = (tool, *(str(awkward / name) for name in names))
    monkeypatch.setattr(partition, "RUN_FEATURES", 90)
    monkeypatch.setattr(partition, "BLOCK_VERTICES", 2000)
    whole = figures(*question, capsys=capsys)
    monkeypatch.setattr(vector_slices, "SLICED_FROM_BYTES", 0)
    monkeypatch.setattr(vector_slices, "_BATCH_FEATURES", (40, 40))
    read: list[int] = []
    layer_of = vector_slices.FileSlices._layer
    monkeypatch.setattr(
        vector_slices.FileSlices, "_layer", lambda self, batch, at: read.append(at) or layer_of(self, batch, at)
    )
    assert figures(*question, capsys=capsys) == whole
    assert len(read) >= 2 * 8  # two passes over slices of 90
    assert [column["double_counted_m2"] for column in whole.get("totals", [])][:1] != [0.0]
    assert all(pair["count"] > 100 for pair in whole.get("pairs", []))
