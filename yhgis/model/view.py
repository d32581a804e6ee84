"""What is looked at: a place, a scale, a piece of paper. Frozen, so a render request can carry it anywhere."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

MM_PER_INCH = 25.4

Extent = tuple[float, float, float, float]
"""Smallest x, y, largest x, y; metres in the working CRS."""


@dataclass(frozen=True)
class View:
    """A window on the map: what lies at its centre, at which scale, on how much paper.

    The screen is paper too: its millimetres are pixels at ``dpi``.  Drawing is described in paper millimetres, so
    a line of 0.5 mm is 0.5 mm on screen, in a PDF and in a PNG alike.

    Parameters
    ----------
    center_x, center_y : float
        Metres in the working CRS.
    scale : float
        Denominator: 50000 means 1:50 000.
    width_mm, height_mm : float
        Size of the paper.
    dpi : float
        Dots an inch of the device, for thinning vertices and for sizes that depend on a pixel.
    """

    center_x: float
    center_y: float
    scale: float
    width_mm: float
    height_mm: float
    dpi: float = 96.0

    @classmethod
    def fit(cls, extent: Extent, width_mm: float, height_mm: float, dpi: float = 96.0, margin_mm: float = 4.0) -> View:
        """Return the view that shows all of ``extent`` with a margin."""
        x0, y0, x1, y1 = extent
        inner_w, inner_h = max(width_mm - 2 * margin_mm, 1.0), max(height_mm - 2 * margin_mm, 1.0)
        scale = max((x1 - x0) * 1000 / inner_w, (y1 - y0) * 1000 / inner_h, 1.0)
        return cls((x0 + x1) / 2, (y0 + y1) / 2, scale, width_mm, height_mm, dpi)

    @classmethod
    def for_pixels(cls, center: tuple[float, float], scale: float, width_px: int, height_px: int, dpi: float) -> View:
        """Return the view of a device of ``width_px`` x ``height_px`` pixels."""
        mm = MM_PER_INCH / dpi
        return cls(center[0], center[1], scale, width_px * mm, height_px * mm, dpi)

    @property
    def mm_per_metre(self) -> float:
        """Paper millimetres for one metre on the ground."""
        return 1000.0 / self.scale

    @property
    def metres_per_mm(self) -> float:
        """Ground metres under one millimetre of paper."""
        return self.scale / 1000.0

    @property
    def metres_per_pixel(self) -> float:
        """Ground metres under one dot of the device."""
        return self.scale / 1000.0 * MM_PER_INCH / self.dpi

    @property
    def extent(self) -> Extent:
        """Ground that is shown."""
        half_w = self.width_mm / 2 * self.metres_per_mm
        half_h = self.height_mm / 2 * self.metres_per_mm
        return self.center_x - half_w, self.center_y - half_h, self.center_x + half_w, self.center_y + half_h

    def to_paper(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn ``(n, 2)`` ground metres into paper millimetres, y downward from the top left corner."""
        k = self.mm_per_metre
        out = np.empty_like(xy)
        out[:, 0] = (xy[:, 0] - self.center_x) * k + self.width_mm / 2
        out[:, 1] = (self.center_y - xy[:, 1]) * k + self.height_mm / 2
        return out

    def to_ground(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        """Turn a place on the paper into ground metres."""
        k = self.metres_per_mm
        return self.center_x + (x_mm - self.width_mm / 2) * k, self.center_y - (y_mm - self.height_mm / 2) * k

    def panned(self, dx_mm: float, dy_mm: float) -> View:
        """Return the view after the paper's content moved by ``dx_mm`` right and ``dy_mm`` down."""
        k = self.metres_per_mm
        return replace(self, center_x=self.center_x - dx_mm * k, center_y=self.center_y + dy_mm * k)

    def zoomed(self, factor: float, x_mm: float, y_mm: float) -> View:
        """Return the view enlarged by ``factor`` with the place at (``x_mm``, ``y_mm``) kept where it is."""
        ground_x, ground_y = self.to_ground(x_mm, y_mm)
        closer = replace(self, scale=self.scale / factor)
        k = closer.metres_per_mm
        return replace(
            closer,
            center_x=ground_x - (x_mm - self.width_mm / 2) * k,
            center_y=ground_y + (y_mm - self.height_mm / 2) * k,
        )
