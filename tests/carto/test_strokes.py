"""Lines: shared edges once, dashes that stay on the ground and end whole, widths by field."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.carto.makers import PAPER, MakeLayer, flat, paths_of
from yhgis.carto.display_list import Paths, Stroke
from yhgis.carto.frame import Frame
from yhgis.carto.packing import take_apart, to_paths
from yhgis.carto.strokes import clip_dashed, fitted, offset, shared_edges, widths_of
from yhgis.carto.symbology import layer_marks
from yhgis.model.layer import Layer
from yhgis.model.style import LayerStyle, SingleRenderer
from yhgis.model.symbol import StrokeSymbol, WidthBy
from yhgis.model.view import View


def style(**stroke: object) -> LayerStyle:
    symbol = StrokeSymbol.model_validate({"color": "#123456", "width_mm": 0.5} | stroke)
    return LayerStyle(renderer=SingleRenderer(symbol=(symbol,)))


def lines(*geometry: shapely.Geometry) -> Paths:
    return to_paths(take_apart(np.array(geometry, dtype=object)).lines, PAPER)


def length(paths: Paths) -> float:
    return sum(
        float(np.hypot(*np.diff(paths.xy[a:b], axis=0).T).sum())
        for a, b in zip(paths.starts[:-1], paths.starts[1:], strict=True)
    )


def test_an_edge_of_two_neighbours_is_drawn_once() -> None:
    grid = [shapely.box(x, y, x + 10, y + 10) for x in (0, 10, 20) for y in (0, 10)]
    merged = shared_edges(take_apart(np.array(grid, dtype=object)).areas)
    drawn = sum(
        float(np.hypot(*np.diff(merged.xy[a:b], axis=0).T).sum())
        for a, b in zip(merged.starts, merged.starts[1:], strict=False)
    )
    assert drawn == pytest.approx(30 * 3 + 20 * 4)


def test_town_boundaries_of_the_plan_are_drawn_once(plan: dict[str, Layer]) -> None:
    towns = plan["towns"]
    merged = shared_edges(take_apart(towns.geometry).areas)
    drawn = shapely.length(shapely.union_all(shapely.boundary(towns.geometry)))
    found = sum(
        float(np.hypot(*np.diff(merged.xy[a:b], axis=0).T).sum())
        for a, b in zip(merged.starts, merged.starts[1:], strict=False)
    )
    assert found == pytest.approx(drawn, rel=1e-9)
    assert found < 0.75 * shapely.length(towns.geometry).sum()


@given(total=st.floats(1.0, 500.0), dash=st.lists(st.floats(0.3, 9.0), min_size=2, max_size=2))
def test_a_fitted_pattern_ends_with_a_whole_dash(total: float, dash: list[float]) -> None:
    got = fitted(dash, total)
    if got == tuple(dash):
        # The remainder may come out as a hair less than a whole period.
        rest = (total - dash[0]) / sum(dash)
        assert total < dash[0] + 1.5 * sum(dash) or rest == pytest.approx(round(rest), abs=1e-6)
    else:
        times = (total - got[0]) / sum(got)
        assert times == pytest.approx(round(times), abs=1e-6)
        assert 0.5 < got[0] / dash[0] < 2.0


def test_a_fitted_line_is_a_mark_of_its_own(layer: MakeLayer) -> None:
    two = layer([shapely.LineString([(10, 10), (90, 10)]), shapely.LineString([(10, 30), (60, 30)])])
    marks = flat(layer_marks(two, style(dash=[5, 2], fit_dash=True), Frame(PAPER)))
    dashes = [mark.dash for mark in marks if isinstance(mark, Stroke)]
    assert len(dashes) == 2
    assert dashes[0] != dashes[1]


@given(x=st.floats(-3000, 3000), y=st.floats(-3000, 3000))
@settings(max_examples=60)
def test_clipped_dashes_keep_their_phase(x: float, y: float) -> None:
    """Every piece begins a whole number of periods from the start of its line, and covers all that is shown."""
    turn = np.linspace(0, 6 * np.pi, 900)
    spiral = np.column_stack([np.cos(turn), np.sin(turn)]) * (4000 - 190 * turn)[:, None]
    whole = lines(shapely.linestrings(spiral))
    box = (x, y, x + 300.0, y + 200.0)
    pieces = clip_dashed(whole, 7.3, box)
    curve = shapely.linestrings(whole.xy)
    for a, b in zip(pieces.starts[:-1], pieces.starts[1:], strict=True):
        at = shapely.line_locate_point(curve, shapely.points(pieces.xy[a]))
        phase = at % 7.3
        assert min(phase, 7.3 - phase) < 1e-5
        assert shapely.hausdorff_distance(shapely.linestrings(pieces.xy[a:b]), curve) >= 0
        assert shapely.covered_by(shapely.linestrings(pieces.xy[a:b]), curve.buffer(1e-6))
    shown = shapely.intersection(curve, shapely.box(*box))
    kept = shapely.union_all(
        [shapely.linestrings(pieces.xy[a:b]) for a, b in zip(pieces.starts, pieces.starts[1:], strict=False)]
    )
    assert shapely.length(shapely.difference(shown, shapely.buffer(kept, 1e-6))) < 1e-6
    assert length(pieces) < 12_000


def test_a_short_line_is_not_cut() -> None:
    whole = lines(shapely.LineString([(0, 0), (90, 90)]))
    assert clip_dashed(whole, 3.0, (0.0, 0.0, 100.0, 100.0)) is whole


def test_dashes_stay_on_the_ground_while_the_map_is_panned(layer: MakeLayer) -> None:
    turn = np.linspace(0, 30, 4000)
    ring = np.column_stack([500_000 + 9000 * np.cos(turn / 5), 3_350_000 + 9000 * np.sin(turn / 5)])
    one = layer([shapely.linestrings(ring)])
    view = View(500_000, 3_359_000, 3000, 200, 150)
    begins = []
    for moved in (view, view.panned(11.3, 2.9)):
        for mark in flat(layer_marks(one, style(dash=[3, 1]), Frame(moved))):
            assert isinstance(mark, Stroke)
            ground = moved.to_ground(*paths_of(mark).xy[0].tolist())
            begins.append(shapely.line_locate_point(shapely.linestrings(ring), shapely.Point(ground)))
    paper = np.array(begins) * view.mm_per_metre
    assert len(paper) >= 2
    assert np.allclose(np.minimum(paper % 4.0, 4.0 - paper % 4.0), 0, atol=1e-3)


def test_widths_follow_a_field(layer: MakeLayer) -> None:
    grows = WidthBy(field="class", values=(1, 4), widths_mm=(0.3, 1.5))
    assert widths_of(np.array([0, 1, 2, 4, 9, np.nan]), grows, 0.7).tolist() == pytest.approx(
        [0.3, 0.3, 0.7, 1.5, 1.5, 0.7]
    )
    river = layer([shapely.LineString([(x, 10), (x + 20, 20)]) for x in (5, 30, 60)], **{"class": [1, 4, 4]})
    marks = flat(layer_marks(river, style(width_by=grows.model_dump()), Frame(PAPER)))
    assert [(mark.width_mm, len(mark.paths)) for mark in marks if isinstance(mark, Stroke)] == [(0.3, 1), (1.5, 2)]


def test_offset_is_to_the_left() -> None:
    moved = offset(lines(shapely.LineString([(10, 50), (90, 50)])), 2.0)
    assert np.unique(np.round(moved.xy[:, 1], 6)).tolist() == [48.0]  # up on paper, for a line that runs right


def test_outlines_and_lines_are_stroked(layer: MakeLayer) -> None:
    both = layer([shapely.box(10, 10, 30, 30), shapely.LineString([(50, 50), (80, 80)])])
    closed = [paths_of(mark).closed for mark in flat(layer_marks(both, style(), Frame(PAPER)))]
    assert closed == [True, False]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("distance", [2.0, -2.0])
def test_an_offset_ring_stays_closed_on_the_side_of_an_offset_line(turned: bool, distance: float) -> None:
    """The side is the same as that of a line with the same vertices: left of the direction when positive."""
    ring = np.array([(20.0, 20.0), (60.0, 20.0), (60.0, 50.0), (20.0, 50.0)])[:: -1 if turned else 1]
    starts, groups = np.array([0, 4]), np.array([0, 1])
    closed = offset(Paths(ring, starts, groups, closed=True), distance)
    opened = offset(Paths(ring, starts, groups, closed=False), distance)
    assert (closed.xy[0] == closed.xy[-1]).all()
    grows = not shapely.contains_xy(shapely.box(19.9, 19.9, 60.1, 50.1), opened.xy).all()
    assert (shapely.area(shapely.polygons(closed.xy)) > 40 * 30) == grows
    assert shapely.distance(shapely.linearrings(ring), shapely.linestrings(closed.xy)) == pytest.approx(2.0, abs=0.02)
