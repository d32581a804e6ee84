"""Numbers spelt by numpy: as true as printf, with nothing lost and nothing twice."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.paint.making import box, paths
from yhgis.carto.display_list import Paths
from yhgis.paint.path_text import PDF, SVG, blocks, ranges, written

COORDINATE = st.floats(-5000, 5000, allow_nan=False)
RING = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=12)


@given(st.lists(RING, min_size=1, max_size=6))
def test_lines_read_back_as_they_were_to_the_last_digit(rings: list[list[tuple[float, float]]]) -> None:
    text = written(paths(*rings, closed=False), 1.0, SVG, b"\n", smallest=1).decode()
    for line, ring in zip(text.splitlines(), rings, strict=True):
        read = np.array([[float(x) for x in pair.split()] for pair in re.findall(r"[ML]([^ML]*)", line)])
        wanted = np.round(np.array(ring) * 100).astype(int)
        keep = np.append(True, (np.diff(wanted, axis=0) != 0).any(axis=1))
        assert np.array_equal(np.round(read * 100).astype(int), wanted[keep])


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=50))
def test_whole_numbers_are_spelt_as_python_spells_them(values: list[int]) -> None:
    xs = [float(value) for value in values]
    line = paths([(x, float(i)) for i, x in enumerate(xs)], closed=False)
    rows = written(line, 1.0, PDF, b"", smallest=1).decode().splitlines()
    assert [row.split()[0] for row in rows] == [str(value) for value in values]


@pytest.mark.parametrize(
    ("value", "spelt"),
    [(0.0, "0"), (-0.001, "0"), (0.05, "0.05"), (-0.5, "-0.5"), (10.1, "10.1"), (7.0, "7"), (-12.34, "-12.34")],
)
def test_no_needless_digits(value: float, spelt: str) -> None:
    assert written(paths([(value, 0)], closed=False), 1.0, SVG, b"", smallest=1) == f"M{spelt} 0".encode()


def test_pdf_operators() -> None:
    ringed = paths(box(0, 0, 4, 4), box(1, 1, 2, 2), box(9, 9, 1, 1), groups=[0, 2, 3])
    lines = written(ringed, 100.0, PDF, b"f*\n", smallest=3).decode().splitlines()
    assert lines[:5] == ["0 0 m", "400 0 l", "400 400 l", "0 400 l", "h"]
    assert [place for place, line in enumerate(lines) if line == "f*"] == [10, 16]


def test_what_falls_together_is_left_out() -> None:
    triangle = [(1, 1), (2, 1), (2, 2), (1.0001, 1.0001)]
    tiny = paths(box(0, 0, 0.001, 0.001), box(5, 5, 0.001, 3), triangle, groups=[0, 1, 2, 3])
    text = written(tiny, 100.0, PDF, b"f*\n", smallest=3).decode()
    assert text.count("f*") == 1
    assert text.count("h") == 1
    assert text.count(" l") == 2


@given(st.lists(st.integers(1, 400), min_size=1, max_size=40))
def test_blocks_hold_every_feature_once_in_order(sizes: list[int]) -> None:
    starts = np.concatenate([[0], np.cumsum(sizes)])
    whole = Paths(np.zeros((starts[-1], 2)), starts, np.arange(len(sizes) + 1))
    parts = [block.groups for block in blocks(whole, 500)]
    assert np.concatenate([part[:-1] for part in parts]).tolist() == list(range(len(sizes)))
    assert all(starts[part[-2]] - starts[part[0]] < 500 for part in parts)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), max_size=12))
def test_ranges(pairs: list[tuple[int, int]]) -> None:
    first, count = (np.array([pair[i] for pair in pairs], dtype=np.int64) for i in (0, 1))
    assert ranges(first, count).tolist() == [value for start, n in pairs for value in range(start, start + n)]
