"""Files by their extension, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pypdf
import pytest
from PySide6.QtGui import QImage, QImageReader

from tests.paint.conftest import pixels_of
from tests.paint.making import KINDS, page, texts
from yhgis.carto.sheet_shapes import Box
from yhgis.errors import Cancelled, DataError, UsageError
from yhgis.feedback import Feedback
from yhgis.model.view import View
from yhgis.paint.export import check_extension, export, export_pages
from yhgis.paint.georeference import Georeference

PAGE = page((*KINDS["fill"], *texts()), 120, 90)


@pytest.mark.parametrize(
    ("name", "start"), [("图.pdf", b"%PDF-1."), ("图.PNG", b"\x89PNG"), ("图.svg", b"<?xml"), ("图.tif", b"II*")]
)
def test_the_extension_decides(name: str, start: bytes, folder: Path) -> None:
    export(PAGE, folder / name, 150, "余杭区")
    assert (folder / name).read_bytes().startswith(start)
    assert [path.name for path in folder.iterdir()] == [name]


def test_a_png_knows_its_size(folder: Path) -> None:
    export(PAGE, folder / "图.png", 300, "余杭区空间布局图")
    reader = QImageReader(str(folder / "图.png"))
    image: QImage = reader.read()
    assert (image.width(), image.height()) == (1417, 1063)
    assert image.dotsPerMeterX() == image.dotsPerMeterY() == 11811
    assert image.text("Title") == "余杭区空间布局图"


def test_a_transparent_png(folder: Path) -> None:
    export(page(()), folder / "a.png", 96, transparent=True)
    assert QImage(str(folder / "a.png")).pixelColor(0, 0).alpha() == 0


@pytest.mark.parametrize("name", ["图.jpg", "图", "图.pdf.bak"])
def test_other_extensions_are_refused_before_any_work(name: str, folder: Path) -> None:
    with pytest.raises(UsageError, match=r"\.pdf \.png \.svg \.tif"):
        check_extension(folder / name)
    with pytest.raises(UsageError):
        export(PAGE, folder / name)
    assert list(folder.iterdir()) == []


def test_a_missing_folder_is_named(folder: Path) -> None:
    with pytest.raises(DataError, match="没有"):
        export(PAGE, folder / "没有" / "图.pdf")


@pytest.mark.parametrize("name", ["图.pdf", "图.png", "图.svg", "图.tif"])
def test_cancelling_leaves_the_old_file_whole(name: str, folder: Path) -> None:
    (folder / name).write_bytes(b"old")
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        export(PAGE, folder / name, feedback=feedback)
    assert (folder / name).read_bytes() == b"old"
    assert [path.name for path in folder.iterdir()] == [name]


@pytest.mark.parametrize("name", ["图.pdf", "图.png", "图.svg"])
def test_a_full_disk_is_one_sentence(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.replace

    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device") if Path(target).name == name else real(source, target)

    monkeypatch.setattr(os, "replace", full)
    (folder / name).write_bytes(b"old")
    with pytest.raises(DataError, match=r"磁盘空间不足|no room left"):
        export(PAGE, folder / name, 96)
    assert (folder / name).read_bytes() == b"old"


def test_pages_become_one_pdf(folder: Path) -> None:
    export_pages([PAGE, PAGE], folder / "图集.pdf", "图集", ["一", "二"])
    assert len(pypdf.PdfReader(folder / "图集.pdf").pages) == 2
    with pytest.raises(UsageError):
        export_pages([PAGE], folder / "图集.png", "图集", ["一"])


GROUND = Georeference(480_000.0, 3_360_000.0, 4.2)


def test_a_tiff_is_the_png_and_knows_its_ground(folder: Path) -> None:
    """Read by libtiff through Qt, and by Pillow."""
    pillow = pytest.importorskip("PIL.Image")
    export(PAGE, folder / "图.png", 200, "余杭区")
    export(PAGE, folder / "图.tif", 200, "余杭区", ground=GROUND)
    png, tiff = (pixels_of(QImage(str(folder / name))) for name in ("图.png", "图.tif"))
    assert np.array_equal(png, tiff)
    with pillow.open(folder / "图.tif") as image:
        tags = image.tag_v2
        assert tuple(tags[33550]) == (4.2, 4.2, 0.0)
        assert tuple(tags[33922])[3:5] == (480_000.0, 3_360_000.0)
        assert 4549 in tuple(tags[34735])
        assert round(float(tags[282])) == 200


@pytest.mark.parametrize(("name", "world"), [("图.png", "图.pgw"), ("图.tif", "图.tfw")])
def test_a_world_file_names_the_middle_of_the_first_dot(name: str, world: str, folder: Path) -> None:
    export(PAGE, folder / name, 60, ground=GROUND)
    numbers = [float(line) for line in (folder / world).read_text("utf-8").splitlines()]
    assert numbers == pytest.approx([4.2, 0, 0, -4.2, 480_002.1, 3_359_997.9])
    export(PAGE, folder / "图.pdf", ground=GROUND)
    assert sorted(path.suffix for path in folder.iterdir()) == sorted([Path(name).suffix, Path(world).suffix, ".pdf"])


def test_a_sheets_ground_is_that_of_its_frame() -> None:
    view, frame = View(490_000.0, 3_355_000.0, 50_000.0, 200.0, 100.0), Box(12.0, 30.0, 200.0, 100.0)
    ground = Georeference.of_sheet(view, frame, 254.0)
    assert ground.metres_per_dot == pytest.approx(5.0)
    x, y = ground.left + frame.x * 10 * 5.0, ground.top - frame.y * 10 * 5.0
    assert (x, y) == pytest.approx((view.extent[0], view.extent[3]))
