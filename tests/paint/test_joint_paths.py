"""Opaque areas painted together look like areas painted one by one."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage

from tests.paint.conftest import pixels_of
from tests.paint.making import BLUE, RED, box, page, paths
from yhgis.carto.display_list import Fill, Group, Mark, Stroke
from yhgis.paint import joint_paths as joint_module
from yhgis.paint.image import render

DPI = 254.0  # ten dots a millimetre


def picture(*marks: Mark) -> np.ndarray:
    return pixels_of(render(page(marks, 40, 30), DPI)).astype(int)


def one_by_one(monkeypatch: pytest.MonkeyPatch, *marks: Mark) -> np.ndarray:
    with monkeypatch.context() as patch:
        patch.setattr(joint_module, "LEAST_FEATURES", 10**9)
        return picture(*marks)


@pytest.mark.parametrize("turned", [False, True])
def test_overlapping_areas_stay_covered_whichever_way_they_run(turned: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every second ring may run the other way: by the non-zero rule their overlap would else be a hole."""
    boxes = [box(0.5 * (i % 60) + 2, 2.0 * (i // 60) + 2, 0.9, 1.5) for i in range(600)]
    if turned:
        boxes = [ring[::-1] if i % 2 else ring for i, ring in enumerate(boxes)]
    made = paths(*boxes)
    assert np.array_equal(picture(Fill(made, BLUE)), one_by_one(monkeypatch, Fill(made, BLUE)))


def test_a_hole_stays_a_hole() -> None:
    corners = [(4.0 * (i % 9), 4.0 * (i // 9)) for i in range(60)]
    rings = [ring for x, y in corners for ring in (box(x + 1, y + 1, 3, 3), box(x + 2, y + 2, 1, 1))]
    made = paths(*rings, groups=range(0, 121, 2))
    image = render(page((Fill(made, RED),), 40, 30), DPI)
    assert image.pixelColor(15, 15).getRgb() == RED
    assert image.pixelColor(25, 25).getRgb() != RED


def test_no_seam_between_neighbours() -> None:
    """Edges between dots: two areas that meet there, painted one by one, let the ground through."""
    made = paths(*(box(2.0 + 0.53 * i, 2.0, 0.53, 10.0) for i in range(60)))
    row = pixels_of(render(page((Fill(made, BLUE),), 40, 30), DPI))[70, 25:330]
    assert (row == row[0]).all()


def test_an_outline_is_that_of_the_fill(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dot for dot but where two outlines meet: their order within a layer is not said."""
    made = paths(*(box(1.0 * (i % 35) + 2, 1.0 * (i // 35) + 2, 0.7, 0.7) for i in range(700)))
    marks = (Fill(made, BLUE), Stroke(made, RED, 0.1))
    assert np.array_equal(picture(*marks), one_by_one(monkeypatch, *marks))


def test_the_same_areas_in_two_frames_are_both_there() -> None:
    """What is kept for the outline is not taken for another part of the sheet."""
    made = paths(*(box(0.5 * (i % 60), 0.5 * (i // 60), 0.5, 0.5) for i in range(2400)))
    left, right = Group((Fill(made, BLUE),), clip=(0, 0, 10, 20)), Group((Fill(made, BLUE),), clip=(20, 0, 10, 20))
    image: QImage = render(page((left, right), 40, 30), DPI)
    assert image.pixelColor(50, 100).getRgb() == BLUE
    assert image.pixelColor(250, 100).getRgb() == BLUE
    assert image.pixelColor(150, 100).getRgb() != BLUE
