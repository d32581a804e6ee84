"""Project files: saved whole, movable, and clear about what is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.io.makers import raw_write
from yhgis import __version__
from yhgis.errors import DataError
from yhgis.io import project_file
from yhgis.io.project_file import load_project, relative_text, save_project
from yhgis.model.project import Project, ProjectLayer

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def project(folder: Path) -> Project:
    data = folder / "数据"
    data.mkdir()
    raw_write(data / "地块.gpkg", driver="GPKG")
    raw_write(folder.parent / "红线.gpkg", driver="GPKG")
    return Project(
        layers=(
            ProjectLayer(catalog="towns", visible=False),
            ProjectLayer(path=str(data / "地块.gpkg"), crs="EPSG:4549", opacity=0.4, style={"version": 1}),
            ProjectLayer(path=str(folder.parent / "红线.gpkg"), inner_name="红线"),
        ),
        theme="control_lines",
        extent=(470_000.0, 3_340_000.0, 510_000.0, 3_380_000.0),
        role="town",
    )


def test_what_is_saved_is_loaded(folder: Path, project: Project) -> None:
    save_project(project, folder / "规划.yhmap")
    loaded = load_project(folder / "规划.yhmap")
    assert loaded.missing == ()
    assert loaded.project == project.model_copy(update={"program": __version__})


def test_the_file_holds_relative_paths_and_readable_chinese(folder: Path, project: Project) -> None:
    save_project(project, folder / "规划.yhmap")
    text = (folder / "规划.yhmap").read_text(encoding="utf-8")
    assert [layer["path"] for layer in json.loads(text)["layers"]] == ["", "数据/地块.gpkg", "../红线.gpkg"]
    assert "地块" in text


def test_a_moved_folder_opens_elsewhere(folder: Path, project: Project, tmp_path: Path) -> None:
    save_project(project, folder / "规划.yhmap")
    moved = tmp_path / "另一台 电脑"
    shutil.move(folder.parent, moved)
    loaded = load_project(moved / folder.name / "规划.yhmap")
    assert loaded.missing == ()
    assert Path(loaded.project.layers[1].path) == moved / folder.name / "数据" / "地块.gpkg"


def test_a_relative_name_of_the_project_itself_works(
    folder: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    save_project(project, Path("规划.yhmap"))
    assert load_project(Path("规划.yhmap")).missing == ()


def test_a_missing_source_is_told_and_not_fatal(folder: Path, project: Project) -> None:
    save_project(project, folder / "规划.yhmap")
    (folder / "数据" / "地块.gpkg").unlink()
    loaded = load_project(folder / "规划.yhmap")
    assert len(loaded.project.layers) == 3
    (missing,) = loaded.missing
    assert (missing.position, missing.path) == (1, folder / "数据" / "地块.gpkg")
    assert "地块.gpkg" in str(missing.message)


def test_a_path_of_a_foreign_drive_stays_as_it_is(folder: Path) -> None:
    path = folder / "规划.yhmap"
    path.write_text(json.dumps({"version": 1, "layers": [{"path": "D:/规划/红线.gpkg"}]}), encoding="utf-8")
    loaded = load_project(path)
    assert [str(missing.path) for missing in loaded.missing] == ["D:/规划/红线.gpkg"]
    save_project(loaded.project, path)
    assert json.loads(path.read_text(encoding="utf-8"))["layers"][0]["path"] == "D:/规划/红线.gpkg"


@pytest.mark.parametrize(
    ("target", "folder", "text"),
    [
        (r"D:\规划\数据\a.gpkg", r"D:\规划", "数据/a.gpkg"),
        (r"d:\规划\a.gpkg", r"D:\规划\工程", "../a.gpkg"),
        (r"E:\a.gpkg", r"D:\规划", "E:/a.gpkg"),
        (r"\\server\share\a.gpkg", r"D:\规划", "//server/share/a.gpkg"),
        (r"\\server\share\甲\a.gpkg", r"\\server\share\乙", "../甲/a.gpkg"),
    ],
)
def test_windows_paths(target: str, folder: str, text: str) -> None:
    assert relative_text(PureWindowsPath(target), PureWindowsPath(folder)) == text


names = st.lists(st.sampled_from(["余杭 区", "数据（终稿）", "a", "b"]), max_size=4)


@given(names, names)
def test_a_relative_path_leads_back(there: list[str], here: list[str]) -> None:
    target, folder = PurePosixPath("/", *there, "x.gpkg"), PurePosixPath("/", *here)
    text = relative_text(target, folder)
    assert project_file.absolute_path(text, Path(folder)) == Path(target)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", r"is empty \(0 bytes\)"),
        (b" ", "not valid JSON"),
        (b"{", "line 1"),
        (b"[]", "规划.yhmap"),
        (b"\xff\xfe\x00", "not a project file"),
        (b'{"version": 1, "layerz": []}', "layerz"),
        (b'{"version": 1, "layers": [{"catalog": "towns", "opacity": 7}]}', r"layers\.0\.opacity"),
        (b'{"version": 1, "role": "king"}', "role"),
        (b'{"version": "x"}', "version"),
        (b'{"version": 99}', "newer version"),
    ],
)
def test_a_bad_file_says_what_is_wrong(folder: Path, content: bytes, expected: str) -> None:
    path = folder / "规划.yhmap"
    path.write_bytes(content)
    with pytest.raises(DataError, match=expected) as caught:
        load_project(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_one_sentence(folder: Path) -> None:
    with pytest.raises(DataError, match="There is no file"):
        load_project(folder / "无.yhmap")


def test_an_old_version_is_brought_up_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_file, "PROJECT_VERSION", 3)
    steps = {
        1: lambda document: document | {"theme": document["theme"] + "+1"},
        2: lambda document: document | {"theme": document["theme"] + "+2"},
    }
    text = project_file._migrated('{"version": 1, "theme": "a"}', "规划.yhmap", steps)
    assert json.loads(text) == {"version": 3, "theme": "a+1+2"}


def test_a_failed_save_leaves_the_old_project(folder: Path, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    save_project(project, folder / "规划.yhmap")
    before = (folder / "规划.yhmap").read_bytes()

    def failing(*_: object, **__: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(Path, "write_text", failing)
    with pytest.raises(DataError, match="no room left"):
        save_project(Project(), folder / "规划.yhmap")
    monkeypatch.undo()
    assert (folder / "规划.yhmap").read_bytes() == before
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_a_missing_folder_is_one_sentence(folder: Path) -> None:
    with pytest.raises(DataError, match="does not exist"):
        save_project(Project(), folder / "无" / "规划.yhmap")
