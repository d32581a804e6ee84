"""Every file of these tests lies in a folder with Chinese, a space and full-width brackets in its name."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "余杭 区" / "数据（终稿）"
    path.mkdir(parents=True)
    return path


@pytest.fixture(autouse=True)
def _application(qapp: object) -> None:
    """Pictures need an application; the one of pytest-qt serves every test of the run, the window's too."""
