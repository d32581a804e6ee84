"""What "area" means: the three bases, for arrays of geometries in the working CRS.

Ellipsoidal area is the statutory patch area (国土调查办发〔2008〕32号).  The statutory series integrates the
authalic function between a patch's edges and a fixed meridian with the mean longitude of each edge, which is
exactly the planar area in the ellipsoidal cylindrical equal-area plane with edges straight in that plane; see
`statutory_series_area` for the series itself, which the tests compare with.

It follows that the statutory area depends on where a boundary has vertices: an edge straight in the plane of the map,
or a geodesic, is not straight in the equal-area plane.  Between the two lie up to `EDGE_BULGE` times the cube of the
edge's length: 8 m2 for 1 km, 0.008 m2 for 100 m.  Opposite edges of a patch make up for each other, so a square of 1 km
is exact to 0.002 m2, but a triangle of that size is 25 ppm off the geodesic one.  So a feature cut in two has not
quite the area of its parts, and no cut is made that the question does not ask for (`yhgis.analysis.localise`).
"""

from __future__ import annotations

import math

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from yhgis.analysis.equal_area import in_window, to_equal_area, to_equal_area_by_proj
from yhgis.analysis.rings import Rings, rings_of, signed_ring_areas, sum_by_owner
from yhgis.analysis.slices import run_weighted
from yhgis.feedback import Feedback, silent
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, Geometries, transform_coordinates
from yhgis.model.result import Basis

Floats = NDArray[np.float64]

#: CGCS2000 ellipsoid: half the long axis in metres, and the reciprocal of the flattening.
SEMI_MAJOR_M = 6_378_137.0
INVERSE_FLATTENING = 298.257222101

#: Most that can lie between an edge of length 1 in the equal-area plane and the geodesic or the map's straight line
#: with the same ends, in Yuhang's latitude, in m2 / m3: sin(B) cos(A) (1 + 2 sin(A)^2) / (12 N cos(B)), any azimuth A.
EDGE_BULGE = 8.4e-9

#: Vertices in one block, so that its dozen temporary arrays stay in the processor's cache.
_BLOCK_VERTICES = 16_384
#: Vertices after which a slice ends: some milliseconds of work for the ellipsoidal basis.
_SLICE_VERTICES = 200_000
#: The same for the geodesic basis, which costs a microsecond a vertex.
_SLICE_VERTICES_GEODESIC = 20_000


def areas(geometries: Geometries, basis: Basis, feedback: Feedback | None = None) -> Floats:
    """Return the area of each geometry in m2, computed on threads.

    Parameters
    ----------
    geometries : array of polygons and multipolygons in `WORK_CRS`
        Valid ones; null and empty ones have area 0.
    basis : Basis
        Ellipsoidal, geodesic or planar.
    feedback : Feedback, optional
        Polled between slices.
    """
    most = _SLICE_VERTICES_GEODESIC if basis is Basis.GEODESIC else _SLICE_VERTICES
    weights = shapely.get_num_coordinates(geometries) + 1
    pieces = run_weighted(lambda start, end: measure(geometries[start:end], basis), weights, most, feedback or silent())
    return np.concatenate([np.zeros(0), *pieces])


def measure(geometries: Geometries, basis: Basis) -> Floats:
    """Return the area of each geometry in m2, in the calling thread; as `areas` otherwise."""
    match basis:
        case Basis.PLANAR:
            planar: Floats = np.nan_to_num(shapely.area(geometries))
            return planar
        case Basis.ELLIPSOIDAL:
            return _ellipsoidal(geometries)
        case Basis.GEODESIC:
            rings = rings_of(geometries)
            return sum_by_owner(rings, _geodesic_rings(rings), len(geometries))


def _ellipsoidal(geometries: Geometries) -> Floats:
    """Return statutory areas, block by block; the polynomial's window decides for each geometry by itself."""
    out = np.zeros(len(geometries))
    inside = in_window(shapely.bounds(geometries))
    for use_polynomial in (True, False):
        chosen = np.flatnonzero(inside == use_polynomial)
        total = np.cumsum(shapely.get_num_coordinates(geometries[chosen]), dtype=np.int64)
        ends = np.searchsorted(total, np.arange(_BLOCK_VERTICES, (total[-1] if len(total) else 0), _BLOCK_VERTICES))
        for block in np.split(chosen, ends):
            if len(block):
                out[block] = _ellipsoidal_block(geometries[block], use_polynomial)
    return out


def _ellipsoidal_block(geometries: Geometries, use_polynomial: bool) -> Floats:
    rings = rings_of(geometries)
    to_plane = to_equal_area if use_polynomial else to_equal_area_by_proj
    x, y = to_plane(rings.x, rings.y)
    return sum_by_owner(rings, signed_ring_areas(x, y, rings.start), len(geometries))


def _geodesic_rings(rings: Rings) -> Floats:
    """Return the area of each ring between geodesics through its vertices (Karney), in m2."""
    geod = pyproj.Geod(a=SEMI_MAJOR_M, rf=INVERSE_FLATTENING)
    degrees = transform_coordinates(np.column_stack([rings.x, rings.y]), WORK_CRS, DEGREES_CRS)
    out = np.zeros(len(rings.start))
    for i, (start, count) in enumerate(zip(rings.start.tolist(), rings.counts.tolist(), strict=True)):
        ring = degrees[start : start + count]
        out[i] = geod.polygon_area_perimeter(ring[:, 0], ring[:, 1])[0]
    return out


def statutory_series_area(geometries: Geometries) -> Floats:
    """Return ellipsoidal patch areas in m2 by the published series itself, for checking.

    Every edge contributes the ellipsoidal trapezoid between it and a meridian, with its mean longitude
    (国土调查办发〔2008〕32号; CONVENTIONS 5.1).  The meridian cancels out; the patch's own is used, which keeps
    digits that a far one would lose.

    Parameters
    ----------
    geometries : array of polygons and multipolygons in `WORK_CRS`
    """
    rings = rings_of(geometries)
    degrees = transform_coordinates(np.column_stack([rings.x, rings.y]), WORK_CRS, DEGREES_CRS)
    lon, lat = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    out = np.zeros(len(rings.start))
    for i, (start, count) in enumerate(zip(rings.start.tolist(), rings.counts.tolist(), strict=True)):
        out[i] = _series_ring(lon[start : start + count], lat[start : start + count])
    return sum_by_owner(rings, out, len(geometries))


def _series_ring(lon: Floats, lat: Floats) -> float:
    """Return the area of one closed ring of longitudes and latitudes in radians."""
    e2, terms = _series_constants()
    b2 = SEMI_MAJOR_M**2 * (1.0 - e2)
    half_difference = (lat[1:] - lat[:-1]) / 2.0
    mean_lat = (lat[1:] + lat[:-1]) / 2.0
    mean_lon = (lon[1:] + lon[:-1]) / 2.0 - lon[0]
    bracket = sum(
        sign * factor * np.sin(k * half_difference) * np.cos(k * mean_lat)
        for k, sign, factor in zip((1, 3, 5, 7, 9), (1, -1, 1, -1, 1), terms, strict=True)
    )
    return abs(math.fsum(2.0 * b2 * mean_lon * bracket))


def _series_constants() -> tuple[float, tuple[float, float, float, float, float]]:
    """Return the first eccentricity squared and the constants A to E of the series."""
    flattening = 1.0 / INVERSE_FLATTENING
    e2 = flattening * (2.0 - flattening)
    e4, e6, e8 = e2**2, e2**3, e2**4
    return e2, (
        1 + 3 / 6 * e2 + 30 / 80 * e4 + 35 / 112 * e6 + 630 / 2304 * e8,
        1 / 6 * e2 + 15 / 80 * e4 + 21 / 112 * e6 + 420 / 2304 * e8,
        3 / 80 * e4 + 7 / 112 * e6 + 180 / 2304 * e8,
        1 / 112 * e6 + 45 / 2304 * e8,
        5 / 2304 * e8,
    )
