"""Built-in tables: codes and names find their colours, unknown codes those of the class above."""

from __future__ import annotations

import pytest
import shapely

from tests.carto.makers import MakeLayer
from yhgis.carto.classes import classify
from yhgis.carto.styles import default_style, style_for
from yhgis.carto.tables import table, table_for, tables
from yhgis.model.style import CategoriesRenderer, SingleRenderer
from yhgis.model.symbol import FillSymbol

BOX = shapely.box(0, 0, 10, 10)


def _fill(symbol: object) -> str:
    return next(part.color for part in symbol if isinstance(part, FillSymbol))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("table_id", "text", "color"),
    [
        ("land_use_2023", "01", "#F5F8DC"),
        ("land_use_2023", "耕地", "#F5F8DC"),
        ("land_use_2023", "0101", "#F5F8DC"),  # paddy fields have no colour of their own
        ("land_use_2023", "070102", "#FFFF2D"),
        ("land_use_2023", "农村宅基地", "#FFD380"),
        ("land_use_2023", "0802", "#E6005C"),
        ("land_use_2023", "1402", "#148D4A"),
        ("land_use_2023", "1311", "#006380"),
        ("survey_2019", "0101", "#F8D072"),
        ("survey_2019", " 水田 ", "#F8D072"),
        ("survey_2019", "0201K", "#D6A7C9"),
        ("survey_2019", "08h1", "#F1A5B4"),
        ("survey_2019", "1104A", "#72AACF"),
        ("survey_2019", "1006", "#C2C1C1"),
    ],
)
def test_a_code_or_name_finds_its_colour(table_id: str, text: str, color: str) -> None:
    one = table(table_id)
    entry = one.find(text)
    assert entry is not None
    assert one.color(entry) == color


@pytest.mark.parametrize("one", tables(), ids=lambda one: one.data.id)
def test_a_table_is_whole(one: object) -> None:
    """Codes once, every class has a colour or a symbol from somewhere, both languages, and a source."""
    data = one.data  # type: ignore[attr-defined]
    codes = [entry.code for entry in data.entries]
    assert len(set(codes)) == len(codes)
    assert data.source
    assert all(field == field.upper() for field in data.fields)
    above = {entry.code[:2] for entry in data.entries if entry.color}
    for entry in data.entries:
        assert entry.title.zh
        assert entry.title.en
        assert entry.color or entry.symbol or entry.code[:2] in above, entry.code


def test_what_no_table_knows_is_not_found() -> None:
    assert table("survey_2019").find("99") is None
    assert table("survey_2019").find("余杭街道") is None


def test_the_values_of_a_field_decide_between_the_tables(layer: MakeLayer) -> None:
    survey = layer([BOX, BOX], DLBM=["0701", "08H1"])
    plan = layer([BOX, BOX], DLBM=["0101", "0102"], YDYHFLDM=["0801", "1402"])
    for one, expected in ((survey, ("survey_2019", "DLBM")), (plan, ("land_use_2023", "YDYHFLDM"))):
        found = table_for(one)
        assert found is not None
        assert (found[0].data.id, found[1]) == expected or (one is plan and found[1] in ("DLBM", "YDYHFLDM"))
    assert table_for(layer([BOX], DLBM=["whatever"])) is None
    assert table_for(layer([BOX], name=["x"])) is None


def test_a_land_use_layer_is_drawn_by_its_codes(layer: MakeLayer) -> None:
    parcels = layer([BOX] * 5, "mine", {"group": "own"}, DLBM=["0101", "1101", "0101", "", "xx"])
    style = style_for(parcels)
    assert isinstance(style.renderer, CategoriesRenderer)
    classes = classify(parcels, style, 1000.0)
    looks = {_fill(one.symbol): one.members.tolist() for one in classes}
    assert looks["#F8D072"] == [True, False, True, False, False]
    assert looks["#A3D6F5"] == [False, True, False, False, False]
    assert looks["#E3E1DC"] == [False, False, False, True, True]
    assert [one.title.zh for one in classes if one.title] == ["水田", "河流水面", "其他"]


def test_a_statutory_line_looks_like_the_plans_own(layer: MakeLayer) -> None:
    red = layer([BOX], "STBHHX", {"group": "own"}, YSDM=["1"], LHLX=["a"], XJXZQMC=["余杭区"], SJXZQMC=["杭州市"])
    renderer = style_for(red).renderer
    assert isinstance(renderer, SingleRenderer)
    assert renderer.title is None  # the legend calls it by its own name
    assert {part.kind for part in renderer.symbol} == {"fill", "hatch", "stroke"}
    zoned = layer([BOX] * 2, "CZKFBJ", {"group": "own"}, YSDM=["1"] * 2, GHFQMC=["城镇集中建设区", "特别用途区"])
    parts = style_for(zoned).renderer
    assert isinstance(parts, CategoriesRenderer)
    assert [one.title.zh for one in parts.categories] == ["城镇集中建设区", "特别用途区"]


def test_any_other_layer_gets_a_default(layer: MakeLayer) -> None:
    other = layer([BOX], "mine", {"group": "own"}, name=["甲"])
    assert style_for(other) == default_style(other)
