"""A layer's own faults: found where they are, and nowhere else."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from tests.analysis.catalogue import CASES, Case
from tests.analysis.making import X, Y, ask, box, circle, grid, layer, polygon, spoilt
from tests.analysis.shapes import as_array, layers
from yhgis.analysis.ground import ground_of
from yhgis.analysis.parts import only_touches, parts_of
from yhgis.analysis.topology_edges import loose_edges
from yhgis.analysis.topology_findings import Kind
from yhgis.analysis.topology_result import TopologyResult
from yhgis.errors import Cancelled, DataError
from yhgis.feedback import Feedback
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.model.layer import Layer

TILES = grid(6, 5, 20.0)


def topology(asked: Layer, **values: Any) -> TopologyResult:
    result = ask("topology", layer=asked, **{"basis": "planar", **values})
    assert isinstance(result, TopologyResult)
    return result


def kinds(result: TopologyResult) -> dict[str, int]:
    """Return how many findings of each kind there are, those without any left out."""
    return {findings.kind.value: len(findings) for findings in result.findings if len(findings)}


def the(result: TopologyResult, kind: Kind) -> dict[str, Any]:
    """Return the only finding of a kind."""
    found = [item for item in result.document()["findings"] if item["kind"] == kind.value]
    assert len(found) == 1
    return found[0]


# --- nothing wrong -----------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 7), st.integers(2, 7), st.integers(0, 2**32 - 1), st.sampled_from([WORK_CRS, DEGREES_CRS]))
def test_a_perfect_tiling_has_no_fault(columns: int, rows: int, seed: int, crs: str) -> None:
    random = np.random.default_rng(seed)
    corners = np.stack(np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0)), axis=-1) * 30.0
    corners += random.uniform(-11.0, 11.0, corners.shape)
    tiles = [
        polygon(
            [tuple(corners[j, i]), tuple(corners[j, i + 1]), tuple(corners[j + 1, i + 1]), tuple(corners[j + 1, i])]
        )
        for j in range(rows)
        for i in range(columns)
    ]
    tiles = [tile.reverse() if random.random() < 0.5 else tile for tile in tiles]
    random.shuffle(tiles)
    asked = layer("tiles", list(transform(as_array(tiles), WORK_CRS, crs)), crs=crs)
    result = topology(asked)
    assert kinds(result) == {}
    assert result.faults == 0
    assert result.net_m2 == pytest.approx(result.gross_m2)
    assert "未发现" in result.document()["warnings"][-1]


def test_only_the_outer_edges_of_a_tiling_are_loose() -> None:
    loose = loose_edges(ground_of(layer("tiles", TILES), Feedback()).parts, Feedback())
    assert (loose.edges, loose.loose) == (120, 22)
    assert shapely.length(loose.line).sum() == pytest.approx(2 * (120 + 100))


def test_a_neighbours_vertex_on_an_edge_is_no_fault() -> None:
    result = topology(layer("t", [box(0, 0, 50, 100), box(50, 0, 100, 33.3), box(50, 33.3, 100, 100)]))
    assert kinds(result) == {}
    tilted = [
        polygon([(0, 0), (33.3, 0), (71.7, 100), (0, 100)]),
        polygon([(33.3, 0), (100, 0), (100, 37.77), (33.3 + 38.4 * 0.3777, 37.77)]),
        polygon([(33.3 + 38.4 * 0.3777, 37.77), (100, 37.77), (100, 100), (71.7, 100)]),
    ]
    assert kinds(topology(layer("t", tilted))) == {}


def test_touching_at_a_corner_encloses_nothing() -> None:
    assert kinds(topology(layer("t", [box(0, 0, 50, 50), box(50, 50, 100, 100)]))) == {}


# --- each fault by itself ----------------------------------------------------------------------------------------


def test_a_missing_tile_is_a_gap_with_its_neighbours() -> None:
    result = topology(layer("t", [tile for i, tile in enumerate(TILES) if i != 13]))
    assert kinds(result) == {"gap": 1}
    found = the(result, Kind.GAP)
    assert found["area_m2"] == pytest.approx(400)
    assert found["width_m"] == pytest.approx(10)
    # All neighbours have one number less from the missing one on; those at the corners border on it too.
    assert found["positions"] == [7, 8, 9, 13, 14, 18, 19, 20]
    middle = transform(as_array([TILES[13].centroid]), WORK_CRS, DEGREES_CRS)[0]
    assert (found["lon"], found["lat"]) == (pytest.approx(middle.x, abs=1e-7), pytest.approx(middle.y, abs=1e-7))


def test_a_missing_tile_at_the_rim_is_no_gap() -> None:
    assert kinds(topology(layer("t", TILES[1:]))) == {}


def test_a_hole_within_one_feature_is_told_apart_and_no_fault() -> None:
    holed = polygon([(0, 0), (100, 0), (100, 100), (0, 100)], [[(20, 20), (20, 60), (60, 60), (60, 20)]])
    result = topology(layer("t", [holed, box(100, 0, 150, 100)]))
    assert kinds(result) == {"hole": 1}
    assert (result.faults, the(result, Kind.HOLE)["positions"]) == (0, [1])
    island = topology(layer("t", [holed, box(30, 30, 50, 50)]))
    assert kinds(island) == {"gap": 1}
    assert the(island, Kind.GAP)["area_m2"] == pytest.approx(1_200)
    assert kinds(topology(layer("t", [holed, box(20, 20, 60, 60)]))) == {}


def test_overlaps_by_width() -> None:
    result = topology(layer("t", [box(0, 0, 50, 100), box(48, 0, 100, 100), box(99.5, 0, 150, 100)]))
    assert kinds(result) == {"overlap": 1, "overlap_sliver": 1}
    wide, narrow = the(result, Kind.OVERLAP), the(result, Kind.OVERLAP_SLIVER)
    assert (wide["positions"], wide["area_m2"], wide["width_m"]) == (
        [1, 2],
        pytest.approx(200),
        pytest.approx(400 / 204),
    )
    assert (narrow["positions"], narrow["area_m2"]) == ([2, 3], pytest.approx(50))
    assert result.document()["slivers"] == {"count": 1, "net_m2": pytest.approx(50)}
    assert result.gross_m2 - result.net_m2 == pytest.approx(250)
    assert kinds(topology(layer("t", [box(0, 0, 50, 100), box(48, 0, 100, 100)]), min_width=5.0)) == {
        "overlap_sliver": 1
    }


def test_duplicates_are_one_finding_a_set_and_no_overlap() -> None:
    square, apart = box(0, 0, 100, 100), box(200, 0, 250, 50)
    again = polygon([(0, 0), (30, 0), (100, 0), (100, 100), (0, 100)])
    result = topology(layer("t", [square, apart, square.reverse(), again, box(90, 0, 120, 100)]))
    assert kinds(result) == {"duplicate": 1, "overlap": 3}
    assert the(result, Kind.DUPLICATE)["positions"] == [1, 3, 4]
    assert the(result, Kind.DUPLICATE)["area_m2"] == pytest.approx(20_000)
    assert result.net_m2 == pytest.approx(12_000 + 2_500)


def test_two_whole_tilings_on_each_other() -> None:
    # Inside, every edge has its answer in its own tiling: only the rim is loose, and yet all of it is there twice.
    moved = grid(6, 5, 20.0, 7.0, 3.0)
    result = topology(layer("t", [*TILES, *moved]))
    common = [tile.intersection(other).area for tile in TILES for other in moved]
    assert kinds(result) == {"overlap": sum(area > 0 for area in common)}
    assert result.of_kind(Kind.OVERLAP).area_m2 == pytest.approx(sum(common))
    assert kinds(topology(layer("t", [*TILES, *TILES]))) == {"duplicate": 30}


def test_slivers_are_features_too_thin() -> None:
    result = topology(layer("t", [box(0, 0, 0.8, 100), box(0.8, 0, 100, 100)]))
    assert kinds(result) == {"sliver": 1}
    assert the(result, Kind.SLIVER)["width_m"] == pytest.approx(160 / 201.6)


@pytest.mark.parametrize(
    ("shapes", "area", "features"),
    [
        ([box(0, 0, 50, 100), box(50.3, 0, 100, 100)], 30.0, [1, 2]),
        ([box(0, -10, 100, 0), box(0, 0, 50, 100), box(50.3, 0, 100, 100)], 30.0, [1, 2, 3]),
        ([box(0, 0, 50, 100), polygon([(50, 0), (99, 0), (99, 100), (50.6, 100)])], 30.0, [1, 2]),
    ],
    ids=["both ends open", "one end open", "wedge"],
)  # fmt: skip
def test_a_crack_that_is_open_at_an_end(shapes: list[BaseGeometry], area: float, features: list[int]) -> None:
    result = topology(layer("t", shapes))
    assert kinds(result) == {"gap_sliver": 1}
    found = the(result, Kind.GAP_SLIVER)
    assert (found["detail"], found["positions"]) == ("未封闭", features)
    assert found["area_m2"] == pytest.approx(area, rel=0.02)
    assert kinds(topology(layer("t", shapes), min_width=0.1)) == {}


def test_a_crack_that_is_enclosed_is_found_once() -> None:
    shapes = [box(0, 0, 100, 10), box(0, 10, 50, 20), box(50.3, 10, 100, 20), box(0, 20, 100, 30)]
    result = topology(layer("t", shapes))
    assert kinds(result) == {"gap_sliver": 1}
    found = the(result, Kind.GAP_SLIVER)
    assert (found["area_m2"], found["detail"]) == (pytest.approx(3.0), "封闭")


def test_a_shifted_tile_leaves_an_enclosed_gap_and_no_open_crack() -> None:
    tiles = grid(7, 7, 20.0)
    tiles[24] = shapely.affinity.translate(tiles[24], 0.3, 0.2)
    result = topology(layer("t", tiles))
    # To the east and north it lies on three neighbours, the one at the corner among them.
    assert kinds(result) == {"overlap_sliver": 3, "gap_sliver": 1}
    found = the(result, Kind.GAP_SLIVER)
    assert (found["detail"], found["area_m2"]) == ("封闭", pytest.approx(20 * 20 - 19.7 * 19.8))
    at_the_rim = grid(7, 7, 20.0)
    at_the_rim[3] = shapely.affinity.translate(at_the_rim[3], 0.3)
    result = topology(layer("t", at_the_rim))
    assert kinds(result) == {"overlap_sliver": 1, "gap_sliver": 1}
    assert the(result, Kind.GAP_SLIVER)["detail"] == "未封闭"
    assert the(result, Kind.GAP_SLIVER)["area_m2"] == pytest.approx(6.0, rel=0.02)


def test_features_that_lie_apart_have_no_crack_between_them() -> None:
    assert kinds(topology(layer("t", [box(0, 0, 50, 100), box(55, 0, 100, 100)]))) == {}
    assert kinds(topology(layer("t", [box(0, 0, 50, 50), box(50.2, 50.2, 100, 100)]))) == {}


def test_invalid_geometry_with_its_reason_and_place() -> None:
    bow_tie = polygon([(200, 0), (300, 100), (300, 0), (200, 100)])
    for crs in (WORK_CRS, DEGREES_CRS):
        shapes = list(transform(as_array([box(0, 0, 100, 100), bow_tie]), WORK_CRS, crs))
        result = topology(layer("t", shapes, crs=crs))
        assert kinds(result) == {"invalid": 1}
        found = the(result, Kind.INVALID)
        assert found["positions"] == [2]
        assert "自相交" in found["detail"]
        place = result.of_kind(Kind.INVALID).geometry[0]
        assert (place.x, place.y) == (pytest.approx(X + 250, abs=0.01), pytest.approx(Y + 50, abs=0.01))
        assert len(result.document()["repairs"]) == 1


def test_empty_and_null_are_named() -> None:
    result = topology(
        layer("t", [None, box(0, 0, 9, 9), shapely.Polygon()], name=["甲", "乙", "丙"], name_field="name")
    )
    assert kinds(result) == {"empty": 2}
    found = result.document()["findings"]
    assert [(item["features"], item["detail"], item["lon"]) for item in found] == [
        (["甲"], "无几何图形", None),
        (["丙"], "几何图形为空", None),
    ]


def test_identifiers_used_twice() -> None:
    tiles = grid(6, 1, 20.0)
    asked = layer("t", tiles, bsm=["1", "2", "2", None, None, "2"], ID=[0] * 6)
    result = topology(asked)
    assert kinds(result) == {"duplicate_id": 1}
    found = the(result, Kind.DUPLICATE_ID)
    assert (found["positions"], found["detail"]) == ([2, 3, 6], "bsm = 2，出现 3 次")
    assert kinds(topology(layer("t", tiles, Id=[0] * 6))) == {}, "ArcGIS writes 0 everywhere"
    assert kinds(topology(layer("t", tiles, Id=[0] * 6), key="id")) == {"duplicate_id": 1}
    numbers = Layer(asked.info, asked.geometry, {"BSM": np.array([1.0, 2.0, np.nan, np.nan, 2.0, 3.0])}, asked.crs)
    assert the(topology(numbers), Kind.DUPLICATE_ID)["detail"] == "BSM = 2，出现 2 次"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"TBMJ": [400.0, 400.9, 401.1]}, [3]),
        ({"tbmj": ["400", "400.00", "405"]}, [3]),
        ({"MJ": [0.04, 0.04, 0.05]}, [3]),
        ({"MJ": [0.0400, 0.0401, 0.0402]}, [3]),
        ({"面积": [0.600, 0.601, 0.610]}, [3]),
        ({"TBMJ": [None, 400.0, 500.0]}, [3]),
        ({"YJJBNTMJ": [360.0, 320.0, 400.0], "KCXS": [0.1, 0.2, 0.1]}, [3]),
        ({"name": [1.0, 2.0, 3.0]}, []),
    ],
)
def test_stated_areas(fields: dict[str, list[Any]], wrong: list[int]) -> None:
    result = topology(layer("t", grid(3, 1, 20.0), **fields))
    found = [item for item in result.document()["findings"] if item["kind"] == "area"]
    assert [item["positions"][0] for item in found] == wrong
    assert all(item["computed_m2"] != item["stated_m2"] and item["field"] in fields for item in found)
    table = next(table for table in result.tables() if table.id == "areas")
    assert len(table.rows) == len(wrong)


# --- against the plain way ---------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(layers(least=2, most=14))
def test_overlaps_and_gaps_are_the_plain_ones(shapes: list[BaseGeometry]) -> None:
    result = topology(layer("t", shapes), min_width=0.0)
    pairs = {}
    for i, a in enumerate(shapes):
        for j, b in enumerate(shapes[i + 1 :], i + 1):
            common = parts_of(as_array([a.intersection(b)])).geometry
            common = common[~only_touches(shapely.area(common), shapely.length(common))]
            if len(common) and a.symmetric_difference(b).area > 1e-6:
                pairs[i, j] = shapely.area(common).sum()
    got: dict[tuple[int, ...], float] = {}
    overlaps = result.of_kind(Kind.OVERLAP)
    for features, area in zip(overlaps.features, overlaps.area.tolist(), strict=True):
        got[features] = got.get(features, 0.0) + area
    assert set(got) == set(pairs)
    assert [got[pair] for pair in pairs] == pytest.approx(list(pairs.values()), rel=1e-6, abs=1e-5)
    ground = shapely.union_all(as_array(shapes))
    holes = shapely.difference(shapely.union_all(shapely.polygons(_shells(ground))), ground)
    found = sum(result.of_kind(kind).area_m2 for kind in (Kind.GAP, Kind.GAP_SLIVER, Kind.HOLE))
    assert found == pytest.approx(holes.area, rel=1e-6, abs=1e-3)
    assert result.net_m2 == pytest.approx(ground.area, rel=1e-7, abs=1e-3)


def _shells(ground: BaseGeometry) -> Any:
    return shapely.get_exterior_ring(shapely.get_parts(ground))


@settings(max_examples=30, deadline=None)
@given(layers(most=8), st.randoms(use_true_random=False))
def test_order_changes_nothing(shapes: list[BaseGeometry], random: Any) -> None:
    shuffled = list(shapes)
    random.shuffle(shuffled)
    here, there = topology(layer("t", shapes)), topology(layer("t", shuffled))
    assert kinds(here) == kinds(there)
    assert [f.area_m2 for f in here.findings] == pytest.approx([f.area_m2 for f in there.findings], rel=1e-6, abs=1e-4)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_awkward_geometry(case: Case) -> None:
    result = topology(layer("awkward", case.geometries))
    absent = sum(shape is None or shape.is_empty for shape in case.geometries)
    assert len(result.of_kind(Kind.INVALID)) == case.repairs
    assert len(result.of_kind(Kind.EMPTY)) == absent
    assert result.gross_m2 == pytest.approx(case.gross, rel=1e-6)
    assert result.net_m2 == pytest.approx(case.net, rel=1e-6)
    twice = sum(result.of_kind(kind).area_m2 for kind in (Kind.OVERLAP, Kind.OVERLAP_SLIVER, Kind.DUPLICATE))
    assert (twice > 0) == (case.gross > case.net)
    json.dumps(result.document(), allow_nan=False)


# --- tables, places, refusals ------------------------------------------------------------------------------------


def test_every_finding_has_its_row_and_its_place() -> None:
    shapes = [
        *grid(3, 3, 20.0)[:4],
        *grid(3, 3, 20.0)[5:],
        box(10, 50, 30, 70),
        None,
        polygon([(90, 0), (99, 9), (99, 0), (90, 9)]),
    ]
    result = topology(layer("t", shapes, TBMJ=[400.0] * 10 + [700.0]))
    document, tables, places = result.document(), {table.id: table for table in result.tables()}, result.places()
    rows = tables["findings"].rows
    assert len(rows) == len(places.geometry) == len(document["findings"]) == len(tables["findings"].places)
    assert sum(item["count"] for item in document["kinds"]) == len(rows)
    for table in tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert table.places == () or len(table.places) == len(table.rows)
    for geometry, place in zip(places.geometry, tables["findings"].places, strict=True):
        assert (place is None) == (geometry is None)
        assert place is None or place == pytest.approx(geometry.bounds)
    assert [row[1] for row in tables["kinds"].rows] == [item["count"] for item in document["kinds"]]


@pytest.mark.parametrize(
    ("shapes", "word"),
    [
        ([], "没有要素"),
        ([None], "没有几何图形"),
        ([shapely.Point(X, Y)], "Point"),
        ([spoilt(float("inf"))], "NaN"),
    ],
)
def test_what_cannot_be_looked_at_is_told_in_a_sentence(shapes: list[Any], word: str) -> None:
    with pytest.raises(DataError, match=word):
        topology(layer("t", shapes))


def test_an_unknown_field_offers_the_nearest() -> None:
    with pytest.raises(DataError, match="BSM"):
        topology(layer("t", TILES, BSM=list(range(30))), key="BSN")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.7, 0.85])
def test_cancel_is_heard(share: float) -> None:
    feedback = Feedback(lambda done, _message: feedback.cancel() if done > share else None)
    with pytest.raises(Cancelled):
        ask(
            "topology",
            feedback,
            layer=layer("t", [*grid(40, 40, 10.0), *grid(40, 40, 10.0, 3.0, 3.0), circle(0, 0, 9)]),
        )
