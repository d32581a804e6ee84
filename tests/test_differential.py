"""Our figures are those of geopandas.overlay, and of QGIS where it is installed, on a small county."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import differential as module
from benchmarks.county.make import make_county
from benchmarks.differential import JOBS, LINES, Difference, differences, differential, flat, largest_difference, lines
from benchmarks.rows import SAME, qgis_there
from yhgis.io.vector import read_layer
from yhgis.io.vector_write import write_layer
from yhgis.model.layer import Layer

PARCELS = 2_000
FEATURES = 4


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a county of few parcels and the first features of each line, so that QGIS takes seconds."""
    folder = tmp_path_factory.mktemp("counties") / str(PARCELS)
    make_county(folder, PARCELS)
    for name in LINES:
        layer = read_layer(folder / f"{name}.gpkg")
        few = np.arange(FEATURES)
        fields = {field: values[few] for field, values in layer.fields.items()}
        write_layer(Layer(layer.info, layer.geometry[few], fields, layer.crs), folder / f"{name}.gpkg")
    return folder


@pytest.fixture(scope="module")
def found(county: Path) -> dict[tuple[str, str], Difference]:
    """Return the differences by peer and job."""
    return {(each.peer, each.job): each for each in differences(county, tuple(JOBS), qgis_there())}


@pytest.mark.parametrize("job", JOBS)
@pytest.mark.parametrize("peer", ["GeoPandas", "QGIS"])
def test_our_figures_are_the_others(found: dict[tuple[str, str], Difference], peer: str, job: str) -> None:
    if peer == "QGIS" and not qgis_there():
        pytest.skip("python3-qgis is not installed")
    assert found[peer, job].figures > 2
    assert found[peer, job].largest <= SAME, found[peer, job]


@pytest.mark.parametrize(("theirs", "expected"), [(2e6 * (1 + 1e-7), 1e-7), (2e6 * (1 + 1e-5), 1e-5)])
def test_a_difference_is_a_share_of_the_area(theirs: float, expected: float) -> None:
    assert largest_difference([5.0, 2e6], [5.0, theirs]) == pytest.approx(expected, rel=1e-4)


def test_a_square_millimetre_is_no_difference_and_a_missing_figure_an_error() -> None:
    assert largest_difference([0.0], [1e-6]) <= SAME < largest_difference([0.0], [0.01])
    assert flat({"b": [1, [2.0]], "a": 3}) == [3.0, 1.0, 2.0]
    with pytest.raises(ValueError, match="zip"):
        largest_difference([1.0], [1.0, 2.0])


def test_the_table_fails_where_one_figure_is_not_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def told(county: Path, jobs: tuple[str, ...], _with_qgis: bool) -> list[Difference]:
        return [Difference(int(county.name), job, "GeoPandas", 36, 2e-6 if job == "share" else 1e-9) for job in jobs]

    monkeypatch.setattr(module, "make_county", lambda *_: None)
    monkeypatch.setattr(module, "qgis_there", lambda: False)
    monkeypatch.setattr(module, "differences", told)
    document: dict[str, Any] = differential(tmp_path, (5_000,))
    assert [row["met"] for row in document["rows"]] == [job != "share" for job in JOBS]
    assert document["met"] is False
    assert differential(tmp_path, (5_000,), ("overlap",))["met"] is True
    table = lines(document)
    assert "5,000  overlap" in table[1]
    assert sum(line.endswith("NO") for line in table) == 1
    assert "python3-qgis" in table[-1]
