"""Fill and outline go together only where nobody can tell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdf
import pytest

from tests.paint.making import BLUE, RED, box, paths
from tests.paint.test_pdf import same_look
from yhgis.carto.display_list import DisplayList, Fill, Mark, Paths, Stroke
from yhgis.paint.outlined import Outlined, overlap, with_outlines
from yhgis.paint.pdf import write_pdf


def tiles(across: int = 12, side: float = 3.0, shift: float = 0.0) -> Paths:
    """Slanted boxes that touch; ``shift`` makes each reach over the next."""
    rings = [box(2 + x * side, 2 + y * side, side + shift, side) for x in range(across) for y in range(across)]
    made = paths(*rings)
    made.xy[:] = made.xy @ np.array([[0.96, 0.28], [-0.28, 0.96]]) + (12.0, 0.0)
    return made


def test_touching_features_do_not_overlap_and_those_that_do_are_found() -> None:
    assert not overlap(tiles())
    assert overlap(tiles(shift=0.7))
    ring_and_filling = paths(box(2, 2, 10, 10), box(4, 4, 6, 6), box(4, 4, 6, 6), groups=[0, 2, 3])
    assert not overlap(ring_and_filling)


def test_one_of_a_thousand_is_found() -> None:
    rng = np.random.default_rng(5)
    for place in rng.integers(0, 144, 12).tolist():
        made = tiles()
        made.xy[4 * place : 4 * place + 4] += 1.4
        assert overlap(made)


def kinds(*marks: Mark) -> list[type]:
    return [type(mark) for mark in with_outlines(marks)]


def test_what_goes_together() -> None:
    made = tiles()
    fill = Fill(made, BLUE)
    assert kinds(fill, Stroke(made, RED, 0.2), fill) == [Outlined, Fill]
    assert kinds(fill, Stroke(tiles(), RED, 0.2)) == [Fill, Stroke]
    assert kinds(fill, Stroke(made, RED, 0.2, (1.0, 1.0))) == [Fill, Stroke]
    assert kinds(fill, Stroke(made, (*RED[:3], 100), 0.2)) == [Fill, Stroke]
    assert kinds(Fill(made, (*BLUE[:3], 100)), Stroke(made, RED, 0.2)) == [Fill, Stroke]
    over = tiles(shift=1.0)
    assert kinds(Fill(over, BLUE), Stroke(over, RED, 0.2)) == [Fill, Stroke]


@pytest.mark.parametrize("shift", [0.0, 1.0])
def test_looks_the_same(shift: float, tmp_path: Path) -> None:
    made = tiles(shift=shift)
    page = DisplayList(54, 54, (Fill(made, BLUE), Stroke(made, RED, 0.3)))
    path = tmp_path / "图.pdf"
    write_pdf([page], path, "图")
    content = pypdf.PdfReader(path).pages[0].get_contents().get_data()
    assert (b"B*\n" in content) == (shift == 0.0)
    same_look(path, page, tmp_path)
