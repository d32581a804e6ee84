"""Size, dots an inch, threads."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtGui import QImage

from tests.paint.conftest import pixels_of
from tests.paint.making import KINDS, page, texts
from yhgis.carto.display_list import DisplayList
from yhgis.errors import DataError
from yhgis.paint.application import ensure_gui_application
from yhgis.paint.image import pixels, render


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


def test_a_running_application_is_used(qapp: object) -> None:
    assert ensure_gui_application() is qapp
