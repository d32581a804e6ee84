from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from yhgis import resources

ROOT = Path(__file__).parent.parent.parent


def test_in_the_source_tree_the_folders_are_beside_the_package() -> None:
    assert resources.root() == ROOT
    assert resources.layers_folder().is_dir()
    assert resources.styles_folder().is_dir()


def test_in_a_bundle_they_are_in_the_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources.layers_folder() == tmp_path / "layers"
    assert resources.styles_folder() == tmp_path / "styles"


def test_foreign_geo_variables_are_dropped_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in resources.FOREIGN_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PROJ_LIB", "C:/PostgreSQL/share/contrib/postgis/proj")
    monkeypatch.setenv("GDAL_DATA", "/nonsense")
    monkeypatch.setenv("PROJ_NETWORK", "ON")
    assert set(resources.clean_environment()) == {"PROJ_LIB", "GDAL_DATA", "PROJ_NETWORK"}
    assert "PROJ_LIB" not in os.environ
    assert os.environ["PROJ_NETWORK"] == "OFF", "answers must not depend on the internet"
