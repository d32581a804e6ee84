"""Overlaps told by loose edges are those that comparing every two neighbours finds."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from shapely.geometry.base import BaseGeometry

from tests.analysis.making import grid
from tests.analysis.shapes import as_array, layers
from yhgis.analysis import tiling
from yhgis.analysis.dissolve import SelfOverlap, self_overlap
from yhgis.analysis.parts import Parts, parts_of
from yhgis.analysis.tiling import layer_overlap
from yhgis.feedback import silent


def by_pair(found: SelfOverlap) -> dict[tuple[int, int], float]:
    out: dict[tuple[int, int], float] = {}
    pairs = zip(found.first.tolist(), found.second.tolist(), shapely.area(found.geometry).tolist(), strict=True)
    for first, second, area in pairs:
        out[first, second] = out.get((first, second), 0.0) + area
    return out


def assert_same(parts: Parts) -> int:
    got, want = by_pair(layer_overlap(parts, silent())), by_pair(self_overlap(parts, silent()))
    assert got.keys() == want.keys()
    assert all(got[pair] == pytest.approx(area, rel=1e-9, abs=1e-7) for pair, area in want.items())
    return len(got)


@settings(max_examples=120)
@given(layers(most=25))
def test_any_layer(shapes: list[BaseGeometry]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiling, "_PAIRS_A_PART", 0.0)
        patch.setattr(tiling, "_MOST_LOOSE", 1.0)
        valid = shapely.make_valid(as_array(shapes), method="structure", keep_collapsed=False)
        assert_same(parts_of(valid))


def test_a_tiling_is_not_compared_neighbour_by_neighbour(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def counted(parts: Parts, feedback: object) -> SelfOverlap:
        compared.append(len(parts))
        return self_overlap(parts, silent())

    tiles = as_array(grid(30, 30, 10.0))
    monkeypatch.setattr(tiling, "self_overlap", counted)
    assert len(layer_overlap(parts_of(tiles), silent())) == 0
    assert compared == [0]


@pytest.mark.parametrize("by", [6.0, 0.01, 1e-5])
def test_one_tile_over_its_neighbours_is_found_however_narrow(by: float) -> None:
    tiles = as_array(grid(30, 30, 10.0))
    tiles[435] = shapely.buffer(tiles[435], by, join_style="mitre")
    assert assert_same(parts_of(tiles)) >= 4


def test_a_second_tiling_on_top_is_found_everywhere() -> None:
    tiles = as_array(grid(12, 12, 10.0))
    above = np.array([shapely.transform(tile, lambda xy: xy + 3.0) for tile in tiles])
    assert assert_same(parts_of(np.concatenate([tiles, above]))) > 400
