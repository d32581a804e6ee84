"""`main.py screenshot`: the real window, off screen, in a process of its own as the command line runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from yhgis.folders import HOME_VARIABLE

ROOT = Path(__file__).parents[2]


def _run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    environment |= {HOME_VARIABLE: str(home), "PROJ_LIB": "/nowhere", "GDAL_DATA": "/nowhere"}
    command = [sys.executable, "-W", "error", str(ROOT / "main.py"), "screenshot", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )


@pytest.mark.parametrize(("scale", "role", "lang"), [("1", "planner", "zh"), ("2", "presenter", "en")])
def test_it_is_the_window_at_the_size_and_scale_asked_for(tmp_path: Path, scale: str, role: str, lang: str) -> None:
    out = tmp_path / "余杭 区" / "窗口.png"
    out.parent.mkdir()
    how = ("--size", "1000x700", "--scale", scale, "--role", role, "--lang", lang)
    done = _run("--out", str(out), *how, home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    image = QImage(str(out))
    assert (image.width(), image.height()) == (1000 * int(scale), 700 * int(scale))
    colors = {image.pixel(x, y) for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)}
    assert len(colors) > 100, "no map in it"
    assert not (tmp_path / "home" / "config").exists(), "the user's settings were touched"
    assert sorted(p.name for p in out.parent.iterdir()) == ["窗口.png"]


def test_an_unknown_theme_is_one_sentence_and_no_file(tmp_path: Path) -> None:
    out = tmp_path / "a.png"
    done = _run("--out", str(out), "--theme", "layoutt", home=tmp_path)
    assert done.returncode == 1
    assert "layout" in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = _run("--out", str(tmp_path / "no such folder" / "a.png"), home=tmp_path)
    assert done.returncode == 1
    assert "no such folder" in done.stderr
    assert "Traceback" not in done.stderr
