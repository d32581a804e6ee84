from __future__ import annotations

import errno
import os
import tempfile
import threading
from pathlib import Path

import pytest

from yhgis.atomic import atomic_path, check_room, waiting_room, write_bytes, write_text
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


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_one_sentence_however_wrapped(number: int, tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"old")

    def fail() -> None:
        try:
            raise OSError(number, os.strerror(number))
        except OSError as error:
            raise RuntimeError("a library's own") from error

    with pytest.raises(DataError, match=r"a\.txt.*换一个文件夹"), atomic_path(target):
        fail()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_other_errors_stay_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic_path(tmp_path / "a.txt"):
        (tmp_path / "not there").read_bytes()


def test_folders_a_driver_leaves_are_cleared_too(tmp_path: Path) -> None:
    with waiting_room(tmp_path) as room:
        (room / "inner").mkdir()
        (room / "inner" / "file").write_bytes(b"x")
    assert list(tmp_path.iterdir()) == []


def test_room_is_found_where_there_is_some(tmp_path: Path) -> None:
    check_room(tmp_path)
    assert list(tmp_path.iterdir()) == []
