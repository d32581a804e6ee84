"""The parsers that are fuzzed, and what they may do with any bytes at all: give an answer, or one clear sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from yhgis.analysis.filter import compile_filter
from yhgis.errors import UserError
from yhgis.i18n import Title
from yhgis.io.content import Content
from yhgis.io.encoding import detect_encoding, shapefile_encoding
from yhgis.io.encoding_preview import USUAL, close_readings, readings
from yhgis.io.sources import own_contents
from yhgis.io.vector import finite
from yhgis.model.layer import Layer, LayerInfo

SEEDS = Path(__file__).parents[1] / "io" / "fuzz_seeds"
FILTERS = Path(__file__).parents[1] / "analysis" / "filter_seeds.txt"


@dataclass(frozen=True)
class Target:
    """One parser.

    Parameters
    ----------
    id : str
    seeds : tuple of bytes
        Sound input of every kind.
    run : callable
        Takes bytes and a folder of its own for files.  A `UserError` is an answer; anything else that it raises, and
        `AssertionError` of what it finds, is a finding.
    """

    id: str
    seeds: tuple[bytes, ...]
    run: Callable[[bytes, Path], None]


def targets() -> tuple[Target, ...]:
    """Return all parsers with their seeds."""
    filters = tuple(line for line in FILTERS.read_bytes().splitlines() if line and not line.startswith(b"#"))
    return (
        Target("txt", _kept("txt"), _file("txt", "甲.txt")),
        Target("csv", _kept("csv"), _file("csv", "甲.csv")),
        Target("dxf", _kept("dxf"), _file("dxf", "甲.dxf")),
        Target("encoding", (*_kept("dbf"), *_kept("txt")), _encoding),
        Target("filter", filters, _filter),
    )


def answered(target: Target, data: bytes, folder: Path) -> bool:
    """Let a target have ``data``; whether it gave an answer rather than a sentence that refuses."""
    try:
        target.run(data, folder)
    except UserError as error:
        text = str(error)
        assert text.strip(), "an empty sentence"
        assert "\n" not in text or target.id == "filter", text  # which quotes what was typed
        assert len(text) < 2000, text[:200]
        return False
    return True


def _kept(kind: str) -> tuple[bytes, ...]:
    found = tuple(path.read_bytes() for path in sorted((SEEDS / kind).iterdir()))
    assert found, kind
    return found


def _file(format_id: str, name: str) -> Callable[[bytes, Path], None]:
    def run(data: bytes, folder: Path) -> None:
        path = folder / name
        path.write_bytes(data)
        for content in own_contents(path, format_id):
            _check(content)
            finite(content.name, content.geometry)

    return run


def _check(content: Content) -> None:
    """Fail where a layer is not one: columns as long as the geometry, geometry that GEOS can work with."""
    count = len(content.geometry)
    assert all(len(column) == count for column in content.fields.values())
    assert content.name
    with np.errstate(all="ignore"):  # coordinates without bounds are for the reader of layers to drop
        shapely.is_valid(content.geometry)
        shapely.area(content.geometry)
    for note in content.notes:
        assert "{" not in str(note).replace("{}", ""), str(note)


def _encoding(data: bytes, folder: Path) -> None:
    shp, text = folder / "甲.shp", folder / "甲.txt"
    shp.write_bytes(b"")
    shp.with_suffix(".dbf").write_bytes(data)
    text.write_bytes(data)
    found = shapefile_encoding(shp)
    assert found.name
    assert detect_encoding([data])
    for path in (shp, text):
        assert len(close_readings(path)) in (0, 2)
        for reading in readings(path, (*USUAL, "cp932", "utf-16-le")):
            assert 0.0 <= reading.score <= 1.0


def _filter(data: bytes, _folder: Path) -> None:
    mask = compile_filter(LAYER, data.decode("utf-8", errors="replace")).mask()
    assert mask.dtype == bool
    assert len(mask) == len(LAYER)


LAYER = Layer(
    LayerInfo("地类图斑", Title("地类图斑")),
    np.array([shapely.box(0, 0, 10, 10), None, shapely.box(5, 5, 7, 9), shapely.Polygon()], dtype=object),
    {
        "地类名称": np.array(["水田", None, "旱地", ""], dtype=object),
        "DLBM": np.array(["0101", "0103", "", None], dtype=object),
        "TBMJ": np.array([12.5, np.nan, -3.0, np.inf]),
        "序号": np.array([1, 2, 3, 2**62], dtype=np.int64),
        "日期": np.array(["2024-05-01", "NaT", "2025-01-31", "NaT"], dtype="datetime64[ms]"),
        "有效": np.array([True, False, True, True]),
        # As the seeds call them.
        "num": np.array([1.0, 2.5, np.nan, -4.0]),
        "txt": np.array(["abc", "50%", None, "余杭_1"], dtype=object),
        "day": np.array(["2026-11-01", "NaT", "2025-01-31", "NaT"], dtype="datetime64[ms]"),
        "truth": np.array([True, False, True, True]),
        "DLMC": np.array(["水田", None, "旱地", "林地"], dtype=object),
        "KCXS": np.array([0.1, np.nan, 0.0, 1.0]),
        "图斑 面积": np.array([10.0, 11.0, 1e9, np.nan]),
        "a": np.array([1, 2, 3, 4], dtype=np.int64),
        "b": np.array(["it's", "", None, "x"], dtype=object),
    },
    "EPSG:4549",
)
