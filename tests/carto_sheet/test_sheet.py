"""Whole sheets of the plan: on every paper everything is there, apart from each other and on the paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from tests.carto_sheet.conftest import Metres, ThemeLayers, group_named, said, texts_of
from yhgis.carto.display_list import DisplayList, Fill, Group, Stroke
from yhgis.carto.map_picture import MapLayer, compose
from yhgis.carto.sheet import FOOTER, FURNITURE, HIGHLIGHT, LEGEND, MAP, Sheet, compose_sheet, sheet_for_theme
from yhgis.carto.sheet_shapes import Box
from yhgis.carto.sheet_template import SheetTemplate, load_template, templates
from yhgis.carto.styles import default_style, load_theme, themes
from yhgis.carto.text_measure import estimated_measure as measure
from yhgis.errors import Cancelled, DataError, UsageError
from yhgis.feedback import Feedback
from yhgis.i18n import Language, Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo, Status
from yhgis.model.view import View

STATED: dict[str, object] = {"compiler": "余杭区规划编制中心", "approval": "浙S（2026）1号", "security": "内部"}


def composed(sheet: Sheet, layers: list[MapLayer], metres: Metres) -> DisplayList:
    district = metres("district")
    sheet = replace(sheet, extent=sheet.extent or district.bounds)
    return compose_sheet(sheet, layers, mask=district, district=district)


def text_boxes(page: DisplayList) -> list[tuple[str, Box]]:
    """Boxes of the level texts outside of the map."""
    marks = [mark for mark in page.marks if not (isinstance(mark, Group) and mark.name == MAP)]
    boxes = []
    for text, x, y in texts_of(marks):
        if text.angle:
            continue
        width, ascent, descent = measure(text.text, text.style)
        left = x - {"left": 0.0, "center": width / 2, "right": width}[text.anchor]
        boxes.append((text.text, Box(left, y - ascent, width, ascent + descent)))
    return boxes


def map_box(page: DisplayList) -> Box:
    shown = group_named(page, MAP)
    assert shown.clip is not None
    return Box(*shown.offset, shown.clip[2], shown.clip[3])


@pytest.mark.parametrize("theme", [theme.id for theme in themes()])
@pytest.mark.parametrize("template", templates(), ids=lambda one: f"{one.paper}-{one.orientation}")
def test_everything_fits_on_every_paper(
    template: SheetTemplate, theme: str, theme_layers: ThemeLayers, metres: Metres
) -> None:
    lang: Language = "en" if theme == "greenways" else "zh"
    stated = STATED | {"paper": template.paper, "orientation": template.orientation, "dpi": 60.0}
    sheet = sheet_for_theme(load_theme(theme), lang, **stated)
    page = composed(sheet, theme_layers(theme), metres)
    assert (page.width_mm, page.height_mm) == (template.width_mm, template.height_mm)
    inner = Box(0, 0, page.width_mm, page.height_mm).shrunk(*[template.margin_mm] * 4)
    boxes, frame = text_boxes(page), map_box(page)
    assert inner.holds(frame)
    assert frame.width * frame.height > 0.35 * inner.width * inner.height
    for place, (text, box) in enumerate(boxes):
        assert inner.holds(box, 0.3), f"{text} leaves the margins"
        assert not box.meets(frame, 0.05), f"{text} lies on the map"
        for other, taken in boxes[:place]:
            assert not box.meets(taken, 0.1), f"{text} lies on {other}"


def test_a_sheet_says_what_a_sheet_must(theme_layers: ThemeLayers, metres: Metres) -> None:
    sheet = sheet_for_theme(load_theme("layout"), date="2026-11-24", **STATED)
    page = composed(sheet, theme_layers("layout"), metres)
    words = said(page.marks)
    assert "余杭区空间布局图" in words
    assert "密级：内部" in words
    (subtitle,) = (word for word in words if "比例尺" in word)
    assert "1:200 000" in subtitle
    assert "面积口径" in subtitle
    footer = "".join(said(group_named(page, FOOTER).marks))
    for part in ("资料来源", "EPSG:4549", "图斑椭球面积", "余杭区规划编制中心", "2026年11月24日"):
        assert part in footer
    assert "审图号：浙S（2026）1号" in footer
    assert "示意" in footer
    assert {"北", "0"} <= set(said(group_named(page, FURNITURE).marks))


def test_what_is_not_known_is_not_said(theme_layers: ThemeLayers, metres: Metres) -> None:
    page = composed(replace(sheet_for_theme(load_theme("layout")), date=""), theme_layers("layout"), metres)
    everything = "".join(said(page.marks))
    for word in ("密级", "审图号", "编制单位", "编制日期"):
        assert word not in everything


def test_english(theme_layers: ThemeLayers, metres: Metres) -> None:
    page = composed(sheet_for_theme(load_theme("towns"), "en"), theme_layers("towns"), metres)
    outside = [mark for mark in page.marks if not (isinstance(mark, Group) and mark.name == MAP)]
    chinese = [word for word in said(outside) if any("\u4e00" <= char <= "\u9fff" for char in word)]
    assert chinese == []
    assert said(page.marks)[0].startswith("Yuhang District")


def own_layer(layer_id: str, title: str, status: Status, *geometry: shapely.Geometry) -> MapLayer:
    info = LayerInfo(layer_id, Title(title), "own", status)
    layer = Layer(info, np.array(geometry, dtype=object), {}, WORK_CRS)
    return MapLayer(layer, default_style(layer))


NEAR = shapely.box(480_000, 3_350_000, 490_000, 3_360_000)
FAR = shapely.box(580_000, 3_350_000, 590_000, 3_360_000)


def test_schematic_is_said_while_schematic_is_shown() -> None:
    official = own_layer("a", "甲", Status.OFFICIAL, NEAR)
    schematic = own_layer("b", "乙", Status.SCHEMATIC, NEAR)
    sheet = Sheet("试", extent=NEAR.bounds)

    def words(*layers: MapLayer) -> tuple[list[str], str]:
        page = compose_sheet(sheet, layers)
        return said(group_named(page, LEGEND).marks), "".join(said(group_named(page, FOOTER).marks))

    legend, footer = words(official)
    assert not any("示意" in word for word in legend)
    assert "示意" not in footer
    legend, footer = words(schematic)
    assert "（示意）" in legend
    assert "示意：图形" in footer
    legend, footer = words(official, schematic)
    assert "（含示意）" in legend
    assert legend.count("示意") == 1
    assert "标有“示意”" in footer


def test_the_legend_lists_what_the_frame_shows() -> None:
    layers = [own_layer("a", "近处", Status.OWN, NEAR), own_layer("b", "远处", Status.OWN, FAR)]
    words = said(group_named(compose_sheet(Sheet("试", extent=NEAR.bounds), layers), LEGEND).marks)
    assert "近处" in words
    assert "远处" not in words


def test_a_very_long_legend_is_set_smaller_not_cut() -> None:
    layers = [own_layer(f"l{i}", f"很长很长的图层名称第{i}号", Status.OWN, NEAR) for i in range(70)]
    page = compose_sheet(Sheet("试", paper="A4", extent=NEAR.bounds), layers)
    legend = "".join(said(group_named(page, LEGEND).marks))
    assert all(f"第{i}号" in legend for i in range(70))
    inner = Box(0, 0, page.width_mm, page.height_mm)
    assert all(inner.holds(box, 0.01) for _, box in text_boxes(page))
    with pytest.raises(DataError, match="A4"):
        compose_sheet(Sheet("试", paper="A4", extent=NEAR.bounds), layers * 12)


def test_the_map_is_the_one_that_compose_makes(theme_layers: ThemeLayers, metres: Metres) -> None:
    layers = theme_layers("control_lines")
    sheet = sheet_for_theme(load_theme("control_lines"))
    page = composed(sheet, layers, metres)
    frame = map_box(page)
    x0, y0, x1, y1 = metres("district").bounds
    view = View((x0 + x1) / 2, (y0 + y1) / 2, 200_000, frame.width, frame.height, sheet.dpi)
    alone = compose(layers, view, mask=metres("district"))
    inside = group_named(page, MAP).marks
    assert [mark.name for mark in inside[1:] if isinstance(mark, Group)] == [
        mark.name for mark in alone.marks if isinstance(mark, Group)
    ]
    assert isinstance(inside[0], Fill)
    assert said(inside) == said(alone.marks)


def test_a_stated_view_keeps_place_and_scale(theme_layers: ThemeLayers, metres: Metres) -> None:
    view = View(490_000, 3_355_000, 37_000, 1, 1, 96)
    page = composed(sheet_for_theme(load_theme("layout"), view=view), theme_layers("layout"), metres)
    assert any("1:37 000" in word for word in said(page.marks))
    assert "位置" in said(group_named(page, FURNITURE).marks)


def test_the_inset_stands_only_on_sheets_of_a_part(theme_layers: ThemeLayers, metres: Metres) -> None:
    whole = composed(sheet_for_theme(load_theme("layout")), theme_layers("layout"), metres)
    assert "位置" not in said(group_named(whole, FURNITURE).marks)


def test_a_highlight_lies_beneath_the_labels(metres: Metres, theme_layers: ThemeLayers) -> None:
    town = metres("towns").select(np.array([0]))
    page = compose_sheet(Sheet("试", extent=town.bounds), theme_layers("towns"), highlight=town)
    names = [mark.name for mark in group_named(page, MAP).marks if isinstance(mark, Group)]
    assert names[-2:] == [HIGHLIGHT, "labels"]


def test_a_slide_states_no_scale(theme_layers: ThemeLayers, metres: Metres) -> None:
    page = composed(sheet_for_theme(load_theme("layout"), paper="slide"), theme_layers("layout"), metres)
    assert not any("比例尺" in word for word in said(page.marks))
    assert any(word.strip() == "km" for word in said(page.marks))


def test_the_frame_is_0_35_mm(theme_layers: ThemeLayers, metres: Metres) -> None:
    page = composed(sheet_for_theme(load_theme("layout")), theme_layers("layout"), metres)
    frame = map_box(page)
    (line,) = (m for m in page.marks if isinstance(m, Stroke) and m.width_mm == pytest.approx(0.35))
    assert line.paths.xy.min(axis=0) == pytest.approx((frame.x, frame.y))
    assert line.paths.xy.max(axis=0) == pytest.approx((frame.right, frame.bottom))


def test_public_without_approval_number_is_warned_of() -> None:
    assert len(Sheet("试", security="公开").warnings()) == 1
    assert Sheet("试", security="公开", approval="浙S（2026）1号").warnings() == ()
    assert Sheet("试").warnings() == ()


def test_papers() -> None:
    assert load_template("a3").paper == "A3"
    sizes = {"A4": (297, 210), "A3": (420, 297), "A2": (594, 420), "A1": (841, 594), "A0": (1189, 841)}
    for paper, size in sizes.items():
        landscape, portrait = load_template(paper), load_template(paper, "portrait")
        assert (landscape.width_mm, landscape.height_mm) == (portrait.height_mm, portrait.width_mm) == size
    with pytest.raises(UsageError, match="A4, A3, A2, A1, A0, slide"):
        load_template("A7")
    with pytest.raises(UsageError, match="slide 只有横向"):
        load_template("slide", "portrait")


def test_nothing_to_show_is_said() -> None:
    with pytest.raises(DataError):
        compose_sheet(Sheet("试"), [])


def test_cancel(theme_layers: ThemeLayers, metres: Metres) -> None:
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        compose_sheet(Sheet("试", extent=metres("district").bounds), theme_layers("layout"), feedback=feedback)
