"""Smooth noise and level lines, the same on every machine for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Values = NDArray[np.float64]

_LATTICE = 256


class Noise:
    """Value noise between -1 and 1 on an endless plane.

    Parameters
    ----------
    seed : int
        Fixed in the source file of the shape that is drawn with it.
    """

    def __init__(self, seed: int) -> None:
        # Only uniform doubles are drawn: numpy promises that stream for a bit generator, not every distribution's.
        self._lattice = np.random.Generator(np.random.PCG64(seed)).random((_LATTICE, _LATTICE)) * 2 - 1

    def at(self, x: Values, y: Values, wavelength: float) -> Values:
        """Return noise whose hills are about ``wavelength`` metres apart."""
        u, v = np.asarray(x) / wavelength, np.asarray(y) / wavelength
        i, j = np.floor(u).astype(np.int64), np.floor(v).astype(np.int64)
        s, t = _ease(u - i), _ease(v - j)
        corner = self._lattice
        i0, i1, j0, j1 = i % _LATTICE, (i + 1) % _LATTICE, j % _LATTICE, (j + 1) % _LATTICE
        low = corner[i0, j0] * (1 - s) + corner[i1, j0] * s
        high = corner[i0, j1] * (1 - s) + corner[i1, j1] * s
        value: Values = low * (1 - t) + high * t
        return value

    def fractal(self, x: Values, y: Values, wavelength: float, octaves: int = 4, gain: float = 0.5) -> Values:
        """Return noise with ever finer detail, about -1 to 1."""
        total, weight, sum_of_weights = np.zeros(np.shape(x)), 1.0, 0.0
        for octave in range(octaves):
            # A shift of its own for each octave hides the lattice.
            total = total + weight * self.at(x + 1731.7 * octave, y - 977.3 * octave, wavelength / 2**octave)
            sum_of_weights += weight
            weight *= gain
        return total / sum_of_weights


def _ease(t: Values) -> Values:
    eased: Values = t * t * t * (t * (t * 6 - 15) + 10)
    return eased


@dataclass(frozen=True)
class Grid:
    """A square grid of ``cell`` metres over an extent."""

    x0: float
    y0: float
    columns: int
    rows: int
    cell: float

    @classmethod
    def over(cls, extent: tuple[float, float, float, float], cell: float, margin: float = 0.0) -> Grid:
        """Return the grid that covers ``extent`` and ``margin`` metres around it, on whole multiples of ``cell``."""
        x0 = np.floor((extent[0] - margin) / cell) * cell
        y0 = np.floor((extent[1] - margin) / cell) * cell
        columns = int(np.ceil((extent[2] + margin - x0) / cell)) + 1
        rows = int(np.ceil((extent[3] + margin - y0) / cell)) + 1
        return cls(float(x0), float(y0), columns, rows, cell)

    def coordinates(self) -> tuple[Values, Values]:
        """Return x and y of every node, each of shape (rows, columns)."""
        x = self.x0 + self.cell * np.arange(self.columns)
        y = self.y0 + self.cell * np.arange(self.rows)
        grid_x, grid_y = np.meshgrid(x, y)
        return grid_x, grid_y


def distance_to(line: Any, x: Values, y: Values, within: float) -> Values:
    """Return the distance of every node to ``line``; nodes farther than ``within`` metres get infinity."""
    reach = shapely.box(*line.bounds).buffer(within).bounds
    near = (x >= reach[0]) & (x <= reach[2]) & (y >= reach[1]) & (y <= reach[3])
    distance = np.full(np.shape(x), np.inf)
    distance[near] = shapely.distance(shapely.points(x[near], y[near]), line)
    return distance


def above(values: Values, grid: Grid, level: float = 0.0) -> NDArray[np.object_]:
    """Return the polygons, holes included, where ``values`` on ``grid`` lie above ``level``."""
    from contourpy import FillType, contour_generator  # part of matplotlib; only the builder needs it

    x = grid.x0 + grid.cell * np.arange(grid.columns)
    y = grid.y0 + grid.cell * np.arange(grid.rows)
    generator = contour_generator(x, y, values, fill_type=FillType.OuterOffset)
    filled: Any = generator.filled(level, np.inf)
    points, offsets = filled
    polygons = [_polygon(p, o) for p, o in zip(points, offsets, strict=True)]
    return np.array(polygons, dtype=object)


def _polygon(points: Any, offsets: Any) -> Any:
    rings = [points[a:b] for a, b in zip(offsets[:-1], offsets[1:], strict=True)]
    return shapely.Polygon(rings[0], [ring for ring in rings[1:] if len(ring) >= 4])
