"""Labels never overlap, never leave the frame, and the important ones win; the same every time."""

from __future__ import annotations

import string
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.carto.makers import AWKWARD, PAPER, MakeLayer, flat, make
from yhgis.carto import display_list as dl
from yhgis.carto.frame import Frame
from yhgis.carto.label_collision import Box, Occupied, Placed
from yhgis.carto.label_places import along_line, inside_area, on_line, round_point
from yhgis.carto.label_written import Written
from yhgis.carto.labels import Placements, frame_box, label_marks, place_labels
from yhgis.carto.map_picture import MapLayer
from yhgis.carto.styles import load_style, load_theme, themes
from yhgis.carto.text_measure import estimated_measure
from yhgis.errors import Cancelled
from yhgis.feedback import Feedback
from yhgis.i18n import Language
from yhgis.model.layer import Layer
from yhgis.model.style import LayerStyle
from yhgis.model.view import View

NAMES = st.text(alphabet=list("良渚余杭径山仓前五常闲林" + string.ascii_letters), min_size=1, max_size=9)
XY = st.tuples(st.floats(-10, 110), st.floats(-10, 110))
STYLE = dl.TextStyle(9.0)


def named(placement: str, symbol: list[dict[str, Any]] | None = None, **label: Any) -> LayerStyle:
    labels = [{"placement": placement, "size_pt": 8.0} | label]
    return LayerStyle.model_validate({"renderer": {"kind": "single", "symbol": symbol or []}, "labels": labels})


def placed(*pairs: tuple[Layer, LayerStyle], view: View = PAPER, lang: Language = "zh") -> list[Placed]:
    return place_labels([MapLayer(one, style) for one, style in pairs], Frame(view), estimated_measure, lang)


def texts(found: list[Placed]) -> list[str]:
    return [one.label.text for one in found]


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def assert_sound(found: list[Placed], view: View) -> None:
    """No two labels overlap, and none leaves the frame."""
    x0, y0, x1, y1 = frame_box(Frame(view))
    for i, one in enumerate(found):
        for box in one.candidate.boxes:
            assert x0 <= box[0] <= box[2] <= x1
            assert y0 <= box[1] <= box[3] <= y1
            for other in found[:i]:
                assert not any(overlap(box, taken) for taken in other.candidate.boxes)


@st.composite
def crowds(draw: st.DrawFn) -> list[tuple[Layer, LayerStyle]]:
    """Return points, lines and areas with names, all over the paper and beyond."""
    points = draw(st.lists(st.tuples(XY, NAMES), max_size=25))
    lines = draw(st.lists(st.tuples(st.lists(XY, min_size=2, max_size=6), NAMES), max_size=6))
    areas = draw(st.lists(st.tuples(XY, st.floats(2, 40), NAMES), max_size=8))
    marker = [{"kind": "marker", "size_mm": 2.0}]
    return [
        (
            make([shapely.Point(xy).buffer(r) for xy, r, _ in areas], "areas", name=[n for *_, n in areas]),
            named("polygon", spacing_mm=2.0),
        ),
        (
            make([shapely.LineString(xy) for xy, _ in lines], "lines", name=[n for _, n in lines]),
            named(draw(st.sampled_from(["along", "line"])), repeat_mm=draw(st.sampled_from([0.0, 40.0]))),
        ),
        (
            make([shapely.Point(xy) for xy, _ in points], "points", name=[n for _, n in points]),
            named("point", marker, priority=60),
        ),
    ]


@given(crowd=crowds())
@settings(max_examples=60)
def test_no_two_labels_overlap_and_none_leaves_the_frame(crowd: list[tuple[Layer, LayerStyle]]) -> None:
    found = placed(*crowd)
    assert_sound(found, PAPER)
    again = placed(*crowd)
    assert [(p.label.text, p.candidate.pieces) for p in found] == [(p.label.text, p.candidate.pieces) for p in again]


@given(boxes=st.lists(st.tuples(XY, st.floats(0.1, 30), st.floats(0.1, 8)), max_size=60))
def test_the_index_finds_every_overlap(boxes: list[tuple[tuple[float, float], float, float]]) -> None:
    index, taken = Occupied(), []
    for (x, y), w, h in boxes:
        box = (x, y, x + w, y + h)
        assert index.overlaps(box) == any(overlap(box, other) for other in taken)
        index.add(box)
        taken.append(box)


def test_of_two_at_one_place_the_more_important_is_written(layer: MakeLayer) -> None:
    spot = [shapely.Point(50, 50)]
    tight = View(50, 50, 1000, 18, 6)  # room for one name only
    low, high = layer(spot, "low", name=["次要"]), layer(spot, "high", name=["重要"])
    both = [(low, named("point", priority=1)), (high, named("point", priority=2))]
    assert texts(placed(*both, view=tight))[0] == "重要"
    must = [(low, named("point", priority=1, must=True)), (high, named("point", priority=99))]
    assert texts(placed(*must, view=tight))[0] == "次要"


def test_thousands_of_names_are_thinned_out(layer: MakeLayer) -> None:
    rng = np.random.default_rng(4)
    crowd = layer(shapely.points(rng.uniform(0, 100, (3000, 2))).tolist(), name=[f"点{i}" for i in range(3000)])
    found = placed((crowd, named("point", [{"kind": "marker", "size_mm": 1.0}])))
    assert 40 < len(found) < 400
    assert_sound(found, PAPER)


def test_awkward_geometry_breaks_no_label(layer: MakeLayer) -> None:
    awkward = layer(AWKWARD, name=[f"名{i}" for i in range(len(AWKWARD))])
    for placement in ("polygon", "line", "along", "point", "stations"):
        for view in (PAPER, View(50, 50, 30_000, 50, 50), View(1e7, 0, 100, 50, 50)):
            assert_sound(placed((awkward, named(placement, repeat_mm=20.0)), view=view), view)


def test_a_name_stands_inside_its_area(layer: MakeLayer) -> None:
    horseshoe = shapely.from_wkt("POLYGON ((10 10, 90 10, 90 90, 70 90, 70 30, 30 30, 30 90, 10 90, 10 10))")
    (one,) = placed((layer([horseshoe], name=["马蹄"]), named("polygon")))
    paper = shapely.transform(horseshoe, PAPER.to_paper)
    assert paper.contains(shapely.box(*one.candidate.boxes[0]))


def test_an_area_too_small_for_its_name_has_none(layer: MakeLayer) -> None:
    assert placed((layer([shapely.box(50, 50, 53, 53)], name=["很长很长的名字"]), named("polygon"))) == []


def test_a_panned_area_keeps_its_name_where_it_is(layer: MakeLayer) -> None:
    one = layer([shapely.Point(50, 50).buffer(38)], name=["片区"])
    before = placed((one, named("polygon")))[0].candidate.pieces[0]
    moved = PAPER.panned(20.0, -15.0)  # the area now hangs out of the frame
    after = placed((one, named("polygon")), view=moved)[0].candidate.pieces[0]
    assert (after.x - before.x, after.y - before.y) == pytest.approx((20.0, -15.0), abs=0.4)


def test_a_name_that_gave_way_at_the_edge_goes_home_when_its_place_shows_again(layer: MakeLayer) -> None:
    one, style = layer([shapely.Point(50, 50).buffer(38)], name=["片区"]), named("polygon")

    def at(view: View, before: Placements | None) -> Placements:
        frame = Frame(view)
        return Placements(view, tuple(place_labels([MapLayer(one, style)], frame, estimated_measure, "zh", before)))

    def ground(found: Placements) -> tuple[float, float]:
        piece = found.placed[0].candidate.pieces[0]
        return found.view.to_ground(piece.x, piece.y)

    home = at(PAPER, None)
    away = at(PAPER.panned(60.0, 0.0), home)
    assert ground(away) != pytest.approx(ground(home), abs=5.0)
    farther = at(PAPER.panned(62.0, 1.0), away)
    assert ground(farther) == pytest.approx(ground(away), abs=0.1), "while its place is out of sight it stays"
    assert ground(at(PAPER, farther)) == pytest.approx(ground(home), abs=1.0)


def test_letters_follow_a_line_and_read_from_left_to_right(layer: MakeLayer) -> None:
    turn = np.linspace(np.pi, 0, 60)
    arc = shapely.linestrings(np.column_stack([50 + 40 * np.cos(turn), 20 + 40 * np.sin(turn)]))
    for line in (arc, shapely.reverse(arc)):
        (one,) = placed((layer([line], name=["南北千年发展轴"]), named("along", spacing_mm=1.0, gap_mm=1.0)))
        pieces = one.candidate.pieces
        assert "".join(piece.text for piece in pieces) == "南北千年发展轴"
        assert np.all(np.diff([piece.x for piece in pieces]) > 0)
        assert np.all(np.diff([piece.angle for piece in pieces]) > 0)  # turns clockwise over the top of the arc
        assert all(abs(piece.angle) < 90 for piece in pieces)


def test_on_a_steep_line_chinese_letters_stand_one_below_the_other(layer: MakeLayer) -> None:
    for line in ([(50, 5), (52, 95)], [(52, 95), (50, 5)]):
        (one,) = placed((layer([shapely.LineString(line)], name=["西塘河"]), named("along", spacing_mm=1.0)))
        assert np.all(np.diff([piece.y for piece in one.candidate.pieces]) > 0)
        assert all(abs(piece.angle) < 20 for piece in one.candidate.pieces)
        (latin,) = placed((layer([shapely.LineString(line)], name=["Xitang"]), named("along")))
        assert all(abs(piece.angle) > 60 for piece in latin.candidate.pieces)


def test_a_straight_name_is_never_upside_down(layer: MakeLayer) -> None:
    for end in ((90, 70), (10, 30), (90, 30), (10, 70)):
        (one,) = placed((layer([shapely.LineString([(50, 50), end])], name=["路"]), named("line")))
        assert -90 <= one.candidate.pieces[0].angle <= 90


def test_a_line_too_crooked_for_its_name_has_none() -> None:
    written = Written.of("东苕溪东苕溪东苕溪", STYLE, estimated_measure)
    zigzag = np.column_stack([np.arange(0, 60, 4.0), np.tile([0.0, 25.0], 8)[:15]])
    assert all(np.ptp([p.angle for p in c.pieces]) <= 80.0 for c in along_line(written, zigzag, 0.0))
    assert on_line(written, np.array([(0.0, 0.0), (5.0, 0.0)]), 0.0) == []


def test_reaches_of_one_river_are_named_once(layer: MakeLayer) -> None:
    reaches = [shapely.LineString([(x, 50), (x + 30, 52)]) for x in (5, 35, 65)]
    joined = shapely.LineString([(5, 20), (95, 22)])
    river = layer([*reaches, joined], name=["苕溪", "苕溪", "苕溪", "运河"])
    assert sorted(texts(placed((river, named("along", once_each=True))))) == ["苕溪", "运河"]


def test_a_long_line_is_named_again(layer: MakeLayer) -> None:
    line = layer([shapely.LineString([(0, 50), (100, 50)])], name=["路"])
    assert len(placed((line, named("line", repeat_mm=30.0)))) == 3
    assert len(placed((line, named("line")))) == 1


def test_the_same_name_is_not_read_twice_at_one_place(layer: MakeLayer) -> None:
    lake, stop = (
        layer([shapely.Point(50, 50)], "lake", name=["南湖"]),
        layer([shapely.Point(52, 53)], "stop", name=["南湖"]),
    )
    far = layer([shapely.Point(5, 5)], "far", name=["南湖"])
    assert len(placed((lake, named("point")), (stop, named("point")))) == 1
    assert len(placed((lake, named("point")), (far, named("point")))) == 2


def test_labels_keep_clear_of_markers_and_strong_lines(layer: MakeLayer) -> None:
    points = layer([shapely.Point(50, 50), shapely.Point(56, 50)], name=["甲乙丙", ""])
    marker = [{"kind": "marker", "size_mm": 2.0}]
    (one,) = placed((points, named("point", marker)))
    assert not overlap(one.candidate.boxes[0], (55.0, 49.0, 57.0, 51.0))
    road = layer([shapely.LineString([(58, 0), (58, 100)])], "road")
    strong = LayerStyle.model_validate(
        {"renderer": {"kind": "single", "symbol": [{"kind": "stroke", "color": "#000000", "width_mm": 2}]}}
    )
    place = layer([shapely.Point(50, 50)], name=["甲乙丙丁"])
    (one,) = placed((place, named("point")), (road, strong))
    assert one.candidate.boxes[0][2] < 57.5


def test_filters_classes_and_scales_decide_who_is_named(layer: MakeLayer) -> None:
    towns = layer([shapely.Point(x, 50) for x in (10, 40, 70)], name=["甲", "乙", "丙"], kind=["a", "b", "c"])
    only = named("point", only={"field": "kind", "values": ["a", "b"]})
    assert sorted(texts(placed((towns, only)))) == ["乙", "甲"]
    categories = LayerStyle.model_validate(
        {
            "renderer": {
                "kind": "categories",
                "field": "kind",
                "categories": [{"values": ["c"], "title": {"zh": "丙类"}, "symbol": [], "label_color": "#AA0000"}],
            },
            "labels": [{"placement": "point", "color": "category"}],
        }
    )
    (one,) = placed((towns, categories))
    assert one.label.text == "丙"
    assert one.label.style.color == (170, 0, 0, 255)
    assert placed((towns, named("point", scales={"farthest": 500}))) == []


def test_both_languages_and_brackets(layer: MakeLayer) -> None:
    info = {"name_field": "name", "name_field_en": "name_en"}
    one = layer(
        [shapely.Point(40, 50), shapely.Point(40, 70)],
        info=info,
        name=["莫角山(良渚)", "南湖"],
        name_en=["Mojiaoshan", ""],
    )
    assert texts(placed((one, named("point", short=True)))) == ["莫角山", "南湖"]
    assert texts(placed((one, named("point")), lang="en")) == ["Mojiaoshan", "南湖"]


def test_letter_spacing_is_less_between_narrow_letters() -> None:
    spaced = dl.TextStyle(9.0, letter_spacing_mm=5.0)
    assert Written.of("城西片", spaced, estimated_measure).style.letter_spacing_mm == 5.0
    assert Written.of("Zone", spaced, estimated_measure).style.letter_spacing_mm == 1.0


def test_places_about_a_point_do_not_touch_it() -> None:
    written = Written.of("杭州西站", STYLE, estimated_measure)
    found = round_point(written, 0.0, 0.0, 1.5)
    assert len(found) == 8
    assert [c.cost for c in found] == sorted(c.cost for c in found)
    for candidate in found:
        x0, y0, x1, y1 = candidate.boxes[0]
        assert max(x0, y0, -x1, -y1) > 0.2


def test_the_widest_place_comes_first() -> None:
    written = Written.of("宽", STYLE, estimated_measure)
    bottle = shapely.union(shapely.box(0, 0, 40, 40), shapely.box(40, 18, 90, 22))
    best = min(inside_area(written, bottle), key=lambda c: c.cost)
    x0, y0, x1, y1 = best.boxes[0]
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((20, 20), abs=1.5)


def test_faded_layers_have_faded_names_and_hidden_ones_none(layer: MakeLayer) -> None:
    one = layer([shapely.Point(50, 50)], name=["甲"])
    for opacity, alpha in ((1.0, 255), (0.5, 128)):
        (mark,) = label_marks([MapLayer(one, named("point"), opacity)], Frame(PAPER), estimated_measure, "zh")
        assert isinstance(mark, dl.Text)
        assert mark.style.color[3] == alpha
    assert label_marks([MapLayer(one, named("point"), 0.0)], Frame(PAPER), estimated_measure, "zh") == ()


def test_a_flag_is_a_box_behind_the_name(layer: MakeLayer) -> None:
    one = layer([shapely.Point(50, 50)], name=["未来科技城"])
    marks = label_marks(
        [MapLayer(one, named("point", flag=True, color="#3F51B5"))], Frame(PAPER), estimated_measure, "zh"
    )
    assert [type(mark) for mark in marks] == [dl.Fill, dl.Stroke, dl.Text]


def test_cancelling_stops(layer: MakeLayer) -> None:
    feedback = Feedback()
    feedback.cancel()
    one = MapLayer(layer([shapely.Point(50, 50)], name=["甲"]), named("point"))
    with pytest.raises(Cancelled):
        place_labels([one], Frame(PAPER, feedback=feedback), estimated_measure, "zh")


@pytest.mark.parametrize("theme_id", [theme.id for theme in themes()])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_plan_is_named_without_a_collision(
    theme_id: str, lang: Language, plan: dict[str, Layer], district_view: View
) -> None:
    theme = load_theme(theme_id)
    shown = [MapLayer(plan[one.id], load_style(one.style or one.id)) for one in theme.layers]
    found = place_labels(shown, Frame(district_view), estimated_measure, lang)
    assert_sound(found, district_view)
    if lang == "zh" and "towns" in theme.layer_ids:
        assert set(plan["towns"].fields["name"]) <= set(texts(found))
    marks = flat(label_marks(shown, Frame(district_view), estimated_measure, lang))
    assert sum(isinstance(mark, dl.Text) for mark in marks) >= len(found)


#: What a presenter points at: these names may not be missing from a sheet of the theme.
FIGURES = {
    "layout": {"城西片", "东部片", "西部片", "城西科创大走廊", "南北千年发展轴", "新区中心"},
    "greenways": {"良渚绿道主环线", "未来科技城绿道主环线", "大径山生态区环道"},
    "platforms": {"未来科技城", "杭州云城", "良渚新城", "钱江经济开发区", "之江实验室", "良渚实验室", "湖畔实验室"},
    "transport": {"杭州西站", "湖杭铁路", "杭州绕城高速", "杭徽高速", "杭长高速", "104国道", "机场快线", "仁和港"},
    "ecology": {
        *("运河湿地群", "苕溪湿地群", "城西湿地群", "西溪—良渚—径山生态廊道", "西部生态安全屏障"),
        *("云城“超级十字绿野”", "东明山森林公园", "闲林水库"),
        *("南湖", "北湖", "梦溪水乡", "三白潭", "东莲", "五常湿地", "和睦水乡", "西溪湿地"),
    },
    "culture": {
        *("良渚国家文化公园", "大运河国家文化公园", "大径山乡村国家公园"),
        *("良渚古城遗址", "瑶山遗址", "鲤鱼山遗址", "老虎岭遗址", "径山寺"),
        *("中共西镇区委旧址", "余杭抗日战争纪念馆", "“四无”粮仓", "“五九批示”纪念馆", "小古城村"),
    },
    "countryside": {"大径山美丽乡村核心样板区", "西部访茶寻幽线", "中泰慢谷风光线", "良渚文化风情线"},
    "region": {"杭州核心", *("余杭", "临平", "钱塘", "萧山", "富阳", "临安", "桐庐", "建德", "淳安")},
}


@pytest.mark.parametrize("theme_id", FIGURES)
def test_a_theme_names_its_figures(theme_id: str, plan: dict[str, Layer]) -> None:
    theme = load_theme(theme_id)
    view = View.fit(plan[theme.extent].bounds, 240.0, 190.0, 96.0)
    shown = [MapLayer(plan[one.id], load_style(one.style or one.id)) for one in theme.layers]
    found = set(texts(place_labels(shown, Frame(view), estimated_measure, "zh")))
    assert FIGURES[theme_id] <= found


def test_a_name_without_room_stands_beside_its_area(layer: MakeLayer) -> None:
    one = layer([shapely.box(48, 48, 52, 52)], name=["云城超级十字绿野"])
    assert not place_labels([MapLayer(one, named("polygon"))], Frame(PAPER), estimated_measure, "zh")
    (label,) = place_labels([MapLayer(one, named("polygon", beside=True))], Frame(PAPER), estimated_measure, "zh")
    x0, y0, x1, y1 = label.candidate.boxes[0]
    x, y = PAPER.to_paper(np.array([[48.0, 52.0], [52.0, 48.0]])).T
    assert x0 > x[1] - 0.2 or x1 < x[0] + 0.2 or y0 > y[1] - 0.2 or y1 < y[0] + 0.2


def test_a_name_with_room_stays_inside_its_area(layer: MakeLayer) -> None:
    one = layer([shapely.box(10, 10, 90, 90)], name=["南湖"])
    (label,) = place_labels([MapLayer(one, named("polygon", beside=True))], Frame(PAPER), estimated_measure, "zh")
    x0, y0, x1, y1 = label.candidate.boxes[0]
    low, high = PAPER.to_paper(np.array([[10.0, 90.0], [90.0, 10.0]]))
    assert low[0] < x0
    assert x1 < high[0]
    assert low[1] < y0
    assert y1 < high[1]


def test_a_line_too_short_for_its_name_has_it_beside(layer: MakeLayer) -> None:
    one = layer([shapely.LineString([(48, 50), (52, 50)])], name=["西部访茶寻幽线"])
    assert not place_labels([MapLayer(one, named("along"))], Frame(PAPER), estimated_measure, "zh")
    (label,) = place_labels([MapLayer(one, named("along", beside=True))], Frame(PAPER), estimated_measure, "zh")
    assert len(label.candidate.pieces) == 1
