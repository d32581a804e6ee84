"""The picture of a map: its groups, the veil, progress and cancel."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from tests.carto.makers import PAPER, MakeLayer, flat
from yhgis.carto import display_list as dl
from yhgis.carto.map_picture import LABELS, MASK, MapLayer, compose
from yhgis.carto.styles import default_style, load_style, load_theme, themes
from yhgis.errors import Cancelled
from yhgis.feedback import Feedback
from yhgis.model.layer import Layer
from yhgis.model.view import View


def groups(picture: dl.DisplayList) -> list[dl.Group]:
    assert all(isinstance(mark, dl.Group) for mark in picture.marks)
    return [mark for mark in picture.marks if isinstance(mark, dl.Group)]


def names(picture: dl.DisplayList) -> list[str]:
    return [group.name for group in groups(picture)]


def shown(plan: dict[str, Layer], theme_id: str) -> list[MapLayer]:
    return [MapLayer(plan[one.id], load_style(one.style or one.id), one.opacity) for one in load_theme(theme_id).layers]


@pytest.mark.parametrize("theme_id", [theme.id for theme in themes()])
def test_a_theme_is_a_group_a_layer_then_the_labels(theme_id: str, plan: dict[str, Layer], district_view: View) -> None:
    picture = compose(shown(plan, theme_id), district_view, mask=plan["district"])
    order = list(load_theme(theme_id).layer_ids)
    order.insert(order.index("district"), MASK)
    assert names(picture) == [*order, LABELS]
    assert (picture.width_mm, picture.height_mm) == (district_view.width_mm, district_view.height_mm)
    assert all(flat(group.marks) for group in groups(picture) if group.name != "axis")


def test_the_same_question_gives_the_same_picture(plan: dict[str, Layer], district_view: View) -> None:
    one, two = (flat(compose(shown(plan, "layout"), district_view, mask=plan["district"]).marks) for _ in range(2))
    assert len(one) == len(two)
    for a, b in zip(one, two, strict=True):
        assert type(a) is type(b)
        if isinstance(a, dl.Text):
            assert a == b
        elif isinstance(a, (dl.Fill, dl.Stroke)) and isinstance(b, (dl.Fill, dl.Stroke)):
            assert np.array_equal(a.paths.xy, b.paths.xy)


def test_the_veil_has_a_hole_and_covers_the_rest(layer: MakeLayer) -> None:
    mask = layer([shapely.box(20, 20, 80, 70)], "mask")
    picture = compose([], PAPER, mask=mask)
    (veil,) = flat(groups(picture)[0].marks)
    assert isinstance(veil, dl.Fill)
    rings = [
        shapely.Polygon(veil.paths.xy[a:b]) for a, b in zip(veil.paths.starts, veil.paths.starts[1:], strict=False)
    ]
    shape = rings[0].symmetric_difference(rings[1])
    assert not shape.contains(shapely.Point(50, 50))
    for corner in ((0, 0), (100, 0), (0, 100), (100, 100)):
        assert shape.contains(shapely.Point(corner))
    assert veil.color == (255, 255, 255, 153)


def test_the_veil_lies_under_its_own_layer_else_under_the_users(layer: MakeLayer) -> None:
    box = [shapely.box(20, 20, 80, 70)]
    district, zones = (layer(box, name, info={"group": "admin"}) for name in ("district", "zones"))
    own = layer(box, "footprint")
    made = {one.id: MapLayer(one, default_style(one)) for one in (district, zones, own)}
    assert names(compose([made["zones"], made["district"], made["footprint"]], PAPER, mask=district))[:2] == [
        "zones",
        MASK,
    ]
    assert names(compose([made["zones"], made["footprint"]], PAPER, mask=district)) == [
        "zones",
        MASK,
        "footprint",
        LABELS,
    ]
    assert names(compose([made["zones"]], PAPER, mask=district)) == ["zones", MASK, LABELS]
    assert names(compose([made["zones"]], PAPER)) == ["zones", LABELS]


def test_opacity_is_the_groups(layer: MakeLayer) -> None:
    one = layer([shapely.box(20, 20, 80, 70)])
    for opacity in (0.4, 0.0):
        (group, _) = groups(compose([MapLayer(one, default_style(one), opacity)], PAPER))
        assert group.opacity == opacity
        assert bool(group.marks) == (opacity > 0)


def test_empty_and_far_layers_are_empty_groups(layer: MakeLayer) -> None:
    for geometry in ([], [None], [shapely.box(1e6, 1e6, 2e6, 2e6)]):
        one = layer(geometry)
        assert [len(group.marks) for group in groups(compose([MapLayer(one, default_style(one))], PAPER))] == [0, 0]


def test_progress_rises_to_one_and_cancel_stops(layer: MakeLayer) -> None:
    one = layer([shapely.box(20, 20, 80, 70)])
    seen: list[float] = []
    compose([MapLayer(one, default_style(one))] * 3, PAPER, feedback=Feedback(lambda share, _: seen.append(share)))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        compose([MapLayer(one, default_style(one))], PAPER, feedback=feedback)


def test_the_corridors_gradient_follows_its_line(plan: dict[str, Layer], district_view: View) -> None:
    picture = compose(shown(plan, "layout"), district_view)
    corridor = next(group for group in groups(picture) if group.name == "corridor")
    gradient = next(mark for mark in corridor.marks if isinstance(mark, dl.GradientFill))
    assert gradient.start[0] < gradient.end[0] - 50
    assert [round(stop[1][3] / 2.55) for stop in gradient.stops] == [5, 50, 5]
