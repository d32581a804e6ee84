"""The three bases, against the published series, PROJ and Karney's geodesics."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.making import X, Y, box, circle, polygon
from yhgis.analysis.area import EDGE_BULGE, INVERSE_FLATTENING, SEMI_MAJOR_M, areas, measure, statutory_series_area
from yhgis.analysis.equal_area import CENTER, HALF_M, in_window, to_equal_area, to_equal_area_by_proj
from yhgis.model.crs import DEGREES_CRS, EQUAL_AREA_CRS, WORK_CRS, transform
from yhgis.model.result import Basis

METRES = st.floats(-40_000, 40_000, allow_nan=False)
#: What PROJ's own sums leave of noise.
NOISE_M2 = 1e-3
SIZES = st.floats(20.0, 900.0)


def array(*shapes: shapely.Geometry | None) -> np.ndarray:
    out = np.empty(len(shapes), dtype=object)
    out[:] = shapes
    return out


@st.composite
def stars(draw: st.DrawFn) -> shapely.Polygon:
    """Draw a star-shaped polygon somewhere in the county, edges up to a kilometre."""
    size, n = draw(SIZES), draw(st.integers(3, 24))
    radius = np.array(draw(st.lists(st.floats(0.3, 1.0), min_size=n, max_size=n))) * size / 2
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    x, y = draw(METRES), draw(METRES)
    return polygon(list(zip(x + radius * np.cos(angle), y + radius * np.sin(angle), strict=True)))


@given(stars())
def test_ellipsoidal_is_the_statutory_series(star: shapely.Polygon) -> None:
    ours, series = measure(array(star), Basis.ELLIPSOIDAL)[0], statutory_series_area(array(star))[0]
    # A longitude is known to 3e-9 m in a double; on a patch of some tens of metres that is 1e-10 of its width.
    assert ours == pytest.approx(series, rel=1e-9)


def edges(shape: shapely.Polygon) -> np.ndarray:
    return np.hypot(*np.diff(shapely.get_coordinates(shape), axis=0).T)


@given(stars())
def test_geodesic_differs_by_the_bulges_of_the_edges_at_most(star: shapely.Polygon) -> None:
    geodesic, ellipsoidal = measure(array(star), Basis.GEODESIC)[0], measure(array(star), Basis.ELLIPSOIDAL)[0]
    assert abs(geodesic - ellipsoidal) <= EDGE_BULGE * (edges(star) ** 3).sum() + NOISE_M2


@given(METRES, METRES, SIZES, st.floats(0, np.pi), st.sampled_from([4, 6, 12, 60]))
def test_geodesic_is_within_a_ppm_for_even_shapes_of_edges_up_to_a_kilometre(
    x: float, y: float, size: float, turn: float, vertices: int
) -> None:
    shape = array(shapely.affinity.rotate(circle(x, y, size / np.sqrt(2), vertices), turn, use_radians=True))
    assert measure(shape, Basis.GEODESIC)[0] == pytest.approx(measure(shape, Basis.ELLIPSOIDAL)[0], rel=1e-6)


def test_a_triangle_is_not_and_that_is_the_formula() -> None:
    # The published series itself says so: between a straight edge and the geodesic lie metres when edges are long.
    triangle = array(polygon([(0, 0), (1000, 0), (0, 1000)]))
    series, geodesic = statutory_series_area(triangle)[0], measure(triangle, Basis.GEODESIC)[0]
    assert measure(triangle, Basis.ELLIPSOIDAL)[0] == pytest.approx(series, rel=1e-10)
    assert 5e-6 < abs(series - geodesic) / geodesic < 5e-5


@given(stars())
def test_geodesic_is_karneys(star: shapely.Polygon) -> None:
    degrees = transform(array(star), WORK_CRS, DEGREES_CRS)[0]
    geod = pyproj.Geod(a=SEMI_MAJOR_M, rf=INVERSE_FLATTENING)
    ours = measure(array(star), Basis.GEODESIC)[0]
    assert ours == pytest.approx(abs(geod.geometry_area_perimeter(degrees)[0]), rel=1e-9, abs=NOISE_M2)


def test_a_vertex_put_on_a_long_edge_moves_the_statutory_area_and_not_the_planar_one() -> None:
    square = box(0, 0, 1000, 1000)
    more = polygon([(0, 0), (1000, 0), (1000, 1000), (500, 1000), (0, 1000)])
    assert measure(array(square), Basis.PLANAR) == pytest.approx(measure(array(more), Basis.PLANAR), rel=1e-12)
    moved = abs(float(np.diff(measure(array(square, more), Basis.ELLIPSOIDAL))[0]))
    assert 3.0 < moved <= EDGE_BULGE * 1000**3


@given(stars(), st.integers(-9_000, 9_000), st.integers(-9_000, 9_000))
def test_whole_metres_move_no_planar_area(star: shapely.Polygon, dx: int, dy: int) -> None:
    moved = shapely.transform(star, lambda xy: xy + np.array([dx, dy]))
    assert measure(array(moved), Basis.PLANAR)[0] == pytest.approx(measure(array(star), Basis.PLANAR)[0], rel=1e-9)


@given(st.lists(stars(), min_size=1, max_size=8), st.sampled_from(Basis))
def test_a_geometry_has_its_area_whatever_stands_beside_it(shapes: list[shapely.Polygon], basis: Basis) -> None:
    together = areas(array(*shapes), basis)
    assert together.tolist() == [float(measure(array(shape), basis)[0]) for shape in shapes]


@pytest.mark.parametrize("basis", Basis)
def test_holes_parts_and_nothing(basis: Basis) -> None:
    holed = polygon([(0, 0), (90, 0), (90, 90), (0, 90)], [[(10, 10), (40, 10), (40, 40), (10, 40)]])
    island = box(20, 20, 30, 30)
    both = shapely.MultiPolygon([holed, island])
    whole, hole = measure(array(box(0, 0, 90, 90), box(10, 10, 40, 40)), basis)
    got = areas(array(holed, both, None, shapely.Polygon(), shapely.MultiPolygon(), holed.reverse()), basis)
    noise = NOISE_M2 if basis is Basis.GEODESIC else 1e-5
    assert got[0] == pytest.approx(whole - hole, abs=noise)
    assert got[1] == pytest.approx(whole - hole + measure(array(island), basis)[0], abs=noise)
    assert got[2:5].tolist() == [0.0, 0.0, 0.0]
    assert got[5] == pytest.approx(got[0], abs=noise)
    assert len(areas(np.empty(0, dtype=object), basis)) == 0


def test_polynomial_agrees_with_proj_to_its_noise() -> None:
    random = np.random.default_rng(7)
    x, y = (CENTER[i] + random.uniform(-HALF_M, HALF_M, 50_000) for i in (0, 1))
    ours, proj = to_equal_area(x, y), to_equal_area_by_proj(x, y)
    origin = to_equal_area_by_proj(np.array([CENTER[0]]), np.array([CENTER[1]]))
    for axis in (0, 1):
        assert np.abs(ours[axis] - (proj[axis] - origin[axis])).max() < 1e-8


def test_outside_the_window_proj_is_asked() -> None:
    far = array(shapely.transform(circle(0, 0, 300), lambda xy: xy + np.array([150_000, 200_000])), circle(0, 0, 300))
    assert in_window(shapely.bounds(far)).tolist() == [False, True]
    cea = shapely.area(transform(far, WORK_CRS, EQUAL_AREA_CRS))
    assert measure(far, Basis.ELLIPSOIDAL) == pytest.approx(cea, rel=1e-9)


def test_a_cell_of_the_grid_of_degrees_is_the_exact_integral() -> None:
    # A quarter of a degree, its sides along meridians and parallels: the closed form of the authalic function.
    e = np.sqrt(1 / INVERSE_FLATTENING * (2 - 1 / INVERSE_FLATTENING))
    south, north, width = np.radians(30.25), np.radians(30.5), np.radians(0.25)

    def q(lat: float) -> float:
        s = np.sin(lat)
        return float((1 - e**2) * (s / (1 - (e * s) ** 2) + np.arctanh(e * s) / e))

    exact = SEMI_MAJOR_M**2 * width * (q(north) - q(south)) / 2
    lon, lat = np.linspace(119.8, 120.05, 60), np.linspace(30.25, 30.5, 60)
    ring = np.vstack(
        [
            np.column_stack([lon, np.full(60, 30.25)]),
            np.column_stack([np.full(60, 120.05), lat]),
            np.column_stack([lon[::-1], np.full(60, 30.5)]),
            np.column_stack([np.full(60, 119.8), lat[::-1]]),
        ]
    )
    cell = transform(array(shapely.Polygon(ring)), DEGREES_CRS, WORK_CRS)
    assert measure(cell, Basis.ELLIPSOIDAL)[0] == pytest.approx(exact, rel=1e-10)


def test_sizes_known_from_the_conventions() -> None:
    # CONVENTIONS 5.3: planar is some ppm off 10 km west of the central meridian, and the only one that visibly is.
    square = array(shapely.box(X, Y, X + 1000, Y + 1000))
    bases = Basis.PLANAR, Basis.ELLIPSOIDAL, Basis.GEODESIC
    planar, ellipsoidal, geodesic = (measure(square, basis)[0] for basis in bases)
    assert planar == pytest.approx(1e6, rel=1e-12)
    assert 1.0 < planar - ellipsoidal < 4.0
    assert geodesic == pytest.approx(ellipsoidal, abs=0.01)
