"""What each kind of mark looks like, and what must hold of all."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from tests.paint.conftest import Approve, pixels_of
from tests.paint.making import BLUE, KINDS, RED, box, page, paths, texts, two_boxes
from yhgis.carto.display_list import Fill, Group, Picture, Stroke, Text, TextStyle
from yhgis.errors import Cancelled, DataError
from yhgis.feedback import Feedback
from yhgis.paint.image import render
from yhgis.paint.painter import paint_marks
from yhgis.paint.text import measure

DPI = 127.0  # five dots a millimetre


@pytest.mark.parametrize("kind", KINDS)
def test_looks_as_approved(kind: str, approve: Approve) -> None:
    approve(render(page(KINDS[kind]), DPI), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_shows_something(kind: str) -> None:
    empty, drawn = pixels_of(render(page(()), DPI)), pixels_of(render(page(KINDS[kind]), DPI))
    assert (empty != drawn).any(axis=2).mean() > 0.05


def test_twice_the_dpi_is_the_same_picture_twice_as_large() -> None:
    marks = (*KINDS["fill"], *KINDS["stroke"])
    small, large = (pixels_of(render(page(marks), dpi)).astype(float) for dpi in (DPI, 2 * DPI))
    halved = large.reshape(small.shape[0], 2, small.shape[1], 2, 4).mean(axis=(1, 3))
    assert np.abs(halved - small).mean() < 1.5


def test_the_painters_own_transform_applies() -> None:
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.translate(100, 0)
    paint_marks((Fill(paths(box(1, 1, 5, 5)), (0, 0, 0, 255)),), painter, 10.0)
    assert painter.transform().dx() == 100
    painter.end()
    dark = pixels_of(image)[:, :, 0] == 0
    assert dark[10:60, 110:160].all()
    assert dark.sum() == 50 * 50


def test_features_of_one_fill_that_overlap_both_count() -> None:
    """Odd-even filling holds inside a feature, never between features, however many there are."""
    many = paths(*(box(0.1 * i, 0.1 * i, 10, 10) for i in range(60)))
    drawn = pixels_of(render(page((Fill(many, (0, 0, 0, 255)),)), DPI))
    assert (drawn[5:45, 5:45, 0] == 0).all()


@pytest.mark.parametrize("count", [3, 400])
def test_transparent_neighbours_keep_their_alpha(count: int) -> None:
    """Grouping features into one path must change no pixel: boxes side by side, each at half strength."""
    side = 0.5
    cells = [box(1 + side * (i % 20), 1 + side * (i // 20), side, side) for i in range(count)]
    drawn = pixels_of(render(page((Fill(paths(*cells), (0, 0, 0, 128)),)), 254.0))
    whole = pixels_of(render(page(tuple(Fill(paths(cell), (0, 0, 0, 128)) for cell in cells)), 254.0))
    assert np.abs(drawn.astype(int) - whole.astype(int)).max() <= 1


def test_a_faded_group_is_one_picture() -> None:
    """Where two opaque marks overlap inside a faded group, only the upper one shows through."""
    marks = two_boxes()
    drawn = pixels_of(render(page((Group(marks, 0.5),)), DPI))
    alone = pixels_of(render(page((Group((marks[1],), 0.5),)), DPI))
    assert np.abs(drawn[45, 60].astype(int) - alone[45, 60].astype(int)).max() <= 1  # (12, 9) mm: both boxes


def test_a_faded_group_lands_on_the_right_dots_when_pixels_are_scaled() -> None:
    def drawn(opacity: float) -> QImage:
        image = QImage(240, 160, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(2.0)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.translate(7, 3)
        paint_marks((Group(two_boxes(), opacity, (0, 0, 20, 12), (1, 1)),), painter, 4.0)
        painter.end()
        return image

    faded, full = pixels_of(drawn(0.5))[..., :3] < 250, pixels_of(drawn(1.0))[..., :3] < 250
    assert (faded.any(axis=2) == full.any(axis=2)).mean() > 0.999
    assert full.any()


def test_an_invisible_group_shows_nothing() -> None:
    assert (pixels_of(render(page((Group(two_boxes(), 0.0),)), DPI)) == pixels_of(render(page(()), DPI))).all()


def test_dashes_are_millimetres_whatever_the_width() -> None:
    line = paths([(0, 5), (30, 5)], closed=False)
    for width in (0.3, 1.5):
        drawn = pixels_of(render(page((Stroke(line, (0, 0, 0, 255), width, (3, 2)),)), 254.0))
        row = drawn[50, :, 0] < 128
        ends = np.flatnonzero(np.diff(row.astype(int)) == -1)
        assert ends.tolist() == pytest.approx([29, 79, 129, 179, 229, 279], abs=1)


@pytest.mark.parametrize("angle", [0.0, 90.0, -90.0, 180.0])
@pytest.mark.parametrize("anchor", ["left", "center", "right"])
@pytest.mark.parametrize("spacing", [0.0, 1.5])
def test_text_fills_the_box_that_was_measured(angle: float, anchor: str, spacing: float) -> None:
    style = TextStyle(12, (0, 0, 0, 255), letter_spacing_mm=spacing)
    text = "国国国国"
    width, ascent, descent = measure(text, style)
    mark = Text(text, 40, 40, style, anchor, angle)  # type: ignore[arg-type]
    dark = np.argwhere(pixels_of(render(page((mark,), 80, 80), 254.0))[:, :, 0] < 128) / 10.0
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0)
    start = {"left": 0.0, "center": -width / 2, "right": -width}[anchor]
    corners = np.array([(start, -ascent), (start + width, descent)])
    turn = np.radians(angle)
    x = 40 + corners[:, 0] * np.cos(turn) - corners[:, 1] * np.sin(turn)
    y = 40 + corners[:, 0] * np.sin(turn) + corners[:, 1] * np.cos(turn)
    # A character's ink stays a little inside of its square.
    assert (left, right) == pytest.approx((x.min(), x.max()), abs=0.6)
    assert (top, bottom) == pytest.approx((y.min(), y.max()), abs=0.6)


def test_a_halo_surrounds_the_letters() -> None:
    style = TextStyle(20, (0, 0, 0, 255), weight=700, halo_mm=1.0, halo_color=(255, 0, 0, 255))
    drawn = pixels_of(render(page((Text("国", 10, 14, style),), 30, 20), DPI)).astype(int)
    black = np.argwhere(drawn[..., :3].max(axis=2) < 60)
    red = np.argwhere((drawn[..., 0] > 200) & (drawn[..., 1] < 60))
    grown = np.concatenate([black.min(axis=0) - red.min(axis=0), red.max(axis=0) - black.max(axis=0)]) / 5.0
    assert grown == pytest.approx([1.0] * 4, abs=0.4)


def test_letter_spacing_does_not_depend_on_the_device() -> None:
    marks = (Text("城西片", 2, 14, TextStyle(15, letter_spacing_mm=3)),)
    ends = []
    for dpi in (96.0, 300.0):
        dark = pixels_of(render(page(marks, 40), dpi))[:, :, 0] < 140
        ends.append(np.flatnonzero(dark.any(axis=0)).max() / dpi * 25.4)
    assert ends[0] == pytest.approx(ends[1], abs=0.4)


def test_texts_of_every_manner_draw() -> None:
    assert (pixels_of(render(page(texts(), 120, 90), DPI))[:, :, 0] < 120).sum() > 500


def test_a_broken_picture_is_named() -> None:
    with pytest.raises(DataError, match="PNG"):
        render(page((Picture(b"not a picture", "png", 0, 0, 5, 5),)), DPI)


def test_an_svg_picture_is_drawn() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="1" height="1" fill="#000"/></svg>'
    drawn = pixels_of(render(page((Picture(svg, "svg", 10, 5, 10, 5),)), DPI))[:, :, 0]
    assert (drawn[28:47, 52:73] == 0).all()
    assert (drawn[28:47, 77:98] > 200).all()


def test_cancel_stops_between_marks() -> None:
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        render(page(KINDS["fill"]), DPI, feedback=feedback)


def test_clip_cuts_to_the_box() -> None:
    marks = (Group((Fill(paths(box(0, 0, 30, 20)), RED),), clip=(2, 3, 10, 5), offset=(5, 4)),)
    drawn = pixels_of(render(page(marks), 254.0))
    painted = np.argwhere(np.abs(drawn[..., :3].astype(int) - RED[:3]).max(axis=2) < 5)
    assert painted.min(axis=0).tolist() == [70, 70]
    assert painted.max(axis=0).tolist() == [119, 169]


def test_background_can_be_left_out() -> None:
    assert pixels_of(render(page(()), DPI, transparent=True))[..., 3].max() == 0
    assert pixels_of(render(page((Fill(paths(box(0, 0, 30, 20)), BLUE),)), DPI, transparent=True))[..., 3].min() == 255
