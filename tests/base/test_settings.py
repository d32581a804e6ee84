from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yhgis import settings
from yhgis.errors import DataError
from yhgis.schema import parse, to_text
from yhgis.settings import MAX_RECENT, AreaBasis, Purpose, Settings, WindowSettings


def test_a_first_start_has_the_defaults_and_writes_nothing() -> None:
    loaded = settings.load()
    assert loaded == Settings()
    assert loaded.language == "zh"
    assert loaded.basis == "ellipsoidal"
    assert not settings.settings_path().exists()


def test_what_was_saved_comes_back() -> None:
    changed = Settings(
        language="en",
        role="presenter",
        appearance="dark",
        basis="geodesic",
        min_width_m=2.5,
        last_folders={"open": "/数据/余杭 区"},
        window=WindowSettings(geometry="AdnQywADAAA=", state="AAAA/w=="),
        scheduler="tcp://10.0.0.5:8786",
    ).with_recent(Path("/数据/终稿.yhmap"))
    settings.save(changed)
    assert settings.load() == changed
    assert "/数据/余杭 区" in settings.settings_path().read_text(encoding="utf-8")


paths = st.lists(st.integers(0, 20).map(lambda n: Path(f"/data/{n}.gpkg")), max_size=40)


@given(paths)
def test_recent_files_are_the_latest_each_once(opened: list[Path]) -> None:
    now = Settings()
    for path in opened:
        now = now.with_recent(path)
    latest = list(dict.fromkeys(str(path.absolute()) for path in reversed(opened)))[:MAX_RECENT]
    assert list(now.recent_files) == latest
    assert parse(to_text(now), Settings, "-") == now


def test_a_file_that_is_gone_is_forgotten() -> None:
    known = Settings().with_recent(Path("a.gpkg")).with_recent(Path("b.gpkg"))
    assert known.without_recent(Path("b.gpkg")).recent_files == (str(Path("a.gpkg").absolute()),)


def test_a_crs_is_kept_by_folder_the_latest_fifty(tmp_path: Path) -> None:
    kept = Settings()
    for number in range(60):
        kept = kept.with_folder_crs(tmp_path / f"{number}", "EPSG:4549", swap_xy=number % 2 == 1)
    kept = kept.with_folder_crs(tmp_path / "20", "EPSG:4528", swap_xy=False)
    assert len(kept.folder_crs) == 50
    assert list(kept.folder_crs)[-1] == str(tmp_path / "20")
    assert kept.folder_crs[str(tmp_path / "20")].crs == "EPSG:4528"
    assert kept.folder_crs[str(tmp_path / "21")].swap_xy
    settings.save(kept)
    assert settings.load() == kept


def test_folders_are_kept_by_purpose(tmp_path: Path) -> None:
    kept = Settings()
    for purpose in get_args(Purpose):
        kept = kept.with_folder(purpose, tmp_path / purpose)
    assert set(kept.last_folders) == set(get_args(Purpose))
    assert kept.last_folders["export"] == str(tmp_path / "export")


@pytest.mark.parametrize(
    "bad",
    [
        "not json",
        "[]",
        '{"version": 1, "language": "fr"}',
        '{"version": 1, "languge": "zh"}',
        '{"version": 99}',
        '{"version": 1, "recent_files": "one"}',
        '{"version": 1, "min_width_m": -1}',
        '{"version": 1, "scheduler": "http://example"}',
        '{"version": 1, "window": {"geometry": "<xml>"}}',
    ],
)
def test_a_bad_file_is_kept_beside_and_the_defaults_serve(bad: str, caplog: pytest.LogCaptureFixture) -> None:
    path = settings.settings_path()
    path.parent.mkdir(parents=True)
    path.write_text(bad, encoding="utf-8")
    assert settings.load() == Settings()
    assert not path.exists()
    assert path.with_name("settings.json.bad").read_text(encoding="utf-8") == bad
    assert "settings.json.bad" in caplog.text


def test_bytes_that_are_no_text_are_a_bad_file_too(caplog: pytest.LogCaptureFixture) -> None:
    path = settings.settings_path()
    path.parent.mkdir(parents=True)
    path.write_bytes("设置".encode("gbk"))
    assert settings.load() == Settings()
    assert path.with_name("settings.json.bad").exists()


def test_a_bad_file_that_cannot_be_moved_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = settings.settings_path()
    path.parent.mkdir(parents=True)
    path.write_text("{", encoding="utf-8")
    monkeypatch.setattr("os.replace", refuse)  # a mode would not stop the superuser
    assert settings.load() == Settings()
    assert "not put aside" in caplog.text


def test_old_files_are_brought_up_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    # Two versions before the first one, made up: what a third version of the schema will do to the first.
    steps = {
        -1: lambda old: {key: value for key, value in old.items() if key != "toolbar"},
        0: lambda old: {"appearance" if key == "skin" else key: value for key, value in old.items()},
    }
    monkeypatch.setattr(settings, "MIGRATIONS", steps)
    path = settings.settings_path()
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"version": -1, "toolbar": 3, "skin": "dark"}), encoding="utf-8")
    assert settings.load() == Settings(appearance="dark")


def test_settings_that_cannot_be_saved_are_the_users_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("YHGIS_HOME", str(tmp_path / "file"))
    with pytest.raises(DataError, match="无法写入文件夹"):
        settings.save(Settings())


def test_settings_do_not_change_in_place() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().role = "town"  # type: ignore[misc]


def test_the_words_for_the_area_basis_are_the_models() -> None:
    from yhgis.model.result import Basis

    assert set(get_args(AreaBasis)) == {basis.value for basis in Basis}
