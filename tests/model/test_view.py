"""A view: paper and ground agree, zooming keeps the place under the pointer, fitting shows all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yhgis.model.view import View

views = st.builds(
    View,
    center_x=st.floats(460_000, 540_000),
    center_y=st.floats(3_330_000, 3_390_000),
    scale=st.floats(200, 1_000_000),
    width_mm=st.floats(50, 1200),
    height_mm=st.floats(50, 900),
    dpi=st.floats(72, 600),
)
inside = st.floats(0, 1)


@given(views, inside, inside)
def test_paper_and_ground_are_inverse(view: View, u: float, v: float) -> None:
    x_mm, y_mm = u * view.width_mm, v * view.height_mm
    paper = view.to_paper(np.array([view.to_ground(x_mm, y_mm)]))[0]
    assert paper == pytest.approx((x_mm, y_mm), abs=1e-5)


@given(views)
def test_paper_starts_top_left_and_y_runs_down(view: View) -> None:
    x0, y0, x1, y1 = view.extent
    assert view.to_ground(0, 0) == pytest.approx((x0, y1))
    assert view.to_ground(view.width_mm, view.height_mm) == pytest.approx((x1, y0))


@given(views, st.floats(0.05, 20), inside, inside)
def test_zoom_keeps_the_place_under_the_pointer(view: View, factor: float, u: float, v: float) -> None:
    x_mm, y_mm = u * view.width_mm, v * view.height_mm
    before, after = view.to_ground(x_mm, y_mm), view.zoomed(factor, x_mm, y_mm).to_ground(x_mm, y_mm)
    assert after == pytest.approx(before, abs=1e-5)
    assert view.zoomed(factor, x_mm, y_mm).scale == pytest.approx(view.scale / factor)


@given(views, st.floats(-300, 300), st.floats(-300, 300))
def test_pan_carries_the_content_along(view: View, dx: float, dy: float) -> None:
    place = view.to_ground(10, 20)
    moved = view.panned(dx, dy).to_paper(np.array([place]))[0]
    assert moved == pytest.approx((10 + dx, 20 + dy), abs=1e-4)


@given(
    st.floats(460_000, 500_000),
    st.floats(3_330_000, 3_350_000),
    st.floats(1, 50_000),
    st.floats(1, 50_000),
    st.floats(60, 1200),
    st.floats(60, 900),
)
def test_fit_shows_all_within_the_margin(
    x: float, y: float, width: float, height: float, w_mm: float, h_mm: float
) -> None:
    view = View.fit((x, y, x + width, y + height), w_mm, h_mm, margin_mm=4.0)
    corners = view.to_paper(np.array([(x, y), (x + width, y + height)]))
    assert corners.min() >= 4.0 - 1e-4
    assert corners[:, 0].max() <= w_mm - 4.0 + 1e-4
    assert corners[:, 1].max() <= h_mm - 4.0 + 1e-4


def test_fit_touches_the_margin_on_the_tighter_side() -> None:
    view = View.fit((0, 0, 10_000, 1_000), 108, 108, margin_mm=4.0)
    assert view.scale == pytest.approx(100_000)


def test_fit_of_a_point_has_a_scale() -> None:
    assert View.fit((5, 5, 5, 5), 100, 100).scale == 1.0


def test_pixels_are_paper() -> None:
    view = View.for_pixels((0, 0), 50_000, 960, 480, 96)
    assert (view.width_mm, view.height_mm) == pytest.approx((254, 127))
    assert view.metres_per_pixel == pytest.approx(50_000 * 0.0254 / 96)
    assert view.extent[2] - view.extent[0] == pytest.approx(960 * view.metres_per_pixel)
    assert view.mm_per_metre * view.metres_per_mm == pytest.approx(1)
