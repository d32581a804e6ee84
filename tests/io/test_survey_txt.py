"""Survey coordinate files: every variant gives the same parcels, and what cannot be told is asked."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.io.makers import notes
from tests.io.survey_making import BESIDE, DONUT, HOLE, SQUARE, X0, Y0
from yhgis.errors import DataError, MissingCrsError
from yhgis.io.inspect import list_layers
from yhgis.io.survey_crs import north_first
from yhgis.io.survey_txt import parse_survey
from yhgis.io.vector import read_layer
from yhgis.model.crs import DEGREES_CRS, transform_coordinates
from yhgis.model.layer import GeometryKind

pytestmark = pytest.mark.usefixtures("english")

HEADER = {
    "格式版本号": "1.01版本",
    "数据产生单位": "某测绘院",
    "数据产生日期": "2024-3-5",
    "坐标系": "2000国家大地坐标系",
    "几度分带": "3",
    "投影类型": "高斯克吕格",
    "计量单位": "米",
    "带号": "40",
    "精度": "0.001",
    "转换参数": ",,,,,,",
}


def points(ring: list[tuple[float, float]], number: object = 1, *, shift: float = 0.0, close: bool = True) -> list[str]:
    """Return the lines of one ring: label, ring, north, east."""
    whole = [*ring, ring[0]] if close else ring
    return [f"J{i % len(ring) + 1},{number},{y:.3f},{x + shift:.3f}" for i, (x, y) in enumerate(whole)]


def survey(
    *lines: str,
    first: str = "4,1,1,东湖地块,面,H51,商业用地,0501,@",
    section: str = "[地块坐标]",
    **changes: str | None,
) -> str:
    header = {key: value for key, value in {**HEADER, **changes}.items() if value is not None}
    return "\r\n".join(["[属性描述]", *(f"{key}={value}" for key, value in header.items()), section, first, *lines, ""])


def write(folder: Path, text: str, encoding: str = "gbk", name: str = "界址.txt") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_a_file_by_the_book_is_a_layer_without_a_question(folder: Path) -> None:
    layer = read_layer(write(folder, survey(*points(SQUARE))))
    assert (layer.crs, layer.kind, len(layer), layer.id) == ("EPSG:4549", GeometryKind.POLYGON, 1, "界址")
    assert layer.geometry[0].equals(shapely.Polygon(SQUARE))
    assert {name: column[0] for name, column in layer.fields.items()} == {
        "地块编号": "1",
        "地块名称": "东湖地块",
        "面积_公顷": 1.0,
        "图形属性": "面",
        "图幅号": "H51",
        "用途": "商业用地",
        "地类编码": "0501",
    }
    assert (layer.names(), layer.info.date, layer.info.notes) == (["东湖地块"], "2024-03-05", ())
    (listed,) = list_layers(layer.info.path)
    assert (listed.crs, listed.features, listed.bounds) == ("EPSG:4549", 1, (X0, Y0, X0 + 100, Y0 + 100))


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("close", [True, False])
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: "[项目信息]\r\n项目名称=余杭某项目\r\n面积=1.0\r\n" + text,
        lambda text: text.replace("[", "【").replace("]", "】"),
        lambda text: text.replace(",", "，").replace("=", "＝"),
        lambda text: text.replace("\r\n", "\n"),
        lambda text: text.replace("\r\n", "\r"),
        lambda text: text.replace("\r\n", " \r\n\r\n "),
        lambda text: text.replace("4,1,1,东湖地块", "1.0000公顷,1,东湖地块"),
        lambda text: text.replace("4,1,1,东湖地块", "4,15亩,1,东湖地块"),
        lambda text: text.replace("4,1,1,东湖地块", "4,10000.00平方米,1,东湖地块"),
        lambda text: text.replace("J", ""),
        lambda text: re.sub(r"(J\d),1,", r"\1,", text),
        lambda text: re.sub(r"(?m)^(J.*?)\s*$", r"\1,", text),
        lambda text: re.sub(r"(?m)^(J.*)$", lambda line: line[0].replace(",", " "), text),
        lambda text: text.replace("几度分带=3", "分带=3度带"),
        lambda text: text.replace("带号=40", "带号=120"),
        lambda text: text.replace("带号=40", "中央子午线=120°"),
        lambda text: text.replace("几度分带=3", "几度分带="),
        lambda text: text.replace("2000国家大地坐标系", "CGCS2000"),
    ],
)
def test_variants_say_the_same(folder: Path, change: object, close: bool, encoding: str) -> None:
    layer = read_layer(write(folder, change(survey(*points(SQUARE, close=close))), encoding))  # type: ignore[operator]
    assert layer.crs == "EPSG:4549"
    assert layer.geometry[0].equals(shapely.Polygon(SQUARE))
    assert (layer.names(), layer.fields["面积_公顷"][0]) == (["东湖地块"], pytest.approx(1.0))
    assert layer.info.notes == ()


# --- rings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("numbers", [(1, 2), (1, 1), ("1", "内1")])
def test_a_ring_within_is_a_hole(folder: Path, numbers: tuple[object, object]) -> None:
    text = survey(*points(SQUARE, numbers[0]), *points(HOLE, numbers[1]), first="8,0.96,1,甲,面,,,,@")
    assert read_layer(write(folder, text)).geometry[0].equals(DONUT)


def test_a_hole_may_come_first_and_an_island_lies_in_it(folder: Path) -> None:
    island = [(x + 5, y + 5) for x, y in [(X0 + 20, Y0 + 20), (X0 + 25, Y0 + 20), (X0 + 25, Y0 + 25)]]
    text = survey(*points(HOLE, 1), *points(SQUARE, 2), *points(island, 3), *points(BESIDE, 4))
    expected = shapely.union_all([DONUT, shapely.Polygon(island), shapely.Polygon(BESIDE)])
    (made,) = read_layer(write(folder, text)).geometry
    assert made.equals(expected)
    assert len(made.geoms) == 3


def test_parts_side_by_side_are_one_parcel(folder: Path) -> None:
    (made,) = read_layer(write(folder, survey(*points(SQUARE, 1), *points(BESIDE, 2)))).geometry
    assert made.geom_type == "MultiPolygon"
    assert made.area == pytest.approx(12_500)


def test_parcels_lines_and_points_come_apart(folder: Path) -> None:
    lines = ["3,,2,路,线,,,,@", *points(BESIDE, close=False), "1,,3,桩,点,,,,@", f"1,1,{Y0},{X0}"]
    path = write(folder, survey(*points(SQUARE), *lines))
    assert [(one.name, one.geometry) for one in list_layers(path)] == [
        ("面", GeometryKind.POLYGON),
        ("线", GeometryKind.LINE),
        ("点", GeometryKind.POINT),
    ]
    assert read_layer(path, inner_name="线").geometry[0].equals(shapely.LineString(BESIDE))
    assert read_layer(path, inner_name="点").geometry[0].equals(shapely.Point(X0, Y0))


def test_a_name_with_commas_stays_whole(folder: Path) -> None:
    text = survey(*points(SQUARE), first="4,1.0,1,甲,乙,丙,面,H51,,,@")
    assert read_layer(write(folder, text)).names() == ["甲,乙,丙"]


# --- coordinate system -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shift", "changes", "crs"),
    [
        (0.0, {}, "EPSG:4549"),
        (40_000_000.0, {}, "EPSG:4528"),
        (40_000_000.0, {"带号": ""}, "EPSG:4528"),
        (40_000_000.0, {"带号": None, "几度分带": None}, "EPSG:4528"),
        (0.0, {"带号": "39"}, "EPSG:4548"),
        (39_000_000.0, {"带号": "39"}, "EPSG:4527"),
        (0.0, {"带号": "21", "几度分带": "6"}, "EPSG:4510"),
        (20_000_000.0, {"带号": "20", "几度分带": "6度"}, "EPSG:4498"),
    ],
)
def test_header_and_numbers_give_the_belt(folder: Path, shift: float, changes: dict[str, str | None], crs: str) -> None:
    layer = read_layer(write(folder, survey(*points(SQUARE, shift=shift), **changes)))
    assert layer.crs == crs
    assert layer.bounds[0] == X0 + shift


@pytest.mark.parametrize(
    ("shift", "changes", "reason"),
    [
        (0.0, {"坐标系": "1980西安坐标系"}, "its header says 1980西安坐标系"),
        (40_000_000.0, {"坐标系": "西安80"}, "its header says 西安80"),
        (0.0, {"坐标系": "80国家大地坐标系"}, "some hundred metres"),
        (0.0, {"坐标系": "1954年北京坐标系"}, "some hundred metres"),
        (0.0, {"坐标系": "杭州市2000坐标系"}, "some hundred metres"),
        (0.0, {"坐标系": "WGS84坐标系"}, "some hundred metres"),
        (0.0, {"坐标系": ""}, "names no coordinate system"),
        (0.0, {"带号": ""}, "neither its header nor its coordinates"),
        (39_000_000.0, {}, "says belt 40, its coordinates belt 39"),
        (0.0, {"带号": "40", "几度分带": "6"}, "no 6-degree belt 40"),
        (0.0, {"带号": "40", "几度分带": "1.5"}, "no 1-degree belt 40"),
        (900_000.0, {}, "belt 40, its coordinates belt 1"),
    ],
)
def test_what_cannot_be_told_is_asked(folder: Path, shift: float, changes: dict[str, str | None], reason: str) -> None:
    path = write(folder, survey(*points(SQUARE, shift=shift), **changes))
    with pytest.raises(MissingCrsError, match=reason) as caught:
        read_layer(path)
    assert str(path) in str(caught.value)
    (listed,) = list_layers(path)
    assert (listed.crs, listed.proposable) == ("", "hundred metres" not in str(listed.crs_reason))
    crs = {40_000_000.0: "EPSG:4528", 39_000_000.0: "EPSG:4527"}.get(shift, "EPSG:4549")
    layer = read_layer(path, crs=crs)
    assert layer.crs == crs
    assert f"read in {crs}, as you said" in notes(layer)


def test_mixed_belt_numbers_are_asked(folder: Path) -> None:
    text = survey(*points(SQUARE), "3,,2,乙,面,,,,@", *points(BESIDE, shift=4e7))
    with pytest.raises(MissingCrsError, match="some of its coordinates bear a belt number"):
        read_layer(write(folder, text))


def test_xian_80_declared_is_xian_80_and_said_to_be_inexact(folder: Path) -> None:
    layer = read_layer(write(folder, survey(*points(SQUARE), 坐标系="1980西安坐标系")), crs="EPSG:2385")
    assert layer.crs == "EPSG:2385"
    assert "without datum parameters" in notes(layer)


def test_degrees_are_taken_as_such(folder: Path) -> None:
    ring = [(119.9, 30.2), (120.0, 30.2), (120.0, 30.3)]
    lines = [f"J{i + 1},1,{lat:.9f},{lon:.9f}" for i, (lon, lat) in enumerate(ring)]
    layer = read_layer(write(folder, survey(*lines, 计量单位="度", 带号="", 几度分带="")))
    assert layer.crs == DEGREES_CRS
    assert layer.geometry[0].equals(shapely.Polygon(ring))


def test_exchanged_axes_are_put_right_and_told(folder: Path) -> None:
    exchanged = [line.split(",") for line in points(SQUARE)]
    lines = [",".join([label, ring, east, north]) for label, ring, north, east in exchanged]
    layer = read_layer(write(folder, survey(*lines)))
    assert (layer.crs, layer.geometry[0].equals(shapely.Polygon(SQUARE))) == ("EPSG:4549", True)
    assert notes(layer) == "界址: east stands before north in the file; put right by the numbers."
    both = survey(*lines, "3,0.25,2,乙,面,,,,@", *points(BESIDE))
    layer = read_layer(write(folder, both))
    assert layer.geometry[1].equals(shapely.Polygon(BESIDE))
    assert "in 1 of 2 parcels" in notes(layer)


@given(st.floats(73.5, 135), st.floats(18.2, 53.5), st.sampled_from([0.0, 1.0]), st.booleans())
def test_the_order_is_told_everywhere_in_china(lon: float, lat: float, prefixed: float, exchanged: bool) -> None:
    belt = int((lon + 1.5) // 3)
    crs = f"EPSG:{4534 + belt - 25}"
    ((east, north),) = transform_coordinates(np.array([[lon, lat]]), DEGREES_CRS, crs)
    pair = (np.array([north]), np.array([east + prefixed * belt * 1e6]))
    assert north_first(*(pair[::-1] if exchanged else pair)) is not exchanged


def test_numbers_of_nowhere_tell_no_order() -> None:
    assert north_first(np.array([5.0]), np.array([7.0])) is None


# --- areas and counts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "note"),
    [
        ("1", ""),
        ("1.0003", ""),
        ("", ""),
        ("约一公顷", ""),
        ("1.2000", "most in 东湖地块: stated 1.2000 ha, computed 1.0000 ha"),
        ("10000", "are m², not hectares"),
        ("15.00", "are 亩, not hectares"),
    ],
)
def test_the_stated_area_is_compared(folder: Path, stated: str, note: str) -> None:
    layer = read_layer(write(folder, survey(*points(SQUARE), first=f"4,{stated},1,东湖地块,面,,,,@")))
    assert note in notes(layer) if note else notes(layer) == ""


def test_a_file_that_lost_points_is_told(folder: Path) -> None:
    layer = read_layer(write(folder, survey(*points(SQUARE), first="40,1,1,甲,面,,,,@")))
    assert "line 13: the parcel is said to have 40 points and has 5" in notes(layer)


def test_two_points_are_no_area_but_the_others_stay(folder: Path) -> None:
    layer = read_layer(write(folder, survey(*points(SQUARE), "2,,2,乙,面,,,,@", *points(BESIDE[:2], close=False))))
    assert layer.geometry[1] is None
    assert "1 parcels have too few points" in notes(layer)


# --- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n", "no block"),
        ("随便写写", "no block"),
        ("[属性描述]\n坐标系=2000国家大地坐标系\n", "no block"),
        ("[地块坐标]\n", "holds no parcel"),
        ("[地块坐标]\nJ1,1,3350000,480000\n", "line 2: a point before"),
        ("[地块坐标]\n3,1,1,甲,面,,,,@\n3,1,1,乙,面,,,,@\nJ1,1,1,2", "line 2: a parcel without points"),
        (
            "[地块坐标]\n3,1,1,甲,面,,,,@\nJ1,1,3350000,abc\n",
            "line 3: expected point, ring, X, Y; got J1,1,3350000,abc",
        ),
        ("[地块坐标]\n3,1,1,甲,面,,,,@\nJ1,1,3350000\nJ2\n", "line 4"),
        ("[地块坐标]\n3,1,1,甲,面,,,,@\nJ1,1,nan,1\n", "line 3"),
        ("[地块坐标]\n3,1,1,甲,面,,,,@\nJ1,1,1e999,1\n", "line 3"),
        ("[地块坐标]\n3,1,1,甲,面,,,,@\nJ1,1,１２３万,1\n", "line 3"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(folder: Path, text: str, expected: str) -> None:
    path = write(folder, text)
    with pytest.raises(DataError, match=expected) as caught:
        read_layer(path)
    assert str(path) in str(caught.value)


def test_bytes_that_are_no_text(folder: Path) -> None:
    (folder / "坏.txt").write_bytes(b"\0\1\2" * 50)
    with pytest.raises(DataError, match="damaged"):
        read_layer(folder / "坏.txt")


def test_lost_characters_are_told(folder: Path) -> None:
    content = survey(*points(SQUARE)).encode("gbk").replace("东湖".encode("gbk"), "东湖".encode("gbk") + b"\xff\xff")
    (folder / "界址.txt").write_bytes(content)
    layer = read_layer(folder / "界址.txt")
    assert layer.names()[0].startswith("东湖\ufffd")
    assert "could not be read" in notes(layer)


pieces = st.sampled_from(
    [
        "[地块坐标]",
        "[属性描述]",
        "坐标系=2000国家大地坐标系",
        "带号=40",
        "4,1,1,甲,面,,,,@",
        "面,线,@",
        "J1,1,3350000,480000",
        *("J2,1,3350100,480000", "J3,1,3350100,480100", "J4,2,3350000.5,40480000", "1,1,480000,3350000", "@", ",,,"),
    ]
)


@given(st.lists(st.one_of(pieces, st.text(max_size=12)), max_size=25).map("\n".join))
def test_any_text_is_parcels_or_one_sentence(text: str) -> None:
    from yhgis.io.survey_txt import contents_of

    try:
        contents = contents_of(parse_survey(text, "x.txt"), "x")
    except DataError:
        return
    assert sum(len(content.geometry) for content in contents) >= 1
    for content in contents:
        assert all(len(column) == len(content.geometry) for column in content.fields.values())
