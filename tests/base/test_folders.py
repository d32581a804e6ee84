from __future__ import annotations

from pathlib import Path

import pytest

from yhgis.folders import HOME_VARIABLE, cache_folder, config_folder, log_folder


def test_one_variable_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "U盘"))
    assert config_folder() == tmp_path / "U盘" / "config"
    assert log_folder() == tmp_path / "U盘" / "log"
    assert cache_folder() == tmp_path / "U盘" / "cache"


@pytest.mark.parametrize("folder", [cache_folder, config_folder, log_folder])
def test_without_it_the_system_says_where(folder: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(folder)
    monkeypatch.setenv(HOME_VARIABLE, "")
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    path = folder()
    assert "yhgis" in path.parts
    assert not path.exists(), "asking makes nothing"


def test_the_two_are_never_the_same_folder() -> None:
    assert config_folder() != log_folder()
