"""Fields get their names in words, whole ones for those that a shapefile cut; what could be two things stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from yhgis.i18n import Title, set_language
from yhgis.io.shapefile_set import short_names
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.plan.catalog import open_layer
from yhgis.plan.field_names import field_names_file, known_names
from yhgis.plan.standard_layers import standards, understood

TEXT, NUMBER = np.array(["x"], dtype=object), np.array([1.0])
LONG = sorted({title.zh for title in standards().fields.values()} | {t.zh for t in field_names_file().long_names})


def titles(*own: str, **columns: np.ndarray[Any, Any]) -> dict[str, str]:
    return {name: known.title.zh for name, known in known_names(columns, standards().fields, own).items()}


@pytest.mark.parametrize(
    ("name", "column", "title"),
    [
        ("DLBM", TEXT, "地类编码"),
        ("dlmc", TEXT, "地类名称"),
        ("图斑编号", TEXT, "图斑编号"),
        ("地类代码", TEXT, "地类代码"),
        ("坐落单位名", TEXT, "坐落单位名称"),  # GBK: five characters
        ("座落单位代", TEXT, "座落单位代码"),  # as many write it
        ("永久基本农", TEXT, "永久基本农田图斑编号"),  # the other two hold numbers
        ("权属单", TEXT, None),  # UTF-8: three characters, name or code
        ("图斑地", NUMBER, "图斑地类面积"),
        ("永久基本农", NUMBER, None),  # two areas: not told apart
        ("规划用地性", TEXT, None),  # name or code
        ("土地使用权", TEXT, None),
        ("宗地统一编", TEXT, "宗地统一编码"),
        ("不动产单元", TEXT, "不动产单元号"),
        ("随便写的", TEXT, None),
        ("NAME", TEXT, None),
    ],
)
def test_a_name_comes_back_whole_where_it_can_be_only_one(name: str, column: Any, title: str | None) -> None:
    assert titles(**{name: column}).get(name) == title


def test_the_files_own_standard_goes_first() -> None:
    columns = {"县级行政区": TEXT}
    assert titles(**columns) == {}
    assert titles("XJXZQMC", **columns) == {"县级行政区": "县级行政区名称"}


@given(st.sampled_from(LONG), st.sampled_from(["gb18030", "utf-8"]), st.booleans())
def test_what_comes_back_is_what_was_cut(whole: str, codec: str, numbers: bool) -> None:
    short = short_names([whole], codec)[whole]
    found = titles(**{short: NUMBER if numbers else TEXT}).get(short)
    assert found is None or found == whole or short in LONG or (found.startswith(short) and found in LONG)


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
def test_a_shapefile_shows_whole_names_and_keeps_its_own(tmp_path: Path, encoding: str) -> None:
    fields = dict.fromkeys(("BSM", "DLBM", "坐落单位名称", "宗地统一编码"), TEXT)
    shape = np.array([shapely.box(5e5, 3.36e6, 5.001e5, 3.3601e6)])
    made = Layer(LayerInfo("DLTB", Title("DLTB")), shape, fields, WORK_CRS)
    path = tmp_path / "余杭 区" / "DLTB.shp"
    path.parent.mkdir()
    write_layer(made, path, encoding=encoding)
    layer = open_layer(str(path))
    cut = [name for name in layer.fields if not name.isascii()]
    assert all(len(name) < 6 for name in cut)
    assert layer.info.field_title(cut[1]) == "宗地统一编码"
    assert layer.info.field_title("DLBM") == "地类编码"
    assert str(layer.info.field_label("DLBM")) == "地类编码（DLBM）"
    assert layer.info.standard == "land_use"
    set_language("en")
    assert layer.info.field_title("DLBM") == "Land use code"
    again = tmp_path / "again.shp"
    write_layer(layer, again)
    assert set(open_layer(str(again)).fields) >= {"BSM", "DLBM"}


def test_an_area_field_is_found_by_its_cut_name() -> None:
    from yhgis.analysis.check_fields import NET_AREA_FIELDS, named

    made = understood(
        Layer(LayerInfo("DLTB", Title("DLTB")), np.array([None]), {"DLBM": TEXT, "图斑地类面": NUMBER}, WORK_CRS)
    )
    assert named(made, NET_AREA_FIELDS) == ["图斑地类面"]


def test_the_old_extent_goes_with_the_layer_into_every_result(tmp_path: Path) -> None:
    shape = np.array([shapely.box(119.68, 30.16, 120.35, 30.56)])
    path = tmp_path / "XZQ.gpkg"
    write_layer(Layer(LayerInfo("XZQ", Title("XZQ")), shape, {"XZQMC": TEXT}, "EPSG:4490"), path)
    assert any("临平" in str(note) for note in open_layer(str(path)).info.notes)
