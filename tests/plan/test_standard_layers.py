"""Statutory layers are known by name and fields, named in words, and may stand for the schematic control lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from yhgis.errors import DataError
from yhgis.i18n import Title, set_language
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo, Status
from yhgis.model.result import InputRecord
from yhgis.plan import official
from yhgis.plan.catalog import Catalog, open_layer
from yhgis.plan.standard_layers import field_title, name_field_of, replaced_by, role_of, standards, understood

LINE = shapely.LineString([(490000, 3350000), (490100, 3350100)])
SQUARE = shapely.box(490000, 3350000, 490100, 3350100)


def layer(name: str, *fields: str, shape: shapely.Geometry = SQUARE, **values: str) -> Layer:
    columns = {field: np.array([values.get(field, "x")], dtype=object) for field in (*fields, *values)}
    return Layer(LayerInfo(name, Title(name)), np.array([shape], dtype=object), columns, WORK_CRS)


@pytest.mark.parametrize(
    ("name", "fields", "role"),
    [
        ("DLTB", ("BSM", "DLBM", "DLMC"), "land_use"),
        ("330110余杭区_DLTB_2023", ("bsm", "dlbm"), "land_use"),
        ("JQDLTB", ("DLBM",), "base_land_use"),
        ("GHDLTB", ("BSM",), "planned_land_use"),
        ("STBHHX", ("BSM", "LHLX", "MJ"), "ecological_redline"),
        ("生态保护红线2018_省级下发", ("HXMC", "MJ"), "ecological_redline"),
        ("YJJBNTTB", ("YJJBNTMJ",), "permanent_farmland"),
        ("永久基本农田", ("DLBM", "TBBH"), "permanent_farmland"),
        ("CZKFBJ", ("GHFQDM",), "urban_boundary"),
        ("XZQ", ("XZQDM", "XZQMC"), "admin_areas"),
        ("LSWHBHX", ("MC", "BSM"), "heritage"),
        ("数据", ("DLBM", "TBMJ", "TBDLMJ", "QSXZ"), "land_use"),
        ("数据", ("YJJBNTTBBH", "YJJBNTMJ", "x"), "permanent_farmland"),
        ("XS_XMKJFW", ("XMDM",), "project_extent"),
    ],
)
def test_known_by_name_and_fields(name: str, fields: tuple[str, ...], role: str) -> None:
    assert role_of(layer(name, *fields)) == role


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("DLTB", ()),
        ("DLTB", ("名称",)),
        ("生态保护红线", ("名称", "MJ")),
        ("永久基本农田占用结果", ("DLBM", "TBBH", "YJJBNTTBBH", "YJJBNTMJ")),
        ("MYDLTBX", ("DLBM",)),
        ("地块", ("DLBM", "DLMC")),
    ],
)
def test_a_name_alone_or_a_few_fields_prove_nothing(name: str, fields: tuple[str, ...]) -> None:
    assert role_of(layer(name, *fields)) is None


def test_the_kind_of_geometry_must_fit() -> None:
    assert role_of(layer("STBHHX", "BSM", shape=LINE)) is None
    assert role_of(layer("XZQJX", "JXLX", shape=LINE)) == "admin_lines"


def test_it_gets_its_title_and_the_field_that_names_its_features() -> None:
    made = understood(layer("330110_STBHHX", "BSM", "LHLX", HXMC="天目山"))
    assert str(made.info.title) == "生态保护红线（330110_STBHHX）"
    assert made.names() == ["天目山"]
    set_language("en")
    assert str(made.info.title) == "Ecological protection red line (330110_STBHHX)"
    plain = layer("地块", "甲方说")
    assert understood(plain) is plain


def test_open_layer_understands(tmp_path: Path) -> None:
    path = tmp_path / "余杭 区" / "DLTB.gpkg"
    path.parent.mkdir()
    write_layer(layer("x", "DLBM", ZLDWMC="瓶窑镇"), path)
    made = open_layer(str(path))
    assert (str(made.info.title), made.names(), made.id) == ("地类图斑（DLTB）", ["瓶窑镇"], "DLTB")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("a", "项目名称"), "项目名称"),
        (("xmmc", "BSM"), "xmmc"),
        (("BSM", "MC"), "MC"),
        (("ZLDWMC", "DLMC"), "ZLDWMC"),
        (("a",), ""),
    ],
)
def test_names_of_name_fields(fields: tuple[str, ...], expected: str) -> None:
    assert name_field_of(fields) == expected


def test_fields_have_titles_in_both_languages() -> None:
    assert field_title("dlmc") == Title("地类名称", "Land use")
    assert field_title("某字段") is None
    assert all(title.zh and title.en for title in standards().fields.values())
    used = {field for one in standards().layers for field in (*one.signature, *one.name_fields)}
    assert used <= set(standards().fields) | {"JQDLBM", "BHDMC", "GHDLMC"}


def test_every_layer_that_can_be_replaced_is_a_control_line() -> None:
    groups = {entry.id: entry.group for entry in Catalog.load().entries}
    replaced = {one.replaces for one in standards().layers if one.replaces}
    assert replaced == {"ecological_redline", "permanent_farmland", "urban_boundary"}
    assert {groups[one] for one in replaced} == {official.GROUP}
    assert replaced_by(layer("STBHHX", "LHLX")) == "ecological_redline"
    assert replaced_by(layer("DLTB", "DLBM")) is None


# --- in the place of the schematic layer -----------------------------------------------------------------------------


@pytest.fixture
def red_line(tmp_path: Path) -> Path:
    path = tmp_path / "余杭 区" / "数据（终稿）" / "STBHHX.gpkg"
    path.parent.mkdir(parents=True)
    write_layer(layer("x", "LHLX", HXMC="天目山"), path)
    return path


def fresh() -> Catalog:
    loaded = Catalog.load()
    loaded.forget("ecological_redline")
    return loaded


@pytest.fixture(autouse=True)
def _forget() -> None:
    """The catalog is read once a process: what a test declared must not stay."""
    yield
    fresh()


def test_a_declared_file_is_official_from_then_on_and_nothing_is_copied(red_line: Path) -> None:
    assert fresh().layer("ecological_redline").info.status is Status.SCHEMATIC
    link = official.declare("ecological_redline", red_line, inner_name="x")
    assert sorted(path.name for path in link.parent.iterdir()) == ["ecological_redline.link.json"]
    made = fresh().layer("ecological_redline")
    assert (made.info.status, len(made), made.names()) == (Status.OFFICIAL, 1, ["天目山"])
    record = InputRecord.of(made)
    assert (record.status, record.source, record.title.zh) == (Status.OFFICIAL, str(red_line), "生态保护红线")
    assert official.withdraw("ecological_redline")
    assert not official.withdraw("ecological_redline")
    assert fresh().layer("ecological_redline").info.status is Status.SCHEMATIC


def test_what_was_said_of_its_system_is_kept(tmp_path: Path) -> None:
    swapped = shapely.transform(SQUARE, lambda xy: xy[:, ::-1])
    path = tmp_path / "STBHHX.shp"
    write_layer(layer("x", "LHLX", shape=swapped), path)
    path.with_suffix(".prj").unlink()
    official.declare("ecological_redline", path, crs="EPSG:4549", swap_xy=True)
    assert fresh().layer("ecological_redline").bounds == SQUARE.bounds


def test_a_new_declaration_takes_the_place_of_the_old(red_line: Path) -> None:
    official.declare("ecological_redline", red_line.with_name("旧.gpkg"))
    official.declare("ecological_redline", red_line)
    assert fresh().layer("ecological_redline").info.source == str(red_line)


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"x")])
def test_when_the_file_is_gone_the_schematic_layer_stands_in_and_says_so(red_line: Path, harm: object) -> None:
    official.declare("ecological_redline", red_line)
    harm(red_line)  # type: ignore[operator]
    made = fresh().layer("ecological_redline")
    assert made.info.status is Status.SCHEMATIC
    (note,) = made.info.notes
    assert str(red_line) in str(note)


def test_a_file_dropped_beside_a_link_is_one_too_many(red_line: Path) -> None:
    link = official.declare("ecological_redline", red_line)
    (link.parent / "ecological_redline.geojson").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match=r"link\.json"):
        fresh().layer("ecological_redline")
