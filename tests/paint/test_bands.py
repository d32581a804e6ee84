"""Bands painted by two processes: the same file, whoever paints; a lost helper, and cancelling."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.paint.making import BLUE, KINDS, RED, box, page, paths, texts
from yhgis.carto.display_list import DisplayList, Fill, Stroke
from yhgis.errors import Cancelled, DataError
from yhgis.feedback import Feedback
from yhgis.paint import bands as bands_module
from yhgis.paint import helper_process
from yhgis.paint.bands import BandedPicture, encoded_bands
from yhgis.paint.export import export
from yhgis.paint.helper_process import HelperLost, HelperProcess
from yhgis.paint.image import Banding
from yhgis.paint.png import adler_of_both

ROOT = Path(__file__).resolve().parents[2]


def shown() -> DisplayList:
    """A page of every kind of mark, with 5,000 parcels."""
    mesh = paths(*(box(1.2 * (i % 100), 1.8 * (i // 100), 1.1, 1.6) for i in range(5000)))
    return page((Fill(mesh, BLUE), Stroke(mesh, RED, 0.1), *(m for kind in KINDS.values() for m in kind), *texts()),
                120, 90)  # fmt: skip


@pytest.fixture
def helper(monkeypatch: pytest.MonkeyPatch) -> Iterator[HelperProcess]:
    """A helper that stands ready, and takes part in every export."""
    made = HelperProcess()
    assert made.ready(60)
    monkeypatch.setattr(bands_module, "take_helper", lambda: made)
    monkeypatch.setattr(bands_module, "give_back", lambda one: None)
    yield made
    made.end()


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_two_processes_write_the_same_file(name: str, helper: HelperProcess, tmp_path: Path,
                                           monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """Byte for byte: the helper has the same fonts, and paints some of the bands."""
    together, alone = tmp_path / "two" / name, tmp_path / "one" / name
    together.parent.mkdir()
    alone.parent.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(bands_module._Shared, "_paint_one", lambda *_: time.sleep(0.01))  # the helper paints them all
        export(shown(), together, 200, "余杭区")
    monkeypatch.setattr(bands_module, "take_helper", lambda: None)
    export(shown(), alone, 200, "余杭区")
    assert together.read_bytes() == alone.read_bytes()


def test_a_lost_helper_leaves_the_picture_whole(helper: HelperProcess, tmp_path: Path,
                                                monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    def lose(*_: object) -> object:
        helper.kill()
        raise HelperLost

    monkeypatch.setattr(helper, "call", lose)
    export(shown(), tmp_path / "a.png", 150)
    monkeypatch.setattr(bands_module, "take_helper", lambda: None)
    export(shown(), tmp_path / "b.png", 150)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_what_the_helper_cannot_do_is_lost_not_silent(helper: HelperProcess) -> None:
    with pytest.raises(HelperLost, match="ValueError"):
        helper.call(int, "word")
    assert helper.call(int, "7") == 7


def test_cancelling_ends_the_helpers_work_at_once(helper: HelperProcess) -> None:
    feedback = Feedback()
    picture = BandedPicture(shown(), Banding.of(shown(), 100), False, partial(_slow, alpha=False))
    threading.Timer(0.3, feedback.cancel).start()
    begin = time.monotonic()
    with pytest.raises(Cancelled):
        list(encoded_bands(picture, feedback))
    assert time.monotonic() - begin < 2.5
    assert not helper.alive


def _slow(band: object, *, alpha: bool) -> bytes:
    """Take long here, and for ever in the helper."""
    time.sleep(0.25 if multiprocessing.parent_process() is None else 30)
    return b""


def test_too_large_is_told_with_a_helper_too(helper: HelperProcess, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="dpi"):
        export(DisplayList(2000, 10), tmp_path / "a.png", 600)
    assert list(tmp_path.iterdir()) == []


def test_a_helper_is_kept_for_the_next_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helper_process, "processors", lambda: 2)
    helper_process.prepare_helper()
    first = helper_process.take_helper()
    assert first is not None
    assert helper_process.take_helper() is None
    helper_process.give_back(first)
    helper_process.prepare_helper()
    again = helper_process.take_helper()
    assert again is first
    first.end()


def test_one_processor_has_no_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helper_process, "processors", lambda: 1)
    helper_process.prepare_helper()
    assert helper_process.take_helper() is None


@given(st.binary(max_size=500), st.binary(max_size=500))
def test_checksums_are_put_together(first: bytes, second: bytes) -> None:
    both = adler_of_both(zlib.adler32(first), zlib.adler32(second), len(second))
    assert both == zlib.adler32(first + second)


WALL_SHEET = """
import sys
from pathlib import Path
from yhgis.carto.display_list import DisplayList, Fill, Paths
from yhgis.paint.application import ensure_gui_application
from yhgis.paint.export import export
import numpy as np
application = ensure_gui_application()
def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) // 1024
square = Paths(np.array([(100.0, 100), (700, 100), (700, 500)]), np.array([0, 3]), np.array([0, 1]))
before = peak()
width, height, dpi = map(int, sys.argv[2:])
export(DisplayList(width, height, (Fill(square, (200, 80, 60, 255)),)), Path(sys.argv[1]), dpi)
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from Linux's /proc")
@pytest.mark.parametrize(("name", "size"), [("wall.png", ("1189", "841", "600")), ("wall.tif", ("841", "594", "300"))])
def test_a_wall_sheet_takes_the_memory_of_its_bands(name: str, size: tuple[str, ...], tmp_path: Path) -> None:
    """A0 at 600 dpi has 558 million dots, 2.2 GB as one picture; A1 at 300 dpi 0.3 GB."""
    command = [sys.executable, "-c", WALL_SHEET, str(tmp_path / name), *size]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200, done.stdout
    assert (tmp_path / name).stat().st_size > 20_000
