"""Size, dots an inch, threads."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from tests.paint.conftest import pixels_of
from tests.paint.making import BLUE, KINDS, RED, box, page, paths, texts
from yhgis.carto.display_list import DisplayList, Fill, Mark, Stroke
from yhgis.errors import DataError
from yhgis.feedback import Feedback
from yhgis.paint import image as image_module
from yhgis.paint.application import ensure_gui_application
from yhgis.paint.export import export
from yhgis.paint.image import Banding, paint_band, pixels, render


@pytest.mark.parametrize(
    ("size", "dpi", "expected"), [((420, 297), 150, (2480, 1754)), ((338.67, 190.5), 96, (1280, 720))]
)
def test_size_is_the_papers(size: tuple[float, float], dpi: float, expected: tuple[int, int]) -> None:
    image = render(DisplayList(*size), dpi)
    assert (image.width(), image.height()) == expected
    assert image.dotsPerMeterX() == pytest.approx(dpi / 0.0254, abs=1)


def test_nothing_is_narrower_than_a_dot() -> None:
    assert pixels(0.001, 96) == 1


def test_a_picture_too_large_for_memory_is_refused() -> None:
    with pytest.raises(DataError, match="dpi"):
        render(DisplayList(1189, 841), 2400)


def test_a_worker_thread_paints_the_same() -> None:
    marks = tuple(mark for kind in KINDS.values() for mark in kind) + texts()
    here = pixels_of(render(page(marks, 120, 90), 96))
    there: list[QImage] = []
    worker = threading.Thread(target=lambda: there.append(render(page(marks, 120, 90), 96)))
    worker.start()
    worker.join()
    assert (pixels_of(there[0]) == here).all()


def many_marks() -> tuple[Mark, ...]:
    """Every kind of mark, and enough features that those outside of a band are left out."""
    mesh = paths(*(box(0.4 * (i % 300), 0.4 * (i // 300), 0.3, 0.3) for i in range(60_000)))
    return (Fill(mesh, BLUE), Stroke(mesh, RED, 0.1), *(mark for kind in KINDS.values() for mark in kind), *texts())


@pytest.mark.parametrize("transparent", [False, True])
def test_bands_are_the_picture(transparent: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pixels_of(render(page(many_marks(), 120, 90), 96, transparent=transparent))
    monkeypatch.setattr(image_module, "_BAND_PIXELS", 30_000)
    shown = page(many_marks(), 120, 90)
    banding = Banding.of(shown, 96)
    bands = [pixels_of(paint_band(shown, banding, top, transparent, Feedback())) for top in banding.tops]
    assert len(bands) == 6
    # Features left out of a band group the others differently, which rounds crowded edges differently.
    assert np.abs(np.concatenate(bands).astype(int) - whole.astype(int)).max() <= 12


def test_a_png_of_many_bands_is_one_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_module, "_BAND_PIXELS", 10_000)
    export(page(texts(), 120, 90), tmp_path / "图.png", 96, "图")
    read = pixels_of(QImage(str(tmp_path / "图.png")))
    assert np.abs(read.astype(int) - pixels_of(render(page(texts(), 120, 90), 96)).astype(int)).max() <= 2


def test_bands_of_a_multiple_cover_the_picture() -> None:
    banding = Banding.of(DisplayList(420, 297), 300, 64)
    assert banding.step % 64 == 0
    assert banding.tops[-1] < banding.height <= banding.tops[-1] + banding.step


def test_a_running_application_is_used(qapp: object) -> None:
    assert ensure_gui_application() is qapp
