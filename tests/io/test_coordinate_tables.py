"""Tables with coordinates: columns found by their names, numbers as people write them, the system always asked."""

from __future__ import annotations

import datetime
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.io.makers import notes
from yhgis.errors import DataError, MissingCrsError
from yhgis.io.coordinate_table import table_content
from yhgis.io.coordinate_text import coordinate
from yhgis.io.crs_guess import propose
from yhgis.io.inspect import list_layers
from yhgis.io.vector import read_layer
from yhgis.model.layer import GeometryKind

pytestmark = pytest.mark.usefixtures("english")

METRES = (480_000.25, 3_350_000.5)
DEGREES = (119.9, 30.25)


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime.date):
                        sheet.write_datetime(number, column, cell, day)  # type: ignore[arg-type]
                    elif cell is not None:
                        sheet.write(number, column, cell)
    return path


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("divider", [",", "\t", ";", "|"])
def test_any_divider_and_encoding(folder: Path, divider: str, encoding: str) -> None:
    lines = [
        ["名称", "X", "Y", "面积"],
        ["余杭街道", "480000.25", "3350000.5", "1.5"],
        ["瓶窑镇", "480100", "3350100", "2"],
    ]
    path = folder / "点.csv"
    path.write_bytes("\r\n".join(divider.join(line) for line in lines).encode(encoding))
    layer = read_layer(path, crs="EPSG:4549")
    assert [(point.x, point.y) for point in layer.geometry] == [METRES, (480_100, 3_350_100)]
    assert layer.names() == ["余杭街道", "瓶窑镇"]
    assert layer.fields["面积"].tolist() == [1.5, 2.0]


@pytest.mark.parametrize(
    ("first", "second", "place", "crs"),
    [
        ("经度", "纬度", DEGREES, "EPSG:4490"),
        ("Longitude", "Latitude", DEGREES, "EPSG:4490"),
        ("lng", "lat", DEGREES, "EPSG:4490"),
        ("东经（°）", "北纬（°）", DEGREES, "EPSG:4490"),
        ("X", "Y", METRES, "EPSG:4549"),
        ("x_coord", "y_coord", METRES, "EPSG:4549"),
        ("POINT_X", "POINT_Y", METRES, "EPSG:4549"),
        ("X坐标(m)", "Y坐标(m)", METRES, "EPSG:4549"),
        ("东坐标", "北坐标", METRES, "EPSG:4549"),
        ("横坐标", "纵坐标", METRES, "EPSG:4549"),
        ("Easting", "Northing", (METRES[0] + 4e7, METRES[1]), "EPSG:4528"),
    ],
)
@pytest.mark.parametrize("exchanged", [False, True])
def test_columns_by_name_and_a_crs_to_propose(
    folder: Path, first: str, second: str, place: tuple[float, float], crs: str, exchanged: bool
) -> None:
    numbers = place[::-1] if exchanged else place
    path = workbook(folder / "点.xlsx", 点=[["名称", first, second], ["甲", *numbers]])
    with pytest.raises(MissingCrsError):
        read_layer(path)
    (listed,) = list_layers(path)
    assert (listed.crs, listed.geometry, listed.fields) == ("", GeometryKind.POINT, ("名称", first, second))
    assert listed.bounds is not None
    assert [(one.crs, one.swapped) for one in propose(listed.bounds)] == [(crs, False)]
    layer = read_layer(path, crs=crs)
    assert (layer.geometry[0].x, layer.geometry[0].y) == place
    assert ("X is north in this table" in notes(layer)) is exchanged


def test_a_column_of_wkt_holds_any_geometry(folder: Path) -> None:
    shapes = ["POLYGON ((0 0, 1 0, 1 1, 0 0))", "MULTIPOINT (0 0, 1 1)", "LINESTRING Z (0 0 5, 1 1 5)", "不详", ""]
    rows = ["名称;WKT", *(f'{i};"{shape}"' for i, shape in enumerate(shapes))]
    (folder / "图.csv").write_text("\n".join(rows), encoding="gbk")
    layer = read_layer(folder / "图.csv", crs="EPSG:4549")
    assert [None if one is None else one.geom_type for one in layer.geometry] == [
        *("Polygon", "MultiPoint", "LineString"),
        *(None, None),
    ]
    assert list(layer.fields) == ["名称"]
    assert not shapely.has_z(layer.geometry).any()
    assert "2 rows have no readable coordinates and count as empty; the first is row 5" in notes(layer)


def test_wkt_under_any_name_and_with_its_srid(folder: Path) -> None:
    (folder / "图.csv").write_text("id,边界\n1,SRID=4549;POINT (480000 3350000)\n", encoding="utf-8")
    assert read_layer(folder / "图.csv").crs == "EPSG:4549"


def test_a_very_long_geometry_is_read(folder: Path) -> None:
    ring = ", ".join(f"{math.cos(a):.12f} {math.sin(a):.12f}" for a in np.linspace(0, 2 * math.pi, 20_000)[:-1])
    (folder / "长.csv").write_text(f'wkt\n"POLYGON (({ring}, 1 0))"\n', encoding="utf-8")
    assert len(shapely.get_coordinates(read_layer(folder / "长.csv", crs="EPSG:4549").geometry)) > 19_000


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("480123.45", 480123.45),
        (" 480,123.45 ", 480123.45),
        ("3，350，000", 3350000.0),
        ("４８０１２３．４５", 480123.45),
        ("480123.45m", 480123.45),
        ("480123.45 米", 480123.45),
        ("119,9712", 119.9712),
        ("119.9712°", 119.9712),
        ("119°58′16.32″", 119.9712),
        ("119°58'16.32\"E", 119.9712),
        ("东经119度58分16.32秒", 119.9712),
        ("119 58 16.32", 119.9712),
        ("119:58:16.32", 119.9712),
        ("119°58.272′", 119.9712),
        ("30°15′S", -30.25),
        ("4.8012345E5", 480123.45),
        ("-1.5", -1.5),
        (119.9712, 119.9712),
        (480123, 480123.0),
    ],
)
def test_coordinates_as_people_write_them(text: object, number: float) -> None:
    assert coordinate(text) == pytest.approx(number, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["", "不详", "nan", "inf", "1e999", "119°75′", "1,2,3", True, None, float("nan"), float("inf"), "--", "12a"]
)
def test_what_is_no_coordinate(text: object) -> None:
    assert math.isnan(coordinate(text))


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_none(text: str) -> None:
    number = coordinate(text)
    assert math.isnan(number) or math.isfinite(number)


@given(st.floats(0, 179.999999), st.sampled_from(["°′″", "度分秒", "::\0", "dms"]))
def test_degrees_minutes_seconds_come_back(number: float, signs: str) -> None:
    whole = int(number)
    minutes = int((number - whole) * 60)
    seconds = ((number - whole) * 60 - minutes) * 60
    degree, minute, second = signs
    text = f"{whole}{degree}{minutes}{minute}{min(seconds, 59.999999):.6f}{second}".strip("\0")
    assert coordinate(text) == pytest.approx(number, abs=1e-8)


def test_codes_stay_text_numbers_become_numbers_and_dates_iso(folder: Path) -> None:
    head = ["行政区代码", "地类编码", "年份", "面积", "日期", "邮编", "x", "y"]
    rows = [
        head,
        [330110, "0101", 2024, 1.5, datetime.date(2024, 3, 5), "011100", *METRES],
        [330110, "0301", 2025, None, None, None, *METRES],
    ]
    layer = read_layer(workbook(folder / "表.xlsx", 表=rows), crs="EPSG:4549")
    assert layer.fields["行政区代码"].tolist() == ["330110", "330110"]
    assert layer.fields["地类编码"].tolist() == ["0101", "0301"]
    assert (layer.fields["年份"].dtype, layer.fields["面积"].dtype) == (np.int64, np.float64)
    assert np.isnan(layer.fields["面积"][1])
    assert layer.fields["日期"].tolist() == ["2024-03-05", None]
    assert layer.fields["邮编"].tolist() == ["011100", None]


def test_a_title_above_the_names_empty_rows_and_a_total(folder: Path) -> None:
    rows = [["余杭区项目一览表"], [], ["序号", "项目名称", "X", "Y"], [1, "甲", *METRES], [], ["", "合计", None, None]]
    layer = read_layer(workbook(folder / "表.xlsx", 表=rows), crs="EPSG:4549")
    assert layer.names() == ["甲", "合计"]
    assert layer.geometry[1] is None
    assert "the first is row 6" in notes(layer)


def test_every_sheet_with_coordinates_is_a_layer(folder: Path) -> None:
    points = [["x", "y"], [*METRES]]
    path = workbook(folder / "表.xlsx", 甲=points, 说明=[["本表仅供参考"]], 乙=points)
    assert [layer.name for layer in list_layers(path)] == ["甲", "乙"]
    assert read_layer(path, inner_name="乙", crs="EPSG:4549").id == "乙"


def test_a_cell_in_the_last_corner_costs_nothing(folder: Path) -> None:
    with xlsxwriter.Workbook(folder / "远.xlsx") as book:
        sheet = book.add_worksheet("表")
        sheet.write_row(0, 0, ["x", "y"])
        sheet.write_row(1, 0, METRES)
        sheet.write(1_048_575, 16_383, "末")
    assert len(read_layer(folder / "远.xlsx", crs="EPSG:4549")) == 1


def test_names_that_stand_twice_or_not_at_all() -> None:
    content = table_content("表", [["x", "y", "名", "名", "", "名"], ["1", "2", "a", "b", "c", "d", "e"]])
    assert content is not None
    assert list(content.fields) == ["x", "y", "名", "名_2", "field_5", "名_3", "field_7"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("空.csv", "", r"is empty \(0 bytes\)"),
        ("空行.csv", "\n", "no columns of coordinates"),
        ("无.csv", "名称,面积\n甲,1\n", "no columns of coordinates"),
        ("只有表头.csv", "x,y\n", "no columns of coordinates"),
        ("坏.xlsx", "PK", "is damaged"),
        ("旧.xls", "x", "save it as .xlsx first"),
        ("表.ods", "x", "save it as .xlsx first"),
    ],
)
def test_what_is_no_table_of_coordinates(folder: Path, name: str, content: str, expected: str) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=expected) as caught:
        read_layer(folder / name)
    assert name in str(caught.value)


def test_a_workbook_without_coordinates(folder: Path) -> None:
    with pytest.raises(DataError, match="no columns of coordinates"):
        read_layer(workbook(folder / "表.xlsx", 表=[["名称"], ["甲"]]))


def test_what_is_not_on_earth_is_no_place() -> None:
    content = table_content("表", [["x", "y"], [9e307, 0.0], [9e307, 1.0]])
    assert content is not None
    assert shapely.is_missing(content.geometry).all()


def test_wkt_of_numbers_too_large_is_no_geometry(folder: Path) -> None:
    (folder / "大.csv").write_text(
        "名称;WKT\n甲;POINT (1e999 1)\n乙;POLYGON ((0 0, 1e400 0, 1 1, 0 0))\n丙;POINT (1 1)\n"
    )
    layer = read_layer(folder / "大.csv", crs="EPSG:4549")
    assert shapely.is_missing(layer.geometry).tolist() == [True, True, False]
    assert layer.info.notes


cells = st.one_of(
    st.none(), st.text(max_size=6), st.floats(), st.integers(), st.booleans(), st.sampled_from(["x", "y"])
)


@given(st.lists(st.lists(cells, max_size=5), max_size=15))
def test_any_rows_are_a_layer_or_nothing(rows: list[list[Any]]) -> None:
    for table in (rows, [["x", "wkt", "y"], *rows], [["经度", "纬度"], *rows]):
        content = table_content("表", table)
        if content is not None:
            assert all(len(column) == len(content.geometry) for column in content.fields.values())
