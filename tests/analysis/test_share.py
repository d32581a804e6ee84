"""Shares of many features: sums over edges against the overlay, and what the figures must add up to."""

from __future__ import annotations

import json
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from tests.analysis.catalogue import CASES
from tests.analysis.making import ask, box, circle, grid, layer, polygon
from tests.analysis.shapes import as_array, bulge, layers, stars
from yhgis.analysis.area import areas
from yhgis.analysis.dissolve import self_overlap, without_overlap
from yhgis.analysis.edge_sums import can_sum, covered_areas
from yhgis.analysis.edge_tables import NEAR_M
from yhgis.analysis.parts import Parts, joined, parts_of, sums
from yhgis.analysis.pieces import common_pieces
from yhgis.feedback import silent
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer
from yhgis.model.result import Basis

SUMMABLE = st.sampled_from([Basis.PLANAR, Basis.ELLIPSOIDAL])


def shares(features: Layer, cover: Layer, **values: Any) -> dict[str, Any]:
    return ask("share", features=features, cover=cover, **values).document()


def covered(document: dict[str, Any]) -> list[float]:
    return [feature["covered_m2"] for feature in document["features"]]


def once(shapes: list[BaseGeometry]) -> Parts:
    """Return the parts of a cover without overlap, as the tool hands them to the sums."""
    parts = parts_of(shapely.make_valid(as_array(shapes), method="structure", keep_collapsed=False))
    free, united = without_overlap(parts, self_overlap(parts, silent()), silent())
    return joined([parts.select(free), united]) if len(united) else parts


def assert_sums_are_the_overlay(features: np.ndarray, cover: Parts, basis: Basis) -> int:
    """Compare every polygon that the sums decide; return how many those are."""
    parts = parts_of(features)
    told = covered_areas(parts.geometry, areas(parts.geometry, basis), cover.geometry, basis, silent())
    pieces = common_pieces(parts, cover, basis, silent())
    want = sums(pieces.area, pieces.left, len(parts))
    decided = ~told.open
    assert told.area[decided] == pytest.approx(want[decided], rel=1e-7, abs=1e-6)
    return int(decided.sum())


@settings(max_examples=120)
@given(st.lists(stars(), min_size=1, max_size=40), st.lists(stars(), min_size=1, max_size=8), SUMMABLE)
def test_sums_are_the_overlay(features: list[BaseGeometry], cover: list[BaseGeometry], basis: Basis) -> None:
    assert_sums_are_the_overlay(as_array(features), once(cover), basis)


@settings(max_examples=80)
@given(layers(most=20), layers(most=8), SUMMABLE)
def test_shared_edges_are_left_to_the_overlay(a: list[BaseGeometry], b: list[BaseGeometry], basis: Basis) -> None:
    assert_sums_are_the_overlay(as_array(a), once(b), basis)


@pytest.mark.parametrize("basis", [Basis.PLANAR, Basis.ELLIPSOIDAL])
def test_sums_decide_nearly_all_of_an_ordinary_layer(basis: Basis) -> None:
    random = np.random.default_rng(11)
    features = as_array(
        [circle(*random.uniform(0, 3000, 2), random.uniform(5, 60), int(random.integers(3, 40))) for _ in range(4000)]
    )
    blobs = [circle(*random.uniform(0, 3000, 2), random.uniform(50, 400), 400) for _ in range(30)]
    rings = [shapely.difference(blob, blob.buffer(-20)) for blob in blobs]
    decided = assert_sums_are_the_overlay(features, once(rings), basis)
    assert decided > 3990


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("basis", [Basis.PLANAR, Basis.ELLIPSOIDAL])
def test_rings_may_run_either_way(turned: bool, basis: Basis) -> None:
    holed = polygon([(0, 0), (90, 0), (90, 90), (0, 90)], [[(30, 30), (60, 30), (60, 60), (30, 60)]])
    cover = once([holed.reverse() if turned else holed])
    features = as_array(
        [circle(45, 45, 30, 31), circle(45, 45, 30, 31).reverse(), circle(0.3, 45, 20, 17), circle(45, 45, 80, 50)]
    )
    assert assert_sums_are_the_overlay(features, cover, basis) == 4


def test_many_crossings_on_one_edge() -> None:
    # A comb over a bar: each long edge of the bar is crossed a hundred times, and the statutory area knows each.
    teeth = [(x, y) for i in range(100) for x, y in ((10.0 * i, 50.3), (10.0 * i + 5, -50.1), (10.0 * i + 9, 50.7))]
    comb = polygon([(-5, 60), *teeth, (1005, 60)])
    bar = polygon([(-20, -30.3), (1020, -31.1), (1020.5, 29.7), (-20.7, 30.9)])
    for basis in (Basis.PLANAR, Basis.ELLIPSOIDAL):
        assert assert_sums_are_the_overlay(as_array([bar]), once([comb]), basis) == 1
        assert assert_sums_are_the_overlay(as_array([bar.reverse()]), once([comb.reverse()]), basis) == 1


def test_what_comes_too_near_is_not_decided() -> None:
    cover = as_array([box(0, 0, 100, 100)])
    features = as_array(
        [
            box(10, 10, 20, 20),  # inside
            box(100 + NEAR_M / 3, 10, 120, 20),  # beside, nearer than can be told
            box(100 - NEAR_M / 3, 10, 120, 20),
            box(90, 10, 120, 20),  # across
            box(150, 10, 160, 20),  # away
            box(0, 0, 10, 10),  # in the corner
        ]
    )
    told = covered_areas(features, shapely.area(features), cover, Basis.PLANAR, silent())
    assert told.open.tolist() == [False, True, True, False, False, True]
    assert told.area[[0, 3, 4]] == pytest.approx([100, 100, 0])


def test_geodesic_areas_and_far_places_are_not_for_sums() -> None:
    near, far = as_array([box(0, 0, 1, 1)]), shapely.transform(as_array([box(0, 0, 1, 1)]), lambda xy: xy + 100_000)
    assert not can_sum(near, Basis.GEODESIC)
    assert not can_sum(far, Basis.PLANAR)
    assert can_sum(near, Basis.PLANAR)
    assert can_sum(near, Basis.ELLIPSOIDAL)


@settings(max_examples=50)
@given(layers(most=12), layers(most=12), st.sampled_from(["planar", "ellipsoidal", "geodesic"]))
def test_agrees_with_geopandas_overlay(a: list[BaseGeometry], b: list[BaseGeometry], basis: str) -> None:
    document = shares(layer("parcels", a), layer("red", b), basis=basis)
    left = geopandas.GeoDataFrame({"n": range(len(a))}, geometry=a, crs=WORK_CRS)
    right = geopandas.GeoDataFrame(geometry=b, crs=WORK_CRS).dissolve()[["geometry"]]
    common = geopandas.overlay(left, right, how="intersection", keep_geom_type=True)
    want = np.zeros(len(a))
    np.add.at(want, common["n"].to_numpy(), areas(common.geometry.to_numpy(), Basis(basis)))
    noise = 1e-5 if basis == "planar" else bulge(a + b)
    assert covered(document) == pytest.approx(want, rel=1e-6, abs=noise)
    own = areas(as_array(a), Basis(basis))
    for feature, area in zip(document["features"], own, strict=True):
        assert feature["area_m2"] == pytest.approx(area, rel=1e-9)
        assert 0.0 <= feature["share"] <= 1.0


@settings(max_examples=30)
@given(layers(most=10))
def test_tiles_add_up_to_the_whole(cover: list[BaseGeometry]) -> None:
    tiles = shares(layer("tiles", grid(9, 9, 31.7, -40.0, -40.0)), layer("red", cover), basis="planar")
    whole = shares(layer("whole", [box(-40, -40, -40 + 9 * 31.7, -40 + 9 * 31.7)]), layer("red", cover), basis="planar")
    assert sum(covered(tiles)) == pytest.approx(covered(whole)[0], rel=1e-9, abs=1e-4)


@pytest.mark.parametrize("name", CASES)
def test_the_catalogue_is_covered_as_overlap_says(name: str) -> None:
    case = layer("odd", CASES[name].geometries)
    tiles = layer("tiles", grid(11, 11, 19.3, -7.0, -3.0))
    for features, cover in ((case, tiles), (tiles, case)):
        document = ask("overlap", rows=features, columns=[cover]).document()
        nets = [row["columns"][0]["net_m2"] for row in document["rows"]]
        # Pieces may have a little more statutory area than the feature they make up (`area`); a share stops at 1.
        assert covered(shares(features, cover)) == pytest.approx(nets, rel=1e-6, abs=1e-6)


def test_classes_totals_and_tables() -> None:
    features = layer(
        "parcels", [box(10, 10, 20, 20), box(90, 0, 110, 10), box(200, 0, 210, 10), None, box(100, 50, 120, 60)]
    )
    result = ask(
        "share", features=features, cover=layer("red", [box(0, 0, 100, 100), box(5, 5, 50, 50)]), basis="planar"
    )
    document = result.document()
    assert [feature["share"] for feature in document["features"]] == [pytest.approx(1), pytest.approx(0.5), 0, None, 0]
    totals = document["totals"]
    assert (totals["features"], totals["whole"], totals["partly"], totals["untouched"]) == (5, 1, 1, 3)
    assert totals["covered_m2"] == pytest.approx(200)
    assert totals["mean_share"] == pytest.approx(1.5 / 4)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    tables = {table.id: table for table in result.tables()}
    assert [row[1] for row in tables["classes"].rows] == [1, 1, 3]
    assert tables["classes"].totals[1] == 5
    assert len(tables["features"].rows) == len(tables["features"].places) == 5
    assert tables["features"].places[3] is None
    places = result.places()
    assert places is not None
    assert places.fields["share"][3] is None
