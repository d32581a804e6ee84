"""Faces found without Python's lock are shapely's own, to the last digit and in the same order."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from yhgis.analysis import polygonize as module
from yhgis.analysis.polygonize import polygonize
from yhgis.model.crs import Geometries

_COORDINATE = st.integers(min_value=0, max_value=12)
_LINES = st.lists(st.tuples(st.tuples(_COORDINATE, _COORDINATE), st.tuples(_COORDINATE, _COORDINATE)), max_size=40)


@pytest.fixture
def without_geos(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """GEOS is where nobody finds it."""
    module._geos.cache_clear()
    monkeypatch.setattr(module, "_library", lambda: "no_such_library.so")
    yield
    module._geos.cache_clear()


def _noded(ends: list[tuple[tuple[int, int], tuple[int, int]]]) -> shapely.Geometry:
    return shapely.union_all(shapely.linestrings(np.array(ends, dtype=np.float64).reshape(-1, 2, 2)))


def _own(lines: shapely.Geometry) -> Geometries:
    return np.asarray(shapely.get_parts(shapely.polygonize([lines])), dtype=object)


def _net(side: int) -> shapely.Geometry:
    """Islands in rings in a net, and lines that end in nothing."""
    at = np.arange(side, dtype=np.float64) * 10.0 + 4e5
    far = np.full(side, at[-1] + 5.0)
    lengthwise = np.stack([np.column_stack([at, at * 0.0 + at[0]]), np.column_stack([at, far])], axis=1)
    net = shapely.linestrings(np.concatenate([lengthwise, lengthwise[:, :, ::-1]]))
    x, y = (one.ravel() + 5.0 for one in np.meshgrid(at, at))
    rings = shapely.boundary(shapely.buffer(shapely.points(x, y), 3.0, quad_segs=3))
    islands = shapely.boundary(shapely.buffer(shapely.points(x[::2], y[::2]), 1.0, quad_segs=2))
    return shapely.union_all(np.concatenate([net, rings, islands]))


def test_geos_is_found_where_shapely_is() -> None:
    assert module._geos() is not None


@given(_LINES)
def test_faces_are_shapelys_own(ends: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    lines = _noded(ends)
    assert shapely.to_wkb(polygonize(lines)).tolist() == shapely.to_wkb(_own(lines)).tolist()


def test_faces_in_faces_come_in_the_same_order() -> None:
    lines = _net(30)
    found = polygonize(lines)
    assert len(found) > 2_000  # so that they are taken out in portions
    assert shapely.to_wkb(found).tolist() == shapely.to_wkb(_own(lines)).tolist()
    assert shapely.get_num_interior_rings(found).sum() > 1_000


@pytest.mark.usefixtures("without_geos")
def test_where_geos_is_not_found_shapely_is_asked() -> None:
    lines = _net(5)
    assert module._geos() is None
    assert shapely.to_wkb(polygonize(lines)).tolist() == shapely.to_wkb(_own(lines)).tolist()


def test_lines_that_enclose_nothing_have_no_faces() -> None:
    for lines in (shapely.MultiLineString(), shapely.LineString([(0, 0), (1, 0)])):
        assert polygonize(lines).shape == (0,)


def test_what_is_no_geometry_is_refused() -> None:
    with pytest.raises(TypeError):
        polygonize("a line")


@pytest.mark.parametrize("locked", [False, True])
def test_python_goes_on_meanwhile(locked: bool) -> None:
    """Another thread has its turns; it has none while shapely itself is asked."""
    lines, ended = _net(90), threading.Event()
    ask = _own if locked else polygonize

    def work() -> None:
        ask(lines)
        ended.set()

    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    worker = threading.Thread(target=work)
    turns = [time.perf_counter()]
    try:
        worker.start()
        while not ended.is_set():
            time.sleep(0.0002)
            turns.append(time.perf_counter())
        worker.join()
    finally:
        sys.setswitchinterval(usual)
    longest, took = float(np.diff(turns).max()), turns[-1] - turns[0]
    assert (longest > took / 2) == locked, (longest, took)
