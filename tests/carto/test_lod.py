"""Levels of detail: neighbours keep one edge, nothing visible is lost, little memory is taken."""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.carto.makers import AWKWARD, PAPER, MakeLayer, flat, make
from yhgis.carto import details as kept_details
from yhgis.carto import display_list as dl
from yhgis.carto.dense import DensePaths, split
from yhgis.carto.detail import COARSEST, FINEST, Detail, level_of
from yhgis.carto.details import details, is_ready
from yhgis.carto.frame import Frame
from yhgis.carto.map_picture import MapLayer, compose
from yhgis.carto.packing import Packed, take_apart
from yhgis.carto.styles import default_style
from yhgis.errors import Cancelled
from yhgis.feedback import Feedback
from yhgis.i18n import Title
from yhgis.model.style import LayerStyle
from yhgis.model.view import View

EVERYWHERE = (-1e12, -1e12, 1e12, 1e12)
CORNER = np.array([480_000.0, 3_350_000.0])


@pytest.fixture(autouse=True)
def _levels_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small layers have levels of detail too."""
    monkeypatch.setattr(kept_details, "WORTHWHILE_VERTICES", 1)


def coverage(seed: int, side: int, cell: float = 200.0, steps: int = 24) -> np.ndarray:
    """Return areas without gaps whose common edges are crooked, alike on both sides; some lie inside another.

    They are the cells of a crooked net of ``side`` x ``side``, some of them joined.
    """
    rng = np.random.default_rng(seed)
    whole = np.stack(np.meshgrid(np.arange(side + 1), np.arange(side + 1)), axis=-1)
    nodes = (whole + rng.uniform(-0.2, 0.2, whole.shape)) * cell + CORNER

    def crooked(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        along = np.linspace(0.0, 1.0, steps + 1)[:, None]
        noise = rng.uniform(-1.0, 1.0, (steps + 1, 2)) * cell / 60 * np.sin(np.pi * along) ** 2
        return a + (b - a) * along + noise

    level = [[crooked(nodes[j, i], nodes[j, i + 1]) for i in range(side)] for j in range(side + 1)]
    steep = [[crooked(nodes[j, i], nodes[j + 1, i]) for i in range(side + 1)] for j in range(side)]
    cells = [
        shapely.Polygon(np.vstack([level[j][i], steep[j][i + 1], level[j + 1][i][::-1], steep[j][i][::-1]]))
        for j in range(side)
        for i in range(side)
    ]
    owner = rng.integers(0, max(side * side // 2, 1), side * side)
    joined = [shapely.coverage_union_all(np.array(cells)[owner == one]) for one in np.unique(owner)]
    found = np.empty(len(joined), dtype=object)
    found[:] = joined
    return found


def areas(geometry: np.ndarray) -> Detail:
    made = details(make(geometry))
    assert made is not None
    assert made.areas is not None
    return made.areas


def at(detail: Detail, level: int) -> Packed:
    count = int(detail.features.max()) + 1
    return detail.packed(EVERYWHERE, level, np.ones(count, dtype=bool))


def edges(packed: Packed) -> tuple[np.ndarray, np.ndarray]:
    """Return every edge once, its ends in a fixed order, and how often it occurs."""
    following = np.arange(1, len(packed.xy) + 1)
    following[packed.starts[1:] - 1] = packed.starts[:-1]
    ends = np.rint(np.hstack([packed.xy, packed.xy[following]]) * 1024).astype(np.int64)
    swap = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[swap] = ends[swap][:, [2, 3, 0, 1]]
    return np.unique(ends, axis=0, return_counts=True)


@given(seed=st.integers(0, 10_000), side=st.integers(1, 6), level=st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_two_neighbours_keep_one_edge_at_every_level(seed: int, side: int, level: int) -> None:
    packed = at(areas(coverage(seed, side)), level)
    found, times = edges(packed)
    # What is walked once only is the outer edge of it all: if edges no longer fitted, inner ones would be too.
    assert times.max() <= 2
    outer = shapely.linestrings(found[times == 1].reshape(-1, 2, 2) / 1024.0)
    (outline,) = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(outer)))
    assert outline.is_closed
    x0, y0, x1, y1 = outline.bounds
    assert min(x1 - x0, y1 - y0) > 0.3 * 200.0 * side


@given(seed=st.integers(0, 10_000), level=st.integers(-1, 5))
@settings(max_examples=30, deadline=None)
def test_nothing_moves_by_much_of_a_pixel_and_the_area_stays(seed: int, level: int) -> None:
    geometry = coverage(seed, 4)
    assume(shapely.is_valid(geometry).all())  # two crooked edges may cross where they start
    pixel = 2.0**level
    for thinned, feature in polygons(at(areas(geometry), level)):
        near = [part for part in shapely.get_parts(geometry[feature]) if part.intersects(thinned.point_on_surface())]
        apart = min(shapely.hausdorff_distance(thinned.exterior, part.exterior) for part in near)
        assert apart < 2.0 * pixel + 0.01
        assert min(abs(thinned.area - part.area) for part in near) < 0.5 * pixel * thinned.length + 0.01


def polygons(packed: Packed) -> list[tuple[shapely.Polygon, int]]:
    """Return the parts as polygons, with the feature of each."""
    found = []
    for j, feature in enumerate(packed.features.tolist()):
        rings = [packed.xy[packed.starts[r] : packed.starts[r + 1]] for r in range(*packed.groups[j : j + 2])]
        found.append((shapely.Polygon(rings[0], rings[1:]), feature))
    return found


def test_a_coarser_level_is_part_of_every_finer_one() -> None:
    detail = areas(coverage(1, 6))
    counts = []
    before: set[tuple[float, float]] | None = None
    for level in range(COARSEST, FINEST - 1, -1):
        places = set(map(tuple, at(detail, level).xy.tolist()))
        assert before is None or before <= places
        before = places
        counts.append(len(places))
    assert counts == sorted(counts)
    assert counts[0] < counts[-1] / 4


def test_the_finest_level_is_the_layer_itself() -> None:
    geometry = coverage(2, 3)
    for part, feature in polygons(at(areas(geometry), -127)):
        truth = shapely.get_parts(geometry[feature])
        assert any(shapely.equals_exact(part.normalize(), one.normalize(), tolerance=0.002) for one in truth)


def test_awkward_geometry_gives_what_packing_gives() -> None:
    made = details(make(AWKWARD))
    plain = take_apart(np.array(AWKWARD, dtype=object))
    assert made is not None
    assert made.areas is not None
    assert made.lines is not None
    assert set(made.areas.features.tolist()) == set(plain.areas.features.tolist())
    assert set(made.lines.features.tolist()) == set(plain.lines.features.tolist())
    one = at(made.areas, -127)
    hole = [j for j, feature in enumerate(one.features.tolist()) if feature == 2]
    assert sorted(np.diff(one.groups)[hole].tolist()) == [1, 2]


def test_outer_rings_run_against_the_clock_and_holes_with_it() -> None:
    outer, inner = shapely.box(0, 0, 40, 40), shapely.box(10, 10, 20, 20)
    for ring in (outer.exterior, outer.exterior.reverse()):
        for hole in (inner.exterior, inner.exterior.reverse()):
            detail = areas(np.array([shapely.Polygon(ring, [hole])], dtype=object))
            rings = detail.rings(0, -127)
            turns = [
                shapely.is_ccw(shapely.linearrings(np.column_stack([rings.x, rings.y])[a:b]))
                for a, b in itertools.pairwise(rings.starts)
            ]
            assert turns == [True, False]
            assert detail.size[0] * detail.unit**2 == pytest.approx(1600 - 100)


def test_ends_and_forks_of_lines_stay() -> None:
    x = np.linspace(0, 400, 200)
    wave = np.column_stack([x, 0.05 * np.sin(x)])
    lines = [shapely.LineString(wave), shapely.LineString([wave[100], (200, 300)])]
    made = details(make(lines))
    assert made is not None
    assert made.lines is not None
    packed = at(made.lines, 3)
    found = [packed.xy[a:b] for a, b in itertools.pairwise(packed.starts)]
    long = next(one for one in found if len(one) > 2)
    for place in (wave[0], wave[100], wave[-1]):
        assert np.hypot(*(long - place).T).min() < 0.002
    assert len(long) < 40


# --- classes, and what is smaller than a pixel ---------------------------------------------------------------------


def test_areas_smaller_than_a_pixel_are_merged_into_squares_of_their_area() -> None:
    side = 3.0
    corners = [(x, y) for x in range(0, 640, 4) for y in range(0, 640, 4)]
    geometry = np.array([shapely.box(x, y, x + side, y + side) for x, y in corners], dtype=object)
    geometry = np.append(geometry, shapely.box(1000, 0, 1400, 400))
    detail = areas(geometry)
    odd = np.arange(len(geometry)) % 2 == 1
    odd[-1] = False
    found = split(detail, [odd, ~odd])
    assert found[0][0] is found[1][0]
    shown = found[0][0]
    level = 5
    drawn = np.zeros(2)
    rings = 0
    for block in range(len(detail.blocks) - 1):
        part = shown.rings(block, level)
        rings += len(part.number)
        for i, number in enumerate(part.number.tolist()):
            xy = np.column_stack([part.x, part.y])[part.starts[i] : part.starts[i + 1]] * detail.unit
            drawn[number] += shapely.Polygon(xy).area
    true = np.array([shapely.area(geometry[odd]).sum(), shapely.area(geometry[~odd]).sum()])
    assert np.allclose(drawn, true, rtol=0.01)
    assert rings < len(geometry) / 10


def test_classes_that_overlap_are_told_apart_each_by_itself() -> None:
    detail = areas(coverage(3, 4))
    count = int(detail.features.max()) + 1
    every, some = np.ones(count, dtype=bool), np.arange(count) < 4
    found = split(detail, [every, some])
    assert found[0][0] is not found[1][0]
    assert [number for _, number in found] == [0, 0]
    assert split(detail, [some])[0][0] is found[1][0], "the same question is answered from what is kept"


def test_dense_paths_are_the_layer_on_paper() -> None:
    geometry = np.array([shapely.box(10, 10, 30, 30), shapely.box(60, 60, 90, 70)], dtype=object)
    detail = areas(geometry)
    (shown,) = split(detail, [np.array([True, False])])
    paths = DensePaths(*shown, level_of(PAPER.metres_per_pixel), PAPER, PAPER.extent)
    assert len(paths) == 1
    assert paths.closed
    ring = shapely.Polygon(paths.xy)
    assert shapely.equals(ring, shapely.box(10, 70, 30, 90))  # y runs down the paper
    far = DensePaths(*shown, 0, PAPER, (500, 500, 600, 600))
    assert len(far) == 0


# --- in a picture --------------------------------------------------------------------------------------------------


def _kinds(picture: dl.DisplayList) -> list[bool]:
    return [isinstance(one.paths, DensePaths) for one in flat(picture.marks) if isinstance(one, (dl.Fill, dl.Stroke))]


def test_a_picture_draws_dense_layers_from_their_levels_and_paper_from_the_truth(layer: MakeLayer) -> None:
    one = layer(coverage(4, 4))
    view = View.fit(one.bounds, 100.0, 100.0, 96.0)
    shown = [MapLayer(one, default_style(one))]
    assert _kinds(compose(shown, view)) == [True, True]
    assert _kinds(compose(shown, view, for_paper=True)) == [False, False]


def test_hatches_find_the_areas_of_dense_layers(layer: MakeLayer) -> None:
    one = layer([shapely.box(20, 20, 80, 80)])
    style = LayerStyle.model_validate(
        {"renderer": {"kind": "single", "symbol": [{"kind": "hatch", "color": "#C00000", "spacing_mm": 5.0}]}}
    )
    (hatch,) = flat(compose([MapLayer(one, style)], PAPER).marks)
    assert isinstance(hatch, dl.Stroke)
    assert hatch.paths.xy.min() == pytest.approx(20, abs=0.01)
    assert hatch.paths.xy.max() == pytest.approx(80, abs=0.01)


def test_dashes_and_offsets_are_drawn_at_the_level_too(layer: MakeLayer) -> None:
    one = layer([shapely.box(20, 20, 80, 80)])
    for extra in ({"dash": [2.0, 1.0]}, {"offset_mm": 1.0}):
        symbol = [{"kind": "stroke", "color": "#C00000", "width_mm": 0.5, **extra}]
        style = LayerStyle.model_validate({"renderer": {"kind": "single", "symbol": symbol}})
        (stroke,) = flat(compose([MapLayer(one, style)], PAPER).marks)
        assert isinstance(stroke, dl.Stroke)
        assert not isinstance(stroke.paths, DensePaths)


# --- made once, in the background ----------------------------------------------------------------------------------


def test_levels_are_made_once_and_shared_by_copies_with_other_words() -> None:
    one = make(coverage(5, 2))
    assert not is_ready(one)
    made = details(one)
    assert is_ready(one)
    assert details(replace(one, info=replace(one.info, title=Title("另", "Other")))) is made


def test_small_layers_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_details, "WORTHWHILE_VERTICES", 1_000_000)
    one = make(coverage(6, 2))
    assert is_ready(one)
    assert details(one) is None
    assert Frame(PAPER).details(one) is None


def test_whoever_comes_second_waits_and_may_give_up(monkeypatch: pytest.MonkeyPatch) -> None:
    one = make(coverage(7, 2))
    go_on, begun = threading.Event(), threading.Event()
    real = kept_details._make

    def slow(*args: object) -> object:
        begun.set()
        assert go_on.wait(5)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(kept_details, "_make", slow)
    answers: list[object] = []
    first = threading.Thread(target=lambda: answers.append(details(one)))
    first.start()
    assert begun.wait(5)
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        details(one, feedback)
    second = threading.Thread(target=lambda: answers.append(details(one)))
    second.start()
    go_on.set()
    first.join(5)
    second.join(5)
    assert len(answers) == 2
    assert answers[0] is answers[1]


def test_making_can_be_cancelled_and_begun_again() -> None:
    one = make(coverage(8, 2))
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        details(one, feedback)
    assert not is_ready(one)
    assert details(one) is not None


def test_levels_take_less_memory_than_the_coordinates() -> None:
    geometry = coverage(9, 18, steps=48)
    detail = areas(geometry)
    raw = 16 * int(shapely.get_num_coordinates(geometry).sum())
    assert detail.vertices > 20_000
    assert detail.nbytes < raw


def test_load_counts_about_what_is_shown(layer: MakeLayer) -> None:
    detail = areas(coverage(10, 40))
    x0, y0 = CORNER
    whole = detail.load(EVERYWHERE, -127)
    assert whole == detail.vertices
    quarter = detail.load((x0, y0, x0 + 4000, y0 + 4000), -127)
    assert 0.15 * whole < quarter < 0.4 * whole
    assert detail.load((x0 - 900, y0 - 900, x0 - 800, y0 - 800), 0) == 0


