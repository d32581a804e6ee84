"""Moved files are found: by name, by their bytes, beside each other; within limits and until cancelled."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yhgis.errors import Cancelled
from yhgis.feedback import Feedback, silent
from yhgis.io import find_sources as module
from yhgis.io.find_sources import Wanted, find_sources, moved_like
from yhgis.io.fingerprint import sha256_of

PARTS = st.lists(st.sampled_from(["余杭 区", "数据（终稿）", "a", "b", "图层"]), min_size=1, max_size=4)


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def wanted(path: Path) -> Wanted:
    return Wanted(path, sha256_of(path), path.stat().st_size)


def test_a_file_is_found_by_name_and_the_same_bytes_win(tmp_path: Path) -> None:
    old = put(tmp_path / "旧" / "地块.geojson", "甲")
    ask = wanted(old)
    put(tmp_path / "新" / "草稿" / "地块.geojson", "乙")
    right = put(tmp_path / "新" / "深" / "更深" / "地块.geojson", "甲")
    old.unlink()
    assert find_sources(tmp_path / "新", [ask], silent()).places == {old: right}
    right.unlink()
    found = find_sources(tmp_path / "新", [ask], silent())
    assert found.places == {old: tmp_path / "新" / "草稿" / "地块.geojson"}
    assert found.whole


def test_a_renamed_file_is_found_by_its_bytes_only_when_they_are_the_same(tmp_path: Path) -> None:
    old = put(tmp_path / "旧" / "地块.geojson", "甲甲")
    ask = wanted(old)
    new = old.rename(put(tmp_path / "新" / "z", "").with_name("余杭地块.geojson"))
    put(tmp_path / "新" / "别的.geojson", "乙乙")  # as long, and another
    assert find_sources(tmp_path / "新", [ask], silent()).places == {old: new}
    new.unlink()
    assert find_sources(tmp_path / "新", [ask], silent()).places == {}


def test_siblings_outside_the_chosen_folder_are_found_where_they_moved_the_same_way(tmp_path: Path) -> None:
    first = tmp_path / "D盘" / "项目" / "a" / "一.geojson"
    second = tmp_path / "D盘" / "项目" / "b" / "二.geojson"
    put(tmp_path / "E盘" / "a" / "一.geojson", "1")
    put(tmp_path / "E盘" / "b" / "二.geojson", "2")
    found = find_sources(tmp_path / "E盘" / "a", [Wanted(first), Wanted(second)], silent())
    assert found.places == {first: tmp_path / "E盘/a/一.geojson", second: tmp_path / "E盘/b/二.geojson"}


def test_a_geodatabase_is_one_thing_and_is_not_looked_into(tmp_path: Path) -> None:
    put(tmp_path / "新" / "余杭.gdb" / "a0001.gdbtable", "x")
    old = tmp_path / "旧" / "余杭.gdb"
    inside = tmp_path / "旧" / "a0001.gdbtable"
    found = find_sources(tmp_path / "新", [Wanted(old), Wanted(inside)], silent())
    assert found.places == {old: tmp_path / "新" / "余杭.gdb"}


def test_the_search_ends_at_its_limit_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        put(tmp_path / f"{number}" / "x.txt", "")
    monkeypatch.setattr(module, "MOST_FOLDERS", 4)
    found = find_sources(tmp_path, [Wanted(Path("/weg/地块.shp"))], silent())
    assert not found.whole
    assert not found.places


def test_a_cancel_is_heard_and_a_ring_of_links_ends(tmp_path: Path) -> None:
    put(tmp_path / "a" / "x.txt", "")
    (tmp_path / "a" / "ring").symlink_to(tmp_path, target_is_directory=True)
    assert find_sources(tmp_path, [Wanted(Path("/weg/地块.shp"))], silent()).whole
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        find_sources(tmp_path, [Wanted(Path("/weg/地块.shp"))], feedback)


@given(PARTS, PARTS, PARTS)
def test_what_moves_with_a_folder_is_where_the_folder_went(old: list[str], new: list[str], inner: list[str]) -> None:
    before, after = PurePosixPath("/x", *old, "旧根"), PurePosixPath("/y", *new, "新根")
    there = moved_like(before / "f.shp", after / "f.shp", before.joinpath(*inner, "g.shp"))
    assert there == after.joinpath(*inner, "g.shp")


def test_a_shapefile_is_known_by_all_its_parts(tmp_path: Path) -> None:
    from tests.io.makers import shapefile

    old = shapefile(tmp_path / "地块.shp", "gb18030", cpg="GBK", language_byte=0)
    ask = wanted(old)
    (tmp_path / "新").mkdir()
    for part in list(tmp_path.glob("地块.*")):
        shutil.move(part, tmp_path / "新" / f"改名{part.suffix}")
    assert find_sources(tmp_path / "新", [ask], silent()).places == {old: tmp_path / "新" / "改名.shp"}
