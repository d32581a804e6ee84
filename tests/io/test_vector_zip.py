"""Reading from a zip: names in GBK, several files, a geodatabase, members that climb."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.io.makers import TOWNS, raw_write, shapefile, texts
from yhgis.errors import DataError
from yhgis.io.vector import read_layer

pytestmark = pytest.mark.usefixtures("english")


# --- zip -------------------------------------------------------------------------------------------------------------


def zip_of(target: Path, files: dict[str, bytes], *, gbk: bool = False) -> Path:
    """Write a zip; ``gbk`` as Chinese Windows does: the names in GBK, and no word of it."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.encode("gbk").hex() if gbk else name, content)
    if gbk:
        _rename_members(target, {name.encode("gbk").hex().encode(): name.encode("gbk") for name in files})
    return target


def _rename_members(path: Path, names: dict[bytes, bytes]) -> None:
    """Replace member names by shorter ones padded with ``./`` in front, so that all lengths stay."""
    content = path.read_bytes()
    for old, new in names.items():
        missing = len(old) - len(new)
        content = content.replace(old, b"/" * (missing % 2) + b"./" * (missing // 2) + new)
    path.write_bytes(content)


def shapefile_parts(folder: Path) -> dict[str, bytes]:
    path = shapefile(folder / "part.shp", "GBK", cpg=None, language_byte=0)
    return {suffix: path.with_suffix(suffix).read_bytes() for suffix in (".shp", ".shx", ".dbf", ".prj")}


def test_a_zip_with_gbk_names_and_gbk_text_reads_right(folder: Path) -> None:
    files = {f"数据/镇街{suffix}": content for suffix, content in shapefile_parts(folder).items()}
    path = zip_of(folder / "镇街（报送）.zip", files, gbk=True)
    with zipfile.ZipFile(path) as archive:
        assert "镇街.shp" not in archive.namelist()[0]  # Python itself reads the names wrong
    layer = read_layer(path)
    assert layer.field("名称").tolist() == list(TOWNS)
    assert layer.id == "镇街（报送）"
    assert texts(layer) == ["镇街.shp does not say how its text is encoded; it reads as GBK."]


def test_a_zip_with_several_files_wants_a_name(folder: Path) -> None:
    parts = shapefile_parts(folder)
    files = {f"{name}{suffix}": content for name in ("甲", "乙") for suffix, content in parts.items()}
    path = zip_of(folder / "两个.zip", files)
    with pytest.raises(DataError, match="holds 2 layers"):
        read_layer(path)
    assert read_layer(path, inner_name="乙").id == "乙"


def test_a_zip_can_hold_a_geodatabase(folder: Path) -> None:
    database = raw_write(folder / "库.gdb", driver="OpenFileGDB")
    files = {f"库.gdb/{file.name}": file.read_bytes() for file in database.iterdir()}
    assert len(read_layer(zip_of(folder / "库.zip", files))) == 4


def test_a_zip_cannot_write_outside_its_room(folder: Path) -> None:
    files = {f"../../逃{suffix}": content for suffix, content in shapefile_parts(folder).items()}
    assert len(read_layer(zip_of(folder / "逃.zip", files))) == 4
    assert not list(folder.parent.parent.rglob("逃.shp"))


def test_a_zip_of_other_things_is_one_sentence(folder: Path) -> None:
    with pytest.raises(DataError, match="holds no vector data"):
        read_layer(zip_of(folder / "文.zip", {"说明.txt": b"x"}))
