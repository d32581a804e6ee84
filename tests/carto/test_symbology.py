"""Every symbol kind over every geometry; levels; what is not shown is not drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.carto.makers import AWKWARD, PAPER, MakeLayer, flat, make, paths_of, reach
from yhgis.carto import display_list as dl
from yhgis.carto.along import stations_along
from yhgis.carto.classes import classify
from yhgis.carto.frame import REACH_MM, Frame
from yhgis.carto.packing import shapes, take_apart, to_paths
from yhgis.carto.symbology import layer_marks
from yhgis.errors import Cancelled, DataError
from yhgis.feedback import Feedback
from yhgis.model.layer import Layer
from yhgis.model.style import LayerStyle
from yhgis.model.view import View

C = "#336699"
AREA, LINE, POINT = (
    shapely.box(10, 10, 90, 80),
    shapely.LineString([(10, 50), (50, 60), (90, 50)]),
    shapely.Point(50, 50),
)
STATIONS = {"stations": ["a;b"], "stations_lonlat": ["120.0 30.0; 120.1 30.1"]}

# kind, its keys, the geometries it draws
SYMBOLS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "fill", "color": C}, "A"),
    ({"kind": "stroke", "color": C, "width_mm": 0.5}, "AL"),
    ({"kind": "stroke", "color": C, "width_mm": 0.5, "dash": [2, 1]}, "AL"),
    ({"kind": "stroke", "color": C, "width_mm": 0.5, "shared_once": True}, "AL"),
    ({"kind": "stroke", "color": C, "width_mm": 0.5, "offset_mm": 1.0}, "AL"),
    ({"kind": "hatch", "color": C, "cross": True}, "A"),
    ({"kind": "dots", "color": C}, "A"),
    ({"kind": "dots", "color": C, "angle": 33.0, "row_mm": 2.5, "shifted": False, "shape": "star"}, "A"),
    ({"kind": "inner_band", "color": C}, "A"),
    ({"kind": "soft_fill", "color": C}, "A"),
    ({"kind": "gradient", "shape": "radial", "stops": [{"at": 0, "color": C}, {"at": 1, "color": C}]}, "A"),
    ({"kind": "gradient", "angle": 20.0, "stops": [{"at": 0, "color": C}, {"at": 1, "color": C}]}, "A"),
    ({"kind": "svg", "name": "school"}, "P"),
    ({"kind": "svg", "name": "port", "at": "middle", "halo": "#FFFFFF"}, "AL"),
    ({"kind": "soft_disc", "color": C, "radius_field": ""}, "P"),
    ({"kind": "gradient", "stops": [{"at": 0, "color": C, "opacity": 0}, {"at": 1, "color": C}]}, "A"),
    (
        {
            "kind": "rings",
            "color": C,
            "rings": [{"reach": 1, "opacity": 0.1}, {"reach": 0.5, "opacity": 0.5}],
            "edge_mm": 0.2,
        },
        "AP",
    ),
    (
        {
            "kind": "rings",
            "color": C,
            "rings": [{"reach": 1, "opacity": 0.1}, {"reach": 0.5, "opacity": 0.5}],
            "shape": "outline",
        },
        "A",
    ),
    ({"kind": "marker", "shape": "flag"}, "P"),
    ({"kind": "marker", "at": "middle"}, "AL"),
    ({"kind": "marker", "at": "vertices", "stroke": C}, "AL"),
    ({"kind": "arrowheads", "color": C}, "L"),
    ({"kind": "ticks", "color": C, "shape": "cross", "spacing_mm": 9}, "AL"),
    ({"kind": "ticks", "color": C, "shape": "dot", "spacing_mm": 9}, "AL"),
    ({"kind": "soft_disc", "color": C}, "P"),
]
IDS = [f"{i}-{symbol['kind']}" for i, (symbol, _) in enumerate(SYMBOLS)]


def styled(*symbol: dict[str, Any]) -> LayerStyle:
    return LayerStyle.model_validate({"renderer": {"kind": "single", "symbol": list(symbol)}})


@pytest.mark.parametrize(("symbol", "fits"), SYMBOLS, ids=IDS)
def test_a_symbol_draws_where_it_fits_and_nothing_elsewhere(
    symbol: dict[str, Any], fits: str, layer: MakeLayer
) -> None:
    for kind, geometry in (("A", AREA), ("L", LINE), ("P", POINT)):
        marks = layer_marks(layer([geometry], accuracy_m=[5.0]), styled(symbol), Frame(PAPER))
        assert bool(flat(marks)) == (kind in fits), kind


@pytest.mark.parametrize(("symbol", "fits"), SYMBOLS, ids=IDS)
def test_awkward_geometry_breaks_no_symbol(symbol: dict[str, Any], fits: str, layer: MakeLayer) -> None:
    awkward = layer(AWKWARD, accuracy_m=[None, "", "x", 3, 4.5, np.nan, 1, 2, 3, 4, 5, 6, 7])
    for view in (PAPER, View(50, 50, 20_000, 60, 60), View(1e7, 1e7, 1000, 60, 60)):
        for mark in flat(layer_marks(awkward, styled(symbol), Frame(view))):
            if isinstance(mark, (dl.Fill, dl.Stroke, dl.GradientFill)):
                paths = mark.paths
                assert np.isfinite(paths.xy).all()
                assert paths.starts[0] == paths.groups[0] == 0
                assert paths.starts[-1] == len(paths.xy)
                assert paths.groups[-1] == len(paths.starts) - 1
                assert (np.diff(paths.starts) >= (3 if paths.closed else 2)).all()
                assert (np.diff(paths.groups) > 0).all()


@pytest.mark.parametrize(("symbol", "fits"), SYMBOLS, ids=IDS)
def test_the_same_question_gives_the_same_marks(symbol: dict[str, Any], fits: str, layer: MakeLayer) -> None:
    def once() -> list[np.ndarray]:
        one = layer([AREA, LINE, POINT], accuracy_m=[1.0, 2.0, 3.0])
        marks = flat(layer_marks(one, styled(symbol), Frame(PAPER)))
        return [m.xy if isinstance(m, (dl.Markers, dl.RadialFill)) else paths_of(m).xy for m in marks]

    for a, b in zip(once(), once(), strict=True):
        assert np.array_equal(a, b)


def test_what_lies_beyond_the_reach_is_not_drawn(layer: MakeLayer) -> None:
    near, far = shapely.box(100 + REACH_MM - 2, 0, 130, 10), shapely.box(100 + REACH_MM + 2, 0, 150, 10)
    style = styled({"kind": "fill", "color": C})
    assert layer_marks(layer([near]), style, Frame(PAPER))
    assert not layer_marks(layer([far]), style, Frame(PAPER))


def test_levels_go_under_one_another_across_classes(layer: MakeLayer) -> None:
    roads = layer([LINE, shapely.LineString([(50, 0), (50, 99)])], kind=["a", "b"])
    casing = {"kind": "stroke", "color": "#FFFFFF", "width_mm": 2}
    style = LayerStyle.model_validate(
        {
            "renderer": {
                "kind": "categories",
                "field": "kind",
                "categories": [
                    {
                        "values": [k],
                        "title": {"zh": k},
                        "symbol": [casing, {"kind": "stroke", "color": C, "width_mm": 1, "level": 1}],
                    }
                    for k in "ab"
                ],
            }
        }
    )
    widths = [mark.width_mm for mark in flat(layer_marks(roads, style, Frame(PAPER))) if isinstance(mark, dl.Stroke)]
    assert widths == [2, 2, 1, 1]


def test_scales_of_style_and_rules(layer: MakeLayer) -> None:
    fill = {"kind": "fill", "color": C}
    near = LayerStyle.model_validate({"renderer": {"kind": "single", "symbol": [fill]}, "scales": {"farthest": 900}})
    assert not layer_marks(layer([AREA]), near, Frame(PAPER))
    rules = LayerStyle.model_validate(
        {
            "renderer": {
                "kind": "rules",
                "rules": [
                    {"title": {"zh": "近"}, "symbol": [fill], "scales": {"farthest": 1000}},
                    {"title": {"zh": "远"}, "symbol": [fill, fill], "scales": {"closest": 1001}},
                ],
            }
        }
    )
    assert len(layer_marks(layer([AREA]), rules, Frame(PAPER))) == 1
    assert len(layer_marks(layer([AREA]), rules, Frame(View(50, 50, 2000, 100, 100)))) == 2


def test_rings_are_seen_with_their_own_opacity_only(layer: MakeLayer) -> None:
    rings = {
        "kind": "rings",
        "color": "#D7301F",
        "rings": [{"reach": r, "opacity": o} for r, o in ((1, 0.12), (0.66, 0.3), (0.33, 0.55))],
    }
    for shape in ("circle", "outline"):
        marks = flat(layer_marks(layer([AREA]), styled({**rings, "shape": shape}), Frame(PAPER)))
        assert [mark.color[3] for mark in marks if isinstance(mark, dl.Fill)] == [31, 76, 140]
        hole_counts = [int(np.diff(paths_of(mark).groups)[0]) for mark in marks]
        assert hole_counts == [2, 2, 1]


def test_a_circle_of_an_area_has_its_size(layer: MakeLayer) -> None:
    (mark,) = flat(
        layer_marks(
            layer([AREA]), styled({"kind": "rings", "color": C, "rings": [{"reach": 1, "opacity": 1}]}), Frame(PAPER)
        )
    )
    assert shapely.Polygon(paths_of(mark).xy).area == pytest.approx(AREA.area, rel=0.01)


def test_a_gradient_follows_the_guide_and_else_the_longest_axis(layer: MakeLayer) -> None:
    symbol = {
        "kind": "gradient",
        "along": "line",
        "stops": [{"at": 0, "color": C, "opacity": 0}, {"at": 1, "color": C}],
    }
    tall = layer([shapely.box(40, 5, 60, 95)])
    guide = shapes(layer([shapely.LineString([(90, 90), (10, 20)])], "line")).lines
    (led,) = flat(layer_marks(tall, styled(symbol), Frame(PAPER, {"line": guide})))
    assert isinstance(led, dl.GradientFill)
    assert (led.start, led.end) == ((90, 10), (10, 80))
    (alone,) = flat(layer_marks(tall, styled(symbol), Frame(PAPER)))
    assert isinstance(alone, dl.GradientFill)
    assert sorted((alone.start, alone.end)) == [(50, 5), (50, 95)]


def test_an_inner_band_is_strongest_at_the_outline_and_stays_inside(layer: MakeLayer) -> None:
    band = {"kind": "inner_band", "color": C, "width_mm": 4, "steps": 4, "opacity": 0.8}
    marks = flat(layer_marks(layer([AREA]), styled(band), Frame(PAPER)))
    areas = [shapely.Polygon(paths_of(m).xy[:4], [paths_of(m).xy[4:]]).area for m in marks]
    assert areas == sorted(areas, reverse=True)
    assert areas[0] == pytest.approx(AREA.area - (80 - 8) * (70 - 8), rel=0.01)
    alpha = [m.color[3] / 255 for m in marks if isinstance(m, dl.Fill)]
    assert 1 - np.prod([1 - a for a in alpha]) == pytest.approx(0.8, abs=0.01)


def test_arrowheads_point_out_of_both_ends(layer: MakeLayer) -> None:
    line = shapely.LineString([(20, 50), (80, 50)])
    (mark,) = flat(layer_marks(layer([line]), styled({"kind": "arrowheads", "color": C, "length_mm": 6}), Frame(PAPER)))
    assert isinstance(mark, dl.Markers)
    assert mark.angle is not None
    assert dict(zip(mark.xy[:, 0].tolist(), np.abs(mark.angle).tolist(), strict=True)) == {80: 0, 20: 180}
    assert mark.outline.xy[:, 0].max() > 0


def test_ticks_stand_evenly_from_the_start() -> None:
    line = take_apart(
        np.array([shapely.LineString([(0, 0), (30, 0), (30, 40)]), shapely.LineString([(0, 9), (4, 9)])], dtype=object)
    )
    places, angles = stations_along(to_paths(line.lines, PAPER), 10.0)
    assert np.round(places).tolist() == [
        [5, 100],
        [15, 100],
        [25, 100],
        [30, 95],
        [30, 85],
        [30, 75],
        [30, 65],
        [2, 91],
    ]
    assert angles.round().tolist() == [0, 0, 0, -90, -90, -90, -90, 0]


def test_soft_discs_have_the_size_of_what_is_not_known(layer: MakeLayer) -> None:
    places = layer([shapely.Point(10, 10), shapely.Point(50, 50), shapely.Point(60, 60)], accuracy_m=[20, 3, None])
    (mark,) = flat(layer_marks(places, styled({"kind": "soft_disc", "color": C, "least_m": 5}), Frame(PAPER)))
    assert isinstance(mark, dl.RadialFill)
    assert mark.radius_mm.tolist() == [20]
    assert mark.stops[-1][1][3] == 0
    near, far = layer([shapely.Point(50, 50)] * 2, accuracy_m=[4, 40]), Frame(PAPER)
    inks = [mark.stops[0][1][3] for mark in flat(layer_marks(near, styled({"kind": "soft_disc", "color": C}), far))]
    assert inks == [76, 255]  # the larger, the fainter


def test_markers_stand_on_stations(layer: MakeLayer) -> None:
    loop = layer([LINE], **STATIONS)
    view = View(500_000, 3_320_000, 200_000, 200, 200)
    far = View(0, 0, 200_000, 200, 200)
    style = styled({"kind": "marker", "at": "stations"})
    (mark,) = flat(layer_marks(loop, style, Frame(view)))
    assert isinstance(mark, dl.Markers)
    assert len(mark.xy) == 2
    assert mark.xy[0, 0] == pytest.approx(100.0, abs=0.1)  # 120 E is the central meridian
    assert isinstance(flat(layer_marks(loop, style, Frame(far)))[0], dl.Markers)


@pytest.mark.parametrize("places", ["120 30", "120 30; x y", "120 30 5; 120 30 5"])
def test_stations_that_do_not_fit_are_named(places: str, layer: MakeLayer) -> None:
    loop = layer([LINE], stations=["a;b"], stations_lonlat=[places])
    with pytest.raises(DataError, match="sample"):
        layer_marks(loop, styled({"kind": "marker", "at": "stations"}), Frame(PAPER))


def test_a_missing_field_is_named(layer: MakeLayer) -> None:
    style = LayerStyle.model_validate({"renderer": {"kind": "categories", "field": "landuse", "categories": []}})
    with pytest.raises(DataError, match="land_use"):
        layer_marks(layer([AREA], land_use=["07"]), style, Frame(PAPER))


def test_cancelling_stops(layer: MakeLayer) -> None:
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        layer_marks(layer([AREA]), styled({"kind": "fill", "color": C}), Frame(PAPER, feedback=feedback))


def test_a_swarm_stays_in_reach(layer: MakeLayer) -> None:
    """Markers, ticks and dots far outside of the picture are not listed."""
    long = layer([shapely.LineString([(-1e6, 50), (1e6, 50)]), shapely.box(-1e5, -1e5, 1e5, 1e5)])
    for symbol in (
        {"kind": "ticks", "color": C, "spacing_mm": 5},
        {"kind": "dots", "color": C},
        {"kind": "hatch", "color": C},
    ):
        for mark in flat(layer_marks(long, styled(symbol), Frame(PAPER))):
            x0, y0, x1, y1 = reach(mark)
            assert x0 > -150
            assert y0 > -150
            assert x1 < 250
            assert y1 < 250


def test_the_plan_is_drawn(plan: dict[str, Layer], district_view: View) -> None:
    from yhgis.carto.styles import load_style

    for layer_id, one in plan.items():
        assert flat(layer_marks(one, load_style(layer_id), Frame(district_view))), layer_id


def test_a_rule_for_the_others_draws_what_no_other_rule_does(layer: MakeLayer) -> None:
    areas = layer([shapely.box(0, 0, 5, 5)] * 3, kind=["a", "b", "c"])
    fill = [{"kind": "fill", "color": "#112233"}]
    title = {"zh": "一"}
    rules = [
        {"title": title, "symbol": fill, "where": {"field": "kind", "values": ["a"]}},
        {"title": title, "symbol": fill, "where": {"field": "kind", "values": ["b"]}, "scales": {"closest": 5000}},
        {"title": title, "symbol": fill, "otherwise": True},
    ]
    style = LayerStyle.model_validate({"renderer": {"kind": "rules", "rules": rules}})
    near = classify(areas, style, 1000.0)
    assert [one.members.tolist() for one in near] == [[True, False, False], [False, True, True]]
    far = classify(areas, style, 9000.0)
    assert far[-1].members.tolist() == [False, False, True]


@given(angle=st.floats(-180, 180), spacing=st.floats(1.0, 5.0), shifted=st.booleans())
@settings(max_examples=40, deadline=None)
def test_dots_stand_on_a_turned_grid_fixed_to_the_ground(angle: float, spacing: float, shifted: bool) -> None:
    """Turned back, every dot stands at a whole number of rows and of (half) spacings from the ground's (0, 0)."""
    area = make([shapely.box(10, 10, 60, 55)])
    dots = {
        "kind": "dots",
        "color": "#112233",
        "angle": angle,
        "spacing_mm": spacing,
        "row_mm": 2.0,
        "shifted": shifted,
    }
    style = LayerStyle.model_validate({"renderer": {"kind": "single", "symbol": [dots]}})
    frame = Frame(PAPER)
    (mark,) = layer_marks(area, style, frame)
    assert isinstance(mark, dl.Markers)
    turn = np.radians(angle)
    along, across = np.array([np.cos(turn), -np.sin(turn)]), np.array([np.sin(turn), np.cos(turn)])
    moved = mark.xy - frame.origin_mm
    rows = moved @ across / 2.0
    assert np.abs(rows - rows.round()).max() < 1e-6
    places = moved @ along / spacing - (rows.round() % 2) * (0.5 if shifted else 0.0)
    assert np.abs(places - places.round()).max() < 1e-6


def test_a_soft_area_reaches_beyond_its_outline_and_grows_stronger_inward(layer: MakeLayer) -> None:
    area = layer([shapely.box(20, 20, 80, 80)])
    soft = {"kind": "soft_fill", "color": "#FF0000", "opacity": 0.6, "width_mm": 8.0, "steps": 8}
    marks = layer_marks(
        area, LayerStyle.model_validate({"renderer": {"kind": "single", "symbol": [soft]}}), Frame(PAPER)
    )
    reaches = [reach(mark)[0] for mark in marks]
    assert reaches == pytest.approx(np.linspace(16.0, 24.0, 8).tolist(), abs=0.01)
    left = 1.0
    for mark in marks:
        assert isinstance(mark, dl.Fill)
        left *= 1.0 - mark.color[3] / 255
    assert 1.0 - left == pytest.approx(0.6, abs=0.02)


def test_gradients_run_as_they_are_told(layer: MakeLayer) -> None:
    area = layer([shapely.box(20, 40, 80, 60)])
    stops = [{"at": 0, "color": "#000000"}, {"at": 1, "color": "#FFFFFF"}]

    def drawn(**more: object) -> dl.GradientFill:
        style = {"renderer": {"kind": "single", "symbol": [{"kind": "gradient", "stops": stops} | more]}}
        (mark,) = layer_marks(area, LayerStyle.model_validate(style), Frame(PAPER))
        assert isinstance(mark, dl.GradientFill)
        return mark

    assert np.subtract(drawn().end, drawn().start) == pytest.approx((60, 0))
    assert np.subtract(drawn(angle=90).end, drawn(angle=90).start) == pytest.approx((0, -20))  # upward
    assert np.subtract(drawn(angle=180).end, drawn(angle=180).start) == pytest.approx((-60, 0))
    radial = drawn(shape="radial")
    assert radial.radial
    assert radial.start == pytest.approx((50, 50))
    assert np.hypot(*np.subtract(radial.end, radial.start)) == pytest.approx(np.hypot(30, 10))
