"""Plain shapes of a sheet's furniture, in millimetres."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from yhgis.carto.display_list import Paths

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle on the paper, mm from the top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.y + self.height

    def shrunk(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Return the box with that much taken off each side."""
        return Box(self.x + left, self.y + top, self.width - left - right, self.height - top - bottom)

    def holds(self, other: Box, tolerance: float = 1e-6) -> bool:
        """Whether ``other`` lies inside."""
        return (
            other.x >= self.x - tolerance
            and other.y >= self.y - tolerance
            and other.right <= self.right + tolerance
            and other.bottom <= self.bottom + tolerance
        )

    def meets(self, other: Box, tolerance: float = 1e-6) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.x < other.right - tolerance
            and other.x < self.right - tolerance
            and self.y < other.bottom - tolerance
            and other.y < self.bottom - tolerance
        )


def rings(points: Iterable[Sequence[Point]]) -> Paths:
    """Return closed rings, each a feature."""
    return _paths(points, closed=True)


def lines(points: Iterable[Sequence[Point]]) -> Paths:
    """Return open lines, each a feature."""
    return _paths(points, closed=False)


def rectangle(box: Box) -> Paths:
    """Return the ring around ``box``."""
    return rings([[(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)]])


def _paths(points: Iterable[Sequence[Point]], *, closed: bool) -> Paths:
    parts = [np.asarray(part, dtype=np.float64).reshape(-1, 2) for part in points]
    xy = np.concatenate(parts) if parts else np.empty((0, 2))
    starts = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
    return Paths(xy, starts, np.arange(len(parts) + 1, dtype=np.int64), closed)
