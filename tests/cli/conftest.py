"""Sheets and the self-test need an application; the one of pytest-qt serves every test of the run."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _application(qapp: object) -> None:
    """Come before a subcommand makes an application of its own, which could show no window later in the run."""
