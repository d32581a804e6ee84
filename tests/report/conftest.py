"""Every file of these tests lies in a folder with Chinese, a space and full-width brackets in its name."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _application(qapp: object) -> None:
    """Pictures need an application; the one of pytest-qt serves every test of the run, the window's too."""
