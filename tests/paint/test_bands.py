"""Bands painted by several threads: the same file however many, bounded memory, cancelling."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from tests.paint.making import BLUE, KINDS, RED, box, page, paths, texts
from yhgis.carto.display_list import DisplayList, Fill, Stroke
from yhgis.errors import Cancelled, DataError
from yhgis.feedback import Feedback
from yhgis.paint import bands as bands_module
from yhgis.paint.bands import BandedPicture, encoded_bands
from yhgis.paint.export import export
from yhgis.paint.image import Banding
from yhgis.paint.png import adler_of_both

ROOT = Path(__file__).resolve().parents[2]


def shown() -> DisplayList:
    """A page of every kind of mark, with 5,000 parcels."""
    mesh = paths(*(box(1.2 * (i % 100), 1.8 * (i // 100), 1.1, 1.6) for i in range(5000)))
    return page((Fill(mesh, BLUE), Stroke(mesh, RED, 0.1), *(m for kind in KINDS.values() for m in kind), *texts()),
                120, 90)  # fmt: skip


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_several_threads_write_the_same_file_as_one(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for count in (1, 4):
        monkeypatch.setattr(bands_module, "threads", lambda count=count: count)
        (tmp_path / str(count)).mkdir()
        export(shown(), tmp_path / str(count) / name, 200, "余杭区")
    assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "4" / name).read_bytes()


def test_bands_come_in_order_and_few_are_made_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands_module, "threads", lambda: 2)
    made: list[int] = []

    def encode(band: QImage) -> int:
        made.append(band.height())
        return len(made)

    page_ = DisplayList(40, 400)
    banding = Banding(200, 2000, 50, 127)
    most = 0
    for number, _ in enumerate(encoded_bands(BandedPicture(page_, banding, False, encode)), start=1):
        most = max(most, len(made) - number)
    assert sum(made) == 2000
    assert most <= 3


def test_cancelling_stops_all_threads_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands_module, "threads", lambda: 2)
    feedback = Feedback()
    encoded: list[QImage] = []

    def encode(band: QImage) -> None:
        encoded.append(band)
        feedback.cancel()

    picture = BandedPicture(shown(), Banding.of(shown(), 100), False, encode)
    with pytest.raises(Cancelled):
        list(encoded_bands(picture, feedback))
    assert len(encoded) <= 2


def test_too_large_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="dpi"):
        export(DisplayList(2000, 10), tmp_path / "a.png", 600)
    assert list(tmp_path.iterdir()) == []


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
