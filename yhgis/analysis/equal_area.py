"""From the working projection to the equal-area plane, as exactly as PROJ does and several times faster.

Within the county's surroundings the map from Gauss-Krueger to the ellipsoidal cylindrical equal-area plane is
smooth enough to be a short polynomial.  It is fitted to PROJ's own answers, once a process, and agrees with
them to some 5e-9 m, which is the noise of PROJ's answers themselves (a degree of longitude in a double).  The
polynomial's values are smooth where PROJ's jitter, so slivers come out better, not worse.  Outside the window
PROJ is asked.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from yhgis.model.crs import EQUAL_AREA_CRS, WORK_CRS, transform_coordinates

Floats = NDArray[np.float64]

#: Middle of the window in `WORK_CRS` (on the central meridian, on Yuhang's latitude) and half its side, in metres.
CENTER = (500_000.0, 3_360_000.0)
HALF_M = 60_000.0
#: Total degree in (x, y); the first one whose residual is PROJ's own noise (measured: 6 gives 9e-9 m, 7 gives 5e-9 m).
_DEGREE = 7
#: Nodes along each side: as good as 40, and few enough that the fit is one millisecond of one thread.
_NODES = 16
#: A fit worse than this would be a defect, not noise, in metres.
_TOLERANCE_M = 2e-8


def in_window(bounds: Floats) -> NDArray[np.bool_]:
    """Whether boxes ``(n, 4)`` in `WORK_CRS` lie wholly inside the window of the polynomial."""
    inside: NDArray[np.bool_] = (
        (bounds[:, 0] >= CENTER[0] - HALF_M)
        & (bounds[:, 1] >= CENTER[1] - HALF_M)
        & (bounds[:, 2] <= CENTER[0] + HALF_M)
        & (bounds[:, 3] <= CENTER[1] + HALF_M)
    )
    return inside


def to_equal_area(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Map `WORK_CRS` metres inside the window to equal-area metres, counted from the window's middle.

    Relative coordinates keep a thousand times more of a double's digits than absolute ones.
    """
    east, north = _coefficients()
    u = (x - CENTER[0]) / HALF_M
    v = (y - CENTER[1]) / HALF_M
    w = u * u
    out_x = _even(east, w, v)
    out_x *= u
    return out_x, _even(north, w, v)


def to_equal_area_by_proj(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Map `WORK_CRS` metres anywhere to equal-area metres, through PROJ."""
    out = transform_coordinates(np.column_stack([x, y]), WORK_CRS, EQUAL_AREA_CRS)
    return out[:, 0], out[:, 1]


def _even(rows: tuple[tuple[float, ...], ...], w: Floats, v: Floats) -> Floats:
    """Return the sum of ``w**i * row_i(v)`` by Horner's rule, in place so that a block stays in the cache."""
    total = _horner(rows[-1], v)
    for row in rows[-2::-1]:
        total *= w
        total += _horner(row, v)
    return total


def _horner(row: tuple[float, ...], v: Floats) -> Floats:
    value = np.full_like(v, row[-1])
    for coefficient in row[-2::-1]:
        value *= v
        value += coefficient
    return value


@cache
def _coefficients() -> tuple[tuple[tuple[float, ...], ...], tuple[tuple[float, ...], ...]]:
    """Fit both coordinates at Chebyshev nodes; x is odd and y even in the distance from the central meridian."""
    node = np.cos(np.pi * (np.arange(_NODES) + 0.5) / _NODES)
    u, v = (grid.ravel() for grid in np.meshgrid(node, node))
    x, y = to_equal_area_by_proj(CENTER[0] + u * HALF_M, CENTER[1] + v * HALF_M)
    x0, y0 = to_equal_area_by_proj(np.array([CENTER[0]]), np.array([CENTER[1]]))
    return _fit(u, v, x - x0, odd=1), _fit(u, v, y - y0, odd=0)


def _fit(u: Floats, v: Floats, target: Floats, odd: int) -> tuple[tuple[float, ...], ...]:
    """Return rows of coefficients: row ``i`` holds the powers of v that go with ``u**(2i + odd)``."""
    powers = [(i, j) for i in range((_DEGREE - odd) // 2 + 1) for j in range(_DEGREE - odd - 2 * i + 1)]
    matrix = np.stack([u ** (2 * i + odd) * v**j for i, j in powers], axis=1)
    solved = np.linalg.lstsq(matrix, target, rcond=None)[0]
    worst = float(np.abs(matrix @ solved - target).max())
    if worst > _TOLERANCE_M:
        raise ArithmeticError(f"the equal-area polynomial is off by {worst} m: is PROJ's {WORK_CRS} what it was?")
    rows: dict[int, list[float]] = {}
    for (i, _), value in zip(powers, solved, strict=True):
        rows.setdefault(i, []).append(float(value))
    return tuple(tuple(row) for row in rows.values())
