"""The table of growth: what is run, what it says of a doubling, and when the goal counts as missed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks import growth as module
from benchmarks.growth import GROWING, growth, lines


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the sizes of the counties that were made; none is."""
    sizes: list[int] = []
    monkeypatch.setattr(module, "make_county", lambda _folder, parcels: sizes.append(parcels))
    return sizes


def taking(monkeypatch: pytest.MonkeyPatch, power: float) -> None:
    """Let each job take seconds that grow with that power of the parcels."""

    def run(_module: str, job: str, county: Path) -> dict[str, Any]:
        assert job in {name for name, _ in GROWING.values()}
        parcels = int(county.name)
        return {"seconds": (parcels / 50_000) ** power, "peak_mb": parcels / 1000}

    monkeypatch.setattr(module, "run_job", run)


def test_linear_growth_meets_the_goal(monkeypatch: pytest.MonkeyPatch, made: list[int], tmp_path: Path) -> None:
    taking(monkeypatch, 1.0)
    document = growth(tmp_path, (50_000, 100_000, 400_000))
    assert made == [50_000, 100_000, 400_000]
    assert document["met"] is True
    assert document["times_a_doubling"] == {"share": 2.0, "overlap": 2.0}
    assert document["rows"][2]["share"] == {"seconds": 8.0, "peak_mb": 400}
    printed = lines(document)
    assert len(printed) == 1 + 3 + len(GROWING)
    assert printed[3].split()[:4] == ["400,000", "8.00", "20.00", "400"]


@pytest.mark.usefixtures("made")
def test_quadratic_growth_misses_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    taking(monkeypatch, 2.0)
    document = growth(tmp_path, (50_000, 100_000))
    assert document["times_a_doubling"]["share"] == 4.0
    assert document["met"] is False


@pytest.mark.usefixtures("made")
def test_one_size_says_nothing_of_a_doubling(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    taking(monkeypatch, 1.0)
    document = growth(tmp_path, (50_000,))
    assert document["times_a_doubling"] == {"share": None, "overlap": None}
    assert document["met"] is True
    assert "take - times as long" in lines(document)[-1]
