"""Awkward geometries, each with what a careful person would say its area is; every tool is put to all of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from tests.analysis.making import X, Y, box, circle, grid, polygon


@dataclass(frozen=True)
class Case:
    """One layer's geometries.

    Parameters
    ----------
    geometries : list
        As a file would give them.
    gross, net : float
        Planar area in m2, feature by feature and of the union, after repair.
    repairs : int
        Features that must be mended.
    notes : tuple of str
        Words that must stand in the warnings.
    """

    geometries: list[BaseGeometry | None]
    gross: float
    net: float
    repairs: int = 0
    notes: tuple[str, ...] = field(default=())


def _comb(teeth: int) -> BaseGeometry:
    """Return a polygon of many vertices with deep bays: large enough to be cut to its neighbourhood."""
    shell = [(0.0, 0.0), (teeth * 2.0, 0.0)]
    for tooth in range(teeth, 0, -1):
        x = tooth * 2.0
        shell += [(x, 90.0), (x - 1.0, 90.0), (x - 1.0, 10.0), (x - 2.0, 10.0)]
    return polygon(shell)


def _with_z(shape: BaseGeometry, z: float) -> BaseGeometry:
    return shapely.force_3d(shape, z=z)


def _measured(shape: BaseGeometry) -> BaseGeometry:
    """Return ``shape`` with a measure (M) at each vertex, beside the height if it has one."""
    tall = bool(shapely.has_z(shape))
    rings = []
    for ring in shapely.get_rings(shape):
        xyz = shapely.get_coordinates(ring, include_z=tall)
        rings.append("(" + ", ".join(" ".join(f"{value!r}" for value in (*row, 7.0)) for row in xyz.tolist()) + ")")
    return shapely.from_wkt(f"POLYGON {'ZM' if tall else 'M'} ({', '.join(rings)})")


SQUARE = box(0, 0, 100, 100)
HOLED = polygon([(0, 0), (100, 0), (100, 100), (0, 100)], [[(20, 20), (20, 60), (60, 60), (60, 20)]])

CASES: dict[str, Case] = {
    "square": Case([SQUARE], 10_000, 10_000),
    "multipart": Case([shapely.MultiPolygon([box(0, 0, 40, 40), box(60, 60, 100, 100)])], 3_200, 3_200),
    "hole": Case([HOLED], 8_400, 8_400),
    "island in a hole": Case([shapely.MultiPolygon([HOLED, box(30, 30, 50, 50)])], 8_800, 8_800),
    "touching edges": Case([box(0, 0, 50, 100), box(50, 0, 100, 100)], 10_000, 10_000),
    "touching at a corner": Case([box(0, 0, 50, 50), box(50, 50, 100, 100)], 5_000, 5_000),
    "touching with unequal vertices": Case(
        [box(0, 0, 50, 100), box(50, 0, 100, 33), box(50, 33, 100, 100)], 10_000, 10_000
    ),
    "self-overlap": Case([box(0, 0, 60, 100), box(40, 0, 100, 100)], 12_000, 10_000),
    "chain of overlaps": Case([box(20 * i, 0, 20 * i + 30, 50) for i in range(4)], 6_000, 4_500),
    "duplicates": Case([SQUARE, SQUARE], 20_000, 10_000),
    "three of one": Case([SQUARE, shapely.Polygon(SQUARE.exterior), SQUARE.reverse()], 30_000, 10_000),
    "nested": Case([SQUARE, box(25, 25, 75, 75)], 12_500, 10_000),
    "filled hole": Case([HOLED, box(20, 20, 60, 60)], 10_000, 10_000),
    "empty among others": Case([SQUARE, shapely.Polygon(), shapely.MultiPolygon()], 10_000, 10_000, notes=("2",)),
    "null among others": Case([None, SQUARE], 10_000, 10_000, notes=("#1",)),
    "polygon and multipolygon": Case([SQUARE, shapely.MultiPolygon([box(200, 0, 210, 10)])], 10_100, 10_100),
    "heights": Case([_with_z(SQUARE, 12.0), _with_z(HOLED, -3.0)], 18_400, 10_000, notes=("Z",)),
    "measures": Case([_measured(SQUARE), _measured(_with_z(HOLED, 3.0))], 18_400, 10_000, notes=("M",)),
    "multipart that touches itself at a corner": Case(
        [shapely.MultiPolygon([box(0, 0, 50, 50), box(50, 50, 100, 100)])], 5_000, 5_000
    ),
    "touching in a hole": Case([HOLED, box(20, 20, 40, 60)], 9_200, 9_200),
    "duplicates begun elsewhere": Case([SQUARE, polygon([(100, 100), (0, 100), (0, 0), (100, 0)])], 20_000, 10_000),
    "nothing but touches": Case([box(0, 0, 10, 10), box(10, 0, 20, 10), box(20, 10, 30, 20)], 300, 300),
    "bow-tie": Case([polygon([(0, 0), (100, 100), (100, 0), (0, 100)])], 5_000, 5_000, repairs=1),
    "spike": Case(
        [polygon([(0, 0), (100, 0), (100, 50), (180, 50), (100, 50), (100, 100), (0, 100)])], 10_000, 10_000, 1
    ),
    "overlapping parts": Case([shapely.MultiPolygon([box(0, 0, 60, 100), box(40, 0, 100, 100)])], 10_000, 10_000, 1),
    "hole outside": Case(
        [polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(20, 20), (29, 20), (29, 29)]])], 121.5, 121.5, 1
    ),
    "hole touching the shell": Case(
        [polygon([(0, 0), (100, 0), (100, 100), (0, 100)], [[(0, 50), (40, 30), (40, 70)]])], 9_200, 9_200
    ),
    "hole along the shell": Case(
        [polygon([(0, 0), (100, 0), (100, 100), (0, 100)], [[(0, 30), (40, 30), (40, 70), (0, 70)]])], 8_400, 8_400, 1
    ),
    "repeated vertices": Case([polygon([(0, 0), (0, 0), (100, 0), (100, 0), (100, 100), (0, 100)])], 10_000, 10_000),
    "collinear vertices": Case([polygon([(0, 0), (30, 0), (60, 0), (100, 0), (100, 100), (0, 100)])], 10_000, 10_000),
    "clockwise": Case([polygon([(0, 0), (0, 100), (100, 100), (100, 0)])], 10_000, 10_000),
    "sliver": Case([box(0, 0, 0.5, 100), SQUARE], 10_050, 10_000),
    "thin strip alone": Case([box(0, 10, 0.4, 90)], 32, 32),
    "tiny": Case([box(50, 50, 50.01, 50.01)], 1e-4, 1e-4),
    "collection": Case(
        [
            shapely.GeometryCollection(
                [SQUARE, shapely.LineString([(X, Y), (X + 1, Y)]), shapely.GeometryCollection([box(200, 0, 210, 10)])]
            )
        ],
        10_100,
        10_100,
        notes=("1",),
    ),
    "tiling": Case(list(grid(7, 7, 20.0)), 19_600, 19_600),
    "many vertices": Case([circle(50, 50, 50, 2000)], 7_853.968_714_7, 7_853.968_714_7),
    "comb": Case([_comb(150)], 15_000, 15_000),
    "comb and teeth": Case([_comb(150), *grid(30, 9, 10.0)], 42_000, 27_000),
}
