"""Where the county lies, its outline, and the noise that shapes everything on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

X0, Y0, X1, Y1 = 469200.0, 3337900.0, 512500.0, 3383300.0
CENTER = np.array([(X0 + X1) / 2, (Y0 + Y1) / 2])
HALF = np.array([(X1 - X0) / 2, (Y1 - Y0) / 2])
SEATS = 12


def outline_radius(theta: Floats) -> Floats:
    """Return the county's edge in direction ``theta`` as a fraction of the half box: irregular, star-shaped."""
    return 0.93 + 0.05 * np.cos(3 * theta + 0.7) + 0.035 * np.cos(7 * theta + 2.1) + 0.02 * np.cos(13 * theta)


def depth(points: Floats) -> Floats:
    """Return how far out points lie: 0 in the middle, 1 on the county's edge."""
    u = (points - CENTER) / HALF
    return np.hypot(u[..., 0], u[..., 1]) / outline_radius(np.arctan2(u[..., 1], u[..., 0]))


def choose_seats(rng: np.random.Generator) -> Floats:
    """Return 12 well separated town seats."""
    seats = [CENTER]
    while len(seats) < SEATS:
        candidates = CENTER + (rng.random((400, 2)) - 0.5) * 1.6 * HALF
        candidates = candidates[depth(candidates) < 0.78]
        apart = np.linalg.norm(candidates[:, None] - np.array(seats)[None], axis=2).min(axis=1)
        seats.append(candidates[np.argmax(apart * rng.uniform(0.7, 1.0, len(candidates)))])
    return np.array(seats)


@dataclass(frozen=True)
class Grid:
    """Square cells over the county's box."""

    cell: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return int((Y1 - Y0) / self.cell) + 1, int((X1 - X0) / self.cell) + 1

    @property
    def axes(self) -> tuple[Floats, Floats]:
        """X of the columns' and y of the rows' centres."""
        rows, columns = self.shape
        return X0 + (np.arange(columns) + 0.5) * self.cell, Y0 + (np.arange(rows) + 0.5) * self.cell

    @property
    def points(self) -> Floats:
        """Cell centres, shape (rows, columns, 2)."""
        x, y = self.axes
        return np.stack(np.meshgrid(x, y), -1)

    def sample(self, values: Floats, points: Floats) -> Floats:
        """Return the value of the cell under each point."""
        column = np.clip(((points[:, 0] - X0) / self.cell).astype(int), 0, values.shape[1] - 1)
        row = np.clip(((points[:, 1] - Y0) / self.cell).astype(int), 0, values.shape[0] - 1)
        return np.asarray(values[row, column])


def noise(rng: np.random.Generator, shape: tuple[int, int], beta: float, lowest: float) -> Floats:
    """Return power-law noise, flat below wave number ``lowest`` (cycles a box); mean 0, variance 1."""
    rows, columns = shape
    spectrum = np.fft.rfft2(rng.standard_normal(shape))
    ky = np.fft.fftfreq(rows)[:, None] * rows
    kx = np.fft.rfftfreq(columns)[None, :] * columns
    field = np.fft.irfft2(spectrum * np.maximum(np.hypot(ky, kx), lowest) ** (-beta / 2), s=shape)
    return np.asarray((field - field.mean()) / field.std())
