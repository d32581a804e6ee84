from __future__ import annotations

import tempfile
import threading
from pathlib import Path

import pytest

from yhgis.atomic import atomic_path, write_bytes, write_text
from yhgis.errors import DataError


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "终稿.json"
    write_text(target, "一\n二\n")
    assert target.read_bytes() == "一\n二\n".encode()
    assert list(tmp_path.iterdir()) == [target]


def test_work_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "终稿.gpkg"
    write_bytes(target, b"old")

    def write_half() -> None:
        with atomic_path(target) as temporary:
            temporary.write_bytes(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_the_temporary_file_keeps_name_and_folder(tmp_path: Path) -> None:
    target = tmp_path / "a.gpkg"
    with atomic_path(target) as temporary:
        assert temporary.name == "a.gpkg", "drivers choose the format by it"
        assert temporary.parent.parent == tmp_path, "a rename must not cross file systems"
        temporary.touch()


def test_what_a_driver_leaves_beside_is_cleared(tmp_path: Path) -> None:
    target = tmp_path / "a.gpkg"
    with atomic_path(target) as temporary:
        temporary.write_bytes(b"x")
        temporary.with_name("a.gpkg-journal").write_bytes(b"y")
    assert list(tmp_path.iterdir()) == [target]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught, atomic_path(tmp_path / "没有" / "a.csv"):
        pytest.fail("the block must not begin")
    assert str(tmp_path / "没有") in str(caught.value)


def test_a_target_that_is_taken_is_named(tmp_path: Path) -> None:
    target = tmp_path / "taken"
    target.mkdir()
    (target / "inside").touch()
    with pytest.raises(DataError, match="taken"):
        write_text(target, "x")
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)  # a mode would not stop the superuser
    with pytest.raises(DataError, match="无法写入文件夹") as caught:
        write_text(tmp_path / "a.txt", "x")
    assert str(tmp_path) in str(caught.value)


def test_writers_at_the_same_time_leave_one_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    texts = [letter * 100_000 for letter in "abcd"]
    threads = [threading.Thread(target=write_text, args=(target, text)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert target.read_text(encoding="utf-8") in texts
    assert list(tmp_path.iterdir()) == [target]
