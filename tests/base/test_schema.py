from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from yhgis import schema
from yhgis.errors import DataError
from yhgis.i18n import set_language
from yhgis.schema import Schema, parse, read, to_text


class Inner(Schema):
    width_mm: float


class Sheet(Schema):
    version: Literal[1] = 1
    title: str
    frames: tuple[Inner, ...] = ()


def test_a_file_is_read_into_its_schema(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    sheet = Sheet(title="国土空间总体格局", frames=(Inner(width_mm=0.35),))
    file.write_text(to_text(sheet), encoding="utf-8")
    assert read(file, Sheet) == sheet


def test_text_keeps_chinese_readable_and_ends_with_a_newline() -> None:
    text = to_text(Sheet(title="余杭"))
    assert '"余杭"' in text
    assert text.endswith("}\n")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('{"title": "a",\n "frames": }', ("a.json", "2", "JSON")),
        ('{"title": "a", "titel": "b"}', ("a.json", "titel")),
        ('{"title": "a", "frames": [{"width_mm": 1}, {"width_mm": "thick"}]}', ("frames.1.width_mm", "thick")),
        ("{}", ("title",)),
        ('{"version": 2, "title": "a"}', ("version", "2")),
        ("[]", ("a.json",)),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_bad_file_says_which_key_and_what_came(
    text: str, parts: tuple[str, ...], language: Literal["zh", "en"]
) -> None:
    set_language(language)
    with pytest.raises(DataError) as caught:
        parse(text, Sheet, "a.json")
    sentence = str(caught.value)
    for part in parts:
        assert part in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"titel": "b"}', "第 1 行：titel 不符合要求：此处没有这个键"),  # rather than that "title" is missing
        ("{}", "title 不符合要求：缺少此键"),
        ('{"title": 5}', "title 不符合要求：应为文本；实际为 5"),
        ('{"title": "a", "frames": [{"width_mm": "thick"}]}', "应为数字；实际为 'thick'"),
        ('{"title": "a", "frames": 3}', "应为列表"),
        ('{"title": "a", "version": 2}', "应为 1；实际为 2"),
        ("[]", "应为带键的对象"),
    ],
)
def test_what_was_expected_is_said_in_chinese(text: str, says: str) -> None:
    with pytest.raises(DataError) as caught:
        parse(text, Sheet, "a.json")
    assert says in str(caught.value)


def test_limits_are_told_with_their_figure() -> None:
    class Limited(Schema):
        share: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0
        size: Annotated[float, Field(gt=0.0, lt=9.0)] = 1.0

    for key, value, says in (("share", -1, "不应小于 0"), ("share", 2, "不应大于 1"), ("size", 0, "应大于 0"),
                             ("size", 9, "应小于 9")):  # fmt: skip
        with pytest.raises(DataError) as caught:
            parse(json.dumps({key: value}), Limited, "a.json")
        assert says in str(caught.value)


def test_a_missing_file_a_folder_and_another_encoding_are_one_sentence_each(tmp_path: Path) -> None:
    (tmp_path / "gbk.json").write_bytes("余杭".encode("gbk"))
    (tmp_path / "folder.json").mkdir()
    for name in ("none.json", "gbk.json", "folder.json"):
        with pytest.raises(DataError, match=name) as caught:
            read(tmp_path / name, Sheet)
        assert "\n" not in str(caught.value)


def test_a_long_wrong_value_does_not_flood_the_sentence() -> None:
    with pytest.raises(DataError) as caught:
        parse('{"title": [' + "1," * 5000 + "1]}", Sheet, "a.json")
    assert len(str(caught.value)) < 300


class _Inner(schema.Schema):
    kind: Literal["inner"] = "inner"
    width: float


class _Other(schema.Schema):
    kind: Literal["other"] = "other"


class _Outer(schema.Schema):
    parts: tuple[Annotated[_Inner | _Other, Field(discriminator="kind")], ...]
    note: str = ""


LINES = """{
  "parts": [
    {"kind": "other"},
    {
      "kind": "inner",
      "width": WIDTH
    }
  ],
  "note": NOTE
}"""


@pytest.mark.parametrize(
    ("width", "note", "line", "key"),
    [('"broad"', '"n"', 6, "width"), ("1", "[1, {}]", 9, "note"), ('{"a": "}]"}', '"n"', 6, "width")],
)
def test_a_wrong_key_is_told_with_its_line(width: str, note: str, line: int, key: str) -> None:
    text = LINES.replace("WIDTH", width).replace("NOTE", note)
    with pytest.raises(DataError, match=f"{line}.*{key}"):
        schema.parse(text, _Outer, "x.json")


def test_a_missing_key_is_told_with_the_line_of_what_lacks_it() -> None:
    text = LINES.replace('"inner",', '"inner"').replace('"width": WIDTH', "").replace("NOTE", '""')
    with pytest.raises(DataError, match=r"4.*parts\.1\.inner\.width"):
        schema.parse(text, _Outer, "x.json")


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)


@given(st.recursive(LEAVES, lambda one: st.lists(one) | st.dictionaries(st.text(max_size=5), one), max_leaves=15))
def test_the_line_of_every_place_is_found(document: Any) -> None:
    """Laid out a value a line, the line of a place is that where its key or value begins."""
    text = json.dumps(document, indent=1, ensure_ascii=False)
    lines = text.split("\n")

    def walk(value: Any, path: tuple[int | str, ...]) -> None:
        at = lines[schema.line_of(text, path) - 1]
        if path and isinstance(path[-1], str):
            assert at.strip().startswith(json.dumps(path[-1], ensure_ascii=False))
        elif path and not isinstance(value, (list, dict)):
            assert at.strip().rstrip(",") == json.dumps(value, ensure_ascii=False)
        members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, member in members:
            walk(member, (*path, key))

    walk(document, ())
