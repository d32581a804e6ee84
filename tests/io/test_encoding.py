"""Shapefile text: whatever is written beside it, Chinese comes out as Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.io.makers import TOWNS, boxes, raw_write, shapefile
from yhgis.errors import UsageError
from yhgis.io.encoding import detect_encoding, shapefile_encoding
from yhgis.io.vector import read_layer

pytestmark = pytest.mark.usefixtures("english")

#: Characters of GB 2312 level 1, the common ones.
COMMON = [
    bytes([lead, trail]).decode("gb2312")
    for lead in range(0xB0, 0xD8)
    for trail in range(0xA1, 0xFF)
    if not (lead == 0xD7 and trail > 0xF9)
]
NAMES = ("余杭街道", "瓶窑镇（含北湖）", "鸬鸟镇", "永久基本农田保护区", "闲林水库", "苕溪", "百丈镇泗溪村")


@pytest.mark.parametrize("language_byte", [0, 0x57, 0x4D])
@pytest.mark.parametrize("cpg", [None, "GBK", "936", "gb2312", "GB18030", "UTF-8", "ISO-8859-1", "rubbish", ""])
def test_gbk_is_never_shown_wrong(folder: Path, cpg: str | None, language_byte: int) -> None:
    path = shapefile(folder / "镇街.shp", "GBK", cpg=cpg, language_byte=language_byte)
    layer = read_layer(path)
    assert list(layer.fields) == ["名称", "面积"]
    assert layer.field("名称").tolist() == list(TOWNS)


@pytest.mark.parametrize("language_byte", [0, 0x57, 0x4D])
@pytest.mark.parametrize("cpg", [None, "UTF-8", "65001", "GBK", "ISO-8859-1"])
def test_utf8_is_never_shown_wrong(folder: Path, cpg: str | None, language_byte: int) -> None:
    path = shapefile(folder / "镇街.shp", "UTF-8", cpg=cpg, language_byte=language_byte)
    layer = read_layer(path)
    assert list(layer.fields) == ["名称", "面积"]
    assert layer.field("名称").tolist() == list(TOWNS)


def test_what_is_said_and_right_is_taken_without_a_note(folder: Path) -> None:
    path = shapefile(folder / "镇街.shp", "GBK", cpg="GBK", language_byte=0)
    found = shapefile_encoding(path)
    assert (found.name, found.origin, found.notes) == ("GB18030", "cpg", ())
    path.with_suffix(".cpg").unlink()
    assert shapefile_encoding(path).origin == "bytes"
    path = shapefile(folder / "镇街.shp", "GBK", cpg=None, language_byte=0x4D)
    assert (shapefile_encoding(path).origin, shapefile_encoding(path).notes) == ("language byte", ())


def test_a_wrong_statement_is_told(folder: Path) -> None:
    path = shapefile(folder / "镇街.shp", "GBK", cpg="UTF-8", language_byte=0)
    assert [str(note) for note in shapefile_encoding(path).notes] == [
        "镇街.shp says that its text is UTF-8, but it reads as GBK."
    ]


def test_the_callers_word_goes_first(folder: Path) -> None:
    path = shapefile(folder / "镇街.shp", "GBK", cpg=None, language_byte=0)
    assert shapefile_encoding(path, explicit="gbk").origin == "explicit"
    assert read_layer(path, encoding="GBK").field("名称").tolist() == list(TOWNS)
    with pytest.raises(UsageError, match="rubbish"):
        read_layer(path, encoding="rubbish")


def test_big5_reads_right(folder: Path) -> None:
    names = ("餘杭區", "瓶窯鎮", "國土空間規劃", "永久基本農田")
    texts = {"names": names, "field": "名稱", "number_field": "n"}
    path = shapefile(folder / "鎮街.shp", "BIG5", cpg=None, language_byte=0, **texts)
    assert read_layer(path).field("名稱").tolist() == list(names)


def test_plain_letters_need_no_guess_and_no_note(folder: Path) -> None:
    path = shapefile(
        folder / "a.shp", "UTF-8", cpg=None, language_byte=0, names=("a", "b", "c", "d"), field="name", number_field="n"
    )
    found = shapefile_encoding(path)
    assert (found.origin, found.notes) == ("plain", ())


def test_western_text_is_not_taken_for_chinese() -> None:
    cells = ["Müllerstraße", "Genève", "Málaga"]
    assert detect_encoding([cell.encode("cp1252") for cell in cells]) == "cp1252"
    assert detect_encoding([cell.encode() for cell in cells]) == "utf-8"


def test_a_character_cut_by_the_width_of_the_field_is_let_pass(folder: Path) -> None:
    assert detect_encoding([name.encode()[:-1] for name in NAMES]) == "utf-8"
    assert detect_encoding([name.encode("gbk")[:-1] for name in NAMES]) == "gb18030"
    long_name = "永久基本农田" * 20  # 254 bytes end within a character
    path = shapefile(folder / "长.shp", "GBK", cpg=None, language_byte=0, geometry=boxes(1), names=(long_name,))
    assert long_name.startswith(read_layer(path).field("名称")[0])


def test_text_in_other_formats_is_unicode_whatever_is_said(folder: Path) -> None:
    layer = read_layer(raw_write(folder / "镇街.gpkg", driver="GPKG"), encoding="GBK")
    assert layer.field("名称").tolist() == list(TOWNS)
    assert "always Unicode" in str(layer.info.notes[0])


words = st.lists(st.text(st.sampled_from(COMMON), min_size=2, max_size=12), min_size=3, max_size=20, unique=True)


@given(words)
def test_common_words_are_known_in_gbk(texts: list[str]) -> None:
    assert detect_encoding([text.encode("gbk") for text in texts]) == "gb18030"


@given(words)
def test_common_words_are_known_in_utf8(texts: list[str]) -> None:
    assert detect_encoding([text.encode() for text in texts]) == "utf-8"
