"""Simplified outlines are true to the tolerance, and neighbours stay together."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.carto.makers import AWKWARD
from yhgis.carto import edges
from yhgis.carto.edges import partings, simplified
from yhgis.carto.packing import Packed, pick, take_apart
from yhgis.model.crs import Geometries

SEEDS = st.integers(0, 10_000)
TOLERANCES = st.floats(0.05, 40.0)


def cover(seed: int, cells: int = 30, size: float = 1000.0) -> Geometries:
    """Return polygons that tile a square, their edges bent, every vertex of an edge exactly equal on both sides."""
    rng = np.random.default_rng(seed)
    square = shapely.box(0, 0, size, size)
    sites = shapely.multipoints(rng.uniform(0, size, (cells, 2)))
    whole = shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=square))
    tiles = shapely.set_precision(shapely.intersection(whole, square), 0.01)
    # Each edge is bent once, as a line, so that both sides get the very same vertices.
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(shapely.boundary(tiles))))
    waves, turns = rng.uniform(0.002, 0.05, (6, 2)), rng.uniform(0, 6, 6)
    high = rng.uniform(0.1, 6.0)

    def bent(xy: np.ndarray) -> np.ndarray:
        return xy + high * np.sin(xy @ waves.T + turns).reshape(len(xy), 2, 3).mean(axis=2)

    bends = shapely.transform(shapely.segmentize(lines, size / 40), bent)
    return np.asarray(shapely.get_parts(shapely.polygonize(bends)))


def drawn(packed: Packed) -> Geometries:
    """Return every ring or line as a linestring, rings closed."""
    lines = [packed.xy[a:b] for a, b in zip(packed.starts[:-1], packed.starts[1:], strict=True)]
    return np.array([shapely.linestrings(np.vstack([xy, xy[:1]]) if packed.closed else xy) for xy in lines])


def odd_edges(packed: Packed) -> list[frozenset[tuple[float, float]]]:
    """Return the edges that an odd number of rings run along."""
    count: Counter[frozenset[tuple[float, float]]] = Counter()
    for a, b in zip(packed.starts[:-1], packed.starts[1:], strict=True):
        ring = [tuple(vertex) for vertex in packed.xy[a:b].tolist()]
        count.update(frozenset(pair) for pair in zip(ring, [*ring[1:], ring[0]], strict=True))
    return [edge for edge, times in count.items() if times % 2 and len(edge) == 2]


@settings(max_examples=40, deadline=None)
@given(SEEDS, TOLERANCES)
def test_no_line_is_farther_from_the_truth_than_the_tolerance(seed: int, tolerance: float) -> None:
    packed = take_apart(cover(seed)).areas
    thinned = simplified(packed, tolerance)
    far = shapely.hausdorff_distance(drawn(packed), drawn(thinned), densify=0.05)
    assert far.max() <= tolerance + 1e-9
    assert len(thinned.xy) <= len(packed.xy)


@settings(max_examples=40, deadline=None)
@given(SEEDS, TOLERANCES)
def test_neighbours_stay_together(seed: int, tolerance: float) -> None:
    """Edges are drawn by two rings or by none, but for those along the outside."""
    geometry = cover(seed)
    packed = take_apart(geometry).areas
    outside = shapely.union_all(geometry).boundary
    for some in (packed, simplified(packed, tolerance)):
        single = odd_edges(some)
        ends = shapely.linestrings([sorted(edge) for edge in single])
        assert single
        assert shapely.distance(shapely.centroid(ends), outside).max() <= tolerance + 1e-6


@settings(max_examples=20, deadline=None)
@given(SEEDS, TOLERANCES)
def test_either_direction_gives_the_same_vertices(seed: int, tolerance: float) -> None:
    geometry = cover(seed, cells=8)
    one, other = (
        simplified(take_apart(shapely.orient_polygons(geometry, exterior_cw=cw)).areas, tolerance)
        for cw in (True, False)
    )
    assert np.array_equal(np.sort(one.starts), np.sort(other.starts))
    assert np.array_equal(np.sort(one.xy, axis=0), np.sort(other.xy, axis=0))


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.floats(0.5, 20.0))
def test_lines_keep_their_ends_and_are_true(seed: int, tolerance: float) -> None:
    rng = np.random.default_rng(seed)
    lines = [shapely.LineString(np.cumsum(rng.normal(0, 3, (rng.integers(2, 90), 2)), axis=0)) for _ in range(6)]
    packed = take_apart(np.array(lines, dtype=object)).lines
    thinned = simplified(packed, tolerance)
    assert shapely.hausdorff_distance(drawn(packed), drawn(thinned), densify=0.05).max() <= tolerance + 1e-9
    for row, line in enumerate(lines):
        kept = thinned.xy[thinned.starts[row] : thinned.starts[row + 1]]
        assert tuple(kept[0]), tuple(kept[-1]) == (line.coords[0], line.coords[-1])


def test_edges_part_where_three_meet_and_where_the_outside_begins() -> None:
    tiles = np.array([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10), shapely.box(0, 10, 20, 20)], dtype=object)
    tiles[2] = shapely.Polygon([(0, 10), (10, 10), (20, 10), (20, 20), (0, 20)])
    packed = take_apart(tiles).areas
    kept = {tuple(vertex) for vertex in packed.xy[partings(packed)].tolist()}
    assert kept == {(10.0, 10.0), (10.0, 0.0), (0.0, 10.0), (20.0, 10.0)}


def test_a_ring_alone_keeps_what_makes_it_a_ring() -> None:
    disc = shapely.Point(500, 500).buffer(30, quad_segs=64)
    ring = shapely.Polygon(shapely.Point(0, 0).buffer(90).exterior, [disc.exterior])
    packed = take_apart(np.array([disc, ring], dtype=object)).areas
    thinned = simplified(packed, 0.5)
    first = thinned.xy[: thinned.starts[1]]
    assert 8 < len(first) < 40
    # a hole and what fills it are one edge
    hole = thinned.xy[thinned.starts[2] : thinned.starts[3]]
    assert {tuple(v) for v in first.tolist()} == {tuple(v) for v in hole.tolist()}
    assert np.diff(simplified(packed, 500.0).starts).tolist() == [2, 2, 2]


def test_awkward_shapes_stay_true() -> None:
    packed = take_apart(np.array(AWKWARD, dtype=object))
    for one in (packed.areas, packed.lines):
        thinned = simplified(one, 0.01)
        assert np.array_equal(thinned.features, one.features)
        assert shapely.hausdorff_distance(drawn(one), drawn(thinned)).max() <= 0.01 + 1e-9


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = take_apart(cover(3)).areas
    whole = simplified(packed, 3.0)
    monkeypatch.setattr(edges, "_VERTICES_A_BLOCK", 50)
    again = simplified(pick(packed, np.arange(len(packed)) >= 0), 3.0)
    edges._cache.clear()
    assert np.array_equal(whole.xy, simplified(packed, 3.0).xy)
    assert np.array_equal(whole.xy, again.xy)


def test_nothing_to_simplify() -> None:
    nothing = take_apart(np.array([], dtype=object)).areas
    assert simplified(nothing, 1.0) is nothing
    packed = take_apart(cover(1)).areas
    assert simplified(packed, 0.0) is packed
