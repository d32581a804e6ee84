"""A full disk: one sentence, exit code 1, the old file whole, nothing left behind, for every product."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTS = (
    *(f"结果.{kind}" for kind in ("json", "csv", "xlsx", "docx", "pptx")),
    *(f"图层.{kind}" for kind in ("gpkg", "geojson", "fgb", "shp", "zip", "txt")),
    *(f"图.{kind}" for kind in ("pdf", "png", "tif", "svg")),
    "图集.pdf",
    "册_五常街道.png",
    "续_五常街道.png",
    *(f"卡.{kind}" for kind in ("pdf", "docx", "pptx", "xlsx")),
)

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="a limit to the size of files stands for a full disk: Linux only"
)


def _environment() -> dict[str, str]:
    return os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What each product said, all tried in one process."""
    folder = tmp_path_factory.mktemp("满") / "余杭 区（终稿）"
    folder.mkdir()
    command = [sys.executable, "-m", "tests.report.full_disk", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr  # nor what an interpreter says of files that go
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {line["product"]: line for line in lines}


@pytest.mark.parametrize("product", PRODUCTS)
def test_one_sentence_and_the_old_file_stays(product: str, told: dict[str, dict[str, Any]]) -> None:
    said = told[product]
    assert said["error"] == "DataError", said
    assert said["sentence"].startswith("磁盘空间不足，写不下"), said
    assert "\n" not in said["sentence"]
    assert said["whole"]
    assert said["left"] == []


def test_every_product_was_tried(told: dict[str, dict[str, Any]]) -> None:
    assert set(told) == set(PRODUCTS)


LIMITED = """
import resource, runpy, sys
sys.path.insert(0, {root!r})
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
sys.argv = ["main.py", *sys.argv[1:]]
runpy.run_path({main!r}, run_name="__main__")
"""


@pytest.mark.parametrize("words", [("sheet", "towns", "--paper", "A4"), ("report", "town", "五常街道")])
def test_the_command_line_says_it_and_ends_with_1(words: tuple[str, ...], tmp_path: Path) -> None:
    out = tmp_path / "图.pdf"
    out.write_bytes(b"old")
    code = LIMITED.format(root=str(ROOT), main=str(ROOT / "main.py"))
    environment = _environment() | {"YHGIS_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-c", code, *words, "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "磁盘空间不足，写不下" in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert out.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir() if one.name != "home"] == ["图.pdf"]
