"""Levels worked out where somebody looks: neighbours keep one edge, what is seen is true, nothing beside it is made."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.carto.makers import AWKWARD
from tests.carto.test_lod import CORNER, coverage
from yhgis.carto.detail_fresh import CELL, FreshDetail, fresh
from yhgis.carto.packing import Packed, single_parts

EVERYWHERE = (-1e12, -1e12, 1e12, 1e12)


def areas(geometry: np.ndarray) -> FreshDetail:
    parts, feature = single_parts(geometry)
    kept = shapely.get_type_id(parts) == 3
    return fresh(parts[kept], feature[kept], closed=True)


def at(detail: FreshDetail, level: int, box: tuple[float, float, float, float] = EVERYWHERE) -> Packed:
    return detail.packed(box, level, np.ones(int(detail.features.max()) + 1, dtype=bool))


def polygons(packed: Packed) -> np.ndarray:
    found = []
    for j in range(len(packed)):
        rings = [packed.xy[packed.starts[r] : packed.starts[r + 1]] for r in range(*packed.groups[j : j + 2])]
        rings = [ring for ring in rings if len(ring) > 2]
        found.append(shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon())
    return np.array(found, dtype=object)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), level=st.integers(0, 5))
def test_neighbours_stay_together_at_every_level(seed: int, level: int) -> None:
    geometry = coverage(seed, 5)
    assume(shapely.is_valid(geometry).all())  # two crooked edges may cross where they start
    thinned = polygons(at(areas(geometry), level))
    whole, total = shapely.union_all(geometry), sum(shapely.area(one) for one in geometry)
    assert sum(shapely.area(one) for one in thinned) == pytest.approx(total, rel=0.04)
    # The ways between the cells of the net are as many as they were: no strip of bare ground runs along an edge.
    gaps = shapely.difference(whole.buffer(-2.0**level * CELL), shapely.union_all(shapely.make_valid(thinned)))
    assert shapely.area(shapely.buffer(gaps, -(2.0**level) * CELL / 2)) < (2.0**level) ** 2 * 4


@pytest.mark.parametrize("level", [0, 2, 4])
def test_no_vertex_is_far_from_the_truth(level: int) -> None:
    geometry = coverage(7, 4)
    thinned = at(areas(geometry), level)
    edges = shapely.union_all(shapely.boundary(geometry))
    away = shapely.distance(shapely.points(thinned.xy), edges)
    assert away.max() <= 2.0**level * CELL * np.sqrt(2) / 2


def test_rings_run_as_the_non_zero_rule_wants() -> None:
    hole = shapely.Polygon([(10, 10), (30, 10), (30, 30), (10, 30)])
    shell = shapely.box(0, 0, 100, 100)
    both = [shapely.difference(shell, hole), shapely.normalize(shapely.difference(shell, hole)), shapely.reverse(shell)]
    packed = at(areas(np.array(both, dtype=object)), 0)
    for j in range(len(packed)):
        for r in range(*packed.groups[j : j + 2]):
            ring = shapely.LinearRing(packed.xy[packed.starts[r] : packed.starts[r + 1]])
            assert shapely.is_ccw(ring) == (r == packed.groups[j])


def test_a_long_thin_area_does_not_vanish() -> None:
    strip = shapely.Polygon([(0, 0), (400, 1), (400, 2), (0, 1)])
    far = shapely.box(1000, 1000, 1001, 1001)
    packed = at(areas(np.array([strip, far], dtype=object)), 5)
    sizes = np.diff(packed.starts)
    assert sizes[packed.features == 0] >= 3


def test_lines_keep_their_ends() -> None:
    rng = np.random.default_rng(5)
    lines = np.array([shapely.LineString(np.cumsum(rng.normal(size=(200, 2)), axis=0) + CORNER) for _ in range(9)])
    detail = fresh(lines, np.arange(9), closed=False)
    packed = at(detail, 3)
    for j, feature in enumerate(packed.features.tolist()):
        own = packed.xy[packed.starts[j] : packed.starts[j + 1]]
        assert own[[0, -1]] == pytest.approx(shapely.get_coordinates(lines[feature])[[0, -1]], abs=2 * detail.unit)
        assert len(own) < 200


def test_vertices_that_nobody_misses_go_on_both_sides_of_an_edge() -> None:
    along = np.linspace(0.0, 400.0, 81)
    edge = np.column_stack([along, 3.0 * np.sin(along / 90.0)])
    upper = shapely.Polygon([*edge, (400, 200), (0, 200)])
    lower = shapely.Polygon([*edge[::-1], (0, -200), (400, -200)])
    packed = at(areas(np.array([upper, lower], dtype=object)), 3)
    sides = [packed.xy[packed.starts[packed.groups[j]] : packed.starts[packed.groups[j + 1]]] for j in range(2)]
    # Cells of eight metres alone leave fifty vertices along the edge.
    shared = [{tuple(place) for place in side if abs(place[1]) < 10} for side in sides]
    assert shared[0] == shared[1]
    assert 4 <= len(shared[0]) < 40


def test_a_part_of_the_ground_alone_is_the_same_there() -> None:
    detail = areas(coverage(11, 12))
    x, y = CORNER
    box = (x + 300, y + 300, x + 700, y + 800)
    part = detail.within(box)
    assert isinstance(part, FreshDetail)
    assert 0 < len(part) < len(detail) / 2
    whole, alone = at(detail, 1, box), at(part, 1, box)
    assert sorted(whole.features.tolist()) == sorted(alone.features.tolist())
    order_a, order_b = np.argsort(whole.features), np.argsort(alone.features)
    for a, b in zip(order_a.tolist(), order_b.tolist(), strict=True):
        mine = [p.xy[p.starts[p.groups[i]] : p.starts[p.groups[i + 1]]] for p, i in ((whole, a), (alone, b))]
        assert np.array_equal(*mine)


def test_where_most_is_seen_or_nothing_all_of_it_serves() -> None:
    detail = areas(coverage(11, 4))
    assert detail.within(EVERYWHERE) is detail
    assert detail.within((-10.0, -10.0, -5.0, -5.0)) is detail


def test_awkward_geometry_is_drawn_as_far_as_it_goes() -> None:
    parts, feature = single_parts(AWKWARD)
    kept = shapely.get_type_id(parts) == 3
    detail = fresh(parts[kept], feature[kept], closed=True)
    for level in (-4, 0, 8, 16):
        packed = at(detail, level)
        assert len(packed) == len(detail)
        assert np.isfinite(packed.xy).all()
