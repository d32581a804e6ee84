"""The drawing rules: curves through their points, areas that fit, noise and meshes that repeat."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from yhgis.plan.drawing.areas import ellipsoidal_area, fit_area, on_grid, parts, without_small_holes
from yhgis.plan.drawing.curves import STEP_M, along, band, blob, meander, round_corners, spline
from yhgis.plan.drawing.mesh import cells, inside
from yhgis.plan.drawing.noise import Grid, Noise, above, distance_to

X, Y = 490_000.0, 3_360_000.0
HILL = np.array([[0, 0], [900, 500], [2200, 300], [3000, 1500], [4800, 1200]]) + np.array([X, Y])
RING = np.array([[0, 0], [3000, -400], [4200, 1200], [2500, 1500], [1800, 3000], [-600, 1700]]) + np.array([X, Y])


@pytest.mark.parametrize(("points", "closed"), [(HILL, False), (RING, True)])
def test_spline_passes_through_its_points_in_short_steps(points: np.ndarray, closed: bool) -> None:
    curve = spline(points, closed=closed)
    gaps = shapely.distance(shapely.points(points), shapely.multipoints(curve))
    assert gaps.max() < 1e-6
    assert np.hypot(*np.diff(curve, axis=0).T).max() < STEP_M
    assert shapely.linestrings(curve).is_simple


def test_open_spline_keeps_its_ends_and_a_line_of_two_points_stays_straight() -> None:
    curve = spline(HILL)
    assert np.array_equal(curve[[0, -1]], HILL[[0, -1]])
    assert shapely.linestrings(spline(HILL[:2])).length == pytest.approx(np.hypot(900, 500))


def test_meander_swings_within_its_amplitude_and_keeps_its_ends() -> None:
    line = along(HILL, 80.0)
    swung = meander(line, 90.0, 1900.0, 1.0)
    assert np.allclose(swung[[0, -1]], line[[0, -1]])
    away = shapely.distance(shapely.points(swung), shapely.linestrings(line))
    assert 20.0 < away.max() <= 90.0


def test_band_is_as_wide_as_its_knots_say() -> None:
    line = along(np.array([[X, Y], [X + 10000, Y]]), 100.0)
    polygon = band(line, np.array([0.0, 0.5, 1.0]), np.array([200.0, 1000.0, 200.0]))
    assert polygon.is_valid
    widths = [
        shapely.intersection(polygon, shapely.linestrings([[X + at, Y - 5000], [X + at, Y + 5000]])).length
        for at in (10.0, 5000.0, 9990.0)
    ]
    assert widths == pytest.approx([400.0, 2000.0, 400.0], rel=0.02)


@given(area_km2=st.floats(2.0, 40.0))
def test_fitted_shape_has_the_wanted_ellipsoidal_area(area_km2: float) -> None:
    shape = fit_area(shapely.Point(X, Y).buffer, area_km2 * 1e6, 100.0, 5000.0)
    assert ellipsoidal_area(shape) == pytest.approx(area_km2 * 1e6, rel=1e-5)


def test_area_out_of_reach_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="not reached"):
        fit_area(shapely.Point(X, Y).buffer, 1e9, 1.0, 100.0)


def test_noise_repeats_for_a_seed_differs_for_another_and_stays_in_its_limits() -> None:
    x, y = np.meshgrid(np.linspace(X, X + 9000, 60), np.linspace(Y, Y + 9000, 60))
    first, again, other = (Noise(seed).fractal(x, y, 2000.0) for seed in (7, 7, 8))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert np.abs(first).max() <= 1.0
    assert first.std() > 0.1
    # Numbers of the first machine it was made on: another numpy that draws others would redraw the whole plan.
    assert Noise(7).at(np.array([X]), np.array([Y]), 777.0)[0] == pytest.approx(-0.0863570263940055, abs=1e-12)


def test_level_lines_enclose_what_lies_above_with_holes() -> None:
    grid = Grid.over((X, Y, X + 8000, Y + 8000), 50.0)
    x, y = grid.coordinates()
    ring = shapely.Point(X + 4000, Y + 4000).buffer(2000, quad_segs=64).exterior
    shapes = above(1.0 - distance_to(ring, x, y, 3000.0) / 600.0, grid)
    assert len(shapes) == 1
    assert len(shapes[0].interiors) == 1
    assert shapes[0].area == pytest.approx(np.pi * (2600**2 - 1400**2), rel=0.01)


@pytest.mark.parametrize("angle", [0.0, 27.0, -62.0])
def test_mesh_covers_its_extent_without_gaps_or_overlaps_and_repeats(angle: float) -> None:
    extent = (X, Y, X + 4000, Y + 3000)
    mesh = cells(extent, (400.0, 250.0), angle, 0.26, 3)
    assert shapely.coverage_is_valid(mesh, gap_width=0.01)
    assert shapely.union_all(mesh).buffer(0.01).covers(shapely.box(*extent))
    assert shapely.area(mesh).mean() == pytest.approx(400 * 250, rel=0.1)
    assert np.array_equal(shapely.to_wkb(mesh), shapely.to_wkb(cells(extent, (400.0, 250.0), angle, 0.26, 3)))
    assert 0 < len(inside(mesh, shapely.box(X, Y, X + 2000, Y + 1500))) < len(mesh)


def test_grid_leaves_no_precision_behind() -> None:
    shape = on_grid(blob(RING))
    assert shapely.get_precision(shape) == 0.0
    coordinates = shapely.get_coordinates(shape)
    assert np.allclose(coordinates, np.round(coordinates, 2), atol=1e-9)


def test_crumbs_and_small_holes_go() -> None:
    big = shapely.difference(shapely.box(X, Y, X + 1000, Y + 1000), shapely.box(X + 10, Y + 10, X + 20, Y + 20))
    crumb = shapely.box(X + 2000, Y, X + 2001, Y + 1)
    kept = without_small_holes(parts(shapely.MultiPolygon([big, crumb]), 100.0), 500.0)
    assert len(kept) == 1
    assert not kept[0].interiors


def test_rounded_corners_stay_inside_a_convex_shape_and_near_its_area() -> None:
    square = shapely.box(X, Y, X + 1000, Y + 1000)
    rounded = round_corners(np.array([square], dtype=object))[0]
    assert square.covers(rounded)
    assert 0.8e6 < rounded.area < 0.95e6
